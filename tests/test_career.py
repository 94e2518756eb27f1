from datetime import timedelta

from odoo import Command
from odoo.tests import Form, tagged

from .common_relations import RelationCase


@tagged('post_install', '-at_install')
class TestCareer(RelationCase):
    """Who changes company or position leaves the past employment behind, whatever wrote the change."""

    def test_a_change_of_company_leaves_the_employment(self):
        self.ann.with_user(self.seller).write({'parent_id': self.elm.id, 'function': "partner"})
        self.assertEqual(self.jobs(self.ann), [(self.era, "architect", False, self.today)])
        job = self.relations(self.ann)
        self.assertTrue(job.is_automatic)
        self.assertEqual(job.create_uid, self.seller)

    def test_the_form_does_it(self):
        with Form(self.ann.with_user(self.seller)) as form:
            form.parent_id = self.elm
        self.assertEqual(self.jobs(self.ann), [(self.era, "architect", False, self.today)])

    def test_who_has_no_role_here_leaves_it_too(self):
        self.ann.with_user(self.clerk).parent_id = self.elm
        self.assertEqual(self.jobs(self.ann), [(self.era, "architect", False, self.today)])

    def test_the_next_one_begins_where_the_former_ended(self):
        last_year = self.today - timedelta(days=400)
        self.relate(self.ann, self.worked_at, self.elm, date_to=last_year)
        self.ann.with_user(self.colleague).parent_id = False
        self.assertEqual(self.jobs(self.ann)[-1], (self.era, "architect", last_year, self.today))

    def test_a_promotion_is_a_step_in_the_career(self):
        self.ann.with_user(self.seller).function = "chief architect"
        self.assertEqual(self.jobs(self.ann), [(self.era, "architect", False, self.today)])

    def test_only_spelling_is_no_step(self):
        self.ann.with_user(self.seller).function = "  Architect "
        self.assertFalse(self.jobs(self.ann))

    def test_a_first_position_leaves_nothing(self):
        self.env['res.partner'].browse(self.bob.id).function = False
        self._age(self.relations(self.bob))
        known = self.jobs(self.bob)
        self.bob.with_user(self.seller).function = "head of office"
        self.assertEqual(self.jobs(self.bob), known)

    def test_many_at_once_cost_no_query_each(self):
        def move(number):
            people = self.env['res.partner'].create([{'name': f"Person {place}", 'parent_id': self.era.id} for place in range(number)])
            self._age(people)
            self.env.flush_all()
            self.env.invalidate_all()
            people.mapped('child_ids')
            before = self.env.cr.sql_log_count
            positions = people._career_persons(True)._positions()
            people.with_context(crm_career_later=True).parent_id = self.elm
            self.env.flush_all()
            middle = self.env.cr.sql_log_count
            people._remember_positions(positions)
            self.env.flush_all()
            self.assertEqual(len(self.relations(*people)), number)
            return self.env.cr.sql_log_count - middle, middle - before

        few, _host = move(3)
        many, _host = move(60)
        self.assertLessEqual(many, few + 2)

    def test_other_changes_cost_nothing(self):
        def queries(values):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.ann.with_user(self.seller).write(values)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries({'city': "Rome"})
        with_us = queries({'city': "Milan"})
        career = type(self.env['res.partner'])._positions
        self.patch(type(self.env['res.partner']), '_positions', lambda partners: self.fail("asked for positions"))
        self.assertEqual(queries({'city': "Turin"}), with_us)
        self.patch(type(self.env['res.partner']), '_positions', career)

    # ------------------------------------------------------------ on every path
    def test_taken_out_of_the_list_of_contacts(self):
        for command, person in ((Command.unlink(self.ann.id), self.ann), (Command.set([]), self.bob)):
            self.era.with_user(self.seller).write({'child_ids': [command]})
            self.assertFalse(person.parent_id)
            self.assertEqual(self.jobs(person)[0][::3], (self.era, self.today))

    def test_added_to_the_list_of_contacts_of_another_company(self):
        self.elm.with_user(self.seller).write({'child_ids': [Command.link(self.ann.id), Command.update(self.ann.id, {'city': "Rome"})]})
        self.assertEqual(self.jobs(self.ann), [(self.era, "architect", False, self.today)])

    def test_whoever_follows_somebody_to_a_new_company(self):
        assistant = self.env['res.partner'].create({'name': "Assistant", 'parent_id': self.ann.id})
        self._age(assistant)
        self.ann.with_user(self.seller).parent_id = self.elm
        self.assertEqual(self.jobs(assistant), [(self.era, '', False, self.today)])

    def test_a_file_moves_people_at_once(self):
        result = self.env['res.partner'].with_user(self.seller).with_context(import_file=True).load(
            ['.id', 'parent_id/.id'], [[str(self.ann.id), str(self.elm.id)], [str(self.bob.id), str(self.elm.id)]])
        self.assertTrue(result['ids'], result['messages'])
        self.assertEqual(self.jobs(self.ann), [(self.era, "architect", False, self.today)])
        self.assertEqual(self.jobs(self.bob), [(self.era, "engineer", False, self.today)])

    # ------------------------------------------------------------ what is no employment
    def test_addresses_companies_and_new_contacts_have_no_career(self):
        Partner = self.env['res.partner'].with_user(self.seller)
        address = Partner.create({'name': "Store", 'parent_id': self.era.id, 'type': 'delivery'})
        branch = Partner.create({'name': "ERA North", 'parent_id': self.era.id, 'is_company': True})
        new = Partner.create({'name': "Carl", 'parent_id': self.era.id, 'function': "guest"})
        self._age(address | branch)
        (address | branch).parent_id = self.elm
        self.assertFalse(self.jobs(address) + self.jobs(branch) + self.jobs(new))

    def test_who_turns_out_to_be_a_company_or_an_address_was_not_employed(self):
        self.ann.with_user(self.seller).write({'company_type': 'company', 'parent_id': False})
        self.bob.with_user(self.seller).write({'type': 'delivery', 'parent_id': self.elm.id})
        self.assertTrue(self.ann.is_company)
        self.assertFalse(self.jobs(self.ann) + self.jobs(self.bob))

    def test_leaving_a_private_person_is_leaving_no_employer(self):
        wife = self.env['res.partner'].create({'name': "Wife", 'parent_id': self.env['res.partner'].create({'name': "Man"}).id})
        self._age(wife | wife.parent_id)
        wife.with_user(self.seller).parent_id = self.elm
        self.assertFalse(self.jobs(wife))

    # ------------------------------------------------------------ corrections
    def test_what_was_entered_within_the_hour_was_not_held(self):
        new = self.env['res.partner'].with_user(self.seller).create({'name': "Carl", 'parent_id': self.era.id, 'function': "boss"})
        new.write({'parent_id': self.elm.id})
        self.assertFalse(self.jobs(new), "the wrong company was picked")
        new.with_user(self.colleague).write({'parent_id': self.era.id})
        self.assertEqual(self.jobs(new), [(self.elm, "boss", False, self.today)], "somebody else knows of a move")

    def test_the_new_position_typed_after_the_move_is_no_step(self):
        self.ann.with_user(self.seller).parent_id = self.elm
        self.ann.with_user(self.seller).function = "partner"
        self.assertEqual(self.jobs(self.ann), [(self.era, "architect", False, self.today)])

    def test_the_right_company_after_the_wrong_one(self):
        oak = self.env['res.partner'].create({'name': "Oak", 'is_company': True})
        self.ann.with_user(self.seller).parent_id = oak
        self.ann.with_user(self.seller).parent_id = self.elm
        self.assertEqual(self.jobs(self.ann), [(self.era, "architect", False, self.today)])

    def test_a_move_taken_back_leaves_nothing(self):
        self.ann.with_user(self.seller).parent_id = self.elm
        self.assertTrue(self.jobs(self.ann))
        self.ann.with_user(self.seller).parent_id = self.era
        self.assertFalse(self.jobs(self.ann))

    def test_a_return_after_the_hour_is_a_step(self):
        self.ann.with_user(self.seller).parent_id = self.elm
        self._age(self.relations(self.ann))
        self._age(self.ann)
        self.ann.with_user(self.seller).parent_id = self.era
        self.assertEqual([(job[0], job[2]) for job in self.jobs(self.ann)], [(self.era, False), (self.elm, self.today)])

    def test_a_first_company_corrected_within_the_hour(self):
        carl = self.env['res.partner'].create({'name': "Carl"})
        self._age(carl)
        carl.with_user(self.seller).parent_id = self.era
        self.cr.flush()  # the chatter writes down the change before the commit
        carl.with_user(self.seller).parent_id = self.elm
        self.assertFalse(self.jobs(carl))
        self._age(carl)
        carl.with_user(self.seller).parent_id = self.era
        self.assertEqual(self.jobs(carl)[0][0], self.elm)

    def test_taking_back_a_mistake_keeps_an_earlier_stay(self):
        stay = self.relate(self.ann, self.worked_at, self.era, function="architect", date_to='2015-01-01', is_automatic=True)
        self._age(stay)
        self.ann.with_user(self.seller).parent_id = self.elm
        self._age(self.relations(self.ann))
        self.ann.with_context(crm_career_correction=True).parent_id = self.era
        self.assertEqual(self.relations(self.ann), stay)

    def test_a_correction_said_to_be_one(self):
        self.ann.with_user(self.seller).parent_id = self.elm
        self._age(self.relations(self.ann))
        self.ann.with_context(crm_career_correction=True).parent_id = self.era
        self.assertFalse(self.jobs(self.ann))


