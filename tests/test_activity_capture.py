from odoo import fields
from odoo.tests import tagged

from .common_interactions import InteractionCase


@tagged('post_install', '-at_install')
class TestActivityCapture(InteractionCase):
    """The report of a done activity becomes an interaction, where there is a customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.call_type = cls.env.ref('mail.mail_activity_data_call')
        cls.meeting_type = cls.env.ref('mail.mail_activity_data_meeting')
        cls.todo_type = cls.env.ref('mail.mail_activity_data_todo')
        cls.Talks = cls.env['crm.interaction']
        cls.lead = cls.env['crm.lead'].create({
            'name': "Desks", 'type': 'opportunity', 'partner_id': cls.contact.id, 'user_id': cls.seller.id})

    def _activity(self, record=None, activity_type=None, user=None):
        record = self.contact if record is None else record
        return self.env['mail.activity'].with_user(user or self.seller).create({
            'activity_type_id': (activity_type or self.call_type).id, 'summary': "Call about desks",
            'user_id': (user or self.seller).id, 'date_deadline': fields.Date.today(),
            'res_model_id': self.env['ir.model']._get_id(record._name), 'res_id': record.id})

    def _done(self, activity, feedback=False):
        """Mark as done as its user; return the new talks and questions."""
        talks, questions = self.Talks.search([]), self.env['crm.interaction.question'].search([])
        activity.with_user(activity.user_id).action_feedback(feedback=feedback)
        return self.Talks.search([]) - talks, self.env['crm.interaction.question'].search([]) - questions

    def test_defaults(self):
        self.assertEqual(
            [found.interaction_capture for found in (self.call_type, self.meeting_type, self.todo_type)],
            ['always', 'always', 'never'])

    def test_report_of_a_call_becomes_a_talk(self):
        talk, question = self._done(self._activity(), "Wants ten desks")
        self.assertFalse(question)
        self.assertEqual((talk.kind, talk.partner_id, talk.account_id, talk.user_id), ('call', self.contact, self.company, self.seller))
        self.assertEqual((talk.summary, talk.confidentiality), ("Wants ten desks", 'normal'))
        entries = self.env['crm.timeline'].with_user(self.seller).timeline_page(self.contact.id)['entries']
        self.assertEqual([entry['key'] for entry in entries if entry['kind'] in ('call', 'activity')], [f'crm.interaction,{talk.id}'])
        entries = self.env['crm.timeline'].with_user(self.stranger).timeline_page(self.contact.id)['entries']
        self.assertEqual([entry['kind'] for entry in entries if entry['kind'] in ('call', 'activity')], ['activity'])

    def test_on_a_deal_an_order_and_an_invoice(self):
        talk, _question = self._done(self._activity(self.lead), "Wants ten desks")
        self.assertEqual((talk.partner_id, talk.lead_id), (self.contact, self.lead))
        order = self.env['sale.order'].create({'partner_id': self.contact.id, 'user_id': self.seller.id})
        talk, _question = self._done(self._activity(order), "Confirmed by phone")
        self.assertEqual((talk.partner_id, talk.lead_id.id), (self.contact, False))
        invoice = self._post_invoice(self.company)
        talk, _question = self._done(self._activity(invoice, user=self.accountant), "Pays on Friday")
        self.assertEqual((talk.partner_id, talk.user_id), (self.company, self.accountant))

    def test_without_a_report_the_colleague_is_asked(self):
        talk, question = self._done(self._activity())
        self.assertFalse(talk)
        self.assertEqual((question.user_id, question.partner_id, question.name), (self.seller, self.contact, "Call about desks"))
        pending = question.with_user(self.seller).pending()
        self.assertEqual(pending[0]['title'], "How did the call with Anna Petrova go?")
        reached = self.env.ref('crm_customer_record.interaction_outcome_reached')
        talk = self.Talks.browse(question.with_user(self.seller).answer(reached.id)['id'])
        self.assertEqual((talk.outcome_id, talk.done_message_id, talk.kind), (reached, question.message_id, 'call'))

    def test_configured_for_each_type(self):
        self.call_type.interaction_capture = 'never'
        self.assertEqual([len(found) for found in self._done(self._activity(), "Nothing")], [0, 0])
        self.call_type.interaction_capture = 'ask'
        self.assertEqual([len(found) for found in self._done(self._activity(), "Was it one?")], [0, 1])
        visit = self.env.ref('crm_customer_record.interaction_type_visit')
        self.todo_type.write({'interaction_capture': 'always', 'interaction_type_id': visit.id})
        talk, _question = self._done(self._activity(activity_type=self.todo_type), "Was there")
        self.assertEqual(talk.type_id, visit)

    def test_host_is_as_ever_where_there_is_no_customer(self):
        alone = self.env['crm.lead'].create({'name': "Nobody yet", 'user_id': self.seller.id})
        for record, user in ((alone, self.seller), (self.contact, self.employee)):
            activity = self._activity(record, user=self.seller)
            activity.sudo().user_id = user
            self.assertEqual([len(found) for found in self._done(activity, "Report")], [0, 0])
            self.assertFalse(activity.active)
            self.assertEqual(activity.feedback, "Report")

    def test_a_whole_list_is_closed_without_questions(self):
        activities = self.env['mail.activity'].union(*(self._activity() for _number in range(8)))
        self.assertEqual([len(found) for found in self._done(activities)], [0, 0])

    def test_next_step_of_a_talk_is_a_talk_of_its_own(self):
        first = self._log(next_step_date=fields.Date.today(), next_step_type_id=self.call_type.id)
        talk, question = self._done(first.activity_id, "Sent")
        self.assertEqual((len(talk), len(question), first.next_step_state), (1, 0, 'done'))

    def test_failure_never_keeps_an_activity_from_being_done(self):
        self.company.company_id = False
        activity = self._activity(self.lead)
        self.lead.partner_id = self.env['res.partner'].create({'name': "Elsewhere"})
        self.env['ir.rule'].create({
            'name': "No talks", 'model_id': self.env['ir.model']._get_id('crm.interaction'), 'domain_force': "[('id', '=', 0)]"})
        self.assertEqual([len(found) for found in self._done(activity, "Report")], [0, 0])
        self.assertFalse(activity.active)
