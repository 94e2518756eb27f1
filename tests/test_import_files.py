import base64
import io
import zipfile

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import file_open

from .import_common import ImportCase


def _bomb():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, 'w', zipfile.ZIP_DEFLATED) as book:
        book.writestr('[Content_Types].xml', '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>')
        book.writestr('xl/workbook.xml', '<workbook/>')
        book.writestr('xl/worksheets/sheet1.xml', b'<a>' + b'0' * 60_000_000)
    return buffer.getvalue()


@tagged('post_install', '-at_install')
class TestImportFiles(ImportCase):
    def refuse(self, data, filename):
        imports = self.env['crm.import'].with_user(self.seller)
        before = imports.search_count([])
        with self.assertRaises(UserError) as caught:
            imports.load_file('partner', filename, data)
        self.assertIn(filename, str(caught.exception))
        self.assertGreater(len(str(caught.exception)), len(filename) + 30, "says what to do")
        self.assertEqual(imports.search_count([]), before, "nothing is left behind")
        return str(caught.exception)

    def test_files_that_cannot_be_used_are_refused_in_words(self):
        with file_open('crm_customer_record/demo/customers.xlsx', 'rb') as sample:
            book = sample.read()
        for filename, data in (
            ('empty.csv', b''),
            ('blank.csv', b'\n\n \n'),
            ('cut.xlsx', book[:len(book) // 2]),
            ('page.xls', b'<html><body><table><tr><td>Name</td></tr></table></body></html>'),
            ('bomb.xlsx', _bomb()),
            ('picture.csv', b'\x89PNG\r\n\x1a\n' + bytes(200)),
            ('headerless.csv', b'1;2;3\n4;5;6\n7;8;9\n'),
        ):
            with self.subTest(filename):
                self.refuse(data, filename)

    def test_a_workbook_with_a_password_is_named_as_such(self):
        # demo/customers.xlsx, encrypted as Excel does it (ECMA-376 agile, by msoffcrypto-tool); the password does not matter
        with file_open('crm_customer_record/tests/files/password.xlsx', 'rb') as book:
            data = book.read()
        for filename in ('customers.xlsx', 'customers.xls'):
            self.assertIn("protected by a password", self.refuse(data, filename))

    def test_the_wizard_reads_an_upload_as_the_entry_point_does(self):
        with file_open('crm_customer_record/demo/customers.csv', 'rb') as sample:
            data = sample.read()
        record = self.env['crm.import'].with_user(self.seller).create({'filename': 'customers.csv', 'file': base64.b64encode(data)})
        record.action_read()
        self.assertEqual(record.state, 'preview')
        self.assertTrue(record.row_ids)

    def test_the_1c_sample_end_to_end(self):
        with file_open('crm_customer_record/demo/customers_1c.xls', 'rb') as sample:
            record = self.env['crm.import'].with_user(self.seller).load_file('partner', 'customers_1c.xls', sample.read())
        self.assertEqual(record.country_id.code, 'RU', "the numbers of the file are Russian, wherever the company is")
        self.assertGreater(record.header_row, 1)
        self.assertTrue({'company.name', 'company.vat'} <= set(record.column_ids.mapped('field_key')))
        self.run_import(record)
        summary = record.summary()
        self.assertFalse(summary['state']['rejected'], record.row_ids.filtered('error').mapped('error'))
        self.assertGreater(summary['state']['done'], 5)
        accounts = record.row_ids.account_id
        self.assertTrue(any(len(account.child_ids) > 1 for account in accounts), "one account with several contacts")
        groups = self.env['crm.contact.mechanism']._read_group(
            [('partner_id', 'in', self.partners(record).ids), ('normalized', '=like', '+7%')], ['partner_id'], ['__count'])
        self.assertTrue(any(count > 1 for _partner, count in groups), "several phones in a cell")
        again = self.env['crm.import'].with_user(self.seller)
        with file_open('crm_customer_record/demo/customers_1c.xls', 'rb') as sample:
            again = again.load_file('partner', 'customers_1c.xls', sample.read())
        self.assertFalse(again.summary()['decision']['create'], again.row_ids.filtered(
            lambda row: row.decision == 'create').mapped('name'))
