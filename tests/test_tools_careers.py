from datetime import date

from odoo.tests import BaseCase, tagged

from ..tools.birthdays import Birthday, kept_between
from ..tools.periods import BETWEEN, IN, SINCE, UNKNOWN, UNTIL, period_overlaps, period_shape


@tagged('post_install', '-at_install')
class TestBirthdays(BaseCase):
    def test_written_as_in_vcard(self):
        for text, birthday in (('1980-05-17', (5, 17, 1980)), ('--05-17', (5, 17, 0)), ('--02-29', (2, 29, 0))):
            self.assertEqual(tuple(Birthday.parse(text)), birthday)
            self.assertEqual(str(Birthday(*birthday)), text)

    def test_days_that_do_not_exist(self):
        for text in ('', '17.05.1980', '1981-02-29', '--02-30', '1980-13-01', '80-05-17', '1980-05-17 '):
            with self.assertRaises(ValueError, msg=text):
                Birthday.parse(text)

    def test_who_was_born_on_a_leap_day(self):
        leap = Birthday(2, 29, 2000)
        self.assertEqual(leap.next_from(date(2026, 2, 28)), date(2026, 2, 28))
        self.assertEqual(leap.next_from(date(2026, 3, 1)), date(2027, 2, 28))
        self.assertEqual(leap.next_from(date(2028, 2, 28)), date(2028, 2, 29))
        self.assertEqual(leap.age_on(date(2027, 2, 28)), 27)

    def test_days_kept_in_a_period(self):
        self.assertEqual(kept_between(date(2026, 12, 31), date(2027, 1, 1)), {'12-31', '01-01'})
        self.assertEqual(kept_between(date(2027, 2, 28), date(2027, 2, 28)), {'02-28', '02-29'})
        self.assertEqual(kept_between(date(2028, 2, 28), date(2028, 2, 28)), {'02-28'})

    def test_nobody_was_born_tomorrow_or_two_hundred_years_ago(self):
        today = date(2026, 11, 22)
        self.assertTrue(Birthday(11, 22, 2026).is_possible(today))
        self.assertFalse(Birthday(11, 23, 2026).is_possible(today))
        self.assertFalse(Birthday(1, 1, 1820).is_possible(today))


@tagged('post_install', '-at_install')
class TestPeriods(BaseCase):
    today = date(2026, 11, 22)

    def test_how_it_is_said(self):
        for begin, end, shape in (
            (None, None, UNKNOWN), (date(2020, 1, 1), None, SINCE), (None, date(2024, 1, 1), UNTIL),
            (date(2019, 1, 1), date(2024, 1, 1), BETWEEN), (date(2019, 1, 1), date(2019, 9, 1), IN),
            (date(2026, 1, 1), date(2026, 3, 1), BETWEEN),
        ):
            self.assertEqual(period_shape(begin, end, self.today)[0], shape, (begin, end))

    def test_the_month_of_what_is_recent(self):
        self.assertEqual(period_shape(date(2019, 1, 1), date(2026, 3, 1), self.today)[1], {'begin': 'year', 'end': 'month'})

    def test_one_after_the_other_does_not_overlap(self):
        day = date(2020, 1, 1)
        self.assertFalse(period_overlaps((None, day), (day, None)))
        self.assertTrue(period_overlaps((None, date(2021, 1, 1)), (day, None)))
