"""Open a file of any supported format: `open_file` gives a `source_file.SourceFile`."""
import io
import os
import tempfile

from . import detect
from .child_process import HEAD_ROWS, Reader, ReaderCrashed
from .cleaning import clean_cell
from .errors import ImportFileError
from .limits import Limits, human_size
from .sheet_layout import SheetLayout
from .sheets import ColumnInfo, SheetInfo
from .sniff import sniff
from .source_file import OWN_COLUMNS, SourceFile
from .text_file import TextFile

ENGINES = {
    'xls': ('xlrd', 'calamine'),  # calamine is faster but turns errors of cells into empty cells
    'xlsx': ('calamine', 'openpyxl'),
    'xlsb': ('calamine',),
    'ods': ('calamine',),
    'vcf': ('vcards',),
    'commerceml': ('commerceml',),
    'html': ('html',),
    'xml_2003': ('xml_2003',),
}
# text without a byte order or a declaration that the reader itself goes by
GUESSED_ENCODING = frozenset({'vcf', 'html'})


def open_file(filename, data, options=None):
    """Check and open a file.

    :param str filename: as the user knows it; only for messages, never trusted for the format
    :param data: bytes of the file, or the path of a readable file (str or PathLike)
    :param options: dict: 'sheet' (name or index), 'header_row' (from 1; 0: the file has no header),
                    'encoding', 'delimiter', 'hidden' (True: rows and columns that the sheet hides are read too), and any
                    field of `limits.Limits`
    :return: `SourceFile`
    :raises ImportFileError: with code, parameters and remedy
    """
    options = dict(options or {})
    limits = Limits.from_options(options)
    size = len(data) if isinstance(data, bytes) else os.path.getsize(data)
    if not size:
        raise ImportFileError('empty', file=filename)
    if size > limits.file_bytes:
        raise ImportFileError('too_big', file=filename, size=human_size(size), limit=human_size(limits.file_bytes))
    with _opener(data)() as stream:
        head = stream.read(4096)
        kind, detail = sniff(head, stream)
    if kind == 'zip':
        from .archive import open_archive
        return open_archive(filename, _opener(data), options, limits)
    if kind not in ENGINES and kind != 'csv':
        raise ImportFileError(kind, file=filename, detail=detail)
    if kind in OWN_COLUMNS:
        options['header_row'] = 1
    source = SourceFile(filename, kind)
    try:
        heads = _open_text(source, data, options, limits) if kind == 'csv' else _open_book(source, data, options, limits)
        source._heads = heads
        _choose(source, heads, options)
    except BaseException:
        source.close()
        raise
    return source


def _opener(data):
    if isinstance(data, bytes):
        return lambda: io.BytesIO(data)
    return lambda: open(data, 'rb')


def _open_text(source, data, options, limits):
    text = TextFile(_opener(data), source.filename, options)
    source._text = text
    source.encoding, source.delimiter, source.warnings = text.encoding, text.delimiter, text.warnings
    if text.lines > limits.rows + 1000:
        raise ImportFileError('too_many_rows', file=source.filename, sheet='-', limit=limits.rows)
    rows = text.rows()
    head = [row for _number, row in zip(range(HEAD_ROWS), rows, strict=False)]
    widest = max(range(len(head)), key=lambda index: len(head[index]), default=0)
    if head and len(head[widest]) > limits.columns:
        raise ImportFileError('too_many_columns', file=source.filename, row=widest + 1, size=len(head[widest]),
                              limit=limits.columns)
    name = os.path.splitext(os.path.basename(source.filename))[0]
    source.sheets = [SheetInfo(name, 0, rows_estimate=text.lines)]
    return [_clean_head(head)]


def _open_book(source, data, options, limits):
    if source.kind in GUESSED_ENCODING:
        told = {'encoding': options.get('encoding'), 'delimiter': ','}
        source.encoding, warnings = _guess_encoding(_opener(data), source, told)
        source.warnings += warnings
    path = data
    if isinstance(data, bytes):
        source._temporary = tempfile.NamedTemporaryFile(prefix='crm_import_')  # noqa: SIM115 - closed by close()
        source._temporary.write(data)
        source._temporary.flush()
        path = source._temporary.name
    crashes = []
    for engine in ENGINES[source.kind]:
        try:
            source._reader = Reader(os.path.abspath(path), source.kind, engine, limits, source.filename, source.encoding)
            break
        except ReaderCrashed as error:
            crashes.append(f"{engine}: {error}")
    else:
        raise ImportFileError('unreadable', file=source.filename, detail='; '.join(crashes))
    if crashes:
        source.warnings.append(('other_reader', {'detail': '; '.join(crashes)}))
    heads = []
    for index, sheet in enumerate(source._reader.sheets):
        source.sheets.append(SheetInfo(sheet['name'], index, sheet['hidden'], sheet['rows']))
        heads.append(_clean_head(row['cells'] if isinstance(row, dict) else row for row in sheet['head']))
    return heads


def _guess_encoding(opener, source, told):
    """:return: (encoding, warnings); cards are decoded one by one, so a damaged one does not speak for the file"""
    try:
        text = TextFile(opener, source.filename, told)
    except ImportFileError as error:
        if source.kind != 'vcf' or error.code != 'encoding':
            raise
        return 'utf-8', []
    return text.encoding, [] if source.kind == 'vcf' else text.warnings


def _clean_head(rows):
    return [[clean_cell(value)[0] for value in row] for row in rows]


def _choose(source, heads, options):
    """Find the header of each sheet and the sheet to import."""
    told = options.get('header_row')
    for sheet, head in zip(source.sheets, heads, strict=True):
        marked = source._reader.marked.get(sheet.index) if source._reader else None
        layout = SheetLayout(marked, options.get('hidden'))
        source._layouts.append(layout)
        detect.describe(sheet, layout.visible(head), told if told is not None and told != '' else None, ColumnInfo,
                        layout.hidden_columns)
        if sheet.error:
            sheet.error = ImportFileError(sheet.error[0], file=source.filename, sheet=sheet.name, **sheet.error[1])
    if options.get('sheet') not in (None, ''):
        source.sheet = source._sheet(options['sheet'])
    else:
        source.sheet = detect.best_sheet(source.sheets)
    if source.sheet is None or all(sheet.error and sheet.error.code == 'empty_sheet' for sheet in source.sheets):
        raise ImportFileError('empty', file=source.filename)
    if source.sheet.error:
        raise source.sheet.error
    _tell(source, heads)


def _tell(source, heads):
    """What was decided about the file that its user might not expect."""
    sheet = source.sheet
    source.warnings += source._layouts[sheet.index].warnings(heads[sheet.index], sheet.rows_estimate)
    if sheet.headerless:
        source.warnings.append(('no_header_row', {}))
    hidden = [other.name for other in source.sheets if other.hidden and other is not sheet and heads[other.index]]
    if hidden:
        source.warnings.append(('hidden_sheets', {'sheets': ', '.join(hidden)[:200]}))
