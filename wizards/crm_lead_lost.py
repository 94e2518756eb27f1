from odoo import api, fields, models
from odoo.tools import html2plaintext, is_html_empty


class CrmLeadLost(models.TransientModel):
    """The host's dialog asks what is to be known of these losses."""

    _inherit = 'crm.lead.lost'

    competitor_id = fields.Many2one(
        'res.partner', compute='_compute_competitor_id', store=True, readonly=False, domain="[('is_company', '=', True)]",
        help="Who won it instead of us.")
    asks_competitor = fields.Boolean(compute='_compute_asked')
    needs_reason = fields.Boolean(compute='_compute_asked')
    needs_competitor = fields.Boolean(compute='_compute_asked')
    needs_note = fields.Boolean(compute='_compute_asked')

    @api.depends('lead_ids')
    def _compute_competitor_id(self):
        for wizard in self:
            wizard.competitor_id = wizard.lead_ids._known_competitor()

    @api.depends('lead_ids', 'lost_reason_id')
    def _compute_asked(self):
        rule = self.env['crm.closing.rule']
        for wizard in self:
            asked, required = set(), set()
            for lead in wizard.lead_ids._origin.filtered(lambda lead: lead.type == 'opportunity') if rule._in_memory() else ():
                asks, needs = rule._asked(lead, 'lost', wizard.lost_reason_id.id)
                asked |= asks
                # What an opportunity knows already need not be said again.
                required |= {name for name in needs if name == 'lost_reason_id' or not lead[name]}
            wizard.asks_competitor = 'competitor_id' in asked
            wizard.needs_reason = 'lost_reason_id' in required
            wizard.needs_competitor = 'competitor_id' in required
            wizard.needs_note = 'closing_note' in required

    def action_lost_reason_apply(self):
        """Keep competitor and note with the opportunities, then lose them as the host does."""
        self.ensure_one()
        values = {}
        if self.competitor_id:
            values['competitor_id'] = self.competitor_id.id
        if not is_html_empty(self.lost_feedback):
            values['closing_note'] = html2plaintext(self.lost_feedback).strip()
        if values:
            self.lead_ids.write(values)
        return super().action_lost_reason_apply()
