from odoo import api, fields, models
from odoo.fields import Domain

# Parameter of the system: set, nobody is asked.
NOT_ASKED = 'crm_customer_record.next_step_not_asked'


class CrmLead(models.Model):
    """An open opportunity has a next step; who has done the last one is asked for it."""

    _inherit = 'crm.lead'

    next_step_state = fields.Selection(
        [('missing', "Missing"), ('overdue', "Overdue"), ('today', "Today"), ('planned', "Planned")], string="Next Step",
        compute='_compute_next_step_state', search='_search_next_step_state',
        help="Whether an activity is planned on this open opportunity.")

    @api.depends('activity_state', 'type', 'won_status', 'active')
    def _compute_next_step_state(self):
        for lead in self:
            lead.next_step_state = lead._needs_next_step() and (lead.activity_state or 'missing')

    def _search_next_step_state(self, operator, value):
        if operator != 'in':
            return NotImplemented
        wanted = {False if state == 'missing' else state for state in value if state}
        is_open = self._next_step_domain()
        found = is_open & Domain('activity_state', 'in', list(wanted)) if wanted else Domain.FALSE
        return found | ~is_open if False in value else found

    @api.model
    def _next_step_domain(self):
        """:return: the opportunities that need a next step; to be kept the same as `_needs_next_step`"""
        return Domain([('type', '=', 'opportunity'), ('won_status', '=', 'pending'), ('active', '=', True)])

    def _needs_next_step(self):
        return self.type == 'opportunity' and self.won_status == 'pending' and self.active

    @api.readonly
    def ask_next_step(self):
        """Ask for the next step after one was done: to be called by the screen on which it was.

        :return: an action that opens the host's form for a new activity, or False where nobody is to be asked: another one is
            planned, the opportunity is closed, the user may not change it, or an administrator does not want it
        """
        self.ensure_one()
        # As superuser: a setting; and whether anything is planned, whoever sees it.
        if self.env['ir.config_parameter'].sudo().get_param(NOT_ASKED) or not self.has_access('write') or self.sudo().activity_ids:
            return False
        return self._needs_next_step() and self.action_plan_next_step()

    def action_plan_next_step(self):
        """:return: an action that opens the host's form for a new activity, with the step that has worked here"""
        self.ensure_one()
        suggested = self.suggest_next_step()
        return {
            'type': 'ir.actions.act_window', 'res_model': 'mail.activity.schedule', 'views': [(False, 'form')], 'target': 'new',
            'name': self.env._("What is the next step with \"%(lead)s\"?", lead=self.name),
            'context': {'active_model': self._name, 'active_ids': self.ids, 'active_id': self.id, 'dialog_size': 'medium',
                        **({'default_activity_type_id': suggested['activity_type_id']} if suggested else {})},
        }
