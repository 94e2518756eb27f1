from odoo import api, fields, models
from odoo.tools import SQL


class CrmWinlossReport(models.Model):
    """One row for each opportunity that is won or lost: why, to whom, where it stood, how long it took.

    What was reopened is open and has no row until it is closed again.
    """

    _name = 'crm.winloss.report'
    _description = "Won and Lost"
    _inherit = ['crm.readable.by.lead']
    _auto = False
    _rec_name = 'lead_id'
    _order = 'date_closed desc, id desc'
    _depends = {
        'crm.lead': [
            'type', 'won_status', 'stage_id', 'team_id', 'user_id', 'company_id', 'partner_id', 'timeline_account_id', 'source_id', 'medium_id',
            'campaign_id', 'country_id', 'service_line_id', 'lost_reason_id', 'won_reason_id', 'competitor_id', 'create_date', 'write_date',
            'date_closed', 'expected_revenue',
        ],
        'res.company': ['currency_id'],
    }

    lead_id = fields.Many2one('crm.lead', string="Opportunity", readonly=True)
    result = fields.Selection([('won', "Won"), ('lost', "Lost")], readonly=True)
    lost_reason_id = fields.Many2one('crm.lost.reason', readonly=True)
    won_reason_id = fields.Many2one('crm.won.reason', readonly=True)
    competitor_id = fields.Many2one('res.partner', readonly=True)
    stage_id = fields.Many2one('crm.stage', string="Last Stage", readonly=True, help="In which it was lost or won.")
    team_id = fields.Many2one('crm.team', string="Sales Team", readonly=True)
    user_id = fields.Many2one('res.users', string="Salesperson", readonly=True)
    partner_id = fields.Many2one('res.partner', string="Customer", readonly=True)
    account_id = fields.Many2one('res.partner', string="Account", readonly=True)
    source_id = fields.Many2one('utm.source', readonly=True)
    medium_id = fields.Many2one('utm.medium', readonly=True)
    campaign_id = fields.Many2one('utm.campaign', readonly=True)
    country_id = fields.Many2one('res.country', readonly=True)
    service_line_id = fields.Many2one('crm.service.line', readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    currency_id = fields.Many2one('res.currency', readonly=True)
    date_closed = fields.Datetime(string="Closed on", readonly=True)
    date_created = fields.Datetime(string="Created on", readonly=True)
    amount = fields.Monetary(string="Expected Revenue", readonly=True)
    amount_won = fields.Monetary(string="Won Revenue", readonly=True)
    amount_lost = fields.Monetary(string="Lost Revenue", readonly=True)
    count_won = fields.Integer(string="Number won", readonly=True)
    count_lost = fields.Integer(string="Number lost", readonly=True)
    win_rate = fields.Float(string="Win Rate (%)", readonly=True, aggregator='avg', digits=(5, 1), help="How many in a hundred were won.")
    days_to_close = fields.Float(
        string="Days to close", readonly=True, aggregator='avg', digits=(12, 1), help="Days between the creation of the opportunity and its end.")

    @property
    def _table_query(self):
        return SQL("%s %s %s", self._select(), self._from(), self._where())

    def _select(self):
        """To be extended with further columns of the opportunity ``l``."""
        return SQL(
            """SELECT l.id, l.id AS lead_id, l.won_status AS result, l.lost_reason_id, l.won_reason_id, l.competitor_id, l.stage_id, l.team_id,
                      l.user_id, l.partner_id, l.timeline_account_id AS account_id, l.source_id, l.medium_id, l.campaign_id, l.country_id,
                      l.service_line_id, l.company_id, coalesce(company.currency_id, %(currency)s) AS currency_id,
                      coalesce(l.date_closed, l.write_date) AS date_closed, l.create_date AS date_created,
                      l.expected_revenue AS amount,
                      CASE WHEN l.won_status = 'won' THEN l.expected_revenue ELSE 0 END AS amount_won,
                      CASE WHEN l.won_status = 'lost' THEN l.expected_revenue ELSE 0 END AS amount_lost,
                      (l.won_status = 'won')::int AS count_won, (l.won_status = 'lost')::int AS count_lost,
                      CASE WHEN l.won_status = 'won' THEN 100.0 ELSE 0.0 END AS win_rate,
                      greatest(extract(epoch FROM coalesce(l.date_closed, l.write_date) - l.create_date) / 86400, 0) AS days_to_close""",
            currency=self.env.company.currency_id.id)

    def _from(self):
        return SQL("FROM crm_lead l LEFT JOIN res_company company ON company.id = l.company_id")

    def _where(self):
        return SQL("WHERE l.type = 'opportunity' AND l.won_status IN ('won', 'lost')")

    @api.readonly
    def action_open_lead(self):
        """Open the opportunity of a row."""
        self.ensure_one()
        return {'type': 'ir.actions.act_window', 'res_model': 'crm.lead', 'res_id': self.lead_id.id, 'views': [(False, 'form')], 'target': 'current'}
