from odoo.tests import tagged

from .import_common import ImportCase

HEADER = 'Компания;ИНН;Контактное лицо;Телефон;E-mail;Город;Страна;Регион;Ответственный;Отрасль;Полное наименование;Дата рождения'
ROWS = (
    'ООО "РОМАШКА";7707083893;"ИВАНОВ ИВАН, Петров Пётр";8 (916) 123-45-67;ivanov@romashka.ru;Москва;Расея;Нигде;Никто Такой;Торговля;;01.02.1980',
    'АО Вектор;7707083894;Сидоров Пётр;8 495 765 43 22;sidorov@gmial.com;Казань;Расея;Татарстан;Никто Такой;Торговля;Акционерное общество Вектор;',
    'Плюс;;Одинцов Олег;звонить вечером;;Тула;Россия;Тульская обл;;Неведомая;;',
    ';;Зимин Захар;звонить вечером;;Тула;Россия;Нигде;;Неведомая;;05.06.1990',
    ';;;;;Тула;;;;;;',
)


@tagged('post_install', '-at_install')
class TestImportFacts(ImportCase):
    """What was counted while the rows were read is what a look at the rows finds, whatever is put right."""

    def setUp(self):
        super().setUp()
        self.record = self.load(ROWS, HEADER)

    def said(self, record):
        """:return: what the preview says of all rows, without an order of what is equally frequent"""
        found = record.preview_summary()
        return {
            'changes': sorted((line['position'], line['rule'], line['kind'], line['count'], sorted(map(tuple, line['examples'])), line['label'])
                              for line in found['changes']),
            'problems': sorted((line['position'], line['value'], line['code'], line['count'], line['text'], line['replacement'] or '', line['suggestion'] or '')
                               for line in found['problems']),
            'left_out': sorted((line['text'], ', '.join(sorted(line['detail'].split(', '))), line['count']) for line in found['left_out']),
        }

    def assertAsTheRowsSay(self):
        counted = self.record.facts
        self.assertTrue(counted)
        said = self.said(self.record)
        self.assertGreater(len(said['changes']) + len(said['problems']), 5)
        self.record.sudo().facts = False
        asked = self.said(self.record)
        self.record.sudo().facts = counted
        self.assertEqual(said, asked)

    def column(self, key):
        return self.record.column_ids.filtered(lambda column: column.field_key == key).with_user(self.seller)

    def test_as_read(self):
        self.assertAsTheRowsSay()

    def test_after_a_cell_was_put_right(self):
        self.row(self.record, 2).cell_company_country = 'Россия'
        self.assertAsTheRowsSay()
        (self.row(self.record, 4) | self.row(self.record, 5)).write({'cell_person_phone': '8 903 111 22 33', 'cell_company_state': 'Москва'})
        self.assertAsTheRowsSay()
        self.row(self.record, 6).cell_person_name = 'ОРЛОВ ОЛЕГ'
        self.assertAsTheRowsSay()

    def test_after_a_value_was_put_right_everywhere(self):
        self.column('company.country').action_replace('Расея', 'Россия')
        self.assertAsTheRowsSay()
        self.column('company.country').action_replace('Расея', None)
        self.assertAsTheRowsSay()

    def test_after_answers(self):
        self.column('person.name').action_answer_rule('letter_case', False)
        self.assertAsTheRowsSay()
        self.row(self.record, 3).action_answer_change(self.column('person.email').position, 'email_typo', True)
        self.assertAsTheRowsSay()
        self.column('person.name').action_answer_rule('letter_case', None)
        self.assertAsTheRowsSay()

    def test_after_the_file_was_read_anew(self):
        self.row(self.record, 2).cell_company_country = 'Россия'
        self.column('company.industry').field_key = False
        self.assertAsTheRowsSay()

    def test_of_rows_that_are_written_the_rows_are_asked(self):
        self.assertIn('Расея', [line['value'] for line in self.record.value_problems()])
        self.run_import(self.record)
        self.assertEqual(self.record.summary()['state']['done'], 4)
        self.assertNotIn('Расея', [line['value'] for line in self.record.value_problems()])

    def test_nobody_looks_at_the_rows(self):
        record = self.record.with_user(self.seller)
        queries = []
        execute = type(self.env.cr).execute

        def remembered(cursor, query, *args, **kwargs):
            queries.append(str(getattr(query, 'code', query)))
            return execute(cursor, query, *args, **kwargs)
        self.patch(type(self.env.cr), 'execute', remembered)
        record.preview_summary()
        looked = [query for query in queries if 'crm_import_row' in query and ('jsonb_array_elements' in query or '"raw"' in query or 'raw->>' in query)]
        self.assertTrue(queries)
        self.assertEqual(looked, [])
