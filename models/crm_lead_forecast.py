from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .crm_forecast_judgement import CATEGORIES, CHOICES, SIDES

# Columns of the table of judgements that opportunities are grouped and searched by.
JUDGED = ('forecast_seller_category', 'forecast_manager_category')


class CrmLead(models.Model):
    """What is expected of an opportunity: by its stage, its seller, a manager; the last of them who says something counts.

    Nothing of it is stored with the opportunity: creating, moving and assigning opportunities costs what it costs the host.
    """

    _inherit = 'crm.lead'

    forecast_judgement_ids = fields.One2many('crm.forecast.judgement', 'lead_id', string="Forecast Judgements")
    forecast_category = fields.Selection(
        CATEGORIES, string="Forecast", compute='_compute_forecast_category', inverse='_inverse_forecast_category', compute_sudo=True,
        search='_search_forecast_category', group_expand='_expand_forecast_category', copy=False,
        help="What counts: the manager's word, else the seller's, else that of the stage. What is won is closed, what is lost omitted.")
    forecast_stage_category = fields.Selection(related='stage_id.forecast_category', string="Forecast of the Stage")
    forecast_seller_category = fields.Selection(
        CHOICES, string="Forecast of the Seller", compute='_compute_forecast_judgement', compute_sudo=True,
        inverse='_inverse_forecast_seller_category', search='_search_forecast_seller_category')
    forecast_seller_note = fields.Char(
        string="Note of the Seller", compute='_compute_forecast_judgement', compute_sudo=True, inverse='_inverse_forecast_seller_note')
    forecast_seller_user_id = fields.Many2one('res.users', string="Seller: said by", compute='_compute_forecast_judgement', compute_sudo=True)
    forecast_seller_date = fields.Datetime(string="Seller: said on", compute='_compute_forecast_judgement', compute_sudo=True)
    forecast_manager_category = fields.Selection(
        CHOICES, string="Forecast of the Manager", compute='_compute_forecast_judgement', compute_sudo=True,
        inverse='_inverse_forecast_manager_category', search='_search_forecast_manager_category')
    forecast_manager_note = fields.Char(
        string="Note of the Manager", compute='_compute_forecast_judgement', compute_sudo=True, inverse='_inverse_forecast_manager_note')
    forecast_manager_user_id = fields.Many2one('res.users', string="Manager: said by", compute='_compute_forecast_judgement', compute_sudo=True)
    forecast_manager_date = fields.Datetime(string="Manager: said on", compute='_compute_forecast_judgement', compute_sudo=True)
    may_forecast_as_seller = fields.Boolean(compute='_compute_may_forecast')
    may_forecast_as_manager = fields.Boolean(compute='_compute_may_forecast')

    # ------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------

    @api.depends('won_status', 'stage_id.forecast_category', 'forecast_judgement_ids.seller_category', 'forecast_judgement_ids.manager_category')
    def _compute_forecast_category(self):
        for lead in self:
            lead.forecast_category = lead._effective_forecast()

    def _effective_forecast(self):
        """:return: the category that counts; the same as `crm.forecast.judgement._effective_sql`"""
        judgement, stage = self.sudo().forecast_judgement_ids[:1], self.stage_id.forecast_category  # as superuser: who reads it reads this
        return {'won': 'closed', 'lost': 'omitted'}.get(self.won_status) or (
            judgement.manager_category or judgement.seller_category or (stage != 'closed' and stage) or 'pipeline')

    @api.depends('forecast_judgement_ids')
    def _compute_forecast_judgement(self):
        for lead in self:
            judgement = lead.forecast_judgement_ids[:1]
            for side in SIDES:
                for name in ('category', 'note', 'user_id', 'date'):
                    lead[f'forecast_{side}_{name}'] = judgement[f'{side}_{name}']

    @api.model
    def _forecast_fields(self):
        """:return: names of the fields that depend on what was judged"""
        return ['forecast_judgement_ids', 'forecast_category',
                *(f'forecast_{side}_{name}' for side in SIDES for name in ('category', 'note', 'user_id', 'date'))]

    # ------------------------------------------------------------
    # Grouping and searching
    # ------------------------------------------------------------

    def _field_to_sql(self, alias, field_expr, query=None):
        """Opportunities are grouped, ordered and searched by their forecast without its being stored with them."""
        if query is None or field_expr not in ('forecast_category', *JUDGED):
            return super()._field_to_sql(alias, field_expr, query)
        judgement = query.make_alias(alias, 'forecast')
        query.add_join('LEFT JOIN', judgement, 'crm_forecast_judgement', SQL(
            "%s = %s", SQL.identifier(judgement, 'lead_id'), SQL.identifier(alias, 'id')))
        if field_expr in JUDGED:
            name = field_expr.removeprefix('forecast_')
            return SQL.identifier(judgement, name, to_flush=self.env['crm.forecast.judgement']._fields[name])
        _model, stage = self._fields['stage_id'].join(self, alias, query)
        return self.env['crm.forecast.judgement']._effective_sql(alias, stage, judgement)

    @api.model
    def _expand_forecast_category(self, categories, domain):
        """Columns of the kanban, also where nothing is in them; closed and omitted ones only where something is."""
        return [value for value, _label in CATEGORIES if value in categories or value not in ('closed', 'omitted')]

    def _search_forecast(self, name, operator, value):
        if operator != 'in':
            return NotImplemented

        def to_sql(model, alias, query):
            column = model._field_to_sql(alias, name, query)
            chosen = SQL("(%s = ANY(%s)) IS TRUE", column, [item for item in value if item])
            return SQL("(%s OR %s IS NULL)", chosen, column) if False in value else chosen
        return Domain.custom(to_sql=to_sql, predicate=lambda lead: lead[name] in value)

    def _search_forecast_category(self, operator, value):
        return self._search_forecast('forecast_category', operator, value)

    def _search_forecast_seller_category(self, operator, value):
        return self._search_forecast('forecast_seller_category', operator, value)

    def _search_forecast_manager_category(self, operator, value):
        return self._search_forecast('forecast_manager_category', operator, value)
