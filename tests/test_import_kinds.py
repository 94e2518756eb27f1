import os

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .import_common import ImportCase

DEMO = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'demo')
DEALS = 'Opportunity;Company;Contact person;Email;Stage;Status;Amount;Currency;Lost reason;Source;Tags;Created;Closed on;Probability;Salesperson;Notes'


@tagged('post_install', '-at_install')
class TestImportKinds(ImportCase):
    """Opportunities, talks and purchases come in with their customers, as real users bring them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealer = cls._user('import_dealer', 'crm_customer_record.group_import,sales_team.group_sale_salesman_all_leads')
        cls.dealer.tz = 'Europe/Moscow'
        cls.own = cls.company.currency_id.name
        cls.foreign = cls.env.ref('base.EUR' if cls.own == 'USD' else 'base.USD')

    def file(self, kind, lines, user=None, options=None):
        return self.env['crm.import'].with_user(user or self.dealer).load_file(
            kind, f'{kind}.csv', '\n'.join(lines).encode(), options={'country': 'RU', **(options or {})})

    def sample(self, kind, name):
        with open(os.path.join(DEMO, name), 'rb') as stream:
            return self.env['crm.import'].with_user(self.dealer).load_file(kind, name, stream.read())

    def written(self, record):
        return self.env[record._mapper()._item_model].with_context(active_test=False).browse(record.row_ids.sorted('row_number').mapped('res_id'))

    def assertDone(self, record, count):
        self.assertEqual((record.state, record.summary()['state']['done']), ('done', count), record.row_ids.mapped('error'))

    # Opportunities

    def deals(self, *lines, **kwargs):
        return self.file('opportunity', [DEALS, *lines], **kwargs)

    def test_the_list_of_rows_shows_the_cells_of_the_opportunity_and_corrects_them(self):
        record = self.deals(f'Kitchen;Alpha Ltd;Ann Low;ann@alpha.example;;;1 250,50;{self.own};;;;2025-03-03;;;;')
        context = record.action_show_rows()['context']
        self.assertLessEqual({'cell_deal_name', 'cell_deal_revenue', 'cell_company_name'}, set(context['crm_import_cells']))
        row = record.row_ids
        self.assertEqual((row.cell_deal_name, row.cell_notes['cell_deal_revenue']['shown']), ('Kitchen', '1,250.50'))
        row.cell_deal_name = 'Bathroom'
        self.assertEqual(self.written(self.run_import(record)).name, 'Bathroom')

    def test_open_won_and_lost(self):
        record = self.run_import(self.deals(
            f'Kitchen;Alpha Ltd;Ann Low;ann@alpha.example;Proposition;In progress;1,250.50;{self.own};;Fair;Red, Blue;2025-03-03;;60;import_dealer;Hurry',
            'Windows;Alpha Ltd;Ann Low;ann@alpha.example;;Won;900;;;;;2025-01-14;2025-02-20;100;;',
            'Doors;Beta Ltd;;office@beta.example;Proposition;Closed lost;700;;Too expensive;;;2025-02-10;2025-04-01;;;',
            'Nobody yet;;;;New;;;;;;;;;;;'))
        self.assertDone(record, 4)
        kitchen, windows, doors, nobody = leads = self.written(record)
        self.assertEqual(leads.mapped('won_status'), ['pending', 'won', 'lost', 'pending'])
        self.assertEqual((kitchen.stage_id, kitchen.expected_revenue, kitchen.user_id), (self.env.ref('crm.stage_lead3'), 1250.5, self.dealer))
        self.assertEqual((kitchen.source_id.name, sorted(kitchen.tag_ids.mapped('name'))), ('Fair', ['Blue', 'Red']))
        self.assertIn('Hurry', kitchen.description)
        self.assertTrue(kitchen.is_automated_probability, "the file does not set the probability")
        self.assertEqual((windows.probability, windows.stage_id.is_won, str(windows.date_closed)), (100, True, '2025-02-20 09:00:00'))
        self.assertEqual((doors.active, doors.probability, doors.lost_reason_id.name), (False, 0, 'Too expensive'))
        self.assertEqual([str(lead.create_date)[:10] for lead in leads[:3]], ['2025-03-03', '2025-01-14', '2025-02-10'])
        self.assertEqual((kitchen.partner_id.name, kitchen.partner_id.parent_id.name), ('Ann Low', 'Alpha Ltd'))
        self.assertEqual(windows.partner_id, kitchen.partner_id)
        self.assertEqual((doors.partner_id.name, nobody.partner_id.id), ('Beta Ltd', False))
        self.assertEqual(len(self.env['res.partner'].search([('name', 'in', ('Alpha Ltd', 'Ann Low', 'Beta Ltd'))])), 3)

    def test_nobody_is_told_and_the_thread_says_where_it_comes_from(self):
        mails = self.env['mail.mail'].search_count([])
        record = self.run_import(self.deals(f'Kitchen;Alpha Ltd;Ann Low;ann@alpha.example;;;;;;;;;;;{self.colleague.login};'))
        lead = self.written(record)
        self.assertEqual(lead.user_id, self.colleague)
        self.assertEqual(len(lead.message_ids), 1, lead.message_ids.mapped('body'))
        self.assertIn('data-oe-model', lead.message_ids.body)
        self.assertFalse(lead.message_follower_ids)
        self.assertEqual(self.env['mail.mail'].search_count([]), mails)
        if 'iap_enrich_done' in lead._fields:
            self.assertTrue(lead.iap_enrich_done)
        self.assertEqual(lead.partner_id.email, 'ann@alpha.example')

    def test_a_known_customer_is_found_and_the_same_file_again_changes_nothing(self):
        known = self.env['res.partner'].create({'name': "Alpha Ltd", 'is_company': True, 'email': 'hello@alpha.example'})
        line = 'Kitchen;Alpha Ltd;;hello@alpha.example;New;;10;;;;;;;;;'
        lead = self.written(self.run_import(self.deals(line)))
        self.assertEqual(lead.partner_id, known)
        again = self.deals(line.replace(';10;', ';20;'))
        self.assertEqual((again.row_ids.decision, again.row_ids.match_res_id), ('update', lead.id))
        self.run_import(again)
        self.assertEqual((self.written(again), lead.expected_revenue), (lead, 10))
        self.run_import(self.deals(line.replace(';10;', ';20;'), options={'update_policy': 'overwrite'}))
        self.assertEqual(lead.expected_revenue, 20)
        self.assertEqual(self.env['crm.lead'].search_count([('name', '=', 'Kitchen')]), 1)

    def test_what_cannot_be_used_is_said_before_anything_is_written(self):
        record = self.deals(
            'Kitchen;Alpha Ltd;;a@alpha.example;Nowhere;Maybe;much;;;;;33.33.2025;;;Nobody Known;', ';Alpha Ltd;;a@alpha.example;;;;;;;;;;;;')
        self.assertEqual({code for code, _params in self.row(record, 2).issues},
                         {'stage_unknown', 'status_unknown', 'amount_invalid', 'date_invalid', 'user_unknown'})
        self.assertEqual((self.row(record, 3).state, self.row(record, 3).error), ('rejected', "The opportunity has no name"))
        lead = self.written(self.run_import(record))[:1]
        for text in ('Nowhere', 'Nobody Known'):
            self.assertIn(text, lead.description)

    def test_foreign_money_needs_a_rate(self):
        self.foreign.active = True
        self.foreign.rate_ids.unlink()
        line = f'Kitchen;Alpha Ltd;;a@alpha.example;;;1,000 {self.foreign.name};;;;;2025-03-03;;;;'
        record = self.deals(line)
        self.assertEqual([code for code, _params in record.row_ids.issues], ['currency_no_rate'])
        lead = self.written(self.run_import(record))
        self.assertEqual(lead.expected_revenue, 0)
        self.assertIn(f'1,000.00 {self.foreign.name}', lead.description)
        self.env['res.currency.rate'].create({'currency_id': self.foreign.id, 'name': '2025-01-01', 'rate': 2.0, 'company_id': self.company.id})
        self.env.cr.precommit.data.pop('crm_import_currencies', None)  # what a transaction remembers
        self.assertEqual(self.written(self.run_import(self.deals(line.replace('Kitchen', 'Other')))).expected_revenue, 500)

    def test_undo(self):
        record = self.run_import(self.deals('Kitchen;Alpha Ltd;Ann Low;ann@alpha.example;;;;;;;;;;;;', 'Doors;Beta Ltd;;o@beta.example;;Lost;;;;;;;;;;'))
        leads, partners = self.written(record), self.partners(record)
        record.action_undo()
        self.env.invalidate_all()
        self.assertFalse(leads.exists())
        self.assertFalse(partners.exists())
        self.assertEqual((record.undo_kept_count, record.undo_failed_count), (0, 0), record.change_ids.mapped('undo_reason'))

    def test_who_may_not_create_it_may_not_import_it(self):
        with self.assertRaises(AccessError):
            self.deals('Kitchen;Alpha Ltd;;a@alpha.example;;;;;;;;;;;;', user=self.accountant)
        own = self._user('import_own_only', 'crm_customer_record.group_import,sales_team.group_sale_salesman')
        record = self.run_import(self.deals(
            'Mine;Alpha Ltd;;a@alpha.example;;;;;;;;;;;;', f'Hers;Beta Ltd;;b@beta.example;;;;;;;;;;;{self.colleague.login};', user=own))
        self.assertEqual([row.state for row in record.row_ids.sorted('row_number')], ['done', 'rejected'])

    # Talks

    def test_talks_with_all_they_say(self):
        record = self.run_import(self.file('interaction', [
            'ID;Date;Type;Direction;Company;Contact person;Email;Subject;Notes;Outcome;Duration;Owner',
            f'7;04.03.2025 10:15;Входящий звонок;;Alpha Ltd;Ann Low;ann@alpha.example;Price;Sent it;Reached;00:06:30;{self.dealer.login}',
            '8;05.03.2025;Fax;out;Alpha Ltd;;;;Long paper;;;Somebody Else',
            '9;01.01.2099;Call;;Alpha Ltd;;;;Later;;;', '10;;Call;;Alpha Ltd;;;;When?;;;', '11;05.03.2025;Call;;;;;;Who?;;;']))
        self.assertEqual([(row.row_number, row.error) for row in record.row_ids if row.state == 'rejected'],
                         [(4, "01.01.2099 lies in the future"), (5, "The row has no date"), (6, "The row names no customer")])
        call, fax = self.written(record)[:2]
        self.assertEqual((call.kind, call.direction, call.partner_id.name, call.account_id.name, call.user_id, call.outcome_id.name),
                         ('call', 'in', 'Ann Low', 'Alpha Ltd', self.dealer, 'Reached'))
        self.assertEqual((str(call.date), call.summary, round(call.duration * 60, 1)), ('2025-03-04 07:15:00', 'Price\nSent it', 6.5))
        self.assertEqual((fax.kind, fax.partner_id, fax.user_id.id), ('note', call.account_id, False))
        for text in ('Fax', 'Long paper', 'Somebody Else'):
            self.assertIn(text, fax.summary)

    def test_a_talk_comes_in_once_however_often_its_file_does(self):
        lines = ['ID;Date;Company;Email;Notes', '7;2025-03-04;Alpha Ltd;a@alpha.example;First', '8;2025-03-05;Alpha Ltd;a@alpha.example;Second',
                 '8;2025-03-05;Alpha Ltd;a@alpha.example;Second, again']
        first = self.run_import(self.file('interaction', lines))
        self.assertDone(first, 2)
        again = self.file('interaction', [*lines, '9;2025-03-06;Alpha Ltd;a@alpha.example;Third'])
        self.assertEqual([row.decision for row in again.row_ids.sorted('row_number')], ['skip', 'skip', 'skip', 'create'])
        self.assertDone(self.run_import(again), 1)
        bare = ['Date;Company;Email;Notes', '2025-03-04;Alpha Ltd;a@alpha.example;Without a number']
        self.run_import(self.file('interaction', bare))
        self.assertEqual(self.file('interaction', bare).row_ids.decision, 'skip')
        self.assertEqual(self.env['crm.interaction'].search_count([('account_id.name', '=', 'Alpha Ltd')]), 4)
        self.assertEqual(self.env['res.partner'].search_count([('name', '=', 'Alpha Ltd')]), 1)

    def test_undo_of_talks_of_an_earlier_day(self):
        record = self.run_import(self.file('interaction', ['Date;Company;Notes', '2025-03-04;Alpha Ltd;First']))
        talk, partners = self.written(record), self.partners(record)
        record.action_undo()
        self.env.invalidate_all()
        self.assertFalse(talk.exists())
        self.assertFalse(partners.exists())

    # Purchases

    def test_purchases_are_history_and_no_accounting(self):
        moves = self.env['account.move'].search_count([])
        orders = self.env['sale.order'].search_count([])
        record = self.run_import(self.file('purchase', [
            'Order number;Date;Company;Email;Product;Qty;Amount;Currency;Shop', 'A-1;2025-02-03;Alpha Ltd;a@alpha.example;Coffee;3;5 400,50;RUB;Market',
            'A-1;2025-02-03;Alpha Ltd;a@alpha.example;Filter;10;$20;;Market', 'A-2;2025-02-04;Alpha Ltd;a@alpha.example;Tea;;soon;;']))
        self.assertDone(record, 3)
        coffee, filters, tea = self.written(record)
        self.assertEqual(coffee.type_id, self.env.ref('crm_customer_record.interaction_type_purchase'))
        self.assertEqual((coffee.amount, coffee.currency_id.name), (5400.5, 'RUB'))
        self.assertEqual(coffee.summary, 'A-1: 3 × Coffee, 5,400.50 RUB (Market)')
        self.assertEqual((filters.amount, filters.currency_id.name), (20, 'USD'))
        self.assertIn('soon', tea.summary)
        self.assertEqual((self.env['account.move'].search_count([]), self.env['sale.order'].search_count([])), (moves, orders))
        page = self.env['crm.timeline'].with_user(self.dealer).timeline_page(coffee.partner_id.id)
        self.assertIn('A-1: 3 × Coffee, 5,400.50 RUB (Market)', [entry['summary'] for entry in page['entries']])

    def test_undo_of_purchases(self):
        lines = ['Order number;Date;Company;Email;Product;Amount', 'A-1;2025-02-03;Alpha Ltd;a@alpha.example;Coffee;10', 'A-2;2025-02-03;Beta Ltd;b@beta.example;Tea;20']
        record = self.run_import(self.file('purchase', lines))
        (coffee, tea), partners = self.written(record), self.partners(record)
        beta = tea.partner_id
        self.env['crm.interaction'].with_user(self.dealer).create({'partner_id': beta.id, 'summary': "Liked it", 'type_id': self.env.ref('crm_customer_record.interaction_type_note').id})
        record.action_undo()
        self.env.invalidate_all()
        self.assertFalse((coffee | tea).exists())
        self.assertEqual(partners.exists(), beta, "whom somebody talked with since stays")
        self.assertEqual((record.undo_kept_count, record.undo_failed_count), (1, 0), record.change_ids.mapped('undo_reason'))
        self.assertDone(self.run_import(self.file('purchase', lines)), 2)

    # Samples, and what cannot be read

    def test_the_samples(self):
        for kind, name, count in (('opportunity', 'opportunities.csv', 4), ('interaction', 'interactions.csv', 4), ('purchase', 'purchases.csv', 3), ('call_list', 'call_list.csv', 3)):
            record = self.sample(kind, name)
            self.assertFalse(record.column_ids.filtered(lambda column: not column.field_key and column.header != 'Вероятность'),
                             record.column_ids.mapped(lambda column: (column.header, column.field_key)))
            issues = {code for row in record.row_ids for code, _params in row.issues or ()}
            self.assertLessEqual(issues, {'currency_no_rate'}, "the company of the tests has no rate")
            record.row_ids.filtered(lambda row: row.decision == 'review').decision = 'create'
            self.assertDone(self.run_import(record), count)
            if kind != 'call_list':
                self.assertEqual(record.action_show_partners()['domain'][0][2], self.written(record).ids)

    def test_a_file_without_what_the_kind_needs_says_so(self):
        with self.assertRaisesRegex(UserError, "Talk: date"):
            self.file('interaction', ['Company;Notes', 'Alpha Ltd;Hello'])
