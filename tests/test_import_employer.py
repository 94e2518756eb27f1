from odoo.tests import tagged

from .import_common import ImportCase

HEADER = 'Компания;Контактное лицо;E-mail контакта;Телефон компании;Индекс;Город;Улица;ИНН'
MOVED = 'Romashka LLC;Иванов Иван;ivanov@mail.example;8 843 222 33 44;420111;Казань;ул. Баумана, 5;'


@tagged('post_install', '-at_install')
class TestImportEmployer(ImportCase):
    """Who is known for sure says which company a row speaks of, although its address and phone are others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.employer, cls.person = cls.works_at('ООО "Ромашка"', 'Иванов Иван', 'ivanov@mail.example')

    @classmethod
    def works_at(cls, company, person, email, **values):
        account = cls.env['res.partner'].create({
            'name': company, 'is_company': True, 'country_id': cls.russia.id, 'zip': '101000', 'city': 'Москва', 'street': 'Мясницкая, 20',
            'phone': '+7 495 111-22-33', **values})
        return account, cls.env['res.partner'].create({'name': person, 'parent_id': account.id, 'email': email})

    def companies(self):
        return self.env['res.partner'].search([('is_company', '=', True), '|', ('name', 'ilike', 'ромашка'), ('name', 'ilike', 'romashka')])

    def look(self, *rows, **kwargs):
        return self.load(rows or (MOVED,), HEADER, **kwargs).row_ids.sorted('row_number')

    def reasons(self, row, part='company'):
        return {reason for candidate in row.candidates or () if candidate['part'] == part for reason, _params in candidate['reasons']}

    def test_another_address_is_the_same_employer(self):
        row = self.look()
        self.assertEqual((row.match_account_id, row.match_partner_id, row.decision), (self.employer, self.person, 'update'))
        self.assertIn('works_there', self.reasons(row))
        self.assertIn("works there", ' '.join(text for candidate in row.candidate_values for text in candidate['reasons']))
        self.run_import(row.import_id)
        self.assertEqual(self.companies(), self.employer)
        self.assertEqual((self.employer.city, self.person.parent_id), ('Москва', self.employer), "what is there stays")
        self.assertIn('+78432223344', self.employer.contact_mechanism_ids.mapped('normalized'), "nothing of the file is lost")

    def test_the_address_is_updated_or_asked_about_as_the_policy_says(self):
        row = self.look(options={'update_policy': 'ask'})
        self.assertEqual(row.decision, 'review')
        self.assertIn("City", row.reason_text)
        record = self.bring([MOVED], HEADER, options={'update_policy': 'overwrite'})
        self.assertEqual((record.row_ids.account_id, self.employer.city), (self.employer, 'Казань'))

    def test_a_later_row_of_the_company_says_which_it_is(self):
        first, second = self.look(MOVED.replace('Иванов Иван;ivanov', 'Петрова Анна;petrova'), MOVED)
        self.assertEqual((first.match_account_id, first.match_partner_id.id, first.decision), (self.employer, False, 'create'))
        self.assertEqual((second.account_leader_id, second.match_partner_id), (first, self.person))
        self.run_import(first.import_id)
        self.assertEqual(self.companies(), self.employer)
        self.assertEqual(set(self.employer.child_ids.mapped('name')), {'Иванов Иван', 'Петрова Анна'})

    def test_two_namesakes_wait_and_the_one_who_is_chosen_says_which_company(self):
        other, namesake = self.works_at('Ромашка', 'Иванов Иван', 'ivan@mail.example', city='Омск')
        row = self.look(MOVED.replace('ivanov@mail.example', ''))
        self.assertEqual((row.decision, row.match_account_id.id, row.match_partner_id.id), ('review', False, False))
        self.assertEqual({candidate['id'] for candidate in row.candidates}, set((other | namesake | self.employer | self.person).ids))
        row.action_use('person', namesake.id)
        self.assertEqual((row.decision, row.match_account_id, row.match_partner_id), ('update', other, namesake))
        self.run_import(row.import_id)
        self.assertEqual(self.companies(), self.employer | other)

    def test_two_companies_of_one_name_are_told_apart_by_who_works_there(self):
        other, colleague = self.works_at('Ромашка', 'Петрова Анна', 'petrova@mail.example', city='Омск')
        first, second, third = self.look(MOVED, MOVED.replace('Иванов Иван;ivanov', 'Петрова Анна;petrova').replace('8 843', '8 381'),
                                         MOVED.replace('Иванов Иван;ivanov', 'Новикова Нина;novikova'))
        self.assertEqual((first.match_account_id, second.match_account_id, third.account_leader_id), (self.employer, other, first))
        self.run_import(first.import_id)
        self.assertEqual((first.account_id, second.account_id, third.account_id), (self.employer, other, self.employer))
        self.assertIn('+73812223344', other.contact_mechanism_ids.mapped('normalized'))
        self.assertNotIn('+73812223344', self.employer.contact_mechanism_ids.mapped('normalized'))
        self.assertEqual(self.companies(), self.employer | other)

    def test_another_employer_is_asked_about_and_not_mistaken_for_the_old_one(self):
        row = self.look(MOVED.replace('Romashka LLC', 'АО Вектор'))
        self.assertEqual((row.decision, row.match_account_id.id), ('review', False))
        self.assertFalse(self.reasons(row), "the old employer is no candidate")
        self.assertIn("another company", row.reason_text)
        row.action_use('person', self.person.id)
        self.assertEqual((row.decision, row.match_account_id.id), ('update', False))

    def test_a_name_that_is_merely_alike_waits(self):
        row = self.look(MOVED.replace('Romashka LLC', 'Ромашка Плюс'))
        self.assertEqual((row.decision, row.match_account_id.id), ('review', False))
        self.assertIn('may_work_there', self.reasons(row))

    def test_another_tax_id_waits(self):
        self.employer.vat = '7736207543'
        row = self.look(f'{MOVED}7707083893')
        self.assertEqual((row.decision, row.match_account_id.id), ('review', False))
        self.assertLessEqual({'works_there', 'other_vat'}, self.reasons(row))
        row.action_use('person', self.person.id)
        self.assertEqual((row.decision, row.match_account_id.id), ('review', False), "the company is a question of its own")
        row.action_decide_new()
        self.assertEqual((row.decision, row.match_account_id.id, row.match_partner_id), ('update', False, self.person))

    def test_a_former_employer_is_known_as_well(self):
        self.person.write({'parent_id': self.env['res.partner'].create({'name': "АО Вектор", 'is_company': True}).id})
        worked_at = self.env.ref('crm_customer_record.crm_partner_relation_type_worked_at')
        relations = self.env['crm.partner.relation'].search([('partner_id', '=', self.person.id)])
        relations.unlink()
        self.env['crm.partner.relation'].create({
            'partner_id': self.person.id, 'type_id': worked_at.id, 'other_partner_id': self.employer.id})
        row = self.look()
        self.assertEqual((row.decision, row.match_account_id.id), ('review', False))
        self.assertEqual({candidate['id'] for candidate in row.candidates}, {self.person.id, self.employer.id})
        row.action_use('person', self.person.id)
        self.assertEqual((row.decision, row.match_account_id), ('update', self.employer))

    def test_an_employer_of_another_company_of_the_group_is_nobody(self):
        self.employer.company_id = self.other_company
        self.person.company_id = False
        self.assert_hidden()

    def test_an_employer_that_is_hidden_from_the_importer_is_nobody(self):
        self.env['ir.rule'].create({
            'name': "hidden from sellers", 'model_id': self.env.ref('base.model_res_partner').id,
            'domain_force': f"[('id', '!=', {self.employer.id})]", 'groups': [(4, self.env.ref('crm_customer_record.group_user').id)]})
        self.assert_hidden()

    def assert_hidden(self):
        row = self.look()
        self.assertEqual((row.match_account_id.id, row.match_partner_id), (False, self.person))
        self.assertFalse(self.reasons(row))
        self.assertNotIn(self.employer.id, {candidate['id'] for candidate in row.candidates})
        self.run_import(row.import_id)
        self.assertTrue(row.account_id)
        self.assertNotEqual(row.account_id, self.employer)
        self.assertEqual((row.partner_id, self.person.sudo().parent_id, self.employer.sudo().city), (self.person, self.employer, 'Москва'))

    def test_an_archived_employer_is_asked_about(self):
        self.employer.active = False
        row = self.look()
        self.assertEqual(row.decision, 'review')
        self.assertIn("archived", row.reason_text)

    def test_who_it_was_decided_not_to_be_is_not_proposed_again(self):
        row = self.look(MOVED.replace('Romashka LLC', 'Ромашка Плюс'))
        row.action_use('person', self.person.id)
        row.action_decide_new()
        self.run_import(row.import_id)
        created = row.account_id
        self.assertNotIn(created, self.employer)
        again = self.look(MOVED.replace('Romashka LLC', 'Ромашка Плюс'))
        self.assertEqual((again.match_account_id, again.match_partner_id), (created, self.person))
        self.assertNotIn(self.employer.id, {candidate['id'] for candidate in again.candidates})
