"""Keys by which candidates are looked up: who shares none with a row is not compared with it.

A key is the 64-bit hash of its kind and value, so that an index of a million partners stays small and holds no
readable personal data; two values that meet by chance only cost one comparison. Rows and partners go through the
same functions. `VERSION` has to rise whenever a partner's keys change: all partners get new ones then.
"""
import re
from hashlib import blake2b

from .keys import FREE_MAIL
from .linkage import DIGITS, plain, words_of_street
from .name_keys import bones, company_sound, person_sound, plain_company_key, plain_key
from .names import person_name

VERSION = 3
# Kinds that say little: they catch what is mistyped, and are odd numbers, so that one can ask for fewer who share them.
WEAK = frozenset({'company in', 'street', 'place', 'in zip', 'in city', 'surname at', 'born'})
MAIL_DOMAIN = re.compile(r'@([\w.-]+\.\w+)')
NOT_ALNUM = re.compile(r'[\W_]+')


def key_of(kind, *values):
    """:return: signed 64-bit integer, the same in every process; None when a value is missing"""
    if not all(values):
        return None
    digest = blake2b('\x1f'.join((kind, *values)).encode('utf-8', 'replace'), digest_size=8).digest()
    return int.from_bytes(digest, 'big', signed=True) & ~1 | (kind in WEAK)


def tax_key(number):
    """A tax id as it is compared: no punctuation, no zeros in front, which spreadsheets lose."""
    return NOT_ALNUM.sub('', number).upper().lstrip('0')


def domain_key(domain):
    """:return: key of a mail domain or site that says whose it is, else None"""
    domain = domain.lower().removeprefix('www.')
    return None if domain in FREE_MAIL else key_of('domain', domain)


def domains(emails, website):
    """:return: set of the domains in a text of addresses and of a site, as far as they belong to somebody"""
    found = set(MAIL_DOMAIN.findall((emails or '').lower()))
    site = (website or '').lower().split('//')[-1].partition('/')[0].partition(':')[0].removeprefix('www.')
    return {domain for domain in found | {site} if '.' in domain and domain not in FREE_MAIL}


def company_blocks(name, vat=(), registry='', emails='', website='', address=None):
    """Keys of a company.

    :param str name: with or without legal form
    :param vat: spellings of its tax id
    :param str emails: addresses in any form
    :param dict address: zip, city, street, street2; any may be missing
    :return: set of integers
    """
    heard = company_sound(name or '')
    found = {key_of('company', heard), key_of('registry', tax_key(registry or ''))}
    found.update(key_of('tax', tax_key(number)) for number in vat)
    found.update(key_of('domain', domain) for domain in domains(emails, website))
    longest = max(heard.split(), key=len, default='')
    if address:
        # the word that a mistyped name still has, where the company is
        number = '.'.join(DIGITS.findall(name or '')) or '-'
        found.add(key_of('company in', bones(longest)[:6], number, plain(address.get('city') or '')[:6]))
        found.add(_street_key(address, bones(longest)[:2]))
    return found - {None}


def person_blocks(name, company='', vat=(), birth='', address=None):
    """Keys of a person.

    :param str company: name of the employer; '' for whoever has none, then the name alone is a key, and where they live
    :param str birth: ISO date
    :param dict address: zip, city, street, street2; any may be missing
    :return: set of integers
    """
    parts = person_name(name or '')
    last, first = bones(parts.last)[:4], bones(parts.first)[:4]
    found = {key_of('birth', birth)} if birth and not birth.startswith('--') else set()
    if birth:
        found.update(key_of('born', word, when) for word in (last, first) for when in (birth[:4], birth[-5:]) if when != '--')
    found.update(key_of('tax', tax_key(number)) for number in vat)
    if company:
        employer = company_sound(company)
        return found | {key_of('employee', person_sound(name or ''), employer), key_of('surname at', last, employer)} - {None}
    found.add(key_of('person', person_sound(name or '')))
    if address:
        found.update(key_of('in zip', word, address.get('zip') or '') for word in (last, first))
        found.update(key_of('in city', word, plain(address.get('city') or '')[:5]) for word in (last, first))
        found.add(_street_key(address))
        found.add(key_of('place', words_of_street(address.get('street2') or '')[:8]))
    return found - {None}


def _street_key(address, letters='.'):
    return key_of('street', letters, words_of_street(address.get('street') or '')[:6], (address.get('zip') or '')[:2])


def partner_blocks(partner):
    """Keys of a partner of the database, under which rows look for it.

    :param dict partner: is_company, name, company, vat, registry, email, website, birth, zip, city, street, street2
    :return: set of integers
    """
    vat = (partner['vat'],) if partner['vat'] else ()
    if partner['is_company']:
        return company_blocks(partner['name'], vat, partner['registry'], partner['email'], partner['website'], partner)
    # whose company a file leaves out is looked for by the name alone, or by where they live if they have none
    found = person_blocks(partner['name'], '', vat, partner['birth'] or '', None if partner['company'] else partner)
    if partner['company']:
        found |= person_blocks(partner['name'], partner['company'])
    # a customer that writes from the domain of a company speaks for it
    return found | {key_of('domain', domain) for domain in domains(partner['email'], '')}


def row_identity(part, data, normalized):
    """Who a row of a file speaks of, the same in the next file from the same source.

    :param str part: 'company' or 'person'
    :param dict data: that part of the row
    :param dict normalized: all parts
    :return: text: by the code that the source gives it, else its tax id and branch, else its name, company, phones and e-mails
    """
    company = (normalized.get('company') or {}).get('name', '') if part == 'person' else ''
    if data.get('ref'):
        values = ('ref', data['ref'])
    elif data.get('vat'):
        values = ('vat', tax_key(data['vat']), data.get('kpp') or '-')
    else:
        reach = sorted(item['normalized'] for name in ('phones', 'emails') for item in data.get(name) or () if item['normalized'])
        values = ('name', plain_key(data.get('name') or '') or '-', plain_company_key(company) or '-', *reach)
    return str(key_of(part, *values))
