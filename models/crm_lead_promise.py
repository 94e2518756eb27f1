from odoo import fields, models


class CrmLead(models.Model):
    """What was promised about an opportunity."""

    _inherit = 'crm.lead'

    promise_ids = fields.One2many('crm.promise', 'lead_id', string="Promises")
    promise_count = fields.Integer(string="Open Promises", compute='_compute_promise_count')

    def _compute_promise_count(self):
        """Count the open ones that the viewer may read, in one query; nothing for those without a role here."""
        Promise = self.env['crm.promise']
        counts = {}
        if Promise.has_access('read'):
            groups = Promise._read_group([('lead_id', 'in', self.ids), ('state', '=', 'open')], ['lead_id'], ['__count'])
            counts = {lead.id: count for lead, count in groups}
        for lead in self:
            lead.promise_count = counts.get(lead.id, 0)

    def action_view_promises(self):
        """Open the promises about this opportunity; a new one starts with its customer."""
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id('crm_customer_record.crm_promise_action')
        return dict(
            action,
            domain=[('lead_id', '=', self.id)],
            context={'default_lead_id': self.id, 'default_partner_id': self.partner_id.id},
        )
