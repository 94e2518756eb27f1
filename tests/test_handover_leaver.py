from odoo.tests import new_test_user, tagged

from .common_handover import HandoverCase


@tagged('post_install', '-at_install')
class TestHandoverLeaver(HandoverCase):
    """Somebody is archived while customers still belong to them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = new_test_user(cls.env, 'ho_admin', 'base.group_user,base.group_erp_manager')
        cls.boss = new_test_user(
            cls.env, 'ho_boss', 'base.group_user,base.group_erp_manager,crm_customer_record.group_administrator', name="Boss")

    def todo(self, user=None):
        return self.env['crm.handover'].search([('from_user_id', '=', (user or self.seller).id), ('state', '=', 'draft')])

    def test_archiving_warns_with_the_wizard_at_hand(self):
        action = self.seller.with_user(self.boss).action_archive()
        self.assertFalse(self.seller.active)
        self.assertEqual(action['tag'], 'crm_handover_warning')
        self.assertIn("Seller (Customers: 5, Opportunities: 1, Activities: 1)", action['params']['message'])
        self.assertIn("Leader", action['params']['message'])
        wizard = self.env['crm.handover.wizard'].with_user(self.boss).with_context(
            **action['params']['action']['context']).create({'to_user_id': self.mate.id})
        self.assertEqual((wizard.from_user_id, wizard.reason, wizard.total), (self.seller, "Seller has left", 7))
        todo = self.todo()
        wizard.action_hand_over()
        self.assertEqual((self.oak.user_id, self.deal.user_id, self.step.user_id), (self.mate, self.mate, self.mate))
        self.assertEqual(todo.state, 'done')
        self.assertFalse(todo.activity_ids)
        self.assertFalse(self.todo())

    def test_activities_of_customers_outlive_the_archiving(self):
        own = self._step(self.seller.partner_id, "Not a customer's")
        order = self.env['sale.order'].create({'partner_id': self.oak.id})
        elsewhere = self._step(order, "On an order")
        self.seller.action_archive()
        self.assertEqual((self.step.exists().user_id, self.step.active), (self.seller, True))
        self.assertFalse(elsewhere.exists(), "the host deletes the others")
        self.assertTrue(own.exists())

    def test_who_leads_the_person_gets_a_task(self):
        self.seller.action_archive()
        todo = self.todo()
        self.assertEqual(todo.activity_ids.user_id, self.leader)
        self.assertIn("Customers: 5", todo.activity_ids.note)
        self.assertTrue(todo.with_user(self.leader).may_hand_over, "the membership was archived, too")
        wizard = self.env['crm.handover.wizard'].with_user(self.leader).with_context(
            **todo.with_user(self.leader).action_open_wizard()['context']).create({'to_user_id': self.mate.id})
        wizard.action_hand_over()
        self.assertEqual((self.oak.user_id, self.deal.user_id), (self.mate, self.mate))

    def test_the_leader_above_gets_it_when_the_leader_leaves_and_a_manager_when_nobody_leads(self):
        self.oak.user_id = self.leader
        self.leader.action_archive()
        self.assertEqual(self.todo(self.leader).activity_ids.user_id, self.head)
        self.oak.user_id = self.stranger
        self.stranger.action_archive()
        self.assertTrue(self.todo(self.stranger).activity_ids.user_id.has_group('crm_customer_record.group_manager'))

    def test_any_path_is_noticed(self):
        self.seller.with_user(self.admin).write({'active': False})
        self.assertEqual(len(self.todo()), 1)
        self.assertTrue(self.step.exists())
        self.seller.with_user(self.admin).write({'active': True})
        self.assertFalse(self.todo(), "who is back keeps the customers")

    def test_who_archives_without_a_role_is_warned_without_a_button(self):
        loner = self._sales('loner')  # of no team: the memberships of others are for sales administrators
        self.company.user_id = loner
        action = loner.with_user(self.admin).action_archive()
        self.assertIn("Loner (Customers: 1)", action['params']['message'])
        self.assertFalse(action['params']['action'])
        self.assertEqual(len(self.todo(loner)), 1)

    def test_the_form_of_the_person_says_so_until_it_is_done(self):
        self.assertFalse(self.seller.with_user(self.boss).handover_pending)
        self.seller.with_user(self.boss).action_archive()
        self.assertEqual(self.seller.with_user(self.boss).handover_pending, "Customers: 5, Opportunities: 1, Activities: 1")
        self.assertEqual(self.seller.with_user(self.boss).action_hand_over()['context']['default_handover_id'], self.todo().id)
        self.hand_over(to=self.mate)
        self.assertFalse(self.seller.with_user(self.boss).handover_pending)

    def test_who_owned_nothing_leaves_in_silence(self):
        before = self.env['crm.handover'].search_count([])
        self.assertFalse(self.mate.with_user(self.boss).action_archive())
        self.portal.with_user(self.boss).active = False
        self.assertEqual(self.env['crm.handover'].search_count([]), before)

    def test_several_at_once(self):
        self.company.user_id = self.stranger
        action = (self.seller | self.stranger | self.mate).with_user(self.boss).action_archive()
        self.assertEqual(action['params']['action']['res_model'], 'crm.handover')
        self.assertEqual(len(self.env['crm.handover'].search(action['params']['action']['domain'])), 2)

    def test_names_of_roles_are_not_read_by_others(self):
        self.assertNotIn('handover_pending', self.seller.with_user(self.mate).fields_get())
