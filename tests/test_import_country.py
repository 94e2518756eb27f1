from odoo.tests import tagged

from .import_common import ImportCase

HEADER = 'Name;Phone'
# no numbers of the United States: an exchange does not begin with 1, and nothing is complete without its area
WRONG = ('555-0100', '(212) 155-0188', '0000000', '(617) 023-4567')


@tagged('post_install', '-at_install')
class TestImportCountry(ImportCase):
    """Whose numbers a file holds is told by valid numbers; where they do not tell, they are those of the company's country."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.usa = cls.env.ref('base.us')
        cls.company.country_id = cls.usa

    def country(self, *phones):
        # A name in Cyrillic letters makes Russia one of the countries that are tried.
        rows = [f'Петров {"абвгде"[place]};{phone}' for place, phone in enumerate(phones)]
        return self.load(rows, HEADER, options={'country': None}).country_id

    def test_numbers_that_are_wrong_everywhere_say_nothing(self):
        self.assertEqual(self.country(*WRONG), self.usa)

    def test_one_that_exists_elsewhere_by_chance_says_nothing(self):
        self.assertEqual(self.country(*WRONG, '(495) 123-45-67'), self.usa)

    def test_numbers_with_a_country_code_speak_for_that_country_only(self):
        self.assertEqual(self.country('+1 212 555 0188', '+1 617 555 0101', '8 495 123-45-67'), self.usa)

    def test_most_numbers_tell(self):
        self.assertEqual(self.country('8 495 123-45-67', '8 916 123-45-67', '555-0100'), self.russia)

    def test_a_company_without_a_country_takes_what_numbers_there_are(self):
        self.company.country_id = False
        self.assertEqual(self.country(*WRONG, '8 495 123-45-67'), self.russia)
        self.assertFalse(self.country(*WRONG))
