from collections import defaultdict
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.crm_customer_record.models import crm_import_match
from odoo.addons.crm_customer_record.tools.imports.blocking import partner_blocks

from .import_common import ImportCase

HEADER = 'Компания;ИНН;Контактное лицо;Телефон компании;Телефон;E-mail;Город;Улица'
MOST, MOST_WEAK = 3, 2


@tagged('post_install', '-at_install')
class TestImportPairs(ImportCase):
    """With whom the rows are compared, set-based, is with whom they share a key, told one by one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Partner = cls.env['res.partner']
        place = {'country_id': cls.russia.id, 'city': 'Тверь', 'street': 'Садовая, 7', 'zip': '170100'}
        cls.accounts = Partner.create([
            {'name': f'ООО "Лютик {number}"', 'is_company': True, 'phone': '+7 482 211-22-33', 'website': 'https://lutik.example', **place}
            for number in range(4)] + [{'name': 'Lutik 1', 'is_company': True, 'vat': '7707083893'}])
        Partner.create([{'name': 'Фёдоров Фёдор', 'email': f'fedor{number}@mail.example', 'phone': '+7 916 111-00-99', **place} for number in range(4)])
        Partner.create([
            {'name': 'Фёдоров Фёдор', 'parent_id': cls.accounts[1].id, 'phone': '+7 916 111-00-98', 'email': 'f@lutik.example'},
            {'name': 'Осипова Ольга', 'parent_id': cls.accounts[1].id, 'phone': '+7 916 111-00-97'},
            {'name': 'Осипова Ольга', 'phone': '+7 916 111-00-97', 'company_id': cls.other_company.id}])

    def rows(self):
        return [
            'Лютик 1;;Фёдоров Фёдор;8 482 211 22 33;8 916 111 00 98;;Тверь;Садовая, 7',
            'Лютик 1;;Осипова Ольга;;8 916 111 00 97;;Тверь;',
            'Лютик;7707083893;;8 916 111 00 97;;;;', ';;Федоров Фёдор;;8 916 111 00 99;fedor1@mail.example;Тверь;Садовая, 7',
            'Лютик 5;;Осипова О.;;8 916 111 00 97;o@lutik.example;;', 'Совсем другая;;Некто Новый;;;;Омск;']

    def found(self):
        return {(row_id, part, partner_id): tuple(shared) for row_id, part, partner_id, shared in self.env.execute_query(SQL(
            "SELECT row_id, part, partner_id, shared FROM crm_import_pair"))}

    def expected(self, record):
        """:return: the same, told by looking at each partner and each row"""
        keys = self.env['crm.partner.key']
        partners = {partner['id']: partner for partner in keys._read_partners(
            self.env['res.partner'].with_context(active_test=False).search([]).ids)}
        having, reach = defaultdict(set), defaultdict(set)
        for partner_id, partner in partners.items():
            for key in partner_blocks(partner):
                having[key].add(partner_id)
        for mechanism in self.env['crm.contact.mechanism'].search([('active', '=', True)]):
            reach[mechanism.normalized].add(mechanism.partner_id.id)
        names = defaultdict(set)
        for row in record.row_ids:
            mine = {part: value for part, kind, value in row.match_keys if kind == 'name'}
            for part, kind, value in row.match_keys:
                if kind in ('phone', 'email') and part in mine:
                    names[part, value].add(mine[part])
        visible = self.env['res.partner'].with_user(self.seller).with_context(
            active_test=False, allowed_company_ids=self.company.ids).search([])
        pairs = {}
        for row in record.row_ids:
            for part, kind, value in row.match_keys:
                if row[f'{"account" if part == "company" else "partner"}_leader_id'] or row.decision == 'skip':
                    continue
                block = kind == 'block' and having[value]
                if block and len(block) <= (MOST_WEAK if value & 1 else MOST):
                    for target in self.targets(part, block):
                        pairs.setdefault((row.id, part, target), set())
                elif kind in ('phone', 'email'):
                    targets = self.targets(part, reach[value])
                    for target in targets if len(targets) <= MOST else ():
                        shared = pairs.setdefault((row.id, part, target), set())
                        shared |= {value} if len(targets) > 1 or len(names[part, value]) > 1 else set()
        return {key: tuple(sorted(shared)) for key, shared in pairs.items() if key[2] in visible._ids}

    def targets(self, part, ids):
        partners = self.env['res.partner'].browse(ids)
        found = partners.commercial_partner_id.filtered('is_company') if part == 'company' else partners.filtered(lambda one: not one.is_company)
        return set(found.ids)

    def check(self):
        with patch.object(crm_import_match, 'MAX_BLOCK', MOST), patch.object(crm_import_match, 'MAX_WEAK_BLOCK', MOST_WEAK):
            record = self.load(self.rows(), HEADER)
        self.env.invalidate_all()
        expected = self.expected(record)
        self.assertEqual(self.found(), expected)
        self.assertEqual({part for _row, part, _partner in expected}, {'company', 'person'})
        self.assertTrue(any(expected.values()), "some share a number with others")
        self.assertGreater(len(record.row_ids.filtered('account_leader_id')), 0)
        return expected

    def test_pairs_by_keys_of_changed_partners(self):
        self.check()

    def test_pairs_by_keys_that_are_kept(self):
        before = self.check()
        self.env['crm.partner.key']._refresh()
        self.assertEqual(sorted(key[1:] for key in self.check()), sorted(key[1:] for key in before))
