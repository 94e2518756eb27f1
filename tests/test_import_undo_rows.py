from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models import crm_import_undo, crm_import_undo_run
from .import_common import ROWS, ImportCase


@tagged('post_install', '-at_install')
class TestImportUndoRows(ImportCase):
    """Some rows are taken back, or many in the background."""

    def states(self, record):
        self.env.invalidate_all()
        return {row.row_number: row.state for row in record.row_ids}

    def test_chosen_rows_go_and_the_others_stay(self):
        record = self.bring()
        gone, kept = self.row(record, 5).partner_id, self.partners(record) - self.row(record, 5).partner_id
        self.row(record, 5).action_undo()
        self.assertFalse(gone.exists())
        self.assertEqual(len(kept.exists()), 5)
        self.assertEqual(record.state, 'done')
        self.assertEqual(self.states(record), {2: 'done', 3: 'done', 4: 'done', 5: 'undone'})

    def test_a_company_that_another_row_needs_stays_until_that_row_goes_too(self):
        record = self.bring()
        company = self.row(record, 2).account_id
        person = self.row(record, 2).partner_id
        action = self.row(record, 2).action_undo()
        self.assertFalse(person.exists())
        self.assertTrue(company.exists())
        self.assertEqual(self.states(record)[2], 'done')
        self.assertIn("in use", self.row(record, 2).kept_text)
        self.assertEqual(self.env['crm.import.change'].search(action['domain']).mapped('res_id'), company.ids)
        self.row(record, 3).action_undo()
        self.assertFalse(company.exists())
        self.assertEqual(self.states(record), {2: 'undone', 3: 'undone', 4: 'done', 5: 'done'})

    def test_the_whole_after_some_rows(self):
        record = self.bring()
        self.row(record, 2).action_undo()
        partners = self.partners(record)
        record.action_undo()
        self.env.invalidate_all()
        self.assertFalse(partners.exists())
        self.assertEqual(record.state, 'undone')
        self.assertEqual(set(self.states(record).values()), {'undone'})

    def test_updated_values_of_a_chosen_row_come_back(self):
        known = self.env['res.partner'].create([
            {'name': 'Одинцов Олег', 'phone': '+7 903 111-22-33', 'function': 'Врач', 'country_id': self.russia.id},
            {'name': 'Зимин Захар', 'phone': '+7 903 111-22-44', 'function': 'Повар', 'country_id': self.russia.id}])
        record = self.bring([';;Одинцов Олег;8 903 111 22 33;;;Инженер', ';;Зимин Захар;8 903 111 22 44;;;Пекарь'],
                            options={'update_policy': 'overwrite'})
        self.assertEqual(known.mapped('function'), ['Инженер', 'Пекарь'])
        self.row(record, 3).action_undo()
        self.assertEqual(known.mapped('function'), ['Инженер', 'Повар'])

    def test_rows_that_did_nothing_cannot_be_taken_back(self):
        record = self.bring([*ROWS, ROWS[1]])
        with self.assertRaisesRegex(UserError, "changed nothing"):
            self.row(record, 6).action_undo()
        self.row(record, 5).action_undo()
        with self.assertRaisesRegex(UserError, "taken back already"):
            self.row(record, 5).action_undo()

    def test_rows_of_a_colleague_are_not_ours_to_take_back(self):
        record = self.bring()
        with self.assertRaises(AccessError):
            self.row(record, 5).with_user(self.colleague).action_undo()
        self.assertTrue(self.row(record, 5).partner_id)

    def test_what_was_left_in_place_is_tried_again(self):
        record = self.bring()
        person = self.row(record, 5).partner_id
        message = person.message_post(body="Called twice", message_type='comment')
        record.action_undo()
        self.assertEqual(record.undo_kept_count, 1)
        message.unlink()
        record.action_undo()
        self.env.invalidate_all()
        self.assertFalse(person.exists())
        self.assertEqual((record.undo_kept_count, record.undo_reversed_count), (0, 6))

    def background(self, record, chunks=None):
        """Let the scheduler work, in small chunks; it dies after some of them."""
        left = []

        def progress(_cron, processed=0, remaining=None, **_kwargs):
            left.append(remaining)
            return 0.0 if chunks and len(left) >= chunks else 60.0

        with patch.object(crm_import_undo, 'CHUNK_SIZE', 2), \
                patch.object(type(self.env['ir.cron']), '_commit_progress', progress):
            self.env['crm.import']._cron_undo()
        self.env.invalidate_all()
        return left

    def test_a_large_undo_goes_on_in_the_background_after_a_crash(self):
        record = self.bring()
        partners = self.partners(record)
        with patch.object(crm_import_undo_run, 'AT_ONCE', 3):
            record.action_undo()
        self.assertEqual((record.state, record.undo_left_count), ('undoing', 6))
        self.assertEqual(len(partners.exists()), 6)
        self.assertEqual(self.background(record, chunks=1), [4])
        self.assertEqual((record.state, len(partners.exists())), ('undoing', 4))
        self.background(record)
        self.assertEqual((record.state, record.undo_left_count), ('undone', 0))
        self.assertFalse(partners.exists())

    def test_chosen_rows_in_the_background(self):
        record = self.bring()
        with patch.object(crm_import_undo_run, 'AT_ONCE', 1):
            (self.row(record, 2) | self.row(record, 3)).action_undo()
        self.assertEqual((record.state, record.undo_left_count), ('done', 3))
        self.background(record)
        self.assertEqual(self.states(record), {2: 'undone', 3: 'undone', 4: 'done', 5: 'done'})

    def test_an_undo_in_the_background_stops_when_the_right_is_gone(self):
        record = self.bring()
        with patch.object(crm_import_undo_run, 'AT_ONCE', 3):
            record.action_undo()
        self.env.ref('crm_customer_record.group_import').user_ids -= self.seller
        with patch.object(self.env.cr, 'rollback', lambda: self.env.invalidate_all()):
            self.background(record)
        record = record.sudo()
        self.assertEqual((record.state, record.undo_failed_count), ('undone', 6))
        self.assertEqual(len(self.partners(record)), 6)

    def test_nobody_runs_an_import_under_another_name(self):
        record = self.load()
        with self.assertRaises(AccessError):
            record.user_id = self.manager
        with self.assertRaises(AccessError):
            self.env['crm.import'].with_user(self.manager).create({'user_id': self.seller.id})
        other = self.load(user=self.colleague)
        with self.assertRaises(AccessError):
            record.row_ids[0].import_id = other.id
        with self.assertRaises(AccessError):
            record.column_ids[0].import_id = other.id

    def test_the_log_cannot_be_forged(self):
        change = self.bring().change_ids[0]
        with self.assertRaises(AccessError):
            change.with_user(self.seller).res_id = self.env.company.partner_id.id
