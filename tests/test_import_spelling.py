from odoo.tests import BaseCase, tagged

from odoo.addons.crm_customer_record.tools.imports import email_typos
from odoo.addons.crm_customer_record.tools.imports.addresses import fix_zip, split_address
from odoo.addons.crm_customer_record.tools.imports.area_codes import complete
from odoo.addons.crm_customer_record.tools.imports.normalize import normalize_row
from odoo.addons.crm_customer_record.tools.imports.places import currency_code, language_code, state_code
from odoo.addons.crm_customer_record.tools.imports.tax_ids import eu_prefixed, parse_tax_id

from .import_common import ImportCase


@tagged('post_install', '-at_install')
class TestImportSpelling(BaseCase):

    def test_mistyped_mail_domains(self):
        for typed, meant in (
            ('a@gmial.com', 'a@gmail.com'), ('a@mail.ry', 'a@mail.ru'), ('a@gmail.con', 'a@gmail.com'), ('a@hotmaill.com', 'a@hotmail.com'),
            ('ivan@mаil.ru', 'ivan@mail.ru'),  # a Cyrillic а
            ('a@yahoo.es', ''), ('a@outlook.cz', ''), ('a@mall.ru', ''), ('a@company.ru', ''), ('a@yandex.com', ''), ('a@mail.ru', ''), ('иван@почта.рф', ''),
        ):
            self.assertEqual(email_typos.meant(typed), meant, typed)
        for typed, meant in (
            ('a@yandex.r', 'a@yandex.ru'), ('ivan(at)mail.ru', 'ivan@mail.ru'), ('ivan@mail,ru', 'ivan@mail.ru'), ('ivan @ mail.ru', 'ivan@mail.ru'),
            ('ivan@@mail.ru', 'ivan@mail.ru'), ('a@gmail', 'a@gmail.com'), ('нет почты', ''), ('nobody at home', ''), ('', ''),
        ):
            self.assertEqual(email_typos.repaired(typed), meant, typed)

    def test_area_codes(self):
        for text, city, region, found in (
            ('12-34-56', 'Тула', 'RU', ('+74872123456', True)), ('1234567', 'г. Казань', 'RU', ('+78431234567', True)), ('1234567', 'KAZAN', 'RU', ('+78431234567', True)),
            ('123-45-67', 'Москва г', 'RU', ('+74951234567', False)), ('90 18 20', 'Berlin', 'DE', ('+4930901820', True)), ('1234-5678', '東京', 'JP', ('+81312345678', True)),
            ('123456', 'Казань', 'RU', ('', False)), ('1234567', 'Тула', 'RU', ('', False)), ('1234567', 'Мухосранск', 'RU', ('', False)), ('1234567', 'Казань', 'DE', ('', False)),
            ('1234567', '', 'RU', ('', False)), ('доб. 12345', 'Тула', 'RU', ('', False)),
        ):
            self.assertEqual(complete(text, city, region), found, (text, city))

    def test_regions(self):
        for text, country, code in (
            ('Тульская обл', 'RU', 'TUL'), ('обл. Тульская', 'RU', 'TUL'), ('Татарстан Респ', 'RU', 'TA'), ('Республика Татарстан', 'RU', 'TA'), ('Москва г', 'RU', 'MOW'),
            ('ХМАО', 'RU', 'KHM'), ('Ханты-Мансийский Автономный округ - Югра АО', 'RU', 'KHM'), ('МОСКОВСКАЯ ОБЛ.', 'RU', 'MOS'), ('Саха /Якутия/ Респ', 'RU', 'SA'),
            ('東京', 'JP', 'JP-13'), ('Osaka', 'JP', 'JP-27'), ('广东', 'CN', '粤'), ('Bavaria', 'DE', 'BY'), ('Atlantis', 'RU', ''), ('', 'RU', ''), ('Tula', 'XX', ''),
        ):
            self.assertEqual(state_code(text, country), code, text)

    def test_languages_and_currencies_in_four_languages(self):
        for code, names in (('en', ['English', 'английский', '英語', '英语', 'en_US']), ('ru', ['Russian', 'Русский язык', 'ロシア語', '俄语']), ('', ['klingon', '', '-']),
                            ('ja', ['Japanese', 'японский', '日本語', '日语']), ('zh', ['Chinese', 'китайский', '中国語', '中文']), ('de', ['de_DE', 'Deutsch', 'German'])):
            for name in names:
                self.assertEqual(language_code(name), code, name)
        for code, names in (('RUB', ['руб.', '₽', 'Russian Ruble', 'российский рубль', 'RUR']), ('USD', ['US Dollar', '$', '美元', '米ドル', 'доллар США']),
                            ('CNY', ['人民币', '中国人民元', 'китайский юань', 'Chinese Yuan']), ('JPY', ['円', 'yen', '日元']), ('', ['тугрики', ''])):
            for name in names:
                self.assertEqual(currency_code(name), code, name)

    def test_tax_ids_of_other_countries(self):
        for text, region, number, valid in (
            ('IT 00743110157', '', 'IT00743110157', True), ('00743110157', 'IT', '00743110157', True), ('00743110158', 'IT', '00743110158', False),
            ('B58378431', 'ES', 'B58378431', True), ('NL123456782B90', 'DE', 'NL123456782B90', True), ('PL8567346215', 'RU', 'PL8567346215', True),
            ('12-3456789', 'US', '123456789', None), ('7000012050002', 'JP', '7000012050002', True),
            ('91110000600037341L', 'CN', '91110000600037341L', True), ('35257786', 'UA', '35257786', None), ('20-05536168-2', 'AR', '20055361682', True),
        ):
            found = parse_tax_id(text, region)
            self.assertEqual(found.number, number)
            if valid is not None:
                self.assertEqual(found.valid, valid, text)
        self.assertEqual(eu_prefixed('00743110157', 'IT'), 'IT00743110157')
        for number, region in (('IT00743110157', 'IT'), ('00743110158', 'IT'), ('7707083893', 'RU')):
            self.assertEqual(eu_prefixed(number, region), '')

    def test_addresses_in_one_cell(self):
        for text, region, parts in (
            ('127006, г. Москва, ул. Тверская, д. 1, оф. 5', 'RU', {'zip': '127006', 'city': 'Москва', 'street': 'ул. Тверская, д. 1, оф. 5'}),
            ('Musterstr. 5, 10115 Berlin', 'DE', {'street': 'Musterstr. 5', 'zip': '10115', 'city': 'Berlin'}),
            ('Musterstr. 5a 10115 Berlin', 'DE', {'street': 'Musterstr. 5a', 'zip': '10115', 'city': 'Berlin'}),
            ('Musterstraße 5, D-80331 München, Deutschland', '', {'street': 'Musterstraße 5', 'zip': '80331', 'city': 'München', 'country': 'DE'}),
            ('123 Main St, Springfield, IL 62704, USA', '', {'street': '123 Main St', 'city': 'Springfield', 'state': 'IL', 'zip': '62704', 'country': 'US'}),
            ('1 Infinite Loop, Cupertino CA 95014', 'US', {'street': '1 Infinite Loop', 'city': 'Cupertino', 'state': 'CA', 'zip': '95014'}),
            ('10 Downing Street, London, SW1A 2AA', 'GB', {'street': '10 Downing Street', 'city': 'London', 'zip': 'SW1A 2AA'}),
            ('10 Downing Street, London SW1A 2AA', 'GB', {'street': '10 Downing Street', 'city': 'London', 'zip': 'SW1A 2AA'}),
            ('8 rue de la Paix, 75002 Paris', 'FR', {'street': '8 rue de la Paix', 'zip': '75002', 'city': 'Paris'}),
            ('Dam 1, 1012 JS Amsterdam', 'NL', {'street': 'Dam 1', 'zip': '1012 JS', 'city': 'Amsterdam'}),
            ('〒150-0001 東京都渋谷区神宮前1-1-1', 'JP', {'zip': '150-0001', 'state': '東京都', 'city': '渋谷区', 'street': '神宮前1-1-1'}),
            ('somewhere', 'US', {'street': 'somewhere'}),
        ):
            self.assertEqual(split_address(text, region), parts, text)
        self.assertEqual(fix_zip('2110-1234', 'US'), ('02110-1234', True))


