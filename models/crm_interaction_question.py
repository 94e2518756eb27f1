from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

BATCH = 500
ASKED_FOR = timedelta(days=14)  # afterwards nobody remembers
# Meetings that began earlier are not asked about: those before the installation, and those of a server that stood still.
LOOK_BACK = timedelta(days=4)
SHOWN = 20
BUS = 'crm_customer_record.capture'


class CrmInteractionQuestion(models.Model):
    """"How was the meeting with X?": put to one colleague, answered by one click, which logs the talk."""

    _name = 'crm.interaction.question'
    _description = "Question about a Talk"
    _order = 'date desc, id desc'

    name = fields.Char(required=True)
    user_id = fields.Many2one('res.users', string="Asked", required=True, ondelete='cascade')
    type_id = fields.Many2one('crm.interaction.type', string="Type", required=True, ondelete='cascade')
    partner_id = fields.Many2one('res.partner', string="Contact", required=True, ondelete='cascade')
    lead_id = fields.Many2one('crm.lead', string="Opportunity", ondelete='set null')
    date = fields.Datetime(required=True)
    duration = fields.Float(help="Hours.")
    is_private = fields.Boolean()
    event_id = fields.Many2one('calendar.event', string="Meeting", ondelete='cascade')
    message_id = fields.Many2one('mail.message', string="Report", ondelete='cascade')
    interaction_id = fields.Many2one('crm.interaction', string="Answer", ondelete='set null')
    active = fields.Boolean(default=True, help="Not answered and not put aside yet.")

    _event_unique = models.UniqueIndex('(event_id) WHERE event_id IS NOT NULL')
    _message_unique = models.UniqueIndex('(message_id) WHERE message_id IS NOT NULL')
    _user_idx = models.Index('(user_id, date DESC, id DESC) WHERE active')
    _interaction_idx = models.Index('(interaction_id) WHERE interaction_id IS NOT NULL')

    # ------------------------------------------------------------
    # Answering
    # ------------------------------------------------------------

    @api.model
    @api.readonly
    def pending(self):
        """Return what the user is asked, the latest first.

        :return: list of ``{'id', 'kind': kind of the talk, 'title', 'name', 'date': UTC text, 'partner_id',
            'outcomes': [{'id', 'name'}]}``
        """
        questions = self.search([('date', '>', fields.Datetime.now() - ASKED_FOR)], limit=SHOWN)
        return [question._pending_values() for question in questions]

    def _pending_values(self):
        # sudo: the name of whom the user met
        partner = self.partner_id.sudo()
        words = {'partner': partner.name or partner.display_name}
        titles = {
            'meeting': self.env._("How was the meeting with %(partner)s?", **words),
            'call': self.env._("How did the call with %(partner)s go?", **words),
        }
        return {
            'id': self.id,
            'kind': self.type_id.kind,
            'title': titles.get(self.type_id.kind) or self.env._("What came of it with %(partner)s?", **words),
            'name': self.name,
            'date': fields.Datetime.to_string(self.date),
            'partner_id': self.partner_id.id,
            'outcomes': self.env['crm.interaction']._capture_outcomes(self.type_id.id),
        }

    def answer(self, outcome_id=False, text=''):
        """Log the talk that was asked about.

        :param int outcome_id: one of the outcomes offered
        :param str text: what was said; empty: the name of the meeting or activity
        :return: as ``crm.interaction.quick_log``, with ``question``: the id, for :meth:`take_back`
        :raise UserError: when it was answered already
        """
        self.ensure_one()
        self.check_access('read')
        if not self.active:
            raise UserError(self.env._("This was answered already. Reload the page to see what is left."))
        Talks = self.env['crm.interaction']
        event = self.event_id.sudo()  # whom it was with; the user organised it
        talk = Talks.create(Talks._capture_values(
            self.partner_id.id, self.type_id.id, (text or '').strip() or self.name,
            date=min(self.date, fields.Datetime.now()), duration=self.duration, lead_id=self._readable_lead(),
            outcome_id=outcome_id, event_id=event.id, done_message_id=self.message_id.id,
            confidentiality=self.is_private and 'private',
            participant_ids=Talks._capture_participants(event, self.partner_id)))
        if event and not talk.is_failed:
            self._close_activities(event, talk)
        # sudo: the questions are written by the system only; this one was put to the user
        self.sudo().write({'active': False, 'interaction_id': talk.id})
        return {**talk._quick_log_result(), 'question': self.id}

    def _readable_lead(self):
        return self.lead_id.has_access('read') and self.lead_id.id

    def _close_activities(self, event, talk):
        """The activity "Meeting" of the user is done when the meeting is; its note shows as the talk."""
        mine = event.activity_ids.filtered(lambda activity: activity.active and activity.user_id == self.env.user)
        message_id = mine.with_user(self.env.user).with_context(crm_interaction_captured=True).action_feedback() if mine else False
        if message_id:
            talk.sudo().done_message_id = message_id  # sudo: a field of the system on the user's own talk

    def take_back(self):
        """Delete the talk of an answer and ask again."""
        self.ensure_one()
        self.check_access('read')
        self.interaction_id.unlink()
        self.sudo().active = True  # sudo: as in answer()

    def dismiss(self):
        """Not a talk, or not worth a line: do not ask again."""
        self.check_access('read')
        self.sudo().active = False  # sudo: as in answer()

    # ------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------

    @api.model
    def _cron_ask(self):
        """Ask the organisers of the meetings with customers that ended lately; forget what is too old to be answered."""
        while asked := self._ask_meetings(BATCH):
            self._tell(asked)
            if not self.env['ir.cron']._commit_progress(len(asked)) or len(asked) < BATCH:
                break

    @api.autovacuum
    def _gc_old(self):
        old = self.with_context(active_test=False).search(
            [('date', '<', fields.Datetime.now() - 2 * ASKED_FOR)], limit=10_000)
        old.unlink()

    @api.model
    def _ask_meetings(self, limit):
        """Write the questions about ended meetings, in one statement.

        Asked is the organiser who holds a role, once for each meeting, about the customer whom the meeting concerns and
        who did not decline: a person before a company. Cancelled meetings are not active; internal ones concern nobody.

        :return: the new questions
        """
        self.env['crm.timeline.link']._write_pending()
        self.env.flush_all()
        now = fields.Datetime.now()
        rows = self.env.execute_query(SQL(
            """INSERT INTO crm_interaction_question
                      (name, user_id, type_id, partner_id, lead_id, date, duration, is_private, event_id, active,
                       create_uid, create_date, write_uid, write_date)
               SELECT COALESCE(NULLIF(event.name, ''), '-'), event.user_id, %(type)s, whom.partner_id, event.opportunity_id,
                      event.start, CASE WHEN event.allday THEN 0 ELSE event.duration END,
                      COALESCE(event.privacy, settings.calendar_default_privacy, %(privacy)s) = 'private', event.id, TRUE,
                      %(uid)s, %(now)s, %(uid)s, %(now)s
                 FROM calendar_event event
            LEFT JOIN res_users_settings settings ON settings.user_id = event.user_id
        CROSS JOIN LATERAL (
                       SELECT link.partner_id FROM crm_timeline_link link
                         JOIN res_partner partner ON partner.id = link.partner_id AND partner.partner_share
                        WHERE link.source = 'meeting' AND link.res_id = event.id
                          AND NOT EXISTS (SELECT 1 FROM calendar_attendee guest
                                           WHERE guest.event_id = event.id AND guest.partner_id = link.partner_id
                                             AND guest.state = 'declined')
                     ORDER BY partner.is_company, link.id LIMIT 1) AS whom
                WHERE event.active AND event.start > %(since)s AND event.start <= %(now)s AND event.stop <= %(now)s
                  AND event.user_id = ANY(%(users)s)
                  AND NOT EXISTS (SELECT 1 FROM crm_interaction_question asked WHERE asked.event_id = event.id)
                  AND NOT EXISTS (SELECT 1 FROM crm_interaction talk WHERE talk.event_id = event.id)
             ORDER BY event.start LIMIT %(limit)s
            RETURNING id""",
            type=self.env['crm.interaction']._capture_type('meeting'), uid=self.env.uid, now=now, since=now - LOOK_BACK,
            users=self._asked_users().ids, limit=limit,
            privacy=self.env['res.users'].sudo()._default_user_calendar_default_privacy()))
        return self.browse(question_id for question_id, in rows)

    @api.model
    def _asked_users(self):
        """Who may log talks at all."""
        groups = self.env.ref('crm_customer_record.group_user') | self.env.ref('crm_customer_record.group_accountant')
        return groups.sudo().all_user_ids.filtered(lambda user: user.active and not user.share)

    def _tell(self, questions):
        """Let the screens of those asked know."""
        for user, asked in questions.grouped('user_id').items():
            user._bus_send(BUS, {'questions': asked.ids})
