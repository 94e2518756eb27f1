import os
import tempfile
from datetime import timedelta
from email.message import EmailMessage
from unittest.mock import patch

from odoo import SUPERUSER_ID, fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..models import crm_import_schedule_run as run
from ..tools.fetching import FetchError
from .import_common import HEADER, ROWS, ImportCase

TEXT = '\n'.join([HEADER, *ROWS])
MAILS = 'odoo.addons.crm_customer_record.models.mail_thread_import'


@tagged('post_install', '-at_install')
class TestImportSchedule(ImportCase):
    """Files that come by themselves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.administrator = cls._user('import_administrator', 'crm_customer_record.group_administrator')
        cls.administrator.email = 'admin@company.example'
        cls.root = os.path.realpath(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.env['ir.config_parameter'].set_param('crm_customer_record.import_roots', cls.root)

    def setUp(self):
        super().setUp()
        self.folder = tempfile.mkdtemp(dir=self.root)

    def schedule(self, **values):
        return self.env['crm.import.schedule'].with_user(self.administrator).create({
            'name': 'Every night', 'folder': self.folder, 'user_id': self.seller.id, 'country_id': self.russia.id,
            'report_user_ids': [(6, 0, self.administrator.ids)], **values})

    def put(self, name='list.csv', text=TEXT):
        path = os.path.join(self.folder, name)
        with open(path, 'w', encoding='utf-8') as stream:
            stream.write(text)
        os.utime(path, (1_700_000_000, 1_700_000_000))

    def work(self, schedule):
        """Let the clock strike: :return: the imports that came of it, worked off"""
        schedule.sudo().next_run = fields.Datetime.now() - timedelta(minutes=1)
        self.env['crm.import.schedule']._cron_run()
        imports = self.env['crm.import'].search([('schedule_id', '=', schedule.id)], order='id')
        imports.filtered(lambda record: record.state == 'queued').process()
        self.env.invalidate_all()
        return imports

    def mails(self):
        return self.env['mail.mail'].search([('email_to', 'ilike', 'admin@company.example')], order='id')

    # -- folder

    def test_a_file_is_imported_once_as_the_chosen_user_and_reported(self):
        schedule = self.schedule()
        self.put()
        record = self.work(schedule)
        self.assertRecordValues(record, [{'state': 'done', 'user_id': self.seller.id, 'filename': 'list.csv'}])
        self.assertEqual(self.partners(record).create_uid, self.seller)
        self.assertIn("4 rows imported", self.mails().subject)
        self.assertIn(f'/odoo/crm.import/{record.id}', self.mails().body_html)
        self.put('the same under another name.csv')
        self.assertEqual(self.work(schedule), record)
        self.assertEqual(len(self.mails()), 1)

    def test_a_full_folder_is_worked_off_in_turns(self):
        schedule = self.schedule()
        for number in range(5):
            self.put(f'{number}.csv', f'{HEADER}\n;;Дёмин Денис {number};;demin{number}@example.com;;')
        with patch.object(run, 'NEW_FILES_AT_ONCE', 2):
            self.assertEqual([len(self.work(schedule)) for _turn in range(4)], [2, 4, 5, 5])

    def test_of_the_next_file_only_what_is_new_is_taken(self):
        schedule = self.schedule()
        self.put()
        self.work(schedule)
        self.put('next.csv', '\n'.join([TEXT, ';;Дёмин Денис;8 903 111 22 77;;Псков;']))
        last = self.work(schedule)[-1]
        self.assertEqual(last.summary()['decision'], {'create': 1, 'update': 0, 'skip': 4, 'review': 0})

    def test_unclear_rows_wait_for_a_person(self):
        self.env['res.partner'].create([{'name': 'Одинцов Олег', 'phone': '+7 903 111-22-33'} for _double in range(2)])
        schedule = self.schedule()
        self.put()
        record = self.work(schedule)
        self.assertEqual((record.summary()['decision']['review'], record.summary()['state']['done']), (1, 3))
        self.assertIn("1 wait for a decision", self.mails().subject)

    def test_what_cannot_be_imported_is_said_once(self):
        schedule = self.schedule()
        self.put(text='7707083893;Москва\n7707083894;Тула\n')
        self.assertFalse(self.work(schedule))
        self.assertEqual(schedule.file_ids.state, 'refused')
        self.assertEqual(len(self.mails()), 1)
        self.work(schedule)
        self.assertEqual(len(self.mails()), 1)
        with self.assertRaises(AccessError):
            schedule.file_ids.with_user(self.seller).action_retry()
        schedule.file_ids.action_retry()
        self.assertEqual(schedule.file_ids.state, 'waiting')

    def test_a_failing_source_is_told_once_until_it_works_again(self):
        schedule = self.schedule()
        os.rmdir(self.folder)
        for _night in range(3):
            self.work(schedule)
        self.assertEqual(len(self.mails()), 1)
        self.assertIn("does not exist", schedule.error)
        self.assertGreater(schedule.next_run, fields.Datetime.now())
        os.mkdir(self.folder)
        self.work(schedule)
        self.assertFalse(schedule.error)
        os.rmdir(self.folder)
        self.work(schedule)
        self.assertEqual(len(self.mails()), 2)

    def test_everybody_is_told_in_their_own_language(self):
        self.env['res.lang']._activate_lang('ru_RU')
        self.administrator.lang = 'ru_RU'
        schedule = self.schedule()
        os.rmdir(self.folder)
        self.work(schedule)
        self.assertEqual(self.mails().subject, "Every night: сбой импорта по расписанию")

    @mute_logger('odoo.addons.crm_customer_record.models.crm_import_schedule_run')
    def test_one_broken_source_does_not_stop_the_others(self):
        self.schedule(name="Broken", source='url', url='https://broken.example/a.csv')
        schedule = self.schedule()
        self.put()
        with patch.object(run, 'fetch_url', side_effect=ZeroDivisionError("oops")):
            self.assertEqual(self.work(schedule).state, 'done')

    def test_the_rights_of_the_user_are_asked_each_time(self):
        schedule = self.schedule()
        self.env.ref('crm_customer_record.group_import').user_ids -= self.seller
        self.put()
        self.assertFalse(self.work(schedule))
        self.assertIn("may no longer import", schedule.error)

    def test_folders_are_opened_by_the_system_administrator_only(self):
        for folder in ('/etc', '/', self.root + '/../', os.path.dirname(self.root), '', False):
            with self.assertRaisesRegex(ValidationError, "system administrator"):
                self.schedule(folder=folder)
        schedule = self.schedule()
        with self.assertRaises(ValidationError):
            schedule.folder = '/etc'
        with self.assertRaises(AccessError):
            self.env['ir.config_parameter'].with_user(self.administrator).set_param('crm_customer_record.import_roots', '/etc')
        self.put()
        # The root is closed afterwards.
        self.env['ir.config_parameter'].set_param('crm_customer_record.import_roots', '/nowhere')
        self.assertFalse(self.work(schedule))
        self.assertIn("system administrator", schedule.error)

    def test_the_configuration_file_opens_folders_too(self):
        self.env['ir.config_parameter'].set_param('crm_customer_record.import_roots', False)
        with self.assertRaises(ValidationError):
            self.schedule()
        from odoo.tools import config
        with patch.dict(config._runtime_options, {'crm_import_roots': f'/elsewhere, {self.root}'}):
            self.assertTrue(self.schedule())

    def test_schedules_are_the_administrators(self):
        schedule = self.schedule()
        for user in (self.seller, self.manager, self.accountant):
            with self.assertRaises(AccessError, msg=user.login):
                schedule.with_user(user).read(['folder'])
            with self.assertRaises(AccessError, msg=user.login):
                self.env['crm.import.schedule'].with_user(user).create({'name': "Mine", 'folder': self.folder})
        with self.assertRaises(AccessError):
            schedule.file_ids.with_user(self.administrator).create({'schedule_id': schedule.id, 'name': 'x', 'file_print': 'x'})

    def test_who_may_not_import_cannot_be_chosen(self):
        plain = self._user('import_no_right', 'crm_customer_record.group_user')
        for user in (plain, self.stranger, self.env['res.users'].browse(SUPERUSER_ID)):
            with self.assertRaises(ValidationError, msg=user.login):
                self.schedule(user_id=user.id)

    # -- web address

    def test_a_web_address(self):
        schedule = self.schedule(source='url', url='https://example.com/list.csv')
        asked = []

        def fetch(url, limit, **options):
            asked.append((url, options))
            return 'list.csv', TEXT.encode()

        with patch.object(run, 'fetch_url', fetch):
            self.assertEqual(self.work(schedule).state, 'done')
            self.assertEqual(len(self.work(schedule)), 1)
        self.assertEqual(asked[0], ('https://example.com/list.csv', {'private': False, 'insecure': False}))

    def test_web_addresses_that_are_none(self):
        for url in ('file:///etc/passwd', 'http://example.com/a.csv', 'https://u:p@example.com/', ''):
            with self.assertRaises(ValidationError, msg=url):
                self.schedule(source='url', url=url)
        schedule = self.schedule(source='url', url='https://127.0.0.1/a.csv')
        self.work(schedule)
        self.assertIn("private network", schedule.error)

    def test_a_web_address_that_fails(self):
        schedule = self.schedule(source='url', url='https://example.com/list.csv')
        with patch.object(run, 'fetch_url', side_effect=FetchError('answer', 'example.com', '500 Oops')):
            self.work(schedule)
        self.assertEqual(schedule.error, "The server example.com answered: 500 Oops.")

    # -- mail

    def mailbox(self, **values):
        self.env['mail.alias.domain'].search([], limit=1) or self.env['mail.alias.domain'].create({'name': 'company.example'})
        domain = self.env['mail.alias.domain'].search([], limit=1)
        self.company.alias_domain_id = domain
        schedule = self.schedule(source='mail', alias_name='import-customers', sender_emails='Accounting <accounting@partner.example>', **values)
        schedule.alias_domain_id = domain
        return schedule

    def send(self, schedule, sender='accounting@partner.example', proof='mx.company.example; dmarc=pass header.from=partner.example', name='list.csv'):
        message = EmailMessage()
        message['From'] = sender
        message['To'] = schedule.alias_email
        message['Subject'] = "Customers"
        message['Message-ID'] = f'<{len(self.env["crm.import.schedule.file"].search([]))}-{sender}@partner.example>'
        if proof:
            message['Authentication-Results'] = proof
        message.set_content("See the file.")
        message.add_attachment(TEXT.encode(), maintype='text', subtype='csv', filename=name)
        self.env['crm.mail.dropbox'].search([('company_id', '=', self.company.id)]).trusted_servers = 'mx.company.example'
        with mute_logger(MAILS):
            self.env['mail.thread'].message_process(False, message.as_bytes())
        self.env.invalidate_all()
        return schedule.file_ids

    def test_a_mail_of_an_allowed_sender_brings_its_file(self):
        schedule = self.mailbox()
        messages = self.env['mail.message'].search_count([])
        self.assertEqual(self.send(schedule).mapped('name'), ['list.csv'])
        self.assertEqual(self.work(schedule).state, 'done')
        self.assertEqual(len(self.send(schedule, name='again.csv')), 1)
        self.assertEqual(self.env['mail.message'].search_count([('message_type', '=', 'email')]) and messages, messages)

    def test_mail_of_others_is_refused_without_an_answer(self):
        schedule = self.mailbox()
        before = self.env['mail.mail'].search_count([])
        self.assertFalse(self.send(schedule, sender='thief@partner.example'))
        self.assertIn("not allowed", schedule.refused_text)
        self.assertFalse(self.send(schedule, proof='mx.company.example; dmarc=fail header.from=partner.example'))
        self.assertIn("DMARC", schedule.refused_text)
        self.assertFalse(self.send(schedule, proof=None))
        self.assertFalse(self.send(schedule, proof='mx.forged.example; dmarc=pass header.from=partner.example'))
        self.assertIn("proves", schedule.refused_text)
        self.assertFalse(self.send(schedule, name='program.exe'))
        self.assertEqual(self.env['mail.mail'].search_count([]), before)

    def test_mail_whose_sender_is_not_proven_is_taken_when_the_administrator_says_so(self):
        schedule = self.mailbox(unproven_policy='accept')
        self.assertEqual(len(self.send(schedule, proof=None)), 1)

    def test_who_fills_in_the_page_gets_the_domain_of_the_company(self):
        domain = self.env['mail.alias.domain'].create({'name': 'schedules.example'})
        self.company.alias_domain_id = domain
        page = Form(self.env['crm.import.schedule'].with_user(self.administrator))
        page.name, page.source, page.alias_name, page.sender_emails = "By mail", 'mail', 'page-import', "books@partner.example"
        self.assertEqual(page.save().alias_id.alias_full_name, 'page-import@schedules.example')

    def test_a_mailbox_needs_an_address_and_senders(self):
        with self.assertRaises(ValidationError):
            self.schedule(source='mail', alias_name='import-x', sender_emails='nonsense')
        with self.assertRaises(ValidationError):
            self.schedule(source='mail', sender_emails='a@b.example')
