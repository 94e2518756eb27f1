"""Records of applications that need not be installed, and how they take their place on the timeline.

Their tables get no columns from us: what is needed of them, account at that time included, stands in ``crm.timeline.link``.
"""
from dataclasses import dataclass

from odoo.tools import SQL

CREATOR = SQL("NULLIF(record.create_uid, 1)")  # nobody, when the system did it
NOT_A_TEMPLATE = SQL("record.is_template IS NOT TRUE")


@dataclass(frozen=True)
class LinkedDocument:
    """One model of such records.

    ``source``: key of the source of the timeline that shows them; ``kind`` of their entries. ``date``, ``partner``,
    ``user``, ``condition`` are SQL over the table of the model (alias ``record``) and those of ``joins``; ``watched`` are
    the stored fields these follow, all of which the model must have. The model must be a ``mail.thread``; its messages
    show too, with the partner of its field ``partner_id``.
    """

    source: str
    kind: str
    watched: tuple[str, ...]
    date: SQL = SQL("record.create_date")
    partner: SQL = SQL("record.partner_id")
    user: SQL = SQL("record.user_id")
    joins: SQL = SQL("")
    condition: SQL = SQL("TRUE")


DOCUMENTS = {
    'stock.picking': LinkedDocument(
        source='delivery', kind='delivery',
        date=SQL("COALESCE(record.date_done, record.scheduled_date)"),
        joins=SQL("""JOIN stock_location origin ON origin.id = record.location_id
                     JOIN stock_location target ON target.id = record.location_dest_id"""),
        # What goes to the customer, and what comes back.
        condition=SQL("'customer' IN (origin.usage, target.usage) AND record.state NOT IN ('draft', 'cancel')"),
        watched=('partner_id', 'user_id', 'date_done', 'scheduled_date', 'state', 'location_id', 'location_dest_id')),
    'pos.order': LinkedDocument(
        source='pos_order', kind='pos_order', date=SQL("record.date_order"),
        condition=SQL("record.state NOT IN ('draft', 'cancel')"),
        watched=('partner_id', 'user_id', 'date_order', 'state')),
    'project.project': LinkedDocument(
        source='project', kind='project', condition=NOT_A_TEMPLATE, watched=('partner_id', 'user_id', 'is_template')),
    'project.task': LinkedDocument(
        source='task', kind='task', user=CREATOR,
        # Without a project it is somebody's own list of things to do.
        condition=SQL("record.project_id IS NOT NULL AND %s", NOT_A_TEMPLATE),
        watched=('partner_id', 'project_id', 'is_template')),
    # The help desks of the Odoo Community Association and of Odoo Enterprise share what is used here.
    'helpdesk.ticket': LinkedDocument(source='ticket', kind='ticket', watched=('partner_id', 'user_id')),
    # The subscriptions of the Odoo Community Association; those of Odoo Enterprise are orders.
    'sale.subscription': LinkedDocument(source='subscription', kind='subscription', watched=('partner_id', 'user_id')),
    'loyalty.card': LinkedDocument(
        source='loyalty', kind='loyalty', user=CREATOR, watched=('partner_id',)),
}
