import datetime
import io

import openpyxl

from odoo.tests import tagged

from ..tools.imports.corrections import sheet_name
from .import_common import HEADER, ROWS, ImportCase

BAD = ';7707083893;;;;Псков;'


@tagged('post_install', '-at_install')
class TestImportCorrection(ImportCase):
    """Rows that did not get in go back in their layout, and come in once when they are corrected."""

    def refused(self, record):
        """:return: the file of refused rows as a person opens it"""
        return openpyxl.load_workbook(io.BytesIO(record.rejected_file()))

    def again(self, book, user=None, filename='refused.xlsx'):
        stream = io.BytesIO()
        book.save(stream)
        return self.env['crm.import'].with_user(user or self.seller).load_file('partner', filename, stream.getvalue())

    def excel(self):
        """:return: bytes of a workbook with cells of all types, one row of which is refused"""
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = 'Клиенты 2025'
        sheet.append(['Отчёт за год'])
        sheet.append(['Компания', 'Дата рождения', 'Контактное лицо', 'Телефон', 'Индекс', 'Примечание', 'Сумма'])
        sheet.append(['ООО Ромашка', datetime.datetime(1980, 5, 1), 'Иванов Иван', 79161234567, '012345', 'x', 10.5])
        sheet.append([None, datetime.datetime(1981, 6, 2), None, None, '001234', '=1+1', 12.25])
        sheet['F4'].data_type = 's'
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()

    def test_a_workbook_comes_back_as_it_was(self):
        record = self.env['crm.import'].with_user(self.seller).load_file('partner', 'клиенты.xlsx', self.excel(), options={'country': 'RU'})
        self.run_import(record)
        book = self.refused(record)
        self.assertEqual(book.sheetnames, ['Клиенты 2025'])
        header, row = map(list, book.active.iter_rows())
        self.assertEqual([cell.value for cell in header[:7]], record.column_ids.sorted('position').mapped('header'))
        self.assertEqual(row[1].value, datetime.datetime(1981, 6, 2))
        self.assertEqual((row[4].value, row[4].data_type), ('001234', 's'))
        self.assertEqual((row[6].value, row[6].data_type), (12.25, 'n'))
        self.assertEqual((row[5].data_type, row[5].value.lstrip("'")), ('s', '=1+1'))
        self.assertIn('4', row[7].value)
        self.assertTrue(book.active.column_dimensions['I'].hidden)

    def test_what_did_not_get_in_is_given_back_and_nothing_else(self):
        record = self.bring([*ROWS, BAD, ROWS[1]])
        self.row(record, 2)
        rows = [[cell.value for cell in line] for line in self.refused(record).active.iter_rows(min_row=2)]
        self.assertEqual([row[8] for row in rows], [6, 7])
        self.assertIn('3', rows[1][7])

    def test_corrected_rows_come_in_and_both_imports_show_it(self):
        record = self.bring([*ROWS, BAD])
        book = self.refused(record)
        book.active['C2'] = 'Новикова Нина'
        correction = self.again(book)
        self.assertEqual(correction.origin_id, record)
        self.assertEqual(correction.column_ids.mapped('header'), HEADER.split(';'))
        self.assertEqual(correction.column_ids.mapped('field_key'), record.column_ids.mapped('field_key'))
        self.assertEqual(correction.country_id, record.country_id)
        self.assertIn('клиенты.csv', correction.warning_text)
        self.run_import(correction)
        self.assertEqual(correction.row_ids.partner_id.name, 'Новикова Нина')
        row = self.row(record, 6)
        self.assertEqual(correction.row_ids.origin_row_id, row)
        self.assertEqual(row.state, 'skipped')
        self.assertIn('refused.xlsx', row.reason_text)
        self.assertEqual((record.left_count, record.correction_ids), (0, correction))

    def test_the_same_corrected_file_a_second_time_brings_nothing(self):
        record = self.bring([*ROWS, BAD])
        book = self.refused(record)
        book.active['C2'] = 'Новикова Нина'
        first = self.again(book)
        second = self.again(book)
        self.run_import(first)
        count = self.env['res.partner'].search_count([])
        self.run_import(second)
        third = self.bring_again(book)
        self.assertEqual(self.env['res.partner'].search_count([]), count)
        self.assertEqual((second.row_ids.state, third.row_ids.state), ('skipped', 'skipped'))
        self.assertEqual(third.left_count, 0)

    def bring_again(self, book):
        return self.run_import(self.again(book))

    def test_a_row_decided_in_the_first_import_is_not_taken_again(self):
        self.env['res.partner'].create([{'name': 'Одинцов Олег', 'phone': '+7 903 111-22-33'} for _double in range(2)])
        record = self.bring()
        row = self.row(record, 5)
        self.assertEqual(row.decision, 'review')
        book = self.refused(record)
        row.action_create_new()
        self.run_import(record)
        self.assertEqual(row.state, 'done')
        correction = self.bring_again(book)
        self.assertEqual(correction.row_ids.mapped('decision'), ['skip'])
        self.assertIn("before", correction.row_ids.reason_text)

    def test_taking_the_correction_back_opens_the_row_again(self):
        record = self.bring([*ROWS, BAD])
        book = self.refused(record)
        book.active['C2'] = 'Новикова Нина'
        correction = self.bring_again(book)
        correction.action_undo()
        self.env.invalidate_all()
        self.assertEqual(self.row(record, 6).state, 'rejected')
        self.assertEqual(record.left_count, 1)
        self.assertEqual(self.bring_again(book).row_ids.partner_id.name, 'Новикова Нина')

    def test_what_is_refused_again_goes_back_again(self):
        record = self.bring([*ROWS, BAD])
        correction = self.bring_again(self.refused(record))
        self.assertEqual(correction.row_ids.state, 'rejected')
        book = self.refused(correction)
        book.active['C2'] = 'Новикова Нина'
        last = self.bring_again(book)
        self.assertEqual((last.origin_id, last.row_ids.state), (correction, 'done'))

    def test_sorted_deleted_and_copied_rows_and_a_file_saved_as_text(self):
        record = self.bring([*ROWS, BAD, BAD.replace('Псков', 'Тверь'), BAD.replace('Псков', 'Орёл')])
        lines = [[cell.value for cell in line] for line in self.refused(record).active.iter_rows()]
        header, rows = lines[0], lines[1:]
        for number, row in enumerate(rows):
            row[2] = f'Человек Номер{number}'
        copied = [*rows[0]]
        copied[2] = 'Другой Человек'
        text = '\n'.join(','.join(f'"{cell or ""}"' for cell in row) for row in [header, rows[2], rows[0], copied])
        correction = self.env['crm.import'].with_user(self.seller).load_file('partner', 'refused.csv', text.encode())
        self.assertEqual(correction.row_ids.sorted('row_number').mapped('origin_row_id.row_number'), [8, 6])
        self.assertEqual(self.row(correction, 4).origin_row_id.id, False)
        self.assertEqual(correction.origin_id, record)

    def test_the_reasons_may_be_deleted(self):
        record = self.bring([*ROWS, BAD])
        book = self.refused(record)
        book.active['C2'] = 'Новикова Нина'
        book.active.delete_cols(8)
        correction = self.again(book)
        self.assertEqual(correction.column_ids.mapped('header'), HEADER.split(';'))
        self.assertEqual(correction.row_ids.origin_row_id, self.row(record, 6))

    def test_a_file_of_somebody_else_is_read_as_a_new_one(self):
        record = self.bring([*ROWS, BAD])
        book = self.refused(record)
        book.active['C2'] = 'Новикова Нина'
        foreign = self.again(book, user=self.colleague)
        self.assertFalse(foreign.origin_id)
        self.assertFalse(foreign.row_ids.origin_row_id)
        self.assertEqual(foreign.column_ids.mapped('header'), HEADER.split(';'))
        self.assertIn("cannot see", foreign.warning_text)

    def test_a_forged_mark_ties_to_nothing(self):
        record = self.bring([*ROWS, BAD])
        book = self.refused(record)
        mark = book.active['I1'].value.split(':')
        book.active['I1'] = ':'.join([*mark[:2], '0' * len(mark[2]), mark[3]])
        book.active['C2'] = 'Новикова Нина'
        self.assertFalse(self.again(book).origin_id)

    def test_names_of_sheets(self):
        self.assertEqual(sheet_name('a/b:[c]*?' + 'x' * 40)[:9], 'a b  c   ')
        self.assertLessEqual(len(sheet_name('x' * 40)), 31)
        self.assertEqual((sheet_name("'History'"), sheet_name(None)), ('', ''))
