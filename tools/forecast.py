"""Periods of targets, and what a stage stands for in a forecast."""
from datetime import date, timedelta

# From how likely on an opportunity is counted on, or may well come.
COMMIT_FROM = 0.7
BEST_CASE_FROM = 0.4

MONTHS = {'month': 1, 'quarter': 3, 'year': 12}


def stage_category(probability, place, number):
    """Say what a stage that is not won stands for in a forecast.

    :param probability: share (0 to 1) of the opportunities in it that are won, or None where too few are known
    :param int place: its place among the open stages of its way, from 0
    :param int number: how many open stages the way has
    :return: ``'pipeline'``, ``'best_case'`` or ``'commit'``; without a probability by the share of the way that is behind it
    """
    share = (place + 1) / (number + 1) if probability is None else probability
    if share >= COMMIT_FROM:
        return 'commit'
    return 'best_case' if share >= BEST_CASE_FROM else 'pipeline'


def period_bounds(period, day):
    """Find the period that a day lies in.

    :param str period: ``'month'``, ``'quarter'`` or ``'year'``, of the calendar
    :return: its first and its last day
    """
    months = MONTHS[period]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return first, next_period(period, first) - timedelta(days=1)


def next_period(period, first):
    """:return: the first day of the period after the one that begins on ``first``"""
    month = first.month - 1 + MONTHS[period]
    return date(first.year + month // 12, month % 12 + 1, 1)
