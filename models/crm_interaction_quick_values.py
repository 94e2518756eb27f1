from datetime import datetime

import pytz

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import float_repr, format_date

NEXT_TYPES = {
    'call': 'mail.mail_activity_data_call',
    'meeting': 'mail.mail_activity_data_meeting',
    'email': 'mail.mail_activity_data_email',
    'todo': 'mail.mail_activity_data_todo',
}


class CrmInteraction(models.Model):
    """What was understood of a line: as field values, and in words of the reader."""

    _inherit = 'crm.interaction'

    @api.model
    def _prepare_quick_log_values(self, parsed, partner_id):
        """Return the field values of what was understood."""
        found = parsed.values
        values = {
            'partner_id': found.get('contact') or partner_id,
            'type_id': found['type'],
            'summary': parsed.summary,
        }
        for name in ('direction', 'duration'):
            if name in found:
                values[name] = found[name]
        if 'outcome' in found:
            values['outcome_id'] = found['outcome']
        if 'date' in found:
            values['date'] = self._quick_log_date(found['date'])
        if 'next' in found:
            values.update(self._prepare_quick_step_values(found['next']))
        promises = [value for key, value in found.items() if key.startswith('promise')]
        if promises:
            values['promise_ids'] = [Command.create(self._prepare_quick_promise_values(promise)) for promise in promises]
        return values

    @api.model
    def _prepare_quick_step_values(self, step):
        values = {
            'next_step_date': fields.Date.to_string(step.date),
            'next_step_note': self._quick_log_note(step) or False,
            'next_step_type_id': self._quick_step_type(step.kind),
        }
        return {**values, 'next_step_user_id': step.user} if step.user else values

    @api.model
    def _quick_step_type(self, kind):
        """The id of the type of activity; from memory, unlike ``env.ref``, which looks each time whether it exists."""
        return self.env['ir.model.data']._xmlid_to_res_id(NEXT_TYPES[kind], raise_if_not_found=False) or False

    @api.model
    def _prepare_quick_promise_values(self, promise):
        values = {'name': promise.name, 'side': promise.side, 'date_due': fields.Date.to_string(promise.date)}
        return {**values, 'user_id': promise.user} if promise.user else values

    @api.model
    def _quick_log_date(self, day):
        """The present time of day on a past ``day`` of the writer's calendar, in UTC."""
        now = fields.Datetime.context_timestamp(self, fields.Datetime.now())
        local = now.tzinfo.localize(datetime.combine(day, now.time())) if hasattr(now.tzinfo, 'localize') else (
            datetime.combine(day, now.time(), now.tzinfo))
        return local.astimezone(pytz.utc).replace(tzinfo=None, microsecond=0)

    @api.model
    def _quick_log_note(self, step):
        """What to do, with its time in front: an activity has only a day."""
        return ' '.join(filter(None, [step.time.strftime('%H:%M') if step.time else '', step.note]))

    # ------------------------------------------------------------
    # In words
    # ------------------------------------------------------------

    @api.model
    def _quick_log_label(self, chip):
        """The understood piece in words of the reader."""
        value, key = chip.value, chip.key
        if key.startswith('promise'):
            return self._quick_promise_label(value)
        if key in ('type', 'outcome'):
            records = self._quick_log_words()[f'{key}s']
            return next(record['name'] for record in records if record['id'] == value)
        if key == 'direction':
            return dict(self._fields['direction']._description_selection(self.env))[value]
        if key == 'duration':
            if value < 1:
                return self.env._("%(minutes)s min", minutes=round(value * 60))
            return self.env._("%(hours)s h", hours=float_repr(value, 2).rstrip('0').rstrip('.'))
        if key == 'contact':
            return self.env['res.partner'].browse(value).name
        if key == 'user':
            return self.env._("for %(colleague)s", colleague=self.env['res.users'].browse(value).name)
        if key == 'template':
            return self.env._("Template: %(name)s", name=self.env['crm.interaction.template'].browse(value).name)
        if key == 'date':
            return format_date(self.env, value)
        step = ' · '.join(filter(None, [format_date(self.env, value.date), self._quick_log_note(value)]))
        if key == 'plan':
            return (self.env._("Plan a meeting: %(step)s", step=step) if value.kind == 'meeting'
                    else self.env._("Plan: %(step)s", step=step))
        return self.env._("Next: %(step)s", step=step)

    @api.model
    def _quick_promise_label(self, promise):
        words = {'name': promise.name, 'date': format_date(self.env, promise.date)}
        if promise.side == 'theirs':
            return self.env._("They: %(name)s · by %(date)s", **words)
        if promise.user:
            words['colleague'] = self.env['res.users'].browse(promise.user).name
            return self.env._("We (%(colleague)s): %(name)s · by %(date)s", **words)
        return self.env._("We: %(name)s · by %(date)s", **words)

    @api.model
    def _quick_log_hint(self, hint):
        """Why something stays text, and what would help."""
        sentences = {
            'no_colleague': self.env._("No colleague is called %(text)s; it stays text.", text=hint.text),
            'several_colleagues': self.env._("Several people fit %(text)s; write the full name or the login.", text=hint.text),
            'nothing_to_assign': self.env._(
                "There is nothing to do for %(text)s yet: add \"next: ...\" or a coming day.", text=hint.text),
            'no_promise_day': self.env._("A promise needs a day, such as \"by Friday\": \"%(text)s\" stays text.", text=hint.text),
            'no_template': self.env._("There is no template %(text)s; it stays text.", text=hint.text),
        }
        return sentences[hint.reason]
