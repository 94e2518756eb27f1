import contextlib
import os
import tempfile

from hypothesis import HealthCheck, configuration, given, settings
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_stages import StageCase
from .import_common import ImportCase

# Not into the folder of the add-on.
configuration.set_hypothesis_home_dir(os.path.join(tempfile.gettempdir(), 'hypothesis'))
# The same examples on every run: what fails here fails everywhere.
FIXED = settings(derandomize=True, database=None, deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
PATHS = ('write', 'mass_edit', 'rpc', 'form', 'won', 'merge', 'team', 'convert', 'create', 'load', 'copy', 'lost', 'restore', 'override', 'sudo', 'line')
STEPS = st.lists(st.tuples(
    st.sampled_from(PATHS), st.integers(0, 3), st.integers(0, 3), st.booleans(), st.booleans()), min_size=1, max_size=6)


@tagged('post_install', '-at_install')
class TestStagePaths(StageCase):
    """No path brings an opportunity into a stage against a blocking requirement without an override on record."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        field = cls.env['ir.model.fields']._get('crm.lead', 'referred')
        cls.env['crm.stage.requirement'].create([
            {'stage_id': stage.id, 'kind': 'field', 'field_id': field.id} for stage in (cls.second, cls.won)])
        cls.elsewhere = cls.env['crm.stage'].create([
            {'name': "Elsewhere 1", 'sequence': 0, 'team_ids': [(6, 0, cls.other_team.ids)]}])
        cls.env['crm.stage.requirement'].create({'stage_id': cls.elsewhere.id, 'kind': 'field', 'field_id': field.id})
        cls.own = cls.env['crm.stage'].create([{'name': "Of a line", 'sequence': 1}, {'name': "Of a line, too", 'sequence': 2}])
        cls.line = cls.env['crm.service.line'].create({'name': "Line", 'stage_ids': [(6, 0, cls.own.ids)]})
        cls.env['crm.stage.requirement'].create({'stage_id': cls.own[1].id, 'kind': 'field', 'field_id': field.id})
        cls.guarded = cls.second | cls.won | cls.elsewhere | cls.own[1]

    @given(STEPS)
    @FIXED
    def test_every_entry_is_allowed_or_on_record(self, steps):
        with self.env.cr.savepoint() as savepoint:
            self.leads = self.env['crm.lead'].browse()
            for index in range(3):
                self.leads += self._lead(name=f"Deal {index}").with_env(self.env)
            self.seen = {}
            self.assertEntries()
            for path, which, target, filled, boss in steps:
                self.leads = self.leads.exists()
                lead = self.leads[which % len(self.leads)]
                lead.write({'referred': "Ivan" if filled else False})
                self.env.flush_all()
                user = self.manager if boss else self.seller
                # Who catches the error must find nothing moved.
                with contextlib.suppress(UserError), mute_logger('odoo.models', 'odoo.addons.base.models.ir_rule'):
                    getattr(self, f'go_{path}')(lead.with_user(user), self.stages[target])
                self.env.flush_all()
                self.env.invalidate_all()
                self.assertEntries()
            savepoint.rollback()
        self.env.invalidate_all()

    def assertEntries(self):
        """Whatever stands in a guarded stage since the last look has what is needed, or a reason of a manager."""
        for lead in self.env['crm.lead'].with_context(active_test=False).search([('team_id', 'in', (self.team | self.other_team).ids), ('type', '=', 'opportunity')]):
            if self.seen.get(lead.id) == lead.stage_id.id:
                continue
            self.seen[lead.id] = lead.stage_id.id
            entry = self._transitions(lead).filtered(lambda step: step.event in ('created', 'converted', 'moved', 'won') and not step.merged_res_id)[-1]
            self.assertEqual(entry.to_stage_id, lead.stage_id)
            if lead.stage_id in self.guarded and not lead.referred:
                self.assertTrue(entry.override_reason, f"{lead.name} is in {lead.stage_id.name}")
                self.assertEqual(entry.user_id, self.manager)

    def go_write(self, lead, stage):
        lead.write({'stage_id': stage.id})

    def go_mass_edit(self, lead, stage):
        self.leads.with_user(lead.env.user).write({'stage_id': stage.id})

    def go_rpc(self, lead, stage):
        call_kw(lead.env['crm.lead'], 'web_save', [lead.ids, {'stage_id': stage.id}], {'specification': {'stage_id': {}}})

    def go_form(self, lead, stage):
        if lead.active:  # the form of a lost one does not let choose
            with Form(lead) as form:
                form.stage_id = stage

    def go_won(self, lead, stage):
        lead.action_set_won_rainbowman()

    def go_merge(self, lead, stage):
        others = self.leads - self.leads.browse(lead.id)
        if others:
            others[0].write({'referred': False})
            (lead + others[0].with_user(lead.env.user)).merge_opportunity(team_id=self.other_team.id if stage == self.third else False)

    def go_team(self, lead, stage):
        lead.write({'team_id': self.other_team.id if stage in self.guarded else self.team.id})

    def go_convert(self, lead, stage):
        lead.write({'type': 'lead'})
        lead.write({'stage_id': stage.id})
        lead.convert_opportunity(self.contact)

    def go_create(self, lead, stage):
        lead.env['crm.lead'].create({'name': "New", 'type': 'opportunity', 'stage_id': stage.id, 'team_id': self.team.id, 'referred': lead.referred})

    def go_load(self, lead, stage):
        result = lead.env['crm.lead'].load(
            ['name', 'type', 'stage_id/.id', 'team_id/.id'], [["Loaded", "Opportunity", str(stage.id), str(self.team.id)]])
        self.assertTrue(bool(result['ids']) != (stage in self.guarded), result['messages'])

    def go_copy(self, lead, stage):
        lead.copy({'stage_id': stage.id})

    def go_lost(self, lead, stage):
        lead.action_set_lost()

    def go_restore(self, lead, stage):
        lead.action_set_lost()
        lead.write({'stage_id': stage.id, 'active': True})

    def go_override(self, lead, stage):
        lead.action_override_requirements(stage.id, "Told so")

    def go_line(self, lead, stage):
        lead.write({'service_line_id': False if lead.service_line_id else self.line.id})

    def go_sudo(self, lead, stage):
        lead.sudo().stage_id = stage


@tagged('post_install', '-at_install')
class TestStageImport(ImportCase):
    """An import gets nothing past a requirement; what it says about the past stays the past."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealer = cls._user('stage_dealer', 'crm_customer_record.group_import,sales_team.group_sale_salesman_all_leads')
        cls.stage = cls.env.ref('crm.stage_lead3')

    def deals(self, *lines):
        header = 'Opportunity;Company;Stage;Status;Amount;Created;Closed on'
        return self.env['crm.import'].with_user(self.dealer).load_file('opportunity', 'deals.csv', '\n'.join((header, *lines)).encode(), options={'country': 'RU'})

    def test_rows_against_a_requirement_are_rejected_in_words(self):
        self.env['crm.stage.requirement'].create({
            'stage_id': self.stage.id, 'kind': 'field', 'field_id': self.env['ir.model.fields']._get('crm.lead', 'expected_revenue').id})
        record = self.run_import(self.deals(
            'Kitchen;Alpha Ltd;Proposition;;1000;;', 'Bath;Alpha Ltd;Proposition;;;;', 'Garden;Alpha Ltd;New;;;;'))
        self.assertEqual(record.row_ids.sorted('row_number').mapped('state'), ['done', 'rejected', 'done'])
        error = record.row_ids.filtered(lambda row: row.state == 'rejected').error
        self.assertIn("\"Bath\" cannot go to \"Proposition\" yet", error)
        self.assertIn("Expected Revenue", error)
        self.assertFalse(self.env['crm.lead'].search([('name', '=', "Bath")]))

    def test_dates_of_the_past(self):
        record = self.run_import(self.deals(
            'Kitchen;Alpha Ltd;Proposition;;1000;2025-01-10;', 'Bath;Alpha Ltd;;Won;500;2025-01-10;2025-02-09', 'Garden;Alpha Ltd;New;Lost;;2025-03-01;2025-03-11'))
        leads = self.env['crm.lead'].with_context(active_test=False).browse(record.row_ids.sorted('row_number').mapped('res_id'))
        Transition = self.env['crm.stage.transition']
        kitchen, bath, garden = (Transition.search([('lead_id', '=', lead.id)], order='date, id') for lead in leads)
        self.assertEqual([(step.event, str(step.date)[:10]) for step in kitchen], [('created', '2025-01-10')])
        self.assertEqual([(step.event, str(step.date)[:10], round(step.duration)) for step in bath],
                         [('created', '2025-01-10', 0), ('won', '2025-02-09', 30)])
        self.assertEqual([(step.event, str(step.date)[:10], round(step.duration)) for step in garden],
                         [('created', '2025-03-01', 0), ('lost', '2025-03-11', 10)])
        self.assertEqual((kitchen.user_id, kitchen.amount, kitchen.to_stage_id), (self.dealer, 1000, self.stage))
