from datetime import timedelta

from odoo import SUPERUSER_ID, Command, fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

SELLER = 'base.group_user,crm_customer_record.group_user'


@tagged('post_install', '-at_install')
class TestCardStrip(AccountTestInvoicingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data['company']
        cls.env = cls.env(user=SUPERUSER_ID, context={'allowed_company_ids': cls.company.ids})
        cls.seller = new_test_user(cls.env, 'strip seller', SELLER, company_id=cls.company.id)
        cls.other = new_test_user(cls.env, 'strip other', SELLER, company_id=cls.company.id)
        cls.accountant = new_test_user(cls.env, 'strip accountant', 'base.group_user,crm_customer_record.group_accountant',
                                       company_id=cls.company.id)
        cls.clerk = new_test_user(cls.env, 'strip clerk', 'base.group_user', company_id=cls.company.id)
        cls.account = cls.env['res.partner'].create({'name': "Oak", 'is_company': True, 'user_id': cls.seller.id})
        cls.contact = cls.env['res.partner'].create({'name': "Ann", 'parent_id': cls.account.id})
        cls.call = cls.env['crm.interaction.type'].create({'name': "Telephone", 'kind': 'call'})
        cls.today = fields.Date.today()

    def strip(self, user):
        # The time zone comes with every request of the web client.
        return {tile['key']: tile for tile in self.account.with_user(user).with_context(tz='UTC').card_strip()}

    def invoice(self, amount, seller, overdue=0):
        day = self.today - timedelta(days=overdue)
        move = self.env['account.move'].create({
            'move_type': 'out_invoice', 'partner_id': self.account.id, 'invoice_user_id': seller.id,
            'invoice_date': day, 'invoice_date_due': day,
            'invoice_line_ids': [Command.create({'name': "Desk", 'price_unit': amount, 'tax_ids': []})]})
        move.action_post()
        return move

    def test_whose_last_talk_and_next_step(self):
        self.env['crm.interaction'].create({
            'type_id': self.call.id, 'partner_id': self.contact.id, 'user_id': self.seller.id, 'summary': "oak sample",
            'date': fields.Datetime.now() - timedelta(days=2)})
        lead = self.env['crm.lead'].create({
            'name': "40 desks", 'type': 'opportunity', 'partner_id': self.contact.id, 'user_id': self.seller.id})
        lead.activity_schedule('mail.mail_activity_data_todo', self.today + timedelta(days=1), "Send offer",
                               user_id=self.seller.id)
        strip = self.strip(self.seller)
        self.assertEqual(strip['owner']['value'], "You")
        self.assertEqual((strip['talk']['value'], strip['talk']['sub']), ("Telephone, 2 days ago", "with Ann · by you"))
        self.assertEqual((strip['step']['value'], strip['step']['sub'], strip['step']['tone']),
                         ("Send offer", "tomorrow · yours", ''))
        self.assertEqual(strip['step']['action']['res_id'], lead.id)

    def test_an_overdue_step_is_red_and_says_whose(self):
        self.contact.activity_schedule('mail.mail_activity_data_todo', self.today - timedelta(days=1), "Call back",
                                       user_id=self.other.id)
        step = self.strip(self.seller)['step']
        self.assertEqual((step['value'], step['tone'], step['sub']), ("Call back", 'danger', f"yesterday · {self.other.name}"))

    def test_a_step_is_found_wherever_it_stands(self):
        lead = self.env['crm.lead'].create({
            'name': "40 desks", 'type': 'opportunity', 'partner_id': self.contact.id, 'user_id': self.seller.id})
        order = self.env['sale.order'].create({'partner_id': self.contact.id, 'user_id': self.seller.id})
        for record in (self.account, self.contact, lead, order):
            step = record.activity_schedule(
                'mail.mail_activity_data_todo', self.today, f"On {record._name}", user_id=self.seller.id)
            cards = [self.account] if record == self.account else [self.account, self.contact]
            for card in cards:
                tile, = (tile for tile in card.with_user(self.seller).card_strip() if tile['key'] == 'step')
                self.assertEqual((tile['value'], tile['action']['res_model']), (f"On {record._name}", record._name))
            step.unlink()
            self.assertEqual(self.strip(self.seller)['step']['value'], "Nothing planned")
        self.env['crm.interaction'].with_user(self.seller).create({
            'type_id': self.call.id, 'partner_id': self.contact.id, 'summary': "secret", 'confidentiality': 'private',
            'next_step_date': self.today, 'next_step_note': "Keep quiet"})
        for partner in (self.account, self.contact):
            mine, others = (next(tile['value'] for tile in partner.with_user(user).card_strip() if tile['key'] == 'step')
                            for user in (self.seller, self.other))
            self.assertTrue(mine.startswith("Keep quiet"), mine)
            self.assertEqual(others, "Nothing planned")

    def test_what_there_is_none_of_is_not_asked_for(self):
        asked = []
        for model in ('crm.interaction', 'crm.lead', 'crm.promise', 'crm.partner.relation', 'mail.activity'):
            search = type(self.env[model])._search
            self.patch(type(self.env[model]), '_search', lambda records, *args, search=search, **kwargs:
                       asked.append(records._name) or search(records, *args, **kwargs))
        strip = self.strip(self.seller)
        self.assertEqual(asked, [])
        self.assertEqual((strip['talk']['value'], strip['step']['value'], strip['deals']['value']), ("Never", "Nothing planned", "None"))
        self.env['crm.lead'].create({'name': "40 desks", 'type': 'opportunity', 'partner_id': self.contact.id})
        asked.clear()
        self.strip(self.seller)
        self.assertEqual(set(asked), {'crm.lead'})

    def test_deals_of_others_are_not_counted(self):
        self.env['crm.lead'].create([
            {'name': "Mine", 'type': 'opportunity', 'partner_id': self.contact.id, 'user_id': self.seller.id,
             'expected_revenue': 100.0, 'probability': 60.0},
            {'name': "Theirs", 'type': 'opportunity', 'partner_id': self.account.id, 'user_id': self.other.id,
             'expected_revenue': 900.0}])
        value = self.strip(self.seller)['deals']['value']
        self.assertTrue(value.startswith("1 · "), value)
        self.assertIn("100", value)
        manager = new_test_user(self.env, 'strip manager', 'base.group_user,crm_customer_record.group_manager',
                                company_id=self.company.id)
        self.assertIn("1,000", self.strip(manager)['deals']['value'])

    def test_money_is_what_the_user_may_read(self):
        self.invoice(1200.0, self.seller, overdue=14)
        self.invoice(700.0, self.other)
        money = self.strip(self.accountant)['money']
        self.assertIn("1,200.00 overdue", money['value'].replace('\N{NO-BREAK SPACE}', ' '))
        self.assertIn("1,900.00", money['sub'])
        self.assertEqual(money['tone'], 'danger')
        self.assertEqual(money['date'], str(self.today - timedelta(days=14)))
        of_other = self.strip(self.other)['money']
        self.assertIs(of_other['date'], False, "nothing is late")
        self.assertIn("700.00 open", of_other['value'])
        self.assertNotIn("1,", of_other['value'] + of_other['sub'])
        self.assertEqual((money['label'], of_other['label']), ("Money", "Your invoices"))

    def test_a_tile_of_hidden_data_is_absent(self):
        self.invoice(1200.0, self.seller)
        self.assertNotIn('money', self.strip(self.clerk))
        self.assertNotIn('deals', self.strip(self.clerk))
        self.assertNotIn('talk', self.strip(self.clerk))
        self.assertNotIn('deals', self.strip(self.accountant))

    def test_money_of_a_company_that_is_switched_off_is_not_counted(self):
        self.invoice(1200.0, self.seller)
        company = self.env['res.company'].create({'name': "Elsewhere"})
        self.accountant.company_ids += company
        account = self.account.with_user(self.accountant).with_context(allowed_company_ids=company.ids)
        money, = (tile for tile in account.card_strip() if tile['key'] == 'money')
        self.assertEqual(money['value'], "Nothing open")

    def test_a_card_out_of_reach_has_no_strip(self):
        portal = new_test_user(self.env, 'strip portal', 'base.group_portal')
        with self.assertRaises(AccessError):
            self.account.with_user(portal).card_strip()

    def test_the_number_of_queries_does_not_follow_the_history(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.strip(self.seller)
            return self.env.cr.sql_log_count - before

        def grow(number):
            self.env['crm.interaction'].create([{
                'type_id': self.call.id, 'partner_id': self.contact.id, 'user_id': self.seller.id, 'summary': "talk"}] * number)
            leads = self.env['crm.lead'].create([{
                'name': "Deal", 'type': 'opportunity', 'partner_id': self.contact.id, 'user_id': self.seller.id,
                'expected_revenue': 10.0}] * number)
            leads[0].activity_schedule('mail.mail_activity_data_todo', self.today, "Next", user_id=self.seller.id)

        grow(2)
        queries()
        few = queries()
        grow(30)
        self.assertLessEqual(queries(), few)
        self.assertLessEqual(few, 14)
