"""E-mail addresses as people type them: lists, names with addresses, `mailto:` links. Pure Python, no ORM."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

MAX_TEXT = 4000
MAX_EMAILS = 50
MAX_ADDRESS = 254  # RFC 5321


class Email(NamedTuple):
    """One e-mail address found in a text.

    raw: the piece as it was typed; name: the person written before the address, or ''; address: lower-case
    address with the domain in Unicode (never punycode, so that both spellings are equal), or '' when there is
    none; valid: whether mail could be sent to `address`.
    """

    raw: str
    name: str = ''
    address: str = ''
    valid: bool = False


_JUNK = dict.fromkeys(map(ord, '\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff\x00'))
_QUOTES = '"\'«»“”„`'
_ADDRESS = re.compile(r'[^\s<>@,;:|()\[\]"«»“”„、；，＜＞]+[@＠][^\s<>@＠,;:|()\[\]"«»“”„、；，＜＞/\\?]+')
_SEPARATOR = re.compile(r'[,;|、；，\n\r\t]+|\s+(?:или|or)\s+', re.IGNORECASE)
_LABEL = re.compile(r'^\s*(?:mailto|e-?mail|эл\.?\s*почта|почта|メール|邮箱)\s*[:：]?\s*', re.IGNORECASE)
_QUERY = re.compile(r'(@[^\s?]+)\?\S*')
_LOCAL = re.compile(r"^[^\s@<>()\[\],;:\\\"]{1,64}$")
_DOMAIN_PART = re.compile(r'^(?!-)[\w-]{1,63}(?<!-)$')


def parse_emails(text):
    """Find every e-mail address in the content of one cell or field.

    :param text: what was typed ('a@b.ru; c@d.ru', 'Имя <x@y.ru>', 'mailto:x@y.ru?subject=1'); None gives [].
    :return: list of `Email` in the order of the text; a piece without an address is returned with its raw text
        and `valid=False`. Never raises.
    """
    if text is None or text is False or text is True:
        return []
    return list(_parse_emails(text.decode('utf-8', 'replace') if isinstance(text, bytes) else str(text)))


def normalize_email(text):
    """Return the first valid address in `text`, lower-case, or ''. Never raises."""
    return next((email.address for email in parse_emails(text) if email.valid), '')


@lru_cache(maxsize=4_000)
def _parse_emails(text):
    text = _QUERY.sub(r'\1', text[:MAX_TEXT].translate(_JUNK))
    emails, position = [], 0
    for match in _ADDRESS.finditer(text):
        before, position = text[position:match.start()], match.end()
        emails.extend(_read_match(before, match[0]))
        if len(emails) >= MAX_EMAILS:
            break
    else:
        emails.extend(_leftovers(text[position:]))
    return tuple(emails[:MAX_EMAILS])


def _read_match(before, found):
    """Yield what stands before an address (dropped pieces, the name) and the address itself."""
    pieces = [before] if before.count('"') == 2 else _SEPARATOR.split(before)
    name = _clean_name(pieces[-1]) if pieces else ''
    for piece in pieces[:-1]:
        yield from _leftovers(piece)
    address = _normalize(found)
    raw = f'{name} <{address or found}>' if name else found.strip(_QUOTES).rstrip('.')
    yield Email(raw, name, address, bool(address))


def _leftovers(text):
    for piece in _SEPARATOR.split(text):
        piece = piece.strip(' \u00a0<>＜＞' + _QUOTES)
        if any(char.isalnum() for char in piece):
            yield Email(piece)


def _clean_name(text):
    return ' '.join(_LABEL.sub('', text).split()).strip(' <＜([,;:：-/' + _QUOTES)


def _normalize(found):
    """Return the comparable form of one address, or '' when mail cannot be sent there."""
    address = unicodedata.normalize('NFKC', found).strip(_QUOTES).rstrip('.').lower()
    local, _at, domain = address.rpartition('@')
    domain = _to_unicode(domain)
    parts = domain.split('.')
    valid = (
        _LOCAL.match(local)
        and '..' not in local
        and not local.startswith('.')
        and not local.endswith('.')
        and len(parts) >= 2
        and len(address) <= MAX_ADDRESS
        and len(parts[-1]) >= 2
        and not parts[-1].isdecimal()
        and all(_DOMAIN_PART.match(part) for part in parts)
    )
    return f'{local}@{domain}' if valid else ''


def _to_unicode(domain):
    if 'xn--' not in domain:
        return domain
    try:
        return domain.encode('ascii').decode('idna').lower()
    except UnicodeError:
        return domain
