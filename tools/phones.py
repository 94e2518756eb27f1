"""Telephone numbers as people type them, turned into international (E.164) numbers.

Pure Python: no ORM, no database. The one rule above all others: digits are never invented. A number that
cannot be completed with certainty (no area code, rounded by a spreadsheet) keeps its text and is not valid.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

MAX_TEXT = 4000  # a cell of 10,000 characters is a note, not a list of numbers
MAX_NUMBERS = 50

MOBILE, FIXED, FAX = 'mobile', 'fixed', 'fax'
TYPES = {
    PhoneNumberType.MOBILE: MOBILE,
    PhoneNumberType.PAGER: MOBILE,
    PhoneNumberType.FIXED_LINE: FIXED,
    PhoneNumberType.TOLL_FREE: FIXED,
    PhoneNumberType.SHARED_COST: FIXED,
    PhoneNumberType.PREMIUM_RATE: FIXED,
    PhoneNumberType.UAN: FIXED,
}
# Countries whose numbering changed: the host patches the *formatting* metadata of these, and gets the present
# number by formatting and parsing again. Done here too, so that our number equals `phone_sanitized`.
_REPARSE_COUNTRY_CODES = (52, 55)


class Phone(NamedTuple):
    """One telephone number found in a text.

    raw: the number as it was typed; e164: international number ('+79161234567') or ''; extension: digits dialled
    after the connection, or ''; valid: whether `e164` is a number that can exist; type: 'mobile', 'fixed', 'fax'
    (only when the text says so) or '' (unknown); region: ISO code of the number's own country, or '';
    issue: '' when valid, else 'lossy' (rounded by a spreadsheet), 'short' (area code missing) or 'invalid';
    label: words around the number ('тел.', 'бухгалтерия'), or ''.
    """

    raw: str
    e164: str = ''
    extension: str = ''
    valid: bool = False
    type: str = ''
    region: str = ''
    issue: str = 'invalid'
    label: str = ''


# ------------------------------------------------------------------ vocabulary
_EXTENSION = re.compile(
    r'''[\s,(;（]*
    (?: (?<![^\W\d_]) (?: доб(?:авочн[а-я]*)? | вн(?:утр[а-я]*)? | extension | extn? | ext | int(?:erno)? | poste | durchwahl )
      | (?<=[\d)\s.]) [xх] | \#
      | 内線(?:番号)? | 内线 | 分机 | 分機 )
    [\s.:№#\-]* (?P<ext>\d{1,8}) \s* [)）番]?''',
    re.VERBOSE | re.IGNORECASE,
)
_HARD_SEPARATOR = re.compile(r'[;；、|\n\r\t]+|\s(?:или|or|oder|ou|または|或)\s|(?<=\d)(?:または|或)(?=[\d+(])', re.IGNORECASE)
_SOFT_SEPARATOR = re.compile(r'\s*[,，/／&]\s*|\s+(?:и|and|und|et)\s+', re.IGNORECASE)
_GLUED_PLUS = re.compile(r'(?<=\d)\)?\s*(?=\+\s?\d)')
_LOSSY = re.compile(r'^\+?(\d)[.,](\d+)\s?[eEеЕ]\+?(\d{1,2})$')
FLOAT_TAIL = re.compile(r'^(\+?\d{6,})[.,]0+$')
_FAX = re.compile(r'факс|(?<!\w)ф\.|fax|传真|傳真|ファ[ック]+ス|ファクス', re.IGNORECASE)
_NOT_FAX_ONLY = re.compile(r'тел|(?<!\w)т\s*[./]|tel|phone|电话|電話', re.IGNORECASE)
_MOBILE = re.compile(r'моб|сот(?!р)|mob|cell|手机|手機|携帯|handy', re.IGNORECASE)
_BODY = re.compile(r'[+(]*\s*\d.*\d|\d', re.DOTALL)
_LIST_MARK = re.compile(r'^\s*\d{1,2}[).]\s+')
_BETWEEN_WORDS = re.compile(r'[\s.:,;()（）\[\]]+')
_TYPED = re.compile(r'^[\d\s().+\-–—‐‑‒―−~/,]+$')
_JUNK = dict.fromkeys(map(ord, '\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\x00'))


# ------------------------------------------------------------------ public
def parse_phones(text, region):
    """Find every telephone number in the content of one cell or field.

    :param text: what was typed; also an int or float as spreadsheets deliver numbers; None gives [].
    :param region: ISO code of the country to assume for numbers without one ('RU'), or None/''.
    :return: list of `Phone` in the order of the text. Text without a digit gives []. Never raises.
    """
    return list(_parse_phones(_as_text(text), (region or '').upper()))


def normalize_phone(text, region):
    """Return the E.164 form of the first valid number in `text`, or ''. Never raises.

    :param text: one number as typed, with or without extension (dropped).
    :param region: ISO code of the country to assume, or None/''.
    """
    return next((phone.e164 for phone in parse_phones(text, region) if phone.valid), '')


def international(e164):
    """Return an E.164 number as people read it: '+7 916 123-45-67'; other text unchanged."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(e164, None), PhoneNumberFormat.INTERNATIONAL)
    except NumberParseException:
        return e164


