from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common_mail_capture import DROPBOX, MailCaptureCase
from .mail_corpus import tnef


@tagged('post_install', '-at_install', 'mail_capture')
class TestMailCaptureOutgoing(MailCaptureCase):
    def test_blind_copy_becomes_an_interaction(self):
        capture = self._receive(files=[('offer.pdf', b'%PDF-1')])
        talk = capture.interaction_ids
        self.assertEqual(capture.state, 'done')
        self.assertFalse(capture.original_id, "the original is not needed any more")
        self.assertRecordValues(talk, [{
            'partner_id': self.contact.id, 'account_id': self.company.id, 'user_id': self.seller.id, 'create_uid': self.seller.id,
            'direction': 'out', 'kind': 'email', 'date': self._utc(2025, 3, 7, 9, 12), 'team_id': self.team.id,
            'summary': "Offer\n\nThe offer is attached.", 'confidentiality': 'normal', 'duration': 0, 'source': 'mail',
        }])
        self.assertEqual(talk.attachment_ids.mapped(lambda file: (file.name, file.raw)), [('offer.pdf', b'%PDF-1')])
        self.assertEqual(talk.attachment_ids.mapped(lambda file: (file.res_model, file.res_id)), [('crm.interaction', talk.id)])

    def test_dropbox_is_found_wherever_it_is_named(self):
        for header in ('X-Original-To', 'Envelope-To', 'Cc', 'Bcc', 'To', 'Resent-To'):
            with self.subTest(header=header):
                to = {'to': f'anna@romashka.example, {DROPBOX}'} if header == 'To' else {header.replace('-', '_'): DROPBOX}
                self.assertEqual(self._receive(blind=False, **to).state, 'done')
        raw = self._mail(blind=False, Received=f'from x by y with ESMTP id 1 for <{DROPBOX.upper()}>; Fri, 7 Mar 2025 10:00:00 +0000')
        self.assertEqual(self._receive(raw).state, 'done')

    def test_alias_that_counts_in_every_domain(self):
        self.dropbox.alias_incoming_local = True
        self.assertEqual(self._receive(blind=False, Cc='crm-log@sub.own.example').state, 'done')

    def test_one_interaction_for_each_account(self):
        capture = self._receive(to='boris@romashka.example, Anna <anna@romashka.example>', Cc='private.person@else.example, mate@own.example')
        talks = capture.interaction_ids.sorted(lambda talk: talk.partner_id.name)
        self.assertEqual(talks.mapped('partner_id'), self.second | self.other)
        self.assertEqual(talks[0].participant_ids, self.contact | self.mate.partner_id)
        self.assertEqual(talks[1].participant_ids, self.mate.partner_id)

    def test_second_delivery_doubles_nothing(self):
        raw = self._mail(to='anna@romashka.example, new@else.example')
        first = self._receive(raw)
        self.assertEqual(first.state, 'review')
        self.assertFalse(self._receive(raw.replace(b'\n\n', b'\nX-Hop: 2\n\n', 1)))
        self.assertEqual(first.deliveries, 2)
        self.assertEqual(len(first.interaction_ids), 1)
        self.assertEqual(len(first.address_ids), 2)

    def test_mail_without_id_is_recognised_in_a_second_delivery(self):
        raw = self._mail(Message_ID=None)
        first = self._receive(b'Received: from a\n' + raw)
        self.assertFalse(self._receive(b'Received: from b\n' + raw))
        self.assertEqual(len(first.interaction_ids), 1)
        self.assertTrue(self._receive(self._mail(Message_ID=None, text="Another text")).interaction_ids)

    def test_impossible_dates(self):
        now = fields.Datetime.now()
        for date in ('Fri, 7 Mar 2525 10:00:00 +0000', 'Thu, 1 Jan 1970 00:00:00 +0000', 'yesterday', None):
            talk = self._receive(Date=date).interaction_ids
            self.assertLess(abs(talk.date - now), timedelta(minutes=5), date)
        self.assertEqual(self._receive(Date='Fri, 7 Mar 2025 10:12:00 +0900').interaction_ids.date, self._utc(2025, 3, 7, 1, 12))

    def test_quoted_history_is_in_the_full_text_only(self):
        html = ('<div>Agreed.</div><div class="gmail_quote"><div>On Thu wrote:</div><blockquote>Old secret</blockquote></div>'
                '<script>alert(1)</script><p onclick="x()">end</p>')
        talk = self._receive(text="Agreed.\n\nOn Thu, Mar 6, 2025 at 1:00 PM Anna <anna@romashka.example> wrote:\n> Old secret\n",
                             html=html).interaction_ids
        self.assertEqual(talk.summary, "Offer\n\nAgreed.")
        body = talk.with_user(self.mate).mail_body
        self.assertIn('Old secret', body)
        self.assertNotIn('script', body)
        self.assertNotIn('onclick', body)

    def test_very_long_text_is_a_file(self):
        text = "line of the mail\n" * 20_000
        talk = self._receive(text=text).interaction_ids
        self.assertLess(len(talk.summary), 5000)
        self.assertEqual(talk.attachment_ids.name, 'mail.txt')
        self.assertEqual(talk.attachment_ids.raw.decode().split(), text.split())

    def test_only_open_opportunity_is_taken(self):
        Lead = self.env['crm.lead']
        lead = Lead.create({'name': "Desks", 'type': 'opportunity', 'partner_id': self.contact.id, 'user_id': self.seller.id})
        self.assertEqual(self._receive().interaction_ids.lead_id, lead)
        Lead.create({'name': "Chairs", 'type': 'opportunity', 'partner_id': self.company.id, 'user_id': self.seller.id})
        self.assertFalse(self._receive().interaction_ids.lead_id, "two: nobody knows which")
        question = lead.message_post(body="How many?", message_type='comment')
        answer = self._receive(In_Reply_To=question.message_id)
        self.assertEqual(answer.interaction_ids.lead_id, lead, "it answers a message of that one")
        self.assertEqual(self._receive(References=f'<x@y> {answer.message_id}').interaction_ids.lead_id, lead)
        lead.action_set_lost()
        self.assertEqual(self._receive(In_Reply_To=question.message_id).interaction_ids.lead_id.name, "Chairs")

    def test_mail_on_a_document_of_the_account_is_not_shown_twice(self):
        message = self.company.message_post(body="Offer", message_type='email', subtype_xmlid='mail.mt_comment')
        message.message_id = '<known@own.example>'
        capture = self._receive(to='anna@romashka.example, private.person@else.example', Message_ID='<known@own.example>')
        self.assertEqual(capture.interaction_ids.partner_id, self.other)
        self.assertEqual(capture.address_ids.filtered(lambda line: line.address == 'anna@romashka.example').state, 'present')
        message.message_id = '<alone@own.example>'
        capture = self._receive(Message_ID='<alone@own.example>')
        self.assertRecordValues(capture, [{'state': 'ignored', 'reason': 'present', 'body': False}])

    def test_internal_mail_is_not_logged(self):
        self.dropbox.own_domains = 'sister.example'
        capture = self._receive(to='mate@own.example, shop@own.example, x@sister.example')
        self.assertRecordValues(capture, [{'state': 'ignored', 'reason': 'internal', 'body': False, 'interaction_ids': []}])

    def test_colleague_at_a_free_provider_is_no_customer(self):
        self.env['crm.contact.mechanism'].create({'partner_id': self.mate.partner_id.id, 'kind': 'email', 'value': 'mate@gmail.com'})
        self.assertEqual(self._receive(to='mate@gmail.com').reason, 'internal')
        self.assertEqual(self._receive(sender='mate@gmail.com').user_id, self.mate)

    def test_many_recipients_wait(self):
        self.dropbox.many_recipients = 2
        capture = self._receive(to='anna@romashka.example, boris@romashka.example, private.person@else.example')
        self.assertEqual(capture.state, 'review')
        self.assertFalse(capture.interaction_ids)
        self.assertEqual(set(capture.address_ids.mapped('reason')), {'many'})
        self.assertEqual(capture.address_ids.partner_id, self.contact | self.second | self.other)

    def test_winmail_dat_is_unpacked(self):
        data = tnef({'drawing.dwg': b'lines'}, "Text in Outlook's file")
        talk = self._receive(files=[('winmail.dat', data)]).interaction_ids
        self.assertEqual(talk.attachment_ids.mapped(lambda file: (file.name, file.raw)), [('drawing.dwg', b'lines')])
        talk = self._receive(files=[('winmail.dat', data[:40])]).interaction_ids
        self.assertEqual(talk.attachment_ids.mapped(lambda file: (file.name, file.raw)), [('winmail.dat', data[:40])])

    def test_company_address_shared_by_people(self):
        self.env['res.partner'].create([
            {'name': name, 'parent_id': self.company.id, 'email': 'info@romashka.example'} for name in ("One", "Two")])
        self.assertEqual(self._receive(to='info@romashka.example').interaction_ids.partner_id, self.company)

    def test_server_that_keeps_no_files_and_one_that_keeps_originals(self):
        self.env['mail.thread'].message_process(None, self._mail(files=[('a.pdf', b'1')]), strip_attachments=True)
        capture = self.Capture.search([], limit=1)
        self.assertTrue(capture.interaction_ids)
        self.assertFalse(capture.interaction_ids.attachment_ids)
        raw = self._mail()
        self.env['mail.thread'].message_process(None, raw, save_original=True)
        self.assertEqual(self.Capture.search([], limit=1).original_id.raw, raw)


