from odoo import api, fields, models
from odoo.fields import Command


class CalendarEvent(models.Model):
    _inherit = 'calendar.event'

    crm_interaction_ids = fields.One2many('crm.interaction', 'event_id', string="Talks")


class CrmInteraction(models.Model):
    """Where a talk came from when nobody typed it: a meeting of the calendar, an activity marked done.

    Whoever may read the talk sees it on the timeline instead of the meeting or the report of the activity; everybody
    else goes on seeing those: one event, one entry, and no more is hidden than before.
    """

    _inherit = 'crm.interaction'

    event_id = fields.Many2one(
        'calendar.event', string="Meeting", copy=False, readonly=True, ondelete='set null', index='btree_not_null')
    done_message_id = fields.Many2one(
        'mail.message', string="Report", copy=False, readonly=True, ondelete='set null', index='btree_not_null',
        help="The note that the activity left when it was marked as done.")

    @api.model
    def _capture_type(self, kind):
        """The first type of a kind, else that of a note."""
        types = self._quick_log_words()['types']
        return next((found['id'] for wanted in (kind, 'note') for found in types if found['kind'] == wanted), False)

    @api.model
    def _capture_outcomes(self, type_id):
        """Return the outcomes that a talk of this type may have, the usual ones first: ``[{'id', 'name'}]``."""
        fitting = [outcome for outcome in self._quick_log_words()['outcomes']
                   if not outcome['type_ids'] or type_id in outcome['type_ids']]
        # What everything can end like ("interested") comes after what belongs to this type.
        fitting.sort(key=lambda outcome: len(outcome['type_ids']) or len(fitting) + 1)
        return [{'id': outcome['id'], 'name': outcome['name']} for outcome in fitting]

    @api.model
    def _capture_values(self, partner_id, type_id, summary, **values):
        return {'partner_id': partner_id, 'type_id': type_id, 'summary': summary, 'user_id': self.env.uid,
                **{name: value for name, value in values.items() if value}}

    @api.model
    def _capture_participants(self, event, partner):
        """Who else took part: everybody invited but the organiser and those who declined."""
        declined = event.attendee_ids.filtered(lambda attendee: attendee.state == 'declined').partner_id
        others = event.partner_ids - declined - partner - self.env.user.partner_id
        return [Command.set(others.ids)] if others else False
