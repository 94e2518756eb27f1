from odoo.tests import HttpCase, new_test_user, tagged


@tagged('post_install', '-at_install')
class TestContactMechanismUi(HttpCase):
    def test_a_salesperson_adds_a_second_phone(self):
        self.env.company.country_id = self.env.ref('base.ru')
        new_test_user(self.env, 'seller_ui', groups='base.group_user,crm_customer_record.group_user')
        partner = self.env['res.partner'].create({'name': "Anna Petrova", 'phone': '8 495 123-45-67'})
        self.start_tour(f'/odoo/contacts/{partner.id}', 'crm_customer_record_contact_mechanism', login='seller_ui')
        self.assertEqual(partner.phone, '8 916 123-45-67')
        self.assertEqual(partner.contact_mechanism_ids.mapped('normalized'), ['+79161234567', '+74951234567'])


@tagged('post_install', '-at_install')
class TestContactMechanismPhone(HttpCase):
    browser_size = '390x844'
    touch_enabled = True

    def test_a_number_can_be_called_from_a_telephone(self):
        self.env.company.country_id = self.env.ref('base.ru')
        new_test_user(self.env, 'seller_phone', groups='base.group_user,crm_customer_record.group_user')
        partner = self.env['res.partner'].create({'name': "Anna Petrova", 'phone': '8 495 123-45-67', 'email': 'anna@example.com'})
        self.start_tour(f'/odoo/contacts/{partner.id}', 'crm_customer_record_contact_mechanism_phone', login='seller_phone')
