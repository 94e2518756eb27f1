from odoo import models


class CrmLead(models.Model):
    _name = 'crm.lead'
    _inherit = ['crm.lead', 'crm.timeline.account']

    _timeline_account_idx = models.Index('(timeline_account_id, create_date DESC, id DESC)')
    _timeline_partner_idx = models.Index('(partner_id, create_date DESC, id DESC)')
