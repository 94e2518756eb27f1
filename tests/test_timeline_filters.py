import random
from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.crm_customer_record.models import crm_timeline_search, crm_timeline_search_linked

from .common_timeline import TimelineCase


@tagged('post_install', '-at_install')
class TestTimelineFilters(TimelineCase):
    def pages(self, limit, user=None, partner=None, **filters):
        keys, cursor, lengths = [], None, []
        while True:
            page = self.page(user, partner, limit=limit, cursor=cursor, **filters)
            keys += [entry['key'] for entry in page['entries']]
            lengths.append(len(page['entries']))
            cursor = page['cursor']
            if not cursor:
                return keys, lengths

    def grow(self, seed=3, number=40):
        """Random events on four moments, so that many share one."""
        generator = random.Random(seed)
        for _number in range(number):
            date = datetime(2026, 3, 2, 10) + timedelta(hours=generator.randrange(4))
            make = generator.choice((
                lambda date: self.log(date, generator.choice((self.ann, self.bob)),
                                      generator.choice((self.seller, self.stranger))),
                lambda date: self.order(date, generator.choice((self.ann, self.account)),
                                        generator.choice((self.seller, self.stranger))),
                lambda date: self.meet(generator.choice((self.ann, self.ann + self.bob)), start=date, stop=date,
                                       privacy=generator.choice(('private', 'public'))),
                lambda date: self.comment(generator.choice((self.account, self.ann))).write({'date': date}),
            ))
            make(date)

    def test_pages_joined_are_the_whole_for_everybody(self):
        self.grow()
        for user in (self.manager, self.seller, self.stranger):
            for partner in (self.account, self.ann):
                whole = self.entries(user, partner)
                self.assertEqual([entry['date'] for entry in whole],
                                 sorted((entry['date'] for entry in whole), reverse=True))
                self.assertEqual(len({entry['key'] for entry in whole}), len(whole))
                for limit in (1, 4, 7):
                    keys, lengths = self.pages(limit, user, partner)
                    self.assertEqual(keys, [entry['key'] for entry in whole])
                    self.assertEqual(set(lengths[:-1]), {limit})

    def test_oldest_first_is_exactly_the_reverse(self):
        self.grow()
        self.env['account.payment'].create({
            'partner_id': self.account.id, 'amount': 5.0, 'payment_type': 'inbound', 'date': '2026-03-02'}).action_post()
        whole = self.keys()
        for limit in (1, 5):
            keys, lengths = self.pages(limit, order='oldest')
            self.assertEqual(keys, whole[::-1])
            self.assertEqual(set(lengths[:-1]), {limit})

    def test_a_text_is_looked_for_in_bounded_pages(self):
        """A word that is nowhere costs each request a limited number of records, in sources of both ways."""
        self.patch(crm_timeline_search, 'SCAN', 6)
        self.patch(crm_timeline_search_linked, 'CHUNK', 3)
        found = self.log('2026-01-01 10:00:00', summary="Oak")
        note = self.comment(self.account, "Oak")
        note.date = '2026-01-01 09:00:00'
        for number in range(20):
            self.log(f'2026-02-{number + 1:02} 10:00:00')
            self.comment(self.account).write({'date': f'2026-02-{number + 1:02} 09:00:00'})
        first = self.page(limit=5, text='oak', date_from='2025-01-01')
        self.assertEqual(first['entries'], [])
        self.assertTrue(first['cursor'])
        self.assertTrue(first['searched_to'].startswith('2026-02-'))
        for order in ('newest', 'oldest'):
            keys, lengths = self.pages(5, text='oak', date_from='2025-01-01', order=order)
            self.assertEqual(set(keys), {f'crm.interaction,{found.id}', f'mail.message,{note.id}'})
            self.assertGreater(len(lengths), 2)

    def test_a_long_run_of_hidden_records_ends_a_page_early_not_the_timeline(self):
        order = self.order(user=self.seller)
        for _number in range(30):
            self.comment(order, "Hidden from strangers")
        visible = self.comment(self.account, "For all")
        visible.date = '2020-01-01 00:00:00'
        self.patch(crm_timeline_search, 'SCAN', 12)
        self.patch(crm_timeline_search_linked, 'SPARE', 1)
        keys, lengths = self.pages(2, self.stranger)
        self.assertEqual(keys, [f'mail.message,{visible.id}'])
        self.assertIn(0, lengths)

    def test_kinds(self):
        call, visit, order = self.log(), self.log(type_id=self.visit.id), self.order()
        self.assertEqual(self.keys(kinds=['call']), [f'crm.interaction,{call.id}'])
        self.assertEqual(self.keys(kinds=['visit', 'quotation']), [f'crm.interaction,{visit.id}', f'sale.order,{order.id}'])
        self.assertEqual(self.keys(kinds='call', scope='history'), [])

    def test_colleagues(self):
        mine, theirs = self.log(), self.log(user=self.stranger)
        message = self.comment(self.account, author=self.stranger.partner_id)
        meeting = self.meet(user=self.stranger)
        order = self.order(user=self.seller)
        self.assertEqual(set(self.keys(user_ids=self.seller.ids)),
                         {f'crm.interaction,{mine.id}', f'sale.order,{order.id}'})
        self.assertEqual(set(self.keys(user_ids=self.stranger.ids)), {
            f'crm.interaction,{theirs.id}', f'mail.message,{message.id}', f'calendar.event,{meeting.id}'})

    def test_a_period_is_days_of_the_user(self):
        self.manager.tz = 'Asia/Tokyo'  # nine hours ahead of UTC
        before, first, last, after = (self.log(date).id for date in (
            '2026-03-01 14:59:59', '2026-03-01 15:00:00', '2026-03-03 14:59:59', '2026-03-03 15:00:00'))
        keys = self.keys(date_from='2026-03-02', date_to='2026-03-03')
        self.assertEqual(keys, [f'crm.interaction,{last}', f'crm.interaction,{first}'])
        keys = self.keys(date_from='2026-03-01 14:59:59', date_to='2026-03-01 15:00:00')
        self.assertEqual(keys, [f'crm.interaction,{first}', f'crm.interaction,{before}'])
        self.assertIn(f'crm.interaction,{after}', self.keys(date_from='2026-03-04'))

    def test_text_is_looked_for_in_every_source_of_the_last_year(self):
        with freeze_time('2026-03-10'):
            talk = self.log(summary="Likes the Oak sample")
            old = self.log('2024-03-02 10:00:00', summary="Oak, two years ago")
            message = self.comment(self.account, "<p>oak is <i>out</i> of stock</p>")
            meeting = self.meet(name="Oak fair")
            order = self.order(client_order_ref="OAK-1")
            lead = self.lead(name="Oak for the board")
            self.log(summary="Likes the elm sample")
            page = self.page(text='oak')
            self.assertEqual({entry['key'] for entry in page['entries']}, {
                f'crm.interaction,{talk.id}', f'mail.message,{message.id}', f'calendar.event,{meeting.id}',
                f'sale.order,{order.id}', f'crm.lead,{lead.id}'})
            self.assertEqual(page['text_since'], '2025-03-10')
            page = self.page(text='oak', date_from='2024-01-01')
            self.assertIn(f'crm.interaction,{old.id}', [entry['key'] for entry in page['entries']])
            self.assertFalse(page['text_since'])

    def test_signs_with_a_meaning_in_patterns_are_plain_text(self):
        for text in ("100% oak", "a_b", "back\\slash", "'; DROP TABLE x; --"):
            talk = self.log(summary=text)
            self.assertIn(f'crm.interaction,{talk.id}', self.keys(text=text, date_from='2026-01-01'))

    def test_what_one_can_filter_by(self):
        self.log()
        self.order(user=self.stranger)
        offered = self.env['crm.timeline'].with_user(self.manager).timeline_filters(self.account.id)
        kinds = {kind['key']: kind for kind in offered['kinds']}
        self.assertLessEqual({'call', 'email', 'calendar', 'opportunity', 'stage', 'order', 'invoice', 'log'}, set(kinds))
        self.assertNotIn('payment', kinds, "a seller does not read payments")
        self.assertEqual((kinds['call']['label'], kinds['call']['icon']), ("Call", 'fa-phone'))
        self.assertEqual({user['name'] for user in offered['users']}, {"Seller", "Stranger"})
        employee = self._user('employee', 'base.group_user')
        offered = self.env['crm.timeline'].with_user(employee).timeline_filters(self.account.id)
        self.assertNotIn('order', {kind['key'] for kind in offered['kinds']})

    def test_the_number_of_queries_does_not_follow_the_history(self):
        def queries(**filters):
            self.env.flush_all()
            self.cr.precommit.run()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.page(limit=10, **filters)
            return self.cr.sql_log_count - before

        self.grow()
        queries()
        few, few_in_all = queries(), queries(scope='all')
        self.grow(seed=4, number=120)
        self.assertLessEqual(queries(), few)
        self.assertLessEqual(queries(scope='all'), few_in_all)
        self.assertLessEqual(few, 40)

    def test_reading_writes_nothing(self):
        self.log()
        self.comment(self.account)
        self.env.flush_all()
        self.cr.precommit.run()
        self.cr.execute("SAVEPOINT reading; SET TRANSACTION READ ONLY")
        timeline = self.env['crm.timeline'].with_user(self.seller)
        self.assertTrue(timeline.timeline_page(self.account.id)['entries'])
        timeline.timeline_filters(self.account.id)
        self.account.with_user(self.seller).card_strip()
        self.cr.execute("ROLLBACK TO SAVEPOINT reading")
        for method in (type(timeline).timeline_page, type(timeline).timeline_filters, type(self.account).card_strip):
            self.assertTrue(method._readonly)
