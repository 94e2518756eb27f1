from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, ormcache

from ..tools import quick_log
from ..tools.quick_log_mentions import users_domain_words

CONTACT_LIMIT = 500
COLLEAGUE_LIMIT = 80
# Read with the people, for the one of them who is logged with: all that a talk and the name of an activity ask for.
PARTNER_FIELDS = [
    'name', 'commercial_partner_id', 'company_id', 'active', 'user_id', 'type', 'is_company', 'parent_id', 'company_name',
    'commercial_company_name', 'complete_name',
]
OUTCOME_XML_ID = 'crm_customer_record.interaction_outcome_'
# Values of a caller that say that the talk took place, so that the line is no plan.
TALK_VALUES = {'type_id', 'date', 'duration', 'outcome_id', 'event_id', 'source', 'external_id'}


class CrmInteraction(models.Model):
    _inherit = 'crm.interaction'

    @api.model
    def quick_log(self, partner_id, text, **values):
        """Record what one line says, such as "called Anna 15 min, wants a quote -> send it on Friday".

        A line that only says what is to come ("call Anna tomorrow") records no talk: it plans a meeting or an activity.

        :param int partner_id: the customer or contact whose card the line was typed on
        :param str text: the line, in English, Russian, Japanese or Chinese
        :param values: field values that overrule what the line says; ``ignore`` is a list of keys of
            understood pieces that are to stay plain text (see :meth:`quick_log_preview`). With one of ``TALK_VALUES`` the
            line is always a talk.
        :return: dict with ``made``, the ``{'model', 'id'}`` of what was made, to be opened or taken back; ``id`` of the
            interaction (False for a plan), ``display_name``, ``summary``, ``type`` (name), ``kind``, ``date`` (UTC text),
            ``partner_id``, ``account_id``, ``next_step_date`` (text or False), ``message``: what was done, in words
        :raise UserError: when the line is empty, the customer does not exist or a field is unknown
        """
        ignore = set(values.pop('ignore', None) or ())
        if not TALK_VALUES.isdisjoint(values):
            ignore.add('plan')
        parsed = self._parse_quick_log(partner_id, text, ignore)
        unknown = sorted(values.keys() - self._fields.keys())
        if unknown:
            raise UserError(self.env._("An interaction has no field %(names)s.", names=", ".join(unknown)))
        if 'plan' in parsed.values:
            return self._quick_plan(parsed, partner_id, values)
        interaction = self.create({**self._prepare_quick_log_values(parsed, partner_id), **values})
        return interaction._quick_log_result()

    @api.model
    @api.readonly
    def quick_log_preview(self, partner_id, text, ignore=None, kind=None):
        """Say what :meth:`quick_log` would understand, without recording anything.

        :param int partner_id: as for :meth:`quick_log`
        :param str text: as for :meth:`quick_log`
        :param list ignore: keys of pieces to leave as text
        :param str kind: of a talk that is going on; then it is no plan (see :meth:`quick_log_call`)
        :return: dict with ``chips``, a list of ``{'key', 'label', 'start', 'end'}`` by position: key is one of
            'type', 'direction', 'duration', 'outcome', 'contact', 'next', 'date', 'user', 'template', 'promise1',
            'promise2' ... and 'plan'; start and end count UTF-16 units as JavaScript does, and are equal for what follows
            from another piece; ``hints``, sentences on what looks like an instruction and stays text; ``plan``, whether
            nothing would be logged but planned; ``summary``, the text that remains; ``values``, the field values of the
            interaction, dates as text
        :raise UserError: when the line is empty or the customer does not exist
        """
        parsed = self._parse_quick_log(partner_id, text, set(ignore or ()), kind)
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
            'hints': [self._quick_log_hint(hint) for hint in parsed.hints],
            'plan': 'plan' in parsed.values,
            'summary': parsed.summary,
            'values': {
                name: fields.Datetime.to_string(value) if isinstance(value, datetime) else value
                for name, value in values.items()
            },
        }

    def _quick_log_result(self):
        return {
            'made': {'model': self._name, 'id': self.id},
            'message': self.env._("Logged on the timeline."),
            'id': self.id,
            'display_name': self.display_name,
            'summary': self.summary,
            'type': self.type_id._in_memory()['name'],
            'kind': self.kind,
            'date': fields.Datetime.to_string(self.date),
            'partner_id': self.partner_id.id,
            'account_id': self.account_id.id,
            'next_step_date': fields.Date.to_string(self.next_step_date) if self.next_step_date else False,
        }

    @api.model
    def _parse_quick_log(self, partner_id, text, ignore, kind=None):
        """Parse the line and put the records of this database in place of kinds and codes."""
        _partner, people = self._quick_log_people(partner_id)
        if not (text or '').strip():
            raise UserError(self.env._("There is nothing to record yet. Type what was said, then press Enter."))
        now = fields.Datetime.context_timestamp(self, fields.Datetime.now()).replace(tzinfo=None)
        known = self._quick_log_words()
        ignore = {*ignore, 'plan'} if kind else ignore
        vocabulary = quick_log.Vocabulary(
            contacts=people,
            types=[(record['id'], record['name']) for record in known['types']],
            outcomes=[(record['id'], record['name']) for record in known['outcomes']],
            users=self._quick_log_colleagues(text) if '@' in text else [],
            templates=self.env['crm.interaction.template']._shortcuts() if '/' in text else [],
        )
        while True:
            parsed = quick_log.parse(text, now, vocabulary, ignore)
            self._apply_template(parsed, text, ignore)
            unknown = self._resolve_quick_log(parsed, known, kind or 'note')
            if not unknown:
                return parsed
            ignore |= unknown

    @api.model
    def _quick_log_people(self, partner_id):
        """Read the partner and the people of the account: one query, which asks for access, too.

        :return: (partner, list of (id, name) of the people, the latest first)
        :raise UserError: when the partner does not exist
        """
        # As superuser: read by the record rules. These columns alone, the host would read the company as a whole.
        self.env.companies.sudo().fetch(['parent_path', 'currency_id'])
        partners = self.env['res.partner'].with_context(active_test=False)
        # A scalar sub-select: an index probe, where IN would read every customer.
        family = Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s = (SELECT commercial_partner_id FROM res_partner WHERE id = %s)",
                SQL.identifier(alias, 'commercial_partner_id', to_flush=model._fields['commercial_partner_id']), partner_id),
            predicate=lambda person: person.commercial_partner_id == partners.browse(partner_id).commercial_partner_id)
        found = partners.search_fetch(family, PARTNER_FIELDS, order='id desc', limit=CONTACT_LIMIT)
        partner = found.filtered(lambda person: person.id == partner_id)
        # None: one beyond the latest, or out of sight.
        partner = partner or partners.search_fetch([('id', '=', partner_id)], PARTNER_FIELDS)
        if not partner:
            if hidden := partners.browse(partner_id).exists():
                hidden.check_access('read')
            raise UserError(self.env._("This customer does not exist any more. Reload the page and choose another."))
        account_id = partner.commercial_partner_id.id
        names = [(person.id, person.name) for person in found
                 if person.name and person.id != account_id and person.active and person.type == 'contact']
        return partner.with_env(self.env), names

    @api.model
    @ormcache('self.env.lang')
    def _quick_log_words(self):
        """The types and outcomes of this database, a handful of each, which are needed to recognise a word.

        :return: ``{'types': [{'id', 'name', 'kind', 'direction', 'duration'}], 'outcomes': [{'id', 'name', 'type_ids',
            'codes'}]}``, in the reader's language and the administrator's order. Shared: not to be changed.
        """
        # As superuser: every colleague may read them, and the answer is kept for all.
        types = self.env['crm.interaction.type'].sudo().search([])  # pylint: disable=no-search-all
        outcomes = self.env['crm.interaction.outcome'].sudo().search([])  # pylint: disable=no-search-all
        codes = {}
        for record_id, xml_ids in outcomes._get_external_ids().items():
            codes[record_id] = [xml_id.removeprefix(OUTCOME_XML_ID) for xml_id in xml_ids if xml_id.startswith(OUTCOME_XML_ID)]
        return {
            'types': [record._words() for record in types],
            'outcomes': [{
                'id': record.id, 'name': record.name, 'type_ids': record.type_ids.ids, 'codes': codes.get(record.id, []),
            } for record in outcomes],
        }

    @api.model
    def _quick_log_colleagues(self, text):
        """The colleagues who may be meant by "@...": (id, login, name)."""
        named = Domain.OR(
            Domain('login', '=ilike', f'{word}%') | Domain('name', 'ilike', word) for word in users_domain_words(text))
        if named.is_false():
            return []
        users = self.env['res.users'].search_fetch(
            Domain('share', '=', False) & named, ['login', 'name'], limit=COLLEAGUE_LIMIT, order='id')
        return [(user.id, user.login, user.name) for user in users]

    @api.model
    def _resolve_quick_log(self, parsed, known, kind):
        """Turn kinds and codes into ids.

        :return: set of keys that this database has no record for; their words then stay in the text
        """
        values, types = parsed.values, known['types']
        wanted = values.get('type')
        found = next((record for record in types if wanted in (record['id'], record['kind'])), None)
        if wanted is None:
            found = next((record for record in types if record['kind'] == kind), types[0] if types else None)
        values['type'] = found and found['id']
        _set_chip(parsed, 'type', values['type'])
        if not found:
            return {'type'} if wanted is not None else set()
        code = values.get('outcome')
        if code is None:
            return set()
        outcome = next((record for record in known['outcomes'] if code == record['id'] or code in record['codes']), None)
        values['outcome'] = outcome and outcome['id']
        _set_chip(parsed, 'outcome', values['outcome'])
        fits = outcome and (not outcome['type_ids'] or found['id'] in outcome['type_ids'])
        return set() if fits else {'outcome'}


def _set_chip(parsed, key, record_id):
    for chip in parsed.chips:
        if chip.key == key:
            chip.value = record_id


def _utf16_length(text):
    return len(text.encode('utf-16-le')) // 2
