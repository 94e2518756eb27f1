from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common_mail_capture import MailCaptureCase


@tagged('post_install', '-at_install', 'mail_capture')
class TestMailCaptureReview(MailCaptureCase):
    def _waiting(self, address='new.person@romashka.example', **values):
        return self._receive(to=address, **values).address_ids

    def test_unknown_address_waits_with_a_suggestion(self):
        line = self._waiting()
        self.assertRecordValues(line, [{
            'state': 'waiting', 'reason': 'unknown', 'name': "New Person", 'account_id': self.company.id, 'user_id': self.seller.id}])
        self.assertEqual(line.capture_id.state, 'review')
        self.assertTrue(line.capture_id.original_id)
        self.assertFalse(self._waiting('somebody@gmail.com').account_id)

    def test_create_contact_logs_every_mail_that_waits_for_it(self):
        line = self._waiting(files=[('a.pdf', b'1')], Date='Mon, 3 Mar 2025 08:00:00 +0000')
        again = self._waiting(Subject="Again")
        mates = self._waiting(sender='mate@own.example')
        line.with_user(self.seller).action_create_contact()
        partner = line.partner_id
        self.assertRecordValues(partner, [{
            'name': "New Person", 'email': 'new.person@romashka.example', 'parent_id': self.company.id, 'is_company': False}])
        talk = line.interaction_id
        self.assertEqual((talk.date, talk.create_uid), (self._utc(2025, 3, 3, 8, 0), self.seller))
        self.assertEqual(talk.attachment_ids.mapped('raw'), [b'1'])
        self.assertEqual(again.interaction_id.summary, "Again\n\nThe offer is attached.")
        self.assertEqual(mates.interaction_id.create_uid, self.mate)
        self.assertEqual((line | again | mates).capture_id.mapped('state'), ['done'] * 3)
        self.assertFalse((line | again | mates).capture_id.original_id)
        self.assertTrue(self._receive(to='new.person@romashka.example').interaction_ids, "known from now on")

    def test_link_to_an_existing_contact_is_remembered(self):
        line = self._waiting('anna.private@gmail.com').with_user(self.seller)
        with self.assertRaises(UserError):
            line.action_log()
        line.partner_id = self.contact
        line.action_log()
        self.assertEqual(line.sudo().interaction_id.partner_id, self.contact)
        self.assertEqual(self._receive(to='anna.private@gmail.com').interaction_ids.partner_id, self.contact)

    def test_several_are_decided_at_once(self):
        self.dropbox.many_recipients = 1
        capture = self._receive(to='anna@romashka.example, private.person@else.example')
        lines = capture.address_ids.with_user(self.seller)
        lines.action_log()
        self.assertEqual(capture.interaction_ids.partner_id, self.contact | self.other)
        first, second = self._waiting('twice@else.example'), self._waiting('twice@else.example')
        (first | second).with_user(self.seller).action_create_contact()
        self.assertEqual(len(self.env['res.partner'].search([('email', '=', 'twice@else.example')])), 1)
        self.assertEqual((first | second).mapped('state'), ['logged', 'logged'])

    def test_ambiguous_address_shows_who_it_may_be(self):
        twin = self.env['res.partner'].create({'name': "Twin", 'email': 'anna@romashka.example'})
        line = self._waiting('anna@romashka.example').with_user(self.seller)
        self.assertEqual(line.reason, 'ambiguous')
        self.assertEqual(line.candidate_ids, self.contact | twin)

    def test_ignored_address_is_remembered_and_its_mail_forgotten(self):
        line = self._waiting('doctor@clinic.example', Subject="My back")
        again = self._waiting('doctor@clinic.example', sender='mate@own.example')
        line.with_user(self.seller).action_ignore()
        self.assertRecordValues(line.capture_id, [{'state': 'ignored', 'subject': False, 'body': False, 'original_id': False}])
        self.assertFalse(line.address)
        self.assertEqual(again.state, 'waiting', "the list is the seller's own")
        later = self._receive(to='doctor@clinic.example', Subject="Again")
        self.assertRecordValues(later, [{'state': 'ignored', 'subject': False, 'body': False}])
        self.assertEqual(self._receive(to='nurse@clinic.example').state, 'review')

    def test_ignored_domain(self):
        line = self._waiting('doctor@clinic.example')
        line.with_user(self.seller).action_ignore_domain()
        self.assertEqual(self._receive(to='nurse@ward.clinic.example').state, 'ignored')
        with self.assertRaises(UserError):
            self._waiting('doctor@gmail.com').with_user(self.seller).action_ignore_domain()

    def test_list_for_everybody_belongs_to_administrators(self):
        Ignored = self.env['crm.mail.capture.ignored']
        Ignored.with_user(self.administrator).create({'value': '@Bank.example', 'user_id': False})
        self.assertEqual(self._receive(to='x@bank.example').state, 'ignored')
        with self.assertRaises(AccessError):
            Ignored.with_user(self.seller).create({'value': 'other.example', 'user_id': False})
        self.assertFalse(Ignored.with_user(self.seller).search([('value', '=', 'bank.example')]))
        for wrong in ('', 'two words', 'a@b@c', 'nodot'):
            with self.assertRaises(ValidationError):
                Ignored.create({'value': wrong})

    def test_decided_only_once(self):
        line = self._waiting().with_user(self.seller)
        line.action_create_contact()
        for action in ('action_create_contact', 'action_log', 'action_ignore', 'action_discard'):
            with self.assertRaises(UserError):
                getattr(line, action)()

    def test_nobody_named_can_be_linked_or_left_out(self):
        line = self._waiting('undisclosed-recipients:;', text="Met Anna at the fair").with_user(self.seller)
        self.assertRecordValues(line, [{'reason': 'nobody', 'address': False}])
        for action in ('action_create_contact', 'action_ignore'):
            with self.assertRaises(UserError):
                getattr(line, action)()
        line.partner_id = self.contact
        line.action_log()
        self.assertEqual(line.sudo().interaction_id.summary, "Offer\n\nMet Anna at the fair")
        other = self._waiting('undisclosed-recipients:;')
        other.with_user(self.seller).action_discard()
        self.assertRecordValues(other.capture_id, [{'state': 'ignored', 'reason': 'discarded', 'subject': False, 'body': False}])

    def test_known_part_is_logged_at_once_the_rest_later(self):
        capture = self._receive(to='anna@romashka.example, new.person@romashka.example')
        self.assertEqual(capture.state, 'review')
        self.assertEqual(capture.interaction_ids.partner_id, self.contact)
        line = capture.address_ids.filtered(lambda line: line.state == 'waiting')
        line.with_user(self.seller).action_create_contact()
        self.assertEqual(capture.state, 'done')
        self.assertEqual(len(capture.interaction_ids), 1, "the same mail to the same account")

    def test_review_form(self):
        line = self._waiting().with_user(self.seller)
        with Form(line, 'crm_customer_record.crm_mail_capture_address_view_form') as form:
            form.name = "Nina Person"
        line.action_create_contact()
        self.assertEqual(line.partner_id.name, "Nina Person")

    # Who sees what

    def assertReaders(self, records, readers):
        everybody = (self.seller | self.mate | self.stranger | self.leader | self.head | self.manager | self.administrator
                     | self.accountant | self.director | self.employee | self.portal)
        for user in everybody:
            for record in records:
                Model = record.with_user(user)
                found = Model.has_access('read') and bool(Model.search([('id', '=', record.id)]))
                self.assertEqual(found, user in readers, f"{user.name} and {record._name}")

    def test_review_list_is_the_senders_and_managers(self):
        capture = self._receive(to='new@else.example')
        self.assertReaders([capture, capture.address_ids], self.seller | self.manager | self.administrator)
        with self.assertRaises(AccessError):
            capture.original_id.with_user(self.mate).read(['raw'])
        self.assertTrue(capture.original_id.with_user(self.manager).raw)

    def test_private_mail_is_the_senders(self):
        capture = self._receive(to='new@else.example', Subject="Offer [private]")
        self.assertEqual((capture.subject, capture.confidentiality), ("Offer", 'private'))
        self.assertReaders([capture, capture.address_ids], self.seller | self.director)
        capture.address_ids.with_user(self.seller).action_create_contact()
        self.assertEqual(capture.interaction_ids.confidentiality, 'private')
        self.assertFalse(self.env['ir.attachment'].with_user(self.manager).search([('res_model', '=', 'crm.mail.capture'), ('res_id', '=', capture.id)]))

    def test_refused_mail_is_for_administrators_and_who_is_named(self):
        stranger = self._receive(sender='evil@else.example')
        self.assertReaders([stranger], self.administrator)
        named = self._receive(Authentication_Results='x; dmarc=fail')
        self.assertReaders([named], self.administrator | self.seller)

    def test_default_confidentiality_of_the_colleague(self):
        self.seller.with_user(self.seller).mail_capture_confidentiality = 'private'
        self.assertEqual(self._receive().interaction_ids.confidentiality, 'private')
        self.assertEqual(self._receive(Subject="[team] Offer").interaction_ids.confidentiality, 'team')
        self.assertEqual(self._receive(Subject="[normal] Offer").interaction_ids.confidentiality, 'normal')
        self.assertEqual(self._receive(sender='mate@own.example').interaction_ids.confidentiality, 'normal')

    def test_full_text_follows_its_interaction(self):
        capture = self._receive(text="Price list")
        talk = capture.interaction_ids
        self.assertIn("Price list", talk.with_user(self.mate).mail_body)
        talk.with_user(self.seller).confidentiality = 'private'
        self.assertReaders([capture], self.seller | self.director)
        with self.assertRaises(AccessError):
            talk.with_user(self.manager).read(['mail_body'])

    def test_other_company(self):
        company = self.env['res.company'].create({'name': "Other company"})
        manager = new_test_user(self.env, 'cr_other_manager', groups='base.group_user,crm_customer_record.group_manager',
                                company_id=company.id, company_ids=[(6, 0, company.ids)])
        capture = self._receive(to='new@else.example')
        self.assertFalse(self.Capture.with_user(manager).search([('id', '=', capture.id)]))
        self.assertFalse(self.Address.with_user(manager).search([('id', 'in', capture.address_ids.ids)]))
        hidden = self.env['res.partner'].create({'name': "Theirs", 'email': 'theirs@else.example', 'company_id': company.id})
        line = self._receive(to='theirs@else.example').address_ids
        self.assertEqual((line.reason, line.partner_id), ('unknown', self.env['res.partner']), hidden.name)

    def test_nobody_writes_captured_mail(self):
        capture = self._receive(to='new@else.example')
        for user in (self.seller, self.manager, self.administrator):
            with self.assertRaises(AccessError):
                capture.with_user(user).write({'user_id': self.mate.id})
            with self.assertRaises(AccessError):
                self.Capture.with_user(user).create({'state': 'review'})
            with self.assertRaises(AccessError):
                self.Address.with_user(user).create({'capture_id': capture.id})

    def test_line_cannot_be_moved_to_somebody_elses_mail(self):
        secret = self._receive(to='new@else.example', Subject="[private] Secret", sender='director@own.example')
        line = self._receive(to='new@else.example').address_ids.with_user(self.seller)
        with self.assertRaises(AccessError):
            line.write({'capture_id': secret.id, 'user_id': self.seller.id, 'confidentiality': 'normal'})
        with self.assertRaises(AccessError):
            line.write({'state': 'ignored'})
        line.write({'name': "N", 'partner_id': self.other.id, 'account_id': self.company.id})

    def test_talk_made_private_leaves_the_colleagues_log(self):
        values = {'to': 'crm-log@own.example', 'Subject': "Fwd: Q",
                  'text': "From: anna@romashka.example\nDate: Fri, 7 Mar 2025 09:00:00 +0000\nSubject: Q\n\nText"}
        first, mates = self._receive(**values), self._receive(sender='mate@own.example', **values)
        self.assertEqual(mates.address_ids.interaction_id, first.interaction_ids)
        first.interaction_ids.with_user(self.seller).confidentiality = 'private'
        self.assertFalse(mates.address_ids.interaction_id)
        self.assertTrue(first.address_ids.interaction_id)

    def test_refused_mail_cannot_be_discarded_by_who_it_names(self):
        capture = self._receive(Authentication_Results='x; dmarc=fail')
        with self.assertRaises(UserError):
            capture.with_user(self.seller).action_discard()

    def test_dropbox_is_set_by_administrators_and_seen_in_the_preferences(self):
        self.assertEqual(self.seller.with_user(self.seller).mail_capture_address, 'crm-log@own.example')
        with self.assertRaises(AccessError):
            self.dropbox.with_user(self.manager).read(['alias_name'])
        with Form(self.dropbox.with_user(self.administrator)) as form:
            form.alias_name = 'journal'
            form.trusted_servers = 'mx.own.example'
        self.assertEqual(self.seller.with_user(self.seller).mail_capture_address, 'journal@own.example')
        self.assertTrue(self._receive(Delivered_To='journal@own.example').interaction_ids)
        self.assertIn('journal@own.example', self.Address.with_user(self.seller).get_empty_list_help(''))
