from odoo import api, fields, models


class CrmInteractionOutcome(models.Model):
    """How a talk ended: reached, no answer, cancelled ..."""

    _name = 'crm.interaction.outcome'
    _description = "Interaction Outcome"
    _order = 'sequence, id'

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    type_ids = fields.Many2many(
        'crm.interaction.type',
        string="Types",
        help="The types of interaction that can end like this. Empty: all of them.",
    )
    is_failed = fields.Boolean(
        string="Failed",
        help="The customer was not spoken to: nobody answered, the meeting was cancelled ...",
    )
    color = fields.Integer()
    active = fields.Boolean(default=True)

    # The words that the line knows are kept in memory, see crm.interaction._quick_log_words.

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
