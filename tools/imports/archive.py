"""A .zip of files that can be imported: files with the same columns become one table.

Members are unpacked into temporary files of our own naming, so no path of the archive is ever used to write anything.
Only methods that unpack in bounded steps are read; what a member declares is never believed, its bytes are counted.
"""
import os
import re
import tempfile
import zipfile
import zlib
from dataclasses import dataclass

from . import detect
from .cleaning import clean_text
from .errors import ImportFileError
from .files import open_file
from .headers import header_key
from .limits import human_size
from .sheets import ColumnInfo, SheetInfo
from .sniff import sniff
from .source_file import SourceFile

CHUNK = 1 << 18
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# what operating systems put beside the files
RUBBISH = re.compile(r'(?:^|/)(?:__MACOSX/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)', re.I)
# each is opened by a process of its own; cards of telephones, one a file, are put together instead
MOST_TABLES = 200
NAMES_SHOWN = 5
UTF8_NAME = 0x800


@dataclass
class Part:
    """One table of the archive."""

    name: str
    source: SourceFile
    sheet: SheetInfo

    @property
    def layout(self):
        return tuple(header_key(column.header, digits=True) for column in self.sheet.columns)


class ArchiveFile(SourceFile):
    """The opened tables of an archive; `sheets` are its layouts, each with the rows of all files that have it."""

    def __init__(self, filename):
        self.groups = []
        self.unpacked = []
        self.sources = []
        self._current = None
        super().__init__(filename, 'zip')

    def close(self):
        for source in self.sources:
            source.close()
        for stream in self.unpacked:
            stream.close()
        self.sources, self.unpacked = [], []

    @property
    def content_kind(self):
        return self.groups[self.sheet.index][0].source.kind

    def iter_rows(self, sheet=None, header_row=None):
        """Rows of all files of one layout, one behind the other, numbered on; a last cell names file and row."""
        parts = self.groups[self._sheet(sheet).index]
        base = 0
        self.skipped, self.skipped_rows = {}, []
        for part in parts:
            number = 0
            for number, cells in part.source.iter_rows(part.sheet):
                self._current = part.source, number
                yield base + number, cells + [f"{part.name}: {number}"] if len(parts) > 1 else cells
            base += number
            for reason, count in part.source.skipped.items():
                self.skipped[reason] = self.skipped.get(reason, 0) + count

    def take_issues(self, row_number):
        source, number = self._current
        return source.take_issues(number)

    def take_refusal(self, row_number):
        source, number = self._current
        return source.take_refusal(number)


def open_archive(filename, opener, options, limits):
    """Open an archive.

    :param opener: callable that gives a fresh binary stream of the archive
    :param dict options: of `open_file`; header row, encoding and delimiter are found for each file by itself
    :return: `ArchiveFile`
    :raises ImportFileError: it is damaged, a bomb, or holds nothing that can be imported
    """
    archive = ArchiveFile(filename)
    try:
        members = _unpack(archive, opener, limits)
        parts, left_out = _open_members(archive, members, options)
        if not parts:
            raise ImportFileError('archive_empty', file=filename, detail=_names(left_out) or '-')
        if left_out:
            archive.warnings.append(('archive_left_out', {'names': _names(left_out)}))
        _group(archive, parts)
        _choose(archive, options.get('sheet'))
    except BaseException:
        archive.close()
        raise
    return archive


def _unpack(archive, opener, limits):
    """:return: list of (name, temporary file); all .vcf are one"""
    members, cards, total = [], None, 0
    try:
        with opener() as stream, zipfile.ZipFile(stream) as packed:
            infos = [info for info in packed.infolist() if not info.is_dir() and not RUBBISH.search(info.filename)]
            if len(infos) > limits.members:
                raise ImportFileError('bomb', file=archive.filename, detail=f"{len(infos)} files")
            for info in infos:
                if info.compress_type not in METHODS:
                    raise ImportFileError('archive_method', file=archive.filename, detail=str(info.compress_type))
                target = tempfile.NamedTemporaryFile(prefix='crm_import_')  # noqa: SIM115 - closed by close()
                archive.unpacked.append(target)
                total = _copy(archive, packed, info, target, total, limits)
                if _kind(target) == 'vcf':
                    cards = _add_card(archive, members, cards, info, target)
                else:
                    members.append((_display_name(info), target))
    except (zipfile.BadZipFile, EOFError, zlib.error, OSError, NotImplementedError, RuntimeError) as error:
        raise ImportFileError('truncated', file=archive.filename, detail=str(error)) from error
    return members


