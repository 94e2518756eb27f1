from odoo import models

from ..tools.emails import parse_emails
from ..tools.imports.cleaning import cell_text
from ..tools.imports.columns import FIELDS
from ..tools.imports.countries import country_code
from ..tools.imports.tax_ids import parse_tax_id
from ..tools.phones import parse_phones


class CrmImportMapperPartner(models.AbstractModel):
    """Customers: a row holds a company, a person, or a person of a company."""

    _name = 'crm.import.mapper.partner'
    _inherit = 'crm.import.mapper'
    _description = "Import Mapper: Customers and Contacts"

    def _field_labels(self):
        return {key: self.env._(label) for key, label in FIELDS.items()}  # pylint: disable=gettext-variable

    def _required(self):
        return [{'company.name', 'company.full_name', 'person.name', 'person.last_name', 'person.first_name', 'person.email',
                 'person.phone', 'person.mobile'}]

    def _check_may_write(self, record):
        self.env['res.partner'].check_access('create')
        self.env['res.partner'].check_access('write')

    def _normalize(self, record, values, context):
        region = context.setdefault('region', record.country_id.code or '')
        issues = []
        data = {'company': {}, 'person': {}}
        for key, cells in values.items():
            part, name = key.split('.')
            text = [cell_text(c) for c in cells]
            d = data.get(part)
            if d is None:
                continue
            if name in ('phone', 'mobile'):
                d.setdefault('phones', []).extend(
                    {'value': p.raw, 'normalized': p.e164, 'valid': p.valid, 'extension': p.extension,
                     'kind': 'mobile' if p.type == 'mobile' else 'phone'} for t in text for p in parse_phones(t, region))
            elif name == 'email':
                d.setdefault('emails', []).extend({'value': p.address, 'normalized': p.address, 'valid': p.valid, 'kind': 'email'}
                                                  for t in text for p in parse_emails(t) if p.valid)
            elif name == 'vat':
                tax = parse_tax_id(text[0], region)
                if tax:
                    d['vat'] = tax.number
            elif name == 'country':
                d['country'] = country_code(text[0])
            else:
                d[name] = text[0]
        if data['person'].get('name') == data['company'].get('name'):
            data['person'] = {}
        data = {part: d for part, d in data.items() if d.get('name')}
        keys = []
        for part, d in data.items():
            keys.append([part, 'full_name', d['name']])
            if d.get('vat'):
                keys.append([part, 'tax_id', d['vat']])
            keys += [[part, 'phone', p['normalized']] for p in d.get('phones', ()) if p['valid']]
            keys += [[part, 'email', p['normalized']] for p in d.get('emails', ()) if p['valid']]
        error = None if data else ['no_name', {}]
        name = ', '.join(d['name'] for d in data.values())
        return {'normalized': data, 'name': name, 'issues': issues, 'keys': keys, 'problem': False, 'error': error}

    def _candidates(self, record, matcher):
        return []

    def _direct_fields(self):
        return ('name', 'vat', 'ref', 'website', 'function')

    def _key_of(self, part, name):
        return f'{part}.{name}'
