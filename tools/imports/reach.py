"""Phones and e-mails of a row as plain dicts, those in the wrong column put right."""
from ..emails import parse_emails
from .issues import INFO, WARNING
from .phone_memo import parse as parse_phones

PHONE_ISSUES = {'lossy': 'phone_lossy', 'short': 'phone_short'}


def read_phones(cells, field, region, ledger):
    """Read all cells of a phone field.

    :param cells: non-empty cells
    :param ledger: `changes.Ledger` for remarks
    :return: (phones, emails found among them); a phone is {'value', 'kind', 'normalized', 'extension', 'valid', 'note'}
    """
    phones, strays = [], []
    for cell in cells:
        if isinstance(cell, str) and '@' in cell:
            found = [email for email in parse_emails(cell) if email.valid]
            strays += [_email(email) for email in found]
            for email in found:
                cell = cell.replace(email.address, ' ')
                cell = cell.replace(email.raw, ' ')
            if found:
                ledger.note(field, INFO, 'email_in_phone')
        phones += _phones_of(cell, field, region, ledger)
    return _unique(phones), strays


def _phones_of(cell, field, region, ledger):
    phones = []
    found = parse_phones(cell, region)
    if not found and isinstance(cell, str) and any(character.isalpha() for character in cell):
        ledger.note(field, WARNING, 'phone_invalid', value=cell[:60].strip())
    for phone in found:
        if not phone.valid:
            ledger.note(field, WARNING, PHONE_ISSUES.get(phone.issue, 'phone_invalid'), value=phone.raw[:60])
            if phone.issue == 'lossy':
                continue
        kind = phone.type if phone.type in ('mobile', 'fax') else 'phone'
        if field == 'person.mobile' and kind == 'phone' and not phone.valid:
            kind = 'mobile'
        phones.append({'value': phone.raw, 'kind': kind, 'normalized': phone.e164, 'extension': phone.extension,
                       'valid': phone.valid, 'note': phone.label})
    return phones


def read_emails(cells, field, region, ledger):
    """Read all cells of an e-mail field; :return: (emails, phones found among them)"""
    emails, strays = [], []
    for cell in cells:
        for email in parse_emails(cell):
            if email.valid:
                emails.append(_email(email))
                continue
            phones = [phone for phone in parse_phones(email.raw, region) if phone.valid]
            if phones:
                strays += _phones_of(email.raw, field, region, ledger)
                ledger.note(field, INFO, 'phone_in_email')
            else:
                ledger.note(field, WARNING, 'email_invalid', value=email.raw[:80])
    return _unique(emails), strays


def _email(email):
    return {'value': email.address, 'kind': 'email', 'normalized': email.address, 'extension': '', 'valid': True,
            'note': email.name}


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
    return _unique([*items, *strays])
