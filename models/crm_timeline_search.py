from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.timeline import Position, Stream, at_midnight, last_day

SPARE = 10  # links taken beyond those wanted at first: a few records are hidden
CHUNK = 2000  # the largest number of links checked at once
SCAN = 10_000  # links looked through for one page before it is handed out short


class CrmTimeline(models.AbstractModel):
    """How one source is searched: as the real user, from a position on, no further than a page."""

    _inherit = 'crm.timeline'

    @api.model
    def _timeline_stream(self, source, partner, wanted, cursor, count):
        """Return up to ``count`` entries of one source after ``cursor``, as a ``Stream``."""
        kinds = source.kinds_in(wanted.kinds, wanted.scope)
        if not kinds or (wanted.text and not source.texts) or (wanted.user_ids and not source.user):
            return Stream([])
        domain = source.domain if source.linked else source.domain_of(kinds)
        if wanted.text:
            domain &= Domain.OR(Domain(name, 'ilike', wanted.text) for name in source.texts)
        if source.linked:
            return self._timeline_linked(source, partner, [kind.key for kind in kinds], domain, wanted, cursor, count)
        if wanted.user_ids:
            domain &= Domain(source.user, 'in', wanted.user_ids)
        queries = [self._timeline_query(source, domain & Domain(name, 'in', partner.ids), wanted, cursor, count)
                   for name in self._timeline_ways(source.accounts, source.contacts, partner)]
        return Stream(self._timeline_positions(source.rank, [query for query in queries if query], count))

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
    def _timeline_query(self, source, domain, wanted, cursor, count):
        """Return the query for the first entries of ``domain`` after ``cursor``, or ``None`` when there can be none."""
        model = self.env[source.model].with_context(active_test=False)
        query = model._search(domain)
        if query.is_empty():
            return None
        moment = SQL.identifier(query.table, source.date, to_flush=model._fields[source.date])
        record_id = SQL.identifier(query.table, 'id')
        if source.is_dated(model):
            conditions = self._timeline_days(moment, record_id, source.rank, wanted, cursor)
        else:
            conditions = self._timeline_moments(moment, record_id, source.rank, wanted, cursor)
        for condition in conditions:
            query.add_where(condition)
        query.order = SQL("%s DESC, %s DESC", moment, record_id)
        query.limit = count
        return query.select(SQL("%s AS moment", moment), SQL("%s AS id", record_id))

    @api.model
    def _timeline_moments(self, moment, record_id, rank, wanted, cursor):
        """Return the conditions on a timestamp: period and place. Rows are compared whole: an index can follow that."""
        conditions = [SQL("%s IS NOT NULL", moment)]
        if wanted.since:
            conditions.append(SQL("%s >= %s", moment, wanted.since))
        if wanted.before:
            conditions.append(SQL("%s < %s", moment, wanted.before))
        if cursor and rank == cursor.rank:
            conditions.append(SQL("(%s, %s) < (%s, %s)", moment, record_id, cursor.date, cursor.id))
        elif cursor:
            conditions.append(SQL("%s <= %s" if rank > cursor.rank else "%s < %s", moment, cursor.date))
        return conditions

    @api.model
    def _timeline_days(self, day, record_id, rank, wanted, cursor):
        """Return the conditions on a date, which stands on the timeline at midnight."""
        conditions = [SQL("%s IS NOT NULL", day)]
        if wanted.first_day:
            conditions.append(SQL("%s >= %s", day, wanted.first_day))
        if wanted.last_day:
            conditions.append(SQL("%s <= %s", day, wanted.last_day))
        if cursor and rank == cursor.rank:
            conditions.append(SQL("(%s, %s) < (%s, %s)", day, record_id, cursor.date.date(), cursor.id))
        elif cursor:
            conditions.append(SQL("%s <= %s", day, last_day(cursor, rank)))
        return conditions

    @api.model
    def _timeline_positions(self, rank, queries, count):
        """Return the first positions of the union of ``queries``."""
        if not queries:
            return []
        query = queries[0] if len(queries) == 1 else SQL(
            "SELECT moment, id FROM (%s) AS ways ORDER BY moment DESC, id DESC LIMIT %s",
            SQL(" UNION ").join(SQL("(%s)", part) for part in queries), count)
        return [Position(at_midnight(moment), rank, record_id) for moment, record_id in self.env.execute_query(query)]

    # ------------------------------------------------------------
    # Sources found by their links
    # ------------------------------------------------------------

    @api.model
    def _timeline_linked(self, source, partner, kinds, domain, wanted, cursor, count):
        """As ``_timeline_stream``, for a source found by links.

        Access to the record is known only after it was looked up, so links are taken in growing chunks until enough of
        their records are visible.
        """
        rows, scanned = [], 0
        size = CHUNK if wanted.text else count + SPARE
        while True:
            chunk = self._timeline_links(source, partner, kinds, wanted, cursor, size)
            visible = self._timeline_visible(source, domain, [position.id for position in chunk])
            rows += [position for position in chunk if position.id in visible]
            scanned += len(chunk)
            if len(chunk) < size or len(rows) >= count:
                return Stream(rows[:count])
            cursor = chunk[-1]
            if scanned >= SCAN:
                return Stream(rows, cursor)
            size = min(size * 2, CHUNK)

    @api.model
    def _timeline_visible(self, source, domain, ids):
        """Return those of ``ids`` that the user finds in ``domain``."""
        model = self.env[source.model]
        return set(model._search(domain & Domain('id', 'in', ids)).get_result_ids()) if ids else set()

    @api.model
    def _timeline_links(self, source, partner, kinds, wanted, cursor, count):
        """Return the first positions among the links of a source: one index probe for each kind."""
        link = self.env['crm.timeline.link']
        ways = self._timeline_ways(('account_id',), ('partner_id',), partner)
        moment, res_id = SQL.identifier('link', 'date'), SQL.identifier('link', 'res_id')
        conditions = self._timeline_moments(moment, res_id, source.rank, wanted, cursor)
        if wanted.user_ids:
            conditions.append(SQL("link.user_id = ANY(%s)", list(wanted.user_ids)))
        probes = [
            SQL("""(SELECT DISTINCT link.date AS moment, link.res_id AS id FROM %s link
                     WHERE %s = %s AND link.source = %s AND link.kind = %s AND %s
                     ORDER BY link.date DESC, link.res_id DESC LIMIT %s)""",
                SQL.identifier(link._table), SQL.identifier('link', way), partner.id, source.key, kind,
                SQL(" AND ").join(conditions), count)
            for way in ways for kind in kinds]
        return self._timeline_positions(source.rank, probes, count)

    @api.model
    def _timeline_link_facts(self, source, ids):
        """Return what the links of records say: ``{id: {'kind', 'user', 'partners': {partner: account}}}``."""
        # Straight from the table: nobody reads links as such, and their records were just read as the user.
        rows = self.env.execute_query(SQL(
            """SELECT res_id, kind, user_id, partner_id, account_id FROM crm_timeline_link
                WHERE source = %s AND res_id = ANY(%s) ORDER BY id""", source.key, ids))
        found = {}
        for res_id, kind, user_id, partner_id, account_id in rows:
            facts = found.setdefault(res_id, {'kind': kind, 'user': user_id, 'partners': {}})
            facts['partners'][partner_id] = account_id
        return found

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

    @api.model
    def _timeline_counts(self, model, name, ids):
        """Return how many records a many2many field of each record holds: ``{id: number}``, those without left out."""
        field = self.env[model]._fields[name]
        self.env[model].flush_model([name])
        return dict(self.env.execute_query(SQL(
            "SELECT %(mine)s, COUNT(*) FROM %(table)s WHERE %(mine)s = ANY(%(ids)s) GROUP BY %(mine)s",
            mine=SQL.identifier(field.column1), table=SQL.identifier(field.relation), ids=list(ids))))
