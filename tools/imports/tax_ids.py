"""Tax ids: Russian INN and KPP with check digits and repair, others by `python-stdnum`."""
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.util import find_spec

WEIGHTS_10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
WEIGHTS_11 = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
WEIGHTS_12 = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
PAIR = re.compile(r'(\d{9,10}|\d{12})\s*(?:[/\\|,;]|\s|кпп[:\s]*)+\s*(\d{4}[\dA-Z]{2}\d{3})', re.I)
KPP = re.compile(r'\d{4}[\dA-Z]{2}\d{3}')


@dataclass(frozen=True)
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
    return _parse(text.strip(), region or '')


@lru_cache(maxsize=4_000)
def _parse(text, region):
    if not text or not any(character.isdigit() for character in text):
        return None
    pair = PAIR.search(text)
    if pair:
        return replace(_inn(pair.group(1)), kpp=pair.group(2).upper())
    compact = re.sub(r'^(?:инн|inn|vat|tax ?id|ust-?id(?:nr)?)[\s.:№]*', '', text, flags=re.I)
    compact = re.sub(r'[\s.,\-–]', '', compact).rstrip('/').upper()
    if compact.isdigit() and (region == 'RU' or (not region and is_inn(compact))):
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
    country = {'EL': 'gr', 'XI': 'gb'}.get(prefix, prefix.lower())
    modules = _modules(country) or _modules((region or '').lower())
    if not modules:
        return TaxId(number)
    answers = [_is_valid(module, number) for module in modules]
    return TaxId(number, valid=True if True in answers else None if None in answers else False)


def _is_valid(module, number):
    """Whether a number is right; None when that cannot be told, as a table of the library is out of reach."""
    try:
        return bool(module.is_valid(number))
    except (ValueError, IndexError, KeyError, TypeError):
        return False
    except OSError:
        return None


# Ids that companies of a country give besides the one that `stdnum` calls its VAT number.
FURTHER = {
    'us': ('ein', 'tin'), 'ca': ('bn',), 'md': ('idno',), 'ua': ('edrpou', 'rntrc'), 'th': ('tin',), 'za': ('tin',), 'in': ('pan',), 'br': ('cpf',),
    'il': ('idnr',), 'fr': ('siren', 'siret'), 'it': ('codicefiscale',), 'no': ('orgnr',), 'fi': ('ytunnus',), 'se': ('orgnr',), 'tr': ('tckimlik',),
    'ch': ('uid',), 'do': ('cedula',), 'ec': ('ci',), 'cr': ('cpf',), 'ro': ('cui',), 'li': ('peid',), 'pk': ('cnic',), 'cu': ('ni',), 'de': ('stnr',)}
EU = frozenset(['AT', 'BE', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GR', 'HR', 'HU', 'IE', 'IT', 'LT', 'LU', 'LV', 'MT', 'NL', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK'])


@lru_cache(maxsize=300)
def _modules(country):
    """The modules of `stdnum` that know the tax ids of a country."""
    if not country or not find_spec('stdnum'):
        return ()
    from stdnum import get_cc_module
    found = []
    for name in ('vat', *FURTHER.get(country, ())):
        try:
            module = get_cc_module(country, name)
        except (ImportError, ValueError):
            continue
        if module and module not in found:
            found.append(module)
    return tuple(found)


@lru_cache(maxsize=4_000)
def eu_prefixed(number, region):
    """:return: a VAT number of the European Union with the prefix of its country, '' when it has one or is none"""
    if region not in EU or number[:2].isalpha() or not find_spec('stdnum'):
        return ''
    from stdnum.eu import vat
    prefixed = ('EL' if region == 'GR' else region) + number
    return prefixed if _is_valid(vat, prefixed) else ''


def parse_kpp(text):
    """A KPP of nine signs, or '' when the text is none; its own lost zero restored."""
    compact = re.sub(r'[\s.\-]', '', text).upper()
    if len(compact) == 8 and compact.isdigit():
        compact = '0' + compact
    return compact if KPP.fullmatch(compact) else ''
