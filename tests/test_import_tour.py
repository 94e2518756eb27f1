from odoo.tests import HttpCase, tagged


@tagged('post_install', '-at_install')
class TestImportTour(HttpCase):
    def test_the_1c_sample_in_the_browser(self):
        self.start_tour('/odoo', 'crm_customer_record_import_tour', login='demo')
        record = self.env['crm.import'].search([('filename', '=', 'customers_1c.xls')])
        self.assertEqual(record.state, 'done')
        self.assertEqual(record.user_id.login, 'demo')
        self.assertTrue(record.row_ids.account_id)
        numbers = self.env['crm.contact.mechanism'].search([
            ('partner_id', 'in', (record.row_ids.account_id | record.row_ids.partner_id).ids), ('kind', '!=', 'email')])
        self.assertTrue(numbers.filtered(lambda number: number.normalized.startswith('+7')))

    def test_other_sources_in_the_browser(self):
        self.start_tour('/odoo', 'crm_customer_record_import_sources_tour', login='demo')
        record = self.env['crm.import'].search([('filename', '=', 'tables.html')])
        self.assertEqual((record.state, record.sheet, record.row_ids.mapped('name')), ('preview', 'Table 2', ['Second Tour']))
