"""The description of one source of the timeline."""
from dataclasses import dataclass, field, replace

from odoo import models
from odoo.fields import Domain

SCOPES = ('activity', 'history', 'all')
ACTIVITY = frozenset({'activity', 'all'})
HISTORY = frozenset({'activity', 'history', 'all'})
NOISE = frozenset({'all'})


@dataclass(frozen=True)
class Kind:
    """One kind of entry within a source.

    ``domain`` narrows the source to this kind; ``scopes`` are the scopes of the timeline that show it.
    """

    key: str
    domain: Domain = Domain.TRUE
    scopes: frozenset = ACTIVITY


@dataclass(frozen=True)
class Source:
    """One kind of record that appears on the timeline.

    ``rank`` orders entries of the same moment and must be unique; numbers from 100 are free for other add-ons.
    ``date`` is a stored Datetime or Date field. ``accounts`` and ``contacts`` name the fields that hold the account
    at the time of the event, and the person; back each with an index ``(field, date DESC, id DESC)``.
    With ``linked`` the three are not read from the model but from ``crm.timeline.link``, under the key of the source.
    ``deal`` is the path to the opportunity that a record belongs to, for the timeline of a deal.
    ``texts`` are searched by the text filter, ``user`` by the filter on colleagues; without them such a filter leaves
    the source out. ``fields`` are read as the user and given to ``render``, the name of a method of ``crm.timeline``
    that takes ``(source, rows)``, ``rows`` as of ``read()``, and returns one dict of entry values for each row.
    ``relations`` are many2many fields of which ``render`` gets the bare numbers, whoever may read what is behind them, by
    ``related_to(name, id)``; those of all sources take one query. With ``read_at_once`` the few records of a linked source
    are read by the query that tells whether the user may see them: not for models whose ``_search`` asks by itself.
    """

    key: str
    model: str
    rank: int
    render: str
    kinds: tuple[Kind, ...]
    fields: tuple[str, ...]
    date: str = 'date'
    accounts: tuple[str, ...] = ('timeline_account_id',)
    contacts: tuple[str, ...] = ('partner_id',)
    user: str | None = 'user_id'
    texts: tuple[str, ...] = ('name',)
    domain: Domain = Domain.TRUE
    linked: bool = False
    deal: str | None = None
    relations: tuple[str, ...] = ()
    read_at_once: bool = False
    # of the engine, for the records of a page
    facts: dict | None = field(default=None, compare=False)  # what their links say
    related: dict = field(default_factory=dict, compare=False)  # {name of a relation: {id: [ids]}}

    def kinds_in(self, wanted, scope):
        """Return the kinds of a scope, of these only the ``wanted`` ones (``None``: all)."""
        return tuple(kind for kind in self.kinds if scope in kind.scopes and (wanted is None or kind.key in wanted))

    def domain_of(self, kinds):
        """Return the domain of these kinds of the source."""
        if len(kinds) == len(self.kinds) and any(kind.domain.is_true() for kind in kinds):
            return self.domain
        return self.domain & Domain.OR(kind.domain for kind in kinds)

    def related_to(self, name, record_id):
        """Return the numbers that a relation of a record of the page holds."""
        return self.related.get(name, {}).get(record_id, [])

    def with_kind(self, kind):
        """Return the source with one more kind of entries."""
        return replace(self, kinds=(*self.kinds, kind))

    def is_dated(self, model: models.BaseModel):
        """Tell whether the source knows days only."""
        return model._fields[self.date].type == 'date'
