from odoo.tests import HttpCase, new_test_user, tagged


@tagged('post_install', '-at_install')
class TestCareerTour(HttpCase):
    """A contact changes employer in the form, and all three cards tell the truth."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(cls.env, 'career_seller', groups='base.group_user,crm_customer_record.group_user')
        Partner = cls.env['res.partner']
        cls.mill, cls.yard = Partner.create([{'name': f"A Tour {name}", 'is_company': True} for name in ("Mill", "Yard")])
        cls.anna, cls.bob = Partner.create([
            {'name': "Anna Career", 'parent_id': cls.mill.id, 'function': "architect"},
            {'name': "Bob Career", 'parent_id': cls.mill.id}])
        cls.env.flush_all()
        # Who was entered a moment ago has not worked anywhere yet.
        cls.env.cr.execute("UPDATE res_partner SET create_date = create_date - interval '2 days' WHERE id = %s", [cls.anna.id])
        cls.env.invalidate_all()

    def test_a_contact_changes_employer_and_all_cards_tell_the_truth(self):
        self.start_tour(f'/odoo/res.partner/{self.anna.id}', 'crm_customer_record_career', login=self.seller.login)
        self.assertEqual(self.anna.parent_id, self.yard)
        job = self.env['crm.partner.relation'].search([('partner_id', '=', self.anna.id)])
        self.assertEqual((job.other_partner_id, job.function, job.create_uid), (self.mill, "architect", self.seller))

    def test_a_profile_is_filled_in(self):
        self.start_tour(f'/odoo/res.partner/{self.anna.id}', 'crm_customer_record_profile', login=self.seller.login)
        self.assertEqual(self.anna.birthday, '--05-17')
        relation = self.env['crm.partner.relation'].search([('partner_id', '=', self.bob.id)])
        self.assertEqual(relation.other_partner_id, self.anna)
