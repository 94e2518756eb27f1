from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .import_common import ImportCase

HEADER = 'Компания;ИНН;Контактное лицо;Телефон;E-mail;Город;Страна;Ответственный;Цвет'
ROWS = (
    'ООО "Ромашка";7707083893;Иванов Иван;8 (916) 123-45-67;ivanov@romashka.ru;Москва;Расея;Никто Такой;red',
    'АО Вектор;7707083894;Сидоров Пётр;8 495 765 43 22;sidorov@vektor.ru;Казань;Расея;Никто Такой;',
    'Плюс;;Одинцов Олег;звонить вечером;;Тула;Россия;;',
    'Плюс;;Одинцов Олег;звонить вечером;;Тула;Россия;;',
    ';;;;;Тула;;;',
)
KEYS = ['company.name', 'company.vat', 'person.name', 'person.phone', 'person.email', 'company.city', 'company.country',
        'company.user', False]


@tagged('post_install', '-at_install')
class TestImportPreview(ImportCase):
    """What a seller sees and puts right before anything is written."""

    def setUp(self):
        super().setUp()
        self.record = self.load(ROWS, HEADER)
        self.assertEqual(self.record.column_ids.mapped('field_key'), KEYS)

    def column(self, key):
        return self.record.column_ids.filtered(lambda column: column.field_key == key)

    def line(self, code, record=None):
        return next((line for line in (record or self.record).value_problems() if line['code'] == code), None)

    # Cells

    def test_a_cell_shows_what_the_file_says_and_what_is_made_of_it(self):
        row = self.row(self.record, 2)
        self.assertEqual(row.cell_person_phone, '8 (916) 123-45-67')
        self.assertEqual(row.cell_company_country, 'Расея')
        self.assertEqual(row.cell_notes['cell_company_country']['shown'], '')
        self.assertIn('Расея', row.cell_notes['cell_company_country']['issue'])
        self.assertNotIn('cell_company_city', row.cell_notes, "what is written as it stands needs no note")
        self.assertFalse(row.cell_company_website, "no column goes there")

    def test_editing_a_cell_in_the_list_reads_the_row_anew(self):
        row = self.row(self.record, 4)
        row.with_user(self.seller).write({'cell_person_phone': '8 903 111 22 33', 'cell_company_city': 'Калуга'})
        self.assertEqual(row.normalized['person']['phones'][0]['normalized'], '+79031112233')
        self.assertEqual((row.normalized['company']['city'], row.raw[5]), ('Калуга', 'Калуга'))
        self.assertFalse(row.problem)

    def test_a_correction_survives_reading_the_file_again(self):
        self.row(self.record, 4).cell_company_city = 'Калуга'
        self.column('company.user').field_key = False
        self.assertEqual(self.row(self.record, 4).normalized['company']['city'], 'Калуга')
        self.assertEqual(self.row(self.record, 5).normalized['company']['city'], 'Тула')

    def test_several_rows_at_once(self):
        rows = self.row(self.record, 2) | self.row(self.record, 3)
        rows.write({'cell_company_country': 'Россия'})
        self.assertEqual([row.normalized['company']['country'] for row in rows], ['RU', 'RU'])

    def test_a_written_row_takes_no_correction(self):
        self.run_import(self.record)
        with self.assertRaises(UserError):
            self.row(self.record, 2).cell_company_city = 'Калуга'
        self.record.state = 'running'
        with self.assertRaises(UserError):
            self.column('company.country').action_replace('Расея', 'RU')

    def test_a_colleague_sees_and_changes_nothing(self):
        with self.assertRaises(AccessError):
            self.record.with_user(self.colleague).preview_summary()
        with self.assertRaises(AccessError):
            self.row(self.record, 2).with_user(self.colleague).write({'cell_company_city': 'Калуга'})
        with self.assertRaises(AccessError):
            self.column('company.country').with_user(self.colleague).action_replace('Расея', 'RU')
        with self.assertRaises(AccessError):
            self.record.with_user(self.colleague).preview_results()

    # Problems

    def test_rows_are_found_and_grouped_by_problem(self):
        rows = self.env['crm.import.row'].with_user(self.seller)
        mine = [('import_id', '=', self.record.id)]
        found = rows.search([*mine, ('issue_code', 'in', ['country_unknown'])])
        self.assertEqual(found.mapped('row_number'), [2, 3])
        groups = rows.formatted_read_group(mine, ['problem_kind'], ['__count'])
        counts = {group['problem_kind']: group['__count'] for group in groups}
        self.assertEqual(counts['name_missing'], 1)
        self.assertEqual(counts['phone_invalid'], 2)
        for kind, count in counts.items():
            self.assertEqual(rows.search_count([*mine, ('problem_kind', '=', kind)]), count)
        self.assertEqual(sum(counts.values()), len(ROWS))
        labels = dict(rows._fields['problem_kind']._description_selection(rows.env))
        self.assertLessEqual(set(counts) - {False}, set(labels))
        self.assertEqual(rows.search([*mine, ('raw_text', 'ilike', 'вечером')]).mapped('row_number'), [4, 5])

    def test_what_was_probably_meant_is_offered(self):
        record = self.load([';;Мухин Пётр;;petr@gmial.com;;'])
        lines = {line['code']: line['suggestion'] for line in record.value_problems()}
        self.assertEqual(lines, {'email_typo': 'petr@gmail.com'})
        self.assertFalse(self.line('country_unknown')['suggestion'])

    def test_one_value_is_put_right_everywhere(self):
        line = self.line('country_unknown')
        self.assertEqual((line['value'], line['count'], line['header']), ('Расея', 2, 'Страна'))
        column = self.column('company.country').with_user(self.seller)
        self.assertIn({'value': 'RU', 'label': self.russia.name}, column.replacement_choices())
        column.action_replace('Расея', 'RU')
        self.assertEqual([self.row(self.record, number).normalized['company']['country'] for number in (2, 3)], ['RU', 'RU'])
        self.assertEqual(self.row(self.record, 2).raw[6], 'Расея', "the row goes on showing what the file says")
        self.assertIsNone(self.line('country_unknown'))
        self.assertEqual((self.line('replaced')['replacement'], self.line('replaced')['count']), ('RU', 2))
        column.action_replace('Расея', None)
        self.assertEqual(self.line('country_unknown')['count'], 2)

    def test_what_was_put_right_holds_for_the_next_file(self):
        self.column('company.country').action_replace('Расея', 'RU')
        self.record.action_commit()
        again = self.load(('Бета;;;;;Омск;Расея;;',), HEADER)
        self.assertEqual(self.row(again, 2).normalized['company']['country'], 'RU')

    def test_an_unknown_salesperson_is_said_beforehand(self):
        line = self.line('user_unknown')
        self.assertEqual((line['value'], line['count']), ('Никто Такой', 2))
        column = self.column('company.user').with_user(self.seller)
        self.assertEqual([choice['label'] for choice in column.replacement_choices()], [self.seller.name])
        column.action_replace('Никто Такой', self.seller.login)
        self.assertIsNone(self.line('user_unknown'))
        self.run_import(self.record)
        self.assertEqual(self.row(self.record, 2).account_id.user_id, self.seller)

    # What stays outside

    def test_what_will_not_come_in(self):
        lines = self.record.with_user(self.seller).left_out()
        said = ' / '.join(f"{line['text']} [{line['detail']}] {line['count']}" for line in lines)
        self.assertIn('Columns that go nowhere: 1 [Цвет]', said)
        self.assertIn('Say the same as an earlier row [Row 5] 1', said)
        self.assertIn('neither a name nor', said)
        self.assertIn('nobody and nothing in Odoo is called so; it goes to the notes [Никто Такой] 2', said)
        for line in lines:
            if line['domain']:
                found = self.env['crm.import.row'].search([('import_id', '=', self.record.id), *line['domain']])
                self.assertEqual(len(found), line['count'])

    def test_the_summary_is_complete(self):
        summary = self.record.with_user(self.seller).preview_summary()
        self.assertEqual(summary['counts'], self.record.summary())
        self.assertTrue(summary['open'])
        self.assertTrue(summary['left_out'] and summary['problems'])

    # Results

    def test_the_results_are_those_of_the_import_and_nothing_is_written(self):
        partners, changes = (self.env[model].search_count([]) for model in ('res.partner', 'crm.import.change'))
        shown = self.record.with_user(self.seller).preview_results()
        self.assertEqual(self.env['res.partner'].search_count([]), partners)
        self.assertEqual(self.env['crm.import.change'].search_count([]), changes)
        self.assertEqual(self.record.state, 'preview')
        self.assertEqual(set(self.record.row_ids.mapped('state')), {'pending', 'rejected'})
        self.assertEqual([result['row_number'] for result in shown], [2, 3, 4])
        person, company = shown[0]['cards']
        self.assertEqual((person['name'], company['name']), ('Иванов Иван', 'ООО "Ромашка"'))
        self.assertTrue(person['new'] and company['new'])
        texts = [line['text'] for line in person['lines']]
        self.assertIn('+7 916 123-45-67', texts)
        self.run_import(self.record)
        self.assertEqual(self.row(self.record, 2).partner_id.name, person['name'])

    def test_the_results_say_what_an_update_changes(self):
        self.bring(('Гамма;7707083893;;;;Тверь;Россия;;',), HEADER)
        again = self.load(('Гамма;7707083893;;;info@gamma.ru;Тверь;Россия;;',), HEADER)
        card, = again.preview_results()[0]['cards']
        self.assertFalse(card['new'])
        self.assertIn('info@gamma.ru', [line['text'] for line in card['lines']])

    def test_what_odoo_would_refuse_is_said_beforehand(self):
        self.row(self.record, 2).with_context(crm_import_row_anew=True).match_account_id = False
        Partner = type(self.env['res.partner'])

        def refuse(partners, vals_list):
            if any('Вектор' in (vals.get('name') or '') for vals in vals_list):
                raise UserError(self.env._("Vektor is on the black list"))
            return create(partners, vals_list)

        create = Partner.create
        self.patch(Partner, 'create', refuse)
        shown = {result['row_number']: result['error'] for result in self.record.preview_results()}
        self.assertEqual((shown[2], shown[3], shown[4]), (False, "Vektor is on the black list", False))
        self.assertFalse(self.row(self.record, 3).error, "it was a trial")

    def test_the_policy_of_a_column_goes_before_that_of_the_import(self):
        known = self.env['res.partner'].create({
            'name': 'Гамма', 'is_company': True, 'vat': '7707083893', 'country_id': self.russia.id, 'city': 'Тверь', 'street': 'Старая 1'})
        record = self.load(('Гамма;7707083893;Тула;Новая 2;Россия',), 'Компания;ИНН;Город;Улица;Страна', options={'update_policy': 'keep'})
        record.column_ids.filtered(lambda column: column.field_key == 'company.city').policy = 'overwrite'
        self.assertIn('Улица', next(line['detail'] for line in record.left_out() if 'keep what they have' in line['text']))
        self.run_import(record)
        self.assertEqual((record.row_ids.account_id, known.city, known.street), (known, 'Тула', 'Старая 1'))

    def test_the_results_of_another_kind(self):
        deals = self.env['crm.import'].with_user(self.seller).load_file(
            'opportunity', 'deals.csv', b'Opportunity;Company;Email;Amount\nBig deal;Gamma Works;info@gamma.ru;100\n')
        before = self.env['crm.lead'].search_count([])
        card = next(card for card in deals.preview_results()[0]['cards'] if card['part'].startswith('crm.lead'))
        self.assertEqual((card['name'], card['new']), ("Big deal", True))
        self.assertEqual(self.env['crm.lead'].search_count([]), before)
        self.assertTrue(deals.preview_summary()['counts']['total'])
