from odoo import fields, models


class CrmStage(models.Model):
    """A stage knows what opportunities need to enter it; deleted, it stays in the history by its name."""

    _inherit = 'crm.stage'

    service_line_ids = fields.Many2many(
        'crm.service.line', 'crm_service_line_stage_rel', 'stage_id', 'line_id', string="Service Lines",
        help="Only opportunities of these lines go through this stage. Empty: those without a line, or of one without own stages.")
    requirement_ids = fields.One2many('crm.stage.requirement', 'stage_id', string="Checked Requirements")

    def unlink(self):
        self.env['crm.stage.transition']._keep_names(self)
        return super().unlink()
