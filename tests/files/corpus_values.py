"""Tables whose cells say odd things: names, numbers, addresses, hostile texts."""


def table(header, *rows):
    return '\r\n'.join([header, *rows, '']).encode()


def cases():
    return [*companies(), *people(), *reach(), *places(), *hostile()]


def companies():
    yield 'inn_with_kpp.csv', table('Наименование;ИНН/КПП', 'Ромашка;7707083893/770701001', 'Лютик;5001007329 500101001'), {
        'values': {2: {'company.vat': '7707083893', 'company.kpp': '770701001'}, 3: {'company.vat': '5001007329', 'company.kpp': '500101001'}}}
    yield 'branches_of_one_inn.csv', table('Наименование;ИНН;КПП', 'Ромашка;7707083893;770701001', 'Ромашка, филиал;7707083893;500101001'), {
        'values': {2: {'company.kpp': '770701001'}, 3: {'company.kpp': '500101001'}}}
    yield 'sole_trader.csv', table('Наименование;ИНН;Телефон', 'ИП Иванов Иван Иванович;500100732259;8 916 123-45-67'), {
        'values': {2: {'company.vat': '500100732259', 'company.is_person': True, 'company.legal_form': 'ИП'}}}
    yield 'wrong_check_digit.csv', table('Наименование;ИНН', 'Ромашка;7707083894'), {'issues': {2: ['vat_invalid']}, 'values': {2: {'company.vat': '7707083894'}}}
    yield 'spellings_of_a_company.csv', table('Наименование;ИНН', '"Ромашка, ООО";7707083893', 'ООО «Ромашка»;', 'ООО "РОМАШКА";', 'OOO Pомашка;'), {
        'values': {2: {'company.name': 'Ромашка, ООО', 'company.short_name': 'Ромашка'}, 3: {'company.short_name': 'Ромашка'}, 4: {'company.name': 'ООО "Ромашка"'},
                   5: {'company.name': 'ООО Ромашка'}},
        'changes': {4: [['letter_case', 'ООО "РОМАШКА"', 'ООО "Ромашка"']], 5: [['look_alikes', 'OOO Pомашка', 'ООО Ромашка']]}}
    yield 'legal_forms_of_the_world.csv', table('Company;Phone', 'Müller GmbH & Co. KG;+49 30 901820', '"Acme, Inc.";+1 212 555 0101', '株式会社山田;+81 3 1234 5678', '北京示例科技有限公司;+86 10 12345678'), {
        'values': {2: {'company.short_name': 'Müller', 'company.legal_form': 'GMBHCOKG'}, 3: {'company.short_name': 'Acme'}, 4: {'company.short_name': '山田'}, 5: {'company.short_name': '北京示例科技'}}}
    yield 'vat_numbers_of_europe.csv', table('Company;VAT;Country', 'Müller;DE 136 695 976;Deutschland', 'Rossi;00743110157;Italy', 'Nobody;IT00743110158;Italia'), {
        'values': {2: {'company.vat': 'DE136695976', 'company.country': 'DE'}, 3: {'company.vat': '00743110157'}},
        'issues': {4: ['vat_invalid']}, 'changes': {2: [['tax_id_spelling', 'DE 136 695 976', 'DE136695976']], 3: [['tax_id_prefix', '00743110157', 'IT00743110157']]}}


