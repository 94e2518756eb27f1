
from odoo.tests import BaseCase, tagged

from odoo.addons.crm_customer_record.tools.imports.errors import ImportFileError
from odoo.addons.crm_customer_record.tools.imports.files import open_file
from odoo.addons.crm_customer_record.tools.imports.layouts import recognise, suggest_fields
from odoo.addons.crm_customer_record.tools.imports.normalize import normalize_row

from .files.make_corpus import all_cases, own_cases


@tagged('post_install', '-at_install')
class TestImportNastyFiles(BaseCase):
    """Every file of the corpus becomes what it must; doc/import_core.md tells what an expectation may say."""

    # `kind`, `rejected`, `remarks`, `cells` and `layout` are compared by `test_import_sources`
    KEYS = {'kind', 'rejected', 'remarks', 'cells', 'layout',
            'refused', 'options', 'region', 'sheet', 'encoding', 'delimiter', 'header_row', 'fields', 'rows', 'values', 'issues', 'changes', 'skipped', 'warnings'}

    def test_each_file_has_its_expected_outcome(self):
        for name, data, expected in all_cases():
            with self.subTest(name):
                self.assertLessEqual(set(expected), self.KEYS)
                self.assertGreater(len(set(expected) - {'options', 'region'}), 0, "something must be expected")
                self.check(name, data, expected)

    def test_there_are_many_and_each_is_another(self):
        cases = own_cases()
        self.assertGreaterEqual(len(cases), 60)
        self.assertEqual(len({name for name, _data, _expected in cases}), len(cases))
        self.assertGreaterEqual(len({data for _name, data, _expected in cases}), 60)

    def test_the_same_bytes_come_out_every_time(self):
        self.assertEqual([data for _name, data, _expected in own_cases()], [data for _name, data, _expected in own_cases()])

    def check(self, name, data, expected):
        if 'refused' in expected:
            with self.assertRaises(ImportFileError) as caught, open_file(name, data, expected.get('options')) as source:
                list(source.iter_rows())
            self.assertEqual(caught.exception.code, expected['refused'])
            self.assertIn(name, str(caught.exception))
            return
        with open_file(name, data, expected.get('options')) as source:
            self.check_reading(source, expected)
            fields = self.fields(source)
            if 'fields' in expected:
                self.assertEqual(fields, expected['fields'])
            rows = dict(source.iter_rows())
            cell_issues = {number: [issue.code for issue in source.take_issues(number)] for number in rows}
            if 'rows' in expected:
                self.assertEqual(len(rows), expected['rows'])
            if 'skipped' in expected:
                self.assertEqual({reason: count for reason, count in source.skipped.items() if reason != 'empty'}, expected['skipped'])
            if 'warnings' in expected:
                self.assertEqual([code for code, _params in source.warnings], expected['warnings'])
        self.check_rows(fields, rows, cell_issues, expected)

    def check_reading(self, source, expected):
        found = {'sheet': source.sheet.name, 'encoding': source.encoding, 'delimiter': source.delimiter, 'header_row': source.sheet.header_row}
        for key in found.keys() & expected.keys():
            self.assertEqual(found[key], expected[key], key)

    def fields(self, source):
        layout = recognise([column.label for column in source.sheet.columns], source.content_kind)
        found = {item.column_index: item.field for item in suggest_fields(source.sheet.columns, 'partner', 'en_US', layout)}
        return [found.get(column.index) for column in source.sheet.columns]

    def check_rows(self, fields, rows, cell_issues, expected):
        for number in expected.get('values', {}).keys() | expected.get('issues', {}).keys() | expected.get('changes', {}).keys():
            values = {}
            for field, cell in zip(fields, rows[number], strict=False):
                if field and cell is not None:
                    values.setdefault(field, []).append(cell)
            row = normalize_row(values, expected.get('region', 'RU'))
            for key, wanted in expected.get('values', {}).get(number, {}).items():
                part, name = key.split('.')
                found = (getattr(row, part) or {}).get(name)
                if name in ('phones', 'emails') and found:
                    found = [item['normalized'] for item in found if item['valid']] or None
                self.assertEqual(found, wanted, f"row {number}, {key}")
            if number in expected.get('issues', {}):
                self.assertEqual(cell_issues[number] + [issue.code for issue in row.issues], expected['issues'][number], f"row {number}")
            changes = [[change.rule, change.before, change.after] for change in row.changes]
            for change in expected.get('changes', {}).get(number, ()):
                self.assertIn(change, changes, f"row {number}")
