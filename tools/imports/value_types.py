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
NUMBER = re.compile(r'[-+]?\d[\d\s.,]*')
LEGAL_FORM = re.compile(
    r'(?:^|[\s"«»,(])(?:ооо|оао|зао|пао|ао|ип|нко|гуп|муп|тоо|чп|ltd|llc|llp|inc|corp|gmbh|ag|kg|ug|co|plc|s\.?a\.?r\.?l|sas|b\.?v|oy|ab|s\.?r\.?l|sp\. z o\.o)'
    r'(?:$|[\s"«»,.)])|株式会社|有限会社|合同会社|有限公司|有限责任公司|股份|集团|общество с огранич', re.I)
PERSON_RU = re.compile(r'[А-ЯЁ][а-яё-]+(?:\s+[А-ЯЁ][а-яё-]+){1,2}|[А-ЯЁ][а-яё-]+\s+[А-ЯЁ]\.\s?(?:[А-ЯЁ]\.)?')
HAN = re.compile('[\u3041-\u30ff\u4e00-\u9fff々 \u3000]+')
PATRONYMIC = re.compile(r'\w+(?:вич|вна|ична|ьич|оглы|кызы)\b', re.I)


def kind_of(text):
    """One of 'email', 'inn', 'phone', 'date', 'url', 'number', 'country', 'company', 'person', 'text'."""
    if '@' in text:
        return 'email' if EMAIL.search(text) else 'text'
    digits = sum(character.isdigit() for character in text)
    if digits:
        if DATE.fullmatch(text):
            return 'date'
        if _is_inn(text):
            return 'inn'
        if digits >= 6 and _is_phone(text, digits):
            return 'phone'
        if NUMBER.fullmatch(text):
            return 'number'
    if URL.fullmatch(text):
        return 'url'
    return _kind_of_words(text)


def _kind_of_words(text):
    from .countries import country_code
    if 2 < len(text) < 40 and country_code(text):
        return 'country'
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
    if kind in ('email', 'inn', 'phone', 'date', 'number'):
        return True
    if kind == 'url':
        return '.' in text
    # 金额 (amount) begins with a surname as well
    return kind == 'company' or (kind == 'person' and not HAN.fullmatch(text)) or len(text) > 120


def guess_type(values):
    """Kind of the values of a column: the one that 70 % of the cells agree on.

    :param values: cells of the column, None left out
    :return: 'empty', 'text', 'number', 'bool' or one of `kind_of`
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
    share = 0.4 if best in ('company', 'person') else 0.7
    return best if counts[best] >= share * len(values) else 'text'


def _kind_of_cell(value):
    if isinstance(value, bool):
        return 'bool'
    if isinstance(value, (datetime.date, datetime.datetime)):
        return 'date'
    return kind_of(cell_text(value))
