import re

from odoo import api, models
from odoo.fields import Domain
from odoo.tools.mail import html_to_inner_content

from ..tools.timeline import shorten
from .timeline_source import Kind, Source

# What the host writes into each new meeting: who organises it and whom it is with, which the entry says anyway.
CONTACT_DETAILS = re.compile(
    r'<strong>[^<]*</strong>(?:<br\s*/?>[^<]+)?(?:<br\s*/?><a [^>]*href="(?:mailto|tel):[^>]*>[^<]*</a>)+', re.IGNORECASE)


class CrmTimeline(models.AbstractModel):
    """Source: meetings of the calendar, past and planned."""

    _inherit = 'crm.timeline'

    @api.model
    def _timeline_sources(self):
        return super()._timeline_sources() + [Source(
            key='meeting', model='calendar.event', rank=30, render='_timeline_meetings', linked=True,
            date='start', deal='opportunity_id',
            domain=self._timeline_open_meetings(), kinds=(Kind('calendar'),), texts=('name', 'description', 'location'),
            fields=('name', 'description', 'location', 'allday', 'duration', 'user_id'),
        )]

    @api.model
    def _timeline_open_meetings(self):
        """Return the domain without other people's private meetings.

        The host lets everybody read them, with their content masked; here they neither show nor are found by text. Which
        are private is decided as in ``calendar.event._check_private_event_conditions``.
        """
        # sudo: whose meetings are private unless said otherwise; users do not read each other's settings
        settings = self.env['res.users.settings'].sudo()
        if self.env['res.users'].sudo()._default_user_calendar_default_privacy() == 'private':
            chosen = settings._search([('calendar_default_privacy', 'in', ('public', 'confidential'))])
            by_default = Domain('user_id', '=', False) | Domain('user_id', 'in', chosen.subselect('user_id'))
        else:
            chosen = settings._search([('calendar_default_privacy', '=', 'private')])
            by_default = Domain('user_id', '=', False) | Domain('user_id', 'not in', chosen.subselect('user_id'))
        return (
            Domain('privacy', 'in', ('public', 'confidential'))
            | Domain('privacy', '=', False) & by_default
            | Domain('user_id', '=', self.env.uid)
            | Domain('partner_ids', 'in', self.env.user.partner_id.ids))

    @api.model
    def _timeline_read(self, source, ids):
        if source.key != 'meeting':
            return super()._timeline_read(source, ids)
        # sudo: these were just found as the user, private ones of others left out; the host would look that up again
        return super(CrmTimeline, self.sudo())._timeline_read(source, ids)

    @api.model
    def _timeline_meetings(self, source, rows):
        links = self._timeline_link_facts(source, [row['id'] for row in rows])
        return [{
            'kind': 'calendar',
            'big': True,
            'date_only': row['allday'],
            'title': row['name'],
            'summary': shorten(' · '.join(filter(None, (
                row['location'], html_to_inner_content(CONTACT_DETAILS.sub('', row['description'] or '')))))),
            'user': row['user_id'],
            'duration': row['duration'],
            **self._timeline_link_people(links[row['id']]),
        } for row in rows]
