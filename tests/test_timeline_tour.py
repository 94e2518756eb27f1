from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

LIST = '/odoo/customer-record'


class TimelineTourCase(HttpCase):
    """A customer with talks of two years, a deal that moved through its stages, and an order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(cls.env, 'timeline_tour', groups='base.group_user,crm_customer_record.group_user')
        cls.customer = cls.env['res.partner'].create({'name': "A Timeline Customer", 'is_company': True, 'user_id': cls.seller.id})
        env = cls.env(user=cls.seller.id)
        cls.deal = env['crm.lead'].create({'name': "Forty desks", 'type': 'opportunity', 'partner_id': cls.customer.id})
        cls.env.flush_all()
        cls.env.cr.precommit.run()
        stages = cls.env['crm.stage'].search([('is_won', '=', False), ('id', '!=', cls.deal.stage_id.id)])
        for stage in stages:
            cls.deal.stage_id = stage
            cls.env.flush_all()
            cls.env.cr.precommit.run()
        now = fields.Datetime.now()
        call = cls.env.ref('crm_customer_record.interaction_type_call')
        env['crm.interaction'].create([{
            'type_id': call.id, 'partner_id': cls.customer.id, 'summary': summary, 'date': now - timedelta(days=days),
            'lead_id': lead} for summary, days, lead in (
                ("First call", 800, False), ("They ask for walnut", 700, False), ("About the deal", 20, cls.deal.id),
                ("Agreed on five percent", 10, False))])


@tagged('post_install', '-at_install')
class TestTimelineTour(TimelineTourCase):
    browser_size = '1400x900'

    def test_seller_works_with_the_timeline(self):
        self.start_tour(LIST, 'crm_customer_record_timeline', login='timeline_tour', timeout=180)
        self.assertEqual(self.env['crm.timeline.pin'].search([('account_id', '=', self.customer.id)]).source, 'interaction')

    def test_the_address_of_the_page_survives_a_reload(self):
        self.start_tour(f'{LIST}/{self.customer.id}/customer-timeline', 'crm_customer_record_timeline_page', login='timeline_tour')

    def test_the_deal_and_its_customer(self):
        self.start_tour(f'/odoo/crm.lead/{self.deal.id}', 'crm_customer_record_timeline_deal', login='timeline_tour')
        talk = self.env['crm.interaction'].search([('account_id', '=', self.customer.id)], order='id desc', limit=1)
        self.assertEqual((talk.lead_id, talk.kind, talk.user_id), (self.deal, 'call', self.seller))

    def test_an_administrator_chooses_what_shows(self):
        new_test_user(self.env, 'timeline_admin', groups='base.group_user,crm_customer_record.group_administrator')
        self.env['crm.timeline.setting']._add_missing()
        self.start_tour('/odoo/timeline-settings', 'crm_customer_record_timeline_settings', login='timeline_admin')
        setting = self.env['crm.timeline.setting'].search([('kind', '=', 'quotation')])
        self.assertFalse(setting.shown)


@tagged('post_install', '-at_install')
class TestTimelinePhone(TimelineTourCase):
    browser_size = '390x844'
    touch_enabled = True

    def test_on_a_phone(self):
        self.start_tour(LIST, 'crm_customer_record_timeline_phone', login='timeline_tour', timeout=180)
        self.assertFalse(self.env['crm.timeline.pin'].search([('account_id', '=', self.customer.id)]))
