from odoo.tests import tagged

from .common_timeline import TimelineCase


@tagged('post_install', '-at_install')
class TestCareerTimeline(TimelineCase):
    """The timeline of a person spans employers, that of an account keeps what happened there; a move is on all three."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.elm = cls.env['res.partner'].create({'name': "Elm", 'is_company': True})
        cls.env.cr.flush()
        cls.env.cr.execute("UPDATE res_partner SET create_date = create_date - interval '2 days' WHERE id = %s", [cls.ann.id])
        cls.env.invalidate_all()

    def move(self, user=None, **values):
        self.ann.with_user(user or self.seller).write(values or {'parent_id': self.elm.id})
        self.cr.flush()

    def careers(self, partner, user=None):
        return self.entries(user, partner, kinds=['career'])

    def test_a_move_reads_well_on_three_timelines(self):
        self.move()
        for partner in (self.ann, self.account, self.elm):
            entry, = self.careers(partner)
            self.assertEqual((entry['title'], entry['summary']), ("Ann: from Oak to Elm", ''), partner.name)
            self.assertEqual((entry['partner']['name'], entry['user']['name']), ("Ann", self.seller.name))
            self.assertEqual(entry['link'], {'model': 'res.partner', 'res_id': self.ann.id})
            self.assertIn(entry['key'], self.keys(partner=partner, scope='history'))

    def test_leaving_and_joining(self):
        self.move(parent_id=False)
        self.assertEqual([entry['title'] for entry in self.careers(self.account)], ["Ann: left Oak"])
        self.move(parent_id=self.elm.id)
        self.assertEqual([entry['title'] for entry in self.careers(self.elm)], ["Ann: joined Elm"])
        self.assertEqual([entry['title'] for entry in self.careers(self.ann)], ["Ann: joined Elm", "Ann: left Oak"])

    def test_a_step_within_the_company(self):
        self.move(function="trainee")
        self.move(function="head of design")
        self.assertEqual([entry['title'] for entry in self.careers(self.account)],
                         ["Ann: trainee, now head of design", "Ann: now trainee"])
        self.move(parent_id=self.elm.id, function="partner")
        entry = self.careers(self.elm)[0]
        self.assertEqual((entry['title'], entry['summary']), ("Ann: from Oak to Elm", "(head of design, now partner)"))

    def test_a_move_shows_to_whoever_may_read_the_person(self):
        self.move()
        self.env['ir.rule'].create({
            'name': "not Ann", 'model_id': self.env.ref('base.model_res_partner').id, 'groups': [(4, self.env.ref('base.group_user').id)],
            'domain_force': f"[('id', '!=', {self.ann.id})]"})
        self.assertFalse(self.careers(self.account, self.stranger))

    def test_the_account_keeps_what_happened_and_the_person_takes_it_along(self):
        def happen():
            records = [self.log(), self.order(partner=self.ann), self.lead(self.ann), self.comment(self.ann, "Hello"), self.meet(self.ann)]
            self.cr.flush()
            return records

        before = happen()
        self.move()
        after = happen()
        self.move(self.manager, parent_id=False)
        later = happen()
        for records, account in ((before, self.account), (after, self.elm), (later, None)):
            for record in records:
                self.assertShown(record, [self.manager], partner=self.ann)
                for company in (self.account, self.elm):
                    shown, hidden = ([self.manager], []) if company == account else ([], [self.manager])
                    self.assertShown(record, shown, hidden, partner=company)

    def test_installation_gives_both_employers_the_move(self):
        self.move()
        self.move(self.manager, parent_id=False)
        self.cr.execute("SELECT res_id, partner_id, kind FROM crm_timeline_link WHERE kind = 'career' ORDER BY 1, 2")
        before = self.cr.fetchall()
        self.assertGreaterEqual(len(before), 5)
        self.cr.execute("DELETE FROM crm_timeline_link")
        self.env['crm.timeline.link']._fill()
        self.cr.execute("SELECT res_id, partner_id, kind FROM crm_timeline_link WHERE kind = 'career' ORDER BY 1, 2")
        self.assertEqual(self.cr.fetchall(), before)
        self.assertEqual([entry['title'] for entry in self.careers(self.elm)], ["Ann: left Elm", "Ann: from Oak to Elm"])
