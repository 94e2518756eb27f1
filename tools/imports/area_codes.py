"""The area code that a local number lacks, where the city of the row tells it."""
import json
import os
import re
from functools import lru_cache

from ..phones import digits_of, parse_phones
from .cleaning import fold

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'data', 'area_codes.json')
CITY_MARK = re.compile(r'^(?:г\.|г\s|город\s|city of\s)\s*|\s+(?:г\.?|город|city)$', re.I)
LETTERS = re.compile(r'[^\W\d_]')
LOCAL = range(5, 9)


@lru_cache(maxsize=1)
def _table():
    """{country: {folded city: list of codes}}"""
    with open(PATH, encoding='utf-8') as stream:
        table = json.load(stream)
    return {country: {city_key(name): codes for codes, names in rows for name in names}
            for country, rows in table.items() if not country.startswith('_')}


@lru_cache(maxsize=4_000)
def city_key(text):
    """A city as it is compared: 'г. Москва', 'Москва г' and 'МОСКВА' are one."""
    return CITY_MARK.sub('', fold(text).strip()).strip(' .')


@lru_cache(maxsize=1)
def city_names():
    """:return: frozenset of the keys of all cities that are known"""
    return frozenset(name for cities in _table().values() for name in cities)


@lru_cache(maxsize=4_000)
def complete(text, city, region):
    """Complete a local number by the area code of its city.

    :param str text: one number as typed, without label: '123-45-67'
    :param str city: of the row; :param str region: ISO code of its country
    :return: (number with code and country as people read it, whether it is the only code of the city), or ('', False)
    """
    codes = _table().get(region, {}).get(city_key(city))
    digits = digits_of(text)
    if not codes or len(digits) not in LOCAL or LETTERS.search(text):
        return '', False
    trunk = {'RU': '8', 'BY': '8', 'KZ': '8'}.get(region, '0')
    for code in codes:
        found = parse_phones(f"{trunk}{code}{digits}", region)
        if len(found) == 1 and found[0].valid and found[0].e164.endswith(code + digits):
            return found[0].e164, len(codes) == 1
    return '', False
