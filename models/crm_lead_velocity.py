from odoo import api, fields, models


class CrmLead(models.Model):
    """How long opportunities usually are in the stage."""

    _inherit = 'crm.lead'

    usual_days = fields.Integer(
        string="Usual Days in Stage", compute='_compute_usual_days', aggregator=None,
        help="Half of the deals that left this stage in the last two years had left it by then.")

    @api.depends('stage_id', 'company_id')
    def _compute_usual_days(self):
        """For all opportunities of a page together."""
        usual = self.env['crm.stage.statistics']._get_usual_days(self.stage_id._origin)
        for lead in self:
            lead.usual_days = round(usual.get((lead.company_id.id or None, lead.stage_id._origin.id), 0))