def digits_of(text):
    """Return the decimal digits of `text`, full-width ones included, as an ASCII string."""
    return ''.join(str(unicodedata.digit(char)) for char in _as_text(text) if char.isdecimal())


def looks_like_phone(text):
    """Tell whether a search term is a telephone number rather than a name: digits and the usual marks only.

    At least five digits, so that years, house numbers and references are left to the ordinary search.
    """
    text = unicodedata.normalize('NFKC', _as_text(text)).strip()
    return bool(_TYPED.match(text)) and len(digits_of(text)) >= 5


# ------------------------------------------------------------------ splitting
def _as_text(value):
    if value is None or value is False or value is True:
        return ''
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, bytes):
        return value.decode('utf-8', 'replace')
    return str(value)


@lru_cache(maxsize=4_000)
def _parse_phones(text, region):
    """Memoised `parse_phones`: matching, writing and mirroring meet the same text several times."""
    phones = []
    for piece in _pieces(text[:MAX_TEXT]):
        phones.extend(_read_piece(piece, region))
        if len(phones) >= MAX_NUMBERS:
            break
    return tuple(phones[:MAX_NUMBERS])


def _pieces(text):
    """Cut a cell into texts holding one number each; a lone extension stays with the number before it."""
    text = text.translate(_JUNK).replace(';ext=', ' ext ').strip()
    pieces = []
    for hard in _HARD_SEPARATOR.split(text):
        for soft in _split_soft(hard):
            for piece in _GLUED_PLUS.split(soft):
                piece = piece.strip(' \u00a0\u3000,')
                if pieces and _is_lone_extension(piece):
                    pieces[-1] += ' ' + piece
                elif any(char.isdecimal() for char in piece):
                    pieces.append(piece)
    return pieces


def _split_soft(text):
    """Split on `,` and `/` only between two things long enough to be numbers: '030/901820' is one number."""
    parts, start = [], 0
    for separator in _SOFT_SEPARATOR.finditer(text):
        left, right = text[start:separator.start()], text[separator.end():]
        next_separator = _SOFT_SEPARATOR.search(right)
        right = right[:next_separator.start()] if next_separator else right
        if _count_digits(left) >= 6 and _count_digits(right) >= 5 and not _is_lone_extension(right):
            parts.append(left)
            start = separator.end()
    return [*parts, text[start:]]


def _count_digits(text):
    return sum(char.isdecimal() for char in text)


def _is_lone_extension(piece):
    match = _EXTENSION.match(' ' + unicodedata.normalize('NFKC', piece))
    return bool(match)


# ------------------------------------------------------------------ one number
def _read_piece(raw, region):
    """Read one piece; when it is not a number as a whole, look for numbers inside it."""
    text = unicodedata.normalize('NFKC', raw).strip()
    if lossy := _LOSSY.match(text):
        text = _exact_float(*lossy.groups())
        if not text:
            return [Phone(raw, issue='lossy')]
    text = FLOAT_TAIL.sub(r'\1', text)
    phone = _read_number(raw, text, region)
    if phone.valid:
        return [phone]
    if (mark := _LIST_MARK.match(text)) and (marked := _read_number(raw, text[mark.end():], region)).valid:
        return [marked]
    return _search_numbers(text, region) or [phone]


