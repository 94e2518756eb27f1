import io

import openpyxl
import xlwt

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_customer_record.tools.imports.columns import suggest
from odoo.addons.crm_customer_record.tools.imports.files import open_file

from . import import_corpus as corpus
from .import_common import ImportCase

ROWS = [['Company', 'Code', 'Phone'], ['Acme Ltd', 'A-1', '+44 20 7946 0101'], ['Beta Ltd', 'B-1', '+44 20 7946 0102'],
        ['Gamma Ltd', 'C-1', '+44 20 7946 0103']]


def book(rows, hidden_rows=(), hidden_columns='', merged=(), hidden_sheet=None):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in rows:
        sheet.append(row)
    for number in hidden_rows:
        sheet.row_dimensions[number].hidden = True
    for letter in hidden_columns:
        sheet.column_dimensions[letter].hidden = True
    for cells in merged:
        sheet.merge_cells(cells)
    if hidden_sheet:
        other = workbook.create_sheet('Old list')
        other.sheet_state = 'hidden'
        for row in hidden_sheet:
            other.append(row)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def old_book(rows, hidden_rows=(), hidden_columns=(), merged=(), dates_1904=False):
    workbook = xlwt.Workbook()
    workbook.dates_1904 = dates_1904
    sheet = workbook.add_sheet('S')
    for line, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(line, column, value)
    for number in hidden_rows:
        sheet.row(number - 1).hidden = True
    for column in hidden_columns:
        sheet.col(column).hidden = True
    for top, bottom, left, right, text in merged:
        sheet.merge(top, bottom, left, right)
        del text
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def open_table(rows, hidden_rows=(), hidden_column=None, spanned=None):
    """An .ods file; `spanned`: (row from 1, rows) of the first cell."""
    lines = [f'<table:table-column{" table:visibility=" + chr(34) + "collapse" + chr(34) if column == hidden_column else ""}/>' for column in range(len(rows[0]))]
    for number, row in enumerate(rows, 1):
        line = corpus.ods_row(row)
        if number in hidden_rows:
            line = line.replace('<table:table-row ', '<table:table-row table:visibility="filter" ', 1)
        if spanned and spanned[0] == number:
            line = line.replace('<table:table-cell ', f'<table:table-cell table:number-rows-spanned="{spanned[1]}" ', 1)
        lines.append(line)
    return corpus.ods(lines)


