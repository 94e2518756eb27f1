from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .import_common import ImportCase

HEADER = 'Компания;Контактное лицо;Телефон;Страна;Регион;Ответственный'


@tagged('post_install', '-at_install')
class TestImportAssign(ImportCase):
    """Who gets the new customers, and what all of them are tagged with."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leader = cls._user('import_leader', 'crm_customer_record.group_team_leader,crm_customer_record.group_import')
        cls.team = cls.env['crm.team'].create({
            'name': "Import team", 'user_id': cls.leader.id, 'company_id': cls.company.id,
            'member_ids': [Command.set((cls.leader | cls.seller).ids)]})
        cls.usa = cls.env.ref('base.us')
        cls.fourth = cls._user('import_fourth', 'crm_customer_record.group_user')
        cls.texas = cls.env.ref('base.state_us_44')

    def rows(self, *places, user=''):
        return [f'Фирма {number};Человек {number};8 916 100 20 0{number};{country};{state};{user}' for number, (country, state) in enumerate(places)]

    def owners(self, record):
        return [row.account_id.user_id for row in record.row_ids.sorted('row_number')]

    def assigned(self, user, rows, **values):
        record = self.load(rows, HEADER, user=user)
        record.write(values)
        counts = {line['user_id']: line['count'] for line in record.assignment_counts()}
        self.run_import(record)
        return record, counts

    def test_nobody_unless_the_file_says_so(self):
        record, counts = self.assigned(self.seller, [*self.rows(('', '')), f'Икс;Инна Икс;8 916 100 20 99;;;{self.seller.name}'])
        self.assertEqual(counts, {False: 1, self.seller.id: 1})
        self.assertEqual(self.owners(record), [self.env['res.users'], self.seller])

    def test_me(self):
        record, counts = self.assigned(self.seller, self.rows(('', ''), ('', '')), assign='me')
        self.assertEqual(self.owners(record), [self.seller] * 2)
        self.assertEqual(counts, {self.seller.id: 2})

    def test_in_turn(self):
        users = self.seller | self.colleague
        record, counts = self.assigned(
            self.manager, self.rows(*[('', '')] * 5), assign='rotate', assign_user_ids=[Command.set(users.ids)])
        owners = self.owners(record)
        self.assertEqual(set(owners), set(users))
        self.assertEqual(sorted(owners.count(user) for user in users), [2, 3])
        self.assertNotEqual(owners[0], owners[1])
        self.assertEqual(counts, {user.id: owners.count(user) for user in users})

    def test_the_members_of_a_team(self):
        record, _counts = self.assigned(self.leader, self.rows(*[('', '')] * 4), assign='team', assign_team_id=self.team.id)
        owners = self.owners(record)
        self.assertEqual({user: owners.count(user) for user in owners}, {self.leader: 2, self.seller: 2})

    def test_by_region(self):
        rules = [Command.create(values) for values in (
            {'country_id': self.usa.id, 'user_id': self.seller.id},
            {'country_id': self.usa.id, 'state_id': self.texas.id, 'user_id': self.colleague.id},
            {'country_id': self.russia.id, 'user_id': self.manager.id})]
        record, counts = self.assigned(
            self.manager, self.rows(('USA', ''), ('USA', 'Texas'), ('Россия', ''), ('Germany', '')), assign='region', assign_rule_ids=rules)
        self.assertEqual(self.owners(record), [self.seller, self.colleague, self.manager, self.env['res.users']])
        self.assertEqual(counts, {self.seller.id: 1, self.colleague.id: 1, self.manager.id: 1, False: 1})

    def test_a_region_goes_before_its_country_and_an_empty_line_is_for_the_rest(self):
        rules = [Command.create(values) for values in (
            {'user_id': self.fourth.id}, {'country_id': self.russia.id, 'user_id': self.seller.id},
            {'state_id': self.texas.id, 'user_id': self.colleague.id}, {'country_id': self.usa.id, 'user_id': self.manager.id})]
        record, counts = self.assigned(
            self.manager, self.rows(('USA', 'texas'), ('USA', 'TX'), ('', ''), ('USA', 'Ohio'), ('Germany', 'Bayern')), assign='region',
            assign_rule_ids=rules)
        self.assertEqual(self.owners(record), [self.colleague, self.colleague, self.seller, self.manager, self.fourth])
        self.assertEqual(counts, {self.colleague.id: 2, self.seller.id: 1, self.manager.id: 1, self.fourth.id: 1})

    def test_the_contacts_follow_their_company(self):
        record, counts = self.assigned(self.seller, ('Альфа;Иванов Иван;8 916 123 45 67;;;', 'Альфа;Петров Пётр;8 916 123 45 68;;;'),
                                       assign='me')
        self.assertEqual(record.row_ids.partner_id.user_id, self.seller)
        self.assertEqual(len(record.row_ids.account_id), 1)
        self.assertEqual(counts, {self.seller.id: 1})

    def test_whom_the_file_names_goes_first_if_wanted(self):
        rows = self.rows(('', ''), user=self.seller.name)
        record, _counts = self.assigned(self.manager, rows, assign='me')
        self.assertEqual(self.owners(record), [self.seller])
        record.action_undo()
        record, _counts = self.assigned(self.manager, rows, assign='me', assign_file_first=False)
        self.assertEqual(self.owners(record), [self.manager])

    def test_known_customers_stay_with_whom_they_belong_to(self):
        known = self.env['res.partner'].create({'name': 'Фирма 0', 'is_company': True, 'vat': '7707083893', 'country_id': self.russia.id, 'user_id': self.colleague.id})
        record = self.load(('Фирма 0;7707083893',), 'Компания;ИНН', user=self.seller)
        record.assign = 'me'
        self.run_import(record)
        self.assertEqual((record.row_ids.account_id, known.user_id), (known, self.colleague))

    def test_a_seller_who_may_not_give_to_others_gets_them(self):
        record, _counts = self.assigned(self.seller, self.rows(('', ''), user=self.colleague.name))
        self.assertEqual(self.owners(record), [self.seller])
        draft = self.load(self.rows(('', '')), HEADER)
        self.assertFalse(draft.assign_others)
        self.assertEqual(draft.assignable_user_ids, self.seller)
        with self.assertRaises(UserError):
            draft.write({'assign': 'rotate', 'assign_user_ids': [Command.set(self.colleague.ids)]})
        with self.assertRaises(UserError):
            draft.write({'assign': 'team', 'assign_team_id': self.team.id})

    def test_only_people_of_the_company_and_of_the_own_teams(self):
        draft = self.load(self.rows(('', '')), HEADER, user=self.leader)
        self.assertEqual(draft.assignable_user_ids, self.leader | self.seller)
        for wrong in (self.stranger, self.colleague):
            with self.assertRaises(UserError):
                draft.write({'assign': 'rotate', 'assign_user_ids': [Command.set(wrong.ids)]})
        with self.assertRaises(UserError):
            draft.write({'assign': 'region', 'assign_rule_ids': [Command.create({'user_id': self.stranger.id})]})
        managers = self.load(self.rows(('', '')), HEADER, user=self.manager)
        self.assertNotIn(self.stranger, managers.assignable_user_ids)
        record, _counts = self.assigned(self.manager, self.rows(('', ''), user=self.stranger.name))
        self.assertEqual(self.owners(record), [self.env['res.users']], "named by the file, but of another company")
        self.assertIn(self.stranger.name, record.row_ids.account_id.comment, "nothing of the file is lost")

    def test_all_of_them_get_the_tags(self):
        self.bring(self.rows(('', '')), HEADER)
        record = self.load([*self.rows(('', '')), 'Фирма 9;Иванов Иван;8 916 123 45 67;;;'], HEADER)
        record.action_tag_batch()
        tag = record.tag_ids
        self.assertIn(record.name, tag.name)
        record.action_tag_batch()
        self.assertEqual(record.tag_ids, tag)
        self.run_import(record)
        for partner in record.row_ids.account_id | record.row_ids.partner_id:
            self.assertEqual(partner.category_id, tag)
        record.action_undo()
        self.assertFalse(self.env['res.partner'].search([('category_id', 'in', tag.ids)]))
