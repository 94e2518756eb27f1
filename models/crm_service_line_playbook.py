from odoo import api, fields, models


class CrmServiceLine(models.Model):
    """A line has rules of its own: who gets what is new, what is done at each stage."""

    _inherit = 'crm.service.line'

    playbook_ids = fields.Many2many('crm.playbook', string="Playbooks")
    playbook_count = fields.Integer(compute='_compute_playbook_count')

    @api.depends('playbook_ids')
    def _compute_playbook_count(self):
        for line in self:
            line.playbook_count = len(line.playbook_ids)

    def action_view_playbooks(self):
        """Open the rules of this line; a new one is for it, and hands what is new to the members of a team in turn."""
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id('crm_customer_record.crm_playbook_action_rules')
        return dict(action, domain=[('service_line_ids', 'in', self.ids)],
                    context={'default_service_line_ids': self.ids, 'default_event': 'new_lead'})
