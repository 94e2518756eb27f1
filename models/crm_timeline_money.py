from odoo import api, fields, models
from odoo.fields import Domain

from .timeline_source import Kind, Source

CREDIT_NOTE = Domain('move_type', '=', 'out_refund')


class CrmTimeline(models.AbstractModel):
    """Sources: invoices and credit notes, payments.

    Drafts do not show: they have no date yet, and what is not posted has not happened.
    """

    _inherit = 'crm.timeline'

    @api.model
    def _timeline_sources(self):
        return super()._timeline_sources() + [
            Source(
                key='invoice', model='account.move', rank=60, render='_timeline_invoices', date='invoice_date',
                domain=Domain('move_type', 'in', ('out_invoice', 'out_refund', 'out_receipt'))
                & Domain('state', '=', 'posted') & Domain('invoice_date', '!=', False),
                kinds=(Kind('invoice', ~CREDIT_NOTE), Kind('credit_note', CREDIT_NOTE)),
                deal='invoice_line_ids.sale_line_ids.order_id.opportunity_id',
                accounts=('commercial_partner_id',), user='invoice_user_id', texts=('name', 'ref', 'payment_reference'),
                fields=('name', 'ref', 'move_type', 'payment_state', 'invoice_date_due', 'invoice_user_id', 'partner_id',
                        'commercial_partner_id', 'amount_total', 'amount_residual', 'currency_id'),
            ),
            Source(
                key='payment', model='account.payment', rank=70, render='_timeline_payments',
                domain=Domain('partner_type', '=', 'customer') & Domain('state', 'in', ('in_process', 'paid')),
                kinds=(Kind('payment'),), user='create_uid', texts=('name', 'memo', 'payment_reference'),
                fields=('name', 'memo', 'payment_type', 'state', 'create_uid', 'partner_id', 'timeline_account_id',
                        'amount', 'currency_id'),
            ),
        ]

    @api.model
    def _timeline_invoices(self, source, rows):
        return [{
            'kind': 'credit_note' if row['move_type'] == 'out_refund' else 'invoice',
            'title': row['name'],
            'summary': row['ref'] or '',
            'user': row['invoice_user_id'],
            'partner': row['partner_id'],
            'account': row['commercial_partner_id'],
            'amount': row['amount_total'],
            'currency_id': row['currency_id'],
            **self._timeline_invoice_state(row),
        } for row in rows]

    @api.model
    def _timeline_invoice_state(self, row):
        """Return whether an invoice is paid, and a badge when it should be."""
        states = dict(self.env['account.move']._fields['payment_state']._description_selection(self.env))
        color = {'paid': 'success', 'in_payment': 'success', 'reversed': 'muted', 'partial': 'warning'}
        badges = []
        due = row['invoice_date_due']
        unpaid = row['payment_state'] in ('not_paid', 'partial') and row['amount_residual']
        if unpaid and row['move_type'] != 'out_refund' and due and due < fields.Date.context_today(self):
            badges.append({'label': self.env._("Overdue"), 'color': 'danger'})
        return {
            'state': {'label': states.get(row['payment_state'], ''), 'color': color.get(row['payment_state'], '')},
            'badges': badges,
        }

    @api.model
    def _timeline_payments(self, source, rows):
        states = dict(self.env[source.model]._fields['state']._description_selection(self.env))
        return [{
            'kind': 'payment',
            'title': row['name'] or '',
            'summary': row['memo'] or '',
            'direction': 'in' if row['payment_type'] == 'inbound' else 'out',
            'user': row['create_uid'],
            'partner': row['partner_id'],
            'account': row['timeline_account_id'],
            'amount': row['amount'],
            'currency_id': row['currency_id'],
            'state': {'label': states.get(row['state'], ''), 'color': 'success' if row['state'] == 'paid' else ''},
        } for row in rows]
