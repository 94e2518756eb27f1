from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common_stages import StageCase


@tagged('post_install', '-at_install')
class TestSlippage(StageCase):
    """Each change of the expected closing is kept, whichever way it changes."""

    def _changes(self, lead):
        return self.env['crm.deadline.change'].search([('lead_id', '=', lead.id)], order='id')

    def _move(self, lead, *days, user=None):
        for day in days:
            lead.with_user(user or self.seller).write({'date_deadline': day is not None and self._days(day)})
            self.env.flush_all()

    def test_from_to_who_and_whose(self):
        self._move(self.lead, 10)
        self._move(self.lead, 40, user=self.manager)
        first, second = self._changes(self.lead)
        self.assertEqual((first.date_from, first.date_to, first.days), (False, self._days(10), 0))
        self.assertEqual((second.date_from, second.date_to, second.days), (self._days(10), self._days(40), 30))
        self.assertEqual((second.user_id, second.salesperson_id, second.team_id, second.stage_id), (self.manager, self.seller, self.team, self.first))
        self.assertEqual(second.date, self.env.cr.now())

    def test_count_days_and_first_promise(self):
        self._move(self.lead, 10, 40, 35, 70)
        self.assertEqual((self.lead.slip_count, self.lead.slip_days, self.lead.first_deadline), (3, 60, self._days(10)))
        self.assertIn("3×", self.lead.slip_text)
        self.assertIn("+60", self.lead.slip_text)

    def test_a_first_date_is_no_move(self):
        self._move(self.lead, 10)
        self.assertEqual((self.lead.slip_count, self.lead.slip_days, self.lead.slip_text), (0, 0, False))
        self.assertEqual(self.lead.first_deadline, self._days(10))
        self._move(self.lead, None, 20)
        self.assertEqual(self.lead.slip_count, 0)
        self.lead.write({'date_deadline': self._days(20), 'name': "Same day"})
        self.assertEqual(len(self._changes(self.lead)), 3)

    def test_in_the_form_in_sql_and_in_one_write_for_many(self):
        other = self._lead(name="Bath", date_deadline=self._days(5))
        self.assertFalse(self._changes(other))
        with Form(self.lead) as form:
            form.date_deadline = self._days(8)
        (self.lead + other).write({'date_deadline': self._days(9)})
        self.env.flush_all()
        self.env.cr.execute("UPDATE crm_lead SET date_deadline = date_deadline + 1 WHERE id = %s", [other.id])
        self.env.invalidate_all()
        self.assertEqual([len(self._changes(lead)) for lead in (self.lead, other)], [2, 2])
        self.assertEqual((other.slip_count, other.slip_days), (2, 5))

    def test_leads_that_are_no_opportunities_leave_nothing(self):
        lead = self._lead(type='lead', date_deadline=self._days(5))
        self._move(lead, 9)
        self.assertFalse(self._changes(lead))

    def test_search(self):
        never, once, often = (self._lead(name=name, date_deadline=self._days(5)) for name in ("Never", "Once", "Often"))
        self._move(once, 15)
        self._move(often, 8, 20, 3)
        Lead = self.env['crm.lead'].with_user(self.seller)
        mine = [('id', 'in', (never + once + often).ids)]
        for domain, found in (
            ([('slip_count', '=', 0)], never), ([('slip_count', '!=', 0)], once + often), ([('slip_count', '>', 0)], once + often),
            ([('slip_count', '>=', 3)], often), ([('slip_count', '<', 3)], never + once), ([('slip_count', 'in', [0, 1])], never + once),
            ([('slip_count', 'not in', [1, 3])], never), ([('slip_days', '>', 5)], once), ([('slip_days', '<', 0)], often),
            ([('slip_days', '>=', 0)], never + once), ([('slip_days', '=', 10)], once),
        ):
            self.assertEqual(Lead.search(mine + domain), Lead.search([('id', 'in', found.ids)]), domain)

    def test_as_many_statements_for_many_as_for_few(self):
        leads = self.env['crm.lead'].create([
            {'name': f"Deal {place}", 'type': 'opportunity', 'team_id': self.team.id, 'stage_id': self.first.id, 'date_deadline': self._days(5)} for place in range(30)])
        self.env.flush_all()
        costs = []
        for some in (leads[:2], leads):
            self.env.invalidate_all()
            some.mapped('date_deadline')
            before = self.cr.sql_log_count
            some.mapped('slip_count')
            costs.append(self.cr.sql_log_count - before)
        self.assertEqual(costs, [1, 1])

    def test_who_reads_the_opportunity_reads_them(self):
        self._move(self.lead, 10, 40)
        Change = self.env['crm.deadline.change']
        for user, reads in ((self.seller, True), (self.stranger, False), (self.manager, True)):
            found = Change.with_user(user)._read_group([('lead_id', '=', self.lead.id)], ['salesperson_id'], ['days:sum', '__count'])
            self.assertEqual([tuple(row[1:]) for row in found], [(30, 2)] if reads else [], user.name)
        for user in (self.employee, self.portal):
            with self.assertRaises(AccessError):
                Change.with_user(user).search([])
        with self.assertRaises(AccessError):
            self._changes(self.lead).with_user(self.administrator).unlink()

    def test_of_another_company(self):
        company = self.env['res.company'].create({'name': "Elsewhere Ltd"})
        self._move(self.lead, 10, 40)
        self.env.cr.execute("UPDATE crm_deadline_change SET company_id = %s WHERE lead_id = %s", [company.id, self.lead.id])
        self.env.invalidate_all()
        self.assertFalse(self.env['crm.deadline.change'].with_user(self.manager).search_count([('lead_id', '=', self.lead.id)]))

    def test_deleted_opportunities_leave_nothing(self):
        self._move(self.lead, 10, 40)
        number = self.lead.id
        self.lead.with_user(self.administrator).unlink()
        self.env.cr.execute("SELECT count(*) FROM crm_deadline_change WHERE lead_id = %s", [number])
        self.assertEqual(self.env.cr.fetchone(), (0,))
