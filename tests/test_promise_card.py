from datetime import timedelta

from odoo.tests import tagged

from .common_promise_payments import PromisePaymentCase


@tagged('post_install', '-at_install')
class TestPromiseCard(PromisePaymentCase):
    """Promises in the strip, on the timeline and behind the buttons."""

    def strip(self, user, partner=None):
        tiles = (partner or self.customer).with_user(user).card_strip()
        return next((tile for tile in tiles if tile['key'] == 'promises'), None)

    def plain(self, user=None, **values):
        return self.env['crm.promise'].with_user(user or self.seller).create({
            'name': "Send samples", 'partner_id': self.contact.id, 'date_due': self.friday, **values})

    def test_no_promise_no_tile(self):
        self.plain(state='kept')
        self.assertFalse(self.strip(self.seller))

    def test_next_promise_is_a_link(self):
        promise = self.plain()
        tile = self.strip(self.seller)
        self.assertEqual((tile['value'], tile['sub'], tile['tone']), ("We: Send samples", "due in 4 days", ''))
        self.assertEqual((tile['action']['res_model'], tile['action']['res_id']), ('crm.promise', promise.id))
        self.assertTrue(self.strip(self.seller, self.contact))

    def test_overdue_is_red(self):
        self.plain()
        self.plain(name="Deliver papers", side='theirs', date_due=self.today - timedelta(days=1))
        tile = self.strip(self.seller)
        self.assertEqual((tile['value'], tile['sub'], tile['tone']),
                         ("They: Deliver papers", "was due yesterday · 1 more", 'danger'))
        found = self.env['crm.promise'].with_user(self.seller).search(tile['action']['domain'])
        self.assertEqual(len(found), 2)

    def test_broken_payment_stays_until_it_is_paid(self):
        promise = self.promise(self.bill(), date_due=self.today - timedelta(days=2))
        promise.action_break()
        tile = self.strip(self.seller)
        self.assertEqual((tile['sub'], tile['tone']), ("broken, was due 2 days ago", 'danger'))
        self.pay(promise.move_ids)
        self.assertFalse(self.strip(self.seller))

    def test_what_the_viewer_may_not_see_is_not_there(self):
        self.plain(confidentiality='private')
        for user in (self.other, self.manager, self.accountant):
            self.assertFalse(self.strip(user))
        clerk = self._user('clerk', 'user')
        clerk.group_ids = self.env.ref('base.group_user')
        self.assertFalse(self.strip(clerk))

    def test_strip_asks_once(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.customer.with_user(self.seller).with_context(tz='UTC').card_strip()
            return self.env.cr.sql_log_count - before

        queries()
        without = queries()
        self.plain()
        queries()
        one = queries()
        for _number in range(25):
            self.plain()
        self.assertEqual((one, queries()), (without + 1, without + 1))
        self.assertIn("more than 20", self.strip(self.seller)['sub'])

    def test_timeline(self):
        promise = self.promise(self.bill(100))
        timeline = self.env['crm.timeline'].with_user(self.seller)

        def entry(partner):
            entries = timeline.timeline_page(partner.id, filters={'kinds': ['promise']})['entries']
            return next((entry for entry in entries if entry['key'] == f'crm.promise,{promise.id}'), None)

        shown = entry(self.customer)
        self.assertEqual((shown['title'], shown['state']), ("They: Pay", {'label': "Outstanding", 'color': ''}))
        self.assertEqual((shown['amount'], shown['user']['id'], shown['link']),
                         (100, self.accountant.id, {'model': 'crm.promise', 'res_id': promise.id}))
        self.pay(promise.move_ids)
        self.assertEqual(entry(self.customer)['state'], {'label': "Kept", 'color': 'success'})
        promise.confidentiality = 'private'
        self.assertFalse(entry(self.customer))
        self.assertFalse(timeline.timeline_page(self.customer.id, filters={'text': "Pay"})['entries'])

    def test_timeline_of_the_opportunity(self):
        lead = self.env['crm.lead'].create({'name': "Deal", 'partner_id': self.customer.id, 'user_id': self.seller.id})
        promise = self.plain(lead_id=lead.id)
        hidden = self.plain(self.other, lead_id=lead.id, confidentiality='private')
        self.plain()
        page = self.env['crm.timeline'].with_user(self.seller).deal_page(lead.id, filters={'kinds': ['promise']})
        self.assertEqual([entry['res_id'] for entry in page['entries']], promise.ids)
        self.assertTrue(hidden.exists())

    def test_buttons_open_the_promises(self):
        lead = self.env['crm.lead'].create({'name': "Deal", 'partner_id': self.customer.id, 'user_id': self.seller.id})
        promise = self.plain(lead_id=lead.id)
        self.plain(lead_id=lead.id, user_id=self.other.id, confidentiality='private')
        self.plain(self.other, lead_id=lead.id, confidentiality='private')
        self.env.invalidate_all()
        self.assertEqual(lead.with_user(self.seller).promise_count, 2)
        Promise = self.env['crm.promise'].with_user(self.seller)
        self.assertIn(promise, Promise.search(lead.with_user(self.seller).action_view_promises()['domain']))
        self.assertIn(promise, Promise.search(self.customer.with_user(self.seller).action_view_promises()['domain']))
        self.assertEqual(Promise.search(self.contact.with_user(self.seller).action_view_promises()['domain']), Promise.search(
            [('partner_id', '=', self.contact.id)]))
