from odoo import models


class SaleOrder(models.Model):
    _name = 'sale.order'
    _inherit = ['sale.order', 'crm.timeline.account']

    _timeline_account_idx = models.Index('(timeline_account_id, date_order DESC, id DESC)')
    _timeline_partner_idx = models.Index('(partner_id, date_order DESC, id DESC)')
