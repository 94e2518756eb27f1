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


@dataclass
class NextStep:
    """The next step: its day, time of day or None, what to do, and the kind of activity."""

    date: object
    time: object
    note: str
    kind: str


@dataclass
class Parsed:
    """``chips`` by position, ``summary`` (never empty), ``values`` by key."""

    chips: list
    summary: str
    values: dict
