from odoo import Command, fields
from odoo.tests import HttpCase, new_test_user, tagged

SELLER = 'base.group_user,crm_customer_record.group_user'
MANAGER = 'base.group_user,crm_customer_record.group_manager'


@tagged('post_install', '-at_install')
class TestForecastTour(HttpCase):
    """In a browser: a card dragged by its seller and by a manager, the chart of targets, what was said and what came."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(cls.env, 'forecast_tour_seller', SELLER, name="Tour Seller")
        cls.manager = new_test_user(cls.env, 'forecast_tour_manager', MANAGER, name="Tour Manager")
        cls.team = cls.env['crm.team'].create({
            'name': "Tour Team", 'company_id': False, 'member_ids': [Command.set((cls.seller | cls.manager).ids)]})
        cls.stage = cls.env['crm.stage'].create({'name': "Tour Stage", 'sequence': 900, 'forecast_category': 'pipeline'})
        cls.won_stage = cls.env['crm.stage'].create({'name': "Tour Won", 'sequence': 901, 'is_won': True})
        # Nothing of the database's own stands in the way: what was won there would fill the first page of a list.
        cls.env['crm.lead'].with_context(active_test=False).search([]).unlink()
        cls.env['crm.sales.target'].search([]).unlink()
        today = fields.Date.today()
        cls.lead, cls.won = cls.env['crm.lead'].create([
            {'name': name, 'type': 'opportunity', 'user_id': cls.seller.id, 'team_id': cls.team.id, 'stage_id': stage.id,
             'expected_revenue': amount, 'date_deadline': today, 'company_id': cls.env.company.id}
            for name, stage, amount in (("Tour Kitchen", cls.stage, 700), ("Tour Bath", cls.won_stage, 300))])
        cls.won.date_closed = fields.Datetime.now()

    def test_override_by_seller_and_manager(self):
        action = self.env.ref('crm_customer_record.crm_lead_action_forecast_category')
        self.start_tour(f'/odoo/action-{action.id}', 'crm_customer_record_forecast_seller', login='forecast_tour_seller', timeout=120)
        self.assertEqual((self.lead.forecast_category, self.lead.forecast_seller_category), ('best_case', 'best_case'))
        self.start_tour(f'/odoo/action-{action.id}', 'crm_customer_record_forecast_manager', login='forecast_tour_manager', timeout=120)
        self.assertEqual((self.lead.forecast_category, self.lead.forecast_seller_category, self.lead.forecast_manager_category),
                         ('commit', 'best_case', 'commit'))
        self.assertEqual(self.lead.forecast_manager_note, "Signed yesterday")
        self.start_tour(f'/odoo/action-{action.id}', 'crm_customer_record_forecast_overruled', login='forecast_tour_seller', timeout=120)
        self.assertEqual(self.lead.forecast_category, 'commit')

    def test_targets(self):
        self.start_tour('/odoo/sales-targets', 'crm_customer_record_target', login='forecast_tour_manager', timeout=120)
        target = self.env['crm.sales.target'].search([('user_id', '=', self.seller.id)])
        self.assertEqual((target.amount, target.reached_amount), (1000, 300))

    def test_then_and_now(self):
        action = self.env.ref('crm_customer_record.crm_forecast_snapshot_action')
        self.env['crm.forecast.snapshot'].search([]).sudo().unlink()
        self.start_tour(f'/odoo/action-{action.id}', 'crm_customer_record_forecast_snapshot', login='forecast_tour_manager', timeout=120)
        kept = self.env['crm.forecast.snapshot'].search([('team_id', '=', self.team.id)])
        self.assertEqual({row.lead_id.name: row.forecast_category for row in kept}, {"Tour Kitchen": 'pipeline', "Tour Bath": 'closed'})
