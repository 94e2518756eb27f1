"""Dates and times of the one-line form, in four languages. Pure functions; ``today`` is always given."""
import re
from datetime import date, time, timedelta

from dateutil.relativedelta import relativedelta

from .quick_log_words import whole

# English, Russian, the ideograph of Japanese and of Chinese. No "sat" and "sun": they are words of their own.
WEEKDAYS = [
    (r'mon(?:day)?', r'понедельник\w*', '月', '一'),
    (r'tue(?:s(?:day)?)?', r'вторник\w*', '火', '二'),
    (r'wed(?:nesday)?', r'сред[уыае]', '水', '三'),
    (r'thu(?:rs(?:day)?)?', r'четверг\w*', '木', '四'),
    (r'fri(?:day)?', r'пятниц[ауеы]', '金', '五'),
    (r'saturday', r'суббот[ауеы]', '土', '六'),
    (r'sunday', r'воскресень[ея]\w?', '日', '[日天]'),
]
MONTHS = [
    r'jan(?:uary)?|январ[яь]', r'feb(?:ruary)?|феврал[яь]', r'mar(?:ch)?|марта?', r'apr(?:il)?|апрел[яь]', r'may|ма[яй]',
    r'june?|июн[яь]', r'july?|июл[яь]', r'aug(?:ust)?|августа?', r'sept?(?:ember)?|сентябр[яь]', r'oct(?:ober)?|октябр[яь]',
    r'nov(?:ember)?|ноябр[яь]', r'dec(?:ember)?|декабр[яь]',
]
NUMBER_WORDS = {'a': 1, 'an': 1, 'one': 1, 'two': 2, 'three': 3, 'couple of': 2, 'две': 2, 'два': 2, 'три': 3, 'пару': 2,
                '一': 1, '二': 2, '两': 2, '兩': 2, '三': 3}
NUMBER = r'(?P<n>\d{1,3}|' + '|'.join(sorted(NUMBER_WORDS, key=len, reverse=True)) + r')'
BEFORE_DAY = r'(?:(?:on|by|until|till|next|this|coming|во?|к|ко|до|на|следующ(?:ий|ую|ее|ей|его))\s+){0,2}'

# Russian short forms are words only behind a preposition: "до пт".
SHORT_WEEKDAYS = ('пн', 'вт', 'ср', 'чт', 'пт', 'сб', 'вс')

DAYS_AHEAD = [
    (r'the day after tomorrow|day after tomorrow|послезавтра|明後日|あさって|后天|後天', 2),
    (r'tomorrow|завтра|明日|あした|明天', 1),
    (r'today|tonight|сегодня|今日|本日|今天', 0),
]
DAYS_AGO = [
    (r'the day before yesterday|позавчера|一昨日|おととい|前天', 2),
    (r'yesterday|вчера|昨日|きのう|昨天', 1),
]
UNITS = [
    ('days', r'days?|дня|дней|день|дн\.?|日後|天后|天後|天之后'),
    ('weeks', r'weeks?|недел[юиь]|週間後|周后|週後|星期后|个星期后|个礼拜后'),
    ('months', r'months?|месяц(?:а|ев)?|[かヶヵケ]月後|个月后|個月後'),
]
PERIODS = [
    ('week', r'next week|на следующей неделе|на след\. неделе|来週|下周|下週|下星期|下个星期|下礼拜'),
    ('month', r'next month|в следующем месяце|来月|下个月|下個月|下月'),
]
UNITS_AGO = [
    ('days', r'days?', r'дня|дней|день|дн\.?', r'日前|天前|天之前'),
    ('weeks', r'weeks?', r'недел[юиь]', r'週間前|周前|週前|星期前|个星期前|个礼拜前'),
    ('months', r'months?', r'месяц(?:а|ев)?', r'[かヶヵケ]月前|个月前|個月前'),
]
# The last working day of this week, the last day of this month.
ENDS = [
    ('week', r'(?:(?:by|until|till|at)\s+)?(?:the\s+)?end of (?:the |this )?week|(?:до|к|в)\s+конц[ауе]\s+недели', r'今週中|今週末|本周内|这周内'),
    ('month', r'(?:(?:by|until|till|at)\s+)?(?:the\s+)?end of (?:the |this )?month|(?:до|к|в)\s+конц[ауе]\s+месяца',
     r'今月末|今月中|月末|本月底|这个月底|月底'),
]
TIME = re.compile(
    r'[\s,に]*(?:(?:at|в|@|около)\s+)?(?:'
    r'(?P<h1>[01]?\d|2[0-3])[:：.](?P<m1>[0-5]\d)(?!\d)\s*(?P<p1>[ap]m)?'
    r'|(?P<h2>[01]?\d|2[0-3])\s*(?P<p2>[ap]m)(?!\w)'
    r'|(?:午前|上午|早上)?(?P<h3>[01]?\d|2[0-3])[時点點](?P<half>半)?(?:(?P<m3>[0-5]?\d)分?)?'
    r'|(?<=at )(?P<h4>[01]?\d|2[0-3])(?![\d.:/]|\s*\w)|(?<=в )(?P<h5>[01]?\d|2[0-3])(?:\s*час(?:ов|а)?)?(?![\d.:/])'
    r')', re.IGNORECASE)


