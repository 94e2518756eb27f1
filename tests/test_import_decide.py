from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .import_common import ImportCase

HEADER = 'Компания;ИНН;Контактное лицо;Телефон;E-mail;Город;Должность'


@tagged('post_install', '-at_install')
class TestImportDecide(ImportCase):
    """Unclear rows beside whom they may be, decided one by one, and taken back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.known = cls.env['res.partner'].create([
            {'name': 'Лютик', 'is_company': True, 'city': 'Москва', 'phone': '+7 495 111-22-33', 'country_id': cls.russia.id},
            {'name': 'Лютик', 'is_company': True, 'city': 'Омск', 'phone': '+7 495 111-22-33', 'country_id': cls.russia.id},
        ])

    def setUp(self):
        super().setUp()
        self.record = self.load((
            'ООО Лютик;;;8 495 111 22 33;;Москва;', 'ООО Лютик;;Фёдоров Фёдор;8 916 111 00 99;;Москва;', 'АО Новый;;;;;Тула;'), HEADER)
        self.first, self.follower = self.row(self.record, 2), self.row(self.record, 3)
        self.assertEqual((self.first.decision, self.follower.decision), ('review', 'review'))

    def test_the_queue_asks_once_for_a_company(self):
        self.assertEqual(self.record.with_user(self.seller).review_queue(), self.first.ids)
        self.assertEqual(self.record.action_decide()['params'], {'import_id': self.record.id})

    def test_the_row_stands_beside_its_candidates(self):
        values = self.first.with_user(self.seller).review_values()
        part, = values['parts']
        self.assertEqual((part['part'], {candidate['id'] for candidate in part['candidates']}), ('company', set(self.known.ids)))
        labels = [line['label'] for line in part['lines']]
        moscow = next(candidate for candidate in part['candidates'] if candidate['id'] == self.known[0].id)
        omsk = next(candidate for candidate in part['candidates'] if candidate['id'] == self.known[1].id)
        city, phone = labels.index('City'), labels.index('Phone')
        self.assertEqual((moscow['cells'][city]['look'], omsk['cells'][city]['look']), ('same', 'other'))
        self.assertEqual(omsk['cells'][city]['text'], 'Омск')
        self.assertEqual(moscow['cells'][phone]['look'], 'same', "spelled otherwise, the same number")
        self.assertTrue(moscow['reasons'] and 0 < moscow['score'] <= 100)

    def test_a_decision_releases_those_who_waited_and_can_be_taken_back(self):
        self.first.with_user(self.seller).action_use('company', self.known[0].id)
        self.assertEqual((self.first.decision, self.follower.decision), ('update', 'create'))
        self.assertFalse(self.record.review_queue())
        self.assertTrue(self.first.review_values()['can_undo'])
        self.first.with_user(self.seller).action_undo_decision()
        self.assertEqual((self.first.decision, self.first.match_account_id.id, self.first.decided), ('review', False, False))
        self.assertEqual((self.follower.decision, self.follower.reason[0]), ('review', 'waits_for_row'))
        self.assertEqual(self.record.review_queue(), self.first.ids)
        with self.assertRaises(UserError):
            self.first.action_undo_decision()

    def test_somebody_new_and_left_out(self):
        self.first.action_decide_new()
        self.assertEqual((self.first.decision, self.first.match_account_id.id), ('create', False))
        self.first.action_undo_decision()
        self.first.action_skip()
        self.assertEqual(self.first.decision, 'skip')
        self.first.action_undo_decision()
        self.assertEqual(self.first.decision, 'review')

    def test_nothing_is_taken_back_of_what_was_written(self):
        self.first.action_use('company', self.known[0].id)
        self.run_import(self.record)
        self.assertEqual(self.first.account_id, self.known[0])
        with self.assertRaises(UserError):
            self.first.action_undo_decision()

    def test_a_candidate_that_is_hidden_from_who_looks_is_not_shown(self):
        self.known[1].company_id = self.other_company
        shown = self.first.with_user(self.seller).review_values()['parts'][0]['candidates']
        self.assertEqual([candidate['id'] for candidate in shown], self.known[0].ids)

    def test_a_colleague_decides_nothing(self):
        with self.assertRaises(AccessError):
            self.first.with_user(self.colleague).review_values()
        with self.assertRaises(AccessError):
            self.first.with_user(self.colleague).action_undo_decision()
