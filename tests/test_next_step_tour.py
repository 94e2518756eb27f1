from datetime import timedelta

from odoo import Command, fields
from odoo.tests import HttpCase, new_test_user, tagged

SELLER = 'base.group_user,crm_customer_record.group_user'


@tagged('post_install', '-at_install')
class TestNextStepTour(HttpCase):
    """The next step in a browser: asked for, skipped by one key, suggested, planned, seen in kanban and list."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(cls.env, 'next_step_seller', SELLER, name="Tour Seller")
        cls.team = cls.env['crm.team'].create({'name': "Tour Team", 'company_id': False, 'member_ids': [Command.set(cls.seller.ids)]})
        cls.env['crm.stage'].search([]).team_ids = cls.env['crm.team'].create({'name': "Elsewhere", 'company_id': False})
        cls.first, cls.second = cls.env['crm.stage'].create([
            {'name': f"Tour {name}", 'sequence': 900 + index} for index, name in enumerate(("First", "Second"))])
        cls.phone = cls.env.ref('mail.mail_activity_data_call')
        cls.kitchen, cls.garden = cls._leads("Tour Kitchen", "Tour Garden")
        cls._plan(cls.kitchen, "Call about oak")

    @classmethod
    def _leads(cls, *names):
        return cls.env['crm.lead'].create([{
            'name': name, 'type': 'opportunity', 'user_id': cls.seller.id, 'team_id': cls.team.id, 'stage_id': cls.first.id} for name in names])

    @classmethod
    def _plan(cls, lead, summary):
        return lead.activity_schedule(
            activity_type_id=cls.phone.id, summary=summary, user_id=cls.seller.id, date_deadline=fields.Date.today() + timedelta(days=1))

    def test_asked_skipped_suggested_and_planned(self):
        past = self._leads(*("Past %s" % index for index in range(20)))
        for lead in past[:10]:
            self._plan(lead, "Call").action_feedback()
        past[:10].write({'stage_id': self.second.id})
        past[10:].action_set_lost()
        self.start_tour(f'/odoo/crm/{self.kitchen.id}', 'crm_customer_record_next_step', login='next_step_seller', timeout=120)
        self.assertEqual(self.kitchen.activity_ids.mapped('summary'), ["Send samples"])

    def test_in_kanban_and_list(self):
        action = self.env.ref('crm.crm_lead_action_pipeline')
        self.start_tour(f'/odoo/action-{action.id}', 'crm_customer_record_next_step_kanban', login='next_step_seller', timeout=120)
        self.assertFalse(self.kitchen.activity_ids)
