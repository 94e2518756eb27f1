from datetime import date, timedelta

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common_relations import RelationCase


@tagged('post_install', '-at_install')
class TestRelationCard(RelationCase):
    """The lines of the card: where a person worked before, and where an account's contacts went."""

    def line(self, partner, key, user=None):
        lines = {part['key']: part for part in partner.with_user(user or self.seller).card_strip() if 'links' in part}
        return lines.get(key)

    def texts(self, partner, key, user=None):
        line = self.line(partner, key, user)
        return line and [link['text'] for link in line['links']]

    def test_before_names_employer_position_and_year(self):
        self.relate(self.bob, self.worked_at, self.elm, function="chief architect", date_to=self.today.replace(day=1) - timedelta(days=800))
        year = (self.today.replace(day=1) - timedelta(days=800)).year
        self.assertEqual(self.texts(self.bob, 'before'), [f"Elm, chief architect, until {year}"])
        link = self.line(self.bob, 'before')['links'][0]
        self.assertEqual((link['action']['res_model'], link['action']['res_id']), ('res.partner', self.elm.id))
        self.assertIsNone(self.line(self.ann, 'before'))
        self.assertIsNone(self.line(self.elm, 'before'))

    def test_both_cards_tell_of_a_move(self):
        self.ann.with_user(self.seller).write({'parent_id': self.elm.id, 'function': "partner"})
        until = self.relations(self.ann)._period_text()
        self.assertEqual(self.texts(self.ann, 'before'), [f"ERA, architect, {until}"])
        self.assertEqual(self.texts(self.era, 'former_contacts'), [f"Ann, architect, {until} → Elm"])
        self.assertIsNone(self.line(self.elm, 'former_contacts'))
        self.assertEqual(self.line(self.era, 'former_contacts')['links'][0]['action']['res_id'], self.ann.id)

    def test_months_stand_as_the_language_writes_them(self):
        relation = self.relate(self.bob, self.worked_at, self.elm, date_to=self.today.replace(month=1, day=1))
        self.assertEqual(relation._period_day(date(2026, 6, 1), 'month'), "June 2026")
        self.env['res.lang']._activate_lang('zh_CN')
        self.assertEqual(relation.with_context(lang='zh_CN')._period_day(date(2026, 6, 1), 'month'), "2026年6月")

    def test_a_step_within_the_company_makes_no_former_contact(self):
        self.ann.with_user(self.seller).function = "chief architect"
        self.assertTrue(self.texts(self.ann, 'before'))
        self.assertIsNone(self.line(self.era, 'former_contacts'))

    def test_the_latest_are_named_once_and_the_rest_is_a_click_away(self):
        for place in range(5):
            person = self.env['res.partner'].create({'name': f"Person {place}"})
            for step in range(2):
                self.relate(person, self.worked_at, self.era, function=f"step {step}",
                            date_to=self.today - timedelta(days=900 + 800 * place + step))
        texts = self.texts(self.era, 'former_contacts')
        self.assertEqual([text.split(',')[0] for text in texts], ["Person 0", "Person 1", "Person 2", "all"])
        action = self.line(self.era, 'former_contacts')['links'][-1]['action']
        found = self.env[action['res_model']].with_user(self.seller).search(action['domain'])
        self.assertEqual(len(found), 10)

    def test_an_employer_out_of_reach_is_not_named(self):
        elsewhere = self.env['res.company'].create({'name': "Elsewhere"})
        secret = self.env['res.partner'].create({'name': "Secret", 'is_company': True, 'company_id': elsewhere.id})
        self.relate(self.ann, self.worked_at, secret, user=self.env.user, date_to='2020-01-01')
        self.assertIsNone(self.line(self.ann, 'before'))
        self.relate(self.bob, self.worked_at, self.elm, date_to='2020-01-01')
        self.bob.sudo().write({'parent_id': secret.id, 'company_id': False})
        self.bob.flush_recordset()
        self.assertEqual(self.texts(self.elm, 'former_contacts'), ["Bob, until 2020"])

    def test_who_has_no_role_has_no_lines(self):
        self.ann.with_user(self.seller).parent_id = self.elm
        self.assertIsNone(self.line(self.ann, 'before', self.clerk))
        self.assertIsNone(self.line(self.era, 'former_contacts', self.clerk))
        self.assertTrue(self.line(self.era, 'former_contacts', self.accountant))

    def test_the_lines_cost_few_queries_whatever_the_history(self):
        def queries(number):
            people = self.env['res.partner'].create([{'name': f"Person {place}", 'parent_id': self.elm.id} for place in range(number)])
            for person in people:
                self.relate(person, self.worked_at, self.era, date_to=self.today)
            self.env.flush_all()
            self.env.invalidate_all()
            era = self.era.with_user(self.seller)
            before = self.env.cr.sql_log_count
            era._card_before(), era._card_former_contacts()
            return self.env.cr.sql_log_count - before

        queries(20)  # more than are named: whatever is remembered from the first time on is known then
        few = queries(3)
        self.assertLessEqual(queries(30), few)


