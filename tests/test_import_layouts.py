from odoo.tests import BaseCase, tagged

from odoo.addons.crm_customer_record.tools.imports.files import open_file
from odoo.addons.crm_customer_record.tools.imports.layouts import known, recognise, suggest_fields
from odoo.addons.crm_customer_record.tools.imports.normalize import normalize_row
from odoo.addons.crm_customer_record.tools.imports.row_kinds import settle_kind
from odoo.addons.crm_customer_record.tools.imports.targets import FIELDS

from .import_layouts import LAYOUTS, LINKEDIN_FILE, PLAIN


@tagged('post_install', '-at_install')
class TestImportLayouts(BaseCase):
    def read_row(self, header, cells):
        """:return: (layout, {header: field}, what becomes of the row)"""
        data = '\n'.join(','.join(f'"{cell}"' for cell in line) for line in (header, cells, cells)).encode()
        with open_file('export.csv', data, {'delimiter': ','}) as source:
            columns = source.sheet.columns
            layout = recognise([column.header for column in columns], source.content_kind)
            fields = {item.column_index: item.field for item in suggest_fields(columns, 'partner', 'en_US', layout)}
            _number, cells = next(source.iter_rows())
        values = {}
        for place, field in fields.items():
            if cells[place] is not None:
                values.setdefault(field, []).extend(layout.values(columns[place].header, cells[place]) if layout else [cells[place]])
        settle_kind(values, {})
        region = 'RU' if layout and layout.key in ('1c', 'bitrix24', 'amocrm', 'outlook_ru') else 'JP' if layout and layout.key.endswith('ja') else 'DE'
        return layout, {columns[place].header: field for place, field in fields.items()}, normalize_row(values, region)

    def test_each_known_export_is_recognised_and_read(self):
        for key, header, cells, expected_fields, expected_values in LAYOUTS:
            with self.subTest(key, columns=header[:5]):
                layout, fields, row = self.read_row(header, cells)
                self.assertEqual(layout and layout.key, key)
                for name, field in expected_fields.items():
                    self.assertEqual(fields.get(name), field, name)
                for path, expected in expected_values.items():
                    part, _dot, name = path.partition('.')
                    found = getattr(row, part)
                    if name:
                        found = (found or {}).get(name)
                    if name in ('phones', 'emails'):
                        found = [item['normalized'] for item in found]
                    self.assertEqual(found, expected, path)

    def test_each_entry_is_tested_and_names_known_fields(self):
        tested = {key for key, *_rest in LAYOUTS} | {'vcard', 'commerceml'}
        self.assertEqual(set(known()), tested)
        for layout in known().values():
            self.assertLessEqual({field for field in layout.fields.values() if field}, set(FIELDS), layout.key)
            self.assertTrue(layout.signs or layout.kind, layout.key)

    def test_plain_lists_are_nobodys(self):
        for header in PLAIN:
            self.assertIsNone(recognise(header), header)

    def test_the_notes_above_the_connections_of_linkedin(self):
        with open_file('Connections.csv', LINKEDIN_FILE.encode()) as source:
            self.assertEqual(recognise([column.header for column in source.sheet.columns]).key, 'linkedin')
            self.assertEqual([cells[1] for _number, cells in source.iter_rows()], ['Harper', 'Weiß'])
