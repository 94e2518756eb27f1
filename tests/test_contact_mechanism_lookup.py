from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common_mechanisms import MechanismCase


@tagged('post_install', '-at_install')
class TestFindPartners(MechanismCase):
    def test_any_spelling(self):
        partner = self._partner(phone='8 (916) 123-45-67')
        for number in ('+79161234567', '8 916 123 45 67', '0079161234567', '79161234567', '9161234567', 'тел. 8-916-1234567'):
            self.assertOneFound(number, partner)
        for number in ('', None, 'Anna', '+79161234568', '12', False):
            self.assertFalse(self.Mechanism.find_partners(number))

    def test_country(self):
        partner = self._partner(phone='+49 30 901820')
        germany = self.env.ref('base.de')
        for country in (germany, germany.id, 'DE', 'de'):
            self.assertOneFound('030 901820', partner, country=country)
        self.assertOneFound('8-10-49-30-901820', partner)

    def test_further_numbers(self):
        partner = self._partner(phone='8 495 123-45-67')
        self.Mechanism.create({'partner_id': partner.id, 'value': '8 916 123-45-67'})
        self.assertOneFound('+79161234567', partner)

    def test_without_area_code_both_ways(self):
        local = self._partner(phone='123-45-67')
        self.assertOneFound('123-45-67', local)
        self.assertOneFound('+7 495 123-45-67', local)
        complete = self._partner("Boris", phone='+7 495 123-45-67')
        self.assertOneFound('+7 495 123-45-67', complete)
        self.assertEqual(self.Mechanism.find_partners('123-45-67'), local | complete)

    def test_best_first(self):
        number = '+7 495 123-45-67'
        company = self._partner("Romashka", is_company=True, phone=number)
        archived = self._partner("Former", phone=number)
        archived.action_archive()
        former = self._partner("Moved", phone=number)
        former.phone = '+7 916 000-00-00'
        second = self._partner("Second")
        self.Mechanism.create([
            {'partner_id': second.id, 'value': '+7 916 000-00-02'}, {'partner_id': second.id, 'value': number},
        ])
        person = self._partner("Person", phone=number)
        extension = self._partner("Extension", phone=f'{number} доб. 12')
        found = list(self.Mechanism.find_partners(number).mapped('name'))
        self.assertEqual(found[:3], ["Person", "Second", "Romashka"])
        self.assertEqual(set(found[3:]), {"Extension", "Moved", "Former"})
        self.assertEqual(self.Mechanism.find_partners(f'{number} ext 12')[0], extension)
        self.assertEqual(self.Mechanism.find_partners(number)[0], person)
        self.assertIn(company, self.Mechanism.find_partners(number))

    def test_email(self):
        partner = self._partner(email='A@B.ru')
        self.Mechanism.create({'partner_id': partner.id, 'value': 'second@b.ru'})
        for email in ('a@b.ru', 'Anna <a@B.RU>', 'SECOND@b.ru'):
            self.assertEqual(self.Mechanism.find_partners_by_email(email), partner)
        self.assertFalse(self.Mechanism.find_partners_by_email('нет'))

    def test_number_of_queries_does_not_depend_on_the_data(self):
        def cost():
            self.env.flush_all()
            self.Mechanism.find_partners('+7 495 123-45-67')
            before = self.env.cr.sql_log_count
            self.Mechanism.find_partners('+7 495 123-45-67')
            return self.env.cr.sql_log_count - before

        self._partner(phone='+7 495 123-45-67')
        few = cost()
        self.Partner.create([{'name': f"P{i}", 'phone': f'+7 495 123-45-67 доб. {i}'} for i in range(100)])
        self.assertEqual((few, cost()), (1, 1))

    def test_the_index_answers(self):
        self._partner(phone='+7 495 123-45-67')
        self.env.flush_all()
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute(
            "EXPLAIN SELECT partner_id FROM crm_contact_mechanism WHERE normalized = ANY(ARRAY['+74951234567', '1234567'])"
        )
        plan = '\n'.join(line for line, in self.env.cr.fetchall())
        self.assertIn('crm_contact_mechanism_normalized_idx', plan)


