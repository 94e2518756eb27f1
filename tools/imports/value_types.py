"""What kind of value a text is: quick checks for mapping and for telling a header from data."""
import datetime
import json
import os
import re
from functools import lru_cache

from .cleaning import cell_text, fold

EMAIL = re.compile(r'[^@\s<>;,]+@[^@\s<>;,]+\.[^@\s<>;,.]{2,}')
PHONE = re.compile(r'(?:\+|00)?[\d\s()\-–./\\]{6,24}(?:\s*(?:доб|ext|вн|x|#|内線|转)\.?\s*\d{1,6})?', re.I)
URL = re.compile(r'(?:https?://|www\.)\S+|[\w-]+(?:\.[\w-]+)*\.(?:com|ru|net|org|de|jp|cn|рф|io|co|su|info|biz|uk|fr)(?:/\S*)?', re.I)
DATE = re.compile(r'\d{1,2}[./-]\d{1,2}[./-](?:\d{2}|\d{4})|\d{4}[./-]\d{1,2}[./-]\d{1,2}(?:[T ].*)?|\d{4}年\d{1,2}月\d{1,2}日')
# '1 234,56', '$1,200', '15 000 руб.': an amount, although its digits look like a phone number
MONEY = re.compile(r"(?P<sign>[$€£¥₽₸₴]\s?)?[-+]?(?:\d{1,3}(?:[ \xa0.,'’]\d{3})+|\d+)(?P<cents>[.,]\d{1,2})?\s?(?P<unit>[$€£¥₽₸₴円元]|руб(?:\.|лей)?|р\.|usd|eur|rub|jpy|cny|gbp|chf)?", re.I)
# postal codes that are sure by themselves; five digits are only probable
ZIP = re.compile(r'〒?\s?\d{3}-\d{4}|[1-6]\d{5}|[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|\d{5}-\d{4}|[1-9]\d{3} [A-Z]{2}')
ZIP5 = re.compile(r'\d{5}')
VAT = re.compile(r'[A-Z]{2}[ ]?[\dA-Z]{7,12}|[\dA-HJ-NPQRTUWXY]{18}|\d{13}')
BORN = range(1920, 2016)
NUMBER = re.compile(r'[-+]?\d[\d\s.,]*')
LEGAL_FORM = re.compile(
    r'(?:^|[\s"«»,(])(?:ооо|оао|зао|пао|ао|ип|нко|гуп|муп|тоо|чп|ltd|llc|llp|inc|corp|gmbh|ag|kg|ug|co|plc|s\.?a\.?r\.?l|sas|b\.?v|oy|ab|s\.?r\.?l|sp\. z o\.o)'
    r'(?:$|[\s"«»,.)])|株式会社|有限会社|合同会社|有限公司|有限责任公司|股份|集团|общество с огранич', re.I)
PERSON_RU = re.compile(r'[А-ЯЁ][а-яё-]+(?:\s+[А-ЯЁ][а-яё-]+){1,2}|[А-ЯЁ][а-яё-]+\s+[А-ЯЁ]\.\s?(?:[А-ЯЁ]\.)?')
HAN = re.compile('[\u3041-\u30ff\u4e00-\u9fff々 \u3000]+')
PATRONYMIC = re.compile(r'\w+(?:вич|вна|ична|ьич|оглы|кызы)\b', re.I)


def kind_of(text):
    """One of 'email', 'registry', 'inn', 'phone', 'date', 'money', 'url', 'number', 'country', 'city', 'company', 'person', 'text'."""
    if '@' in text:
        return 'email' if EMAIL.search(text) else 'text'
    digits = sum(character.isdigit() for character in text)
    if digits:
        if DATE.fullmatch(text):
            return 'date'
        if _is_registration(text):
            return 'registry'
        if _is_inn(text) or (digits > 6 and VAT.fullmatch(text) and _is_vat(text)):
            return 'inn'
        money = MONEY.fullmatch(text)
        if money and (money['sign'] or money['cents'] or money['unit']):
            return 'money'
        if digits >= 6 and _is_phone(text, digits):
            return 'phone'
        if NUMBER.fullmatch(text):
            return 'number'
    if URL.fullmatch(text):
        return 'url'
    return _kind_of_words(text)


def _kind_of_words(text):
    from .area_codes import city_key, city_names
    from .countries import country_code
    if 2 < len(text) < 40 and country_code(text):
        return 'country'
    if 2 < len(text) < 40 and city_key(text) in city_names():
        return 'city'
    if LEGAL_FORM.search(fold(text)):
        return 'company'
    return 'person' if _is_person(text) else 'text'


