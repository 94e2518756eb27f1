"""An opened file, whatever lies behind it: its sheets, and the stream of its rows."""
from . import detect
from .child_process import ReaderCrashed
from .cleaning import HIDDEN, clean_cell
from .errors import ImportFileError
from .sheet_layout import SheetLayout
from .sheets import CellIssue, ColumnInfo, SheetInfo

# the reader makes the columns, and every row is data
OWN_COLUMNS = frozenset({'vcf', 'commerceml'})
SKIPPED_KEPT = 1000


class SourceFile:
    """An opened file; use as a context manager, or `close()` it.

    :ivar str kind: 'csv', 'zip' or a key of `files.ENGINES`
    :ivar sheets: list of `SheetInfo`; `sheet` the one to import
    :ivar encoding, delimiter: of text files, else None
    :ivar warnings: list of (code, params) about the file as a whole
    :ivar skipped: {reason: count}; `skipped_rows` the first of them as (row number, reason);
                   reasons: 'empty', 'total', 'repeated_header', 'column_numbers', 'page', 'hidden'
    """

    def __init__(self, filename, kind):
        self.filename = filename
        self.kind = kind
        self.sheets = []
        self.sheet = None
        self.encoding = self.delimiter = None
        self.warnings = []
        self.skipped = {}
        self.skipped_rows = []
        self._heads = []
        self._layouts = []
        self._issues = {}
        self._refused = {}
        self._text = None
        self._reader = None
        self._temporary = None

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self.close()

    def __del__(self):
        self.close()

    def close(self):
        """End the reading process and remove the temporary copy."""
        if self._reader:
            self._reader.close()
            self._reader = None
        if self._temporary:
            self._temporary.close()
            self._temporary = None

    @property
    def content_kind(self):
        """Kind of the file whose rows are read: that of an archive is of no interest for their columns."""
        return self.kind

    def iter_rows(self, sheet=None, header_row=None):
        """Stream the data rows below the header.

        :param sheet: `SheetInfo`, its index or its name; default the chosen one
        :param header_row: number of the last header row from 1, 0 for none; default the found one
        :return: iterator of (row number as in the file, cells); cells are str, int, float, bool, date,
                 datetime or None, as many as the sheet has columns
        :raises ImportFileError: the file turns out damaged further down
        """
        sheet = self._sheet(sheet)
        header_row = sheet.header_row if header_row is None else header_row
        if header_row is None:
            raise sheet.error or ImportFileError('no_header', file=self.filename, sheet=sheet.name, row=1)
        self.skipped, self.skipped_rows = {}, []
        width = len(sheet.columns)
        header = [column.header for column in sheet.columns]
        marks, layout = self._marks(sheet), self._layout(sheet)
        for number, raw in enumerate(self._raw_rows(sheet, header_row), header_row + 1):
            if isinstance(raw, dict):
                raw = self._unpack(number, raw)
            cells = self._clean(number, raw, marks)
            layout.open_merged(number, cells)
            reason = None if self.kind in OWN_COLUMNS else detect.skip_reason(cells, header, number - header_row, sheet.print_lines)
            if number in layout.hidden_rows and reason != 'empty':
                reason = 'hidden'
            if reason:
                self._skip(number, reason)
                continue
            layout.fill_merged(number, cells)
            if len(cells) < width:
                cells += [None] * (width - len(cells))
            elif len(cells) > width and header_row:
                cells = self._overlong(number, cells, width)
            yield number, cells

    def take_issues(self, row_number):
        """Issues of the cells of a row that was just yielded: list of `CellIssue`; forgotten afterwards."""
        return self._issues.pop(row_number, [])

    def take_refusal(self, row_number):
        """Why the reader refuses a row that was just yielded: (code, params) of `issues.MESSAGES`, or None."""
        return self._refused.pop(row_number, None)

    def set_header(self, sheet, header_row):
        """Take another row as the header and read the columns anew.

        :param header_row: from 1; 0 when the first row is data
        :return: the `SheetInfo`
        """
        sheet = self._sheet(sheet)
        layout = self._layouts[sheet.index] if self._layouts else SheetLayout()
        detect.describe(sheet, layout.visible(self._heads[sheet.index]), header_row, ColumnInfo, layout.hidden_columns)
        return sheet

    # -- inside

    def _sheet(self, sheet):
        if sheet is None:
            return self.sheet
        if isinstance(sheet, SheetInfo):
            return sheet
        for info in self.sheets:
            if sheet in (info.name, info.index):
                return info
        raise ImportFileError('no_sheet', file=self.filename, sheet=sheet,
                              sheets=', '.join(info.name for info in self.sheets))

    def _layout(self, sheet):
        """A fresh layout: what is merged is remembered from row to row."""
        marked = self._reader.marked.get(sheet.index) if self._reader else None
        return SheetLayout(marked, self._layouts[sheet.index].taken if self._layouts else False)

    def _raw_rows(self, sheet, skip):
        if self._text:
            rows = self._text.rows()
            for _row in zip(range(skip), rows, strict=False):
                pass
            return rows
        if self._reader is None:
            raise ValueError("the file is closed")
        return self._crash_guarded(self._reader.rows(sheet.index, skip))

    def _crash_guarded(self, rows):
        try:
            yield from rows
        except ReaderCrashed as error:
            raise ImportFileError('unreadable', file=self.filename, detail=str(error)) from error

    def _marks(self, sheet):
        """{row number: [(column from 0, code)]} of cells that the fast reader shows as empty."""
        marks = {}
        found = self._reader.marked.get(sheet.index, {}) if self._reader else {}
        for kind, code in (('error', 'cell_error'), ('formula', 'no_result')):
            for row, column in found.get(kind, ()):
                marks.setdefault(row, []).append((column - 1, code))
        return marks

    def _unpack(self, number, row):
        """Cells of a row that comes with remarks, or is refused."""
        if row.get('refused'):
            self._refused[number] = tuple(row['refused'])
        for column, code, params in row.get('remarks', ()):
            self._note(number, column, code, params)
        return row['cells']

    def _clean(self, number, raw, marks):
        cells = []
        for column, value in enumerate(raw):
            if isinstance(value, str) and not value.isprintable() and HIDDEN.search(value):
                self._note(number, column, 'hidden_characters', {})
            value, error = clean_cell(value)
            cells.append(value)
            if error:
                self._note(number, column, 'cell_error', {'text': error})
        for column, code in marks.get(number, ()):
            if column >= len(cells) or cells[column] is None:
                self._note(number, column, code, {})
        return cells

    def _note(self, number, column, code, params):
        issues = self._issues.setdefault(number, [])
        if not any(issue.column == column for issue in issues):
            issues.append(CellIssue(column, code, params))

    def _skip(self, number, reason):
        self.skipped[reason] = self.skipped.get(reason, 0) + 1
        self._issues.pop(number, None)
        if len(self.skipped_rows) < SKIPPED_KEPT and reason != 'empty':
            self.skipped_rows.append((number, reason))

    def _overlong(self, number, cells, width):
        if any(cell is not None for cell in cells[width:]):
            self._note(number, width, 'extra_cells', {'count': sum(cell is not None for cell in cells[width:])})
        return cells[:width]
