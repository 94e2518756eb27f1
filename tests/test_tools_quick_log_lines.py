from datetime import date, datetime
from datetime import time as clock

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_customer_record.tools.quick_log import parse
from odoo.addons.crm_customer_record.tools.quick_log_mentions import find_mentions, find_template
from odoo.addons.crm_customer_record.tools.quick_log_pieces import Vocabulary
from odoo.addons.crm_customer_record.tools.quick_log_promises import find_promises

from . import quick_log_lines as lines

SUNDAY = datetime(2026, 11, 22, 12, 0)


def describe(parsed):
    """What was understood, in one line."""
    values = parsed.values
    parts = [f'{key} {values[key]}' for key in ('type', 'direction', 'outcome', 'contact', 'template') if key in values]
    if 'duration' in values:
        parts.append(f"{round(values['duration'] * 60)} min")
    if 'date' in values:
        parts.append(f"on {values['date']:%m-%d}")
    parts += [f'{key} {describe_step(values[key])}' for key in ('next', 'plan') if key in values]
    parts += [f'{value.side} {value.date:%m-%d}: {value.name}' + (f' @{value.user}' if value.user else '')
              for key, value in values.items() if key.startswith('promise')]
    return '; '.join(parts + [f'hint {hint.reason} {hint.text}' for hint in parsed.hints])


def describe_step(step):
    at = f' {step.time:%H:%M}' if step.time else ''
    hours = f' ({step.hours:g}h)' if step.hours else ''
    return f'{step.date:%m-%d}{at} {step.kind}: {step.note}{hours}' + (f' @{step.user}' if step.user else '')


@tagged('post_install', '-at_install')
class TestQuickLogLines(BaseCase):
    vocabulary = Vocabulary(contacts=lines.PEOPLE, users=lines.USERS, templates=lines.TEMPLATES)

    def _check(self, table):
        for text, expected, summary in table:
            with self.subTest(text):
                parsed = parse(text, SUNDAY, self.vocabulary)
                self.assertEqual(describe(parsed), expected)
                self.assertEqual(parsed.summary, summary or text)
                for chip in parsed.chips:
                    self.assertTrue(0 <= chip.start <= chip.end <= len(text))

    def test_english(self):
        self._check(lines.ENGLISH)

    def test_russian(self):
        self._check(lines.RUSSIAN)

    def test_japanese(self):
        self._check(lines.JAPANESE)

    def test_chinese(self):
        self._check(lines.CHINESE)

    def test_every_piece_can_be_left_as_text(self):
        for text, *_rest in lines.ENGLISH + lines.RUSSIAN + lines.JAPANESE + lines.CHINESE:
            ignore = set()
            # A piece that goes may bring up another: a plan becomes a next step.
            while chips := parse(text, SUNDAY, self.vocabulary, ignore).chips:
                self.assertTrue(ignore.isdisjoint(chip.key for chip in chips), text)
                ignore.add(chips[0].key)
            parsed = parse(text, SUNDAY, self.vocabulary, ignore)
            self.assertEqual((parsed.values, parsed.summary), ({}, text))

    def test_one_promise_of_two_can_be_left_as_text(self):
        text = "call, we: send samples by Friday, they: pay by 5 Dec"
        parsed = parse(text, SUNDAY, ignore=['promise1'])
        self.assertEqual(describe(parsed), "type call; theirs 12-05: pay")
        self.assertEqual(parsed.summary, "we: send samples by Friday")

    def test_plan_left_as_text_is_a_next_step_first(self):
        parsed = parse("call Anna tomorrow", SUNDAY, self.vocabulary, ['plan'])
        self.assertEqual(describe(parsed), "type call; contact 1; next 11-23 todo: ")

    def test_deadlines(self):
        today = SUNDAY.date()
        for text, day in (
            ("we: x by the 5th", date(2026, 12, 5)),
            ("we: x by the 25th", date(2026, 11, 25)),
            ("we: x by end of week", date(2026, 11, 27)),
            ("мы: x до 5.12.26", date(2026, 12, 5)),
            ("мы: x к 15-му", date(2026, 12, 15)),
            ("мы: x в пн", date(2026, 11, 23)),
            ("мы: x к концу месяца", date(2026, 11, 30)),
            ("当社: 今週金曜日までにx", date(2026, 11, 27)),
            ("我们：本周五前x", date(2026, 11, 27)),
            ("我们：5号前x", date(2026, 12, 5)),
        ):
            (_start, _end, promise), = find_promises(text, today)[0]
            self.assertEqual((promise.date, promise.name), (day, 'x'), text)

    def test_time_of_a_plan(self):
        plan = parse("встреча завтра в 15:00", SUNDAY).values['plan']
        self.assertEqual((plan.time, plan.kind), (clock(15), 'meeting'))

    def test_colleagues(self):
        users = [(1, 'a.smith@firm.com', "Alex Smith"), (2, 'asm', "Alex Smythe"), (3, 'petr', "Пётр Ильин")]
        for text, expected in (
            ("@alex", [(None, 'several_colleagues')]),
            ("@Alex Smith", [(1, '')]),
            ("@asm", [(2, '')]),
            ("@a.smith", [(1, '')]),
            ("@Петру", [(3, '')]),
            ("@bob", [(None, 'no_colleague')]),
            ("a@asm", []),
            ("at @ 10", []),
        ):
            found = find_mentions(text, users, [])
            self.assertEqual([(mention.user, mention.reason) for mention in found], expected, text)

    def test_contact_and_colleague_of_one_name_are_left_to_the_writer(self):
        contacts = [(9, "Alex Petrov")]
        users = [(1, 'as', "Alex Smith")]
        self.assertEqual(find_mentions("@alex", users, contacts)[0].reason, 'several_colleagues')
        self.assertEqual(find_mentions("@alex smith", users, contacts)[0].user, 1)
        self.assertEqual(find_mentions("@petrov", users, contacts), [])
        parsed = parse("called @alex, fine -> offer", SUNDAY, Vocabulary(contacts=contacts, users=users))
        self.assertNotIn('contact', parsed.values)

    def test_template_is_a_word_of_its_own(self):
        templates = [(1, 'nr')]
        for text in ("24/7", "and/nr", "/nr/x", "/nrx", "http://nr"):
            self.assertIsNone(find_template(text, templates)[0], text)
        self.assertEqual(find_template("called /NR, twice", templates)[0], (7, 10, 1))
