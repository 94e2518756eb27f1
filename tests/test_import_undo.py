from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import file_open

from .import_common import ROWS, ImportCase


@tagged('post_install', '-at_install')
class TestImportUndo(ImportCase):
    def undo(self, record):
        record.action_undo()
        self.env.invalidate_all()
        states = record.change_ids.mapped('undo_state')
        return {state: states.count(state) for state in ('reversed', 'kept', 'failed')}

    def test_what_nobody_touched_disappears_although_sellers_may_not_delete_customers(self):
        record = self.bring()
        partners = self.partners(record)
        self.assertEqual(len(partners), 6)
        self.assertEqual(self.undo(record), {'reversed': 6, 'kept': 0, 'failed': 0})
        self.assertFalse(partners.exists())
        self.assertEqual(record.state, 'undone')

    def test_numbers_that_later_rows_added_are_no_edit(self):
        with file_open('crm_customer_record/demo/customers_1c.xls', 'rb') as sample:
            record = self.run_import(self.env['crm.import'].with_user(self.seller).load_file('partner', 'customers_1c.xls', sample.read()))
        self.assertIn('+7 495 123-45-67 ext. 12', self.partners(record).mapped('phone'))
        self.assertIn('crm.contact.mechanism', record.change_ids.mapped('model'))
        # As if it had been an hour ago: whatever the undo writes on a customer would look like an edit.
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_partner SET write_date = write_date - interval '1 hour' WHERE id = ANY(%s)", [self.partners(record).ids])
        self.env.cr.execute("UPDATE crm_contact_mechanism SET write_date = write_date - interval '1 hour'")
        self.env.cr.execute("UPDATE crm_import_change SET written = written - interval '1 hour' WHERE import_id = %s", [record.id])
        self.env.invalidate_all()
        result = self.undo(record)
        self.assertEqual((result['kept'], result['failed']), (0, 0))

    def test_a_second_undo_is_harmless_and_the_file_can_be_imported_again(self):
        record = self.bring()
        self.undo(record)
        self.undo(record)
        again = self.load()
        self.assertEqual(again.summary()['decision']['create'], 4)
        self.assertEqual(len(self.partners(self.run_import(again))), 6)

    def test_what_was_edited_since_stays_with_its_company(self):
        record = self.bring()
        person = self.row(record, 2).partner_id
        person.function = "Owner"
        result = self.undo(record)
        self.assertEqual(result['kept'], 2)
        self.assertTrue(person.exists() and person.parent_id.exists())
        change = record.change_ids.filtered(lambda change: change.res_id == person.id)
        self.assertEqual(change.undo_state, 'kept')
        self.assertIn("edited", change.undo_reason)

    def test_who_got_an_invoice_since_stays(self):
        record = self.bring()
        person = self.row(record, 5).partner_id
        journal = self.env['account.journal'].search([('type', '=', 'sale')], limit=1) or self.env['account.journal'].create(
            {'name': "Sales", 'code': 'IMPT', 'type': 'sale'})
        invoice = self.env['account.move'].create({
            'move_type': 'out_invoice', 'partner_id': person.id, 'journal_id': journal.id})
        self.assertEqual(self.undo(record), {'reversed': 5, 'kept': 1, 'failed': 0})
        self.assertEqual(invoice.partner_id, person)

    def test_what_was_written_about_somebody_keeps_him(self):
        record = self.bring()
        person = self.row(record, 5).partner_id
        person.message_post(body="Called twice", message_type='comment')
        self.assertEqual(self.undo(record)['kept'], 1)
        self.assertTrue(person.exists())

    def test_replaced_values_come_back_unless_changed_since(self):
        known = self.env['res.partner'].create({
            'name': 'Одинцов Олег', 'phone': '+7 903 111-22-33', 'city': 'Омск', 'function': 'Врач', 'country_id': self.russia.id})
        record = self.load([';;Одинцов Олег;8 903 111 22 33;oleg@example.ru;Тула;Инженер'], options={'update_policy': 'overwrite'})
        self.assertEqual(record.row_ids.match_partner_id, known, record.row_ids.candidates)
        self.run_import(record)
        self.assertRecordValues(known, [{'city': 'Тула', 'function': 'Инженер', 'email': 'oleg@example.ru'}])
        known.function = 'Директор'
        self.undo(record)
        self.assertRecordValues(known, [{'city': 'Омск', 'function': 'Директор', 'email': False}])

    def test_somebody_merged_since_is_kept_and_named_so(self):
        record = self.bring()
        person = self.row(record, 5).partner_id
        other = self.env['res.partner'].create({'name': "Oleg", 'phone': person.phone})
        self.env['base.partner.merge.automatic.wizard']._merge([person.id, other.id], other)
        result = self.undo(record)
        self.assertEqual(result['kept'], 1)
        self.assertTrue(other.exists())

    def test_an_import_in_preview_cannot_be_undone(self):
        with self.assertRaises(UserError):
            self.load(ROWS).action_undo()
