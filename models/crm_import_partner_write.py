import logging

from psycopg2.extras import execute_values

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.mail import plaintext2html

from .crm_import_fast import FAST

_logger = logging.getLogger(__name__)

COMPANIES, PERSONS = 0, 1
# Every so many records of a chunk are created the plain way too, and compared.
SAMPLE_EVERY = 250
NO_SYNC = '_partners_skip_fields_sync'
NO_MIRROR = 'contact_mechanism_no_mirror'
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
        changes = []
        for row in known:
            changes += self._update(record, row, 'company', row.match_account_id)
        partners = self._create_checked([self._partner_values(record, row.normalized['company'], is_company=True) for row in new])
        changes += self._add_mechanisms(new, 'company', partners)
        changes += self._created_changes(new, partners)
        accounts = dict(zip(new._ids, partners._ids, strict=True)) | {row.id: row.match_account_id.id for row in known}
        self._finish(record, [
            (row.id, accounts[row.id], None, 'pending' if row.normalized.get('person') else 'done', PERSONS) for row in rows
        ], changes)

    def _write_persons(self, record, rows):
        changes, results, new = [], {}, []
        for row in rows:
            account = row.account_id or row.match_account_id or row.account_leader_id.account_id
            if row.account_leader_id and not account:
                self._refuse_without(row.account_leader_id)
            if row.account_leader_id and row.normalized.get('company') != row.account_leader_id.normalized.get('company'):
                changes += self._update(record, row, 'company', account)
            person = row.match_partner_id or row.partner_leader_id.partner_id
            if row.partner_leader_id and not person:
                self._refuse_without(row.partner_leader_id)
            results[row] = (account, person)
            if not row.normalized.get('person'):
                continue
            if person:
                changes += self._update(record, row, 'person', person, account)
            else:
                new.append(row)
        new_rows = rows.browse(row.id for row in new)
        partners = self._create_checked([
            self._partner_values(record, row.normalized['person'], parent=results[row][0]) for row in new
        ])
        changes += self._add_mechanisms(new_rows, 'person', partners)
        changes += self._created_changes(new_rows, partners)
        created = dict(zip(new_rows._ids, partners, strict=True))
        self._finish(record, [
            (row.id, account.id or None, (person or created.get(row.id, person)).id or None, 'done', PERSONS)
            for row, (account, person) in results.items()
        ], changes)

    def _refuse_without(self, leader):
        raise UserError(self.env._("Row %(row)s, which brings the same customer first, was not imported.",
                                   row=leader.row_number))

    # Values

    def _partner_values(self, record, data, is_company=False, parent=None):
        """:return: values of `res.partner.create` for the company or person that a row describes"""
        values = self._plain_values(record, data)
        values['is_company'] = is_company
        if parent:
            values['parent_id'] = parent.id
            values.update(self._inherited_values(parent))
            own_address = any(data.get(name) for name in ('street', 'city', 'zip'))
            if own_address and record.address_policy == 'own':
                values['type'] = 'other'
                values.update(self._address_values(record, data))
            else:
                values.update(self._address_of(parent))
        return values

    def _plain_values(self, record, data):
        """:return: dict of the fields of `res.partner` that some data sets; several phones and e-mails: the first"""
        values = {name: data[name] for name in self._direct_fields() if data.get(name)}
        values.update(self._address_values(record, data))
        if data.get('comment'):
            values['comment'] = str(plaintext2html(data['comment']))
        for field, key in (('phone', 'phones'), ('email', 'emails')):
            if data.get(key):
                values[field] = data[key][0]['value']
        return values

    def _address_values(self, record, data):
        values = {name: data[name] for name in ('street', 'street2', 'city', 'zip') if data.get(name)}
        country = self._country(data.get('country'))
        if country:
            values['country_id'] = country
        state = self._state(country, data.get('state'))
        if state:
            values['state_id'] = state
        return values

    def _memo(self, name):
        """:return: dict that lives as long as the transaction"""
        return self.env.cr.precommit.data.setdefault(f'crm_import_{name}', {})

    def _country(self, code):
        countries = self._memo('countries')
        if not countries:
            countries.update({country.code: country.id for country in self.env['res.country'].search_fetch([], ['code'])})
        return countries.get(code)

    def _state(self, country_id, name):
        if not (country_id and name):
            return False
        states = self._memo('states')
        if country_id not in states:
            states[country_id] = {
                key.casefold(): state.id
                for state in self.env['res.country.state'].search_fetch([('country_id', '=', country_id)], ['name', 'code'])
                for key in (state.name, state.code)
            }
        return states[country_id].get(name.casefold(), False)

    def _inherited_values(self, parent):
        """What the host copies from a company to a new contact, known beforehand, so that it need not be written again."""
        memo = self._memo('commercial')
        if parent.id not in memo:
            account = parent.commercial_partner_id
            memo[parent.id] = {
                **account._convert_fields_to_values(account._commercial_fields()),
                'company_id': parent.company_id.id, 'lang': parent.lang, 'user_id': parent.user_id.id,
            }
        return dict(memo[parent.id])

    def _address_of(self, parent):
        memo = self._memo('address')
        if parent.id not in memo:
            memo[parent.id] = parent._get_address_values()
        return memo[parent.id]

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
        rows = self.env.execute_query(SQL(
            "SELECT to_jsonb(p) - %s::text[], p.commercial_partner_id = p.id FROM res_partner p WHERE id IN %s ORDER BY id",
            list(OWN_COLUMNS), tuple(partners.ids),
        ))
        return rows

    def _add_mechanisms(self, rows, part, partners):
        """Write all phones and e-mails of new partners at once; the mirror was off while they were created."""
        Mechanism = self.env['crm.contact.mechanism'].with_context(**{NO_MIRROR: True})
        vals_list = []
        for row, partner in zip(rows, partners, strict=True):
            data = row.normalized[part]
            for key in ('phones', 'emails'):
                vals_list += [
                    {'partner_id': partner.id, 'kind': item['kind'], 'value': item['value'],
                     'normalized': item['normalized'], 'extension': item.get('extension') or '', 'valid': item['valid'],
                     'is_primary': not place, 'sequence': 10 + place, 'note': item.get('note') or False}
                    for place, item in enumerate(data.get(key) or ())
                ]
        Mechanism.create(vals_list)
        return []

    # Updating

    def _update(self, record, row, part, partner, account=None):
        """Bring a known partner up to date as the policies say; :return: what to log"""
        data = row.normalized.get(part) or {}
        values = self._plain_values(record, data)
        if part == 'person' and account and not partner.parent_id and partner != account:
            values['parent_id'] = account.id
        if partner.parent_id and part == 'person' and record.address_policy == 'company':
            # They share the company's address; writing theirs would push it up to the company.
            values = {name: value for name, value in values.items() if name not in partner._address_fields()}
        policies = {column.field_key: column.policy for column in record.column_ids if column.policy}
        write = {}
        for name, value in values.items():
            policy = policies.get(self._key_of(part, name)) or record.update_policy
            present = partner._fields[name].convert_to_write(partner[name], partner)
            if present != value and (not present or policy in ('overwrite', 'ask')):
                write[name] = value
        changes = []
        if write:
            before = record._values(partner, write)
            partner.write(write)
            changes.append((row.id, partner._name, partner.id, False, before, record._values(partner, write)))
        return changes + self._add_missing_mechanisms(row, data, partner)

    def _add_missing_mechanisms(self, row, data, partner):
        values = [{'value': item['value'], 'kind': item['kind'], 'note': item.get('note')}
                  for key in ('phones', 'emails') for item in data.get(key) or ()]
        if not values:
            return []
        added = self.env['crm.contact.mechanism'].add_values({partner.id: values})
        return [(row.id, added._name, mechanism.id, True, {}, {'value': mechanism.value}) for mechanism in added]

    # Bookkeeping

    def _created_changes(self, rows, partners):
        import_model = self.env['crm.import']
        changes = []
        for row, partner in zip(rows, partners, strict=True):
            names = ('name', 'parent_id', 'phone', 'email', 'vat', 'street', 'city', 'zip', 'website', 'function', 'comment')
            changes.append((row.id, 'res.partner', partner.id, True, {}, import_model._values(partner, names)))
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
