from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_stages import StageCase


@tagged('post_install', '-at_install')
class TestForecastError(StageCase):
    """What was said of a month that is over, and what came."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.cr.execute("DELETE FROM crm_forecast_snapshot")
        cls.month = fields.Date.today().replace(day=1) - relativedelta(months=1)
        cls.finish = cls.month + relativedelta(months=1)
        cls.Error = cls.env['crm.forecast.error']

    def _said(self, lead, days, prorated, closing, user=None):
        self.env.cr.execute(
            """INSERT INTO crm_forecast_snapshot (date, lead_id, closing, user_id, team_id, won_status, prorated_revenue, currency_id)
               VALUES (%s, %s, %s, %s, %s, 'pending', %s, %s)""",
            [self.finish - timedelta(days=days), lead.id, closing, (user or self.seller).id, self.team.id, prorated, self.env.company.currency_id.id])

    def _won(self, lead, amount, date):
        lead.write({'expected_revenue': amount, 'stage_id': self.won.id})
        self.env.flush_all()
        self.env.cr.execute("UPDATE crm_lead SET date_closed = %s WHERE id = %s", [date, lead.id])
        self.env.invalidate_all()

    def _rows(self, **values):
        return self.Error.search([('month', '=', self.month), *((name, '=', value) for name, value in values.items())])

    def test_said_and_came(self):
        promised, surprise, slipped = (self._lead(name=name) for name in ("Promised", "Surprise", "Slipped"))
        self._said(promised, 33, 400, self.month + timedelta(days=5))
        self._said(surprise, 33, 700, self.finish + timedelta(days=40))
        self._said(slipped, 33, 300, self.month)
        self._won(promised, 1000, self.month + timedelta(days=20))
        self._won(surprise, 500, self.month)
        self._won(slipped, 900, self.finish)
        found = {row.lead_id: (row.said, row.came, row.bias) for row in self._rows(days='30')}
        self.assertEqual(found, {promised: (400, 1000, -600), surprise: (0, 500, -500), slipped: (300, 0, 300)})

    def test_days_before_the_end(self):
        self._said(self.lead, 30, 1, self.month)
        self._said(self.lead, 38, 2, self.month)
        self._said(self.lead, 67, 3, self.month)
        self._said(self.lead, 98, 4, self.month)
        self.assertEqual({row.days: row.said for row in self._rows()}, {'30': 1, '60': 3})

    def test_error_of_a_seller(self):
        for place in range(6):
            lead = self._lead(name=f"Deal {place}")
            self._said(lead, 31, 100, self.month, user=self.seller if place < 5 else self.mate)
            if place % 2:
                self._won(lead, 150, self.month)
        self.env.flush_all()
        found = {user: figures for user, *figures in self.Error._read_group(
            [('month', '=', self.month)], ['user_id'], ['said:sum', 'came:sum', 'bias:sum', 'off:avg'])}
        self.assertEqual(found[self.seller][:3], [500, 300, 200])
        self.assertAlmostEqual(found[self.seller][3], 100 * 200 / 300, 6)
        self.assertFalse(found[self.mate][3])

    def test_who_reads_the_opportunity_reads_it(self):
        self._said(self.lead, 30, 100, self.month)
        for user, reads in ((self.seller, True), (self.stranger, False), (self.manager, True)):
            rows = self.Error.with_user(user)._read_group([('lead_id', '=', self.lead.id)], ['user_id'], ['said:sum'])
            self.assertEqual(bool(rows), reads, user.name)
        with self.assertRaises(AccessError):
            self.Error.with_user(self.employee).search([])

    def test_of_another_company(self):
        company = self.env['res.company'].create({'name': "Elsewhere Ltd"})
        self._said(self.lead, 30, 100, self.month)
        self.env.cr.execute("UPDATE crm_forecast_snapshot SET company_id = %s", [company.id])
        self.assertFalse(self.Error.with_user(self.manager).search_count([]))
