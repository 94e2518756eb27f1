from odoo.exceptions import ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common_mechanisms import MechanismCase


@tagged('post_install', '-at_install')
class TestMirrorFromPartner(MechanismCase):
    """Somebody writes phone or email of a partner."""

    def test_create(self):
        partner = self._partner(phone='8 (916) 123-45-67 доб. 12', email='Anna <A@B.ru>')
        self.assertLines(partner, [('mobile', '+79161234567', '12', True), ('email', 'a@b.ru', '', True)])
        self.assertEqual(partner.phone, '8 (916) 123-45-67 доб. 12')
        self.assertEqual(partner.phone_sanitized, '+79161234567')

    def test_several_numbers_in_the_field(self):
        partner = self._partner(phone='8 495 123-45-67, 8 916 123-45-67; факс 8 495 765-43-21')
        self.assertLines(partner, [
            ('phone', '+74951234567', '', True), ('mobile', '+79161234567', '', False), ('fax', '+74957654321', '', False),
        ])
        self.assertEqual(partner.phone, '8 495 123-45-67, 8 916 123-45-67; факс 8 495 765-43-21')

    def test_text_without_a_number_is_kept(self):
        partner = self._partner(phone='через Ивана', email='нет')
        self.assertEqual([line.valid for line in partner.contact_mechanism_ids], [False, False])
        self.assertEqual(partner.contact_mechanism_ids.mapped('value'), ['через Ивана', 'нет'])

    def test_a_number_is_replaced(self):
        partner = self._partner(phone='+7 916 123-45-67')
        partner.phone = '+7 926 765-43-21'
        self.assertLines(partner, [('mobile', '+79267654321', '', True)])
        self.assertEqual(partner.phone, '+7 926 765-43-21')
        former = self.Mechanism.with_context(active_test=False).search([('partner_id', '=', partner.id), ('active', '=', False)])
        self.assertEqual(former.normalized, '+79161234567')
        self.assertTrue(former.date_to)
        partner.phone = '8 916 123 45 67'
        self.assertLines(partner, [('mobile', '+79161234567', '', True)])
        self.assertFalse(former.date_to, "back in use")

    def test_a_mistake_is_corrected_in_place(self):
        partner = self._partner(phone='+7 916 123-45-6')
        line = partner.contact_mechanism_ids
        partner.phone = '+7 916 123-45-67'
        self.assertLines(partner, [('mobile', '+79161234567', '', True)], archived=True)
        self.assertEqual(line.value, '+7 916 123-45-67')

    def test_moving_on_to_a_known_number_keeps_both(self):
        partner = self._partner(phone='+7 916 123-45-67')
        self.Mechanism.create({'partner_id': partner.id, 'value': '+7 926 765-43-21'})
        partner.phone = '+79267654321'
        self.assertLines(partner, [('mobile', '+79267654321', '', True), ('mobile', '+79161234567', '', False)])

    def test_clearing_stays_clear(self):
        partner = self._partner(phone='+7 916 123-45-67')
        self.Mechanism.create({'partner_id': partner.id, 'value': '+7 926 765-43-21'})
        partner.write({'phone': False})
        self.assertFalse(partner.phone)
        self.assertLines(partner, [('mobile', '+79267654321', '', False)])

    def test_another_spelling_changes_the_text_only(self):
        partner = self._partner(phone='+7 916 123-45-67')
        line = partner.contact_mechanism_ids
        partner.phone = '8(916)1234567'
        self.assertEqual(partner.contact_mechanism_ids, line)
        self.assertEqual(line.value, '8(916)1234567')

    def test_country_of_the_partner_then_of_the_company(self):
        german = self._partner(phone='030 901820', country_id=self.env.ref('base.de').id)
        self.assertLines(german, [('phone', '+4930901820', '', True)])
        self.assertLines(self._partner(phone='(495) 123-45-67'), [('phone', '+74951234567', '', True)])

    def test_new_country_reads_the_numbers_again(self):
        partner = self._partner(phone='030 901820')
        self.assertLines(partner, [('phone', '030901820', '', True)])
        partner.country_id = self.env.ref('base.de')
        self.assertLines(partner, [('phone', '+4930901820', '', True)])
        self.assertEqual(partner.phone, '030 901820')

    def test_new_country_makes_two_lines_one(self):
        partner = self._partner(phone='030 901820')
        self.Mechanism.create({'partner_id': partner.id, 'value': '+49 30 901820'})
        partner.country_id = self.env.ref('base.de')
        self.assertLines(partner, [('phone', '+4930901820', '', True)])

    def test_a_batch_costs_the_same_number_of_queries(self):
        def create(count):
            vals_list = [{'name': f"P{i}", 'phone': f'+7 916 123-{i:04d}', 'email': f'p{i}@b.ru'} for i in range(count)]
            partners = self.Partner.with_context(contact_mechanism_no_mirror=True).create(vals_list)
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.Mechanism.sudo()._mirror_new_partners(partners)
            self.env.flush_all()
            created = self.env.cr.sql_log_count - before
            before = self.env.cr.sql_log_count
            self.Mechanism.sudo()._mirror_partner_values({partner: {'phone': '+7 926 000-00-00'} for partner in partners})
            self.env.flush_all()
            return created, self.env.cr.sql_log_count - before

        create(1)
        one, many = create(2), create(40)
        self.assertEqual(one, many)
        self.assertEqual(many[0], 1)

    def test_cost_in_queries(self):
        def cost(partners, action):
            action(partners)
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            action(partners)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        def added(action):
            partner = self._partner()
            return cost(partner, action) - cost(partner.with_context(contact_mechanism_no_mirror=True), action)

        self.assertEqual(added(lambda partner: partner.create({'name': "X"})), 0)
        self.assertEqual(added(lambda partner: partner.create({'name': "X", 'phone': '+79161234567', 'email': 'a@b.ru'})), 1)
        self.assertEqual(added(lambda partner: partner.write({'comment': f"{self.env.cr.sql_log_count}"})), 0)

    def test_contacts_created_with_their_company(self):
        company = self._partner(
            "Romashka", phone='+74951234567', child_ids=[(0, 0, {'name': "Anna", 'phone': '+79161234567'})],
            contact_mechanism_ids=[(0, 0, {'value': 'info@romashka.ru'}), (0, 0, {'value': '8 495 123-45-67'})],
        )
        self.assertEqual(company.email, 'info@romashka.ru')
        self.assertLines(company.child_ids, [('mobile', '+79161234567', '', True)])
        self.assertEqual(
            set(self._lines(company, archived=True)),
            {('phone', '+74951234567', '', True), ('email', 'info@romashka.ru', '', True)},
        )

    def test_import_user_and_company(self):
        result = self.Partner.load(['name', 'phone', 'email', 'country_id'], [
            ['Imported', '030 901820', 'i@b.de', 'Germany'], ['Second', '8 916 123-45-67', '', 'Russian Federation'],
        ])
        self.assertFalse([message for message in result['messages'] if message['type'] == 'error'])
        first, second = self.Partner.browse(result['ids'])
        self.assertLines(first, [('phone', '+4930901820', '', True), ('email', 'i@b.de', '', True)])
        self.assertLines(second, [('mobile', '+79161234567', '', True)])
        user = new_test_user(self.env, 'mirrored', email='m@b.ru')
        self.assertLines(user.partner_id, [('email', 'm@b.ru', '', True)])
        self.env.company.phone = '+7 495 000-00-01'
        self.assertIn('+74950000001', self.env.company.partner_id.contact_mechanism_ids.mapped('normalized'))

    def test_copy_and_archive(self):
        partner = self._partner(phone='+7 916 123-45-67')
        self.assertLines(partner.copy(), [('mobile', '+79161234567', '', True)])
        partner.action_archive()
        self.assertLines(partner, [('mobile', '+79161234567', '', True)])
        partner.phone = '+7 926 765-43-21'
        self.assertLines(partner, [('mobile', '+79267654321', '', True)])

    def test_deleted_with_the_partner(self):
        partner = self._partner(phone='+7 916 123-45-67')
        line = partner.contact_mechanism_ids
        partner.unlink()
        self.assertFalse(line.exists())

    def test_a_portal_user_changes_the_own_phone(self):
        portal = new_test_user(self.env, 'p_user', groups='base.group_portal')
        portal.partner_id.with_user(portal).sudo().write({'phone': '+7 916 123-45-67'})
        self.assertIn(('mobile', '+79161234567', '', True), self._lines(portal.partner_id))

    def test_bulk_loader_may_switch_the_mirror_off(self):
        partner = self.Partner.with_context(contact_mechanism_no_mirror=True).create({'name': "X", 'phone': '+79161234567'})
        self.assertLines(partner, [])
        partner = partner.with_env(self.env)
        self.Mechanism._mirror_new_partners(partner)
        self.assertLines(partner, [('mobile', '+79161234567', '', True)])


