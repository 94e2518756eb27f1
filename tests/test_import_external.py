from odoo.exceptions import UserError
from odoo.tests import tagged

from .import_common import ImportCase

HEADER = 'External ID,Name,Is a Company,Related Company,Related Company/External ID,Email,Phone,City'


@tagged('post_install', '-at_install')
class TestImportExternal(ImportCase):
    """Keys of other systems: what takes them back, and what goes before them."""

    def load(self, rows, header=HEADER, **kwargs):
        return super().load(rows, header, **kwargs)

    def keys(self):
        return sorted(self.env['crm.partner.external'].search([]).mapped('external_id'))

    def line(self, key, name='Northwind Coffee', email='info@northwind.example'):
        return f'{key},{name},TRUE,,,{email},,London'

    def setUp(self):
        super().setUp()
        self.env['crm.partner.external'].search([]).unlink()
        self.one, self.two = self.env['res.partner'].create([
            {'name': 'Northwind Coffee', 'is_company': True, 'email': 'info@northwind.example'},
            {'name': 'Southwind Tea', 'is_company': True, 'email': 'info@southwind.example', 'city': 'London'}])

    # Taken back

    def test_chosen_rows_take_their_keys_back(self):
        record = self.bring([self.line('k1'), self.line('k2', 'Southwind Tea', 'info@southwind.example'), self.line('k3', 'Eastwind', 'info@eastwind.example')])
        self.assertEqual((self.keys(), self.row(record, 2).account_id, self.row(record, 3).account_id), (['k1', 'k2', 'k3'], self.one, self.two))
        self.row(record, 2).action_undo()
        self.assertEqual((self.keys(), self.row(record, 2).state, self.one.city), (['k2', 'k3'], 'undone', False))
        self.assertEqual(self.row(record, 3).state, 'done')
        self.row(record, 4).action_undo()
        self.assertEqual(self.keys(), ['k2'])

    def test_a_row_that_brought_nothing_but_a_key(self):
        self.assertEqual(self.two.city, 'London')
        record = self.bring([self.line('k2', 'Southwind Tea', 'info@southwind.example'), self.line('k1')])
        row = self.row(record, 2)
        self.assertFalse(row.change_ids, "everything was there")
        row.action_undo()
        self.assertEqual((self.keys(), row.state), (['k1'], 'undone'))
        with self.assertRaises(UserError):
            row.action_undo()
        self.row(record, 3).action_undo()
        self.assertEqual(self.keys(), [])

    def test_a_key_that_another_row_names_stays(self):
        record = self.load([
            'p1,Grace Harper,FALSE,Northwind Coffee,k1,grace@northwind.example,,', 'p2,Jo Weiss,FALSE,Northwind Coffee,k1,jo@northwind.example,,'])
        record.row_ids.action_use('company', self.one.id)
        self.run_import(record)
        self.assertEqual(self.keys(), ['k1', 'p1', 'p2'])
        self.row(record, 2).action_undo()
        self.assertEqual(self.keys(), ['k1', 'p2'])
        self.row(record, 3).action_undo()
        self.assertEqual(self.keys(), [])

    def test_keys_of_an_earlier_import_stay(self):
        self.bring([self.line('k1')], filename='first.csv')
        record = self.bring([self.line('k1').replace('London', 'Leeds').replace(',,Leeds', ',+44 20 7946 0321,Leeds')], filename='second.csv')
        record.row_ids.action_undo()
        self.assertEqual((self.keys(), record.row_ids.state), (['k1'], 'undone'))

    # A decision of a person goes before

    def test_without_a_decision_the_key_tells_who_it_is(self):
        self.bring([self.line('k1')], filename='first.csv')
        row = self.load([self.line('k1', 'Renamed Ltd', 'new@renamed.example')], filename='second.csv').row_ids
        self.assertEqual((row.decision, row.match_account_id), ('update', self.one))

    def test_what_a_person_decided_goes_before_the_key(self):
        line = self.line('k1', 'Northwind Coffees', 'info@southwind.example')
        self.bring([self.line('k1')], filename='first.csv')
        record = self.load([line], filename='second.csv')
        self.assertEqual(record.row_ids.match_account_id, self.one)
        record.row_ids.action_use('company', self.two.id)
        self.run_import(record)
        row = self.load([line], filename='third.csv').row_ids
        self.assertEqual((row.decision, row.match_account_id), ('update', self.two))
        self.assertIn(self.seller.name, row.reason_text)
        self.env['crm.import.decision'].with_user(self.seller).search([]).unlink()
        row = self.load([line], filename='fourth.csv').row_ids
        self.assertEqual(row.decision, 'review', "two customers have the key now")

    def test_nor_is_it_whom_a_person_refused(self):
        line = self.line('k1', 'Northwind Coffees', 'office@northwind.example')
        self.bring([self.line('k1')], filename='first.csv')
        record = self.load([line], filename='second.csv')
        record.row_ids.action_create_new()
        self.run_import(record)
        created = record.row_ids.account_id
        self.assertNotEqual(created, self.one)
        row = self.load([line], filename='third.csv').row_ids
        self.assertEqual((row.decision, row.match_account_id), ('update', created))
