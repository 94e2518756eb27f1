"""Refused rows as a workbook in the layout of the file they came from, so that they can be corrected and loaded."""
import datetime
import io

import xlsxwriter

from .formulas import neutralise

LONGEST_CELL = 32_767


def rejected_file(headers, rows, problem_header="Problem", mark=None, sheet_name=None):
    """Write refused rows.

    :param list headers: texts of the original header
    :param rows: iterable of (cells, problem text) or, with `mark`, of (key of the row, cells, problem text)
    :param str problem_header: name of the added last column, translated by the caller
    :param str mark: header of a hidden column that holds the keys, see `corrections.make_mark`; None for no such column
    :param str sheet_name: name of the sheet; a name that a workbook allows
    :return: bytes of an .xlsx; nothing in it is ever a formula or a link, nor becomes one when it is saved as text
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {
        'constant_memory': True, 'strings_to_formulas': False, 'strings_to_urls': False, 'strings_to_numbers': False,
        'nan_inf_to_errors': True, 'in_memory': False})
    sheet = book.add_worksheet(sheet_name or None)
    formats = {
        'header': book.add_format({'bold': True, 'bg_color': '#EEEEEE', 'text_wrap': True, 'valign': 'top'}),
        'problem': book.add_format({'font_color': '#B00020', 'text_wrap': True, 'valign': 'top'}),
        'date': book.add_format({'num_format': 'yyyy-mm-dd'}),
        'moment': book.add_format({'num_format': 'yyyy-mm-dd hh:mm:ss'}),
        'text': book.add_format({'num_format': '@'}),
    }
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(0, len(headers) - 1), 18)
    sheet.set_column(len(headers), len(headers), 60)
    extra = [problem_header] if mark is None else [problem_header, mark]
    if mark is not None:
        sheet.set_column(len(headers) + 1, len(headers) + 1, 4, None, {'hidden': True})
    for column, text in enumerate([*headers, *extra]):
        sheet.write_string(0, column, neutralise(str(text)), formats['header'])
    for line, item in enumerate(rows, 1):
        key, cells, problem = item if mark is not None else (None, *item)
        for column, cell in enumerate(cells[:len(headers)]):
            _write(sheet, line, column, cell, formats)
        sheet.write_string(line, len(headers), neutralise(str(problem))[:LONGEST_CELL], formats['problem'])
        if key is not None:
            sheet.write_number(line, len(headers) + 1, key)
    book.close()
    return stream.getvalue()


def _write(sheet, line, column, cell, formats):
    if cell is None or cell is False or cell == '':
        return
    if isinstance(cell, bool):
        sheet.write_boolean(line, column, cell)
    elif isinstance(cell, (int, float)):
        # longer numbers would be rounded
        if abs(cell) < 1e15:
            sheet.write_number(line, column, cell)
        else:
            sheet.write_string(line, column, str(cell), formats['text'])
    elif isinstance(cell, datetime.datetime):
        sheet.write_datetime(line, column, cell, formats['moment'])
    elif isinstance(cell, datetime.date):
        sheet.write_datetime(line, column, datetime.datetime.combine(cell, datetime.time()), formats['date'])
    else:
        sheet.write_string(line, column, neutralise(str(cell))[:LONGEST_CELL], formats['text'])
