"""Workbooks: sheets, layout, dates, bombs, and files that only pretend to be one."""
import io

import openpyxl
import xlwt

try:
    from .. import import_corpus as build
    from .stable import stable
except ImportError:
    import import_corpus as build
    from stable import stable

HEADER = ['Наименование', 'ИНН', 'Телефон']
ROMASHKA, LYUTIK = ['ООО "Ромашка"', '7707083893', '8 495 123-45-67'], ['ООО "Лютик"', '5001007329', '8 812 123-45-67']
TABLE = [HEADER, ROMASHKA, LYUTIK]
FIRST = {'company.name': 'ООО "Ромашка"', 'company.vat': '7707083893', 'company.phones': ['+74951234567']}


def xlsx(*sheets):
    return stable(build.xlsx(*sheets))


def workbook(rows, change=None, epoch=None):
    book = openpyxl.Workbook()
    if epoch:
        book.epoch = epoch
    sheet = book.active
    sheet.title = 'S'
    for row in rows:
        sheet.append(row)
    if change:
        change(book, sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stable(stream.getvalue())


def cases():
    return [*layouts(), *cells(), *dates(), *bombs(), *impostors()]


def layouts():
    yield 'second_sheet.xlsx', xlsx(('About', [['This list was made in spring']]), ('Clients', TABLE)), {'sheet': 'Clients', 'rows': 2, 'values': {2: FIRST}}
    yield 'empty_first_sheet.xlsx', xlsx(('Sheet1', []), ('Sheet2', TABLE)), {'sheet': 'Sheet2', 'rows': 2}
    yield 'only_sheet_hidden_beside_notes.xlsx', xlsx(('Read me', [['Call me']]), ('Data', TABLE, 'hidden')), {'sheet': 'Data', 'rows': 2}
    yield 'hidden_sheet.xlsx', xlsx(('Clients', TABLE), ('Old', TABLE * 5, 'hidden')), {'sheet': 'Clients', 'rows': 2, 'warnings': ['hidden_sheets']}
    yield 'several_sheets.xls', build.xls(('Отчёт', [['Итоги года']]), ('Клиенты', TABLE)), {'sheet': 'Клиенты', 'rows': 2, 'values': {2: FIRST}}
    yield 'sheet_asked_for.xlsx', xlsx(('A', TABLE * 3), ('B', TABLE)), {'options': {'sheet': 'B'}, 'sheet': 'B', 'rows': 2}
    yield 'sheet_that_is_not_there.xlsx', xlsx(('A', TABLE)), {'options': {'sheet': 'Z'}, 'refused': 'no_sheet'}
    yield 'two_row_header.xlsx', xlsx(('S', [
        ['Наименование', 'Контактное лицо', None, 'Адрес'], [None, 'ФИО', 'Телефон', None], ['Ромашка', 'Иванов Иван', '8 916 123-45-67', 'Тула'],
        ['Лютик', 'Петрова Анна', '8 916 123-45-68', 'Омск']])), {
            'header_row': 2, 'rows': 2, 'fields': ['company.name', 'person.name', 'person.phone', 'company.address'], 'values': {3: {'person.phones': ['+79161234567']}}}
    yield 'merged_companies.xlsx', workbook(
        [['Company', 'Contact person', 'Phone'], ['Acme Ltd', 'Jane Roe', '+44 20 7946 0101'], [None, 'Joe Doe', '+44 20 7946 0102'], ['Beta Ltd', 'Ann Lee', '+44 20 7946 0103']],
        lambda book, sheet: sheet.merge_cells('A2:A3')), {'rows': 3, 'values': {3: {'company.name': 'Acme Ltd', 'person.name': 'Joe Doe'}}}
    yield 'hidden_rows.xlsx', workbook(TABLE, lambda book, sheet: setattr(sheet.row_dimensions[2], 'hidden', True)), {
        'rows': 1, 'skipped': {'hidden': 1}, 'warnings': ['hidden_rows']}
    yield 'hidden_rows_taken.xlsx', workbook(TABLE, lambda book, sheet: setattr(sheet.row_dimensions[2], 'hidden', True)), {
        'options': {'hidden': True}, 'rows': 2, 'warnings': ['hidden_rows_taken'], 'values': {2: FIRST}}
    yield 'hidden_column.xlsx', workbook(TABLE, lambda book, sheet: setattr(sheet.column_dimensions['B'], 'hidden', True)), {
        'fields': ['company.name', None, 'company.phone'], 'warnings': ['hidden_columns']}
    yield 'stray_cell_far_below.xlsx', stable(build.far_cell()), {'refused': 'far_cell'}
    yield 'repeated_rows.ods', stable(build.ods([build.ods_row(HEADER), build.ods_row(ROMASHKA), build.ods_row(['', '', ''], repeated=1_000_000)])), {
        'rows': 1, 'values': {2: FIRST}}


def cells():
    yield 'error_cells.xlsx', workbook(TABLE, lambda book, sheet: sheet.cell(2, 2, '#N/A')), {'rows': 2, 'issues': {2: ['cell_error']}, 'values': {2: {'company.vat': None}}}
    yield 'formula_without_result.xlsx', workbook(TABLE, lambda book, sheet: sheet.cell(2, 3, '=A1')), {'rows': 2, 'issues': {2: ['no_result']}}
    yield 'phone_as_number.xlsx', xlsx(('S', [HEADER, ['Ромашка', 7707083893, 79161234567.0], ['Лютик', 5001007329, 89161234567]])), {
        'values': {2: {'company.vat': '7707083893', 'company.phones': ['+79161234567']}, 3: {'company.phones': ['+79161234567']}}}
    yield 'phone_rounded.xlsx', xlsx(('S', [HEADER, ['Ромашка', '7707083893', '7.916E+10'], LYUTIK])), {'issues': {2: ['phone_lossy']}, 'values': {2: {'company.phones': None}}}
    yield 'lost_zeros.xlsx', xlsx(('S', [['Наименование', 'ИНН', 'КПП', 'Индекс', 'Страна'], ['Ромашка', 274000002, 27401001, 119019, 'Россия'],
                                         ['Acme', None, None, 2110, 'USA'], ['Иванов И.И.', 77380003, None, None, 'Россия']])), {
        'values': {2: {'company.vat': '0274000002', 'company.kpp': '027401001'}, 3: {'company.zip': '02110'}},
        'changes': {2: [['tax_id_zero', '274000002', '0274000002'], ['branch_zero', '27401001', '027401001']], 3: [['zip_zero', '2110', '02110']]},
        'issues': {2: ['vat_zero_restored'], 4: ['vat_invalid']}}
    yield 'true_and_false.xlsx', xlsx(('S', [['Company', 'Notes'], ['Acme', True], ['Beta', False]])), {'rows': 2, 'values': {2: {'company.comment': 'TRUE'}}}
    yield 'emoji_names.xlsx', xlsx(('S', [['Company', 'Phone'], ['🌼 Daisy 👩‍💻', '+44 20 7946 0101']])), {'values': {2: {'company.name': '🌼 Daisy 👩‍💻'}}}
    yield 'thirty_two_thousand_characters.xlsx', xlsx(('S', [['Company', 'Notes'], ['Acme', 'y' * 32_767]])), {'rows': 1, 'values': {2: {'company.comment': 'y' * 32_767}}}
    yield 'formulas_as_text.xlsx', workbook([['Company', 'Notes'], ["'=cmd|' /C calc'!A0", "'+1+1"]]), {
        'values': {2: {'company.name': "=cmd|' /C calc'!A0"}}}


def dates():
    rows = [['Name', 'Phone', 'Birthday'], ['Jane Roe', '+44 20 7946 0101', 29252]]

    def as_date(book, sheet):
        sheet['C2'].number_format = 'DD.MM.YYYY'

    yield 'dates_1900.xlsx', workbook(rows, as_date), {'values': {2: {'person.birthdate': '1980-02-01'}}}
    yield 'dates_1904.xlsx', workbook(rows, as_date, openpyxl.utils.datetime.CALENDAR_MAC_1904), {'values': {2: {'person.birthdate': '1984-02-02'}}}
    for calendar, day in ((False, '1980-02-01'), (True, '1984-02-02')):
        book = xlwt.Workbook()
        book.dates_1904 = calendar
        sheet = book.add_sheet('S')
        for line, row in enumerate(rows):
            for column, value in enumerate(row):
                sheet.write(line, column, value, xlwt.easyxf(num_format_str='DD.MM.YYYY') if value == 29252 else xlwt.Style.default_style)
        stream = io.BytesIO()
        book.save(stream)
        yield f'dates_{1904 if calendar else 1900}.xls', stream.getvalue(), {'values': {2: {'person.birthdate': day}}}
    yield 'dates_of_all_kinds.xlsx', xlsx(('S', [['Name', 'Birthday'], ['Ann Lee', '31.12.75'], ['Joe Doe', '12/31/75'], ['Jane Roe', 27759], ['Sue Poe', '1975年12月31日'],
                                                ['Tim Fox', '03/04/1980'], ['Bob Ray', 'soon']])), {
        'values': {number: {'person.birthdate': '1975-12-31'} for number in range(2, 6)} | {6: {'person.birthdate': '1980-04-03'}, 7: {'person.birthdate': None, 'person.comment': 'soon'}},
        'issues': {6: ['date_ambiguous'], 7: ['date_invalid']}}


def bombs():
    yield 'ratio_bomb.xlsx', stable(build.ratio_bomb()), {'refused': 'bomb'}
    yield 'entity_bomb.xlsx', stable(build.entity_bomb()), {'refused': 'bomb'}
    yield 'too_many_rows.xlsx', stable(build.many_rows(50_000)), {'options': {'rows': 40_000}, 'refused': 'too_many_rows'}
    yield 'too_large.xlsx', xlsx(('S', TABLE)), {'options': {'file_bytes': 1000}, 'refused': 'too_big'}


def impostors():
    whole = xlsx(('S', TABLE))
    yield 'cut_off.xlsx', whole[:len(whole) // 2], {'refused': 'truncated'}
    yield 'cut_off.xls', build.xls(('S', TABLE * 200))[:3000], {'refused': 'truncated'}
    yield 'xlsx_named_xls.xls', whole, {'rows': 2, 'values': {2: FIRST}}
    yield 'xls_named_csv.csv', build.xls(('S', TABLE)), {'rows': 2, 'values': {2: FIRST}}
    yield 'csv_named_xlsx.xlsx', '\r\n'.join(';'.join(row) for row in TABLE).encode(), {'rows': 2, 'values': {2: FIRST}}
    yield 'html_without_data.xls', b'<html><body><table><tr><td>Name</td></tr></table></body></html>', {'refused': 'empty'}
    yield 'xml_2003_without_data.xls', (
        b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>'), {'refused': 'empty'}
    yield 'no_workbook_inside.xlsx', stable(build.raw_xlsx([b''])).replace(b'xl/', b'wo/'), {'refused': 'archive_empty'}
