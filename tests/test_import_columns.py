from odoo.tests import BaseCase, tagged

from odoo.addons.crm_customer_record.tools.imports.columns import suggest
from odoo.addons.crm_customer_record.tools.imports.errors import ImportFileError
from odoo.addons.crm_customer_record.tools.imports.files import open_file
from odoo.addons.crm_customer_record.tools.imports.sheets import ColumnInfo
from odoo.addons.crm_customer_record.tools.imports.targets import FIELDS, MULTIPLE

from . import import_corpus as corpus
from .import_headers import HEADERS

C, P = 'company.', 'person.'
# what people really export: (name, header, a row of data, expected field per column; None: not imported)
REAL_HEADERS = [
    ('1C: counterparties', ['Код', 'Наименование', 'Полное наименование', 'ИНН/КПП', 'Телефон', 'Эл. почта', 'Юридический адрес',
                            'Фактический адрес', 'Контактное лицо', 'Должность', 'Менеджер', 'Группа', 'Комментарий'],
     ['000012', 'Ромашка ООО', 'ООО "Ромашка"', '7707083893/770701001', '8 495 123-45-67', 'a@b.example', 'Москва', 'Москва',
      'Иванов И.И.', 'Директор', 'Петров', 'Покупатели', 'x'],
     [C + 'ref', C + 'name', C + 'full_name', C + 'vat', C + 'phone', C + 'email', C + 'address', C + 'address', P + 'name',
      P + 'function', C + 'user', C + 'category', C + 'comment']),
    ('1C: short report', ['№ п/п', 'Контрагент', 'ИНН', 'КПП', 'Тел.', 'Адрес электронной почты', 'Сайт'],
     ['1', 'ЗАО Вега', '7707083893', '770701001', '84951234567', 'a@b.example', 'vega.ru'],
     [None, C + 'name', C + 'vat', C + 'kpp', C + 'phone', C + 'email', C + 'website']),
    ('Russian, people', ['Фамилия', 'Имя', 'Отчество', 'Организация', 'Должность', 'Моб. телефон', 'Рабочий телефон', 'Почта', 'Дата рождения'],
     ['Иванов', 'Иван', 'Иванович', 'Ромашка', 'Юрист', '89161234567', '84951234567', 'a@b.example', '01.02.1980'],
     [P + 'last_name', P + 'first_name', P + 'middle_name', C + 'name', P + 'function', P + 'mobile', P + 'phone', P + 'email', P + 'birthdate']),
    ('Russian, home-made', ['Название', 'Город', 'ФИО', 'Телефоны', 'e-mail', 'Telegram', 'Примечание'],
     ['Ромашка', 'Тула', 'Анна Петровна Сидорова', '89161234567', 'a@b.example', '@anna', 'звонить утром'],
     [C + 'name', C + 'city', P + 'name', P + 'phone', P + 'email', 'any.messenger', P + 'comment']),
    ('Outlook', ['Title', 'First Name', 'Middle Name', 'Last Name', 'Suffix', 'Company', 'Department', 'Job Title', 'Business Street',
                 'Business City', 'Business State', 'Business Postal Code', 'Business Country/Region', 'Business Fax', 'Business Phone',
                 'Home Phone', 'Mobile Phone', 'E-mail Address', 'Web Page', 'Notes'],
     ['Mr.', 'Jo', '', 'Doe', '', 'Acme', 'IT', 'CTO', '1 Main St', 'Boston', 'MA', '02110', 'United States', '', '+1 617 555 0101',
      '', '+1 617 555 0102', 'jo@acme.example', 'acme.com', ''],
     [None, P + 'first_name', P + 'middle_name', P + 'last_name', None, C + 'name', None, P + 'function', C + 'street', C + 'city', C + 'state',
      C + 'zip', C + 'country', None, P + 'phone', P + 'phone', P + 'mobile', P + 'email', C + 'website', P + 'comment']),
    ('Google Contacts', ['First Name', 'Middle Name', 'Last Name', 'Organization Name', 'Organization Title', 'Birthday', 'Notes', 'Labels',
                         'E-mail 1 - Label', 'E-mail 1 - Value', 'Phone 1 - Label', 'Phone 1 - Value', 'Phone 2 - Value', 'Address 1 - Formatted',
                         'Address 1 - City', 'Website 1 - Value'],
     ['Jo', '', 'Doe', 'Acme', 'CTO', '1980-02-01', 'x', '* myContacts', 'Work', 'jo@acme.example', 'Mobile', '+1 617 555 0101', '', '1 Main St', 'Boston', 'acme.com'],
     [P + 'first_name', P + 'middle_name', P + 'last_name', C + 'name', P + 'function', P + 'birthdate', P + 'comment', C + 'category', None,
      P + 'email', None, P + 'phone', P + 'phone', C + 'address', C + 'city', C + 'website']),
    ('HubSpot', ['Record ID', 'First Name', 'Last Name', 'Email', 'Phone Number', 'Contact owner', 'Primary Company', 'Lead Status', 'Create Date', 'Job Title', 'City', 'Country/Region', 'Industry'],
     ['1', 'Jo', 'Doe', 'jo@acme.example', '+1 617 555 0101', 'Ann', 'Acme', 'New', '2025-01-01', 'CTO', 'Boston', 'USA', 'Software'],
     [None, P + 'first_name', P + 'last_name', P + 'email', P + 'phone', C + 'user', C + 'name', None, None, P + 'function', C + 'city', C + 'country', C + 'industry']),
    ('LinkedIn', ['First Name', 'Last Name', 'URL', 'Email Address', 'Company', 'Position', 'Connected On'],
     ['Jo', 'Doe', 'https://www.linkedin.com/in/jodoe', '', 'Acme', 'CTO', '01 Jan 2025'],
     [P + 'first_name', P + 'last_name', 'any.messenger', P + 'email', C + 'name', P + 'function', None]),
    ('English, companies', ['Customer No.', 'Customer name', 'VAT number', 'Phone', 'E-mail', 'Street', 'ZIP', 'City', 'Country', 'Contact person', 'Mobile', 'Salesperson'],
     ['10001', 'Acme Ltd', 'GB999999973', '+44 20 7946 0101', 'info@acme.example', '1 High St', 'SW1A 1AA', 'London', 'UK', 'Jane Roe', '+44 7700 900123', 'Sam'],
     [C + 'ref', C + 'name', C + 'vat', C + 'phone', C + 'email', C + 'street', C + 'zip', C + 'city', C + 'country', P + 'name', P + 'mobile', C + 'user']),
    ('English, plain people', ['Name', 'Email', 'Phone', 'Notes'], ['Jane Roe', 'jane@acme.example', '+44 20 7946 0101', ''],
     [P + 'name', P + 'email', P + 'phone', P + 'comment']),
    ('English, company and contact', ['Company', 'Company phone', 'Name', 'Title', 'Phone', 'Email', 'Website'],
     ['Acme Ltd', '+44 20 7946 0101', 'Jane Roe', 'CEO', '+44 7700 900123', 'jane@acme.example', 'acme.com'],
     [C + 'name', C + 'phone', P + 'name', P + 'function', P + 'phone', P + 'email', C + 'website']),
    ('Japanese, companies', ['取引先コード', '会社名', '会社名フリガナ', '郵便番号', '住所', '電話番号', 'FAX番号', 'メールアドレス', '担当者名', '部署名', '役職', '携帯電話', '備考'],
     ['1', '株式会社サンプル', 'サンプル', '100-0001', '東京都千代田区', '03-1234-5678', '03-1234-5679', 'a@b.example', '山田 太郎', '営業部', '部長', '090-1234-5678', ''],
     [C + 'ref', C + 'name', None, C + 'zip', C + 'address', C + 'phone', None, C + 'email', P + 'name', None, P + 'function', P + 'mobile', C + 'comment']),
    ('Japanese, cards', ['姓', '名', '会社名', '部署', '役職', 'Eメール', 'TEL', '携帯', '会社住所', 'URL'],
     ['山田', '太郎', '株式会社サンプル', '営業部', '部長', 'a@b.example', '03-1234-5678', '090-1234-5678', '東京都', 'example.co.jp'],
     [P + 'last_name', P + 'first_name', C + 'name', None, P + 'function', P + 'email', P + 'phone', P + 'mobile', C + 'address', C + 'website']),
    ('Chinese, companies', ['客户编号', '客户名称', '统一社会信用代码', '联系人', '职务', '手机', '座机', '邮箱', '地址', '省份', '城市', '邮编', '客户经理', '备注'],
     ['K1', '北京示例科技有限公司', '91310000MA1FL1LL8B', '王小明', '经理', '13800138000', '010-12345678', 'a@b.example', '中关村', '北京', '北京', '100000', '李丽', ''],
     [C + 'ref', C + 'name', C + 'vat', P + 'name', P + 'function', P + 'mobile', P + 'phone', P + 'email', C + 'address', C + 'state', C + 'city', C + 'zip', C + 'user', C + 'comment']),
    ('Chinese, contacts', ['姓名', '公司', '职位', '电话', '电子邮箱', '微信', '生日', '标签'],
     ['王小明', '北京示例科技有限公司', '经理', '13800138000', 'a@b.example', 'wxming', '1980-02-01', 'VIP'],
     [P + 'name', C + 'name', P + 'function', P + 'phone', P + 'email', 'any.messenger', P + 'birthdate', C + 'category']),
    ('German', ['Kundennummer', 'Firma', 'Ansprechpartner', 'Straße', 'PLZ', 'Ort', 'Land', 'Telefon', 'Mobil', 'E-Mail', 'USt-IdNr', 'Bemerkung'],
     ['10001', 'Müller GmbH', 'Jörg Weiß', 'Hauptstr. 1', '10115', 'Berlin', 'Deutschland', '+49 30 901820', '+49 151 12345678', 'w@m.example', 'DE136695976', ''],
     [C + 'ref', C + 'name', P + 'name', C + 'street', C + 'zip', C + 'city', C + 'country', P + 'phone', P + 'mobile', P + 'email', C + 'vat', C + 'comment']),
    ('misspelled and decorated', ['Compnay name *', 'Conact person', 'Phone Number (work)', 'E-Mail (required)', 'Adress'],
     ['Acme Ltd', 'Jane Roe', '+44 20 7946 0101', 'jane@acme.example', '1 High St'],
     [C + 'name', P + 'name', P + 'phone', P + 'email', C + 'address']),
]


