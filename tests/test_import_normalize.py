import datetime

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_customer_record.tools.imports.addresses import fix_zip, split_address
from odoo.addons.crm_customer_record.tools.imports.cleaning import cell_text, clean_text
from odoo.addons.crm_customer_record.tools.imports.countries import country_code
from odoo.addons.crm_customer_record.tools.imports.dates import parse_date
from odoo.addons.crm_customer_record.tools.imports.issues import MESSAGES
from odoo.addons.crm_customer_record.tools.imports.names import (
    company_key,
    company_name,
    initials_key,
    join_person,
    person_key,
)
from odoo.addons.crm_customer_record.tools.imports.normalize import normalize_row
from odoo.addons.crm_customer_record.tools.imports.tax_ids import is_inn, parse_kpp, parse_tax_id


@tagged('post_install', '-at_install')
class TestImportNames(BaseCase):

    def test_spellings_of_a_company_meet_in_one_key(self):
        for spellings in (
            ['Ромашка, ООО', 'ООО «Ромашка»', 'ООО "РОМАШКА"', 'Общество с ограниченной ответственностью "Ромашка"', 'Pомaшка', 'ромашка ооо',
             'О.О.О. Ромашка', 'OOO «Ромашка»'],
            ['Ёлка, ЗАО', 'ЗАО "Елка"', 'Закрытое акционерное общество «Ёлка»'],
            ['Acme Inc', 'ACME, Inc.', 'Acme Incorporated', 'Acme'],
            ['Müller GmbH & Co. KG', 'MÜLLER GMBH & CO KG', 'Müller'],
            ['株式会社トヨタ', 'トヨタ株式会社', '㈱トヨタ', '(株)ﾄﾖﾀ', 'トヨタ'],
            ['北京示例科技有限公司', '北京示例科技有限责任公司', '北京示例科技'],
            ['Dupont S.A.R.L.', 'SARL Dupont', 'DUPONT sarl'],
            ['Toyota Motor Co., Ltd.', 'Toyota Motor Company Limited', 'TOYOTA MOTOR'],
            ['ИП Иванов Иван Иванович', 'Иванов Иван Иванович, ИП', 'Индивидуальный предприниматель Иванов Иван Иванович'],
        ):
            self.assertEqual(len({company_key(name) for name in spellings}), 1, [(name, company_key(name)) for name in spellings])

    def test_different_companies_have_different_keys(self):
        names = ['Ромашка', 'Ромашка-2', 'Ромашки', 'Acme', 'Acme Trading', 'Box', 'BoxCo', 'АО', 'ООО', 'Company of Heroes', 'トヨタ自動車', 'H&M', 'HM']
        self.assertEqual(len({company_key(name) for name in names}), len(names))

    def test_legal_forms_are_told_apart(self):
        self.assertEqual(company_name('Acme Inc').key, company_name('Acme GmbH').key)
        self.assertNotEqual(company_name('Acme Inc').form, company_name('Acme GmbH').form)
        self.assertEqual(company_name('Acme Ltd.').form, company_name('Acme Limited').form)
        self.assertTrue(company_name('ИП Иванов И.И.').is_person)
        self.assertTrue(company_name('Иванов Иван Иванович').is_person)
        self.assertFalse(company_name('ООО Иванов').is_person)

    def test_spellings_of_a_person_meet_in_one_key(self):
        for spellings in (
            ['Иванов Иван Иванович', 'Иван Иванов', 'Иванов Иван', 'ИВАНОВ ИВАН', 'Иван Иванович Иванов', 'г-н Иванов Иван'],
            ['Фёдоров Пётр', 'Петр Федоров', 'Фёдоров, Пётр'],
            ['John Doe', 'Doe, John', 'Mr. John Doe', 'DOE John'],
            ['山田 太郎', '山田太郎', '山田\u3000太郎様'], ['王小明', '王 小明', '王小明先生'],
        ):
            self.assertEqual(len({person_key(name) for name in spellings}), 1, [(name, person_key(name)) for name in spellings])
        self.assertNotEqual(person_key('Иванов Иван'), person_key('Иванова Ивана'))

    def test_initials_meet_the_full_name(self):
        keys = {initials_key(name) for name in ('Иванов И.И.', 'И.И. Иванов', 'Иванов Иван Иванович', 'Иванов И. И.', 'Иван Иванов')}
        self.assertEqual(keys, {'иванов и'})

    def test_parts_are_joined_in_the_order_of_the_script(self):
        self.assertEqual(join_person('Иванов', 'Иван', 'Иванович'), 'Иванов Иван Иванович')
        self.assertEqual(join_person('Doe', 'John', 'M.'), 'John M. Doe')
        self.assertEqual(join_person('山田', '太郎', region='JP'), '山田 太郎')
        self.assertEqual(join_person('王', '小明', region='CN'), '王小明')


