import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class CrmInteractionTemplate(models.Model):
    """A talk that happens often, named in the line by "/" and its shortcut: "/nr" for "no reply"."""

    _name = 'crm.interaction.template'
    _description = "Interaction Template"
    _order = 'sequence, name, id'

    name = fields.Char(required=True, translate=True)
    shortcut = fields.Char(required=True, help="Typed behind \"/\" in the line, such as: nr")
    sequence = fields.Integer(default=10)
    text = fields.Text(translate=True, help="What the summary begins with. Empty: the name.")
    type_id = fields.Many2one('crm.interaction.type', string="Type", ondelete='cascade')
    outcome_id = fields.Many2one('crm.interaction.outcome', string="Outcome", ondelete='set null')
    next_step_days = fields.Integer(string="Next Step in Days", help="0: no next step.")
    next_step_note = fields.Char(string="What to Do", translate=True)
    next_step_type_id = fields.Many2one(
        'mail.activity.type', string="Next Step", ondelete='set null',
        domain=[('res_model', 'in', (False, 'res.partner', 'crm.lead'))])
    user_id = fields.Many2one(
        'res.users', string="Only for", default=lambda self: self.env.user, ondelete='cascade', domain=[('share', '=', False)],
        help="Only this colleague has it. Empty: the team, or everybody. Only administrators share templates.")
    team_id = fields.Many2one(
        'crm.team', string="Sales Team", ondelete='cascade', help="For its members. Empty, and nobody named: for everybody.")
    active = fields.Boolean(default=True)

    _next_step_days_positive = models.Constraint(
        'CHECK (next_step_days >= 0)',
        "A next step lies ahead. Enter in how many days it is due, or 0 for none.",
    )

    @api.constrains('shortcut')
    def _check_shortcut(self):
        for template in self:
            if not re.fullmatch(r'\w[\w-]*', template.shortcut or ''):
                raise ValidationError(self.env._(
                    "A shortcut is one word of letters and digits, such as \"nr\". \"%(shortcut)s\" is none.",
                    shortcut=template.shortcut))

    @api.constrains('type_id', 'outcome_id')
    def _check_outcome_id(self):
        for template in self.filtered('outcome_id.type_ids'):
            if template.type_id not in template.outcome_id.type_ids:
                raise ValidationError(self.env._(
                    "The outcome \"%(outcome)s\" does not fit the type \"%(type)s\". Choose another outcome.",
                    outcome=template.outcome_id.name, type=template.type_id.name or self.env._("none")))

    def write(self, vals):
        result = super().write(vals)
        if not {'user_id', 'team_id'}.isdisjoint(vals):
            # Rules look at a record before it changes; whose it becomes counts as well.
            self.check_access('write')
        return result

    @api.model
    def _own_first(self):
        """The templates of the user: own ones first, then those of the teams, then those of everybody."""
        teams = self.env.user._get_interaction_teams()[self.env.uid]
        mine = Domain('user_id', '=', self.env.uid)
        shared = Domain('user_id', '=', False) & Domain('team_id', 'in', [False, *teams.ids])
        return self.search(mine | shared).sorted(lambda template: (not template.user_id, not template.team_id))

    @api.model
    def _shortcuts(self):
        """Return ``[(id, shortcut)]``; of two with one shortcut the more personal comes first."""
        return [(template.id, template.shortcut) for template in self._own_first()]

    @api.model
    @api.readonly
    def quick_log_templates(self):
        """Return what the line offers behind "/".

        :return: list of ``{'shortcut', 'name', 'text'}``, own ones first, each shortcut once
        """
        found = {}
        for template in self._own_first():
            found.setdefault(template.shortcut.casefold(), {
                'shortcut': template.shortcut, 'name': template.name, 'text': template.text or ''})
        return list(found.values())
