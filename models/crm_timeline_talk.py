from odoo import api, fields, models

from ..tools.timeline import shorten
from .timeline_source import Kind, Source

TALKS = ('call', 'meeting', 'visit', 'email', 'message', 'letter', 'note')
TALK_LENGTH = 1500  # what was said is read here, not behind a click


class CrmTimeline(models.AbstractModel):
    """Source: interactions."""

    _inherit = 'crm.timeline'

    @api.model
    def _timeline_sources(self):
        return super()._timeline_sources() + [Source(
            key='interaction', model='crm.interaction', rank=10, render='_timeline_interactions',
            kinds=tuple(Kind(kind, fields.Domain('kind', '=', kind)) for kind in TALKS),
            fields=('kind', 'type_id', 'direction', 'duration', 'partner_id', 'account_id', 'user_id',
                    'summary', 'outcome_id', 'activity_id', 'lead_id', 'confidentiality'),
            deal='lead_id', accounts=('account_id',), contacts=('partner_id', 'participant_ids'), texts=('summary',),
            relations=('participant_ids', 'attachment_ids'),
        )]

    @api.model
    def _timeline_interactions(self, source, rows):
        types = self._timeline_names('crm.interaction.type', (row['type_id'] for row in rows))
        steps = self._timeline_next_steps({row.get('activity_id') for row in rows} - {None, False})
        people = self._timeline_participants(source)
        outcomes = self._timeline_outcomes({row.get('outcome_id') for row in rows} - {None, False})
        hidden = {'team': self.env._("Team"), 'private': self.env._("Private")}
        return [{
            'kind': row['kind'] or 'note',
            'big': True,
            'title': types.get(row['type_id'], {}).get('name', ''),
            'summary': shorten(row['summary'], TALK_LENGTH),
            'user': row['user_id'],
            'partner': row['partner_id'],
            'account': row['account_id'],
            'participants': [person for person in source.related_to('participant_ids', row['id']) if person in people],
            'direction': row['direction'],
            'duration': row['duration'],
            'outcome': outcomes.get(row.get('outcome_id'), False),
            'badges': [{'label': hidden[row['confidentiality']], 'color': 'muted'}]
            if row['confidentiality'] in hidden else [],
            'next_step': steps.get(row.get('activity_id'), False),
            'attachments': len(source.related_to('attachment_ids', row['id'])),
        } for row in rows]

    @api.model
    def _timeline_participants(self, source):
        """Return the participants of talks that the user may read: most talks have none, and then nothing is asked."""
        ids = {person for people in source.related.get('participant_ids', {}).values() for person in people}
        partners = self.env['res.partner'].with_context(active_test=False)
        return set(partners._search([('id', 'in', list(ids))]).get_result_ids()) if ids else set()

    @api.model
    def _timeline_outcomes(self, ids):
        if not ids:
            return {}
        # sudo: the outcome of a readable interaction shows with it, as a related name does
        outcomes = self.env['crm.interaction.outcome'].sudo().browse(ids)
        return {outcome.id: {'name': outcome.name, 'color': outcome['color'] if 'color' in outcome._fields else 0}
                for outcome in outcomes}

    @api.model
    def _timeline_next_steps(self, ids):
        """Return what is to be done next, for those activities that the user may read."""
        activities = self.env['mail.activity'].with_context(active_test=False).browse(ids).exists()
        activities = activities._filtered_access('read')
        today = fields.Date.context_today(self)
        return {activity.id: {
            'id': activity.id,
            'summary': activity.summary or activity.activity_type_id.name or '',
            'date': activity.date_deadline.isoformat(),
            'user': {'id': activity.user_id.id, 'name': activity.user_id.name} if activity.user_id else False,
            'overdue': activity.active and activity.date_deadline < today,
            'done': not activity.active,
        } for activity in activities}
