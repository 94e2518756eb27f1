from odoo.exceptions import AccessError
from odoo.tests import tagged

from .import_common import ImportCase

ALONE = ';;Одинцов Олег;8 903 111 22 33;;Тула;'


@tagged('post_install', '-at_install')
class TestImportDecision(ImportCase):
    """What a person decided about a row holds for the same row of the next file from the same source."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.one, cls.two = cls.env['res.partner'].create([
            {'name': name, 'phone': '+7 903 111-22-33', 'country_id': cls.russia.id} for name in ('Одинцов Олег', 'Олег Одинцов')])
        cls.decisions = cls.env['crm.import.decision']

    def decide(self, user=None):
        record = self.load([ALONE], user=user)
        self.assertEqual(record.row_ids.decision, 'review')
        record.row_ids.action_use('person', self.two.id)
        return self.run_import(record)

    def test_who_it_is_is_asked_once(self):
        self.decide()
        row = self.load([ALONE]).row_ids
        self.assertEqual((row.decision, row.match_partner_id), ('update', self.two))
        self.assertIn(self.seller.name, row.reason_text)
        self.assertIn(str(self.decisions.search([]).decided_on), row.reason_text)

    def test_that_it_is_nobody_we_know_is_asked_once(self):
        record = self.load([ALONE])
        record.row_ids.action_create_new()
        self.run_import(record)
        created = record.row_ids.partner_id
        row = self.load([ALONE]).row_ids
        self.assertEqual({candidate['id'] for candidate in row.candidates or []} & {self.one.id, self.two.id}, set())
        self.assertNotIn(row.match_partner_id, self.one + self.two)
        created.sudo().unlink()
        row = self.load([ALONE]).row_ids
        self.assertEqual((row.decision, row.candidates), ('create', False))
        self.assertIn(self.seller.name, row.reason_text)

    def test_another_row_or_another_source_is_asked_about(self):
        self.decide()
        self.assertEqual(self.load([';;Одинцов Олег;8 903 111 22 33, 8 916 000 00 00;;Тула;']).row_ids.decision, 'review')
        other = self.load(['Одинцов Олег;8 903 111 22 33'], header='Контакт;Телефон')
        self.assertEqual(other.row_ids.decision, 'review')

    def test_a_revoked_decision_is_asked_about_again(self):
        self.decide()
        self.decisions.with_user(self.seller).search([]).unlink()
        self.assertEqual(self.load([ALONE]).row_ids.decision, 'review')

    def test_decisions_are_ones_own_and_the_managers(self):
        self.decide()
        decision = self.decisions.search([])
        self.assertEqual(self.load([ALONE], user=self.colleague).row_ids.decision, 'review')
        self.assertEqual(self.load([ALONE], user=self.manager).row_ids.match_partner_id, self.two)
        for user, seen in ((self.seller, True), (self.colleague, False), (self.manager, True), (self.stranger, False)):
            self.assertEqual(bool(self.decisions.with_user(user).search([])), seen, user.login)
        with self.assertRaises(AccessError):
            decision.with_user(self.colleague).unlink()
        with self.assertRaises(AccessError):
            decision.with_user(self.accountant).read(['name'])

    def test_what_changed_since_is_asked_about(self):
        self.decide()
        self.two.active = False
        row = self.load([ALONE]).row_ids
        self.assertEqual(row.decision, 'review')
        self.assertIn("archived", row.reason_text)
        self.two.write({'active': True, 'company_id': self.other_company.id})
        row = self.load([ALONE]).row_ids
        self.assertNotIn(self.two.id, {candidate['id'] for candidate in row.candidates or []}, "hidden from the one who imports")

    def test_a_deleted_customer_takes_the_decision_along(self):
        self.decide()
        self.two.unlink()
        self.assertFalse(self.decisions.search([]))

    def test_a_new_decision_replaces_the_old_one(self):
        self.decide()
        record = self.load([ALONE])
        record.row_ids.action_use('person', self.one.id)
        self.run_import(record)
        self.assertEqual(self.decisions.search([]).partner_id, self.one)
        self.assertEqual(self.load([ALONE]).row_ids.match_partner_id, self.one)