def _exact_float(first, decimals, exponent):
    """Write out 7.9161234567E+10 in full; '' when digits were rounded away."""
    return first + decimals if len(decimals) == int(exponent) else ''


def _read_number(raw, text, region):
    extension, rest = '', text
    match = next((m for m in _EXTENSION.finditer(text) if _count_digits(text[:m.start()]) >= 5), None)
    if match:
        extension, rest = match['ext'], text[:match.start()]
    body = _BODY.search(rest)
    if not body:
        return Phone(raw)
    label = _BETWEEN_WORDS.sub(' ', f'{text[:body.start()]} {rest[body.end():]}').strip(' -–—')
    e164, number_type, number_region, issue = _normalize(body[0].strip(), region)
    if not e164 and any(char.isalpha() for char in rest[body.end():]):
        # Numbers spelled with letters: 1-800-FLOWERS.
        e164, number_type, number_region, issue = _normalize(rest[body.start():].strip(), region)
    number_type = _type_by_label(label) or number_type
    return Phone(raw.strip(), e164, extension, bool(e164), number_type, number_region, issue, label)


def _type_by_label(label):
    if not label:
        return ''
    if _FAX.search(label) and not _NOT_FAX_ONLY.search(label):
        return FAX
    return MOBILE if _MOBILE.search(label) else ''


def _search_numbers(text, region):
    """Numbers inside running text: 'Иван 8 916 123-45-67 Пётр 8 926 765-43-21'."""
    if _count_digits(text) < 10:
        return []
    phones = []
    for match in phonenumbers.PhoneNumberMatcher(text, region or None, max_tries=MAX_NUMBERS):
        e164, number_type, number_region, issue = _normalize(match.raw_string, region)
        if e164:
            extension = match.number.extension or ''
            phones.append(Phone(match.raw_string, e164, extension, True, number_type, number_region, issue))
    # A single number takes the whole text along: '8 495 123-45-67/68' loses nothing.
    return [phones[0]._replace(raw=text)] if len(phones) == 1 else phones


@lru_cache(maxsize=4_000)
def _normalize(body, region):
    """Return (e164, type, region, issue) of one number without label and extension."""
    digits = digits_of(body)
    for candidate, country in _candidates(body, digits, region):
        try:
            number = phonenumbers.parse(candidate, country or None)
        except NumberParseException:
            continue
        if number.country_code in _REPARSE_COUNTRY_CODES:
            number = _present_day(number)
        # A number of unknown type is exactly what the library calls an invalid one.
        number_type = phonenumbers.number_type(number)
        if number_type != PhoneNumberType.UNKNOWN:
            e164 = f'+{number.country_code}{phonenumbers.national_significant_number(number)}'
            return e164, TYPES.get(number_type, ''), phonenumbers.region_code_for_number(number) or '', ''
    return '', '', '', 'short' if len(digits) < 10 else 'invalid'


def _candidates(body, digits, region):
    """Readings of a number, the most literal first: (text, country to assume)."""
    plus = body.lstrip('(').startswith('+')
    spelled = any(char.isalpha() for char in body)
    if region or plus:
        # Marks between digits mean nothing, and the library is slow to skip them.
        yield body if spelled else ('+' + digits if plus else digits), region
    if plus or spelled:
        return
    if digits.startswith('00'):
        yield '+' + digits[2:], ''
    elif digits.startswith('810') and len(digits) > 11:
        yield '+' + digits[3:], ''
    elif len(digits) >= 11 and digits[0] not in '08':
        # The plus left out. A leading 8 is the trunk prefix of the former USSR before it is a country code.
        yield '+' + digits, ''


def _present_day(number):
    try:
        return phonenumbers.parse(phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL))
    except NumberParseException:
        return number
