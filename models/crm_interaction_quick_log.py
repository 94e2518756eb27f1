from datetime import datetime

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_repr, format_date

from ..tools import quick_log

CONTACT_LIMIT = 500
NEXT_TYPES = {
    'call': 'mail.mail_activity_data_call',
    'meeting': 'mail.mail_activity_data_meeting',
    'email': 'mail.mail_activity_data_email',
    'todo': 'mail.mail_activity_data_todo',
}


class CrmInteraction(models.Model):
    _inherit = 'crm.interaction'

    @api.model
    def quick_log(self, partner_id, text, **values):
        """Record one interaction from one line, such as "called Anna 15 min, wants a quote -> send it on Friday".

        :param int partner_id: the customer or contact whose card the line was typed on
        :param str text: the line, in English, Russian, Japanese or Chinese
        :param values: field values that overrule what the line says; ``ignore`` is a list of keys of
            understood pieces that are to stay plain text (see :meth:`quick_log_preview`)
        :return: dict with ``id``, ``display_name``, ``summary``, ``type`` (name), ``kind``, ``date`` (UTC text),
            ``partner_id``, ``account_id``, ``next_step_date`` (text or False)
        :raise UserError: when the line is empty, the customer does not exist or a field is unknown
        """
        parsed = self._parse_quick_log(partner_id, text, values.pop('ignore', None) or ())
        unknown = sorted(values.keys() - self._fields.keys())
        if unknown:
            raise UserError(self.env._("An interaction has no field %(names)s.", names=", ".join(unknown)))
        interaction = self.create({**self._prepare_quick_log_values(parsed, partner_id), **values})
        return interaction._quick_log_result()

    @api.model
    @api.readonly
    def quick_log_preview(self, partner_id, text, ignore=None):
        """Say what :meth:`quick_log` would understand, without recording anything.

        :param int partner_id: as for :meth:`quick_log`
        :param str text: as for :meth:`quick_log`
        :param list ignore: keys of pieces to leave as text
        :return: dict with ``chips``, a list of ``{'key', 'label', 'start', 'end'}`` by position: key is one of
            'type', 'direction', 'duration', 'outcome', 'contact', 'next', 'date'; start and end count UTF-16 units
            as JavaScript does, and are equal for what follows from another piece; ``summary``, the text
            that remains; ``values``, the field values, dates as text
        :raise UserError: when the line is empty or the customer does not exist
        """
        parsed = self._parse_quick_log(partner_id, text, ignore or ())
        values = self._prepare_quick_log_values(parsed, partner_id)
        return {
            'chips': [
                {
                    'key': chip.key,
                    'label': self._quick_log_label(chip),
                    'start': _utf16_length(text[:chip.start]),
                    'end': _utf16_length(text[:chip.end]),
                }
                for chip in parsed.chips
            ],
            'summary': parsed.summary,
            'values': {
                name: fields.Datetime.to_string(value) if isinstance(value, datetime) else value
                for name, value in values.items()
            },
        }

    def _quick_log_result(self):
        return {
            'id': self.id,
            'display_name': self.display_name,
            'summary': self.summary,
            'type': self.type_id.display_name,
            'kind': self.kind,
            'date': fields.Datetime.to_string(self.date),
            'partner_id': self.partner_id.id,
            'account_id': self.account_id.id,
            'next_step_date': fields.Date.to_string(self.next_step_date) if self.next_step_date else False,
        }

    @api.model
    def _parse_quick_log(self, partner_id, text, ignore):
        """Parse the line and put the records of this database in place of kinds and codes."""
        partner = self.env['res.partner'].browse(partner_id).exists()
        if not partner:
            raise UserError(self.env._("This customer does not exist any more. Reload the page and choose another."))
        partner.check_access('read')
        if not (text or '').strip():
            raise UserError(self.env._("There is nothing to record yet. Type what was said, then press Enter."))
        now = fields.Datetime.context_timestamp(self, fields.Datetime.now()).replace(tzinfo=None)
        # A handful of records each, all of them needed to recognise a word.
        types = self.env['crm.interaction.type'].search([])  # pylint: disable=no-search-all
        outcomes = self.env['crm.interaction.outcome'].search([])  # pylint: disable=no-search-all
        vocabulary = quick_log.Vocabulary(
            contacts=self._quick_log_contacts(partner),
            types=[(record.id, record.name) for record in types],
            outcomes=[(record.id, record.name) for record in outcomes],
        )
        ignore = set(ignore)
        while True:
            parsed = quick_log.parse(text, now, vocabulary, ignore)
            unknown = self._resolve_quick_log(parsed, types, outcomes)
            if not unknown:
                return parsed
            ignore |= unknown

    @api.model
    def _quick_log_contacts(self, partner):
        """The people of the account, the latest first: (id, name)."""
        account = partner.commercial_partner_id
        people = self.env['res.partner'].search_fetch(
            [('commercial_partner_id', '=', account.id), ('type', '=', 'contact'), ('id', '!=', account.id)],
            ['name'], order='id desc', limit=CONTACT_LIMIT)
        return [(person.id, person.name) for person in people if person.name]

    @api.model
    def _resolve_quick_log(self, parsed, types, outcomes):
        """Turn kinds and codes into records.

        :return: set of keys that this database has no record for; their words then stay in the text
        """
        values = parsed.values
        kind = values.get('type')
        if kind is None:
            found = types.filtered(lambda record: record.kind == 'note')[:1] or types[:1]
        else:
            found = types.filtered(lambda record: kind in (record.id, record.kind))[:1]
        values['type'] = found
        _set_chip(parsed, 'type', found)
        if not found:
            return {'type'} if kind is not None else set()
        code = values.get('outcome')
        if code is None:
            return set()
        if isinstance(code, str):
            known = self.env.ref(f'crm_customer_record.interaction_outcome_{code}', raise_if_not_found=False)
            outcome = outcomes & known if known else outcomes.browse()
        else:
            outcome = outcomes.browse(code)
        values['outcome'] = outcome
        _set_chip(parsed, 'outcome', outcome)
        fits = outcome and (not outcome.type_ids or found in outcome.type_ids)
        return set() if fits else {'outcome'}

    @api.model
    def _prepare_quick_log_values(self, parsed, partner_id):
        """Return the field values of what was understood."""
        found = parsed.values
        values = {
            'partner_id': found.get('contact') or partner_id,
            'type_id': found['type'].id,
            'summary': parsed.summary,
        }
        for name in ('direction', 'duration'):
            if name in found:
                values[name] = found[name]
        if 'outcome' in found:
            values['outcome_id'] = found['outcome'].id
        if 'date' in found:
            values['date'] = self._quick_log_date(found['date'])
        if 'next' in found:
            step = found['next']
            step_type = self.env.ref(NEXT_TYPES[step.kind], raise_if_not_found=False)
            values['next_step_date'] = fields.Date.to_string(step.date)
            values['next_step_note'] = self._quick_log_note(step) or False
            values['next_step_type_id'] = step_type.id if step_type else False
        return values

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

    @api.model
    def _quick_log_label(self, chip):
        """The understood piece in words of the reader."""
        value = chip.value
        if chip.key in ('type', 'outcome'):
            return value.name
        if chip.key == 'direction':
            return dict(self._fields['direction']._description_selection(self.env))[value]
        if chip.key == 'duration':
            if value < 1:
                return self.env._("%(minutes)s min", minutes=round(value * 60))
            return self.env._("%(hours)s h", hours=float_repr(value, 2).rstrip('0').rstrip('.'))
        if chip.key == 'contact':
            return self.env['res.partner'].browse(value).name
        if chip.key == 'date':
            return format_date(self.env, value)
        return ' · '.join(filter(None, [format_date(self.env, value.date), self._quick_log_note(value)]))


def _set_chip(parsed, key, record):
    for chip in parsed.chips:
        if chip.key == key:
            chip.value = record


def _utf16_length(text):
    return len(text.encode('utf-16-le')) // 2
