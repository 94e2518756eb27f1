import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import file_open

from .files.corpus_sources import PNG, card, counterparties, pack
from .import_common import ImportCase
from .import_corpus import cells_of

COUNTERPARTY = ('<Контрагент><Ид>{key}</Ид><Наименование>{name}</Наименование><ОфициальноеНаименование>ООО «{name}»</ОфициальноеНаименование>'
                '{more}</Контрагент>')


def export_1c(*items):
    """:param items: (Ид, Наименование) or (Ид, Наименование, further XML)"""
    return counterparties(''.join(
        COUNTERPARTY.format(key=key, name=name, more=''.join(more)) for key, name, *more in items), 'windows-1251')


@tagged('post_install', '-at_install')
class TestImportSourcesFlow(ImportCase):
    def load_data(self, filename, data, user=None, **options):
        return self.env['crm.import'].with_user(user or self.seller).load_file('partner', filename, data, options=options)

    def sample(self, name):
        with file_open(f'crm_customer_record/demo/{name}', 'rb') as stream:
            return stream.read()

    # vCards

    def test_the_sample_of_a_phone(self):
        record = self.load_data('contacts.vcf', self.sample('contacts.vcf'))
        self.assertEqual((record.layout_name, record.summary()['decision']['create']), ("vCard", 4))
        self.assertTrue(record.row_ids.filtered('photo'))
        self.run_import(record)
        people = {partner.name: partner for partner in self.partners(record)}
        self.assertEqual(record.summary()['state']['done'], 4, record.row_ids.mapped('error'))
        buyer = next(partner for name, partner in people.items() if 'Кузнецов' in name)
        self.assertEqual((buyer.parent_id.name, buyer.function), ('ООО «Лесной двор»', 'Начальник отдела снабжения'))
        self.assertTrue(buyer.image_1920)
        self.assertFalse(buyer.parent_id.image_1920)
        self.assertEqual(set(buyer.contact_mechanism_ids.mapped('normalized')), {'+79165550111', '+74955550112', 'kuznetsov@lesnoy-dvor.example'})
        grace = next(partner for name, partner in people.items() if 'Harper' in name)
        self.assertEqual((grace.country_id.code, grace.city, grace.parent_id.name), ('GB', 'London', 'Northwind Coffee Ltd'))
        self.assertIn('Prefers mail over calls; back from leave', grace.comment)
        florist = people['Blumen Krause GmbH']
        self.assertEqual((florist.is_company, florist.phone, sorted(florist.category_id.mapped('name'))), (True, '+49-30-5550123', ['Florist', 'Wholesale']))
        self.assertFalse(record.row_ids.filtered('photo'), "the pictures went on to the contacts")
        again = self.load_data('contacts.vcf', self.sample('contacts.vcf'))
        self.assertFalse(again.summary()['decision']['create'])

    def test_a_bad_card_becomes_a_rejected_row(self):
        data = card('FN:Ann Lee', 'TEL:+12025550123') + 'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Cut Off\r\n' + card('FN:Joe Doe', 'TEL:+12025550125')
        record = self.run_import(self.load_data('cards.vcf', data.encode(), country='US'))
        self.assertEqual(record.row_ids.sorted('row_number').mapped('state'), ['done', 'rejected', 'done'])
        rejected = self.row(record, 3)
        self.assertIn('no end', rejected.error)
        self.assertEqual(cells_of(record.rejected_file())[1][:1], ['Cut Off'])

    def test_pictures_are_taken_by_new_contacts_only(self):
        known = self.env['res.partner'].create({'name': 'Ann Lee', 'email': 'ann@lee.example', 'image_1920': base64.b64encode(PNG)})
        before = known.image_1920
        photo = base64.b64encode(PNG).decode()
        svg = base64.b64encode(b'<svg xmlns="http://www.w3.org/2000/svg"></svg>').decode()
        bomb = base64.b64encode(PNG[:16] + b'\x00\x00\xff\xff\x00\x00\xff\xff' + PNG[24:]).decode()
        record = self.load_data('cards.vcf', ''.join((
            card('FN:Ann Lee', 'EMAIL:ann@lee.example', f'PHOTO;ENCODING=b;TYPE=PNG:{photo}'),
            card('FN:Joe Doe', 'EMAIL:joe@doe.example', f'PHOTO:data:image/svg+xml;base64,{svg}', version='4.0'),
            card('FN:Tom Roe', 'EMAIL:tom@roe.example', f'PHOTO;ENCODING=b;TYPE=PNG:{bomb}'),
            card('FN:Kim Poe', 'EMAIL:kim@poe.example', f'PHOTO;ENCODING=b;TYPE=PNG:{photo}'))).encode(), country='US')
        self.assertEqual([[code for code, _params in row.issues or []] for row in record.row_ids.sorted('row_number')],
                         [[], ['photo_damaged'], ['photo_damaged'], []])
        self.assertEqual(self.row(record, 2).match_partner_id, known)
        self.run_import(record)
        self.assertEqual(known.image_1920, before)
        pictures = {partner.name: bool(partner.image_1920) for partner in self.partners(record)}
        self.assertEqual(pictures, {'Ann Lee': True, 'Joe Doe': False, 'Tom Roe': False, 'Kim Poe': True})
        attachments = self.env['ir.attachment'].search([('res_model', '=', 'crm.import.row'), ('res_id', 'in', record.row_ids.ids)])
        record.sudo().unlink()
        self.assertFalse(attachments.exists())

    # 1C

    def test_the_sample_of_1c(self):
        record = self.run_import(self.load_data('counterparties_1c.xml', self.sample('counterparties_1c.commerceml')))
        self.assertEqual((record.layout_name, record.country_id.code), ("1C: CommerceML", 'RU'))
        company = self.row(record, 2).account_id
        self.assertEqual((company.vat, company.company_registry, company.city, company.zip, company.website),
                         ('7701990101', '770101001', 'Москва', '101000', 'http://stroybaza.example'))
        self.assertEqual(set(company.contact_mechanism_ids.mapped('normalized')),
                         {'+74955550201', '+74955550202', 'zakaz@stroybaza.example'})
        self.assertEqual({(child.name, child.function) for child in company.child_ids},
                         {('Орлова Мария Андреевна', 'Главный бухгалтер'), ('Гусев Павел Ильич', 'Закупки')})
        person = self.row(record, 5).partner_id
        self.assertEqual((person.is_company, person.parent_id.id, person.phone), (False, False, '+7 926 555-02-05'))
        again = self.load_data('counterparties_1c.xml', self.sample('counterparties_1c.commerceml'))
        self.assertFalse(again.summary()['decision']['create'])

    def test_the_next_export_of_1c_updates_by_its_key(self):
        first = self.bring_1c(('guid-1', 'Ромашка'), ('guid-2', 'Вектор'))
        account = self.row(first, 2).account_id
        # renamed, no tax id, no phone: nothing but the key tells who it is
        record = self.load_data('next.xml', export_1c(('guid-1', 'Василёк', '<ИНН>7707083893</ИНН>'), ('guid-3', 'Новая')), update_policy='overwrite')
        renamed = self.row(record, 2)
        self.assertEqual((renamed.decision, renamed.match_account_id), ('update', account))
        self.assertEqual(renamed.candidate_values[0]['reasons'], ["The same key in the system that the file comes from"])
        self.assertEqual(self.row(record, 3).decision, 'create')
        self.run_import(record)
        self.assertEqual((account.name, account.vat), ('Василёк', '7707083893'))
        self.assertEqual(self.env['crm.partner.external'].search_count([('external_id', 'in', ('guid-1', 'guid-2', 'guid-3'))]), 3)

    def test_a_key_says_more_than_likeness(self):
        first = self.bring_1c(('guid-1', 'Ромашка'))
        twin = self.env['res.partner'].create({'name': 'Ромашка', 'is_company': True})
        record = self.load_data('next.xml', export_1c(('guid-1', 'Ромашка')))
        row = self.row(record, 2)
        self.assertEqual((row.decision, row.match_account_id), ('update', self.row(first, 2).account_id))
        self.assertNotIn(twin.id, [candidate['id'] for candidate in row.candidates])

    def test_keys_of_other_systems_are_others(self):
        self.bring_1c(('101', 'Ромашка'))
        header = 'Record ID,Company name,Company owner,Company Domain Name'
        record = self.load(['101,Northwind Coffee,,northwind.example'], header=header, filename='hubspot.csv')
        self.assertEqual((record.layout_name, record.source, self.row(record, 2).decision), ('HubSpot: companies', 'hubspot', 'create'))

    def test_what_ask_and_archived_mean_for_a_known_key(self):
        first = self.bring_1c(('guid-1', 'Ромашка'), ('guid-2', 'Вектор'))
        self.row(first, 3).account_id.sudo().active = False
        record = self.load_data('next.xml', export_1c(('guid-1', 'Василёк'), ('guid-2', 'Вектор')), update_policy='ask')
        self.assertEqual([(row.decision, row.reason[0]) for row in record.row_ids.sorted('row_number')],
                         [('review', 'conflict'), ('review', 'archived')])

    def test_customers_of_another_company_are_not_found_by_their_key(self):
        first = self.bring_1c(('guid-1', 'Ромашка'))
        self.row(first, 2).account_id.sudo().company_id = self.company
        record = self.load_data('next.xml', export_1c(('guid-1', 'Ромашка')), user=self.stranger)
        self.assertEqual((self.row(record, 2).decision, self.row(record, 2).candidates), ('create', False))
        self.run_import(record)
        keys = self.env['crm.partner.external'].search([('external_id', '=', 'guid-1')])
        self.assertEqual(len(keys.partner_id), 2)
        with self.assertRaises(AccessError):
            keys.with_user(self.seller).read(['external_id'])

    def test_the_undo_forgets_the_keys_it_brought(self):
        known = self.env['res.partner'].create({'name': 'Вектор', 'is_company': True, 'vat': '7707083893'})
        record = self.bring_1c(('guid-1', 'Ромашка'), ('guid-2', 'Вектор', '<ИНН>7707083893</ИНН>'))
        self.assertEqual(self.row(record, 3).account_id, known)
        keys = self.env['crm.partner.external'].search([('external_id', 'in', ('guid-1', 'guid-2'))])
        self.assertEqual(len(keys), 2)
        account = self.row(record, 2).account_id
        record.action_undo()
        self.env.invalidate_all()
        self.assertFalse(account.exists())
        self.assertFalse(keys.exists())

    def bring_1c(self, *items):
        return self.run_import(self.load_data('export.xml', export_1c(*items)))

    # other systems

    def test_an_export_of_odoo_keeps_who_belongs_to_whom(self):
        header = 'id,name,is_company,parent_id/id,parent_id,email,phone,function'
        record = self.bring([
            '__export__.p1,Northwind Coffee,True,,,info@northwind.example,+44 20 7946 0321,',
            '__export__.p2,Grace Harper,False,__export__.p1,Northwind Coffee,grace@northwind.example,,Buyer',
            '__export__.p3,Tom Roe,False,,,tom@roe.example,,'], header=header, filename='res.partner.csv', options={'country': 'GB'})
        self.assertEqual(record.layout_name, 'Odoo')
        company, grace, tom = (self.row(record, number) for number in (2, 3, 4))
        self.assertEqual((company.account_id.email, company.partner_id.id), ('info@northwind.example', False))
        self.assertEqual((grace.partner_id.parent_id, grace.partner_id.function), (company.account_id, 'Buyer'))
        self.assertFalse(tom.partner_id.parent_id)
        again = self.load([
            '__export__.p2,Grace Stone,False,__export__.p1,Northwind Coffee,grace.stone@northwind.example,,Buyer'],
            header=header, filename='res.partner.csv', options={'country': 'GB'})
        self.assertEqual((self.row(again, 2).match_partner_id, self.row(again, 2).decision), (grace.partner_id, 'update'))

    # archives, pasted tables

    def test_an_archive_becomes_one_import(self):
        record = self.run_import(self.load_data('lists.zip', pack(
            ('moscow.csv', 'Company;Phone\nAcme Ltd;+12025550123\n'), ('kazan.csv', 'Company;Phone\nBeta Ltd;+12025550124\n'),
            ('people.csv', 'Full name;E-mail\nAnn Lee;ann@lee.example\n'))))
        self.assertEqual(record.row_ids.account_id.mapped('name'), ['Acme Ltd', 'Beta Ltd'])
        self.assertIn('people.csv', record.warning_text)
        self.assertEqual(record.sheet_names, ['moscow.csv + 1', 'people.csv'])
        other = self.load_data('lists.zip', pack(('a.csv', 'Company;Phone\nAcme Ltd;+12025550123\nBeta Ltd;1\n'), ('people.csv', 'Full name;E-mail\nAnn Lee;ann@lee.example\n')))
        other.sheet = 'people.csv'
        self.assertEqual(other.row_ids.mapped('name'), ['Ann Lee'])

    def test_a_pasted_table(self):
        imports = self.env['crm.import'].with_user(self.seller)
        for text in ('Компания\tТелефон\nООО «Ромашка»\t8 495 123-45-67\n',
                     '<table><tr><th>Компания<th>Телефон<tr><td>ООО «Ромашка»<td>8 495 123-45-67</table>',
                     'ООО «Ромашка»\t8 495 123-45-67\nЗАО «Вега»\t8 812 765-43-21\n'):
            record = imports.create({'pasted': text, 'country_id': self.russia.id})
            record.action_read()
            self.assertEqual(record.state, 'preview')
            self.assertEqual(self.row(record, record.header_row + 1).name, 'ООО «Ромашка»')
        self.assertIn('No row with column names', record.warning_text)
        record.action_back()
        self.assertFalse(record.file)
        record.pasted = 'Name\tPhone\nAcme Ltd\t+12025550123\n'
        record.action_read()
        self.assertEqual(record.row_ids.mapped('name'), ['Acme Ltd'])

    def test_a_chosen_file_replaces_what_was_pasted(self):
        record = self.env['crm.import'].with_user(self.seller).create({'pasted': 'Name\tPhone\nAcme Ltd\t+12025550123\n'})
        record.action_read()
        record.action_back()
        data = base64.b64encode(b'Company;Phone\nBeta Ltd;+12025550124\n')
        record.write({'file': data, 'filename': 'beta.csv', 'pasted': record.pasted})
        record.action_read()
        self.assertEqual(record.row_ids.mapped('name'), ['Beta Ltd'])
        record.action_back()
        self.assertEqual(record.filename, 'beta.csv', "reading it anew keeps the file")

    # limits

    def test_the_administrator_sets_the_limits(self):
        settings = self.env['res.config.settings'].create({})
        self.assertEqual((settings.import_max_megabytes, settings.import_max_rows), (100, 500_000))
        settings.write({'import_max_megabytes': 1, 'import_max_rows': 2})
        settings.execute()
        self.assertEqual(len(self.load(['Acme Ltd', 'Beta Ltd'], header='Company').row_ids), 2)
        many = card('FN:Ann Lee') + card('FN:Joe Doe') + card('FN:Tom Roe')
        for options in ({}, {'rows': 1_000_000}, {'rows': -1}, {'rows': '1000000'}, {'rows': True}):
            with self.assertRaises(UserError, msg=options) as caught:
                self.load_data('cards.vcf', many.encode(), **options)
            self.assertIn('more than 2 rows', str(caught.exception))
        with self.assertRaises(UserError) as caught:
            self.load_data('cards.vcf', card('FN:Ann Lee', f"NOTE:{'x' * (1 << 20)}").encode(), file_bytes=1 << 30)
        self.assertIn('the limit is 1 MB', str(caught.exception))
        settings.write({'import_max_rows': 0})
        settings.execute()
        self.assertEqual(self.env['crm.import']._limits()['rows'], 500_000, "nothing set is the usual limit, not none")
