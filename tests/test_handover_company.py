from odoo.tests import tagged

from .common_handover import HandoverCase


@tagged('post_install', '-at_install')
class TestHandoverCompany(HandoverCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.home = cls.env.company
        cls.abroad = cls.env['res.company'].create({'name': "Abroad"})
        cls.branch = cls.env['res.company'].create({'name': "Home, branch", 'parent_id': cls.home.id})
        for user in (cls.seller, cls.manager):
            user.company_ids |= cls.abroad
        cls.env = cls.env(context=dict(cls.env.context, allowed_company_ids=(cls.home | cls.abroad).ids))
        cls.ash.company_id = cls.abroad
        cls.far = cls._deal("Abroad", cls.ash, company_id=cls.abroad.id, team_id=False)
        cls.near = cls._deal("At home", cls.oak, company_id=cls.home.id)
        cls.env.flush_all()
        cls.env.cr.precommit.run()

    def reasons(self, handover):
        return {(line.kind, line.res_id): line.reason for line in handover.line_ids if line.state == 'skipped'}

    def test_what_the_recipient_may_not_enter_stays_and_is_listed(self):
        wizard = self.wizard(to=self.mate)
        refused, = wizard.preview['refused']
        self.assertEqual((refused['count'], refused['examples']), (2, ["Ash"]))
        handover = self.hand_over(to=self.mate)
        self.assertEqual((self.ash.user_id, self.far.user_id), (self.seller, self.seller))
        self.assertEqual((self.oak.user_id, self.near.user_id), (self.mate, self.mate))
        self.assertEqual(self.reasons(handover), {('customer', self.ash.id): 'company', ('opportunity', self.far.id): 'company'})
        self.assertFalse(self.entries(self.ash))

    def test_the_next_colleague_who_may_gets_it(self):
        self.stranger.company_ids |= self.abroad
        handover = self.hand_over(distribution='even', to_user_ids=[(6, 0, (self.mate | self.stranger).ids)])
        self.assertEqual((self.ash.user_id, self.far.user_id), (self.stranger, self.stranger))
        self.assertFalse(self.reasons(handover))
        self.assertEqual(self.far.company_id, self.abroad)

    def test_a_colleague_of_a_branch_may_have_customers_of_the_company_above(self):
        self.mate.write({'company_ids': [(6, 0, self.branch.ids)], 'company_id': self.branch.id})
        self.elm.company_id = self.home
        handover = self.hand_over(to=self.mate)
        self.assertEqual(self.elm.user_id, self.mate)
        self.assertEqual(self.near.user_id, self.seller, "a deal is open to its very company only")
        self.assertIn(('opportunity', self.near.id), self.reasons(handover))

    def test_companies_that_are_switched_off_are_out_of_reach(self):
        self.mate.company_ids |= self.abroad
        action = self.wizard(to=self.mate).with_context(allowed_company_ids=self.home.ids)
        action.invalidate_recordset(['preview'])
        self.assertEqual(action.preview['rows'][0]['counts']['customer'], 4)
        handover = self.env['crm.handover'].with_user(self.manager).browse(action.action_hand_over()['res_id'])
        self.assertEqual((self.ash.user_id, self.far.user_id), (self.seller, self.seller))
        self.assertEqual(self.near.company_id, self.home)
        self.assertFalse(self.reasons(handover))

    def test_lines_of_another_company_do_not_show(self):
        self.mate.company_ids |= self.abroad
        handover = self.hand_over(to=self.mate)
        other = self._sales('homebody', 'manager', company_ids=[(6, 0, self.home.ids)], company_id=self.home.id)
        handover = handover.with_user(other).with_context(allowed_company_ids=self.home.ids)
        handover.invalidate_recordset()
        self.assertNotIn(self.ash.id, handover.line_ids.filtered(lambda line: line.kind == 'customer').mapped('res_id'))
        self.assertEqual(sum(handover.overview['rows'][0]['counts'].values()), handover.moved_count)
        self.assertLess(handover.moved_count, self.env['crm.handover.line'].search_count([('handover_id', '=', handover.id)]))

    def test_an_archived_colleague_gets_nothing(self):
        self.mate.active = False
        wizard = self.wizard(distribution='even', to_user_ids=[(6, 0, (self.mate | self.stranger).ids)])
        self.assertEqual(self.counts(wizard)["Mate"], {})
        self.assertEqual([row['note'] for row in wizard.preview['rows']], ["archived", ''])
        self.assertIn("company", wizard.preview['refused'][0]['reason'])
        wizard = self.wizard(to=self.mate)
        self.assertEqual(wizard.total, 0)
        self.assertIn("archived", wizard.preview['refused'][0]['reason'])
