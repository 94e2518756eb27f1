from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from .common_timeline import USER, TimelineCase


@tagged('post_install', '-at_install')
class TestCardVisit(TimelineCase):
    def see(self, user=None, partner=None):
        return self.env['crm.card.visit'].with_user(user or self.seller).visit((partner or self.account).id)['since']

    def ago(self, user=None, **kwargs):
        """Let the last visit have been some time ago; return when."""
        moment = fields.Datetime.now() - timedelta(**kwargs)
        self.env['crm.card.visit'].search([('user_id', '=', (user or self.seller).id)]).write({'seen': moment})
        self.env.flush_all()
        return fields.Datetime.to_string(moment)

    def test_the_first_visit_knows_none_before(self):
        self.assertFalse(self.see())
        self.assertFalse(self.see(), "a reload is the same visit")

    def test_coming_back_tells_when_one_was_there_last(self):
        self.see()
        before = self.ago(days=2)
        self.assertEqual(self.see(), before)
        self.assertEqual(self.see(), before, "a reload does not lose what is new")
        self.ago(minutes=20)
        self.assertEqual(self.see(), before, "nor does a short pause")
        later = self.ago(minutes=45)
        self.assertEqual(self.see(), later)

    def test_each_user_and_each_customer_has_visits_of_their_own(self):
        self.see()
        before = self.ago(days=2)
        self.assertFalse(self.see(self.stranger))
        self.assertFalse(self.see(partner=self.ann))
        self.assertEqual(self.see(), before)

    def test_visits_are_private(self):
        self.see()
        with self.assertRaises(AccessError):
            self.env['crm.card.visit'].with_user(self.manager).search([])
        system = new_test_user(self.env, 'visit system', 'base.group_user,base.group_system')
        self.assertFalse(self.env['crm.card.visit'].with_user(system).search([]))

    def test_a_card_out_of_reach_cannot_be_visited(self):
        portal = new_test_user(self.env, 'visit portal', 'base.group_portal')
        with self.assertRaises(AccessError):
            self.see(portal)
        with self.assertRaises(UserError):
            self.env['crm.card.visit'].with_user(self.seller).visit(0)

    def test_one_statement_whatever_the_history(self):
        self.see()
        self.env.invalidate_all()
        self.log()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.see()
        self.assertLessEqual(self.env.cr.sql_log_count - before, 4)

    def test_entries_tell_when_they_came_to_be_known(self):
        talk = self.log('2026-01-02 10:00:00')
        order = self.order('2026-01-03 10:00:00')
        message = self.comment(self.account)
        created = {entry['key']: entry['created'] for entry in self.entries()}
        for record in (talk, order, message):
            self.assertEqual(created[f'{record._name},{record.id}'], fields.Datetime.to_string(record.create_date))

    def test_visits_go_with_a_merge_and_with_time(self):
        self.see(partner=self.ann)
        self.see(partner=self.bob)
        wizard = self.env['base.partner.merge.automatic.wizard'].create({})
        wizard._merge((self.ann | self.bob).ids, self.bob)
        self.assertEqual(self.env['crm.card.visit'].search_count([('user_id', '=', self.seller.id)]), 1)
        self.ago(days=800)
        self.env['crm.card.visit']._gc_visits()
        self.assertFalse(self.env['crm.card.visit'].search([('user_id', '=', self.seller.id)]))


@tagged('post_install', '-at_install')
class TestCardVisitTour(HttpCase):
    def test_what_is_new_and_where_we_stopped(self):
        seller = new_test_user(self.env, 'visit_seller', USER, name="Visit Seller")
        mate = new_test_user(self.env, 'visit_mate', USER, name="Visit Mate")
        team = self.env['crm.team'].create({'name': "Visit", 'member_ids': [(6, 0, (seller | mate).ids)]})
        account = self.env['res.partner'].create({'name': "A Visited Customer", 'is_company': True, 'user_id': seller.id})
        call = self.env['crm.interaction.type'].search([('kind', '=', 'call')], limit=1)
        now = fields.Datetime.now()

        def log(user, days, summary, **values):
            talk = self.env['crm.interaction'].with_user(user).create({
                'type_id': call.id, 'partner_id': account.id, 'summary': summary, 'date': now - timedelta(days=days), **values})
            self.env.flush_all()
            self.env.cr.execute("UPDATE crm_interaction SET create_date = date WHERE id = %s", [talk.id])
            return talk

        log(mate, 5, "Seen before")
        log(seller, 2, "My own words")
        log(mate, 1, "Wants a price", next_step_date=now.date() + timedelta(days=1), next_step_note="Send the offer",
            next_step_user_id=seller.id)
        self.env['crm.promise'].with_user(seller).create(
            {'name': "Oak samples", 'side': 'ours', 'date_due': now.date() - timedelta(days=1), 'partner_id': account.id})
        self.env['crm.lead'].create({
            'name': "Forty desks", 'type': 'opportunity', 'partner_id': account.id, 'user_id': seller.id, 'team_id': team.id,
            'expected_revenue': 36000.0})
        self.env.invalidate_all()
        self.env['crm.card.visit'].create(
            {'user_id': seller.id, 'partner_id': account.id, 'seen': now - timedelta(days=3)})
        self.start_tour(f'/odoo/customer-record/{account.id}', 'crm_customer_record_visit', login='visit_seller')
