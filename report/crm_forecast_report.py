from odoo import api, fields, models
from odoo.tools import SQL

from ..models.crm_forecast_judgement import CATEGORIES, CHOICES

# The order in which categories show.
RANKED = ['closed', 'commit', 'best_case', 'pipeline', 'omitted']


class CrmForecastReport(models.Model):
    """One row for each open or won opportunity: when it closes, what is forecast of it, what it is worth.

    Further measures are added by ``super()``: a field here and its column in :meth:`_select`, tables in :meth:`_from`.
    """

    _name = 'crm.forecast.report'
    _description = "Forecast"
    _inherit = ['crm.readable.by.lead']
    _auto = False
    _order = 'date, id'
    _rec_name = 'lead_id'
    _depends = {
        'crm.lead': ['name', 'type', 'active', 'won_status', 'user_id', 'team_id', 'company_id', 'partner_id', 'stage_id', 'service_line_id',
                     'expected_revenue', 'prorated_revenue', 'probability', 'date_deadline', 'date_closed'],
        'crm.stage': ['forecast_category'],
        'crm.forecast.judgement': ['seller_category', 'manager_category'],
    }

    lead_id = fields.Many2one('crm.lead', string="Opportunity", readonly=True)
    partner_id = fields.Many2one('res.partner', string="Customer", readonly=True)
    user_id = fields.Many2one('res.users', string="Salesperson", readonly=True)
    team_id = fields.Many2one('crm.team', string="Sales Team", readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    currency_id = fields.Many2one('res.currency', readonly=True)
    stage_id = fields.Many2one('crm.stage', readonly=True)
    service_line_id = fields.Many2one('crm.service.line', readonly=True)
    date = fields.Date(string="Closing", readonly=True, help="When it is expected to close; of what is won, when it did.")
    is_overdue = fields.Boolean(string="Overdue", readonly=True, help="Still open although it should have closed.")
    won_status = fields.Selection([('won', "Won"), ('pending', "Still Open")], string="State", readonly=True)
    forecast_category = fields.Selection(CATEGORIES, string="Forecast", readonly=True)
    stage_category = fields.Selection(CATEGORIES, string="Forecast of the Stage", readonly=True)
    seller_category = fields.Selection(CHOICES, string="Forecast of the Seller", readonly=True)
    manager_category = fields.Selection(CHOICES, string="Forecast of the Manager", readonly=True)
    probability = fields.Float(readonly=True, aggregator='avg')
    expected_revenue = fields.Monetary(readonly=True)
    prorated_revenue = fields.Monetary(readonly=True, help="Expected revenue by the probability.")
    closed_amount = fields.Monetary(string="Closed", readonly=True, help="What is won.")
    commit_amount = fields.Monetary(string="Closed + Commit", readonly=True)
    best_case_amount = fields.Monetary(string="Closed + Commit + Best Case", readonly=True)
    open_amount = fields.Monetary(string="Open Pipeline", readonly=True, help="What is open and not omitted.")

    @property
    def _table_query(self):
        return SQL("SELECT %s FROM %s WHERE %s", SQL(", ").join(
            SQL("%s AS %s", column, SQL.identifier(name)) for name, column in self._select().items()), self._from(), self._where())

    @api.model
    def _select(self):
        """:return: {field: SQL expression of its column}"""
        category = self.env['crm.forecast.judgement']._effective_sql('l', 's', 'j')

        def amount(*categories):
            return SQL("CASE WHEN %s = ANY(%s) THEN l.expected_revenue ELSE 0 END", category, list(categories))
        return {
            'id': SQL("l.id"), 'lead_id': SQL("l.id"),
            **{name: SQL("l.%s", SQL.identifier(name)) for name in (
                'partner_id', 'user_id', 'team_id', 'company_id', 'stage_id', 'service_line_id', 'won_status', 'probability',
                'expected_revenue', 'prorated_revenue')},
            'currency_id': SQL("coalesce(c.currency_id, %s)", self.env.company.currency_id.id),
            'date': self._closing_sql(),
            'is_overdue': SQL("l.won_status = 'pending' AND l.date_deadline < %s", fields.Date.context_today(self)),
            'forecast_category': category, 'stage_category': SQL("s.forecast_category"),
            'seller_category': SQL("j.seller_category"), 'manager_category': SQL("j.manager_category"),
            'closed_amount': amount('closed'), 'commit_amount': amount('closed', 'commit'),
            'best_case_amount': amount('closed', 'commit', 'best_case'), 'open_amount': amount('commit', 'best_case', 'pipeline'),
        }

    @api.model
    def _closing_sql(self):
        """:return: SQL: the day an opportunity ``l`` is expected to close, or was won, in the viewer's time zone"""
        return SQL(
            """CASE l.won_status WHEN 'won' THEN (l.date_closed AT TIME ZONE 'UTC' AT TIME ZONE %s)::date
                    ELSE l.date_deadline END""", str(self.env.tz))

    @api.model
    def _from(self):
        return SQL(
            """crm_lead l
               LEFT JOIN crm_stage s ON s.id = l.stage_id
               LEFT JOIN crm_forecast_judgement j ON j.lead_id = l.id
               LEFT JOIN res_company c ON c.id = l.company_id""")

    @api.model
    def _where(self):
        return SQL("l.type = 'opportunity' AND ((l.active AND l.won_status = 'pending') OR l.won_status = 'won')")

    @api.model
    def _read_group_orderby(self, order, groupby_terms, query):
        """Columns and bars stand in the order of certainty, not of the alphabet."""
        if 'forecast_category' not in groupby_terms:
            return super()._read_group_orderby(order, groupby_terms, query)
        ranked = {**groupby_terms, 'forecast_category': SQL("array_position(%s, %s)", RANKED, groupby_terms['forecast_category'])}
        result = super()._read_group_orderby(order, ranked, query)
        groupby_terms.update((term, sql) for term, sql in ranked.items() if term != 'forecast_category')
        return result

    def action_open_lead(self):
        """Open the opportunity of this row."""
        self.ensure_one()
        return {'type': 'ir.actions.act_window', 'res_model': 'crm.lead', 'res_id': self.lead_id.id, 'views': [(False, 'form')]}
