from datetime import timedelta

from odoo import SUPERUSER_ID, Command, fields
from odoo.tests import new_test_user, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from .common_timeline import USER


@tagged('post_install', '-at_install')
class TestTimelineMoney(AccountTestInvoicingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data['company']
        cls.env = cls.env(user=SUPERUSER_ID, context={'allowed_company_ids': cls.company.ids, 'no_reset_password': True})
        cls.seller, cls.stranger, cls.accountant = (
            new_test_user(cls.env, f'money {login}', groups, company_id=cls.company.id) for login, groups in (
                ('seller', USER), ('stranger', USER),
                ('accountant', 'base.group_user,crm_customer_record.group_accountant')))
        cls.account = cls.env['res.partner'].create({'name': "Oak", 'is_company': True})
        cls.ann = cls.env['res.partner'].create({'name': "Ann", 'parent_id': cls.account.id})

    def entries(self, user, partner=None, **filters):
        timeline = self.env['crm.timeline'].with_user(user)
        return {entry['key']: entry
                for entry in timeline.timeline_page((partner or self.account).id, limit=200, filters=filters)['entries']}

    def invoice(self, date, move_type='out_invoice', post=True, **values):
        move = self.env['account.move'].create({
            'move_type': move_type, 'partner_id': self.ann.id, 'invoice_user_id': self.seller.id, 'invoice_date': date,
            'invoice_date_due': date,
            'invoice_line_ids': [Command.create({'name': "Desk", 'price_unit': 100.0, 'tax_ids': []})], **values})
        if post:
            move.action_post()
        return move

    def test_invoices_follow_the_rules_of_the_host(self):
        today = fields.Date.today()
        invoice, late = self.invoice(today), self.invoice(today - timedelta(days=30))
        refund, draft = self.invoice(today, 'out_refund'), self.invoice(today, post=False)
        bill = self.invoice(today, 'in_invoice')
        keys = {move: f'account.move,{move.id}' for move in (invoice, late, refund, draft, bill)}
        for user, seen in ((self.seller, {invoice, late, refund}), (self.accountant, {invoice, late, refund}),
                           (self.stranger, set())):
            entries = self.entries(user, kinds=['invoice', 'credit_note'])
            self.assertEqual(set(entries), {keys[move] for move in seen}, user.name)
        entries = self.entries(self.accountant)
        self.assertEqual((entries[keys[invoice]]['kind'], entries[keys[refund]]['kind']), ('invoice', 'credit_note'))
        self.assertEqual(entries[keys[invoice]]['badges'], [])
        self.assertEqual(entries[keys[late]]['badges'], [{'label': "Overdue", 'color': 'danger'}])
        self.assertTrue(entries[keys[late]]['date_only'])
        self.assertIn("100.00", entries[keys[late]]['amount_text'])
        self.assertIn(keys[late], self.entries(self.accountant, self.ann))

    def test_payments_are_for_those_who_keep_the_books(self):
        payment = self.env['account.payment'].create({
            'partner_id': self.ann.id, 'amount': 40.0, 'payment_type': 'inbound', 'partner_type': 'customer',
            'date': '2026-03-02', 'memo': "First half"})
        key = f'account.payment,{payment.id}'
        self.assertNotIn(key, self.entries(self.accountant), "a draft has not happened")
        payment.action_post()
        entry = self.entries(self.accountant)[key]
        self.assertEqual((entry['kind'], entry['date'], entry['direction'], entry['summary']),
                         ('payment', '2026-03-02 00:00:00', 'in', "First half"))
        self.assertEqual(payment.timeline_account_id, self.account)
        self.assertNotIn(key, self.entries(self.seller))

    def test_days_and_moments_page_without_gap_or_repeat(self):
        self.invoice('2026-03-02')
        self.invoice('2026-03-02')
        self.env['account.payment'].create([{
            'partner_id': self.account.id, 'amount': 1.0, 'date': '2026-03-02'}] * 2).action_post()
        self.env['sale.order'].create([
            {'partner_id': self.account.id, 'date_order': f'2026-03-0{day} 00:00:00'} for day in (1, 2, 2, 3)])
        timeline = self.env['crm.timeline'].with_user(self.accountant)
        self.accountant.group_ids += self.env.ref('sales_team.group_sale_salesman_all_leads')
        whole = [entry['key'] for entry in timeline.timeline_page(self.account.id, limit=200)['entries']]
        for limit in (1, 2, 3):
            pages, cursor = [], None
            while True:
                page = timeline.timeline_page(self.account.id, cursor=cursor, limit=limit)
                pages += [entry['key'] for entry in page['entries']]
                cursor = page['cursor']
                if not cursor:
                    break
            self.assertEqual(pages, whole)
        self.assertEqual([key.split(',')[0] for key in whole], [
            'sale.order', *['sale.order'] * 2, *['account.move'] * 2, *['account.payment'] * 2, 'sale.order'])

    def test_invoices_of_a_company_that_is_switched_off_do_not_show(self):
        self.invoice('2026-03-02')
        other = self.env['res.company'].create({'name': "Elsewhere"})
        self.accountant.company_ids += other
        timeline = self.env['crm.timeline'].with_user(self.accountant).with_context(allowed_company_ids=other.ids)
        self.assertFalse(timeline.timeline_page(self.account.id)['entries'])
