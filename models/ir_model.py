from odoo import models


class IrModel(models.Model):
    """When an application is removed, its records leave the timeline."""

    _inherit = 'ir.model'

    def _drop_table(self):
        if 'crm.timeline.link' in self.env:
            self.env['crm.timeline.link']._forget_models(self.mapped('model'))
        return super()._drop_table()
