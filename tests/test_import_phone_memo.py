import random

import phonenumbers

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_customer_record.tools.imports import phone_memo
from odoo.addons.crm_customer_record.tools.phones import parse_phones

COUNTRIES = ('RU', 'KZ', 'BY', 'UA', 'US', 'GB', 'DE', 'FR', 'IT', 'ES', 'NL', 'PL', 'CZ', 'TR', 'JP', 'CN', 'KR', 'IN', 'BR', 'MX', 'AU',
             'AT', 'SE', 'AR')


@tagged('post_install', '-at_install')
class TestImportPhoneMemo(BaseCase):

    def setUp(self):
        super().setUp()
        phone_memo._blocks.clear()

    def numbers(self, country, count, rng):
        """Random numbers in the blocks of real ones, spelled in several ways, wrong ones among them."""
        kinds = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE, phonenumbers.PhoneNumberType.TOLL_FREE)
        examples = [number for number in (phonenumbers.example_number_for_type(country, kind) for kind in kinds) if number]
        for _turn in range(count):
            number = rng.choice(examples)
            national = phonenumbers.national_significant_number(number)
            keep = rng.choice((2, 3, 3, 4))
            digits = national[:keep] + ''.join(rng.choice('0123456789') for _digit in national[keep:])
            spelled = rng.choice((f'+{number.country_code} {digits}', f'+{number.country_code}-{digits[:3]}-{digits[3:]}', digits,
                                  f'8 ({digits[:3]}) {digits[3:]}', f'0{digits}'))
            yield spelled

    def test_the_memo_says_what_the_full_parser_says(self):
        rng = random.Random(7)
        total = different = 0
        for country in COUNTRIES:
            for text in self.numbers(country, 150, rng):
                for last in range(3):
                    varied = text[:-4] + f'{rng.randrange(10_000):04}' if last else text
                    full = [(phone.e164, phone.valid, phone.type, phone.region) for phone in parse_phones(varied, country)]
                    fast = [(phone.e164, phone.valid, phone.type, phone.region) for phone in phone_memo.parse(varied, country)]
                    total += 1
                    different += full != fast
        self.assertGreater(total, 10_000)
        self.assertLessEqual(different / total, 0.0005)

    def test_what_is_not_plain_goes_the_full_way(self):
        for text in ('8 (495) 123-45-67, доб. 12', '8 495 123-45-67; 8 916 123-45-67', 'тел. 84951234567', '123-45-67', '', None, '７９１６１２３４５６７',
                     '7.916E+10', 79161234567.0, 79161234567, '79161234567.0', '+44 (0)20 7946 0101', True):
            self.assertEqual([(phone.e164, phone.extension, phone.valid) for phone in phone_memo.parse(text, 'RU')],
                             [(phone.e164, phone.extension, phone.valid) for phone in parse_phones(text, 'RU')], text)
