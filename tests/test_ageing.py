from odoo.tests import tagged

from .common_stages import StageCase


@tagged('post_install', '-at_install')
class TestAgeing(StageCase):
    """How long opportunities have been in their stage, and whether that is longer than usual."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stages.rotting_threshold_days = 0
        cls.lead = cls.env(user=cls.seller)['crm.lead'].browse(cls.lead.id)

    def past(self, days, number=20, user=None):
        """Let opportunities have moved on from the first stage after some days."""
        for _index in range(number):
            lead = self._lead(user=user, name="Past")
            self._began(lead, days)
            lead.write({'stage_id': self.second.id})
            self.env.flush_all()

    def aged(self, lead, days):
        self._began(lead, days)
        self.env.invalidate_all()
        return lead

    def stuck(self, user=None):
        self.env.invalidate_all()
        leads = self.env['crm.lead'].with_user(user or self.seller).search([('team_id', '=', self.team.id)])
        found = leads.search([('team_id', '=', self.team.id), ('is_stuck', '=', True)])
        self.assertEqual(found, leads.filtered('is_stuck'))
        self.assertEqual(leads - found, leads.search([('team_id', '=', self.team.id), ('is_stuck', '=', False)]))
        return found

    def test_days_since_it_came_into_its_stage(self):
        self.assertEqual(self.aged(self.lead, 9).stage_days, 9)
        self.lead.write({'stage_id': self.second.id})
        self.assertEqual(self.lead.stage_days, 0)
        self.assertEqual(self.aged(self.lead, 4).stage_days, 4)
        self.lead.action_set_lost()
        self.lead.action_unarchive()
        self.assertEqual(self.lead.stage_days, 4)
        self.assertEqual(self._lead(type='lead').stage_days, 0)

    def test_longer_than_three_of_four(self):
        for days in (2, 5, 8, 30):
            self.past(days, 5)
        # Three of four: between the fifteenth and the sixteenth, of 8 and of 30 days.
        self.assertEqual(self.env['crm.lead'].with_user(self.seller)._usual_days(self.first), {self.first.id: 14})
        self.aged(self.lead, 14)
        self.assertFalse(self.stuck())
        self.aged(self.lead, 1)
        self.assertEqual(self.stuck(), self.lead)
        self.lead.action_set_lost()
        self.assertFalse(self.stuck())

    def test_few_moves_tell_nothing(self):
        self.past(2, 19)
        self.aged(self.lead, 90)
        self.assertFalse(self.stuck())
        self.past(2, 1)
        self.assertEqual(self.stuck(), self.lead)

    def test_what_the_stage_allows_comes_first(self):
        self.past(2)
        self.first.rotting_threshold_days = 10
        self.aged(self.lead, 10)
        self.assertFalse(self.stuck())
        self.aged(self.lead, 1)
        self.assertEqual(self.stuck(), self.lead)

    def test_what_is_usual_is_what_the_user_reads(self):
        self.past(2, user=self.mate)
        self.aged(self.lead, 30)
        self.assertFalse(self.stuck())
        self.assertIn(self.lead.id, self.stuck(self.manager).ids)

    def test_many_cost_as_few(self):
        self.past(2)

        def cost(number):
            leads = self.env['crm.lead'].with_user(self.seller).create([
                {'name': f"Deal {index}", 'type': 'opportunity', 'team_id': self.team.id, 'stage_id': self.first.id} for index in range(number)])
            self.env.flush_all()
            self.env.invalidate_all()
            leads.mapped('name')
            before = self.cr.sql_log_count
            leads.mapped('is_stuck')
            return self.cr.sql_log_count - before
        cost(1)
        self.assertEqual(cost(2), cost(30))