@tagged('post_install', '-at_install')
class TestImportValues(BaseCase):

    def test_check_digits_of_the_inn(self):
        for number in ('7707083893', '7736207543', '500100732259', '7830002293'):
            self.assertTrue(is_inn(number), number)
        for number in ('7707083894', '500100732258', '0000000000', '123', '٧٧٠٧٠٨٣٨٩٣'):
            self.assertFalse(is_inn(number), number)

    def test_tax_ids(self):
        for text, region, number, kpp, valid in (
            ('7707083893', 'RU', '7707083893', '', True), ('ИНН 7707083893', 'RU', '7707083893', '', True),
            ('7707083893/770701001', 'RU', '7707083893', '770701001', True), ('7707083893 / 770701001', 'RU', '7707083893', '770701001', True),
            ('7707083893 КПП 770701001', 'RU', '7707083893', '770701001', True), ('7707083893\\770701001', '', '7707083893', '770701001', True),
            ('7707083894', 'RU', '7707083894', '', False), ('DE 136 695 976', 'RU', 'DE136695976', '', True),
            ('136695976', 'DE', '136695976', '', True), ('GB 999 9999 73', '', 'GB999999973', '', True), ('X-77', 'XK', 'X77', '', None),
        ):
            found = parse_tax_id(text, region)
            self.assertEqual((found.number, found.kpp, found.valid), (number, kpp, valid), text)
        self.assertIsNone(parse_tax_id('нет', 'RU'))

    def test_a_lost_leading_zero_is_restored_only_when_the_check_digits_agree(self):
        numbers = [f'027400{number:04}' for number in range(200)]
        valid = next(number for number in numbers if is_inn(number))
        invalid = next(number for number in numbers if not is_inn(number))
        found = parse_tax_id(valid[1:], 'RU')
        self.assertEqual((found.number, found.valid, found.repaired), (valid, True, True))
        found = parse_tax_id(invalid[1:], 'RU')
        self.assertEqual((found.number, found.valid, found.repaired), (invalid[1:], False, False))
        self.assertEqual(parse_kpp('27401001'), '027401001')
        self.assertEqual(parse_kpp('12345'), '')

    def test_countries(self):
        for text, code in (
            ('РФ', 'RU'), ('Россия', 'RU'), ('российская федерация', 'RU'), ('Russia', 'RU'), ('ロシア', 'RU'), ('俄罗斯', 'RU'), ('RU', 'RU'),
            ('日本', 'JP'), ('Япония', 'JP'), ('JAPAN', 'JP'), ('中国', 'CN'), ('Китай', 'CN'), ('Deutschland', 'DE'), ('U.S.A.', 'US'), ('США', 'US'),
            ('United States', 'US'), ('UK', 'GB'), ('Великобритания', 'GB'), ('Беларусь', 'BY'), ('Казахстан', 'KZ'), ('韩国', 'KR'), ('Atlantis', ''), ('', ''),
        ):
            self.assertEqual(country_code(text), code, text)

    def test_dates(self):
        day = datetime.date(1975, 12, 31)
        for value in ('31.12.75', '31.12.1975', '12/31/75', '1975-12-31', '31/12/1975', '1975年12月31日', 27759, '27759', '31 декабря 1975', '31 Dec 1975',
                      'December 31, 1975', '19751231', day, datetime.datetime(1975, 12, 31, 5)):
            self.assertEqual(parse_date(value), (day, False), value)
        self.assertEqual(parse_date('03/04/1980', 'US'), (datetime.date(1980, 3, 4), True))
        self.assertEqual(parse_date('03/04/1980', 'GB'), (datetime.date(1980, 4, 3), True))
        for value in ('31.02.1980', 'soon', '', None, -5, 1e9, True):
            self.assertEqual(parse_date(value), (None, False), value)

    def test_addresses(self):
        self.assertEqual(split_address('119019, Россия, Москва г, ул. Арбат, д. 1'),
                         {'zip': '119019', 'country': 'RU', 'city': 'Москва', 'street': 'ул. Арбат, д. 1'})
        self.assertEqual(split_address('300000, Тульская обл, г. Тула, пр. Ленина, 5'),
                         {'zip': '300000', 'state': 'Тульская обл', 'city': 'Тула', 'street': 'пр. Ленина, 5'})
        self.assertEqual(split_address('〒100-0001 東京都千代田区千代田1-1', 'JP'),
                         {'zip': '100-0001', 'state': '東京都', 'city': '千代田区', 'street': '千代田1-1'})
        self.assertEqual(split_address('广东省深圳市南山区科技路1号', 'CN'), {'state': '广东省', 'city': '深圳市', 'street': '南山区科技路1号'})
        self.assertEqual(split_address('1 High Street, London, United Kingdom'), {'street': '1 High Street, London', 'country': 'GB'})
        self.assertEqual(fix_zip('2110', 'US'), ('02110', True))
        self.assertEqual(fix_zip('119019', 'RU'), ('119019', False))

    def test_cells_as_texts(self):
        for value, text in ((79161234567.0, '79161234567'), (5.5, '5.5'), (None, ''), (True, 'TRUE'), (datetime.date(2025, 1, 2), '2025-01-02'), (7, '7')):
            self.assertEqual(cell_text(value), text)
        self.assertEqual(clean_text('\u202eabc\u202c\u200b\xa0d\x00\r\ne'), 'abc d\ne')


