from odoo import fields, models


class ResUsersSettings(models.Model):
    _inherit = 'res.users.settings'

    crm_call_timer = fields.Boolean(
        string="Log Form for Calls", default=True, help="A click on a telephone link opens a running log form.")
