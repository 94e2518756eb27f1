"""Tax ids: Russian INN and KPP with check digits and repair, others by `python-stdnum`."""
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec

WEIGHTS_10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
WEIGHTS_11 = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
WEIGHTS_12 = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
PAIR = re.compile(r'(\d{9,10}|\d{12})\s*(?:[/\\|,;]|\s|кпп[:\s]*)+\s*(\d{4}[\dA-Z]{2}\d{3})', re.I)
KPP = re.compile(r'\d{4}[\dA-Z]{2}\d{3}')


@dataclass
class TaxId:
    """`number` compact, `kpp` when it stood in the same cell, `valid` None when unknown how to check."""

    number: str
    kpp: str = ''
    valid: bool | None = None
    repaired: bool = False


def _check_digit(digits, weights):
    return sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=False)) % 11 % 10


def is_inn(text):
    """Whether a text is an INN with right check digits (10 digits: company, 12: person).

    Formula: order of the Federal Tax Service MMV-7-6/435: weighted sum mod 11 mod 10.
    """
    if not (text.isascii() and text.isdigit()) or set(text) == {'0'}:
        return False
    if len(text) == 10:
        return int(text[9]) == _check_digit(text, WEIGHTS_10)
    if len(text) == 12:
        return int(text[10]) == _check_digit(text, WEIGHTS_11) and int(text[11]) == _check_digit(text, WEIGHTS_12)
    return False


def parse_tax_id(text, region):
    """Read the cell of a tax id.

    :param str text: '7707083893/770701001', 'ИНН 7707083893', 'DE 136,695 976'
    :param str region: ISO code of the country that numbers without prefix belong to
    :return: `TaxId` or None for an empty cell
    """
    text = text.strip()
    if not text or not any(character.isdigit() for character in text):
        return None
    pair = PAIR.search(text)
    if pair:
        found = _inn(pair.group(1))
        found.kpp = pair.group(2).upper()
        return found
    compact = re.sub(r'^(?:инн|inn|vat|tax ?id|ust-?id(?:nr)?)[\s.:№]*', '', text, flags=re.I)
    compact = re.sub(r'[\s.,\-–]', '', compact).rstrip('/').upper()
    if compact.isdigit() and (region == 'RU' or (region in ('', None) and is_inn(compact))):
        return _inn(compact)
    return _foreign(compact, region)


def _inn(number):
    """A spreadsheet drops the leading zero of regions 01 to 09: 9 or 11 digits that become right with it."""
    if is_inn(number):
        return TaxId(number, valid=True)
    if len(number) in (9, 11) and is_inn('0' + number):
        return TaxId('0' + number, valid=True, repaired=True)
    return TaxId(number, valid=False)


def _foreign(number, region):
    prefix = number[:2] if number[:2].isalpha() and number[:2].isascii() else ''
    country = {'EL': 'gr'}.get(prefix, prefix.lower()) or (region or '').lower()
    module = _module(country)
    if module is None:
        return TaxId(number)
    return TaxId(number, valid=bool(module.is_valid(number)))


MODULES = {'jp': 'jp.cn', 'cn': 'cn.uscc', 'us': 'us.ein', 'kz': '', 'ru': 'ru.inn', 'in': 'in_.gstin', 'au': 'au.abn',
           'tw': 'tw.ubn', 'kr': 'kr.brn', 'ch': 'ch.vat', 'by': 'by.unp'}


@lru_cache(maxsize=300)
def _module(country):
    """The module of `stdnum` that knows the tax ids of a country, or None."""
    name = MODULES.get(country, f'{country}.vat') if country else ''
    if not name or not find_spec('stdnum') or (country not in MODULES and not find_spec(f'stdnum.{country}')):
        return None
    try:
        return import_module(f'stdnum.{name}')
    except ImportError:
        return None


def parse_kpp(text):
    """A KPP of nine signs, or '' when the text is none; its own lost zero restored."""
    compact = re.sub(r'[\s.\-]', '', text).upper()
    if len(compact) == 8 and compact.isdigit():
        compact = '0' + compact
    return compact if KPP.fullmatch(compact) else ''
