from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import ormcache
from odoo.tools.safe_eval import datetime, dateutil, safe_eval, time

KINDS = [
    ('field', "A field is filled"),
    ('domain', "A condition holds"),
    ('interaction', "There was a talk"),
    ('quotation', "There is a quotation"),
    ('activity', "A next step is planned"),
    ('document', "A document is attached"),
    ('approval', "It was approved"),
    ('no_skip', "No stage before it is skipped"),
    ('no_return', "Nobody comes back to it"),
]
# What a kind needs to be told.
NEEDED = {'field': 'field_id', 'domain': 'domain', 'approval': 'group_id', 'external': 'endpoint_id'}


class StageRequirementError(UserError):
    """Opportunities may not enter a stage yet; `context` tells the web client what to show instead of a bare message."""

    def __init__(self, message, context):
        super().__init__(message)
        self.context = context


class CrmStageRequirement(models.Model):
    """What must hold before an opportunity enters a stage, of some teams or of all.

    Kept in memory: a database without requirements pays nothing for them.
    """

    _name = 'crm.stage.requirement'
    _description = "Stage Requirement"
    _inherit = ['crm.kept.in.memory']
    _kept_in = 'stable'
    _order = 'stage_id, sequence, id'
    _check_company_auto = True

    name = fields.Char(translate=True, help="What salespeople read in their checklist. Empty: the usual words.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    stage_id = fields.Many2one('crm.stage', required=True, ondelete='cascade', index=True)
    team_ids = fields.Many2many('crm.team', string="Sales Teams", ondelete='restrict', check_company=True,
        help="Only for opportunities of these teams. Empty: for all.")
    service_line_ids = fields.Many2many(
        'crm.service.line', string="Service Lines", ondelete='restrict', help="Only for opportunities of these lines. Empty: for all.")
    company_id = fields.Many2one('res.company', index=True, help="Only for opportunities of this company. Empty: for all.")
    kind = fields.Selection(KINDS, string="What is needed", required=True, default='field')
    is_blocking = fields.Boolean(
        string="Blocking", default=True,
        help="Nobody gets an opportunity into the stage without it, unless a manager says why. Otherwise it is only said.")
    hint = fields.Char(translate=True, help="What to do about it, for who is stopped. Empty: the usual words.")
    field_id = fields.Many2one(
        'ir.model.fields', string="Field", ondelete='cascade',
        domain="[('model', '=', 'crm.lead'), ('store', '=', True), ('ttype', 'not in', ('boolean', 'one2many'))]")
    field_name = fields.Char(related='field_id.name', string="Field Name")
    domain = fields.Char(string="Condition", default='[]')
    interaction_type_ids = fields.Many2many('crm.interaction.type', string="Types of Talk", help="Empty: any.")
    activity_type_id = fields.Many2one('mail.activity.type', string="Activity Type", ondelete='cascade', help="Empty: any.")
    since = fields.Selection(
        [('stage', "since the present stage began"), ('days', "in the last days"), ('ever', "at any time")], default='stage', required=True)
    days = fields.Integer(default=14)
    quotation_state = fields.Selection([('sent', "sent"), ('confirmed', "confirmed")], default='sent')
    document_name = fields.Char(string="File Name contains", help="Empty: any file.")
    group_id = fields.Many2one('res.groups', string="Approved by", ondelete='restrict')

    _days_positive = models.Constraint('CHECK (days > 0)', "The number of days must be greater than zero.")

    @api.depends('name', 'kind', 'field_id', 'group_id', 'interaction_type_ids', 'activity_type_id', 'quotation_state')
    @api.depends_context('lang')
    def _compute_display_name(self):
        for requirement in self:
            requirement.display_name = requirement.name or requirement._usual_name()

    def _usual_name(self):
        labels = {
            'field': self.field_id.field_description and self.env._("%(field)s is filled", field=self.field_id.sudo().field_description),
            'interaction': self.interaction_type_ids and self.env._("Talk: %(types)s", types=", ".join(self.interaction_type_ids.mapped('name'))),
            'activity': self.activity_type_id and self.env._("Planned: %(type)s", type=self.activity_type_id.name),
            'quotation': self.env._("Quotation confirmed") if self.quotation_state == 'confirmed' else self.env._("Quotation sent"),
            'approval': self.group_id and self.env._("Approved by %(group)s", group=self.group_id.sudo().name),
        }
        return labels.get(self.kind) or dict(self._fields['kind']._description_selection(self.env)).get(self.kind)

    @api.constrains('kind', 'field_id', 'domain', 'group_id')
    def _check_complete(self):
        for requirement in self:
            needed = NEEDED.get(requirement.kind)
            if needed and not requirement[needed]:
                raise ValidationError(self.env._(
                    "The requirement \"%(name)s\" lacks: %(field)s.", name=requirement.display_name,
                    field=self._fields[needed]._description_string(self.env)))
            if requirement.kind == 'field' and requirement.field_id.sudo().model != 'crm.lead':
                raise ValidationError(self.env._("Choose a field of opportunities."))
            if requirement.kind == 'domain':
                requirement._check_domain()

    def _check_domain(self):
        try:
            self._read_domain().validate(self.env['crm.lead'])
        except Exception as error:  # whatever is typed there
            raise ValidationError(self.env._(
                "The condition of \"%(name)s\" cannot be read: %(error)s. Choose it anew in the editor.",
                name=self.display_name, error=error)) from error

    def _read_domain(self):
        """:return: the condition on opportunities, as it reads for the current user on this day"""
        return Domain(safe_eval(self.domain or '[]', {
            'uid': self.env.uid, 'datetime': datetime, 'time': time, 'relativedelta': dateutil.relativedelta.relativedelta,
            'context_today': lambda: fields.Date.context_today(self), 'current_date': fields.Date.to_string(fields.Date.context_today(self)),
        }))

    @api.model
    @ormcache(cache='stable')
    def _in_memory(self):
        """:return: {stage id: [(requirement id, team ids, line ids, company id or False, whether it blocks)]}, in order; kept in memory"""
        known = {}
        # As superuser: the rules of all companies, each asked for its own.
        for requirement in self.sudo().search_fetch([], ['stage_id', 'team_ids', 'service_line_ids', 'company_id', 'is_blocking']):
            known.setdefault(requirement.stage_id.id, []).append(
                (requirement.id, frozenset(requirement.team_ids.ids), frozenset(requirement.service_line_ids.ids),
                 requirement.company_id.id, requirement.is_blocking))
        return known

    @api.model
    @ormcache(cache='stable')
    def _guarded_stages(self):
        """:return: ids of the stages that may be refused; kept in memory"""
        return frozenset(stage_id for stage_id, rules in self._in_memory().items() if any(blocks for *_rest, blocks in rules))

    @api.model
    @ormcache(cache='stable')
    def _recommended_stages(self):
        """:return: ids of the stages for which something is recommended; kept in memory"""
        return frozenset(stage_id for stage_id, rules in self._in_memory().items() if not all(blocks for *_rest, blocks in rules))

    @api.model
    @ormcache(cache='stable')
    def _recommended_lines(self):
        """:return: ids of the service lines to which something is recommended, or None when something is to all; kept in memory"""
        lines = [lines for rules in self._in_memory().values() for _id, _teams, lines, _company, blocks in rules if not blocks]
        return frozenset().union(*lines) if all(lines) else None

    @api.model
    def _applying(self, lead, stage_id, is_blocking=None):
        """:return: ids of the requirements that an opportunity meets on its way into a stage, in order; those that block, or do not, or all"""
        known = lead.sudo()  # as superuser: team, line and company of the opportunity are only compared
        team_id, line_id, company_id = known.team_id.id, known.service_line_id.id, known.company_id.id
        return [requirement_id for requirement_id, teams, lines, company, blocks in self._in_memory().get(stage_id, ())
                if is_blocking in (None, blocks) and (not teams or team_id in teams) and (not lines or line_id in lines) and (not company or company == company_id)]
