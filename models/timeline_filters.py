"""The filters of a timeline page: checked once, then plain values."""
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pytz
from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.timeline import reverse_key, sort_key
from .timeline_source import SCOPES

FILTERS = ('kinds', 'user_ids', 'date_from', 'date_to', 'text', 'scope', 'order')
ORDERS = ('newest', 'oldest')
TEXT_MONTHS = 12


@dataclass(frozen=True)
class TimelineFilters:
    """What a page is to show. Moments are naive UTC; ``before`` is exclusive, days are inclusive."""

    kinds: frozenset | None
    scope: str
    user_ids: tuple
    text: str
    since: datetime | None
    before: datetime | None
    first_day: date | None
    last_day: date | None
    text_since: date | None
    oldest_first: bool = False

    @property
    def is_narrowed(self):
        """Whether less is asked for than a scope shows."""
        return bool(self.kinds or self.user_ids or self.text or self.since or self.before)

    @property
    def key(self):
        """The key that sorts positions in the order wanted."""
        return reverse_key if self.oldest_first else sort_key

    @property
    def direction(self):
        return SQL("ASC") if self.oldest_first else SQL("DESC")

    @property
    def beyond(self):
        """How ``(date, id)`` compares with the bound of what was shown already."""
        return SQL(">") if self.oldest_first else SQL("<")

    @property
    def until(self):
        """How ``(date, id)`` compares with the last place to look at."""
        return SQL("<=") if self.oldest_first else SQL(">=")


def parse_filters(env, filters, known_kinds):
    """Return ``filters`` of ``timeline_page`` as ``TimelineFilters``.

    :raises UserError: naming the filter that cannot be understood and what it may be
    """
    filters = filters or {}
    if not isinstance(filters, dict):
        raise UserError(env._("The filters of a timeline are given by name, for example {'kinds': ['call']}."))
    if unknown := [str(name) for name in filters if name not in FILTERS]:
        raise UserError(env._(
            "The timeline has no filter named %(names)s. It knows: %(known)s.",
            names=', '.join(unknown), known=', '.join(FILTERS)))
    kinds = _parse_kinds(env, filters.get('kinds'), known_kinds)
    text = filters.get('text') or ''
    if not isinstance(text, str):
        raise UserError(env._("The text to search for must be a text."))
    start, end = (_parse_moment(env, name, filters.get(name)) for name in ('date_from', 'date_to'))
    text_since = None
    if text.strip() and not start:
        text_since = start = fields.Date.context_today(env.user) - relativedelta(months=TEXT_MONTHS)
    return TimelineFilters(
        kinds=kinds,
        scope=_parse_scope(env, filters.get('scope'), kinds),
        user_ids=_parse_ids(env, filters.get('user_ids')),
        text=_as_pattern(text.strip()),
        since=_as_utc(env, start),
        before=_as_utc(env, end, following=True),
        first_day=_as_day(env, start),
        last_day=_as_day(env, end),
        text_since=text_since,
        oldest_first=_parse_order(env, filters.get('order')) == 'oldest',
    )


def _parse_kinds(env, kinds, known_kinds):
    if not kinds:
        return None
    kinds = {kinds} if isinstance(kinds, str) else kinds
    unknown = [str(kind) for kind in kinds if kind not in known_kinds] if isinstance(kinds, Iterable) else [str(kinds)]
    if unknown:
        raise UserError(env._(
            "The timeline has no entries of the kind %(kinds)s. It knows: %(known)s.",
            kinds=', '.join(unknown), known=', '.join(known_kinds)))
    return frozenset(kinds)


def _parse_scope(env, scope, kinds):
    """Without a scope, kinds that were asked for by name show whatever their scope."""
    if not scope:
        return 'all' if kinds else 'activity'
    if scope not in SCOPES:
        raise UserError(env._(
            "The timeline has no scope %(scope)s. It knows: %(known)s.", scope=scope, known=', '.join(SCOPES)))
    return scope


def _parse_order(env, order):
    if order and order not in ORDERS:
        raise UserError(env._(
            "The timeline cannot be ordered by %(order)s. It knows: %(known)s.", order=order, known=', '.join(ORDERS)))
    return order or 'newest'


def _parse_ids(env, user_ids):
    if not user_ids:
        return ()
    user_ids = [user_ids] if isinstance(user_ids, int) else user_ids
    if not isinstance(user_ids, (list, tuple, set)) or not all(type(user_id) is int for user_id in user_ids):
        raise UserError(env._("Colleagues are given to the timeline by the numbers of their user records."))
    return tuple(user_ids)


def _parse_moment(env, name, value):
    """Return a date (a day of the user) or a datetime (UTC)."""
    if not value:
        return None
    if isinstance(value, (datetime, date)):
        return value
    try:
        return date.fromisoformat(value) if len(value) == 10 else datetime.strptime(value, '%Y-%m-%d %H:%M:%S')
    except (TypeError, ValueError) as error:
        raise UserError(env._(
            "%(name)s is not a date: %(value)s. Write 2026-12-31, or 2026-12-31 23:59:59 in UTC.",
            name=name, value=value)) from error


def _as_pattern(text):
    """Return a text for ``ilike`` in which the signs with a meaning there stand for themselves."""
    return text.replace('\\', r'\\').replace('%', r'\%').replace('_', r'\_')


def _timezone(env):
    return pytz.timezone(env.context.get('tz') or env.user.tz or 'UTC')


def _as_utc(env, value, following=False):
    """Return the UTC moment at which a day of the user begins, or with ``following`` ends; exclusive when it ends."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return value + timedelta(seconds=1) if following else value
    midnight = datetime.combine(value + timedelta(days=1) if following else value, time())
    return _timezone(env).localize(midnight).astimezone(pytz.utc).replace(tzinfo=None)


def _as_day(env, value):
    """Return the user's day that a moment lies in."""
    if isinstance(value, datetime):
        return pytz.utc.localize(value).astimezone(_timezone(env)).date()
    return value
