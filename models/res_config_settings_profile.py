from odoo import fields, models

from .crm_birthday_reminder import DAYS_BEFORE


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    birthday_reminder_days = fields.Integer(
        string="Birthday Reminder", config_parameter=DAYS_BEFORE,
        help="Days before the birthday of a contact that its salesperson gets an activity. 0: never.")
