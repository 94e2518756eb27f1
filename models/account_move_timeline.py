from odoo import models


class AccountMove(models.Model):
    """Invoices already keep the account they were made for, in ``commercial_partner_id``."""

    _inherit = 'account.move'

    _timeline_account_idx = models.Index('(commercial_partner_id, invoice_date DESC, id DESC) WHERE invoice_date IS NOT NULL')
    _timeline_partner_idx = models.Index('(partner_id, invoice_date DESC, id DESC) WHERE invoice_date IS NOT NULL')

    def write(self, vals):
        result = super().write(vals)
        if 'partner_id' in vals:
            self.env['crm.timeline.link']._enqueue('document', self._name, self.ids)
        return result
