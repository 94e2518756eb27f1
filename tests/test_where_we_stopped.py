from datetime import timedelta

from odoo import SUPERUSER_ID, Command, fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

SELLER = 'base.group_user,crm_customer_record.group_user'
NBSP = '\N{NO-BREAK SPACE}'


@tagged('post_install', '-at_install')
class TestWhereWeStopped(AccountTestInvoicingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data['company']
        cls.env = cls.env(user=SUPERUSER_ID, context={'allowed_company_ids': cls.company.ids})
        values = {'company_id': cls.company.id}
        cls.seller = new_test_user(cls.env, 'stopped seller', SELLER, name="Marc", **values)
        cls.other = new_test_user(cls.env, 'stopped other', SELLER, name="Olga", **values)
        cls.accountant = new_test_user(
            cls.env, 'stopped accountant', 'base.group_user,crm_customer_record.group_accountant', **values)
        cls.clerk = new_test_user(cls.env, 'stopped clerk', 'base.group_user', **values)
        cls.account = cls.env['res.partner'].create({'name': "Oak", 'is_company': True, 'user_id': cls.seller.id})
        cls.contact = cls.env['res.partner'].create({'name': "Ann", 'parent_id': cls.account.id})
        cls.call = cls.env['crm.interaction.type'].create({'name': "Telephone", 'kind': 'call'})
        cls.today = fields.Date.today()

    def told(self, user=None, partner=None):
        # The time zone comes with every request of the web client.
        sentences = (partner or self.account).with_user(user or self.seller).with_context(tz='UTC').where_we_stopped()
        return {sentence['key']: sentence for sentence in sentences}

    def text(self, key, user=None, partner=None):
        return self.told(user, partner)[key]['text'].replace(NBSP, ' ')

    def talk(self, user=None, days=2, **values):
        return self.env['crm.interaction'].with_user(user or self.seller).create({
            'type_id': self.call.id, 'partner_id': self.contact.id, 'summary': "Likes oak.\nWants a price.",
            'date': fields.Datetime.now() - timedelta(days=days), **values})

    def promise(self, name, days, side='ours', user=None, **values):
        return self.env['crm.promise'].with_user(user or self.seller).create({
            'name': name, 'side': side, 'date_due': self.today + timedelta(days=days), 'partner_id': self.contact.id, **values})

    def deal(self, name="Forty desks", user=None, **values):
        return self.env['crm.lead'].create({
            'name': name, 'type': 'opportunity', 'partner_id': self.contact.id, 'user_id': (user or self.seller).id,
            'expected_revenue': 100.0, **values})

    def invoice(self, amount, overdue):
        day = self.today - timedelta(days=overdue)
        move = self.env['account.move'].create({
            'move_type': 'out_invoice', 'partner_id': self.account.id, 'invoice_user_id': self.seller.id, 'invoice_date': day,
            'invoice_date_due': day, 'invoice_line_ids': [Command.create({'name': "Desk", 'price_unit': amount, 'tax_ids': []})]})
        move.action_post()

    def test_nothing_happened_yet(self):
        self.assertFalse(self.told())

    def test_the_last_talk(self):
        self.talk(days=9)
        talk = self.talk()
        self.assertEqual(self.text('talk'), "Last talk: Telephone with Ann by you, 2 days ago. “Likes oak. Wants a price”.")
        self.assertEqual(self.told()['talk']['action']['res_id'], talk.id)
        self.assertNotIn('talk', self.told(self.accountant))
        self.assertTrue(self.text('talk', partner=self.contact).startswith("Last talk: Telephone by you, 2 days ago. “"))
        self.talk(self.other, days=1, summary="x" * 400)
        text = self.text('talk')
        self.assertTrue(text.startswith("Last talk: Telephone with Ann by Olga, yesterday. “x"), text)
        self.assertLess(len(text), 250)

    def test_promises_of_both_sides(self):
        first = self.promise("Samples.", 2)
        self.assertEqual(self.text('ours'), "We promised “Samples”, due in 2 days.")
        self.assertEqual(self.told()['ours']['action']['res_id'], first.id)
        self.promise("Drawings", -1)
        self.promise("The deposit", 1, 'theirs')
        self.promise("Kept", -5).state = 'kept'
        self.assertEqual(self.text('ours'), "We promised “Drawings”, due yesterday, and 1 more.")
        self.assertEqual(self.text('theirs'), "They promised “The deposit”, due tomorrow.")

    def test_the_next_step(self):
        self.contact.activity_schedule('mail.mail_activity_data_todo', self.today + timedelta(days=1), "Send offer",
                                       user_id=self.seller.id)
        self.assertEqual(self.text('step'), "Your next step: Send offer, tomorrow.")
        self.contact.activity_schedule('mail.mail_activity_data_todo', self.today - timedelta(days=1), "Call", user_id=self.other.id)
        self.assertEqual(self.text('step'), "Next step: Call, yesterday, Olga.")

    def test_the_open_deal(self):
        deal = self.deal()
        self.assertEqual(self.text('deal'), f"Open deal: Forty desks, {deal.stage_id.name}, $ 100.00.")
        self.deal("A hundred chairs", probability=95.0)
        self.deal("Not mine", self.other, probability=99.0)
        self.assertIn("Likeliest open deal: A hundred chairs", self.text('deal'))
        deal.action_set_lost()
        self.assertTrue(self.text('deal').startswith("Open deal: A hundred chairs"))

    def test_money(self):
        self.invoice(200.0, 0)
        self.assertEqual(self.text('money', self.accountant), "$ 200.00 is to be paid, nothing overdue.")
        self.invoice(1200.0, 14)
        self.assertEqual(self.text('money', self.accountant),
                         "$ 1,200.00 is overdue, the oldest for 14 days; $ 1,400.00 is open in all.")
        self.assertTrue(self.text('money').startswith("Your invoices: $ 1,200.00 is overdue"), "salespeople do not see the whole ledger")

    def test_nothing_is_told_that_the_viewer_may_not_see(self):
        self.talk(self.other, days=0, confidentiality='private', summary="Zanzibar")
        self.promise("Zanzibar samples", 1, user=self.other, confidentiality='private')
        self.deal("Zanzibar deal", self.other)
        self.invoice(1200.0, 14)
        self.contact.activity_schedule('mail.mail_activity_data_todo', self.today, "Call", user_id=self.other.id)
        mine = self.told(self.seller)
        self.assertNotIn("Zanzibar", str(mine))
        self.assertFalse({'talk', 'deal', 'ours'} & set(mine))
        self.assertFalse(self.told(self.clerk))
        self.assertNotIn('deal', self.told(self.accountant))
        portal = new_test_user(self.env, 'stopped portal', 'base.group_portal')
        with self.assertRaises(AccessError):
            self.told(portal)

    def test_the_number_of_queries_does_not_follow_the_history(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.told()
            return self.env.cr.sql_log_count - before

        def grow(number):
            for _index in range(number):
                self.talk()
                self.promise("Samples", 1)
                self.promise("Deposit", 1, 'theirs')
                self.deal()
            self.contact.activity_schedule('mail.mail_activity_data_todo', self.today, "Next", user_id=self.seller.id)

        grow(2)
        queries()
        few = queries()
        grow(15)
        self.assertLessEqual(queries(), few)
        self.assertLessEqual(few, 14)
