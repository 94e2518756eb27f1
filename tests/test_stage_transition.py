from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common_stages import StageCase


@tagged('post_install', '-at_install')
class TestStageTransition(StageCase):
    """Every move of an opportunity is kept, whichever way it moves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['crm.stage.requirement'].search([]).active = False

    def test_a_move_says_from_to_when_who_and_what_it_was_worth(self):
        self._began(self.lead, 3)
        self.lead.with_user(self.mate.browse(self.manager.id)).write({'stage_id': self.second.id, 'expected_revenue': 1500})
        begun, move = self._transitions(self.lead)
        self.assertEqual((begun.event, begun.from_stage_id.id, begun.to_stage_id, begun.user_id), ('created', False, self.first, self.seller))
        self.assertEqual((move.event, move.from_stage_id, move.to_stage_id), ('moved', self.first, self.second))
        self.assertEqual((move.user_id, move.salesperson_id, move.team_id), (self.manager, self.seller, self.team))
        self.assertEqual((move.amount, move.currency_id), (1500, self.lead.company_currency))
        self.assertAlmostEqual(move.duration, 3, places=3)
        self.assertEqual(move.date, self.env.cr.now())
        self.assertEqual(move.display_name, "First → Second")

    def test_what_is_no_move_leaves_nothing(self):
        self.lead.write({'stage_id': self.first.id})
        self.lead.write({'name': "Bathroom"})
        self.lead.write({'user_id': self.mate.id})
        self.lead.with_user(self.manager).write({'probability': 30})
        self.assertEqual(self._path(self.lead), [('created', False, "First")])

    def test_many_at_once(self):
        leads = self.lead + self._lead(name="Bath", stage_id=self.second.id) + self._lead(name="Garden")
        leads.write({'stage_id': self.second.id})
        self.assertEqual([self._path(lead)[-1] for lead in leads], [
            ('moved', "First", "Second"), ('created', False, "Second"), ('moved', "First", "Second")])

    def test_in_the_form(self):
        with Form(self.lead) as form:
            form.stage_id = self.third
        self.assertEqual(self._path(self.lead)[1:], [('moved', "First", "Third")])

    def test_won_lost_and_back(self):
        for step in (self.lead.action_set_lost, self.lead.action_unarchive, self.lead.action_set_won):
            step()
            self.env.flush_all()
        self.lead.write({'stage_id': self.second.id})
        self.assertEqual(self._path(self.lead), [
            ('created', False, "First"), ('lost', "First", "First"), ('reopened', "First", "First"), ('won', "First", "Done"),
            ('moved', "Done", "Second")])

    def test_lost_and_won_in_one_write(self):
        self.lead.action_set_lost()
        self.env.flush_all()
        self.lead.write({'stage_id': self.won.id})
        self.assertEqual(self._path(self.lead)[1:], [
            ('lost', "First", "First"), ('reopened', "First", "First"), ('won', "First", "Done")])

    def test_born_won_and_born_lost(self):
        won = self._lead(stage_id=self.won.id)
        lost = self._lead(active=False, probability=0)
        self.assertEqual(self._path(won), [('created', False, "Done"), ('won', "Done", "Done")])
        self.assertEqual(self._path(lost), [('created', False, "First"), ('lost', "First", "First")])

    def test_a_lead_begins_when_it_becomes_an_opportunity(self):
        lead = self._lead(type='lead')
        self.assertFalse(self._path(lead))
        lead.write({'stage_id': self.second.id})
        lead.convert_opportunity(self.contact)
        self.assertEqual(self._path(lead), [('converted', False, "Second")])
        lead.write({'type': 'lead'})
        self.env.flush_all()
        lead.write({'type': 'opportunity'})
        self.assertEqual([event for event, _source, _target in self._path(lead)], ['converted', 'converted'])

    def test_stage_that_the_host_chooses_for_another_team(self):
        elsewhere = self.env['crm.stage'].create({'name': "Elsewhere 1", 'sequence': 0, 'team_ids': [(6, 0, self.other_team.ids)]})
        self.lead.with_user(self.manager).write({'team_id': self.other_team.id, 'user_id': self.stranger.id})
        self.assertEqual(self._path(self.lead)[1:], [('moved', "First", elsewhere.name)])

    def test_a_deleted_stage_keeps_its_name(self):
        self.lead.write({'stage_id': self.second.id})
        self.env.flush_all()
        self.lead.write({'stage_id': self.third.id})
        self.second.unlink()
        _created, there, back = self._transitions(self.lead)
        self.assertEqual((there.to_stage_id.id, there.to_name, there.display_name), (False, "Second", "First → Second"))
        self.assertEqual((back.from_stage_id.id, back.from_name, back.display_name), (False, "Second", "Second → Third"))

    def test_a_merge_keeps_both_histories_apart(self):
        other = self._lead(name="Kitchen again")
        other.write({'stage_id': self.second.id})
        self.lead.write({'stage_id': self.third.id})
        number = other.id
        head = (self.lead + other).with_user(self.manager).merge_opportunity()
        self.assertEqual(head, self.lead)
        self.assertFalse(other.exists())
        steps = self._transitions(head)
        own, merged = steps.filtered(lambda step: not step.merged_res_id), steps.filtered('merged_res_id')
        self.assertEqual(own.sorted('id').mapped('event'), ['created', 'moved'])
        self.assertEqual([(step.event, step.from_stage_id.name) for step in merged.sorted('id')],
                         [('created', False), ('moved', "First"), ('merged', "Second")])
        self.assertEqual((set(merged.mapped('merged_res_id')), set(merged.mapped('merged_name'))), ({number}, {"Kitchen again"}))

    def test_deleted_opportunities_leave_nothing(self):
        lead_id = self.lead.id
        self.lead.with_user(self.administrator).unlink()
        self.assertFalse(self.env['crm.stage.transition'].search_count([('lead_id', '=', lead_id)]))

    def test_who_reads_the_opportunity_reads_its_moves(self):
        Transition = self.env['crm.stage.transition']
        for user, reads in ((self.seller, True), (self.stranger, False), (self.manager, True)):
            found = Transition.with_user(user).search([('lead_id', '=', self.lead.id)])
            self.assertEqual(bool(found), reads, user.name)
            total = Transition.with_user(user).formatted_read_group([('lead_id', '=', self.lead.id)], ['event'], ['__count'])
            self.assertEqual(bool(total), reads, user.name)
        for user in (self.employee, self.portal):
            with self.assertRaises(AccessError):
                Transition.with_user(user).search([])

    def test_lost_ones_are_read_too(self):
        self.lead.action_set_lost()
        self.assertEqual(len(self.env['crm.stage.transition'].with_user(self.seller).search([('lead_id', '=', self.lead.id)])), 2)

    def test_nobody_changes_them(self):
        step = self._transitions(self.lead)
        for user in (self.seller, self.administrator):
            with self.assertRaises(AccessError):
                step.with_user(user).write({'amount': 1})
            with self.assertRaises(AccessError):
                step.with_user(user).unlink()

    def test_several_changes_that_are_written_together_are_one_move(self):
        self.lead.write({'stage_id': self.second.id})
        self.lead.write({'stage_id': self.third.id})
        self.assertEqual(self._path(self.lead)[1:], [('moved', "First", "Third")])

    def test_there_and_back_before_it_is_written_is_no_move(self):
        self.lead.write({'stage_id': self.second.id})
        self.lead.write({'stage_id': self.first.id})
        self.assertEqual(len(self._path(self.lead)), 1)

    def test_written_by_another_program_in_sql(self):
        self.env.flush_all()
        self.env.cr.execute("UPDATE crm_lead SET stage_id = %s WHERE id = %s", [self.third.id, self.lead.id])
        self.env.invalidate_all()
        self.assertEqual(self._path(self.lead)[1:], [('moved', "First", "Third")])

    def test_archiving_alone_is_no_loss(self):
        self.lead.write({'probability': 40})
        self.lead.write({'active': False})
        self.assertEqual(len(self._path(self.lead)), 1)
        self.lead.write({'probability': 0})
        self.assertEqual(self._path(self.lead)[1:], [('lost', "First", "First")])

    def test_company_and_stage_that_the_host_finds_later(self):
        company = self.env.company
        dollars = self.env['res.company'].create({'name': "Abroad", 'currency_id': self.env.ref('base.CHF').id})
        lead = self.env['crm.lead'].create({'name': "Computed", 'type': 'opportunity', 'team_id': self.team.id, 'user_id': self.seller.id})
        given = self.env['crm.lead'].create({
            'name': "Given", 'type': 'opportunity', 'team_id': False, 'user_id': False, 'company_id': dollars.id, 'stage_id': self.first.id})
        step, elsewhere = self._transitions(lead), self._transitions(given)
        self.assertEqual((step.event, step.to_stage_id, step.company_id), ('created', self.first, lead.company_id))
        self.assertEqual((step.currency_id, elsewhere.currency_id), (company.currency_id, dollars.currency_id))
        self.assertEqual(elsewhere.company_id, dollars)

    def test_durations_of_moves_at_one_moment(self):
        self._began(self.lead, 5)
        self.lead.action_set_lost()
        self.env.flush_all()
        self._began(self.lead, 2)
        self.lead.write({'stage_id': self.won.id})
        self.assertEqual([(step.event, round(step.duration, 3)) for step in self._transitions(self.lead)],
                         [('created', 0), ('lost', 5), ('reopened', 2), ('won', 0)])

    def test_moving_asks_nothing_where_nothing_is_required(self):
        """The host's own tests count the statements of creating and assigning."""
        def cost(leads):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            leads.write({'stage_id': self.third.id})
            self.env.flush_all()
            return self.cr.sql_log_count - before
        leads = self.env['crm.lead'].create([
            {'name': f"Deal {index}", 'type': 'opportunity', 'team_id': self.team.id, 'user_id': self.seller.id, 'stage_id': self.first.id}
            for index in range(40)])
        cost(leads[:1])
        self.assertEqual(cost(leads[1:4]), cost(leads[4:]))
        for method in ('_stage_positions', '_settle_moves'):
            self.patch(self.registry['crm.lead'], method, lambda leads: self.fail("looked at"))
        leads.write({'stage_id': self.second.id})
        self.cr.flush()
        self.env['crm.stage.requirement'].create({
            'stage_id': self.third.id, 'kind': 'field', 'field_id': self.env['ir.model.fields']._get('crm.lead', 'referred').id})
        with self.assertRaises(AssertionError):
            leads.write({'stage_id': self.first.id})

    def test_what_is_recommended_to_other_lines_costs_nothing(self):
        line = self.env['crm.service.line'].create({'name': "Elsewhere"})
        rule = self.env['crm.stage.requirement'].create({
            'stage_id': self.second.id, 'kind': 'no_skip', 'is_blocking': False, 'service_line_ids': [(6, 0, line.ids)]})
        asked = []
        self.patch(self.registry['crm.lead'], '_untold_moves', lambda leads: asked.append(leads) or {})

        def count():
            self.lead.write({'stage_id': (self.stages[:3] - self.lead.stage_id)[0].id})
            self.cr.flush()
            return len(asked)
        self.assertEqual(count(), 0)
        self.lead.service_line_id = line
        self.assertEqual(count(), 1)
        self.lead.service_line_id = False
        self.cr.flush()
        asked.clear()
        rule.service_line_ids = False
        self.assertEqual(count(), 1)
        rule.is_blocking = True
        self.assertEqual(count(), 1)

    def test_others_are_told_of_moves_if_they_want_to(self):
        told = []
        Lead = self.registry['crm.lead']
        self.lead = self.lead.with_user(self.seller)
        self.patch(Lead, '_on_moves', lambda leads, moves: told.extend(
            (move.lead.env.user, move.source, move.target, move.event) for move in moves))
        first, second, third, won = self.stages.ids
        self.lead.write({'stage_id': second})
        self.cr.flush()
        self.assertFalse(told)
        self.patch(Lead, '_wants_moves', lambda leads: True)
        self.lead.write({'stage_id': third})
        self.env.flush_all()
        self.assertFalse(told, "before the end")
        self.cr.flush()
        self.assertEqual(told[-1][1:], (second, third, 'moved'))
        told.clear()
        self.lead.action_set_lost()
        self.cr.flush()
        self.lead.write({'name': "Bath", 'probability': 0})
        self.cr.flush()
        self.assertEqual(told, [(self.seller, third, third, 'lost')], "once")
        told.clear()
        self.lead.action_set_won()
        other = self._lead(name="Bath")
        self.env.flush_all()
        other.with_user(self.manager).write({'stage_id': second})
        self.cr.flush()
        self.assertEqual(set(told), {
            (self.seller, third, third, 'reopened'), (self.seller, third, won, 'won'), (self.seller, False, first, 'created'),
            (self.manager, first, second, 'moved')})
        self.assertEqual(len(told), 4)