@tagged('post_install', '-at_install', 'mail_capture')
class TestMailCaptureForwarded(MailCaptureCase):
    def test_forwarded_text_is_an_incoming_talk(self):
        self.seller.tz = 'Europe/Moscow'
        capture = self._receive(to=DROPBOX, Subject="Fwd: Question", text=(
            "Sounds good\n\n---------- Forwarded message ---------\nОт: Анна <anna@romashka.example>\n"
            "Date: пт, 7 мар. 2025 г. в 10:12\nSubject: Question\nTo: <seller@own.example>\n\nHow much is it?\n"))
        self.assertRecordValues(capture.interaction_ids, [{
            'direction': 'in', 'partner_id': self.contact.id, 'user_id': self.seller.id, 'date': self._utc(2025, 3, 7, 7, 12),
            'summary': "Question\n\nSounds good\n\nHow much is it?"}])

    def test_forwarded_twice_is_one_talk(self):
        values = {'to': DROPBOX, 'Subject': "Fwd: Q", 'text': "From: anna@romashka.example\nDate: Fri, 7 Mar 2025 09:00:00 +0000\nSubject: Q\n\nText"}
        first = self._receive(**values)
        self.assertFalse(self._receive(**values))
        self.assertEqual(first.deliveries, 2)
        mates = self._receive(sender='mate@own.example', **values)
        self.assertEqual(mates.address_ids.interaction_id, first.interaction_ids, "a colleague forwards it, too")

    def test_colleague_does_not_learn_of_a_private_one(self):
        values = {'to': DROPBOX, 'text': "From: anna@romashka.example\nDate: Fri, 7 Mar 2025 09:00:00 +0000\nSubject: Q\n\nText"}
        first = self._receive(sender='director@own.example', Subject="Fwd: [private] Q", **values)
        self.assertEqual(first.interaction_ids.confidentiality, 'private')
        mates = self._receive(sender='mate@own.example', Subject="Fwd: Q", **values)
        self.assertEqual(mates.state, 'done')
        self.assertEqual(mates.interaction_ids.user_id, self.mate)
        self.assertNotEqual(mates.interaction_ids, first.interaction_ids)

    def test_attached_mails(self):
        def attached(**values):
            return self._mail(Delivered_To=None, blind=False, **values)

        from email import message_from_bytes
        from email.mime.message import MIMEMessage
        from email.mime.multipart import MIMEMultipart
        outer = MIMEMultipart()
        for raw in (attached(sender='anna@romashka.example', to='seller@own.example', Subject="Order", Date='Thu, 6 Mar 2025 08:00:00 +0000'),
                    attached(sender='mate@own.example', to='private.person@else.example', Subject="Answer")):
            outer.attach(MIMEMessage(message_from_bytes(raw)))
        outer['From'], outer['To'], outer['Subject'], outer['Message-ID'] = 'seller@own.example', DROPBOX, "two", '<two@own.example>'
        captures = self._receive(outer.as_bytes())
        self.assertEqual(len(captures), 2)
        talks = captures.interaction_ids.sorted('direction')
        self.assertRecordValues(talks, [
            {'direction': 'in', 'partner_id': self.contact.id, 'date': self._utc(2025, 3, 6, 8, 0), 'user_id': self.seller.id},
            {'direction': 'out', 'partner_id': self.other.id, 'date': self._utc(2025, 3, 7, 9, 12), 'user_id': self.seller.id},
        ])
        self.assertFalse(self._receive(outer.as_bytes()))
        self.assertEqual(captures.mapped('deliveries'), [2, 2])

    def test_mail_attached_to_a_mail_to_a_customer_is_a_file(self):
        raw = self._mail(files=[('old.eml', b'From: x@y.example\n\nold')])
        self.assertEqual(self._receive(raw).interaction_ids.direction, 'out')


