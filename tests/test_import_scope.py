import io

from openpyxl import load_workbook

from odoo.exceptions import UserError
from odoo.tests import tagged

from .import_common import ROWS, ImportCase

ALL, NEW, KNOWN = 'all', 'new', 'known'
LEFT_BY = {NEW: 'only_new', KNOWN: 'only_known'}


@tagged('post_install', '-at_install')
class TestImportScope(ImportCase):
    """Everything, only what is new, or only what is known."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vektor = cls.env['res.partner'].create({
            'name': 'АО Вектор', 'is_company': True, 'phone': '+74957654322', 'email': 'sidorov@vektor.ru', 'user_id': cls.seller.id})
        cls.sidorov = cls.env['res.partner'].create({
            'name': 'Сидоров Пётр', 'parent_id': cls.vektor.id, 'email': 'sidorov@vektor.ru', 'phone': '+74957654322'})

    def decisions(self, record):
        record.invalidate_recordset()
        return {row.row_number: row.decision for row in record.row_ids}

    def codes(self, record):
        return {row.row_number: row.reason_code for row in record.row_ids if row.decision == 'skip'}

    def test_only_new_leaves_out_who_is_known(self):
        record = self.load()
        everything = self.decisions(record)
        self.assertEqual(everything, {2: 'create', 3: 'create', 4: 'update', 5: 'create'})
        record.scope = NEW
        self.assertEqual(self.decisions(record), {**everything, 4: 'skip'})
        self.assertEqual(self.codes(record), {4: 'only_new'})
        self.assertEqual((record.summary()['left_by_choice'], record.summary()['to_write'], record.scope_left_count), (1, 3, 1))
        record.scope = KNOWN
        self.assertEqual(self.decisions(record), {2: 'skip', 3: 'skip', 4: 'update', 5: 'skip'})
        self.assertEqual(record.summary()['left_by_choice'], 3)
        record.scope = ALL
        self.assertEqual(self.decisions(record), everything)
        self.assertFalse(record.row_ids.filtered('decided'))

    def test_what_is_left_out_is_said_and_not_written(self):
        record = self.load(options={'scope': KNOWN})
        line = next(line for line in record.left_out() if 'only what is known' in line['text'])
        self.assertEqual(line['count'], 3)
        self.assertEqual(record.row_ids.search_count([('import_id', '=', record.id), *line['domain']]), 3)
        before = self.env['res.partner'].search_count([])
        self.run_import(record)
        self.assertEqual(self.env['res.partner'].search_count([]), before)
        self.assertEqual(self.sidorov.city or self.vektor.city, 'Казань')
        self.assertEqual(record.summary()['state'], {'pending': 0, 'done': 1, 'rejected': 0, 'skipped': 3})

    def test_a_later_row_of_somebody_new_is_new(self):
        lines = [ROWS[0], ROWS[0].replace('916', '926'), 'ООО "Ромашка";7707083893;;;;;']
        record = self.load(lines, options={'scope': NEW})
        self.assertNotIn('skip', self.decisions(record).values())
        record.scope = KNOWN
        self.assertEqual(set(self.decisions(record).values()), {'skip'})

    def test_what_is_known_stays_as_it_is_when_only_new_is_taken(self):
        lines = ['АО Вектор;;Сидоров Пётр;8 495 765 43 22;sidorov@vektor.ru;Казань;Директор',
                 'АО Вектор;;Новикова Нина;8 495 765 43 29;novikova@vektor.ru;Казань;Бухгалтер']
        record = self.run_import(self.load(lines, options={'scope': NEW, 'update_policy': 'overwrite'}))
        nina = self.row(record, 3).partner_id
        self.assertEqual((nina.name, nina.parent_id), ('Новикова Нина', self.vektor))
        self.assertFalse(self.vektor.city or self.sidorov.function)
        self.assertEqual(self.row(record, 2).state, 'skipped')
        record.action_undo()
        self.assertFalse(nina.exists())
        full = self.run_import(self.load(lines, options={'scope': ALL, 'update_policy': 'overwrite'}))
        self.assertEqual((self.vektor.city, self.sidorov.function, full.row_ids.mapped('state')), ('Казань', 'Директор', ['done', 'done']))

    def unclear(self, **kwargs):
        """A row that may be Sidorov, and a second one of the same person."""
        self.env['res.partner'].create({'name': 'Сидоров Пётр', 'parent_id': self.vektor.id, 'email': 'sidorov@vektor.ru'})
        record = self.load([ROWS[2], ROWS[2].replace('22;', '22, 8 495 765 43 29;')], **kwargs)
        self.assertEqual(set(self.decisions(record).values()), {'review'}, record.row_ids.mapped('reason'))
        return record

    def test_unclear_rows_are_decided_first(self):
        record = self.unclear(options={'scope': NEW})
        first = self.row(record, 2)
        first.action_use('company', self.vektor.id)
        self.assertEqual(set(self.decisions(record).values()), {'review'}, "of two questions one is open")
        first.action_use('person', self.sidorov.id)
        self.assertEqual(self.codes(record), {2: 'only_new', 3: 'only_new'}, "both rows are known now")
        first.action_undo_decision()
        self.assertEqual(set(self.decisions(record).values()), {'review'})
        first.action_create_new()
        self.assertNotIn('skip', self.decisions(record).values())
        record.scope = KNOWN
        self.assertEqual(self.codes(record), {2: 'only_known', 3: 'only_known'})

    def test_what_was_decided_is_remembered_though_it_stays_outside(self):
        record = self.unclear(options={'scope': NEW})
        self.row(record, 2).action_use('person', self.sidorov.id)
        self.row(record, 2).action_use('company', self.vektor.id)
        self.run_import(record)
        decision = self.env['crm.import.decision'].search([('user_id', '=', self.seller.id)])
        self.assertIn(self.sidorov, decision.partner_id)

    def test_a_row_that_is_taken_by_hand_comes_in(self):
        record = self.load(options={'scope': KNOWN})
        row = self.row(record, 5)
        row.action_create_new()
        self.assertEqual(self.decisions(record), {2: 'skip', 3: 'skip', 4: 'update', 5: 'create'})
        self.column(record, 'E-mail').policy = 'overwrite'
        self.assertEqual(row.decision, 'create', "matching anew changes nothing about it")
        self.run_import(record)
        self.assertEqual((row.state, row.partner_id.name), ('done', 'Одинцов Олег'))

    def column(self, record, header):
        return record.column_ids.filtered(lambda column: column.header == header)

    def test_reading_and_matching_anew_keep_the_choice(self):
        record = self.load(options={'scope': NEW})
        self.row(record, 5).cell_company_city = 'Калуга'
        self.assertEqual(self.codes(record), {4: 'only_new'})
        self.column(record, 'Должность').field_key = 'person.comment'
        self.assertEqual(self.codes(record), {4: 'only_new'})
        record.match_auto = 90
        self.assertEqual(self.codes(record), {4: 'only_new'})

    def test_only_what_is_new_in_a_file_that_comes_again(self):
        self.bring()
        again = self.load([*ROWS[:3], ROWS[3].replace('Тула', 'Калуга'), ';;Орлов Егор;8 903 111 22 44;;Тула;'], options={'scope': NEW})
        again.action_take_new()
        self.assertEqual(self.codes(again), {2: 'same_as_before', 3: 'same_as_before', 4: 'same_as_before', 5: 'only_new'})
        again.action_take_all()
        self.assertEqual(set(self.codes(again).values()), {'only_new'})
        self.assertEqual(self.decisions(again)[6], 'create')

    def test_they_are_given_back_only_where_that_is_wanted(self):
        record = self.run_import(self.load([*ROWS, ';7707083893;;;;;'], options={'scope': KNOWN}))
        self.assertEqual((record.left_count, record.scope_left_count), (1, 3))
        self.assertEqual(self.given_back(record), ['Row 6'])
        self.assertEqual(record.row_ids.search(record.action_show_left()['domain']).row_number, 6)
        record.give_back = True
        self.assertEqual(record.left_count, 4)
        self.assertEqual(self.given_back(record), ['Row 2', 'Row 3', 'Row 5', 'Row 6'])
        self.assertEqual(record.row_ids.search(record.action_show_left()['domain']).mapped('row_number'), [2, 3, 5, 6])
        again = self.env['crm.import'].with_user(self.seller).load_file('partner', 'back.xlsx', record.rejected_file())
        self.assertEqual((again.origin_id, again.scope), (record, ALL), "who brings rows again wants them")
        self.assertEqual(set(self.decisions(again).values()) - {'skip'}, {'create'})

    def given_back(self, record):
        cells = [[cell.value for cell in line] for line in load_workbook(io.BytesIO(record.rejected_file())).active.iter_rows()]
        return [line[7].partition(':')[0] for line in cells[1:]]

    def test_the_mapping_remembers_it(self):
        record = self.run_import(self.load(options={'scope': NEW}))
        self.assertEqual(record.profile_id.scope, NEW)
        following = self.load(ROWS[3:])
        self.assertEqual((following.profile_id, following.scope), (record.profile_id, NEW))
        self.assertEqual(self.load(ROWS[3:], options={'scope': ALL}).scope, ALL, "what is asked for goes before it")

    def test_a_schedule_takes_what_was_chosen(self):
        profile = self.run_import(self.load(options={'scope': NEW})).profile_id
        schedule = self.env['crm.import.schedule'].new({'profile_id': profile.id})
        self.assertEqual(schedule.scope, NEW)
        schedule = self.env['crm.import.schedule'].create({
            'name': "Every night", 'source': 'mail', 'alias_name': 'scope-import', 'sender_emails': 'a@b.example', 'user_id': self.seller.id,
            'scope': KNOWN, 'country_id': self.russia.id, 'profile_id': profile.id})
        lines = ['Компания;ИНН;Контактное лицо;Телефон;E-mail;Город;Должность', ROWS[2], ';;Белова Ада;8 903 111 22 55;;Тула;']
        schedule._take('night.csv', '\n'.join(lines).encode())
        schedule._cron_run()
        record = schedule.file_ids.import_id.with_user(self.seller)
        record.process()
        self.assertEqual((record.scope, self.decisions(record)), (KNOWN, {2: 'update', 3: 'skip'}), schedule.error)

    def test_written_rows_cannot_be_chosen_any_more(self):
        record = self.bring()
        with self.assertRaises(UserError):
            record.scope = NEW

    # Other kinds

    def test_opportunities(self):
        dealer = self._user('import_scope_dealer', 'crm_customer_record.group_import,sales_team.group_sale_salesman_all_leads')
        imports = self.env['crm.import'].with_user(dealer)
        head, old, fresh = 'Opportunity;Company;Email;Amount', 'Kitchen;Alpha Ltd;a@alpha.example;10', 'Doors;Alpha Ltd;a@alpha.example;20'
        self.run_import(imports.load_file('opportunity', 'deals.csv', f'{head}\n{old}'.encode(), options={'country': 'RU'}))
        record = imports.load_file('opportunity', 'more.csv', f'{head}\n{old}\n{fresh}'.encode(), options={'country': 'RU', 'scope': NEW})
        self.assertEqual(self.decisions(record), {2: 'skip', 3: 'create'})
        record.scope = KNOWN
        self.assertEqual(self.decisions(record), {2: 'update', 3: 'skip'})
        self.run_import(record)
        self.assertFalse(self.env['crm.lead'].search([('name', '=', 'Doors')]))

    def test_talks_of_customers_that_are_known(self):
        text = 'Date;Company;Contact person;Email;Notes\n2025-03-04;АО Вектор;Сидоров Пётр;sidorov@vektor.ru;First\n2025-03-04;Beta Ltd;;b@beta.example;Second'
        imports = self.env['crm.import'].with_user(self.seller)
        record = imports.load_file('interaction', 'talks.csv', text.encode(), options={'country': 'RU', 'scope': KNOWN})
        self.assertEqual(self.codes(record), {3: 'only_known'}, record.row_ids.mapped('reason'))
        self.run_import(record)
        self.assertFalse(self.env['res.partner'].search([('name', '=', 'Beta Ltd')]))
        self.assertEqual(self.env['crm.interaction'].search([('account_id', '=', self.vektor.id)]).summary, 'First')
