from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.timeline import HIGHEST_ID, Bound, Stream, bound_of
from . import crm_timeline_search as search

SPARE = 10  # links taken beyond those wanted at first: a few records are hidden
CHUNK = 2000  # the largest number of links checked at once
READ_AT_ONCE = 60  # records read while they are checked; of more than that, only those of the page


class CrmTimeline(models.AbstractModel):
    """Sources found by their links: all of them by one statement, so that one more costs nothing where it has no records."""

    _inherit = 'crm.timeline'

    @api.model
    def _timeline_is_linked(self, source, subject):
        """Tell whether the entries of a source are found by their links."""
        return source.linked

    @api.model
    def _timeline_link_size(self, wanted, count):
        """Return how many links of each source are taken at first."""
        return CHUNK if wanted.text else count + SPARE

    @api.model
    def _timeline_nearest(self, streams, linked, first, wanted, count):
        """Return the ``Stream`` of each linked source up to where the page ends, ``None`` when it cannot be told.

        Whether a record may be seen is the dear part: it is asked for what can be on this page only, and a source that has
        nothing there is not asked at all.

        :param streams: of the other sources
        """
        positions = [*(row for stream in streams for row in stream.rows), *(row for _size, chunk in first.values() for row in chunk)]
        if wanted.text or len(positions) <= count + SPARE:
            return None
        edge = sorted(positions, key=wanted.key)[count + SPARE - 1]
        limit = wanted.key(edge)
        near = []
        for source, _kinds in linked:
            chunk = [position for position in first[source.key][1] if wanted.key(position) <= limit]
            visible = self._timeline_visible(source, source.domain, [position.id for position in chunk])
            near.append(Stream([position for position in chunk if position.id in visible], edge))
        found = sum(wanted.key(row) <= limit for stream in (*streams, *near) for row in stream.rows)
        return near if found >= count else None

    @api.model
    def _timeline_linked(self, source, subject, kinds, wanted, count, first):
        """Return the ``Stream`` of a source found by links.

        Access to the record is known only after it was looked up, so links are taken in growing chunks until enough of
        their records are visible.
        """
        domain = self._timeline_with_text(source, source.domain, wanted)
        size, chunk = first
        rows, scanned = [], 0
        while True:
            visible = self._timeline_visible(source, domain, [position.id for position in chunk])
            rows += [position for position in chunk if position.id in visible]
            scanned += len(chunk)
            if len(chunk) < size or len(rows) >= count:
                return Stream(rows[:count])
            if scanned >= search.SCAN:
                return Stream(rows, chunk[-1])
            size = min(size * 2, CHUNK)
            chunk = self._timeline_links(subject, [(source, kinds, chunk[-1])], wanted, size)[source.key]

    @api.model
    def _timeline_visible(self, source, domain, ids):
        """Return those of ``ids`` that the user finds in ``domain``; where a page will show them, they are read at once."""
        if not ids:
            return set()
        model = self.env[source.model]
        query = model._search(domain & Domain('id', 'in', ids))
        if not source.read_at_once or len(ids) > READ_AT_ONCE or query.is_empty():
            return set(query.get_result_ids())
        return set(model._fetch_query(query, model._determine_fields_to_fetch(self._timeline_fields(source)))._ids)

    @api.model
    def _timeline_links(self, subject, requests, wanted, count):
        """Return the first positions among the links of each source: one index probe for each kind, all in one statement.

        :param requests: ``(source, kinds, cursor)`` of each source
        :return: ``{key of the source: [positions]}``, at most ``count`` each
        """
        select = self._timeline_link_select(subject, requests, wanted, count)
        found = self._timeline_found([select] if select else [], wanted)
        return {source.key: found.get(source.rank, [])[:count] for source, _kinds, _cursor in requests}

    @api.model
    def _timeline_link_select(self, subject, requests, wanted, count):
        """Return the query for ``(rank, moment, id)`` of these links, ``None`` without requests."""
        ways = self._timeline_ways(('account_id',), ('partner_id',), subject) if requests else ()
        return SQL(" UNION ALL ").join(self._timeline_link_probe(way, subject, requests, wanted, count) for way in ways)

    @api.model
    def _timeline_link_probe(self, way, subject, requests, wanted, count):
        link = self.env['crm.timeline.link']
        conditions = self._timeline_period(SQL.identifier('link', 'date'), wanted)
        if wanted.user_ids:
            conditions.append(SQL("link.user_id = ANY(%s)", list(wanted.user_ids)))
        everything = Bound('-infinity', 0) if wanted.oldest_first else Bound('infinity', HIGHEST_ID)
        asked = []
        for source, kinds, cursor in requests:
            bound = bound_of(cursor, source.rank, oldest_first=wanted.oldest_first) if cursor else everything
            asked += [SQL("(%s, %s, %s, %s::timestamp, %s)", source.rank, source.key, kind.key, bound.date, bound.id)
                      for kind in kinds]
        return SQL(
            """SELECT asked.rank, found.moment, found.id
                 FROM (VALUES %(asked)s) AS asked(rank, source, kind, moment, id)
                CROSS JOIN LATERAL (
                      SELECT DISTINCT link.date AS moment, link.res_id AS id FROM %(table)s link
                       WHERE %(way)s = %(subject)s AND link.source = asked.source AND link.kind = asked.kind
                         AND (link.date, link.res_id) %(beyond)s (asked.moment, asked.id) AND %(conditions)s
                       ORDER BY link.date %(direction)s, link.res_id %(direction)s LIMIT %(count)s) AS found""",
            asked=SQL(", ").join(asked), table=SQL.identifier(link._table), way=SQL.identifier('link', way),
            subject=subject.id, beyond=wanted.beyond, conditions=SQL(" AND ").join(conditions),
            direction=wanted.direction, count=count)

    # ------------------------------------------------------------
    # For the entries
    # ------------------------------------------------------------

    @api.model
    def _timeline_link_facts(self, source, ids):
        """Return what the links of records say: ``{id: {'kind', 'user', 'partners': {partner: account}}}``."""
        facts = source.facts if source.facts is not None else self._timeline_facts({source.key: ids}, {})[0][source.key]
        return {record_id: facts[record_id] for record_id in ids if record_id in facts}

    @api.model
    def _timeline_link_people(self, facts, author=False):
        """Return with whom an entry was: its author from outside, else the first partner, and the others."""
        accounts = facts['partners']
        partner = author if author in accounts else next(iter(accounts), False)
        return {
            'partner': partner,
            'account': accounts.get(partner, False),
            'participants': [person for person in accounts if person != partner],
        }
