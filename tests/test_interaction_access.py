import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common_interactions import InteractionCase


@tagged('post_install', '-at_install')
class TestInteractionAccess(InteractionCase):
    def assertReaders(self, talk, readers):
        """Exactly ``readers`` can read ``talk``, and everybody else finds it nowhere."""
        everybody = (self.seller | self.mate | self.stranger | self.leader | self.head | self.manager
                     | self.administrator | self.accountant | self.director)
        for user in everybody:
            found = self.env['crm.interaction'].with_user(user).search([('id', '=', talk.id)])
            self.assertEqual(bool(found), user in readers, f"{user.name} searches")
            self.assertEqual(talk.with_user(user).has_access('read'), user in readers, f"{user.name} reads")

    # Roles

    def test_normal_talk_reaches_the_team_and_those_above(self):
        everybody_in_line = self.seller | self.mate | self.leader | self.head | self.manager | self.administrator
        self.assertReaders(self._log(), everybody_in_line)

    def test_salesperson_of_the_customer_reads_what_others_log(self):
        talk = self._log()
        readers = self.seller | self.mate | self.leader | self.head | self.manager | self.administrator
        self.company.user_id = self.stranger
        self.assertReaders(talk, readers | self.stranger)
        self.company.user_id = False
        self.assertReaders(talk, readers)
        self.contact.user_id = self.stranger
        self.assertReaders(talk, readers | self.stranger)

    def test_participating_colleague_reads_it(self):
        talk = self._log(participant_ids=[(4, self.stranger.partner_id.id)])
        self.assertTrue(talk.with_user(self.stranger).has_access('read'))

    def test_who_left_the_team_reads_its_talks_no_more(self):
        talk = self._log(self.mate)
        self.assertTrue(talk.with_user(self.seller).has_access('read'))
        self.team.member_ids -= self.seller
        self.assertFalse(talk.with_user(self.seller).has_access('read'))
        self.assertFalse(self.env['crm.interaction'].with_user(self.seller).search([('id', '=', talk.id)]))

    def test_leader_reads_sub_teams_but_not_the_team_above(self):
        above = self._log(self.head)
        self.assertEqual(above.team_id, self.upper_team)
        self.assertReaders(above, self.head | self.manager | self.administrator)

    def test_moved_team_changes_who_leads(self):
        talk = self._log()
        self.team.parent_id = False
        self.assertFalse(talk.with_user(self.head).has_access('read'))
        self.team.parent_id = self.upper_team
        self.assertTrue(talk.with_user(self.head).has_access('read'))
        self.upper_team.user_id = self.stranger
        self.assertFalse(talk.with_user(self.head).has_access('read'))

    def test_accountant_reads_invoiced_customers_only(self):
        talk = self._log()
        readers = self.seller | self.mate | self.leader | self.head | self.manager | self.administrator
        invoice = self._post_invoice(self.contact)
        self.assertReaders(talk, readers | self.accountant)
        invoice.button_draft()
        self.env.invalidate_all()  # a request later
        self.assertReaders(talk, readers)

    def test_accountant_logs_a_talk_about_payment_with_a_next_step(self):
        talk = self._log(self.accountant, "Will pay on Friday", next_step_date='2030-01-01', next_step_note="Check")
        self.assertTrue(talk.activity_id)
        talk.summary = "Will pay on Monday"
        with self.assertRaises(AccessError):
            talk.unlink()
        with self.assertRaises(AccessError):
            self._log().with_user(self.accountant).read(['summary'])

    def test_portal_and_employee_without_a_role_have_no_access(self):
        talk = self._log()
        for user in (self.portal, self.employee, self.env.ref('base.public_user')):
            with self.assertRaises(AccessError):
                talk.with_user(user).read(['summary'])
            with self.assertRaises(AccessError):
                self.env['crm.interaction'].with_user(user).search_count([])
        # The host's screens still open for an employee without a role.
        lead = self.env['crm.lead'].create({'name': "Deal", 'partner_id': self.company.id})
        self.assertEqual(lead.with_user(self.employee).sudo().with_user(self.employee).interaction_count, 0)

    def test_other_company_is_out_of_sight(self):
        other = self.env['res.company'].create({'name': "Other company"})
        both = new_test_user(self.env, 'cr_both', groups='base.group_user,crm_customer_record.group_manager')
        both.company_ids |= other
        talk = self._log(both, company_id=other.id)
        self.assertFalse(talk.with_user(self.manager).has_access('read'))
        self.assertFalse(talk.with_user(self.director).has_access('read'))
        self.assertFalse(talk.with_user(both).with_context(allowed_company_ids=self.env.company.ids).has_access('read'))
        self.assertTrue(talk.with_user(both).with_context(allowed_company_ids=other.ids).has_access('read'))

    # Writing

    def test_only_own_talks_are_changed_except_by_leaders(self):
        talk = self._log()
        with self.assertRaises(AccessError):
            talk.with_user(self.mate).summary = "No"
        for user in (self.seller, self.leader, self.head, self.manager):
            talk.with_user(user).summary = f"Corrected by {user.name}"
        self.assertEqual(talk.sudo().summary, f"Corrected by {self.manager.name}")

    def test_only_todays_slips_are_deleted_except_by_managers(self):
        talk = self._log()
        with self.assertRaises(AccessError):
            talk.with_user(self.mate).unlink()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_interaction SET create_date = create_date - interval '2 days' WHERE id = %s", [talk.id])
        talk.invalidate_recordset()
        for user in (self.seller, self.leader):
            with self.assertRaisesRegex(UserError, "Only what was entered today"):
                talk.with_user(user).unlink()
        talk.with_user(self.manager).unlink()
        self._log().unlink()

    def test_types_are_shaped_by_administrators(self):
        with self.assertRaises(AccessError):
            self.call.with_user(self.manager).name = "Ring"
        self.call.with_user(self.administrator).name = "Ring"

    # Confidentiality

    def test_private_talk(self):
        talk = self._log(confidentiality='private')
        self.assertReaders(talk, self.seller | self.director)
        talk.sudo().participant_ids = self.stranger.partner_id
        self.assertReaders(talk, self.seller | self.stranger | self.director)

    def test_private_talk_entered_for_somebody_else(self):
        talk = self._log(self.mate, user_id=self.seller.id, confidentiality='private')
        self.assertReaders(talk, self.seller | self.mate | self.director)

    def test_private_talk_stays_closed_to_salesperson_and_accountant_of_the_customer(self):
        self.company.user_id = self.stranger
        self._post_invoice(self.contact)
        self.assertReaders(self._log(confidentiality='private'), self.seller | self.director)

    def test_team_talk(self):
        self.company.user_id = self.stranger
        self._post_invoice(self.contact)
        talk = self._log(confidentiality='team')
        self.assertReaders(
            talk, self.seller | self.mate | self.leader | self.head | self.manager | self.administrator)

    def test_totals_exports_and_searches_tell_nothing_of_private_talks(self):
        self.company.user_id = self.mate
        secret = self._log(summary="Zanzibar merger", confidentiality='private')
        self._log(summary="Lunch")
        Interaction = self.env['crm.interaction'].with_user(self.mate)
        domain = [('account_id', '=', self.company.id)]
        self.assertEqual(Interaction.search_count(domain), 1)
        self.assertEqual(Interaction._read_group(domain, [], ['__count', 'id:max'])[0][0], 1)
        self.assertEqual(Interaction.formatted_read_group(domain, ['confidentiality'], ['__count']), [
            {'confidentiality': 'normal', '__count': 1, '__extra_domain': [('confidentiality', '=', 'normal')]}])
        self.assertEqual(Interaction.name_search("Zanzibar"), [])
        self.mate.group_ids |= self.env.ref('base.group_allow_export')
        exported = Interaction.search(domain).export_data(['summary'])['datas']
        self.assertEqual(exported, [["Lunch"]])
        with self.assertRaises(AccessError):
            Interaction.browse(secret.id).export_data(['summary'])

    def test_lead_does_not_count_private_talks_of_others(self):
        lead = self.env['crm.lead'].create({
            'name': "Deal", 'partner_id': self.company.id, 'user_id': self.mate.id, 'team_id': self.team.id})
        self._log(lead_id=lead.id, confidentiality='private')
        self._log(lead_id=lead.id)
        self.assertEqual(lead.with_user(self.mate).interaction_count, 1)
        self.assertFalse(self.env['crm.lead'].with_user(self.mate).search(
            [('interaction_ids.confidentiality', '=', 'private')]))
        lead.invalidate_recordset()
        self.assertEqual(len(lead.with_user(self.mate).interaction_ids), 1)

    def test_files_follow_their_talk(self):
        talk = self._log(confidentiality='private')
        file = self.env['ir.attachment'].with_user(self.seller).create(
            {'name': "secret.txt", 'datas': base64.b64encode(b'x'), 'res_model': 'crm.interaction'})
        talk.attachment_ids = file
        self.assertEqual((file.res_model, file.res_id), ('crm.interaction', talk.id))
        Attachment = self.env['ir.attachment'].with_user(self.mate)
        self.assertFalse(Attachment.search([('name', '=', "secret.txt")]))
        with self.assertRaises(AccessError):
            Attachment.browse(file.id).read(['datas'])
        self.assertEqual(talk.attachment_ids.with_user(self.director).name, "secret.txt")
        talk.unlink()
        self.assertFalse(file.exists())

    def test_file_of_another_record_is_copied_not_taken(self):
        file = self.env['ir.attachment'].with_user(self.seller).create({
            'name': "offer.txt", 'datas': base64.b64encode(b'x'), 'res_model': 'res.partner',
            'res_id': self.contact.id})
        talk = self._log(attachment_ids=[(4, file.id)])
        self.assertEqual((file.res_model, file.res_id), ('res.partner', self.contact.id))
        self.assertEqual(talk.attachment_ids.name, "offer.txt")
        self.assertEqual(talk.attachment_ids.res_id, talk.id)


