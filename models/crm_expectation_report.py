from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.expectation import HORIZONS, Z

MONTHS = 12
# Places of the rows of an opportunity: the months, what comes later or has no date, a closing date outside of these months.
LATER, ELSEWHERE = MONTHS + 1, MONTHS + 2


class CrmExpectationReport(models.Model):
    """Open opportunities by month: what history expects of them to be won in it, and what people expect who set the closing date.

    One row for each opportunity and month. What history expects is spread over the months; what people expect is in the month of
    the expected closing, so that the columns of a month can be compared, and the totals too.
    """

    _name = 'crm.expectation.report'
    _description = "Expectation by History"
    _inherit = ['crm.readable.by.lead']
    _auto = False
    _order = 'month, lead_id'
    _rec_name = 'lead_id'
    _depends = {'crm.lead': [
        'type', 'active', 'won_status', 'stage_id', 'team_id', 'user_id', 'company_id', 'service_line_id', 'partner_id', 'date_deadline',
        'expected_revenue', 'prorated_revenue', 'probability', 'date_last_stage_update',
    ]}

    lead_id = fields.Many2one('crm.lead', string="Opportunity", readonly=True)
    month = fields.Date(readonly=True, help="Empty: later than in twelve months, or without an expected closing.")
    partner_id = fields.Many2one('res.partner', string="Customer", readonly=True)
    stage_id = fields.Many2one('crm.stage', readonly=True)
    team_id = fields.Many2one('crm.team', string="Sales Team", readonly=True)
    user_id = fields.Many2one('res.users', string="Salesperson", readonly=True)
    service_line_id = fields.Many2one('crm.service.line', readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    currency_id = fields.Many2one('res.currency', readonly=True)
    amount = fields.Monetary(string="Amount of the Deal", readonly=True, aggregator=None)
    share = fields.Float(string="Won in the Month", readonly=True, digits=(16, 4), aggregator=None, help="Share of such deals, 0 to 1.")
    weight = fields.Float(string="Known from", readonly=True, digits=(16, 1), aggregator=None, help="Of how many deals the share is known.")
    swing = fields.Float(string="Swing of months", readonly=True, digits=(16, 4), aggregator=None)
    history = fields.Monetary(string="Expected by History", readonly=True, help="Amount x share of such deals that are won in that month.")
    history_low = fields.Monetary(
        string="History: Lower Bound", readonly=True, help="With 8 in 10, what comes lies between the bounds. Those of a total are computed for the total.")
    history_high = fields.Monetary(
        string="History: Upper Bound", readonly=True, help="With 8 in 10, what comes lies between the bounds. Those of a total are computed for the total.")
    prorated_revenue = fields.Monetary(readonly=True, help="Expected revenue x probability, in the month of the expected closing.")
    expected_revenue = fields.Monetary(readonly=True, help="In the month of the expected closing.")
    lead_count = fields.Integer(string="Opportunities", readonly=True, help="In the month of the expected closing.")

    @property
    def _table_query(self):
        starts, ends = self._get_months()
        expected = self.env['crm.stage.statistics']._expectation_sql(SQL("TRUE"), [*ends, HORIZONS[-1]])
        doubt = SQL("l.expected_revenue * sqrt(e.share * (1 - e.share) * (1 + 1 / (e.weight + 1)) + power(e.swing * e.share, 2))")
        return SQL(
            """SELECT l.id * 16 + m.place AS id, l.id AS lead_id, coalesce(m.start, outside.start) AS month, l.partner_id, l.stage_id,
                      l.team_id, l.user_id, l.service_line_id, l.company_id, coalesce(c.currency_id, %(currency)s) AS currency_id,
                      l.expected_revenue AS amount, coalesce(e.share, 0) AS share, e.weight, e.swing,
                      coalesce(l.expected_revenue * e.share, 0) AS history,
                      coalesce(greatest(l.expected_revenue * e.share - %(z)s * %(doubt)s, 0), 0) AS history_low,
                      coalesce(least(l.expected_revenue * e.share + %(z)s * %(doubt)s, l.expected_revenue), 0) AS history_high,
                      CASE WHEN m.place = closing.place THEN l.prorated_revenue ELSE 0 END AS prorated_revenue,
                      CASE WHEN m.place = closing.place THEN l.expected_revenue ELSE 0 END AS expected_revenue,
                      (m.place = closing.place)::int AS lead_count
                 FROM crm_lead l
                 LEFT JOIN res_company c ON c.id = l.company_id
                CROSS JOIN unnest(%(starts)s::date[]) WITH ORDINALITY AS m(start, place)
                CROSS JOIN LATERAL (SELECT CASE WHEN l.date_deadline IS NULL THEN %(later)s
                      ELSE coalesce(array_position(%(starts)s::date[], date_trunc('month', l.date_deadline)::date), %(elsewhere)s) END AS place) closing
                 LEFT JOIN LATERAL (SELECT date_trunc('month', l.date_deadline)::date AS start WHERE m.place = %(elsewhere)s) outside ON TRUE
                 LEFT JOIN (SELECT lead_id, place, weight, swing,
                                   greatest(probability - lag(probability, 1, 0) OVER (PARTITION BY lead_id ORDER BY place), 0) AS share
                              FROM (%(expected)s) expected) e ON e.lead_id = l.id AND e.place = m.place
                WHERE l.type = 'opportunity' AND l.active AND l.won_status = 'pending' AND (m.place = closing.place OR e.share > 0)""",
            currency=self.env.company.currency_id.id, z=Z, doubt=doubt, starts=[*starts, None, None], later=LATER, elsewhere=ELSEWHERE,
            expected=expected)

    @api.model
    def _get_months(self):
        """:return: (first days of this month and those that follow, days from today until each is over)"""
        today = fields.Date.context_today(self)
        starts = [today.replace(day=1)]
        while len(starts) <= MONTHS:
            starts.append((starts[-1] + timedelta(days=32)).replace(day=1))
        return starts[:-1], [(start - today).days for start in starts[1:]]

    def _read_group_select(self, aggregate_spec, query):
        """The bounds of a sum are no sums: they are computed for each group, from the deals in it.

        See `tools.expectation.bounds`. The months of a deal are put together first: it is won once.
        """
        if aggregate_spec not in ('history_low:sum', 'history_high:sum'):
            return super()._read_group_select(aggregate_spec, query)
        lead, month, amount, share, weight, swing = (
            SQL("array_agg(%s)", self._field_to_sql(self._table, name, query)) for name in ('lead_id', 'month', 'amount', 'share', 'weight', 'swing'))
        common = SQL(
            """(SELECT sum(power(mean, 2)) FROM (SELECT sum(part.amount * part.share * part.swing) AS mean
                  FROM unnest(%s, %s, %s, %s) AS part(month, amount, share, swing) GROUP BY part.month) common)""", month, amount, share, swing)
        width = SQL("%s * sqrt(sum(deal.spread) + power(sum(deal.drift), 2) + coalesce(%s, 0))", Z, common)
        if aggregate_spec == 'history_low:sum':
            result = SQL("greatest(sum(deal.mean) - %s, 0)", width)
        else:
            result = SQL("least(sum(deal.mean) + %s, sum(deal.amount))", width)
        return SQL(
            """(SELECT %s FROM (
                SELECT max(part.amount) AS amount, max(part.amount) * sum(part.share) AS mean,
                       power(max(part.amount), 2) * sum(part.share) * greatest(1 - sum(part.share), 0) AS spread,
                       max(part.amount) * sqrt(sum(part.share) * greatest(1 - sum(part.share), 0) / (min(part.weight) + 1)) AS drift
                  FROM unnest(%s, %s, %s, %s) AS part(lead, amount, share, weight) GROUP BY part.lead) deal)""",
            result, lead, amount, share, weight)
