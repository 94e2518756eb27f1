from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tests.common import BaseCase

from ..tools.next_step import Cases, best_step, lower_bound
from .common_stages import StageCase


@tagged('post_install', '-at_install')
class TestBestStep(BaseCase):
    """Which step is worth saying."""

    def test_the_surest_difference_wins(self):
        call, mail = Cases(1, 19, 12, 38, 20), Cases(2, 20, 9, 38, 20)
        self.assertEqual((round(call.share_with * 100), round(call.share_without * 100)), (63, 42))
        self.assertEqual(best_step([mail, call]), call)
        # As large a difference from more deals is surer.
        few, many = Cases(3, 8, 6, 40, 22), Cases(4, 80, 60, 400, 220)
        self.assertEqual(best_step([few, many]), many)

    def test_too_few_deals_tell_nothing(self):
        self.assertIsNone(best_step([]))
        self.assertIsNone(best_step([Cases(1, 9, 9, 19, 9)]))
        self.assertIsNotNone(best_step([Cases(1, 9, 9, 20, 9)]))
        self.assertIsNone(best_step([Cases(1, 4, 4, 40, 4)]))
        self.assertIsNone(best_step([Cases(1, 36, 36, 40, 36)]))

    def test_no_difference_a_small_one_and_a_chance_are_not_said(self):
        self.assertIsNone(best_step([Cases(1, 20, 10, 40, 20)]))
        self.assertIsNone(best_step([Cases(1, 1000, 540, 2000, 1000)]))
        self.assertIsNone(best_step([Cases(1, 6, 3, 30, 12)]))
        self.assertIsNone(best_step([Cases(1, 20, 2, 40, 22)]))

    def test_wilson(self):
        self.assertAlmostEqual(lower_bound(8, 10, 1.96), 0.4902, places=4)
        self.assertEqual(lower_bound(0, 10), 0)


