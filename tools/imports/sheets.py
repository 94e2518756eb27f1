"""What is known about the sheets and columns of an opened file."""
from dataclasses import dataclass, field

from .errors import ImportFileError


def column_letters(number):
    """'AA' for 27."""
    name = ''
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


@dataclass
class ColumnInfo:
    """One column of a sheet: `index` from 0, `samples` are the first texts, `type_guess` see detect.guess_type; `hidden` in
    the sheet: nothing is proposed for it."""

    index: int
    header: str
    samples: list = field(default_factory=list)
    type_guess: str = 'text'
    hidden: bool = False

    @property
    def letter(self):
        """Name of the column in a spreadsheet: A, B, ... AA."""
        return column_letters(self.index + 1)

    @property
    def label(self):
        """What to show: the header, or the letter of a column without one."""
        return self.header or self.letter


@dataclass
class SheetInfo:
    """One sheet. `header_row` counts from 1 as in the file (its last row when two rows are joined), 0: none; `headerless`
    when that was found out and not told. `print_lines`: texts of the lines above the header and of its rows, which come again
    on every printed page."""

    name: str
    index: int
    hidden: bool = False
    rows_estimate: int = 0
    header_row: int | None = None
    columns: list = field(default_factory=list)
    header_rows: int = 1
    headerless: bool = False
    print_lines: list = field(default_factory=list)
    error: ImportFileError | None = None


@dataclass
class CellIssue:
    """Something about one cell that the reader had to decide; `column` from 0."""

    column: int
    code: str
    params: dict
