from odoo import fields, models


class CrmInteractionType(models.Model):
    """One kind of talk with a customer: a call, a meeting, a letter ..."""

    _name = 'crm.interaction.type'
    _description = "Interaction Type"
    _order = 'sequence, id'

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [
            ('call', "Call"),
            ('meeting', "Meeting"),
            ('email', "E-mail"),
            ('message', "Message"),
            ('visit', "Visit"),
            ('letter', "Letter"),
            ('note', "Note"),
        ],
        required=True,
        default='note',
    )
    active = fields.Boolean(default=True)
