from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

SHOWN_TO = 'crm_customer_record.group_team_leader,base.group_erp_manager'
# Context key: what is left is looked at when all of the archiving is done.
LATER = 'crm_handover_later'


class ResUsers(models.Model):
    """Who leaves while customers still belong to them: archiving goes on, and somebody is told."""

    _inherit = 'res.users'

    handover_pending = fields.Char(
        compute='_compute_handover_pending', groups=SHOWN_TO, compute_sudo=True,
        help="What still belongs to a person who was archived.")

    @api.depends('active')
    def _compute_handover_pending(self):
        left = self.filtered(lambda user: not user.active and not user.share)._handover_left()
        for user in self:
            user.handover_pending = left.get(user.id, False)

    def _handover_left(self):
        """Return what still belongs to each of these people, in words: ``{id: text}``; who has nothing is missing."""
        handover = self.env['crm.handover'].sudo()  # sudo: numbers, for those who archive people or lead them
        if not self.ids:
            return {}
        counts = {}
        for kind in handover._kinds():
            records = self.env[kind.model].sudo().with_context(active_test=False)
            domain = kind.open & Domain('user_id', 'in', self.ids)
            if kind.key == 'activity':
                domain &= Domain('res_model', 'in', [place.model for place in handover._kinds() if place.activities])
            elif kind.key == 'promise':
                domain &= Domain('confidentiality', '!=', 'private')
            for user, number in records._read_group(domain, ['user_id'], ['__count']):
                counts.setdefault(user.id, {})[kind.key] = number
        labels = {column['key']: column['label'] for column in handover._kind_columns()}
        return {user_id: ', '.join(f"{labels[key]}: {number}" for key, number in found.items())
                for user_id, found in counts.items()}

    def _handover_teams(self):
        """Return the teams each of these people belongs to or leads; of who left, those until then: ``{id: teams}``."""
        # sudo: facts that decide about rights
        members = self.env['crm.team.member'].sudo().with_context(active_test=False).search([('user_id', 'in', self.ids)])
        led = self.env['crm.team'].sudo().search([('user_id', 'in', self.ids)])
        teams = {}
        for user in self:
            own = members.filtered(lambda member, user=user: member.user_id == user)
            # archiving a person archives the memberships together
            latest = max(own.mapped('write_date'), default=False)
            own = own.filtered('active') or own.filtered(lambda member, latest=latest: member.write_date == latest)
            teams[user.id] = own.crm_team_id | led.filtered(lambda team, user=user: team.user_id == user)
        return teams

    # ------------------------------------------------------------
    # Leaving
    # ------------------------------------------------------------

    def write(self, vals):
        if 'active' not in vals:
            return super().write(vals)
        changing = self.filtered(lambda user: user.active != bool(vals['active']) and not user.share)
        result = super().write(vals)
        if vals['active']:
            # sudo: nothing is left to be done for who is back
            self.env['crm.handover'].sudo().search([('from_user_id', 'in', changing.ids), ('state', '=', 'draft')]).unlink()
        elif not self.env.context.get(LATER):
            changing._handover_todo()
        return result

    def action_archive(self):
        """Archive, and warn when customers still belong to these people.

        Their activities on customers and deals are kept for who takes over; the host would delete them.
        """
        kept = self._park_activities()
        result = super(ResUsers, self.with_context(**{LATER: True})).action_archive()
        self._unpark_activities(kept)
        left = self._handover_left()
        if result or not left:
            return result
        people = self.filtered(lambda user: user.id in left)
        people._handover_todo()
        return people._handover_warning(left)

    def _park_activities(self):
        """Take open activities on customers and deals out of the host's sight: ``[(activity, user)]``."""
        models_ = [kind.model for kind in self.env['crm.handover']._kinds() if kind.activities]
        self.env['mail.activity'].flush_model()
        # By SQL: nothing of this is to be seen, by anybody, when it is over.
        rows = self.env.execute_query(SQL(
            """UPDATE mail_activity activity SET user_id = NULL
                 FROM mail_activity before
                WHERE activity.id = before.id AND before.user_id = ANY(%s) AND before.active AND before.res_model = ANY(%s)
            RETURNING activity.id, before.user_id""", self.ids, models_))
        self.env['mail.activity'].invalidate_model(['user_id'], flush=False)
        return rows

    def _unpark_activities(self, kept):
        if kept:
            self.env.flush_all()
            self.env.cr.execute(SQL(
                """UPDATE mail_activity activity SET user_id = kept.user_id
                     FROM unnest(%s, %s) AS kept(id, user_id) WHERE activity.id = kept.id""",
                [activity_id for activity_id, _user in kept], [user_id for _activity, user_id in kept]))
            self.env['mail.activity'].invalidate_model(['user_id'], flush=False)

    def _handover_todo(self):
        """Leave a hand-over to be done for each person who still has something, with an activity for who leads them."""
        left = self._handover_left()
        # sudo: whoever archives a person need not have a role of Customer Record
        handovers = self.env['crm.handover'].sudo()
        known = handovers.search([('from_user_id', 'in', list(left)), ('state', '=', 'draft')]).from_user_id
        for user in self.filtered(lambda user: user.id in left) - known:
            teams = user._handover_teams()[user.id]
            handover = handovers.create({'from_user_id': user.id, 'team_ids': [(6, 0, teams.ids)],
                                         'company_ids': [(6, 0, user.sudo().company_ids.ids)]})
            if leader := user._handover_leader(teams):
                handover.activity_schedule(
                    'mail.mail_activity_data_todo', user_id=leader.id,
                    summary=self.env._("Hand over the customers of %(user)s", user=user.sudo().name), note=left[user.id])

    def _handover_leader(self, teams):
        """Return who is to see to the hand-over: the leader of the person's team, of a team above, else a manager."""
        while teams:
            if leader := (teams.user_id.filtered('active') - self)[:1]:
                return leader
            teams = teams.parent_id
        managers = self.env.ref('crm_customer_record.group_manager').sudo().all_user_ids  # sudo: who is a manager
        managers = managers.filtered(lambda user: user.active and not user.share) - self
        return managers.filtered(lambda user: user.id != self.env.ref('base.user_root').id)[:1]

    def _handover_warning(self, left):
        """Return the notification for who archived these people."""
        handovers = self.env['crm.handover'].sudo().search(  # sudo: only looked up; the button shows to who may use it
            [('from_user_id', 'in', self.ids), ('state', '=', 'draft')])
        allowed = self.env['crm.handover']._people_of_user(self)
        people = self.sudo()  # sudo: names
        message = self.env._("Still to be handed over: %(what)s", what='; '.join(
            f"{user.name} ({left[user.id]})" for user in people))
        if leaders := handovers.activity_user_id - self.env.user:
            message += ". " + self.env._("Told: %(names)s", names=', '.join(leaders.mapped('name')))
        action = False
        if allowed == self:
            action = self._action_hand_over(handovers)
        return {
            'type': 'ir.actions.client', 'tag': 'crm_handover_warning',
            'params': {'title': self.env._("Customers without an owner"), 'message': message, 'action': action},
        }

    def _action_hand_over(self, handovers):
        if len(self) == 1:
            return self.env['crm.handover']._action_wizard(self, handovers[:1])
        return {'type': 'ir.actions.act_window', 'name': self.env._("Hand-overs"), 'res_model': 'crm.handover',
                'views': [[False, 'list'], [False, 'form']], 'domain': [('id', 'in', handovers.ids)]}

    def action_hand_over(self):
        """Open the wizard for this person."""
        self.ensure_one()
        handovers = self.env['crm.handover'].search([('from_user_id', '=', self.id), ('state', '=', 'draft')])
        return self._action_hand_over(handovers)
