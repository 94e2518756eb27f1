from datetime import date

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from ..tools.forecast import next_period, period_bounds, stage_category
from .common_stages import StageCase


@tagged('post_install', '-at_install')
class TestPeriods(TransactionCase):
    """Periods and what a stage stands for, without the database."""

    def test_periods(self):
        self.assertEqual(period_bounds('month', date(2028, 2, 10)), (date(2028, 2, 1), date(2028, 2, 29)))
        self.assertEqual(period_bounds('quarter', date(2026, 12, 31)), (date(2026, 10, 1), date(2026, 12, 31)))
        self.assertEqual(period_bounds('year', date(2026, 3, 5)), (date(2026, 1, 1), date(2026, 12, 31)))
        self.assertEqual(next_period('month', date(2026, 12, 1)), date(2027, 1, 1))
        self.assertEqual(next_period('quarter', date(2026, 10, 1)), date(2027, 1, 1))
        self.assertEqual(next_period('year', date(2026, 1, 1)), date(2027, 1, 1))

    def test_stages(self):
        self.assertEqual([stage_category(None, place, 3) for place in range(3)], ['pipeline', 'best_case', 'commit'])
        self.assertEqual([stage_category(share, 0, 3) for share in (0.1, 0.5, 0.9)], ['pipeline', 'best_case', 'commit'])


