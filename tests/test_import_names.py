from odoo.tests import BaseCase, tagged

from odoo.addons.crm_customer_record.tools.imports import letter_case, look_alikes
from odoo.addons.crm_customer_record.tools.imports.legal_names import split_legal_form
from odoo.addons.crm_customer_record.tools.imports.normalize import normalize_row
from odoo.addons.crm_customer_record.tools.imports.people import read_person, split_people


@tagged('post_install', '-at_install')
class TestImportPeople(BaseCase):

    def test_several_people_in_a_cell(self):
        for text, names in (
            ('Иванов И.И., Петров П.П.', ['Иванов И.И.', 'Петров П.П.']), ('Anna and Peter Smith', ['Anna Smith', 'Peter Smith']),
            ('Иванов Иван Иванович; Петров Пётр', ['Иванов Иван Иванович', 'Петров Пётр']), ('Иванов Иван / Петров Пётр', ['Иванов Иван', 'Петров Пётр']),
            ('山田太郎、佐藤花子', ['山田太郎', '佐藤花子']), ('John Smith and Mary Jones', ['John Smith', 'Mary Jones']),
            ('Smith, John; Doe, Jane', ['Smith, John', 'Doe, Jane']),
        ):
            self.assertEqual(split_people(text), tuple(names))
        for text in ('Smith, John', 'Smith, John, Jr.', 'Sales and Marketing', 'Иванов Иван, директор', 'Анна и Пётр Ивановы', 'Отдел продаж и закупок',
                     'Procter & Gamble', 'a@b.ru; c@d.ru', '12 / 34', ''):
            self.assertEqual(split_people(text), (text,))

    def test_the_order_of_the_parts_is_told_by_language(self):
        for text, region, parts in (
            ('Иван Иванович Иванов', 'RU', ('Иванов', 'Иван', 'Иванович')), ('Иванов Иван Иванович', 'RU', ('Иванов', 'Иван', 'Иванович')),
            ('Иванов Иван', 'RU', ('Иванов', 'Иван', '')), ('Иван Петров', 'RU', ('Петров', 'Иван', '')), ('Иванов И.И.', 'RU', ('Иванов', 'И.', 'И.')),
            ('山田太郎', 'JP', ('山田', '太郎', '')), ('王小明', 'CN', ('王', '小明', '')), ('Nagy Péter', 'HU', ('Nagy', 'Péter', '')),
            ('John van der Berg', 'NL', ('van der Berg', 'John', '')), ('John M. Smith', 'US', ('Smith', 'John', 'M.')), ('Madonna', 'US', ('', '', '')),
            ('John Smith Jr.', 'US', ('Smith', 'John', '')), ('Петрова Анна-Мария Сергеевна', '', ('Петрова', 'Анна-Мария', 'Сергеевна')),
        ):
            found = read_person(text, region)
            self.assertEqual((found.last, found.first, found.middle), parts, text)
            self.assertEqual(found.name, text)

    def test_surname_first_and_forms_of_address(self):
        for text, name, title in (
            ('Dr. Smith, John', 'John Smith', 'Dr.'), ('Smith, John, Jr.', 'John Smith, Jr.', ''), ('Иванов, Иван', 'Иванов Иван', ''),
            ('г-н Иванов И.И.', 'Иванов И.И.', 'г-н'), ('山田太郎様', '山田太郎', '様'), ('Herr Dr. Hans Müller', 'Hans Müller', 'Herr Dr.'),
            ('Mr. and Mrs. Smith', 'Smith', 'Mr. and Mrs.'), ('van der Berg, Jan', 'Jan van der Berg', ''), ('M. J. Smith', 'M. J. Smith', ''), ('Dr', 'Dr', ''),
        ):
            found = read_person(text)
            self.assertEqual((found.name, found.title), (name, title))
            self.assertEqual(read_person(found.name).name, name, "what was put in order stays")

    def test_capitals_of_people(self):
        for text, name in (
            ('ИВАНОВ ИВАН', 'Иванов Иван'), ('иванов иван', 'Иванов Иван'), ('ИВАНОВ И.И.', 'Иванов И.И.'), ('MCDONALD RONALD', 'McDonald Ronald'),
            ('JAN VAN DER BERG', 'Jan van der Berg'), ("O'BRIEN", "O'Brien"), ('Jean DUPONT', 'Jean Dupont'), ('JOHN SMITH III', 'John Smith III'),
            ('ПЕТРОВ-ВОДКИН К.С.', 'Петров-Водкин К.С.'), ('АЛИЕВ ГАСАН ОГЛЫ', 'Алиев Гасан оглы'), ('Ludwig van Beethoven', 'Ludwig van Beethoven'),
            ('МакКой', 'МакКой'), ('山田', '山田'), ('', ''),
        ):
            self.assertEqual(letter_case.person(text), name)
            self.assertEqual(letter_case.person(name), name)

    def test_capitals_of_companies(self):
        for text, name in (
            ('ООО "РОМАШКА"', 'ООО "Ромашка"'), ('ТОРГОВЫЙ ДОМ РОМАШКА', 'Торговый дом Ромашка'), ('acme trading gmbh & co. kg', 'Acme Trading GmbH & Co. KG'),
            ('ПАО ЛУКОЙЛ', 'ПАО Лукойл'), ('LVMH MOET HENNESSY', 'LVMH Moet Hennessy'), ('1С-РАРУС', '1С-Рарус'), ('АДМИНИСТРАЦИЯ ГОРОДА ТУЛЫ', 'Администрация города Тулы'),
        ):
            self.assertEqual(letter_case.company(text), name)
            self.assertEqual(letter_case.company(name), name)
        for text in ('IBM', 'АО РЖД', 'ООО ДОМ', 'H&M', 'booking.com', 'SAP SE', 'eBay', '株式会社ABC', '<img src=x>', 'Ромашка'):
            self.assertEqual(letter_case.company(text), text)

    def test_letters_of_another_alphabet(self):
        for text, right in (('Pомашка', 'Ромашка'), ('OOO «Ромашка»', 'ООО «Ромашка»'), ('Honda-Центр', 'Honda-Центр'), ('Петp Ивaнов', 'Петр Иванов'),
                            ('Аcme Центр', 'Acme Центр'), ('Яндекс Go', 'Яндекс Go')):
            self.assertEqual(look_alikes.replace(text), right)

    def test_legal_forms_apart_from_the_name(self):
        for name, form, bare, usual in (
            ('Ромашка, ООО', 'ООО', 'Ромашка', 'ООО «Ромашка»'), ('ООО «Ромашка»', 'ООО', 'Ромашка', ''), ('ООО "Ромашка"', 'ООО', 'Ромашка', ''),
            ('Общество с ограниченной ответственностью "Ромашка"', 'ООО', 'Ромашка', 'ООО «Ромашка»'), ('Müller GmbH & Co. KG', 'GmbH & Co. KG', 'Müller', ''),
            ('Acme, Inc.', 'Inc.', 'Acme', ''), ('株式会社山田', '株式会社', '山田', ''), ('山田株式会社', '株式会社', '山田', ''), ('㈱トヨタ', '株式会社', 'トヨタ', ''),
            ('北京示例科技有限公司', '有限公司', '北京示例科技', ''), ('Dupont S.A.R.L.', 'SARL', 'Dupont', ''), ('Acme (Europe) Ltd', 'Ltd', 'Acme (Europe)', ''),
            ('ИП Иванов Иван', 'ИП', 'Иванов Иван', ''), ('Acme', '', '', ''), ('ООО', '', '', ''), ('ООО "Торговый дом "Ромашка""', 'ООО', 'Торговый дом "Ромашка"', ''),
        ):
            self.assertEqual(tuple(split_legal_form(name)), (form, bare, usual), name)


