"""Dates with a time of day."""
import datetime
import re

from .dates import parse_date

TIME = re.compile(r'(?<!\d)([01]?\d|2[0-3])[:：時时]([0-5]\d)(?:[:：分]([0-5]\d))?\s*([ap]\.?m\.?)?', re.I)
NOON = datetime.time(12)


def parse_moment(value, region=''):
    """Read a date, and the time of day if one stands there.

    :param value: cell: date, datetime, serial number or text
    :param str region: ISO code; decides between day and month first when both are possible
    :return: (naive local datetime or None, whether day and month could be the other way round); noon when no time stands
        there, so that no time zone moves the day
    """
    if isinstance(value, datetime.datetime):
        return (value if value.time() != datetime.time() else datetime.datetime.combine(value, NOON)), False
    text = str(value or '').replace('T', ' ') if isinstance(value, str) else value
    day, unsure = parse_date(text, region, past=True)
    if not day:
        return None, False
    time = NOON
    found = TIME.search(text) if isinstance(text, str) else None
    if found:
        hour, minute, second, half = found.groups()
        hour = int(hour) % 12 + 12 * half.lower().startswith('p') if half else int(hour)
        time = datetime.time(hour, int(minute), int(second or 0))
    elif isinstance(value, float) and value % 1:
        time = (datetime.datetime.min + datetime.timedelta(seconds=round(value % 1 * 86400))).time()
    return datetime.datetime.combine(day, time), unsure
