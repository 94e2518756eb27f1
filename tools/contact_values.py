"""What a contact mechanism means: its channel, its comparable form, and how a list of them follows a text field.

Pure Python, no ORM. A *channel* groups kinds that share one list, one primary and one uniqueness: a landline and
a mobile are both reached by dialling, so both are 'phone'; every other kind is its own channel.
"""

import re
from typing import NamedTuple

from .emails import parse_emails
from .phone_ranges import read_known
from .phones import FAX, MOBILE, digits_of, looks_like_phone, parse_phones

PHONE, EMAIL = 'phone', 'email'
NUMBER_KINDS = ('phone', 'mobile', 'fax', 'whatsapp')
CHANNEL_KINDS = {PHONE: ('phone', 'mobile'), EMAIL: ('email',)}
MAX_DIGITS = 32  # longer "numbers" are text; they stay out of the index
MAX_HANDLE = 128

_HANDLE_URL = re.compile(
    r'^(?:https?://)?(?:www\.)?(?P<site>t\.me|telegram\.me|wa\.me|api\.whatsapp\.com|line\.me|weixin|skype)'
    r'(?:/(?:send/?\?phone=|ti/p/~?)?|:)(?P<handle>[^?\s]+)',
    re.IGNORECASE,
)
_SITES = {
    't.me': 'telegram',
    'telegram.me': 'telegram',
    'wa.me': 'whatsapp',
    'api.whatsapp.com': 'whatsapp',
    'line.me': 'line',
    'weixin': 'wechat',
    'skype': 'skype',
}


class Reading(NamedTuple):
    """One value as understood: its text, kind, comparable form ('' when there is none), extension, validity, label."""

    value: str
    kind: str
    normalized: str = ''
    extension: str = ''
    valid: bool = False
    label: str = ''

    @property
    def key(self):
        """What makes two values of one channel the same."""
        return mechanism_key(self.value, self.normalized, self.extension)


class Row(NamedTuple):
    """A stored mechanism, as far as following a field needs it."""

    id: int
    value: str
    key: tuple
    active: bool
    valid: bool
    sequence: int
    is_primary: bool
    elects: bool  # may be the primary of the channel (a fax written into the phone field may not)


class Plan(NamedTuple):
    """What to do so that the rows of one channel follow the field: rows to add, values to write by row id."""

    creates: list  # [(Reading, is_primary, sequence)]
    updates: dict  # {row id: {field: value}}


def channel_of(kind):
    """Return the channel of a kind ('mobile' -> 'phone'); a kind without a group is its own channel."""
    return next((channel for channel, kinds in CHANNEL_KINDS.items() if kind in kinds), kind)


def mechanism_key(value, normalized, extension):
    """Return the identity of a mechanism within its partner and channel; the text itself when nothing better exists."""
    return (normalized, extension or '') if normalized else ('=' + (value or '').strip().lower(), '')


def read_field(channel, text, region, sanitized=None):
    """Read a whole text field (`partner.phone`, `partner.email`, a cell): one `Reading` per number or address.

    Text in which nothing is found gives one invalid reading holding the text, so that nothing typed is lost.
    `sanitized`: the E.164 number the host has read from the same text, when it is at hand.
    """
    text = text.strip() if isinstance(text, str) else text
    if not text:
        return []
    if channel == PHONE and sanitized and (known := read_known(text, sanitized)):
        return [_of_phone(known, None)]
    if channel == EMAIL:
        readings = [_of_email(email) for email in parse_emails(text)]
    else:
        readings = [_of_phone(phone, None) for phone in parse_phones(text, region)]
    unique = {reading.key: reading for reading in reversed(readings or [Reading(str(text), channel)])}
    readings = list(reversed(unique.values()))
    if readings[0].kind == FAX:  # the first number of the field is what people dial, whatever it is called
        readings[0] = readings[0]._replace(kind=PHONE)
    if len(readings) == 1:
        readings[0] = readings[0]._replace(value=str(text))
    return readings


def rows_of_field(partner_id, channel, text, region, sanitized=None):
    """Return the mechanisms of a field that had none as tuples ready to be inserted.

    (partner id, kind, value, normalized, extension, valid, whether primary), see `_insert_rows` of the model.
    """
    return [
        (partner_id, reading.kind, reading.value, reading.normalized, reading.extension, reading.valid, position == 0)
        for position, reading in enumerate(read_field(channel, text, region, sanitized))
    ]


def read_value(kind, value, region):
    """Read the value of one mechanism of a known kind; the first number or address counts."""
    value = (value or '').strip()
    if kind == EMAIL:
        emails = parse_emails(value)
        best = next((email for email in emails if email.valid), None)
        return _of_email(best)._replace(value=value) if best else Reading(value, kind)
    if kind in NUMBER_KINDS:
        found = _HANDLE_URL.match(value)
        phones = parse_phones('+' + digits_of(found['handle']) if found else value, region)
        best = next((phone for phone in phones if phone.valid), phones[0] if phones else None)
        return _of_phone(best, kind)._replace(value=value) if best else Reading(value, kind)
    return _of_handle(kind, value, region)


