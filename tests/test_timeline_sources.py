from odoo import Command
from odoo.tests import new_test_user, tagged

from .common_timeline import USER, TimelineCase


@tagged('post_install', '-at_install')
class TestTimelineSources(TimelineCase):
    """Each source: what its entries say, and who sees them."""

    def entry(self, record, user=None, **kwargs):
        key = f'{record._name},{record.id}'
        return next(entry for entry in self.entries(user, **kwargs) if entry['key'] == key)

    def message_entries(self, record, user=None, **kwargs):
        return [entry for entry in self.entries(user, **kwargs)
                if entry['link'] == {'model': record._name, 'res_id': record.id} and entry['model'] == 'mail.message']

    # Talks

    def test_interaction_follows_its_rules(self):
        normal = self.log()
        private = self.log(confidentiality='private')
        self.assertShown(normal, [self.seller, self.manager], [self.stranger])
        self.assertShown(private, [self.seller], [self.manager, self.stranger])
        self.assertNotIn(f'crm.interaction,{private.id}', self.keys(self.manager, text='talked', date_from='2026-01-01'))
        self.assertEqual(self.entry(private, self.seller)['badges'], [{'label': "Private", 'color': 'muted'}])

    def test_interaction_shows_its_next_step_to_those_who_see_the_activity(self):
        talk = self.log(next_step_date='2026-12-24', next_step_note="Send offer", next_step_user_id=self.seller.id)
        step = self.entry(talk, self.seller)['next_step']
        self.assertEqual((step['summary'], step['date'], step['user']['name']), ("Send offer", '2026-12-24', "Seller"))

    def test_participants_find_the_talk_on_their_own_card(self):
        talk = self.log(participant_ids=[Command.set(self.bob.ids)])
        self.assertShown(talk, [self.manager], partner=self.bob)
        self.assertEqual([person['name'] for person in self.entry(talk)['participants']], ["Bob"])

    def test_email_to_a_customer_says_who_and_with_whom(self):
        message = self.comment(self.account, "<p>Your <b>oak</b> sample</p>", partner_ids=self.ann.ids, subject="Sample")
        entry = self.entry(message, kinds=['email'])
        self.assertEqual((entry['kind'], entry['direction'], entry['big']), ('email', 'out', True))
        self.assertEqual((entry['title'], entry['user']['name']), ("Sample", "Seller"))
        self.assertEqual({person['name'] for person in (entry['partner'], *entry['participants'])}, {"Ann", "Oak"})
        self.assertEqual(entry['link'], {'model': 'res.partner', 'res_id': self.account.id})

    def test_email_from_a_customer_is_incoming(self):
        order = self.order()
        message = self.comment(order, "Split it, please", self.ann, message_type='email')
        entry = self.entry(message)
        self.assertEqual((entry['kind'], entry['direction'], entry['partner']['name']), ('email', 'in', "Ann"))
        self.assertEqual((entry['user'], entry['title']), (False, order.name))
        self.assertShown(message, [self.seller, self.manager], [self.stranger])

    def test_message_on_a_document_of_somebody_else_is_hidden(self):
        message = self.comment(self.lead(), "Our price")
        self.assertShown(message, [self.seller, self.manager], [self.stranger, self.accountant])
        self.assertEqual(self.keys(self.stranger, text="price"), [])

    def test_comments_and_notes_among_colleagues(self):
        comment = self.comment(self.account, "They are slow payers")
        note = self.comment(self.account, "Ask Bob first", subtype_xmlid='mail.mt_note')
        self.assertEqual([self.entry(message)['kind'] for message in (comment, note)], ['comment', 'note'])

    def test_a_portal_user_sees_neither_notes_nor_talks(self):
        portal = new_test_user(self.env, 'timeline portal', 'base.group_portal')
        portal.partner_id.parent_id = self.account
        note = self.comment(self.account, "Ask Bob first", subtype_xmlid='mail.mt_note')
        talk = self.log()
        meeting = self.meet()
        self.assertShown(note, [], [portal])
        self.assertShown(talk, [], [portal])
        self.assertShown(meeting, [], [portal])

    def test_personal_notifications_do_not_show(self):
        self.account.message_notify(partner_ids=self.seller.partner_id.ids, body="For you", subject="Psst")
        self.assertFalse([entry for entry in self.entries(self.seller, scope='all') if "For you" in entry['summary']])

    def test_meeting_with_a_contact(self):
        event = self.meet(self.ann + self.bob, location="Town")
        entry = self.entry(event)
        self.assertEqual((entry['kind'], entry['title'], entry['duration'], entry['user']['name']),
                         ('calendar', "Showroom", 1.0, "Seller"))
        self.assertEqual({person['name'] for person in (entry['partner'], *entry['participants'])}, {"Ann", "Bob"})
        self.assertTrue(entry['summary'].startswith("Town"))
        self.assertShown(event, [self.manager], partner=self.bob)
        event.partner_ids -= self.bob
        self.assertShown(event, [], [self.manager], partner=self.bob)
        event.start = '2026-04-02 10:00:00'
        self.assertEqual(self.entry(event)['date'], '2026-04-02 10:00:00')
        event.active = False
        self.assertShown(event, [], [self.manager])

    def test_a_meeting_does_not_repeat_the_contact_details_that_the_host_writes_into_it(self):
        event = self.meet(self.ann)
        details = ('<strong>Organized by</strong><br>Seller<br><a href="mailto:s@example.com">s@example.com</a><br><br>'
                   '<strong>Contact Details</strong><br>Ann<br><a href="tel:+4930">+49 30</a>')
        event.description = f'<p>{details}</p>'
        self.assertEqual(self.entry(event)['summary'], '')
        event.description = f'<p>{details}</p><p>Bring the <strong>oak</strong> sample</p>'
        self.assertEqual(self.entry(event)['summary'], "Bring the oak sample")

    def test_private_meetings_of_others_are_neither_shown_nor_found(self):
        private = self.meet(privacy='private', name="Merger")
        own_default = self.meet(name="Takeover")
        self.seller.with_user(self.seller).calendar_default_privacy = 'private'
        for event, word in ((private, 'Merger'), (own_default, 'Takeover')):
            self.assertShown(event, [self.seller], [self.manager, self.stranger])
            self.assertShown(event, [self.seller], [self.manager], text=word)
        private.partner_ids += self.stranger.partner_id
        self.assertShown(private, [self.stranger], [self.manager])
        own_default.privacy = 'public'
        self.assertShown(own_default, [self.seller, self.manager])

    def test_private_meetings_agree_with_the_host(self):
        self.env['ir.config_parameter'].set_param('calendar.default_privacy', 'private')
        self.env['res.users.settings'].sudo().search([('user_id', '=', self.seller.id)]).unlink()
        self.stranger.with_user(self.stranger).calendar_default_privacy = 'public'
        events = self.env['calendar.event']
        for user in (self.seller, self.stranger, self.env['res.users']):
            for privacy in (False, 'public', 'private', 'confidential'):
                event = self.meet(user=user or self.seller, privacy=privacy)
                if not user:
                    event.user_id = False
                    event.partner_ids = self.ann
                events += event
        self.env.flush_all()
        for user in (self.seller, self.stranger, self.manager):
            self.env.invalidate_all()
            allowed = events.with_user(user).filtered(lambda event: not event._check_private_event_conditions())
            shown = self.keys(user, kinds=['calendar'])
            self.assertEqual(set(shown), {f'calendar.event,{event.id}' for event in allowed}, user.name)

    def test_done_activity_is_its_message(self):
        self.env.ref('mail.mail_activity_data_call').interaction_capture = 'never'  # else it is a talk
        lead = self.lead()
        activity = lead.activity_schedule('mail.mail_activity_data_call', summary="Ask for the size", user_id=self.seller.id)
        activity.with_user(self.seller).action_feedback("Forty square metres")
        entry, = (entry for entry in self.message_entries(lead) if entry['kind'] == 'activity')
        self.assertIn("Forty square metres", entry['summary'])
        self.assertEqual((entry['user']['name'], entry['title'], entry['partner']['name']), ("Seller", "Call", "Ann"))

    # Deals

    def test_opportunity_is_seen_by_those_who_see_the_lead(self):
        lead = self.lead(expected_revenue=36000.0)
        self.assertShown(lead, [self.seller, self.manager], [self.stranger, self.accountant])
        entry = self.entry(lead)
        self.assertEqual((entry['kind'], entry['amount'], entry['big']), ('opportunity', 36000.0, False))
        self.assertIn("36,000", entry['amount_text'])

    def _flush_tracking(self):
        self.env.flush_all()
        self.cr.precommit.run()

    def test_stage_won_lost_and_owner_changes_are_entries(self):
        lead = self.lead()
        self._flush_tracking()
        new, won = (self.env['crm.stage'].search([('is_won', '=', is_won), ('id', '!=', lead.stage_id.id)], limit=1)
                    for is_won in (False, True))
        for values in ({'stage_id': new.id}, {'user_id': self.manager.id}, {'expected_revenue': 5.0}):
            lead.write(values)
            self._flush_tracking()
        lead.action_set_won()
        self._flush_tracking()
        kinds = {scope: [entry['kind'] for entry in self.message_entries(lead, scope=scope)]
                 for scope in ('activity', 'history', 'all')}
        self.assertEqual(kinds['activity'], ['opportunity', 'stage'])
        self.assertEqual(kinds['history'], ['opportunity', 'handover', 'stage'])
        self.assertEqual(kinds['all'], ['opportunity', 'log', 'handover', 'stage'])
        stage = self.message_entries(lead, kinds=['stage'])[0]
        self.assertIn(f"→ {new.name}", stage['summary'])
        self.assertEqual(stage['title'], "Forty desks")
        self.assertIn(won.name, self.message_entries(lead, kinds=['opportunity'])[0]['summary'])

    def test_changes_of_fields_closed_to_the_user_are_left_out(self):
        lead = self.lead()
        self._flush_tracking()
        lead.expected_revenue = 777.0
        self._flush_tracking()
        field = lead._fields['expected_revenue']
        self.patch(field, 'groups', 'base.group_system')
        texts = [entry['summary'] for entry in self.message_entries(lead, scope='all')]
        self.assertFalse([text for text in texts if '777' in text], texts)

    def test_change_of_employer_is_history(self):
        elm = self.env['res.partner'].create({'name': "Elm", 'is_company': True})
        self._flush_tracking()
        self.ann.parent_id = elm
        self._flush_tracking()
        career = [entry for entry in self.entries(partner=self.ann, scope='history') if entry['kind'] == 'career']
        self.assertEqual(len(career), 1)
        self.assertEqual(career[0]['title'], "Ann: from Oak to Elm")

    def test_quotation_becomes_an_order(self):
        order = self.order(order_line=[Command.create({
            'product_id': self.env['product.product'].create({'name': "Desk"}).id, 'price_unit': 100.0, 'tax_ids': []})])
        self.assertShown(order, [self.seller, self.manager], [self.stranger])
        entry = self.entry(order, kinds=['quotation'])
        self.assertEqual((entry['state']['label'], entry['amount']), ("Quotation", 100.0))
        self.assertNotIn(entry['key'], self.keys(kinds=['order']))
        order.action_confirm()
        entry = self.entry(order, kinds=['order'])
        self.assertEqual((entry['kind'], entry['state']), ('order', {'label': "Sales Order", 'color': 'success'}))
        self.assertNotIn(entry['key'], self.keys(kinds=['quotation']))

    # Other companies

    def test_documents_of_other_companies_do_not_show(self):
        company = self.env['res.company'].create({'name': "Elsewhere"})
        user = self._user('elsewhere', USER.replace('group_user,', 'group_user,', 1), company_id=company.id,
                          company_ids=[Command.set(company.ids)])
        user.group_ids += self.env.ref('crm_customer_record.group_manager')
        for record in (self.order(), self.lead(company_id=self.env.company.id), self.log(company_id=self.env.company.id)):
            self.assertShown(record, [self.manager], [user])

