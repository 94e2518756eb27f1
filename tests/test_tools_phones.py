from odoo.tests import BaseCase, tagged

from odoo.addons.crm_customer_record.tools.phone_ranges import read_known
from odoo.addons.crm_customer_record.tools.phones import (
    digits_of,
    looks_like_phone,
    normalize_phone,
    parse_phones,
)


@tagged('post_install', '-at_install')
class TestParsePhones(BaseCase):
    def assertNumbers(self, text, expected, region='RU'):
        """`expected`: list of E.164 numbers, '' for one that is kept but not valid, 'number/extension'."""
        found = [
            f'{phone.e164}/{phone.extension}' if phone.extension else phone.e164 for phone in parse_phones(text, region)
        ]
        self.assertEqual(found, expected, text)

    def test_spellings_of_one_number(self):
        for text in (
            '+7 (495) 123-45-67', '8 (495) 123-45-67', '84951234567', '74951234567', '7 495 123 45 67',
            '(495)123-45-67', '495-123-45-67', '8.495.123.45.67', '+7 495 123‑45‑67', '８（４９５）１２３－４５－６７',
            '\u200e+7\u00a0495\u00a01234567', 'тел.: 8 495 1234567', '1) 8 495 123-45-67', '0074951234567',
            84951234567, 84951234567.0, '84951234567.0', '84951234567,00', '8.4951234567E+10', '8 495 123-45-67/68',
        ):
            self.assertNumbers(text, ['+74951234567'])

    def test_digits_are_never_invented(self):
        for text, issue in (('7.916E+10', 'lossy'), ('7,91612E+10', 'lossy'), ('123-45-67', 'short'), ('12', 'short')):
            phone, = parse_phones(text, 'RU')
            self.assertEqual((phone.raw, phone.e164, phone.valid, phone.issue), (text, '', False, issue))

    def test_several_numbers_in_a_cell(self):
        self.assertNumbers('8 495 123-45-67; 8 916 123-45-67', ['+74951234567', '+79161234567'])
        self.assertNumbers('84951234567\n89161234567', ['+74951234567', '+79161234567'])
        self.assertNumbers('8(495)123-45-67,8(916)123-45-67', ['+74951234567', '+79161234567'])
        self.assertNumbers('84951234567 или 89161234567', ['+74951234567', '+79161234567'])
        self.assertNumbers('+74951234567 +79161234567', ['+74951234567', '+79161234567'])
        self.assertNumbers('89161234567 89261234567', ['+79161234567', '+79261234567'])
        self.assertNumbers('Иван 8 916 123-45-67 Пётр 8 926 765-43-21', ['+79161234567', '+79267654321'])
        self.assertNumbers('(495) 123-45-67 / 765-43-21', ['+74951234567', ''])
        self.assertNumbers('090-1234-5678、03-1234-5678', ['+819012345678', '+81312345678'], 'JP')

    def test_a_slash_inside_a_number_does_not_split_it(self):
        self.assertNumbers('030/901820', ['+4930901820'], 'DE')
        self.assertNumbers('+49 30/901820', ['+4930901820'], 'DE')

    def test_extensions(self):
        for text in (
            '84951234567 доб. 12', '84951234567 (доб.12)', '8 495 123-45-67, доб. 12', '84951234567 вн.12',
            '84951234567 ext 12', '84951234567x12', '84951234567#12', '+7(495)1234567;ext=12', '84951234567; доб. 12',
            '84951234567 добавочный 12', '84951234567 внутр. 12',
        ):
            self.assertNumbers(text, ['+74951234567/12'])
        self.assertNumbers('03-1234-5678 内線12', ['+81312345678/12'], 'JP')
        self.assertNumbers('03-1234-5678内線12番', ['+81312345678/12'], 'JP')
        self.assertNumbers('84951234567, доб. 12, моб. 89161234567', ['+74951234567/12', '+79161234567'])

    def test_other_countries(self):
        self.assertNumbers('8-10-49-30-1234567', ['+49301234567'])
        self.assertNumbers('+49 (0)30 901820', ['+4930901820'])
        self.assertNumbers('+1 800 FLOWERS', ['+18003569377'])
        kazakh, = parse_phones('+7 777 123 45 67', 'RU')
        self.assertEqual((kazakh.e164, kazakh.region, kazakh.type), ('+77771234567', 'KZ', 'mobile'))

    def test_without_a_country_only_what_is_certain(self):
        for region in (None, ''):
            self.assertNumbers('+7 916 123-45-67', ['+79161234567'], region)
            self.assertNumbers('0079161234567', ['+79161234567'], region)
            self.assertNumbers('79161234567', ['+79161234567'], region)
            # As an international number this would be one of Vietnam: more likely a Russian trunk prefix.
            self.assertNumbers('84951234567', [''], region)
            self.assertNumbers('9161234567', [''], region)

    def test_type_and_label(self):
        def read(text):
            return [(phone.type, phone.label) for phone in parse_phones(text, 'RU')]

        self.assertEqual(read('89161234567'), [('mobile', '')])
        self.assertEqual(read('84951234567'), [('fixed', '')])
        self.assertEqual(read('факс 84951234567'), [('fax', 'факс')])
        self.assertEqual(read('тел/факс: 84951234567'), [('fixed', 'тел/факс')])
        self.assertEqual(read('тел.: 84951234567 (бухгалтерия)'), [('fixed', 'тел бухгалтерия')])

    def test_raw_text_is_kept(self):
        self.assertEqual(
            [phone.raw for phone in parse_phones('моб. 8 916 123-45-67; 123-45-67', 'RU')],
            ['моб. 8 916 123-45-67', '123-45-67'],
        )

    def test_anything_else_gives_nothing_and_never_raises(self):
        for value in (None, False, True, '', '  ', 'нет', '-', '+', '()', '内線', 'доб.', b'\xff', float('nan')):
            self.assertFalse([phone for phone in parse_phones(value, 'RU') if phone.valid], value)
        for value in ('1' * 10_000, 'x' * 10_000, '8 495 1234567;' * 2_000, '+' * 5_000, '(' * 5_000 + '1', '=1+1', '٣٤٥', '①②③'):
            for region in ('RU', 'XX', None):
                self.assertLessEqual(len(parse_phones(value, region)), 50)

    def test_normalize_and_helpers(self):
        self.assertEqual(normalize_phone('123-45-67; 8 916 123-45-67 доб. 5', 'RU'), '+79161234567')
        self.assertEqual(normalize_phone('нет', 'RU'), '')
        self.assertEqual(digits_of('８（４９５）１２３'), '8495123')
        for text in ('8 916 123', '+7 916 1', '(495) 123-45', '０９０-1234'):
            self.assertTrue(looks_like_phone(text), text)
        for text in ('2024', 'Иван', 'SO 12345', 'ООО 12345', '', None, '12.5%'):
            self.assertFalse(looks_like_phone(text), text)

    def test_a_number_known_from_the_host_reads_the_same(self):
        for text in ('+7 (916) 123-45-67', '8 495 123 45 67', '89161234567', '8.916.123.45.67', '(495) 123-45-67', '+49 30 901820'):
            parsed, = parse_phones(text, 'RU')
            self.assertEqual(read_known(text, parsed.e164), parsed)
        for text in ('8 495 1234567 доб. 1', '84951234567, 89161234567', '7916123456.0', 'тел. 84951234567', '+74951234567 +79161234567'):
            self.assertIsNone(read_known(text, '+74951234567'), text)
