from psycopg2.errors import CheckViolation

from odoo.tests import tagged
from odoo.tools import mute_logger

from .import_common import ImportCase

HEADER = 'Компания;ИНН;Контактное лицо;Телефон;E-mail компании;Город;Должность'


@tagged('post_install', '-at_install')
class TestImportEvidence(ImportCase):
    def known(self, **values):
        return self.env['res.partner'].create({'name': 'Romashka LLC', 'is_company': True, 'country_id': self.russia.id, **values})

    def test_another_script_is_the_same_customer(self):
        known = self.known(email='info@romashka-in-latin.example')
        contact = self.env['res.partner'].create({'name': 'Yuri Ivanov', 'parent_id': known.id})
        row = self.load(['ООО "Ромашка";;Иванов Юрий;;info@romashka-in-latin.example;Москва;'], header=HEADER).row_ids
        self.assertEqual((row.match_account_id, row.match_partner_id), (known, contact))
        found = [text for candidate in row.candidate_values for text in candidate['reasons']]
        self.assertIn("same name in another spelling or script", found)

    def test_the_domain_finds_a_company_that_is_called_otherwise(self):
        known = self.known(name="Kamille International", website='https://www.romashka-site.example/contact', city='Москва')
        row = self.load(['ООО "Ромашка";;;;office@romashka-site.example;Москва;'], header=HEADER).row_ids
        self.assertEqual(row.decision, 'create', "the domain alone says too little")
        known.name = "Romashka"
        row = self.load(['ООО "Ромашка";;;;office@romashka-site.example;Москва;'], header=HEADER).row_ids
        self.assertEqual(row.match_account_id, known)

    def test_another_birth_date_is_another_person(self):
        header = 'ФИО;Телефон;Дата рождения'
        self.env['res.partner'].create({'name': 'Одинцов Олег', 'phone': '+7 903 111-22-33', 'country_id': self.russia.id, 'birthday': '1980-05-17'})
        self.assertEqual(self.load(['Одинцов Олег;8 903 111 22 33;17.05.1980'], header=header).row_ids.decision, 'update')
        row = self.load(['Одинцов Олег;8 903 111 22 33;02.11.1951'], header=header).row_ids
        self.assertEqual(row.decision, 'review')
        self.assertIn("other birth date", row.candidate_values[0]['reasons'])

    def test_what_a_rule_hides_is_neither_matched_nor_shown(self):
        hidden = self.env['res.partner'].create({'name': 'Одинцов Олег', 'phone': '+7 903 111-22-33', 'country_id': self.russia.id})
        self.env['ir.rule'].create({
            'name': "hidden from sellers", 'model_id': self.env.ref('base.model_res_partner').id,
            'domain_force': f"[('id', '!=', {hidden.id})]", 'groups': [(4, self.env.ref('crm_customer_record.group_user').id)]})
        row = self.load([';;Одинцов Олег;8 903 111 22 33;;Тула;']).row_ids
        self.assertEqual((row.decision, row.candidates, row.match_partner_id.id), ('create', False, False))
        self.assertEqual(self.load([';;Одинцов Олег;8 903 111 22 33;;Тула;'], user=self.stranger).row_ids.decision, 'create')

    def test_thresholds_decide_what_is_asked_about(self):
        known = self.known(name='ООО Ромашка', city='Москва')
        header = 'Компания;Город'
        record = self.load(['ООО "Ромашка";Москва'], header=header)
        self.assertEqual(record.row_ids.decision, 'review')
        record.write({'match_auto': 99, 'match_review': 98})
        self.assertEqual(record.row_ids.decision, 'create')
        record.write({'match_review': 30})
        self.assertEqual(record.row_ids.candidates[0]['id'], known.id)
        with self.assertRaises(CheckViolation), mute_logger('odoo.sql_db'):
            record.write({'match_auto': 20})
            record.flush_recordset()
