from odoo import models
from odoo.fields import Domain


class ResPartner(models.Model):
    _inherit = 'res.partner'

    def action_view_interactions(self):
        """Open the talks with this customer: all of an account, or those that a contact took part in.

        There is no counter on the button: counting a history of any length would cost on each opening of the card.
        """
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id('crm_customer_record.crm_interaction_action')
        if self == self.commercial_partner_id:
            domain = Domain('account_id', '=', self.id)
        else:
            domain = Domain('partner_id', '=', self.id) | Domain('participant_ids', 'in', self.ids)
        return dict(action, domain=list(domain), context={'default_partner_id': self.id})
