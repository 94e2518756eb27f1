from odoo import Command
from odoo.exceptions import AccessError, MissingError
from odoo.tests import tagged

from .common_timeline import TimelineCase


@tagged('post_install', '-at_install')
class TestTimelineDeal(TimelineCase):
    """The timeline of one opportunity."""

    def page(self, user=None, lead=None, limit=200, cursor=None, **filters):
        timeline = self.env['crm.timeline'].with_user(user or self.manager)
        return timeline.deal_page((lead or self.deal).id, cursor=cursor, limit=limit, filters=filters)

    def keys(self, *args, **kwargs):
        return [entry['key'] for entry in self.page(*args, **kwargs)['entries']]

    def setUp(self):
        super().setUp()
        self.deal = self.lead()

    def key(self, record):
        return f'{record._name},{record.id}'

    def test_what_belongs_to_the_deal_and_nothing_else(self):
        other = self.lead()
        mine = [self.log(lead_id=self.deal.id), self.order(opportunity_id=self.deal.id), self.comment(self.deal),
                self.meet(opportunity_id=self.deal.id), self.deal]
        mine.append(self.comment(mine[1]))
        self.env['ir.attachment'].with_user(self.seller).create({'name': "plan", 'res_model': 'crm.lead', 'res_id': other.id})
        mine.append(self.env['ir.attachment'].with_user(self.seller).create(
            {'name': "plan", 'res_model': 'crm.lead', 'res_id': self.deal.id}))
        for record in (self.log(), self.order(), self.comment(other), self.meet(), other):
            self.assertNotIn(self.key(record), self.keys())
        self.assertEqual(set(self.keys()), {self.key(record) for record in mine})

    def test_the_invoice_of_an_order_of_the_deal(self):
        product = self.env['product.product'].create({'name': "Desk", 'invoice_policy': 'order'})
        order = self.order(opportunity_id=self.deal.id, order_line=[Command.create({'product_id': product.id, 'price_unit': 9.0})])
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.invoice_date = '2026-03-05'
        invoice.invoice_user_id = self.seller
        invoice.action_post()
        self.assertIn(self.key(invoice), self.keys(self.seller))
        self.assertNotIn(self.key(invoice), self.keys(lead=self.lead()))

    def test_a_deal_whose_customer_is_not_known_yet(self):
        deal = self.env['crm.lead'].create({'name': "Unknown caller", 'type': 'opportunity', 'user_id': self.seller.id})
        self.cr.flush()
        records = [self.comment(deal, "Who is it?", subtype_xmlid='mail.mt_note'), self.comment(deal, partner_ids=self.bob.ids),
                   self.env['ir.attachment'].with_user(self.seller).create({'name': "plan", 'res_model': 'crm.lead', 'res_id': deal.id}),
                   self.env['calendar.event'].create({'name': "Call them", 'start': '2026-03-02 10:00:00', 'stop': '2026-03-02 11:00:00',
                                                      'user_id': self.seller.id, 'opportunity_id': deal.id})]
        found = {entry['key']: entry for entry in self.page(lead=deal)['entries']}
        self.assertEqual(set(found), {self.key(record) for record in [*records, deal]})
        self.assertEqual([found[self.key(record)]['kind'] for record in records], ['note', 'email', 'file', 'calendar'])
        self.assertEqual(found[self.key(records[0])]['user']['name'], "Seller")

    def test_pages_follow_each_other_and_filters_hold(self):
        for number in range(1, 8):
            self.log(f'2026-03-0{number} 10:00:00', lead_id=self.deal.id)
            self.comment(self.deal, "Oak").write({'date': f'2026-03-0{number} 10:00:00'})
        for order in ('newest', 'oldest'):
            whole, keys, cursor = self.keys(order=order), [], None
            while True:
                page = self.page(limit=3, cursor=cursor, order=order)
                keys += [entry['key'] for entry in page['entries']]
                cursor = page['cursor']
                if not cursor:
                    break
            self.assertEqual(keys, whole)
            self.assertEqual(len(whole), 15)
        self.assertEqual(len(self.keys(kinds=['call'])), 7)
        self.assertEqual(len(self.keys(text='oak', date_from='2026-01-01')), 7)
        self.assertEqual(len(self.keys(date_from='2026-03-02', date_to='2026-03-03')), 4)
        self.assertEqual(self.keys(user_ids=self.stranger.ids), [])

    def test_a_deal_that_is_gone_has_no_timeline(self):
        self.log()
        gone = self.lead()
        gone_id = gone.id
        gone.unlink()
        for lead_id in (gone_id, 0, False, None, 'x'):
            with self.subTest(lead_id=lead_id), self.assertRaises(MissingError):
                self.env['crm.timeline'].with_user(self.manager).deal_page(lead_id)

    def test_who_may_not_read_the_deal_has_none_of_it(self):
        private = self.log(lead_id=self.deal.id, confidentiality='private')
        self.assertIn(self.key(private), self.keys(self.seller))
        self.assertNotIn(self.key(private), self.keys(self.manager))
        for user in (self.stranger, self.accountant):
            with self.assertRaises(AccessError):
                self.page(user)
