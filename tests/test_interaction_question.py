from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_interactions import InteractionCase


@tagged('post_install', '-at_install')
class TestInteractionQuestion(InteractionCase):
    """The organiser of a meeting with a customer is asked once how it went."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Questions = cls.env['crm.interaction.question']
        cls.Questions._ask_meetings(10_000)  # those of the demo data
        cls.now = fields.Datetime.now()
        cls.held = cls.env.ref('crm_customer_record.interaction_outcome_held')
        cls.postponed = cls.env.ref('crm_customer_record.interaction_outcome_postponed')

    def _meeting(self, user=None, ended=1, partners=None, **values):
        user = user or self.seller
        partners = self.contact if partners is None else partners
        start = self.now - timedelta(hours=ended + 1)
        return self.env['calendar.event'].with_user(user).with_context(no_mail_to_attendees=True).create({
            'name': "Samples", 'start': start, 'stop': start + timedelta(hours=1), 'user_id': user.id,
            'partner_ids': [Command.set((user.partner_id | partners).ids)], **values})

    def _ask(self):
        return self.Questions._ask_meetings(100)

    def test_ended_meeting_with_a_customer_is_asked_about_once(self):
        event = self._meeting()
        question = self._ask()
        self.assertEqual((question.user_id, question.event_id, question.partner_id), (self.seller, event, self.contact))
        self.assertFalse(self._ask())
        pending = self.Questions.with_user(self.seller).pending()
        self.assertEqual([found['title'] for found in pending], ["How was the meeting with Anna Petrova?"])
        self.assertEqual([outcome['name'] for outcome in pending[0]['outcomes']][:4], ["Held", "Postponed", "Cancelled", "Did not come"])

    def test_meetings_nobody_is_asked_about(self):
        self._meeting(partners=self.mate.partner_id)  # internal
        self._meeting(ended=-5)  # to come
        self._meeting(ended=24 * 10)  # long ago
        self._meeting().active = False  # cancelled
        self._meeting(user=self.employee)  # has no role
        declined = self._meeting()
        declined.attendee_ids.filtered(lambda attendee: attendee.partner_id == self.contact).sudo().state = 'declined'
        self.assertFalse(self._ask())

    def test_one_click_logs_the_meeting(self):
        colleague, guest = self.mate.partner_id, self.env['res.partner'].create({'name': "Guest"})
        event = self._meeting(partners=self.contact | colleague | guest)
        question = self._ask().with_user(self.seller)
        result = question.answer(self.held.id)
        talk = self.env['crm.interaction'].browse(result['id'])
        self.assertEqual((talk.kind, talk.outcome_id, talk.event_id, talk.user_id), ('meeting', self.held, event, self.seller))
        self.assertEqual((talk.partner_id, talk.account_id, talk.date, talk.duration), (self.contact, self.company, event.start, 1.0))
        self.assertEqual(talk.participant_ids, colleague | guest)
        self.assertEqual((talk.summary, talk.confidentiality), ("Samples", 'normal'))
        self.assertFalse(question.with_user(self.seller).pending())
        with self.assertRaises(UserError):
            question.answer(self.held.id)
        self.assertFalse(self._ask())

    def test_taken_back_and_put_aside(self):
        self._meeting()
        question = self._ask().with_user(self.seller)
        talk = self.env['crm.interaction'].browse(question.answer(self.postponed.id, "Next week")['id'])
        self.assertEqual((talk.summary, talk.is_failed), ("Next week", True))
        question.take_back()
        self.assertFalse(talk.exists())
        self.assertTrue(question.active)
        question.dismiss()
        self.assertFalse(question.pending())
        self.assertFalse(self._ask())

    def test_private_meeting_becomes_a_private_talk(self):
        self._meeting(privacy='private')
        question = self._ask().with_user(self.seller)
        talk = self.env['crm.interaction'].browse(question.answer(self.held.id)['id'])
        self.assertEqual(talk.confidentiality, 'private')

    def test_nobody_else_sees_or_answers(self):
        self._meeting()
        question = self._ask()
        self.assertFalse(self.Questions.with_user(self.manager).pending())
        for user in (self.mate, self.manager, self.director):
            with self.assertRaises(AccessError):
                question.with_user(user).answer(self.held.id)
            with self.assertRaises(AccessError):
                question.with_user(user).dismiss()
        with self.assertRaises(AccessError):
            self.Questions.with_user(self.employee).pending()

    def test_meeting_and_its_talk_are_one_entry_for_who_may_read_the_talk(self):
        event = self._meeting()
        question = self._ask().with_user(self.seller)

        def keys(user):
            entries = self.env['crm.timeline'].with_user(user).timeline_page(self.company.id)['entries']
            return [entry['key'] for entry in entries if entry['model'] in ('calendar.event', 'crm.interaction')]

        self.assertEqual(keys(self.seller), [f'calendar.event,{event.id}'])
        talk_id = question.answer(self.held.id)['id']
        self.assertEqual(keys(self.seller), [f'crm.interaction,{talk_id}'])
        self.assertEqual(keys(self.mate), [f'crm.interaction,{talk_id}'])
        self.assertEqual(keys(self.stranger), [f'calendar.event,{event.id}'], "hidden is the talk, not the meeting")

    def test_activity_of_the_meeting_is_done_with_it(self):
        event = self._meeting(res_model_id=self.env['ir.model']._get_id('res.partner'), res_id=self.contact.id, ended=1)
        activity = event.activity_ids
        self.assertTrue(activity.active)
        question = self._ask().with_user(self.seller)
        talks = self.env['crm.interaction'].search_count([])
        question.answer(self.held.id)
        self.assertFalse(activity.active)
        self.assertEqual(self.env['crm.interaction'].search_count([]), talks + 1)
        entries = self.env['crm.timeline'].with_user(self.seller).timeline_page(self.contact.id)['entries']
        self.assertEqual([entry['kind'] for entry in entries if entry['kind'] in ('meeting', 'calendar', 'activity')], ['meeting'])

    def test_asking_costs_the_same_for_many(self):
        counts = []
        for size in (2, 20):
            for number in range(size):
                self._meeting(name=f"Meeting {size} {number}")
            self.env.flush_all()
            self.env['crm.timeline.link']._write_pending()
            self._ask()
            for number in range(size):
                self._meeting(name=f"Again {size} {number}")
            self.env['crm.timeline.link']._write_pending()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(self._ask()), size)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_asked_in_batches(self):
        for _number in range(3):
            self._meeting()
        self.assertEqual([len(self.Questions._ask_meetings(2)) for _round in range(3)], [2, 1, 0])

    def test_logging_for_a_link(self):
        self.env['crm.contact.mechanism'].create({'partner_id': self.contact.id, 'kind': 'phone', 'value': '+49 30 901820'})
        Talks = self.env['crm.interaction'].with_user(self.seller)
        called = Talks.call_partner('+4930901820')
        self.assertEqual((called['id'], called['account']), (self.contact.id, "Romashka"))
        self.assertIn("No answer", [outcome['name'] for outcome in called['outcomes']])
        self.assertEqual(Talks.call_partner('+49 30 901820', 'res.partner', self.company.id)['id'], self.contact.id)
        self.assertEqual(Talks.call_partner('112', 'res.partner', self.company.id)['id'], self.company.id)
        self.assertFalse(Talks.call_partner('+49 30 111111'))
        self.assertFalse(self.env['crm.interaction'].with_user(self.employee).call_partner('+4930901820'))
        talk = Talks.browse(Talks.quick_log_call(self.contact.id, "interested, call again tomorrow", 90)['id'])
        self.assertEqual((talk.kind, talk.direction, talk.duration), ('call', 'out', 0.025))
        self.assertTrue(talk.outcome_id and talk.next_step_date)
        talk = Talks.browse(Talks.quick_log_call(self.contact.id, "15 min, all fine", 90)['id'])
        self.assertEqual(talk.duration, 0.25)
        no_answer = self.env.ref('crm_customer_record.interaction_outcome_no_answer')
        talk = Talks.browse(Talks.quick_log_call(self.contact.id, "", 20, outcome_id=no_answer.id)['id'])
        self.assertEqual((talk.summary, talk.outcome_id), ("No answer", no_answer))
        with self.assertRaises(UserError):
            Talks.quick_log_call(self.contact.id, " ", 20)
