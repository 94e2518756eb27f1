"""What is to be done: making a step of a piece of text, and telling a plan from the record of a talk."""
import re
from datetime import timedelta

from . import quick_log_words as words
from .quick_log_dates import find_dates, find_time
from .quick_log_pieces import NextStep

NEXT_KIND = {kind: words.alternatives(patterns) for kind, patterns in words.NEXT_KIND_WORDS.items()}
KIND_OF_TYPE = {'call': 'call', 'meeting': 'meeting', 'visit': 'meeting', 'email': 'email'}
PAST = re.compile(words.PAST_WORDS, re.IGNORECASE)
STATEMENT = re.compile(words.STATEMENTS, re.IGNORECASE)
PAST_FIRST = re.compile(words.PAST_FIRST, re.IGNORECASE)
SUFFIX = re.compile(words.DEADLINE_SUFFIX)
EDGES = re.compile(r'^(?:までに|に|、|[\s,.;:，。：-])+|[\s,.;:，。、；：-]+$')


def cut(text, start, end):
    """Return ``text`` without ``text[start:end]``; no gap stays between ideographs."""
    before, after = text[:start], text[end:]
    tight = re.search(rf'[{words.IDEOGRAPHS}]$', before) and re.match(rf'[{words.IDEOGRAPHS}]', after)
    return before + ('' if tight else ' ') + after


def is_past(text):
    """Whether ``text`` tells of something that took place."""
    return bool(PAST.search(text) or PAST_FIRST.match(text))


def is_statement(text):
    """Whether ``text`` tells what somebody wants or will do, which was said in a talk."""
    return bool(STATEMENT.search(text))


def make_step(segment, now, hit=None, at=None):
    """Make a :class:`NextStep` of a piece of text; without any day it is due on the next working day.

    :param str segment: the words; a day in them is taken out of the note, unless ``hit`` gives it
    :param datetime now: the writer's local time
    :param tuple hit: (start, end, day, is_past) elsewhere in the line, and ``at`` its time of day
    """
    note, day = segment, hit[2] if hit else None
    coming = [found for found in find_dates(segment, now.date()) if not found[3] and (hit is None or found[2] == day)]
    if coming:
        start, end, day, _past = coming[0]
        end, at = find_time(segment, end)
        note = cut(segment, start, SUFFIX.match(segment, end).end())
    if day is None:
        day = now.date() + timedelta(1)
        while day.weekday() > 4:
            day += timedelta(1)
    note = EDGES.sub('', re.sub(r'\s+(?=[,.;:])', '', re.sub(r'\s+', ' ', note)))
    return NextStep(day, at, note, kind_of(note))


def kind_of(note):
    """Return the kind of activity that a note speaks of."""
    return next((kind for kind, pattern in NEXT_KIND.items() if pattern.search(note)), 'todo')
