"""Who gets what when somebody leaves: plain Python, knows nothing of the database.

The unit that changes hands is a *family*: everything of the leaver's that belongs to one account, so that the contacts,
deals and promises of one customer end with one colleague.
"""
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import NamedTuple

CUSTOMER = 'customer'


class Row(NamedTuple):
    """One record that may change hands.

    ``family``: the id of its account, or a negative number for a record of no account. ``company``: that of
    the record, ``companies``: any of these lets its owner in; empty when the record is of no company. ``partner``: the
    contact it is about.
    """

    kind: str
    res_id: int
    family: int
    companies: frozenset = frozenset()
    partner: int | None = None
    company: int | None = None


class Recipient(NamedTuple):
    """A colleague who takes over; ``companies`` are those that the colleague may enter."""

    id: int
    companies: frozenset
    active: bool = True


@dataclass
class Share:
    """Colleagues between whom some families are spread evenly; ``families`` is ``None`` for all that are left."""

    recipients: list
    families: set | None = None


def refusal(row, recipient):
    """Return why a record cannot go to a recipient: ``'archived'``, ``'company'`` or ``None``."""
    if not recipient.active:
        return 'archived'
    return 'company' if row.companies and not row.companies & recipient.companies else None


def assign(rows, shares):
    """Say who gets each family: the first share that wants it takes it.

    :param list[Row] rows: all records of the leaver
    :param list[Share] shares: in their order
    :return: ``{family: Recipient}``; families that no share wants are missing
    """
    families = defaultdict(list)
    for row in rows:
        families[row.family].append(row)
    found = {}
    for share in shares:
        wanted = {family: members for family, members in families.items()
                  if family not in found and (share.families is None or family in share.families)}
        found.update(spread(wanted, share.recipients))
    return found


def spread(families, recipients):
    """Spread families so that everybody gets about as many customers, then as many records: the largest families first.

    A family goes to somebody who may have all of it, if there is such a colleague.

    :param dict families: ``{family: [Row]}``
    :param list[Recipient] recipients: the order decides between equals
    :return: ``{family: Recipient}``
    """
    load = {recipient.id: [0, 0, place] for place, recipient in enumerate(recipients)}
    sizes = {family: (sum(row.kind == CUSTOMER for row in rows), len(rows)) for family, rows in families.items()}
    found = {}
    for family in sorted(families, key=lambda family: (-sizes[family][0], -sizes[family][1], family)):
        able = [recipient for recipient in recipients if not any(refusal(row, recipient) for row in families[family])]
        choice = able or [recipient for recipient in recipients if recipient.active] or recipients
        if not choice:
            continue
        chosen = min(choice, key=lambda recipient: load[recipient.id])
        found[family] = chosen
        load[chosen.id][0] += sizes[family][0]
        load[chosen.id][1] += sizes[family][1]
    return found


def count(rows):
    """Return how many records there are of each kind: ``{kind: number}``."""
    return dict(Counter(row.kind for row in rows))
