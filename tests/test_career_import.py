from odoo import fields
from odoo.tests import tagged

from .import_common import ImportCase

ROWS = (
    'ООО "Ромашка";7707083893;Иванов Иван;8 (916) 123-45-67;ivanov@romashka.ru;Москва;Директор',
    'ООО "Ромашка";7707083893;Петрова Анна;8 916 765 43 21;petrova@romashka.ru;Москва;Бухгалтер',
)


@tagged('post_install', '-at_install')
class TestCareerImport(ImportCase):
    """An import creates people without a past; what it changes in the career of known ones is remembered, and undone."""

    def jobs(self, partner):
        return [(job.other_partner_id, job.function, job.date_to) for job in self.env['crm.partner.relation'].search(
            [('partner_id', '=', partner.id)])]

    def known(self, **values):
        company = self.env['res.partner'].create({'name': 'ООО "Ромашка"', 'is_company': True, 'vat': '7707083893'})
        person = self.env['res.partner'].create({
            'name': "Иванов Иван", 'parent_id': company.id, 'email': 'ivanov@romashka.ru', 'function': "Менеджер", **values})
        self.env.cr.flush()
        self.env.cr.execute("UPDATE res_partner SET create_date = create_date - interval '2 days' WHERE id = %s", [person.id])
        self.env.invalidate_all()
        return company, person

    def overwrite(self):
        record = self.load(ROWS)
        record.update_policy = 'overwrite'
        return self.run_import(record)

    def test_who_is_created_has_no_past(self):
        record = self.bring(ROWS)
        for partner in self.partners(record):
            self.assertFalse(self.jobs(partner))

    def test_a_position_that_is_overwritten_is_remembered_and_undone(self):
        company, person = self.known()
        record = self.overwrite()
        self.assertEqual(person.function, "Директор")
        self.assertEqual(self.jobs(person), [(company, "Менеджер", fields.Date.context_today(person))])
        record.action_undo()
        self.env.invalidate_all()
        self.assertEqual(person.function, "Менеджер")
        self.assertFalse(self.jobs(person))

    def test_a_first_company_is_no_past(self):
        _company, person = self.known(parent_id=False)
        self.overwrite()
        self.assertTrue(person.parent_id)
        self.assertFalse(self.jobs(person))
