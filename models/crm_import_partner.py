import re

from odoo import models
from odoo.tools import SQL

from ..tools.contact_values import read_value
from ..tools.imports import reach
from ..tools.imports.blocking import company_blocks, person_blocks, row_identity, tax_key
from ..tools.imports.issues import ERROR, INFO
from ..tools.imports.name_keys import plain_company_key, plain_key
from ..tools.imports.normalize import normalize_row
from ..tools.imports.targets import DERIVED, FIELDS
from ..tools.imports.tax_ids import parse_tax_id
from ..tools.phones import parse_phones

# A row needs something to call its customer by.
NAMING = {'company.name', 'company.full_name', 'person.name', 'person.last_name', 'person.first_name', 'person.email',
          'person.phone', 'person.mobile'}
# The country that a script speaks for, when neither the company nor the user is there.
SCRIPTS = (('JP', re.compile('[ぁ-ヿ]')), ('CN', re.compile('[一-鿿]')), ('RU', re.compile('[а-яёА-ЯЁ]')))
PARTS = ('company', 'person')
# Where a value goes, for the policy of its column: field of the partner -> field of the file.
SOURCE_FIELDS = {
    'phone': 'phone', 'email': 'email', 'country_id': 'country', 'state_id': 'state', 'company_registry': 'kpp',
    'category_id': 'category', 'industry_id': 'industry', 'user_id': 'user',
}


