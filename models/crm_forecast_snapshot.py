from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from .crm_forecast_judgement import CATEGORIES, CHOICES

# How long snapshots are kept, in days, unless an administrator says otherwise; 0: for ever.
KEPT_DAYS = 3 * 366
# What a snapshot takes over from the forecast of the day.
TAKEN = (
    'lead_id', 'user_id', 'team_id', 'company_id', 'currency_id', 'service_line_id', 'stage_id', 'won_status', 'forecast_category',
    'stage_category', 'seller_category', 'manager_category', 'probability', 'expected_revenue', 'prorated_revenue',
)


class CrmForecastSnapshot(models.Model):
    """What was forecast of an opportunity on a day: one row for each that was open, or won since the year began.

    Written set-based, once a week; the history of opportunities that were deleted stays, for those who see all.
    """

    _name = 'crm.forecast.snapshot'
    _description = "Forecast Snapshot"
    _inherit = ['crm.readable.by.lead']
    _order = 'date desc, id desc'
    _rec_name = 'lead_id'
    _log_access = False

    date = fields.Date(string="Taken on", required=True, readonly=True)
    lead_id = fields.Many2one('crm.lead', string="Opportunity", readonly=True, ondelete='set null')
    closing = fields.Date(readonly=True, help="When it was expected to close; of what was won, when it did.")
    user_id = fields.Many2one('res.users', string="Salesperson", readonly=True, ondelete='set null', help="Whose it was then.")
    team_id = fields.Many2one('crm.team', string="Sales Team", readonly=True, ondelete='set null')
    company_id = fields.Many2one('res.company', readonly=True, ondelete='cascade')
    currency_id = fields.Many2one('res.currency', readonly=True, ondelete='cascade')
    service_line_id = fields.Many2one('crm.service.line', readonly=True, ondelete='set null')
    stage_id = fields.Many2one('crm.stage', readonly=True, ondelete='set null')
    won_status = fields.Selection([('won', "Won"), ('pending', "Still Open")], string="State", readonly=True)
    forecast_category = fields.Selection(CATEGORIES, string="Forecast", readonly=True)
    stage_category = fields.Selection(CATEGORIES, string="Forecast of the Stage", readonly=True)
    seller_category = fields.Selection(CHOICES, string="Forecast of the Seller", readonly=True)
    manager_category = fields.Selection(CHOICES, string="Forecast of the Manager", readonly=True)
    probability = fields.Float(readonly=True, aggregator='avg')
    expected_revenue = fields.Monetary(readonly=True)
    prorated_revenue = fields.Monetary(readonly=True)

    _lead_date_uniq = models.UniqueIndex('(lead_id, date)')
    _date_idx = models.Index('(date, company_id)')

    def _search_is_readable(self, operator, value):
        """Of opportunities that were deleted those read who read all."""
        domain = super()._search_is_readable(operator, value)
        # The user's groups, also where the rule is evaluated by the superuser.
        if domain is not NotImplemented and self.env.user.has_group('sales_team.group_sale_salesman_all_leads'):
            domain |= Domain('lead_id', '=', False)
        return domain

    @api.model
    def _take(self, companies=None):
        """Keep the forecast of today; taken again on the same day, it replaces the one before.

        :param companies: those whose opportunities are kept; all by default
        :return: how many opportunities were kept
        """
        today = fields.Date.today()
        # As superuser: everybody's forecast is kept; who reads it is a matter of the rules.
        report = self.env['crm.forecast.report'].sudo()
        for model in report._depends:
            self.env[model].flush_model()
        whose = SQL("company_id IS NULL OR company_id = ANY(%s)", companies.ids) if companies else SQL("TRUE")
        # One at a time: two would keep the same opportunities.
        self.env.cr.execute("SELECT pg_advisory_xact_lock(hashtext('crm_forecast_snapshot'))")
        self.env.cr.execute(SQL("DELETE FROM crm_forecast_snapshot WHERE date = %s AND (%s)", today, whose))
        self.env.cr.execute(SQL(
            """INSERT INTO crm_forecast_snapshot (date, closing, %(columns)s)
               SELECT %(today)s, date, %(columns)s FROM (%(forecast)s) forecast
                WHERE (won_status = 'pending' OR date >= %(year)s) AND (%(whose)s)""",
            columns=SQL(', ').join(map(SQL.identifier, TAKEN)), today=today, year=today.replace(month=1, day=1),
            forecast=report._table_query, whose=whose))
        kept = self.env.cr.rowcount
        self.invalidate_model(flush=False)
        return kept

    @api.model
    def _cron_take(self):
        """Each week, for all companies."""
        self._take()

    def action_take(self):
        """Keep the forecast of today, of the companies that are chosen; managers only.

        :raise AccessError: for everybody else
        """
        if not self.env.user.has_group('crm_customer_record.group_manager'):
            raise AccessError(self.env._("Only managers keep the forecast of a day. It is kept once a week by itself."))
        kept = self._take(self.env.companies)
        return {'type': 'ir.actions.client', 'tag': 'display_notification', 'params': {
            'type': 'success', 'message': self.env._("The forecast of today is kept: %(count)s opportunities.", count=kept),
            'next': {'type': 'ir.actions.client', 'tag': 'soft_reload'}}}

    @api.autovacuum
    def _gc_snapshots(self):
        """Forget what is older than an administrator wants to keep."""
        # As superuser: a setting of the database.
        days = int(self.env['ir.config_parameter'].sudo().get_param('crm_customer_record.forecast_snapshot_days', KEPT_DAYS))
        if days > 0:
            self.env.cr.execute(SQL("DELETE FROM crm_forecast_snapshot WHERE date < %s", fields.Date.today() - timedelta(days=days)))
            self.invalidate_model(flush=False)
