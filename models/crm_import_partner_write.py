import logging
import random

from psycopg2.extras import execute_values

from odoo import Command, models
from odoo.tools import SQL, email_normalize

from ..tools.contact_values import channel_of, guess_kind, read_value
from .crm_import_fast import FAST
from .crm_import_message import RowRefused
from .res_partner_career import LATER

_logger = logging.getLogger(__name__)

COMPANIES, PERSONS = 0, 1
# So many records of a chunk are created the plain way too, and compared.
SAMPLES = 1
NO_SYNC = '_partners_skip_fields_sync'
NO_MIRROR = 'contact_mechanism_no_mirror'
# What tells whether somebody edited a created partner, besides its date.
LOGGED = ('name', 'parent_id', 'phone', 'email', 'vat', 'street', 'city', 'zip', 'website', 'function', 'comment')
# Stored computed fields whose value `_fast_values` knows.
SETTLED = frozenset({
    'partner_share', 'complete_name', 'commercial_company_name', 'commercial_partner_id', 'phone_sanitized', 'email_normalized',
    'image_1024', 'image_512', 'image_256', 'image_128'})
# Columns in which two otherwise equal partners may differ, besides moments.
OWN_COLUMNS = ('id', 'commercial_partner_id')
INSERT_MECHANISMS = """
    INSERT INTO crm_contact_mechanism (partner_id, kind, value, normalized, valid, extension, is_primary, sequence, note,
                                       create_uid, write_uid, create_date, write_date, active)
    VALUES %s ON CONFLICT DO NOTHING"""


