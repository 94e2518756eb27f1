from odoo import fields, models


class CrmInteractionOutcome(models.Model):
    """How a talk ended: reached, no answer, cancelled ...

    Kept in memory as words of the line, see crm.interaction._quick_log_words.
    """

    _name = 'crm.interaction.outcome'
    _description = "Interaction Outcome"
    _inherit = ['crm.kept.in.memory']
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
