from odoo import models


class AccountPayment(models.Model):
    _name = 'account.payment'
    _inherit = ['account.payment', 'crm.timeline.account']

    _timeline_account_idx = models.Index('(timeline_account_id, date DESC, id DESC)')
    _timeline_partner_idx = models.Index('(partner_id, date DESC, id DESC)')
