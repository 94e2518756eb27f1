import itertools
from datetime import datetime, timezone
from email.message import EmailMessage
from email.utils import format_datetime

from odoo import fields
from odoo.tests import new_test_user

from .common_interactions import InteractionCase

DROPBOX = 'crm-log@own.example'
NUMBERS = itertools.count(1)
MORNING = datetime(2025, 3, 7, 9, 12, tzinfo=timezone.utc)


class MailCaptureCase(InteractionCase):
    """A dropbox crm-log@own.example, the usual colleagues with addresses there, Romashka with two contacts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.domain = cls.env['mail.alias.domain'].create({'name': 'own.example'})
        cls.env.company.alias_domain_id = cls.domain
        cls.dropbox = cls.env['crm.mail.dropbox'].search([('company_id', '=', cls.env.company.id)])
        cls.dropbox.write({'alias_name': 'crm-log', 'alias_domain_id': cls.domain.id})
        for user in (cls.seller, cls.mate, cls.stranger, cls.leader, cls.manager, cls.administrator, cls.accountant,
                     cls.director, cls.employee):
            user.email = f'{user.login.removeprefix("cr_")}@own.example'
        cls.contact.email = 'anna@romashka.example'
        cls.second = cls.env['res.partner'].create({
            'name': "Boris Ivanov", 'parent_id': cls.company.id, 'email': 'boris@romashka.example'})
        cls.other = cls.env['res.partner'].create({'name': "Private Person", 'email': 'private.person@else.example'})
        cls.Capture = cls.env['crm.mail.capture']
        cls.Address = cls.env['crm.mail.capture.address']

    @classmethod
    def _mail(cls, sender='seller@own.example', to='anna@romashka.example', text="The offer is attached.", files=(), html=None,
              blind=True, **headers):
        """Return the bytes of a mail; ``blind``: the dropbox is named by the envelope only."""
        number = next(NUMBERS)
        message = EmailMessage()
        values = {
            'From': sender, 'To': to, 'Subject': "Offer", 'Date': format_datetime(MORNING),
            'Message-ID': f'<{number}@own.example>', **{key.replace('_', '-'): value for key, value in headers.items()},
        }
        if blind:
            values.setdefault('Delivered-To', DROPBOX)
        for key, value in values.items():
            if value is not None:
                message[key] = value
        message.set_content(text)
        if html:
            message.add_alternative(html, subtype='html')
        for name, content in files:
            message.add_attachment(content, maintype='application', subtype='octet-stream', filename=name)
        return message.as_bytes()

    @classmethod
    def _receive(cls, raw=None, **values):
        """Receive a mail as the host does; return what it became."""
        before = cls.Capture.search([], order='id desc', limit=1).id or 0
        cls.env['mail.thread'].message_process(None, cls._mail(**values) if raw is None else raw)
        return cls.Capture.search([('id', '>', before)])

    def _utc(self, *values):
        return fields.Datetime.to_datetime(datetime(*values))

    @classmethod
    def _new_colleague(cls, login, **values):
        return new_test_user(cls.env, login, groups='base.group_user,crm_customer_record.group_user', **values)