def people():
    yield 'people_in_capitals.csv', table('ФИО;Телефон', 'ИВАНОВ ИВАН ИВАНОВИЧ;8 916 123-45-67', 'петрова анна;8 916 123-45-68'), {
        'values': {2: {'person.name': 'Иванов Иван Иванович', 'person.last_name': 'Иванов', 'person.middle_name': 'Иванович'}, 3: {'person.name': 'Петрова Анна'}}}
    yield 'order_of_names.csv', table('ФИО;Телефон', 'Иван Иванович Иванов;8 916 123-45-67', '"Smith, John";8 916 123-45-68', '山田太郎;8 916 123-45-69'), {
        'values': {2: {'person.last_name': 'Иванов', 'person.first_name': 'Иван'}, 3: {'person.name': 'John Smith', 'person.last_name': 'Smith'},
                   4: {'person.last_name': '山田', 'person.first_name': '太郎'}}, 'changes': {3: [['name_order', 'Smith, John', 'John Smith']]}}
    yield 'several_people_in_a_cell.csv', table('Компания;Контактное лицо', 'Ромашка;Иванов И.И., Петров П.П.', 'Acme;Anna and Peter Smith', 'Лютик;Отдел продаж'), {
        'values': {2: {'person.name': 'Иванов И.И.', 'person.further': [{'name': 'Петров П.П.'}]},
                   3: {'person.name': 'Anna Smith', 'person.further': [{'name': 'Peter Smith'}]}, 4: {'person.name': 'Отдел продаж', 'person.further': None}},
        'changes': {2: [['several_people', 'Иванов И.И., Петров П.П.', 'Иванов И.И. | Петров П.П.'], ['further_people', 'Петров П.П.', '+ Петров П.П.']]},
        'issues': {2: [], 3: []}}
    yield 'forms_of_address.csv', table('Contact person;Phone', 'Mr. John Smith;+44 20 7946 0101', 'Frau Dr. Anna Weiß;+49 30 901820'), {
        'values': {2: {'person.name': 'John Smith', 'person.salutation': 'Mr.'}, 3: {'person.name': 'Anna Weiß', 'person.salutation': 'Frau Dr.'}}}
    yield 'name_in_parts.csv', table('Фамилия;Имя;Отчество;Телефон', 'ИВАНОВ;ИВАН;ИВАНОВИЧ;8 916 123-45-67'), {'values': {2: {'person.name': 'Иванов Иван Иванович'}}}
    yield 'no_name_at_all.csv', table('ФИО;E-mail;Телефон', ';jane@acme.example;', ';;8 916 123-45-67', ';;'), {
        'rows': 2, 'values': {2: {'person.name': 'jane@acme.example'}, 3: {'person.name': '8 916 123-45-67'}}, 'issues': {2: ['name_from_email'], 3: ['name_from_email']}}


def reach():
    yield 'several_emails.csv', table('Компания;E-mail', 'Ромашка;"a@b.example; c@d.example"', 'Лютик;Анна <anna@lyutik.example>'), {
        'values': {2: {'company.emails': ['a@b.example', 'c@d.example']}, 3: {'company.emails': ['anna@lyutik.example']}}}
    yield 'mistyped_domains.csv', table('Компания;E-mail', 'Ромашка;info@gmial.com', 'Лютик;info@mail.ry', 'Вега;info@yandex.r', 'Плюс;нет почты'), {
        'values': {2: {'company.emails': ['info@gmial.com']}, 4: {'company.emails': None, 'company.comment': 'info@yandex.r'}, 5: {'company.comment': 'нет почты'}},
        'changes': {2: [['email_typo', 'info@gmial.com', 'info@gmail.com']], 3: [['email_typo', 'info@mail.ry', 'info@mail.ru']], 4: [['email_typo', 'info@yandex.r', 'info@yandex.ru']]},
        'issues': {2: ['email_typo'], 3: ['email_typo'], 4: ['email_typo'], 5: ['email_invalid']}}
    yield 'shared_mailbox.csv', table('Компания;Контактное лицо;E-mail', *(f'Ромашка;Иванов Иван {"И" * number};info@romashka.example' for number in range(1, 11))), {'rows': 10}
    yield 'several_phones.csv', table('Компания;Телефон', 'Ромашка;"8 (495) 123-45-67 доб. 12, 8-916-123-45-67"', 'Лютик;8-10-49-30-901820', 'Вега;спросить Анну'), {
        'values': {2: {'company.phones': ['+74951234567', '+79161234567']}, 3: {'company.phones': ['+4930901820']}, 4: {'company.comment': 'спросить Анну'}}, 'issues': {4: ['phone_invalid']}}
    yield 'local_numbers.csv', table('Компания;Город;Телефон', 'Ромашка;Тула;12-34-56', 'Лютик;Москва;123-45-67', 'Вега;Урюпинск;2-34-56'), {
        'values': {2: {'company.phones': ['+74872123456']}}, 'issues': {3: ['phone_short'], 4: ['phone_short']},
        'changes': {2: [['phone_area_code', '12-34-56', '+7 487 212-34-56']], 3: [['phone_area_code', '123-45-67', '+7 495 123-45-67']]}}
    yield 'wrong_columns.csv', table('Компания;Телефон;E-mail', 'Ромашка;8 495 123-45-67;info@romashka.example', 'Лютик;info@lyutik.example;8 495 765-43-21'), {
        'values': {3: {'company.phones': ['+74957654321'], 'company.emails': ['info@lyutik.example']}}, 'issues': {3: ['email_in_phone', 'phone_in_email']}}
    yield 'full_width_digits.csv', table('会社名;電話番号', '株式会社山田;０３－１２３４－５６７８'), {'region': 'JP', 'values': {2: {'company.phones': ['+81312345678']}}}
    yield 'country_of_the_row.csv', table('Company;Country;Phone', 'Müller;Германия;030 901820', 'Ромашка;РФ;8 495 123-45-67', 'Yamada;日本;03-1234-5678'), {
        'values': {2: {'company.phones': ['+4930901820']}, 3: {'company.phones': ['+74951234567'], 'company.country': 'RU'}, 4: {'company.phones': ['+81312345678']}}}


