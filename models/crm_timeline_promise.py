from odoo import api, fields, models
from odoo.tools.misc import format_date

from .timeline_source import Kind, Source

STATE_COLORS = {'open': '', 'kept': 'success', 'broken': 'danger', 'cancelled': 'muted'}


class CrmTimeline(models.AbstractModel):
    """Source: promises, at the moment they were made; what became of one is its state."""

    _inherit = 'crm.timeline'

    @api.model
    def _timeline_sources(self):
        return super()._timeline_sources() + [Source(
            key='promise', model='crm.promise', rank=15, render='_timeline_promises', kinds=(Kind('promise'),),
            deal='lead_id', accounts=('account_id',),
            fields=('name', 'side', 'state', 'date_due', 'date_closed', 'user_id', 'partner_id', 'account_id',
                    'amount', 'currency_id', 'confidentiality'),
        )]

    @api.model
    def _timeline_kinds(self):
        kinds = super()._timeline_kinds()
        return {**kinds, 'promise': (self.env._("Promise"), 'fa-flag-o')}

    @api.model
    def _timeline_promises(self, source, rows):
        today = fields.Date.context_today(self)
        hidden = {'team': self.env._("Team"), 'private': self.env._("Private")}
        return [{
            'kind': 'promise',
            'title': self.env._("We: %(what)s", what=row['name']) if row['side'] == 'ours'
            else self.env._("They: %(what)s", what=row['name']),
            'summary': self._timeline_promise_days(row),
            'user': row['user_id'],
            'partner': row['partner_id'],
            'account': row['account_id'],
            'amount': row['amount'] or False,
            'currency_id': row['currency_id'],
            'state': self._timeline_promise_state(row, today),
            'badges': [{'label': hidden[row['confidentiality']], 'color': 'muted'}]
            if row['confidentiality'] in hidden else [],
        } for row in rows]

    @api.model
    def _timeline_promise_days(self, row):
        due = format_date(self.env, row['date_due'])
        if row['state'] != 'kept' or not row['date_closed']:
            return self.env._("(due %(day)s)", day=due)
        return self.env._("(due %(day)s, kept %(kept)s)", day=due, kept=format_date(self.env, row['date_closed']))

    @api.model
    def _timeline_promise_state(self, row, today):
        if row['state'] == 'open' and row['date_due'] < today:
            return {'label': self.env._("Overdue"), 'color': 'danger'}
        states = dict(self.env['crm.promise']._fields['state']._description_selection(self.env))
        return {'label': states[row['state']], 'color': STATE_COLORS[row['state']]}
