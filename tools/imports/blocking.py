"""Keys by which candidates are looked up: who shares none with a row is not compared with it.

A key is the 64-bit hash of its kind and value, so that an index of a million partners stays small and holds no
readable personal data; two values that meet by chance only cost one comparison. Rows and partners go through the
same functions. `VERSION` has to rise whenever a partner's keys change: all partners get new ones then.
"""
import re
from hashlib import blake2b

from .keys import FREE_MAIL
from .name_keys import company_sound, person_sound

VERSION = 1
MAIL_DOMAIN = re.compile(r'@([\w.-]+\.\w+)')
NOT_ALNUM = re.compile(r'[\W_]+')


def key_of(kind, *values):
    """:return: signed 64-bit integer, the same in every process; None when a value is missing"""
    if not all(values):
        return None
    digest = blake2b('\x1f'.join((kind, *values)).encode('utf-8', 'replace'), digest_size=8).digest()
    return int.from_bytes(digest, 'big', signed=True)


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


def company_blocks(name, vat=(), emails='', website=''):
    """Keys of a company.

    :param str name: with or without legal form
    :param vat: spellings of its tax id
    :param str emails: addresses in any form
    :return: set of integers
    """
    found = {key_of('company', company_sound(name or ''))}
    found.update(key_of('tax', tax_key(number)) for number in vat)
    found.update(key_of('domain', domain) for domain in domains(emails, website))
    return found - {None}


def person_blocks(name, company='', vat=()):
    """Keys of a person.

    :param str company: name of the employer; '' for whoever has none, then the name alone is a key
    :return: set of integers
    """
    heard = person_sound(name or '')
    found = {key_of('employee', heard, company_sound(company))} if company else {key_of('person', heard)}
    found.update(key_of('tax', tax_key(number)) for number in vat)
    return found - {None}


def partner_blocks(partner):
    """Keys of a partner of the database, under which rows look for it.

    :param dict partner: is_company, name, company, vat, email, website
    :return: set of integers
    """
    vat = (partner['vat'],) if partner['vat'] else ()
    if partner['is_company']:
        return company_blocks(partner['name'], vat, partner['email'], partner['website'])
    found = person_blocks(partner['name'], partner['company'] or '', vat) | person_blocks(partner['name'])
    # a customer that writes from the domain of a company speaks for it
    return found | {key_of('domain', domain) for domain in domains(partner['email'], '')}