@tagged('post_install', '-at_install')
class TestNextStep(StageCase):
    """An open opportunity has a next step; who has done the last one is asked for it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls.env(user=cls.seller)['crm.lead'].browse(cls.lead.id)
        cls.phone = cls.env.ref('mail.mail_activity_data_call')
        cls.todo = cls.env.ref('mail.mail_activity_data_todo')
        cls.env['ir.config_parameter'].set_param('crm_customer_record.next_step_not_asked', False)

    def plan(self, lead=None, days=1, user=None):
        return (lead or self.lead).activity_schedule(
            activity_type_id=self.phone.id, date_deadline=self._days(days), user_id=(user or self.seller).id)

    def stay(self, moved_on, call=None, lead=None, days=30):
        """Let an opportunity have been in the first stage: called on a day of the stay, then won or lost."""
        lead = lead or self._lead(name="Past")
        if call is not None:
            step = self.plan(lead)
            step.action_feedback()
            step.date_done = self._days(call - days)
        self.env.flush_all()
        self._began(lead, days)
        lead.write({'stage_id': self.second.id}) if moved_on else lead.action_set_lost()
        self.env.flush_all()
        return lead

    def history(self, user=None):
        """Twelve of sixteen with a call at once moved on, four of fourteen without."""
        for moved_on, call, number in ((True, 2, 12), (False, 3, 4), (True, None, 4), (False, None, 10)):
            for _index in range(number):
                self.stay(moved_on, call, self._lead(user=user, name="Past"))

    # Seen everywhere

    def test_state(self):
        Lead = self.env['crm.lead'].with_user(self.seller).with_context(active_test=False)
        closed = self._lead(name="Closed", stage_id=self.won.id) + self._lead(name="Raw", type='lead')
        lost = self._lead(name="Lost")
        lost.action_set_lost()
        others = closed + lost
        for lead in others:
            self.assertFalse(lead.next_step_state)
        for days, state in ((None, 'missing'), (-1, 'overdue'), (0, 'today'), (3, 'planned')):
            if days is not None:
                self.lead.activity_ids.unlink()
                self.plan(days=days)
            self.assertEqual(self.lead.next_step_state, state)
            for value in ('missing', 'overdue', 'today', 'planned'):
                found = Lead.search([('id', 'in', (self.lead + others).ids), ('next_step_state', '=', value)])
                self.assertEqual(found, self.lead if value == state else Lead)
            self.assertEqual(Lead.search([('id', 'in', (self.lead + others).ids), ('next_step_state', '=', False)]).sorted('id'), others.sorted('id'))
            self.assertEqual(Lead.search_count([('id', 'in', (self.lead + others).ids), ('next_step_state', '!=', 'missing')]), 3 if state == 'missing' else 4)

    def test_counted_per_team_for_who_reads_them(self):
        self._lead(name="Planned").activity_schedule(activity_type_id=self.phone.id)
        self._lead(user=self.manager, name="Of the manager")
        counts = [self.team.with_user(user).missing_next_step_count for user in (self.seller, self.manager, self.stranger)]
        self.assertEqual(counts, [1, 2, 0])
        action = self.team.with_user(self.seller).action_open_missing_next_steps()
        self.assertEqual(self.env['crm.lead'].with_user(self.seller).search(action['domain']), self.lead)

    def test_many_cost_as_few(self):
        def cost(number):
            leads = self.env['crm.lead'].with_user(self.seller).create([
                {'name': f"Deal {index}", 'type': 'opportunity', 'team_id': self.team.id, 'stage_id': self.first.id} for index in range(number)])
            self.env.flush_all()
            self.env.invalidate_all()
            leads.mapped('name')
            before = self.cr.sql_log_count
            self.assertEqual(set(leads.mapped('next_step_state')), {'missing'})
            return self.cr.sql_log_count - before
        cost(1)
        self.assertEqual(cost(2), cost(30))

    # Asked for

    def test_who_has_done_the_last_step_is_asked(self):
        first, second = self.plan(), self.plan(days=2)
        first.action_feedback()
        self.assertFalse(self.lead.ask_next_step())
        second.action_feedback()
        action = self.lead.ask_next_step()
        self.assertEqual((action['res_model'], action['context']['active_ids']), ('mail.activity.schedule', self.lead.ids))
        with Form(self.env['mail.activity.schedule'].with_user(self.seller).with_context(**action['context'])) as form:
            form.summary = "Call again"
        form.record.action_schedule_activities()
        self.assertEqual(self.lead.activity_ids.summary, "Call again")
        self.assertFalse(self.lead.ask_next_step())

    def test_a_step_of_somebody_else_is_one(self):
        self.plan(user=self.manager)
        self.assertFalse(self.lead.ask_next_step())

    def test_nobody_is_asked_about_closed_ones(self):
        for method in ('action_set_won', 'action_set_lost'):
            lead = self._lead(name=method)
            self.assertTrue(lead.ask_next_step())
            getattr(lead, method)()
            self.assertFalse(lead.ask_next_step())
        self.assertFalse(self._lead(type='lead').ask_next_step())

    def test_who_may_not_change_it_is_not_asked(self):
        self.assertFalse(self.lead.with_user(self.stranger).ask_next_step())
        self.assertTrue(self.lead.with_user(self.manager).ask_next_step())

    def test_an_administrator_may_switch_it_off(self):
        Settings = self.env['res.config.settings']
        self.assertTrue(Settings.create({}).ask_next_step)
        Settings.create({'ask_next_step': False}).execute()
        self.assertFalse(Settings.create({}).ask_next_step)
        self.assertFalse(self.lead.ask_next_step())
        Settings.create({'ask_next_step': True}).execute()
        self.assertTrue(self.lead.ask_next_step())

    # Suggested

    def test_what_has_worked_is_suggested_in_words(self):
        self.assertFalse(self.lead.suggest_next_step())
        self.history()
        suggested = self.lead.suggest_next_step()
        self.assertEqual(suggested['activity_type_id'], self.phone.id)
        self.assertEqual(suggested['text'], f"In \"First\", 75 % of the deals moved on after \"{self.phone.name}\" within 7 days, 29 % without (30 deals).")
        action = self.lead.ask_next_step()
        wizard = Form(self.env['mail.activity.schedule'].with_user(self.seller).with_context(**action['context']))
        self.assertEqual((wizard.activity_type_id, wizard.next_step_suggestion), (self.phone, suggested['text']))

    def test_only_a_step_in_the_stage_and_in_time_counts(self):
        self.history()
        cases, = self.lead._next_step_cases(self.first)
        self.assertEqual(cases, (self.phone.id, 16, 12, 30, 16))
        self.stay(True, call=8)
        self.stay(True, call=-1)
        self.assertEqual(self.lead._next_step_cases(self.first), [(self.phone.id, 16, 12, 32, 18)])
        self.stay(False, call=7)
        self.assertEqual(self.lead._next_step_cases(self.first), [(self.phone.id, 17, 12, 33, 18)])

    def test_going_back_is_no_success_and_lasting_stays_are_not_counted(self):
        lead = self._lead(stage_id=self.third.id)
        self._began(lead, 9)
        lead.write({'stage_id': self.second.id})
        step = self.plan(lead)
        step.action_feedback()
        self.env.flush_all()
        self._began(lead, 3)
        self.assertFalse(self.lead._next_step_cases(self.second))
        lead.write({'stage_id': self.first.id})
        self.env.flush_all()
        step.date_done = self._days(-2)
        self.assertEqual(self.lead._next_step_cases(self.second), [(self.phone.id, 1, 0, 1, 0)])

    def test_nobody_learns_about_deals_they_do_not_read(self):
        self.history()
        self.assertTrue(self.lead.suggest_next_step())
        other = self._lead(user=self.mate, name="Of a colleague")
        self.assertFalse(other.with_user(self.mate)._next_step_cases(self.first))
        self.assertFalse(other.with_user(self.mate).suggest_next_step())
        with self.assertRaises(AccessError):
            self.lead.with_user(self.stranger).suggest_next_step()
        self.assertEqual(other.with_user(self.manager).suggest_next_step(), self.lead.suggest_next_step())

    def test_nothing_for_won_ones_and_several_at_once(self):
        self.history()
        won = self._lead(stage_id=self.won.id)
        self.assertFalse(won.suggest_next_step())
        several = self.env['mail.activity.schedule'].with_user(self.seller).with_context(
            active_model='crm.lead', active_ids=(self.lead + won).ids).create({})
        self.assertFalse(several.next_step_suggestion)
        on_contact = self.env['mail.activity.schedule'].with_user(self.seller).with_context(
            active_model='res.partner', active_ids=self.contact.ids).create({})
        self.assertFalse(on_contact.next_step_suggestion)

    def test_one_statement_however_long_the_history(self):
        def cost():
            self.env.flush_all()
            before = self.cr.sql_log_count
            self.lead._next_step_cases(self.first)
            return self.cr.sql_log_count - before
        self.stay(True, 1)
        cost()
        few = cost()
        for _index in range(5):
            self.stay(True, 1)
        self.assertEqual(cost(), few)