def places():
    yield 'addresses_in_one_cell.csv', table(
        'Company;Address;Country', 'Ромашка;"127006, г. Москва, ул. Тверская, д. 1, оф. 5";РФ', 'Müller;"Musterstr. 5, 10115 Berlin";DE',
        'Acme;"123 Main St, Springfield, IL 62704";USA', 'Yamada;〒150-0001 東京都渋谷区神宮前1-1-1;Japan'), {
            'values': {2: {'company.zip': '127006', 'company.city': 'Москва', 'company.street': 'ул. Тверская, д. 1, оф. 5'}, 3: {'company.zip': '10115', 'company.city': 'Berlin'},
                       4: {'company.state': 'IL', 'company.zip': '62704'}, 5: {'company.state_code': 'JP-13', 'company.city': '渋谷区'}}}
    yield 'countries_in_four_languages.csv', table('Company;Country', *(f'Acme {name};{name}' for name in ('РФ', 'Germany', 'ドイツ', '德国', 'U.S.A.', 'Atlantis'))), {
        'values': {2: {'company.country': 'RU'}, 3: {'company.country': 'DE'}, 4: {'company.country': 'DE'}, 5: {'company.country': 'DE'}, 6: {'company.country': 'US'},
                   7: {'company.country': None, 'company.comment': 'Atlantis'}}, 'issues': {7: ['country_unknown']}}
    yield 'regions.csv', table('Компания;Регион;Страна', 'Ромашка;Тульская обл;Россия', 'Лютик;Респ. Татарстан;Россия'), {
        'values': {2: {'company.state_code': 'TUL'}, 3: {'company.state_code': 'TA'}}}
    yield 'cities_in_capitals.csv', table('Компания;Город', 'Ромашка;РОСТОВ-НА-ДОНУ', 'Лютик;москва'), {
        'values': {2: {'company.city': 'Ростов-на-Дону'}, 3: {'company.city': 'Москва'}}}


def hostile():
    yield 'formulas.csv', table('Company;City;Phone', "=cmd|' /C calc'!A0;@SUM(1+1);+44 20 7946 0101"), {
        'values': {2: {'company.name': "=cmd|' /C calc'!A0", 'company.city': '@SUM(1+1)'}}, 'issues': {2: ['formula_text', 'formula_text']}}
    yield 'markup.csv', table('Company;Notes', '<img src=x onerror=alert(1)>;<script>alert(1)</script>'), {
        'values': {2: {'company.name': '<img src=x onerror=alert(1)>', 'company.comment': '<script>alert(1)</script>'}}}
    yield 'placeholders.csv', table('Company;City;Phone;E-mail', 'Acme;-;n/a;нет'), {
        'values': {2: {'company.city': None, 'company.phones': None, 'company.emails': None}}, 'changes': {2: [['placeholder', '-', ''], ['placeholder', 'n/a', ''], ['placeholder', 'нет', '']]}}
