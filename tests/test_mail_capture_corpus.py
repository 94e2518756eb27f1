from unittest.mock import patch

from odoo.tests import tagged

from .common_mail_capture import MailCaptureCase
from .mail_corpus import CONTACT, CONTACTS, corpus

COUNT = 400


@tagged('post_install', '-at_install', 'mail_capture')
class TestMailCaptureCorpus(MailCaptureCase):
    """Mail of every kind that goes wrong: none raises, none is lost, none sends anything."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['res.partner'].create([
            {'name': f"Contact {number}", 'email': CONTACT.format(number, number)} for number in range(CONTACTS)])
        cls._new_colleague('cr_gone', email='gone@own.example').active = False
        cls.dropbox.trusted_servers = 'mx.own.example'

    def _facts(self):
        self.env.flush_all()
        self.env.cr.execute("SELECT COALESCE(SUM(deliveries), 0), COALESCE(MAX(id), 0) FROM crm_mail_capture")
        return self.env.cr.fetchone()

    def test_nothing_is_lost(self):
        with patch.object(type(self.env['mail.mail']), 'create', autospec=True) as sent:
            for sample in corpus(COUNT, big_ones=1):
                with self.subTest(kind=sample.kind):
                    self._check(sample)
        sent.assert_not_called()

    def _check(self, sample):
        deliveries, last = self._facts()
        self.env['mail.thread'].message_process(None, sample.raw)
        now, _last = self._facts()
        self.assertGreater(now, deliveries, "every mail is counted")
        captures = self.Capture.search([('id', '>', last)])
        if sample.outcome is None:
            return
        self.assertTrue(captures)
        self.assertEqual(set(captures.mapped('state')), {sample.outcome}, captures.mapped('error'))
        if sample.outcome in ('review', 'refused'):
            self.assertTrue(all(capture.original_id.raw == sample.raw for capture in captures))
        if sample.outcome == 'review':
            self.assertIn('waiting', captures.address_ids.mapped('state'))
        if sample.outcome == 'done':
            self.assertTrue(captures.interaction_ids)
        if sample.text:
            talks = captures.interaction_ids
            said = talks.mapped('summary') + [bytes(file.raw).decode('latin-1') for file in talks.attachment_ids]
            self.assertTrue(any(sample.text in text for text in said), said[:2])
            if sample.kind == 'big':
                self.assertEqual(len(talks.attachment_ids.raw), 30 << 20)
