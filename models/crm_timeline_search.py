from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.timeline import Position, Stream, at_midnight, bound_of

SCAN = 10_000  # records looked through for one page before it is handed out short


class CrmTimeline(models.AbstractModel):
    """How the sources are searched: as the real user, from a position on, no further than a page."""

    _inherit = 'crm.timeline'

    @api.model
    def _timeline_streams(self, sources, subject, wanted, cursor, count):
        """Return up to ``count`` entries of each source after ``cursor``, one ``Stream`` for each.

        :param subject: the partner whose timeline it is, or the opportunity
        """
        asked = [(source, kinds) for source in sources if (kinds := self._timeline_asked(source, wanted))]
        first = self._timeline_first_links(subject, asked, wanted, cursor, count)
        streams = [self._timeline_direct(source, subject, kinds, wanted, cursor, count)
                   for source, kinds in asked if source.key not in first]
        linked = [(source, kinds) for source, kinds in asked if source.key in first]
        return streams + (
            self._timeline_nearest(streams, linked, first, wanted, count)
            or [self._timeline_linked(source, subject, kinds, wanted, count, first[source.key]) for source, kinds in linked])

    @api.model
    def _timeline_asked(self, source, wanted):
        """Return the kinds of a source that the filters ask for; a filter that it cannot answer leaves it out."""
        if (wanted.text and not source.texts) or (wanted.user_ids and not source.user):
            return ()
        return source.kinds_in(wanted.kinds, wanted.scope)

    @api.model
    def _timeline_with_text(self, source, domain, wanted):
        if not wanted.text:
            return domain
        return domain & Domain.OR(Domain(name, 'ilike', wanted.text) for name in source.texts)

    # ------------------------------------------------------------
    # Sources found by columns of their own
    # ------------------------------------------------------------

    @api.model
    def _timeline_direct(self, source, subject, kinds, wanted, cursor, count):
        """Return the ``Stream`` of a source whose records hold account and contact themselves."""
        domain = self._timeline_with_text(source, source.domain_of(kinds), wanted)
        if wanted.user_ids:
            domain &= Domain(source.user, 'in', wanted.user_ids)
        ways = self._timeline_way_domains(source, subject)
        floor = self._timeline_floor(source, ways, wanted, cursor) if wanted.text else None
        queries = [self._timeline_query(source, domain & way, wanted, cursor, count, floor) for way in ways]
        rows = self._timeline_positions(source.rank, [query for query in queries if query], wanted, count)
        return Stream(rows, floor if len(rows) < count else None)

    @api.model
    def _timeline_way_domains(self, source, subject):
        """Return the domains of which each finds some of the entries of a subject; none when the source has none of it."""
        return [Domain(name, 'in', subject.ids) for name in self._timeline_ways(source.accounts, source.contacts, subject)]

    @api.model
    def _timeline_ways(self, accounts, contacts, partner):
        """Return the fields by which a partner's entries are found.

        An account by the account at the time, a contact by the person, a person who is their own account by both:
        they may have worked for a company before.
        """
        if partner.commercial_partner_id != partner:
            return contacts
        return accounts if partner.is_company else (*accounts, *contacts)

    @api.model
    def _timeline_floor(self, source, ways, wanted, cursor):
        """Return how far a text is looked for at once: the place of the ``SCAN``-th record, ``None`` when there are fewer."""
        # sudo: only where to stop; what was hidden on the way counts, or it would cost a scan of everything
        source_model = self.sudo()
        places = []
        for way in ways:
            query = source_model._timeline_query(source, way, wanted, cursor, 1, offset=SCAN)
            places += source_model._timeline_positions(source.rank, [query] if query else [], wanted, 1)
        return min(places, key=wanted.key) if places else None

    @api.model
    def _timeline_query(self, source, domain, wanted, cursor, count, floor=None, offset=0):
        """Return the query for the first entries of ``domain`` after ``cursor``, or ``None`` when there can be none.

        :param Position floor: the last place to look at
        """
        model = self.env[source.model].with_context(active_test=False)
        query = model._search(domain)
        if query.is_empty():
            return None
        moment = SQL.identifier(query.table, source.date, to_flush=model._fields[source.date])
        record_id = SQL.identifier(query.table, 'id')
        dated = source.is_dated(model)
        for condition in self._timeline_period(moment, wanted, dated):
            query.add_where(condition)
        if cursor:
            bound = bound_of(cursor, source.rank, dated, wanted.oldest_first)
            query.add_where(SQL("(%s, %s) %s (%s, %s)", moment, record_id, wanted.beyond, bound.date, bound.id))
        if floor:
            date = floor.date.date() if dated else floor.date
            query.add_where(SQL("(%s, %s) %s (%s, %s)", moment, record_id, wanted.until, date, floor.id))
        query.order = SQL("%s %s, %s %s", moment, wanted.direction, record_id, wanted.direction)
        query.limit = count
        query.offset = offset
        return query.select(SQL("%s AS moment", moment), SQL("%s AS id", record_id))

    @api.model
    def _timeline_period(self, moment, wanted, dated=False):
        """Return the conditions of the period on a timestamp, or on a date, which stands at midnight."""
        first, last = (wanted.first_day, wanted.last_day) if dated else (wanted.since, wanted.before)
        conditions = [SQL("%s IS NOT NULL", moment)]
        if first:
            conditions.append(SQL("%s >= %s", moment, first))
        if last:
            conditions.append(SQL("%s <= %s" if dated else "%s < %s", moment, last))
        return conditions

    @api.model
    def _timeline_positions(self, rank, queries, wanted, count):
        """Return the first positions of the union of ``queries``."""
        if not queries:
            return []
        query = queries[0] if len(queries) == 1 else SQL(
            "SELECT moment, id FROM (%s) AS ways ORDER BY moment %s, id %s LIMIT %s",
            SQL(" UNION ").join(SQL("(%s)", part) for part in queries), wanted.direction, wanted.direction, count)
        return [Position(at_midnight(moment), rank, record_id) for moment, record_id in self.env.execute_query(query)]

    # ------------------------------------------------------------
    # For the entries
    # ------------------------------------------------------------

    @api.model
    def _timeline_counts(self, model, name, ids):
        """Return how many records a many2many field of each record holds: ``{id: number}``, those without left out."""
        field = self.env[model]._fields[name]
        self.env[model].flush_model([name])
        return dict(self.env.execute_query(SQL(
            "SELECT %(mine)s, COUNT(*) FROM %(table)s WHERE %(mine)s = ANY(%(ids)s) GROUP BY %(mine)s",
            mine=SQL.identifier(field.column1), table=SQL.identifier(field.relation), ids=list(ids))))
