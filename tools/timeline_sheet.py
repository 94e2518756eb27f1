"""A timeline as a workbook."""
import datetime
import io

import xlsxwriter

from .imports.formulas import neutralise

LONGEST_CELL = 32_767
WIDTHS = (17, 18, 30, 70)  # of the first columns; the others have the usual one
USUAL_WIDTH = 18


def timeline_sheet(title, headers, rows, note=''):
    """Write entries.

    :param str title: name of the sheet
    :param list headers: titles of the columns
    :param iterable rows: lists of texts, numbers, dates and datetimes
    :param str note: a last row, for what the reader must know
    :return: bytes of an .xlsx; nothing in it is ever a formula or a link
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {
        'in_memory': True, 'strings_to_formulas': False, 'strings_to_urls': False, 'strings_to_numbers': False,
        'nan_inf_to_errors': True})
    sheet = book.add_worksheet(title[:31])
    bold = book.add_format({'bold': True, 'bg_color': '#EEEEEE', 'valign': 'top'})
    formats = {
        datetime.datetime: book.add_format({'num_format': 'yyyy-mm-dd hh:mm', 'valign': 'top'}),
        datetime.date: book.add_format({'num_format': 'yyyy-mm-dd', 'valign': 'top'}),
        float: book.add_format({'num_format': '#,##0.00', 'valign': 'top'}),
        str: book.add_format({'num_format': '@', 'text_wrap': True, 'valign': 'top'}),
    }
    sheet.freeze_panes(1, 0)
    for column, header in enumerate(headers):
        sheet.set_column(column, column, WIDTHS[column] if column < len(WIDTHS) else USUAL_WIDTH)
        sheet.write_string(0, column, str(header), bold)
    line = 0
    for line, cells in enumerate(rows, 1):
        for column, cell in enumerate(cells):
            _write(sheet, line, column, cell, formats)
    if note:
        sheet.write_string(line + 2, 0, note, bold)
    book.close()
    return stream.getvalue()


def _write(sheet, line, column, cell, formats):
    if cell is None or cell is False or cell == '':
        return
    if isinstance(cell, datetime.datetime):
        sheet.write_datetime(line, column, cell, formats[datetime.datetime])
    elif isinstance(cell, datetime.date):
        sheet.write_datetime(line, column, datetime.datetime.combine(cell, datetime.time()), formats[datetime.date])
    elif isinstance(cell, (int, float)):
        sheet.write_number(line, column, cell, formats[float])
    else:
        sheet.write_string(line, column, neutralise(str(cell))[:LONGEST_CELL], formats[str])
