import io
from datetime import date

from openpyxl import load_workbook

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_customer_record.tools.imports.columns import suggest
from odoo.addons.crm_customer_record.tools.imports.keys import Profile, score
from odoo.addons.crm_customer_record.tools.imports.normalize import normalize_row
from odoo.addons.crm_customer_record.tools.imports.registry import is_ogrn, parse_registration, same_registration
from odoo.addons.crm_customer_record.tools.imports.sheets import ColumnInfo
from odoo.addons.crm_customer_record.tools.imports.value_types import guess_type

from .import_common import ImportCase

OGRN, OTHER, TRADER = '1027700132195', '1037700013020', '304500116000157'
REGISTRY = 'company.registry'


def fields(*columns):
    """:return: the fields proposed for columns of (header, *cells)"""
    infos = [ColumnInfo(index, header, list(cells), guess_type(list(cells))) for index, (header, *cells) in enumerate(columns)]
    found = {item.column_index: item.field for item in suggest(infos)}
    return [found.get(info.index) for info in infos]


@tagged('post_install', '-at_install')
class TestImportRegistryNumbers(BaseCase):

    def test_check_digits(self):
        for number in (OGRN, OTHER, TRADER):
            self.assertTrue(is_ogrn(number), number)
            self.assertFalse(is_ogrn(f'{number[:-1]}{(int(number[-1]) + 1) % 10}'), number)
        for text in ('', '102770013219', '9027700132195', '１０２７７００１３２１９５', '404500116000157'):
            self.assertFalse(is_ogrn(text), text)

    def test_spellings(self):
        for text, region, number, valid in (
            ('1 027 700 132 195', 'RU', OGRN, True), ('ОГРН: 1027700132195', 'RU', OGRN, True), ('ОГРНИП 304500116000157', '', TRADER, True),
            ('1027700132196', 'RU', '1027700132196', False), ('1,02770013E+12', 'RU', '1,02770013E+12', False),
            ('hrb12345 b (Amtsgericht Charlottenburg)', 'DE', 'Charlottenburg HRB 12345 B', None), ('AG München, HRB 8', 'DE', 'München HRB 8', None),
            ('Handelsregister München HRA-Nr. 99', 'DE', 'München HRA 99', None), ('01234567', 'GB', '01234567', None), ('sc 123456', 'GB', 'SC123456', None),
            ('Company number 01234567', 'GB', '01234567', None), ('0100-01-008846', 'JP', '010001008846', None), ('5010401067252', 'JP', '5010401067252', True),
            ('注册号：110000001234567', 'CN', '110000001234567', None), ('RCS Paris 552 100 554', 'FR', 'RCS Paris 552 100 554', None),
        ):
            found = parse_registration(text, region)
            self.assertEqual((found.number, found.valid), (number, valid), text)
            self.assertEqual(parse_registration(number, region).number, number, "what is usual stays")
        self.assertIsNone(parse_registration('in Gründung', 'DE'))

    def test_which_are_the_same(self):
        for one, other, same in (
            ('HRB 12345', 'München HRB 12345', True), ('Berlin HRB 12345', 'München HRB 12345', False), ('HRB 12345', 'HRA 12345', False),
            ('01234567', '1234567', True), ('SC123456', 'sc 123456', True), (OGRN, OTHER, False)):
            self.assertEqual(same_registration(one, other), same, (one, other))

    def test_headers_of_five_languages(self):
        for header in ('ОГРН', 'ОГРН/ОГРНИП', 'Регистрационный номер', 'Номер ОГРН', 'Registration number', 'Company number', 'Company registration no.', '登記番号',
                       '会社法人等番号', '登记号', '工商注册号', 'Handelsregisternummer', 'HRB-Nr.'):
            self.assertEqual(fields(('Company', 'Acme'), (header, '1')), ['company.name', REGISTRY], header)
        for header in ('VAT registration number', 'Tax registration number', '法人番号', '统一社会信用代码'):
            self.assertEqual(fields(('Company', 'Acme'), (header, '1')), ['company.name', 'company.vat'], header)

    def test_beside_the_tax_id_it_is_the_number_of_the_register(self):
        self.assertEqual(fields(('会社名', '株式会社A'), ('法人番号', '5010401067252'), ('インボイス登録番号', 'T5010401067252')),
                         ['company.name', REGISTRY, 'company.vat'])
        self.assertEqual(fields(('公司名称', 'A公司'), ('税号', '1'), ('统一社会信用代码', '2')), ['company.name', 'company.vat', REGISTRY])

    def test_check_digits_tell_a_column_without_a_name(self):
        self.assertEqual(fields(('Фирма', 'ООО Ромашка', 'АО Вектор'), ('', OGRN, OTHER)), ['company.name', REGISTRY])
        self.assertEqual(fields(('Фирма', 'ИП Иванов', 'ИП Петров'), ('ИНН', TRADER, TRADER)), ['company.name', REGISTRY], "not what its header says")
        self.assertEqual(fields(('Firma', 'Acme GmbH', 'Beta AG'), ('', 'HRB 1234', 'Köln HRA 99')), ['company.name', REGISTRY])
        self.assertEqual(fields(('Company', 'Acme', 'Beta'), ('', '4006381333931', '4006381333948')), ['company.name', None], "article numbers")

    def test_of_a_row(self):
        row = normalize_row({'company.name': 'Acme', 'company.vat': '7707083893', REGISTRY: 'ОГРН 1027700132195'}, 'RU', {'sources': {REGISTRY: [2]}})
        self.assertEqual(row.company['registry'], OGRN)
        self.assertEqual([(change.rule, change.before, change.after) for change in row.changes], [('registry_spelling', 'ОГРН 1027700132195', OGRN)])
        row = normalize_row({'company.name': 'Acme', REGISTRY: 'in process'}, 'RU')
        self.assertEqual((row.company['comment'], [issue.code for issue in row.issues]), ('in process', ['registry_invalid']))
        row = normalize_row({'company.name': 'Acme', 'company.vat': '5010401067252', REGISTRY: '5010401067252'}, 'JP')
        self.assertNotIn('registry', row.company, "the tax id says it")
        row = normalize_row({'company.name': 'Acme', REGISTRY: '770701001'}, 'RU')
        self.assertEqual((row.company['kpp'], row.company.get('registry')), ('770701001', None), "as Odoo exports it")

    def test_it_weighs(self):
        one = Profile('company', 'ООО Ромашка', registry=OGRN)
        value, reasons = score(one, Profile('company', 'Ромашка', registry='ОГРН 1027700132195'.removeprefix('ОГРН ')))
        self.assertGreaterEqual(value, 0.85)
        self.assertIn('same_registry', [reason for reason, _bits in reasons])
        self.assertLess(score(one, Profile('company', 'ООО Ромашка', registry=OTHER))[0], 0.85)


