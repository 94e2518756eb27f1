from odoo import fields, models


class ResPartner(models.Model):
    """Which rows of files a partner came from."""

    _inherit = 'res.partner'

    crm_import_row_ids = fields.One2many(
        'crm.import.row', 'partner_id', string="Imported as contact", groups='crm_customer_record.group_import', copy=False)
    crm_import_account_row_ids = fields.One2many(
        'crm.import.row', 'account_id', string="Imported as company", groups='crm_customer_record.group_import', copy=False)
