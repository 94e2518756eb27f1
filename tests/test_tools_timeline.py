import random
from datetime import date, datetime, timedelta

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_customer_record.tools.timeline import (
    CursorError,
    Position,
    Stream,
    at_midnight,
    bound_of,
    decode_cursor,
    encode_cursor,
    is_after,
    merge_page,
    reverse_key,
    shorten,
    sort_key,
)

NOON = datetime(2026, 3, 2, 12)


@tagged('post_install', '-at_install')
class TestToolsTimeline(BaseCase):
    def test_order_is_date_then_rank_then_id(self):
        later, talk, older_talk, order = (
            Position(NOON + timedelta(microseconds=1), 50, 1), Position(NOON, 10, 7), Position(NOON, 10, 3),
            Position(NOON, 50, 9))
        self.assertEqual(sorted([order, older_talk, later, talk], key=sort_key), [later, talk, older_talk, order])
        self.assertTrue(is_after(order, talk))
        self.assertFalse(is_after(talk, talk))
        self.assertTrue(is_after(talk, None))

    def test_a_cursor_comes_back_as_it_was(self):
        for position in (Position(NOON.replace(microsecond=123456), 10, 42), Position(datetime(1969, 1, 1), 0, 1)):
            self.assertEqual(decode_cursor(encode_cursor(position)), position)

    def test_what_is_no_cursor_is_refused(self):
        good = encode_cursor(Position(NOON, 10, 42))
        for wrong in ('', 'x', good[:-3], good + '!', 42, None, [], 'WzFd', 'bnVsbA', 'e30', good.swapcase(), 'ж',
                      encode_cursor(Position(NOON, 10, 1 << 40)), encode_cursor(Position(NOON, True, 1)),
                      encode_cursor(Position(NOON, 1.5, 1)), encode_cursor(Position(NOON, 1, 'x'))):
            with self.subTest(wrong=wrong), self.assertRaises(CursorError):
                decode_cursor(wrong)

    def test_pages_of_random_streams_are_the_sorted_whole(self):
        generator = random.Random(5)
        for turn in range(50):
            oldest_first = bool(turn % 2)
            key = reverse_key if oldest_first else sort_key
            whole = [Position(NOON + timedelta(hours=generator.randrange(4)), rank, number)
                     for rank in range(3) for number in range(generator.randrange(12))]
            limit, cursor, pages = generator.randrange(1, 6), None, []
            while True:
                streams = [Stream(sorted((row for row in whole if row.rank == rank and is_after(row, cursor, oldest_first)),
                                         key=key)[:limit + 1]) for rank in range(3)]
                page, cursor = merge_page(streams, limit, oldest_first)
                pages += page
                if not cursor:
                    break
            self.assertEqual(pages, sorted(whole, key=key))
            self.assertEqual(sorted(whole, key=reverse_key), sorted(whole, key=sort_key)[::-1])

    def test_nothing_beyond_a_horizon_is_taken(self):
        seen, hidden_before, horizon = Position(NOON, 1, 9), Position(NOON, 2, 5), Position(NOON, 1, 4)
        page, following = merge_page([Stream([seen], horizon), Stream([hidden_before])], 30)
        self.assertEqual((page, following), ([seen], horizon))
        page, following = merge_page([Stream([], None), Stream([hidden_before])], 30)
        self.assertEqual((page, following), ([hidden_before], None))

    def test_a_day_stands_at_its_midnight(self):
        self.assertEqual(at_midnight(date(2026, 3, 2)), datetime(2026, 3, 2))

    def test_a_bound_tells_what_follows_a_cursor(self):
        """The comparison that the database makes agrees with the order of the merge, for moments and for days."""
        moments = [datetime(2026, 3, 1), datetime(2026, 3, 1, 7), datetime(2026, 3, 2), NOON]
        places = [Position(moment, rank, number) for moment in moments for rank in (1, 2, 3) for number in (4, 5, 6)]
        for cursor in places:
            for dated in (False, True):
                for place in places:
                    if dated and place.date.hour:
                        continue
                    own = (place.date.date() if dated else place.date, place.id)
                    newest, oldest = (bound_of(cursor, place.rank, dated, oldest_first) for oldest_first in (False, True))
                    self.assertEqual(own < newest, is_after(place, cursor), (place, cursor, dated))
                    self.assertEqual(own > oldest, is_after(place, cursor, True), (place, cursor, dated))

    def test_texts_are_cut_at_a_word(self):
        self.assertEqual(shorten("  one   two\n three\n\n\n\nfour  "), "one two\nthree\n\nfour")
        self.assertEqual(shorten("one two three", 9), "one two…")
        self.assertEqual(shorten("x" * 20, 9), "x" * 8 + "…")
        self.assertEqual(shorten(None), '')
        self.assertLessEqual(len(shorten("word " * 400)), 500)
