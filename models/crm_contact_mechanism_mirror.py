"""Mechanisms and the `phone` / `email` of a partner follow each other.

* Somebody writes `partner.phone` or `partner.email` (any module, RPC, import): `_mirror_new_partners` after a
  create, `_mirror_partner_values` after a write bring the mechanisms in line. The text stays as typed.
* Somebody changes mechanisms: `_follow_in_partners` elects the primaries and writes the partner's fields,
  unless their text already says the same.

Context key `contact_mechanism_no_mirror`: neither direction does anything. For bulk loaders that afterwards call
`_mirror_new_partners(partners)` or `add_values()` themselves.
"""

from collections import defaultdict

from odoo import api, fields, models
from odoo.tools.misc import groupby

from ..tools.contact_values import (
    CHANNEL_KINDS,
    EMAIL,
    NUMBER_KINDS,
    PHONE,
    Row,
    channel_of,
    mechanism_key,
    plan_mirror,
    read_field,
    read_value,
    rows_of_field,
)

NO_MIRROR = 'contact_mechanism_no_mirror'
# Set by `res.partner` while it writes its own lines: they are followed once, afterwards. Other partners created or
# written meanwhile (contacts of the same form) keep their mirror.
HOLD = 'contact_mechanism_hold'
# Kinds that may stand in the text of a field, by field (= channel): a fax may be the second number of a phone.
FIELD_KINDS = {PHONE: (*CHANNEL_KINDS[PHONE], 'fax'), EMAIL: CHANNEL_KINDS[EMAIL]}


