from odoo import api, models

from .timeline_source import Kind

POS_COLORS = {'paid': 'success', 'done': 'success', 'invoiced': 'success'}


class CrmTimeline(models.AbstractModel):
    """Sources: orders of a point of sale, loyalty cards, subscriptions; each where its application is installed."""

    _inherit = 'crm.timeline'

    @api.model
    def _timeline_sources(self):
        sources = super()._timeline_sources() + [
            self._timeline_document_source(
                'pos_order', 'pos.order', 52, '_timeline_pos_orders', texts=('name', 'pos_reference'),
                fields=('name', 'pos_reference', 'state', 'amount_total', 'currency_id', 'config_id')),
            self._timeline_document_source(
                'subscription', 'sale.subscription', 53, '_timeline_subscriptions',
                fields=('name', 'stage_id', 'recurring_total', 'currency_id')),
            self._timeline_document_source(
                'loyalty', 'loyalty.card', 54, '_timeline_loyalty_cards', texts=('code',),
                fields=('code', 'program_id', 'points', 'point_name', 'expiration_date')),
        ]
        if 'loyalty.card' in self.env:
            # Points won and spent are changes that the card keeps track of.
            sources = [source.with_kind(Kind('loyalty')) if source.key == 'message' else source for source in sources]
        return sources

    @api.model
    def _timeline_pos_orders(self, source, rows):
        common = self._timeline_document_values(source, rows)
        states = self._timeline_selection(source.model, 'state')
        shops = self._timeline_names('pos.config', (row.get('config_id') for row in rows))
        return [{
            **common[row['id']],
            'title': row['pos_reference'] or row['name'],
            'summary': shops.get(row.get('config_id'), {}).get('name', ''),
            'amount': row['amount_total'],
            'currency_id': row['currency_id'],
            'state': {'label': states.get(row['state'], ''), 'color': POS_COLORS.get(row['state'], '')},
        } for row in rows]

    @api.model
    def _timeline_subscriptions(self, source, rows):
        common = self._timeline_document_values(source, rows)
        stages = self._timeline_stages(source, rows)
        return [{
            **common[row['id']],
            'amount': row.get('recurring_total') or False,
            'currency_id': row.get('currency_id') or False,
            'state': self._timeline_stage_label(stages, row.get('stage_id')),
        } for row in rows]

    @api.model
    def _timeline_loyalty_cards(self, source, rows):
        common = self._timeline_document_values(source, rows)
        programs = self._timeline_names('loyalty.program', (row['program_id'] for row in rows))
        return [{
            **common[row['id']],
            'title': programs.get(row['program_id'], {}).get('name', ''),
            'summary': f"{row['code']} · {row['points']:g} {row['point_name'] or ''}".strip(),
        } for row in rows]
