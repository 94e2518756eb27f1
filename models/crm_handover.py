from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_date

MANAGER = 'crm_customer_record.group_manager'
TEAM_LEADER = 'crm_customer_record.group_team_leader'
WORKING = ('queued', 'running')


class CrmHandover(models.Model):
    """One hand-over: the customers, deals, activities and promises of a person go to one or several colleagues.

    It is prepared in a wizard, planned and written here, and keeps what it replaced in its lines, so that it can be
    given back. Records are never deleted: they are the memory of who had which customer.
    """

    _name = 'crm.handover'
    _description = "Hand-over"
    _inherit = ['mail.thread', 'mail.activity.mixin']
    _order = 'id desc'
    _mail_post_access = 'read'

    name = fields.Char(compute='_compute_name')
    from_user_id = fields.Many2one(
        'res.users', string="From Whom", required=True, readonly=True, index=True, ondelete='restrict',
        help="Whose customers change hands.")
    user_id = fields.Many2one(
        'res.users', string="Handed over by", readonly=True, index='btree_not_null', ondelete='restrict')
    reason = fields.Char(readonly=True)
    state = fields.Selection(
        [
            ('draft', "To do"),
            ('queued', "Waiting"),
            ('running', "Running"),
            ('done', "Handed over"),
            ('undone', "Given back"),
        ],
        string="Status", required=True, default='draft', readonly=True, index=True)
    date = fields.Datetime(string="Date", readonly=True, help="When it was ordered.")
    undo_user_id = fields.Many2one('res.users', string="Given back by", readonly=True, ondelete='restrict')
    undo_date = fields.Datetime(string="Given back on", readonly=True)
    team_ids = fields.Many2many(
        'crm.team', string="Teams", readonly=True, help="Those the person belonged to at the time; their leaders see this.")
    company_ids = fields.Many2many('res.company', string="Companies", readonly=True, help="Where it was ordered.")
    line_ids = fields.One2many('crm.handover.line', 'handover_id', string="Records", readonly=True)
    recipient_ids = fields.Many2many('res.users', string="To Whom", compute='_compute_counts')
    total_count = fields.Integer(string="Total", compute='_compute_counts')
    moved_count = fields.Integer(string="Handed over", compute='_compute_counts')
    skipped_count = fields.Integer(string="Not handed over", compute='_compute_counts')
    returned_count = fields.Integer(string="Given back", compute='_compute_counts')
    kept_count = fields.Integer(string="Not given back", compute='_compute_counts')
    progress = fields.Float(compute='_compute_counts', help="Percentage of the work that is done.")
    overview = fields.Json(compute='_compute_overview', help="Who got how many records of each kind.")
    may_hand_over = fields.Boolean(compute='_compute_may_hand_over')

    @api.depends_context('lang', 'tz')
    @api.depends('from_user_id', 'date')
    def _compute_name(self):
        for handover in self:
            # sudo: the name of a person, who may have left
            name = handover.from_user_id.sudo().name or ''
            handover.name = self.env._(
                "%(user)s, %(day)s", user=name, day=format_date(self.env, handover.date)) if handover.date else name

    @api.depends('line_ids.state', 'undo_date')
    def _compute_counts(self):
        lines = self.env['crm.handover.line']
        counts = {handover: {} for handover in self}
        recipients = dict.fromkeys(self, self.env['res.users'])
        for handover, state, user, number in lines._read_group(
                [('handover_id', 'in', self.ids)], ['handover_id', 'state', 'to_user_id'], ['__count']):
            counts[handover][state] = counts[handover].get(state, 0) + number
            recipients[handover] |= user
        for handover, found in counts.items():
            total = sum(found.values())
            handover.recipient_ids = recipients[handover]
            handover.total_count = total
            handover.moved_count = total - found.get('pending', 0) - found.get('skipped', 0)
            handover.skipped_count = found.get('skipped', 0)
            handover.returned_count = found.get('returned', 0)
            handover.kept_count = found.get('kept', 0)
            left = found.get('moved' if handover.undo_date else 'pending', 0)
            handover.progress = 100.0 * (total - left) / total if total else 0.0

    @api.depends('line_ids.state')
    def _compute_overview(self):
        for handover in self:
            handover.overview = handover._overview() if handover.id else False

    @api.depends_context('uid')
    @api.depends('from_user_id')
    def _compute_may_hand_over(self):
        allowed = self._people_of_user(self.from_user_id)
        for handover in self:
            handover.may_hand_over = handover.from_user_id in allowed

    # ------------------------------------------------------------
    # Who may
    # ------------------------------------------------------------

    @api.model
    def _people_of_user(self, users):
        """Return those of ``users`` whose customers the user of the environment may hand over, or hand others' to.

        A manager: everybody's. A team leader: those of the people in the teams led and their sub-teams, and the own.
        """
        # sudo: memberships and roles are facts; only ids of users are returned
        users = users.sudo().filtered(lambda user: not user.share).sudo(False)
        if self.env.su or self.env.user.has_group(MANAGER):
            return users
        if not self.env.user.has_group(TEAM_LEADER):
            return users.browse()
        teams = users._handover_teams()
        return users.filtered(lambda user: user == self.env.user or self.env.user in teams[user.id].leader_ids)

    @api.model
    def _check_may_hand_over(self, users):
        if denied := users - self._people_of_user(users):
            raise AccessError(self.env._(
                "You can hand over only between the people of the teams that you lead; %(names)s is not among them. "
                "Ask a manager of Customer Record to do it.", names=', '.join(denied.sudo().mapped('name'))))  # sudo: names

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_open_wizard(self):
        """Open the wizard for this person; what it hands over is written into this record."""
        self.ensure_one()
        return self._action_wizard(self.from_user_id, self)

    @api.model
    def _action_wizard(self, user, handover=None):
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Hand over the customers of %(user)s", user=user.sudo().name),  # sudo: a name
            'res_model': 'crm.handover.wizard',
            'views': [[False, 'form']],
            'target': 'new',
            'context': {'default_from_user_id': user.id, 'default_handover_id': handover.id if handover else False},
        }

    def _action_self(self):
        return {'type': 'ir.actions.act_window', 'name': self.name, 'res_model': self._name, 'res_id': self.id,
                'views': [[False, 'form']], 'target': 'current'}

    def _action_lines(self, name, states=()):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': name,
            'res_model': 'crm.handover.line',
            'views': [[False, 'list']],
            'domain': [('handover_id', '=', self.id), *([('state', 'in', states)] if states else [])],
        }

    def action_show_lines(self):
        return self._action_lines(self.env._("Records"))

    def action_show_skipped(self):
        return self._action_lines(self.env._("Not handed over"), ['skipped'])

    def action_show_kept(self):
        return self._action_lines(self.env._("Not given back"), ['kept'])

    # ------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------

    def _overview(self):
        """Return what the viewer may see of who got what, as ``crm_handover_table`` shows it."""
        self.ensure_one()
        rows = {}
        for user, kind, number in self.env['crm.handover.line']._read_group(
                [('handover_id', '=', self.id), ('state', '!=', 'skipped')], ['to_user_id', 'kind'], ['__count']):
            rows.setdefault(user, {})[kind] = number
        return {
            'columns': self._kind_columns(),
            'rows': [{'user': {'id': user.id, 'name': user.sudo().name}, 'counts': counts}  # sudo: a name
                     for user, counts in rows.items()],
        }

    @api.model
    def _kind_columns(self):
        labels = dict(self.env['crm.handover.line']._fields['kind']._description_selection(self.env))
        return [{'key': kind.key, 'label': labels[kind.key]} for kind in self._kinds()]

    def _lock(self):
        """Keep other workers away until the transaction ends; PostgreSQL lets go also for a process that was killed."""
        return self.env.execute_query(SQL("SELECT pg_try_advisory_xact_lock(%s, %s)", LOCK_CLASS, self.id))[0][0]

    def _check_state(self, *states):
        labels = dict(self._fields['state']._description_selection(self.env))
        for handover in self:
            if handover.state not in states:
                raise UserError(self.env._(
                    "This hand-over is “%(state)s”. Load the page again to see what can be done with it now.",
                    state=labels[handover.state]))


# First half of the advisory lock's key; the second is the id of the hand-over.
LOCK_CLASS = 1_930_002