PREPOSITION = re.compile(r'(?<!\w)(?:by|until|till|до|к|ко|в|во)\s+$', re.IGNORECASE)


def _compiled(pattern):
    return re.compile(pattern, re.IGNORECASE)


AHEAD = [(_compiled('|'.join(whole(word) for word in words.split('|'))), days) for words, days in DAYS_AHEAD]
AGO = [(_compiled('|'.join(whole(word) for word in words.split('|'))), days) for words, days in DAYS_AGO]
IN_UNITS = [
    (unit, _compiled(rf'(?:(?<!\w)(?:in|after|within)\s+{NUMBER}\s+(?:{words})(?!\w)|(?<!\w)через\s+(?:{NUMBER.replace("<n>", "<m>")}\s+)?'
                     rf'(?:{words})(?!\w)|{NUMBER.replace("<n>", "<k>")}\s*(?:{words}))'))
    for unit, words in UNITS
]
PERIOD = [(unit, _compiled('|'.join(whole(word) for word in words.split('|')))) for unit, words in PERIODS]
AGO_UNITS = [
    (unit, _compiled(rf'(?<!\w){NUMBER}\s+(?:{english})\s+ago(?!\w)|(?<!\w)(?:{NUMBER.replace("<n>", "<m>")}\s+)?(?:{russian})\s+назад(?!\w)'
                     rf'|{NUMBER.replace("<n>", "<k>")}\s*(?:{ideographs})'))
    for unit, english, russian, ideographs in UNITS_AGO
]
END = [(unit, _compiled(rf'(?<!\w)(?:{words})(?!\w)|{ideographs}')) for unit, words, ideographs in ENDS]
WEEKDAY = [
    _compiled(rf'(?<!\w){BEFORE_DAY}(?:{english}|{russian})(?!\w)|(?<!\w)(?:во?|к|ко|до|на)\s+{short}(?!\w)'
              rf'|(?:(?P<next>来週の?)|今週の?)?{japanese}曜日?|(?:(?P<next2>下个?)|[本这這])?(?:周|週|星期|礼拜|禮拜){chinese}')
    for (english, russian, japanese, chinese), short in zip(WEEKDAYS, SHORT_WEEKDAYS, strict=True)
]
LAST_WEEKDAY = [
    _compiled(rf'(?<!\w)(?:last|в прошл(?:ый|ую|ое))\s+(?:{english}|{russian})(?!\w)|先週の?{japanese}曜日?|上(?:周|週|星期){chinese}')
    for english, russian, japanese, chinese in WEEKDAYS
]
ON_DAY = r'(?:(?<!\w)(?:on|by|к|ко|до|на)\s+)?'
DAY_MONTH = [_compiled(rf'{ON_DAY}(?<!\w)(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th|-?го)?\s+(?:{words})|(?:{words.split("|")[0]})\s+(?P<e>\d{{1,2}}))'
                       r'(?:,?\s+(?P<y>\d{4}))?(?!\w)') for words in MONTHS]
ISO = _compiled(ON_DAY + r'(?<!\d)(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)')
# "25.12" is a day, "12.50 EUR" is not.
NOT_AMOUNT = r'(?!\.?\d)(?!\s*(?:[%€$₽¥£]|eur|usd|руб|тыс|млн|кг|kg|тонн|шт|pcs|k\b|m\b|元|円))'
DOTTED = _compiled(ON_DAY + r'(?<![\d.,])(?P<d>[0-3]\d)\.(?P<m>[01]\d)(?:\.(?P<y>\d{4}|\d{2}))?' + NOT_AMOUNT)
# "до 5.12": only a word before it tells a day from a number.
DOTTED_BY = _compiled(r'(?<!\w)(?:by|until|till|до|к|ко)\s+(?P<d>[0-3]?\d)\.(?P<m>[01]?\d)(?:\.(?P<y>\d{4}|\d{2}))?' + NOT_AMOUNT)
# "by the 5th", "до 5-го", "к 5 числу", "5号前": the coming such day.
DAY_ONLY = _compiled(
    r'(?<!\w)(?:(?:on|by|until|till)\s+the\s+(?P<a>\d{1,2})(?:st|nd|rd|th)(?!\w|\s+(?:of|floor|time|order|of))'
    r'|(?:до|к|ко)\s+(?P<b>\d{1,2})(?:-?(?:го|му|е)(?!\w)|\s+числ[ау](?!\w)))'
    r'|(?<![\d月])(?P<c>\d{1,2})[号號日](?=前|之前|以前|まで)')
CJK = _compiled(r'(?:(?P<y>\d{4})年)?(?P<m>\d{1,2})月(?P<d>\d{1,2})[日号號]')
# Month first, and only where it cannot be read the other way round.
SLASH = _compiled(ON_DAY + r'(?<![\d/])(?P<m>0?[1-9]|1[0-2])/(?P<d>1[3-9]|2\d|3[01])(?![\d/])')


