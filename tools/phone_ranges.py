"""Telephone numbers that somebody else has parsed already: only their type and country are still to be told."""

import re

import phonenumbers

from .phones import FLOAT_TAIL, TYPES, Phone

_PLAIN = re.compile(r'^(?:\+|[(\d])[\d\s().\-]{8,22}$', re.ASCII)
_ranges = {}  # (E.164 without the last three digits, length) -> (type, region)
MAX_RANGES = 50_000


def read_known(text, e164):
    """Return the `Phone` of a text whose E.164 number another parser has just found, or None to parse it here.

    Only for one plain number without words; saves most of the cost when the host has computed `phone_sanitized`.
    The type is remembered by all but the last three digits, by which no country tells mobile from fixed lines.
    """
    if not e164 or len(e164) < 11 or not _PLAIN.match(text) or FLOAT_TAIL.match(text):
        return None
    number_type, region = _type_of_range(e164)
    return Phone(text, e164, '', True, number_type, region, '')


def _type_of_range(e164):
    known = _ranges.get((e164[:-3], len(e164)))
    if not known:
        if len(_ranges) >= MAX_RANGES:
            _ranges.clear()
        number = phonenumbers.parse(e164)
        number_type = TYPES.get(phonenumbers.number_type(number), '')
        known = _ranges[e164[:-3], len(e164)] = (number_type, phonenumbers.region_code_for_number(number) or '')
    return known