@tagged('post_install', '-at_install')
class TestImportRegistry(ImportCase):
    HEADER = 'Компания;ОГРН;Телефон;КПП'

    def load(self, rows, header=HEADER, **kwargs):
        return super().load(rows, header, **kwargs)

    def test_a_company_is_found_by_its_number_and_keeps_it(self):
        known = self.env['res.partner'].create({'name': 'ООО Ромашка', 'is_company': True, 'company_registry': OGRN})
        contact = self.env['res.partner'].create({'name': 'Анна', 'parent_id': known.id})
        self.assertEqual(contact.company_registry, OGRN)
        record = self.load(['Ромашка плюс;1 027 700 132 195;;', f'АО Вектор;{OTHER};8 495 123-45-67;'])
        first, second = record.row_ids
        self.assertIn(known.id, [candidate['id'] for candidate in first.candidates])
        self.assertIn("same registration number", first.candidate_values[0]['reasons'])
        self.run_import(record)
        self.assertEqual(second.account_id.company_registry, OTHER)
        again = self.load([f'Вектор;{OTHER};;'], filename='again.csv')
        self.assertEqual((again.row_ids.decision, again.row_ids.match_account_id), ('update', second.account_id))

    def test_rows_of_one_number_are_one_company(self):
        record = self.bring([f'АО Вектор;{OTHER};8 495 123-45-67;', f'Завод «Вектор»;{OTHER};8 495 123-45-68;', 'АО Вектор;;8 495 123-45-69;'])
        self.assertEqual(len(record.row_ids.account_id), 1)

    def test_the_branch_keeps_the_field_and_the_number_goes_to_the_notes(self):
        company = self.bring([f'ООО Ромашка;{OGRN};;770701001']).row_ids.account_id
        self.assertEqual(company.company_registry, '770701001')
        self.assertIn(OGRN, company.comment)

    def test_the_policy_of_its_column_counts(self):
        known = self.env['res.partner'].create({'name': 'АО Вектор', 'is_company': True, 'phone': '+7 495 123-45-67', 'company_registry': 'старый 1'})
        record = self.load([f'АО Вектор;{OTHER};8 495 123-45-67'], header='Компания;ОГРН;Телефон')
        record.row_ids.action_use('company', known.id)
        self.run_import(record)
        self.assertEqual(known.company_registry, 'старый 1', "filled as it is")
        record = self.load([f'АО Вектор;{OTHER};8 495 123-45-67'], header='Компания;ОГРН;Телефон', filename='again.csv')
        record.column_ids.filtered(lambda column: column.field_key == REGISTRY).policy = 'overwrite'
        record.row_ids.action_use('company', known.id)
        self.run_import(record)
        self.assertEqual(known.company_registry, OTHER)

    def test_the_preview_shows_it_and_what_is_wrong(self):
        record = self.load(['ООО Ромашка;1 027 700 132 195;;', 'АО Вектор;1027700132196;;'])
        first, second = record.row_ids
        self.assertEqual((first.cell_company_registry, first.cell_notes['cell_company_registry']), ('1 027 700 132 195', {'shown': OGRN}))
        self.assertIn({'label': "Company: registration number", 'value': OGRN}, first.normalized_values)
        self.assertEqual((second.problem, second.problem_kind), (True, 'registry_invalid'))
        lines = record.preview_results()[0]['cards'][0]['lines']
        self.assertIn(OGRN, [line['text'] for line in lines])
        second.cell_company_registry = OTHER
        self.assertEqual((second.problem, second.normalized['company']['registry']), (False, OTHER))

    def test_corrected_rows_bring_it_back(self):
        record = self.load([f'ООО Ромашка;{OGRN};;', f'АО Вектор;{OTHER};;'])
        self.row(record, 2).action_skip()
        sheet = load_workbook(io.BytesIO(record.rejected_file())).active
        line = next(row for row in sheet.iter_rows(values_only=True) if row[0] == 'ООО Ромашка')
        self.assertEqual(str(line[1]), OGRN)
        self.run_import(record)
        again = self.env['crm.import'].with_user(self.seller).load_file('partner', f'corrected {date.today()}.xlsx', record.rejected_file())
        self.assertEqual([row.normalized['company']['registry'] for row in again.row_ids], [OGRN])

    def test_side_by_side(self):
        known = self.env['res.partner'].create({'name': 'АО Вектор', 'is_company': True, 'company_registry': OTHER})
        row = self.load([f'Вега;{OTHER};;']).row_ids
        self.assertEqual(row.decision, 'review')
        part = row.review_values()['parts'][0]
        place = [line['text'] for line in part['lines']].index(OTHER)
        cells = next(candidate['cells'] for candidate in part['candidates'] if candidate['id'] == known.id)
        self.assertEqual((cells[place]['text'], cells[place]['look']), (OTHER, 'same'))