@tagged('post_install', '-at_install')
class TestMirrorFromMechanism(MechanismCase):
    """Somebody changes the mechanisms of a partner."""

    def _add(self, partner, value, **values):
        return self.Mechanism.create({'partner_id': partner.id, 'value': value, **values})

    def test_kind_is_recognised(self):
        partner = self._partner()
        for value, kind, normalized in (
            ('8 916 123-45-67', 'mobile', '+79161234567'), ('8 495 123-45-67', 'phone', '+74951234567'),
            ('A@B.ru', 'email', 'a@b.ru'), ('@Anna_P', 'telegram', 'anna_p'), ('https://t.me/Anna_P2', 'telegram', 'anna_p2'),
            ('https://wa.me/79161234567', 'whatsapp', '+79161234567'), ('123-45-67', 'phone', '1234567'),
        ):
            line = self._add(partner, value)
            self.assertEqual((line.kind, line.normalized), (kind, normalized))
        self.assertEqual(self._add(partner, 'anna', kind='skype').url, 'skype:anna?chat')

    def test_first_one_fills_the_field(self):
        partner = self._partner()
        self._add(partner, '8 495 123-45-67', extension='12')
        self._add(partner, 'a@b.ru')
        self.assertEqual((partner.phone, partner.email), ('8 495 123-45-67 ext. 12', 'a@b.ru'))
        self.assertEqual(partner.phone_sanitized, '+74951234567')
        self.assertLines(partner, [('phone', '+74951234567', '12', True), ('email', 'a@b.ru', '', True)], archived=True)

    def test_a_second_one_leaves_the_field_alone(self):
        partner = self._partner(phone='8 495 123-45-67')
        second = self._add(partner, '8 916 123-45-67')
        self.assertEqual(partner.phone, '8 495 123-45-67')
        self.assertFalse(second.is_primary)

    def test_primary_reorder_edit_archive_delete(self):
        partner = self._partner(phone='8 495 123-45-67')
        first = partner.contact_mechanism_ids
        second = self._add(partner, '8 916 123-45-67')
        second.is_primary = True
        self.assertEqual((partner.phone, first.is_primary, second.is_primary), ('8 916 123-45-67', False, True))
        first.sequence = second.sequence - 1
        self.assertEqual(partner.phone, '8 495 123-45-67')
        first.is_primary = False
        self.assertEqual(partner.phone, '8 916 123-45-67')
        second.value = '8 926 765-43-21'
        self.assertEqual((partner.phone, second.normalized), ('8 926 765-43-21', '+79267654321'))
        second.active = False
        self.assertEqual(partner.phone, '8 495 123-45-67')
        first.unlink()
        self.assertFalse(partner.phone)

    def test_a_number_taken_off_the_list_leaves_the_text(self):
        partner = self._partner(phone='8 495 123-45-67, 8 916 123-45-67')
        partner.contact_mechanism_ids.filtered(lambda line: line.kind == 'mobile').unlink()
        self.assertEqual(partner.phone, '8 495 123-45-67')

    def test_moved_to_another_partner(self):
        one, other = self._partner(phone='8 495 123-45-67'), self._partner("Boris")
        one.contact_mechanism_ids.partner_id = other
        self.assertEqual((one.phone, other.phone), (False, '8 495 123-45-67'))

    def test_messengers_touch_neither_field(self):
        partner = self._partner()
        self._add(partner, '@anna_p')
        self._add(partner, '8 495 765-43-21', kind='fax')
        self.assertEqual((partner.phone, partner.email), (False, False))

    def test_both_ways_in_one_form(self):
        partner = self._partner(phone='8 495 123-45-67')
        with Form(partner) as form:
            form.phone = '+7 926 765-43-21'
            with form.contact_mechanism_ids.new() as line:
                line.value = '8 916 123-45-67'
                self.assertEqual(line.kind, 'mobile')
        self.assertEqual(partner.phone_sanitized, '+79267654321')
        self.assertLines(partner, [('mobile', '+79267654321', '', True), ('mobile', '+79161234567', '', False)])

    def test_primary_chosen_in_the_form(self):
        partner = self._partner(phone='8 495 123-45-67')
        self._add(partner, '8 916 123-45-67')
        with Form(partner) as form, form.contact_mechanism_ids.edit(1) as line:
            line.is_primary = True
        self.assertEqual(partner.phone, '8 916 123-45-67')

    def test_doubles_are_refused_with_a_sentence(self):
        partner = self._partner(phone='8 495 123-45-67')
        with self.assertRaisesRegex(ValidationError, "already has"):
            self._add(partner, '+7 (495) 1234567')
        other = self._add(partner, '8 495 123-45-68')
        with self.assertRaisesRegex(ValidationError, "already has"):
            other.value = '+74951234567'
        with self.assertRaisesRegex(ValidationError, "already has"):
            self.Mechanism.create([{'partner_id': partner.id, 'value': value} for value in ('x@y.ru', 'X@Y.ru')])
        self._add(partner, '+7 (495) 1234567', extension='15')
        self._add(self._partner("Boris"), '+7 (495) 1234567')

    def test_several_numbers_in_one_line_are_refused_with_a_remedy(self):
        with self.assertRaisesRegex(ValidationError, "line of its own"):
            self._add(self._partner(), '8 495 123-45-67, 8 916 123-45-67')

    def test_add_values_in_bulk(self):
        one, other = self._partner(phone='8 495 123-45-67'), self._partner("Boris")
        created = self.Mechanism.add_values({
            one.id: [{'value': '+74951234567; 8 916 123-45-67', 'note': "from a file"}, {'value': 'a@b.ru'}],
            other.id: [{'value': '@boris', 'kind': 'telegram'}, {'value': 'b@b.ru, c@b.ru'}],
        })
        self.assertEqual(len(created), 5)
        self.assertEqual((one.phone, one.email, other.email), ('8 495 123-45-67', 'a@b.ru', 'b@b.ru'))


