"""Birthdays of which the year may be unknown, written as in vCard and ISO 8601: ``1980-05-17`` or ``--05-17``."""
import re
from calendar import isleap
from datetime import date, timedelta
from typing import NamedTuple

WRITTEN = re.compile(r'(?:(\d{4})|-)-(\d{2})-(\d{2})')
LEAP_YEAR = 2000  # any: the 29th of February is a birthday
OLDEST = 130  # years


class Birthday(NamedTuple):
    """A day of the year, and the year if it is known (else 0)."""

    month: int
    day: int
    year: int = 0

    @classmethod
    def parse(cls, text):
        """Return what is written in ``text``.

        :raises ValueError: it is not a birthday
        """
        match = WRITTEN.fullmatch(text or '')
        if not match:
            raise ValueError(f"not a birthday: {text!r}")
        year, month, day = (int(part or 0) for part in match.groups())
        return cls.of(day, month, year)

    @classmethod
    def of(cls, day, month, year=0):
        """Return the birthday on a day that exists; 29 February only of a leap year, or of an unknown one.

        :raises ValueError: there is no such day
        """
        date(year or LEAP_YEAR, month, day)
        return cls(month, day, year)

    def __str__(self):
        year = f'{self.year:04}' if self.year else '-'
        return f'{year}-{self.month:02}-{self.day:02}'

    def in_year(self, year):
        """Return the day it is kept in a year: who was born on 29 February keeps it on the 28th in common years."""
        if (self.month, self.day) == (2, 29) and not isleap(year):
            return date(year, 2, 28)
        return date(year, self.month, self.day)

    def next_from(self, day):
        """Return the first day it is kept, from ``day`` on, that day included."""
        this_year = self.in_year(day.year)
        return this_year if this_year >= day else self.in_year(day.year + 1)

    def age_on(self, day):
        """Return how old one becomes by the birthday kept on ``day``; 0 when the year is not known."""
        return day.year - self.year if self.year else 0

    def is_possible(self, today):
        """Tell whether somebody alive may have it."""
        return not self.year or (self.in_year(self.year) <= today and today.year - self.year <= OLDEST)


def kept_between(first, last):
    """Return the days of the year, as ``MM-DD``, of the birthdays kept from one date to another.

    :param date first: included
    :param date last: included, less than a year later
    """
    days = set()
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        days.add(f'{day:%m-%d}')
        if (day.month, day.day) == (2, 28) and not isleap(day.year):
            days.add('02-29')
    return days