@tagged('post_install', '-at_install')
class TestNextStep(InteractionCase):
    def _visible_texts(self, user):
        return self.env['mail.activity'].with_user(user).search([]).mapped('summary')

    def test_step_stands_on_the_contact_or_the_opportunity(self):
        talk = self._log(next_step_date='2030-01-01', next_step_note="Send the offer")
        activity = talk.activity_id
        self.assertEqual((activity.res_model, activity.res_id), ('res.partner', self.contact.id))
        self.assertEqual((activity.summary, activity.user_id), ("Send the offer", self.seller))
        self.assertNotIn(talk.summary, activity.note or '')
        lead = self.env['crm.lead'].create(
            {'name': "Deal", 'partner_id': self.company.id, 'user_id': self.seller.id, 'team_id': self.team.id})
        talk.lead_id = lead
        self.assertEqual((activity.res_model, activity.res_id), ('crm.lead', lead.id))

    def test_step_can_be_for_somebody_else(self):
        talk = self._log(next_step_date='2030-01-01', next_step_user_id=self.mate.id)
        self.assertEqual(talk.activity_id.user_id, self.mate)
        self.assertEqual(talk.activity_id.create_uid, self.seller)

    def test_status_follows_the_activity(self):
        Interaction = self.env['crm.interaction'].with_user(self.seller)
        talk = self._log(next_step_date='2030-01-01')
        mine = [('id', '=', talk.id)]
        self.assertEqual(talk.next_step_state, 'planned')
        self.assertTrue(Interaction.search([*mine, ('next_step_state', 'in', ('overdue', 'planned'))]))
        talk.activity_id.date_deadline = '2020-01-01'
        self.assertEqual(talk.next_step_state, 'overdue')
        self.assertTrue(Interaction.search([*mine, ('next_step_state', '=', 'overdue')]))
        talk.activity_id.action_done()
        self.assertEqual(talk.next_step_state, 'done')
        self.assertFalse(Interaction.search([*mine, ('next_step_state', 'in', ('overdue', 'today', 'planned'))]))
        self.assertFalse(self._log().next_step_state)

    def test_cancelled_step(self):
        talk = self._log(next_step_date='2030-01-01')
        talk.activity_id.unlink()
        talk.invalidate_recordset()
        self.assertEqual(talk.next_step_state, 'cancelled')
        talk.write({'next_step_date': '2030-02-01'})
        self.assertEqual((talk.next_step_state, str(talk.activity_id.date_deadline)), ('planned', '2030-02-01'))

    def test_clearing_the_date_cancels_the_step(self):
        talk = self._log(next_step_date='2030-01-01')
        activity = talk.activity_id
        talk.next_step_date = False
        self.assertFalse(activity.exists())
        self.assertFalse(talk.next_step_state)

    def test_step_without_a_date_is_refused(self):
        with self.assertRaisesRegex(UserError, "needs a date"):
            self._log(next_step_note="Call back")

    def test_leader_corrects_the_step(self):
        talk = self._log(next_step_date='2030-01-01')
        talk.with_user(self.leader).write({'next_step_date': '2030-03-03'})
        self.assertEqual(str(talk.activity_id.date_deadline), '2030-03-03')

    def test_step_of_a_private_talk_shows_to_nobody_else(self):
        self.company.user_id = self.mate
        talk = self._log(
            confidentiality='private', next_step_date='2030-01-01', next_step_note="Ask about the merger")
        self.assertFalse(talk.activity_id.res_model)
        self.assertIn("Ask about the merger (Romashka, Anna Petrova)", self._visible_texts(self.seller))
        for user in (self.mate, self.manager, self.administrator, self.stranger):
            self.assertFalse([text for text in self._visible_texts(user) if 'merger' in (text or '')])
        self.assertFalse(self.contact.with_user(self.mate).activity_ids)

    def test_step_hides_when_the_talk_becomes_private_and_shows_again(self):
        talk = self._log(next_step_date='2030-01-01', next_step_note="Call back")
        self.assertIn("Call back", self._visible_texts(self.mate))
        talk.confidentiality = 'private'
        self.assertNotIn("Call back", self._visible_texts(self.mate))
        talk.confidentiality = 'normal'
        self.assertEqual(talk.activity_id.res_id, self.contact.id)

    def test_deleted_talk_takes_its_open_step_along(self):
        talk = self._log(next_step_date='2030-01-01', next_step_user_id=self.mate.id)
        activity = talk.activity_id
        talk.unlink()
        self.assertFalse(activity.exists())
