from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

# No domain of the field: that would hide the invoices once they are paid.
OPEN_INVOICE = [
    ('move_type', 'in', ('out_invoice', 'out_receipt')), ('state', '=', 'posted'),
    ('payment_state', 'in', ('not_paid', 'partial')),
]
# States of payment in which the host takes an invoice for settled; the first two by money.
PAID = ('paid', 'in_payment')
SETTLED = (*PAID, 'reversed')
CHANGED_BY_PAYMENT = 'crm_customer_record.promises_changed_by_payment'


class CrmPromise(models.Model):
    """Payment promises: they name invoices and an amount, and follow what becomes of these.

    The stored status depends on state, payment state and residual of the invoices: whatever settles or unsettles them
    (payments, statements, credit notes, write-offs, their removal) reaches it through the host's own recomputation, in
    one batch. Kept means: what was promised came in since, or nothing is left to pay.
    """

    _inherit = 'crm.promise'

    amount = fields.Monetary(
        compute='_compute_amount', store=True, readonly=False, precompute=True, help="What is to be paid.")
    state = fields.Selection(compute='_compute_state', store=True, readonly=False)
    amount_paid_before = fields.Monetary(
        string="Paid Before", readonly=True, copy=False,
        help="What was paid on the invoices before they were promised to be paid.")
    amount_paid = fields.Monetary(
        string="Paid Since", compute='_compute_payment_status', store=True,
        default=0.0,  # so that it is written with the rest, not by a second statement
        help="What was paid on the invoices since.")
    date_paid = fields.Date(string="Last Paid on", compute='_compute_payment_status', store=True)
    payment_status = fields.Selection(
        [('due', "Due"), ('settled', "Settled"), ('void', "Nothing left to pay")],
        compute='_compute_payment_status', store=True)
    closed_by_payment = fields.Boolean(compute='_compute_state', store=True, copy=False)

    # ------------------------------------------------------------
    # Amounts
    # ------------------------------------------------------------

    @api.depends('kind', 'move_ids')
    def _compute_amount(self):
        for promise in self:
            open_amount = sum(promise.move_ids.mapped('amount_residual')) if promise.kind == 'payment' else 0.0
            promise.amount = open_amount or promise.amount

    @api.depends('kind', 'amount', 'amount_paid_before', 'move_ids.state', 'move_ids.payment_state', 'move_ids.amount_residual')
    def _compute_payment_status(self):
        payments = self.filtered(lambda promise: promise.kind == 'payment')
        others = self - payments
        others.amount_paid = 0.0
        others.date_paid = others.payment_status = False
        paid_by_move = payments._paid_by_move()
        for promise in payments:
            paid = [paid_by_move[move] for move in promise.move_ids.ids]
            promise.amount_paid = sum(amount for amount, _credited, _day in paid) - promise.amount_paid_before
            promise.date_paid = max((day for _amount, _credited, day in paid if day), default=False)
            promise.payment_status = promise._get_payment_status(sum(credited for _amount, credited, _day in paid))

    def _get_payment_status(self, credited):
        """Return whether the payment is due, settled, or void because nothing was paid and nothing is left to pay.

        :param float credited: what credit notes took off the invoices
        """
        currency = self.currency_id or self.env.company.currency_id
        received = currency.compare_amounts(self.amount_paid, 0.0) > 0
        if received and currency.compare_amounts(self.amount_paid, self.amount) >= 0:
            return 'settled'
        moves = self.move_ids.filtered(lambda move: move.state != 'cancel')
        if any(move.payment_state not in SETTLED and not currency.is_zero(move.amount_residual) for move in moves):
            return 'due'
        if received or any(move.payment_state in PAID for move in moves) and currency.is_zero(credited):
            return 'settled'
        return 'void'

    def _paid_by_move(self):
        """Return what came in on each invoice: ``{id: (paid, credited, day of the last payment)}``, its own currency.

        Paid is all that was reconciled with it except for credit notes: payments, bank statements, write-offs.
        """
        moves = self.move_ids
        paid = dict.fromkeys(moves.ids, (0.0, 0.0, False))
        if not moves.ids:
            return paid
        self.env['account.partial.reconcile'].flush_model()
        self.env['account.move.line'].flush_model(['move_id', 'display_type'])
        self.env['account.move'].flush_model(['move_type', 'date'])
        # By SQL: who sees the promise need not read the payments; and one query for any number of promises.
        for move_id, *amounts in self.env.execute_query(SQL(
            """SELECT line.move_id,
                      COALESCE(SUM(part.debit_amount_currency) FILTER (WHERE document.move_type <> 'out_refund'), 0),
                      COALESCE(SUM(part.debit_amount_currency) FILTER (WHERE document.move_type = 'out_refund'), 0),
                      MAX(document.date) FILTER (WHERE document.move_type <> 'out_refund')
                 FROM account_move_line line
                 JOIN account_partial_reconcile part ON part.debit_move_id = line.id
                 JOIN account_move_line counterpart ON counterpart.id = part.credit_move_id
                 JOIN account_move document ON document.id = counterpart.move_id
                WHERE line.move_id = ANY(%s) AND line.display_type = 'payment_term'
                GROUP BY line.move_id""", moves.ids)):
            paid[move_id] = tuple(amounts)
        return paid

    # ------------------------------------------------------------
    # State
    # ------------------------------------------------------------

    @api.depends('payment_status', 'date_paid')
    def _compute_state(self):
        for promise in self:
            before = promise.state or 'open'
            state, by_payment = promise._state_by_payment(before)
            promise.state = state
            promise.closed_by_payment = by_payment
            if state != before and promise.id:
                promise._remember_change_by_payment(before)

    def _state_by_payment(self, state):
        """Return the state that follows from the invoices, and whether it came about by payment."""
        status, by_payment = self.payment_status, self.closed_by_payment
        if status == 'settled':
            in_time = state == 'open' or state == 'broken' and self.date_paid and self.date_paid <= self.date_due
            return ('kept', True) if in_time else (state, by_payment)
        if status == 'void' and state == 'open':
            return 'cancelled', True
        if status == 'due' and by_payment and state in ('kept', 'cancelled'):
            return 'open', False
        return state, by_payment

    @api.depends('state', 'closed_by_payment', 'date_paid')
    def _compute_date_closed(self):
        paid = self.filtered(lambda promise: promise.state == 'kept' and promise.closed_by_payment and promise.date_paid)
        for promise in paid:
            promise.date_closed = promise.date_paid
        return super(CrmPromise, self - paid)._compute_date_closed()

    def _remember_change_by_payment(self, before):
        """Have the change noted at the end of the transaction: in between, states may come and go."""
        precommit = self.env.cr.precommit
        changes = precommit.data.setdefault(CHANGED_BY_PAYMENT, {})
        if not changes:
            # As superuser: whoever registers a payment need not see the promise.
            precommit.add(self.browse().sudo()._note_changes_by_payment)
        changes.setdefault(self.id, before)

    @api.model
    def _note_changes_by_payment(self):
        """Note what payments changed in this transaction."""
        changes = self.env.cr.precommit.data.pop(CHANGED_BY_PAYMENT, {})
        promises = self.browse(changes).exists()
        before = {promise: (changes[promise.id], promise.date_due) for promise in promises}
        promises._note_changes(before, self.env._("By payment"))

    # ------------------------------------------------------------
    # What was paid before
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        promises = super().create(vals_list)
        promises._remember_paid_before()
        return promises

    def write(self, vals):
        result = super().write(vals)
        if 'move_ids' in vals:
            self._remember_paid_before()
        return result

    def _remember_paid_before(self):
        """Keep what was paid up to now. Not computed: a later recomputation would count what came in since."""
        payments = self.filtered(lambda promise: promise.kind == 'payment').sudo()  # as _paid_by_move
        paid_by_move = payments._paid_by_move()
        for promise in payments:
            promise.amount_paid_before = sum(paid_by_move[move][0] for move in promise.move_ids.ids)

    # ------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------

    @api.constrains('kind', 'side', 'move_ids', 'amount')
    def _check_payment(self):
        for promise in self:
            if promise.kind != 'payment':
                if promise.move_ids:
                    raise ValidationError(self.env._(
                        "Only a promise to pay names invoices. Choose the kind \"Payment\", or remove the invoices."))
                continue
            if promise.side != 'theirs':
                raise ValidationError(self.env._("A payment is promised by the customer. Choose \"They\"."))
            if not promise.move_ids:
                raise ValidationError(self.env._(
                    "Name the invoices that are to be paid. For money without an invoice choose the kind \"Other\"."))
            if promise.currency_id.compare_amounts(promise.amount, 0.0) <= 0:
                raise ValidationError(self.env._("Enter the amount that is to be paid."))

    @api.constrains('kind', 'move_ids', 'partner_id')
    def _check_move_ids(self):
        for promise in self.filtered('move_ids'):
            moves = promise.move_ids
            accounts = promise.account_id | promise.partner_id.commercial_partner_id
            if foreign := moves.filtered_domain([('commercial_partner_id', 'not in', accounts.ids)]):
                raise ValidationError(self.env._(
                    "%(invoice)s is not an invoice of %(customer)s. Choose invoices of the same customer.",
                    invoice=foreign[0].display_name, customer=promise.account_id.display_name))
            if len(moves.currency_id) > 1:
                raise ValidationError(self.env._(
                    "The invoices are in several currencies. Make one promise for each currency."))

    @api.constrains('move_ids')
    def _check_open_invoices(self):
        for promise in self.filtered(lambda promise: promise.state == 'open'):
            if settled := promise.move_ids - promise.move_ids.filtered_domain(OPEN_INVOICE):
                raise ValidationError(self.env._(
                    "%(invoice)s is no open customer invoice, so nothing can be promised for it. "
                    "Choose posted invoices that are not paid yet.", invoice=settled[0].display_name))
