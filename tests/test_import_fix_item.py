from odoo.tests import tagged

from .import_common import ImportCase

HEADER = 'Opportunity;Company;Email;Stage;Status;Amount;Salesperson;Sales Team;Source;Lost reason;Tags;Industry'
ROWS = (
    'Kitchen;Alpha Ltd;a@alpha.example;Talking;;10;Somebody Else;Far North;Fare;;Red;Bricks',
    'Windows;Alpha Ltd;a@alpha.example;Talking;;much;Somebody Else;;Fare;;;',
    'Doors;Beta Ltd;b@beta.example;Talking;Perhaps;30;;;;;;',
    'Floors;Beta Ltd;b@beta.example;;Lost;30;;;;Too dear;;',
)


@tagged('post_install', '-at_install')
class TestImportFixItem(ImportCase):
    """Wrong names of opportunities and talks are put right once, in every row that has them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealer = cls._user('import_fix_dealer', 'crm_customer_record.group_import,sales_team.group_sale_salesman_all_leads')
        cls.team = cls.env['crm.team'].create({'name': "North", 'member_ids': [(4, cls.dealer.id)]})
        cls.elsewhere = cls.env['crm.team'].create({'name': "Elsewhere", 'company_id': cls.other_company.id})

    def deals(self, *lines, user=None, kind='opportunity', header=HEADER):
        return self.env['crm.import'].with_user(user or self.dealer).load_file(
            kind, f'{kind}.csv', '\n'.join([header, *lines]).encode(), options={'country': 'RU'})

    def problems(self, record):
        return {(line['key'], line['value']): line for line in record.value_problems() if not line['replacement']}

    def choices(self, record, key):
        return [choice['label'] for choice in self.column(record, key).replacement_choices()]

    def column(self, record, key):
        return record.column_ids.filtered(lambda column: column.field_key == key)

    def test_each_wrong_name_is_told_once(self):
        found = self.problems(self.deals(*ROWS))
        self.assertEqual({key: line['count'] for key, line in found.items()}, {
            ('deal.stage', 'Talking'): 3, ('deal.status', 'Perhaps'): 1, ('deal.revenue', 'much'): 1, ('deal.user', 'Somebody Else'): 2,
            ('deal.team', 'Far North'): 1, ('deal.source', 'Fare'): 2, ('deal.lost_reason', 'Too dear'): 1, ('company.industry', 'Bricks'): 1})
        self.assertIn('Talking', found['deal.stage', 'Talking']['text'])
        self.assertEqual(found['deal.source', 'Fare']['code'], 'source_new', "everybody who works may name a new source")
        self.assertEqual(found['deal.lost_reason', 'Too dear']['code'], 'lost_reason_unknown', "only a manager may name a reason")

    def test_the_stage_is_put_right_everywhere(self):
        record = self.deals(*ROWS)
        self.assertIn('Proposition', self.choices(record, 'deal.stage'))
        self.column(record, 'deal.stage').action_replace('Talking', 'Proposition')
        self.assertNotIn(('deal.stage', 'Talking'), self.problems(record))
        self.assertFalse(self.row(record, 4).issues and 'stage_unknown' in dict(self.row(record, 4).issues))
        self.run_import(record)
        leads = self.env['crm.lead'].search([('name', 'in', ('Kitchen', 'Windows', 'Doors'))])
        self.assertEqual(leads.stage_id, self.env.ref('crm.stage_lead3'))
        again = self.deals('Roof;Alpha Ltd;a@alpha.example;Talking;;5;;;;;;')
        self.assertFalse(self.problems(again), "the next file of this layout knows it")

    def test_teams_people_sources_and_reasons(self):
        record = self.deals(*ROWS)
        self.assertIn('North', self.choices(record, 'deal.team'))
        self.assertNotIn('Elsewhere', self.choices(record, 'deal.team'), "another company's")
        self.assertIn(self.dealer.name, self.choices(record, 'deal.user'))
        self.env['utm.source'].create({'name': "Fair"})
        reason = self.env['crm.lost.reason'].create({'name': "Price"})
        for key, value, instead in (('deal.team', 'Far North', 'North'), ('deal.user', 'Somebody Else', self.dealer.login),
                                    ('deal.source', 'Fare', 'Fair'), ('deal.lost_reason', 'Too dear', 'Price'), ('deal.status', 'Perhaps', 'won')):
            self.assertIn(instead, [choice['value'] for choice in self.column(record, key).replacement_choices()], key)
            self.column(record, key).action_replace(value, instead)
        self.run_import(record)
        kitchen, doors, floors = (self.env['crm.lead'].with_context(active_test=False).search([('name', '=', name)]) for name in ('Kitchen', 'Doors', 'Floors'))
        self.assertEqual((kitchen.team_id, kitchen.user_id, kitchen.source_id.name), (self.team, self.dealer, 'Fair'))
        self.assertEqual((doors.won_status, floors.lost_reason_id), ('won', reason))
        self.assertFalse(self.env['utm.source'].search([('name', '=', 'Fare')]))

    def test_what_nobody_put_right_is_not_lost(self):
        record = self.run_import(self.deals(*ROWS))
        kitchen, floors = (self.env['crm.lead'].with_context(active_test=False).search([('name', '=', name)]) for name in ('Kitchen', 'Floors'))
        for text in ('Talking', 'Somebody Else', 'Far North'):
            self.assertIn(text, kitchen.description)
        self.assertEqual(kitchen.source_id.name, 'Fare')
        self.assertEqual((floors.won_status, floors.lost_reason_id.id), ('lost', False))
        self.assertIn('Too dear', floors.description)
        self.assertEqual(record.state, 'done')

    def test_what_will_be_created_is_not_left_out(self):
        texts = [line['text'] + line['detail'] for line in self.deals(*ROWS).left_out()]
        self.assertTrue(any('Too dear' in text for text in texts), texts)
        self.assertFalse(any('Fare' in text for text in texts), texts)

    def test_talks(self):
        header = 'Date;Type;Company;Email;Notes;Owner'
        record = self.deals('2025-03-05;Fax;Alpha Ltd;a@alpha.example;Paper;Somebody Else', kind='interaction', header=header)
        self.assertEqual(set(self.problems(record)), {('talk.type', 'Fax'), ('talk.user', 'Somebody Else')})
        self.assertIn('Call', self.choices(record, 'talk.type'))
        self.column(record, 'talk.type').action_replace('Fax', 'Call')
        self.run_import(record)
        self.assertEqual(self.env['crm.interaction'].browse(record.row_ids.res_id).kind, 'call')
