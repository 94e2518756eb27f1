"""What goes into the parser of the one-line form and what comes out."""
from dataclasses import dataclass, field


@dataclass
class Chip:
    """One understood piece: ``text[start:end]`` means ``value`` for ``key``."""

    key: str
    start: int
    end: int
    value: object


@dataclass
class Vocabulary:
    """What the database adds to the built-in words."""

    contacts: list = field(default_factory=list)  # (id, name) of the people of the account
    types: list = field(default_factory=list)  # (id, name) of the administrator's types
    outcomes: list = field(default_factory=list)  # (id, name)
    users: list = field(default_factory=list)  # (id, login, name) of the colleagues who may be meant by "@..."
    templates: list = field(default_factory=list)  # (id, shortcut)


@dataclass
class NextStep:
    """The next step: its day, time of day or None, what to do, and the kind of activity."""

    date: object
    time: object
    note: str
    kind: str
    user: int | None = None  # the colleague who is to do it; None: the writer
    hours: float = 0  # how long a planned meeting takes; 0: as usual


@dataclass
class Promise:
    """Who promised what until which day. ``side`` is 'ours' or 'theirs'; ``user`` the colleague who keeps ours."""

    side: str
    name: str
    date: object
    user: int | None = None


@dataclass
class Hint:
    """Why a piece that looks like an instruction stays text.

    ``reason``: 'no_colleague', 'several_colleagues', 'nothing_to_assign', 'no_promise_day', 'no_template'.
    """

    reason: str
    text: str


@dataclass
class Parsed:
    """``chips`` by position, ``summary`` (never empty), ``values`` by key, ``hints`` on what stays text."""

    chips: list
    summary: str
    values: dict
    hints: list = field(default_factory=list)
