from datetime import timedelta

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged


@tagged('post_install', '-at_install')
class TestPlaybookTour(HttpCase):
    """A rule is made, looked at and switched on in a browser; a seller drags, and the plan begins."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['crm.playbook'].search([]).action_switch_off()
        seller = new_test_user(cls.env, 'playbook_tour_seller', 'base.group_user,crm_customer_record.group_user', name="Tour Seller")
        cls.administrator = new_test_user(
            cls.env, 'playbook_tour_admin', 'base.group_user,crm_customer_record.group_administrator', name="Tour Administrator")
        team = cls.env['crm.team'].create({'name': "Tour Team", 'company_id': False, 'member_ids': [Command.set(seller.ids)]})
        cls.env['crm.stage'].search([]).team_ids = cls.env['crm.team'].create({'name': "Elsewhere", 'company_id': False})
        first, second = cls.env['crm.stage'].create([
            {'name': f"Tour {name}", 'sequence': 900 + index} for index, name in enumerate(("First", "Second"))])
        cls.env['mail.activity.plan'].create({
            'name': "Tour Plan", 'res_model': 'crm.lead', 'company_id': False, 'template_ids': [Command.create({
                'activity_type_id': cls.env.ref('mail.mail_activity_data_todo').id, 'summary': "Who decides", 'responsible_type': 'on_demand'})]})
        cls.lead, old = cls.env['crm.lead'].create([
            {'name': name, 'type': 'opportunity', 'user_id': seller.id, 'team_id': team.id, 'stage_id': first.id}
            for name in ("Tour Kitchen", "Tour Old Kitchen")])
        old.stage_id = second
        cls.env.flush_all()
        cls.env.cr.execute("UPDATE crm_stage_transition SET date = date - %s WHERE lead_id = %s", [timedelta(days=7), old.id])

    def test_a_rule_its_preview_and_a_drag(self):
        self.start_tour('/odoo/action-crm_customer_record.crm_playbook_action_rules', 'crm_customer_record_playbook_rule',
                        login='playbook_tour_admin', timeout=120)
        rule = self.env['crm.playbook'].search([('name', '=', "Tour: begin with a plan")])
        self.assertEqual((rule.state, rule.user_id, rule.action_ids.kind), ('on', self.administrator, 'plan'))
        # A test is one transaction: what happens in it is dated at its beginning, which was before the rule was switched on.
        rule.on_since -= timedelta(hours=1)
        action = self.env.ref('crm.crm_lead_action_pipeline')
        self.start_tour(f'/odoo/action-{action.id}', 'crm_customer_record_playbook_drag', login='playbook_tour_seller', timeout=120)
        self.assertEqual(self.lead.activity_ids.mapped('summary'), ["Who decides"])
        self.assertEqual(self.env['crm.playbook.run'].search([('playbook_id', '=', rule.id)]).lead_id, self.lead)
        self.start_tour(f'/odoo/crm/{self.lead.id}', 'crm_customer_record_playbook_begun', login='playbook_tour_seller', timeout=120)
