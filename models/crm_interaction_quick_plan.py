from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.fields import Command

USUAL_HOURS = 1


class CrmInteraction(models.Model):
    """A line that only says what is to come: planned with the host's own calendar and activities."""

    _inherit = 'crm.interaction'

    @api.model
    def _quick_plan(self, parsed, partner_id, values):
        """Plan what the line says; nothing is recorded as having happened.

        :param Parsed parsed: with the value ``plan``
        :param dict values: of the caller; ``lead_id``, ``user_id`` and ``confidentiality`` count here too
        :return: as :meth:`quick_log`
        """
        self.check_access('create')  # planning in the line is for those who may log
        plan = parsed.values['plan']
        partner = self.env['res.partner'].browse(parsed.values.get('contact') or partner_id)
        made = (self._quick_plan_meeting if plan.kind == 'meeting' else self._quick_plan_activity)(plan, partner, values)
        return {
            'made': {'model': made._name, 'id': made.id},
            'message': self.env._("Planned: %(step)s.", step=self._quick_log_note(plan)),
            'id': False,
            'display_name': made.display_name,
            'summary': parsed.summary,
            'type': False,
            'kind': False,
            'date': False,
            'partner_id': partner.id,
            'account_id': partner.commercial_partner_id.id,
            'next_step_date': fields.Date.to_string(plan.date),
        }

    @api.model
    def _quick_plan_activity(self, plan, partner, values):
        """Make the activity as the next step of a talk is made: same place, same rights, same confidentiality."""
        talk = self.new({
            'partner_id': partner.id,
            'lead_id': values.get('lead_id'),
            'confidentiality': values.get('confidentiality') or 'normal',
            'next_step_date': plan.date,
            'next_step_note': self._quick_log_note(plan),
            'next_step_type_id': self._quick_step_type(plan.kind),
            'next_step_user_id': plan.user or values.get('user_id') or self.env.uid,
        })
        return self._create_activities([talk._prepare_next_step_values()]).sudo(self.env.su)

    @api.model
    def _quick_plan_meeting(self, plan, partner, values):
        """Put the meeting into the calendar; the customer gets no invitation from a line typed in a hurry."""
        organiser = self.env['res.users'].browse(plan.user or values.get('user_id') or self.env.uid)
        target = self.env['crm.lead'].browse(values.get('lead_id')) or partner
        event_values = {
            'name': plan.note,
            'user_id': organiser.id,
            'partner_ids': [Command.set((organiser.partner_id | partner).ids)],
            **self._quick_plan_time(plan),
        }
        if values.get('confidentiality') == 'private':
            event_values['privacy'] = 'private'
        elif target.has_access('write'):
            # The host adds an activity there, which needs the right to change the record.
            event_values.update(res_model_id=self.env['ir.model']._get_id(target._name), res_id=target.id)
        event = self.env['calendar.event'].with_context(no_mail_to_attendees=True).create(event_values)
        event = event.with_context(no_mail_to_attendees=False)
        if organiser != self.env.user:
            event.attendee_ids.filtered(lambda attendee: attendee.partner_id == organiser.partner_id)._send_invitation_emails()
        return event

    @api.model
    def _quick_plan_time(self, plan):
        if not plan.time:
            return {'allday': True, 'start_date': plan.date, 'stop_date': plan.date,
                    'start': datetime.combine(plan.date, time(8)), 'stop': datetime.combine(plan.date, time(18))}
        zone = pytz.timezone(self.env.context.get('tz') or self.env.user.tz or 'UTC')
        start = zone.localize(datetime.combine(plan.date, plan.time)).astimezone(pytz.utc).replace(tzinfo=None)
        return {'start': start, 'stop': start + timedelta(hours=plan.hours or USUAL_HOURS)}