def find_dates(text, today):
    """Find the day phrases in ``text``.

    :param str text: any of the four languages
    :param date today: the writer's today
    :return: list of (start, end, date, is_past), by position, not overlapping; the longest phrase wins
    """
    found = [*_relative(text, today), *_weekdays(text, today), *_calendar(text, today)]
    found.sort(key=lambda hit: (hit[0] - hit[1], hit[0]))
    kept = []
    for hit in found:
        if all(hit[1] <= other[0] or hit[0] >= other[1] for other in kept):
            kept.append(hit)
    return sorted((_with_preposition(text, start), end, day, past) for start, end, day, past in kept)


def _with_preposition(text, start):
    """Where the phrase begins with the word in front of it: "by tomorrow", "до завтра"."""
    match = PREPOSITION.search(text, max(start - 12, 0), start)
    return match.start() if match else start


def find_time(text, position):
    """The time of day directly behind ``position``: (end, time), or (position, None)."""
    match = TIME.match(text, position)
    if not match:
        return position, None
    groups = match.groupdict()
    hour = int(next(groups[name] for name in ('h1', 'h2', 'h3', 'h4', 'h5') if groups[name]))
    minute = int(groups['m1'] or groups['m3'] or (30 if groups['half'] else 0))
    half_day = (groups['p1'] or groups['p2'] or '').lower()
    if half_day and hour <= 12:
        hour = hour % 12 + (12 if half_day == 'pm' else 0)
    return match.end(), time(hour, minute)


def _relative(text, today):
    for pattern, days in AHEAD:
        yield from ((m.start(), m.end(), today + timedelta(days), False) for m in pattern.finditer(text))
    for pattern, days in AGO:
        yield from ((m.start(), m.end(), today - timedelta(days), True) for m in pattern.finditer(text))
    for unit, pattern in IN_UNITS:
        for match in pattern.finditer(text):
            word = match['n'] or match['m'] or match['k'] or '1'
            if match['k'] and not re.search(r'[後后]$', match[0]):
                continue  # "3 days" alone says how long, not when
            count = NUMBER_WORDS.get(word.lower()) or int(word)
            yield match.start(), match.end(), today + relativedelta(**{unit: count}), False
    monday = today + timedelta(7 - today.weekday())
    first = (today.replace(day=1) + timedelta(32)).replace(day=1)
    for unit, pattern in PERIOD:
        day = monday if unit == 'week' else first
        yield from ((m.start(), m.end(), day, False) for m in pattern.finditer(text))


    for unit, pattern in AGO_UNITS:
        for match in pattern.finditer(text):
            word = match['n'] or match['m'] or match['k'] or '1'
            count = NUMBER_WORDS.get(word.lower()) or int(word)
            yield match.start(), match.end(), today - relativedelta(**{unit: count}), True
    friday = today + timedelta((4 - today.weekday()) % 7)
    for unit, pattern in END:
        day = friday if unit == 'week' else first - timedelta(1)
        yield from ((m.start(), m.end(), day, False) for m in pattern.finditer(text))


def _weekdays(text, today):
    for weekday, (coming, last) in enumerate(zip(WEEKDAY, LAST_WEEKDAY, strict=True)):
        for match in coming.finditer(text):
            ahead = (weekday - today.weekday() - 1) % 7 + 1
            if match['next'] or match['next2']:
                ahead = 7 - today.weekday() + weekday
            yield match.start(), match.end(), today + timedelta(ahead), False
        for match in last.finditer(text):
            yield match.start(), match.end(), today - timedelta((today.weekday() - weekday - 1) % 7 + 1), True


def _calendar(text, today):
    for match in DAY_ONLY.finditer(text):
        if day := _coming_day(int(match['a'] or match['b'] or match['c']), today):
            yield match.start(), match.end(), day, False
    for pattern in (ISO, CJK, DOTTED, DOTTED_BY, SLASH):
        for match in pattern.finditer(text):
            groups = match.groupdict()
            if day := _day(groups.get('y'), int(groups['m']), int(groups['d']), today):
                yield match.start(), match.end(), day, day < today
    for month, pattern in enumerate(DAY_MONTH, start=1):
        for match in pattern.finditer(text):
            if day := _day(match['y'], month, int(match['d'] or match['e']), today):
                yield match.start(), match.end(), day, day < today


def _day(year, month, day, today):
    """Without a year the nearest such day is meant: the coming one, unless it lies over nine months ahead."""
    try:
        if year:
            return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
        coming = date(today.year, month, day)
        if coming < today - timedelta(90):
            coming = date(today.year + 1, month, day)
    except ValueError:
        return None
    return coming if coming < today + timedelta(275) else coming.replace(year=coming.year - 1)


def _coming_day(number, today):
    """The next day of a month with this number, today included."""
    for months in range(3):
        month = today.replace(day=1) + relativedelta(months=months)
        try:
            day = month.replace(day=number)
        except ValueError:
            continue
        if day >= today:
            return day
    return None
