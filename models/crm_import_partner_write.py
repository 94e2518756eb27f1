import logging

from psycopg2.extras import execute_values

from odoo import Command, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.contact_values import channel_of, guess_kind, read_value
from .crm_import_fast import FAST

_logger = logging.getLogger(__name__)

COMPANIES, PERSONS = 0, 1
# Every so many records of a chunk are created the plain way too, and compared.
SAMPLE_EVERY = 250
NO_SYNC = '_partners_skip_fields_sync'
NO_MIRROR = 'contact_mechanism_no_mirror'
# What tells whether somebody edited a created partner, besides its date.
LOGGED = ('name', 'parent_id', 'phone', 'email', 'vat', 'street', 'city', 'zip', 'website', 'function', 'comment')
# Columns in which two otherwise equal partners may differ.
OWN_COLUMNS = ('id', 'commercial_partner_id', 'create_date', 'write_date')


class CrmImportMapperPartner(models.AbstractModel):
    """Writing customers: first all companies, then all people, so that a contact always finds its account."""

    _inherit = 'crm.import.mapper.partner'

    def _write_step(self, record, step, rows):
        if step == COMPANIES:
            self._write_companies(record, rows)
        else:
            self._write_persons(record, rows)

    def _write_companies(self, record, rows):
        known = rows.filtered('match_account_id')
        new = rows - known
        changes, reach = [], {}
        for row in known:
            changes += self._update(record, row, row.normalized['company'], 'company', row.match_account_id, reach)
        partners = self._create_checked([
            self._partner_values(record, row.normalized['company'], is_company=True) for row in new
        ])
        self._add_mechanisms(record, new, 'company', partners)
        changes += self._created_changes(new, partners) + self._add_missing_mechanisms(reach)
        accounts = dict(zip(new._ids, partners._ids, strict=True)) | {row.id: row.match_account_id.id for row in known}
        self._finish(record, [
            (row.id, accounts[row.id], None, 'pending' if 'person' in row.normalized else 'done', PERSONS) for row in rows
        ], changes)

    def _write_persons(self, record, rows):
        changes, reach, targets, new_ids = [], {}, {}, []
        for row in rows:
            account = row.account_id or row.match_account_id or row.account_leader_id.account_id
            person = row.match_partner_id or row.partner_leader_id.partner_id
            targets[row] = (account, person)
            if row.account_leader_id:
                changes += self._update_account(record, row, account, reach)
            if row.partner_leader_id and not person:
                self._refuse_without(row.partner_leader_id)
            if 'person' not in row.normalized:
                continue
            if person:
                changes += self._update(record, row, row.normalized['person'], 'person', person, reach, account)
            else:
                new_ids.append(row.id)
        new = rows.browse(new_ids)
        partners = self._create_checked([
            self._partner_values(record, row.normalized['person'], parent=targets[row][0], address=row.normalized.get('company'))
            for row in new
        ])
        self._share_hidden_values(new, partners)
        self._add_mechanisms(record, new, 'person', partners)
        changes += self._created_changes(new, partners) + self._add_missing_mechanisms(reach)
        created = dict(zip(new_ids, partners._ids, strict=True))
        self._finish(record, [
            (row.id, account.id or None, person.id or created.get(row.id), 'done', PERSONS)
            for row, (account, person) in targets.items()
        ], changes)

    def _share_hidden_values(self, rows, partners):
        """Contacts of an account that was there before get its terms too, those the user may not see included."""
        for row, partner in zip(rows, partners, strict=True):
            if row.match_account_id or row.account_leader_id.match_account_id:
                # As superuser, as the host does in `_fields_sync`: terms of payment and credit go with the account,
                # whoever adds the contact.
                partner.sudo()._commercial_sync_from_company()

    def _update_account(self, record, row, account, reach):
        """A later row of a company may say more about it than the first one did; :return: what to log"""
        if not account:
            self._refuse_without(row.account_leader_id)
        first = row.account_leader_id.normalized.get('company') or {}
        more = {name: value for name, value in (row.normalized.get('company') or {}).items() if first.get(name) != value}
        return self._update(record, row, more, 'company', account, reach) if more else []

    def _refuse_without(self, leader):
        raise UserError(self.env._("Row %(row)s, which brings the same customer first, was not imported.",
                                   row=leader.row_number))

    # Creating

    def _create_checked(self, values_list):
        """Create partners the fast way, and prove on samples that the plain way gives the same.

        :return: the partners, in the order of the values
        """
        Partner = self.env['res.partner'].with_context(**{NO_SYNC: True, NO_MIRROR: True})
        if not values_list:
            return Partner
        memo = self._memo('fast')
        if memo.get('off'):
            return Partner.create(values_list)
        partners = Partner.with_context(**{FAST: True}).create([self._fast_values(values) for values in values_list])
        sample = list(range(0, len(values_list), SAMPLE_EVERY))
        if not self._same_as_plain(partners, values_list, sample):
            memo['off'] = True
            _logger.warning("import: the fast way of creating partners differs here; the plain way is used")
            partners.unlink()
            return Partner.create(values_list)
        return partners.with_env(self.env)

    def _fast_values(self, values):
        """:return: the values plus those of stored computed fields that are known beforehand"""
        name, parent_id = values['name'], values.get('parent_id')
        fast = {
            'partner_share': True, 'user_id': False, 'company_registry': False, 'lang': self.env.lang,
            'image_1024': False, 'image_512': False, 'image_256': False, 'image_128': False,
            'complete_name': name, 'commercial_company_name': name if values.get('is_company') else False,
        }
        if 'vies_valid' in self.env['res.partner']._fields:
            # Else the host would ask a service of the European Union about each of them.
            fast['vies_valid'] = False
        if parent_id:
            parent = self.env['res.partner'].browse(parent_id)
            fast['commercial_partner_id'] = parent.commercial_partner_id.id
            company_name = parent.commercial_partner_id.name if parent.commercial_partner_id.is_company else False
            fast['commercial_company_name'] = company_name
            fast['complete_name'] = f"{company_name or parent.name}, {name}"
        return {**fast, **values}

    def _same_as_plain(self, partners, values_list, sample):
        """Create some of the records the plain way, compare all their columns, and take them back."""
        fast = self._columns(partners.browse(partners._ids[index] for index in sample))
        savepoint = self.env.cr.savepoint()
        plain_partners = self.env['res.partner'].with_context(**{NO_MIRROR: True}).create([dict(values_list[index]) for index in sample])
        plain = self._columns(plain_partners)
        savepoint.rollback()
        savepoint.close()
        return fast == plain

    def _columns(self, partners):
        """:return: list of all stored values of the partners, without what is bound to differ"""
        partners.env.flush_all()
        return self.env.execute_query(SQL(
            "SELECT to_jsonb(p) - %s::text[], p.commercial_partner_id = p.id FROM res_partner p WHERE id IN %s ORDER BY id",
            list(OWN_COLUMNS), tuple(partners.ids),
        ))

    def _add_mechanisms(self, record, rows, part, partners):
        """Write all phones, e-mails and messengers of new partners at once; the mirror was off while they were created."""
        vals_list = []
        for row, partner in zip(rows, partners, strict=True):
            for place, item in enumerate(self._reach(record, row.normalized[part])):
                vals_list.append({'partner_id': partner.id, 'sequence': 10 + place, **item})
        self.env['crm.contact.mechanism'].with_context(**{NO_MIRROR: True}).create(vals_list)

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
        policies = {column.field_key: column.policy for column in record.column_ids if column.policy}
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
        partner.write(write)
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
