from odoo.tests import tagged

from ..models.crm_import_further import CrmImportMapperPartner as Further
from .import_common import ImportCase

HEADER = 'Компания;ИНН;Контактное лицо;Телефон;Город;Улица;Индекс'
ROMASHKA = 'ООО "Ромашка";7707083893;{};8 495 123-45-67;Москва;ул. Тверская, 1;127006'
THREE = ROMASHKA.format('"Иванов Иван, Петров Пётр, г-жа Сидорова Анна"')
COUPLE = ';;"Anna and Peter Smith";8 916 123-45-67;Москва;ул. Лесная, 5;127055'
RULE = 'further_people'


@tagged('post_install', '-at_install')
class TestImportFurther(ImportCase):
    """Everybody whom a cell names becomes a contact, and is found again."""

    def load(self, rows, header=HEADER, **kwargs):
        return super().load(rows, header, **kwargs)

    def people(self, name='ООО "Ромашка"'):
        company = self.env['res.partner'].search([('name', '=', name), ('is_company', '=', True)])
        found = self.env['res.partner'].with_context(active_test=False).search([('parent_id', '=', company.id)])
        return sorted(found.mapped('name'))

    def created(self, record):
        return record.change_ids.filtered(lambda change: change.created and change.model == 'res.partner')

    def outcomes(self, row):
        return [(item['name'], item['outcome']) for item in row.further]

    def test_each_is_a_contact_of_the_company(self):
        record = self.bring([THREE])
        row = record.row_ids
        self.assertEqual((row.state, row.partner_id.name), ('done', 'Иванов Иван'))
        self.assertEqual(self.people(), ['Иванов Иван', 'Петров Пётр', 'Сидорова Анна'])
        anna = row.account_id.child_ids.filtered(lambda person: person.name == 'Сидорова Анна')
        self.assertIn('г-жа', anna.comment)
        self.assertEqual((anna.city, anna.phone, anna.create_uid), ('Москва', False, self.seller))
        self.assertIn(record.name, anna.message_ids.body, "its thread says where it comes from")
        self.assertFalse(row.partner_id.comment)
        self.assertEqual({line['label']: line['count'] for line in record.result}, {'Companies created': 1, 'People created': 3})
        self.assertEqual(row.further_text, "Петров Пётр: new contact\nСидорова Анна: new contact")

    def test_the_same_file_again_brings_nobody(self):
        for line in (THREE, COUPLE, 'АО Вектор;;"Кузнецов К.К., Петров П.П.";8 495 765-43-22;;;'):
            with self.subTest(line):
                first = self.bring([line], filename='first.csv')
                again = self.load([line], filename='again.csv')
                if again.row_ids.decision == 'review':
                    # initials alone are asked about, as for every person
                    again.row_ids.action_use('person', first.row_ids.partner_id.id)
                self.run_import(again)
                self.assertEqual(again.row_ids.state, 'done')
                self.assertFalse(self.created(again))
                self.assertEqual({outcome for _name, outcome in self.outcomes(again.row_ids)}, {'known'})

    def test_who_is_there_in_another_spelling_is_not_doubled(self):
        company = self.env['res.partner'].create({'name': 'ООО "Ромашка"', 'is_company': True, 'vat': '7707083893', 'child_ids': [
            (0, 0, {'name': 'Petrov Petr'}), (0, 0, {'name': 'Анна Сидорова', 'active': False})]})
        record = self.bring([THREE])
        self.assertEqual(record.row_ids.account_id, company)
        self.assertEqual(self.people(), ['Petrov Petr', 'Анна Сидорова', 'Иванов Иван'])

    def test_who_may_be_there_goes_to_the_notes_once(self):
        company = self.env['res.partner'].create({'name': 'ООО "Ромашка"', 'is_company': True, 'vat': '7707083893', 'child_ids': [
            (0, 0, {'name': 'Петров Павел'}), (0, 0, {'name': 'Иванов Иван', 'comment': 'Likes tea'})]})
        ivan = company.child_ids.filtered(lambda person: person.name == 'Иванов Иван')
        line = ROMASHKA.format('"Иванов Иван, Петров П.П."')
        record = self.bring([line], filename='first.csv')
        self.assertEqual(record.row_ids.partner_id, ivan)
        self.assertEqual(len(self.people()), 2)
        self.assertIn('Likes tea', ivan.comment)
        self.assertIn('Петров П.П.', ivan.comment)
        self.assertTrue(record.row_ids.problem)
        self.assertIn('Петров Павел', record.row_ids.issue_text)
        self.bring([line], filename='again.csv')
        self.assertEqual(ivan.comment.count('Петров П.П.'), 1)
        record.action_undo()
        self.assertNotIn('Петров', ivan.comment)
        self.assertIn('Likes tea', ivan.comment)

    def test_whoever_has_a_row_too_comes_once(self):
        for place, lines in enumerate((
            [THREE, ROMASHKA.format('Сидорова Анна'), ROMASHKA.format('"Зимин Захар, Петров Пётр"')],
            [ROMASHKA.format('"Зимин Захар, Петров Пётр"'), ROMASHKA.format('Сидорова Анна'), THREE],
        )):
            with self.subTest(place):
                record = self.bring(lines, filename=f'{place}.csv')
                self.assertEqual(set(record.row_ids.mapped('state')), {'done'})
                self.assertEqual(self.people(), ['Зимин Захар', 'Иванов Иван', 'Петров Пётр', 'Сидорова Анна'])
                record.action_undo()

    def test_without_a_company_they_are_individuals_of_the_same_place(self):
        record = self.bring([COUPLE])
        peter = self.env['res.partner'].browse(record.row_ids.further[0]['id'])
        self.assertEqual((peter.name, peter.parent_id.id, peter.is_company), ('Peter Smith', False, False))
        self.assertEqual((peter.city, peter.street, peter.zip), ('Москва', 'ул. Лесная, 5', '127055'))

    def test_an_individual_is_known_by_the_place_or_by_the_first_person(self):
        peter = self.env['res.partner'].create({'name': 'Peter Smith', 'city': 'Москва', 'street': 'ул. Лесная, 5', 'zip': '127055'})
        record = self.bring([COUPLE], filename='place.csv')
        self.assertEqual(record.row_ids.further, [{'name': 'Peter Smith', 'id': peter.id, 'outcome': 'known'}])
        line = ';;"Зимин Захар, Зимина Зоя";8 916 765-43-21;;;'
        zoya = self.bring([line], filename='first.csv').row_ids.further[0]['id']
        self.env['res.partner'].browse(zoya).city = 'Тула'
        again = self.bring([line, line.replace('Зоя"', 'Зоя, Зимин Егор"')], filename='again.csv')
        self.assertEqual([row.further[0]['id'] for row in again.row_ids], [zoya, zoya])
        self.assertEqual(self.created(again).mapped('after')[0]['name'], 'Зимин Егор')

    def test_namesakes_elsewhere_stay_strangers(self):
        self.env['res.partner'].create([
            {'name': 'Петров Пётр'}, {'name': 'Лютик', 'is_company': True, 'child_ids': [(0, 0, {'name': 'Петров Пётр'})]}])
        self.bring([THREE])
        self.assertIn('Петров Пётр', self.people())

    def test_who_is_hidden_from_the_importing_user_is_not_told(self):
        company = self.env['res.partner'].create({'name': 'ООО "Ромашка"', 'is_company': True, 'vat': '7707083893'})
        hidden = self.env['res.partner'].create({'name': 'Петров Пётр', 'parent_id': company.id})
        hidden.company_id = self.other_company
        self.assertFalse(self.env['res.partner'].with_user(self.seller).search([('id', '=', hidden.id)]))
        record = self.bring([THREE])
        self.assertEqual(self.outcomes(record.row_ids), [('Петров Пётр', 'created'), ('Сидорова Анна', 'created')])

    def test_nobody_new_where_only_what_is_known_is_taken(self):
        company = self.env['res.partner'].create({'name': 'ООО "Ромашка"', 'is_company': True, 'vat': '7707083893', 'child_ids': [
            (0, 0, {'name': 'Иванов Иван'}), (0, 0, {'name': 'Петров Пётр'})]})
        row = self.bring([THREE], options={'scope': 'known'}).row_ids
        self.assertEqual((row.state, row.problem), ('done', False))
        self.assertEqual(self.outcomes(row), [('Петров Пётр', 'known'), ('Сидорова Анна', 'noted')])
        self.assertEqual(self.people(), ['Иванов Иван', 'Петров Пётр'])
        self.assertIn('Сидорова Анна', company.child_ids.filtered(lambda person: person.name == 'Иванов Иван').comment)

    # In the preview

    def test_the_preview_lists_the_change_and_takes_a_refusal(self):
        record = self.load([THREE, COUPLE])
        line = next(line for line in record.preview_summary()['changes'] if line['rule'] == RULE)
        self.assertEqual((line['count'], line['kind'], line['fixed']), (2, 'applied', False))
        self.assertEqual(line['examples'][0], ['Петров Пётр, г-жа Сидорова Анна', '+ Петров Пётр, г-жа Сидорова Анна'])
        self.assertFalse(record.value_problems(), "there is nothing to put right")
        column = record.column_ids.filtered(lambda column: column.field_key == 'person.name')
        column.with_user(self.seller).action_answer_rule(RULE, False)
        self.run_import(record)
        row = self.row(record, 2)
        self.assertEqual((self.people(), row.further, row.problem), (['Иванов Иван'], False, True))
        self.assertIn('Петров Пётр', row.partner_id.comment)
        self.assertIn('Сидорова Анна', row.partner_id.comment)

    def test_a_single_row_may_refuse(self):
        record = self.load([THREE, COUPLE])
        position = record.column_ids.filtered(lambda column: column.field_key == 'person.name').position
        self.row(record, 2).action_answer_change(position, RULE, False)
        self.run_import(record)
        self.assertEqual(self.people(), ['Иванов Иван'])
        self.assertTrue(self.row(record, 3).further)

    def test_the_row_shows_everybody(self):
        row = self.load([THREE]).row_ids
        self.assertIn({'label': "Person: further people", 'value': 'Петров Пётр, Сидорова Анна'}, row.normalized_values)
        self.assertEqual(row.cell_notes['cell_person_name'], {'shown': 'Иванов Иван, Петров Пётр, Сидорова Анна'})

    def test_the_first_results_show_them_and_nothing_is_written(self):
        self.env['res.partner'].create({'name': 'ООО "Ромашка"', 'is_company': True, 'vat': '7707083893', 'child_ids': [
            (0, 0, {'name': 'Петров Пётр'})]})
        record = self.load([THREE])
        cards = record.preview_results()[0]['cards']
        self.assertEqual([(card['part'], card['name'], card['new'], card['known']) for card in cards], [
            ('person', 'Иванов Иван', True, False), ('company', 'ООО "Ромашка"', False, True),
            ('further-0', 'Петров Пётр', False, True), ('further-1', 'Сидорова Анна', True, False)])
        self.assertEqual((self.people(), record.row_ids.state, record.row_ids.further), (['Петров Пётр'], 'pending', False))

    def test_of_a_repeated_company_name_the_further_people_stay(self):
        record = self.bring([';;"Зимин Захар, Зимина Зоя";8 916 765-43-21;;;'.replace(';;"', 'Зимин Захар;;"')])
        self.assertEqual(self.people('Зимин Захар'), ['Зимина Зоя'])
        self.assertEqual(record.row_ids.state, 'done')

    # Afterwards

    def test_undo_of_the_whole(self):
        before = self.env['res.partner'].search_count([])
        record = self.bring([THREE, COUPLE])
        self.assertEqual(self.env['res.partner'].search_count([]) - before, 6)
        record.action_undo()
        self.assertEqual((record.state, self.env['res.partner'].search_count([]) - before), ('undone', 0))
        self.bring([THREE, COUPLE], filename='again.csv')
        self.assertEqual(self.env['res.partner'].search_count([]) - before, 6)

    def test_undo_of_chosen_rows_leaves_whom_somebody_edited(self):
        record = self.bring([THREE, COUPLE, ROMASHKA.format('Зимин Захар')])
        anna = self.env['res.partner'].browse(self.row(record, 2).further[1]['id'])
        peter = self.env['res.partner'].browse(self.row(record, 3).further[0]['id'])
        self.row(record, 3).action_undo()
        self.assertFalse(peter.exists())
        record.sudo().change_ids.filtered(lambda change: change.res_id == anna.id).written = '2020-01-01 00:00:00'
        self.row(record, 2).action_undo()
        self.assertTrue(anna.exists())
        self.assertEqual(self.people(), ['Зимин Захар', 'Сидорова Анна'])

    # Elsewhere

    def test_opportunities_bring_them_too(self):
        dealer = self._user('import_further_dealer', 'crm_customer_record.group_import,sales_team.group_sale_salesman_all_leads')
        record = self.env['crm.import'].with_user(dealer).load_file(
            'opportunity', 'deals.csv', 'Opportunity;Company;Contact person\nKitchen;Alpha Ltd;Ann Low; Bob High\n'.replace(
                'Ann Low; Bob High', '"Ann Low; Bob High"').encode(), options={'country': 'RU'})
        self.run_import(record)
        self.assertEqual((record.row_ids.state, self.people('Alpha Ltd')), ('done', ['Ann Low', 'Bob High']))
        self.assertEqual(self.env['crm.lead'].browse(record.row_ids.res_id).partner_id.name, 'Ann Low')

    def test_rows_that_name_one_person_do_not_come_by(self):
        asked = []
        self.patch(Further, '_write_further', lambda mapper, record, rows: asked.append(rows))
        record = self.bring([ROMASHKA.format('Иванов Иван')])
        self.assertEqual((record.row_ids.state, asked), ('done', []))
