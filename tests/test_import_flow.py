from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .import_common import HEADER, ROWS, ImportCase


@tagged('post_install', '-at_install')
class TestImportFlow(ImportCase):
    def test_loading_shows_what_would_happen_and_writes_no_customer(self):
        count = self.env['res.partner'].search_count([])
        record = self.load()
        self.assertEqual(record.state, 'preview')
        self.assertEqual(self.env['res.partner'].search_count([]), count)
        self.assertEqual(record.column_ids.mapped('field_key'), [
            'company.name', 'company.vat', 'person.name', 'person.phone', 'person.email', 'company.city', 'person.function'])
        self.assertEqual(record.summary()['decision'], {'create': 4, 'update': 0, 'skip': 0, 'review': 0})
        self.assertEqual((record.encoding[:5], record.delimiter, record.header_row), ('utf-8', ';', 1))

    def test_company_and_person_in_one_row_become_account_and_contact(self):
        record = self.bring()
        self.assertEqual(record.state, 'done')
        self.assertEqual(record.summary()['state'], {'pending': 0, 'done': 4, 'rejected': 0, 'skipped': 0})
        first, second = self.row(record, 2), self.row(record, 3)
        self.assertEqual(first.account_id, second.account_id)
        account = first.account_id
        self.assertRecordValues(account, [{'name': 'ООО "Ромашка"', 'vat': '7707083893', 'is_company': True, 'city': 'Москва'}])
        self.assertEqual(set(account.child_ids.mapped('name')), {'Иванов Иван', 'Петрова Анна'})
        self.assertRecordValues(first.partner_id, [{
            'function': 'Директор', 'email': 'ivanov@romashka.ru', 'city': 'Москва', 'vat': '7707083893',
            'commercial_partner_id': account.id, 'complete_name': 'ООО "Ромашка", Иванов Иван', 'create_uid': self.seller.id,
        }])
        person = self.row(record, 5).partner_id
        self.assertFalse(person.parent_id)
        self.assertEqual(person.city, 'Тула')

    def test_every_phone_of_a_cell_becomes_a_contact_mechanism(self):
        partner = self.row(self.bring(), 2).partner_id
        phones = self.env['crm.contact.mechanism'].search([('partner_id', '=', partner.id), ('kind', '!=', 'email')])
        self.assertEqual(set(phones.mapped('normalized')), {'+79161234567', '+74951234567'})
        self.assertEqual(phones.filtered('extension').extension, '12')
        self.assertEqual(phones.filtered('is_primary').normalized, '+79161234567')
        self.assertEqual(partner.phone_sanitized, '+79161234567')
        self.assertEqual(self.env['crm.contact.mechanism'].find_partners('8 495 123-45-67', 'RU')[:1], partner)

    def test_the_same_file_twice_makes_no_doubles(self):
        first = self.bring()
        count = self.env['res.partner'].search_count([])
        again = self.load()
        self.assertEqual(again.summary()['decision'], {'create': 0, 'update': 4, 'skip': 0, 'review': 0})
        self.run_import(again)
        self.assertEqual(self.env['res.partner'].search_count([]), count)
        self.assertEqual(self.partners(again), self.partners(first))

    def test_rows_that_repeat_each_other_are_left_out(self):
        record = self.load([*ROWS, ROWS[1]])
        row = self.row(record, 6)
        self.assertEqual(row.decision, 'skip')
        self.assertIn('3', row.reason_text)
        self.run_import(record)
        self.assertEqual(row.state, 'skipped')

    def test_the_same_person_in_two_rows_is_written_once_with_both_numbers(self):
        record = self.bring([ROWS[1], 'ООО "Ромашка";7707083893;Анна Петрова;8 926 000 11 22;petrova@romashka.ru;Москва;'])
        self.assertEqual(self.row(record, 2).partner_id, self.row(record, 3).partner_id)
        numbers = self.env['crm.contact.mechanism'].search([('partner_id', '=', self.row(record, 2).partner_id.id)])
        self.assertLessEqual({'+79167654321', '+79260001122'}, set(numbers.mapped('normalized')))

    def test_another_mapping_stages_the_rows_again(self):
        record = self.load()
        column = record.column_ids.filtered(lambda line: line.header == 'Должность')
        column.field_key = 'person.comment'
        self.run_import(record)
        partner = self.row(record, 2).partner_id
        self.assertFalse(partner.function)
        self.assertIn('Директор', partner.comment)

    def test_a_mapping_is_remembered_for_the_next_file_with_the_same_columns(self):
        record = self.load()
        record.column_ids.filtered(lambda line: line.header == 'Должность').field_key = 'person.comment'
        record.update_policy = 'overwrite'
        self.run_import(record)
        following = self.load(ROWS[:1])
        self.assertEqual(following.profile_id, record.profile_id)
        self.assertEqual(following.update_policy, 'overwrite')
        self.assertEqual(following.column_ids[-1].field_key, 'person.comment')
        colleagues = self.load(ROWS[:1], user=self.colleague)
        self.assertEqual(colleagues.column_ids[-1].field_key, 'person.comment')

    def test_a_kind_nobody_can_import_yet_says_so(self):
        # A kind whose add-on was removed.
        with patch.object(type(self.env['crm.import']), '_mappers', lambda imports: {}), self.assertRaisesRegex(UserError, "cannot be imported yet"):
            self.load()
        self.assertFalse(self.env['crm.import'].search([('filename', '=', 'клиенты.csv')]))

    def test_who_may_not_create_customers_is_told_before_anything_is_read(self):
        with self.assertRaises(AccessError):
            self.load(user=self.accountant)

    def test_an_import_belongs_to_who_brought_it(self):
        record = self.load()
        imports = self.env['crm.import']
        self.assertFalse(imports.with_user(self.colleague).search([('id', '=', record.id)]))
        self.assertFalse(self.env['crm.import.row'].with_user(self.colleague).search([('import_id', '=', record.id)]))
        with self.assertRaises(AccessError):
            record.with_user(self.colleague).action_commit()
        self.assertTrue(imports.with_user(self.manager).search([('id', '=', record.id)]))
        self.assertFalse(imports.with_user(self.stranger).search([('id', '=', record.id)]))

    def test_rows_are_written_as_the_importing_user_even_when_a_manager_starts_them(self):
        record = self.load()
        self.run_import(record.with_user(self.manager))
        self.assertEqual(self.partners(record).create_uid, self.seller)

    def test_no_header_names_a_name(self):
        with self.assertRaisesRegex(UserError, 'клиенты.csv'):
            self.load(['7707083893;Москва'], header='ИНН;Город')
        self.assertFalse(self.env['crm.import'].search([('filename', '=', 'клиенты.csv')]))

    def test_header_is_kept_in_the_rejected_file(self):
        record = self.load([*ROWS, ';7707083893;;;;;'])
        self.assertEqual(self.row(record, 6).state, 'rejected')
        import io

        from openpyxl import load_workbook
        sheet = load_workbook(io.BytesIO(record.rejected_file())).active
        cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
        self.assertEqual(cells[0][:7], HEADER.split(';'))
        self.assertEqual(len(cells), 2)
        self.assertEqual(cells[1][1], '7707083893')
        self.assertTrue(cells[1][7])
