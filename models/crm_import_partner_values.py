from odoo import Command, models
from odoo.tools.mail import plaintext2html

from ..tools.imports.reach import reach_text

# Fields that the row and the partner call the same.
DIRECT = ('name', 'vat', 'ref', 'function')
# What has no field of its own in the host goes to the notes, so that nothing of the file is lost.
NOTED = ('full_name', 'birthdate')


class CrmImportMapperPartner(models.AbstractModel):
    """From what a row says to values of `res.partner`."""

    _inherit = 'crm.import.mapper.partner'

    def _partner_values(self, record, data, is_company=False, parent=None, address=None):
        """:return: values of `res.partner.create` for the company or person that a row describes

        :param parent: the account of a contact
        :param dict address: the data that holds the address of the row, when the contact may have one of its own
        """
        values = self._plain_values(record, data)
        values['is_company'] = is_company
        if 'category_id' in values:
            values['category_id'] = [Command.set(values['category_id'])]
        if parent:
            own = self._address_values(record, address or data)
            shared = self._address_of(parent)
            values.update(self._inherited_values(parent), parent_id=parent.id)
            if record.address_policy == 'own' and any(shared.get(name) != value for name, value in own.items()):
                # Contacts of the type "contact" share the address of their company by a rule of the host.
                values.update(own, type='other')
            else:
                values.update(shared)
        self._remember_phone(record, data, address or data, values)
        return values

    def _remember_phone(self, record, data, address, values):
        """Keep how the phone of a new partner reads, where the host would read it by the rules of the same country."""
        item = next(iter(data.get('phones') or ()), None)
        if not item or not item['valid'] or item['extension']:
            return
        region = self._country(address.get('country') or record.country_id.code)
        country_id = values.get('country_id') or self.env.company.country_id.id
        if item['value'].startswith('+') or region == country_id:
            self._memo('phones')[values['phone'], values.get('country_id')] = item['normalized']

    def _plain_values(self, record, data):
        """:return: dict of the fields of `res.partner` that some data sets; of several phones and e-mails the first;
        `category_id` as a list of ids"""
        values = {name: data[name] for name in DIRECT if data.get(name)}
        values.update(self._address_values(record, data))
        notes = [data['comment']] if data.get('comment') else []
        notes += [data[name] for name in NOTED if data.get(name)]
        if data.get('state') and not values.get('state_id') and data['state'] not in values.get('street', ''):
            notes.append(data['state'])
        if data.get('salutation'):
            notes.append(self.env._("Form of address: %(title)s", title=data['salutation']))
        if data.get('lang'):
            values['lang'] = self._lang(data['lang'], data.get('country'))
            if not values['lang']:
                del values['lang']
                notes.append(self.env._("Language: %(code)s", code=data['lang']))
        if data.get('kpp') or data.get('registry'):
            # one field of the host: the branch goes before, as nothing else tells branches of one tax id apart
            values['company_registry'] = data.get('kpp') or data['registry']
            if data.get('kpp') and data.get('registry'):
                notes.append(self.env._("Registration number: %(number)s", number=data['registry']))
        if data.get('website'):
            values['website'] = self.env['res.partner']._clean_website(data['website'])
        for field, key in (('phone', 'phones'), ('email', 'emails')):
            if data.get(key):
                values[field] = reach_text(data[key][0])
        for field, name, finder in (('industry_id', 'industry', self._industry), ('user_id', 'user', self._salesperson)):
            if data.get(name):
                values[field] = finder(data[name])
                if not values[field]:
                    del values[field]
                    notes.append(data[name])
        if data.get('category'):
            values['category_id'] = [self._tag(name) for name in data['category']]
        if notes:
            values['comment'] = self._html('\n'.join(notes))
        return values

    def _html(self, text):
        """:return: notes as the host keeps them, so that comparing finds them equal"""
        field = self.env['res.partner']._fields['comment']
        return str(field.convert_to_cache(plaintext2html(text), self.env['res.partner']))

    def _address_values(self, record, data):
        values = {name: data[name] for name in ('street', 'street2', 'city', 'zip') if data.get(name)}
        if data.get('address') and not (values.get('street') or values.get('city')):
            values['street'] = data['address']
        if country_id := self._country(data.get('country')):
            values['country_id'] = country_id
            if state_id := self._state(country_id, data.get('state_code') or data.get('state')):
                values['state_id'] = state_id
        return values

    # Lookups, each asked once a transaction

    def _memo(self, name):
        """:return: dict that lives as long as the transaction"""
        return self.env.cr.precommit.data.setdefault(f'crm_import_{name}', {})

    def _country(self, code):
        countries = self._memo('countries')
        if not countries:
            countries.update({country.code: country.id for country in self.env['res.country'].search_fetch([], ['code'])})
        return countries.get(code)

    def _state(self, country_id, name):
        states = self._memo('states')
        if country_id not in states:
            states[country_id] = {
                key.casefold(): state.id
                for state in self.env['res.country.state'].search_fetch([('country_id', '=', country_id)], ['name', 'code'])
                for key in (state.name, state.code)
            }
        return states[country_id].get((name or '').casefold())

    def _lang(self, code, country):
        """:return: installed language of an ISO code, that of the country first, or None"""
        langs = self._memo('langs')
        if not langs:
            langs['installed'] = [name for name, _label in self.env['res.lang'].get_installed()]
        fitting = [name for name in langs['installed'] if name.split('_')[0] == code]
        return next((name for name in fitting if name == f'{code}_{country}'), fitting[0] if fitting else None)

    def _tag(self, name):
        tags = self._memo('tags')
        if name not in tags:
            Tag = self.env['res.partner.category']
            tags[name] = (Tag.search([('name', '=ilike', _literal(name))], limit=1) or Tag.create({'name': name})).id
        return tags[name]

    def _industry(self, name):
        industries = self._memo('industries')
        if name not in industries:
            industries[name] = self.env['res.partner.industry'].search([('name', '=ilike', _literal(name))], limit=1).id
        return industries[name]

    def _salesperson(self, name):
        """:return: id of the user who gets the customer when the file names this one; False for nobody"""
        return self._user(name)

    def _user(self, name):
        users = self._memo('users')
        if name not in users:
            found = self.env['res.users'].search(
                [('share', '=', False), '|', ('name', '=ilike', _literal(name)), ('login', '=ilike', _literal(name))], limit=2)
            users[name] = found.id if len(found) == 1 else False
        return users[name]

    def _inherited_values(self, parent):
        """What the host copies from a company to a new contact, known beforehand, so that it need not be written again."""
        memo = self._memo('commercial')
        if parent.id not in memo:
            account = parent.commercial_partner_id
            names = [name for name in account._commercial_fields() if not account._fields[name].company_dependent
                     and account._has_field_access(account._fields[name], 'write')]
            memo[parent.id] = {
                **account._convert_fields_to_values(names),
                'company_id': parent.company_id.id, 'lang': parent.lang, 'user_id': parent.user_id.id,
            }
            company_name = account.name if account.is_company else False
            self._memo('families')[parent.id] = {
                'commercial_partner_id': account.id, 'commercial_company_name': company_name,
                'called': company_name or parent.name,
            }
        return memo[parent.id]

    def _address_of(self, parent):
        memo = self._memo('address')
        if parent.id not in memo:
            memo[parent.id] = parent._get_address_values()
        return memo[parent.id]


def _literal(text):
    """:return: text that a pattern search takes as it is"""
    return text.replace('\\', '\\\\').replace('%', '\\%').replace('_', '\\_')
