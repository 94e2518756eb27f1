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
        linked = [(source, kinds) for source, kinds in asked if self._timeline_is_linked(source, subject)]
        direct = [(source, kinds) for source, kinds in asked if not self._timeline_is_linked(source, subject)]
        size = self._timeline_link_size(wanted, count)
        selects = [self._timeline_link_select(subject, [(*entry, cursor) for entry in linked], wanted, size)]
        if not wanted.text:
            selects += [self._timeline_direct_select(*entry, subject, wanted, cursor, count) for entry in direct]
        found = self._timeline_found([select for select in selects if select], wanted)
        first = {source.key: (size, found.get(source.rank, [])[:size]) for source, _kinds in linked}
        streams = [
            self._timeline_direct(*entry, subject, wanted, cursor, count) if wanted.text else Stream(found.get(entry[0].rank, []))
            for entry in direct]
        return streams + (
            self._timeline_nearest(streams, linked, first, wanted, count)
            or [self._timeline_linked(source, subject, kinds, wanted, count, first[source.key]) for source, kinds in linked])

    @api.model
    def _timeline_found(self, selects, wanted):
        """Return the positions that some queries of ``(rank, moment, id)`` find: ``{rank: [positions]}``, one statement for all."""
        found = {}
        for rank, moment, record_id in self.env.execute_query(SQL(" UNION ALL ").join(selects)) if selects else ():
            found.setdefault(rank, set()).add(Position(at_midnight(moment), rank, record_id))
        return {rank: sorted(positions, key=wanted.key) for rank, positions in found.items()}

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
    def _timeline_direct_select(self, source, kinds, subject, wanted, cursor, count):
        """Return the query for ``(rank, moment, id)`` of the first entries of a source, or ``None`` when there can be none."""
        queries = self._timeline_direct_queries(source, kinds, subject, wanted, cursor, count)
        return SQL("SELECT %s AS rank, moment::timestamp, id FROM (%s) AS found",
                   source.rank, self._timeline_merged(queries, wanted, count)) if queries else None

    @api.model
    def _timeline_direct(self, source, kinds, subject, wanted, cursor, count):
        """Return the ``Stream`` of a source in which a text is looked for."""
        floor = self._timeline_floor(source, self._timeline_way_domains(source, subject), wanted, cursor)
        queries = self._timeline_direct_queries(source, kinds, subject, wanted, cursor, count, floor)
        rows = self._timeline_positions(source.rank, queries, wanted, count)
        return Stream(rows, floor if len(rows) < count else None)

    @api.model
    def _timeline_direct_queries(self, source, kinds, subject, wanted, cursor, count, floor=None):
        """Return the queries that find the entries of a source whose records hold account and contact themselves."""
        domain = self._timeline_with_text(source, source.domain_of(kinds), wanted)
        if wanted.user_ids:
            domain &= Domain(source.user, 'in', wanted.user_ids)
        ways = self._timeline_way_domains(source, subject)
        queries = [self._timeline_query(source, domain & way, wanted, cursor, count, floor) for way in ways]
        return [query for query in queries if query]

    @api.model
    def _timeline_glance(self, sources, subject, with_pins):
        """Return the sources that may have something of a subject, and its latest pins, by one statement.

        Most customers lack a promise, an order or a payment: to ask such a source as the user would be dear, as the record
        rules take longer to plan than the rest.

        :return: ``(sources, ids of pins)``
        """
        if subject._name != 'res.partner':
            return sources, []
        ways = {source.rank: self._timeline_own_columns(source, subject) for source in sources if not source.linked}
        parts = [SQL("SELECT %s AS rank, NULL::int AS pin WHERE %s", rank, SQL(" OR ").join(conditions))
                 for rank, conditions in ways.items() if conditions]
        if with_pins:
            parts.append(SQL("SELECT NULL, pins.id FROM (%s) AS pins", self._timeline_pin_select(subject)))
        found = self.env.execute_query(SQL(" UNION ALL ").join(parts)) if parts else []
        ranks = {rank for rank, _pin in found} | {rank for rank, conditions in ways.items() if not conditions}
        return ([source for source in sources if source.linked or source.rank in ranks], [pin for _rank, pin in found if pin])

    @api.model
    def _timeline_own_columns(self, source, partner):
        """Return the conditions of which one holds when a source has any record of a partner; none when it cannot be told."""
        model = self.env[source.model]
        fields = [model._fields[name] for name in self._timeline_ways(source.accounts, source.contacts, partner)]
        if any(field.type != 'many2one' or not field.store for field in fields):
            return []
        # Not EXISTS, for which the planner forgets the order, and with it the index that finds the first record at once.
        return [SQL("(SELECT id FROM %(table)s record WHERE %(way)s = %(partner)s AND %(date)s IS NOT NULL"
                    " ORDER BY %(date)s DESC, id DESC LIMIT 1) IS NOT NULL",
                    table=SQL.identifier(model._table), way=SQL.identifier('record', field.name, to_flush=field),
                    partner=partner.id, date=SQL.identifier('record', source.date, to_flush=model._fields[source.date]))
                for field in fields]

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
        rows = self.env.execute_query(self._timeline_merged(queries, wanted, count)) if queries else []
        return [Position(at_midnight(moment), rank, record_id) for moment, record_id in rows]

    @api.model
    def _timeline_merged(self, queries, wanted, count):
        """Return the query for the first rows of the union of ``queries``."""
        if len(queries) == 1:
            return queries[0]
        return SQL(
            "SELECT moment, id FROM (%s) AS ways ORDER BY moment %s, id %s LIMIT %s",
            SQL(" UNION ").join(SQL("(%s)", part) for part in queries), wanted.direction, wanted.direction, count)
