from datetime import timedelta

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from .common_relations import RelationCase


@tagged('post_install', '-at_install')
class TestProfile(RelationCase):
    """What is known of a person beside the business."""

    def test_a_birthday_with_and_without_its_year(self):
        with Form(self.ann.with_user(self.seller)) as form:
            form.birth_day = 17
            form.birth_month = '5'
        self.assertEqual(self.ann.birthday, '--05-17')
        with Form(self.ann.with_user(self.seller)) as form:
            form.birth_year = 1980
        self.assertEqual(self.ann.birthday, '1980-05-17')
        self.ann.with_user(self.seller).write({'birth_day': 0, 'birth_month': False, 'birth_year': 0})
        self.assertFalse(self.ann.birthday)

    def test_birthdays_that_cannot_be(self):
        ann = self.ann.with_user(self.seller)
        for values, words in (
            ({'birth_day': 30, 'birth_month': '2'}, "no such day"),
            ({'birth_day': 29, 'birth_month': '2', 'birth_year': 1981}, "no such day"),
            ({'birth_day': 5}, "a day and a month"),
            ({'birth_year': 1980}, "a day and a month"),
            ({'birthday': '17.05.1980'}, "not a birth date"),
            ({'birth_day': 1, 'birth_month': '1', 'birth_year': self.today.year + 1}, "Nobody alive"),
        ):
            with self.assertRaisesRegex(ValidationError, words), self.cr.savepoint():
                ann.write(values)
        ann.write({'birth_day': 29, 'birth_month': '2'})
        self.assertEqual(self.ann.birthday, '--02-29')

    def test_people_without_a_role_still_copy_contacts(self):
        """The host copies a record with all fields that are to be copied, whoever may read them."""
        self.ann.write({'preferred_channel': 'phone', 'met_note': "At the fair"})
        clerk = self.env['res.users'].with_context(no_reset_password=True).create({
            'name': "Clerk", 'login': 'profile_clerk',
            'group_ids': [(6, 0, [self.env.ref('base.group_user').id, self.env.ref('base.group_partner_manager').id])]})
        copy = self.ann.with_user(clerk).copy()
        self.assertFalse(copy.sudo().met_note)
        ours = [str(field) for model in self.env.values() for field in model._fields.values()
                if field.copy and 'crm_customer_record.' in (field.groups or '') and model._module != 'crm_customer_record']
        self.assertFalse(ours)

    def test_found_by_the_next_birthday(self):
        soon, later = self.today + timedelta(days=10), self.today + timedelta(days=100)
        self.ann.birthday, self.bob.birthday = f'--{soon:%m-%d}', f'1980-{later:%m-%d}'
        Partner = self.env['res.partner'].with_user(self.seller)

        def found(domain):
            return Partner.search([*domain, ('id', 'in', (self.ann | self.bob | self.era).ids)])

        self.assertEqual(found([('next_birthday', '<=', self.today + timedelta(days=30))]), self.ann)
        self.assertEqual(found([('next_birthday', '<', soon)]), Partner)
        self.assertEqual(found([('next_birthday', '=', later)]), self.bob)
        self.assertEqual(found([('next_birthday', '=', False)]), self.era)
        self.assertEqual(found([('next_birthday', '>=', self.today)]), self.ann | self.bob)
        self.assertEqual(self.ann.with_user(self.seller).next_birthday, soon)

    def test_the_profile_is_for_people_with_a_role(self):
        self.ann.write({'birthday': '--05-17', 'met_note': "At the fair"})
        self.assertEqual(self.ann.with_user(self.accountant).met_note, "At the fair")
        for name in ('birthday', 'birth_day', 'met_note', 'preferred_channel', 'interest_ids', 'met_source_id'):
            with self.assertRaises(AccessError, msg=name):
                self.ann.with_user(self.clerk).read([name])
        self.assertNotIn('birthday', self.env['res.partner'].with_user(self.clerk).fields_get())
        with Form(self.ann.with_user(self.clerk)) as form:
            form.city = "Rome"

    def test_sellers_add_interests_administrators_tidy_up(self):
        Interest = self.env['crm.interest'].with_user(self.seller)
        sailing = Interest.create({'name': "Sailing by night"})
        self.ann.with_user(self.seller).interest_ids = sailing
        with self.assertRaises(AccessError):
            sailing.unlink()
        administrator = self._user('administrator', 'base.group_user,crm_customer_record.group_administrator')
        sailing.with_user(administrator).unlink()
        self.assertFalse(self.ann.interest_ids)

    def test_the_host_keeps_photo_language_and_free_properties(self):
        ann = self.ann.with_user(self.seller)
        definition = ann.sudo().properties_base_definition_id
        definition.properties_definition = [{'name': 'a1b2', 'string': "Golf handicap", 'type': 'integer'}]
        ann.write({'lang': 'en_US', 'properties': [{'name': 'a1b2', 'type': 'integer', 'value': 12}]})
        self.assertEqual(dict(self.ann.properties), {'a1b2': 12})
        with self.assertRaises(AccessError):
            definition.with_user(self.seller).write({'properties_definition': []})
