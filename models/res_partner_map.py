from odoo import api, models
from odoo.fields import Domain

MOST_NODES = 24  # what a picture can show and a person can read
MOST_COUNTED = 500  # neighbours looked at; beyond, "more than"


class ResPartner(models.Model):
    """The people and companies around a partner, as a small graph. Whom the user may not read is not in it."""

    _inherit = 'res.partner'

    @api.readonly
    def relation_map(self):
        """Return the graph around the partner: related partners, employer or contacts, and where those people work.

        :return: ``{'nodes': [{'id', 'name', 'function', 'is_company', 'is_center', 'active'}], 'edges': [{'source',
            'target', 'label', 'sentence', 'is_past'}], 'more': str}``: ids are those of partners, the first node is the
            partner itself, ``sentence`` says the edge in words, ``more`` how many direct neighbours are not shown, in words
        :raises AccessError: when the user may not read the partner
        """
        self.ensure_one()
        self.check_access('read')
        center = self.with_context(active_test=False)
        neighbours = center._map_neighbours()
        shown = center | neighbours[:MOST_NODES - 1]
        employers = shown._map_employers()
        more = max(0, len(neighbours) - MOST_NODES + 1)
        shown |= (employers - shown)[:MOST_NODES - len(shown)]
        return {
            'nodes': [{
                'id': partner.id, 'name': partner.name or partner.display_name, 'function': partner.function or '',
                'is_company': partner.is_company, 'is_center': partner == self, 'active': partner.active,
            } for partner in shown],
            'edges': shown._map_employments() + shown._map_relations(),
            'more': self._map_more(more, len(neighbours) >= MOST_COUNTED),
        }

    def _map_neighbours(self):
        """Return the readable partners beside this one, those that a person connected with it first."""
        Relation = self.env['crm.partner.relation']
        found = self.browse()
        if Relation.has_access('read'):
            relations = Relation.search_fetch(
                Relation._domain_of(self), ['partner_id', 'other_partner_id'], limit=MOST_COUNTED)
            for relation in relations:  # in their order, which a union of fields would lose
                found |= relation.partner_id | relation.other_partner_id
        found |= self._map_employers()
        if self.commercial_partner_id == self:
            found |= self.with_context(active_test=True).search(
                Domain('commercial_partner_id', '=', self.id) & Domain('type', '=', 'contact') & Domain('id', '!=', self.id),
                order='id', limit=MOST_COUNTED)
        return (found - self)[:MOST_COUNTED]

    def _map_employers(self):
        """Return the readable companies that these persons work for, in their order."""
        employers = self.browse().union(*(partner._employer() for partner in self if not partner.is_company))
        return employers._filtered_access('read')

    def _map_employments(self):
        """Return an edge for everybody who works for a company shown."""
        works_at = self.env._("works at")
        return [{
            # The position stands below the name: the line needs no words.
            'source': partner.id, 'target': partner._employer().id, 'label': '', 'is_past': False,
            'sentence': self._map_sentence(partner, works_at, partner._employer(), partner.function),
        } for partner in self if not partner.is_company and partner._employer() in self]

    def _map_relations(self):
        """Return an edge for every relation between two partners shown."""
        Relation = self.env['crm.partner.relation']
        if not Relation.has_access('read'):
            return []
        relations = Relation.search_fetch(
            Domain('partner_id', 'in', self.ids) & Domain('other_partner_id', 'in', self.ids),
            ['partner_id', 'other_partner_id', 'type_id', 'function', 'date_from', 'date_to'], limit=MOST_COUNTED)
        return [{
            'source': relation.partner_id.id, 'target': relation.other_partner_id.id, 'label': relation.type_id.name,
            'is_past': relation._is_past(),
            'sentence': self._map_sentence(relation.partner_id, relation.type_id.name, relation.other_partner_id,
                                           relation.function, relation._period_text()),
        } for relation in relations]

    def _map_sentence(self, partner, label, other, *details):
        details = ', '.join(filter(None, details))
        sentence = f"{partner.name} {label} {other.name}"
        return f"{sentence} ({details})" if details else sentence

    def _map_more(self, number, is_capped):
        if not number:
            return ''
        if is_capped:
            return self.env._("and more than %(number)s more", number=number)
        return self.env._("and %(number)s more", number=number)
