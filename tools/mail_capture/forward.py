"""Forwarded mail: who wrote it, when, about what, and what he wrote. Pure Python, no ORM.

The block of headers that Outlook, Gmail, Apple Mail, Thunderbird, Yandex, Mail.ru and QQ put above a forwarded text is
recognised by its labels in English, Russian, Japanese and Chinese, whatever their order.
"""

import re
from datetime import datetime, timedelta
from typing import NamedTuple

from ..emails import parse_emails
from .headers import parse_date

MAX_LINES = 400  # the block stands near the top, below a comment
BLOCK_LINES = 40

_PREFIX = re.compile(
    r'^\s*(?:\[[^\]]{1,40}\]\s*)*(?:fwd?|fw|wg|tr|rv|enc|пересл(?:ано)?|пересылка|пер|转发|轉寄|转寄|轉發|転送|転)\s*(?:\[\d+\])?\s*[:：]\s*', re.I)
_KEYS = {
    'from': 'from|sender|от|от кого|отправитель|差出人|送信者|发件人|發件人|寄件者|寄件人',
    'date': 'date|sent|дата|отправлено|送信日時|送信日|日時|日付|发送时间|发送日期|寄件日期|傳送日期|时间|日期|date sent',
    'subject': 'subject|тема|件名|主题|主題|主旨',
    'to': 'to|кому|宛先|收件人|收件者',
    'cc': 'cc|копия|抄送|副本',
    'reply': 'reply-to|importance|attachments|ответить|返信先|回复至',
}
_LABELS = {label: key for key, labels in _KEYS.items() for label in labels.split('|')}
_LABEL = re.compile(rf'^[\s>|]*\*?\s*({"|".join(sorted(_LABELS, key=len, reverse=True))})\s*\*?\s*[:：]\s*\*?\s*(.*)$', re.IGNORECASE)
# Yandex: the heading is one line "14.11.2025, 10:12, "Name" <address>:".
_ONE_LINE = re.compile(r'^[\s>]*(\d{1,2}\.\d{1,2}\.\d{4},?\s*(?:в\s*)?\d{1,2}:\d{2}),?\s*(.{3,200}?<[^<>@\s]+@[^<>\s]+>)\s*:\s*$')
_MARK = re.compile(
    r'^[\s>]*(?:[-_=]{2,}.{0,60}[-_=]{2,}|(?:begin forwarded message|начало переадресованного сообщения|転送されたメッセージ|'
    r'开始转发的邮件|開始轉寄郵件)\s*[:：]|_{10,})\s*$', re.IGNORECASE)

_MONTHS = {name: number for number, names in enumerate((
    'january|jan|января|янв|январь', 'february|feb|февраля|фев|февр|февраль', 'march|mar|марта|мар|март',
    'april|apr|апреля|апр|апрель', 'may|мая|май', 'june|jun|июня|июн|июнь', 'july|jul|июля|июл|июль',
    'august|aug|августа|авг|август', 'september|sep|sept|сентября|сен|сент|сентябрь', 'october|oct|октября|окт|октябрь',
    'november|nov|ноября|ноя|нояб|ноябрь', 'december|dec|декабря|дек|декабрь'), start=1) for name in names.split('|')}
_MONTH = '|'.join(sorted(_MONTHS, key=len, reverse=True))
_DAYS = (
    re.compile(r'(?P<y>\d{4})\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日'),
    re.compile(r'(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})'),
    re.compile(r'(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})'),
    re.compile(rf'\b(?P<d>\d{{1,2}})\.?\s+(?P<name>{_MONTH})\b\.?,?\s+(?P<y>\d{{4}})', re.I),
    re.compile(rf'\b(?P<name>{_MONTH})\b\.?\s+(?P<d>\d{{1,2}}),?\s+(?P<y>\d{{4}})', re.I),
    re.compile(r'(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>\d{4})'),
)
_TIME = re.compile(r'(?P<half>上午|下午|午前|午後)?\s*(?P<h>\d{1,2})\s*[:：時时]\s*(?P<min>\d{2})(?:[:：分]\s*(?P<s>\d{2}))?\s*(?P<ampm>[AaPp]\.?[Mm]\b)?')
_ZONE = re.compile(r'(?:GMT|UTC)?\s?([+-])(\d{1,2}):?(\d{2})?\b(?!\d)')
_ZONES = {'GMT': 0, 'UTC': 0, 'JST': 9, 'MSK': 3, 'CET': 1, 'CEST': 2, 'EST': -5, 'EDT': -4, 'PST': -8, 'PDT': -7}
_ZONE_NAME = re.compile(rf'\b({"|".join(_ZONES)})\b')


class Forwarded(NamedTuple):
    """A forwarded mail: name and address of its author ('' when only the name is given), its subject, its text.

    ``date``: datetime without time zone, or None; ``is_utc``: whether it is UTC, else it is the reader's local time;
    ``comment``: what the person who forwarded it wrote above.
    """

    name: str
    address: str
    date: datetime | None
    is_utc: bool
    subject: str
    text: str
    comment: str


