from datetime import date, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from ..models.crm_birthday_reminder import DAYS_BEFORE
from .common_relations import RelationCase


@tagged('post_install', '-at_install')
class TestBirthdayReminder(RelationCase):
    """The seller is reminded of a birthday some days before, once a year."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann.user_id = cls.seller
        cls.birthday = cls.env.ref('crm_customer_record.mail_activity_type_birthday')
        cls.env['res.partner'].search([('birthday', '!=', False)]).birthday = False

    def remind(self, day=None, before='3'):
        self.env['ir.config_parameter'].set_param(DAYS_BEFORE, before)
        with freeze_time(f'{day or self.today} 09:00:00'), patch.object(
                type(self.env['ir.cron']), '_commit_progress', lambda *args, **kwargs: 60.0):
            self.env['crm.birthday.reminder']._cron_remind()

    def activities(self, partner=None):
        return self.env['mail.activity'].with_context(active_test=False).search([
            ('activity_type_id', '=', self.birthday.id), ('res_model', '=', 'res.partner'), ('res_id', '=', (partner or self.ann).id)],
            order='id')

    def test_the_seller_gets_an_activity_for_the_day(self):
        day = self.today + timedelta(days=3)
        self.ann.birthday = f'{day.year - 40}-{day:%m-%d}' if day.month != 2 or day.day != 29 else f'{day.year - 40}-02-29'
        mails = self.env['mail.mail'].search([])
        self.remind()
        activity = self.activities()
        self.assertEqual((activity.user_id, activity.date_deadline, activity.summary), (self.seller, day, "Birthday of Ann, turns 40"))
        self.assertEqual(self.env['mail.mail'].search([]), mails, "no e-mail about it")

    def test_not_yet_and_not_any_more(self):
        for offset in (4, -1):
            self.ann.birthday = f'--{self.today + timedelta(days=offset):%m-%d}'
            self.remind()
        self.assertFalse(self.activities())

    def test_once_a_year_whatever_became_of_the_activity(self):
        self.ann.birthday = '--05-17'
        self.remind('2027-05-15')
        self.activities().unlink()
        for day in ('2027-05-15', '2027-05-16', '2027-05-17'):
            self.remind(day)
        self.assertFalse(self.activities())
        self.remind('2028-05-14')
        self.assertEqual(self.activities().mapped('date_deadline'), [date(2028, 5, 17)])

    def test_entered_late_or_after_days_without_the_job(self):
        self.remind('2027-05-16')
        self.ann.birthday = '--05-17'
        self.remind('2027-05-17')
        self.assertEqual(self.activities().date_deadline, date(2027, 5, 17))

    def test_new_year_and_leap_day(self):
        self.ann.birthday = '--01-01'
        self.bob.write({'birthday': '2000-02-29', 'user_id': self.seller.id})
        self.remind('2026-12-30')
        self.assertEqual(self.activities().date_deadline, date(2027, 1, 1))
        self.remind('2027-02-26')
        self.assertEqual(self.activities(self.bob).date_deadline, date(2027, 2, 28))
        self.remind('2028-02-27')
        self.assertEqual(self.activities(self.bob).mapped('date_deadline'), [date(2027, 2, 28), date(2028, 2, 29)])
        self.remind('2027-12-31')
        self.assertEqual(self.activities().mapped('date_deadline'), [date(2027, 1, 1), date(2028, 1, 1)])

    def test_the_account_tells_whose_the_contact_is(self):
        self.era.user_id = self.colleague
        self.bob.write({'birthday': f'--{self.today:%m-%d}', 'user_id': False})
        self.remind()
        self.assertEqual(self.activities(self.bob).user_id, self.colleague)

    def test_nobody_is_told_of_archived_people_or_without_a_seller(self):
        today = f'--{self.today:%m-%d}'
        self.ann.birthday = today
        self.bob.write({'birthday': today, 'user_id': False})
        self.elm.user_id = self.seller
        self.ann.active = False
        leaver = self._user('leaver', 'base.group_user')
        carl = self.env['res.partner'].create({'name': "Carl", 'birthday': today, 'user_id': leaver.id})
        leaver.active = False
        self.remind()
        self.assertFalse(self.activities() + self.activities(self.bob) + self.activities(carl))

    def test_a_contact_the_seller_may_not_read_stays_unknown(self):
        elsewhere = self.env['res.company'].create({'name': "Elsewhere"})
        carl = self.env['res.partner'].create({
            'name': "Carl", 'birthday': f'--{self.today:%m-%d}', 'user_id': self.seller.id, 'company_id': elsewhere.id})
        self.remind()
        self.assertFalse(self.activities(carl))

    def test_it_can_be_switched_off(self):
        self.ann.birthday = f'--{self.today:%m-%d}'
        for setting in ('0', '-1', 'soon'):
            with self.assertLogs('odoo.addons.crm_customer_record') if setting == 'soon' else self.subTest(setting):
                self.remind(before=setting)
        self.assertFalse(self.activities())
        settings = self.env['res.config.settings'].create({'birthday_reminder_days': 5})
        settings.execute()
        self.assertEqual(self.env['crm.birthday.reminder']._days_before(), 5)
        self.env['res.config.settings'].create({'birthday_reminder_days': 0}).execute()
        self.assertEqual(self.env['crm.birthday.reminder']._days_before(), 0)

    def test_removal_leaves_the_activities_and_nothing_else(self):
        self.ann.birthday = f'--{self.today:%m-%d}'
        self.remind()
        activity = self.activities()
        done = activity.copy()
        done.active = False
        self.env['crm.birthday.reminder']._release()
        self.birthday.unlink()
        self.assertEqual((activity | done).activity_type_id, self.env.ref('mail.mail_activity_data_todo'))
        self.assertFalse(self.env['ir.config_parameter'].search([('key', '=', DAYS_BEFORE)]))

    def test_many_at_once_cost_no_query_each(self):
        def queries(number, day):
            self.env['res.partner'].create([
                {'name': f"Person {place}", 'birthday': f'--{day:%m-%d}', 'user_id': self.seller.id} for place in range(number)])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            claimed = self.env['crm.birthday.reminder']._claim(0)
            self.assertEqual(len(claimed), number)
            return self.env.cr.sql_log_count - before

        few = queries(2, fields.Date.context_today(self.env['res.partner']))
        self.assertLessEqual(queries(50, fields.Date.context_today(self.env['res.partner'])), few)