@tagged('post_install', '-at_install')
class TestImportSpellingOfRows(BaseCase):

    def row(self, said=None, region='RU', home=None, **values):
        values = {key.replace('__', '.'): value for key, value in values.items()}
        return normalize_row(values, region, {'sources': {key: [place] for place, key in enumerate(values)}, 'said': said, 'home': home})

    def rules(self, row):
        return [(change.rule, change.before, change.after, change.kind) for change in row.changes]

    def test_the_area_code_of_the_city_is_added_and_told(self):
        values = {'company__name': 'Acme', 'company__city': 'Тула', 'company__phone': '12-34-56 доб. 7'}
        row = self.row(**values)
        self.assertEqual(row.company['phones'][0] | {'note': ''}, {
            'value': '+7 487 212-34-56 ext. 7', 'kind': 'phone', 'normalized': '+74872123456', 'extension': '7', 'valid': True, 'note': ''})
        self.assertEqual(self.rules(row), [('phone_area_code', '12-34-56 доб. 7', '+7 487 212-34-56 ext. 7', 'applied')])
        row = self.row({(2, 'phone_area_code'): False}, **values)
        self.assertEqual(([phone['valid'] for phone in row.company['phones']], [issue.code for issue in row.issues]), ([False], ['phone_short']))

    def test_one_of_several_area_codes_is_only_proposed(self):
        values = {'company__name': 'Acme', 'company__city': 'Москва', 'company__phone': '123-45-67'}
        row = self.row(**values)
        self.assertEqual((row.company['phones'][0]['valid'], self.rules(row)[0][3]), (False, 'proposed'))
        row = self.row({(2, 'phone_area_code'): True}, **values)
        self.assertEqual(row.company['phones'][0]['normalized'], '+74951234567')

    def test_a_mistyped_domain_is_proposed_and_never_changed_silently(self):
        values = {'company__name': 'Acme', 'company__email': 'Anna@Gmial.com; b@mail.ru'}
        row = self.row(**values)
        self.assertEqual([email['value'] for email in row.company['emails']], ['anna@gmial.com', 'b@mail.ru'])
        self.assertEqual(self.rules(row), [('email_spelling', 'Anna@Gmial.com', 'anna@gmial.com', 'applied'),
                                           ('email_typo', 'anna@gmial.com', 'anna@gmail.com', 'proposed')])
        self.assertEqual([issue.code for issue in row.issues], ['email_typo'])
        row = self.row({(1, 'email_typo'): True}, **values)
        self.assertEqual(([email['value'] for email in row.company['emails']], row.issues), (['anna@gmail.com', 'b@mail.ru'], []))
        row = self.row({(1, 'email_typo'): False}, **values)
        self.assertEqual((row.company['emails'][0]['value'], row.issues), ('anna@gmial.com', []))

    def test_an_address_that_cannot_be_one_stays_in_the_notes_until_somebody_says_what_was_meant(self):
        values = {'company__name': 'Acme', 'company__email': 'a@yandex.r'}
        row = self.row(**values)
        self.assertEqual((row.company.get('emails'), row.company['comment'], self.rules(row)[0][3]), (None, 'a@yandex.r', 'proposed'))
        row = self.row({(1, 'email_typo'): True}, **values)
        self.assertEqual((row.company['emails'][0]['value'], row.company.get('comment'), row.issues), ('a@yandex.ru', None, []))

    def test_the_prefix_of_a_vat_number_is_proposed(self):
        row = self.row(company__name='Acme', company__vat='00743110157', company__country='Italia')
        self.assertEqual((row.company['vat'], self.rules(row)), ('00743110157', [('tax_id_prefix', '00743110157', 'IT00743110157', 'proposed')]))

    def test_numbers_of_another_country_are_written_internationally(self):
        values = {'company__name': 'Acme', 'company__phone': '8 495 123-45-67'}
        self.assertEqual(self.row(home='RU', **values).changes, [])
        row = self.row(home='DE', **values)
        self.assertEqual(row.company['phones'][0]['value'], '+7 495 123-45-67')
        self.assertEqual(self.rules(row), [('phone_international', '8 495 123-45-67', '+7 495 123-45-67', 'applied')])
        self.assertEqual(self.row(home='DE', company__country='RU', **values).changes, [], "the row says its country itself")

    def test_refusing_the_order_of_a_date_turns_it(self):
        values = {'person__name': 'Jo Doe', 'person__birthdate': '03/04/1980'}
        self.assertEqual(self.row(**values).person['birthdate'], '1980-04-03')
        self.assertEqual(self.row({(1, 'date_order'): False}, **values).person['birthdate'], '1980-03-04')

    def test_a_refused_split_leaves_the_address_whole(self):
        values = {'company__name': 'Acme', 'company__address': '119019, Москва, ул. Арбат, д. 1'}
        self.assertEqual(self.row(**values).company['city'], 'Москва')
        row = self.row({(1, 'address_split'): False}, **values)
        self.assertEqual((row.company.get('city'), row.company['address']), (None, '119019, Москва, ул. Арбат, д. 1'))

    def test_words_between_numbers_go_to_the_notes(self):
        row = self.row(company__name='Acme', company__phone='call in the morning | 8 495 123-45-67')
        self.assertEqual(row.company['phones'][0]['value'], '8 495 123-45-67')
        self.assertEqual(row.company.get('comment'), 'call in the morning')
        self.assertNotIn('comment', self.row(company__name='Acme', company__phone='тел. 8 495 123-45-67, факс 8 495 765-43-21').company)

    def test_what_has_no_place_goes_to_the_notes(self):
        row = self.row(company__name='Acme', company__country='Atlantis', company__phone='спросить Анну', company__email='нет почты', company__kpp='12',
                       any__lang='klingon', company__city=['Тула', 'Омск'], person__name='Jo', person__birthdate='soon')
        for text in ('Atlantis', 'спросить Анну', 'нет почты', '12', 'klingon', 'Омск'):
            self.assertIn(text, row.company['comment'])
        self.assertEqual(row.person['comment'], 'soon')


@tagged('post_install', '-at_install')
class TestImportSpellingWritten(ImportCase):

    def test_region_language_and_form_of_address_reach_the_customer(self):
        self.env['res.lang']._activate_lang('ru_RU')
        record = self.bring(('ООО Вектор;Тульская обл;Россия;;русский', 'Плюс;Шир;Россия;;日本語', ';;;г-н Иванов Иван;'),
                            'Компания;Регион;Страна;Контактное лицо;Язык')
        vector, plus = self.row(record, 2).account_id, self.row(record, 3).account_id
        self.assertEqual((vector.state_id.code, vector.lang), ('TUL', 'ru_RU'))
        self.assertIn('Шир', plus.comment)
        self.assertIn('ja', plus.comment)
        person = self.row(record, 4).partner_id
        self.assertEqual(person.name, 'Иванов Иван')
        self.assertIn('г-н', person.comment)
