from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

SELLER = 'base.group_user,crm_customer_record.group_user'


@tagged('post_install', '-at_install')
class TestClosingTour(HttpCase):
    """Losing with reason and competitor, winning where it must be said why, in a browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(cls.env, 'closing_tour_seller', SELLER, name="Tour Seller")
        cls.team = cls.env['crm.team'].create({'name': "Tour Team", 'company_id': False, 'member_ids': [Command.set(cls.seller.ids)]})
        # Nothing of the database's own stands in the way of the columns, nor asks.
        cls.env['crm.stage'].search([]).team_ids = cls.env['crm.team'].create({'name': "Elsewhere", 'company_id': False})
        cls.env['crm.closing.rule'].search([]).active = False
        cls.first, cls.won = cls.env['crm.stage'].create([
            {'name': "Tour First", 'sequence': 900}, {'name': "Tour Won", 'sequence': 901, 'is_won': True}])
        cls.price = cls.env['crm.lost.reason'].create({'name': "Tour Price"})
        cls.quality = cls.env['crm.won.reason'].create({'name': "Tour Quality", 'sequence': 0})
        cls.rival = cls.env['res.partner'].create({'name': "Tour Rival", 'is_company': True})
        cls.env['crm.closing.rule'].create([
            {'event': 'lost', 'asks_reason': True, 'asks_competitor': True}, {'event': 'won', 'asks_reason': True}])
        cls.lead = cls.env['crm.lead'].create({
            'name': "Tour Kitchen", 'type': 'opportunity', 'user_id': cls.seller.id, 'team_id': cls.team.id, 'stage_id': cls.first.id,
            'partner_id': cls.env['res.partner'].create({'name': "Tour Customer"}).id})

    def test_lost_with_reason_and_competitor(self):
        self.start_tour(f'/odoo/crm/{self.lead.id}', 'crm_customer_record_closing_lost', login='closing_tour_seller', timeout=120)
        self.assertEqual((self.lead.won_status, self.lead.lost_reason_id, self.lead.competitor_id), ('lost', self.price, self.rival))

    def test_won_by_dragging_says_why(self):
        action = self.env.ref('crm.crm_lead_action_pipeline')
        self.start_tour(f'/odoo/action-{action.id}', 'crm_customer_record_closing_won', login='closing_tour_seller', timeout=120)
        self.assertEqual((self.lead.won_status, self.lead.won_reason_id), ('won', self.quality))
