from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_timeline import TimelineCase


@tagged('post_install', '-at_install')
class TestTimelinePins(TimelineCase):
    """Important entries stand on top, for those who may see them."""

    def pin(self, record, user=None, partner=None, pinned=True):
        timeline = self.env['crm.timeline'].with_user(user or self.seller)
        found = timeline.timeline_pin((partner or self.account).id, f'{record._name},{record.id}', pinned)
        return [entry['key'] for entry in found]

    def pinned(self, user=None, partner=None, **filters):
        return [entry['key'] for entry in self.page(user or self.manager, partner, **filters)['pinned']]

    def test_the_latest_pin_stands_first_and_says_who_set_it(self):
        talk, order, message, meeting = self.log(), self.order(), self.comment(self.account), self.meet()
        for record in (talk, order, message, meeting):
            self.pin(record)
        expected = [f'{record._name},{record.id}' for record in (meeting, message, order, talk)]
        self.assertEqual(self.pinned(), expected)
        entry = self.page(self.manager)['pinned'][0]
        self.assertEqual(entry['pin']['user'], "Seller")
        self.assertEqual((entry['title'], entry['kind']), ("Showroom", 'calendar'))
        self.assertIn(expected[0], self.keys(), "it also stays where it happened")

    def test_who_may_log_may_pin_and_take_away_any_pin(self):
        note = self.comment(self.account)
        employee = self._user('employee', 'base.group_user')
        with self.assertRaises(AccessError):
            self.pin(note, employee)
        self.assertEqual((self.page(employee)['may_pin'], self.page(self.accountant)['may_pin']), (False, True))
        self.pin(note, self.accountant)
        self.assertEqual(self.pinned(employee), [f'mail.message,{note.id}'])
        self.assertEqual(self.pin(note, self.seller, pinned=False), [])
        self.assertEqual(self.pinned(), [])

    def test_nobody_learns_of_a_pinned_entry_they_may_not_see(self):
        secret, meeting = self.log(confidentiality='private', summary="Merger"), self.meet(privacy='private')
        for record in (secret, meeting, self.lead()):
            self.pin(record)
        self.assertEqual(len(self.pinned(self.seller)), 3)
        self.assertEqual(self.pinned(self.stranger), [])
        for record in (secret, meeting):
            with self.assertRaises(UserError):
                self.pin(record, self.manager)
        for user in (self.seller, self.manager, self.accountant):
            self.assertFalse(self.env['crm.timeline.pin'].with_user(user).has_access('read'))

    def test_only_what_is_on_the_timeline_can_be_pinned(self):
        other = self.env['res.partner'].create({'name': "Elm", 'is_company': True})
        elsewhere = self.order(partner=other)
        for key in (f'sale.order,{elsewhere.id}', 'sale.order,0', 'sale.order,x', 'res.users,2', '', None, 'x'):
            with self.subTest(key=key), self.assertRaises(UserError):
                self.env['crm.timeline'].with_user(self.seller).timeline_pin(self.account.id, key)

    def test_an_account_shows_the_pins_of_its_people_a_contact_their_own(self):
        talk, order = self.log(partner=self.ann), self.order(partner=self.account)
        self.pin(talk, partner=self.ann)
        self.pin(order)
        self.assertEqual(self.pinned(partner=self.ann), [f'crm.interaction,{talk.id}'])
        self.assertEqual(self.pinned(), [f'sale.order,{order.id}', f'crm.interaction,{talk.id}'])
        self.assertEqual(self.pinned(partner=self.bob), [])

    def test_pins_show_on_the_first_page_and_not_among_search_results(self):
        talk = self.log()
        self.log()
        self.pin(talk)
        self.assertEqual(self.pinned(text='talked', date_from='2026-01-01'), [])
        self.assertEqual(self.pinned(kinds=['call']), [])
        page = self.page(limit=1)
        self.assertEqual(len(page['pinned']), 1)
        self.assertNotIn('pinned', self.page(limit=1, cursor=page['cursor']))

    def test_pins_of_what_is_gone_are_swept_away(self):
        talk, order = self.log(), self.order()
        self.pin(talk)
        self.pin(order)
        talk.unlink()
        self.assertEqual(self.pinned(), [f'sale.order,{order.id}'])
        self.env['crm.timeline.pin']._gc_deleted_records()
        self.assertEqual(self.env['crm.timeline.pin'].search([('account_id', '=', self.account.id)]).mapped('source'), ['order'])

    def test_merged_partners_keep_their_pins(self):
        twin = self.env['res.partner'].create({'name': "Oak", 'is_company': True})
        order = self.order(partner=twin)
        self.pin(order, partner=twin)
        self.cr.flush()
        self.env['base.partner.merge.automatic.wizard'].create({})._merge((twin | self.account).ids, self.account)
        self.assertEqual(self.pinned(), [f'sale.order,{order.id}'])

    def test_pins_cost_no_query_where_there_are_none(self):
        self.log()
        self.cr.flush()

        def queries():
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.page(limit=10)
            return self.cr.sql_log_count - before

        queries()
        with_pins = queries()
        self.patch(type(self.env['crm.timeline']), '_timeline_pins', lambda *_args: [])
        self.assertEqual(with_pins, queries())
