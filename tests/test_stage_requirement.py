import contextlib
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common_stages import StageCase


@tagged('post_install', '-at_install')
class TestStageRequirement(StageCase):
    """What must hold before an opportunity enters a stage."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls.env(user=cls.seller)['crm.lead'].browse(cls.lead.id)

    def need(self, kind, stage=None, **values):
        return self.env['crm.stage.requirement'].create({'stage_id': (stage or self.second).id, 'kind': kind, **values})

    def need_field(self, name='referred', **values):
        return self.need('field', field_id=self.env['ir.model.fields']._get('crm.lead', name).id, **values)

    def assertBlocked(self, text=None, lead=None, stage=None):
        with self.assertRaises(UserError) as caught:
            (lead or self.lead).write({'stage_id': (stage or self.second).id})
        if text:
            self.assertIn(text, str(caught.exception))
        return caught.exception

    def assertPasses(self, lead=None, stage=None):
        (lead or self.lead).write({'stage_id': (stage or self.second).id})
        self.assertEqual((lead or self.lead).stage_id, stage or self.second)

    def met(self, lead=None):
        return {status['name']: status['met'] for status in (lead or self.lead).requirement_status()}

    # Kinds

    def test_field(self):
        rule = self.need_field()
        error = self.assertBlocked("Referred By is filled")
        self.assertIn("Fill in \"Referred By\"", str(error))
        self.assertIn("\"Kitchen\" cannot go to \"Second\" yet", str(error))
        self.assertEqual(self.met(), {rule.display_name: False})
        self.lead.write({'stage_id': self.second.id, 'referred': "Ivan"})
        self.assertEqual(self.lead.stage_id, self.second)
        self.assertEqual(self.met(), {rule.display_name: True})

    def test_field_of_money_text_and_relation(self):
        for name, empty, filled in (('expected_revenue', 0, 5), ('description', '<p><br></p>', '<p>Oak</p>'),
                                    ('date_deadline', False, self._days(3)), ('tag_ids', [Command.clear()], [Command.create({'name': "Oak"})])):
            rule = self.need_field(name)
            self.lead.write({name: empty})
            self.assertBlocked()
            self.lead.write({name: filled})
            self.assertPasses()
            self.lead.write({'stage_id': self.first.id})
            rule.unlink()

    def test_condition(self):
        self.need('domain', name="Worth at least 2000", domain="[('expected_revenue', '>=', 2000), ('partner_id.name', '!=', False)]")
        self.assertBlocked("Worth at least 2000")
        self.lead.expected_revenue = 2000
        self.assertPasses()

    def test_condition_with_dates(self):
        self.need('domain', name="Closes soon", domain="[('date_deadline', '<=', (context_today() + relativedelta(days=30)).strftime('%Y-%m-%d'))]")
        self.lead.date_deadline = self._days(60)
        self.assertBlocked("Closes soon")
        self.lead.date_deadline = self._days(20)
        self.assertPasses()

    def test_condition_that_cannot_be_read_is_refused(self):
        for domain in ("[('nothing_there', '=', 1)]", "[(", "1 +"):
            with self.assertRaises(ValidationError):
                self.need('domain', name="Odd", domain=domain)

    def test_talk_since_the_stage_began(self):
        self.need('interaction', interaction_type_ids=[Command.link(self.call.id)])
        self.assertBlocked("Log a Call since the present stage began")
        self._log(lead_id=self.lead.id, type_id=self.meeting.id)
        self.assertBlocked()
        self._began(self.lead, 5)
        self._log(lead_id=self.lead.id, date=fields.Datetime.now() - timedelta(days=6))
        self.assertBlocked()
        self._log(lead_id=self.lead.id)
        self.assertPasses()

    def test_talk_of_the_last_days(self):
        self.need('interaction', since='days', days=7)
        self._log(lead_id=self.lead.id, date=fields.Datetime.now() - timedelta(days=8))
        self.assertBlocked("last 7 days")
        self._log(lead_id=self.lead.id, date=fields.Datetime.now() - timedelta(days=6))
        self.assertPasses()

    def test_a_call_that_nobody_answered_is_no_talk(self):
        self.need('interaction', since='ever')
        nobody = self.env['crm.interaction.outcome'].create({'name': "Nobody answered at all", 'is_failed': True})
        self._log(lead_id=self.lead.id, outcome_id=nobody.id)
        self.assertBlocked()
        self._log(lead_id=self.lead.id)
        self.assertPasses()

    def test_a_private_talk_of_somebody_else_tells_nothing(self):
        self.need('interaction', since='ever')
        self._log(self.manager, lead_id=self.lead.id, confidentiality='private')
        self.assertBlocked()
        self.assertEqual(set(self.met().values()), {False})
        self.assertPasses(self.lead.with_user(self.manager))

    def test_quotation(self):
        self.need('quotation', quotation_state='sent')
        self.need('quotation', stage=self.third, quotation_state='confirmed')
        order = self.env['sale.order'].create({'partner_id': self.contact.id, 'opportunity_id': self.lead.id, 'user_id': self.seller.id})
        self.assertBlocked("Quotation sent")
        order.action_quotation_sent()
        self.assertPasses()
        self.assertBlocked("Quotation confirmed", stage=self.third)
        order.action_confirm()
        self.assertPasses(stage=self.third)

    def test_next_step(self):
        self.need('activity')
        self.assertBlocked("Plan the next step")
        step = self.lead.activity_schedule('mail.mail_activity_data_todo', date_deadline=self._days(-2))
        self.assertBlocked()
        step.date_deadline = self._days(2)
        self.assertPasses()

    def test_document(self):
        self.need('document', document_name="contract")
        self.env['ir.attachment'].create({'name': "photo.png", 'raw': b'x', 'res_model': 'crm.lead', 'res_id': self.lead.id})
        self.assertBlocked("contract")
        self.env['ir.attachment'].create({'name': "Contract 5.pdf", 'raw': b'x', 'res_model': 'crm.lead', 'res_id': self.lead.id})
        self.assertPasses()

    def test_approval(self):
        rule = self.need('approval', group_id=self.env.ref('crm_customer_record.group_team_leader').id)
        self.leader.write({'group_ids': [Command.link(self.env.ref('sales_team.group_sale_salesman_all_leads').id)]})
        self.assertBlocked("Approved by")
        self.lead.action_requirement_remedy(rule.id)
        approval = self.env['crm.stage.approval'].search([('lead_id', '=', self.lead.id)])
        self.assertEqual((approval.state, approval.asked_by_id, approval.activity_id.user_id), ('asked', self.seller, self.leader))
        self.lead.action_requirement_remedy(rule.id)
        self.assertEqual(len(self.lead.activity_ids), 1, "asked once")
        with self.assertRaises(AccessError):
            approval.with_user(self.seller).action_give()
        with self.assertRaises(AccessError):
            approval.with_user(self.seller).write({'state': 'given'})
        self.assertBlocked()
        approval.with_user(self.leader).action_give()
        self.assertEqual((approval.state, approval.decided_by_id, len(self.lead.activity_ids)), ('given', self.leader, 0))
        self.assertPasses()

    def test_who_is_of_the_group_approves_at_once(self):
        rule = self.need('approval', group_id=self.env.ref('crm_customer_record.group_manager').id)
        self.lead.with_user(self.manager).action_requirement_remedy(rule.id)
        self.assertPasses()

    def test_no_stage_is_skipped(self):
        self.need('no_skip', stage=self.third)
        self.assertBlocked("Move it to the stage before first", stage=self.third)
        self.assertPasses(stage=self.second)
        self.assertPasses(stage=self.first)
        self.assertPasses(stage=self.third)

    def test_nobody_comes_back(self):
        self.need('no_return', stage=self.first)
        self.assertPasses(stage=self.second)
        self.assertBlocked("does not come back", stage=self.first)
        self.assertPasses(stage=self.third)

    # Whom a requirement is for

    def test_of_a_team_or_a_company_only(self):
        rule = self.need_field(team_ids=[Command.link(self.other_team.id)])
        self.assertPasses()
        rule.team_ids = self.team
        self.lead.write({'stage_id': self.first.id})
        self.assertBlocked()
        rule.write({'team_ids': [Command.clear()], 'company_id': self.env['res.company'].create({'name': "Sister"}).id})
        self.assertPasses()

    def test_leads_and_archived_requirements_are_left_alone(self):
        rule = self.need_field()
        lead = self._lead(type='lead', stage_id=self.second.id)
        self.assertEqual(lead.stage_id, self.second)
        rule.active = False
        self.assertPasses()

    # Warning and override

    def test_a_recommendation_stops_nobody_and_is_kept(self):
        self.need_field(is_blocking=False)
        self.assertPasses()
        self.cr.flush()
        step = self._transitions(self.lead)[-1]
        self.assertEqual((step.unmet, step.override_reason), ("Referred By is filled", False))

    def test_managers_override_with_a_reason(self):
        self.need_field()
        for user in (self.seller, self.mate):
            with self.assertRaises(AccessError):
                self.lead.with_user(user).action_override_requirements(self.second.id, "because")
        managed = self.lead.with_user(self.manager)
        with self.assertRaises(UserError):
            managed.action_override_requirements(self.second.id, "  ")
        error = self.assertBlocked("As a manager you may", lead=managed)
        self.assertTrue(error.context['crm_stage_requirement']['may_override'])
        managed.action_override_requirements(self.second.id, "Known since school")
        step = self._transitions(self.lead)[-1]
        self.assertEqual((step.to_stage_id, step.user_id, step.override_reason, step.unmet),
                         (self.second, self.manager, "Known since school", "Referred By is filled"))
        self.assertIn("Known since school", self.lead.message_ids[:1].body)

    def test_a_reason_in_the_context_helps_no_salesperson(self):
        self.need_field()
        self.assertBlocked(lead=self.lead.with_context(crm_stage_override_reason="I want to"))
        self.assertPasses(self.lead.with_user(self.manager).with_context(crm_stage_override_reason="I may"))

    def test_leaders_override_for_their_teams(self):
        self.leader.write({'group_ids': [Command.link(self.env.ref('sales_team.group_sale_salesman_all_leads').id)]})
        self.need_field()
        self.assertTrue(self.lead.with_user(self.leader)._may_override_requirements())
        self.assertTrue(self.lead.with_user(self.head)._may_override_requirements())
        self.lead.sudo().team_id = self.other_team
        self.assertFalse(self.lead.with_user(self.leader)._may_override_requirements())

    def test_no_reason_is_kept_where_nothing_was_missing(self):
        self.need_field()
        self.lead.referred = "Ivan"
        self.lead.with_user(self.manager).action_override_requirements(self.second.id, "just in case")
        self.assertFalse(self._transitions(self.lead)[-1].override_reason)

    # What is refused leaves nothing

    def test_who_catches_the_error_finds_nothing_moved(self):
        self.need_field()
        leads = self.lead + self._lead(name="Bath", referred="Ivan")
        with contextlib.suppress(UserError):
            leads.write({'stage_id': self.second.id, 'name': "Changed"})
        self.env.invalidate_all()
        self.assertEqual(leads.mapped('stage_id'), self.first)
        self.assertEqual(leads.mapped('name'), ["Kitchen", "Bath"])
        self.assertEqual([len(self._transitions(lead)) for lead in leads], [1, 1])
        before = self.env['crm.lead'].search_count([])
        with contextlib.suppress(UserError):
            self._lead(stage_id=self.second.id)
        self.assertEqual(self.env['crm.lead'].search_count([]), before)

    def test_many_at_once_say_which(self):
        self.need_field()
        leads = self.lead + self._lead(name="Bath", referred="Ivan") + self._lead(name="Garden")
        error = self.assertBlocked("2 opportunities cannot go to \"Second\" yet", lead=leads)
        self.assertIn("(Kitchen, Garden)", str(error))

    def test_many_cost_as_many_questions_as_few(self):
        for kind in ('activity', 'document', 'quotation', 'interaction', 'no_skip'):
            self.need(kind, is_blocking=False)
        self.need_field(is_blocking=False)
        self.need('domain', name="Worth it", domain="[('expected_revenue', '>', 0)]", is_blocking=False)

        def questions(number):
            leads = self.lead
            for index in range(number):
                leads += self._lead(name=f"Deal {index}")
            leads.mapped('stage_id.name')
            leads._find_missing([(lead, self.first.id, self.second.id, 'moved') for lead in leads])
            self.env.flush_all()
            before = self.cr.sql_log_count
            leads._find_missing([(lead, self.first.id, self.second.id, 'moved') for lead in leads])
            return self.cr.sql_log_count - before
        few = questions(2)
        self.assertGreater(few, 0)
        self.assertEqual(questions(20), few)

    def test_without_requirements_a_move_asks_nothing(self):
        self.env['crm.stage.requirement']._in_memory()
        self.env.flush_all()
        before = self.cr.sql_log_count
        self.assertEqual(self.lead._check_requirements([(self.lead, self.first.id, self.second.id, 'moved')]), {})
        self.assertEqual(self.cr.sql_log_count, before)

    def test_mail_is_never_turned_away(self):
        self.need_field(stage=self.first)
        leads = self.env['crm.lead'].with_context(tracking_disable=False)
        mail = {'subject': "Oak, please", 'from': 'anna@romashka.example', 'body': "Hello"}
        lead = leads.message_new(dict(mail), {'type': 'opportunity', 'team_id': self.team.id})
        self.assertEqual((lead.type, lead.stage_id, lead.name), ('opportunity', self.second, "Oak, please"))
        for stage in (self.second, self.third):
            self.need_field(stage=stage)
        lead = leads.message_new(dict(mail), {'type': 'opportunity', 'team_id': self.team.id})
        self.assertEqual((lead.type, lead.team_id), ('lead', self.team))

    # Checklist

    def test_status_of_the_stages_ahead(self):
        here, rule, later = self.need_field('expected_revenue', stage=self.first), self.need_field(), self.need('activity', stage=self.third, is_blocking=False)
        status = self.lead.requirement_status()
        self.assertEqual([(line['requirement'], line['met'], line['blocking'], line['is_next']) for line in status],
                         [(here.id, True, True, False), (rule.id, False, True, True), (later.id, False, False, False)])
        self.assertTrue(all(line['hint'] for line in status))
        self.assertEqual([line['requirement'] for line in self.lead.requirement_status(self.third.id)], [later.id])

    def test_own_words_of_the_administrator(self):
        self.need_field(hint="Ask who sent them.")
        self.assertBlocked("Ask who sent them.")

    def test_remedies_open_what_is_needed(self):
        talk = self.need('interaction', interaction_type_ids=[Command.link(self.meeting.id)])
        action = self.lead.action_requirement_remedy(talk.id)
        self.assertEqual((action['res_model'], action['context']['default_lead_id'], action['context']['default_type_id']),
                         ('crm.interaction', self.lead.id, self.meeting.id))
        self.assertEqual(self.lead.action_requirement_remedy(self.need('activity').id)['res_model'], 'mail.activity.schedule')
        self.assertEqual(self.lead.action_requirement_remedy(self.need('quotation').id)['res_model'], 'sale.order')
        with self.assertRaises(UserError):
            self.lead.action_requirement_remedy(self.need('no_return').id)

    def test_progress_and_silence_on_the_card(self):
        self.assertEqual((self.lead.requirement_total, self.lead.silence_days), (0, 0))
        self.need_field()
        self.need_field('expected_revenue')
        self.env.cr.execute("UPDATE crm_lead SET create_date = create_date - interval '9 days' WHERE id = %s", [self.lead.id])
        self.env.invalidate_all()
        self.assertEqual((self.lead.requirement_total, self.lead.requirement_met, self.lead.requirement_missing), (2, 1, "Referred By is filled"))
        self.assertEqual(self.lead.silence_days, 9)
        self._log(lead_id=self.lead.id, date=fields.Datetime.now() - timedelta(days=4))
        self.lead.invalidate_recordset()
        self.assertEqual(self.lead.silence_days, 4)

    def test_silence_tells_nothing_of_private_talks(self):
        self.env.cr.execute("UPDATE crm_lead SET create_date = create_date - interval '9 days' WHERE id = %s", [self.lead.id])
        self.env.invalidate_all()
        self._log(self.manager, lead_id=self.lead.id, confidentiality='private')
        self.assertEqual((self.lead.silence_days, self.lead.with_user(self.manager).silence_days), (9, 0))

    # Who may change the rules

    def test_only_those_who_shape_the_pipeline_change_requirements(self):
        rule = self.need_field()
        for user in (self.seller, self.manager):
            with self.assertRaises(AccessError):
                rule.with_user(user).write({'is_blocking': False})
        rule.with_user(self.administrator).write({'is_blocking': False})
        self.assertPasses()

    def test_incomplete_requirements_are_refused(self):
        for kind in ('field', 'approval'):
            with self.assertRaises(ValidationError):
                self.need(kind)
        with self.assertRaises(ValidationError):
            self.need('field', field_id=self.env['ir.model.fields']._get('res.partner', 'ref').id)