class CrmImportMapperPartner(models.AbstractModel):
    """Writing customers: first all companies, then all people, so that a contact always finds its account."""

    _inherit = 'crm.import.mapper.partner'

    def _write_step(self, record, step, rows):
        if step == COMPANIES:
            self._write_companies(record, rows)
        else:
            self._write_persons(record, rows)

    def _write_companies(self, record, rows):
        data = self._data(rows)
        known = rows.filtered('match_account_id')
        new = rows - known
        changes, reach = [], {}
        for row in known:
            changes += self._update(record, row, data[row.id]['company'], 'company', row.match_account_id, reach)
        companies = [data[row.id]['company'] for row in new]
        partners = self._create_checked([self._partner_values(record, company, is_company=True) for company in companies])
        self._add_mechanisms(record, companies, partners)
        changes += self._created_changes(new, partners) + self._add_missing_mechanisms(reach)
        accounts = dict(zip(new._ids, partners._ids, strict=True)) | {row.id: row.match_account_id.id for row in known}
        self._finish(record, [
            (row.id, accounts[row.id], None, *(('pending', PERSONS) if 'person' in data[row.id] else self._state_after_partners()))
            for row in rows
        ], changes)

    def _write_persons(self, record, rows):
        data = self._data(rows | rows.account_leader_id)
        positions = (rows.match_partner_id | rows.partner_leader_id.partner_id)._career_persons()._positions()
        changes, reach, targets, new_ids = [], {}, {}, []
        for row in rows:
            account = row.account_id or row.match_account_id or row.account_leader_id.account_id
            person = row.match_partner_id or row.partner_leader_id.partner_id
            targets[row] = (account, person)
            if row.account_leader_id:
                changes += self._update_account(record, row, data, account, reach)
            if row.partner_leader_id and not person:
                self._refuse_without(row.partner_leader_id)
            if 'person' not in data[row.id]:
                continue
            if person:
                changes += self._update(record, row, data[row.id]['person'], 'person', person, reach, account)
            else:
                new_ids.append(row.id)
        self.env['res.partner']._remember_positions(positions)
        new = rows.browse(new_ids)
        partners = self._create_checked([
            self._partner_values(record, data[row.id]['person'], parent=targets[row][0], address=data[row.id].get('company'))
            for row in new
        ], [bool(row.match_account_id or row.account_leader_id.match_account_id) for row in new])
        self._add_mechanisms(record, [data[row.id]['person'] for row in new], partners)
        changes += self._created_changes(new, partners) + self._add_missing_mechanisms(reach)
        created = dict(zip(new_ids, partners._ids, strict=True))
        self._finish(record, [
            (row.id, account.id or None, person.id or created.get(row.id), *self._state_after_person(data[row.id]))
            for row, (account, person) in targets.items()
        ], changes)

    def _state_after_person(self, data):
        """:return: (state, step) of a row whose company and first person are written"""
        return self._state_after_partners()

    def _state_after_partners(self):
        """:return: (state, step) of a row whose company and people are written"""
        return 'done', PERSONS

    def _data(self, rows):
        """:return: {row id: what was understood of it}; read once, as a JSON field copies its value whenever it is asked"""
        return dict(self.env.execute_query(SQL(
            "SELECT id, normalized FROM crm_import_row WHERE id = ANY(%s)", rows.ids)))

    def _update_account(self, record, row, data, account, reach):
        """A later row of a company may say more about it than the first one did; :return: what to log"""
        if not account:
            self._refuse_without(row.account_leader_id)
        first = data[row.account_leader_id.id].get('company') or {}
        more = {name: value for name, value in (data[row.id].get('company') or {}).items() if first.get(name) != value}
        return self._update(record, row, more, 'company', account, reach) if more else []

    def _refuse_without(self, leader):
        raise RowRefused('leader_refused', row=leader.row_number)

    def _share_hidden_values(self, known_accounts, partners):
        """Contacts of an account that was there before get its terms too, those the user may not see included."""
        for known, partner in zip(known_accounts, partners, strict=False):
            if known:
                # As superuser, as the host does in `_fields_sync`: terms of payment and credit go with the account,
                # whoever adds the contact.
                partner.sudo()._commercial_sync_from_company()

    # Creating

    def _create_checked(self, values_list, known_accounts=()):
        """Create partners the fast way, and prove on samples that the plain way gives the same.

        :param known_accounts: of each partner, whether it joins an account that was there before the import
        :return: the partners, in the order of the values
        """
        Partner = self.env['res.partner'].with_context(**{NO_SYNC: True, NO_MIRROR: True})
        if not values_list:
            return Partner
        memo = self._memo('fast')
        if memo.get('off'):
            return self._create_plain(values_list)
        # Before the sample is taken back, which empties what was remembered within the transaction.
        fast_values = [self._fast_values(values) for values in values_list]
        sample = sorted(random.sample(range(len(values_list)), SAMPLES))
        expected = self._plain_columns([dict(values_list[index]) for index in sample])
        savepoint = self.env.cr.savepoint()
        partners = Partner.with_context(**{FAST: True}).create(fast_values)
        self._settle_computed(partners, fast_values)
        self._share_hidden_values(known_accounts, partners)
        same = self._columns([partners._ids[index] for index in sample]) == expected
        savepoint.close(rollback=not same)
        if not same:
            memo['off'] = True
            _logger.warning("import: the fast way of creating partners differs here; the plain way is used")
            return self._create_plain(values_list)
        return partners.with_env(self.env)

    def _settle_computed(self, partners, values_list):
        """Take what `_fast_values` said for computed: the host computes anew what nobody may edit, whatever was given."""
        ids = {}
        for partner_id, values in zip(partners._ids, values_list, strict=True):
            for name in values.keys() & SETTLED:
                ids.setdefault(name, []).append(partner_id)
        for name, settled in ids.items():
            self.env.remove_to_compute(partners._fields[name], partners.browse(settled))

    def _create_plain(self, values_list):
        return self.env['res.partner'].with_context(**{NO_MIRROR: True}).create(values_list).with_env(self.env)

    def _fast_values(self, values):
        """:return: the values plus those of stored computed fields that are known beforehand"""
        name, parent_id = values['name'], values.get('parent_id')
        fast = {
            'partner_share': True, 'user_id': False, 'company_registry': False, 'lang': self.env.lang,
            'image_1024': False, 'image_512': False, 'image_256': False, 'image_128': False,
            'email_normalized': email_normalize(values.get('email'), strict=False),
            'complete_name': name, 'commercial_company_name': name if values.get('is_company') else False,
        }
        if 'vies_valid' in self.env['res.partner']._fields:
            # Else the host would ask a service of the European Union about each of them.
            fast['vies_valid'] = False
        if not values.get('phone'):
            fast['phone_sanitized'] = False
        elif number := self._memo('phones').get((values['phone'], values.get('country_id'))):
            fast['phone_sanitized'] = number
        if parent_id:
            fast.update(self._memo('families')[parent_id])
            fast['complete_name'] = f"{fast.pop('called')}, {name}"
        return {**fast, **values}

    def _plain_columns(self, values_list):
        """Create partners the plain way, read all their columns, and take them back."""
        savepoint = self.env.cr.savepoint()
        try:
            return self._columns(self._create_plain(values_list).ids)
        finally:
            savepoint.close(rollback=True)

    def _columns(self, ids):
        """:return: list of all stored values of partners, without what is bound to differ"""
        self.env.flush_all()
        moments = [name for name, field in self.env['res.partner']._fields.items() if field.type == 'datetime' and field.store]
        return self.env.execute_query(SQL(
            "SELECT to_jsonb(p) - %s::text[], p.commercial_partner_id = p.id FROM res_partner p WHERE id = ANY(%s) ORDER BY id",
            [*OWN_COLUMNS, *moments], ids,
        ))

    def _add_mechanisms(self, record, data_list, partners):
        """Write all phones, e-mails and messengers of new partners at once; the mirror was off while they were created.

        By SQL: the table is the add-on's own, every column is known here, and the right to change the partners was
        proven by creating them; `crm.contact.mechanism.create` would ask and compute for each line again.
        """
        lines = [
            (partner_id, item['kind'], item['value'], item['normalized'], item['valid'], item['extension'], item['is_primary'],
             10 + place, item['note'] or None, self.env.uid, self.env.uid)
            for partner_id, data in zip(partners._ids, data_list, strict=True)
            for place, item in enumerate(self._reach(record, data))
        ]
        if lines:
            self.env.flush_all()
            execute_values(self.env.cr._obj, INSERT_MECHANISMS, lines, page_size=1000,
                           template="(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, now(), now(), TRUE)")
            self.env['crm.contact.mechanism'].invalidate_model(flush=False)
            partners.invalidate_recordset(['contact_mechanism_ids'], flush=False)

    def _reach(self, record, data):
        """:return: complete values of the contact mechanisms that some data names, the first of a channel primary"""
        region = data.get('country') or record.country_id.code
        items = [*(data.get('phones') or ()), *(data.get('emails') or ())]
        for text in data.get('messengers') or ():
            reading = read_value(guess_kind(text, region), text, region)
            items.append({'kind': reading.kind, 'value': reading.value, 'normalized': reading.normalized,
                          'valid': reading.valid, 'extension': reading.extension, 'note': ''})
        channels, values = set(), []
        for item in items:
            channel = channel_of(item['kind'])
            values.append({
                'kind': item['kind'], 'value': item['value'], 'normalized': item['normalized'], 'valid': item['valid'],
                'extension': item['extension'], 'is_primary': channel not in channels, 'note': item['note'] or False,
            })
            channels.add(channel)
        return values

    # Updating

    def _update(self, record, row, data, part, partner, reach, account=None):
        """Bring a known partner up to date as the policies say; :return: what to log

        :param dict reach: collects the phones and e-mails to add: {partner id: (row id, [values])}
        """
        values = self._plain_values(record, data)
        tags = set(values.pop('category_id', ())) - set(partner.category_id._ids)
        if part == 'person' and account and not partner.parent_id and partner != account:
            values['parent_id'] = account.id
        policies = self._policies(record)
        write = {}
        for name, value in values.items():
            policy = policies.get(self._key_of(part, name)) or record.update_policy
            present = partner._fields[name].convert_to_write(partner[name], partner)
            if present != value and (not present or policy in ('overwrite', 'ask')):
                write[name] = value
        if tags:
            write['category_id'] = [Command.link(tag) for tag in sorted(tags)]
        items = self._reach(record, data)
        if items:
            reach.setdefault(partner.id, (row.id, []))[1].extend(items)
        if not write:
            return []
        before = record._values(partner, write)
        partner.with_context(**{LATER: True}).write(write)
        return [(row.id, partner._name, partner.id, False, before, record._values(partner, write))]

    def _add_missing_mechanisms(self, reach):
        """Add the phones and e-mails that known partners do not have yet, all at once; :return: what to log"""
        if not reach:
            return []
        added = self.env['crm.contact.mechanism'].add_values({
            partner_id: [{'value': item['value'], 'kind': item['kind'], 'note': item['note']} for item in items]
            for partner_id, (_row_id, items) in reach.items()
        })
        return [(reach[mechanism.partner_id.id][0], added._name, mechanism.id, True, {}, {'value': mechanism.value})
                for mechanism in added]

    # Bookkeeping

    def _created_changes(self, rows, partners):
        import_model = self.env['crm.import']
        changes = []
        for row, partner in zip(rows, partners, strict=True):
            changes.append((row.id, 'res.partner', partner.id, True, {}, import_model._values(partner, LOGGED)))
        return changes

    def _finish(self, record, rows, changes):
        """Mark rows as written and log the changes, in the transaction that wrote them."""
        self.env.flush_all()
        cursor = self.env.cr._obj
        execute_values(cursor, """
            UPDATE crm_import_row r SET account_id = d.account_id, partner_id = d.partner_id, state = d.state, step = d.step, error = NULL
              FROM (VALUES %s) AS d(id, account_id, partner_id, state, step) WHERE r.id = d.id""",
            rows, template="(%s, %s::int, %s::int, %s, %s)", page_size=1000)
        record._log_changes(changes)
        self.env['crm.import.row'].invalidate_model(['account_id', 'partner_id', 'state', 'step', 'error'], flush=False)
