from odoo import api, fields, models
from odoo.exceptions import ValidationError

KINDS = [
    ('plan', "Start an activity plan"),
    ('activity', "Plan an activity"),
    ('assign', "Hand it to somebody"),
    ('mail', "Send an e-mail"),
    ('tag', "Add tags"),
    ('webhook', "Tell another system"),
]
# What a kind needs to be told.
NEEDED = {'plan': 'plan_id', 'activity': 'activity_type_id', 'mail': 'template_id', 'webhook': 'endpoint_id'}
# Fields whose record is for one kind of document only, and where that says so.
OF_MODEL = {'plan': ('plan_id', 'res_model'), 'mail': ('template_id', 'model'), 'activity': ('activity_type_id', 'res_model')}
MODELS = {'lead': ('crm.lead',), 'partner': ('res.partner',), 'both': ('crm.lead', 'res.partner')}


class CrmPlaybookAction(models.Model):
    """One thing a rule does; what it says is what stands here, and nothing about what the rule found."""

    _name = 'crm.playbook.action'
    _description = "Playbook Action"
    _order = 'sequence, id'

    playbook_id = fields.Many2one('crm.playbook', required=True, ondelete='cascade', index=True)
    subject = fields.Selection(related='playbook_id.subject')
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, required=True, default='activity', string="Do")
    plan_id = fields.Many2one(
        'mail.activity.plan', string="Plan", ondelete='restrict', domain="[('res_model', 'in', ('crm.lead', 'res.partner'))]")
    activity_type_id = fields.Many2one(
        'mail.activity.type', string="Activity Type", ondelete='restrict', domain="[('res_model', 'in', (False, 'crm.lead', 'res.partner'))]",
        default=lambda self: self.env.ref('mail.mail_activity_data_todo', raise_if_not_found=False))
    summary = fields.Char(translate=True, help="Whoever reads the opportunity or the customer reads this.")
    in_days = fields.Integer(string="Days from now", help="0: today.")
    responsible = fields.Selection(
        [('salesperson', "the salesperson"), ('leader', "the team's leader"), ('user', "a certain person")], default='salesperson', required=True,
        help="Where there is no salesperson, or one who may not read it, the team's leader.")
    user_id = fields.Many2one('res.users', string="Person", domain=[('share', '=', False)], ondelete='restrict')
    assign_to = fields.Selection(
        [('user', "a certain person"), ('team', "a team"), ('turn', "the members of a team in turn")], default='turn', required=True,
        help="In turn: who has waited longest, of the active members whose assignment is not paused, who are not on leave and not out of office.")
    team_id = fields.Many2one('crm.team', string="Sales Team", ondelete='restrict', help="Empty: that of the opportunity.")
    only_unassigned = fields.Boolean(string="Only if nobody has it")
    template_id = fields.Many2one(
        'mail.template', string="Template", ondelete='restrict', domain="[('model', 'in', ('crm.lead', 'res.partner'))]")
    tag_ids = fields.Many2many('crm.tag', string="Tags of Opportunities", ondelete='restrict')
    category_ids = fields.Many2many('res.partner.category', string="Tags of Customers", ondelete='restrict')
    endpoint_id = fields.Many2one('crm.webhook.endpoint', string="Receiver", ondelete='restrict')

    _days_sensible = models.Constraint('CHECK (in_days >= 0 AND in_days <= 3650)', "The number of days must be between 0 and 3650.")

    @api.depends('kind', 'plan_id', 'activity_type_id', 'template_id', 'endpoint_id', 'summary')
    @api.depends_context('lang')
    def _compute_display_name(self):
        labels = dict(self._fields['kind']._description_selection(self.env))
        for action in self:
            what = {'plan': action.plan_id.name, 'mail': action.template_id.name, 'webhook': action.endpoint_id.name,
                    'activity': action.summary or action.activity_type_id.name}.get(action.kind)
            action.display_name = f"{labels[action.kind]}: {what}" if what else labels[action.kind]

    @api.constrains('kind', 'plan_id', 'activity_type_id', 'template_id', 'endpoint_id', 'user_id', 'assign_to', 'responsible', 'team_id',
                    'tag_ids', 'category_ids', 'playbook_id')
    def _check_complete(self):
        for action in self:
            lacking = action._get_lacking()
            if lacking:
                raise ValidationError(self.env._(
                    "The action \"%(name)s\" lacks: %(field)s.", name=action.display_name, field=action._fields[lacking]._description_string(self.env)))
            if action.kind in OF_MODEL:
                name, column = OF_MODEL[action.kind]
                model = action[name].sudo()[column]  # as superuser: only what it is for
                if model and model not in MODELS[action.subject]:
                    raise ValidationError(self.env._(
                        "\"%(name)s\" is for another kind of record than this rule looks at. Choose another one.", name=action[name].sudo().display_name))

    def _get_lacking(self):
        """:return: name of the field this action cannot do without, or None"""
        if self.kind in NEEDED:
            if not self[NEEDED[self.kind]]:
                return NEEDED[self.kind]
            return 'user_id' if self.kind in ('plan', 'activity') and self.responsible == 'user' and not self.user_id else None
        if self.kind == 'tag':
            return None if self.tag_ids or self.category_ids else 'tag_ids'
        if self.assign_to == 'user':
            return None if self.user_id else 'user_id'
        return None if self.team_id or (self.assign_to == 'turn' and self.subject != 'partner') else 'team_id'