@tagged('post_install', '-at_install', 'mail_capture')
class TestMailCaptureSender(MailCaptureCase):
    def assertRefused(self, reason, user=None, **values):
        with patch.object(type(self.env['mail.mail']), 'send', autospec=True) as send:
            capture = self._receive(**values)
        self.assertRecordValues(capture, [{
            'state': 'refused', 'reason': reason, 'user_id': (user or self.env['res.users']).id, 'interaction_ids': [],
            'address_ids': [], 'body': False}])
        self.assertTrue(capture.original_id.raw)
        send.assert_not_called()
        return capture

    def test_strangers_are_refused_without_an_answer(self):
        mails = self.env['mail.mail'].search_count([])
        self.assertRefused('stranger', sender='evil@else.example')
        self.assertRefused('stranger', sender='anna@romashka.example', to='seller@own.example', Cc=DROPBOX)
        self.assertRefused('stranger', sender='portal@own.example')
        self.mate.active = False
        self.assertRefused('stranger', sender='mate@own.example')
        self.assertRefused('sender', sender=None)
        self.assertRefused('sender', sender='seller@own.example, evil@else.example')
        self.assertEqual(self.env['mail.mail'].search_count([]), mails)

    def test_machines_are_refused(self):
        for header, value in (('Auto-Submitted', 'auto-replied'), ('Precedence', 'bulk'), ('List-Id', '<x>'), ('Return-Path', '<>')):
            self.assertRefused('automatic', self.seller, **{header.replace('-', '_'): value})
        self.assertEqual(self._receive(Auto_Submitted='no').state, 'done')

    def test_failed_dmarc_is_refused_in_any_case(self):
        fail = 'mx.own.example; spf=pass smtp.mailfrom=x@evil.example; dmarc=fail (p=none) header.from=own.example'
        self.assertRefused('dmarc', self.seller, Authentication_Results=fail)
        self.dropbox.trusted_servers = 'mx.own.example'
        self.assertRefused('dmarc', self.seller, Authentication_Results=fail)
        raw = self._mail(Authentication_Results='mx.own.example; dmarc=pass header.from=own.example')
        self.assertRefused('dmarc', self.seller, raw=b'Authentication-Results: ' + fail.encode() + b'\n' + raw)
        self.assertEqual(self._receive(raw.replace(b'@own.example>', b'.2@own.example>')).state, 'done')

    def test_unproven_sender_by_policy(self):
        self.dropbox.write({'unproven_policy': 'refuse', 'trusted_servers': 'mx.own.example'})
        self.assertRefused('unproven', self.seller)
        self.assertRefused('unproven', self.seller, Authentication_Results='mx.evil.example; dmarc=pass header.from=own.example')
        self.assertRefused('unproven', self.seller, Authentication_Results='mx.own.example; dmarc=none; spf=pass smtp.mailfrom=evil.example')
        self.assertRefused('unproven', self.seller, Authentication_Results='mx.own.example; dmarc=pass header.from=evil.example')
        for proof in ('dmarc=pass header.from=own.example', 'dkim=pass header.d=own.example', 'spf=pass smtp.mailfrom=x@mail.own.example'):
            self.assertEqual(self._receive(Authentication_Results=f'mx.own.example; {proof}').state, 'done')

    def test_employee_without_a_role_may_not_log(self):
        self.assertRefused('role', self.employee, sender='employee@own.example')

    def test_nobody_becomes_a_colleague_by_entering_their_address(self):
        self.env['crm.contact.mechanism'].create({
            'partner_id': self.stranger.partner_id.id, 'kind': 'email', 'value': 'director@own.example'})
        self.assertEqual(self._receive(sender='director@own.example').user_id, self.director)

    def test_flood_of_refused_mail_is_counted_not_kept(self):
        self.env['ir.config_parameter'].set_param('mail.gateway.loop.threshold', 3)
        for _turn in range(6):
            self._receive(sender='flood@else.example')
        found = self.Capture.search([('email_from', '=', 'flood@else.example')])
        self.assertEqual(len(found), 3)
        self.assertEqual(sum(found.mapped('deliveries')), 6)

    def test_refused_mail_is_logged_when_its_sender_says_so(self):
        capture = self.assertRefused('dmarc', self.seller, Authentication_Results='x; dmarc=fail')
        with self.assertRaises(AccessError):
            capture.with_user(self.mate).action_accept()
        with self.assertRaises(AccessError):
            capture.with_user(self.manager).action_accept()
        capture.with_user(self.seller).action_accept()
        self.assertFalse(capture.exists())
        self.assertEqual(self.env['crm.interaction'].search([('user_id', '=', self.seller.id)]).partner_id, self.contact)

    def test_refused_and_unlogged_mail_is_deleted_in_time(self):
        old = self._receive(sender='evil@else.example') | self._receive(to='mate@own.example')
        young, waiting, logged = self._receive(sender='evil@else.example'), self._receive(to='new@else.example'), self._receive()
        originals = old.original_id
        self.env.cr.execute("UPDATE crm_mail_capture SET create_date = create_date - interval '31 days' WHERE id = ANY(%s)",
                            [(old | waiting | logged).ids])
        self.env.invalidate_all()
        self.Capture._gc_captures()
        self.assertEqual((old | young | waiting | logged).exists(), young | waiting | logged)
        self.assertFalse(originals.exists())


