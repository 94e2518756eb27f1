from datetime import timedelta

from lxml import etree
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from .common_interactions import InteractionCase


@tagged('post_install', '-at_install')
class TestInteraction(InteractionCase):
    def test_account_is_that_of_the_time(self):
        talk = self._log()
        self.assertEqual(talk.account_id, self.company)
        self.contact.parent_id = self.env['res.partner'].create({'name': "Next employer", 'is_company': True})
        self.assertEqual(talk.account_id, self.company)
        self.assertEqual(self._log().account_id, self.contact.parent_id)

    def test_account_is_right_after_a_merge(self):
        stray = self.env['res.partner'].create({'name': "Anna P."})
        lone = self._log(partner_id=stray.id, participant_ids=[(4, self.contact.id)])
        own = self._log()
        self.assertEqual(lone.account_id, stray)
        self.env['base.partner.merge.automatic.wizard']._merge((stray | self.contact).ids, self.contact)
        talks = lone | own
        talks.invalidate_recordset()
        self.assertEqual(talks.partner_id, self.contact)
        self.assertEqual(talks.account_id, self.company)
        other = self.env['res.partner'].create({'name': "Romashka Ltd", 'is_company': True})
        self.env['base.partner.merge.automatic.wizard']._merge((self.company | other).ids, other)
        talks.invalidate_recordset()
        self.assertEqual(talks.account_id, other)
        self.assertEqual(self.contact.commercial_partner_id, other)

    def test_team_is_that_of_the_time(self):
        talk = self._log()
        self.assertEqual(talk.team_id, self.team)
        self.team.member_ids -= self.seller
        self.assertEqual(talk.team_id, self.team)
        self.assertFalse(self._log().team_id)

    def test_leader_who_is_no_member_logs_for_the_led_team(self):
        self.assertEqual(self._log(self.leader).team_id, self.team)

    def test_team_of_the_opportunity_wins(self):
        lead = self.env['crm.lead'].create(
            {'name': "Deal", 'partner_id': self.company.id, 'team_id': self.other_team.id, 'user_id': self.seller.id})
        self.assertEqual(self._log(lead_id=lead.id).team_id, self.other_team)

    def test_type_gives_direction_and_duration_but_does_not_overrule(self):
        self.assertEqual(self._log(type_id=self.meeting.id).duration, 1.0)
        talk = self._log(type_id=self.meeting.id, duration=0.25, direction='in')
        self.assertEqual((talk.duration, talk.direction), (0.25, 'in'))
        talk.type_id = self.call
        self.assertEqual((talk.duration, talk.direction, talk.kind), (0.25, 'in', 'call'))

    def test_first_line_is_the_name(self):
        talk = self._log(summary="\nWants blue ones\nand a discount")
        self.assertEqual(talk.display_name, "Wants blue ones")
        self.assertEqual(len(self._log(summary="x" * 300).display_name), 80)

    def test_found_by_any_word_of_the_summary(self):
        talk = self._log(summary="Title\nthe word zanzibar is deep inside")
        found = self.env['crm.interaction'].with_user(self.seller).name_search("ZANZIBAR")
        self.assertEqual(found, [(talk.id, "Title")])

    def test_talk_in_the_future_is_refused(self):
        self._log(date=fields.Datetime.now() + timedelta(minutes=5))
        with self.assertRaisesRegex(ValidationError, "Plan a next step"):
            self._log(date=fields.Datetime.now() + timedelta(days=1))

    def test_negative_duration_is_refused(self):
        with self.assertRaises(IntegrityError), mute_logger('odoo.sql_db'):
            self._log(duration=-1)

    def test_blank_summary_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "few words"):
            self._log(summary="  \n ")

    def test_opportunity_of_another_customer_is_refused(self):
        other = self.env['res.partner'].create({'name': "Other", 'is_company': True})
        lead = self.env['crm.lead'].create({'name': "Their deal", 'partner_id': other.id, 'user_id': self.seller.id})
        with self.assertRaisesRegex(ValidationError, "Their deal.*belongs to Other"):
            self._log(lead_id=lead.id)
        lead.partner_id = self.company
        self.assertEqual(self._log(lead_id=lead.id).lead_id, lead)

    def test_outcome_of_another_type_is_refused(self):
        held = self.env.ref('crm_customer_record.interaction_outcome_held')
        with self.assertRaisesRegex(ValidationError, "does not fit"):
            self._log(outcome_id=held.id)
        held.type_ids = False
        self.assertEqual(self._log(outcome_id=held.id).outcome_id, held)

    def test_failed_talks_are_found(self):
        no_answer = self.env.ref('crm_customer_record.interaction_outcome_no_answer')
        failed = self._log(outcome_id=no_answer.id)
        self._log()
        found = self.env['crm.interaction'].search([('is_failed', '=', True), ('partner_id', '=', self.contact.id)])
        self.assertEqual(found, failed.sudo())

    def test_company_mismatch_is_refused(self):
        other = self.env['res.company'].create({'name': "Other company"})
        self.contact.company_id = self.env.company
        with self.assertRaisesRegex(UserError, "Incompatible companies|belongs to"):
            self.env['crm.interaction'].create(
                {'partner_id': self.contact.id, 'summary': "x", 'company_id': other.id})

    def test_team_of_another_company_is_refused(self):
        team = self.env['crm.team'].create({'name': "Nobody's", 'user_id': False, 'company_id': False})
        self.assertEqual(self._log(team_id=team.id).team_id, team)
        team.company_id = self.env['res.company'].create({'name': "Other company"})
        with self.assertRaisesRegex(UserError, "belongs to"):
            self._log(team_id=team.id)
        team.company_id = self.env.company
        self.assertEqual(self._log(team_id=team.id).team_id, team)

    def test_kind_follows_the_type(self):
        own = self.env['crm.interaction.type'].create({'name': "Fax", 'kind': 'letter', 'default_direction': 'in'})
        talk = self._log(type_id=own.id)
        self.assertEqual((talk.kind, talk.direction), ('letter', 'in'))
        own.kind = 'message'
        self.assertEqual(talk.kind, 'message')
        own.active = False
        self.assertEqual((self._log(type_id=own.id).kind, self._log(type_id=own.id).direction), ('message', 'in'))

    def test_same_external_number_of_a_source_is_refused(self):
        self._log(source='pbx', external_id='1')
        self._log(source='site', external_id='1')
        self._log(external_id='1')
        self._log(source='pbx')
        self._log(source='pbx')
        with self.assertRaises(IntegrityError), mute_logger('odoo.sql_db'):
            self._log(source='pbx', external_id='1')

    def test_used_type_cannot_be_deleted_but_archived(self):
        own = self.env['crm.interaction.type'].with_user(self.administrator).create({'name': "Fax", 'kind': 'letter'})
        talk = self._log(type_id=own.id)
        self.assertEqual(talk.kind, 'letter')
        with self.assertRaisesRegex(UserError, "Archive it"):
            own.unlink()
        own.active = False
        self.assertEqual(talk.type_id.name, "Fax")

    def test_talks_follow_a_merged_opportunity(self):
        leads = self.env['crm.lead'].create([
            {'name': name, 'type': 'opportunity', 'partner_id': self.company.id, 'user_id': self.seller.id,
             'team_id': self.team.id} for name in ("One", "Two")])
        talks = self._log(lead_id=leads[0].id) | self._log(lead_id=leads[1].id, confidentiality='private')
        merged = leads.with_user(self.manager).merge_opportunity(user_id=self.seller.id, team_id=self.other_team.id)
        talks.invalidate_recordset()
        self.assertEqual(talks.lead_id.sudo(), merged.sudo())
        self.assertEqual(talks.team_id, self.team)

    def test_talks_follow_merges_one_after_the_other(self):
        one, two, three = leads = self.env['crm.lead'].create([
            {'name': name, 'type': 'opportunity', 'partner_id': self.company.id, 'user_id': self.seller.id}
            for name in ("One", "Two", "Three")])
        talks = self._log(lead_id=one.id) | self._log(lead_id=two.id)
        two._merge_dependences(one)
        three._merge_dependences(two)
        (one | two).unlink()
        talks.invalidate_recordset()
        self.assertEqual(talks.lead_id.sudo(), three)
        self.assertEqual(leads.exists(), three)

    def test_every_filter_of_the_list_works_for_every_role(self):
        self._log(next_step_date='2030-01-01')
        for user in (self.seller, self.manager, self.accountant):
            Interaction = self.env['crm.interaction'].with_user(user)
            arch = etree.fromstring(Interaction.get_view(view_type='search')['arch'])
            filters = arch.xpath('//filter[@domain]')
            self.assertGreater(len(filters), 12)
            for node in filters:
                domain = safe_eval(node.get('domain'), {'uid': user.id})
                Interaction.search_count(domain)
            for node in arch.xpath("//filter[contains(@context, 'group_by')]"):
                Interaction.formatted_read_group([], [safe_eval(node.get('context'))['group_by']], ['__count'])

    def test_open_step_filter_finds_it(self):
        talk = self._log(next_step_date='2030-01-01')
        self._log()
        Interaction = self.env['crm.interaction'].with_user(self.seller)
        arch = etree.fromstring(Interaction.get_view(view_type='search')['arch'])
        for name, expected in (('open_step', talk), ('overdue_step', Interaction), ('mine', None), ('my_team', None)):
            domain = safe_eval(arch.xpath(f"//filter[@name='{name}']")[0].get('domain'), {'uid': self.seller.id})
            found = Interaction.search([*domain, ('partner_id', '=', self.contact.id)])
            self.assertEqual(found, expected if expected is not None else found, name)
            self.assertEqual(len(found), len(expected) if expected is not None else 2, name)

    def test_team_below_itself_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "below itself"):
            self.upper_team.parent_id = self.team
        with self.assertRaisesRegex(ValidationError, "below itself"):
            self.team.parent_id = self.team

    def test_creation_costs_the_same_queries_for_few_and_many(self):
        def vals(count):
            return [
                {'type_id': self.call.id, 'partner_id': self.contact.id, 'summary': f"Talk {number}"}
                for number in range(count)
            ]

        Interaction = self.env['crm.interaction'].with_user(self.seller)
        Interaction.create(vals(2))  # warms the caches
        counts = []
        for size in (10, 200):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            Interaction.create(vals(size))
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLess(counts[1] - counts[0], 3, counts)
        self.assertLess(counts[0], 30)

    def test_lead_counts_its_talks_in_one_query(self):
        leads = self.env['crm.lead'].create([
            {'name': f"Deal {number}", 'partner_id': self.company.id, 'user_id': self.seller.id} for number in range(20)])
        for lead in leads[:3]:
            self._log(lead_id=lead.id)
        leads = leads.with_user(self.seller)
        leads.mapped('interaction_count')  # warms the caches
        counts = []
        for records in (leads[:2], leads):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(records[0].interaction_count, 1)
            records.mapped('interaction_count')
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
        self.assertEqual(sum(leads.mapped('interaction_count')), 3)