@tagged('post_install', '-at_install')
class TestImportRows(BaseCase):

    def row(self, region='RU', **values):
        return normalize_row({key.replace('__', '.'): value for key, value in values.items()}, region)

    def codes(self, row):
        codes = [issue.code for issue in row.issues]
        self.assertLessEqual(set(codes), set(MESSAGES))
        for issue in row.issues:
            self.assertTrue(issue.message % issue.params)
        return codes

    def test_company_and_person_of_one_row(self):
        row = self.row(
            company__name='Ромашка, ООО', company__full_name='ООО "Ромашка"', company__vat='7707083893/770701001',
            company__phone=['8 (495) 123-45-67, доб. 12; 8-916-123-45-67', 79031234567.0], company__email='info@r.example; Анна <anna@r.example>',
            company__address='119019, Москва г, ул. Арбат, д. 1', person__name='Иванов Иван Иванович', person__function='Директор', person__mobile='+7 926 123-45-67')
        self.assertEqual(self.codes(row), [])
        company = row.company
        self.assertEqual((company['name'], company['full_name'], company['vat'], company['kpp']), ('Ромашка, ООО', 'ООО "Ромашка"', '7707083893', '770701001'))
        self.assertEqual([(phone['normalized'], phone['extension'], phone['kind']) for phone in company['phones']],
                         [('+74951234567', '12', 'phone'), ('+79161234567', '', 'mobile'), ('+79031234567', '', 'mobile')])
        self.assertEqual([(email['normalized'], email['note']) for email in company['emails']], [('info@r.example', ''), ('anna@r.example', 'Анна')])
        self.assertEqual((company['zip'], company['city'], company['street']), ('119019', 'Москва', 'ул. Арбат, д. 1'))
        self.assertEqual((row.person['name'], row.person['function']), ('Иванов Иван Иванович', 'Директор'))

    def test_a_person_without_company_keeps_the_address(self):
        row = self.row(company__city='Berlin', company__country='Deutschland', company__phone='030 901820', person__first_name='Jo', person__last_name='Doe')
        self.assertIsNone(row.company)
        self.assertEqual((row.person['name'], row.person['city'], row.person['country']), ('Jo Doe', 'Berlin', 'DE'))
        self.assertEqual(row.person['phones'][0]['normalized'], '+4930901820', "read with the country of the row")

    def test_a_nameless_row(self):
        row = self.row(person__email='Jane Roe <jane@acme.example>')
        self.assertEqual((row.person['name'], self.codes(row)), ('Jane Roe', ['name_from_email']))
        self.assertEqual(self.row(person__email='jane@acme.example').person['name'], 'jane@acme.example')
        row = self.row(company__city='Bath', company__comment='call')
        self.assertEqual((row.company, row.person, self.codes(row)), (None, None, ['name_missing']))
        self.assertEqual(self.codes(self.row()), ['name_missing'])
        row = self.row(company__vat='7707083893')
        self.assertEqual(self.codes(row), ['company_name_missing'])

    def test_ways_to_reach_a_nameless_person_are_the_company_s(self):
        row = self.row(company__name='Acme', person__phone='8 495 123-45-67', person__function='Sales')
        self.assertIsNone(row.person)
        self.assertEqual(row.company['phones'][0]['normalized'], '+74951234567')
        self.assertEqual(row.company['comment'], 'Sales')

    def test_values_in_the_wrong_column(self):
        row = self.row(company__name='Acme', company__phone='8 495 123-45-67, sales@acme.example', company__email='8 916 123-45-67')
        self.assertEqual([phone['normalized'] for phone in row.company['phones']], ['+74951234567', '+79161234567'])
        self.assertEqual([email['normalized'] for email in row.company['emails']], ['sales@acme.example'])
        self.assertEqual(self.codes(row), ['email_in_phone', 'phone_in_email'])

    def test_bad_values_are_told_and_nothing_is_invented(self):
        row = self.row(company__name='Acme', company__phone='123-45-67', company__email='nobody at home', company__vat='7707083894',
                       company__kpp='12', company__country='Atlantis', person__name='Jo', person__birthdate='soon', person__phone='7.916E+10')
        self.assertEqual(sorted(self.codes(row)), ['country_unknown', 'date_invalid', 'email_invalid', 'kpp_invalid', 'phone_lossy', 'phone_short', 'vat_invalid'])
        self.assertEqual((row.company['phones'][0]['value'], row.company['phones'][0]['valid']), ('123-45-67', False))
        self.assertNotIn('phones', row.person)
        self.assertNotIn('country', row.company)

    def test_hostile_texts_stay_texts(self):
        for text in ("=cmd|' /C calc'!A0", '@SUM(1+1)', '-2+3+cmd', '<img src=x onerror=alert(1)>', "Robert'); DROP TABLE res_partner;--", '{{7*7}}', '%(x)s %s'):
            row = self.row(company__name=text)
            self.assertEqual(row.company['name'], text)
            self.codes(row)
        self.assertEqual(self.row(company__name="'=Acme").company['name'], '=Acme', "one layer of what exports put before formulas")

    def test_long_texts_are_cut_and_told(self):
        row = self.row(company__name='x' * 10_000, company__comment='y' * 10_000)
        self.assertEqual(len(row.company['name']), 500)
        self.assertEqual(row.company['comment'], 'y' * 10_000 + '\n' + 'x' * 10_000, "what was cut off is in the notes")
        issue, = row.issues
        self.assertEqual((issue.code, issue.field, issue.params), ('truncated', 'company.name', {'length': 10_000, 'limit': 500}))

    def test_placeholders_are_nothing(self):
        row = self.row(company__name='Acme', company__city='-', company__website='нет', company__email='n/a', person__name='なし', company__zip='—')
        self.assertEqual((set(row.company), row.person), ({'name', 'is_person'}, None))

    def test_further_addresses_go_to_the_notes(self):
        row = self.row(company__name='Acme', company__address=['Тула', 'Омск', 'Тула'])
        self.assertEqual(row.company['comment'], 'Омск')

    def test_the_result_is_json(self):
        import json
        row = self.row(company__name='Acme', company__comment=datetime.date(2025, 1, 2), person__name=5.0, person__birthdate=datetime.date(1980, 1, 2),
                       company__category='VIP; Retail', any__messenger='@acme')
        self.assertEqual(json.loads(json.dumps(row.as_dict())), row.as_dict())
        self.assertEqual(row.company['category'], ['VIP', 'Retail'])
        self.assertEqual((row.person['name'], row.person['birthdate'], row.person['messengers']), ('5', '1980-01-02', ['@acme']))