@tagged('post_install', '-at_install')
class TestSearchPartners(MechanismCase):
    def setUp(self):
        super().setUp()
        self.partner = self._partner("Zinaida Q", phone='8 495 123-45-67', email='first@b.ru')
        self.Mechanism.create([
            {'partner_id': self.partner.id, 'value': value} for value in ('8 (916) 765-43-21', 'second@b.ru')
        ])

    def test_search_field(self):
        for term in ('+7 916 765-43-21', '89167654321', '8 916 765', '+7916', 'second@B.ru', '916765'):
            found = self.Partner.search([('contact_mechanism_search', 'ilike', term)])
            self.assertIn(self.partner, found, term)
        for term in ('Zinaida', '+7 916 765-43-22', 'third@b.ru'):
            self.assertFalse(self.Partner.search([('contact_mechanism_search', 'ilike', term)]), term)
        self.assertNotIn(self.partner, self.Partner.search([('contact_mechanism_search', 'not ilike', '+79167654321')]))

    def test_name_search(self):
        for term in ('89167654321', '+7 (916) 765', 'second@b.ru', 'Zinaida'):
            self.assertIn(self.partner.id, [id_ for id_, _name in self.Partner.name_search(term)], term)
        self.assertFalse(self.Partner.name_search('89167654322'))


@tagged('post_install', '-at_install')
class TestAccess(MechanismCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(cls.env, 'm_seller', groups='base.group_user,crm_customer_record.group_user')
        cls.accountant = new_test_user(cls.env, 'm_accountant', groups='base.group_user,crm_customer_record.group_accountant')
        cls.employee = new_test_user(cls.env, 'm_employee', groups='base.group_user')
        cls.portal = new_test_user(cls.env, 'm_portal', groups='base.group_portal')
        cls.other_company = cls.env['res.company'].create({'name': "Other", 'country_id': cls.russia.id})
        cls.foreigner = new_test_user(
            cls.env, 'm_foreigner', groups='base.group_user,crm_customer_record.group_user',
            company_id=cls.other_company.id, company_ids=[(6, 0, cls.other_company.ids)],
        )
        cls.partner = cls._partner(phone='8 495 123-45-67', company_id=cls.env.company.id)
        cls.line = cls.partner.contact_mechanism_ids

    def test_seller_edits(self):
        Mechanism = self.Mechanism.with_user(self.seller)
        line = Mechanism.create({'partner_id': self.partner.id, 'value': '8 916 123-45-67', 'is_primary': True})
        self.assertEqual(self.partner.phone, '8 916 123-45-67')
        line.note = "evenings"
        line.unlink()
        self.assertEqual(self.partner.phone, '8 495 123-45-67')

    def test_who_may_not_edit_the_contact_only_reads(self):
        line = self.line.with_user(self.employee)
        self.assertEqual(line.value, '8 495 123-45-67')
        with self.assertRaises(AccessError):
            line.note = "mine"
        with self.assertRaises(AccessError):
            line.unlink()
        with self.assertRaises(AccessError):
            line.copy({'value': '8 495 123-45-68'})
        self.assertEqual(self.partner.phone, '8 495 123-45-67')
        self.assertEqual(self.line.with_user(self.accountant).value, '8 495 123-45-67')

    def test_other_company_sees_nothing(self):
        Mechanism = self.Mechanism.with_user(self.foreigner)
        self.assertFalse(Mechanism.search([('partner_id', '=', self.partner.id)]))
        self.assertFalse(Mechanism.find_partners('+74951234567'))
        self.assertFalse(self.Partner.with_user(self.foreigner).search([('contact_mechanism_search', 'ilike', '+74951234567')]))
        self.assertFalse(Mechanism._read_group([('id', '=', self.line.id)], ['kind'], ['__count']))
        with self.assertRaises(AccessError):
            self.line.with_user(self.foreigner).read(['value'])

    def test_portal_has_no_access(self):
        with self.assertRaises(AccessError):
            self.Mechanism.with_user(self.portal).search([])
        with self.assertRaises(AccessError):
            self.line.with_user(self.portal).read(['value'])

    def test_further_rules_on_contacts_are_followed(self):
        self.env['ir.rule'].create({
            'name': "Secret contacts", 'model_id': self.env['ir.model']._get_id('res.partner'),
            'domain_force': [('ref', '!=', 'secret')],
        })
        secret = self._partner("Secret", ref='secret', phone='8 916 123-45-67')
        Mechanism = self.Mechanism.with_user(self.seller)
        self.assertFalse(Mechanism.find_partners('+79161234567'))
        self.assertFalse(Mechanism.search([('partner_id', '=', secret.id)]))
        with self.assertRaises(AccessError):
            secret.contact_mechanism_ids.with_user(self.seller).read(['value'])
        with self.assertRaises(AccessError):
            Mechanism.create({'partner_id': secret.id, 'value': 'x@y.ru'})
