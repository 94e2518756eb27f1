"""Phones and e-mails of a row as plain dicts, those in the wrong column put right."""
import re

from ..emails import parse_emails
from ..phones import international
from . import area_codes, email_typos
from .cleaning import cell_text, fold
from .issues import INFO, WARNING
from .phone_memo import parse as parse_phones

LOCAL_NUMBER = re.compile(r'\d[\d\s()./\-–]*\d')
LETTERS = re.compile(r'[^\W\d_]')
BETWEEN_NUMBERS = re.compile(r'[;,|\n]')
PHONE_ISSUES = {'lossy': 'phone_lossy', 'short': 'phone_short'}


def read_phones(cells, field, region, ledger, city='', abroad=False):
    """Read all cells of a phone field.

    :param cells: non-empty cells
    :param ledger: `changes.Ledger` for remarks and changes
    :param str city: of the row: tells the area code that a local number lacks
    :param bool abroad: write national numbers internationally
    :return: (phones, emails found among them); a phone is {'value', 'kind', 'normalized', 'extension', 'valid', 'note'}
    """
    phones, strays = [], []
    for place, cell in enumerate(cells):
        if isinstance(cell, str) and '@' in cell:
            found = [email for email in parse_emails(cell) if email.valid]
            strays += [_email(email, email.address) for email in found]
            for email in found:
                cell = cell.replace(email.address, ' ')
                cell = cell.replace(email.raw, ' ')
            if found:
                ledger.note(field, INFO, 'email_in_phone')
        phones += _phones_of(cell, field, region, ledger, city, abroad, place)
    return (_unique(phones) if len(phones) > 1 else phones), strays


def _phones_of(cell, field, region, ledger, city='', abroad=False, place=0):
    phones = []
    if not isinstance(cell, str):
        cell = cell_text(cell)
    found = parse_phones(cell, region)
    if not found and isinstance(cell, str) and cell.strip(' ,;'):
        ledger.note(field, WARNING, 'phone_invalid', value=cell[:60].strip())
        ledger.keep(field.split('.')[0], cell.strip())
    elif found and LETTERS.search(cell):
        ledger.keep(field.split('.')[0], *_words_beside(cell, found))
    for phone in found:
        value = phone.raw
        if not phone.valid and city and phone.issue == 'short':
            phone, value = _with_area_code(phone, field, city, region, ledger, place)
        if not phone.valid:
            ledger.note(field, WARNING, PHONE_ISSUES.get(phone.issue, 'phone_invalid'), value=phone.raw[:60])
            if phone.issue == 'lossy':
                ledger.keep(field.split('.')[0], phone.raw)
                continue
        elif abroad and not value.lstrip(' (').startswith('+'):
            # a national spelling would be read as a number of the company's country
            value = ledger.change(field, 'phone_international', value, international(phone.e164), place)
        kind = phone.type if phone.type in ('mobile', 'fax') else 'phone'
        if field == 'person.mobile' and kind == 'phone' and not phone.valid:
            kind = 'mobile'
        phones.append({'value': value, 'kind': kind, 'normalized': phone.e164, 'extension': phone.extension,
                       'valid': phone.valid, 'note': phone.label})
    return phones


def _words_beside(cell, phones):
    """:return: pieces of a cell without a number that no phone of it took as its label"""
    said = fold(' '.join(f'{phone.raw} {phone.label}' for phone in phones))
    return [piece.strip() for piece in BETWEEN_NUMBERS.split(cell) if LETTERS.search(piece) and not any(map(str.isdigit, piece))
            and any(word not in said for word in fold(piece).split())]


def _with_area_code(phone, field, city, region, ledger, place):
    """A local number completed by the only code of its city; one of several codes is only proposed."""
    number = LOCAL_NUMBER.search(phone.raw)
    e164, sure = area_codes.complete(number.group(0), city, region) if number else ('', False)
    if not e164:
        return phone, phone.raw
    shown = international(e164) + (f' ext. {phone.extension}' if phone.extension else '')
    if sure:
        taken = ledger.change(field, 'phone_area_code', phone.raw, shown, place) == shown
    else:
        taken = ledger.propose(field, 'phone_area_code', phone.raw, shown, place)[0] == shown
    if not taken:
        return phone, phone.raw
    return phone._replace(e164=e164, valid=True, issue='', type=phone.type or 'fixed', region=region), shown


def read_emails(cells, field, region, ledger):
    """Read all cells of an e-mail field; :return: (emails, phones found among them)"""
    emails, strays = [], []
    for place, cell in enumerate(cells):
        text = cell_text(cell).strip()
        found = parse_emails(text)
        if not any(email.valid for email in found):
            meant = email_typos.repaired(text)
            if meant:
                address = _proposed(field, text, meant, ledger, place)
                if address:
                    emails.append(_email(None, address))
                continue
        for email in found:
            if email.valid:
                emails.append(_email(email, _spelled(email, field, ledger, place)))
                continue
            phones = [phone for phone in parse_phones(email.raw, region) if phone.valid]
            if phones:
                strays += _phones_of(email.raw, field, region, ledger, place=place)
                ledger.note(field, INFO, 'phone_in_email')
            else:
                ledger.note(field, WARNING, 'email_invalid', value=email.raw[:80])
                ledger.keep(field.split('.')[0], email.raw)
    return (_unique(emails) if len(emails) > 1 else emails), strays


def _spelled(email, field, ledger, place):
    """The address as it is usually written, or as it was meant, where somebody accepted that."""
    address = email.address
    if not email.name and email.raw != address:
        address = ledger.change(field, 'email_spelling', email.raw, address, place)
    meant = email_typos.meant(email.address)
    if not meant:
        return address
    return _proposed(field, address, meant, ledger, place, otherwise=address)


def _proposed(field, typed, meant, ledger, place, otherwise=''):
    """A guess about an address: taken when accepted; waiting or refused it stays what it is.

    :param otherwise: the address when the guess is not taken; '' when the text is none
    """
    address, waits = ledger.propose(field, 'email_typo', typed, meant, place)
    if address == meant:
        return meant
    if waits:
        ledger.note(field, WARNING, 'email_typo', value=typed[:80], meant=meant)
    elif not otherwise:
        ledger.note(field, WARNING, 'email_invalid', value=typed[:80])
    if not otherwise:
        ledger.keep(field.split('.')[0], typed)
    return otherwise


def _email(email, address):
    return {'value': address, 'kind': 'email', 'normalized': address.casefold(), 'extension': '', 'valid': True,
            'note': email.name if email else ''}


def _unique(items):
    seen, kept = set(), []
    for item in items:
        key = (item['normalized'] or item['value'], item['extension'])
        if key not in seen:
            seen.add(key)
            kept.append(item)
    return kept


def merge(items, strays):
    """Strays from another column behind what stood in its own."""
    return _unique([*items, *strays]) if strays else items


def reach_text(item):
    """:return: a phone or e-mail of a row as `partner.phone` or `partner.email` shows it, with its extension"""
    value, extension = item['value'], item.get('extension')
    if not extension or any(phone.extension == extension for phone in parse_phones(value, '')):
        return value
    return f'{value} ext. {extension}'
