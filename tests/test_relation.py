from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .common_relations import RelationCase


@tagged('post_install', '-at_install')
class TestRelation(RelationCase):
    """A relation is stored once, read from both sides, and seen by whoever may read both partners."""

    def rows(self, partner, user=None):
        return partner.with_user(user or self.seller).relation_list()['rows']

    def labels(self, partner, user=None):
        return [(row['label'], row['partner']['name']) for row in self.rows(partner, user)]

    # ------------------------------------------------------------ both sides
    def test_each_side_reads_it_its_own_way(self):
        self.relate(self.ann, self.reports_to, self.bob)
        self.assertEqual(self.labels(self.ann), [("reports to", "Bob")])
        self.assertEqual(self.labels(self.bob), [("manages", "Ann")])
        self.assertEqual(len(self.relations()), len(self.env['crm.partner.relation'].search([])))

    def test_entered_on_the_card_of_the_other_side(self):
        Relation = self.env['crm.partner.relation'].with_user(self.seller).with_context(relation_of=self.bob.id)
        view = 'crm_customer_record.crm_partner_relation_view_form_side'
        with Form(Relation, view=view) as form:
            form.role = f'-{self.reports_to.id}'
            form.side_partner_id = self.ann
        relation = self.relations(self.ann)
        self.assertEqual((relation.partner_id, relation.type_id, relation.other_partner_id), (self.ann, self.reports_to, self.bob))
        relation = relation.with_user(self.seller).with_context(relation_of=self.bob.id)
        self.assertEqual((relation.role, relation.side_partner_id), (f'-{self.reports_to.id}', self.ann))
        with Form(relation, view=view) as form:
            form.role = str(self.reports_to.id)
        self.assertEqual((relation.partner_id, relation.other_partner_id), (self.bob, self.ann))

    def test_only_what_fits_is_offered(self):
        Relation = self.env['crm.partner.relation'].with_user(self.seller)
        offered = dict(Relation.with_context(relation_of=self.era.id)._selection_role())
        self.assertIn("former employee", offered.values())
        self.assertNotIn("worked at", offered.values())
        self.assertNotIn("reports to", offered.values())
        offered = [label for _key, label in Relation.with_context(relation_of=self.ann.id)._selection_role()]
        self.assertIn("worked at", offered)
        self.assertEqual(offered.count("relative of"), 1)

    def test_a_relation_that_does_not_fit_is_refused_in_plain_words(self):
        with self.assertRaisesRegex(ValidationError, "ERA is a company"):
            self.relate(self.era, self.worked_at, self.elm)
        with self.assertRaisesRegex(ValidationError, "Bob is a person"):
            self.relate(self.ann, self.worked_at, self.bob)

    def test_nobody_is_related_to_oneself(self):
        with mute_logger('odoo.sql_db'), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.relate(self.ann, self.relative, self.ann)

    def test_the_same_is_there_once_whichever_side_it_is_entered_on(self):
        self.relate(self.ann, self.relative, self.bob)
        with mute_logger('odoo.sql_db'), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.relate(self.bob, self.relative, self.ann)
        self.relate(self.ann, self.reports_to, self.bob)
        self.relate(self.bob, self.reports_to, self.ann)  # odd, not double

    def test_a_relation_made_symmetric_is_found_to_be_double(self):
        first = self.relate(self.bob, self.reports_to, self.ann)
        first.type_id = self.relative
        self.assertLess(first.partner_id.id, first.other_partner_id.id)

    def test_dates_the_wrong_way_round(self):
        with mute_logger('odoo.sql_db'), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.relate(self.ann, self.worked_at, self.elm, date_from='2024-01-01', date_to='2020-01-01')

    def test_two_places_at_once_are_a_hint(self):
        self.relate(self.ann, self.worked_at, self.elm, date_from='2018-01-01', date_to='2020-01-01')
        second = self.relate(self.ann, self.worked_at, self.era, date_from='2019-01-01', date_to='2021-01-01')
        self.assertEqual(second.overlap_hint, "At the same time: Elm")
        third = self.relate(self.ann, self.worked_at, self.era, date_from='2021-01-01')
        self.assertFalse(third.overlap_hint)

    def test_present_ones_come_first_and_say_when(self):
        self.relate(self.ann, self.worked_at, self.elm, function="trainee", date_from='2018-01-01', date_to='2020-06-01')
        self.relate(self.ann, self.reports_to, self.bob, date_from='2021-01-01')
        self.assertEqual([(row['label'], row['function'], row['period'], row['is_past']) for row in self.rows(self.ann)],
                         [("reports to", '', "since 2021", False), ("worked at", "trainee", "2018 – 2020", True)])

    def test_a_former_contact_tells_where_it_went(self):
        self.ann.with_user(self.seller).parent_id = self.elm
        row, = self.rows(self.era)
        self.assertEqual((row['label'], row['partner']['name'], row['now'], row['is_automatic']), ("former employee", "Ann", "Elm", True))

    # ------------------------------------------------------------ types
    def test_administrators_add_types_with_a_label_for_each_side(self):
        administrator = self._user('administrator', 'base.group_user,crm_customer_record.group_administrator')
        Type = self.env['crm.partner.relation.type']
        advises = Type.with_user(administrator).create({'name': "advises", 'reverse_name': "advised by"})
        self.relate(self.ann, advises, self.elm)
        self.assertEqual(self.labels(self.elm), [("advised by", "Ann")])
        with self.assertRaises(AccessError):
            Type.with_user(self.seller).create({'name': "owes", 'reverse_name': "lends"})
        with self.assertRaisesRegex(ValidationError, "from the other side"):
            Type.create({'name': "owes"})
        with self.assertRaisesRegex(UserError, "Archive it"):
            advises.with_user(administrator).unlink()
        with self.assertRaisesRegex(UserError, "changes employer"):
            self.worked_at.with_user(administrator).unlink()

    def test_an_archived_type_stays_on_its_relations(self):
        relation = self.relate(self.ann, self.reports_to, self.bob)
        self.reports_to.active = False
        self.assertEqual(self.labels(self.bob), [("manages", "Ann")])
        relation = relation.with_user(self.seller)
        self.assertFalse(relation.with_context(relation_of=self.ann.id).role)
        known = relation.with_context(relation_of=self.ann.id, relation_type=self.reports_to.id)
        self.assertEqual(known.role, str(self.reports_to.id))

    # ------------------------------------------------------------ access
    def test_who_cannot_read_one_of_the_two_does_not_see_it(self):
        elsewhere = self.env['res.company'].create({'name': "Elsewhere"})
        secret = self.env['res.partner'].create({'name': "Secret", 'is_company': True, 'company_id': elsewhere.id})
        relation = self.relate(self.ann, self.worked_at, secret, user=self.env.user, date_to='2020-01-01')
        self.assertFalse(self.rows(self.ann))
        self.assertFalse(self.env['crm.partner.relation'].with_user(self.seller).search([('id', '=', relation.id)]))
        self.assertFalse(self.env['crm.partner.relation'].with_user(self.seller)._read_group([('id', '=', relation.id)], ['type_id']))
        with self.assertRaises(AccessError):
            relation.with_user(self.seller).read(['function'])
        insider = self._user('insider', 'base.group_user,crm_customer_record.group_user',
                             company_id=elsewhere.id, company_ids=[elsewhere.id])
        self.assertEqual(self.labels(self.ann, insider), [("worked at", "Secret")])

    def test_a_rule_on_contacts_is_followed(self):
        self.relate(self.ann, self.reports_to, self.bob)
        self.env['ir.rule'].create({
            'name': "not Bob", 'model_id': self.env.ref('base.model_res_partner').id, 'domain_force': f"[('id', '!=', {self.bob.id})]"})
        self.assertFalse(self.rows(self.ann))

    def test_changes_need_write_access_to_one_of_the_two(self):
        relation = self.relate(self.ann, self.reports_to, self.bob)
        relation.with_user(self.colleague).note = "since May"
        for user in (self.accountant, self.clerk):
            with self.assertRaises(AccessError):
                relation.with_user(user).note = "mine"
            with self.assertRaises(AccessError):
                self.relate(self.bob, self.reports_to, self.ann, user=user)
        self.env['ir.rule'].create({
            'name': "read only", 'model_id': self.env.ref('base.model_res_partner').id, 'perm_read': False,
            'domain_force': f"[('id', 'not in', {(self.ann | self.bob).ids})]"})
        with self.assertRaises(AccessError):
            relation.with_user(self.seller).note = "yours"
        with self.assertRaises(AccessError):
            relation.with_user(self.seller).unlink()

    def test_accountants_read_others_do_not(self):
        self.relate(self.ann, self.reports_to, self.bob)
        self.assertEqual(self.labels(self.ann, self.accountant), [("reports to", "Bob")])
        self.assertEqual(self.ann.with_user(self.clerk).relation_list(), {'rows': [], 'more': False, 'can_edit': False})
        portal = new_test_user(self.env, 'relations portal', 'base.group_portal')
        with self.assertRaises(AccessError):
            self.ann.with_user(portal).relation_list()
        with self.assertRaises(AccessError):
            self.env['crm.partner.relation'].with_user(portal).search([])

    def test_the_list_costs_the_same_for_few_and_many(self):
        def queries(number):
            people = self.env['res.partner'].create([{'name': f"Person {place}", 'parent_id': self.elm.id} for place in range(number)])
            for person in people:
                self.relate(person, self.worked_at, self.era, date_to=self.today - timedelta(days=number))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.rows(self.era)
            return self.env.cr.sql_log_count - before

        queries(1)
        few = queries(2)
        self.assertLessEqual(queries(40), few)
