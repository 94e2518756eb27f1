from odoo import models
from odoo.tools import SQL

# Rows of one transaction.
CHUNK_SIZE = 500
# Rows of one lane, unless what belongs together is more.
LANE_SIZE = 100
# Rows looked at for a free lane at a time.
WINDOW = 10 * CHUNK_SIZE
# Base of the advisory locks' first key, the id of the import is added; the second key is the lane, 0 for all of it.
LOCK_CLASS = 1_930_001
WHOLE = 0
# Lane of the worker that writes a step which one worker writes.
ALONE = -1
READY = "import_id = %s AND state = 'pending' AND decision IN ('create', 'update')"


class CrmImport(models.Model):
    """Several workers on one import: rows that may touch the same customer share a lane, one worker has a lane at a time.

    All locks are PostgreSQL's and end with the transaction, also that of a killed process.
    """

    _inherit = 'crm.import'

    def _assign_lanes(self):
        """Give every row that will be written its lane.

        Rows belong together when one brings the company or person of the other, or when they are the same known
        customer. What belongs together is found by handing on the smallest row id until nothing changes.
        """
        self.env['crm.import.row'].flush_model()
        self.env.execute_query(SQL("DROP TABLE IF EXISTS crm_import_bond"))
        self.env.execute_query(SQL(
            """CREATE TEMP TABLE crm_import_bond ON COMMIT DROP AS
               SELECT r.id AS row_id, bond.key, bond.key = r.id AS is_own, least(r.id, r.account_leader_id, r.partner_leader_id)::bigint AS head
                 FROM crm_import_row r
                CROSS JOIN LATERAL (VALUES (r.id::bigint), (r.account_leader_id), (r.partner_leader_id), (-r.match_account_id),
                                           (-r.match_partner_id)) AS bond(key)
                WHERE %s AND bond.key IS NOT NULL""", SQL(READY, self.id),
        ))
        # The server does not look at temporary tables by itself, and takes `key = row_id` for rare: it chose a plan whose
        # time grew with the square of the rows.
        self.env.execute_query(SQL("ANALYZE crm_import_bond"))
        while self._hand_on_heads():
            pass
        self.env.execute_query(SQL(
            """WITH size AS (SELECT head, count(*) FILTER (WHERE is_own) AS size FROM crm_import_bond GROUP BY head),
                    place AS (SELECT head, 1 + div(sum(size) OVER (ORDER BY head) - size, %s)::int AS lane FROM size)
               UPDATE crm_import_row r SET lane = place.lane
                 FROM crm_import_bond bond JOIN place USING (head)
                WHERE bond.is_own AND r.id = bond.row_id AND r.lane IS DISTINCT FROM place.lane""", LANE_SIZE,
        ))
        self.env['crm.import.row'].invalidate_model(['lane'], flush=False)

    def _hand_on_heads(self):
        """:return: number of rows that learned of a smaller head"""
        self.env.cr.execute(SQL(
            """WITH low AS (SELECT key, min(head) AS head FROM crm_import_bond GROUP BY key),
                    best AS (SELECT bond.row_id, min(low.head) AS head FROM crm_import_bond bond JOIN low USING (key) GROUP BY 1)
               UPDATE crm_import_bond bond SET head = best.head FROM best
                WHERE best.row_id = bond.row_id AND best.head < bond.head"""
        ))
        return self.env.cr.rowcount

    def _lock(self):
        """Have the import alone: nobody writes its rows meanwhile; :return: whether that is so"""
        return self._try_locks('pg_try_advisory_xact_lock', [WHOLE])

    def _join(self):
        """Be one of the workers of the import; :return: False while somebody has it alone"""
        return self._try_locks('pg_try_advisory_xact_lock_shared', [WHOLE])

    def _try_locks(self, function, lanes):
        """:return: the lanes that are ours now, until the end of the transaction"""
        rows = self.env.execute_query(SQL(
            "SELECT lane FROM unnest(%s) AS lane WHERE %s(%s, lane)", lanes, SQL(function), LOCK_CLASS + self.id))
        return [lane for lane, in rows]

    def _claim_rows(self):
        """Take the next rows that nobody else writes; all of one step go before the next.

        :return: (number of the step or None when no row is left to write, the rows, locked; none when others have them all)
        """
        self.env['crm.import.row'].flush_model()
        ready = SQL(READY, self.id)
        step = self.env.execute_query(SQL("SELECT min(step) FROM crm_import_row WHERE %s", ready))[0][0]
        Row = self.env['crm.import.row']
        if step is None:
            return None, Row
        if step in self._mapper()._steps_of_one_worker and not self._try_locks('pg_try_advisory_xact_lock', [ALONE]):
            return step, Row
        after = -1
        while lanes := self._next_lanes(ready, step, after):
            if mine := self._claim_lanes(lanes):
                # Where another worker wrote these rows since our look at the database, the chunk is tried again: no error.
                self.env.cr.execute(SQL(
                    """SELECT id FROM crm_import_row WHERE %s AND step = %s AND lane = ANY(%s)
                        ORDER BY row_number LIMIT %s FOR NO KEY UPDATE SKIP LOCKED""", ready, step, mine, CHUNK_SIZE,
                ), log_exceptions=False)
                if rows := self.env.cr.fetchall():
                    return step, Row.browse(row_id for row_id, in rows)
            after = lanes[-1][0]
        return step, Row

    def _next_lanes(self, ready, step, after):
        """:return: list of (lane, number of its rows seen), in order"""
        return self.env.execute_query(SQL(
            """SELECT lane, count(*) FROM (SELECT lane FROM crm_import_row WHERE %s AND step = %s AND lane > %s
                                            ORDER BY lane LIMIT %s) AS next
                GROUP BY lane ORDER BY lane""", ready, step, after, WINDOW))

    def _claim_lanes(self, lanes):
        """:return: lanes that are ours now, of as many rows as make a chunk"""
        mine, size = [], 0
        while lanes and size < CHUNK_SIZE:
            wanted, lanes, missing = [], list(lanes), CHUNK_SIZE - size
            while lanes and missing > 0:
                lane, count = lanes.pop(0)
                wanted.append((lane, count))
                missing -= count
            got = self._try_locks('pg_try_advisory_xact_lock', [lane for lane, _count in wanted])
            mine += got
            size += sum(count for lane, count in wanted if lane in got)
        return mine
