from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common_interactions import InteractionCase


@tagged('post_install', '-at_install')
class TestInteractionQuickPlan(InteractionCase):
    """What one line makes beyond a talk: promises, plans, work for colleagues, templates."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.seller | cls.mate | cls.accountant).tz = 'UTC'
        cls.mate.name = "Alexander Mate"
        cls.Interaction = cls.env['crm.interaction'].with_user(cls.seller)
        cls.Template = cls.env['crm.interaction.template']
        cls.today = fields.Date.today()
        cls.tomorrow = cls.today + timedelta(days=1)

    def _talk(self, text, **values):
        return self.Interaction.browse(self.Interaction.quick_log(self.company.id, text, **values)['id'])

    def _counts(self):
        return [self.env[model].search_count([]) for model in ('crm.interaction', 'mail.activity', 'calendar.event', 'crm.promise')]

    # promises

    def test_promises_of_both_sides(self):
        talk = self._talk("call 10m, we: send samples by tomorrow, they: pay by tomorrow")
        self.assertEqual(
            [(promise.side, promise.name, promise.date_due, promise.user_id, promise.account_id) for promise in talk.promise_ids],
            [('ours', "send samples", self.tomorrow, self.seller, self.company),
             ('theirs', "pay", self.tomorrow, self.seller, self.company)])
        self.assertEqual(talk.kind, 'call')

    def test_promise_kept_by_a_colleague(self):
        talk = self._talk("call, we: @alexander sends samples by tomorrow")
        self.assertEqual((talk.promise_ids.user_id, talk.promise_ids.name), (self.mate, "sends samples"))

    def test_promise_left_as_text(self):
        talk = self._talk("call, we: send samples by tomorrow", ignore=['promise1'])
        self.assertFalse(talk.promise_ids)
        self.assertFalse(talk.next_step_date)
        self.assertIn("we: send samples by tomorrow", talk.summary)

    def test_undo_takes_everything_back(self):
        before = self._counts()
        made = self.Interaction.quick_log(
            self.company.id, "call 10m interested, we: send samples by tomorrow, next: offer tomorrow")['made']
        self.assertEqual(self._counts(), [before[0] + 1, before[1] + 1, before[2], before[3] + 1])
        self.env[made['model']].with_user(self.seller).browse(made['id']).unlink()
        self.assertEqual(self._counts(), before)

    # plans

    def test_future_date_plans_an_activity_and_logs_nothing(self):
        talks, activities, events, promises = self._counts()
        result = self.Interaction.quick_log(self.company.id, "call Anna tomorrow at 10 @alexander")
        self.assertEqual(self._counts(), [talks, activities + 1, events, promises])
        self.assertFalse(result['id'])
        activity = self.env['mail.activity'].browse(result['made']['id'])
        self.assertEqual(
            (activity.res_model, activity.res_id, activity.date_deadline, activity.summary, activity.user_id),
            ('res.partner', self.contact.id, self.tomorrow, "10:00 call Anna", self.mate))
        self.assertEqual(activity.activity_type_id, self.env.ref('mail.mail_activity_data_call'))
        self.assertEqual(activity.create_uid, self.seller)
        activity.with_user(self.seller).unlink()
        self.assertEqual(self._counts(), [talks, activities, events, promises])

    def test_future_meeting_goes_to_the_calendar_without_a_mail(self):
        self.contact.email = 'anna@example.com'
        mails = self.env['mail.mail'].search_count([])
        talks = self._counts()[0]
        result = self.Interaction.quick_log(self.company.id, "meeting with Anna tomorrow at 14:30 1,5h")
        self.assertEqual(result['made']['model'], 'calendar.event')
        event = self.env['calendar.event'].browse(result['made']['id'])
        self.assertEqual((event.start.date(), event.start.hour, event.start.minute, event.duration), (self.tomorrow, 14, 30, 1.5))
        self.assertEqual(event.partner_ids, self.contact | self.seller.partner_id)
        self.assertEqual((event.name, event.user_id), ("meeting with Anna", self.seller))
        self.assertEqual(self._counts()[0], talks)
        self.assertEqual(self.env['mail.mail'].search_count([]), mails)
        event.with_user(self.seller).unlink()
        self.assertFalse(self.env['mail.activity'].search([('calendar_event_id', '=', event.id)]))

    def test_meeting_without_a_time_takes_the_day(self):
        result = self.Interaction.quick_log(self.company.id, "meeting tomorrow")
        event = self.env['calendar.event'].browse(result['made']['id'])
        self.assertEqual((event.allday, event.start_date), (True, self.tomorrow))

    def test_time_of_a_meeting_is_that_of_the_writer(self):
        self.seller.tz = 'Asia/Tokyo'
        result = self.Interaction.quick_log(self.company.id, "meeting in 3 days at 10:00")
        self.assertEqual(self.env['calendar.event'].browse(result['made']['id']).start.hour, 1)

    def test_past_date_logs(self):
        talks = self._counts()[0]
        self._talk("meeting yesterday, agreed")
        self.assertEqual(self._counts()[0], talks + 1)

    def test_who_says_that_it_took_place_logs(self):
        talk = self._talk("call tomorrow", type_id=self.call.id)
        self.assertEqual((talk.type_id, talk.next_step_date), (self.call, self.tomorrow))

    def test_preview_says_that_nothing_is_logged(self):
        before = self._counts()
        preview = self.Interaction.quick_log_preview(self.company.id, "meeting with Anna tomorrow at 10")
        self.assertTrue(preview['plan'])
        self.assertEqual([chip['key'] for chip in preview['chips']], ['contact', 'plan'])
        self.assertIn("Plan a meeting", preview['chips'][1]['label'])
        dismissed = self.Interaction.quick_log_preview(self.company.id, "meeting with Anna tomorrow at 10", ignore=['plan'])
        self.assertFalse(dismissed['plan'])
        self.assertIn('type', [chip['key'] for chip in dismissed['chips']])
        self.assertEqual(self._counts(), before)

    def test_plan_on_a_customer_one_only_reads(self):
        self._post_invoice(self.company)
        accountant = self.env['crm.interaction'].with_user(self.accountant)
        made = accountant.quick_log(self.company.id, "remind them tomorrow")['made']
        activity = self.env['mail.activity'].browse(made['id'])
        self.assertEqual((activity.user_id, activity.create_uid), (self.accountant, self.accountant))
        made = accountant.quick_log(self.company.id, "meeting tomorrow at 9:00")['made']
        self.assertIn(self.company, self.env['calendar.event'].browse(made['id']).partner_ids)

    def test_planning_needs_a_role(self):
        with self.assertRaises(AccessError):
            self.env['crm.interaction'].with_user(self.employee).quick_log(self.company.id, "call tomorrow")

    # colleagues

    def test_next_step_for_a_colleague(self):
        talk = self._talk("called Anna -> offer tomorrow @alexander")
        self.assertEqual((talk.activity_id.user_id, talk.activity_id.summary), (self.mate, "offer"))
        talk = self._talk("called Anna -> offer tomorrow @cr_mate")
        self.assertEqual(talk.activity_id.user_id, self.mate)

    def test_doubtful_colleague_stays_text_with_a_hint(self):
        self.stranger.name = "Alexander Stranger"
        text = "called Anna -> offer tomorrow @alexander"
        preview = self.Interaction.quick_log_preview(self.company.id, text)
        self.assertIn("Several people fit @alexander", preview['hints'][0])
        self.assertEqual(self._talk(text).activity_id.user_id, self.seller)
        preview = self.Interaction.quick_log_preview(self.company.id, "called Anna, fine @cr_mate")
        self.assertIn("nothing to do for @cr_mate", preview['hints'][0])

    def test_portal_users_and_archived_colleagues_are_nobody(self):
        self.portal.name = "Zacharias Portal"
        hints = self.Interaction.quick_log_preview(self.company.id, "call -> offer tomorrow @zacharias")['hints']
        self.assertIn("No colleague is called @zacharias", hints[0])
        self.mate.active = False
        hints = self.Interaction.quick_log_preview(self.company.id, "call -> offer tomorrow @alexander")['hints']
        self.assertIn("No colleague", hints[0])

    # templates

    def test_template_gives_what_the_line_leaves_open(self):
        talk = self._talk("/nr")
        self.assertEqual((talk.kind, talk.summary), ('call', "Nobody answered"))
        self.assertEqual(talk.outcome_id, self.env.ref('crm_customer_record.interaction_outcome_no_answer'))
        self.assertEqual((talk.next_step_date, talk.activity_id.summary), (self.tomorrow, "Call again"))
        in_a_week = self.today + timedelta(days=7)
        talk = self._talk("/nr asked the secretary -> ask again in a week")
        self.assertEqual((talk.summary, talk.next_step_date), ("Nobody answered\nasked the secretary", in_a_week))

    def test_pieces_of_a_template_can_be_dismissed(self):
        talk = self._talk("/nr", ignore=['next', 'outcome'])
        self.assertFalse(talk.next_step_date or talk.outcome_id)
        self.assertEqual(self._talk("/nr", ignore=['template']).summary, "/nr")

    def test_own_templates_are_nobody_elses(self):
        mine = self.Template.with_user(self.seller).create({'name': "Mine", 'shortcut': 'xx', 'type_id': self.call.id})
        self.assertEqual(mine.user_id, self.seller)
        self.assertIn('xx', [found['shortcut'] for found in self.Template.with_user(self.seller).quick_log_templates()])
        self.assertNotIn('xx', [found['shortcut'] for found in self.Template.with_user(self.mate).quick_log_templates()])
        with self.assertRaises(AccessError):
            mine.with_user(self.mate).read(['name'])
        with self.assertRaises(AccessError):
            mine.with_user(self.seller).user_id = False
        with self.assertRaises(AccessError):
            self.Template.with_user(self.leader).create({'name': "For all", 'shortcut': 'yy', 'user_id': False})

    def test_administrators_share_with_everybody_or_a_team(self):
        Template = self.Template.with_user(self.administrator)
        Template.create({'name': "All", 'shortcut': 'all', 'user_id': False})
        Template.create({'name': "Town", 'shortcut': 'town', 'user_id': False, 'team_id': self.team.id})
        for user, expected in ((self.mate, {'all', 'town'}), (self.leader, {'all', 'town'}), (self.stranger, {'all'})):
            offered = {found['shortcut'] for found in self.Template.with_user(user).quick_log_templates()}
            self.assertEqual(offered & {'all', 'town'}, expected, user.name)

    def test_own_template_goes_before_a_shared_one(self):
        self.Template.with_user(self.seller).create({'name': "Own", 'shortcut': 'NR', 'text': "Own words"})
        self.assertEqual(self._talk("/nr").summary, "Own words")

    def test_shortcut_is_one_word(self):
        with self.assertRaises(ValidationError):
            self.Template.create({'name': "Bad", 'shortcut': 'no reply'})
