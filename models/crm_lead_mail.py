import functools

from odoo import api, models

from .crm_stage_requirement import StageRequirementError


class CrmLead(models.Model):
    """Mail is never turned away for want of a requirement: it waits in the first stage that takes it, else as a lead."""

    _inherit = 'crm.lead'

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        guarded = self.env['crm.stage.requirement']._guarded_stages()
        if not guarded:
            return super().message_new(msg_dict, custom_values=custom_values)
        try:
            # The savepoint takes back what the refused attempt left.
            with self.env.cr.savepoint():
                return super().message_new(msg_dict, custom_values=custom_values)
        except StageRequirementError:
            values = self._find_unguarded(dict(custom_values or {}), guarded)
            return super().message_new(msg_dict, custom_values=values)

    @api.model
    def _find_unguarded(self, values, guarded):
        """:return: values of a new record, with a stage that nothing guards, or for a lead"""
        stages = self.env['crm.stage'].search_fetch([('is_won', '=', False)], ['name', 'sequence', 'team_ids'])
        stages = stages.filtered(functools.partial(self._is_stage_of, (values.get('team_id'), values.get('service_line_id'))))
        free = next((stage.id for stage in stages if stage.id not in guarded), False)
        return {**values, **({'stage_id': free} if free else {'type': 'lead'})}
