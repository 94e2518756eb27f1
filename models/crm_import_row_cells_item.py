from odoo import models
from odoo.tools import formatLang

from ..tools.imports.kind_columns import FIELDS
from .crm_import_item import ITEM
from .crm_import_row_cells import _cell

NOON = ' 12:00'


class CrmImportRow(models.Model):
    """The cells of opportunities, talks, purchases and calls in the list of rows.

    Left out is what is understood as one of a few words (open or won, in or out): the form of the row says it.
    """

    _inherit = 'crm.import.row'

    cell_deal_name = _cell("Opportunity")
    cell_deal_stage = _cell("Stage")
    cell_deal_revenue = _cell("Expected revenue")
    cell_deal_currency = _cell("Currency of the revenue")
    cell_deal_user = _cell("Salesperson of the opportunity")
    cell_deal_team = _cell("Sales team")
    cell_deal_source = _cell("Source")
    cell_deal_closed = _cell("Closed on")
    cell_deal_lost_reason = _cell("Reason of the loss")
    cell_talk_date = _cell("Date of the talk")
    cell_talk_subject = _cell("Subject")
    cell_talk_summary = _cell("Summary")
    cell_talk_outcome = _cell("Outcome")
    cell_talk_user = _cell("Colleague of the talk")
    cell_purchase_date = _cell("Date of the purchase")
    cell_purchase_number = _cell("Number")
    cell_purchase_product = _cell("What was bought")
    cell_purchase_amount = _cell("Amount")
    cell_purchase_currency = _cell("Currency of the amount")
    cell_purchase_shop = _cell("Where")
    cell_call_due = _cell("On which day")
    cell_call_user = _cell("Who calls")
    cell_call_subject = _cell("Topic")


class CrmImportMapperItem(models.AbstractModel):
    _inherit = 'crm.import.mapper.item'

    def _cell_text(self, normalized, key):
        name = key.partition('.')[2]
        if key not in FIELDS[self._kind]:
            return super()._cell_text(normalized, key)
        value = (normalized.get(ITEM) or {}).get(name)
        if isinstance(value, float):
            return formatLang(self.env, value)
        if isinstance(value, list):
            return ', '.join(map(str, value))
        if value and name in ('date', 'closed', 'due'):
            # A day without a time is kept as its noon.
            return str(value)[:16].removesuffix(NOON)
        return str(value) if value else ''