@tagged('post_install', '-at_install')
class TestMerge(MechanismCase):
    def _merge(self, destination, *sources):
        partners = destination.union(*sources)
        self.env['base.partner.merge.automatic.wizard']._merge(partners.ids, destination, extra_checks=False)

    def test_merge_keeps_every_number_once(self):
        kept = self._partner(phone='8 495 123-45-67', email='a@b.ru')
        source = self._partner("Anna P.", phone='+7 (495) 1234567', email='other@b.ru')
        self.Mechanism.create([
            {'partner_id': source.id, 'value': '8 916 123-45-67', 'note': "evenings"}, {'partner_id': source.id, 'value': '@anna_p'},
        ])
        self._merge(kept, source)
        self.assertEqual((kept.phone, kept.email), ('8 495 123-45-67', 'a@b.ru'))
        self.assertEqual(set(self._lines(kept)), {
            ('phone', '+74951234567', '', True), ('email', 'a@b.ru', '', True), ('email', 'other@b.ru', '', False),
            ('mobile', '+79161234567', '', False), ('telegram', 'anna_p', '', False),
        })

    def test_merge_into_a_partner_without_numbers(self):
        kept, source = self._partner(), self._partner("Anna P.", phone='8 495 123-45-67')
        self._merge(kept, source)
        self.assertEqual(kept.phone, '8 495 123-45-67')
        self.assertLines(kept, [('phone', '+74951234567', '', True)])
