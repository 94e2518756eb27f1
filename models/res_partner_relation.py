from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .crm_partner_relation_side import FROM

MOST_ROWS = 80  # relations listed on a card
LINKS = 3  # employers, or former contacts, named on the card itself


class ResPartner(models.Model):
    """The relations of a partner as its card shows them, each read from this partner's side."""

    _inherit = 'res.partner'

    # ------------------------------------------------------------ list
    @api.readonly
    def relation_list(self):
        """Return the relations of the partner that the user may see, present ones first.

        :return: ``{'rows': [{'id', 'label', 'partner': {'id', 'name', 'is_company', 'active'}, 'function', 'period', 'now',
            'note', 'is_automatic', 'is_past', 'type_id'}], 'more': bool, 'can_edit': bool}``; ``now`` is where the
            other person works today
        :raises AccessError: when the user may not read the partner
        """
        self.ensure_one()
        self.check_access('read')
        Relation = self.env['crm.partner.relation']
        if not Relation.has_access('read'):
            return {'rows': [], 'more': False, 'can_edit': False}
        relations = Relation.search_fetch(
            Relation._domain_of(self), ['partner_id', 'other_partner_id', 'type_id', 'function', 'date_from', 'date_to', 'note',
                                        'is_automatic'], limit=MOST_ROWS + 1)
        rows = [self._relation_row(relation) for relation in relations[:MOST_ROWS]]
        employers = self._readable_employers([row['partner']['id'] for row in rows])
        for row in rows:
            employer = employers.get(row['partner']['id'])
            # That colleagues work at the same place goes without saying.
            told = employer and employer != self and (row['is_past'] or employer != self._employer())
            row['now'] = employer.name if told else ''
        rows.sort(key=lambda row: row['is_past'])
        return {
            'rows': rows, 'more': len(relations) > MOST_ROWS,
            'can_edit': Relation.has_access('create') and self.has_access('write'),
        }

    def _relation_row(self, relation):
        label, other, _is_reverse = relation._seen_from(self)
        return {
            'id': relation.id, 'type_id': relation.type_id.id, 'label': label,
            'partner': {'id': other.id, 'name': other.name or other.display_name, 'is_company': other.is_company,
                        'active': other.active},
            'function': relation.function or '', 'period': relation._period_text(), 'note': relation.note or '',
            'is_automatic': relation.is_automatic, 'is_past': relation._is_past(),
        }

    def _readable_employers(self, ids):
        """Return where persons work today, as far as the user may read the employer: ``{id: partner}``."""
        people = self.with_context(active_test=False).browse(ids).filtered(lambda partner: not partner.is_company)
        accounts = people.commercial_partner_id
        readable = accounts._filtered_access('read')
        return {person.id: person.commercial_partner_id for person in people
                if person.commercial_partner_id in readable and person._employer()}

    # ------------------------------------------------------------ lines of the card
    def _card_glances(self):
        side = 'other_partner_id' if self.is_company else 'partner_id'
        self.env['crm.partner.relation'].flush_model([side, 'type_id'])
        self.env['crm.partner.relation.type'].flush_model(['is_employment'])
        return {**super()._card_glances(), 'job': SQL(
            """SELECT relation.id FROM crm_partner_relation relation JOIN crm_partner_relation_type type ON type.id = relation.type_id
                WHERE %s = %s AND type.is_employment""", SQL.identifier('relation', side), self.id)}

    def _card_lines(self):
        return super()._card_lines() + [self._card_before(), self._card_former_contacts()]

    def _card_before(self):
        """Return the line "before: ERA, chief architect, until 2024"."""
        Relation = self.env['crm.partner.relation']
        if self.is_company or not self._card_may_have('job') or not Relation.has_access('read'):
            return None
        jobs = Relation.search_fetch(
            [('partner_id', '=', self.id), ('type_id.is_employment', '=', True)],
            ['other_partner_id', 'function', 'date_from', 'date_to'], order='date_to DESC NULLS LAST, id DESC', limit=LINKS + 1)
        links = [{
            'text': ', '.join(filter(None, (job.other_partner_id.name, job.function, job._period_text()))),
            'action': self._card_action(job.other_partner_id.name, 'res.partner', record=job.other_partner_id),
        } for job in jobs[:LINKS]]
        if len(jobs) > LINKS:
            links.append(self._card_all_relations(Domain('partner_id', '=', self.id)))
        return self._card_line('before', self.env._("before"), links)

    def _card_former_contacts(self):
        """Return the line "former contacts: Anna, chief architect, until 2024 → Elm"."""
        Relation = self.env['crm.partner.relation']
        if not self.is_company or not self._card_may_have('job') or not Relation.has_access('read'):
            return None
        domain = Domain('other_partner_id', '=', self.id) & Domain('type_id.is_employment', '=', True)
        gone = domain & Domain('partner_id.commercial_partner_id', '!=', self.id)
        jobs = Relation.search_fetch(
            gone, ['partner_id', 'function', 'date_from', 'date_to'], order='date_to DESC NULLS LAST, id DESC', limit=4 * LINKS)
        last_jobs = {}
        for job in jobs:  # somebody may have had several positions here
            last_jobs.setdefault(job.partner_id, job)
        shown = list(last_jobs.values())[:LINKS]
        employers = self._readable_employers([job.partner_id.id for job in shown])
        links = [{
            'text': self._card_former_contact(job, employers.get(job.partner_id.id)),
            'action': self._card_action(job.partner_id.name, 'res.partner', record=job.partner_id),
        } for job in shown]
        if len(last_jobs) > LINKS or len(jobs) == 4 * LINKS:
            links.append(self._card_all_relations(gone))
        return self._card_line('former_contacts', self.env._("former contacts"), links)

    def _card_former_contact(self, job, employer):
        text = ', '.join(filter(None, (job.partner_id.name, job.function, job._period_text())))
        return f"{text} → {employer.name}" if employer else text

    def _card_all_relations(self, domain):
        """Return the link to all past employments of a line that names only the latest."""
        return {
            'text': self.env._("all"),
            'action': self._card_action(
                self.env._("Past Employments"), 'crm.partner.relation', domain & Domain('type_id.is_employment', '=', True),
                context={FROM: self.id}),
        }
