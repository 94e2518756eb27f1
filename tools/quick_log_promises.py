"""Promises in a line: "we: send samples by Friday, they: pay by 5 Dec"."""
import re
from itertools import pairwise

from .quick_log_dates import find_dates
from .quick_log_pieces import Hint, Promise
from .quick_log_steps import SUFFIX, cut
from .quick_log_words import NEXT_MARKERS, PROMISE_MARKERS, WISHES

MARKER = re.compile('|'.join(
    rf'(?P<{side}>(?<!\w)(?:{pattern}))' for side, pattern in PROMISE_MARKERS.items()), re.IGNORECASE)
STOP = re.compile(r'[\n;!?。；]|\.(?=\s|$)|' + NEXT_MARKERS, re.IGNORECASE)
COMMA = re.compile(r'[、，]|,(?!\d)')
START = re.compile(r'(?:^|[,;.!?、。，；\n])\s*$')
WISH = re.compile(WISHES, re.IGNORECASE)
EDGES = re.compile(r'^[\s,.;:、，：-]+|[\s,.;:、，：-]+$')


def find_promises(text, today):
    """Find the promises in ``text``.

    :param str text: any of the four languages
    :param date today: the writer's today
    :return: (list of (start, end, :class:`Promise`), list of :class:`Hint`). What has no coming day is no promise.
    """
    markers = list(MARKER.finditer(text))
    found, hints = [], []
    for marker, following in pairwise([*markers, None]):
        end = following.start() if following else len(text)
        stop = STOP.search(text, marker.end(), end)
        end = stop.start() if stop else end
        if WISH.match(text, marker.end(), end):
            continue
        hit = _first_day(text, marker.end(), end, today)
        if not hit:
            if START.search(text, 0, marker.start()) and not find_dates(text[marker.end():end], today):
                hints.append(Hint('no_promise_day', EDGES.sub('', text[marker.start():end])))
            continue
        day_start, day_end, day, clause_end = hit
        start = marker.end()
        at = re.search(r'[在于於]?$', text[start:day_start]).start()
        name = EDGES.sub('', re.sub(r'\s+', ' ', cut(text[start:clause_end], at, day_end - start)))
        if re.search(r'\w', name):
            found.append((marker.start(), clause_end, Promise(marker.lastgroup, name, day)))
    return found, hints


def _first_day(text, start, end, today):
    """The first coming day and the end of its clause: (start, end, day, end of clause), or None."""
    position = start
    for comma in [*COMMA.finditer(text, start, end), None]:
        clause_end = comma.start() if comma else end
        for day_start, day_end, day, is_past in find_dates(text[position:clause_end], today):
            if not is_past:
                day_end = SUFFIX.match(text, position + day_end, clause_end).end()
                return position + day_start, day_end, day, clause_end
        position = clause_end + 1
    return None

