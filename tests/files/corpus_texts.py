"""Text files: encodings, delimiters, quotes, lines that are no data."""

HEADER = 'Наименование;ИНН;Телефон;E-mail;Город'
ROW = 'ООО "Ромашка";7707083893;8 (495) 123-45-67;info@romashka.example;Москва'
FIELDS = ['company.name', 'company.vat', 'company.phone', 'company.email', 'company.city']
ROMASHKA = {'company.name': 'ООО "Ромашка"', 'company.vat': '7707083893', 'company.phones': ['+74951234567'], 'company.emails': ['info@romashka.example']}
PEOPLE = ('Иванов Иван Иванович;8 916 123-45-67', 'Петрова Анна Сергеевна;8 916 123-45-68', 'Сидоров Пётр Ильич;8 916 123-45-69')


def lines(*rows, end='\r\n'):
    return end.join(rows) + end


def cases():
    return [*encodings(), *delimiters(), *quotes(), *shapes(), *impostors()]


def encodings():
    text = lines('Наименование;Телефон', *(f'ООО "Василёк и сыновья {number}";8 495 123-45-{number}' for number in range(10, 20)))
    first = {2: {'company.name': 'ООО "Василёк и сыновья 10"', 'company.phones': ['+74951234510']}}
    for name, encoding in (('cp1251', 'cp1251'), ('cp866', 'cp866'), ('koi8-r', 'koi8-r'), ('utf-8', 'utf-8-sig'), ('utf-16', 'utf-16')):
        yield f'encoding_{name}.csv', text.encode('utf-8' if name == 'utf-8' else encoding), {'encoding': encoding, 'rows': 10, 'values': first}
    japanese = lines('会社名,担当者名,電話番号', *(f'株式会社サンプル{number},山田太郎,03-1234-56{number}' for number in range(10, 20)))
    yield 'encoding_shift_jis.csv', japanese.encode('cp932'), {
        'encoding': 'cp932', 'region': 'JP', 'rows': 10, 'values': {2: {'company.name': '株式会社サンプル10', 'person.name': '山田太郎', 'person.phones': ['+81312345610']}}}
    chinese = lines('公司名称,联系人,手机', *(f'北京示例科技{number}有限公司,王小明,138001380{number}' for number in range(10, 20)))
    yield 'encoding_gb18030.csv', chinese.encode('gb18030'), {
        'encoding': 'gb18030', 'region': 'CN', 'rows': 10, 'values': {2: {'company.name': '北京示例科技10有限公司', 'person.name': '王小明', 'person.phones': ['+8613800138010']}}}
    yield 'utf16_tab.txt', '\ufeff'.encode('utf-16-le') + text.replace(';', '\t').encode('utf-16-le'), {'delimiter': '\t', 'rows': 10, 'values': first}
    yield 'utf16_without_mark.csv', text.encode('utf-16-le'), {'encoding': 'utf-16-le', 'rows': 10, 'values': first}
    yield 'mark_in_mid_file.csv', lines(HEADER, ROW, '\ufeff' + ROW.replace('Ромашка', 'Лютик')).encode('utf-8-sig'), {
        'rows': 2, 'values': {2: ROMASHKA, 3: {'company.name': 'ООО "Лютик"'}}}
    old = ''.join(f'ООО Ландыш {number};8 495 765-43-{number}\r\n' for number in range(10, 16))
    yield 'two_encodings.csv', text.encode() + old.encode('cp1251'), {
        'rows': 16, 'warnings': ['mixed_encodings'], 'values': {2: first[2], 17: {'company.name': 'ООО Ландыш 15'}}}
    yield 'damaged_utf8.csv', (text * 8).encode().replace('сыновья 15'.encode(), b'\xd1\xff\xd0 15', 1), {'warnings': ['some_characters']}


def delimiters():
    yield 'semicolon_with_commas_inside.csv', lines('Name;Address;Phone', 'Acme Ltd;1 High St, London;+44 20 7946 0101', 'Beta Ltd;2 Low St, Bath, Avon;+44 20 7946 0102').encode(), {
        'delimiter': ';', 'rows': 2, 'values': {2: {'company.street': '1 High St, London', 'company.phones': ['+442079460101']}}}
    yield 'tabs.tsv', lines('Company\tPhone', 'Acme, Inc.\t+1 212 555 0101').encode(), {'delimiter': '\t', 'values': {2: {'company.name': 'Acme, Inc.'}}}
    yield 'bars.txt', lines('Company|Phone|City', 'Acme|+44 20 7946 0101|Bath').encode(), {'delimiter': '|', 'rows': 1}
    yield 'sep_line.csv', lines('sep=;', 'Company;Phone', 'Acme;+44 20 7946 0101').encode(), {'delimiter': ';', 'rows': 1}
    yield 'one_column.csv', lines('E-mail', 'jane@acme.example', 'joe@acme.example').encode(), {'rows': 2, 'fields': ['person.email'], 'issues': {2: ['name_from_email']}}


