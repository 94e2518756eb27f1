from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

SELLER = 'base.group_user,crm_customer_record.group_user'
MANAGER = 'base.group_user,crm_customer_record.group_manager'


@tagged('post_install', '-at_install')
class TestStageTour(HttpCase):
    """Requirements in a browser: a drag that is refused, the remedies, a manager's override."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(cls.env, 'stage_tour_seller', SELLER, name="Tour Seller")
        cls.manager = new_test_user(cls.env, 'stage_tour_manager', MANAGER, name="Tour Manager")
        cls.team = cls.env['crm.team'].create({
            'name': "Tour Team", 'company_id': False, 'member_ids': [Command.set((cls.seller | cls.manager).ids)]})
        # Nothing of the database's own stands in the way of the columns.
        cls.env['crm.stage'].search([]).team_ids = cls.env['crm.team'].create({'name': "Elsewhere", 'company_id': False})
        cls.first, cls.second = cls.env['crm.stage'].create([
            {'name': f"Tour {name}", 'sequence': 900 + index} for index, name in enumerate(("First", "Second"))])
        cls.env['crm.stage.requirement'].create([
            {'stage_id': cls.second.id, 'kind': 'interaction', 'since': 'ever'},
            {'stage_id': cls.second.id, 'kind': 'field', 'field_id': cls.env['ir.model.fields']._get('crm.lead', 'expected_revenue').id}])
        cls.lead = cls.env['crm.lead'].create({
            'name': "Tour Kitchen", 'type': 'opportunity', 'user_id': cls.seller.id, 'team_id': cls.team.id, 'stage_id': cls.first.id,
            'partner_id': cls.env['res.partner'].create({'name': "Tour Customer"}).id})

    def test_drag_remedies_and_form(self):
        action = self.env.ref('crm.crm_lead_action_pipeline')
        self.start_tour(f'/odoo/action-{action.id}', 'crm_customer_record_stage_drag', login='stage_tour_seller', timeout=120)
        self.assertEqual((self.lead.stage_id, self.lead.expected_revenue), (self.second, 500))
        self.assertEqual(self.lead.interaction_ids.mapped('summary'), ["Talked about oak"])

    def test_override(self):
        self.start_tour(f'/odoo/crm/{self.lead.id}', 'crm_customer_record_stage_override', login='stage_tour_manager', timeout=120)
        step = self.env['crm.stage.transition'].search([('lead_id', '=', self.lead.id)], limit=1)
        self.assertEqual((step.to_stage_id, step.override_reason, step.user_id), (self.second, "Known since school", self.manager))
