from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .test_closing import ClosingCase


@tagged('post_install', '-at_install')
class TestWinlossReport(ClosingCase):
    """Why opportunities are won and lost, of those that the reader may see."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lost = cls._lead(name="Bathroom", stage_id=cls.second.id, competitor_id=cls.rival.id, expected_revenue=300)
        cls.lost.action_set_lost(lost_reason_id=cls.price.id)
        cls.gained = cls._lead(name="Garden", expected_revenue=700, competitor_id=cls.rival.id, won_reason_id=cls.quality.id)
        cls.gained.action_set_won()
        cls.foreign = cls._lead(user=cls.stranger, name="Cellar", team_id=cls.other_team.id, stage_id=False, expected_revenue=5000)
        cls.foreign.action_set_lost(lost_reason_id=cls.stock.id)
        cls.mine = [('lead_id', 'in', (cls.lead | cls.lost | cls.gained | cls.foreign).ids)]

    def report(self, user):
        return self.env(user=user)['crm.winloss.report']

    def rows(self, user):
        return self.report(user).search(self.mine)

    def test_a_row_for_each_that_is_closed(self):
        rows = {row.lead_id: row for row in self.rows(self.manager)}
        self.assertEqual(set(rows), {self.lost, self.gained, self.foreign})
        row = rows[self.lost]
        self.assertEqual((row.result, row.lost_reason_id, row.competitor_id, row.stage_id, row.team_id, row.user_id, row.amount_lost, row.amount_won),
                         ('lost', self.price, self.rival, self.second, self.team, self.seller, 300, 0))
        row = rows[self.gained]
        self.assertEqual((row.result, row.won_reason_id, row.stage_id, row.amount_won, row.count_won, row.win_rate), ('won', self.quality, self.won, 700, 1, 100))

    def test_figures(self):
        groups = self.report(self.seller).formatted_read_group(
            self.mine, ['competitor_id'], ['count_won:sum', 'count_lost:sum', 'win_rate:avg', 'amount_won:sum', 'amount_lost:sum'])
        self.assertEqual([(group['competitor_id'][0], group['count_won:sum'], group['count_lost:sum'], group['win_rate:avg'], group['amount_won:sum'],
                           group['amount_lost:sum']) for group in groups], [(self.rival.id, 1, 1, 50.0, 700, 300)])

    def test_days_to_close(self):
        self.env.flush_all()
        self.env.cr.execute("UPDATE crm_lead SET create_date = date_closed - interval '10 days' WHERE id = %s", [self.lost.id])
        self.env.invalidate_all()
        self.assertAlmostEqual(self.rows(self.seller).filtered(lambda row: row.lead_id == self.lost).days_to_close, 10, places=3)

    def test_only_what_one_may_read(self):
        for user, leads in (
            (self.seller, self.lost | self.gained), (self.stranger, self.foreign),
            (self.manager, self.lost | self.gained | self.foreign), (self.administrator, self.lost | self.gained | self.foreign),
        ):
            self.assertEqual(set(self.rows(user).lead_id.ids), set(leads.ids), user.name)
            # Nor does a total tell.
            total = self.report(user)._read_group(self.mine, [], ['amount:sum', '__count'])
            self.assertEqual(total, [(sum(leads.sudo().mapped('expected_revenue')), len(leads))])
        with self.assertRaises(AccessError):
            self.rows(self.accountant)
        with self.assertRaises(AccessError):
            self.rows(self.employee)

    def test_another_company(self):
        company = self.env['res.company'].create({'name': "Another"})
        self.env.user.company_ids = [Command.link(company.id)]
        self.lost.write({'company_id': company.id, 'user_id': False, 'team_id': False})
        self.assertNotIn(self.lost, self.rows(self.manager).lead_id)
        self.manager.company_ids = [Command.link(company.id)]
        self.assertIn(self.lost.id, self.report(self.manager).with_context(allowed_company_ids=[self.env.company.id, company.id]).search(self.mine).lead_id.ids)

    def test_reopened_is_open(self):
        self.lost.action_restore()
        self.assertEqual(self.rows(self.seller).lead_id, self.gained)

    def test_a_row_opens_its_opportunity(self):
        action = self.rows(self.seller).filtered(lambda row: row.result == 'lost').action_open_lead()
        self.assertEqual((action['res_model'], action['res_id']), ('crm.lead', self.lost.id))


@tagged('post_install', '-at_install')
class TestClosedDealsOnCard(ClosingCase):
    """How deals with a customer ended, on the card and the timeline."""

    def line(self, user, partner=None):
        partner = (partner or self.company).with_user(user)
        return next((part['links'] for part in partner.card_strip() if part['key'] == 'closed'), None)

    def test_nothing_is_said_of_open_deals(self):
        self.assertIsNone(self.line(self.seller))

    def test_what_the_line_says(self):
        self.lead.write({'competitor_id': self.rival.id})
        self.lead.action_set_lost(lost_reason_id=self.price.id)
        self._lead(name="Garden").action_set_won()
        for partner in (self.company, self.contact):
            won, lost = self.line(self.seller, partner)
            self.assertRegex(lost['text'], r"^1 lost, last: Price, \w+ \d{4}, to ACME Rivals$")
            self.assertEqual(won['text'], "1 won")
            found = self.env(user=self.seller)['crm.lead'].with_context(**lost['action']['context']).search(lost['action']['domain'])
            self.assertEqual(found, self.lead)

    def test_only_what_one_may_read(self):
        self.lead.action_set_lost(lost_reason_id=self.price.id)
        foreign = self._lead(user=self.stranger, name="Cellar", team_id=self.other_team.id, stage_id=False)
        foreign.action_set_lost()
        self.assertRegex(self.line(self.seller)[0]['text'], "^1 lost, last: Price")
        self.assertRegex(self.line(self.stranger)[0]['text'], r"^1 lost, last: \w+ \d{4}$")
        self.assertRegex(self.line(self.manager)[0]['text'], "^2 lost")
        self.assertIsNone(self.line(self.accountant))

    def test_who_has_none_costs_no_query(self):
        def queries():
            self.env.invalidate_all()
            with self.assertQueryCount(100):
                count = self.cr.sql_log_count
                self.company.with_user(self.seller).card_strip()
                return self.cr.sql_log_count - count
        queries()
        without = queries()
        for index in range(4):
            self._lead(name=f"Deal {index}").action_set_lost(lost_reason_id=self.price.id)
        self.env.flush_all()
        queries()
        few = queries()
        for index in range(20):
            self._lead(name=f"Deal {index}").action_set_lost(lost_reason_id=self.price.id)
        self.env.flush_all()
        self.assertEqual(queries(), few)
        self.assertLessEqual(few, without + 3)

    def test_on_the_timeline(self):
        self.lead.write({'competitor_id': self.rival.id})
        self.lead.action_set_lost(lost_reason_id=self.price.id)
        page = self.env(user=self.seller)['crm.timeline'].timeline_page(self.company.id, filters={'scope': 'all'})
        entry = next(entry for entry in page['entries'] if entry['key'] == f'crm.lead,{self.lead.id}')
        self.assertEqual(entry['state']['label'], "Lost: Price, to ACME Rivals")