def quotes():
    yield 'unclosed_quote.csv', lines('Company;Phone;City', '"Acme;+44 20 7946 0101;Bath', *(f'Beta {number};+44 20 7946 01{number};Ulm' for number in range(10, 90))).encode(), {
        'rows': 81, 'warnings': ['unclosed_quote'], 'values': {3: {'company.name': 'Beta 10'}}}
    yield 'line_breaks_in_cells.csv', lines('Company;Phone;Note', 'Acme;"+44 20 7946 0101\n+44 20 7946 0102";"one\ntwo"').encode(), {
        'rows': 1, 'values': {2: {'company.phones': ['+442079460101', '+442079460102'], 'company.comment': 'one\ntwo'}}}
    yield 'doubled_quotes.csv', lines('Company;Phone', '"ООО ""Ромашка""";8 495 123-45-67').encode(), {'values': {2: {'company.name': 'ООО "Ромашка"'}}}
    yield 'old_mac_line_ends.csv', lines('Company;Phone', 'Acme;+44 20 7946 0101', 'Beta;+44 20 7946 0102', end='\r').encode(), {'rows': 2}


def shapes():
    yield 'ragged_rows.csv', lines('Company;Phone;City', 'Acme', 'Beta;+44 20 7946 0101;Bath;more;cells', 'Gamma;+44 20 7946 0102').encode(), {
        'rows': 3, 'fields': ['company.name', 'company.phone', 'company.city', None, None], 'values': {2: {'company.name': 'Acme', 'company.phones': None}, 3: {'company.city': 'Bath'}}}
    yield 'nul_zero_width_bidi.csv', lines(HEADER, '\u202eООО\u202c\u200b Ро\xadмашка\xa0\x00;7707083893\u200b;\u200e8 (495) 123-45-67;info@romashka.example;Москва').encode(), {
        'rows': 1, 'values': {2: {'company.name': 'ООО Ромашка', 'company.vat': '7707083893', 'company.phones': ['+74951234567']}}}
    yield 'duplicate_and_empty_headers.csv', lines('Company;Phone;Phone;;City', 'Acme;+44 20 7946 0101;+44 20 7946 0102;x;Bath').encode(), {
        'fields': ['company.name', 'company.phone', 'company.phone', None, 'company.city'], 'values': {2: {'company.phones': ['+442079460101', '+442079460102']}}}
    yield 'title_rows.csv', lines('Список контрагентов;;;;', 'на 01.02.2025;;;;', ';;;;', HEADER, ROW).encode(), {'header_row': 4, 'rows': 1, 'values': {5: ROMASHKA}}
    yield 'totals_and_numbers.csv', lines(HEADER, '1;2;3;4;5', ROW, 'Итого: 1;;;;').encode(), {'rows': 1, 'skipped': {'column_numbers': 1, 'total': 1}}
    yield 'a_company_called_total.csv', lines(HEADER, 'Total;7707083893;8 495 123-45-67;info@total.example;Москва').encode(), {'rows': 1, 'values': {2: {'company.name': 'Total'}}}
    yield 'repeated_header.csv', lines(HEADER, ROW, HEADER, ROW.replace('Ромашка', 'Лютик')).encode(), {'rows': 2, 'skipped': {'repeated_header': 1}}
    yield 'printed_pages.csv', lines('Список;;;;', HEADER, ROW, 'Страница 1 из 2;;;;', 'Список;;;;', HEADER, ROW.replace('Ромашка', 'Лютик')).encode(), {
        'rows': 2, 'skipped': {'page': 2, 'repeated_header': 1}}
    yield 'no_header.csv', lines(*(f'ООО Ромашка {number};8 495 123-45-{number};info{number}@romashka.example' for number in range(10, 15))).encode(), {
        'header_row': 0, 'rows': 5, 'warnings': ['no_header_row'], 'fields': ['company.name', 'company.phone', 'company.email']}
    yield 'nothing_to_go_by.csv', lines('1;2;3', '4;5;6', '7;8;9').encode(), {'refused': 'no_header'}
    yield 'five_hundred_columns.csv', lines(';'.join(['Company', *(f'X{number}' for number in range(499))]), ';'.join(['Acme', *['v'] * 499])).encode(), {
        'rows': 1, 'values': {2: {'company.name': 'Acme'}}}
    yield 'two_thousand_columns.csv', lines(';'.join(['Company'] * 2000), ';'.join(['Acme'] * 2000)).encode(), {'refused': 'too_many_columns'}
    yield 'blank_lines.csv', lines('', '', 'Company;Phone', '', 'Acme;+44 20 7946 0101', '', '', 'Beta;+44 20 7946 0102', '').encode(), {'header_row': 3, 'rows': 2}
    yield 'ten_thousand_characters.csv', lines('Company;Notes', 'x' * 10_000 + ';' + 'y' * 10_000).encode(), {'rows': 1, 'issues': {2: ['truncated']}}


def impostors():
    yield 'empty.csv', b'', {'refused': 'empty'}
    yield 'blank.csv', b'\n\n \n', {'refused': 'empty'}
    yield 'only_a_header.csv', lines(HEADER).encode(), {'refused': 'empty'}
    yield 'picture.csv', b'\x89PNG\r\n\x1a\n' + bytes(200), {'refused': 'format'}
    yield 'program.csv', b'MZ' + bytes(200), {'refused': 'format'}
