"""Regions, languages and currencies as people write them, to the codes that records have."""
import json
import os
import re
from functools import lru_cache

from babel import Locale

from .cleaning import fold
from .countries import LANGUAGES as LOCALES

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'data', 'states.json')
STATE_WORDS = (
    (re.compile(r'\bобл(?:асть|\.|\b)\.?'), 'область'), (re.compile(r'\bресп(?:ублика|\.|\b)\.?'), 'республика'),
    (re.compile(r'\bа\.?о\.?$'), 'автономный округ'), (re.compile(r'\bкр\.$'), 'край'), (re.compile(r'^г\.?\s+|\s+г\.?$'), ''),
    (re.compile(r'\s*[-–—]\s+|\s+[-–—]\s*'), ' - '))
LANGUAGE_CODES = ('en', 'ru', 'ja', 'zh', 'de', 'fr', 'es', 'it', 'pt', 'pl', 'uk', 'be', 'kk', 'ko', 'tr', 'nl', 'cs', 'sv', 'fi', 'da', 'nb', 'hu', 'ro',
                  'bg', 'el', 'he', 'ar', 'th', 'vi', 'id', 'lt', 'lv', 'et', 'ka', 'hy', 'az', 'uz', 'sr', 'hr', 'sk', 'sl')
LANGUAGE_ALIASES = {'jp': 'ja', 'cn': 'zh', 'ua': 'uk', 'kz': 'kk', 'by': 'be', 'chinese': 'zh', 'мандарин': 'zh', 'deu': 'de', 'ger': 'de', 'eng': 'en', 'rus': 'ru',
                    'jpn': 'ja', 'chi': 'zh', 'zho': 'zh', 'fra': 'fr', 'fre': 'fr', 'spa': 'es', 'ita': 'it', '汉语': 'zh', '漢語': 'zh', '华语': 'zh', '普通话': 'zh', '英文': 'en',
                    '日文': 'ja', '俄文': 'ru', '简体中文': 'zh', '英': 'en', '日': 'ja', 'рус': 'ru', 'рус.': 'ru', 'англ': 'en', 'англ.': 'en', 'нем.': 'de', 'кит.': 'zh', 'яп.': 'ja'}
CURRENCIES = ('USD', 'EUR', 'RUB', 'JPY', 'CNY', 'GBP', 'CHF', 'KZT', 'BYN', 'UAH', 'PLN', 'CZK', 'SEK', 'NOK', 'DKK', 'HUF', 'TRY', 'KRW', 'INR', 'HKD', 'TWD', 'SGD', 'AUD',
              'CAD', 'BRL', 'MXN', 'AED', 'ILS', 'UZS', 'AMD', 'GEL', 'AZN', 'KGS', 'THB', 'VND', 'IDR', 'ZAR', 'NZD', 'RON', 'BGN')
CURRENCY_ALIASES = {
    'руб': 'RUB', 'р': 'RUB', 'рубль': 'RUB', 'рубли': 'RUB', 'рублей': 'RUB', 'rur': 'RUB', '₽': 'RUB', '$': 'USD', 'us$': 'USD', 'доллар': 'USD', 'доллары': 'USD', 'у.е': 'USD',
    'dollar': 'USD', 'dollars': 'USD', '€': 'EUR', 'евро': 'EUR', 'euro': 'EUR', 'euros': 'EUR', 'ユーロ': 'EUR', '欧元': 'EUR', 'ドル': 'USD', '米ドル': 'USD', '美元': 'USD', '円': 'JPY',
    '日本円': 'JPY', 'yen': 'JPY', 'йена': 'JPY', 'иена': 'JPY', '日元': 'JPY', '元': 'CNY', '人民币': 'CNY', '人民元': 'CNY', 'rmb': 'CNY', 'yuan': 'CNY', 'юань': 'CNY', 'cn¥': 'CNY', '£': 'GBP',
    'pound': 'GBP', 'pounds': 'GBP', 'фунт': 'GBP', 'тенге': 'KZT', '₸': 'KZT', 'гривна': 'UAH', '₴': 'UAH', '₩': 'KRW', '₹': 'INR', 'franken': 'CHF', 'sfr': 'CHF', 'рубл': 'RUB'}


@lru_cache(maxsize=1)
def _states():
    with open(PATH, encoding='utf-8') as stream:
        table = json.load(stream)
    return {country: {_state_key(name): code for code, names in states.items() for name in [*names, code]}
            for country, states in table.items()}


@lru_cache(maxsize=4_000)
def _state_key(text):
    text = fold(text).strip()
    for pattern, right in STATE_WORDS:
        text = pattern.sub(right, text)
    text = ' '.join(text.split()).strip(' .,')
    # 'Республика Татарстан', 'Татарстан респ', 'Татарстан': one name
    words = [word for word in text.split(' ') if word != 'республика']
    return ' '.join(sorted(words)) if words else text


@lru_cache(maxsize=4_000)
def state_code(text, country):
    """Code of a region as the host's records have it ('TUL', 'JP-13', '粤'), '' when unknown.

    >>> state_code('обл. Тульская', 'RU'), state_code('Tokyo', 'JP')
    ('TUL', 'JP-13')
    """
    return _states().get(country, {}).get(_state_key(text), '') if text else ''


@lru_cache(maxsize=1)
def _languages():
    names = {code: code for code in LANGUAGE_CODES}
    for locale in LOCALES:
        for code, name in Locale.parse(locale).languages.items():
            if code in LANGUAGE_CODES:
                names.setdefault(fold(name), code)
                names.setdefault(fold(name).removesuffix(' язык'), code)
    for code in LANGUAGE_CODES:
        names.setdefault(fold(Locale.parse(code).get_language_name(code) or code), code)
    return {**names, **LANGUAGE_ALIASES}


@lru_cache(maxsize=2_000)
def language_code(text):
    """ISO 639 code of a language in any usual writing ('English', 'русский', '日本語', 'de_DE'), '' when unknown."""
    key = fold(text).strip(' .').removesuffix(' язык')
    return _languages().get(key) or _languages().get(re.split(r'[_\-,(/ ]', key)[0].strip(), '') if key else ''


@lru_cache(maxsize=1)
def _currencies():
    names = {code.casefold(): code for code in CURRENCIES}
    for locale in LOCALES:
        data = Locale.parse(locale)
        for code in CURRENCIES:
            if name := data.currencies.get(code):
                names.setdefault(fold(name), code)
    return {**names, **CURRENCY_ALIASES}


@lru_cache(maxsize=2_000)
def currency_code(text):
    """ISO 4217 code of a currency in any usual writing ('руб.', '€', 'US dollar', '人民币'), '' when unknown."""
    return _currencies().get(fold(text).strip(' .'), '')