@tagged('post_install', '-at_install')
class TestRelationMap(RelationCase):
    """The graph around a partner holds nobody whom the user may not read, and no more than a picture can show."""

    def graph(self, partner, user=None):
        return partner.with_user(user or self.seller).relation_map()

    def names(self, graph):
        return [node['name'] for node in graph['nodes']]

    def test_people_companies_and_what_links_them(self):
        self.relate(self.ann, self.reports_to, self.bob)
        self.relate(self.ann, self.worked_at, self.elm, function="trainee", date_to='2020-01-01')
        graph = self.graph(self.ann)
        self.assertEqual(self.names(graph)[0], "Ann")
        self.assertEqual(set(self.names(graph)), {"Ann", "Bob", "ERA", "Elm"})
        self.assertEqual({edge['sentence'] for edge in graph['edges']}, {
            "Ann works at ERA (architect)", "Bob works at ERA (engineer)", "Ann reports to Bob",
            "Ann worked at Elm (trainee, until 2020)"})
        self.assertEqual({edge['label'] for edge in graph['edges'] if edge['is_past']}, {"worked at"})
        self.assertFalse(graph['more'])

    def test_an_account_shows_its_contacts_and_where_former_ones_are(self):
        self.ann.with_user(self.seller).parent_id = self.elm
        graph = self.graph(self.era)
        self.assertEqual(set(self.names(graph)), {"ERA", "Ann", "Bob", "Elm"})
        self.assertIn("Ann works at Elm (architect)", [edge['sentence'] for edge in graph['edges']])

    def test_no_more_than_a_picture_shows_and_the_rest_is_counted(self):
        self.env['res.partner'].create([{'name': f"Person {place}", 'parent_id': self.era.id} for place in range(40)])
        self.relate(self.bob, self.worked_at, self.elm)
        graph = self.graph(self.era)
        self.assertEqual(len(graph['nodes']), 24)
        self.assertEqual(graph['more'], "and 19 more")
        self.assertTrue({node['id'] for node in graph['nodes']}.issuperset(
            edge[side] for edge in graph['edges'] for side in ('source', 'target')))

    def test_whom_the_user_may_not_read_is_not_in_it(self):
        elsewhere = self.env['res.company'].create({'name': "Elsewhere"})
        secret = self.env['res.partner'].create({'name': "Secret", 'is_company': True, 'company_id': elsewhere.id})
        mole = self.env['res.partner'].create({'name': "Mole", 'company_id': elsewhere.id})
        self.relate(self.ann, self.worked_at, secret, user=self.env.user)
        self.relate(mole, self.reports_to, self.ann, user=self.env.user)
        self.relate(self.bob, self.reports_to, self.ann)
        self.bob.sudo().write({'parent_id': secret.id, 'company_id': False})
        self.bob.flush_recordset()
        graph = self.graph(self.ann)
        self.assertEqual(set(self.names(graph)), {"Ann", "ERA", "Bob"})
        self.assertNotIn("Secret", str(graph))
        self.assertNotIn("Mole", str(graph))
        portal = new_test_user(self.env, 'map portal', 'base.group_portal')
        with self.assertRaises(AccessError):
            self.graph(self.ann, portal)

    def test_who_reads_no_relations_sees_who_works_where(self):
        self.relate(self.ann, self.reports_to, self.bob)
        graph = self.graph(self.ann, self.clerk)
        self.assertEqual(self.names(graph), ["Ann", "ERA"])
        self.assertEqual([edge['sentence'] for edge in graph['edges']], ["Ann works at ERA (architect)"])

    def test_the_number_of_queries_does_not_follow_the_size(self):
        def queries(number):
            people = self.env['res.partner'].create([{'name': f"Person {place}", 'parent_id': self.era.id} for place in range(number)])
            for person in people[:number // 2]:
                self.relate(person, self.worked_at, self.elm, date_to='2020-01-01')
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.graph(self.era)
            return self.env.cr.sql_log_count - before

        queries(2)
        few = queries(4)
        self.assertLessEqual(queries(60), few)
