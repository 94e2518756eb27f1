"""Dates as they stand in tables: 31.12.25, 12/31/25, 2025年12月31日, serial numbers."""
import datetime
import re

NUMBERS = re.compile(r'(\d{1,4})\s*[./\-年]\s*(\d{1,2})\s*[./\-月]\s*(\d{1,4})')
EPOCH = datetime.date(1899, 12, 30)
# countries that write the month first
MONTH_FIRST = frozenset({'US', 'PH', 'FM', 'PW'})
MONTHS = {name: number for number, names in enumerate((
    ('jan', 'янв'), ('feb', 'фев'), ('mar', 'мар'), ('apr', 'апр'), ('may', 'май', 'мая'), ('jun', 'июн'), ('jul', 'июл'),
    ('aug', 'авг'), ('sep', 'сен'), ('oct', 'окт'), ('nov', 'ноя'), ('dec', 'дек')), 1) for name in names}
WORDS = re.compile(r'(\d{1,2})\.?\s+([^\W\d_]{3,})\.?,?\s+(\d{4}|\d{2})')
WORDS_US = re.compile(r'([^\W\d_]{3,})\.?\s+(\d{1,2}),?\s+(\d{4})')


def parse_date(value, region='', past=True):
    """Read a date.

    :param value: cell: date, datetime, serial number or text
    :param str region: decides between day and month first when both are possible
    :param bool past: two-digit years lie in the past (dates of birth)
    :return: (date or None, whether day and month could be the other way round)
    """
    if isinstance(value, datetime.datetime):
        return value.date(), False
    if isinstance(value, datetime.date):
        return value, False
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return (EPOCH + datetime.timedelta(days=int(value)), False) if 1 <= value < 80_000 else (None, False)
    text = str(value or '').strip()
    if text.isdigit() and len(text) == 5:
        return EPOCH + datetime.timedelta(days=int(text)), False
    if text.isdigit() and len(text) == 8:
        return _date(int(text[:4]), int(text[4:6]), int(text[6:])), False
    match = NUMBERS.match(text)
    if match:
        return _from_numbers(match, text, region, past)
    return _from_words(text, past), False


def _from_numbers(match, text, region, past):
    first, second, third = match.groups()
    if len(first) == 4:
        return _date(int(first), int(second), int(third)), False
    year = _year(third, past)
    first, second = int(first), int(second)
    slash = '/' in text
    month_first = second > 12 or (slash and first <= 12 and region in MONTH_FIRST)
    day, month = (second, first) if month_first else (first, second)
    ambiguous = first <= 12 and second <= 12 and first != second and slash
    return _date(year, month, day), ambiguous


def _from_words(text, past):
    match = WORDS.search(text)
    if match:
        day, month, year = match.groups()
    else:
        match = WORDS_US.search(text)
        if not match:
            return None
        month, day, year = match.groups()
    number = MONTHS.get(month[:3].casefold())
    return _date(_year(year, past), number, int(day)) if number else None


def _year(text, past):
    if len(text) != 2:
        return int(text)
    this_year = datetime.date.today().year
    year = 2000 + int(text)
    return year - 100 if past and year > this_year else year


def _date(year, month, day):
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
