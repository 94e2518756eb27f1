from odoo import api, fields, models

from ..models.crm_lead_closing import ASKED


class CrmLeadWon(models.TransientModel):
    """Asks why opportunities are won, where an administrator wants to know, and wins them."""

    _name = 'crm.lead.won'
    _description = "Get Won Reason"

    lead_ids = fields.Many2many('crm.lead', string="Opportunities", required=True)
    won_reason_id = fields.Many2one('crm.won.reason')
    competitor_id = fields.Many2one(
        'res.partner', string="Competitor beaten", compute='_compute_competitor_id', store=True, readonly=False,
        domain="[('is_company', '=', True)]")
    closing_note = fields.Text(help="What made the difference.")
    asks_reason = fields.Boolean(compute='_compute_asked')
    asks_competitor = fields.Boolean(compute='_compute_asked')
    asks_note = fields.Boolean(compute='_compute_asked')
    needs_reason = fields.Boolean(compute='_compute_asked')
    needs_competitor = fields.Boolean(compute='_compute_asked')
    needs_note = fields.Boolean(compute='_compute_asked')

    @api.depends('lead_ids')
    def _compute_competitor_id(self):
        for wizard in self:
            wizard.competitor_id = wizard.lead_ids._known_competitor()

    @api.depends('lead_ids')
    def _compute_asked(self):
        for wizard in self:
            asked, required = (wizard.lead_ids._origin._closing_asked('won', is_required) for is_required in (False, True))
            for question, name in (('reason', 'won_reason_id'), ('competitor', 'competitor_id'), ('note', 'closing_note')):
                wizard[f'asks_{question}'] = name in asked
                # What every opportunity knows already need not be said again.
                wizard[f'needs_{question}'] = name in required and any(not lead[name] for lead in wizard.lead_ids)

    def action_apply(self):
        """Keep the answers and win the opportunities.

        :return: the host's celebration of a single one, or True
        """
        self.ensure_one()
        values = {name: self._fields[name].convert_to_write(self[name], self)
                  for name in ('won_reason_id', 'competitor_id', 'closing_note') if self[name]}
        leads = self.lead_ids.with_context(**{ASKED: True})
        if values:
            leads.write(values)
        if len(leads) > 1:
            return leads.action_set_won()
        celebration = leads.action_set_won_rainbowman()
        return {'type': 'ir.actions.act_window_close', **celebration} if isinstance(celebration, dict) else celebration
