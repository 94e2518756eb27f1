from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common_promise_payments import PromisePaymentCase


@tagged('post_install', '-at_install')
class TestPromiseClose(PromisePaymentCase):
    def plain(self, user=None, **values):
        return self.env['crm.promise'].with_user(user or self.seller).create({
            'name': "Send samples", 'partner_id': self.contact.id, 'date_due': self.friday, **values})

    def reminders(self, user):
        return self.env['mail.activity'].with_user(user).search([('summary', 'like', "Broken promise")])

    # By hand

    def test_kept_broken_and_reopened(self):
        promise = self.plain()
        promise.action_keep()
        self.assertEqual((promise.state, promise.date_closed), ('kept', self.today))
        promise.action_reopen()
        self.assertEqual((promise.state, promise.date_closed), ('open', False))
        promise.action_break()
        self.assertEqual(promise.state, 'broken')
        promise.action_keep()
        self.assertEqual(promise.state, 'kept', "late, but kept")
        promise.invalidate_recordset()
        self.assertEqual([(note.state_from, note.state_to) for note in promise.log_ids],
                         [('broken', 'kept'), ('open', 'broken'), ('kept', 'open'), ('open', 'kept')])

    def test_moved_date_keeps_the_reason(self):
        promises = self.plain() | self.plain()
        promises[1].action_break()
        action = promises.action_move_date()
        later = self.friday + timedelta(days=7)
        wizard = self.env['crm.promise.move'].with_user(self.seller).with_context(**action['context']).create(
            {'date_due': later, 'reason': "Truck broke down"})
        wizard.action_move()
        self.assertEqual(promises.mapped('date_due'), [later, later])
        self.assertEqual(promises.mapped('state'), ['open', 'open'])
        note = promises[0].log_ids
        self.assertEqual((note.date_from, note.date_to, note.reason, note.create_uid),
                         (self.friday, later, "Truck broke down", self.seller))
        promises[0].action_keep()
        with self.assertRaisesRegex(UserError, "Reopen it first"):
            promises.action_move_date()

    def test_colleagues_change_nothing(self):
        promise = self.plain()
        self.customer.user_id = self.other
        for action in ('action_keep', 'action_break', 'action_reopen', 'action_cancel'):
            if action == 'action_reopen':
                promise.state = 'kept'
            with self.assertRaises(AccessError):
                getattr(promise.with_user(self.other), action)()
            promise.invalidate_recordset()
            promise.state = 'open'
        move = self.env['crm.promise.move'].with_user(self.other).create(
            {'promise_ids': promise.ids, 'date_due': self.friday, 'reason': "x"})
        with self.assertRaises(AccessError):
            move.action_move()

    def test_notes_are_for_readers_of_the_promise(self):
        promise = self.plain(confidentiality='private')
        promise.action_keep()
        Log = self.env['crm.promise.log']
        domain = [('promise_id', '=', promise.id)]
        self.assertEqual(Log.with_user(self.seller).search_count(domain), 1)
        for user in (self.other, self.manager, self.accountant):
            self.assertFalse(Log.with_user(user).search(domain))
            with self.assertRaises(AccessError):
                promise.log_ids.with_user(user).read(['state_to'])
        with self.assertRaises(AccessError):
            promise.log_ids.with_user(self.seller).write({'reason': "x"})

    # By the day

    def test_payment_promise_breaks_when_its_day_has_passed(self):
        yesterday = self.today - timedelta(days=1)
        late = self.promise(self.bill(), date_due=yesterday)
        today = self.promise(self.bill(), date_due=self.today)
        paid = self.promise(self.bill(), date_due=yesterday)
        self.pay(paid.move_ids)
        samples = self.plain(date_due=yesterday)
        with freeze_time(fields.Datetime.to_datetime(self.today) + timedelta(hours=12)):
            self.end_of_day()
        promises = late | today | paid | samples
        self.assertEqual(promises.mapped('state'), ['broken', 'open', 'kept', 'open'])
        self.assertEqual(late.log_ids.reason, "The day passed without the payment")

    def test_day_ends_where_the_colleague_works(self):
        self.accountant.tz, self.seller.tz, self.other.tz = 'Asia/Tokyo', 'America/New_York', False
        self.company.partner_id.tz = 'Europe/Moscow'
        promises = [self.promise(self.bill(), date_due=date(2030, 5, 10), user_id=user.id)
                    for user in (self.accountant, self.seller, self.other)]

        def broken(moment):
            with freeze_time(moment):
                self.end_of_day()
            return [promise.state == 'broken' for promise in promises]

        self.assertEqual(broken('2030-05-10 14:00:00'), [False, False, False])
        self.assertEqual(broken('2030-05-10 15:30:00'), [True, False, False])
        self.assertEqual(broken('2030-05-10 21:30:00'), [True, False, True])
        self.assertEqual(broken('2030-05-11 03:30:00'), [True, False, True])
        self.assertEqual(broken('2030-05-11 04:30:00'), [True, True, True])

    def test_those_who_look_after_it_are_told_once(self):
        self.env['mail.followers'].create({
            'res_model': 'res.partner', 'res_id': self.customer.id, 'partner_id': self.contact.id})
        promise = self.promise(self.bill(), date_due=self.today - timedelta(days=2))
        messages = self.env['mail.message'].search_count([])
        mails = self.env['mail.mail'].search_count([])
        for _run in range(3):
            self.end_of_day()
        for user in (self.accountant, self.seller):
            reminder, = self.reminders(user)
            self.assertEqual((reminder.summary, reminder.user_id), ("Broken promise: Pay (Oak)", user))
            self.assertIn(f'/odoo/customer-promises/{promise.id}', reminder.note)
        self.assertFalse(self.reminders(self.other))
        self.assertEqual((messages, mails), (
            self.env['mail.message'].search_count([]), self.env['mail.mail'].search_count([])))
        self.assertNotIn('reminder_ids', self.env['crm.promise'].with_user(self.seller).fields_get())

    def test_reminders_go_when_the_promise_is_kept_or_moved(self):
        promises = self.promise(self.bill(), date_due=self.today - timedelta(days=2)) \
            | self.promise(self.bill(), date_due=self.today - timedelta(days=2))
        self.end_of_day()
        self.assertEqual(len(self.reminders(self.seller)), 2)
        promises[0]._move_date(self.friday, "Asked for time")
        self.assertEqual(len(self.reminders(self.seller)), 1)
        self.pay(promises[1].move_ids, day=self.today - timedelta(days=3))
        self.env.cr.flush()
        self.assertEqual(promises[1].state, 'kept')
        self.assertFalse(self.reminders(self.seller))

    def test_who_breaks_it_by_hand_is_not_told(self):
        self.promise(self.bill()).action_break()
        self.assertFalse(self.reminders(self.accountant))
        self.assertEqual(len(self.reminders(self.seller)), 1)

    def test_who_may_not_see_it_is_not_told(self):
        self.promise(self.bill(), date_due=self.today - timedelta(days=2), confidentiality='private')
        self.end_of_day()
        self.assertFalse(self.reminders(self.seller))
        self.assertEqual(len(self.reminders(self.accountant)), 1)
