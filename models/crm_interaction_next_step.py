from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

# Changing one of these moves, hides or shows the activity of the next step.
NEXT_STEP_FIELDS = {
    'next_step_type_id', 'next_step_date', 'next_step_note', 'next_step_user_id',
    'confidentiality', 'lead_id', 'partner_id',
}


class CrmInteraction(models.Model):
    """The next step agreed on, kept as the host's own activity so that it shows where people look for their work.

    On a normal interaction the activity stands on the opportunity, else on the contact. On a team or
    private one it stands on nothing and only its assignee sees it: an activity on a shared card would
    tell everybody that there was a talk.
    """

    _inherit = 'crm.interaction'

    next_step_type_id = fields.Many2one(
        'mail.activity.type', string="Next Step", copy=False, ondelete='set null',
        domain=[('res_model', 'in', (False, 'res.partner', 'crm.lead'))])
    next_step_date = fields.Date(string="Next Step on", copy=False)
    next_step_note = fields.Char(
        string="What to Do", copy=False,
        help="Shown to everybody who sees the customer, unless the interaction is confidential.")
    next_step_user_id = fields.Many2one(
        'res.users', string="Next Step for", copy=False, domain=[('share', '=', False)],
        help="Empty: the colleague of the interaction.")
    activity_id = fields.Many2one(
        'mail.activity', string="Activity", copy=False, readonly=True, ondelete='set null', index='btree_not_null')
    next_step_state = fields.Selection(
        [
            ('overdue', "Overdue"),
            ('today', "Today"),
            ('planned', "Planned"),
            ('done', "Done"),
            ('cancelled', "Cancelled"),
        ],
        string="Next Step Status",
        compute='_compute_next_step_state',
        search='_search_next_step_state',
        # The activity may be somebody else's; its status is part of this interaction.
        compute_sudo=True,
    )

    @api.depends('next_step_date', 'activity_id.active', 'activity_id.date_deadline')
    def _compute_next_step_state(self):
        for interaction in self:
            if interaction.activity_id:
                interaction.next_step_state = interaction.activity_id.state
            else:
                interaction.next_step_state = 'cancelled' if interaction.next_step_date else False

    def _search_next_step_state(self, operator, value):
        if operator != 'in':
            return NotImplemented
        today = fields.Date.context_today(self)
        by_state = {
            'overdue': Domain('active', '=', True) & Domain('date_deadline', '<', today),
            'today': Domain('active', '=', True) & Domain('date_deadline', '=', today),
            'planned': Domain('active', '=', True) & Domain('date_deadline', '>', today),
            'done': Domain('active', '=', False),
        }
        no_activity = Domain('activity_id', '=', False)
        domains = [Domain('activity_id', 'any!', by_state[state]) for state in value if state in by_state]
        if 'cancelled' in value:
            domains.append(no_activity & Domain('next_step_date', '!=', False))
        if False in value:
            domains.append(no_activity & Domain('next_step_date', '=', False))
        return Domain.OR(domains)

    @api.constrains('next_step_date', 'next_step_note', 'next_step_type_id', 'next_step_user_id')
    def _check_next_step(self):
        for interaction in self:
            wanted = interaction.next_step_note or interaction.next_step_type_id or interaction.next_step_user_id
            if wanted and not interaction.next_step_date:
                raise ValidationError(self.env._(
                    "The next step needs a date. Enter when it is due, or clear the next step."))

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = self._plan_beforehand(vals_list)
        interactions = super().create(vals_list)
        interactions.filtered(lambda talk: talk.next_step_date and not talk.activity_id)._plan_next_steps()
        return interactions

    @api.model
    def _plan_beforehand(self, vals_list):
        """Make the activities of single talks first, where the values say all: the talk is then written once, not twice."""
        if len(vals_list) != 1 or not vals_list[0].get('next_step_date') or not vals_list[0].get('partner_id'):
            return vals_list
        if any(key.startswith('default_') for key in self.env.context):
            return vals_list
        self.check_access('create')  # before anything is made as superuser below
        vals = vals_list[0]
        step = self._next_step_values(
            partner=self.env['res.partner'].browse(vals['partner_id']),
            lead=self.env['crm.lead'].browse(vals.get('lead_id') or ()),
            user_id=vals.get('next_step_user_id') or vals.get('user_id') or self.env.uid,
            step_type=self.env['mail.activity.type'].browse(vals.get('next_step_type_id') or ()),
            date=vals['next_step_date'], note=vals.get('next_step_note'),
            is_open=vals.get('confidentiality', 'normal') == 'normal')
        # Where the talk is refused, so is its activity.
        return [{**vals, 'activity_id': self._create_activities([step]).id}]

    def write(self, vals):
        result = super().write(vals)
        if NEXT_STEP_FIELDS & vals.keys():
            self._update_next_steps(steps_changed=any(name.startswith('next_step') for name in vals))
        return result

    def unlink(self):
        # As superuser: an open step goes with the talk that it came from, whoever it was meant for.
        self.sudo().activity_id.filtered('active').unlink()
        return super().unlink()

    def _update_next_steps(self, steps_changed):
        """Bring the open activities in line; plan a new one where the last is done or was cancelled."""
        # As superuser: who may correct the interaction may correct its step, even on a customer he only reads.
        for interaction in self.sudo():
            activity = interaction.activity_id
            if not interaction.next_step_date:
                activity.filtered('active').unlink()
            elif activity.active:
                activity.write(interaction._prepare_next_step_values())
            elif steps_changed:
                interaction.sudo(self.env.su)._plan_next_steps()

    def _plan_next_steps(self):
        """Create the activities of these interactions in one go."""
        activities = self._create_activities([interaction._prepare_next_step_values() for interaction in self])
        for interaction, activity in zip(self, activities, strict=True):
            interaction.activity_id = activity

    @api.model
    def _create_activities(self, vals_list):
        """Create activities as superuser, with all that the host would compute later and write in a second statement.

        :param list vals_list: of :meth:`_next_step_values`
        """
        # As superuser: an accountant who logs a talk about payment may plan a step on a customer whom he
        # reads but may not edit. Nothing but the activity is written; its author stays the real user.
        env = self.sudo().env
        users = env['res.users'].browse({vals['user_id'] for vals in vals_list})
        models = env['ir.model'].browse({vals['res_model_id'] for vals in vals_list if vals['res_model_id']})
        # These columns alone: the host would read each record as a whole.
        users.fetch(['partner_id'])
        users.partner_id.fetch(['tz'])
        models.fetch(['model'])
        complete = []
        for vals in vals_list:
            model = models.browse(vals['res_model_id']).model
            complete.append({
                **vals,
                'res_name': model and env[model].browse(vals['res_id']).display_name,
                'user_tz': users.browse(vals['user_id']).tz,
            })
        return env['mail.activity'].create(complete)

    def _prepare_next_step_values(self):
        """Return the values of the activity.

        It never carries the summary of the talk: the activity is read by people who may not read the interaction.
        """
        self.ensure_one()
        return self._next_step_values(
            partner=self.partner_id, lead=self.lead_id, user_id=(self.next_step_user_id or self.user_id or self.env.user).id,
            step_type=self.next_step_type_id, date=self.next_step_date, note=self.next_step_note,
            is_open=self.confidentiality == 'normal')

    @api.model
    def _next_step_values(self, partner, lead, user_id, step_type, date, note, is_open):
        """The values of an activity; on a record that others see only where the talk ``is_open``."""
        Types = self.env['mail.activity.type']
        step_type = step_type or Types.browse(self._quick_step_type('todo')) or Types.search([], limit=1)
        note = note or step_type.summary or step_type.name
        if is_open:
            target = lead or partner
            model_id, res_id = self.env['ir.model']._get_id(target._name), target.id
        else:
            # Stands on no record: only the assignee reads it, so it may name the customer.
            model_id, res_id = False, False
            note = f'{note} ({partner.display_name})'
        return {
            'activity_type_id': step_type.id,
            'date_deadline': date,
            'summary': note,
            'user_id': user_id,
            'res_model_id': model_id,
            'res_id': res_id,
        }
