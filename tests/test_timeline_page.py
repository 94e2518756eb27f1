from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged('post_install', '-at_install')
class TestTimelinePage(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(cls.env, 'timeline seller', 'sales_team.group_sale_salesman,base.group_user,'
                                   'crm_customer_record.group_manager')
        cls.account = cls.env['res.partner'].create({'name': "Oak", 'is_company': True})
        cls.contact = cls.env['res.partner'].create({'name': "Ann", 'parent_id': cls.account.id})
        cls.call = cls.env['crm.interaction.type'].create({'name': "Telephone", 'kind': 'call'})
        cls.timeline = cls.env['crm.timeline'].with_user(cls.seller)

    def log(self, date, summary="talked", partner=None, **values):
        return self.env['crm.interaction'].create({
            'type_id': self.call.id, 'partner_id': (partner or self.contact).id, 'date': date, 'summary': summary,
            'user_id': self.seller.id, **values})

    def keys(self, partner=None, **kwargs):
        return [entry['key'] for entry in self.timeline.timeline_page((partner or self.account).id, **kwargs)['entries']]

    def test_talks_orders_invoices_and_messages_are_merged_by_date(self):
        talk = self.log('2026-03-02 10:00:00')
        order = self.env['sale.order'].create({
            'partner_id': self.account.id, 'date_order': '2026-03-03 10:00:00', 'user_id': self.seller.id})
        message = self.account.message_post(body="Hello", message_type='comment', subtype_xmlid='mail.mt_comment')
        message.date = '2026-03-01 10:00:00'
        self.assertEqual(
            self.keys(filters={'date_to': '2026-12-31'})[-3:],
            [f'sale.order,{order.id}', f'crm.interaction,{talk.id}', f'mail.message,{message.id}'])

    def test_an_entry_tells_who_with_whom_and_opens_its_record(self):
        talk = self.log('2026-03-02 10:00:00', "<b>oak</b> sample", duration=0.5, direction='out')
        entry, = (entry for entry in self.timeline.timeline_page(self.account.id)['entries'] if entry['kind'] == 'call')
        self.assertLessEqual({
            'key': f'crm.interaction,{talk.id}', 'big': True, 'date': '2026-03-02 10:00:00', 'date_only': False,
            'title': "Telephone", 'summary': "<b>oak</b> sample", 'icon': 'fa-phone', 'duration': 0.5,
            'direction': 'out', 'user': {'id': self.seller.id, 'name': self.seller.name},
            'partner': {'id': self.contact.id, 'name': "Ann"}, 'account': {'id': self.account.id, 'name': "Oak"},
            'link': {'model': 'crm.interaction', 'res_id': talk.id},
        }.items(), entry.items())

    def test_pages_follow_each_other_without_gap_or_repeat_at_equal_dates(self):
        for _number in range(7):
            self.log('2026-03-02 10:00:00')
        self.env['sale.order'].create([
            {'partner_id': self.account.id, 'date_order': '2026-03-02 10:00:00', 'user_id': self.seller.id}] * 3)
        whole = self.keys(limit=200)
        pages, cursor = [], None
        while True:
            page = self.timeline.timeline_page(self.account.id, cursor=cursor, limit=2)
            pages += [entry['key'] for entry in page['entries']]
            cursor = page['cursor']
            if not cursor:
                break
        self.assertEqual(pages, whole)
        self.assertGreaterEqual(len(whole), 10)

    def test_what_cannot_be_understood_is_named(self):
        for wrong in ({'limit': 0}, {'limit': 201}, {'limit': '5'}, {'cursor': 'nonsense'}, {'filters': {'kind': 'call'}},
                      {'filters': {'kinds': ['calls']}}, {'filters': {'scope': 'every'}}, {'filters': {'order': 'best'}}, {'filters': {'date_from': '1.2.'}},
                      {'filters': {'user_ids': ['me']}}, {'filters': ['kinds']}):
            with self.subTest(wrong=wrong), self.assertRaises(UserError):
                self.timeline.timeline_page(self.account.id, **wrong)
        with self.assertRaises(UserError):
            self.timeline.timeline_page(0)

    def test_an_account_out_of_reach_has_no_timeline(self):
        portal = new_test_user(self.env, 'timeline portal', 'base.group_portal')
        with self.assertRaises(AccessError):
            self.env['crm.timeline'].with_user(portal).timeline_page(self.account.id)