@tagged('post_install', '-at_install')
class TestImportLayout(BaseCase):
    """What a sheet hides and merges."""

    def open(self, data, name='list.xlsx', **options):
        source = open_file(name, data, options)
        self.addCleanup(source.close)
        return source

    def first_cells(self, source):
        return {number: cells[0] for number, cells in source.iter_rows()}

    def fields(self, source):
        found = {item.column_index: item.field for item in suggest(source.sheet.columns)}
        return [found.get(column.index) for column in source.sheet.columns]

    def test_hidden_rows_are_left_out_and_told_in_every_format(self):
        for name, data in (('a.xlsx', book(ROWS, hidden_rows=[3])), ('a.xls', old_book(ROWS, hidden_rows=[3])), ('a.ods', open_table(ROWS, hidden_rows=[3]))):
            with self.subTest(name):
                source = self.open(data, name)
                self.assertEqual(self.first_cells(source), {2: 'Acme Ltd', 4: 'Gamma Ltd'})
                self.assertEqual((source.skipped, source.warnings), ({'hidden': 1}, [('hidden_rows', {'count': 1})]))
                source = self.open(data, name, hidden=True)
                self.assertEqual(self.first_cells(source), {2: 'Acme Ltd', 3: 'Beta Ltd', 4: 'Gamma Ltd'})
                self.assertEqual(source.warnings, [('hidden_rows_taken', {'count': 1})])

    def test_nothing_is_proposed_for_hidden_columns(self):
        for name, data in (('a.xlsx', book(ROWS, hidden_columns='C')), ('a.xls', old_book(ROWS, hidden_columns=[2])), ('a.ods', open_table(ROWS, hidden_column=2))):
            with self.subTest(name):
                source = self.open(data, name)
                self.assertEqual(self.fields(source), ['company.name', 'company.ref', None])
                self.assertEqual(source.warnings, [('hidden_columns', {'count': 1})])
                self.assertEqual(self.fields(self.open(data, name, hidden=True)), ['company.name', 'company.ref', 'company.phone'])

    def test_a_hidden_row_of_technical_names_is_no_header(self):
        source = self.open(book([['name', 'x_code', 'phone'], *ROWS], hidden_rows=[1]))
        self.assertEqual((source.sheet.header_row, list(self.first_cells(source))), (2, [3, 4, 5]))

    def test_a_merged_value_belongs_to_all_its_rows(self):
        rows = [['Company', 'Contact person', 'Phone'], ['Acme Ltd', 'Jane Roe', '+44 20 7946 0101'], [None, 'Joe Doe', '+44 20 7946 0102'], [None, None, None],
                ['Beta Ltd', 'Ann Lee', '+44 20 7946 0103']]
        for name, data in (('a.xlsx', book(rows, merged=['A2:A4'])), ('a.xls', old_book(rows, merged=[(1, 3, 0, 0, '')])), ('a.ods', open_table(rows, spanned=(2, 3)))):
            with self.subTest(name):
                source = self.open(data, name)
                self.assertEqual(self.first_cells(source), {2: 'Acme Ltd', 3: 'Acme Ltd', 5: 'Beta Ltd'}, "a row of nothing else stays empty")

    def test_hidden_sheets_are_told(self):
        source = self.open(book(ROWS, hidden_sheet=ROWS))
        self.assertEqual((source.sheet.name, source.warnings), ('Sheet', [('hidden_sheets', {'sheets': 'Old list'})]))

    def test_dates_of_the_two_calendars(self):
        """Day 1 is 1900-01-01 on Windows and 1904-01-02 on old Macs."""
        style = xlwt.easyxf(num_format_str='DD.MM.YYYY')
        for calendar, day in ((False, '1980-02-01'), (True, '1984-02-02')):
            workbook = xlwt.Workbook()
            workbook.dates_1904 = calendar
            sheet = workbook.add_sheet('S')
            for column, title in enumerate(['Name', 'Phone', 'Birthday']):
                sheet.write(0, column, title)
            for column, value in enumerate(['Jane Roe', '1234567']):
                sheet.write(1, column, value)
            sheet.write(1, 2, 29252, style)
            stream = io.BytesIO()
            workbook.save(stream)
            (_number, cells), = self.open(stream.getvalue(), 'a.xls').iter_rows()
            self.assertEqual(str(cells[2]), day)
            modern = openpyxl.Workbook()
            modern.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904 if calendar else openpyxl.utils.datetime.CALENDAR_WINDOWS_1900
            modern.active.append(['Name', 'Phone', 'Birthday'])
            modern.active.append(['Jane Roe', '1234567', 29252])
            modern.active['C2'].number_format = 'DD.MM.YYYY'
            stream = io.BytesIO()
            modern.save(stream)
            (_number, cells), = self.open(stream.getvalue()).iter_rows()
            self.assertEqual(str(cells[2]), day)


@tagged('post_install', '-at_install')
class TestImportTables(BaseCase):
    """Lines that are no data, tables without a header, texts of two encodings."""

    def open(self, text, name='list.csv', **options):
        source = open_file(name, text if isinstance(text, bytes) else text.encode(), options)
        self.addCleanup(source.close)
        return source

    def fields(self, source):
        found = {item.column_index: item.field for item in suggest(source.sheet.columns)}
        return [found.get(column.index) for column in source.sheet.columns]

    def test_what_every_printed_page_repeats_is_no_data(self):
        source = self.open('Список клиентов;;\nНаименование;ИНН;Телефон\nРомашка;7707083893;8 495 123-45-67\nСтраница 1 из 2;;\nСписок клиентов;;\n'
                           'Наименование;ИНН;Телефон\nВега;5001007329;8 812 123-45-67\nИтого: 2;;\n')
        self.assertEqual([cells[0] for _number, cells in source.iter_rows()], ['Ромашка', 'Вега'])
        self.assertEqual(source.skipped, {'page': 2, 'repeated_header': 1, 'total': 1})

    def test_both_rows_of_a_repeated_header_are_no_data(self):
        source = self.open('Наименование;Контактное лицо;\n;ФИО;Телефон\nРомашка;Иванов Иван;8 495 123-45-67\nНаименование;Контактное лицо;\n;ФИО;Телефон\n'
                           'Вега;Петров Пётр;8 812 123-45-67\n')
        self.assertEqual(source.sheet.header_rows, 2)
        self.assertEqual([cells[0] for _number, cells in source.iter_rows()], ['Ромашка', 'Вега'])

    def test_a_table_without_header_is_recognised_by_its_cells(self):
        source = self.open('ООО Ромашка;7707083893;8 495 123-45-67;info@romashka.example;Тула;300041\nЗАО Вега;5001007329;8 812 123-45-67;v@vega.example;Москва;119019\n'
                           'ИП Иванов;500100732259;8 916 123-45-67;i@ivanov.example;Казань;420111\n')
        self.assertEqual((source.sheet.header_row, source.warnings), (0, [('no_header_row', {})]))
        self.assertEqual(self.fields(source), ['company.name', 'company.vat', 'company.phone', 'company.email', 'company.city', 'company.zip'])
        self.assertEqual([number for number, _cells in source.iter_rows()], [1, 2, 3])

    def test_columns_in_an_unknown_language_are_told_by_their_cells(self):
        source = self.open('Alvand;Bêjer;Çiya;Dengê;Ezman;Fîl;Gul;Hêvî\n' + ''.join(
            f'{name};{email};{phone};{born};{city};{code};{tax};{amount}\n' for name, email, phone, born, city, code, tax, amount in (
                ('Acme GmbH', 'a@acme.example', '+49 30 901820', '01.02.1980', 'Berlin', '10115', 'DE136695976', '1.234,56 €'),
                ('Beta AG', 'b@beta.example', '+49 40 123456', '11.12.1975', 'Hamburg', '20095', 'DE129273398', '99,00 €'),
                ('Gamma KG', 'c@gamma.example', '+49 89 1234567', '21.03.1990', 'München', '01067', 'DE811569869', '12.000,00 €'))))
        self.assertEqual(self.fields(source), ['company.name', 'company.email', 'company.phone', 'person.birthdate', 'company.city', 'company.zip', 'company.vat', None])

    def test_amounts_and_codes_are_no_phones(self):
        source = self.open('Foo;Bar;Baz\nООО Ромашка;125000.50;100001\nЗАО Вега;99000.00;100002\nООО Плюс;1 250 000,00;100003\n')
        self.assertEqual(self.fields(source), ['company.name', None, None])

    def test_lines_of_two_encodings(self):
        old = ''.join(f'ООО Ландыш {number};8 495 123-45-{number}\n' for number in range(10, 16))
        new = ''.join(f'ЗАО Ёлка {number};8 495 765-43-{number}\n' for number in range(10, 16))
        source = self.open('Наименование;Телефон\n'.encode() + new.encode() + old.encode('cp1251'))
        names = [cells[0] for _number, cells in source.iter_rows()]
        self.assertEqual((names[0], names[-1], len(names)), ('ЗАО Ёлка 10', 'ООО Ландыш 15', 12))
        self.assertEqual(source.warnings, [('mixed_encodings', {'count': 6, 'encoding': 'cp1251'})])


