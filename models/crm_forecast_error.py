from odoo import fields, models
from odoo.tools import SQL

# Days before the end of a month at which what was said of it is looked up, and how much older a snapshot may be.
LEADS = (30, 60, 90)
OLDER = 8
MONTHS = 24
# Fewer opportunities than these make no figure about a person.
ENOUGH = 5


class CrmForecastError(models.Model):
    """What was forecast of a month, and what came: one row for each opportunity, month that is over and days before its end.

    Said is what the snapshot of that day had for the month (expected revenue x probability of what was to close in it), came what
    of the opportunities that were open then was won in the month. The error of a group is that of its sums.
    """

    _name = 'crm.forecast.error'
    _description = "Forecast Error"
    _inherit = ['crm.readable.by.lead']
    _auto = False
    _order = 'month desc, days, lead_id'
    _rec_name = 'lead_id'
    _depends = {
        'crm.lead': ['won_status', 'date_closed', 'expected_revenue', 'active', 'probability', 'stage_id'],
        'crm.forecast.snapshot': ['lead_id', 'date', 'closing', 'won_status', 'user_id', 'team_id', 'company_id', 'prorated_revenue'],
    }

    lead_id = fields.Many2one('crm.lead', string="Opportunity", readonly=True)
    month = fields.Date(readonly=True)
    days = fields.Selection([('30', "30 days"), ('60', "60 days"), ('90', "90 days")], string="Before the end of the month", readonly=True)
    date = fields.Date(string="Said on", readonly=True)
    user_id = fields.Many2one('res.users', string="Salesperson", readonly=True, help="Whose it was then.")
    team_id = fields.Many2one('crm.team', string="Sales Team", readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    currency_id = fields.Many2one('res.currency', readonly=True)
    said = fields.Monetary(readonly=True, help="Expected revenue x probability on that day, of what was to close in the month.")
    came = fields.Monetary(readonly=True, help="Won in the month, of what was open on that day.")
    bias = fields.Monetary(string="Too much", readonly=True, help="Said less came; below zero: more came than was said.")
    off = fields.Float(
        string="Off by (%)", readonly=True, digits=(16, 1), aggregator='avg',
        help="How far said was from came, in percent of what came; for groups of 5 opportunities or more.")

    @property
    def _table_query(self):
        return SQL(
            """SELECT (row_number() OVER (ORDER BY s.id, m.start, ahead.days))::int AS id, s.lead_id, m.start AS month, ahead.days::varchar AS days, s.date,
                      s.user_id, s.team_id, s.company_id, s.currency_id, amount.said, amount.came, amount.said - amount.came AS bias, NULL::float8 AS off
                 FROM generate_series(1, %(months)s) AS ago(number)
                CROSS JOIN LATERAL (SELECT (date_trunc('month', %(today)s::date) - ago.number * interval '1 month')::date AS start,
                                           (date_trunc('month', %(today)s::date) - (ago.number - 1) * interval '1 month')::date AS finish) m
                CROSS JOIN unnest(%(ahead)s::int[]) AS ahead(days)
                CROSS JOIN LATERAL (SELECT max(date) AS date FROM crm_forecast_snapshot
                                     WHERE date <= m.finish - ahead.days AND date > m.finish - ahead.days - %(older)s) taken
                 JOIN crm_forecast_snapshot s ON s.date = taken.date AND s.won_status = 'pending'
                 JOIN crm_lead l ON l.id = s.lead_id
                CROSS JOIN LATERAL (
                      SELECT CASE WHEN s.closing >= m.start AND s.closing < m.finish THEN coalesce(s.prorated_revenue, 0) ELSE 0 END AS said,
                             CASE WHEN l.won_status = 'won' AND l.date_closed >= m.start AND l.date_closed < m.finish
                                  THEN coalesce(l.expected_revenue, 0) ELSE 0 END AS came) amount
                WHERE amount.said <> 0 OR amount.came <> 0""",
            months=MONTHS, today=fields.Date.context_today(self), ahead=list(LEADS), older=OLDER)

    def _read_group_select(self, aggregate_spec, query):
        """The error of a group is that of its sums; of a handful of opportunities it would say nothing about anybody."""
        if aggregate_spec != 'off:avg':
            return super()._read_group_select(aggregate_spec, query)
        said, came = (self._field_to_sql(self._table, name, query) for name in ('said', 'came'))
        return SQL("CASE WHEN count(*) >= %(enough)s THEN 100 * abs(sum(%(said)s) - sum(%(came)s)) / nullif(sum(%(came)s), 0) END",
                   enough=ENOUGH, said=said, came=came)
