from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import BaseCase, Form, tagged

from odoo.addons.crm_customer_record.tools.stages import map_stage

from .common_stages import StageCase

LONG = [(1, "New", False), (2, "Qualified", False), (3, "Proposition", False), (4, "Negotiation", False), (5, "Won", True)]
SHORT = [(11, "Application", False), (12, "Scoring", False), (13, "Issued", True)]


@tagged('post_install', '-at_install')
class TestMapStage(BaseCase):
    def test_the_same_share_of_the_way(self):
        self.assertEqual([map_stage(LONG, old, SHORT) for old in (1, 2, 3, 4, 5)], [11, 11, 12, 12, 13])
        self.assertEqual([map_stage(SHORT, old, LONG) for old in (11, 12, 13)], [1, 3, 5])

    def test_the_same_stage_and_the_same_name_come_first(self):
        self.assertEqual(map_stage(LONG, 3, [*SHORT, (3, "Proposition", False)]), 3)
        self.assertEqual(map_stage(LONG, 4, [(21, " negotiation", False), *SHORT]), 21)

    def test_lines_without_what_is_looked_for(self):
        self.assertIsNone(map_stage(LONG, 1, []))
        self.assertEqual(map_stage(LONG, 5, SHORT[:2]), 11)
        self.assertEqual(map_stage(LONG, 2, SHORT[2:]), 13)
        self.assertEqual(map_stage([], 9, SHORT), 11)


@tagged('post_install', '-at_install')
class TestServiceLine(StageCase):
    """A type of sale with stages of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls.env['crm.stage'].create([
            {'name': name, 'sequence': 50 + index, 'is_won': won} for index, (name, won) in enumerate((("Application", False), ("Scoring", False), ("Issued", True)))])
        cls.application, cls.scoring, cls.issued = cls.own
        cls.line, cls.plain = cls.env['crm.service.line'].create([
            {'name': "Retail", 'stage_ids': [Command.set(cls.own.ids)]}, {'name': "Corporate"}])
        cls.lead = cls.env(user=cls.seller)['crm.lead'].browse(cls.lead.id)

    def test_changing_the_line_maps_the_stage_there_and_back(self):
        self.lead.write({'stage_id': self.third.id})
        self.env.flush_all()
        self.lead.write({'service_line_id': self.line.id})
        self.assertEqual(self.lead.stage_id, self.scoring)
        self.env.flush_all()
        self.lead.write({'service_line_id': self.plain.id})
        self.assertEqual(self.lead.stage_id, self.second)
        self.assertEqual(self._path(self.lead)[1:], [("moved", "First", "Third"), ("moved", "Third", "Scoring"), ("moved", "Scoring", "Second")])

    def test_a_won_one_stays_won(self):
        self.lead.action_set_won()
        self.lead.write({'service_line_id': self.line.id})
        self.assertEqual((self.lead.stage_id, self.lead.won_status, self.lead.probability), (self.issued, 'won', 100))

    def test_new_opportunities_begin_in_their_line(self):
        lead, other = self.env['crm.lead'].with_user(self.seller).create([
            {'name': line.name, 'type': 'opportunity', 'team_id': self.team.id, 'service_line_id': line.id} for line in (self.line, self.plain)])
        self.assertEqual((lead.stage_id, other.stage_id), (self.application, self.first))

    def test_won_by_the_button_in_each_line(self):
        lead = self._lead(stage_id=self.scoring.id, service_line_id=self.line.id)
        (lead + self.lead).action_set_won()
        self.assertEqual((lead.stage_id, self.lead.stage_id), (self.issued, self.won))

    def test_columns_of_the_kanban(self):
        def columns(**context):
            leads = self.env['crm.lead'].with_user(self.seller).with_context(default_team_id=self.team.id, **context)
            return leads._read_group_stage_ids(self.first, [])
        self.assertEqual(columns(), self.stages)
        self.assertEqual(columns(default_service_line_id=self.line.id), self.own | self.first)

    def test_in_the_form(self):
        self.lead.write({'stage_id': self.third.id})
        with Form(self.lead) as form:
            form.service_line_id = self.line
            self.assertEqual(form.stage_id, self.scoring)
        self.assertEqual(self.lead.stage_id, self.scoring)

    def test_requirements_of_a_line(self):
        rule = self.env['crm.stage.requirement'].create({
            'stage_id': self.second.id, 'kind': 'field', 'field_id': self.env['ir.model.fields']._get('crm.lead', 'referred').id,
            'service_line_ids': [Command.set(self.plain.ids)]})
        self.lead.write({'stage_id': self.second.id})
        self.lead.write({'stage_id': self.first.id, 'service_line_id': self.plain.id})
        with self.assertRaises(UserError):
            self.lead.write({'stage_id': self.second.id})
        self.assertEqual([line['requirement'] for line in self.lead.requirement_status()], rule.ids)

    def test_a_line_is_no_way_around_a_requirement(self):
        self.env['crm.stage.requirement'].create({
            'stage_id': self.scoring.id, 'kind': 'field', 'field_id': self.env['ir.model.fields']._get('crm.lead', 'referred').id})
        self.lead.write({'stage_id': self.third.id})
        with self.assertRaises(UserError):
            self.lead.write({'service_line_id': self.line.id})
        self.lead.write({'service_line_id': self.line.id, 'referred': "Ivan"})
        self.assertEqual(self.lead.stage_id, self.scoring)

    def test_checklist_of_the_line(self):
        self.lead.write({'service_line_id': self.line.id})
        self.assertEqual(self.lead._next_stages()[self.lead], self.scoring)

    def test_who_may_change_lines(self):
        with self.assertRaises(AccessError):
            self.line.with_user(self.manager).write({'name': "Mine"})
        self.line.with_user(self.administrator).write({'name': "Shops"})
        self.assertEqual(self.line.with_user(self.seller).name, "Shops")

    def test_a_line_in_use_is_not_deleted(self):
        self.lead.write({'service_line_id': self.plain.id})
        self.lead.action_set_lost()
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            self.plain.unlink()
        self.line.unlink()

    def test_the_pipeline_of_a_line(self):
        self.lead.write({'service_line_id': self.line.id})
        action = self.line.with_user(self.seller).action_open_leads()
        self.assertEqual(self.env['crm.lead'].with_user(self.seller).search(action['domain']), self.lead)
        self.assertEqual(self.line.with_user(self.seller).lead_count, 1)
        self.assertEqual(self.line.with_user(self.stranger).lead_count, 0)