@tagged('post_install', '-at_install')
class TestImportHiddenOption(ImportCase):

    def test_the_user_takes_what_the_sheet_hides(self):
        imports = self.env['crm.import'].with_user(self.seller)
        record = imports.load_file('partner', 'list.xlsx', book(ROWS, hidden_rows=[3], hidden_columns='C'))
        self.assertEqual(record.row_ids.mapped('row_number'), [2, 4])
        self.assertEqual(record.column_ids.mapped('field_key'), ['company.name', 'company.ref', False])
        self.assertEqual(len(record.warning_text.splitlines()), 2)
        record.take_hidden = True
        self.assertEqual(record.row_ids.mapped('row_number'), [2, 3, 4])
        self.assertEqual(record.column_ids.mapped('field_key'), ['company.name', 'company.ref', 'company.phone'])
        record.take_hidden = False
        self.assertEqual(record.row_ids.mapped('row_number'), [2, 4])
        self.assertEqual(record.column_ids.mapped('field_key'), ['company.name', 'company.ref', False])

    def test_the_mapping_remembers_it(self):
        imports = self.env['crm.import'].with_user(self.seller)
        record = imports.load_file('partner', 'list.xlsx', book(ROWS, hidden_rows=[3], hidden_columns='C'), options={'take_hidden': True})
        self.run_import(record)
        self.assertTrue(record.profile_id.take_hidden)
        again = imports.load_file('partner', 'next.xlsx', book(ROWS, hidden_rows=[4], hidden_columns='C'))
        self.assertTrue(again.take_hidden)
        self.assertEqual(again.row_ids.mapped('row_number'), [2, 3, 4])
        self.assertEqual(again.column_ids.mapped('field_key'), ['company.name', 'company.ref', 'company.phone'])
        plain = imports.load_file('partner', 'plain.xlsx', book(ROWS))
        self.run_import(plain)
        self.assertTrue(plain.profile_id.take_hidden, "a file without anything hidden says nothing about it")
        again.take_hidden = False
        self.assertEqual(again.row_ids.mapped('row_number'), [2, 3])
        self.run_import(again)
        self.assertFalse(again.profile_id.take_hidden)
        self.assertEqual(imports.load_file('partner', 'last.xlsx', book(ROWS, hidden_rows=[3])).row_ids.mapped('row_number'), [2, 4])
        other = self.env['crm.import'].with_user(self.stranger).load_file('partner', 'list.xlsx', book(ROWS, hidden_rows=[3]))
        self.assertFalse(other.take_hidden)
