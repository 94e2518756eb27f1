from odoo import api, fields, models
from odoo.fields import Domain

from .crm_promise import STATES


class CrmPromiseLog(models.Model):
    """One change of a promise: another day, kept, broken, reopened; by whom, when and why."""

    _name = 'crm.promise.log'
    _description = "Change of a Promise"
    _order = 'id desc'
    _rec_name = 'reason'

    promise_id = fields.Many2one('crm.promise', required=True, readonly=True, ondelete='cascade', index=True)
    state_from = fields.Selection(STATES, string="Was", readonly=True)
    state_to = fields.Selection(STATES, string="Status", readonly=True)
    date_from = fields.Date(string="Was Due", readonly=True)
    date_to = fields.Date(string="Due", readonly=True)
    reason = fields.Char(readonly=True)
    is_readable = fields.Boolean(compute='_compute_is_readable', search='_search_is_readable')

    @api.depends('promise_id')
    @api.depends_context('uid', 'allowed_company_ids')
    def _compute_is_readable(self):
        readable = self.promise_id.sudo(False)._filtered_access('read')
        for line in self:
            line.is_readable = line.promise_id in readable

    def _search_is_readable(self, operator, value):
        """Let the record rule ask for the promises that the user, not the superuser, finds."""
        if operator != 'in':
            return NotImplemented
        promises = self.env['crm.promise'].sudo(False)
        if not promises.has_access('read'):
            return Domain.FALSE
        return Domain('promise_id', 'in', promises._search([]))
