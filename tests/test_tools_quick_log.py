import time
from datetime import date, datetime
from datetime import time as clock

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_customer_record.tools.quick_log import parse
from odoo.addons.crm_customer_record.tools.quick_log_names import same_name
from odoo.addons.crm_customer_record.tools.quick_log_pieces import Vocabulary

SUNDAY = datetime(2026, 11, 22, 12, 0)
PEOPLE = [(1, "Anna Petrova"), (2, "Иван Сидоров"), (3, "Анна Каренина"), (4, "田中 太郎"), (5, "王芳")]


@tagged('post_install', '-at_install')
class TestQuickLog(BaseCase):
    def assertParsed(self, text, summary=None, ignore=(), vocabulary=None, **expected):
        """The values are exactly ``expected``, ``next`` given as (day, time, note, kind)."""
        parsed = parse(text, SUNDAY, vocabulary or Vocabulary(contacts=PEOPLE), ignore)
        values = dict(parsed.values)
        for key in {'next', 'plan'} & values.keys():
            step = values[key]
            values[key] = (step.date, step.time, step.note, step.kind)
        self.assertEqual(values, expected, text)
        self.assertEqual(parsed.summary, text if summary is None else summary)
        for chip in parsed.chips:
            self.assertLessEqual(0, chip.start)
            self.assertLessEqual(chip.end, len(text))

    def test_english(self):
        self.assertParsed(
            "called Anna, wants a quote tomorrow", "wants a quote tomorrow",
            type='call', contact=1, next=(date(2026, 11, 23), None, "wants a quote", 'todo'))
        self.assertParsed(
            "call 15 min no answer, call back tomorrow at 10", "call back tomorrow at 10",
            type='call', duration=0.25, outcome='no_answer', next=(date(2026, 11, 23), clock(10), "call back", 'call'))
        self.assertParsed(
            "Anna called about the invoice of 1 200.50 EUR -> send the offer on Friday at 3pm",
            "about the invoice of 1 200.50 EUR",
            type='call', contact=1, direction='in', next=(date(2026, 11, 27), clock(15), "send the offer", 'todo'))
        self.assertParsed("he called: asks for a discount", "asks for a discount", type='call', direction='in')
        self.assertParsed(
            "visit yesterday, 2 hours, saw the new plant; next: call in 3 days", "saw the new plant",
            type='visit', date=date(2026, 11, 21), duration=2.0, next=(date(2026, 11, 25), None, "call", 'call'))
        self.assertParsed("email from Anna: complaint", "complaint", type='email', contact=1)
        self.assertParsed(
            "called Anna 10m, interested", type='call', contact=1, duration=0.1667, outcome='interested')
        self.assertParsed("called Anna, needs 10m of cable", "needs 10m of cable", type='call', contact=1)
        self.assertParsed("whatsapp: sent the catalogue", "sent the catalogue", type='message')

    def test_russian(self):
        self.assertParsed(
            "позвонил нам Иван, просит счёт на 100 000, перезвонить завтра в 10:30",
            "просит счёт на 100 000, перезвонить завтра в 10:30",
            type='call', direction='in', contact=2, next=(date(2026, 11, 23), clock(10, 30), "перезвонить", 'call'))
        self.assertParsed(
            "созвонились с Анной, 20 минут: обсудили цену -> отправить КП в пятницу", "обсудили цену",
            type='call', contact=3, duration=0.3333, next=(date(2026, 11, 27), None, "отправить КП", 'todo'))
        self.assertParsed(
            "вчера звонок, исходящий, договорились на 25 декабря", "договорились на 25 декабря",
            date=date(2026, 11, 21), type='call', direction='out',
            next=(date(2026, 12, 25), None, "договорились", 'todo'))
        self.assertParsed(
            "встреча с Иваном Сидоровым 1,5 часа, подпишем через 3 дня", "подпишем через 3 дня",
            type='meeting', contact=2, duration=1.5, next=(date(2026, 11, 25), None, "подпишем", 'todo'))
        self.assertParsed("входящее письмо от Анны: рекламация", "рекламация", type='email', direction='in', contact=3)
        self.assertParsed("заметка: не любит звонки", "не любит звонки", type='note')

    def test_who_called_is_told_by_the_case(self):
        self.assertParsed("позвонил Иван, нужен акт", "нужен акт", type='call', contact=2, direction='in')
        self.assertParsed("позвонил Ивану, нужен акт", "нужен акт", type='call', contact=2)
        self.assertParsed("Анна позвонила: где товар?", "где товар?", type='call', contact=3, direction='in')

    def test_japanese(self):
        self.assertParsed(
            "電話 田中さんと15分 見積もり希望 次回: 明日10時に見積送付", "見積もり希望",
            type='call', contact=4, duration=0.25, next=(date(2026, 11, 23), clock(10), "見積送付", 'todo'))
        self.assertParsed("田中様 不在", type='call', contact=4, outcome='no_answer')
        self.assertParsed(
            "商談 2時間 価格について合意、来週火曜日に契約書", "価格について合意、来週火曜日に契約書",
            type='meeting', duration=2.0, next=(date(2026, 11, 24), None, "契約書", 'todo'))
        self.assertParsed("12月25日に訪問", plan=(date(2026, 12, 25), None, "訪問", 'meeting'))

    def test_chinese(self):
        self.assertParsed(
            "打电话给王芳，15分钟，客户要报价，下次：下周一10点送样品", "客户要报价",
            type='call', contact=5, duration=0.25, next=(date(2026, 11, 23), clock(10), "送样品", 'todo'))
        self.assertParsed("来电 客户要发票", "客户要发票", type='call', direction='in')
        self.assertParsed(
            "拜访王芳，谈了合同，3天后再联系", "谈了合同，3天后再联系",
            type='visit', contact=5, next=(date(2026, 11, 25), None, "再联系", 'todo'))
        self.assertParsed("昨天见面，谈好了价格", "谈好了价格", type='meeting', date=date(2026, 11, 21))

    def test_outcome_alone_tells_the_kind_and_stays_readable(self):
        self.assertParsed("недозвон", type='call', outcome='no_answer')
        self.assertParsed("no answer", type='call', outcome='no_answer')
        self.assertParsed("未接", type='call', outcome='no_answer')
        self.assertParsed("meeting cancelled", type='meeting', outcome='cancelled')

    def test_plain_text_stays_as_it_is(self):
        for text in (
            "likes chess", "bought 3 cars at 10.50", "wants 12.50 EUR", "Заплатят 25.12 руб", "paid 12.10 EUR per kg",
            "delivery takes 2 hours, they say", "любит рыбалку", "会員番号は1234", "他喜欢下棋",
        ):
            self.assertParsed(text)

    def test_a_word_inside_a_sentence_is_not_taken_out(self):
        self.assertParsed("call center project is late")
        self.assertParsed("visit of the plant is late", type='visit')
        self.assertParsed("they asked whether the fair will have a visit of ours")

    def test_dates(self):
        for text, day in (
            ("send it today at 18:00", date(2026, 11, 22)),
            ("send it in a week", date(2026, 11, 29)),
            ("send it in 2 months", date(2027, 1, 22)),
            ("send it next week", date(2026, 11, 23)),
            ("send it next month", date(2026, 12, 1)),
            ("send it by Monday", date(2026, 11, 23)),
            ("send it on Sunday", date(2026, 11, 29)),
            ("send it 2027-02-03", date(2027, 2, 3)),
            ("send it Jan 15", date(2027, 1, 15)),
            ("выслать 05.12", date(2026, 12, 5)),
            ("выслать к 05.12.2027", date(2027, 12, 5)),
            ("выслать послезавтра", date(2026, 11, 24)),
            ("выслать через неделю", date(2026, 11, 29)),
            ("выслать через две недели", date(2026, 12, 6)),
            ("выслать на следующей неделе", date(2026, 11, 23)),
            ("выслать во вторник", date(2026, 11, 24)),
            ("выслать до 15 января", date(2027, 1, 15)),
            ("明後日送付", date(2026, 11, 24)),
            ("2週間後に送付", date(2026, 12, 6)),
            ("金曜日に送付", date(2026, 11, 27)),
            ("后天送", date(2026, 11, 24)),
            ("下周五送", date(2026, 11, 27)),
            ("两周后送", date(2026, 12, 6)),
        ):
            parsed = parse(text, SUNDAY)
            self.assertIn('plan', parsed.values, text)
            self.assertEqual(parsed.values['plan'].date, day, text)
            self.assertEqual(parsed.summary, text)

    def test_step_without_a_day_is_due_on_the_next_working_day(self):
        friday = datetime(2026, 11, 27, 9)
        step = parse("call -> proposal", friday).values['next']
        self.assertEqual((step.date, step.note), (date(2026, 11, 30), "proposal"))

    def test_two_contacts_that_fit_equally_are_left_to_the_writer(self):
        people = Vocabulary(contacts=[(1, "Anna Petrova"), (2, "Anna Smith")])
        self.assertParsed("called Anna, all fine", "called Anna, all fine", vocabulary=people, type='call')
        self.assertParsed("called Anna Smith, all fine", "all fine", vocabulary=people, type='call', contact=2)
        self.assertParsed("called @Smith, all fine", "all fine", vocabulary=people, type='call', contact=2)

    def test_names_in_their_cases(self):
        for name, word in (("Анна", "Анной"), ("Пётр", "Петром"), ("Мария", "Марией"), ("Сидоров", "Сидорову")):
            self.assertTrue(same_name(name, word), word)
        for name, word in (("Анна", "Антон"), ("Ann", "Anna"), ("Ян", "Яна"), ("Иван", "Ивановскому")):
            self.assertFalse(same_name(name, word), word)

    def test_pieces_can_be_dismissed(self):
        text = "called Anna, wants a quote tomorrow"
        self.assertParsed(text, "wants a quote tomorrow", ignore=['next'], type='call', contact=1)
        self.assertParsed(text, ignore=['next', 'contact'], type='call')
        self.assertParsed(text, ignore=['next', 'contact', 'type'])
        self.assertParsed("call -> offer tomorrow", ignore=['next'], type='call')

    def test_words_of_the_administrator(self):
        own = Vocabulary(types=[(7, "Video call")], outcomes=[(9, "Wants demo")])
        self.assertParsed("video call, wants demo", vocabulary=own, type=7, outcome=9)

    def test_never_fails_and_never_takes_long(self):
        for text in (
            "?", "😀", "-> ", "->", "次回:", "@", "99.99", "0 min", "call " * 3000, "との" * 5000, "a,b;" * 5000,
            "1" * 20000, "в " * 5000, "завтра " * 2000,
        ):
            started = time.thread_time()
            parsed = parse(text, SUNDAY, Vocabulary(contacts=PEOPLE))
            self.assertTrue(parsed.summary)
            self.assertLess(time.thread_time() - started, 5, text[:20])
