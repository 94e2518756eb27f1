"""The description of one kind of record that changes hands."""
from dataclasses import dataclass

from odoo.fields import Domain


@dataclass(frozen=True)
class HandoverKind:
    """One kind of record that belongs to a person by ``user_id``.

    ``open``: what still is to be worked on. ``partner``: the column of the contact it is about. ``company``: whether it
    has a ``company_id``; ``shared_below``: such a record is open to the branches of its company too. ``keep``: columns
    that change along with the owner and are given back with it. ``activities``: activities planned on it go along.
    """

    key: str
    model: str
    open: Domain
    partner: str = 'partner_id'
    keep: tuple[str, ...] = ()
    shared_below: bool = False
    activities: bool = False
