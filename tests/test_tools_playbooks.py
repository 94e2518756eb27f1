from datetime import date, datetime

import pytz

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_customer_record.tools.playbooks import due_days, moment_of, next_in_turn


@tagged('post_install', '-at_install')
class TestToolsPlaybooks(BaseCase):
    def test_every_weekday(self):
        days = due_days('weekdays', date(2026, 11, 19), date(2026, 11, 24))
        self.assertEqual([day.day for day in days], [19, 20, 23, 24])

    def test_once_a_week(self):
        self.assertEqual(due_days('week', date(2026, 11, 1), date(2026, 11, 15), weekday=2), [date(2026, 11, 4), date(2026, 11, 11)])

    def test_a_day_that_a_month_does_not_have_is_its_last(self):
        days = due_days('month', date(2026, 1, 1), date(2026, 4, 30), month_day=31)
        self.assertEqual([(day.month, day.day) for day in days], [(1, 31), (2, 28), (3, 31), (4, 30)])

    def test_no_such_cadence(self):
        with self.assertRaises(ValueError):
            due_days('fortnight', date(2026, 1, 1), date(2026, 1, 2))

    def test_an_hour_in_summer_and_winter(self):
        zone = pytz.timezone('Europe/Berlin')
        self.assertEqual(moment_of(date(2026, 7, 1), 7, zone), datetime(2026, 7, 1, 5))
        self.assertEqual(moment_of(date(2026, 12, 1), 7, zone), datetime(2026, 12, 1, 6))

    def test_whose_turn(self):
        self.assertEqual(next_in_turn([1, 2, 3], {1: 10, 2: 7, 3: 9}), 2)
        self.assertEqual(next_in_turn([1, 2, 3], {1: 10, 2: 7}), 3)
        self.assertEqual(next_in_turn([2, 1], {}), 2)
        self.assertIsNone(next_in_turn([], {1: 1}))