def _copy(archive, packed, info, target, total, limits):
    size = 0
    with packed.open(info) as stream:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            total += len(chunk)
            name = _display_name(info)
            if total > limits.unpacked_bytes:
                raise ImportFileError('bomb', file=archive.filename, sheet=name,
                                      detail=f"more than {human_size(limits.unpacked_bytes)}")
            if size > 10 << 20 and size > limits.ratio * max(1, info.compress_size):
                raise ImportFileError('bomb', file=archive.filename, sheet=name,
                                      detail=f"{size // max(1, info.compress_size)} : 1")
            target.write(chunk)
    target.flush()
    return total


def _kind(target):
    with open(target.name, 'rb') as stream:
        return sniff(stream.read(4096), stream)[0]


def _add_card(archive, members, cards, info, target):
    """Put a .vcf behind the others; telephones write one file a contact."""
    if cards is None:
        members.append((_display_name(info), target))
        return target
    target.seek(0)
    content = target.read()
    if content[:2] in (b'\xff\xfe', b'\xfe\xff'):
        content = content.decode('utf-16', 'replace').encode()
    cards.seek(0, os.SEEK_END)
    cards.write(b'\r\n' + content)
    cards.flush()
    archive.unpacked.remove(target)
    target.close()
    return cards


def _open_members(archive, members, options):
    options = {name: value for name, value in options.items() if name not in ('sheet', 'header_row', 'encoding', 'delimiter')}
    parts, left_out = [], [name for name, _target in members[MOST_TABLES:]]
    for name, target in members[:MOST_TABLES]:
        if _kind(target) == 'zip':
            left_out.append(name)
            continue
        try:
            source = open_file(name, target.name, options)
        except ImportFileError as error:
            if error.code in ('bomb', 'timeout', 'memory'):
                raise
            left_out.append(name)
            continue
        archive.sources.append(source)
        archive.warnings += source.warnings
        usable = [sheet for sheet in source.sheets if not sheet.error] if len(members) == 1 else [source.sheet]
        parts += [Part(name if len(usable) == 1 else sheet.name, source, sheet) for sheet in usable]
    return parts, left_out


def _group(archive, parts):
    layouts = {}
    for part in parts:
        layouts.setdefault(part.layout, []).append(part)
    for index, group in enumerate(layouts.values()):
        first = group[0].sheet
        columns = list(first.columns)
        if len(group) > 1:
            columns.append(ColumnInfo(len(columns), "File", [f"{group[0].name}: {(first.header_row or 0) + 1}"]))
        name = group[0].name if len(group) == 1 else f"{group[0].name} + {len(group) - 1}"
        archive.sheets.append(SheetInfo(
            name, index, all(part.sheet.hidden for part in group), sum(part.sheet.rows_estimate for part in group),
            first.header_row, columns, first.header_rows))
        archive.groups.append(group)


def _choose(archive, told):
    archive.sheet = archive._sheet(told) if told not in (None, '') else detect.best_sheet(archive.sheets)
    others = [sheet.name for sheet in archive.sheets if sheet is not archive.sheet]
    if others and len({part.source for group in archive.groups for part in group}) > 1:
        archive.warnings.append(('archive_layouts', {'taken': archive.sheet.name, 'names': _names(others)}))


def _names(names):
    shown = ', '.join(names[:NAMES_SHOWN])
    return f"{shown} ... ({len(names)})" if len(names) > NAMES_SHOWN else shown


def _display_name(info):
    """What to call a member; only shown. Russian Windows writes names in its own encoding and does not say so."""
    name = info.filename
    if not info.flag_bits & UTF8_NAME and not name.isascii():
        try:
            name = name.encode('cp437').decode('cp866')
        except UnicodeError:
            name = info.filename
    return clean_text(re.split(r'[/\\]', name)[-1])[:80] or '?'
