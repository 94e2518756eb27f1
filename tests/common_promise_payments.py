from datetime import timedelta
from unittest.mock import patch

from odoo import SUPERUSER_ID, Command, fields
from odoo.tests import new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

ROLE = 'base.group_user,crm_customer_record.group_'


class PromisePaymentCase(AccountTestInvoicingCommon):
    """A customer with a salesperson, an accountant, and real invoices, payments and credit notes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data['company']
        cls.env = cls.env(user=SUPERUSER_ID, context={'allowed_company_ids': cls.company.ids, 'tracking_disable': True})
        cls.seller = cls._user('seller', 'user')
        cls.other = cls._user('other', 'user')
        cls.manager = cls._user('manager', 'manager')
        cls.accountant = cls._user('accountant', 'accountant')
        cls.customer = cls.env['res.partner'].create({'name': "Oak", 'is_company': True, 'user_id': cls.seller.id})
        cls.contact = cls.env['res.partner'].create({'name': "Ann", 'parent_id': cls.customer.id})
        cls.today = fields.Date.today()
        cls.friday = cls.today + timedelta(days=4)

    @classmethod
    def _user(cls, name, role):
        return new_test_user(cls.env, f'promise {name}', ROLE + role, company_id=cls.company.id, name=name.title())

    def bill(self, amount=100.0, post=True, move_type='out_invoice', partner=None, **values):
        move = self.env['account.move'].create({
            'move_type': move_type, 'partner_id': (partner or self.customer).id, 'invoice_user_id': self.seller.id,
            'invoice_date': self.today, 'invoice_line_ids': [Command.create({'name': "Desk", 'price_unit': amount, 'tax_ids': []})],
            **values})
        if post:
            move.action_post()
        return move

    def promise(self, invoices, user=None, **values):
        """Have the customer promise to pay, as ``user`` (the accountant)."""
        return self.env['crm.promise'].with_user(user or self.accountant).create({
            'name': "Pay", 'side': 'theirs', 'kind': 'payment', 'partner_id': self.customer.id, 'date_due': self.friday,
            'move_ids': [Command.set(invoices.ids)], **values})

    def pay(self, invoices, amount=None, day=None, user=None, **values):
        """Register a payment as ``user`` (the accountant) by the host's wizard."""
        wizard = self.env['account.payment.register'].with_user(user or self.accountant).with_context(
            active_model='account.move', active_ids=invoices.ids).create({
                'payment_date': day or self.today, **({'amount': amount} if amount else {}), **values})
        return wizard._create_payments()

    def credit(self, invoice, amount):
        note = self.bill(amount, move_type='out_refund')
        self.reconcile(invoice | note)
        return note

    def reconcile(self, moves):
        moves.line_ids.filtered(lambda line: line.account_type == 'asset_receivable' and not line.reconciled).reconcile()

    def unreconcile(self, invoice):
        invoice.line_ids.filtered(lambda line: line.account_type == 'asset_receivable').remove_move_reconcile()

    def end_of_day(self):
        """Run the job that breaks promises, without its commits."""
        with patch.object(type(self.env['ir.cron']), '_commit_progress', lambda *args, **kwargs: 60.0):
            self.env['crm.promise']._cron_break()
