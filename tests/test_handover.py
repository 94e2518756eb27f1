from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.mail.models.mail_thread import MailThread

from .common_handover import HandoverCase


@tagged('post_install', '-at_install')
class TestHandover(HandoverCase):
    # What changes hands

    def test_everything_goes_to_one_colleague(self):
        handover = self.hand_over(to=self.mate)
        self.assertEqual((self.oak | self.elm | self.ash | self.ann | self.ben).user_id, self.mate)
        self.assertEqual((self.deal.user_id, self.step.user_id), (self.mate, self.mate))
        self.assertEqual((handover.state, handover.moved_count, handover.skipped_count), ('done', 7, 0))
        self.assertEqual((handover.user_id, handover.from_user_id), (self.manager, self.seller))

    def test_only_what_is_open_and_belongs_to_the_person(self):
        won = self._deal("Won", self.oak)
        won.action_set_won()
        lost = self._deal("Lost", self.oak)
        lost.action_set_lost()
        others = self._deal("Not the seller's", self.oak, self.stranger)
        theirs = self._step(self.oak, "Not the seller's", self.stranger)
        lead = self._deal("A lead", self.ash, type='lead')
        self.hand_over(to=self.mate)
        self.assertEqual((won | lost).user_id, self.seller)
        self.assertEqual((others.user_id, theirs.user_id), (self.stranger, self.stranger))
        self.assertEqual(lead.user_id, self.mate)

    def test_kinds_can_be_left_out(self):
        self.hand_over(to=self.mate, with_customers=False, with_activities=False)
        self.assertEqual((self.oak.user_id, self.deal.user_id, self.step.user_id), (self.seller, self.mate, self.seller))

    def test_deals_of_customers_of_others_and_of_no_customer_go_along(self):
        foreign = self._deal("At a colleague's customer", self.company)
        self.company.user_id = self.stranger
        lonely = self._deal("Nobody yet", self.env['res.partner'])
        self.hand_over(to=self.mate)
        self.assertEqual((foreign | lonely).user_id, self.mate)
        self.assertEqual(self.company.user_id, self.stranger)

    def test_team_of_a_deal_follows_the_new_owner_and_stays_within_the_team(self):
        self.hand_over(to=self.mate)
        self.assertEqual(self.deal.team_id, self.team)
        other = self._deal("Elsewhere", self.oak)
        self.hand_over(to=self.stranger)
        self.assertEqual((other.user_id, other.team_id), (self.stranger, self.other_team))

    def test_talks_keep_their_author(self):
        talk = self._log(partner_id=self.ann.id)
        handover = self.hand_over(to=self.stranger)
        self.assertEqual(talk.user_id, self.seller)
        self.assertIn(talk, self.env['crm.interaction'].with_user(self.stranger).search([]))
        self.undo(handover)
        self.assertEqual(talk.user_id, self.seller)

    def test_open_promises_go_along_confidential_ones_only_to_who_may_read_the_talk(self):
        def promise(name, **values):
            return self.env['crm.promise'].with_user(self.seller).create({
                'name': name, 'date_due': '2030-01-01', 'partner_id': self.ann.id, **values})

        open_one, kept = promise("Samples"), promise("Drawings", state='kept')
        talk = self._log(partner_id=self.ann.id, confidentiality='team')
        within = promise("In the team", interaction_id=talk.id)
        private = promise("Nobody's business", confidentiality='private')
        wizard = self.wizard(by=self.leader, to=self.mate)
        self.assertEqual(self.counts(wizard)["Mate"]['promise'], 2)
        handover = self.hand_over(by=self.leader, to=self.mate)
        self.assertEqual((open_one.user_id, within.user_id), (self.mate, self.mate))
        self.assertEqual((kept | private).user_id, self.seller)
        self.undo(handover)
        self.assertEqual((open_one | within).user_id, self.seller)
        handover = self.hand_over(to=self.stranger)
        self.assertEqual((open_one.user_id, open_one.team_id), (self.stranger, self.other_team))
        self.assertEqual(within.user_id, self.seller)
        self.assertEqual(handover.line_ids.filtered(lambda line: line.res_id == within.id and line.kind == 'promise').reason,
                         'confidential')
        self.undo(handover)
        self.assertEqual((open_one.user_id, open_one.team_id), (self.seller, self.team))

    def test_private_promises_are_handed_over_and_logged_only_by_who_may_know_of_them(self):
        secret = self.env['crm.promise'].with_user(self.seller).create({
            'name': "Zanzibar", 'date_due': '2030-01-01', 'partner_id': self.ann.id, 'confidentiality': 'private'})
        chief = self._sales('chief', 'manager')
        chief.group_ids |= self.env.ref('crm_customer_record.group_confidential')
        handover = self.hand_over(by=chief, to=self.mate)
        self.assertEqual(secret.user_id, self.mate)
        self.assertIn("Zanzibar", handover.with_user(chief).line_ids.mapped('record_name'))
        self.env.invalidate_all()
        seen = handover.with_user(self.manager)
        self.assertNotIn('promise', seen.line_ids.mapped('kind'))
        self.assertNotIn('promise', str(seen.overview['rows']))
        self.assertNotIn("Promises", self.entries(self.oak)[0])

    # Who gets what

    def test_rules_the_first_that_fits_takes_the_family(self):
        wizard = self.wizard(distribution='rules', rule_ids=[
            (0, 0, {'sequence': 1, 'country_ids': [(6, 0, self.germany.ids)], 'zip_prefix': "10, 11", 'to_user_ids': [(6, 0, self.mate.ids)]}),
            (0, 0, {'sequence': 2, 'to_user_ids': [(6, 0, self.stranger.ids)]})])
        self.assertEqual(self.counts(wizard), {
            "Mate": {'customer': 2, 'opportunity': 1, 'activity': 1}, "Stranger": {'customer': 3}})
        self.assertEqual(self.oak.user_id, self.seller, "a preview writes nothing")
        wizard.action_hand_over()
        self.assertEqual((self.oak | self.ann).user_id, self.mate)
        self.assertEqual((self.elm | self.ben | self.ash).user_id, self.stranger)

    def test_what_fits_no_rule_stays(self):
        wizard = self.wizard(distribution='rules', rule_ids=[
            (0, 0, {'country_ids': [(6, 0, self.france.ids)], 'to_user_ids': [(6, 0, self.mate.ids)]})])
        self.assertEqual(wizard.preview['rest'], {'customer': 4, 'opportunity': 1, 'activity': 1})
        wizard.action_hand_over()
        self.assertEqual((self.ash.user_id, self.oak.user_id, self.deal.user_id), (self.mate, self.seller, self.seller))

    def test_evenly_and_families_stay_together(self):
        self.hand_over(distribution='even', to_user_ids=[(6, 0, (self.mate | self.stranger).ids)])
        self.assertEqual(self.ann.user_id, self.oak.user_id)
        self.assertEqual(self.ben.user_id, self.elm.user_id)
        self.assertEqual(self.deal.user_id, self.oak.user_id)
        owned = [len((self.oak | self.elm | self.ash | self.ann | self.ben).filtered(lambda p, u=u: p.user_id == u))
                 for u in (self.mate, self.stranger)]
        self.assertEqual(sorted(owned), [2, 3])

    def test_narrowed_by_tag_region_and_zip(self):
        tag = self.env['res.partner.category'].create({'name': "VIP"})
        self.ann.category_id = tag
        self.assertEqual(self.counts(self.wizard(to=self.mate, category_ids=[(6, 0, tag.ids)])),
                         {"Mate": {'customer': 2, 'opportunity': 1, 'activity': 1}})
        self.assertEqual(self.counts(self.wizard(to=self.mate, country_ids=[(6, 0, self.france.ids)])), {"Mate": {'customer': 1}})
        self.assertEqual(self.counts(self.wizard(to=self.mate, zip_prefix="803")), {"Mate": {'customer': 2}})
        self.assertEqual(self.counts(self.wizard(to=self.mate, zip_prefix="_03")), {"Mate": {}})

    def test_narrowed_by_team_takes_only_deals_of_that_team(self):
        elsewhere = self._deal("Elsewhere", self.ann, team_id=self.other_team.id)
        wizard = self.wizard(to=self.mate, team_ids=[(6, 0, self.upper_team.ids)])
        self.assertEqual(self.counts(wizard), {"Mate": {'customer': 2, 'opportunity': 1, 'activity': 1}})
        wizard.action_hand_over()
        self.assertEqual((self.deal.user_id, elsewhere.user_id), (self.mate, self.seller))

    def test_team_counts_by_talks_too(self):
        self._log(partner_id=self.ben.id)
        wizard = self.wizard(to=self.mate, team_ids=[(6, 0, self.team.ids)])
        self.assertEqual(self.counts(wizard)["Mate"]['customer'], 4)

    def test_narrowed_by_a_saved_filter(self):
        saved = self.env['ir.filters'].create({
            'name': "Mine in Paris", 'model_id': 'res.partner', 'user_ids': [(6, 0, self.manager.ids)],
            'domain': "[('zip', '=like', '75%'), ('create_uid', '!=', uid)]"})
        self.assertEqual(self.counts(self.wizard(to=self.mate, filter_id=saved.id)), {"Mate": {'customer': 1}})
        saved.domain = "[('no_such_field', '=', 1)]"
        with self.assertRaisesRegex(UserError, "Mine in Paris"):
            self.wizard(to=self.mate, filter_id=saved.id).preview  # noqa: B018
        saved.domain = "[('id', '=', __import__('os').getpid())]"
        with self.assertRaisesRegex(UserError, "cannot be used here"):
            self.wizard(to=self.mate, filter_id=saved.id).preview  # noqa: B018

    # Histories

    def test_one_entry_on_each_account_and_nobody_is_told(self):
        with patch.object(MailThread, '_notify_thread', side_effect=AssertionError("somebody is notified")):
            mails = self.env['mail.mail'].search_count([])
            self.hand_over(to=self.mate)
        self.assertEqual(self.env['mail.mail'].search_count([]), mails)
        self.assertEqual(len(self.entries(self.oak)), 1)
        self.assertEqual(self.entries(self.oak)[0], "Handed over from Seller to Mate by Manager: Seller has left"
                         " (Customers: 2 · Opportunities: 1 · Activities: 1)")
        for partner in (self.elm, self.ash, self.ann, self.ben):
            self.assertEqual(len(self.entries(partner)), 1, partner.name)
        self.assertEqual(len(self.entries(self.oak, self.mate)), 1, "the new owner reads it")
        notes = self.deal.message_ids.filtered(lambda message: 'Handed over' in message.body)
        self.assertEqual(len(notes), 1, "the deal's own chatter tells it, too")
        self.assertFalse(notes.tracking_value_ids)

    def test_entries_survive_a_change_of_the_message(self):
        self.hand_over(to=self.mate)
        note = self.oak.message_ids.filtered(lambda message: 'Handed over' in message.body)
        note.date = '2026-01-02 10:00:00'
        self.deal.partner_id = self.ash
        self.env.cr.precommit.run()
        self.assertEqual([len(self.entries(partner)) for partner in (self.oak, self.ann, self.ash)], [1, 1, 1])

    def test_the_place_of_a_follower_passes_on_and_nobody_is_added(self):
        self.assertIn(self.seller.partner_id, self.deal.message_partner_ids)
        followed = self.ash.message_partner_ids
        others = [('res_model', '!=', 'crm.handover')]
        before = self.env['mail.followers'].search_count(others)
        handover = self.hand_over(to=self.mate)
        self.assertIn(self.mate.partner_id, self.deal.message_partner_ids)
        self.assertNotIn(self.seller.partner_id, self.deal.message_partner_ids)
        self.assertEqual(len(self.ash.message_partner_ids), len(followed))
        self.assertEqual(self.env['mail.followers'].search_count(others), before)
        self.undo(handover)
        self.assertIn(self.seller.partner_id, self.deal.message_partner_ids)
        self.assertNotIn(self.mate.partner_id, self.deal.message_partner_ids)

    # Giving back

    def test_undo_gives_everything_back(self):
        definition = [{'name': 'floor', 'type': 'char', 'string': "Floor"}]
        self.team.lead_properties_definition = definition
        self.deal.lead_properties = {'floor': "third"}
        opened = self.deal.date_open
        self.env.flush_all()
        handover = self.hand_over(to=self.stranger)
        self.assertEqual(self.deal.team_id, self.other_team)
        self.undo(handover)
        self.assertEqual((self.oak | self.elm | self.ash | self.ann | self.ben).user_id, self.seller)
        self.assertEqual((self.deal.user_id, self.deal.team_id, self.deal.date_open), (self.seller, self.team, opened))
        self.assertEqual(self.deal.lead_properties['floor'], "third")
        self.assertEqual(self.step.user_id, self.seller)
        self.assertEqual((handover.state, handover.returned_count, handover.kept_count), ('undone', 7, 0))
        self.assertEqual(handover.undo_user_id, self.manager)
        self.assertEqual(len(self.entries(self.oak)), 2)
        self.assertIn("Given back from Stranger to Seller by Manager", self.entries(self.oak)[0])
        with self.assertRaisesRegex(UserError, "Given back"):
            handover.action_undo()

    def test_undo_leaves_and_names_what_was_changed_since(self):
        handover = self.hand_over(to=self.mate)
        self.ash.user_id = self.stranger
        self.deal.action_set_won()
        self.step.action_done()
        self.ben.unlink()
        self.undo(handover)
        self.assertEqual((self.oak.user_id, self.ash.user_id, self.deal.user_id), (self.seller, self.stranger, self.mate))
        kept = handover.line_ids.filtered(lambda line: line.state == 'kept')
        self.assertEqual({line.res_id: line.reason for line in kept}, {
            self.ash.id: 'changed', self.deal.id: 'closed', self.step.id: 'closed', self.ben.id: 'gone'})
        self.assertEqual((handover.returned_count, handover.kept_count), (3, 4))

    def test_a_team_chosen_since_stays(self):
        handover = self.hand_over(to=self.stranger)
        self.deal.team_id = self.upper_team
        self.undo(handover)
        self.assertEqual((self.deal.user_id, self.deal.team_id), (self.seller, self.upper_team))

    def test_a_record_that_cannot_be_written_does_not_stop_the_others(self):
        write, locked = type(self.env['res.partner']).write, UserError("Elm is locked")  # pylint: disable=translation-required

        def refuse(partners, vals):
            if self.elm.id in partners._ids and 'user_id' in vals:
                raise locked
            return write(partners, vals)

        with patch.object(type(self.env['res.partner']), 'write', refuse):
            handover = self.hand_over(to=self.mate)
        self.assertEqual((self.elm.user_id, self.ben.user_id, self.oak.user_id), (self.seller, self.mate, self.mate))
        skipped = handover.line_ids.filtered(lambda line: line.state == 'skipped')
        self.assertEqual((skipped.reason, skipped.detail, skipped.res_id), ('refused', "Elm is locked", self.elm.id))

    # Who may

    def test_a_leader_hands_over_within_the_own_teams(self):
        handover = self.hand_over(by=self.leader, to=self.mate)
        self.assertEqual((self.oak.user_id, self.deal.user_id), (self.mate, self.mate))
        self.assertEqual(handover.with_user(self.head).moved_count, 7)
        self.undo(handover)
        self.assertEqual(self.deal.user_id, self.seller)
        with self.assertRaisesRegex(AccessError, "Stranger"):
            self.hand_over(by=self.leader, to=self.stranger)
        with self.assertRaises(AccessError):
            self.hand_over(by=self.leader, to=self.mate, from_user_id=self.stranger.id)

    def test_a_leader_does_not_move_deals_of_teams_of_others(self):
        foreign = self._deal("Elsewhere", self.ann, team_id=self.other_team.id)
        step = self._step(foreign, "Call about it")
        own = self._step(self.deal, "Call about the desks")
        self.hand_over(by=self.leader, to=self.mate)
        self.assertEqual((foreign.user_id, step.user_id), (self.seller, self.seller))
        self.assertEqual((self.deal.user_id, own.user_id), (self.mate, self.mate))

    def test_a_leader_sees_nothing_of_other_teams(self):
        self.oak.user_id = self.stranger
        handover = self.hand_over(from_user_id=self.stranger.id, to=self.mate)
        for user in (self.leader, self.head):
            self.assertFalse(self.env['crm.handover'].with_user(user).search([('id', '=', handover.id)]))
            self.assertFalse(self.env['crm.handover.line'].with_user(user).search([('handover_id', '=', handover.id)]))
        with self.assertRaises(AccessError):
            handover.with_user(self.leader).action_undo()

    def test_sellers_accountants_and_others_have_no_hand_overs(self):
        handover = self.hand_over(to=self.mate)
        for user in (self.mate, self.accountant, self.employee, self.portal):
            with self.assertRaises(AccessError):
                self.env['crm.handover'].with_user(user).search([])
            with self.assertRaises(AccessError):
                self.env['crm.handover.line'].with_user(user).search([])
            with self.assertRaises(AccessError):
                self.wizard(by=user, to=self.mate)
            with self.assertRaises(AccessError):
                handover.with_user(user).action_undo()

    def test_the_log_cannot_be_written_by_hand(self):
        handover = self.hand_over(to=self.mate)
        line = handover.line_ids[0]
        for user in (self.manager, self.administrator):
            with self.assertRaises(AccessError):
                line.with_user(user).write({'state': 'pending'})
            with self.assertRaises(AccessError):
                handover.with_user(user).write({'state': 'queued'})
            with self.assertRaises(AccessError):
                handover.with_user(user).unlink()
            with self.assertRaises(AccessError):
                self.env['crm.handover'].with_user(user).create({'from_user_id': self.seller.id})

    # Screens

    def test_wizard_in_its_form(self):
        with Form(self.env['crm.handover.wizard'].with_user(self.manager).with_context(default_from_user_id=self.seller.id)) as form:
            self.assertFalse(form.total)
            form.to_user_id = self.mate
            self.assertEqual(form.total, 7)
            form.distribution = 'rules'
            self.assertEqual(form.total, 0)
            with form.rule_ids.new() as rule:
                rule.country_ids.add(self.france)
                rule.to_user_ids.add(self.stranger)
            self.assertEqual(form.total, 1)
            wizard = form.save()
        wizard.action_hand_over()
        self.assertEqual((self.ash.user_id, self.oak.user_id), (self.stranger, self.seller))

    def test_nothing_to_hand_over_says_so(self):
        with self.assertRaisesRegex(UserError, "Nothing would change hands"):
            self.hand_over(to=self.seller)
        with self.assertRaisesRegex(UserError, "Choose who takes over"):
            self.wizard().action_hand_over()

    def test_the_title_shows_the_day_as_its_reader_writes_dates(self):
        handover = self.hand_over(to=self.mate)
        # 23:30 UTC is the next day in Berlin.
        handover.sudo().date = '2026-03-04 23:30:00'
        handover = handover.with_context(lang='en_US')
        self.assertEqual(handover.with_context(tz='UTC').name, f"{self.seller.name}, 03/04/2026")
        self.assertEqual(handover.with_context(tz='Europe/Berlin').name, f"{self.seller.name}, 03/05/2026")

    def test_lines_name_and_open_their_record(self):
        handover = self.hand_over(by=self.leader, to=self.mate)
        names = dict(handover.line_ids.mapped(lambda line: (line.kind, line.record_name)))
        self.assertEqual((names['opportunity'], names['activity']), ("Forty desks", "Call Oak"))
        step = handover.line_ids.filtered(lambda line: line.kind == 'activity')
        self.assertEqual(step.action_open()['res_id'], self.oak.id)
