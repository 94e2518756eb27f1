from odoo import fields, models
from odoo.exceptions import UserError

from .crm_promise_payment import OPEN_INVOICE


class AccountMove(models.Model):
    """Promises to pay an invoice."""

    _inherit = 'account.move'

    # Also the way by which the ORM finds the promises that a change of an invoice concerns: one look-up a transaction.
    promise_ids = fields.Many2many(
        'crm.promise', 'crm_promise_account_move_rel', 'move_id', 'promise_id', string="Promises", copy=False)
    promise_count = fields.Integer(string="Promises to Pay", compute='_compute_promise_count')

    def _compute_promise_count(self):
        """Count what the viewer may read, for all invoices in one query; nothing for those without a role here."""
        Promise = self.env['crm.promise']
        counts = {}
        if Promise.has_access('read'):
            groups = Promise._read_group([('move_ids', 'in', self.ids)], ['move_ids'], ['__count'])
            counts = {move.id: count for move, count in groups}
        for move in self:
            move.promise_count = counts.get(move.id, 0)

    def action_view_promises(self):
        """Open the promises to pay this invoice."""
        action = self.env['ir.actions.act_window']._for_xml_id('crm_customer_record.crm_promise_action')
        return dict(action, domain=[('move_ids', 'in', self.ids)], context={})

    def action_promise_payment(self):
        """Take a promise to pay these invoices of one customer.

        :raises UserError: when none of them is open, or they belong to several customers
        """
        invoices = self.filtered_domain(OPEN_INVOICE)
        if not invoices:
            raise UserError(self.env._("Nothing is left to pay here. Choose posted customer invoices that are not paid yet."))
        if len(invoices.commercial_partner_id) > 1:
            raise UserError(self.env._("Choose invoices of one customer: a promise is made by one of them."))
        names = ', '.join(invoices.sorted('invoice_date_due').mapped('name'))
        partner = invoices.partner_id if len(invoices.partner_id) == 1 else invoices.commercial_partner_id
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Promise to Pay"), 'res_model': 'crm.promise',
            'views': [[False, 'form']], 'target': 'new',
            'context': {
                'default_kind': 'payment', 'default_side': 'theirs', 'default_partner_id': partner.id,
                'default_move_ids': [(6, 0, invoices.ids)], 'default_name': self.env._("Pay %(invoices)s", invoices=names),
            },
        }
