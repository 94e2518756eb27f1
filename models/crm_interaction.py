from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .crm_interaction_type import DIRECTIONS

# Clocks of telephone exchanges and of colleagues' computers differ a little.
CLOCK_TOLERANCE = timedelta(minutes=15)
TITLE_LENGTH = 80


class CrmInteraction(models.Model):
    """One talk with a customer.

    It is no mail.thread on purpose: followers and messages would carry what is confidential to
    people outside, and a talk is written in seconds.
    """

    _name = 'crm.interaction'
    _description = "Interaction"
    _order = 'date desc, id desc'
    _rec_name = 'summary'
    _check_company_auto = True

    type_id = fields.Many2one(
        'crm.interaction.type',
        required=True,
        ondelete='restrict',
        default=lambda self: self._default_type_id(),
    )
    kind = fields.Selection('_select_kind', compute='_compute_kind', store=True, precompute=True)
    type_icon = fields.Char(related='type_id.icon')
    type_color = fields.Integer(related='type_id.color')
    direction = fields.Selection(
        DIRECTIONS, compute='_compute_type_defaults', store=True, readonly=False, precompute=True)
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    duration = fields.Float(
        compute='_compute_type_defaults', store=True, readonly=False, precompute=True, help="Hours.")
    partner_id = fields.Many2one(
        'res.partner', string="Contact", required=True, ondelete='restrict', check_company=True,
        help="The person or company spoken to.")
    account_id = fields.Many2one(
        'res.partner',
        string="Account",
        compute='_compute_account_id',
        store=True,
        precompute=True,
        ondelete='restrict',
        help="The company or private person behind the contact at that time.",
    )
    participant_ids = fields.Many2many(
        'res.partner', string="Participants", help="Who else took part, colleagues included.")
    user_id = fields.Many2one(
        'res.users', string="Colleague", default=lambda self: self.env.user, domain=[('share', '=', False)])
    team_id = fields.Many2one(
        'crm.team', string="Sales Team", compute='_compute_team_id', store=True, readonly=False, precompute=True,
        check_company=True, help="The team at that time.")
    lead_id = fields.Many2one(
        'crm.lead', string="Opportunity", index='btree_not_null', ondelete='set null', check_company=True)
    summary = fields.Text(required=True, index='trigram', help="The first line is the title.")
    outcome_id = fields.Many2one('crm.interaction.outcome', ondelete='restrict', index='btree_not_null')
    is_failed = fields.Boolean(related='outcome_id.is_failed')
    confidentiality = fields.Selection(
        [('normal', "Normal"), ('team', "Team"), ('private', "Private")],
        required=True,
        default='normal',
        help="Normal: everybody whose role reaches it.\n"
             "Team: only the team, its leaders and managers.\n"
             "Private: only you, the colleagues taking part and those allowed to read confidential interactions.",
    )
    attachment_ids = fields.Many2many('ir.attachment', string="Attachments", copy=False)
    source = fields.Char(copy=False, help="The system that this interaction comes from, such as a telephone exchange.")
    external_id = fields.Char(string="External ID", copy=False, help="Its number in that system.")
    company_id = fields.Many2one(
        'res.company', compute='_compute_company_id', store=True, readonly=False, precompute=True, index=True)

    _account_date_idx = models.Index('(account_id, date DESC, id DESC)')
    _partner_date_idx = models.Index('(partner_id, date DESC, id DESC)')
    _user_date_idx = models.Index('(user_id, date DESC, id DESC)')
    _team_date_idx = models.Index('(team_id, date DESC, id DESC)')
    _date_idx = models.Index('(date DESC, id DESC)')
    _external_id_unique = models.UniqueIndex(
        "(external_id, COALESCE(source, '')) WHERE external_id <> ''",
        "This interaction is already recorded: the same source gave the same number before.",
    )
    _duration_positive = models.Constraint(
        'CHECK (duration >= 0)',
        "A duration cannot be negative. Enter how long the talk took, or leave it empty.",
    )

    @api.model
    def _default_type_id(self):
        """The first type in the administrator's order."""
        return self.env['crm.interaction.type'].search([], limit=1)

    @api.model
    def _select_kind(self):
        return self.env['crm.interaction.type']._fields['kind']._description_selection(self.env)

    @api.depends('type_id.kind')
    def _compute_kind(self):
        for interaction in self:
            interaction.kind = interaction.type_id._in_memory()['kind']

    @api.depends('type_id')
    def _compute_type_defaults(self):
        for interaction in self:
            usual = interaction.type_id._in_memory()
            interaction.direction = interaction.direction or usual['direction']
            interaction.duration = interaction.duration or usual['duration']

    @api.depends('partner_id')
    def _compute_account_id(self):
        # Depends on the contact only: who changes employer leaves the history where it happened.
        for interaction in self:
            interaction.account_id = interaction.partner_id.commercial_partner_id

    @api.depends('partner_id', 'lead_id')
    def _compute_company_id(self):
        for interaction in self:
            # As superuser: an accountant does not read opportunities; only their company is taken.
            lead_company = interaction.lead_id.sudo().company_id
            interaction.company_id = (
                lead_company or interaction.partner_id.company_id or interaction.company_id or self.env.company)

    @api.depends('user_id', 'lead_id')
    def _compute_team_id(self):
        Users = self.env['res.users']
        for interaction in self:
            # As superuser: an accountant does not read opportunities; only their team is taken.
            lead_team = interaction.lead_id.sudo().team_id
            teams = [(lead_team.id, lead_team.company_id.id)] if lead_team else (
                Users._interaction_team_keys(interaction.user_id.id) if interaction.user_id else ())
            companies = (False, interaction.company_id.id)
            interaction.team_id = next((team_id for team_id, company_id in teams if company_id in companies), False)

    @api.depends('summary')
    def _compute_display_name(self):
        for interaction in self:
            title = (interaction.summary or '').strip().partition('\n')[0].strip()
            if len(title) > TITLE_LENGTH:
                title = title[:TITLE_LENGTH - 1].rstrip() + '…'
            interaction.display_name = title

    @api.constrains('date')
    def _check_date(self):
        latest = fields.Datetime.now() + CLOCK_TOLERANCE
        for interaction in self:
            if interaction.date > latest:
                raise ValidationError(self.env._(
                    "An interaction is a talk that took place, so %(date)s cannot lie in the future. "
                    "Plan a next step or a meeting instead.",
                    date=fields.Datetime.context_timestamp(interaction, interaction.date).strftime('%Y-%m-%d %H:%M'),
                ))

    @api.constrains('summary')
    def _check_summary(self):
        if any(not (interaction.summary or '').strip() for interaction in self):
            raise ValidationError(self.env._("Write at least a few words on what was said."))

    @api.constrains('lead_id', 'partner_id')
    def _check_lead_id(self):
        for interaction in self.filtered('lead_id'):
            # As superuser: an accountant does not read opportunities; only their customer is compared.
            customer = interaction.lead_id.sudo().partner_id
            customers = customer | customer.commercial_partner_id
            if customer and not customers & (interaction.partner_id | interaction.account_id):
                raise ValidationError(self.env._(
                    "The opportunity \"%(lead)s\" belongs to %(other)s, the talk was with %(contact)s. "
                    "Choose an opportunity of the same customer or leave it empty.",
                    lead=interaction.lead_id.sudo().display_name,
                    other=customer.display_name,
                    contact=interaction.partner_id.display_name,
                ))

    @api.constrains('outcome_id', 'type_id')
    def _check_outcome_id(self):
        # From memory where it can be: the words of the line hold every outcome in use.
        known = {outcome['id']: outcome['type_ids'] for outcome in self._quick_log_words()['outcomes']}
        for interaction in self.filtered('outcome_id'):
            outcome = interaction.outcome_id
            allowed = known.get(outcome.id)
            if allowed is None:
                allowed = outcome.type_ids.ids
            if allowed and interaction.type_id.id not in allowed:
                raise ValidationError(self.env._(
                    "The outcome \"%(outcome)s\" does not fit the type \"%(type)s\". Choose another outcome, "
                    "or let an administrator add the type to the outcome.",
                    outcome=interaction.outcome_id.name,
                    type=interaction.type_id.name,
                ))

    @api.model_create_multi
    def create(self, vals_list):
        interactions = super().create(vals_list)
        interactions.filtered('attachment_ids')._adopt_attachments()
        return interactions

    def write(self, vals):
        result = super().write(vals)
        if vals.get('attachment_ids'):
            self._adopt_attachments()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_earlier_days(self):
        # A slip of today may go; the history is corrected, not erased. Managers answer for exceptions.
        if self.env.su or self.env.user.has_group('crm_customer_record.group_manager'):
            return
        today = fields.Date.context_today(self)
        if any(fields.Datetime.context_timestamp(self, record.create_date).date() < today for record in self):
            raise UserError(self.env._(
                "Only what was entered today can be deleted. Correct the interaction, or ask a manager to delete it."))

    def _adopt_attachments(self):
        """Tie the files to their interaction, so that whoever may not read it reads no file of it either.

        A file that belongs to another record stays there; the interaction gets a copy.
        """
        for interaction in self:
            for attachment in interaction.attachment_ids:
                target = {'res_model': interaction._name, 'res_id': interaction.id}
                if (attachment.res_model, attachment.res_id) == (interaction._name, interaction.id):
                    continue
                if not attachment.res_id:
                    attachment.write(target)
                else:
                    interaction.attachment_ids = [(3, attachment.id), (4, attachment.copy(target).id)]

    def action_open_partner(self):
        """Open the card of the contact."""
        self.ensure_one()
        return self.partner_id.get_formview_action()
