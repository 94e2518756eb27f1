from odoo import api, fields, models
from odoo.exceptions import UserError

KINDS = [
    ('call', "Call"),
    ('meeting', "Meeting"),
    ('email', "E-mail"),
    ('message', "Message"),
    ('visit', "Visit"),
    ('letter', "Letter"),
    ('note', "Note"),
]
DIRECTIONS = [('in', "Incoming"), ('out', "Outgoing")]


class CrmInteractionType(models.Model):
    """One kind of talk with a customer: a call, a meeting, a letter ...

    Kept in memory as words of the line, see crm.interaction._quick_log_words.
    """

    _name = 'crm.interaction.type'
    _description = "Interaction Type"
    _inherit = ['crm.kept.in.memory']
    _order = 'sequence, id'

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        KINDS,
        required=True,
        default='note',
        help="What the program takes this type for: several types of yours may be calls.",
    )
    icon = fields.Char(default='fa-comment-o', help="A Font Awesome class, such as fa-phone.")
    color = fields.Integer()
    default_direction = fields.Selection(DIRECTIONS)
    default_duration = fields.Float(help="Hours.")
    outcome_ids = fields.Many2many('crm.interaction.outcome', string="Outcomes")
    active = fields.Boolean(default=True)

    _default_duration_positive = models.Constraint(
        'CHECK (default_duration >= 0)',
        "A duration cannot be negative. Leave it empty when there is no usual one.",
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # As superuser: whether a type is used does not depend on who asks.
        used = self.env['crm.interaction'].sudo().search([('type_id', 'in', self.ids)], limit=1).type_id
        if used:
            raise UserError(self.env._(
                "There are interactions of the type \"%(name)s\", so it cannot be deleted. Archive it instead: "
                "it stays on the old interactions and is not offered for new ones.",
                name=used.name,
            ))

    def _in_memory(self):
        """Return what talks take from their type, without a query for the types in use.

        :return: dict with ``id``, ``name`` (in the reader's language), ``kind``, ``direction`` and ``duration``
        """
        known = self.env['crm.interaction']._quick_log_words()['types']
        return next((words for words in known if words['id'] == self.id), None) or self._words()

    def _words(self):
        return {'id': self.id, 'name': self.name, 'kind': self.kind, 'direction': self.default_direction,
                'duration': self.default_duration}
