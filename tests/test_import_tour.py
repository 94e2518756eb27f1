from odoo.tests import HttpCase, new_test_user, tagged


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

    def test_the_preview_as_a_seller(self):
        seller = new_test_user(self.env, 'import_tour_seller', 'base.group_user,crm_customer_record.group_import', name="Tour Seller")
        known = self.env['res.partner'].create([
            {'name': "Тур Лютик", 'is_company': True, 'city': city, 'phone': '+7 495 111-22-33'} for city in ("Москва", "Омск")])
        action = self.env.ref('crm_customer_record.crm_import_action')
        self.start_tour(f'/odoo/action-{action.id}', 'crm_customer_record_import_preview', login='import_tour_seller', timeout=180)
        record = self.env['crm.import'].search([('user_id', '=', seller.id)])
        self.assertEqual((record.state, record.filename), ('done', 'tour.csv'))
        rows = record.row_ids.sorted('row_number')
        self.assertEqual(rows[:2].account_id.mapped('country_id.code'), ['RU'])
        self.assertEqual(rows[:2].account_id.user_id, seller)
        self.assertIn(rows[2].account_id, known)
        self.assertEqual(rows[3].account_id.city, "Калуга")
