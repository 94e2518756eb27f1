from odoo import api, fields, models


class CrmTeam(models.Model):
    """How many opportunities of a team wait without a next step."""

    _inherit = 'crm.team'

    missing_next_step_count = fields.Integer(string="Without a Next Step", compute='_compute_missing_next_step_count')

    @api.depends_context('uid', 'allowed_company_ids')
    def _compute_missing_next_step_count(self):
        """Of those that the viewer reads."""
        Lead, counts = self.env['crm.lead'], {}
        if Lead.has_access('read'):
            counts = {team.id: count for team, count in Lead._read_group(
                [('next_step_state', '=', 'missing'), ('team_id', 'in', self.ids)], ['team_id'], ['__count'])}
        for team in self:
            team.missing_next_step_count = counts.get(team.id, 0)

    def action_open_missing_next_steps(self):
        """Open them, by salesperson."""
        action = self.env['ir.actions.act_window']._for_xml_id('crm_customer_record.crm_lead_action_missing_next_step')
        return dict(action, domain=[('next_step_state', '=', 'missing'), ('team_id', 'in', self.ids)])
