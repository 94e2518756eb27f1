import logging

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from .crm_interaction_question import BUS

_logger = logging.getLogger(__name__)
ASKED_AT_ONCE = 5  # who closes a whole list does not want a question for each


class MailActivity(models.Model):
    """An activity that is marked as done on a customer is a talk: its report becomes an interaction."""

    _inherit = 'mail.activity'

    def _action_done(self, feedback=False, attachment_ids=None):
        talks = self._captured_talks()
        messages, next_activities = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        if talks and messages:
            self._capture_done(talks, messages, (feedback or '').strip(), attachment_ids)
        return messages, next_activities

    def _captured_talks(self):
        """Return what is needed of those activities that are talks: ``[{'key', 'activity', 'document'}]``.

        Costs nothing where no type of theirs asks for it.
        """
        talks = self.filtered(lambda activity: activity.res_model and activity.activity_type_id.interaction_capture in ('ask', 'always'))
        if (not talks or self.env.context.get('crm_interaction_captured') or self.env.uid == SUPERUSER_ID
                or not self.env['crm.interaction'].has_access('create')):
            return []
        columns = self.env['crm.timeline.link']._message_documents()
        talks = talks.filtered(lambda activity: activity.res_model in columns)
        # As superuser, as the host does in its own method: who is assigned may report without access to the document.
        done_before = talks.sudo().calendar_event_id.crm_interaction_ids.event_id
        found = []
        for activity in talks:
            document = self.env[activity.res_model].sudo().browse(activity.res_id).exists()
            column = columns[activity.res_model]
            partner = document if column == 'id' else document[column]
            is_ours = activity.res_model != 'account.move' or document.move_type in ('out_invoice', 'out_refund', 'out_receipt')
            if partner and is_ours and activity.calendar_event_id not in done_before:
                found.append({'activity': activity, 'partner': partner, 'lead': self._captured_lead(document)})
        return found

    @api.model
    def _captured_lead(self, document):
        if document._name == 'crm.lead':
            return document
        return document.opportunity_id if 'opportunity_id' in document._fields else document.env['crm.lead']

    def _capture_done(self, talks, messages, feedback, attachment_ids):
        """Log or ask; whatever goes wrong here never keeps an activity from being done."""
        of_record = {(message.model, message.res_id, message.mail_activity_type_id.id): message for message in messages}
        for talk in talks:
            activity = talk['activity']
            talk['message'] = of_record.get((activity.res_model, activity.res_id, activity.activity_type_id.id))
        talks = [talk for talk in talks if talk['message']]
        logged = [talk for talk in talks if feedback and talk['activity'].activity_type_id.interaction_capture == 'always']
        asked = [talk for talk in talks if talk not in logged]
        try:
            with self.env.cr.savepoint():
                if logged:
                    self._capture_log(logged, feedback, attachment_ids)
                if 0 < len(asked) <= ASKED_AT_ONCE:
                    self._capture_ask(asked, feedback)
        except (AccessError, UserError) as error:
            _logger.info("The report of an activity did not become an interaction: %s", error)

    def _capture_values(self, talk):
        activity = talk['activity']
        lead = talk['lead'].with_env(self.env)
        return {
            'partner_id': talk['partner'].id,
            'type_id': activity.activity_type_id._interaction_type(),
            'lead_id': lead.id if lead and lead.has_access('read') else False,
            'event_id': activity.calendar_event_id.id,
        }

    def _capture_log(self, talks, feedback, attachment_ids):
        Talks = self.env['crm.interaction']
        interactions = Talks.create([
            Talks._capture_values(
                summary=feedback, done_message_id=talk['message'].id,
                attachment_ids=attachment_ids and [Command.set(attachment_ids)],
                date=min(talk['activity'].calendar_event_id.start or fields.Datetime.now(), fields.Datetime.now()),
                duration=talk['activity'].calendar_event_id.duration, **self._capture_values(talk))
            for talk in talks])
        for interaction in interactions:
            self.env.user._bus_send(BUS, {
                'made': {'model': interaction._name, 'id': interaction.id},
                # sudo: the name of the customer on whose record the user just worked
                'message': self.env._("The report was logged as a talk with %(partner)s.", partner=interaction.partner_id.sudo().name),
            })

    def _capture_ask(self, talks, feedback):
        # sudo: questions are written by the system only, to be answered by the user
        Questions = self.env['crm.interaction.question'].sudo()
        events = [talk['activity'].calendar_event_id.id for talk in talks if talk['activity'].calendar_event_id]
        open_ones = Questions.with_context(active_test=False).search([('event_id', 'in', events)]).event_id if events else ()
        asked = Questions.create([{
            'name': feedback or talk['activity'].summary or talk['activity'].activity_type_id.name,
            'user_id': self.env.uid,
            'date': fields.Datetime.now(),
            'message_id': talk['message'].id,
            **self._capture_values(talk),
        } for talk in talks if talk['activity'].calendar_event_id not in open_ones])
        if asked:
            asked._tell(asked)
