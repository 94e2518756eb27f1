from datetime import timedelta

from odoo import Command, fields
from odoo.tests import HttpCase, new_test_user, tagged

LIST = '/odoo/customer-record'
TALKS = 65  # more than the pages that come by themselves


@tagged('post_install', '-at_install')
class TestCardTour(HttpCase):
    """The customer card in a browser, on a real server, for each role that works with it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = 'crm_customer_record.group_'
        cls.seller = new_test_user(cls.env, 'card_seller', groups=f'base.group_user,{group}user')
        cls.accountant = new_test_user(cls.env, 'card_accountant', groups=f'base.group_user,{group}accountant')
        # Nothing but ours in the list that the tours start from.
        cls.env['res.partner'].search([('partner_share', '=', True)]).filtered(
            lambda partner: not partner.parent_id).write({'customer_rank': 0})
        cls.customer = cls.env['res.partner'].create({
            'name': "A Tour Customer", 'is_company': True, 'user_id': cls.seller.id,
            'child_ids': [Command.create({'name': "Anna Tour"})],
        })
        cls._create_documents()
        cls._create_talks()

    @classmethod
    def _create_documents(cls):
        now = fields.Datetime.now()
        product = cls.env['product.product'].create({'name': "Desk", 'invoice_policy': 'order'})
        order = cls.env['sale.order'].create({
            'partner_id': cls.customer.id, 'user_id': cls.seller.id,
            'order_line': [Command.create({'product_id': product.id, 'product_uom_qty': 4, 'price_unit': 300})],
        })
        order.action_confirm()
        order.date_order = now - timedelta(hours=3)
        invoice = order._create_invoices()
        invoice.write({'invoice_date': now.date() + timedelta(days=1), 'invoice_user_id': cls.seller.id})
        invoice.action_post()
        cls.env['crm.lead'].create({
            'name': "Forty desks", 'type': 'opportunity', 'partner_id': cls.customer.id, 'user_id': cls.seller.id,
            'expected_revenue': 36000,
        })

    @classmethod
    def _create_talks(cls):
        now = fields.Datetime.now()
        note = cls.env['crm.interaction.type'].search([('kind', '=', 'note')], limit=1)
        cls.env['crm.interaction'].with_user(cls.seller).create([{
            'type_id': note.id, 'partner_id': cls.customer.id, 'summary': f"Talk {number}",
            'date': now - timedelta(days=number),
        } for number in range(1, TALKS + 1)])

    def _last_talk(self):
        return self.env['crm.interaction'].search([('account_id', '=', self.customer.id)], order='id desc', limit=1)

    def test_seller_logs_finds_and_opens(self):
        self.start_tour(LIST, 'crm_customer_record_card', login='card_seller', timeout=180)
        talk = self._last_talk()
        self.assertEqual(talk.partner_id.name, "Anna Tour")
        self.assertEqual(talk.user_id, self.seller)
        self.assertEqual(talk.kind, 'call')
        self.assertAlmostEqual(talk.duration, 10 / 60, places=3)

    def test_seller_takes_back_what_was_logged(self):
        before = self._last_talk()
        self.start_tour(LIST, 'crm_customer_record_card_undo', login='card_seller')
        self.assertEqual(self._last_talk(), before)

    def test_accountant_logs_a_talk_about_payment(self):
        self.start_tour(LIST, 'crm_customer_record_card_accountant', login='card_accountant')
        talk = self._last_talk()
        self.assertIn("pays on Monday", talk.summary)
        self.assertEqual(talk.user_id, self.accountant)