@tagged('post_install', '-at_install')
class TestImportColumns(BaseCase):

    def open(self, rows, **options):
        source = open_file('list.xlsx', corpus.xlsx(('S', rows)), options)
        self.addCleanup(source.close)
        return source

    def mapping(self, rows, **options):
        columns = self.open(rows, **options).sheet.columns
        found = {item.column_index: item.field for item in suggest(columns, 'partner')}
        return [found.get(column.index) for column in columns]

    def test_real_headers_of_four_languages(self):
        right = total = 0
        wrong = []
        for name, header, row, expected in REAL_HEADERS:
            found = self.mapping([header, row, row])
            self.assertEqual(len(found), len(expected), name)
            for title, field, wanted in zip(header, found, expected, strict=True):
                total += 1
                right += field == wanted
                if field != wanted:
                    wrong.append((name, title, field, wanted))
        self.assertGreaterEqual(right / total, 0.97, wrong)
        self.assertGreater(total, 150)

    def test_headers_of_other_systems(self):
        """By header alone, without a look at the cells."""
        wrong = []
        total = 0
        for name, expected in HEADERS.items():
            columns = [ColumnInfo(index, header, ['x']) for index, (header, _field) in enumerate(expected)]
            found = {item.column_index: item.field for item in suggest(columns)}
            total += len(expected)
            wrong += [(name, header, found.get(index), field) for index, (header, field) in enumerate(expected)
                      if found.get(index) != field]
        self.assertLessEqual(len(wrong) / total, 0.02, wrong)

    def test_each_known_field_has_a_label_and_single_ones_are_given_once(self):
        for name, header, row, _expected in REAL_HEADERS:
            fields = [field for field in self.mapping([header, row]) if field]
            self.assertLessEqual(set(fields), set(FIELDS), name)
            single = [field for field in fields if field not in MULTIPLE]
            self.assertEqual(len(single), len(set(single)), name)

    def test_columns_without_header_are_told_by_content(self):
        rows = [['7707083893', 'jane@acme.example', '+44 20 7946 0101', 'ООО Ромашка', 'x'],
                ['5001007329', 'joe@beta.example', '8 (495) 123-45-67', 'ЗАО Вега', 'y']]
        self.assertEqual(self.mapping(rows, header_row=0),
                         ['company.vat', 'company.email', 'company.phone', 'company.name', None])

    def test_cells_that_contradict_their_header_win(self):
        rows = [['Company', 'Phone', 'E-mail']] + [['Acme', f'j{number}@acme.example', f'+44 20 7946 01{number:02}'] for number in range(5)]
        self.assertEqual(self.mapping(rows), ['company.name', 'company.email', 'company.phone'])

    def test_phones_belong_to_what_stands_before_them(self):
        rows = [['Company', 'Phone', 'Contact person', 'Phone'], ['Acme', '1234567', 'Jane Roe', '7654321']]
        self.assertEqual(self.mapping(rows), ['company.name', 'company.phone', 'person.name', 'person.phone'])

    def test_a_name_alone_is_judged_by_its_content(self):
        self.assertEqual(self.mapping([['Name', 'City'], ['Acme Ltd', 'Bath'], ['Beta GmbH', 'Ulm']]), ['company.name', 'company.city'])
        self.assertEqual(self.mapping([['Имя клиента', 'Город'], ['Иванов Иван Петрович', 'Тула'], ['Сидорова Анна Ильинична', 'Омск']]),
                         ['person.name', 'company.city'])

    def test_titles_and_print_lines_above_the_header(self):
        source = self.open([
            ['Список контрагентов'], ['Организация: ООО "Наша фирма"', None, 'Дата: 01.02.2025'], ['Отбор: Группа Равно "Покупатели"'], [],
            ['Наименование', 'ИНН', 'Телефон'], ['Ромашка', '7707083893', '8 495 123-45-67'], ['Вега', '5001007329', '8 812 123-45-67']])
        self.assertEqual(source.sheet.header_row, 5)
        self.assertEqual([cells[0] for _number, cells in source.iter_rows()], ['Ромашка', 'Вега'])

    def test_a_header_of_two_rows_is_joined(self):
        merged_right = [
            ['Наименование', 'ИНН', 'Контактное лицо', None, None, 'Адрес'],
            [None, None, 'ФИО', 'Телефон', 'E-mail', None],
            ['Ромашка', '7707083893', 'Иванов Иван Петрович', '8 916 123-45-67', 'a@b.example', 'Тула'],
            ['Вега', '5001007329', 'Сидорова Анна', '8 916 123-45-68', 'c@d.example', 'Омск']]
        source = self.open(merged_right)
        self.assertEqual((source.sheet.header_row, source.sheet.header_rows), (2, 2))
        self.assertEqual(source.sheet.columns[3].header, 'Контактное лицо / Телефон')
        self.assertEqual(self.mapping(merged_right), ['company.name', 'company.vat', 'person.name', 'person.phone', 'person.email', 'company.address'])
        self.assertEqual(len(list(source.iter_rows())), 2)
        groups = [[None, 'Company', None, None, 'Contact', None], ['Code', 'Name', 'Phone', 'City', 'Name', 'Phone'],
                  ['1', 'Acme', '1234567', 'Bath', 'Jane Roe', '7654321'], ['2', 'Beta', '1234568', 'Ulm', 'Joe Doe', '7654322']]
        self.assertEqual(self.mapping(groups), ['company.ref', 'company.name', 'company.phone', 'company.city', 'person.name', 'person.phone'])

    def test_a_title_is_no_upper_half_of_a_header(self):
        source = self.open([['Customers'], ['Name', 'Phone'], ['Acme', '1234567']])
        self.assertEqual([column.header for column in source.sheet.columns], ['Name', 'Phone'])

    def test_unknown_headers_are_a_header_when_data_follow(self):
        source = self.open([['Foo', 'Bar', 'Baz'], ['abc', '1234', '2025-01-02'], ['def', '5678', '2025-01-03']])
        self.assertEqual(source.sheet.header_row, 1)
        with self.assertRaises(ImportFileError) as caught:
            self.open([['abc', 'def'], ['ghi', 'jkl'], ['mno', 'pqr']])
        self.assertEqual(caught.exception.code, 'no_header')

    def test_the_user_may_take_another_row_as_header(self):
        source = self.open([['Name', 'Phone'], ['Firma', 'Tel'], ['Acme', '1234567']])
        sheet = source.set_header(source.sheet, 2)
        self.assertEqual([column.header for column in sheet.columns], ['Firma', 'Tel'])
        self.assertEqual([number for number, _cells in source.iter_rows()], [3])

    def test_duplicate_and_empty_headers(self):
        source = self.open([['Company', 'Phone', 'Phone', None, 'City'], ['Acme', '1234567', '7654321', 'x', 'Bath']])
        self.assertEqual([column.label for column in source.sheet.columns], ['Company', 'Phone', 'Phone', 'D', 'City'])
        self.assertEqual(self.mapping([['Company', 'Phone', 'Phone', None, 'City'], ['Acme', '1234567', '7654321', 'x', 'Bath']]),
                         ['company.name', 'company.phone', 'company.phone', None, 'company.city'])
