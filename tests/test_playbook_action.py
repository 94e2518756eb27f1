from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common_playbooks import PlaybookCase


@tagged('post_install', '-at_install')
class TestPlaybookAction(PlaybookCase):
    """What actions do, for whom, and what they say when they cannot."""

    def act(self, *actions, lead=None):
        """Let a rule with these actions meet an opportunity.

        :return: the run
        """
        rule = self._rule('stage', actions, stage_ids=[Command.set(self.second.ids)])
        (lead or self.lead).with_user(self.seller).write({'stage_id': self.second.id})
        return self._runs(rule)

    def test_an_activity_for_the_salesperson_the_leader_and_somebody(self):
        run = self.act(
            self._activity("A", in_days=2), self._activity("B", responsible='leader'),
            self._activity("C", responsible='user', user_id=self.manager.id))
        self.assertEqual([self._activities(self.lead, name).user_id for name in "ABC"], [self.seller, self.leader, self.manager])
        self.assertEqual(self._activities(self.lead, "A").date_deadline, fields.Date.today() + timedelta(days=2))
        self.assertEqual(run.result, "Planned for Seller: A.\nPlanned for Leader: B.\nPlanned for Manager: C.")
        self.assertFalse(self.env['mail.mail'].search([('res_id', '=', self.lead.id), ('model', '=', 'crm.lead')]))

    def test_nobody_is_given_what_they_may_not_read(self):
        run = self.act(self._activity("A", responsible='user', user_id=self.stranger.id))
        self.assertFalse(self._activities(self.lead, "A"))
        self.assertEqual(run.state, 'error')
        self.assertIn("Nobody to give it to", run.error)

    def test_without_a_salesperson_the_leader_does_it(self):
        lead = self._lead(user_id=False)
        self.act(self._activity("A"), lead=lead)
        self.assertEqual(self._activities(lead, "A").user_id, self.leader)

    def test_tags_are_added_once(self):
        old, new = self.env['crm.tag'].create([{'name': "Old"}, {'name': "New"}])
        self.lead.tag_ids = old
        run = self.act({'kind': 'tag', 'tag_ids': [Command.set((old | new).ids)]})
        self.assertEqual((self.lead.tag_ids, run.result), (old | new, "Tagged: New."))

    def test_a_mail_from_a_template(self):
        template = self.env['mail.template'].create({
            'name': "Welcome", 'model_id': self.env['ir.model']._get_id('crm.lead'), 'subject': "About {{ object.name }}",
            'email_to': '{{ object.email_from }}', 'body_html': "<p>Hello</p>"})
        self.lead.email_from = 'anna@romashka.example'
        run = self.act({'kind': 'mail', 'template_id': template.id})
        mail = self.env['mail.mail'].search([('model', '=', 'crm.lead'), ('res_id', '=', self.lead.id)])
        self.assertEqual((mail.subject, mail.recipient_ids, run.result), ("About Kitchen", self.contact, 'Sent the e-mail "Welcome".'))

    def test_no_mail_to_nowhere_or_to_who_wants_none(self):
        template = self.env['mail.template'].create({
            'name': "Welcome", 'model_id': self.env['ir.model']._get_id('crm.lead'), 'email_to': '{{ object.email_from }}'})
        nowhere = self._lead(partner_id=False)
        run = self.act({'kind': 'mail', 'template_id': template.id}, lead=nowhere)
        self.assertIn("no e-mail address", run.error)
        unwilling = self._lead(partner_id=False, email_from='no@romashka.example')
        self.env['mail.blacklist']._add('no@romashka.example')
        run = self.act({'kind': 'mail', 'template_id': template.id}, lead=unwilling)
        self.assertEqual(run[-1].result, "Left out: the address wants no e-mails.")
        self.assertFalse(self.env['mail.mail'].search([('model', '=', 'crm.lead'), ('res_id', 'in', (nowhere | unwilling).ids)]))

    # Assignment

    def turns(self, count, **action):
        """Let the rule hand out new opportunities.

        :return: list of their salespeople
        """
        if not hasattr(self, 'router'):
            self.router = self._rule('new_lead', [{'kind': 'assign', 'assign_to': 'turn', 'team_id': self.team.id, **action}])
        return [self.new(team_id=self.team.id, user_id=False).user_id for number in range(count)]

    def new(self, **values):
        """An opportunity, when all that follows is done."""
        lead = self.env['crm.lead'].create({'name': "New", 'type': 'opportunity', **values})
        self._settle()
        return lead

    def test_members_in_turn(self):
        self.assertEqual(self.turns(5), [self.seller, self.mate, self.seller, self.mate, self.seller])

    def test_who_is_away_is_passed_over(self):
        now = fields.Datetime.now()
        self.env['resource.calendar.leaves'].create({
            'name': "Holidays", 'date_from': now - timedelta(days=1), 'date_to': now + timedelta(days=1),
            'resource_id': self.env['resource.resource'].create({'name': "Seller", 'user_id': self.seller.id}).id})
        self.assertEqual(self.turns(2), [self.mate, self.mate])
        self.mate.write({'out_of_office_from': now - timedelta(hours=1)})
        self.assertEqual(self.turns(1), [self.env['res.users']])
        self.assertIn("all are on leave, out of office or paused", self._runs(self.router)[-1].error)

    def test_paused_and_inactive_members_are_passed_over(self):
        self.team.crm_team_member_ids.filtered(lambda member: member.user_id == self.seller).assignment_optout = True
        self.assertEqual(self.turns(2), [self.mate, self.mate])

    def test_what_somebody_has_may_stay(self):
        self._rule('new_lead', [{'kind': 'assign', 'assign_to': 'turn', 'team_id': self.team.id, 'only_unassigned': True}])
        self.assertEqual(self.new(team_id=self.team.id, user_id=self.mate.id).user_id, self.mate)

    def test_to_a_person_and_to_a_team(self):
        self.act({'kind': 'assign', 'assign_to': 'user', 'user_id': self.mate.id})
        self.assertEqual(self.lead.user_id, self.mate)
        lead = self._lead()
        self._rule('stage', [{'kind': 'assign', 'assign_to': 'team', 'team_id': self.other_team.id}], stage_ids=[Command.set(self.third.ids)])
        self.third.team_ids |= self.other_team
        self._settle()
        lead.stage_id = self.third
        self._settle()
        self.assertEqual((lead.team_id, lead.user_id), (self.other_team, self.env['res.users']))

    def test_routing_of_a_service_line(self):
        line = self.env['crm.service.line'].create({'name': "Retail"})
        action = line.with_user(self.administrator).action_view_playbooks()
        rule = self.env['crm.playbook'].with_user(self.administrator).with_context(**action['context']).create({
            'name': "Retail goes round", 'action_ids': [Command.create({'kind': 'assign', 'assign_to': 'turn', 'team_id': self.team.id})]})
        self.assertEqual((rule.event, rule.service_line_ids, line.playbook_count), ('new_lead', line, 1))
        rule.action_switch_on()
        rule.sudo().on_since -= timedelta(hours=1)  # a test is one transaction, older than this
        self.assertEqual(self.new(team_id=self.team.id, user_id=self.manager.id, service_line_id=line.id).user_id, self.seller)
        self.assertEqual(self.new(team_id=self.team.id, user_id=self.manager.id).user_id, self.manager)

    # What is incomplete

    def test_actions_say_what_they_lack(self):
        for values, lacking in (
                ({'kind': 'plan'}, "Plan"), ({'kind': 'tag'}, "Tags"), ({'kind': 'mail'}, "Template"), ({'kind': 'webhook'}, "Receiver"),
                ({'kind': 'assign', 'assign_to': 'user'}, "Person"), ({'kind': 'assign', 'assign_to': 'team'}, "Sales Team"),
                (self._activity(responsible='user'), "Person")):
            with self.assertRaisesRegex(ValidationError, lacking):
                self._rule('stage', [values], on=False)

    def test_plans_and_templates_of_other_records_are_refused(self):
        plan = self.env['mail.activity.plan'].create({'name': "Of customers", 'res_model': 'res.partner'})
        with self.assertRaisesRegex(ValidationError, "another kind of record"):
            self._rule('stage', [{'kind': 'plan', 'plan_id': plan.id}], on=False)
        self._rule('birthday', [{'kind': 'plan', 'plan_id': plan.id}], on=False)
