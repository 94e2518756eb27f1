from datetime import timedelta

from odoo import Command, fields
from odoo.tests import HttpCase, new_test_user, tagged


@tagged('post_install', '-at_install')
class TestCaptureTour(HttpCase):
    """Talks that nobody types: a meeting that ended, an activity that was done, a call that was dialled."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(
            cls.env, 'capture_seller', groups='base.group_user,crm_customer_record.group_user', tz='UTC', lang='en_US')
        cls.customer = cls.env['res.partner'].create({
            'name': "Tour Customer", 'is_company': True, 'user_id': cls.seller.id,
            'child_ids': [Command.create({'name': "Anna Tour", 'phone': '+49 30 901820', 'user_id': cls.seller.id})],
        })
        cls.anna = cls.customer.child_ids
        cls.url = f'/odoo/customer-record/{cls.anna.id}'

    def _talk(self):
        return self.env['crm.interaction'].search([('account_id', '=', self.customer.id)])

    def test_meeting_is_logged_by_one_click(self):
        start = fields.Datetime.now() - timedelta(hours=2)
        event = self.env['calendar.event'].with_user(self.seller).with_context(no_mail_to_attendees=True).create({
            'name': "Samples", 'start': start, 'stop': start + timedelta(hours=1),
            'partner_ids': [Command.set((self.seller.partner_id | self.anna).ids)]})
        self.env['crm.interaction.question']._ask_meetings(10_000)
        self.start_tour('/odoo', 'crm_customer_record_meeting_question', login='capture_seller', timeout=120)
        self.assertEqual((self._talk().event_id, self._talk().outcome_id),
                         (event, self.env.ref('crm_customer_record.interaction_outcome_held')))

    def test_report_of_an_activity_becomes_a_talk(self):
        activity = self.anna.with_user(self.seller).activity_schedule('mail.mail_activity_data_call', user_id=self.seller.id)
        self.start_tour(self.url, 'crm_customer_record_activity_report', login='capture_seller', timeout=120)
        self.assertFalse(activity.active)
        self.assertEqual((self._talk().summary, self._talk().kind), ("Wants ten desks", 'call'))

    def test_call_from_a_link_is_timed_and_logged(self):
        self.start_tour(self.url, 'crm_customer_record_call_timer', login='capture_seller', timeout=120)
        talk = self._talk()
        self.assertEqual((talk.partner_id, talk.kind, talk.direction), (self.anna, 'call', 'out'))
        self.assertEqual(talk.outcome_id, self.env.ref('crm_customer_record.interaction_outcome_interested'))
        self.assertTrue(0 < talk.duration < 0.1)
