from odoo.tests import BaseCase, tagged

from odoo.addons.crm_customer_record.tools.contact_values import (
    Row,
    channel_of,
    guess_kind,
    plan_mirror,
    read_field,
    read_value,
)


@tagged('post_install', '-at_install')
class TestContactValues(BaseCase):
    def _row(self, id_, number, **values):
        reading = read_value('phone', number, 'RU')
        return Row(**{
            'id': id_, 'value': number, 'key': reading.key, 'active': True, 'valid': reading.valid, 'sequence': 10,
            'is_primary': False, 'elects': True, **values,
        })

    def _plan(self, rows, old, new):
        return plan_mirror(rows, read_field('phone', old, 'RU'), read_field('phone', new, 'RU'), 'today')

    def test_channels(self):
        self.assertEqual([channel_of(kind) for kind in ('phone', 'mobile', 'fax', 'email', 'line')], ['phone', 'phone', 'fax', 'email', 'line'])

    def test_guess(self):
        for value, kind in (
            ('8 916 123-45-67', 'mobile'), ('8 495 123-45-67', 'phone'), ('102', 'phone'), ('a@b.ru', 'email'), ('a@b', 'email'),
            ('@anna', 'telegram'), ('t.me/anna', 'telegram'), ('https://wa.me/79161234567', 'whatsapp'), ('Anna', 'other'), ('', 'other'),
        ):
            self.assertEqual(guess_kind(value, 'RU'), kind, value)

    def test_read_value(self):
        for kind, value, expected in (
            ('phone', '8 495 123-45-67 доб. 5', ('+74951234567', '5', True)),
            ('phone', '123-45-67', ('1234567', '', False)),
            ('phone', '7.916E+10', ('', '', False)),
            ('phone', '1' * 100, ('', '', False)),
            ('email', 'A@B.ru', ('a@b.ru', '', True)),
            ('email', 'нет', ('', '', False)),
            ('whatsapp', 'https://wa.me/79161234567', ('+79161234567', '', True)),
            ('telegram', 'https://t.me/Anna/', ('anna', '', True)),
            ('telegram', '+7 916 123-45-67', ('+79161234567', '', True)),
            ('skype', 'live:.cid.1', ('live:.cid.1', '', True)),
            ('wechat', 'two words', ('', '', False)),
        ):
            reading = read_value(kind, value, 'RU')
            self.assertEqual((reading.normalized, reading.extension, reading.valid), expected, (kind, value))
            self.assertEqual(reading.value, value)

    def test_nothing_changed_plans_nothing(self):
        row = self._row(1, '8 495 123-45-67', is_primary=True)
        self.assertEqual(self._plan([row], '8 495 123-45-67', '8 495 123-45-67'), ([], {}))

    def test_replaced(self):
        row = self._row(1, '8 495 123-45-67', is_primary=True)
        plan = self._plan([row], '8 495 123-45-67', '8 916 123-45-67')
        self.assertEqual([(reading.normalized, primary, sequence) for reading, primary, sequence in plan.creates], [('+79161234567', True, 9)])
        self.assertEqual(plan.updates, {1: {'active': False, 'date_to': 'today', 'is_primary': False}})

    def test_number_added_to_the_text(self):
        row = self._row(1, '8 495 123-45-67', is_primary=True)
        plan = self._plan([row], '8 495 123-45-67', '8 495 123-45-67, 8 916 123-45-67')
        self.assertEqual([(reading.normalized, primary) for reading, primary, _sequence in plan.creates], [('+79161234567', False)])
        self.assertEqual(plan.updates, {})
