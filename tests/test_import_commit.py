from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .import_common import ROWS, ImportCase


@tagged('post_install', '-at_install')
class TestImportCommit(ImportCase):
    def test_only_the_row_that_is_refused_is_rejected(self):
        Partner = type(self.env['res.partner'])
        create = Partner.create

        def refusing(self, vals_list):
            if any(vals.get('name') == 'Петрова Анна' for vals in vals_list):
                raise ValidationError("Anna is on our list")  # pylint: disable=translation-required
            return create(self, vals_list)

        record = self.load()
        with patch.object(Partner, 'create', refusing), self.assertNoLogs('odoo.addons.crm_customer_record', 'ERROR'):
            self.run_import(record)
        self.assertEqual(record.summary()['state'], {'pending': 0, 'done': 3, 'rejected': 1, 'skipped': 0})
        row = self.row(record, 3)
        self.assertEqual((row.state, row.error), ('rejected', "Anna is on our list"))
        self.assertTrue(self.row(record, 2).account_id.child_ids)

    def test_everybody_reads_in_their_own_language_why_a_row_was_refused(self):
        self.env['res.lang']._activate_lang('ru_RU')
        Partner = type(self.env['res.partner'])
        create = Partner.create

        def refusing(self, vals_list):
            if any(vals.get('vat') == '7707083893' for vals in vals_list):
                raise ValidationError("That company is on our list")  # pylint: disable=translation-required
            return create(self, vals_list)

        record = self.load([*ROWS[:2], ';;;;;Москва;'])
        with patch.object(Partner, 'create', refusing):
            self.run_import(record)
        words = [["That company is on our list"] * 2, ["which brings the same customer first", "встречается впервые"],
                 ["neither a name nor", "ни имени"]]
        for place, lang in enumerate(('en_US', 'ru_RU')):
            rows = record.row_ids.with_context(lang=lang)
            self.assertEqual(rows.mapped('state'), ['rejected'] * 3)
            lines = [line for line in record.with_context(lang=lang).left_out() if line['domain']]
            self.assertEqual(len(lines), 3)
            for row, said in zip(rows, words, strict=True):
                self.assertIn(said[place], row.issue_text)
                line = next(line for line in lines if said[place] in line['text'])
                self.assertEqual(self.env['crm.import.row'].search([('import_id', '=', record.id), *line['domain']]), row)

    def test_two_imports_in_turns(self):
        one = self.load()
        two = self.load(['ООО "Другая";;Белов Игорь;8 916 222 33 44;belov@other.ru;;'], user=self.colleague)
        one.action_commit()
        two.action_commit()
        workers = [one._as_importer(), two._as_importer()]
        for _round in range(4):
            for worker in workers:
                worker._process_chunk_safely()
        self.env.invalidate_all()
        self.assertEqual((one.state, two.state), ('done', 'done'))
        self.assertEqual(len(self.partners(one)), 6)
        self.assertEqual(self.partners(two).create_uid, self.colleague)

    def test_the_scheduler_works_off_what_is_queued(self):
        record = self.load()
        record.action_commit()
        self.assertEqual(record.state, 'queued')
        with patch.object(type(self.env['ir.cron']), '_commit_progress', lambda *args, **kwargs: 60.0):
            self.env['crm.import']._cron_process()
        self.assertEqual(record.state, 'done')

    def test_pause_and_go_on(self):
        record = self.load()
        record.action_commit()
        record._as_importer()._process_chunk_safely()
        record.action_pause()
        record.process()
        self.assertEqual(record.state, 'paused')
        self.assertTrue(record.summary()['to_write'])
        self.run_import(record)
        self.assertEqual(record.summary()['state']['done'], 4)

    def test_the_first_row_of_a_company_left_out_the_next_takes_its_place(self):
        record = self.load(ROWS[:2])
        self.row(record, 2).action_skip()
        self.run_import(record)
        account = self.row(record, 3).account_id
        self.assertEqual((account.name, account.child_ids.mapped('name')), ('ООО "Ромашка"', ['Петрова Анна']))

    def test_fast_and_plain_creation_write_the_same(self):
        with self.assertNoLogs('odoo.addons.crm_customer_record.models.crm_import_partner_write', 'WARNING'):
            self.bring()

    def test_contacts_may_keep_an_address_of_their_own(self):
        rows = ['АО Вектор;;Сидоров Пётр;;sidorov@vektor.ru;Казань;', 'АО Вектор;;Белова Инна;;belova@vektor.ru;Пермь;']
        record = self.bring(rows, options={'address_policy': 'own'})
        account = record.row_ids[0].account_id
        self.assertEqual(account.city, 'Казань')
        self.assertEqual(self.row(record, 3).partner_id.city, 'Пермь')
        self.assertEqual(self.row(record, 2).partner_id.city, 'Казань')

    def test_a_new_contact_gets_the_terms_of_the_account_that_was_there(self):
        term = self.env['account.payment.term'].create({'name': "30 days"})
        account = self.env['res.partner'].create({
            'name': 'ООО "Ромашка"', 'is_company': True, 'vat': '7707083893', 'property_payment_term_id': term.id})
        record = self.bring(ROWS[:1])
        self.assertEqual(record.row_ids.account_id, account)
        contact = record.row_ids.partner_id.sudo()
        self.assertEqual((contact.parent_id, contact.property_payment_term_id), (account, term))
