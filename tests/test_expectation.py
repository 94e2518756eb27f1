import random
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.crm_customer_record.tools.expectation import AGES, ENOUGH, HORIZONS, PRIOR, bounds

from .common_stages import StageCase
from .expectation_reference import expected_share, life_tables, swing


class ExpectationCase(StageCase):
    """A database whose only history is what the test made up: deals with dates of their own, the same every time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['crm.lead'].with_context(active_test=False).search([]).write({'type': 'lead'})
        cls.env.flush_all()
        cls.env.cr.execute("DELETE FROM crm_stage_transition")
        cls.line = cls.env['crm.service.line'].create({'name': "Fit-out"})

    @classmethod
    def _deals(cls, number, seed=5):
        """Make deals up.

        :return: list of dicts: lead, line, team and company (ids or None), moves as list of (days ago, event, stage id)
        """
        rng = random.Random(seed)
        leads = cls.env['crm.lead'].create([
            {'name': f"Deal {place}", 'type': 'opportunity', 'stage_id': cls.first.id, 'expected_revenue': 1000 + place, 'user_id': cls.seller.id,
             'team_id': rng.choice([cls.team, cls.other_team]).id, 'service_line_id': rng.choice([cls.line.id, False])} for place in range(number)])
        deals = []
        for lead in leads:
            day, stage, moves = float(rng.randrange(5, 900)), 0, []
            moves.append((day, 'created', cls.stages[0].id))
            while True:
                day -= rng.expovariate(1 / 35) + 0.01
                if day <= 0:
                    break
                draw = rng.random()
                if draw < 0.25:
                    moves.append((day, 'lost', cls.stages[stage].id))
                    break
                if draw < 0.35 + 0.15 * stage:
                    moves.append((day, 'won', cls.won.id))
                    break
                stage = min(stage + 1, 2) if draw < 0.9 else max(stage - 1, 0)
                moves.append((day, 'moved', cls.stages[stage].id))
            deals.append({'lead': lead, 'line': lead.service_line_id.id or None, 'team': lead.team_id.id, 'company': lead.company_id.id or None, 'moves': moves})
        cls._tell(deals)
        return deals

    @classmethod
    def _tell(cls, deals):
        """Let the database know these moves, and the present state that follows from them."""
        cls.env.flush_all()
        cls.env.cr.execute("DELETE FROM crm_stage_transition WHERE lead_id = ANY(%s)", [[deal['lead'].id for deal in deals]])
        now = cls.env.cr.now()
        for deal in deals:
            for days, event, stage_id in deal['moves']:
                cls.env.cr.execute(
                    """INSERT INTO crm_stage_transition (lead_id, date, event, to_stage_id, team_id) VALUES (%s, %s, %s, %s, %s)""",
                    [deal['lead'].id, now - timedelta(days=days), event, stage_id, deal['team']])
            status = {'won': 'won', 'lost': 'lost'}.get(deal['moves'][-1][1], 'pending')
            cls.env.cr.execute("UPDATE crm_lead SET stage_id = %s, won_status = %s, active = %s WHERE id = %s", [
                deal['moves'][-1][2], status, status != 'lost', deal['lead'].id])
            # The update above may have been noticed as a move of today.
            cls.env.cr.execute("DELETE FROM crm_stage_transition WHERE lead_id = %s AND date = %s", [deal['lead'].id, now])
        cls.env.invalidate_all(flush=False)

    @classmethod
    def _learn(cls):
        cls.env['crm.stage.statistics']._learn()

    def _window(self, months):
        """:return: days that so many months back are"""
        now = self.env.cr.now()
        return (now - (now - relativedelta(months=months))).days

    def _open(self, deals):
        return [deal for deal in deals if deal['moves'][-1][1] not in ('won', 'lost')]

    def _leads(self, deals):
        return self.env['crm.lead'].browse([deal['lead'].id for deal in deals])


@tagged('post_install', '-at_install')
class TestExpectation(ExpectationCase):
    """What became of deals like this one: as SQL says it, and as somebody else computes it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deals = cls._deals(260)
        cls._learn()

    def test_counts_and_shares_of_every_class(self):
        tables = life_tables(self.deals, AGES, HORIZONS, PRIOR, self._window(24))
        found = {(line.level, line.company_id.id or None, line.stage_id.id or None, line.age if line.level != 'all' else None,
                  line.service_line_id.id or None, line.team_id.id or None): line for line in self.env['crm.stage.statistics'].search([])}
        self.assertEqual(set(found), set(tables))
        self.assertTrue(any(key[0] == 'team' for key in tables) and any(key[0] == 'line' for key in tables))
        for key, table in tables.items():
            steps = found[key].step_ids.sorted('step')
            self.assertEqual([(s.reached, s.won, s.lost, s.unknown) for s in steps], [row['counts'] for row in table], key)
            for step, row in zip(steps, table, strict=True):
                self.assertAlmostEqual(step.probability, row['probability'], 9, key)
                self.assertAlmostEqual(step.weight, row['weight'], 6, key)
            self.assertAlmostEqual(found[key].probability, 100 * table[-1]['probability'], 6)

    def test_swing_of_the_months(self):
        tables = life_tables(self.deals, AGES, HORIZONS, PRIOR, self._window(24))
        self.assertAlmostEqual(
            self.env['crm.stage.statistics'].search([('level', '=', 'all')]).swing, swing(tables, self.deals, 24, AGES, HORIZONS), 9)

    def test_share_of_every_open_deal(self):
        tables = life_tables(self.deals, AGES, HORIZONS, PRIOR, self._window(24))
        opened = self._open(self.deals)
        self.assertGreater(len(opened), 10)
        horizons = [3, 30, 100, 730]
        expected = self.env['crm.stage.statistics']._expect(self._leads(opened), horizons)
        self.assertEqual(set(expected), {deal['lead'].id for deal in opened})
        for deal in opened:
            for days, (probability, weight, _class, _swing) in zip(horizons, expected[deal['lead'].id], strict=True):
                share, known = expected_share(tables, deal, days, AGES, HORIZONS)
                self.assertAlmostEqual(probability, share, 9)
                self.assertAlmostEqual(weight, known, 6)

    def test_one_statement_however_many(self):
        leads = self._leads(self._open(self.deals))
        self.env.flush_all()
        for some in (leads[:1], leads):
            with self.assertQueryCount(1):
                self.env['crm.stage.statistics']._expect(some, [30, 730])

    def test_older_deals_count_no_longer(self):
        before = sum(self.env['crm.stage.statistics'].search([('level', '=', 'all')]).mapped('reached'))
        self.env['ir.config_parameter'].sudo().set_param('crm_customer_record.history_months', 6)
        self._learn()
        after = sum(self.env['crm.stage.statistics'].search([('level', '=', 'all')]).mapped('reached'))
        tables = life_tables(self.deals, AGES, HORIZONS, PRIOR, self._window(6))
        self.assertLess(after, before)
        self.assertEqual(after, sum(table[0]['counts'][0] for key, table in tables.items() if key[0] == 'all'))

    def test_what_is_new_counts_after_the_night(self):
        deal = self._open(self.deals)[0]
        age = self.env['crm.stage.statistics'].search([('level', '=', 'all')], limit=1)
        won = age.won
        deal['moves'].append((0.5, 'won', self.won.id))
        self._tell([deal])
        self.env['crm.stage.statistics']._cron_learn()
        self.assertGreater(sum(self.env['crm.stage.statistics'].search([('level', '=', 'all')]).mapped('won')), won)

    def test_words_on_the_opportunity(self):
        lead = self._leads(self._open(self.deals)).filtered(lambda lead: lead.team_id == self.team)[0].with_user(self.seller)
        self.assertGreater(lead.history_probability, 0)
        self.assertLess(lead.history_month_probability, lead.history_probability)
        self.assertAlmostEqual(lead.history_revenue, lead.expected_revenue * lead.history_probability / 100, 0)
        self.assertIn(f"{lead.history_probability:.0f} %", lead.history_text)
        self.assertIn(lead.stage_id.name, lead.history_reason)

    def test_closed_ones_and_leads_have_none(self):
        closed = next(deal for deal in self.deals if deal['moves'][-1][1] == 'won')['lead']
        plain = self._lead(type='lead')
        for lead in (closed, plain):
            self.assertFalse(lead.history_probability)
            self.assertFalse(lead.history_text)