@tagged('post_install', '-at_install', 'mail_capture')
class TestMailCaptureHost(MailCaptureCase):
    """The host's own incoming mail goes on as before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead_alias = cls.env['mail.alias'].create({
            'alias_name': 'sales-box', 'alias_domain_id': cls.domain.id, 'alias_model_id': cls.env['ir.model']._get_id('crm.lead')})

    def test_mail_to_others_is_not_touched(self):
        self.assertFalse(self._receive(blind=False, to='sales-box@own.example', sender='anna@romashka.example', Subject="crm-log is in the subject"))
        self.assertTrue(self.env['crm.lead'].search([('name', '=', "crm-log is in the subject")]))

    def test_mail_to_others_costs_one_query_more(self):
        raw = self._mail(blind=False, to='sales-box@own.example')
        Dropbox = self.env['crm.mail.dropbox']
        Dropbox._addressed_by(raw)
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            self.assertFalse(Dropbox._addressed_by(raw)[0])

    def test_mail_to_both_goes_both_ways(self):
        capture = self._receive(to='sales-box@own.example, anna@romashka.example', Cc=DROPBOX, Subject="Both ways")
        lead = self.env['crm.lead'].search([('name', '=', "Both ways")])
        self.assertEqual(len(lead), 1)
        self.assertEqual(capture.reason, 'present', "Anna's timeline shows the message of the opportunity")
        entries = self.env['crm.timeline'].with_user(self.seller).timeline_page(self.contact.id)['entries']
        self.assertEqual([entry['key'] for entry in entries], [f'mail.message,{lead.message_ids[:1].id}'])

    def test_answer_to_a_document_reaches_it_and_is_not_logged_twice(self):
        lead = self.env['crm.lead'].create({'name': "Desks", 'type': 'opportunity', 'partner_id': self.contact.id, 'user_id': self.seller.id})
        question = lead.message_post(body="Question", message_type='comment', subtype_xmlid='mail.mt_comment')
        capture = self._receive(to=f'{self.domain.catchall_email}, {DROPBOX}', Cc='anna@romashka.example', In_Reply_To=question.message_id)
        self.assertEqual(lead.message_ids[0].message_type, 'email')
        self.assertRecordValues(capture, [{'state': 'ignored', 'reason': 'present', 'interaction_ids': []}])

    def test_failure_elsewhere_does_not_take_the_captured_mail_along(self):
        with patch.object(type(self.env['crm.lead']), 'message_new', side_effect=ValueError("no"), create=True):
            capture = self._receive(to='sales-box@own.example, anna@romashka.example')
        self.assertEqual(capture.state, 'done')

    def test_failure_of_ours_keeps_the_mail(self):
        raw = self._mail()
        with patch.object(type(self.Capture), '_take', side_effect=ValueError("broken")):
            capture = self._receive(raw)
        self.assertRecordValues(capture, [{'state': 'review', 'reason': 'failed', 'user_id': self.seller.id}])
        self.assertIn("broken", capture.error)
        self.assertEqual(capture.original_id.raw, raw)
        line = capture.address_ids
        line.with_user(self.seller).partner_id = self.contact
        line.with_user(self.seller).action_log()
        self.assertEqual(capture.interaction_ids.summary, "Offer\n\nThe offer is attached.")

    def test_nobody_follows_and_nothing_is_posted(self):
        messages = self.env['mail.message'].search_count([])
        mails = self.env['mail.mail'].search_count([])
        self._receive(to='anna@romashka.example, new@else.example')
        self.assertEqual(self.env['mail.message'].search_count([]), messages)
        self.assertEqual(self.env['mail.mail'].search_count([]), mails)
        self.assertFalse(self.contact.message_partner_ids - self.env.user.partner_id)

    def test_gateway_account_without_rights(self):
        gateway = new_test_user(self.env, 'cr_gateway', groups='base.group_user')
        before = self.Capture.search_count([])
        self.env['mail.thread'].with_user(gateway).message_process(None, self._mail())
        self.assertEqual(self.Capture.search_count([]), before + 1)
