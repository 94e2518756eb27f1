from odoo.exceptions import AccessError
from odoo.tests import tagged

from .import_common import ROWS, ImportCase

CHANGED = ROWS[3].replace('Тула', 'Калуга')
NEW = ';;Дёмин Денис;8 903 111 22 77;;Псков;'


@tagged('post_install', '-at_install')
class TestImportResult(ImportCase):
    def counts(self, record):
        self.env.invalidate_all()
        return {line['key']: line['count'] for line in record.result}

    def test_the_result_tells_companies_from_people_and_opens_them(self):
        record = self.bring()
        self.assertEqual(self.counts(record), {'res.partner/1/company': 2, 'res.partner/1/person': 4})
        self.assertEqual([line['label'] for line in record.result], ["Companies created", "People created"])
        opened = record.action_open_result('res.partner/1/company')
        found = self.env[opened['res_model']].with_user(self.seller).search(opened['domain'])
        self.assertEqual(found, record.row_ids.account_id)
        self.assertEqual(opened['views'][0], (False, 'list'))
        self.assertTrue(record.duration_text)

    def test_updates_and_added_numbers(self):
        self.env['res.partner'].create({
            'name': 'Одинцов Олег', 'phone': '+7 903 111-22-33', 'email': 'oleg@example.ru', 'country_id': self.russia.id})
        record = self.bring([';;Одинцов Олег;8 903 111 22 33, 8 903 111 22 34;oleg@example.ru;Тула;Инженер'])
        self.assertEqual(self.counts(record), {'res.partner/0/person': 1, 'crm.contact.mechanism/1/': 1})
        opened = record.action_open_result('crm.contact.mechanism/1/')
        self.assertEqual((opened['res_model'], opened['domain']), ('res.partner', [('id', 'in', record.row_ids.partner_id.ids)]))

    def test_customers_can_be_searched_by_the_import_that_brought_them(self):
        record = self.bring()
        partners = self.env['res.partner'].with_user(self.seller)
        self.assertEqual(len(partners.search([('crm_import_created_id', '=', record.id)])), 6)
        self.assertFalse(partners.search([('crm_import_updated_id', '=', record.id)]))
        self.assertFalse(partners.with_user(self.colleague).search([('crm_import_created_id', '=', record.id)]))
        accountant = partners.with_user(self.accountant)
        with self.assertRaises(AccessError):
            accountant.search([('crm_import_created_id', '=', record.id)])

    def test_what_was_taken_back_does_not_count(self):
        record = self.bring()
        self.row(record, 5).action_undo()
        self.assertEqual(self.counts(record), {'res.partner/1/company': 2, 'res.partner/1/person': 3})

    def test_lines_lead_to_the_rows_that_did_not_get_in(self):
        record = self.bring([*ROWS, ';7707083893;;;;;', ROWS[1]])
        self.assertEqual(record.left_count, 2)
        self.assertEqual(self.env['crm.import.row'].search(record.action_show_left()['domain']).mapped('row_number'), [6, 7])
        self.assertEqual(len(self.env['crm.import.row'].search(record.action_show_done()['domain'])), 4)

    def test_a_file_that_was_taken_back_is_brought_in_again(self):
        record = self.bring()
        record.action_undo()
        opened = record.action_again()
        again = self.env['crm.import'].with_user(self.seller).browse(opened['res_id'])
        self.assertEqual((again.state, again.filename, again.user_id, again.known_text), ('preview', 'клиенты.csv', self.seller, False))
        self.run_import(again)
        self.assertEqual(self.counts(again), {'res.partner/1/company': 2, 'res.partner/1/person': 4})


@tagged('post_install', '-at_install')
class TestImportKnown(ImportCase):
    """A file that comes again."""

    def test_the_same_file_is_recognised_before_anything_is_written(self):
        self.bring()
        again = self.load()
        self.assertIn("This very file", again.known_text)
        self.assertIn(self.seller.name, again.known_text)
        self.assertEqual((again.known_count, again.known_new_count), (4, 0))
        self.assertEqual(again.summary()['to_write'], 4)

    def test_only_what_is_new_or_changed(self):
        self.bring()
        again = self.load([*ROWS[:3], CHANGED, NEW], filename='next month.csv')
        self.assertIn("2 of 5 rows are new or changed", again.known_text)
        again.action_take_new()
        self.assertEqual(again.row_ids.sorted('row_number').mapped('decision'), ['skip', 'skip', 'skip', 'update', 'create'])
        self.assertIn("row 2", self.row(again, 2).reason_text)
        self.run_import(again)
        self.assertEqual(again.summary()['state'], {'pending': 0, 'done': 2, 'rejected': 0, 'skipped': 3})
        self.assertEqual(again.left_count, 0)

    def test_all_after_all(self):
        self.bring()
        again = self.load([*ROWS, NEW])
        again.action_take_new()
        again.action_take_all()
        self.assertEqual(again.summary()['decision'], {'create': 1, 'update': 4, 'skip': 0, 'review': 0})

    def test_the_answer_stays_when_the_file_is_read_anew(self):
        self.bring()
        again = self.load([*ROWS, NEW])
        again.action_take_new()
        again.column_ids.filtered(lambda line: line.header == 'Должность').field_key = 'person.comment'
        self.assertEqual(again.summary()['decision']['skip'], 4)

    def test_nothing_is_said_of_what_is_mostly_new_was_taken_back_or_never_written(self):
        self.load()
        self.assertFalse(self.load().known_text)
        first = self.bring()
        others = [f';;Человек Номер{number};8 903 222 33 {number};;;' for number in range(10, 20)]
        self.assertFalse(self.load([ROWS[0], *others]).known_text)
        first.action_undo()
        self.assertFalse(self.load().known_text)

    def test_the_file_of_a_colleague_is_named_yet_its_rows_are_not(self):
        self.bring()
        same = self.load(user=self.colleague)
        self.assertIn(self.seller.name, same.known_text)
        self.assertEqual(same.known_count, 0)
        self.assertFalse(self.load([*ROWS, NEW], user=self.colleague).known_text)
        self.assertFalse(self.load(user=self.stranger).known_text)
