from odoo.exceptions import UserError
from odoo.tests import tagged

from .import_common import ImportCase

HEADER = 'Компания;ИНН;Индекс;Страна;Телефон'
# The spreadsheet dropped the zero of the first number; its check digits prove it.
ROWS = ('ООО "Ромашка";274000002;;Россия;8 495 123-45-67', 'Acme  Inc;;2110;USA;-', 'Плюс;274000002;;Россия;')


@tagged('post_install', '-at_install')
class TestImportChanges(ImportCase):
    """What cleaning changed is listed, and can be refused for a column or for a row."""

    def setUp(self):
        super().setUp()
        self.record = self.load(ROWS, HEADER)
        self.assertEqual(self.record.column_ids.mapped('field_key'), [
            'company.name', 'company.vat', 'company.zip', 'company.country', 'company.phone'])

    def changes(self, number):
        return {(change['column'], change['rule']): (change['before'], change['after'], change['kind'])
                for change in self.row(self.record, number).changes or []}

    def column(self, position):
        return self.record.column_ids.filtered(lambda column: column.position == position)

    def vat(self, number):
        return self.row(self.record, number).normalized['company']['vat']

    def test_every_change_is_listed_with_its_column(self):
        self.assertEqual(self.changes(2), {(1, 'tax_id_zero'): ('274000002', '0274000002', 'applied')})
        self.assertEqual(self.changes(3), {
            (0, 'spaces'): ('Acme  Inc', 'Acme Inc', 'applied'), (2, 'zip_zero'): ('2110', '02110', 'applied'),
            (4, 'placeholder'): ('-', '', 'applied')})

    def test_a_rule_refused_for_a_column_holds_for_all_its_rows(self):
        decided = self.row(self.record, 3)
        decided.action_skip()
        self.column(1).with_user(self.seller).action_answer_rule('tax_id_zero', False)
        for number in (2, 4):
            self.assertEqual(self.vat(number), '274000002')
            self.assertEqual(self.changes(number), {(1, 'tax_id_zero'): ('274000002', '0274000002', 'refused')})
        self.assertEqual((decided.decision, decided.decided), ('skip', True), "rows that have nothing to do with it stay decided")
        self.column(1).action_answer_rule('tax_id_zero', None)
        self.assertEqual((self.vat(2), self.changes(2)[1, 'tax_id_zero'][2]), ('0274000002', 'applied'))

    def test_the_answer_for_a_row_goes_before_that_for_its_column(self):
        self.row(self.record, 4).with_user(self.seller).action_answer_change(1, 'tax_id_zero', False)
        self.assertEqual((self.vat(2), self.vat(4)), ('0274000002', '274000002'))
        self.column(1).action_answer_rule('tax_id_zero', False)
        self.row(self.record, 4).action_answer_change(1, 'tax_id_zero', True)
        self.assertEqual((self.vat(2), self.vat(4)), ('274000002', '0274000002'))

    def test_answers_survive_reading_the_file_again(self):
        self.row(self.record, 4).action_answer_change(1, 'tax_id_zero', False)
        self.column(2).action_answer_rule('zip_zero', False)
        self.column(3).field_key = False
        self.assertEqual((self.vat(2), self.vat(4)), ('0274000002', '274000002'))
        self.assertEqual(self.row(self.record, 4).refused_rules, [[1, 'tax_id_zero']])
        self.column(3).field_key = 'company.country'
        self.assertEqual(self.row(self.record, 3).normalized['company']['zip'], '2110')

    def test_answers_for_columns_are_remembered_for_the_next_file(self):
        self.column(2).action_answer_rule('zip_zero', False)
        self.record.action_commit()
        again = self.load(('Beta Inc;;2110;USA;',), HEADER)
        self.assertEqual(self.row(again, 2).normalized['company']['zip'], '2110')

    def test_correcting_a_cell_keeps_the_answers_of_the_row(self):
        row = self.row(self.record, 4)
        row.action_answer_change(1, 'tax_id_zero', False)
        row.action_correct(0, 'Плюс Минус')
        self.assertEqual((row.normalized['company']['name'], self.vat(4)), ('Плюс Минус', '274000002'))

    def test_all_proposals_are_accepted_or_refused_at_once(self):
        record = self.load(('Acme;;;USA;-', 'Beta;;;USA;-'), HEADER)
        mails = self.load(('Ада Белова;ada@gmial.com;ada@gmial.com', 'Олег Орлов;oleg@yandex.ri;'), 'Контактное лицо;E-mail;E-mail 2')
        self.assertFalse([line for line in record.column_ids.change_summary() if line['kind'] == 'proposed'])
        proposed = [line for line in mails.column_ids.change_summary() if line['kind'] == 'proposed']
        self.assertGreater(len(proposed), 1, "more than one column")
        for line in proposed:  # what the button does
            mails.column_ids.browse(line['column_id']).with_user(self.seller).action_answer_rule(line['rule'], True)
        self.assertFalse([line for line in mails.column_ids.change_summary() if line['kind'] == 'proposed'])
        self.assertEqual({item['value'] for row in mails.row_ids for item in row.normalized['person']['emails']}, {'ada@gmail.com', 'oleg@yandex.ru'})
        self.run_import(mails)
        self.assertEqual(set(mails.row_ids.partner_id.mapped('email')), {'ada@gmail.com', 'oleg@yandex.ru'})
        again = self.load(('Ева Орлова;eva@gmial.com;',), 'Контактное лицо;E-mail;E-mail 2')
        self.assertEqual(again.row_ids.normalized['person']['emails'][0]['value'], 'eva@gmail.com', "the next file is answered, too")

    def test_the_summary_counts_rows_by_column_and_rule(self):
        self.row(self.record, 4).action_answer_change(1, 'tax_id_zero', False)
        summary = self.record.column_ids.with_user(self.seller).change_summary()
        self.assertEqual([(line['header'], line['rule'], line['kind'], line['count']) for line in summary], [
            ('Компания', 'spaces', 'applied', 1), ('ИНН', 'tax_id_zero', 'applied', 1), ('ИНН', 'tax_id_zero', 'refused', 1),
            ('Индекс', 'zip_zero', 'applied', 1), ('Телефон', 'placeholder', 'applied', 1)])
        self.assertEqual(summary[1]['examples'], [['274000002', '0274000002']])

    def test_some_rules_cannot_be_refused(self):
        with self.assertRaises(UserError):
            self.column(0).action_answer_rule('invisible', False)
        with self.assertRaises(UserError):
            self.row(self.record, 2).action_answer_change(0, 'invisible', False)

    def test_a_written_row_cannot_be_changed_any_more(self):
        self.run_import(self.record)
        with self.assertRaises(UserError):
            self.row(self.record, 2).action_answer_change(1, 'tax_id_zero', False)
