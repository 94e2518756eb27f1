"""A file of refused rows that comes back corrected: it is known by a mark, its rows by their keys.

The mark is the header of a hidden last column, the keys are the cells below: both survive whatever a spreadsheet program
does to a file, other formats, sorted and deleted rows included.
"""
import re
import zlib
from dataclasses import replace

from .cleaning import cell_text

PREFIX = 'crm-import'
MARK = re.compile(rf'{PREFIX}:(\d+):([0-9a-f]{{8,64}}):([0-9a-f]{{8}})')
SHEET_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def make_mark(number, proof, problem_header):
    """:return: the header of the hidden column

    :param int number: of the import that the rows come from
    :param str proof: hexadecimal digits that only the database of that import can make
    :param str problem_header: name of the added column with the reasons
    """
    return f'{PREFIX}:{number}:{proof}:{_digest(problem_header)}'


def sheet_name(name):
    """:return: a name that a workbook allows for a sheet, as near to `name` as can be; '' when nothing is left"""
    name = SHEET_FORBIDDEN.sub(' ', name or '')[:31].strip().strip("'").strip()
    return '' if name.casefold() == 'history' else name


def find_mark(source):
    """Look for the mark in the first rows of all sheets.

    :param source: an opened `source_file.SourceFile`
    :return: (sheet, number of the header row from 1, `re.Match` of the mark, place of its column) or None
    """
    for sheet, head in zip(source.sheets, getattr(source, '_heads', ()), strict=False):
        for number, row in enumerate(head, 1):
            for place, cell in enumerate(row):
                if isinstance(cell, str) and (found := MARK.fullmatch(cell.strip())):
                    return sheet, number, found, place
    return None


class CorrectedFile:
    """An opened file seen without the two columns that were added to it; everything else is that of the file.

    :param source: `source_file.SourceFile`
    :param found: what `find_mark` returned
    :ivar int origin: number of the import that the rows come from; `proof` the digits that prove it
    :ivar bool trusted: the caller has looked at the proof and believes it
    :ivar dict keys: number of a row in this file -> number of the row it was; filled while rows are read
    """

    def __init__(self, source, found):
        sheet, header_row, match, key_place = found
        self._source = source
        self._marked = source.set_header(sheet, header_row)
        self.origin, self.proof = int(match[1]), match[2]
        self.keys = {}
        self.trusted = False
        self._key_place = key_place
        reasons = [column.index for column in self._marked.columns
                   if column.index != key_place and _digest(column.header) == match[3]]
        dropped = {key_place, *reasons[-1:]}
        self._kept = [column.index for column in self._marked.columns if column.index not in dropped]
        columns = [column for column in self._marked.columns if column.index not in dropped]
        self.sheet = replace(self._marked, columns=[replace(column, index=place) for place, column in enumerate(columns)])
        self.sheets = [self.sheet]

    def __getattr__(self, name):
        return getattr(self._source, name)

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self._source.close()

    def iter_rows(self, *_choice):
        """Stream the rows like `source_file.SourceFile.iter_rows`, without the added columns."""
        taken = set()
        for number, cells in self._source.iter_rows(self._marked):
            key = _key(cells[self._key_place]) if self._key_place < len(cells) else None
            # A row that somebody copied is a new row.
            if key and key not in taken:
                taken.add(key)
                self.keys[number] = key
            kept = [cells[place] for place in self._kept if place < len(cells)]
            if any(cell is not None for cell in kept):
                yield number, kept

    def take_issues(self, row_number):
        """Issues of a row, told by the places of the columns that are left."""
        places = {place: new for new, place in enumerate(self._kept)}
        return [replace(issue, column=places.get(issue.column, len(self._kept))) for issue in self._source.take_issues(row_number)
                if issue.column in places or issue.column >= len(self._marked.columns)]


def _key(cell):
    text = cell_text(cell).strip()
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _digest(text):
    return f"{zlib.crc32(' '.join(str(text or '').casefold().split()).encode()):08x}"
