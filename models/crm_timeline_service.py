from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.mail import html_to_inner_content

from ..tools.timeline import shorten
from .timeline_source import Kind, Source

TO_CUSTOMER = 'to_customer'
CLOSED_TASK = {'1_done': 'success', '1_canceled': 'muted'}


class CrmTimeline(models.AbstractModel):
    """Sources: deliveries, projects, tasks, tickets of a help desk; each where its application is installed."""

    _inherit = 'crm.timeline'

    @api.model
    def _timeline_sources(self):
        return super()._timeline_sources() + [
            self._timeline_document_source(
                'delivery', 'stock.picking', 55, '_timeline_deliveries', domain=self._timeline_own_deliveries(),
                texts=('name', 'origin'), fields=('name', 'origin', 'state')),
            self._timeline_document_source(
                'project', 'project.project', 56, '_timeline_projects', fields=('name', 'stage_id', 'last_update_status')),
            self._timeline_document_source(
                'task', 'project.task', 57, '_timeline_tasks', texts=('name', 'description'),
                fields=('name', 'project_id', 'stage_id', 'state', 'date_deadline')),
            self._timeline_document_source(
                'ticket', 'helpdesk.ticket', 58, '_timeline_tickets', texts=('name', 'description'),
                fields=('name', 'number', 'ticket_ref', 'description', 'stage_id')),
        ]

    @api.model
    def _timeline_document_source(self, kind, model, rank, render, **values):
        """Return the source of records that ``crm.timeline.link`` places one by one."""
        return Source(key=kind, model=model, rank=rank, render=render, linked=True, read_at_once=True, kinds=(Kind(kind),),
                      **values)

    @api.model
    def _timeline_own_deliveries(self):
        """Leave out what a point of sale hands over the counter: its order shows."""
        picking = self.env.get('stock.picking')
        if picking is not None and 'pos_order_id' in picking._fields:
            return Domain('pos_order_id', '=', False)
        return Domain.TRUE

    @api.model
    def _timeline_document_values(self, source, rows):
        """Return what entries of linked records have in common: kind, title, colleague, customer."""
        links = self._timeline_link_facts(source, [row['id'] for row in rows])
        return {row['id']: {
            'kind': source.key,
            'title': row.get('name') or '',
            'user': links[row['id']]['user'],
            **self._timeline_link_people(links[row['id']]),
        } for row in rows}

    @api.model
    def _timeline_selection(self, model, name):
        """Return the labels of a selection field: ``{value: label}``."""
        return dict(self.env[model]._fields[name]._description_selection(self.env))

    @api.model
    def _timeline_stages(self, source, rows):
        """Return the names of the stages that records are in, whatever model those are of."""
        stage = self.env[source.model]._fields.get('stage_id')
        return self._timeline_names(stage.comodel_name, (row.get('stage_id') for row in rows)) if stage else {}

    @api.model
    def _timeline_pairs(self, source, ids):
        pairs = super()._timeline_pairs(source, ids)
        if source.key == 'delivery':
            pairs[TO_CUSTOMER] = SQL(
                """SELECT transfer.id AS record, place.id AS other FROM stock_picking transfer
                     JOIN stock_location place ON place.id = transfer.location_dest_id AND place.usage = 'customer'
                    WHERE transfer.id = ANY(%s)""", ids)
        return pairs

    @api.model
    def _timeline_deliveries(self, source, rows):
        common = self._timeline_document_values(source, rows)
        states = self._timeline_selection(source.model, 'state')
        return [{
            **common[row['id']],
            'summary': row['origin'] or '',
            'direction': 'out' if source.related_to(TO_CUSTOMER, row['id']) else 'in',
            'state': {'label': states.get(row['state'], ''), 'color': 'success' if row['state'] == 'done' else ''},
        } for row in rows]

    @api.model
    def _timeline_projects(self, source, rows):
        common = self._timeline_document_values(source, rows)
        stages = self._timeline_stages(source, rows)
        return [{
            **common[row['id']],
            'state': self._timeline_stage_label(stages, row.get('stage_id')),
        } for row in rows]

    @api.model
    def _timeline_stage_label(self, stages, stage_id, color=''):
        label = stages.get(stage_id, {}).get('name', '')
        return {'label': label, 'color': color} if label else False

    @api.model
    def _timeline_tasks(self, source, rows):
        common = self._timeline_document_values(source, rows)
        projects = self._timeline_names('project.project', (row['project_id'] for row in rows))
        stages = self._timeline_stages(source, rows)
        return [{
            **common[row['id']],
            'summary': projects.get(row['project_id'], {}).get('name', ''),
            'state': self._timeline_stage_label(stages, row['stage_id'], CLOSED_TASK.get(row['state'], '')),
        } for row in rows]

    @api.model
    def _timeline_tickets(self, source, rows):
        common = self._timeline_document_values(source, rows)
        stages = self._timeline_stages(source, rows)
        return [{
            **common[row['id']],
            'title': ' '.join(filter(None, (str(row.get('number') or row.get('ticket_ref') or ''), row['name']))),
            'summary': shorten(html_to_inner_content(row.get('description') or ''), 200),
            'state': self._timeline_stage_label(stages, row.get('stage_id')),
        } for row in rows]