def count_numbers(value, region):
    """Return how many different valid telephone numbers a value holds."""
    return len({phone.e164 for phone in parse_phones(value, region) if phone.valid})


def guess_kind(value, region):
    """Return the most likely kind of a value somebody just typed; 'other' when it looks like nothing known."""
    value = (value or '').strip()
    if found := _HANDLE_URL.match(value):
        return _SITES[found['site'].lower()]
    if re.match(r'^@\w{3,}$', value):
        return 'telegram'
    if '@' in value:
        return EMAIL
    phones = parse_phones(value, region)
    if any(phone.valid for phone in phones):
        return _of_phone(next(phone for phone in phones if phone.valid), None).kind
    return PHONE if looks_like_phone(value) or phones else 'other'


def _of_email(email):
    return Reading(email.raw, EMAIL, email.address, '', email.valid, email.name)


def _of_phone(phone, kind):
    """`kind` None: say landline, mobile or fax by what the number is."""
    if kind is None:
        kind = {MOBILE: 'mobile', FAX: 'fax'}.get(phone.type, PHONE)
    normalized = phone.e164 if phone.valid else digits_of(phone.raw)
    if not phone.valid and (phone.issue == 'lossy' or len(normalized) > MAX_DIGITS):
        normalized = ''
    return Reading(phone.raw, kind, normalized, phone.extension, phone.valid, phone.label)


def _of_handle(kind, value, region):
    found = _HANDLE_URL.match(value)
    handle = (found['handle'] if found else value).strip().strip('/').removeprefix('@').lower()
    if looks_like_phone(handle):
        phone = next((phone for phone in parse_phones(handle, region) if phone.valid), None)
        handle = phone.e164 if phone else handle
    valid = bool(handle) and len(handle) <= MAX_HANDLE and not re.search(r'\s', handle)
    return Reading(value, kind, handle if valid else '', '', valid)


def plan_mirror(rows, old, new, today):
    """Tell how the rows of one channel follow a text field that changed.

    :param rows: every stored `Row` of the partner and channel, archived ones included.
    :param old: readings of the text before, `new`: of the text now; :param today: date put on retired rows.
    :return: `Plan`. A number that left the text is retired (archived), unless the text merely moved on to
        another number already known: then both stay. One wrong number replaced by one new one is corrected in
        place. The first number of the text becomes the primary and the first of its channel.
    """
    known = {row.key: row for row in sorted(rows, key=lambda row: row.active)}
    unknown = [reading for reading in new if reading.key not in known]
    wanted = {reading.key for reading in new}
    left = {reading.key for reading in old} - wanted
    arriving = [reading for reading in new if reading.key not in known or not known[reading.key].active]
    leaving = [row for row in rows if row.active and row.key in left] if arriving or not new else []
    updates, creates = {}, []
    electable = [row for row in rows if row.active and row.elects]
    first = min(electable, key=lambda row: (row.sequence, row.id), default=None)
    lowest = first.sequence if first else 11

    corrected = {}
    if len(leaving) == len(unknown) == 1 and not leaving[0].valid:
        corrected[unknown[0].key] = leaving.pop()
    for row in leaving:
        updates[row.id] = {'active': False, 'date_to': today, 'is_primary': False}
    for position, reading in enumerate(new):
        primary = position == 0
        row = known.get(reading.key) or corrected.get(reading.key)
        if not row:
            creates.append((reading, primary, lowest - 1 if primary else max(lowest, 10)))
            continue
        values = _changes(row, reading, primary, is_first=row is first, lowest=lowest)
        if values:
            updates[row.id] = values
    kept = {row.id for row in (known.get(reading.key) or corrected.get(reading.key) for reading in new) if row}
    for row in electable:
        if row.is_primary and row.id not in kept and row.id not in updates:
            updates[row.id] = {'is_primary': False}
    return Plan(creates, updates)


def _changes(row, reading, primary, is_first, lowest):
    """Values to write on the row that stands for `reading`."""
    values = {}
    if row.value != reading.value:
        values['value'] = reading.value
    if row.key != reading.key:
        values |= {
            'kind': reading.kind,
            'normalized': reading.normalized,
            'extension': reading.extension,
            'valid': reading.valid,
        }
    if not row.active:
        values |= {'active': True, 'date_to': False}
    if row.is_primary != primary and (row.elects or primary):
        values['is_primary'] = primary
    if primary and not (is_first and row.active):
        values['sequence'] = lowest - 1
    return values