class TargetCase(StageCase):
    """Targets for a year that is over: what is won today does not reach them by chance."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first.forecast_category, cls.second.forecast_category, cls.third.forecast_category = 'pipeline', 'best_case', 'commit'
        cls.lead.date_deadline = date(2025, 2, 10)

    @classmethod
    def _target(cls, **values):
        owner = {} if 'team_id' in values else {'user_id': cls.seller.id}
        return cls.env['crm.sales.target'].create({
            'period': 'month', 'date_from': date(2025, 2, 14), 'amount': 10000, 'company_id': cls.env.company.id, **owner, **values})

    def _won(self, day, user=None, **values):
        """An opportunity won on a day of 2025."""
        lead = self._lead(user or self.seller, **values)
        lead.action_set_won()
        lead.sudo().date_closed = f"{day} 12:00:00"
        return lead

    def _figures(self, target, user=None):
        target = target.with_user(user) if user else target
        target.invalidate_recordset()
        return target.reached_amount, target.commit_amount, target.best_case_amount, target.open_amount


@tagged('post_install', '-at_install')
class TestSalesTarget(TargetCase):
    """What is to be reached, what is, what is in sight; and who sees it."""

    def test_periods_begin_where_they_begin(self):
        target = self._target()
        self.assertEqual((target.date_from, target.date_to, target.display_name), (date(2025, 2, 1), date(2025, 2, 28), "Seller, February 2025"))
        target.write({'period': 'quarter'})
        self.assertEqual((target.date_from, target.date_to), (date(2025, 1, 1), date(2025, 3, 31)))
        with Form(self.env['crm.sales.target'].with_user(self.manager)) as form:
            form.team_id = self.team
            form.amount = 500
            form.period = 'year'
            form.date_from = date(2025, 7, 7)
        self.assertEqual((form.record.date_from, form.record.date_to), (date(2025, 1, 1), date(2025, 12, 31)))

    def test_one_owner_and_an_amount(self):
        for values in ({'user_id': False}, {'team_id': self.team.id, 'user_id': self.seller.id}, {'amount': 0}):
            with self.assertRaises(IntegrityError), mute_logger('odoo.sql_db'):
                self._target(**values)

    def test_no_two_for_the_same_time(self):
        target = self._target()
        for values in ({}, {'period': 'quarter'}, {'period': 'year', 'date_from': date(2025, 9, 1)}):
            with self.assertRaises(ValidationError) as caught:  # rolls back, other than assertRaisesRegex
                self._target(**values)
            self.assertIn("has a target for this time already", str(caught.exception))
        self._target(date_from=date(2025, 3, 1))
        self._target(basis='invoiced')
        self._target(team_id=self.team.id)
        self._target(user_id=self.mate.id)
        with self.assertRaises(ValidationError):
            target.date_from = date(2025, 3, 31)
        with self.assertRaises(ValidationError):
            self.env['crm.sales.target'].create([
                {'user_id': self.stranger.id, 'period': period, 'date_from': date(2025, 5, 1), 'amount': 1} for period in ('month', 'quarter')])

    def test_won(self):
        target = self._target()
        self._won('2025-02-01', expected_revenue=2000)
        self._won('2025-02-28', expected_revenue=500)
        self._won('2025-01-31')
        self._won('2025-03-01')
        self._won('2025-02-10', self.mate)
        lost = self._lead(date_deadline=date(2025, 2, 3))
        lost.action_set_lost()
        self._lead(stage_id=self.third.id, date_deadline=date(2025, 2, 28), expected_revenue=300)
        self._lead(stage_id=self.second.id, date_deadline=date(2025, 2, 1), expected_revenue=70)
        omitted = self._lead(stage_id=self.second.id, date_deadline=date(2025, 2, 1), expected_revenue=9)
        omitted.set_forecast('omitted')
        self._lead(stage_id=self.third.id, date_deadline=date(2025, 3, 1))
        self.assertEqual(self._figures(target), (2500, 2800, 2870, 1370))
        self.assertEqual((target.missing_amount, target.reached_share), (7500, 25))
        self.assertAlmostEqual(target.coverage, 1370 / 7500)
        target.amount = 2500
        self.assertEqual((target.missing_amount, target.coverage), (0, 0))

    def test_a_team_with_those_below_it(self):
        self._won('2025-02-10', expected_revenue=2000)
        self._won('2025-02-10', self.mate, expected_revenue=300)
        self._won('2025-02-10', self.stranger, team_id=self.other_team.id, stage_id=False)
        upper = self._target(team_id=self.upper_team.id)
        self.assertEqual(self._figures(upper)[0], 2300)
        self.assertEqual(self._figures(self._target(team_id=self.team.id))[0], 2300)
        self.assertEqual(self._figures(self._target(team_id=self.other_team.id))[0], 1000)

    def test_the_day_is_that_of_the_viewer(self):
        target = self._target()
        lead = self._won('2025-02-10')
        lead.sudo().date_closed = '2025-02-28 22:00:00'
        self.assertEqual(target.with_context(tz='UTC').reached_amount, 1000)
        target.invalidate_recordset()
        self.assertEqual(target.with_context(tz='Europe/Moscow').reached_amount, 0)

    def test_statements_do_not_grow_with_targets(self):
        targets = self._target() + self._target(team_id=self.team.id)
        for month in range(3, 13):
            targets += self._target(date_from=date(2025, month, 1))

        def cost(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.mapped('reached_amount')
            return self.cr.sql_log_count - before
        cost(targets)
        self.assertEqual(cost(targets[:2]), cost(targets))

    def test_who_sees_whose(self):
        own, mates = self._target(), self._target(user_id=self.mate.id)
        strangers, teams, upper = self._target(user_id=self.stranger.id), self._target(team_id=self.team.id), self._target(team_id=self.upper_team.id)
        everything = own + mates + strangers + teams + upper
        for user, seen in (
            (self.seller, own), (self.mate, mates), (self.stranger, strangers), (self.leader, own + mates + teams),
            (self.head, own + mates + teams + upper), (self.manager, everything), (self.administrator, everything),
        ):
            for model, field in (('crm.sales.target', 'id'), ('crm.sales.target.report', 'target_id')):
                Model = self.env[model].with_user(user)
                found = Model.search([(field, 'in', everything.ids)])
                self.assertEqual(set(found.ids if field == 'id' else found.target_id.ids), set(seen.ids), (user.name, model))
        for user in (self.accountant, self.employee, self.portal):
            for model in ('crm.sales.target', 'crm.sales.target.report'):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])

    def test_only_managers_set_them(self):
        target = self._target()
        for user in (self.seller, self.leader):
            with self.assertRaises(AccessError):
                target.with_user(user).write({'amount': 1})
            with self.assertRaises(AccessError):
                self.env['crm.sales.target'].with_user(user).create({'user_id': user.id, 'amount': 1})
        target.with_user(self.manager).write({'amount': 1})

    def test_totals_of_ones_own_targets_only(self):
        self._won('2025-02-10', self.mate)
        self._target()
        self._target(user_id=self.mate.id)
        def total(user):
            groups = self.env['crm.sales.target'].with_user(user).formatted_read_group(
                [('date_from', '=', date(2025, 2, 1))], [], ['reached_amount:sum', 'amount:sum', 'missing_amount:sum'])
            return groups[0]['reached_amount:sum'], groups[0]['amount:sum'], groups[0]['missing_amount:sum']
        self.assertEqual(total(self.seller), (0, 10000, 10000))
        self.assertEqual(total(self.mate), (1000, 10000, 9000))
        self.assertEqual(total(self.manager), (1000, 20000, 19000))

    def test_chart(self):
        self._won('2025-02-10', expected_revenue=2500)
        target = self._target()
        groups = self.env['crm.sales.target.report'].with_user(self.seller).formatted_read_group(
            [('target_id', '=', target.id)], ['target_id', 'figure'], ['amount:sum'])
        self.assertEqual([(group['figure'], group['amount:sum']) for group in groups], [
            ('1_target', 10000), ('2_reached', 2500), ('3_commit', 2500), ('4_best_case', 2500)])

    def test_what_it_is_made_of(self):
        won = self._won('2025-02-10')
        target = self._target(team_id=self.upper_team.id)
        action = target.with_user(self.seller).sudo().action_open_reached()
        Lead = self.env['crm.lead'].with_context(active_test=False)
        self.assertEqual(Lead.with_user(self.manager).search(action['domain']), won)
        self.assertFalse(Lead.with_user(self.stranger).search(action['domain']))
        self.assertEqual(Lead.search(target.action_open_pipeline()['domain']), self.lead.sudo())

    def test_copy_to_the_next_period(self):
        target, team = self._target(), self._target(team_id=self.team.id, period='quarter', amount=7)
        there = self._target(date_from=date(2025, 3, 1), amount=3)
        action = (target + team).with_user(self.manager).action_copy_to_next_period()
        nexts = self.env['crm.sales.target'].search(action['domain'])
        self.assertEqual(len(nexts), 2)
        self.assertIn(there, nexts)
        copied = nexts - there
        self.assertEqual((copied.team_id, copied.date_from, copied.date_to, copied.amount), (self.team, date(2025, 4, 1), date(2025, 6, 30), 7))

    def test_another_company(self):
        company = self.env['res.company'].create({'name': "Other"})
        boss = new_test_user(self.env, 'cr_boss', groups='base.group_user,crm_customer_record.group_manager',
                             company_id=company.id, company_ids=[Command.set(company.ids)])
        target = self._target()
        self._won('2025-02-10', expected_revenue=2500)
        self.assertFalse(self.env['crm.sales.target'].with_user(boss).search([('id', '=', target.id)]))
        self.assertFalse(self.env['crm.sales.target.report'].with_user(boss).search([('target_id', '=', target.id)]))
        self.seller.company_ids = [Command.link(company.id)]
        there = self._target(company_id=company.id)
        self.assertEqual(self._figures(there, boss)[0], 0)
        self.assertEqual(self._figures(target)[0], 2500)


@tagged('post_install', '-at_install')
class TestSalesTargetMoney(AccountTestInvoicingCommon):
    """Targets on what is invoiced and paid."""

    @classmethod
    def get_default_groups(cls):
        return super().get_default_groups() | cls.env.ref('crm_customer_record.group_administrator')

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.seller = new_test_user(cls.env, 'cr_money_seller', groups='base.group_user,crm_customer_record.group_user',
                                   company_id=cls.company.id, company_ids=[Command.set(cls.company.ids)])
        cls.team = cls.env['crm.team'].create({'name': "Money", 'company_id': cls.company.id, 'member_ids': [Command.set(cls.seller.ids)]})
        cls.invoiced, cls.paid, cls.team_invoiced = cls.env['crm.sales.target'].create([
            {'basis': basis, 'amount': 5000, 'date_from': date(2025, 2, 1), 'company_id': cls.company.id, **owner}
            for basis, owner in (('invoiced', {'user_id': cls.seller.id}), ('paid', {'user_id': cls.seller.id}), ('invoiced', {'team_id': cls.team.id}))])

    def _invoice(self, day, amount, move_type='out_invoice', **values):
        move = self.env['account.move'].create({
            'move_type': move_type, 'partner_id': self.partner_a.id, 'invoice_date': day, 'date': day, 'invoice_user_id': self.seller.id,
            'invoice_line_ids': [Command.create({
                'name': "Work", 'quantity': 1, 'price_unit': amount, 'tax_ids': [Command.set(self.tax_sale_a.ids)]})], **values})
        move.action_post()
        return move

    def _pay(self, move, day, amount):
        wizard = self.env['account.payment.register'].with_context(active_model='account.move', active_ids=move.ids).create(
            {'payment_date': day, 'amount': amount})
        payments = wizard._create_payments()
        # Where payments have no entry of their own, the statement of the bank brings the money.
        if not payments.move_id:
            self._bank(move, day, amount)

    def _bank(self, move, day, amount):
        receivable = move.line_ids.filtered(lambda line: line.account_id.account_type == 'asset_receivable')
        journal = self.company_data['default_journal_bank']
        entry = self.env['account.move'].create({'journal_id': journal.id, 'date': day, 'line_ids': [
            Command.create({'account_id': journal.default_account_id.id, 'debit': max(amount, 0), 'credit': max(-amount, 0)}),
            Command.create({'account_id': receivable.account_id.id, 'partner_id': move.partner_id.id, 'credit': max(amount, 0), 'debit': max(-amount, 0)})]})
        entry.action_post()
        (receivable + entry.line_ids.filtered(lambda line: line.account_id == receivable.account_id)).reconcile()

    def _reached(self, target, user=None):
        target.invalidate_recordset()
        return target.with_user(user or self.seller).sudo(False).reached_amount if user else target.reached_amount

    def test_invoices_less_credit_notes(self):
        self._invoice('2025-02-03', 1000)
        self._invoice('2025-02-28', 200, 'out_refund')
        self._invoice('2025-03-01', 700)
        self._invoice('2025-02-05', 50, invoice_user_id=self.env.user.id)
        self.env['account.move'].create({'move_type': 'out_invoice', 'partner_id': self.partner_a.id, 'invoice_date': '2025-02-10',
                                         'invoice_user_id': self.seller.id, 'invoice_line_ids': [Command.create({'name': "Draft", 'price_unit': 9})]})
        self.assertEqual(self._reached(self.invoiced), 800)
        self.assertEqual(self._reached(self.paid), 0)

    def test_by_team(self):
        self._invoice('2025-02-05', 300, invoice_user_id=self.env.user.id, team_id=self.team.id)
        self.assertEqual(self._reached(self.team_invoiced), 300)
        self.assertEqual(self._reached(self.invoiced), 0)

    def test_paid_in_the_period_without_tax(self):
        invoice = self._invoice('2025-01-10', 1000)
        self.assertEqual(invoice.amount_total, 1150)
        self._bank(invoice, '2025-02-10', 575)
        self.assertAlmostEqual(self._reached(self.paid), 500)
        self._bank(invoice, '2025-03-10', 575)
        self.assertAlmostEqual(self._reached(self.paid), 500)
        self.assertEqual(self._reached(self.invoiced), 0)

    def test_paid_back(self):
        refund = self._invoice('2025-02-02', 200, 'out_refund')
        self._bank(refund, '2025-02-10', -230)
        self.assertAlmostEqual(self._reached(self.paid), -200)

    def test_set_off_is_not_paid(self):
        invoice, refund = self._invoice('2025-02-02', 200), self._invoice('2025-02-03', 200, 'out_refund')
        (invoice + refund).line_ids.filtered(lambda line: line.account_id.account_type == 'asset_receivable').reconcile()
        self.assertEqual(invoice.payment_state, 'reversed')
        self.assertEqual(self._reached(self.paid), 0)

    def test_by_the_payment_wizard(self):
        invoice = self._invoice('2025-02-02', 200)
        self._pay(invoice, '2025-02-20', 230)
        self.assertAlmostEqual(self._reached(self.paid), 200)

    def test_foreign_currency(self):
        currency = self.env['res.currency'].create({'name': "XTS", 'symbol': "T", 'rate_ids': [Command.create({'name': '2025-01-01', 'rate': 2.0})]})
        self._invoice('2025-02-03', 1000, currency_id=currency.id)
        self.assertEqual(self._reached(self.invoiced), 500)

    def test_a_seller_without_accounting_rights_is_told_the_own_total(self):
        self._invoice('2025-02-03', 1000)
        self.assertFalse(self.seller.has_group('account.group_account_readonly'))
        self.invoiced.invalidate_recordset()
        self.assertEqual(self.invoiced.with_user(self.seller).reached_amount, 1000)
        with self.assertRaises(AccessError):
            self.team_invoiced.with_user(self.seller).read(['reached_amount'])
