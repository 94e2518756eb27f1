"""Periods of which either end may be unknown, as people say them."""
from datetime import date

# What is written about a period, by what is known of it.
UNKNOWN, SINCE, UNTIL, BETWEEN, IN = 'unknown', 'since', 'until', 'between', 'in'
EXACT_MONTHS = 12  # of these the month is said, of older ones the year


def period_overlaps(first, second):
    """Tell whether two periods share more than a day on which one ends and the other begins.

    :param first: ``(from, to)``, either ``None`` or ``False`` when unknown; an unknown end reaches as far as it can
    :param second: likewise
    """
    def reach(period):
        return period[0] or date.min, period[1] or date.max

    (first_from, first_to), (second_from, second_to) = reach(first), reach(second)
    return first_from < second_to and second_from < first_to


def day_precision(day, today):
    """Return how exactly a day of the past is said: ``'month'`` within the last year, else ``'year'``."""
    months = (today.year - day.year) * 12 + today.month - day.month
    return 'month' if 0 <= months < EXACT_MONTHS else 'year'


def period_shape(begin, end, today):
    """Return how a period is said, and how exactly.

    :param date begin: or a false value
    :param date end: or a false value
    :return: ``(shape, {'begin': precision, 'end': precision})``, ``shape`` one of the constants of this module
    """
    exact = {name: day_precision(day, today) for name, day in (('begin', begin), ('end', end)) if day}
    if begin and end:
        same = begin.year == end.year and (exact['begin'] == exact['end'] == 'year' or begin.month == end.month)
        return (IN if same else BETWEEN), exact
    return (SINCE if begin else UNTIL if end else UNKNOWN), exact
