from odoo import api, models
from odoo.fields import Domain

from .timeline_source import HISTORY, Kind, Source

QUOTATION = Domain('state', 'not in', ('sale', 'done'))


class CrmTimeline(models.AbstractModel):
    """Sources: opportunities, quotations and orders."""

    _inherit = 'crm.timeline'

    @api.model
    def _timeline_sources(self):
        return super()._timeline_sources() + [
            Source(
                key='opportunity', model='crm.lead', rank=40, render='_timeline_opportunities', date='create_date',
                kinds=(Kind('opportunity', scopes=HISTORY),), deal='id',
                fields=('name', 'type', 'active', 'user_id', 'partner_id', 'timeline_account_id', 'stage_id',
                        'expected_revenue', 'company_currency', 'won_status', 'lost_reason_id', 'competitor_id'),
            ),
            Source(
                key='order', model='sale.order', rank=50, render='_timeline_orders', date='date_order',
                kinds=(Kind('quotation', QUOTATION), Kind('order', ~QUOTATION)), deal='opportunity_id',
                texts=('name', 'client_order_ref'),
                fields=('name', 'state', 'user_id', 'partner_id', 'timeline_account_id', 'amount_total', 'currency_id',
                        'client_order_ref', 'is_subscription'),
            ),
        ]

    @api.model
    def _timeline_opportunities(self, source, rows):
        names = {model: self._timeline_names(model, (row[field] for row in rows)) for model, field in (
            ('crm.stage', 'stage_id'), ('crm.lost.reason', 'lost_reason_id'), ('res.partner', 'competitor_id'))}
        return [{
            'kind': 'opportunity',
            'title': row['name'],
            'user': row['user_id'],
            'partner': row['partner_id'],
            'account': row['timeline_account_id'],
            'amount': row.get('expected_revenue') or False,
            'currency_id': row['company_currency'],
            'state': self._timeline_deal_state(row, names),
        } for row in rows]

    @api.model
    def _timeline_deal_state(self, row, names):
        if row['won_status'] == 'won':
            return {'label': self.env._("Won"), 'color': 'success'}
        if row['won_status'] == 'lost':
            reason, competitor = (names[model].get(row[field], {}).get('name') for model, field in (
                ('crm.lost.reason', 'lost_reason_id'), ('res.partner', 'competitor_id')))
            why = ", ".join(filter(None, (reason, competitor and self.env._("to %(competitor)s", competitor=competitor))))
            return {'label': self.env._("Lost: %(why)s", why=why) if why else self.env._("Lost"), 'color': 'muted'}
        return {'label': names['crm.stage'].get(row['stage_id'], {}).get('name', ''), 'color': ''}

    @api.model
    def _timeline_orders(self, source, rows):
        states = dict(self.env[source.model]._fields['state']._description_selection(self.env))
        colors = {'sale': 'success', 'cancel': 'muted'}
        return [{
            'kind': 'order' if row['state'] in ('sale', 'done') else 'quotation',
            'title': row['name'],
            'summary': row['client_order_ref'] or '',
            'user': row['user_id'],
            'partner': row['partner_id'],
            'account': row['timeline_account_id'],
            'amount': row['amount_total'],
            'currency_id': row['currency_id'],
            'state': {'label': states.get(row['state'], ''), 'color': colors.get(row['state'], '')},
            # Odoo Enterprise keeps its subscriptions as orders.
            'badges': [{'label': self.env._("Subscription"), 'color': 'info'}] if row.get('is_subscription') else [],
        } for row in rows]
