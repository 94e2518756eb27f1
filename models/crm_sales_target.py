from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ..tools.forecast import next_period, period_bounds

PERIODS = [('month', "Month"), ('quarter', "Quarter"), ('year', "Year")]
BASES = [('won', "Won"), ('invoiced', "Invoiced"), ('paid', "Paid")]
# How a period is called, in the format of the host's `format_date`.
FORMATS = {'month': 'LLLL yyyy', 'quarter': 'QQQ yyyy', 'year': 'yyyy'}


class CrmSalesTarget(models.Model):
    """What a salesperson, or a team with those below it, is to reach in a period."""

    _name = 'crm.sales.target'
    _description = "Sales Target"
    _order = 'date_from desc, team_id, user_id, id'
    _check_company_auto = True

    user_id = fields.Many2one(
        'res.users', string="Salesperson", index='btree_not_null', ondelete='cascade',
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]")
    team_id = fields.Many2one(
        'crm.team', string="Sales Team", index='btree_not_null', ondelete='cascade', check_company=True,
        help="What the teams below it sell counts, too.")
    company_id = fields.Many2one('res.company', required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related='company_id.currency_id')
    period = fields.Selection(PERIODS, required=True, default='month')
    date_from = fields.Date(string="From", required=True, default=lambda self: fields.Date.context_today(self).replace(day=1))
    date_to = fields.Date(string="To", compute='_compute_date_to', store=True, precompute=True)
    period_name = fields.Char(string="Period Name", compute='_compute_period_name')
    basis = fields.Selection(
        BASES, string="What counts", required=True, default='won',
        help="Won: expected revenue of opportunities won in the period. Invoiced: untaxed amounts of invoices less credit notes. Paid: what was "
             "paid of them in the period, without tax.")
    amount = fields.Monetary(string="Target", required=True)

    _amount_positive = models.Constraint('CHECK (amount > 0)', "A target is more than zero.")
    _one_owner = models.Constraint(
        'CHECK ((user_id IS NULL) <> (team_id IS NULL))', "A target is for a salesperson or for a team. Choose one of them.")
    _date_from_idx = models.Index('(date_from, company_id)')

    @api.depends('period', 'date_from')
    def _compute_date_to(self):
        for target in self:
            target.date_to = target.date_from and target.period and period_bounds(target.period, target.date_from)[1]

    @api.depends('period', 'date_from')
    @api.depends_context('lang')
    def _compute_period_name(self):
        for target in self:
            target.period_name = target.date_from and format_date(self.env, target.date_from, date_format=FORMATS[target.period])

    @api.depends('user_id', 'team_id', 'period_name')
    def _compute_display_name(self):
        for target in self:
            target.display_name = f"{target.user_id.name or target.team_id.name or ''}, {target.period_name or ''}"

    @api.onchange('period', 'date_from')
    def _onchange_period(self):
        if self.period and self.date_from:
            self.date_from = period_bounds(self.period, self.date_from)[0]

    @api.constrains('user_id', 'team_id', 'company_id', 'basis', 'date_from', 'date_to')
    def _check_overlap(self):
        """Two targets for the same thing and time would count what is reached twice."""
        groups = self.search_fetch(Domain.OR(
            Domain([('user_id', '=', target.user_id.id), ('team_id', '=', target.team_id.id), ('company_id', '=', target.company_id.id),
                    ('basis', '=', target.basis), ('date_from', '<=', target.date_to), ('date_to', '>=', target.date_from)])
            for target in self), ['user_id', 'team_id', 'company_id', 'basis', 'date_from', 'date_to'])
        for alike in groups.grouped(lambda target: (target.user_id, target.team_id, target.company_id, target.basis)).values():
            ordered = alike.sorted('date_from')
            for earlier, later in zip(ordered, ordered[1:], strict=False):
                if later.date_from <= earlier.date_to:
                    raise ValidationError(self.env._(
                        "\"%(target)s\" has a target for this time already: %(first)s to %(last)s. Change that one, or choose another period.",
                        target=later.display_name, first=format_date(self.env, earlier.date_from), last=format_date(self.env, earlier.date_to)))

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._begin_period(dict(vals), vals.get('period') or 'month') for vals in vals_list])

    def write(self, vals):
        if vals.get('date_from') or vals.get('period'):
            for (period, date_from), targets in self.grouped(lambda target: (target.period, target.date_from)).items():
                begun = self._begin_period({'date_from': date_from, **vals}, vals.get('period') or period)
                super(CrmSalesTarget, targets).write(begun)
            return True
        return super().write(vals)

    @api.model
    def _begin_period(self, vals, period):
        """:return: the values, with the day that the period begins on"""
        if vals.get('date_from'):
            vals['date_from'] = period_bounds(period, fields.Date.to_date(vals['date_from']))[0]
        return vals

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_copy_to_next_period(self):
        """Give the same owners the same target for the period that follows; those who have one already keep it.

        :return: action that shows the targets of the next periods
        """
        nexts = self.browse()
        for target in self:
            first = next_period(target.period, target.date_from)
            last = period_bounds(target.period, first)[1]
            existing = self.search([
                ('user_id', '=', target.user_id.id), ('team_id', '=', target.team_id.id), ('company_id', '=', target.company_id.id),
                ('basis', '=', target.basis), ('date_from', '<=', last), ('date_to', '>=', first)])
            nexts |= existing or target.copy({'date_from': first})
        action = self.env['ir.actions.act_window']._for_xml_id('crm_customer_record.crm_sales_target_action')
        return dict(action, domain=[('id', 'in', nexts.ids)], context={})
