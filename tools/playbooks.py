"""When a rule of the calendar is due, and whose turn it is."""
from calendar import monthrange
from datetime import datetime, time, timedelta

EVERY_WEEKDAY, WEEKLY, MONTHLY = 'weekdays', 'week', 'month'


def due_days(cadence, first, last, weekday=0, month_day=1):
    """List the days on which a rule is due.

    :param str cadence: ``EVERY_WEEKDAY`` (Monday to Friday), ``WEEKLY`` or ``MONTHLY``
    :param date first: included
    :param date last: included
    :param int weekday: 0 is Monday; for ``WEEKLY``
    :param int month_day: 1 to 31; in months that are shorter it is their last day; for ``MONTHLY``
    :return: list of dates, in order
    :raises ValueError: no such cadence
    """
    tests = {
        EVERY_WEEKDAY: lambda day: day.weekday() < 5,
        WEEKLY: lambda day: day.weekday() == weekday,
        MONTHLY: lambda day: day.day == min(month_day, monthrange(day.year, day.month)[1]),
    }
    if cadence not in tests:
        raise ValueError(f"no such cadence: {cadence!r}")
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in days if tests[cadence](day)]


def moment_of(day, hour, zone):
    """:return: the UTC moment, without a zone, at which an hour of a day begins in a time zone (of ``pytz``)"""
    local = zone.localize(datetime.combine(day, time(hour)))
    return (local - local.utcoffset()).replace(tzinfo=None)


def next_in_turn(members, last_turns):
    """Choose whose turn it is: who has waited longest; who was never served comes first.

    :param list members: ids, in the order in which they begin
    :param dict last_turns: {id: number of the turn}, greater is later
    :return: an id, or None when there is nobody
    """
    return min(members, key=lambda member: last_turns.get(member, 0), default=None)
