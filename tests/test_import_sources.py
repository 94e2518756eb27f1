import importlib.util
import os
import random
import tempfile

import vobject

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_customer_record.tools.imports.cleaning import cell_text
from odoo.addons.crm_customer_record.tools.imports.errors import ImportFileError
from odoo.addons.crm_customer_record.tools.imports.export import rejected_file
from odoo.addons.crm_customer_record.tools.imports.files import open_file
from odoo.addons.crm_customer_record.tools.imports.formulas import neutralise, restore
from odoo.addons.crm_customer_record.tools.imports.layouts import recognise
from odoo.addons.crm_customer_record.tools.imports.row_kinds import settle_kind

from . import import_corpus
from .files.corpus_sources import card, cases, pack

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


@tagged('post_install', '-at_install')
class TestImportSources(BaseCase):
    def read_file(self, name, data, **options):
        """:return: (source, {row number: {header: text}}, [codes of refused rows], [codes of remarks])"""
        with open_file(name, data, options) as source:
            headers = [column.label for column in source.sheet.columns]
            rows, refused, remarks = {}, [], []
            for number, cells in source.iter_rows():
                rows[number] = {header: cell_text(cell) for header, cell in zip(headers, cells, strict=False) if cell is not None}
                refusal = source.take_refusal(number)
                refused += [refusal[0]] if refusal else []
                remarks += [issue.code for issue in source.take_issues(number)]
            return source, rows, refused, remarks

    def test_every_nasty_file_has_its_expected_outcome(self):
        for name, data, expected in cases():
            with self.subTest(name):
                if 'refused' in expected:
                    with self.assertRaises(ImportFileError) as caught:
                        self.read_file(name, data)
                    self.assertEqual(caught.exception.code, expected['refused'])
                    self.assertIn(name, str(caught.exception))
                    continue
                source, rows, refused, remarks = self.read_file(name, data)
                self.assertEqual((source.kind, len(rows)), (expected['kind'], expected['rows']))
                self.assertEqual(refused, expected.get('rejected', []))
                self.assertEqual(remarks, expected.get('remarks', []))
                self.assertEqual([code for code, _params in source.warnings], expected.get('warnings', []))
                for (number, header), text in expected.get('cells', {}).items():
                    self.assertEqual(rows[number].get(header), text)
                if 'layout' in expected:
                    layout = recognise([column.header for column in source.sheet.columns], source.content_kind)
                    self.assertEqual(layout.key, expected['layout'])

    def test_nothing_of_an_archive_is_written_where_it_says(self):
        before = set(os.listdir(tempfile.gettempdir()))
        data = {name: data for name, data, _expected in cases()}['zip_paths.zip']
        self.read_file('zip_paths.zip', data)
        new = {name for name in set(os.listdir(tempfile.gettempdir())) - before if 'escaped' in name or name.startswith('crm_import_')}
        self.assertFalse(new)

    def test_what_vobject_writes_is_read(self):
        """A strict writer as the counterpart of the tolerant reader."""
        written = []
        for number in range(20):
            made = vobject.vCard()
            made.add('n').value = vobject.vcard.Name(family=f"Фамилия; {number}", given="Имя, второе", additional="Отчество")
            made.add('fn').value = f"Имя, второе Фамилия; {number}"
            made.add('org').value = [f"Ромашка; {number}", "Отдел, продаж"]
            made.add('tel').value = f"+7916123450{number % 10}"
            made.add('note').value = "строка\nещё " + "длинная " * 30 + "\\конец"
            address = made.add('adr')
            address.type_param = 'WORK'
            address.value = vobject.vcard.Address(street="ул. Мира, 5", city="Тула", code="300000", country="Россия")
            written.append(made.serialize())
        _source, rows, refused, _remarks = self.read_file('cards.vcf', ''.join(written).encode())
        self.assertFalse(refused)
        self.assertEqual(len(rows), 20)
        self.assertEqual(rows[5], {
            'Family name': "Фамилия; 3", 'Given name': "Имя, второе", 'Additional names': "Отчество", 'Organization': "Ромашка; 3",
            'Department': "Отдел, продаж", 'Phone': "+79161234503", 'Street': "ул. Мира, 5", 'City': "Тула", 'Postal code': "300000",
            'Country': "Россия", 'Note': ("строка\nещё " + "длинная " * 30 + "\\конец").strip()})

    def test_a_damaged_card_never_costs_another_one(self):
        good = [card(f'FN:Person Number{number}', f'TEL:+1202555{number:04}') for number in range(10)]
        chance = random.Random(7)
        for _attempt in range(30):
            damaged = bytearray(good[4].encode())
            for _change in range(4):
                damaged[chance.randrange(13, len(damaged) - 12)] = chance.randrange(256)
            _source, rows, _refused, _remarks = self.read_file('cards.vcf', ''.join(good[:4]).encode() + bytes(damaged) + ''.join(good[5:]).encode())
            names = {row.get('Full name') for row in rows.values()}
            self.assertLessEqual({f'Person Number{number}' for number in range(10) if number != 4}, names, bytes(damaged))

    def test_limits(self):
        cards = ''.join(card(f'FN:Ann Lee{number}') for number in range(30)).encode()
        for name, data, options, code in (
            ('many.vcf', cards, {'rows': 20}, 'too_many_rows'),
            ('many.html', b'<table><tr><th>Name<th>Phone' + b'<tr><td>Acme<td>1234567' * 30 + b'</table>', {'rows': 20}, 'too_many_rows'),
            ('big.vcf', cards, {'file_bytes': 500}, 'too_big'),
            ('big.zip', pack(('a.csv', 'Name;Phone\n' + 'Acme;1234567\n' * 500)), {'unpacked_bytes': 2000}, 'bomb'),
        ):
            with self.subTest(name), self.assertRaises(ImportFileError) as caught:
                self.read_file(name, data, **options)
            self.assertEqual(caught.exception.code, code)

    def test_an_archive_of_one_workbook_is_that_workbook(self):
        book = import_corpus.xlsx(('First', [['Name', 'Phone'], ['Acme Ltd', '1234567']]), ('Second', [['Firm', 'City'], ['Beta Ltd', 'Bath']]))
        source, rows, _refused, _remarks = self.read_file('book.zip', pack(('book.xlsx', book)), sheet='Second')
        self.assertEqual(([sheet.name for sheet in source.sheets], rows), (['First', 'Second'], {2: {'Firm': 'Beta Ltd', 'City': 'Bath'}}))

    def test_the_other_columns_of_an_archive_can_be_chosen(self):
        data = {name: data for name, data, _expected in cases()}['zip_other_columns.zip']
        _source, rows, _refused, _remarks = self.read_file('zip_other_columns.zip', data, sheet='b.csv')
        self.assertEqual(rows, {2: {'Name': 'Ann Lee', 'E-mail': 'ann@lee.example'}})

    def test_macros_are_only_carried(self):
        """A workbook with macros is read as data; the part with the program is not looked into."""
        book = import_corpus.xlsx(('S', [['Name', 'Phone'], ['Acme Ltd', '1234567']]))
        data = import_corpus.add_member(book, 'xl/vbaProject.bin', b'\xd0\xcf\x11\xe0 Sub Auto_Open() Shell "calc" End Sub')
        source, rows, _refused, _remarks = self.read_file('macros.xlsm', data)
        self.assertEqual((source.kind, rows), ('xlsx', {2: {'Name': 'Acme Ltd', 'Phone': '1234567'}}))

    def test_hidden_characters_are_removed_and_said(self):
        _source, rows, _refused, remarks = self.read_file('a.csv', 'Name;Phone\nAcme\u202edtL;1234567\nBeta\xa0Ltd;1234568\n'.encode())
        self.assertEqual((rows[2]['Name'], rows[3]['Name'], remarks), ('AcmedtL', 'Beta Ltd', ['hidden_characters']))

    def test_formulas_go_out_neutralised_and_come_back_as_they_were(self):
        texts = ['=1+1', '+cmd', '-2+3+cmd', '@SUM(A1)', "'=1+1", '=', '+7 916 123-45-67', '-5', 'plain', "it's", "'quoted'", '']
        for text in texts:
            self.assertEqual(restore(neutralise(text)), text)
        self.assertEqual([text for text in texts if neutralise(text) != text], ['=1+1', '+cmd', '-2+3+cmd', '@SUM(A1)', "'=1+1", '='])
        for start in '=+-@\t\r':
            self.assertEqual(neutralise(f'{start}cmd'), f"'{start}cmd")
        data = rejected_file(['Name', '=Header'], [(['=HYPERLINK("x")', '+7 916 123-45-67'], '@problem')])
        sheet = import_corpus.cells_of(data)
        self.assertEqual(sheet, [['Name', "'=Header", 'Problem'], ["'=HYPERLINK(\"x\")", '+7 916 123-45-67', "'@problem"]])
        _source, rows, _refused, _remarks = self.read_file('again.xlsx', data)
        self.assertEqual(rows[2]['Name'], '=HYPERLINK("x")')

    def test_the_sample_files_are_what_their_maker_makes(self):
        spec = importlib.util.spec_from_file_location('make_sources', os.path.join(ROOT, 'demo', 'make_sources.py'))
        maker = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(maker)
        for name, make in maker.FILES.items():
            with open(os.path.join(ROOT, 'demo', name), 'rb') as stream:
                self.assertEqual(stream.read(), make(), name)

    def test_a_row_may_say_what_it_is(self):
        for values, expected in (
            ({'any.kind': ['True'], 'person.name': ['Acme'], 'person.phone': ['1'], 'person.external_id': ['x']},
             {'company.name': ['Acme'], 'company.phone': ['1'], 'company.external_id': ['x']}),
            ({'any.kind': [False], 'person.name': ['Ann'], 'company.name': ['Acme']}, {'person.name': ['Ann'], 'company.name': ['Acme']}),
            ({'any.kind': ['Физ. лицо'], 'company.name': ['Иванов Иван'], 'company.full_name': ['x'], 'company.phone': ['1']},
             {'person.name': ['Иванов Иван'], 'company.phone': ['1']}),
            ({'any.kind': ['Юр. лицо'], 'company.name': ['Вега'], 'person.name': ['Ann'], 'person.phone': ['1']},
             {'company.name': ['Вега'], 'person.name': ['Ann'], 'person.phone': ['1']}),
            ({'any.kind': ['?'], 'company.name': ['Вега']}, {'company.name': ['Вега']}),
        ):
            sources = {name: [0] for name in values}
            settle_kind(values, sources)
            self.assertEqual(values, expected)
