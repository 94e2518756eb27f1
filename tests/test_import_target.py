from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .import_common import ImportCase

DEALS = b'Opportunity;Company;Stage;Amount\nKitchen;Alpha Ltd;New;10\n'


@tagged('post_install', '-at_install')
class TestImportTarget(ImportCase):
    """A column goes to a field of what the file holds, and to no other."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dealer = cls._user('import_target_dealer', 'crm_customer_record.group_import,sales_team.group_sale_salesman_all_leads')
        cls.imports = cls.env['crm.import'].with_user(cls.dealer)

    def keys(self, kind, **context):
        return [choice['value'] for group in self.imports.with_context(**context).field_choices(kind) for choice in group['choices']]

    def test_only_the_fields_of_the_kind_are_offered(self):
        own = {'partner': '', 'opportunity': 'deal', 'interaction': 'talk', 'purchase': 'purchase'}
        for kind, prefix in own.items():
            keys = self.keys(kind)
            self.assertEqual(sorted(keys), sorted(self.imports._target_labels(kind)), "each once, none forgotten")
            self.assertLessEqual({key.partition('.')[0] for key in keys}, {prefix, 'company', 'person', 'any'} - {''}, kind)
            if prefix:
                self.assertEqual(keys[0].partition('.')[0], prefix, "what the file is about comes first")

    def test_they_stand_in_groups_in_the_language_of_the_user(self):
        groups = self.imports.field_choices('opportunity')
        self.assertEqual([group['label'] for group in groups], ['Opportunities', 'Company', 'Person', 'Address', 'Other'])
        self.assertIn({'value': 'company.city', 'label': 'Address: city'}, groups[3]['choices'])
        self.env['res.lang']._activate_lang('ru_RU')
        self.env['ir.module.module'].search([('name', '=', 'crm_customer_record')])._update_translations(['ru_RU'])
        russian = self.imports.with_context(lang='ru_RU').field_choices('opportunity')
        self.assertEqual([len(group['choices']) for group in russian], [len(group['choices']) for group in groups])
        for before, after in zip(groups, russian, strict=True):
            for one, other in zip(before['choices'], after['choices'], strict=True):
                self.assertEqual(one['value'], other['value'])
        self.assertNotEqual(groups[1]['choices'][0]['label'], russian[1]['choices'][0]['label'])

    def test_a_field_of_another_kind_is_refused(self):
        record = self.load()
        with self.assertRaisesRegex(ValidationError, 'Должность'):
            record.column_ids[-1].field_key = 'deal.stage'
        record.column_ids[-1].field_key = 'person.comment'

    def test_another_kind_maps_the_columns_anew(self):
        record = self.imports.load_file('partner', 'deals.csv', DEALS, options={'country': 'RU'})
        record.column_ids.filtered(lambda column: column.header == 'Stage').field_key = 'company.comment'
        record.kind = 'opportunity'
        self.assertEqual(record.column_ids.mapped('field_key'), ['deal.name', 'company.name', 'deal.stage', 'deal.revenue'])
        self.assertEqual((record.state, record.row_ids.normalized['item']['stage']), ('preview', 'New'))
        record.action_back()
        record.kind = 'partner'
        record.action_read()
        self.assertEqual(record.column_ids.mapped('field_key')[1], 'company.name')
        self.assertFalse({key.partition('.')[0] for key in record.column_ids.mapped('field_key') if key} - {'company', 'person', 'any'})

    def test_the_kind_stays_when_rows_are_written(self):
        record = self.run_import(self.load())
        with self.assertRaises(UserError):
            record.kind = 'opportunity'

    def test_a_mapping_of_another_kind_is_not_used(self):
        profile = self.run_import(self.imports.load_file('opportunity', 'deals.csv', DEALS, options={'country': 'RU'})).profile_id
        with self.assertRaisesRegex(UserError, 'deals.csv'):
            self.imports.load_file('partner', 'again.csv', DEALS, profile=profile)
        record = self.imports.load_file('opportunity', 'again.csv', DEALS, profile=profile)
        record.kind = 'partner'
        self.assertFalse(record.profile_id)
        with self.assertRaises(ValidationError):
            self.env['crm.import.schedule'].create({
                'name': "Every night", 'source': 'mail', 'alias_name': 'target-import', 'sender_emails': 'a@b.example',
                'kind': 'partner', 'profile_id': profile.id, 'user_id': self.dealer.id})

    def test_hidden_columns_of_every_kind_can_be_taken(self):
        import io

        from openpyxl import Workbook
        book = Workbook()
        for line in DEALS.decode().split('\n'):
            book.active.append(line.split(';'))
        book.active.column_dimensions['D'].hidden = True
        stream = io.BytesIO()
        book.save(stream)
        record = self.imports.load_file('opportunity', 'deals.xlsx', stream.getvalue(), options={'country': 'RU'})
        self.assertNotIn('deal.revenue', record.column_ids.mapped('field_key'))
        record.take_hidden = True
        self.assertIn('deal.revenue', record.column_ids.mapped('field_key'))
