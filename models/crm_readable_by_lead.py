from odoo import api, fields, models
from odoo.fields import Domain


class CrmReadableByLead(models.AbstractModel):
    """A record about an opportunity (``lead_id``): who reads the opportunity reads it, by a rule on ``is_readable``."""

    _name = 'crm.readable.by.lead'
    _description = "Readable by Opportunity"

    is_readable = fields.Boolean(compute='_compute_is_readable', search='_search_is_readable')

    @api.depends('lead_id')
    @api.depends_context('uid', 'allowed_company_ids')
    def _compute_is_readable(self):
        # As the user, also where the rules of this model are evaluated by the superuser.
        readable = self.lead_id.sudo(False)._filtered_access('read')
        for record in self:
            record.is_readable = record.lead_id in readable

    def _search_is_readable(self, operator, value):
        """Ask for the opportunities that the user, not the superuser, finds; lost ones too."""
        if operator != 'in':
            return NotImplemented
        leads = self.env['crm.lead'].sudo(False).with_context(active_test=False)
        if not leads.has_access('read'):
            return Domain.FALSE
        return Domain('lead_id', 'in', leads._search([]))


class CrmReadableByCustomer(models.AbstractModel):
    """A record about an opportunity (``lead_id``), else about a customer (``partner_id``): who reads that reads it."""

    _name = 'crm.readable.by.customer'
    _description = "Readable by Opportunity or Customer"
    _inherit = ['crm.readable.by.lead']

    @api.depends('lead_id', 'partner_id')
    @api.depends_context('uid', 'allowed_company_ids')
    def _compute_is_readable(self):
        leads = self.lead_id.sudo(False)._filtered_access('read')
        partners = self.partner_id.sudo(False)._filtered_access('read')
        for record in self:
            record.is_readable = record.lead_id in leads if record.lead_id else record.partner_id in partners

    def _search_is_readable(self, operator, value):
        """Ask for the opportunities and customers that the user, not the superuser, finds; archived ones too."""
        readable = super()._search_is_readable(operator, value)
        if readable is NotImplemented:
            return readable
        partners = self.env['res.partner'].sudo(False).with_context(active_test=False)
        if partners.has_access('read'):
            readable |= Domain('lead_id', '=', False) & Domain('partner_id', 'in', partners._search([]))
        return readable
