from datetime import timedelta

from odoo import Command, fields
from odoo.tests import HttpCase, tagged


@tagged('post_install', '-at_install')
class TestFirstDay(HttpCase):
    """The whole way of a first day: import the list from 1C, sell, log a call by keyboard, see it in its place."""

    def test_import_sell_log(self):
        self.start_tour('/odoo', 'crm_customer_record_import_tour', login='demo', timeout=180)
        imported = self.env['crm.import'].search([('filename', '=', 'customers_1c.xls')]).row_ids.account_id
        customer = imported.filtered(lambda partner: "Ромашка" in partner.name)[:1]
        self.assertTrue(customer, "the sample holds this customer")
        self._sell(customer)

        self.start_tour('/odoo/customer-record', 'crm_customer_record_first_day', login='demo', timeout=120)
        talk = self.env['crm.interaction'].search([('account_id', '=', customer.id)])
        self.assertEqual(len(talk), 1)
        self.assertEqual(talk.kind, 'call')
        self.assertEqual(talk.direction, 'out')
        self.assertAlmostEqual(talk.duration, 5 / 60, places=3)
        seller = self.env.ref('base.user_demo')
        today = fields.Date.context_today(talk.with_context(tz=seller.tz))
        self.assertEqual(talk.activity_id.date_deadline, today + timedelta(days=1))

    def _sell(self, customer):
        """An order of this morning, and its invoice dated tomorrow: what is logged now comes between."""
        seller = self.env.ref('base.user_demo')
        product = self.env['product.product'].create({'name': "Desk", 'invoice_policy': 'order'})
        order = self.env['sale.order'].create({
            'partner_id': customer.id, 'user_id': seller.id,
            'order_line': [Command.create({'product_id': product.id, 'price_unit': 300})],
        })
        order.action_confirm()
        order.date_order = fields.Datetime.now() - timedelta(hours=3)
        invoice = order._create_invoices()
        invoice.write({'invoice_date': fields.Date.today() + timedelta(days=1), 'invoice_user_id': seller.id})
        invoice.action_post()
