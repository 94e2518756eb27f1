from odoo.tests import tagged

from .import_common import HEADER, ROWS, ImportCase

ALONE = ';;Одинцов Олег;8 903 111 22 33;;Тула;'


@tagged('post_install', '-at_install')
class TestImportMatch(ImportCase):
    def known(self, **values):
        return self.env['res.partner'].create({
            'name': 'Одинцов Олег', 'phone': '+7 903 111-22-33', 'country_id': self.russia.id, **values})

    def test_two_who_fit_are_for_a_person_to_decide(self):
        one, two = self.known(), self.known(name='Олег Одинцов')
        record = self.load([ALONE])
        row = record.row_ids
        self.assertEqual(row.decision, 'review')
        self.assertEqual({candidate['id'] for candidate in row.candidates}, {one.id, two.id})
        self.run_import(record)
        self.assertEqual((row.state, record.state), ('pending', 'done'))
        row.action_use('person', two.id)
        self.assertEqual(row.decision, 'update')
        self.run_import(record)
        self.assertEqual((row.state, row.partner_id), ('done', two))
        self.assertEqual(two.city, 'Тула')
        self.assertFalse(one.city)

    def test_decided_to_be_somebody_new(self):
        known = self.known()
        self.known(name='Олег Одинцов')
        record = self.load([ALONE])
        record.row_ids.action_create_new()
        self.run_import(record)
        self.assertNotEqual(record.row_ids.partner_id, known)
        self.assertEqual(record.row_ids.state, 'done')

    def test_decided_to_be_left_out(self):
        record = self.load([ALONE])
        record.row_ids.action_skip()
        self.run_import(record)
        self.assertEqual(record.row_ids.state, 'skipped')
        self.assertFalse(record.row_ids.partner_id)

    def test_archived_customers_are_shown_not_woken(self):
        known = self.known(active=False)
        row = self.load([ALONE]).row_ids
        self.assertEqual((row.decision, row.candidates[0]['id']), ('review', known.id))
        self.assertIn("archived", row.reason_text)

    def test_users_of_the_system_are_never_overwritten_unasked(self):
        self.seller.partner_id.write({'name': 'Одинцов Олег', 'phone': '+7 903 111-22-33'})
        row = self.load([ALONE]).row_ids
        self.assertEqual(row.decision, 'review')

    def test_customers_of_another_company_are_neither_matched_nor_shown(self):
        self.known(company_id=self.other_company.id)
        row = self.load([ALONE]).row_ids
        self.assertEqual((row.decision, row.candidates), ('create', False))

    def test_a_branch_is_another_customer_than_the_head_office(self):
        header = 'Наименование;ИНН;КПП;Телефон'
        record = self.bring(['ООО "Сеть";7707083893;770701001;8 495 123 45 67', 'ООО "Сеть";7707083893;780101001;8 812 123 45 67'],
                            header=header)
        self.assertEqual(len(record.row_ids.account_id), 2)

    def test_one_tax_id_two_spellings_one_company(self):
        record = self.bring([
            'ООО "Ромашка";7707083893;Иванов Иван;;ivanov@romashka.ru;;', 'Ромашка, ООО;7707083893;Петров Пётр;;petrov@romashka.ru;;'])
        self.assertEqual(len(record.row_ids.account_id), 1)

    def test_namesakes_with_other_numbers_are_asked_about(self):
        record = self.load([ROWS[1], 'ООО "Ромашка";7707083893;Петрова Анна;8 926 000 11 22;other@romashka.ru;Москва;'])
        self.assertEqual(self.row(record, 3).decision, 'review')

    def test_keep_overwrite_fill_and_ask(self):
        row = ';;Одинцов Олег;8 903 111 22 33;oleg@example.ru;Тула;Инженер'
        for policy, city in (('keep', 'Омск'), ('fill', 'Омск'), ('overwrite', 'Тула')):
            known = self.known(city='Омск')
            record = self.bring([row], options={'update_policy': policy})
            self.assertEqual((known.city, known.email), (city, 'oleg@example.ru'), policy)
            known.unlink()
        known = self.known(city='Омск')
        record = self.load([row], options={'update_policy': 'ask'})
        self.assertEqual(record.row_ids.decision, 'review')
        self.assertIn('City', record.row_ids.reason_text)
        record.row_ids.action_use('person', known.id)
        self.run_import(record)
        self.assertEqual(known.city, 'Тула')

    def test_rows_wait_for_the_decision_about_their_company(self):
        company = self.env['res.partner'].create({'name': 'ООО "Ромашка"', 'is_company': True, 'city': 'Москва'})
        header = 'Компания;Контактное лицо;E-mail;Город'
        record = self.load(['ООО "Ромашка";Иванов Иван;ivanov@romashka.ru;Москва', 'ООО "Ромашка";Петрова Анна;anna@romashka.ru;Москва'],
                           header=header)
        self.assertEqual(record.row_ids.mapped('decision'), ['review', 'review'])
        record.row_ids[0].action_use('company', company.id)
        self.env.invalidate_all()
        self.assertEqual(record.row_ids.mapped('decision'), ['create', 'create'])
        self.run_import(record)
        self.assertEqual(set(company.child_ids.mapped('name')), {'Иванов Иван', 'Петрова Анна'})

    def test_a_corrected_cell_is_read_and_matched_anew(self):
        known = self.known()
        record = self.load([';;Одинцов Олег;не знаю;;Тула;'])
        row = record.row_ids
        self.assertFalse(row.candidates)
        row.action_correct(3, '8 903 111 22 33')
        self.env.invalidate_all()
        self.assertEqual((row.decision, row.match_partner_id), ('update', known))

    def test_matching_costs_the_same_number_of_queries_for_more_rows(self):
        def rows(count):
            return [f'ООО "Фирма {index}";;Иванов Иван {index};8 916 {1000000 + index};i{index}@f{index}.ru;;' for index in range(count)]
        self.load(rows(2))
        counts = []
        for size in (20, 200):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.load(rows(size))
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 5, (HEADER, counts))
