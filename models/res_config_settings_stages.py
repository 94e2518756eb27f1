from odoo import api, fields, models

from .crm_lead_next_step import NOT_ASKED


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    ask_next_step = fields.Boolean(
        string="Ask for the Next Step",
        help="Who has done the last planned activity on an open opportunity is asked for the next one.")

    @api.model
    def get_values(self):
        return dict(super().get_values(), ask_next_step=not self.env['ir.config_parameter'].sudo().get_param(NOT_ASKED))  # sudo: a setting

    def set_values(self):
        result = super().set_values()
        # The parameter says no: without one, as after the installation, it is asked.
        self.env['ir.config_parameter'].sudo().set_param(NOT_ASKED, not self.ask_next_step)  # sudo: a setting
        return result
