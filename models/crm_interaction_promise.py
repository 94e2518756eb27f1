from odoo import fields, models


class CrmInteraction(models.Model):
    """What was promised in a talk."""

    _inherit = 'crm.interaction'

    promise_ids = fields.One2many('crm.promise', 'interaction_id', string="Promises", copy=False)

    def unlink(self):
        # As superuser: what was promised goes with the talk, whoever was to keep it.
        self.sudo().promise_ids.unlink()
        return super().unlink()
