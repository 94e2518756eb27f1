from odoo.tests import HttpCase, new_test_user, tagged

SELLER = 'base.group_user,crm_customer_record.group_user'
BOSS = 'base.group_user,base.group_erp_manager,crm_customer_record.group_administrator'


@tagged('post_install', '-at_install')
class TestHandoverTour(HttpCase):
    """Handing over in a browser: by rules with a preview, back again, and after archiving a person."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = new_test_user(cls.env, 'ho_tour_boss', BOSS, name="Tour Boss")
        cls.leaver, cls.anna, cls.boris = (
            new_test_user(cls.env, f'ho_tour_{name.lower()}', SELLER, name=f"Tour {name}") for name in ("Leaver", "Anna", "Boris"))
        cls.south, cls.north, cls.west = cls.env['res.partner'].create([
            {'name': f"Tour {name}", 'is_company': True, 'user_id': cls.leaver.id, 'zip': code}
            for name, code in (("South", '80331'), ("North", '20095'), ("West", '50667'))])
        cls.deal = cls.env['crm.lead'].create({
            'name': "Tour Deal", 'type': 'opportunity', 'partner_id': cls.north.id, 'user_id': cls.leaver.id})

    def test_by_rules_and_back(self):
        action = self.env.ref('crm_customer_record.crm_handover_wizard_action')
        self.start_tour(f'/odoo/action-{action.id}', 'crm_customer_record_handover', login='ho_tour_boss', timeout=120)
        handover = self.env['crm.handover'].search([('from_user_id', '=', self.leaver.id)])
        self.assertEqual(handover.state, 'undone')
        self.assertEqual({line.account_id: line.to_user_id for line in handover.line_ids},
                         {self.south: self.anna, self.north: self.boris, self.west: self.boris})
        self.assertEqual((self.south | self.north | self.west).user_id, self.leaver)

    def test_archiving_warns_and_leads_to_the_wizard(self):
        self.start_tour(f'/odoo/users/{self.leaver.id}', 'crm_customer_record_handover_archive', login='ho_tour_boss',
                        timeout=120)
        self.assertFalse(self.leaver.active)
        self.assertEqual((self.south | self.north | self.west).user_id, self.anna)
        self.assertEqual(self.deal.user_id, self.anna)
