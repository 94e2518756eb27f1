from statistics import median

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .test_expectation import ExpectationCase


@tagged('post_install', '-at_install')
class TestStageVelocity(ExpectationCase):
    """How long deals stay in a stage and how they leave it: as SQL says it, and counted one by one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deals = cls._deals(150)
        cls._learn()
        cls.Velocity = cls.env['crm.stage.velocity']

    def _stays(self):
        """:return: list of (stage id, team id, days, result, whether it ended within two years)"""
        order = {stage.id: place for place, stage in enumerate(self.stages)}
        for deal in self.deals:
            moves = deal['moves']
            for place, (began, event, stage) in enumerate(moves):
                if event in ('won', 'lost'):
                    continue
                left, following, target = moves[place + 1] if place + 1 < len(moves) else (0, 'open', stage)
                result = 'back' if following == 'moved' and order[target] < order[stage] else following
                yield stage, deal['team'], began - left, result, left <= self._window(24)

    def test_percentiles_and_shares_of_every_grouping(self):
        stays = list(self._stays())
        for groupby in ([], ['stage_id'], ['stage_id', 'team_id']):
            rows = self.Velocity._read_group(
                [], groupby, ['__count', 'median_days:avg', 'slow_days:avg', 'share_on:avg', 'share_won:avg', 'share_lost:avg'])
            self.assertTrue(rows)
            for *key, count, middle, slow, went_on, won, lost in rows:
                wanted = [group.id for group in key]
                group = [stay for stay in stays if list(stay[:len(key)]) == wanted]
                ended = sorted(stay[2] for stay in group if stay[3] != 'open')
                results = [stay[3] for stay in group if stay[3] != 'open']
                self.assertEqual(count, len(group))
                self.assertAlmostEqual(middle, median(ended), 4)
                self.assertAlmostEqual(slow, self._percentile(ended, 0.8), 4)
                for share, names in ((went_on, ('moved', 'won')), (won, ('won',)), (lost, ('lost',))):
                    self.assertAlmostEqual(share, 100 * sum(result in names for result in results) / len(results), 6)

    def _percentile(self, days, share):
        """Between two neighbours the percentile rises evenly."""
        place = share * (len(days) - 1)
        low = int(place)
        return days[low] + (place - low) * (days[min(low + 1, len(days) - 1)] - days[low])

    def test_usual_days(self):
        usual = {stage: median([days for other, _team, days, result, recent in self._stays() if other == stage and result != 'open' and recent])
                 for stage in self.stages[:3].ids}
        leads = self._leads(self._open(self.deals))
        self.assertEqual(set(leads.stage_id.ids), set(usual))
        for lead in leads:
            self.assertEqual(lead.usual_days, round(usual[lead.stage_id.id]))

    def test_usual_days_by_one_statement(self):
        leads = self._leads(self._open(self.deals))
        leads.mapped('stage_id.name')
        with self.assertQueryCount(1):
            leads.mapped('usual_days')

    def test_what_one_may_not_read_is_in_no_figure(self):
        for user in (self.seller, self.stranger, self.leader, self.manager):
            mine = self.env['crm.lead'].with_user(user).with_context(active_test=False).search([('type', '=', 'opportunity')])
            leads = self.Velocity.with_user(user)._read_group([], [], ['lead_id:recordset'])[0][0]
            self.assertLessEqual(set(leads.ids), set(mine.ids), user.name)
        self.assertTrue(self.Velocity.with_user(self.seller).search_count([]))
        self.assertFalse(self.Velocity.with_user(self.stranger).search_count([]))
        with self.assertRaises(AccessError):
            self.Velocity.with_user(self.employee).search([])

    def test_other_companies(self):
        company = self.env['res.company'].create({'name': "Elsewhere Ltd"})
        self.env.cr.execute("UPDATE crm_lead SET company_id = %s WHERE id = ANY(%s)", [company.id, [deal['lead'].id for deal in self.deals]])
        self.env.invalidate_all()
        self.assertFalse(self.Velocity.with_user(self.manager).search_count([]))

    def test_history_of_another_system(self):
        lead = self._lead(stage_id=self.won.id)
        self.env['crm.stage.transition']._replace_history([
            (lead.id, [(50, 'created', self.first.id), (20, 'moved', self.second.id), (8, 'won', self.won.id)])])
        self.assertEqual(self._path(lead), [('created', False, "First"), ('moved', "First", "Second"), ('won', "Second", "Done")])
        now = self.env.cr.now()
        self.assertEqual([(now - step.date).days for step in self._transitions(lead)], [50, 20, 8])
        self.assertEqual([round(step.duration) for step in self._transitions(lead)], [0, 30, 12])
        self.assertEqual(((now - lead.create_date).days, (now - lead.date_closed).days), (50, 8))
        stays = self.Velocity.search([('lead_id', '=', lead.id)])
        self.assertEqual(sorted((stay.stage_id.name, round(stay.days), stay.result) for stay in stays), [("First", 30, 'moved'), ("Second", 12, 'won')])
