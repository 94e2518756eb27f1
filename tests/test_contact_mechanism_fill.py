from odoo.tests import tagged

from .common_mechanisms import MechanismCase


@tagged('post_install', '-at_install')
class TestFill(MechanismCase):
    def test_partners_of_before_get_what_new_ones_get(self):
        vals_list = [
            {'name': "A", 'phone': '8 (916) 123-45-67 доб. 5', 'email': 'Anna <A@B.ru>; c@d.ru'},
            {'name': "B", 'phone': '030 901820', 'country_id': self.env.ref('base.de').id},
            {'name': "C", 'phone': '123-45-67'},
            {'name': "D", 'phone': 'через Ивана', 'email': 'нет'},
            {'name': "E"},
            {'name': "F", 'phone': '8 495 123-45-67, факс 8 495 123-45-68', 'active': False},
        ]
        before = self.Partner.with_context(contact_mechanism_no_mirror=True).create(vals_list)
        self.assertFalse(before.contact_mechanism_ids)
        created = self.Mechanism._fill_existing()
        after = self.Partner.create(vals_list)
        for old, new in zip(before, after, strict=True):
            self.assertEqual(self._lines(old), self._lines(new), old.name)
        self.assertGreaterEqual(created, 9)
        self.assertEqual(self.Mechanism._fill_existing(), 0, "may be repeated")
