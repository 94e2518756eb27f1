"""Readers of binary formats behind one shape: a list of sheets, and the rows of one sheet as plain lists.

Cells: str, int, float, bool, None, datetime objects, or `Error` for #N/A and its like.
"""
import datetime
import os
from importlib import import_module


class Error:
    """An error value of a cell, such as #N/A."""

    def __init__(self, text):
        self.text = text


class Password(Exception):
    """The file is encrypted."""


class Calamine:
    """.xlsx, .xlsb, .ods, .xls: by far the fastest, but errors of cells come as empty cells."""

    def __init__(self, path):
        calamine = import_module('python_calamine')
        try:
            self.book = calamine.CalamineWorkbook.from_path(path)
        except calamine.PasswordError as error:
            raise Password from error
        self.kept = (None, None)

    def sheets(self):
        """[(name, hidden)] in the order of the workbook."""
        return [(sheet.name, not str(sheet.visible).endswith('.Visible')) for sheet in self.book.sheets_metadata]

    def rows(self, index):
        sheet = self._sheet(index)
        left = [None] * (sheet.start[1] if sheet.start else 0)
        for row in sheet.iter_rows():
            yield left + row

    def height(self, index):
        return self._sheet(index).total_height

    def _sheet(self, index):
        """Parsing is the cost, so the largest sheet seen stays."""
        if self.kept[0] == index:
            return self.kept[1]
        sheet = self.book.get_sheet_by_index(index)
        if self.kept[1] is None or sheet.height > self.kept[1].height:
            self.kept = (index, sheet)
        return sheet


class Xlrd:
    """.xls of every age, with dates and errors told apart."""

    def __init__(self, path):
        xlrd = import_module('xlrd')
        self.xlrd = xlrd
        with open(os.devnull, 'w') as silence:
            try:
                self.book = xlrd.open_workbook(path, on_demand=True, ragged_rows=True, logfile=silence)
            except xlrd.XLRDError as error:
                if 'encrypted' in str(error) or 'password' in str(error):
                    raise Password from error
                raise

    def sheets(self):
        visibility = self.book._sheet_visibility or [0] * self.book.nsheets
        return [(name, bool(visibility[index])) for index, name in enumerate(self.book.sheet_names())]

    def height(self, index):
        return self.book.sheet_by_index(index).nrows

    def rows(self, index):
        sheet = self.book.sheet_by_index(index)
        for number in range(sheet.nrows):
            types = sheet.row_types(number)
            values = sheet.row_values(number)
            yield [self._value(kind, value) if kind > 2 else value or (value if kind == 2 else None)
                   for kind, value in zip(types, values, strict=True)]

    def _value(self, kind, value):
        xlrd = self.xlrd
        if kind == xlrd.XL_CELL_DATE:
            try:
                moment = xlrd.xldate_as_datetime(value, self.book.datemode)
            except (ValueError, OverflowError):
                return value
            return moment.date() if moment.time() == datetime.time() and value >= 1 else moment
        if kind == xlrd.XL_CELL_BOOLEAN:
            return bool(value)
        if kind == xlrd.XL_CELL_ERROR:
            return Error(xlrd.error_text_from_code.get(value, '#N/A'))
        return None


class Openpyxl:
    """Second try for .xlsx; slow, row by row."""

    def __init__(self, path):
        openpyxl = import_module('openpyxl')
        self.book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)

    def sheets(self):
        return [(sheet.title, getattr(sheet, 'sheet_state', 'visible') != 'visible') for sheet in self.book.worksheets]

    def height(self, index):
        return self.book.worksheets[index].max_row or 0

    def rows(self, index):
        sheet = self.book.worksheets[index]
        # a declared size may be wrong
        sheet.reset_dimensions()
        for row in sheet.iter_rows():
            yield [Error(cell.value) if cell.data_type == 'e' else cell.value for cell in row]


ENGINES = {'calamine': Calamine, 'xlrd': Xlrd, 'openpyxl': Openpyxl}
# readers of other sources, in modules of their own: (module, class)
SOURCES = {
    'vcards': ('vcards', 'VCards'), 'commerceml': ('commerceml', 'CommerceML'), 'html': ('html_tables', 'HtmlTables'),
    'xml_2003': ('xml_2003', 'XmlSpreadsheet'),
}


def open_engine(task):
    """:param dict task: 'engine', 'path', 'encoding' and 'limits'; :return: the reader of a file"""
    if task['engine'] in ENGINES:
        return ENGINES[task['engine']](task['path'])
    module, name = SOURCES[task['engine']]
    return getattr(import_module(module), name)(task['path'], task)