@tagged('post_install', '-at_install')
class TestExpectationLittleHistory(ExpectationCase):
    """A handful of deals says nothing."""

    def test_none_is_shown(self):
        deals = self._deals(ENOUGH // 2)
        self._learn()
        self.assertFalse(self.env['crm.stage.statistics'].search_count([]))
        lead = self._leads(self._open(deals))[:1] or self.lead
        self.assertFalse(lead.history_text)
        rows = self.env['crm.expectation.report'].search([('lead_id', '=', lead.id)])
        self.assertEqual((len(rows), rows.history, rows.expected_revenue), (1, 0, lead.expected_revenue))

    def test_histories_of_merged_and_archived_ones_do_not_count(self):
        deals = self._deals(200)
        self.env.cr.execute("UPDATE crm_stage_transition SET merged_res_id = -1 WHERE lead_id = ANY(%s)", [[d['lead'].id for d in deals[:100]]])
        archived = self._open(deals[100:])[:1]
        self.env.cr.execute("UPDATE crm_lead SET active = FALSE WHERE id = %s", [archived[0]['lead'].id])
        self._learn()
        tables = life_tables([deal for deal in deals[100:] if deal not in archived], AGES, HORIZONS, PRIOR, self._window(24))
        for line in self.env['crm.stage.statistics'].search([('level', '=', 'all')]):
            self.assertEqual(line.reached, tables['all', line.company_id.id or None, None, None, None, None][0]['counts'][0])


@tagged('post_install', '-at_install')
class TestExpectationReport(ExpectationCase):
    """Sums by month, team and stage, with bounds that are right for each sum, of what the viewer reads."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deals = cls._deals(260)
        cls._learn()
        today = fields.Date.today()
        leads = cls.env['crm.lead'].browse([deal['lead'].id for deal in cls.deals if deal['moves'][-1][1] not in ('won', 'lost')])
        for place, lead in enumerate(leads):
            lead.write({'date_deadline': (False, today + timedelta(days=7 * (place % 70 - 10)))[place % 5 > 0], 'probability': 50})
        cls.env.flush_all()
        cls.Report = cls.env['crm.expectation.report']

    def test_sums_and_bounds_of_every_grouping(self):
        leads = self._leads(self._open(self.deals))
        ends = self.Report._get_months()[1]
        expected = self.env['crm.stage.statistics']._expect(leads, [*ends, 730])
        off = self.env['crm.stage.statistics'].search([('level', '=', 'all')]).swing
        for groupby in ([], ['team_id'], ['stage_id', 'team_id']):
            for *key, history, low, high, prorated, revenue, count in self.Report._read_group(
                    [('lead_id', 'in', leads.ids)], groupby, ['history:sum', 'history_low:sum', 'history_high:sum', 'prorated_revenue:sum', 'expected_revenue:sum', 'lead_count:sum']):
                group = leads.filtered(lambda lead, key=key, groupby=groupby: all(lead[name] == value for name, value in zip(groupby, key, strict=True)))
                deals = [(lead.expected_revenue, *expected[lead.id][-1][:2]) for lead in group]
                curves = [[0, *(lead.expected_revenue * share[0] for share in expected[lead.id])] for lead in group]
                months = [sum(curve[place + 1] - curve[place] for curve in curves) for place in range(13)]
                lower, upper = bounds(deals, off, months)
                self.assertAlmostEqual(history, sum(amount * p for amount, p, _weight in deals), 4)
                self.assertAlmostEqual(low, lower, 4)
                self.assertAlmostEqual(high, upper, 4)
                self.assertLess(low, history)
                self.assertAlmostEqual(prorated, sum(group.mapped('prorated_revenue')), 2)
                self.assertEqual((revenue, count), (sum(group.mapped('expected_revenue')), len(group)))

    def test_months(self):
        leads = self._leads(self._open(self.deals))
        starts, ends = self.Report._get_months()
        expected = self.env['crm.stage.statistics']._expect(leads, [*ends, 730])
        found = {month: values for month, *values in self.Report._read_group([('lead_id', 'in', leads.ids)], ['month:month'], ['history:sum', 'expected_revenue:sum'])}
        for place, start in enumerate(starts):
            history = sum(lead.expected_revenue * (expected[lead.id][place][0] - (expected[lead.id][place - 1][0] if place else 0)) for lead in leads)
            promised = leads.filtered(lambda lead, start=start: lead.date_deadline and lead.date_deadline.replace(day=1) == start)
            self.assertAlmostEqual(found.get(start, (0, 0))[0], history, 4)
            self.assertEqual(found.get(start, (0, 0))[1], sum(promised.mapped('expected_revenue')))
        overdue = [month for month in found if month and month < starts[0]]
        self.assertTrue(overdue and all(not found[month][0] and found[month][1] for month in overdue))
        undated = leads.filtered(lambda lead: not lead.date_deadline)
        self.assertEqual(found[False][1], sum(undated.mapped('expected_revenue')))

    def test_what_one_may_not_read_is_in_no_total(self):
        for user in (self.seller, self.mate, self.stranger, self.leader, self.manager):
            mine = self.env['crm.lead'].with_user(user).search([('type', '=', 'opportunity'), ('won_status', '=', 'pending')])
            leads, count = self.Report.with_user(user)._read_group([], [], ['lead_id:recordset', 'lead_count:sum'])[0]
            self.assertEqual((set(leads.ids), count or 0), (set(mine.ids), len(mine)), user.name)
        self.assertTrue(self.Report.with_user(self.seller).search_count([]))
        self.assertFalse(self.Report.with_user(self.stranger).search_count([]))
        for user in (self.employee, self.portal):
            with self.assertRaises(AccessError):
                self.Report.with_user(user).search([])

    def test_numbers_about_all_are_for_managers(self):
        Statistics = self.env['crm.stage.statistics']
        self.assertTrue(Statistics.with_user(self.manager).search_count([]))
        for user in (self.seller, self.leader, self.employee):
            with self.assertRaises(AccessError):
                Statistics.with_user(user).search([])
        with self.assertRaises(AccessError):
            Statistics.with_user(self.administrator).search([], limit=1).unlink()

    def test_companies_learn_for_themselves(self):
        other = self.env['res.company'].create({'name': "Elsewhere Ltd"})
        foreigner = new_test_user(self.env, 'cr_foreigner', 'base.group_user,crm_customer_record.group_manager', company_id=other.id, company_ids=[(6, 0, other.ids)])
        lead = self.env(user=foreigner)['crm.lead'].create({'name': "Theirs", 'type': 'opportunity', 'company_id': other.id, 'stage_id': self.first.id, 'team_id': False})
        self.assertFalse(lead.history_text)
        own = self.env['crm.lead'].with_user(foreigner).search([])
        self.assertEqual(set(self.Report.with_user(foreigner).search([]).lead_id.ids), set(own.filtered(lambda one: one.type == 'opportunity').ids))
        self.env.cr.execute("UPDATE crm_lead SET company_id = %s WHERE id = ANY(%s)", [self.env.company.id, [deal['lead'].id for deal in self.deals]])
        self._learn()
        self.assertTrue(self.env['crm.stage.statistics'].with_user(self.manager).search_count([]))
        self.assertFalse(self.env['crm.stage.statistics'].with_user(foreigner).search_count([]))
        self.assertFalse(self.Report.with_user(foreigner).search_count([('lead_id', 'in', [deal['lead'].id for deal in self.deals])]))
