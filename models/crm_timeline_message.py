from odoo import api, models
from odoo.tools.mail import html_to_inner_content

from ..tools.timeline import shorten
from .timeline_source import HISTORY, NOISE, Kind, Source

TALKS = ('email', 'message', 'letter', 'comment', 'note', 'activity')
CHANGES = ('stage', 'log')  # of which many come at once; who became whose and who works where stand alone


class CrmTimeline(models.AbstractModel):
    """Source: e-mails, comments and notes, done activities, and the changes the chatter keeps track of."""

    _inherit = 'crm.timeline'

    @api.model
    def _timeline_sources(self):
        return super()._timeline_sources() + [Source(
            key='message', model='mail.message', rank=20, render='_timeline_messages', linked=True,
            kinds=(
                *(Kind(kind) for kind in TALKS),
                Kind('opportunity', scopes=HISTORY), Kind('stage', scopes=HISTORY),
                Kind('handover', scopes=frozenset({'history', 'all'})),
                Kind('career', scopes=frozenset({'history', 'all'})),
                Kind('log', scopes=NOISE),
            ),
            fields=('subject', 'body', 'author_id', 'model', 'res_id', 'mail_activity_type_id'),
            texts=('body', 'subject'), relations=('attachment_ids',),
        )]

    @api.model
    def _timeline_messages(self, source, rows):
        links = self._timeline_link_facts(source, [row['id'] for row in rows])
        changes = self._timeline_changes([row['id'] for row in rows if links[row['id']]['kind'] not in TALKS])
        titles = self._timeline_message_titles(rows)
        return [{
            **self._timeline_message(row, links[row['id']], changes.get(row['id'], [])),
            'title': titles[row['id']],
            'attachments': len(source.related_to('attachment_ids', row['id'])),
        } for row in rows]

    @api.model
    def _timeline_message_titles(self, rows):
        """Return what each message is about: what was done, its subject, else its document."""
        done = self._timeline_names('mail.activity.type', (row['mail_activity_type_id'] for row in rows))
        documents = self._timeline_document_names((row['model'], row['res_id']) for row in rows)
        nameless = {'name': ''}
        return {
            row['id']: done.get(row['mail_activity_type_id'], nameless)['name'] or row['subject']
            or documents.get((row['model'], row['res_id'])) or ''
            for row in rows}

    @api.model
    def _timeline_message(self, row, link, changes):
        kind = link['kind']
        text = shorten(html_to_inner_content(row['body'] or ''))
        values = {
            'kind': kind,
            'big': kind in TALKS,
            'change': kind in CHANGES,
            'summary': '\n'.join(part for part in (text, *changes) if part),
            'user': link['user'],
            **self._timeline_link_people(link, row['author_id']),
        }
        if kind == 'email':
            values['direction'] = 'out' if link['user'] else 'in'
        if row['model'] and row['res_id']:
            values['link'] = {'model': row['model'], 'res_id': row['res_id']}
        return values

    @api.model
    def _timeline_changes(self, ids):
        """Return the field changes of messages that the user may see, as lines: ``{id: ['Stage: New → Won']}``."""
        if not ids:
            return {}
        # sudo: tracking values are for the system only; those of fields closed to the user are taken out
        changes = self.env['mail.tracking.value'].sudo().search([('mail_message_id', 'in', ids)], order='id')
        changes = changes._filter_has_field_access(self.env)
        messages = {change.id: change.mail_message_id.id for change in changes}
        lines = {}
        for change in changes._tracking_value_format():
            old, new = (self._timeline_change_text(change[key]) for key in ('oldValue', 'newValue'))
            lines.setdefault(messages[change['id']], []).append(f"{change['fieldInfo']['changedField']}: {old} → {new}")
        return lines

    @api.model
    def _timeline_change_text(self, value):
        if value is True or value is False or value is None or value == '':
            return self.env._("Yes") if value is True else '–'
        return str(value).removesuffix('Z')