@tagged('post_install', '-at_install')
class TestCareerMerge(RelationCase):
    """Merged contacts bring their careers and relations along, each once."""

    def merge(self, target, *sources):
        partners = target.union(*sources)
        self.env['base.partner.merge.automatic.wizard'].create({})._merge(partners.ids, target)
        self.env.flush_all()
        self.env.invalidate_all()

    def test_a_twin_with_another_employer_worked_there(self):
        twin = self.env['res.partner'].create({'name': "Ann", 'parent_id': self.elm.id, 'function': "partner"})
        self.merge(self.ann, twin)
        self.assertEqual(self.jobs(self.ann), [(self.elm, "partner", False, False)])
        self.assertTrue(self.relations(self.ann).is_automatic)

    def test_a_twin_without_employer_adds_nothing(self):
        twin = self.env['res.partner'].create({'name': "Ann"})
        self.merge(self.ann, twin)
        self.merge(self.bob, self.env['res.partner'].create({'name': "Bob", 'parent_id': self.era.id, 'function': "Eng."}))
        self.assertFalse(self.jobs(self.ann) + self.jobs(self.bob))

    def test_the_employer_comes_from_the_twin(self):
        person = self.env['res.partner'].create({'name': "Ann"})
        self._age(person)
        self.merge(person, self.ann)
        self.assertEqual(person.parent_id, self.era)
        self.assertFalse(self.jobs(person))

    def test_relations_move_without_doubles_and_without_pointing_at_oneself(self):
        twin = self.env['res.partner'].create({'name': "Ann", 'parent_id': self.era.id})
        self.relate(twin, self.reports_to, self.ann)
        self.relate(self.ann, self.reports_to, self.bob)
        self.relate(twin, self.reports_to, self.bob, note="since the fusion")
        self.relate(self.bob, self.relative, twin)
        only = self.relate(twin, self.worked_at, self.elm, function="trainee")
        self.merge(self.ann, twin)
        self.assertEqual(self.relations(self.ann, self.bob).mapped('type_id'), self.reports_to | self.relative | self.worked_at)
        kept = self.relations(self.ann).filtered(lambda relation: relation.type_id == self.reports_to)
        self.assertEqual((kept.other_partner_id, kept.note), (self.bob, "since the fusion"))
        self.assertEqual(only.partner_id, self.ann)
        relative = self.relations(self.ann, self.bob).filtered(lambda relation: relation.type_id == self.relative)
        self.assertEqual(relative.partner_id | relative.other_partner_id, self.ann | self.bob)

    def test_symmetric_relations_of_both_become_one(self):
        twin = self.env['res.partner'].create({'name': "Ann"})
        self.relate(self.ann, self.relative, self.bob)
        self.relate(twin, self.relative, self.bob)
        self.merge(self.ann, twin)
        self.assertEqual(len(self.relations(self.ann, self.bob)), 1)

    def test_merged_companies_keep_their_former_contacts(self):
        twin = self.env['res.partner'].create({'name': "ERA Ltd", 'is_company': True})
        self.relate(self.ann, self.worked_at, self.elm, function="trainee", date_to='2020-01-01')
        self.relate(self.bob, self.worked_at, twin, date_to='2019-01-01')
        self.merge(self.elm, twin)
        self.assertEqual([row['partner']['name'] for row in self.elm.with_user(self.seller).relation_list()['rows']], ["Ann", "Bob"])

    def test_the_profile_comes_along_whole(self):
        twin = self.env['res.partner'].create({'name': "Ann", 'birthday': '1980-06-07', 'met_note': "At the fair"})
        self.ann.birthday = '--05-17'
        self.merge(self.ann, twin)
        self.assertEqual((self.ann.birthday, self.ann.met_note), ('--05-17', "At the fair"))
