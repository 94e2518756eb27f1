"""Amounts as people write them: "1 234,56 ₽", "$1,234.50", "1.234,- EUR", "12万円"."""
import re

SIGNS = {'₽': 'RUB', 'руб': 'RUB', 'р.': 'RUB', '$': 'USD', 'us$': 'USD', '€': 'EUR', '£': 'GBP', '円': 'JPY', '¥': 'JPY', '￥': 'JPY',
         '元': 'CNY', '人民币': 'CNY', '₸': 'KZT', '₴': 'UAH', '₺': 'TRY', '₹': 'INR'}
MULTIPLES = {'万': 10_000, '億': 100_000_000, '亿': 100_000_000, 'тыс': 1_000, 'млн': 1_000_000, 'mln': 1_000_000}
NUMBER = re.compile(r"-?\d[\d\s'’.,]*")
CODE = re.compile(r'(?<![A-Za-z])([A-Z]{3})(?![A-Za-z])')


def parse_money(value):
    """Read an amount.

    :param value: cell: number or text
    :return: (float or None, ISO code of the currency or '')
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value), ''
    text = ' '.join(str(value or '').replace('−', '-').split())
    match = NUMBER.search(text)
    if not match:
        return None, ''
    amount = _number(re.sub(r"[\s'’]", '', match.group()).rstrip('.,'))
    rest = (text[:match.start()] + ' ' + text[match.end():]).strip()
    if amount is not None:
        amount *= next((factor for word, factor in MULTIPLES.items() if word in rest.lower()), 1)
    return amount, currency_code(rest)


def currency_code(text):
    """:return: ISO code that a text names by code or sign, or ''"""
    found = CODE.search(str(text or '').strip().upper() if len(str(text or '').strip()) == 3 else str(text or ''))
    if found:
        return found.group(1)
    lower = str(text or '').lower()
    return next((code for sign, code in SIGNS.items() if sign in lower), '')


def _number(text):
    """The last separator is that of the decimals unless three digits follow it and nothing says otherwise."""
    last = max(text.rfind(','), text.rfind('.'))
    if last >= 0:
        other = '.' if text[last] == ',' else ','
        decimals = len(text) - last - 1
        if text.count(text[last]) > 1 or (decimals == 3 and other not in text):
            text = text.replace(',', '').replace('.', '')
        else:
            text = text[:last].replace(',', '').replace('.', '') + '.' + text[last + 1:]
    try:
        return float(text)
    except ValueError:
        return None
