from odoo import fields, models


class CrmStage(models.Model):
    """A stage knows what opportunities need to enter it; deleted, it stays in the history by its name."""

    _inherit = 'crm.stage'

    requirement_ids = fields.One2many('crm.stage.requirement', 'stage_id', string="Checked Requirements")

    def unlink(self):
        self.env['crm.stage.transition']._keep_names(self)
        return super().unlink()