def _is_person(text):
    """A given name, a patronymic, initials, or a frequent surname of China and Japan."""
    if PERSON_RU.fullmatch(text) and (PATRONYMIC.search(text) or '.' in text):
        return True
    words, chinese, japanese = given_names()
    if HAN.fullmatch(text):
        compact = text.replace(' ', '').replace('\u3000', '')
        return (2 <= len(compact) <= 3 and compact[0] in chinese) or (
            3 <= len(compact) <= 6 and compact.startswith(japanese))
    parts = fold(text).replace(',', ' ').split()
    return 2 <= len(parts) <= 4 and text[:1].isupper() and any(part in words for part in parts)


@lru_cache(maxsize=1)
def given_names():
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'data', 'given_names.json')
    with open(path, encoding='utf-8') as stream:
        table = json.load(stream)
    return (frozenset(fold(table['words']).split()), frozenset(table['chinese_surnames']),
            tuple(table['japanese_surnames'].split()))


def _is_inn(text):
    from .tax_ids import is_inn
    return text.isdigit() and is_inn(text) or bool(re.fullmatch(r'\d{10}\s*[/\\]\s*\d{9}', text))


def _is_registration(text):
    from .registry import is_ogrn, is_register_entry
    return len(text) in (13, 15) and is_ogrn(text) or 'HR' in text.upper() and is_register_entry(text)


def _is_vat(text):
    """A number of another country with right check digits; the prefix or the length tells the country."""
    from .tax_ids import parse_tax_id
    regions = [''] if text[:2].isalpha() else ['CN'] if len(text) == 18 else ['JP']
    return any((found := parse_tax_id(text, region)) and found.valid for region in regions)


def _is_phone(text, digits):
    parts = [part for part in re.split(r'[,;\n]', text) if part.strip()]
    if not all(PHONE.fullmatch(part.strip()) for part in parts[:1]):
        return False
    plain = text.replace(' ', '')
    # a bare number of another length is a code or an amount
    return not plain.isdigit() or (digits in (10, 11) and plain[0] in '0789') or digits == 12


def looks_like_data(text):
    """Whether a text cannot be the name of a column."""
    kind = kind_of(text)
    if kind in ('email', 'registry', 'inn', 'phone', 'date', 'number', 'money'):
        return True
    if kind == 'url':
        return '.' in text
    # 金额 (amount) begins with a surname as well
    return kind == 'company' or (kind == 'person' and not HAN.fullmatch(text)) or len(text) > 120


def guess_type(values):
    """Kind of the values of a column: the one that 70 % of the cells agree on.

    :param values: cells of the column, None left out
    :return: 'empty', 'text', 'number', 'bool', 'zip', 'zip5' (five digits), 'birthdate' or one of `kind_of`
    """
    values = values[:200]
    if not values:
        return 'empty'
    counts = {}
    for value in values:
        kind = _kind_of_cell(value)
        counts[kind] = counts.get(kind, 0) + 1
    best = max(counts, key=counts.get)
    # numbers without their plus sign and tax ids look alike; the majority that passes the check digits wins
    share = 0.4 if best in ('company', 'person', 'city') else 0.7
    if counts[best] < share * len(values):
        best = 'text'
    return _closer(best, values)


def _closer(kind, values):
    """What only the whole column tells: numbers that are postal codes, dates that are birthdays."""
    if kind == 'date':
        from .dates import parse_date
        days = [parse_date(value)[0] for value in values]
        return 'birthdate' if all(day and day.year in BORN for day in days) and len({day.year for day in days}) > 2 else 'date'
    if kind in ('number', 'text', 'phone'):
        texts = [cell_text(value) for value in values]
        for name, pattern in (('zip', ZIP), ('zip5', ZIP5)):
            if all(map(pattern.fullmatch, texts)) and not _counts(texts):
                return name
    return kind


def _counts(texts):
    """Codes and row numbers grow from row to row, postal codes do not."""
    return len(texts) < 2 or len(texts) > 2 and texts == sorted(texts) and len(set(texts)) == len(texts)


def _kind_of_cell(value):
    if isinstance(value, bool):
        return 'bool'
    if isinstance(value, (datetime.date, datetime.datetime)):
        return 'date'
    if isinstance(value, float) and not value.is_integer():
        return 'money'
    return kind_of(cell_text(value))
