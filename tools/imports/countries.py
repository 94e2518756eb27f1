"""Country names of many languages to ISO 3166 codes."""
from functools import lru_cache

from babel import Locale

from .cleaning import fold

LANGUAGES = ('en', 'ru', 'ja', 'zh', 'zh_Hant', 'de', 'fr', 'es', 'it', 'uk', 'pt', 'pl', 'tr', 'ko')
ALIASES = {
    'рф': 'RU', 'российская федерация': 'RU', 'russian federation': 'RU', 'росия': 'RU', 'rf': 'RU', 'rus': 'RU',
    'usa': 'US', 'u.s.a.': 'US', 'u.s.': 'US', 'сша': 'US', 'united states of america': 'US', 'america': 'US',
    'америка': 'US', 'アメリカ': 'US', '米国': 'US', '美國': 'US', 'uk': 'GB', 'u.k.': 'GB', 'great britain': 'GB',
    'england': 'GB', 'англия': 'GB', 'イギリス': 'GB', '英国': 'GB', 'белоруссия': 'BY', 'рб': 'BY', 'республика беларусь': 'BY',
    'республика казахстан': 'KZ', 'рк': 'KZ', 'кнр': 'CN', 'prc': 'CN', "people's republic of china": 'CN', '中华人民共和国': 'CN',
    '中國': 'CN', '日本国': 'JP', 'nippon': 'JP', 'czech republic': 'CZ', 'чехия': 'CZ', 'holland': 'NL', 'голландия': 'NL',
    'oae': 'AE', 'оаэ': 'AE', 'uae': 'AE', 'korea': 'KR', 'южная корея': 'KR', '韓国': 'KR', 'south korea': 'KR', 'deu': 'DE',
    'фрг': 'DE', 'ger': 'DE', 'jpn': 'JP', 'chn': 'CN', 'gbr': 'GB', 'kaz': 'KZ', 'blr': 'BY', 'ukr': 'UA', 'fra': 'FR',
    'viet nam': 'VN', 'moldova': 'MD', 'молдавия': 'MD', 'киргизия': 'KG', 'turkey': 'TR', 'macedonia': 'MK', '台湾': 'TW',
    'hong kong': 'HK', 'гонконг': 'HK', '香港': 'HK', 'macau': 'MO', 'swaziland': 'SZ', 'burma': 'MM',
}


@lru_cache(maxsize=1)
def _table():
    names = {}
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in ('EU', 'EZ', 'UN', 'ZZ', 'XA', 'XB', 'QO'):
                names.setdefault(fold(name), code)
                names.setdefault(code.casefold(), code)
    names.update(ALIASES)
    return names


@lru_cache(maxsize=4_000)
def country_code(text):
    """ISO code of a country written in any usual way, or '' when unknown.

    >>> country_code('РФ'), country_code('日本'), country_code('germany')
    ('RU', 'JP', 'DE')
    """
    return _table().get(fold(text).strip(' .')) or _table().get(fold(text).strip(), '')