def is_forward(subject):
    """Tell whether a subject says that the mail was forwarded."""
    return bool(_PREFIX.match(subject or ''))


def without_prefix(subject):
    """Return the subject without the words for "forwarded", several of them too."""
    subject = (subject or '').strip()
    while (match := _PREFIX.match(subject)) and match.end():
        subject = subject[match.end():].strip()
    return subject


def read_forwarded(text):
    """Return the first forwarded mail in ``text`` as :class:`Forwarded`, or None."""
    lines = text.splitlines()
    for start in range(min(len(lines), MAX_LINES)):
        one_line = _ONE_LINE.match(lines[start])
        if one_line:
            return _forwarded({'from': one_line[2], 'date': one_line[1]}, lines, start, start + 1)
        if not _LABEL.match(lines[start]):
            continue
        fields, end = _read_block(lines, start)
        if fields.get('from') and {'date', 'subject', 'to'} & fields.keys():
            return _forwarded(fields, lines, start, end)
    return None


def _read_block(lines, start):
    """Return ``({key: text}, index of the first line below)`` of the header block that starts here."""
    fields, key, blank, end = {}, None, 0, start
    for index in range(start, min(len(lines), start + BLOCK_LINES)):
        line = lines[index]
        match = _LABEL.match(line)
        if match:
            key = _LABELS[match[1].lower()]
            if key in fields and fields[key]:
                break  # another mail below
            fields[key], blank, end = match[2].strip(), 0, index + 1
        elif not line.strip(' >|*'):
            blank += 1
            if blank > 1 or len(fields) > 2:
                break
        elif key and not blank and (not fields[key] or key in ('to', 'cc')) and len(line) < 500:
            fields[key], end = f'{fields[key]} {line.strip()}'.strip(), index + 1
        else:
            break
    return fields, end


def _forwarded(fields, lines, start, end):
    above = lines[:start]
    while above and (not above[-1].strip(' >') or _MARK.match(above[-1])):
        above.pop()
    sender = fields['from'].replace('*', ' ')
    found = next((email for email in parse_emails(sender) if email.valid), None)
    name = found.name if found else sender.strip(' "\'<>')
    date, is_utc = read_date(fields.get('date', ''))
    below = [line.removeprefix('> ').removeprefix('>') for line in lines[end:]]
    return Forwarded(
        name=name[:120], address=found.address if found else '', date=date, is_utc=is_utc,
        subject=fields.get('subject', '').strip(' *'), text='\n'.join(below).strip(), comment='\n'.join(above).strip())


def read_date(text):
    """Return ``(date, whether it is UTC)`` of a date as mail programs print it, or ``(None, False)``."""
    date = parse_date(text) if re.search(r'[+-]\d{4}\b|GMT$', text) else None
    if date:
        return date, True
    day = next(filter(None, (_read_day(pattern.search(text), text) for pattern in _DAYS)), None)
    if not day:
        return None, False
    (year, month, number), rest = day
    hour, minute, second, rest = _read_time(rest)
    offset = _read_zone(rest)
    try:
        date = datetime(year, month, number, hour, minute, second)
        return (date - timedelta(hours=offset), True) if offset is not None else (date, False)
    except (ValueError, OverflowError):
        return None, False


def _read_day(match, text):
    """Return ``((year, month, day), the text around)`` or None."""
    if not match:
        return None
    parts = match.groupdict()
    rest = text[match.end():] if _TIME.search(text[match.end():]) else text[:match.start()] + ' ' + text[match.end():]
    if 'a' in parts:
        first, second = int(parts['a']), int(parts['b'])
        # 11/14/2025 or 14/11/2025; when both fit, a time with AM or PM tells the American order.
        american = second > 12 or (first <= 12 and re.search(r'[AP]\.?M\b', text, re.I))
        month, number = (first, second) if american else (second, first)
    else:
        month = _MONTHS[parts['name'].lower()] if parts.get('name') else int(parts['m'])
        number = int(parts['d'])
    return (int(parts['y']), month, number), rest


def _read_time(text):
    match = _TIME.search(text)
    if not match:
        return 0, 0, 0, ''
    hour, minute, second = int(match['h']), int(match['min']), int(match['s'] or 0)
    half = (match['half'] or match['ampm'] or '').lower().replace('.', '')
    if half in ('pm', '下午', '午後') and hour < 12:
        hour += 12
    elif half in ('am', '上午', '午前') and hour == 12:
        hour = 0
    return hour, minute, second, text[match.end():]


def _read_zone(text):
    match = _ZONE.search(text)
    if match:
        hours = int(match[2]) + int(match[3] or 0) / 60
        return -hours if match[1] == '-' else hours
    name = _ZONE_NAME.search(text)
    return _ZONES[name[1]] if name else None
