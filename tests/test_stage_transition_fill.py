from datetime import datetime

from odoo.tests import tagged

from .common_stages import StageCase


@tagged('post_install', '-at_install')
class TestStageTransitionFill(StageCase):
    """At installation the history is what the host tracked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=False))
        cls.tracked = cls.env['crm.lead'].browse(cls.lead.id)
        cls.env.cr.execute("UPDATE crm_lead SET create_date = '2025-01-01', date_last_stage_update = '2025-01-01' WHERE id = %s", [cls.lead.id])
        cls.env.invalidate_all()
        # What is created in this transaction is not tracked until its end.
        cls.env.cr.flush()

    def step(self, lead, day, user=None, **values):
        """Change something on a day of January 2025, tracked by the host; or let `values` be a method's name."""
        known = set(lead.message_ids.ids)
        lead = lead.with_user(user or self.seller)
        getattr(lead, values['call'])() if 'call' in values else lead.write(values)
        self.flush_tracking()
        self.env.invalidate_all()
        new = [number for number in self.env['mail.message'].search([('model', '=', 'crm.lead'), ('res_id', '=', lead.id)]).ids if number not in known]
        self.env.cr.execute("UPDATE mail_message SET date = %s WHERE id = ANY(%s)", [datetime(2025, 1, day), new])
        self.env.invalidate_all()

    def flush_tracking(self):
        self.env.flush_all()
        self.cr.flush()

    def fill(self, lead):
        self.env.cr.execute("DELETE FROM crm_stage_transition WHERE lead_id = %s", [lead.id])
        self.env['crm.stage.transition'].invalidate_model()
        self.env['crm.stage.transition']._fill()
        return self._transitions(lead)

    def test_moves_with_dates_users_amounts_and_teams_of_their_time(self):
        self.step(self.tracked, 5, stage_id=self.second.id)
        self.step(self.tracked, 7, expected_revenue=2500)
        self.step(self.tracked, 11, self.manager, stage_id=self.third.id)
        self.step(self.tracked, 12, self.manager, user_id=self.mate.id)
        steps = self.fill(self.tracked)
        self.assertEqual(self._path(self.tracked), [('created', False, "First"), ('moved', "First", "Second"), ('moved', "Second", "Third")])
        self.assertEqual(steps.mapped('amount'), [1000, 1000, 2500])
        self.assertEqual(steps.mapped('user_id'), self.seller | self.manager)
        self.assertEqual([step.salesperson_id for step in steps], [self.seller] * 3)
        self.assertEqual(steps.mapped('team_id'), self.team)
        self.assertEqual([round(step.duration, 3) for step in steps], [0, 4, 6])
        self.assertEqual(steps.mapped('date'), [datetime(2025, 1, day) for day in (1, 5, 11)])

    def test_losses_and_reopenings(self):
        self.step(self.tracked, 5, stage_id=self.second.id)
        self.step(self.tracked, 8, call='action_set_lost')
        self.step(self.tracked, 9, call='action_unarchive')
        self.step(self.tracked, 20, call='action_set_won')
        self.fill(self.tracked)
        self.assertEqual(self._path(self.tracked), [
            ('created', False, "First"), ('moved', "First", "Second"), ('lost', "Second", "Second"), ('reopened', "Second", "Second"),
            ('won', "Second", "Done")])

    def test_what_nobody_tracked_shows_by_its_result(self):
        self.step(self.tracked, 5, stage_id=self.second.id)
        self.env.cr.execute("UPDATE crm_lead SET stage_id = %s, date_last_stage_update = '2025-01-20' WHERE id = %s", [self.third.id, self.lead.id])
        silent = self._lead(name="Silent")
        silent.action_set_lost()
        born = self._lead(name="Born won", stage_id=self.won.id)
        self.env.flush_all()
        self.fill(self.tracked)
        self.assertEqual(self._path(self.tracked)[1:], [('moved', "First", "Second"), ('moved', "Second", "Third")])
        self.assertEqual(self._transitions(self.tracked)[-1].date, datetime(2025, 1, 20))
        self.fill(silent)
        self.assertEqual(self._path(silent), [('created', False, "First"), ('lost', "First", "First")])
        self.fill(born)
        self.assertEqual(self._path(born), [('created', False, "Done"), ('won', "Done", "Done")])

    def test_a_stage_that_is_gone_keeps_the_name_that_was_tracked(self):
        self.step(self.tracked, 5, stage_id=self.second.id)
        self.step(self.tracked, 6, stage_id=self.third.id)
        self.second.unlink()
        steps = self.fill(self.tracked)
        self.assertEqual(steps.mapped('display_name')[1:], ["First → Second", "Second → Third"])

    def test_moves_of_merged_opportunities_are_told_apart(self):
        other = self._lead(name="Kitchen again").with_env(self.env)
        self.flush_tracking()
        self.step(other, 5, stage_id=self.second.id)
        self.step(self.tracked, 6, stage_id=self.third.id)
        (self.tracked + other).with_user(self.manager).merge_opportunity()
        self.flush_tracking()
        steps = self.fill(self.tracked)
        own = steps.filtered(lambda step: not step.merged_res_id)
        self.assertEqual(own.mapped('display_name'), ["Created", "First → Third"])
        self.assertEqual((steps - own).mapped('display_name'), ["First → Second"])

    def test_leads_begin_with_their_conversion(self):
        lead = self._lead(type='lead').with_env(self.env)
        self.flush_tracking()
        self.step(lead, 3, stage_id=self.second.id)
        lead.convert_opportunity(self.contact)
        self.env.flush_all()
        self.env.cr.execute("UPDATE crm_lead SET date_conversion = '2025-01-04' WHERE id = %s", [lead.id])
        self.fill(lead)
        self.assertEqual(self._path(lead), [('converted', False, "Second")])

    def test_a_second_time_changes_nothing(self):
        self.step(self.tracked, 5, stage_id=self.second.id)
        first = self.fill(self.tracked).mapped('date')
        self.env['crm.stage.transition']._fill()
        self.assertEqual(self._transitions(self.tracked).mapped('date'), first)
