import importlib.util
import io
import os
from collections import Counter

import openpyxl

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_customer_record.tools.imports.columns import suggest
from odoo.addons.crm_customer_record.tools.imports.export import rejected_file
from odoo.addons.crm_customer_record.tools.imports.files import open_file
from odoo.addons.crm_customer_record.tools.imports.keys import match_keys
from odoo.addons.crm_customer_record.tools.imports.normalize import normalize_row
from odoo.addons.crm_customer_record.tools.imports.tax_ids import is_inn

DEMO = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'demo')


@tagged('post_install', '-at_install')
class TestImportDemoFiles(BaseCase):

    def read_sample(self, name, region='RU'):
        with open_file(name, os.path.join(DEMO, name)) as source:
            fields = {item.column_index: item.field for item in suggest(source.sheet.columns)}
            rows = {}
            for number, cells in source.iter_rows():
                values = {}
                for index, field in fields.items():
                    values.setdefault(field, []).append(cells[index])
                rows[number] = normalize_row(values, region)
            return source, fields, rows

    def test_the_files_are_what_their_maker_makes(self):
        spec = importlib.util.spec_from_file_location('make_files', os.path.join(DEMO, 'make_files.py'))
        maker = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(maker)
        for name, make in maker.FILES.items():
            with open(os.path.join(DEMO, name), 'rb') as stream:
                self.assertEqual(stream.read(), make(), name)

    def test_the_list_of_1c(self):
        source, fields, rows = self.read_sample('customers_1c.xls')
        self.assertEqual((source.sheet.header_row, len(fields), source.skipped), (4, 12, {'total': 1}))
        self.assertEqual(len(rows), 25)
        for row in rows.values():
            self.assertTrue(is_inn(row.company['vat']), row.company['name'])
        first = rows[5]
        self.assertEqual([(phone['normalized'], phone['extension']) for phone in first.company['phones']],
                         [('+74951234567', '12'), ('+74951234568', '')])
        self.assertEqual((first.company['kpp'], first.company['city'], first.person['name']), ('770101001', 'Москва', 'Иванов Иван Иванович'))
        # the same company in other words, and a branch
        keys = Counter((keys['vat'], keys['kpp']) for keys in (match_keys(row)['company'] for row in rows.values()))
        self.assertEqual(sorted(keys.values(), reverse=True)[:3], [2, 2, 1])
        problems = {number: [issue.code for issue in row.issues] for number, row in rows.items() if row.issues}
        self.assertEqual(problems, {})
        self.assertIn(('phone_area_code', 'applied'), [(change.rule, change.kind) for change in rows[26].changes])

    def test_the_english_list(self):
        source, fields, rows = self.read_sample('customers.xlsx', 'US')
        self.assertEqual((source.sheet.name, len(fields), len(rows)), ('Customers', 13, 11))
        self.assertEqual(rows[4].company['zip'], '02110')
        self.assertIsNone(rows[11].company)
        self.assertIsNone(rows[10].person)
        self.assertEqual({row.company['country'] for row in rows.values() if row.company}, {'GB', 'US', 'DE', 'AU'})

    def test_the_mixed_list(self):
        source, _fields, rows = self.read_sample('customers.csv', 'JP')
        self.assertEqual((source.delimiter, source.encoding, len(rows)), (';', 'utf-8-sig', 8))
        self.assertEqual([row.issues for row in rows.values()], [[]] * 8)
        self.assertEqual(rows[8].company['comment'] if 'comment' in rows[8].company else rows[8].person['comment'], 'Spricht Englisch; "bitte per E-Mail"')

    def test_refused_rows_come_back_in_the_layout_of_the_file_and_load_again(self):
        with open_file('customers.xlsx', os.path.join(DEMO, 'customers.xlsx')) as source:
            headers = [column.header for column in source.sheet.columns]
            rows = list(source.iter_rows())
        data = rejected_file(headers, ((cells, "Phone: “x” is no number") for _number, cells in rows), problem_header="Problem")
        sheet = openpyxl.load_workbook(io.BytesIO(data)).active
        self.assertEqual([cell.value for cell in sheet[1]], [*headers, "Problem"])
        self.assertEqual({cell.data_type for line in sheet.iter_rows() for cell in line} - {'s', 'n'}, set(), "no formula, no link")
        with open_file('again.xlsx', data) as source:
            again = [cells[:-1] for _number, cells in source.iter_rows()]
            fields = {item.field for item in suggest(source.sheet.columns)}
        self.assertEqual(again, [cells for _number, cells in rows])
        self.assertIn('person.email', fields)
