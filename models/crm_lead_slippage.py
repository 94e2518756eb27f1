import operator

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

COMPARISONS = {'>': operator.gt, '>=': operator.ge, '<': operator.lt, '<=': operator.le}


class CrmLead(models.Model):
    """How often the closing was promised for another day."""

    _inherit = 'crm.lead'

    slip_count = fields.Integer(
        string="Closing moved", compute='_compute_slippage', search='_search_slip_count', aggregator=None,
        help="How often the expected closing was moved from one date to another.")
    slip_days = fields.Integer(
        string="Closing moved by (days)", compute='_compute_slippage', search='_search_slip_days', aggregator=None,
        help="Days between the closing that was promised first and the present one, all moves together.")
    first_deadline = fields.Date(string="Closing promised first", compute='_compute_slippage')
    slip_text = fields.Char(string="Closing", compute='_compute_slippage')

    @api.depends('date_deadline')
    def _compute_slippage(self):
        Change = self.env['crm.deadline.change']
        moved = {}
        if self._origin:
            Change._flush_changes()
            # By SQL, without rights: of opportunities that the user reads.
            rows = self.env.execute_query(Change._slippage_sql(SQL("d.lead_id = ANY(%s)", list(self._origin.ids))))
            moved = {lead_id: values for lead_id, *values in rows}
        for lead in self:
            lead.slip_count, lead.slip_days, lead.first_deadline = moved.get(lead._origin.id, (0, 0, lead.date_deadline))
            lead.slip_text = lead.slip_count > 0 and self.env._(
                "moved %(count)s×, %(days)+d days since %(first)s was promised", count=lead.slip_count, days=lead.slip_days,
                first=format_date(self.env, lead.first_deadline))

    def _search_slip_count(self, operator, value):
        return self._search_slippage('moves', operator, value)

    def _search_slip_days(self, operator, value):
        return self._search_slippage('days', operator, value)

    def _search_slippage(self, column, sign, value):
        """Opportunities that were never moved have zero of both."""
        Change = self.env['crm.deadline.change']
        Change._flush_changes()
        if sign in ('in', 'not in'):
            values = [int(one or 0) for one in value]
            zero, condition = 0 in values, SQL("= ANY(%s)", values)
        elif sign in COMPARISONS:
            zero, condition = COMPARISONS[sign](0, value), SQL("%s %s", SQL(sign), value)
        else:
            return NotImplemented
        holds = SQL("slip.%s %s", SQL.identifier(column), condition)
        # Whom zero fits too, is whoever is not among those that it does not fit.
        ids = SQL("SELECT slip.lead_id FROM (%s) slip WHERE %s", Change._slippage_sql(), SQL("NOT (%s)", holds) if zero else holds)
        positive = (sign != 'not in') == (not zero)
        return Domain('id', 'in' if positive else 'not in', SQL("(%s)", ids))
