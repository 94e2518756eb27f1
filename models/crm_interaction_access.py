from odoo import models


class CrmInteraction(models.Model):
    _name = 'crm.interaction'
    _inherit = ['crm.interaction', 'crm.customer.access']

    def _names_other_company(self, name):
        if name == 'team_id' and self.team_id:
            return self.env['crm.team']._company_id_of(self.team_id.id) not in (False, self.company_id.id)
        return super()._names_other_company(name)
