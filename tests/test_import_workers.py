from types import SimpleNamespace
from unittest.mock import patch

import psycopg2.errors

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.bus.models import ir_websocket

from ..models.crm_import_progress import CHANNEL
from .import_common import ROWS, ImportCase


@tagged('post_install', '-at_install')
class TestImportWorkers(ImportCase):
    """What several workers of one import leave to each other, and what becomes of it when the work is interrupted."""

    def claim(self, record, taken=()):
        """:return: (step, numbers of the rows) that a worker gets while others have some lanes"""
        worker = record._as_importer()
        patched = patch.object(type(worker), '_try_locks',
                               lambda self, function, lanes: [lane for lane in lanes if lane not in taken])
        with patched:
            step, rows = worker._claim_rows()
        return step, rows.mapped('row_number')

    def lanes(self, record):
        return {row.row_number: row.lane for row in record.row_ids}

    def test_rows_of_one_customer_share_a_lane(self):
        known = self.env['res.partner'].create({'name': "Known Ltd", 'is_company': True, 'vat': '7707083893', 'phone': '+7 495 200-30-40'})
        rows = [*ROWS, 'Known Ltd;7707083893;Eins;;eins@known.example;;', 'Zwei Ltd;;;;zwei@zwei.example;;', 'Drei Ltd;;;;drei@drei.example;;',
                'Drei Ltd;;Drei;;dora@drei.example;;']
        record = self.load(rows)
        # The same known customer under two names.
        self.row(record, 7).write({'match_account_id': known.id, 'decision': 'update'})
        self.row(record, 2).write({'match_account_id': known.id, 'decision': 'update'})
        with patch('odoo.addons.crm_customer_record.models.crm_import_lane.LANE_SIZE', 1):
            record.action_commit()
        lanes = self.lanes(record)
        self.assertEqual(len({lanes[2], lanes[3], lanes[6], lanes[7]}), 1, lanes)
        self.assertEqual(lanes[8], lanes[9])
        self.assertEqual(len({lanes[2], lanes[4], lanes[5], lanes[8]}), 4, lanes)

    def test_what_another_worker_has_is_left_to_it_and_no_step_is_begun_before_the_last_one_ended(self):
        record = self.load()
        with patch('odoo.addons.crm_customer_record.models.crm_import_lane.LANE_SIZE', 1):
            record.action_commit()
        lanes = self.lanes(record)
        self.assertEqual(self.claim(record), (0, [2, 4]))
        self.assertEqual(self.claim(record, {lanes[2]}), (0, [4]))
        self.assertEqual(self.claim(record, {lanes[2], lanes[4]}), (0, []), "people wait for all companies")
        record.process()
        self.assertEqual(self.claim(record), (None, []))

    def test_chunks_are_no_larger_than_said_and_all_rows_get_their_turn(self):
        record = self.load([f'Firm {number} Ltd;;;;office@firm{number}.example;;' for number in range(12)])
        module = 'odoo.addons.crm_customer_record.models.crm_import_lane.'
        with patch(module + 'LANE_SIZE', 2), patch(module + 'CHUNK_SIZE', 5), patch(module + 'WINDOW', 4):
            record.action_commit()
            self.assertEqual(self.claim(record), (0, [2, 3, 4, 5]))
            self.assertEqual(self.claim(record, {1}), (0, [4, 5]))
            self.assertEqual(self.claim(record, {1, 2}), (0, [6, 7, 8, 9]), "a window without a free lane is followed by the next")
            worker, sizes = record._as_importer(), []
            while written := worker._process_chunk_safely():
                sizes.append(written)
        self.assertLessEqual(max(sizes), 5)
        self.assertEqual(sum(sizes), 12)
        self.assertEqual(record.state, 'done')

    def test_as_many_workers_are_called_as_the_administrator_allows(self):
        crons = self.env['ir.cron'].browse(self.env.ref(f'crm_customer_record.crm_import_cron{end}').id for end in ('', '_2', '_3', '_4'))
        self.load(['A Ltd;;;;a@a.example;;']).action_commit()
        triggers = self.env['ir.cron.trigger'].search([('cron_id', 'in', crons.ids)])
        self.assertEqual(triggers.cron_id, crons[:2])
        self.env['ir.config_parameter'].set_param('crm_customer_record.import_workers', '4')
        self.load(['B Ltd;;;;b@b.example;;']).action_commit()
        self.assertEqual(self.env['ir.cron.trigger'].search([('cron_id', 'in', crons.ids)]).cron_id, crons)

    def test_tags_are_there_before_workers_could_both_create_them(self):
        record = self.load(['A Ltd;;;;a@a.example;Gold, Silver', 'B Ltd;;;;b@b.example;gold'], header='Компания;ИНН;Контактное лицо;Телефон;E-mail;Теги')
        record.action_commit()
        tags = self.env['res.partner.category'].search([('name', 'in', ('Gold', 'gold', 'Silver'))])
        self.assertEqual(len(tags), 2)
        record.process()
        self.assertEqual(self.partners(record).category_id, tags)

    # Pause, cancel

    def test_cancelled_what_is_written_stays_and_the_rest_is_dropped(self):
        record = self.load()
        record.action_commit()
        record._as_importer()._process_chunk_safely()
        record.action_cancel()
        record.process()
        self.assertEqual(record.state, 'cancelled')
        self.assertEqual(record.summary()['state'], {'pending': 0, 'done': 0, 'rejected': 0, 'skipped': 0, 'cancelled': 4})
        self.assertEqual(self.partners(record).mapped('name'), ['ООО "Ромашка"', 'АО Вектор'])
        with self.assertRaises(UserError):
            record.action_commit()
        record.action_undo()
        self.assertFalse(self.partners(record).exists())

    def test_cancelled_and_undone(self):
        record = self.load()
        record.action_commit()
        record._as_importer()._process_chunk_safely()
        written = self.partners(record)
        self.assertTrue(written)
        record.action_cancel_and_undo()
        self.assertEqual(record.state, 'cancelling')
        record.process()
        self.assertEqual((record.state, record.undo_reversed_count), ('cancelled', 2))
        self.assertFalse(written.exists())

    def test_cancelling_waits_for_the_worker_that_writes(self):
        record = self.load()
        record.action_commit()
        with patch.object(type(record), '_try_locks', lambda *args: []):
            record.action_cancel()
            record.process()
        self.assertEqual((record.state, record.summary()['state']['pending']), ('cancelling', 4))
        record.process()
        self.assertEqual(record.state, 'cancelled')

    # Interruptions

    def test_a_full_disk_is_no_fault_of_the_row(self):
        Partner = type(self.env['res.partner'])
        record = self.load()
        record.action_commit()
        with patch.object(Partner, 'create', side_effect=psycopg2.errors.DiskFull("no space left")), self.assertRaises(psycopg2.Error):
            record.process()
        record.invalidate_recordset()
        self.assertFalse(record.row_ids.filtered(lambda row: row.state == 'rejected'))

    def test_what_the_database_cannot_hold_is(self):
        Partner = type(self.env['res.partner'])
        record = self.load(ROWS[:1])
        record.action_commit()
        with patch.object(Partner, 'create', side_effect=psycopg2.errors.ProgramLimitExceeded("index row too large")):
            record.process()
        self.assertEqual(record.row_ids.state, 'rejected')
        self.assertIn("index row too large", record.row_ids.error)

    def test_who_left_writes_nothing_any_more(self):
        record = self.load()
        record.action_commit()
        self.seller.active = False
        with self.assertRaisesRegex(UserError, "may no longer work"):
            record.process()

    def test_rights_taken_away_since_hold(self):
        record = self.load()
        record.action_commit()
        self.env['ir.model.access'].search([('model_id.model', '=', 'res.partner'), ('perm_create', '=', True)]).perm_create = False
        record.process()
        self.assertEqual(record.summary()['state'], {'pending': 0, 'done': 0, 'rejected': 4, 'skipped': 0})

    # Threads, mails, messages to the pages

    def test_every_new_record_says_once_where_it_comes_from_and_nobody_is_told(self):
        mails = self.env['mail.mail'].search_count([])
        known = self.env['res.partner'].create({'name': "Одинцов Олег", 'phone': '+79031112233', 'country_id': self.russia.id})
        before = known.message_ids
        record = self.bring()
        created = self.partners(record) - known
        self.assertEqual(len(created), 5)
        for partner in created:
            message = partner.message_ids
            self.assertEqual(len(message), 1, message.mapped('body'))
            self.assertIn(f'data-oe-id="{record.id}"', message.body.replace("'", '"'))
            self.assertEqual((message.author_id, message.message_type, message.subtype_id),
                             (self.seller.partner_id, 'notification', self.env.ref('mail.mt_note')))
            self.assertFalse(message.notification_ids)
        self.assertEqual(known.message_ids, before)
        self.assertFalse((created | known).message_follower_ids)
        self.assertEqual(self.env['mail.mail'].search_count([]), mails)

    def test_the_pages_are_told_how_far_it_is(self):
        record = self.load()
        with patch.object(type(record), '_bus_send') as send:
            record.action_commit()
            record._as_importer()._process_chunk_safely()
            record._announce(now=True)
            record.process()
        told = [call.args[1] for call in send.call_args_list]
        self.assertEqual([(item['state'], item['progress']) for item in (told[0], told[-1])], [('queued', 0.0), ('done', 100.0)])
        half = [item['progress'] for item in told if item['state'] == 'running']
        self.assertTrue(any(0 < progress < 100 for progress in half), told)
        self.assertEqual({item['id'] for item in told}, {record.id})

    def test_the_pages_are_told_how_much_is_still_to_be_taken_back(self):
        record = self.load()
        record.action_commit()
        record.process()
        with patch.object(type(record), '_bus_send') as send, patch('odoo.addons.crm_customer_record.models.crm_import_undo.CHUNK_SIZE', 2):
            record.action_undo()
        left = [call.args[1]['left'] for call in send.call_args_list]
        self.assertEqual(left, sorted(left, reverse=True))
        self.assertGreater(len(set(left)), 2, left)
        self.assertEqual((left[-1], send.call_args.args[1]['state']), (0, 'undone'))

    def test_who_may_not_see_an_import_does_not_hear_of_it(self):
        record = self.load()
        for user, hears in ((self.seller, True), (self.manager, True), (self.colleague, False), (self.accountant, False),
                            (self.stranger, False)):
            with patch.object(ir_websocket, 'wsrequest', SimpleNamespace(session=SimpleNamespace(uid=user.id))):
                channels = self.env['ir.websocket'].with_user(user)._build_bus_channel_list([CHANNEL % record.id, 'other'])
            imports = [channel for channel in channels if getattr(channel, '_name', '') == 'crm.import']
            self.assertEqual(imports, [record] if hears else [], user.login)
            names = [channel for channel in channels if isinstance(channel, str)]
            self.assertIn('other', names)
            self.assertNotIn(CHANNEL % record.id, names)
