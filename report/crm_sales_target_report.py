from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..models.crm_sales_target import BASES, PERIODS

# A chart shows them in the order of their values.
FIGURES = [
    ('1_target', "Target"),
    ('2_reached', "Achieved"),
    ('3_commit', "Achieved + Commit"),
    ('4_best_case', "Achieved + Commit + Best Case"),
]


class CrmSalesTargetReport(models.Model):
    """One row for each figure of a target, so that a chart shows them side by side."""

    _name = 'crm.sales.target.report'
    _description = "Targets compared"
    _auto = False
    _order = 'date_from desc, target_id, figure'
    _rec_name = 'target_id'

    target_id = fields.Many2one('crm.sales.target', readonly=True)
    figure = fields.Selection(FIGURES, readonly=True)
    amount = fields.Monetary(readonly=True)
    currency_id = fields.Many2one('res.currency', readonly=True)
    user_id = fields.Many2one('res.users', string="Salesperson", readonly=True)
    team_id = fields.Many2one('crm.team', string="Sales Team", readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    date_from = fields.Date(string="From", readonly=True)
    date_to = fields.Date(string="To", readonly=True)
    period = fields.Selection(PERIODS, readonly=True)
    basis = fields.Selection(BASES, string="What counts", readonly=True)
    is_readable = fields.Boolean(compute='_compute_is_readable', search='_search_is_readable')

    @property
    def _table_query(self):
        return SQL(
            """SELECT target.id * %(number)s + figure.place AS id, target.id AS target_id, figure.name AS figure, figure.amount,
                      company.currency_id, target.user_id, target.team_id, target.company_id, target.date_from, target.date_to,
                      target.period, target.basis
                 FROM crm_sales_target target
                 JOIN res_company company ON company.id = target.company_id
                 JOIN %(figures)s known ON known.target_id = target.id
                CROSS JOIN LATERAL (VALUES (0, '1_target', target.amount), (1, '2_reached', known.reached_amount),
                                           (2, '3_commit', known.commit_amount), (3, '4_best_case', known.best_case_amount)) figure(place, name, amount)""",
            number=len(FIGURES), figures=self.env['crm.sales.target']._figures_sql(SQL("TRUE")))

    @api.depends('target_id')
    @api.depends_context('uid', 'allowed_company_ids')
    def _compute_is_readable(self):
        readable = self.target_id.sudo(False)._filtered_access('read')
        for row in self:
            row.is_readable = row.target_id in readable

    def _search_is_readable(self, operator, value):
        """Ask for the targets that the user, not the superuser, finds."""
        if operator != 'in':
            return NotImplemented
        targets = self.env['crm.sales.target'].sudo(False)
        return Domain('target_id', 'in', targets._search([])) if targets.has_access('read') else Domain.FALSE
