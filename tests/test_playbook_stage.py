from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.crm_customer_record.models.crm_playbook_action_do import CrmPlaybookAction

from .common_playbooks import PlaybookCase

WORK = 'odoo.addons.crm_customer_record.models.crm_playbook_work'


@tagged('post_install', '-at_install')
class TestPlaybookStage(PlaybookCase):
    """Rules that begin when an opportunity enters a stage: at once, once, and never in the way."""

    def move(self, stage, lead=None, user=None):
        (lead or self.lead).with_user(user or self.seller).write({'stage_id': stage.id})
        self._settle()

    def test_entering_a_stage_starts_a_plan(self):
        plan = self.env['mail.activity.plan'].create({
            'name': "First steps", 'res_model': 'crm.lead', 'company_id': False, 'template_ids': [
                Command.create({'activity_type_id': self.todo.id, 'summary': "Who decides?", 'responsible_type': 'on_demand'}),
                Command.create({'activity_type_id': self.todo.id, 'summary': "Look at the margin", 'responsible_type': 'other',
                                'responsible_id': self.leader.id, 'delay_count': 3, 'delay_from': 'after_plan_date'})]})
        rule = self._rule('stage', [{'kind': 'plan', 'plan_id': plan.id}], stage_ids=[Command.set(self.second.ids)])
        self.move(self.second)
        decides, margin = self._activities(self.lead, "Who decides?"), self._activities(self.lead, "Look at the margin")
        self.assertEqual((decides.user_id, margin.user_id), (self.seller, self.leader))
        self.assertEqual((margin.date_deadline - decides.date_deadline).days, 3)
        run = self._runs(rule)
        self.assertEqual((run.lead_id, run.state, run.result), (self.lead, 'done', 'Started the plan "First steps" for Seller.'))

    def test_once_for_each_entry(self):
        rule = self._rule('stage', stage_ids=[Command.set(self.second.ids)])
        self.move(self.second)
        self._work()
        self.assertEqual(len(self._runs(rule)), 1, "what was done at once is not done again by the job")
        self.move(self.first)
        self.move(self.second)
        self.assertEqual(len(self._runs(rule)), 2)
        self.assertEqual(len(self._activities(self.lead)), 2)

    def test_other_stages_teams_lines_and_companies_are_left_alone(self):
        line = self.env['crm.service.line'].create({'name': "Retail"})
        other = self.env['res.company'].create({'name': "Other Ltd"})
        stage = {'stage_ids': [Command.set(self.second.ids)]}
        rules = self.env['crm.playbook'].concat(
            self._rule('stage', stage_ids=[Command.set(self.third.ids)]), self._rule('stage', team_ids=[Command.set(self.other_team.ids)], **stage),
            self._rule('stage', service_line_ids=[Command.set(line.ids)], **stage), self._rule('stage', **stage),
            self._rule('stage', lead_domain="[('expected_revenue', '>', 5000)]", **stage), self._rule('stage', on=False, **stage))
        rules[3].company_id = other
        self.move(self.second)
        self.assertFalse(self.env['crm.playbook.run'].search([('playbook_id', 'in', rules.ids)]))
        self.lead.write({'service_line_id': line.id, 'expected_revenue': 6000, 'stage_id': self.first.id})
        self._settle()
        self.move(self.second)
        met = self.env['crm.playbook.run'].search([('playbook_id', 'in', rules.ids)]).playbook_id
        self.assertEqual(met, rules[2] | rules[4])

    def test_what_was_before_is_left_alone(self):
        self.move(self.second)
        rule = self._rule('stage', on=False, stage_ids=[Command.set(self.second.ids)])
        self._began(self.lead, 1)
        rule.action_switch_on()
        self._work()
        self.assertFalse(self._runs(rule))

    def test_creation_in_a_stage_and_conversion_are_entries(self):
        rule = self._rule('stage', stage_ids=[Command.set(self.first.ids)])
        lead = self._lead(name="New")
        raw = self._lead(name="Raw", type='lead')
        self.assertEqual(self._runs(rule).lead_id, lead)
        raw.convert_opportunity(raw.partner_id, team_id=self.team.id)
        raw.stage_id = self.first
        self.assertEqual(self._runs(rule).lead_id, lead | raw)

    def test_an_error_never_hinders_the_move(self):
        rule = self._rule('stage', [self._activity("First"), self._activity("Second")], stage_ids=[Command.set(self.second.ids)])
        done = CrmPlaybookAction._do_activity

        def fail(action, record, run):
            if action.summary == "First":
                self.env.cr.execute("SELECT * FROM no_such_table")
            return done(action, record, run)
        with patch.object(CrmPlaybookAction, '_do_activity', fail), mute_logger('odoo.sql_db', WORK):
            self.move(self.second)
        self.assertEqual(self.lead.stage_id, self.second)
        run = self._runs(rule)
        self.assertEqual((run.state, run.result), ('error', "Planned for Seller: Second."))
        self.assertIn("no_such_table", run.error)
        self.assertFalse(self._activities(self.lead, "First"))
        self.assertTrue(self._activities(self.lead, "Second"))

    def test_a_rule_that_cannot_be_asked_pauses_and_tells_its_owner(self):
        rule = self._rule('stage', stage_ids=[Command.set(self.second.ids)])
        self.env.cr.execute("UPDATE crm_playbook SET lead_domain = %s WHERE id = %s", ["[('gone', '=', 1)]", rule.id])
        rule.invalidate_recordset()
        with mute_logger(WORK):
            self.move(self.second)
        self.assertEqual((self.lead.stage_id, rule.state), (self.second, 'paused'))
        told = self.env['mail.activity'].with_user(self.administrator).search([('summary', 'like', rule.name)])
        self.assertEqual((told.user_id, told.res_model), (self.administrator, False))

    def test_many_moves_are_left_to_the_job(self):
        rule = self._rule('stage', stage_ids=[Command.set(self.second.ids)])
        leads = self.env['crm.lead'].with_user(self.seller).create([
            {'name': f"Lead {number}", 'type': 'opportunity', 'team_id': self.team.id, 'stage_id': self.first.id} for number in range(25)])
        cron = self.env.ref('crm_customer_record.crm_playbook_cron')
        triggers = self.env['ir.cron.trigger'].search_count([('cron_id', '=', cron.id)])
        leads.write({'stage_id': self.second.id})
        self._settle()
        self.assertFalse(self._runs(rule))
        self.assertEqual(self.env['ir.cron.trigger'].search_count([('cron_id', '=', cron.id)]), triggers + 1)
        self._work()
        self.assertEqual(self._runs(rule).lead_id, leads)

    def test_without_a_rule_moves_ask_nothing(self):
        self.assertFalse(self.env['crm.lead']._wants_moves())
        counts = []
        for with_rule in (False, True):
            if with_rule:
                self._rule('silence')
            for stage in (self.second, self.first, self.second):  # the last one with everything in memory
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                self.move(stage)
                self.env.flush_all()
                count = self.env.cr.sql_log_count - before
            counts.append(count)
            self.move(self.first)
        self.assertEqual(counts[0], counts[1], "rules on other events cost a move nothing")

    def test_rules_that_lead_to_rules_end(self):
        self.env['crm.stage'].search([]).team_ids = False
        self.first.team_ids, self.second.team_ids = self.team, self.other_team
        (self.stages - self.first - self.second).team_ids = self.upper_team
        (self.env['crm.stage'].search([]) - self.stages).team_ids = self.upper_team
        hand = {'kind': 'assign', 'assign_to': 'team'}
        there = self._rule('stage', [{**hand, 'team_id': self.other_team.id}], stage_ids=[Command.set(self.first.ids)])
        back = self._rule('stage', [{**hand, 'team_id': self.team.id}], stage_ids=[Command.set(self.second.ids)])
        lead = self._lead(name="Ping-pong")
        self._settle()
        runs = self.env['crm.playbook.run'].search([('playbook_id', 'in', (there | back).ids), ('lead_id', '=', lead.id)], order='id')
        self.assertEqual(sorted(runs.mapped('depth')), [0, 1, 2, 3])
        self.assertEqual(runs.filtered(lambda run: run.state == 'skipped').depth, 3)

    def test_limits_pause_the_rule(self):
        rule = self._rule('stage', stage_ids=[Command.set(self.second.ids)], most_per_record=2)
        for _time in range(4):
            self.move(self.second)
            self.move(self.first)
        self.assertEqual((len(self._runs(rule)), rule.state), (2, 'paused'))
        self.assertIn("more than 2 times within a day by Kitchen", rule.pause_reason)
        storm = self._rule('stage', stage_ids=[Command.set(self.second.ids)], most_per_hour=3)
        leads = self.env['crm.lead'].concat(*[self._lead(name=f"Lead {number}") for number in range(5)])
        leads.write({'stage_id': self.second.id})
        self._settle()
        self.assertEqual((len(self._runs(storm)), storm.state), (3, 'paused'))
        self.assertIn("more than 3 times within an hour", storm.pause_reason)
        storm.action_switch_on()
        self.assertEqual((storm.state, storm.pause_reason), ('on', False))

    # Who

    def test_who_may_configure(self):
        rule = self._rule('stage')
        for user in (self.seller, self.manager, self.accountant, self.employee):
            with self.assertRaises(AccessError):
                rule.with_user(user).action_switch_off()
            with self.assertRaises(AccessError):
                self.env['crm.playbook'].with_user(user).create({'name': "Mine", 'event': 'idle'})
            with self.assertRaises(AccessError):
                rule.action_ids.with_user(user).write({'summary': "Mine"})
            with self.assertRaises(AccessError):
                self.env['crm.playbook.preview'].with_user(user).create({'playbook_id': rule.id})
        for user in (self.employee, self.portal):
            with self.assertRaises(AccessError):
                rule.with_user(user).read(['name'])

    def test_what_a_seller_sees_of_the_log(self):
        rule = self._rule('stage', stage_ids=[Command.set(self.second.ids)])
        self.move(self.second)
        Run = self.env['crm.playbook.run']
        domain = [('playbook_id', '=', rule.id)]
        self.assertEqual(Run.with_user(self.seller).search(domain), self._runs(rule))
        self.assertFalse(Run.with_user(self.stranger).search(domain))
        self.assertEqual(rule.with_user(self.stranger).run_count, 0)
        self.assertEqual(Run.with_user(self.administrator).search(domain), self._runs(rule))
        with self.assertRaises(AccessError):
            Run.with_user(self.administrator).search(domain).unlink()
        with self.assertRaises(AccessError):
            Run.with_user(self.employee).search(domain)

    def test_companies(self):
        other = self.env['res.company'].create({'name': "Other Ltd"})
        rule = self._rule('stage', on=False)
        rule.company_id = other
        self.assertFalse(self.env['crm.playbook'].with_user(self.administrator).search([('id', '=', rule.id)]))
        self.administrator.company_ids |= other
        mine = self.env['crm.playbook'].with_user(self.administrator).with_context(allowed_company_ids=other.ids)
        self.assertEqual(mine.search([('id', '=', rule.id)]).id, rule.id)
