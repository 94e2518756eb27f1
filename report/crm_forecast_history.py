from odoo import api, fields, models
from odoo.tools import SQL

# A chart shows them in the order of their values.
FIGURES = [
    ('1_commit', "Closed + Commit"),
    ('2_best_case', "Closed + Commit + Best Case"),
    ('3_prorated', "By Probability"),
    ('4_won', "Won in the End"),
]
# From how long before its quarter on the forecast of a deal is compared with what came.
BEFORE = '6 months'


class CrmForecastHistory(models.Model):
    """What was said in each week about what closes in a period, and what was won in the end.

    One row for each opportunity, figure and week; of several snapshots in a week the last one speaks. Weeks are not to be
    added up: group by the week.
    """

    _name = 'crm.forecast.history'
    _description = "Forecast then and now"
    _inherit = ['crm.readable.by.lead']
    _auto = False
    _order = 'date desc, figure, id'
    _rec_name = 'lead_id'
    _depends = {
        'crm.lead': ['type', 'won_status', 'date_closed', 'expected_revenue', 'user_id', 'team_id', 'company_id', 'service_line_id'],
        'crm.forecast.snapshot': ['date', 'lead_id', 'closing', 'forecast_category', 'expected_revenue', 'prorated_revenue'],
    }

    date = fields.Date(string="Said in the Week of", readonly=True, help="The Monday of that week.")
    closing = fields.Date(readonly=True)
    figure = fields.Selection(FIGURES, readonly=True)
    amount = fields.Monetary(readonly=True)
    currency_id = fields.Many2one('res.currency', readonly=True)
    lead_id = fields.Many2one('crm.lead', string="Opportunity", readonly=True)
    user_id = fields.Many2one('res.users', string="Salesperson", readonly=True)
    team_id = fields.Many2one('crm.team', string="Sales Team", readonly=True)
    service_line_id = fields.Many2one('crm.service.line', readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)

    @property
    def _table_query(self):
        return SQL("%s UNION ALL %s", self._said(), self._came())

    @api.model
    def _weeks(self):
        """:return: SELECT of the last snapshot of each week and company: date, company_id, week"""
        return SQL("SELECT max(date) AS date, company_id, date_trunc('week', date)::date AS week FROM crm_forecast_snapshot GROUP BY 2, 3")

    @api.model
    def _said(self):
        """:return: SELECT of what was said of each opportunity, until the quarter that it was to close in was over"""
        return SQL(
            """SELECT s.id::bigint * 4 + figure.place AS id, said.week AS date, s.closing, figure.name AS figure, figure.amount, s.currency_id,
                      s.lead_id, s.user_id, s.team_id, s.service_line_id, s.company_id
                 FROM crm_forecast_snapshot s
                 JOIN (%(weeks)s) said ON said.date = s.date AND coalesce(said.company_id, 0) = coalesce(s.company_id, 0)
                CROSS JOIN LATERAL (VALUES
                      (1, '1_commit', CASE WHEN s.forecast_category IN ('closed', 'commit') THEN s.expected_revenue END),
                      (2, '2_best_case', CASE WHEN s.forecast_category IN ('closed', 'commit', 'best_case') THEN s.expected_revenue END),
                      (3, '3_prorated', CASE WHEN s.forecast_category <> 'omitted' THEN s.prorated_revenue END)) figure(place, name, amount)
                WHERE figure.amount <> 0 AND %(near)s""",
            weeks=self._weeks(), near=self._near(SQL("s.date"), SQL("s.closing")))

    @api.model
    def _came(self):
        """:return: SELECT of what was won, once for each week in which something was said"""
        return SQL(
            """SELECT (said.week - date '2000-01-01')::bigint * 4000000000 + won.id, said.week, won.closing, '4_won', won.expected_revenue,
                      coalesce(c.currency_id, %(currency)s), won.id, won.user_id, won.team_id, won.service_line_id, won.company_id
                 FROM (SELECT DISTINCT week FROM (%(weeks)s) all_weeks) said
                 JOIN (SELECT l.*, (l.date_closed AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date AS closing
                         FROM crm_lead l WHERE l.type = 'opportunity' AND l.won_status = 'won') won ON %(near)s
                 LEFT JOIN res_company c ON c.id = won.company_id""",
            currency=self.env.company.currency_id.id, tz=str(self.env.tz), weeks=self._weeks(), near=self._near(SQL("said.week"), SQL("won.closing")))

    @api.model
    def _near(self, day, closing):
        """:return: SQL condition: what is said on that day is compared with what comes: some months before, until the quarter is over"""
        return SQL(
            "%(day)s >= date_trunc('quarter', %(closing)s) - interval %(before)s AND %(day)s < date_trunc('quarter', %(closing)s) + interval '3 months'",
            day=day, closing=closing, before=BEFORE)

    def action_open_lead(self):
        """Open the opportunity of this row."""
        self.ensure_one()
        return {'type': 'ir.actions.act_window', 'res_model': 'crm.lead', 'res_id': self.lead_id.id, 'views': [(False, 'form')]}
