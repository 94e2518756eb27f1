from odoo import api, models

from .timeline_source import Kind, Source


class CrmTimeline(models.AbstractModel):
    """Source: files that people attached to the customer, a deal, an order or another document."""

    _inherit = 'crm.timeline'

    @api.model
    def _timeline_sources(self):
        return super()._timeline_sources() + [Source(
            key='file', model='ir.attachment', rank=35, render='_timeline_files', linked=True, kinds=(Kind('file'),),
            date='create_date', user='create_uid',
            fields=('name', 'type', 'url', 'res_model', 'res_id'),
        )]

    @api.model
    def _timeline_files(self, source, rows):
        links = self._timeline_link_facts(source, [row['id'] for row in rows])
        documents = self._timeline_document_names((row['res_model'], row['res_id']) for row in rows)
        return [{
            'kind': 'file',
            'title': row['name'],
            'summary': documents.get((row['res_model'], row['res_id']), ''),
            'user': links[row['id']]['user'],
            'link': {'model': row['res_model'], 'res_id': row['res_id']},
            'url': self._timeline_file_url(row),
            **self._timeline_link_people(links[row['id']]),
        } for row in rows]

    @api.model
    def _timeline_file_url(self, row):
        if row['type'] == 'url':
            return row['url'] if (row['url'] or '').startswith(('https://', 'http://')) else False
        return f"/web/content/{row['id']}?download=true"
