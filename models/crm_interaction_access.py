from odoo import models


class CrmInteraction(models.Model):
    _name = 'crm.interaction'
    _inherit = ['crm.interaction', 'crm.customer.access']
