from odoo import api, models
from odoo.tools.mail import html_to_inner_content

from ..tools.timeline import shorten
from .timeline_source import Kind, Source


class CrmTimeline(models.AbstractModel):
    """Source: meetings of the calendar, past and planned."""

    _inherit = 'crm.timeline'

    @api.model
    def _timeline_sources(self):
        return super()._timeline_sources() + [Source(
            key='meeting', model='calendar.event', rank=30, render='_timeline_meetings', linked=True,
            kinds=(Kind('calendar'),), texts=('name', 'description', 'location'),
            fields=('name', 'description', 'location', 'allday', 'duration', 'user_id', 'partner_ids'),
        )]

    @api.model
    def _timeline_visible(self, source, domain, ids):
        visible = super()._timeline_visible(source, domain, ids)
        if source.key != 'meeting' or not visible:
            return visible
        # Somebody's private meeting is readable, with its content masked; here it neither shows nor is found by text.
        events = self.env[source.model].browse(visible)
        return {event.id for event in events if not event._check_private_event_conditions()}

    @api.model
    def _timeline_meetings(self, source, rows):
        links = self._timeline_link_facts(source, [row['id'] for row in rows])
        return [{
            'kind': 'calendar',
            'big': True,
            'date_only': row['allday'],
            'title': row['name'],
            'summary': shorten(' · '.join(filter(None, (
                row['location'], html_to_inner_content(row['description'] or ''))))),
            'user': row['user_id'],
            'duration': row['duration'],
            **self._timeline_link_people(links[row['id']]),
        } for row in rows]
