from odoo.tests import tagged

from ..models.crm_import_partner_write import SETTLED
from .import_common import ImportCase

HEADER = 'Company;Contact person;Phone;Email;Country;Street'
ROWS = (
    'Acme Ltd;Ann Lee;020 7946 0018;Ann <ann@acme.example>;United Kingdom;1 High St',
    'Acme Ltd;Bob Ray;+49 30 901820;BOB@acme.example;;',
    'Beta GmbH;;030 901820;info@beta.example, more@beta.example;Germany;Hauptstr. 1',
    ';Joe Doe;8 495 123-45-67;;Russia;',
    ';Eve Fox;020 7946 0019 ext. 12;;Germany;',
    'Gamma Ltd;Sam Poe;12;;;',
)


@tagged('post_install', '-at_install')
class TestImportFast(ImportCase):

    def test_values_given_beforehand_are_those_the_host_computes(self):
        with self.assertNoLogs('odoo.addons.crm_customer_record.models.crm_import_partner_write'):
            record = self.run_import(self.load(ROWS, header=HEADER))
        partners = record.row_ids.account_id | record.row_ids.partner_id
        self.assertEqual(len(partners), 8)
        names = sorted(SETTLED)
        given = partners.read(names)
        for name in names:
            self.env.add_to_compute(partners._fields[name], partners)
        self.env.flush_all()
        partners.invalidate_recordset()
        self.assertEqual(given, partners.read(names))
        self.assertIn('+442079460018', partners.mapped('phone_sanitized'))
        self.assertIn('ann@acme.example', partners.mapped('email_normalized'))
