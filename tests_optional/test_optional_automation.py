from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.crm_customer_record.tests.common_playbooks import PlaybookCase


@tagged('post_install', '-at_install')
class TestOptionalAutomation(PlaybookCase):
    """Automation rules of the host begin where a playbook has met an event."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.playbook = cls._rule('stage', [], stage_ids=[(6, 0, cls.second.ids)])
        cls.automation = cls.env['base.automation'].create({
            'name': "Note it", 'model_id': cls.env['ir.model']._get_id('crm.playbook.run'), 'trigger': 'on_create',
            'filter_domain': "[('event', '=', 'stage')]",
            'action_server_ids': [(0, 0, {
                'name': "Note it", 'model_id': cls.env['ir.model']._get_id('crm.playbook.run'), 'state': 'code',
                'code': "record.lead_id.write({'referred': 'by automation'})"})]})

    def test_an_automation_begins_where_the_event_appears(self):
        self.lead.write({'stage_id': self.second.id})
        self._settle()
        self.assertEqual(self.lead.referred, "by automation")
        self.lead.write({'stage_id': self.third.id, 'referred': False})
        self._settle()
        self.assertFalse(self.lead.referred, "another stage is no event of this rule")

    def test_an_automation_that_fails_stops_nobody(self):
        self.automation.action_server_ids.code = "raise UserError('No')"
        with mute_logger('odoo.addons.crm_customer_record.models.crm_playbook_work'):
            self.lead.write({'stage_id': self.second.id})
            self._settle()
        self.assertEqual(self.lead.stage_id, self.second)
        run = self.env['crm.playbook.run'].search([('playbook_id', '=', self.playbook.id)])
        self.assertEqual((run.state, run.lead_id), ('error', self.lead))
        self.assertIn("No", run.error)
