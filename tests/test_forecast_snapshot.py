from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common_stages import StageCase


@tagged('post_install', '-at_install')
class TestForecastSnapshot(StageCase):
    """What was forecast on a day is kept, and compared with what came."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first.forecast_category, cls.second.forecast_category, cls.third.forecast_category = 'pipeline', 'best_case', 'commit'
        cls.today = fields.Date.today()
        cls.lead.write({'date_deadline': cls.today, 'probability': 50})
        cls.Snapshot = cls.env['crm.forecast.snapshot']
        # What a demonstration database has already.
        cls.Snapshot.search([]).unlink()

    def _take(self, days_ago=0):
        """Take a snapshot, as if some days ago."""
        self.Snapshot._take()
        self.env.cr.execute(
            "UPDATE crm_forecast_snapshot SET date = %s WHERE date = %s", [self.today - timedelta(days=days_ago), self.today])
        self.env.invalidate_all()

    def _rows(self, user=None, **values):
        Snapshot = self.Snapshot.with_user(user) if user else self.Snapshot
        return Snapshot.search([('team_id', 'in', (self.team.id, self.other_team.id))])

    def test_one_row_for_each_opportunity(self):
        won = self._lead(name="Bath", expected_revenue=300)
        won.action_set_won()
        old = self._lead(name="Roof")
        old.action_set_won()
        old.sudo().date_closed = self.today - timedelta(days=400)
        lost = self._lead(name="Door")
        lost.action_set_lost()
        self._lead(name="Lead", type='lead')
        self.lead.set_forecast('commit')
        self._take()
        rows = self._rows()
        self.assertEqual(set(rows.lead_id.ids), {self.lead.id, won.id})
        row = rows.filtered(lambda row: row.lead_id == self.lead)
        self.assertEqual((row.date, row.closing, row.forecast_category, row.seller_category, row.stage_category, row.won_status), (
            self.today, self.today, 'commit', 'commit', 'pipeline', 'pending'))
        self.assertEqual((row.expected_revenue, row.prorated_revenue, row.user_id, row.team_id), (1000, 500, self.seller, self.team))
        self.assertEqual((rows - row).forecast_category, 'closed')

    def test_again_on_the_same_day_replaces(self):
        self._take()
        self.lead.write({'expected_revenue': 1700})
        gone = self._lead(name="Bath")
        self._take()
        self.assertEqual(sorted(self._rows().mapped('expected_revenue')), [1000, 1700])
        gone.with_user(self.manager).action_set_lost()
        self._take()
        self.assertEqual(self._rows().mapped('expected_revenue'), [1700])

    def test_what_was_said_stays(self):
        self._take(7)
        self.lead.write({'stage_id': self.third.id, 'expected_revenue': 5000, 'user_id': self.seller.id})
        self._take()
        self.assertEqual([(row.forecast_category, row.expected_revenue) for row in self._rows()], [('commit', 5000), ('pipeline', 1000)])

    def test_taking_costs_as_many_statements_for_many_as_for_few(self):
        def cost():
            self.env.flush_all()
            before = self.cr.sql_log_count
            self.Snapshot._take()
            return self.cr.sql_log_count - before
        cost()
        few = cost()
        for index in range(20):
            self._lead(name=f"Deal {index}")
        self.assertEqual(cost(), few)

    def test_managers_take_one_of_their_companies(self):
        company = self.env['res.company'].create({'name': "Other"})
        other = self.env['crm.lead'].create({
            'name': "There", 'type': 'opportunity', 'company_id': company.id, 'user_id': False, 'team_id': False, 'expected_revenue': 7})
        self.Snapshot.with_user(self.manager).action_take()
        self.assertTrue(self.Snapshot.search([('lead_id', '=', self.lead.id)]))
        self.assertFalse(self.Snapshot.search([('lead_id', '=', other.id)]))
        self.Snapshot._cron_take()
        self.assertTrue(self.Snapshot.search([('lead_id', '=', other.id)]))
        for user in (self.seller, self.leader, self.accountant):
            with self.assertRaises(AccessError):
                self.Snapshot.with_user(user).action_take()

    def test_who_reads_the_opportunity_reads_what_was_said(self):
        self._lead(self.stranger, team_id=self.other_team.id, stage_id=False)
        self._take()
        for user, number in ((self.seller, 1), (self.mate, 0), (self.stranger, 1), (self.leader, 0), (self.manager, 2)):
            self.assertEqual(len(self._rows(user)), number, user.name)
            total = self.env['crm.forecast.history'].with_user(user).formatted_read_group(
                [('lead_id', 'in', self._rows().lead_id.ids)], [], ['__count'])[0]['__count']
            self.assertEqual(bool(total), bool(user in (self.seller, self.manager)), user.name)
        for user in (self.accountant, self.employee, self.portal):
            for model in ('crm.forecast.snapshot', 'crm.forecast.history'):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])

    def test_of_another_company(self):
        company = self.env['res.company'].create({'name': "Other"})
        boss = new_test_user(self.env, 'cr_boss', groups='base.group_user,crm_customer_record.group_manager',
                             company_id=company.id, company_ids=[Command.set(company.ids)])
        self._take()
        self.assertFalse(self._rows(boss))
        self.assertFalse(self.env['crm.forecast.history'].with_user(boss).search([('lead_id', '=', self.lead.id)]))

    def test_a_deleted_opportunity(self):
        self._take()
        self.lead.with_user(self.administrator).unlink()
        rows = self._rows()
        self.assertEqual((rows.lead_id.id, rows.expected_revenue), (False, 1000))
        self.assertFalse(self._rows(self.seller))
        self.assertEqual(self._rows(self.manager), rows)

    def test_nobody_writes_them(self):
        self._take()
        for user in (self.seller, self.administrator):
            with self.assertRaises(AccessError):
                self._rows().with_user(user).write({'expected_revenue': 1})
            with self.assertRaises(AccessError):
                self._rows().with_user(user).unlink()

    def test_kept_as_long_as_wanted(self):
        self._take(800)
        self._take()
        self.Snapshot._gc_snapshots()
        self.assertEqual(len(self._rows()), 2)
        self.env['ir.config_parameter'].set_param('crm_customer_record.forecast_snapshot_days', '700')
        self.Snapshot._gc_snapshots()
        self.assertEqual(self._rows().mapped('date'), [self.today])
        self.env['ir.config_parameter'].set_param('crm_customer_record.forecast_snapshot_days', '0')
        self._take(3000)
        self.Snapshot._gc_snapshots()
        self.assertEqual(len(self._rows()), 1)

    def _history(self, user=None):
        groups = self.env['crm.forecast.history'].with_user(user or self.seller).formatted_read_group(
            [('team_id', '=', self.team.id)], ['date:week', 'figure'], ['amount:sum'])
        history = {}
        for group in groups:
            history.setdefault(group['date:week'][0], {})[group['figure']] = group['amount:sum']
        return [history[week] for week in sorted(history)]

    def test_what_was_said_and_what_came(self):
        self.lead.set_forecast('best_case')
        self._take(14)
        self.lead.set_forecast('commit')
        self._take(7)
        self.lead.write({'expected_revenue': 900})
        self.lead.action_set_won()
        self._take()
        self.assertEqual(self._history(), [
            {'2_best_case': 1000, '3_prorated': 500, '4_won': 900},
            {'1_commit': 1000, '2_best_case': 1000, '3_prorated': 500, '4_won': 900},
            {'1_commit': 900, '2_best_case': 900, '3_prorated': 900, '4_won': 900},
        ])

    def test_of_several_in_a_week_the_last_one_speaks(self):
        monday = self.today - timedelta(days=self.today.weekday() + 7)
        self.lead.set_forecast('commit')
        self._take((self.today - monday).days)
        self.lead.write({'expected_revenue': 600})
        self._take((self.today - monday).days - 3)
        self.assertEqual(self._history(), [{'1_commit': 600, '2_best_case': 600, '3_prorated': 300}])
        self.assertEqual(self.env['crm.forecast.history'].with_user(self.seller).search([('lead_id', '=', self.lead.id)]).mapped('date'), [monday] * 3)

    def test_rows_open_the_opportunity(self):
        self._take()
        self.lead.action_set_won()
        rows = self.env['crm.forecast.history'].with_user(self.seller).search([('lead_id', '=', self.lead.id)])
        self.assertEqual(len(rows), len(set(rows.ids)))
        self.assertEqual({row.action_open_lead()['res_id'] for row in rows}, {self.lead.id})
