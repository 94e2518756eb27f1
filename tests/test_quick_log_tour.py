from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

LIST = '/odoo/customer-record'


@tagged('post_install', '-at_install')
class TestQuickLogTour(HttpCase):
    """A talk with outcome, promise and next step, by the keyboard alone."""

    def test_two_keys_beside_the_text(self):
        seller = new_test_user(
            self.env, 'line_seller', groups='base.group_user,crm_customer_record.group_user', tz='UTC', lang='en_US')
        self.env['res.partner'].search([('partner_share', '=', True)]).filtered(
            lambda partner: not partner.parent_id).write({'customer_rank': 0})
        customer = self.env['res.partner'].create({'name': "A Tour Customer", 'is_company': True, 'user_id': seller.id})
        self.start_tour(LIST, 'crm_customer_record_quick_log', login='line_seller', timeout=120)
        today = fields.Date.today()
        talk = self.env['crm.interaction'].search([('account_id', '=', customer.id)])
        self.assertEqual(len(talk), 1, "The plan logged nothing, and the template was taken back")
        self.assertEqual((talk.kind, talk.user_id, talk.summary), ('call', seller, "call 10m interested"))
        self.assertEqual(talk.outcome_id, self.env.ref('crm_customer_record.interaction_outcome_interested'))
        self.assertAlmostEqual(talk.duration, 10 / 60, places=3)
        self.assertEqual((talk.activity_id.date_deadline, talk.activity_id.summary), (today + timedelta(days=2), "offer"))
        promise = talk.promise_ids
        self.assertEqual((promise.side, promise.name, promise.date_due), ('ours', "send samples", today + timedelta(days=1)))
        event = self.env['calendar.event'].search([('partner_ids', 'in', customer.ids)])
        self.assertEqual((event.user_id, event.start.date(), event.start.hour), (seller, today + timedelta(days=1), 10))
