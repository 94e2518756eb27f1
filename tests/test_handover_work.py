from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.crm_customer_record.models import crm_handover_plan, crm_handover_work

from .common_handover import HandoverCase


@tagged('post_install', '-at_install')
class TestHandoverWork(HandoverCase):
    """Large hand-overs: in the background, in chunks, at a cost that does not follow the number."""

    def make(self, number, prefix="Bulk"):
        self.env = self.env(context=dict(self.env.context, tracking_disable=True, mail_activity_quick_update=True))
        accounts = self.env['res.partner'].create([
            {'name': f"{prefix} {index}", 'is_company': True, 'user_id': self.seller.id} for index in range(number)])
        deals = self.env['crm.lead'].create([{
            'name': f"Deal {index}", 'type': 'opportunity', 'partner_id': account.id, 'user_id': self.seller.id,
            'team_id': self.team.id} for index, account in enumerate(accounts)])
        todo = self.env.ref('mail.mail_activity_data_todo')
        model_id = self.env['ir.model']._get_id('res.partner')
        self.env['mail.activity'].create([{
            'res_model_id': model_id, 'res_id': account.id, 'user_id': self.seller.id, 'activity_type_id': todo.id,
        } for account in accounts])
        self.env = self.env(context={})
        self.env.flush_all()
        self.env.cr.precommit.run()
        return accounts.with_env(self.env), deals.with_env(self.env)

    def test_much_goes_on_in_the_background_chunk_by_chunk(self):
        accounts, deals = self.make(12)
        with patch.object(crm_handover_plan, 'IN_THE_REQUEST', 5), patch.object(crm_handover_work, 'CHUNK_SIZE', 10):
            triggers = self.env['ir.cron.trigger'].search_count([])
            wizard = self.wizard(to=self.mate)
            self.assertTrue(wizard.preview['background'])
            handover = self.env['crm.handover'].browse(wizard.action_hand_over()['res_id'])
            self.assertEqual(self.env['ir.cron.trigger'].search_count([]), triggers + 1)
            self.assertEqual((handover.state, handover.progress, accounts.user_id), ('queued', 0.0, self.seller))
            handover._process_chunk()
            handover.invalidate_recordset()
            self.assertEqual(handover.state, 'running')
            self.assertTrue(0 < handover.progress < 100)
            for family, lines in handover.line_ids.grouped('family').items():
                self.assertEqual(len(set(lines.mapped('state'))), 1, f"family {family} is not cut")
            with self.enter_registry_test_mode():
                self.env.ref('crm_customer_record.crm_handover_cron').method_direct_trigger()
            self.env.invalidate_all()
            self.assertEqual((handover.state, handover.progress, accounts.user_id, deals.user_id),
                             ('done', 100.0, self.mate, self.mate))
            self.env.cr.precommit.run()
            self.assertEqual([len(self.entries(account)) for account in accounts], [1] * 12)
            handover.with_user(self.manager).action_undo()
            self.assertEqual((handover.state, handover.progress), ('queued', 0.0))
            handover._process()
            self.env.invalidate_all()
            self.assertEqual((handover.state, handover.progress, accounts.user_id), ('undone', 100.0, self.seller))

    def test_after_a_crash_it_goes_on_where_the_last_chunk_ended(self):
        accounts, _deals = self.make(6)
        with patch.object(crm_handover_plan, 'IN_THE_REQUEST', 0), patch.object(crm_handover_work, 'CHUNK_SIZE', 6):
            handover = self.env['crm.handover'].browse(self.wizard(to=self.mate).action_hand_over()['res_id'])
            handover._process_chunk()
            with patch.object(type(handover), '_write_entries', side_effect=RuntimeError("the power went out")), \
                    self.assertRaises(RuntimeError), self.env.cr.savepoint():
                handover._process_chunk()
            self.env.invalidate_all()
            moved = handover.line_ids.filtered(lambda line: line.state == 'moved')
            self.assertTrue(0 < len(moved) < len(handover.line_ids))
            owned = (accounts | self.oak | self.elm | self.ash | self.ann | self.ben).filtered(lambda p: p.user_id == self.mate)
            self.assertEqual(set(owned.ids), set(moved.filtered(lambda line: line.kind == 'customer').mapped('res_id')))
            handover._process()
        self.env.cr.precommit.run()
        self.env.invalidate_all()
        self.assertEqual((handover.state, accounts.user_id), ('done', self.mate))
        for account in accounts | self.oak | self.elm | self.ash:
            self.assertEqual(len(self.entries(account)), 1)

    def test_the_worker_acts_as_who_ordered_it(self):
        with patch.object(crm_handover_plan, 'IN_THE_REQUEST', 0):
            handover = self.env['crm.handover'].browse(self.wizard(by=self.leader, to=self.mate).action_hand_over()['res_id'])
        handover._process()
        self.env.cr.precommit.run()
        self.env.invalidate_all()
        self.assertEqual(self.oak.write_uid, self.leader)
        self.assertIn("by Leader", self.entries(self.oak)[0])

    def test_a_record_that_changed_after_the_plan_is_left_alone(self):
        with patch.object(crm_handover_plan, 'IN_THE_REQUEST', 0):
            handover = self.env['crm.handover'].browse(self.wizard(to=self.mate).action_hand_over()['res_id'])
        self.oak.user_id = self.stranger
        self.deal.action_set_lost()
        handover._process()
        self.env.invalidate_all()
        self.assertEqual(self.oak.user_id, self.stranger)
        skipped = handover.line_ids.filtered(lambda line: line.state == 'skipped')
        self.assertEqual({line.res_id: line.reason for line in skipped}, {self.oak.id: 'changed', self.deal.id: 'closed'})

    def queries(self, action):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        action()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_the_number_of_queries_does_not_follow_the_number_of_records(self):
        costs = []
        for number in (10, 100):
            self.make(number, f"Of {number}")
            wizard = self.wizard(distribution='even', to_user_ids=[(6, 0, (self.mate | self.stranger).ids)])
            found = {}

            def hand_over(wizard=wizard, found=found):
                found['handover'] = self.env['crm.handover'].browse(wizard.action_hand_over()['res_id'])

            there = self.queries(hand_over)
            back = self.queries(lambda found=found: found['handover'].with_user(self.manager).action_undo())
            self.assertGreaterEqual(found['handover'].returned_count, 3 * number)
            costs.append((there, back))
        (there_few, back_few), (there_many, back_many) = costs
        self.assertLessEqual(there_many, there_few + 20)
        self.assertLessEqual(back_many, back_few + 20)
