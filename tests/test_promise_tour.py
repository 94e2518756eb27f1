from odoo import Command, fields
from odoo.tests import HttpCase, new_test_user, tagged

LIST = '/odoo/customer-record'


@tagged('post_install', '-at_install')
class TestPromiseTour(HttpCase):
    """An accountant takes a promise to pay from an invoice, the seller sees it, the payment keeps it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = 'base.group_user,crm_customer_record.group_'
        cls.seller = new_test_user(cls.env, 'promise_seller', groups=f'{group}user')
        cls.accountant = new_test_user(cls.env, 'promise_accountant', groups=f'{group}accountant')
        cls.customer = cls.env['res.partner'].create({
            'name': "A Tour Debtor", 'is_company': True, 'user_id': cls.seller.id})
        cls.invoice = cls.env['account.move'].create({
            'move_type': 'out_invoice', 'partner_id': cls.customer.id, 'invoice_user_id': cls.seller.id,
            'invoice_date': fields.Date.today(),
            'invoice_line_ids': [Command.create({'name': "Desk", 'price_unit': 300, 'tax_ids': []})]})
        cls.invoice.action_post()

    def test_promise_to_pay(self):
        invoice = f'/odoo/account.move/{self.invoice.id}'
        self.start_tour(invoice, 'crm_customer_record_promise_taken', login='promise_accountant')
        promise = self.env['crm.promise'].search([('account_id', '=', self.customer.id)])
        self.assertEqual((promise.kind, promise.amount, promise.user_id), ('payment', 300, self.accountant))
        self.start_tour(LIST, 'crm_customer_record_promise_seen', login='promise_seller')
        self.start_tour(invoice, 'crm_customer_record_promise_paid', login='promise_accountant')
        self.assertEqual((promise.state, promise.log_ids.reason), ('kept', "By payment"))
        self.start_tour(LIST, 'crm_customer_record_promise_kept', login='promise_seller')
        other = self.env['crm.promise'].search([('account_id', '=', self.customer.id)]) - promise
        self.assertEqual((other.name, other.state, other.user_id), ("Send the catalogue", 'kept', self.seller))
