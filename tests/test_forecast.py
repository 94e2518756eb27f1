from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .common_stages import StageCase

ALL = 'sales_team.group_sale_salesman_all_leads'


@tagged('post_install', '-at_install')
class TestForecast(StageCase):
    """What the stage, the seller and the manager expect of an opportunity, and whose word counts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first.forecast_category, cls.second.forecast_category, cls.third.forecast_category = 'pipeline', 'best_case', 'commit'
        # A leader reads what the host lets them read: here the opportunities of everybody.
        cls.leader.group_ids = [(4, cls.env.ref(ALL).id)]
        cls.head.group_ids = [(4, cls.env.ref(ALL).id)]
        cls.lead = cls.env(user=cls.seller)['crm.lead'].browse(cls.lead.id)

    def _as(self, user):
        return self.lead.with_user(user)

    def _words(self, lead=None):
        lead = (lead or self.lead).sudo()
        return lead.forecast_category, lead.forecast_seller_category, lead.forecast_manager_category

    # ------------------------------------------------------------
    # What counts
    # ------------------------------------------------------------

    def test_the_stage_speaks_first(self):
        self.assertEqual(self._words(), ('pipeline', False, False))
        self.lead.write({'stage_id': self.third.id})
        self.assertEqual(self._words(), ('commit', False, False))

    def test_manager_before_seller_before_stage(self):
        self.lead.set_forecast('best_case')
        self.assertEqual(self._words(), ('best_case', 'best_case', False))
        self._as(self.manager).set_forecast('omitted', note="Asked their bank")
        self.assertEqual(self._words(), ('omitted', 'best_case', 'omitted'))
        self._as(self.manager).set_forecast(False)
        self.assertEqual(self._words(), ('best_case', 'best_case', False))
        self.lead.set_forecast(False)
        self.assertEqual(self._words(), ('pipeline', False, False))

    def test_who_when_and_why(self):
        self.lead.set_forecast('commit', note="They signed")
        self._as(self.leader).set_forecast('best_case')
        lead = self._as(self.manager)
        self.assertEqual((lead.forecast_seller_user_id, lead.forecast_seller_note), (self.seller, "They signed"))
        self.assertEqual((lead.forecast_manager_user_id, lead.forecast_manager_note), (self.leader, False))
        self.assertEqual(lead.forecast_seller_date, self.env.cr.now())
        said = "".join(lead.message_ids.mapped('body'))
        self.assertIn("Forecast of the seller: as the stage says → Commit", said)
        self.assertIn("They signed", said)
        self.assertIn("Forecast of the manager: as the stage says → Best Case", said)

    def test_a_note_alone_and_a_word_that_keeps_it(self):
        self.lead.write({'forecast_seller_note': "Waiting for the budget"})
        self.lead.write({'forecast_seller_category': 'best_case'})
        self.assertEqual((self.lead.forecast_seller_category, self.lead.forecast_seller_note), ('best_case', "Waiting for the budget"))
        self.lead.write({'forecast_seller_category': False, 'forecast_seller_note': False})
        self.assertEqual((self.lead.forecast_seller_category, self.lead.forecast_seller_note), (False, False))

    def test_closed_ones(self):
        self.lead.set_forecast('commit')
        self.lead.action_set_lost()
        self.assertEqual(self._words(), ('omitted', 'commit', False))
        with self.assertRaisesRegex(UserError, "Reopen it"):
            self.lead.set_forecast('pipeline')
        self.lead.action_unarchive()
        self.lead.action_set_won()
        self.assertEqual(self._words(), ('closed', 'commit', False))
        with self.assertRaisesRegex(UserError, "Reopen it"):
            self._as(self.manager).set_forecast('pipeline')

    def test_a_merge_keeps_what_was_said(self):
        """The head's own words, else the latest of those merged into it."""
        heads = self.lead + self._lead(name="Bath")
        tails = self._lead(name="Kitchen again") + self._lead(name="Kitchen, third") + self._lead(name="Bath again")
        for lead, category in zip(tails, ('commit', 'best_case', 'omitted'), strict=True):
            lead.set_forecast(category)
        self.env.cr.execute("UPDATE crm_forecast_judgement SET seller_date = seller_date - interval '1 day' WHERE lead_id = %s", tails[0].ids)
        heads[1].set_forecast('best_case')
        (heads[0] + tails[0] + tails[1]).with_user(self.manager).merge_opportunity()
        (heads[1] + tails[2]).with_user(self.manager).merge_opportunity()
        self.env.flush_all()
        self.assertFalse(tails.exists())
        self.assertEqual(heads.mapped('forecast_seller_category'), ['best_case', 'best_case'])
        self.assertEqual(self.env['crm.forecast.judgement'].search_count([('lead_id', 'in', heads.ids)]), 2)

    def test_nobody_forecasts_closed(self):
        with self.assertRaisesRegex(UserError, "Mark the opportunity as won"):
            self.lead.write({'forecast_category': 'closed'})
        with self.assertRaisesRegex(UserError, "no category"):
            self.lead.set_forecast('certain')

    # ------------------------------------------------------------
    # Whose word
    # ------------------------------------------------------------

    def test_dragged_by_each_role(self):
        self.lead.write({'forecast_category': 'best_case'})
        self.assertEqual(self._words(), ('best_case', 'best_case', False))
        self._as(self.leader).write({'forecast_category': 'commit'})
        self.assertEqual(self._words(), ('commit', 'best_case', 'commit'))
        self._as(self.manager).write({'forecast_category': 'omitted'})
        self.assertEqual(self._words(), ('omitted', 'best_case', 'omitted'))

    def test_a_manager_sells_too(self):
        lead = self._lead(self.manager)
        lead.write({'forecast_category': 'best_case'})
        self.assertEqual(self._words(lead), ('best_case', 'best_case', False))

    def test_a_seller_who_is_overruled_is_told(self):
        self._as(self.manager).set_forecast('omitted')
        with self.assertRaisesRegex(UserError, "Manager gave the forecast"):
            self.lead.write({'forecast_category': 'commit'})
        self.lead.write({'forecast_seller_category': 'commit'})
        self.assertEqual(self._words(), ('omitted', 'commit', 'omitted'))

    def test_what_stays_is_nobodys_word(self):
        self.lead.write({'forecast_category': 'pipeline', 'name': "Kitchen and bath"})
        self.assertEqual(self._words(), ('pipeline', False, False))
        self.assertFalse(self.env['crm.forecast.judgement'].search([('lead_id', '=', self.lead.id)]))

    def test_the_managers_word_is_not_the_sellers(self):
        for values in ({'forecast_manager_category': 'commit'}, {'forecast_manager_note': "Sure"}):
            with self.assertRaisesRegex(AccessError, "Give your own"):
                self.lead.write(values)
        with self.assertRaises(AccessError):
            self.lead.set_forecast('commit', side='manager')
        self.assertEqual(self._words(), ('pipeline', False, False))

    def test_the_sellers_word_is_not_the_managers(self):
        for user in (self.manager, self.leader, self.head):
            with self.assertRaisesRegex(AccessError, "the seller's own"):
                self._as(user).set_forecast('commit', side='seller')

    def test_a_leader_of_another_team_is_no_manager(self):
        other = self._user('other_leader', 'team_leader')
        other.group_ids = [(4, self.env.ref(ALL).id)]
        self.other_team.user_id = other
        with self.assertRaises(AccessError):
            self._as(other).set_forecast('commit', side='manager')
        self._as(self.head).set_forecast('commit', side='manager')  # leads the team above
        self.assertEqual(self._words()[2], 'commit')

    def test_who_may_not_write_the_opportunity_says_nothing(self):
        for user in (self.stranger, self.mate, self.accountant, self.employee, self.portal):
            with self.assertRaises(AccessError):
                self._as(user).set_forecast('commit')

    def test_the_table_is_written_by_nobody(self):
        self.lead.set_forecast('commit')
        judgement = self.env['crm.forecast.judgement'].search([('lead_id', '=', self.lead.id)])
        self.assertEqual(judgement.with_user(self.seller).seller_category, 'commit')
        for user in (self.seller, self.administrator):
            with self.assertRaises(AccessError):
                judgement.with_user(user).write({'manager_category': 'commit'})
        with self.assertRaises(AccessError):
            judgement.with_user(self.stranger).read(['seller_category'])
        self.assertFalse(judgement.with_user(self.stranger).search([('lead_id', '=', self.lead.id)]))

    def test_in_the_form(self):
        with Form(self.lead) as form:
            form.forecast_seller_category = 'commit'
            form.forecast_seller_note = "They signed"
        self.assertEqual((self._words()[1], self.lead.forecast_seller_note), ('commit', "They signed"))
        with self.assertRaises(AssertionError), Form(self.lead) as form:  # read only for the seller
            form.forecast_manager_category = 'omitted'
        with Form(self._as(self.manager)) as form:
            form.forecast_category = 'best_case'
        self.assertEqual(self._words(), ('best_case', 'commit', 'best_case'))

    def test_a_new_opportunity_in_the_form_is_nobodys_word(self):
        with Form(self.env['crm.lead'].with_user(self.seller).with_context(default_type='opportunity')) as form:
            form.name = "Garden"
        self.assertFalse(form.record.forecast_seller_category)

    # ------------------------------------------------------------
    # Searching and grouping
    # ------------------------------------------------------------

    def test_groups_and_searches_say_the_same_as_the_field(self):
        more = self._lead(name="Bath", stage_id=self.second.id) + self._lead(name="Roof", stage_id=self.third.id) + self._lead(name="Door")
        more[2].action_set_won()
        self._as(self.manager).set_forecast('omitted')
        more[0].set_forecast('commit')
        leads = self.lead + more
        self.assertEqual(leads.mapped('forecast_category'), ['omitted', 'commit', 'commit', 'closed'])
        domain = [('id', 'in', leads.ids)]
        Lead = self.env['crm.lead'].with_user(self.seller)
        for category in ('omitted', 'commit', 'closed', 'pipeline'):
            found = Lead.search([*domain, ('forecast_category', '=', category)])
            self.assertEqual(found, leads.filtered(lambda lead, category=category: lead.forecast_category == category), category)
            self.assertEqual(Lead.search([*domain, ('forecast_category', '!=', category)]), leads.sorted(reverse=True).sorted('id', reverse=True) - found)
        self.assertEqual(Lead.search([*domain, ('forecast_seller_category', '=', False)]) | more[0], leads.sorted('id', reverse=True) | more[0])
        self.assertEqual(Lead.search([*domain, ('forecast_manager_category', '!=', False)]), self.lead)
        groups = Lead.formatted_read_group(domain, ['forecast_category'], ['expected_revenue:sum', '__count'])
        self.assertEqual({group['forecast_category']: (group['__count'], group['expected_revenue:sum']) for group in groups}, {
            'commit': (2, 2000), 'closed': (1, 1000), 'omitted': (1, 1000)})
        self.assertEqual(leads.filtered_domain([('forecast_category', 'in', ('closed', 'omitted'))]), self.lead + more[2])

    def test_the_kanban_by_category_and_stage(self):
        Lead = self.env['crm.lead'].with_user(self.seller).with_context(read_group_expand=True)
        result = Lead.web_read_group(
            [('id', '=', self.lead.id)], ['forecast_category'], ['expected_revenue:sum'], auto_unfold=True, order='stage_id, forecast_category',
            unfold_read_specification={'name': {}, 'forecast_category': {}})
        self.assertEqual([group['forecast_category'] for group in result['groups']], ['pipeline', 'best_case', 'commit'])
        bars = Lead.read_progress_bar(
            [('id', '=', self.lead.id)], 'forecast_category', {'field': 'activity_state', 'colors': {'planned': 'success'}})
        self.assertEqual(bars, {})

    def test_many_cost_as_many_statements_as_few(self):
        leads = self._lead(name="Deals")
        for index in range(20):
            leads += self._lead(name=f"Deal {index}")
        def cost(some):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.mapped('forecast_category')
            some.mapped('forecast_seller_note')
            return self.cr.sql_log_count - before
        cost(leads)
        self.assertEqual(cost(leads[:2]), cost(leads))

    # ------------------------------------------------------------
    # Stages
    # ------------------------------------------------------------

    def test_stages(self):
        self.assertEqual(self.won.forecast_category, 'closed')
        stage = self.env['crm.stage'].create({'name': "New", 'team_ids': [(6, 0, self.other_team.ids)]})
        self.assertEqual(stage.forecast_category, 'pipeline')
        stage.is_won = True
        self.assertEqual(stage.forecast_category, 'closed')
        with self.assertRaisesRegex(ValidationError, "won stages are forecast as closed"):
            stage.forecast_category = 'commit'

    def test_stages_at_installation(self):
        self.env['crm.stage']._fill_forecast_categories()
        self.assertEqual(self.stages.mapped('forecast_category'), ['pipeline', 'best_case', 'commit', 'closed'])
        # Enough opportunities that had been in the first stage were won: what became of them says more than its place.
        for index in range(20):
            lead = self._lead(name=f"Deal {index}")
            lead.action_set_won() if index else lead.action_set_lost()
        self.env['crm.stage']._fill_forecast_categories()
        self.assertEqual(self.stages.mapped('forecast_category'), ['commit', 'best_case', 'commit', 'closed'])

    # ------------------------------------------------------------
    # Grid
    # ------------------------------------------------------------

    def _grid(self, user, domain=()):
        groups = self.env['crm.forecast.report'].with_user(user).formatted_read_group(
            [('team_id', '=', self.team.id), *domain], ['forecast_category'],
            ['expected_revenue:sum', 'commit_amount:sum', 'best_case_amount:sum', 'open_amount:sum'])
        return {group['forecast_category']: group['expected_revenue:sum'] for group in groups}

    def test_grid(self):
        more = self._lead(name="Bath", stage_id=self.third.id, expected_revenue=500, date_deadline=self._days(40)) + self._lead(name="Roof")
        more[1].action_set_won()
        lost = self._lead(name="Door")
        lost.action_set_lost()
        self.assertEqual(self._grid(self.seller), {'pipeline': 1000, 'commit': 500, 'closed': 1000})
        rows = self.env['crm.forecast.report'].with_user(self.seller).search([('team_id', '=', self.team.id)])
        self.assertEqual(sum(rows.mapped('commit_amount')), 1500)
        self.assertEqual(sum(rows.mapped('open_amount')), 1500)
        won = rows.filtered(lambda row: row.lead_id == more[1])
        self.assertEqual((won.date, won.closed_amount, won.is_overdue), (self._days(0), 1000, False))
        self.assertEqual(rows.filtered(lambda row: row.lead_id == more[0]).date, self._days(40))
        more[0].set_forecast('omitted')
        self.env.invalidate_all()
        self.assertEqual(self._grid(self.seller), {'pipeline': 1000, 'omitted': 500, 'closed': 1000})

    def test_grid_shows_what_one_reads(self):
        mine = self._lead(self.mate, expected_revenue=70)
        self.assertEqual(self._grid(self.mate), {'pipeline': 70})
        self.assertEqual(self._grid(self.stranger), {})
        self.assertEqual(self._grid(self.manager), {'pipeline': 1070})
        for user in (self.accountant, self.employee, self.portal):
            with self.assertRaises(AccessError):
                self._grid(user)
        with self.assertRaises(AccessError), mute_logger('odoo.addons.base.models.ir_rule'):
            self.env['crm.forecast.report'].with_user(self.stranger).browse(mine.id).read(['expected_revenue'])

    def test_grid_of_another_company(self):
        company = self.env['res.company'].create({'name': "Other"})
        boss = new_test_user(self.env, 'cr_boss', groups='base.group_user,crm_customer_record.group_manager', company_id=company.id, company_ids=[(6, 0, company.ids)])
        self.assertTrue(self.lead.company_id)
        self.assertEqual(self._grid(boss), {})
        self.assertFalse(self.env['crm.lead'].with_user(boss).search_count([('forecast_category', '=', 'pipeline'), ('id', '=', self.lead.id)]))
