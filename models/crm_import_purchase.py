from odoo import fields, models

from ..tools.imports.money import currency_code, parse_money

TYPE = 'crm_customer_record.interaction_type_purchase'


class CrmInteraction(models.Model):
    _inherit = 'crm.interaction'

    # Of purchases made elsewhere; nothing here goes into the books.
    amount = fields.Monetary(help="What was paid elsewhere.")
    currency_id = fields.Many2one('res.currency')


class CrmImportMapperPurchase(models.AbstractModel):
    """Purchases made elsewhere: entries of the history with amount and currency, never of the books."""

    _name = 'crm.import.mapper.purchase'
    _inherit = 'crm.import.mapper.interaction'
    _description = "Import Mapper: Purchases made elsewhere"

    _kind = 'purchase'

    def _required(self):
        return [{'purchase.date'}, {'purchase.amount', 'purchase.product', 'purchase.number'}]

    def _read_item(self, record, cells, partners, context):
        issues = []
        item = {name: self._text(cells, name) for name in ('product', 'quantity', 'shop', 'notes', 'user')}
        error = self._read_date(record, cells, item, issues, context)
        if cells.get('amount'):
            amount, currency = parse_money(cells['amount'][0])
            if amount is None:
                issues.append(['amount_invalid', {'value': str(cells['amount'][0]), 'field': 'purchase.amount'}])
                item['notes'] = '\n'.join(filter(None, (item['notes'], str(cells['amount'][0]))))
            else:
                item['amount'] = amount
                item['currency'] = currency_code(self._text(cells, 'currency')) or currency or record.company_id.currency_id.name
        item['external_id'] = item['number'] = self._text(cells, 'number')
        item['subject'] = self._title(item)
        return self._settle(record, item, partners, issues, error or (None if partners else ['customer_missing', {}]))

    def _settle(self, record, item, partners, issues, error):
        number = item.get('number')
        if number:
            # One document has several lines in many exports; each line is an entry.
            item['external_id'] = '/'.join(filter(None, (number, item.get('product'), item.get('shop'))))[:200]
        return super()._settle(record, item, partners, issues, error)

    def _title(self, item):
        """:return: "No. 17: 3 × Router, 12,000.00 RUB (Market)" """
        goods = ' × '.join(filter(None, (item.get('quantity'), item.get('product'))))
        paid = f"{item['amount']:,.2f} {item['currency']}" if 'amount' in item else ''
        text = ', '.join(filter(None, (goods, paid)))
        text = ': '.join(filter(None, (item.get('number'), text)))
        return f"{text} ({item['shop']})" if item.get('shop') else text

    def _type_id(self):
        """:return: id of the type of purchases; it is archived, for nobody logs one by hand"""
        kept = self.env.ref(TYPE, raise_if_not_found=False)
        return kept.id if kept else False

    def _item_values(self, record, row, item):
        values = super()._item_values(record, row, {**item, 'summary': item.get('notes')})
        if type_id := self._type_id():
            values['type_id'] = type_id
        currency = self.env['res.currency'].with_context(active_test=False).search([('name', '=', item.get('currency'))], limit=1)
        if 'amount' in item and currency:
            values.update(amount=item['amount'], currency_id=currency.id)
        return values
