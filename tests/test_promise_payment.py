from datetime import timedelta
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common_promise_payments import PromisePaymentCase


@tagged('post_install', '-at_install')
class TestPromisePayment(PromisePaymentCase):
    def test_invoice_form_proposes_what_is_open(self):
        invoice = self.bill(100)
        self.pay(invoice, 30)
        action = invoice.with_user(self.accountant).action_promise_payment()
        form = Form(self.env['crm.promise'].with_user(self.accountant).with_context(**action['context']))
        self.assertEqual(form.amount, 70)
        form.date_due = self.friday
        promise = form.save()
        self.assertEqual((promise.move_ids, promise.partner_id, promise.name), (invoice, self.customer, f"Pay {invoice.name}"))
        self.assertEqual((promise.company_id, promise.currency_id), (self.company, invoice.currency_id))
        self.assertEqual((promise.user_id, promise.state, promise.amount_paid), (self.accountant, 'open', 0))
        self.assertEqual(invoice.with_user(self.accountant).promise_count, 1)

    def test_form_of_a_promise_turns_into_a_payment(self):
        invoice = self.bill(100)
        form = Form(self.env['crm.promise'].with_user(self.accountant))
        self.assertEqual(form.side, 'ours')
        form.partner_id = self.contact
        form.kind = 'payment'
        form.name = "Pay"
        form.date_due = self.friday
        form.move_ids.add(invoice)
        self.assertEqual((form.side, form.amount), ('theirs', 100))
        form.amount = 60
        self.assertEqual(form.save().amount, 60)

    def test_customer_promises_what_is_overdue(self):
        late = self.bill(100, invoice_date=self.today - timedelta(days=40), invoice_date_due=self.today - timedelta(days=10))
        self.bill(50, invoice_date_due=self.friday)
        context = self.contact.with_user(self.accountant).action_promise_payment()['context']
        self.assertEqual(context['default_move_ids'], [(6, 0, late.ids)])
        with self.assertRaisesRegex(UserError, "Nothing is left to pay"):
            self.bill(5, partner=self.partner_a, post=False).action_promise_payment()
        with self.assertRaisesRegex(UserError, "invoices of one customer"):
            (late | self.bill(5, partner=self.partner_a)).action_promise_payment()

    def test_payment_keeps_the_promise(self):
        invoice = self.bill(100)
        promise = self.promise(invoice)
        self.assertEqual((promise.amount, promise.payment_status), (100, 'due'))
        self.pay(invoice)
        self.assertEqual((promise.state, promise.payment_status), ('kept', 'settled'))
        self.assertEqual((promise.amount_paid, promise.date_closed, promise.closed_by_payment), (100, self.today, True))

    def test_all_invoices_have_to_be_paid(self):
        first, second = self.bill(100), self.bill(50)
        promise = self.promise(first | second)
        self.assertEqual(promise.amount, 150)
        self.pay(first)
        self.assertEqual((promise.state, promise.amount_paid), ('open', 100))
        self.pay(second)
        self.assertEqual(promise.state, 'kept')

    def test_promised_part_is_enough(self):
        invoice = self.bill(100)
        self.pay(invoice, 20)
        promise = self.promise(invoice, amount=30)
        self.assertEqual(promise.amount_paid_before, 20)
        self.pay(invoice, 10)
        self.assertEqual((promise.state, promise.amount_paid), ('open', 10))
        self.pay(invoice, 20)
        self.assertEqual((promise.state, promise.amount_paid), ('kept', 30))
        self.assertEqual(invoice.payment_state, 'partial')

    def test_payment_taken_back_opens_the_promise_again(self):
        invoice = self.bill(100)
        promise = self.promise(invoice)
        payment = self.pay(invoice)
        self.assertEqual(promise.state, 'kept')
        self.unreconcile(invoice)
        self.assertEqual((promise.state, promise.closed_by_payment, promise.date_closed), ('open', False, False))
        self.reconcile(invoice | payment.move_id)
        self.assertEqual(promise.state, 'kept')
        payment.action_draft()
        self.assertEqual((promise.state, invoice.payment_state), ('kept', 'paid'), "the host keeps it matched while it is corrected")
        payment.action_cancel()
        self.assertEqual((promise.state, promise.amount_paid), ('open', 0))

    def test_changes_by_payment_are_noted(self):
        invoice = self.bill(100)
        promise = self.promise(invoice)
        self.pay(invoice)
        self.env.cr.flush()
        self.unreconcile(invoice)
        self.env.cr.flush()
        notes = promise.with_user(self.accountant).log_ids
        self.assertEqual([(note.state_from, note.state_to, note.reason) for note in notes],
                         [('kept', 'open', "By payment"), ('open', 'kept', "By payment")])

    def test_credit_note_leaves_nothing_to_pay(self):
        invoice = self.bill(100)
        promise = self.promise(invoice)
        note = self.credit(invoice, 100)
        self.assertEqual(invoice.payment_state, 'reversed')
        self.assertEqual((promise.state, promise.payment_status), ('cancelled', 'void'))
        self.unreconcile(note)
        self.assertEqual(promise.state, 'open')

    def test_credit_note_lowers_what_is_to_be_paid(self):
        invoice = self.bill(100)
        promise = self.promise(invoice)
        self.credit(invoice, 40)
        self.assertEqual((promise.state, promise.amount_paid), ('open', 0))
        self.pay(invoice)
        self.assertEqual((promise.state, promise.amount_paid), ('kept', 60))

    def test_payment_before_and_credit_note_since_keep_no_promise(self):
        invoice = self.bill(100)
        self.pay(invoice, 50)
        promise = self.promise(invoice)
        self.credit(invoice, 50)
        self.assertEqual(promise.state, 'cancelled')

    def test_bank_statement_keeps_the_promise(self):
        invoice = self.bill(100)
        promise = self.promise(invoice)
        line = self.env['account.bank.statement.line'].create({
            'journal_id': self.company_data['default_journal_bank'].id, 'date': self.today, 'amount': 100.0,
            'payment_ref': invoice.name, 'partner_id': self.customer.id})
        _liquidity, suspense, _other = line._seek_for_lines()
        suspense.account_id = self.company_data['default_account_receivable']
        (suspense | invoice.line_ids.filtered(lambda line: line.account_type == 'asset_receivable')).reconcile()
        self.assertEqual(promise.state, 'kept')

    def test_write_off_settles(self):
        invoice = self.bill(100)
        promise = self.promise(invoice)
        self.pay(invoice, 97, payment_difference_handling='reconcile',
                 writeoff_account_id=self.company_data['default_account_expense'].id)
        self.assertEqual(promise.state, 'kept')

    def test_cash_basis_taxes(self):
        self.company.tax_exigibility = True
        tax = self.env['account.tax'].create({
            'name': "cash", 'amount': 20, 'company_id': self.company.id, 'tax_exigibility': 'on_payment',
            'cash_basis_transition_account_id': self.company_data['default_account_tax_sale'].copy({'reconcile': True}).id})
        invoice = self.bill(0, post=False)
        invoice.invoice_line_ids.write({'price_unit': 100, 'tax_ids': [Command.set(tax.ids)]})
        invoice.action_post()
        promise = self.promise(invoice)
        self.pay(invoice, 60)
        self.assertEqual((promise.state, promise.amount_paid), ('open', 60))
        self.pay(invoice)
        self.assertEqual((promise.state, promise.amount_paid), ('kept', 120))

    def test_foreign_currency(self):
        currency = self.setup_other_currency('EUR')
        invoice = self.bill(100, currency_id=currency.id)
        promise = self.promise(invoice, amount=40)
        self.assertEqual(promise.currency_id, currency)
        self.pay(invoice, 40, currency_id=currency.id)
        self.assertEqual((promise.state, promise.amount_paid), ('kept', 40))
        with self.assertRaisesRegex(ValidationError, "several currencies"):
            self.promise(self.bill(10) | self.bill(10, currency_id=currency.id))

    def test_corrected_and_cancelled_invoice(self):
        invoice = self.bill(100)
        promise = self.promise(invoice)
        invoice.button_draft()
        self.assertEqual(promise.state, 'open')
        invoice.action_post()
        self.assertEqual(promise.state, 'open')
        invoice.button_draft()
        invoice.button_cancel()
        self.assertEqual(promise.state, 'cancelled')

    def test_deleted_invoice(self):
        invoice = self.bill(100)
        promise = self.promise(invoice)
        invoice.button_draft()
        invoice.unlink()
        self.assertEqual((promise.state, promise.payment_status, promise.move_ids.ids), ('cancelled', 'void', []))

    def test_accountant_corrects_what_a_seller_was_promised(self):
        payment = self.promise(self.bill(), self.seller)
        plain = self.env['crm.promise'].with_user(self.seller).create({
            'name': "Send papers", 'side': 'theirs', 'partner_id': self.customer.id, 'date_due': self.friday})
        payment.with_user(self.accountant).action_break()
        self.assertEqual(payment.state, 'broken')
        with self.assertRaises(AccessError):
            plain.with_user(self.accountant).action_break()
        with self.assertRaises(AccessError):
            payment.with_user(self.accountant).unlink()

    def test_what_a_person_decided_stays(self):
        invoice = self.bill(100)
        promise = self.promise(invoice)
        promise.action_keep()
        self.pay(invoice)
        self.unreconcile(invoice)
        self.assertEqual(promise.state, 'kept')

    def test_late_payment_does_not_mend_a_broken_promise(self):
        invoice = self.bill(100)
        promise = self.promise(invoice, date_due=self.today - timedelta(days=3))
        promise.action_break()
        self.pay(invoice)
        self.assertEqual((promise.state, promise.payment_status), ('broken', 'settled'))

    def test_payment_in_time_that_is_entered_late_mends_it(self):
        invoice = self.bill(100, invoice_date=self.today - timedelta(days=9))
        promise = self.promise(invoice, date_due=self.today - timedelta(days=3))
        promise.action_break()
        self.pay(invoice, day=self.today - timedelta(days=4))
        self.assertEqual((promise.state, promise.date_closed), ('kept', self.today - timedelta(days=4)))

    def test_only_open_invoices_of_the_customer(self):
        invoice = self.bill(100)
        with self.assertRaisesRegex(ValidationError, "Name the invoices"):
            self.promise(self.env['account.move'], amount=10)
        with self.assertRaisesRegex(ValidationError, "not an invoice of Oak"):
            self.promise(self.bill(10, partner=self.partner_a))
        with self.assertRaisesRegex(ValidationError, "no open customer invoice"):
            self.promise(self.bill(10, post=False))
        with self.assertRaisesRegex(ValidationError, "promised by the customer"):
            self.promise(invoice, side='ours')
        with self.assertRaisesRegex(ValidationError, "amount that is to be paid"):
            self.promise(invoice, amount=-1)
        with self.assertRaisesRegex(ValidationError, "Only a promise to pay"):
            self.promise(invoice, kind='other')
        self.pay(invoice)
        with self.assertRaisesRegex(ValidationError, "no open customer invoice"):
            self.promise(invoice)

    def test_invoices_out_of_sight(self):
        invoice = self.bill(100, invoice_user_id=self.other.id)
        with self.assertRaises(AccessError):
            self.promise(invoice, self.seller)
        promise = self.promise(invoice)
        self.assertTrue(promise.with_user(self.seller).has_access('read'))
        self.env.invalidate_all()
        seen = promise.with_user(self.seller).web_read({'name': {}, 'amount': {}, 'move_ids': {'fields': {'display_name': {}}}})
        self.assertEqual((seen[0]['amount'], seen[0]['move_ids']), (100, []))
        own = self.promise(self.bill(10), self.seller)
        self.pay(own.move_ids)
        self.assertEqual(own.state, 'kept')

    def test_many_promises_in_one_payment_run(self):
        def queries(number):
            invoices = self.env['account.move'].union(*(self.bill(10) for _index in range(number)))
            promises = self.env['crm.promise'].union(*(self.promise(invoice) for invoice in invoices))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            invoices.promise_ids.flush_recordset()
            self.env.add_to_compute(promises._fields['payment_status'], promises)
            self.env.add_to_compute(promises._fields['state'], promises)
            promises.flush_recordset()
            return self.env.cr.sql_log_count - before

        queries(2)
        self.assertEqual(queries(3), queries(12))

    def test_invoices_nobody_promised_to_pay_cost_one_look_up(self):
        invoice = self.bill(10, post=False)
        for step in (invoice.action_post, lambda: self.pay(invoice)):
            self.env.flush_all()
            self.env.invalidate_all()
            asked = []
            execute = type(self.env.cr).execute

            def watch(cursor, query, *args, asked=asked, execute=execute, **kwargs):
                if 'crm_promise' in str(getattr(query, 'code', query)):
                    asked.append(query)
                return execute(cursor, query, *args, **kwargs)

            with patch.object(type(self.env.cr), 'execute', watch):
                step()
                self.env.flush_all()
            self.assertLessEqual(len(asked), 1, asked)
