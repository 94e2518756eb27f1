from odoo import api, fields, models


class MailActivitySchedule(models.TransientModel):
    """Who plans an activity on an opportunity learns what has worked in its stage."""

    _inherit = 'mail.activity.schedule'

    next_step_suggestion = fields.Char(compute='_compute_next_step_suggestion')

    @api.depends('res_model', 'res_ids')
    def _compute_next_step_suggestion(self):
        for wizard in self:
            ids = wizard.res_model == 'crm.lead' and wizard._evaluate_res_ids()
            suggested = ids and len(ids) == 1 and self.env['crm.lead'].browse(ids).suggest_next_step()
            wizard.next_step_suggestion = suggested and suggested['text']
