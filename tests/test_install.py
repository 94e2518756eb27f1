from odoo.tests import TransactionCase, tagged


@tagged('post_install', '-at_install')
class TestInstall(TransactionCase):
    def test_sellers_of_the_host_get_the_role_at_installation(self):
        demo = self.env.ref('base.user_demo')
        self.assertTrue(demo.has_group('sales_team.group_sale_salesman'))
        self.assertTrue(demo.has_group('crm_customer_record.group_user'))
