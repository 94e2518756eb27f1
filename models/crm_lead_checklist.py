from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmLead(models.Model):
    """What is still missing on the way, on the card and in the form, and one click to do it."""

    _inherit = 'crm.lead'

    requirement_total = fields.Integer(
        string="Requirements of the next stage", compute='_compute_requirement_progress',
        help="What is needed before the opportunity goes on.")
    requirement_met = fields.Integer(string="Requirements met", compute='_compute_requirement_progress')
    requirement_missing = fields.Char(string="Missing for the next stage", compute='_compute_requirement_progress')
    silence_days = fields.Integer(
        string="Days of silence", compute='_compute_silence_days',
        help="Days since the last talk or message about this opportunity, or since it began.")

    @api.depends('stage_id', 'team_id', 'type')
    @api.depends_context('uid')
    def _compute_requirement_progress(self):
        """For all opportunities of a page together: one question for each requirement."""
        self.requirement_total = self.requirement_met = 0
        self.requirement_missing = False
        if not self.env['crm.stage.requirement']._in_memory():
            return
        # What is saved counts: a form that is being edited has not done anything yet.
        saved = self._origin.filtered(lambda lead: lead.type == 'opportunity' and lead.won_status == 'pending')
        nexts = {lead: stage for lead, stage in saved._next_stages().items() if stage}
        asked = {lead.id: self.env['crm.stage.requirement']._applying(lead, stage.id) for lead, stage in nexts.items()}
        missing = saved._find_missing([(lead, lead.stage_id.id, stage.id, 'moved') for lead, stage in nexts.items()])
        for lead in self:
            needed, lacking = asked.get(lead._origin.id, ()), missing.get(lead._origin.id, ())
            lead.requirement_total = len(needed)
            lead.requirement_met = len(needed) - len(lacking)
            lead.requirement_missing = ", ".join(requirement.display_name for requirement in lacking)

    @api.depends_context('uid')
    def _compute_silence_days(self):
        """From the talks that the viewer may read, and the dates of messages of opportunities they read anyway."""
        now, latest = fields.Datetime.now(), {}
        Interaction = self.env['crm.interaction']
        if Interaction.has_access('read'):
            latest = {lead.id: date for lead, date in Interaction._read_group([('lead_id', 'in', self.ids)], ['lead_id'], ['date:max'])}
        # As superuser: only how old they are, of opportunities that the user reads.
        said = self.env['mail.message'].sudo()._read_group(
            [('model', '=', 'crm.lead'), ('res_id', 'in', self.ids), ('message_type', 'in', ('email', 'comment'))], ['res_id'], ['date:max'])
        messages = dict(said)
        for lead in self:
            dates = [date for date in (latest.get(lead._origin.id), messages.get(lead._origin.id)) if date]
            since = max(dates) if dates else lead.create_date
            lead.silence_days = max((now - since).days, 0) if since else 0

    def _next_stages(self):
        """:return: {opportunity: the stage after its present one, or an empty record}"""
        ways = self._stage_ways()
        nexts = {}
        for lead in self:
            way = ways[lead.id]
            place = way.ids.index(lead.stage_id.id) if lead.stage_id in way else len(way)
            nexts[lead] = way[place + 1:place + 2]
        return nexts

    @api.readonly
    def requirement_status(self, stage_id=None):
        """Tell what this opportunity needs.

        :param int stage_id: on its way into this stage only; without, for its present stage and all that follow
        :return: list of dicts in the order of the stages: ``requirement`` (id), ``name``, ``met``, ``blocking``, ``hint`` (what
            to do, in words), ``stage_id``, ``stage`` (its name), ``is_next`` and ``is_here``
            (whether it is of the very next stage, of the present one), ``kind``, ``remedy`` (label of the button that does it, or
            False), ``field`` (name of the field to fill, or False)
        """
        self.ensure_one()
        way = self._stage_ways()[self.id]
        if stage_id:
            stages = self.env['crm.stage'].browse(stage_id)
        else:
            stages = way[way.ids.index(self.stage_id.id):] if self.stage_id in way else way
        following = self._next_stages()[self]
        missing = self._find_missing([(self, self.stage_id.id, stage.id, 'moved') for stage in stages]).get(self.id, [])
        missing_ids = {requirement.id for requirement in missing}
        Requirement = self.env['crm.stage.requirement'].sudo()  # the rule itself is no secret
        return [{
            **requirement._describe(self), 'met': requirement.id not in missing_ids, 'is_next': stage == following,
            'is_here': stage == self.stage_id,
        } for stage in stages for requirement in Requirement.browse(Requirement._applying(self, stage.id)).exists()]

    def action_requirement_remedy(self, requirement_id):
        """Open what does it: the form of a talk, a new quotation, the next step; ask for an approval or give it.

        :param int requirement_id:
        :return: an action, or True when it is done already
        """
        self.ensure_one()
        requirement = self.env['crm.stage.requirement'].browse(requirement_id).sudo()  # the rule itself is no secret
        remedy = getattr(self, f'_remedy_{requirement.kind}', None)
        if not remedy:
            raise UserError(requirement._get_hint())
        return remedy(requirement)

    def _remedy_interaction(self, requirement):
        return {
            'type': 'ir.actions.act_window', 'res_model': 'crm.interaction', 'views': [(False, 'form')], 'target': 'new',
            'name': requirement.display_name,
            'context': {'default_lead_id': self.id, 'default_partner_id': self.partner_id.id,
                        **({'default_type_id': requirement.interaction_type_ids[0].id} if requirement.interaction_type_ids else {})},
        }

    def _remedy_quotation(self, requirement):
        if self.quotation_count:
            return self.action_view_sale_quotation()
        return self.action_sale_quotations_new()

    def _remedy_activity(self, requirement):
        return {
            'type': 'ir.actions.act_window', 'res_model': 'mail.activity.schedule', 'views': [(False, 'form')], 'target': 'new',
            'name': requirement.display_name,
            'context': {'active_model': 'crm.lead', 'active_ids': self.ids, 'active_id': self.id, 'dialog_size': 'medium',
                        **({'default_activity_type_id': requirement.activity_type_id.id} if requirement.activity_type_id else {})},
        }

    def _remedy_field(self, requirement):
        return {'type': 'ir.actions.act_window', 'res_model': 'crm.lead', 'res_id': self.id, 'views': [(False, 'form')]}

    _remedy_domain = _remedy_field
    _remedy_document = _remedy_field

    def _remedy_approval(self, requirement):
        """Give it when the user may, else ask somebody of the group for it."""
        self.check_access('write')
        self.env['crm.stage.approval']._ask(self, requirement)
        return True