class CrmContactMechanism(models.Model):
    _inherit = 'crm.contact.mechanism'

    # Fields of a mechanism whose change may change who is primary, or what the partner shows.
    _MIRROR_FIELDS = frozenset({'partner_id', 'kind', 'value', 'extension', 'is_primary', 'sequence', 'active'})
    _ROW_FIELDS = (
        'partner_id', 'kind', 'value', 'normalized', 'extension', 'active', 'valid', 'sequence', 'is_primary',
    )
    _KEY_FIELDS = frozenset({'partner_id', 'kind', 'value', 'extension', 'active'})

    def _mirror_is_off(self):
        return self.env.context.get(NO_MIRROR)

    def _without_mirror(self):
        return self.with_context(**{NO_MIRROR: True})

    # ------------------------------------------------------------------ partner -> mechanisms
    @api.model
    def _mirror_new_partners(self, partners):
        """Create the mechanisms of partners that have none yet, from their phone and email: one INSERT for all.

        Not through `create()`: every partner of every import passes here, and the rows are complete as they are.

        :param partners: res.partner records just created, without mechanisms.
        """
        rows = []
        # With a second number field (module of a third party) `phone_sanitized` may be of the other one.
        host_reads_phone = self.env['res.partner']._phone_get_number_fields() == [PHONE]
        for partner in partners:
            region = partner._contact_region()
            # The host reads the number by the same country unless only the contact's company has one.
            same_country = host_reads_phone and (partner.country_id or not partner.company_id)
            sanitized = partner.phone_sanitized if same_country else None
            rows += rows_of_field(partner.id, PHONE, partner.phone, region, sanitized)
            rows += rows_of_field(partner.id, EMAIL, partner.email, region)
        if rows:
            self._insert_rows(rows)
            # Not by `invalidate_recordset`, which would also flush mechanisms and forget all that is known of them.
            partners._fields['contact_mechanism_ids']._invalidate_cache(self.env, partners._ids)

    @api.model
    def _vals_of_reading(self, partner_id, reading, is_primary, sequence):
        """Return complete values of a mechanism, so that nothing is left to compute."""
        return {
            'partner_id': partner_id,
            'kind': reading.kind,
            'value': reading.value,
            'normalized': reading.normalized,
            'extension': reading.extension,
            'valid': reading.valid,
            'is_primary': is_primary,
            'sequence': sequence,
        }

    @api.model
    def _mirror_partner_values(self, before):
        """Bring mechanisms in line with phones and e-mails that were written.

        One search, one create, and one write per distinct change, however many partners.

        :param before: {partner: {'phone' and/or 'email': text before the write}}, changed fields only.
        """
        partners = self.env['res.partner'].union(*before)
        fields_changed = {field for texts in before.values() for field in texts}
        rows = self._rows_of(partners, {kind for field in fields_changed for kind in FIELD_KINDS[field]})
        today = fields.Date.context_today(self)
        creates, updates = [], defaultdict(list)
        for partner, texts in before.items():
            region = partner._contact_region()
            for field, text in texts.items():
                plan = plan_mirror(
                    [row for kind, row in rows[partner.id] if kind in FIELD_KINDS[field]],
                    read_field(field, text, region),
                    read_field(field, partner[field], region),
                    today,
                )
                creates += [self._vals_of_reading(partner.id, *create) for create in plan.creates]
                for row_id, values in plan.updates.items():
                    updates[tuple(sorted(values.items()))].append(row_id)
        self._without_mirror()._apply(creates, updates)

    @api.model
    def _rows_of(self, partners, kinds):
        """Return {partner id: [(kind, Row)]} of the given kinds, archived ones included."""
        mechanisms = self.with_context(active_test=False).search_fetch(
            [('partner_id', 'in', partners.ids), ('kind', 'in', list(kinds))], self._ROW_FIELDS, order='id'
        )
        rows = defaultdict(list)
        for m in mechanisms:
            elects = any(m.kind in group for group in CHANNEL_KINDS.values())
            row = Row(m.id, m.value, m._key(), m.active, m.valid, m.sequence, m.is_primary, elects)
            rows[m.partner_id.id].append((m.kind, row))
        return rows

    def _apply(self, creates, updates):
        """Write retirements first: a number must be free before another row may take it."""
        retired = [values for values in updates if ('active', False) in values]
        for values in retired:
            self.browse(updates.pop(values)).write(dict(values))
        if retired:
            self.flush_model()
        for values, ids in updates.items():
            self.browse(ids).write(dict(values))
        if creates:
            self.create(creates)

    @api.model
    def _renormalize(self, partners):
        """Read the numbers of partners again after their country changed.

        A number that turns out to be one the partner already has is archived instead of doubled.
        """
        mechanisms = self.with_context(active_test=False).search_fetch(
            [('partner_id', 'in', partners.ids), ('kind', 'in', NUMBER_KINDS)], self._ROW_FIELDS, order='is_primary desc, id'
        )
        taken, updates = set(), defaultdict(list)
        for m in mechanisms:
            reading = read_value(m.kind, m.value, m.partner_id._contact_region())
            extension = reading.extension or m.extension or ''
            key = (m.partner_id.id, channel_of(m.kind), *mechanism_key(m.value, reading.normalized, extension))
            values = {}
            if (reading.normalized, reading.valid) != (m.normalized or '', m.valid):
                values = {'normalized': reading.normalized, 'valid': reading.valid}
            if m.active and key in taken:
                values['active'] = False
            taken.add(key) if m.active else None
            if values:
                updates[tuple(sorted(values.items()))].append(m.id)
        self._without_mirror()._apply([], updates)

    # ------------------------------------------------------------------ mechanisms -> partner
    def _follow_in_partners(self, also=()):
        """Elect the primary of every channel touched and let the partner's phone and email follow.

        :param also: {(partner id, channel)} touched besides those of `self`, e.g. of deleted mechanisms.
        """
        if self.env.context.get(HOLD):
            return
        touched = {(m.partner_id.id, channel_of(m.kind)) for m in self} | set(also)
        partner_ids = {partner_id for partner_id, _channel in touched}
        # sudo: the election looks at every line of the contact; the contact itself is written as the user.
        lines = self.sudo().search([('partner_id', 'in', list(partner_ids))], order='sequence, id')
        lists = dict(groupby(lines, lambda m: (m.partner_id.id, channel_of(m.kind))))
        promoted, demoted = self.sudo().browse(), self.sudo().browse()
        for key in touched:
            for position, mechanism in enumerate(lists.get(key, ())):
                if mechanism.is_primary != (position == 0):
                    if position:
                        demoted |= mechanism
                    else:
                        promoted |= mechanism
        demoted._without_mirror().write({'is_primary': False})
        promoted._without_mirror().write({'is_primary': True})
        self._write_partner_fields({key for key in touched if key[1] in FIELD_KINDS}, lists)

    def _write_partner_fields(self, touched, lists):
        changes = defaultdict(dict)
        for partner_id, field in touched:
            partner = self.env['res.partner'].browse(partner_id)
            mechanisms = lists.get((partner_id, field), [])
            spare = lists.get((partner_id, 'fax'), []) if field == PHONE else []
            # sudo: compared only; the contact is written as the user, below.
            if not self._field_says(partner.sudo(), field, mechanisms, spare):
                changes[partner][field] = mechanisms[0]._field_text() if mechanisms else False
        for partner, values in changes.items():
            partner.with_context(**{NO_MIRROR: True}).write(values)

    def _field_says(self, partner, field, mechanisms, spare):
        """Tell whether the text of the field begins with the primary and names nothing that is no longer there."""
        readings = read_field(field, partner[field], partner._contact_region())
        if not mechanisms or not readings:
            return not mechanisms and not readings
        known = {m._key() for m in [*mechanisms, *spare]}
        return readings[0].key == mechanisms[0]._key() and all(reading.key in known for reading in readings)

    def _move_in_order(self, to_front):
        """Put mechanisms first (or last) among those of their partner and channel: the first one is the primary."""
        for mechanism in self:
            # sudo: see `_follow_in_partners`.
            peers = mechanism.sudo().search([
                ('partner_id', '=', mechanism.partner_id.id), ('id', '!=', mechanism.id),
            ])
            channel = channel_of(mechanism.kind)
            sequences = [peer.sequence for peer in peers if channel_of(peer.kind) == channel]
            if not sequences:
                continue
            if to_front:
                mechanism._without_mirror().sequence = min(sequences) - 1
            elif mechanism.is_primary:
                mechanism._without_mirror().sequence = max(sequences) + 1

    @api.model
    def _prepare_order(self, vals_list):
        """Turn `is_primary` of new mechanisms into a place in the order; the election then sets the flag."""
        wanting = [vals for vals in vals_list if vals.pop('is_primary', False) and vals.get('partner_id')]
        if wanting:
            lowest = dict(
                # sudo: see `_follow_in_partners`.
                self.sudo()._read_group(
                    [('partner_id', 'in', [vals['partner_id'] for vals in wanting])], ['partner_id'], ['sequence:min']
                )
            )
            for vals in wanting:
                partner = self.env['res.partner'].browse(vals['partner_id'])
                vals['sequence'] = lowest.get(partner, 10) - 1
        return vals_list

    # ------------------------------------------------------------------ bulk
    @api.model
    def add_values(self, values_by_partner):
        """Add mechanisms to many partners at once, skipping those they already have; never removes any.

        :param values_by_partner: {partner id: [{'value': text, 'kind': optional, 'note': optional}]}; a value may
            hold several numbers or addresses.
        :return: the mechanisms created. The partners' phone and email follow when they were empty.
        :raise AccessError: when the user may not write one of the partners.
        """
        partners = self.env['res.partner'].browse(values_by_partner)
        partners.check_access('write')
        # sudo: a line is a duplicate whoever may see it.
        lines = self.sudo().search([('partner_id', 'in', partners.ids)])
        taken = {(m.partner_id.id, channel_of(m.kind), m._key()) for m in lines}
        # Behind the others: what is added later does not become the primary.
        last = {}
        for line in lines:
            last[line.partner_id.id] = max(last.get(line.partner_id.id, 0), line.sequence)
        vals_list = []
        for partner in partners:
            region = partner._contact_region()
            for values in values_by_partner[partner.id]:
                for reading in self._readings_of(values, region):
                    key = (partner.id, channel_of(reading.kind), reading.key)
                    if key not in taken:
                        taken.add(key)
                        vals = self._vals_of_reading(partner.id, reading, False, last.get(partner.id, 9) + 1)
                        vals_list.append(vals | {'note': values.get('note') or False})
        mechanisms = self._without_mirror().create(vals_list).with_env(self.env)
        mechanisms._follow_in_partners()
        return mechanisms

    @api.model
    def _readings_of(self, values, region):
        kind, text = values.get('kind'), values.get('value')
        if kind and kind not in (PHONE, 'mobile', EMAIL):
            return [read_value(kind, text, region)] if text else []
        field = kind or (EMAIL if '@' in (text or '') else PHONE)
        readings = read_field(channel_of(field), text, region)
        return [reading._replace(kind=kind) for reading in readings] if kind else readings
