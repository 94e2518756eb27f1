"""Order, cursor and merge of a timeline: plain Python, knows nothing of the database.

A *position* is where an entry stands on a timeline: ``(date, rank, id)``. Newest first; at one moment
the lower rank (the more telling source) first; within one source the higher id first. Oldest first is
exactly the reverse.
"""
import base64
import binascii
import heapq
import json
import re
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

EPOCH = datetime(1970, 1, 1)
MICROSECOND = timedelta(microseconds=1)
HIGHEST_ID = (1 << 31) - 1
CURSOR_VERSION = 1
MANY_BREAKS = re.compile(r'\n{3,}')


class CursorError(ValueError):
    """The text is not a cursor that this module has made."""


class Position(NamedTuple):
    """The place of one entry on a timeline; naive UTC."""

    date: datetime
    rank: int
    id: int


class Stream(NamedTuple):
    """What one source had to offer for a page.

    ``rows``: sorted positions. ``horizon``: how far the source was looked through when it was left off
    early; ``None`` when ``rows`` are all it has, or enough of them.
    """

    rows: list
    horizon: Position | None = None


class Bound(NamedTuple):
    """What the ``(date, id)`` of one source's entries is compared with to be beyond a cursor.

    ``date`` is a day for a source that knows days only.
    """

    date: datetime | date
    id: int


def sort_key(position):
    """Return a key that sorts positions in the order of the timeline, newest first."""
    moment, rank, record_id = position
    return -((moment - EPOCH) // MICROSECOND), rank, -record_id


def reverse_key(position):
    """Return a key that sorts positions in the reverse order of the timeline, oldest first."""
    moment, rank, record_id = position
    return (moment - EPOCH) // MICROSECOND, -rank, record_id


def encode_cursor(position):
    """Return ``position`` as an opaque text that survives a URL."""
    values = [CURSOR_VERSION, position.date.isoformat(), position.rank, position.id]
    return base64.urlsafe_b64encode(json.dumps(values, separators=(',', ':')).encode()).decode().rstrip('=')


def decode_cursor(text):
    """Return the position that ``encode_cursor`` was given.

    :raises CursorError: for anything else, whatever its type
    """
    try:
        padded = text + '=' * (-len(text) % 4)
        version, moment, rank, record_id = json.loads(base64.b64decode(padded, altchars=b'-_', validate=True))
        position = Position(datetime.fromisoformat(moment), rank, record_id)
    except (TypeError, ValueError, binascii.Error, RecursionError) as error:
        raise CursorError(str(error)) from error
    whole = all(isinstance(number, int) and not isinstance(number, bool) and abs(number) < 1 << 31
                for number in (rank, record_id))
    if version != CURSOR_VERSION or not whole or position.date.tzinfo:
        raise CursorError("not a cursor of this version")
    return position


def merge_page(streams, limit, oldest_first=False):
    """Merge sorted streams into one page.

    Nothing beyond a horizon is taken: the source behind it may still hold entries that come first.

    :param list[Stream] streams: each holds at least ``limit`` + 1 rows, or all it has, or a horizon
    :return: ``(positions, next)``: the page, and the position after which the next one starts, or ``None`` at the end
    """
    key = reverse_key if oldest_first else sort_key
    horizons = [stream.horizon for stream in streams if stream.horizon]
    edge = min(horizons, key=key) if horizons else None
    page = []
    for position in heapq.merge(*(stream.rows for stream in streams), key=key):
        if edge and key(position) > key(edge):
            break
        if len(page) == limit:
            return page, page[-1]
        page.append(position)
    return page, edge


def is_after(position, cursor, oldest_first=False):
    """Tell whether ``position`` comes strictly after ``cursor`` (always, when there is no cursor)."""
    key = reverse_key if oldest_first else sort_key
    return cursor is None or key(position) > key(cursor)


def bound_of(cursor, rank, dated=False, oldest_first=False):
    """Return the ``Bound`` of a source of ``rank``: its entries follow ``cursor`` when their ``(date, id)`` is less.

    Oldest first: when it is greater.

    :param bool dated: the source knows days only; its entries stand at midnight
    """
    if dated and cursor.date.time() != time():
        # Newest first that day's entries follow, oldest first they are over.
        return Bound(cursor.date.date(), HIGHEST_ID)
    day = cursor.date.date() if dated else cursor.date
    if rank == cursor.rank:
        return Bound(day, cursor.id)
    return Bound(day, HIGHEST_ID if rank > cursor.rank else 0)


def at_midnight(day):
    """Return a date as the moment at which it stands on the timeline."""
    return datetime.combine(day, time()) if isinstance(day, date) and not isinstance(day, datetime) else day


def shorten(text, length=500):
    """Return ``text`` cut at a word and ended by an ellipsis when it is longer.

    Blanks within a line are collapsed; line breaks stay, at most one empty line in a row.
    """
    lines = [' '.join(line.split()) for line in (text or '').splitlines()]
    text = MANY_BREAKS.sub('\n\n', '\n'.join(lines)).strip()
    if len(text) <= length:
        return text
    cut = text[:length - 1]
    last_blank = max(cut.rfind(' '), cut.rfind('\n'))
    return (cut[:last_blank] if last_blank >= length // 2 else cut).rstrip(' \n,;:.') + '…'
