from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.sql_db import Cursor
from odoo.tests import tagged

from .common_interactions import InteractionCase


@tagged('post_install', '-at_install')
class TestInteractionQuickLog(InteractionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller.tz = 'UTC'
        cls.Interaction = cls.env['crm.interaction'].with_user(cls.seller)
        cls.tomorrow = fields.Date.today() + timedelta(days=1)

    def test_line_becomes_an_interaction_with_a_next_step(self):
        result = self.Interaction.quick_log(
            self.company.id, "called Anna 15 min, wants a quote -> call back tomorrow at 10")
        talk = self.Interaction.browse(result['id'])
        self.assertEqual((talk.type_id, talk.partner_id, talk.account_id), (self.call, self.contact, self.company))
        self.assertEqual((talk.summary, talk.duration, talk.user_id), ("wants a quote", 0.25, self.seller))
        self.assertEqual((talk.activity_id.date_deadline, talk.activity_id.summary), (self.tomorrow, "10:00 call back"))
        self.assertEqual(talk.activity_id.activity_type_id, self.env.ref('mail.mail_activity_data_call'))
        self.assertEqual(result, {
            'made': {'model': 'crm.interaction', 'id': talk.id},
            'message': "Logged on the timeline.",
            'id': talk.id,
            'display_name': "wants a quote",
            'summary': "wants a quote",
            'type': "Call",
            'kind': 'call',
            'date': fields.Datetime.to_string(talk.date),
            'partner_id': self.contact.id,
            'account_id': self.company.id,
            'next_step_date': str(self.tomorrow),
        })

    def test_what_is_not_understood_becomes_a_note(self):
        talk = self.Interaction.browse(self.Interaction.quick_log(self.contact.id, "likes chess")['id'])
        self.assertEqual((talk.kind, talk.summary, talk.partner_id), ('note', "likes chess", self.contact))
        self.assertFalse(talk.activity_id)

    def test_values_overrule_the_line(self):
        result = self.Interaction.quick_log(
            self.company.id, "called Anna, fine", type_id=self.meeting.id, confidentiality='private')
        talk = self.Interaction.browse(result['id'])
        self.assertEqual((talk.type_id, talk.confidentiality), (self.meeting, 'private'))

    def test_dismissed_pieces_stay_text(self):
        talk = self.Interaction.browse(
            self.Interaction.quick_log(self.company.id, "called -> offer tomorrow", ignore=['next', 'type'])['id'])
        self.assertEqual((talk.kind, talk.summary), ('note', "called -> offer tomorrow"))
        self.assertFalse(talk.next_step_date)

    def test_yesterday_is_of_the_writers_calendar(self):
        self.seller.tz = 'Asia/Tokyo'
        talk = self.Interaction.browse(self.Interaction.quick_log(self.company.id, "call yesterday, fine")['id'])
        self.assertAlmostEqual(talk.date, fields.Datetime.now() - timedelta(days=1), delta=timedelta(minutes=1))

    def test_preview_says_the_same_and_records_nothing(self):
        before = self.env['crm.interaction'].search_count([])
        text = "😀 called Anna, wants a quote tomorrow"
        preview = self.Interaction.quick_log_preview(self.company.id, text)
        self.assertEqual(self.env['crm.interaction'].search_count([]), before)
        chips = {chip['key']: chip for chip in preview['chips']}
        self.assertEqual(list(chips), ['type', 'contact', 'next'])
        # JavaScript counts the smiley as two.
        self.assertEqual((chips['type']['start'], chips['type']['end']), (3, 9))
        self.assertEqual((chips['type']['label'], chips['contact']['label']), ("Call", "Anna Petrova"))
        self.assertIn("wants a quote", chips['next']['label'])
        self.assertEqual(preview['values']['next_step_date'], str(self.tomorrow))
        talk = self.Interaction.browse(self.Interaction.quick_log(self.company.id, text)['id'])
        self.assertEqual(preview['summary'], talk.summary)
        self.assertEqual(preview['values']['partner_id'], talk.partner_id.id)

    def test_labels_are_in_the_readers_language(self):
        self.env['res.lang']._activate_lang('fr_FR')
        self.call.with_context(lang='fr_FR').name = "Appel"
        preview = self.Interaction.with_context(lang='fr_FR').quick_log_preview(self.company.id, "called him")
        self.assertEqual(preview['chips'][0]['label'], "Appel")

    def test_outcome_that_does_not_fit_or_is_archived_stays_text(self):
        self.env.ref('crm_customer_record.interaction_outcome_no_answer').active = False
        talk = self.Interaction.browse(self.Interaction.quick_log(self.company.id, "call, no answer")['id'])
        self.assertEqual((talk.kind, talk.summary), ('call', "no answer"))
        self.assertFalse(talk.outcome_id)
        talk = self.Interaction.browse(self.Interaction.quick_log(self.company.id, "visit, line busy")['id'])
        self.assertEqual((talk.kind, talk.summary), ('visit', "line busy"))

    def test_bad_input_is_told_in_words(self):
        with self.assertRaisesRegex(UserError, "Type what was said"):
            self.Interaction.quick_log(self.company.id, " \n ")
        with self.assertRaisesRegex(UserError, "does not exist any more"):
            self.Interaction.quick_log(999999999, "call")
        with self.assertRaisesRegex(UserError, "no field colour"):
            self.Interaction.quick_log(self.company.id, "call", colour=3)
        other = self.env['res.company'].create({'name': "Other company"})
        self.contact.company_id = other
        with self.assertRaises(AccessError):
            self.Interaction.quick_log(self.contact.id, "call")
        with self.assertRaises(AccessError):
            self.env['crm.interaction'].with_user(self.employee).quick_log(self.company.id, "call")

    def test_line_asks_the_database_less_than_the_hosts_two_steps(self):
        def cost(action):
            for _round in range(2):  # the first one warms up
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                action()
                self.env.flush_all()
            return self.env.cr.sql_log_count - before

        partner = self.company.with_user(self.seller)

        def note_and_activity():
            partner.message_post(body="Called", subtype_xmlid='mail.mt_note')
            partner.activity_schedule('mail.mail_activity_data_todo', self.tomorrow, user_id=self.seller.id)

        line = cost(lambda: self.Interaction.quick_log(self.company.id, "called Anna 10 min -> offer tomorrow"))
        self.assertLess(line, cost(note_and_activity))

    def test_nothing_is_written_twice(self):
        statements = []
        execute = Cursor.execute

        def listen(cursor, query, *args, **kwargs):
            statements.append(str(getattr(query, 'code', query)))
            return execute(cursor, query, *args, **kwargs)

        text = "called 10 min, we: send samples by tomorrow, they: pay in 2 weeks, next: offer in 3 days"
        for _round in range(2):  # the first one subscribes the seller and warms up
            self.env.flush_all()
            self.env.invalidate_all()
            statements.clear()
            with patch.object(Cursor, 'execute', listen):
                talk = self.Interaction.browse(self.Interaction.quick_log(self.company.id, text)['id'])
                self.env.flush_all()
        self.assertEqual(len(talk.promise_ids), 2)
        verbs = [statement.split()[0] for statement in statements]
        self.assertEqual([verb for verb in verbs if verb != 'SELECT'], ['INSERT'] * 3)

    def test_the_step_is_the_activity_that_the_host_would_make(self):
        self.seller.tz = 'Asia/Tokyo'
        talk = self.Interaction.browse(self.Interaction.quick_log(self.company.id, "called Anna -> offer tomorrow")['id'])
        # Tomorrow is that of the seller: in the evening of Europe it has begun in Tokyo.
        tomorrow = fields.Date.context_today(self.seller.with_context(tz=self.seller.tz)) + timedelta(days=1)
        same = self.contact.with_user(self.seller).activity_schedule(
            'mail.mail_activity_data_todo', tomorrow, summary="offer", user_id=self.seller.id)
        for name in ('res_model_id', 'res_model', 'res_id', 'res_name', 'user_tz', 'user_id', 'activity_type_id', 'summary',
                     'date_deadline', 'state', 'create_uid'):
            self.assertEqual(talk.activity_id[name], same[name], name)
        self.assertEqual(same.user_tz, 'Asia/Tokyo')

    def test_preview_costs_the_same_for_a_company_of_many(self):
        counts = []
        for size in (2, 60):
            self.env['res.partner'].create([
                {'name': f"Person {size} {number}", 'parent_id': self.company.id} for number in range(size)])
            self.Interaction.quick_log_preview(self.company.id, "called Anna")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.Interaction.quick_log_preview(self.company.id, "called Anna")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
        self.assertLess(counts[0], 12)
