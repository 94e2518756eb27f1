from odoo import fields, models


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    interaction_ids = fields.One2many('crm.interaction', 'lead_id', string="Interactions")
    interaction_count = fields.Integer(string="Talks", compute='_compute_interaction_count')

    def _compute_interaction_count(self):
        """Count what the viewer may read, for all leads in one query; nothing for those without a role here."""
        Interaction = self.env['crm.interaction']
        counts = {}
        if Interaction.has_access('read'):
            counts = {
                lead.id: count
                for lead, count in Interaction._read_group([('lead_id', 'in', self.ids)], ['lead_id'], ['__count'])
            }
        for lead in self:
            lead.interaction_count = counts.get(lead.id, 0)

    def action_view_interactions(self):
        """Open the interactions of this opportunity; a new one starts with its customer."""
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id('crm_customer_record.crm_interaction_action')
        return dict(
            action,
            domain=[('lead_id', '=', self.id)],
            context={'default_lead_id': self.id, 'default_partner_id': self.partner_id.id},
        )