class CrmImportMapperPartner(models.AbstractModel):
    """Customers: a row holds a company, a person, or a person of a company."""

    _name = 'crm.import.mapper.partner'
    _inherit = 'crm.import.mapper'
    _description = "Import Mapper: Customers and Contacts"

    def _field_labels(self):
        messages = self.env['crm.import.message']
        return {key: messages.label(label) for key, label in FIELDS.items()}

    def _required(self):
        return [NAMING]

    def _check_may_write(self, record):
        Partner = self.env['res.partner'].with_user(record.user_id)
        Partner.check_access('create')
        Partner.check_access('write')

    def _guess_region(self, record, columns):
        """:return: ISO code of the country that most numbers of the file's first rows belong to; that of the company where they
        do not tell"""
        samples = [(key, text) for key, texts in columns if key for text in texts]
        script = next((code for code, letters in SCRIPTS if any(letters.search(str(text)) for _key, text in samples)), '')
        home = record.country_id.code or ''
        regions = dict.fromkeys(filter(None, (home, self.env.user.partner_id.country_id.code, script)))
        phones = [text for key, text in samples if key.endswith(('.phone', '.mobile'))]
        taxes = [str(text) for key, text in samples if key == 'company.vat']
        votes = {region: _numbers_of(region, phones, taxes) for region in regions}
        best = max(votes, key=votes.get, default=home)
        # A number that is wrong at home may exist elsewhere by chance: few of them say nothing.
        enough = (len(phones) + len(taxes)) / 2 if home else 1
        return best if best != home and votes[best] >= enough else home

    def _prepare_commit(self, record):
        self.env['crm.import.match']._replace_leaders(record)
        self.with_env(record._as_importer().env)._prepare_tags(record)

    def _prepare_tags(self, record):
        """Create the tags that rows name beforehand: workers that meet a new one at the same time would both create it."""
        if not self.env['res.partner.category'].has_access('create'):
            return
        names = self.env.execute_query(SQL(
            """SELECT DISTINCT jsonb_array_elements_text(part.value->'category')
                 FROM crm_import_row r CROSS JOIN LATERAL jsonb_each(r.normalized) AS part(key, value)
                WHERE r.import_id = %s AND r.state = 'pending' AND r.decision IN ('create', 'update')
                  AND jsonb_typeof(part.value) = 'object' AND jsonb_typeof(part.value->'category') = 'array'""", record.id))
        for name, in sorted(names):
            self._tag(name)

    def _normalize(self, record, values, context):
        region = context.setdefault('region', record.country_id.code or '')
        if 'home' not in context:
            context['home'] = record.company_id.country_id.code or ''
        row = normalize_row(values, region, {
            'sources': context.get('sources'), 'said': context.get('said'), 'home': context['home']})
        company, person = row.company, row.person
        if company and person and _same(person.get('name'), company.get('name')):
            # Exports repeat the name of a company where they have no person.
            for name in ('phones', 'emails'):
                if person.get(name):
                    company[name] = reach.merge(company.get(name) or [], person[name])
            if person.get('comment'):
                company['comment'] = '\n'.join(filter(None, [company.get('comment'), person['comment']]))
            further = person.get('further')
            person = {**further[0], **({'further': further[1:]} if further[1:] else {})} if further else None
        self._settle_phones(region, company, person)
        normalized = {part: data for part, data in (('company', company), ('person', person)) if data}
        errors = [[issue.code, issue.params] for issue in row.issues if issue.level == ERROR]
        return {
            'normalized': normalized,
            'name': ', '.join(normalized[part].get('name') or '?' for part in reversed(PARTS) if part in normalized),
            'issues': [[issue.code, {**issue.params, 'field': issue.field}] for issue in row.issues if issue.level != ERROR],
            'keys': self._keys(normalized),
            'problem': any(issue.level != INFO for issue in row.issues),
            'changes': [change.as_dict() for change in row.changes],
            'error': errors[0] if errors else None if normalized else ['name_missing', {}],
        }

    def _settle_phones(self, region, company, person):
        """An incomplete number is still comparable by its digits, as contact mechanisms keep it."""
        for data in (company, person):
            for item in (data or {}).get('phones') or ():
                if not item['normalized']:
                    item['normalized'] = read_value(item['kind'], item['value'], region).normalized

    def _keys(self, normalized):
        """By what the same company or person is found again.

        `name` and `tax` tell what is one within the file, `block` whom of the database to compare with.

        :return: list of [part, kind, value]
        """
        return [[part, kind, value] for part, data in normalized.items() for kind, value in (
            *self._name_keys(part, data), *self._reach_keys(data), *self._block_keys(part, data, normalized),
            ('identity', row_identity(part, data, normalized)))]

    def _name_keys(self, part, data):
        if data.get('name'):
            yield 'full_name', data['name']
            yield 'name', (plain_company_key if part == 'company' else plain_key)(data['name'])
        if data.get('vat'):
            yield 'tax', tax_key(data['vat'])
        elif part == 'company' and data.get('registry'):
            yield 'tax', 'r:' + tax_key(data['registry'])
        if data.get('kpp'):
            yield 'branch', data['kpp']

    def _reach_keys(self, data):
        for kind, name in (('phone', 'phones'), ('email', 'emails')):
            for item in data.get(name) or ():
                if item['normalized']:
                    yield kind, item['normalized']

    def _block_keys(self, part, data, normalized):
        vat, country = data.get('vat') or '', data.get('country') or ''
        spellings = {vat, vat.removeprefix(country), country + vat} if vat else ()
        if part == 'company':
            emails = ' '.join(item['normalized'] for item in data.get('emails') or ())
            blocks = company_blocks(data.get('name', ''), spellings, data.get('registry', ''), emails, data.get('website', ''), data)
        else:
            company = (normalized.get('company') or {}).get('name', '')
            blocks = person_blocks(data.get('name', ''), company, spellings, data.get('birthdate', ''), data)
        for block in sorted(blocks):
            yield 'block', block

    def _describe(self, normalized):
        messages = self.env['crm.import.message']
        lines, order = [], list(FIELDS | DERIVED)
        for part in PARTS:
            for name, value in (normalized.get(part) or {}).items():
                key = f'{part}.{name.removesuffix("s") if name in ("phones", "emails") else name}'
                label = FIELDS.get(key) or DERIVED.get(key)
                if isinstance(value, list):
                    value = ', '.join(item.get('value') or item['name'] if isinstance(item, dict) else str(item) for item in value)
                elif name == 'country':
                    value = self.env['res.country'].browse(self._country(value)).name or value
                if label and value not in (True, False):
                    lines.append((order.index(key), {'label': messages.label(label), 'value': str(value)}))
        return [line for _place, line in sorted(lines, key=lambda item: item[0])]

    def _policies(self, record):
        """:return: dict of key -> policy of the columns that have one of their own; КПП and registration number share a field"""
        found = {column.field_key: column.policy for column in record.column_ids if column.policy}
        if 'company.registry' in found:
            found.setdefault('company.kpp', found['company.registry'])
        return found

    def _key_of(self, part, name):
        """:return: key of the column that a field of the partner was read from"""
        return f'{part}.{SOURCE_FIELDS.get(name, name)}'


def _numbers_of(region, phones, taxes):
    """:return: how many texts hold a valid number of a country itself; numbers that name another country say nothing"""
    return (sum(any(phone.valid and phone.region == region for phone in parse_phones(text, region)) for text in phones)
            + sum(bool(tax and tax.valid) for tax in (parse_tax_id(text, region) for text in taxes)))


def _same(one, other):
    return bool(one and other) and ' '.join(one.casefold().split()) == ' '.join(other.casefold().split())
