"""The headers of a mail, however badly written. Pure Python, no ORM.

Python's newer header objects raise on a number of malformed headers, so everything here works on the raw values of
the tolerant ``compat32`` policy.
"""

import base64
import binascii
import codecs
import email.parser
import email.policy
import email.utils
import hashlib
import inspect
import re
import xmlrpc.client
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from ..emails import normalize_email
from .charsets import clean, decode_bytes

MAX_HEADERS = 512 * 1024  # bytes: a header block of 200 recipients has 15 kB
MAX_VALUE = 200_000
MAX_ADDRESSES = 2000
MAX_ID = 250
CLOCK_TOLERANCE = timedelta(minutes=10)
EARLIEST = datetime(1990, 1, 1)

# Where servers note the recipient of the envelope: the only trace of a blind copy.
ENVELOPE = ('Delivered-To', 'X-Original-To', 'X-Delivered-To', 'Envelope-To', 'X-Envelope-To', 'X-Rcpt-To', 'X-Gm-Original-To')
VISIBLE = ('To', 'Cc', 'Bcc', 'Resent-To', 'Resent-Cc', 'Resent-Bcc')

_FOLD = re.compile(r'\r?\n[ \t]*')
_WORD = re.compile(r'=\?([^?*\s]+)(?:\*[^?\s]*)?\?([bBqQ])\?([^?]*)\?=')
_BETWEEN_WORDS = re.compile(r'(\?=)\s+(?==\?)')
_FOR = re.compile(r'\bfor\s+<?([^\s<>;]+@[^\s<>;]+)>?')
_PLAIN = re.compile(r'[^\s<>@,;:()"]+@[^\s<>@,;:()"]+')
_ID = re.compile(r'<[^<>\s]+>')
_BLANK_LINE = re.compile(rb'\r?\n\r?\n')
_NOT_STRICT = {'strict': False} if 'strict' in inspect.signature(email.utils.getaddresses).parameters else {}


class Address(NamedTuple):
    """One person of a header: the name shown, or ''; the normalised address."""

    name: str
    address: str

    @property
    def domain(self):
        return self.address.rpartition('@')[2]


def raw_mail(data):
    """Turn a mail as a gateway hands it over into bytes that begin with its first header.

    :param data: bytes, text, or what XML-RPC wraps bytes in
    :return: bytes
    """
    data = data.data if isinstance(data, xmlrpc.client.Binary) else data
    raw = data.encode('utf-8', 'surrogateescape') if isinstance(data, str) else bytes(data)
    return raw.removeprefix(codecs.BOM_UTF8).lstrip(b'\r\n \t')  # before it nothing would be a header


def read_headers(raw):
    """Return the headers of ``raw`` as a message without body."""
    end = _BLANK_LINE.search(raw, 0, MAX_HEADERS)
    return email.parser.BytesParser(policy=email.policy.compat32).parsebytes(
        raw[:end.start() if end else MAX_HEADERS], headersonly=True)


def raw_values(message, name):
    """Return the undecoded, unfolded values of a header, topmost first."""
    name = name.lower()
    return [_FOLD.sub(' ', str(value))[:MAX_VALUE] for key, value in message.raw_items() if key.lower() == name]


def text_of(message, name):
    """Return the first value of a header as text, or ''."""
    return next((decode_text(value) for value in raw_values(message, name)), '')


def decode_text(value):
    """Return a raw header value as text: encoded words, raw 8-bit bytes of any charset, several lines."""
    if not value.isascii():
        value = decode_bytes(value.encode('utf-8', 'surrogateescape'))
    if '=?' in value:
        value = _decode_words(_BETWEEN_WORDS.sub(r'\1', value))
    return ' '.join(clean(value).split())


def _decode_words(value):
    """Decode encoded words; neighbours of one charset together, as a character may be split between them."""
    out, pending, charset, position = [], b'', None, 0
    for match in _WORD.finditer(value):
        between = value[position:match.start()]
        data = _word_bytes(match[2], match[3])
        if between or match[1].lower() != charset:
            out += [decode_bytes(pending, charset), between]
            pending, charset = b'', match[1].lower()
        pending += data
        position = match.end()
    return ''.join([*out, decode_bytes(pending, charset), value[position:]])


def _word_bytes(encoding, data):
    raw = data.encode('utf-8', 'replace')
    try:
        if encoding in 'bB':
            return base64.b64decode(raw + b'=' * (-len(raw) % 4))
        return binascii.a2b_qp(raw, header=True)
    except (binascii.Error, ValueError):
        return raw


def addresses(message, *names):
    """Return the valid addresses of headers as a list of :class:`Address`, each once, in order."""
    found = {}
    for name in names:
        for value in raw_values(message, name):
            for person, address in _people(value):
                normalized = normalize_email(decode_text(address)) if '@' in address else ''
                if normalized and len(found) < MAX_ADDRESSES:
                    found.setdefault(normalized, Address(decode_text(person).strip(' "\''), normalized))
    return list(found.values())


def _people(value):
    try:
        return email.utils.getaddresses([value], **_NOT_STRICT)
    except Exception:  # thousands of nested comments and the like: the addresses alone
        return [('', address) for address in _PLAIN.findall(value)]


def envelope_addresses(message):
    """Return every address that a mail may have been delivered to, as a set."""
    received = {normalize_email(match) for value in raw_values(message, 'Received') for match in _FOR.findall(value)}
    return ({person.address for person in addresses(message, *ENVELOPE, *VISIBLE)} | received) - {''}


def message_id(message, raw):
    """Return the Message-ID; for a mail without one, one made of what stays the same in a second delivery."""
    value = next(iter(raw_values(message, 'Message-ID')), '')
    found = clean(''.join(value.split()))[:MAX_ID]
    if found.strip('<>'):
        return found
    digest = hashlib.sha1(usedforsecurity=False)
    for name in ('From', 'Date', 'Subject', 'To'):
        digest.update(repr(raw_values(message, name)).encode('utf-8', 'surrogatepass'))
    end = _BLANK_LINE.search(raw, 0, MAX_HEADERS)
    digest.update(raw[end.end():] if end else b'')
    return f'<{digest.hexdigest()}@no-message-id>'


def references(message):
    """Return the Message-IDs that a mail answers, the latest last; at most 32."""
    found = [match for name in ('References', 'In-Reply-To') for value in raw_values(message, name) for match in _ID.findall(value)]
    return list(dict.fromkeys(clean(match)[:MAX_ID] for match in found))[-32:]


def date_of(message, now):
    """Return when the mail was written, UTC without time zone.

    :param datetime now: UTC without time zone, what a missing, unreadable or impossible date gives way to
    """
    stamps = raw_values(message, 'Date') + [value.rpartition(';')[2] for value in raw_values(message, 'Received')[:1]]
    for stamp in stamps:
        date = parse_date(stamp)
        if date and EARLIEST <= date <= now + CLOCK_TOLERANCE:
            return min(date, now)
    return now


def parse_date(stamp):
    """Return an RFC 5322 date as UTC without time zone, or None."""
    try:
        date = email.utils.parsedate_to_datetime(stamp.strip())
        if date.tzinfo:
            date = date.astimezone(timezone.utc).replace(tzinfo=None)
    except (TypeError, ValueError, OverflowError, IndexError, AttributeError):
        return None
    return date.replace(microsecond=0)