@tagged('post_install', '-at_install')
class TestImportNamesOfRows(BaseCase):

    def row(self, said=None, **values):
        values = {key.replace('__', '.'): value for key, value in values.items()}
        return normalize_row(values, 'RU', {'sources': {key: [place] for place, key in enumerate(values)}, 'said': said})

    def rules(self, row):
        return [(change.rule, change.before, change.after, change.kind) for change in row.changes]

    def test_each_step_of_a_name_is_listed(self):
        row = self.row(person__name='г-н ИВАНОВ, ИВАН')
        self.assertEqual(self.rules(row), [('letter_case', 'г-н ИВАНОВ, ИВАН', 'г-н Иванов, Иван', 'applied'),
                                           ('salutation', 'г-н Иванов, Иван', 'Иванов, Иван', 'applied'), ('name_order', 'Иванов, Иван', 'Иванов Иван', 'applied')])
        self.assertEqual(row.person, {'name': 'Иванов Иван', 'last_name': 'Иванов', 'first_name': 'Иван', 'salutation': 'г-н'})
        row = self.row({(0, 'salutation'): False, (0, 'letter_case'): False}, person__name='г-н ИВАНОВ, ИВАН')
        self.assertEqual(row.person['name'], 'г-н ИВАНОВ, ИВАН')

    def test_further_people_become_people_of_their_own(self):
        row = self.row(company__name='Acme', person__name='Иванов И.И., г-н ПЕТРОВ П.П., Иванов И.И.')
        self.assertEqual((row.person['name'], row.person['further'], row.issues),
                         ('Иванов И.И.', [{'name': 'Петров П.П.', 'salutation': 'г-н'}], []))
        self.assertIn(('further_people', 'г-н ПЕТРОВ П.П., Иванов И.И.', '+ г-н ПЕТРОВ П.П., Иванов И.И.', 'applied'), self.rules(row))

    def test_refused_they_go_to_the_notes(self):
        row = self.row({(1, 'further_people'): False}, company__name='Acme', person__name='Иванов И.И., Петров П.П.')
        self.assertEqual((row.person['name'], row.person['comment'], [issue.code for issue in row.issues]),
                         ('Иванов И.И.', 'Петров П.П.', ['several_people']))
        self.assertNotIn('further', row.person)
        row = self.row({(1, 'several_people'): False}, company__name='Acme', person__name='Иванов И.И., Петров П.П.')
        self.assertEqual((row.person['name'], row.issues), ('Иванов И.И., Петров П.П.', []))

    def test_the_usual_legal_form_is_only_proposed(self):
        row = self.row(company__name='Ромашка, ООО')
        self.assertEqual((row.company['name'], row.company['legal_form'], row.company['short_name']), ('Ромашка, ООО', 'ООО', 'Ромашка'))
        self.assertEqual(self.rules(row), [('legal_form', 'Ромашка, ООО', 'ООО «Ромашка»', 'proposed')])
        row = self.row({(0, 'legal_form'): True}, company__name='Ромашка, ООО')
        self.assertEqual((row.company['name'], self.rules(row)[0][3]), ('ООО «Ромашка»', 'applied'))
