import time

from odoo import api, models, modules
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from .crm_handover import WORKING
from .mail_thread import SILENT

CHUNK_SIZE = 1000  # records of one transaction; a family is never cut
CONCURRENCY_RETRIES = 5


class CrmHandover(models.Model):
    """Working off a hand-over: chunks of whole families, each with its log and its timeline entries in one transaction."""

    _inherit = 'crm.handover'

    @api.model
    def _cron_process(self):
        """Go on with hand-overs that wait, and with those whose worker died."""
        for handover in self.search([('state', 'in', WORKING)], order='id'):
            while done := handover._process_chunk_safely():
                if not self.env['ir.cron']._commit_progress(done, remaining=handover._number_left()):
                    return

    def _process(self):
        """Move, or give back, all that is left."""
        self.ensure_one()
        while self._process_chunk():
            pass

    def _number_left(self):
        return self.env['crm.handover.line'].sudo().search_count(  # sudo: a number for the scheduler
            [('handover_id', '=', self.id), ('state', '=', 'moved' if self.undo_date else 'pending')])

    def _process_chunk_safely(self):
        """Move one chunk; try again when another transaction was in the way.

        :return: number of records; 0 when nothing is left, or another worker has this hand-over
        """
        for attempt in range(CONCURRENCY_RETRIES):
            try:
                done = self._process_chunk()
                self._commit()
                return done
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                if modules.module.current_test or attempt == CONCURRENCY_RETRIES - 1:
                    raise
                self.env.cr.rollback()
                self.env.invalidate_all()
                time.sleep(0.1 * 2 ** attempt)
        return 0

    def _commit(self):
        if not modules.module.current_test:
            # A chunk is a transaction of its own: what was moved stays moved when the process dies later.
            self.env.cr.commit()  # pylint: disable=invalid-commit

    def _process_chunk(self):
        """:return: number of records that were moved or given back, or found to be out of reach"""
        worker = self._as_worker()
        if not worker._lock():
            return 0
        worker.invalidate_recordset()
        if worker.state not in WORKING:
            return 0
        back = bool(worker.undo_date)
        lines = worker._claim_lines('moved' if back else 'pending')
        if not lines:
            worker.state = 'undone' if back else 'done'
            return 0
        if worker.state == 'queued':
            worker.state = 'running'
        for kind in self._kinds():
            if of_kind := lines.filtered(lambda line, key=kind.key: line.kind == key):
                worker._give_back(kind, of_kind) if back else worker._hand_over(kind, of_kind)
        lines.invalidate_recordset()
        worker._write_entries(lines.filtered(lambda line: line.state == ('returned' if back else 'moved')), back)
        worker.invalidate_recordset()
        return len(lines)

    def _as_worker(self):
        """Return the hand-over as the user who ordered it, with the companies and the language of then, and in silence."""
        self.ensure_one()
        handover = self.sudo()
        user = handover.undo_user_id if handover.undo_date else handover.user_id
        # sudo: the rights to each record were checked when it was planned; a leader may not write deals as such.
        return self.with_user(user).sudo().with_context(
            allowed_company_ids=handover.company_ids.ids,
            lang=user.lang,
            active_test=False,
            tracking_disable=True,
            mail_activity_quick_update=True,
            mail_auto_subscribe_no_notify=True,
            **{SILENT: True},
        )

    def _claim_lines(self, state):
        """Return the lines of the next families, locked."""
        rows = self.env.execute_query(SQL(
            """SELECT id, family FROM crm_handover_line WHERE handover_id = %s AND state = %s
                ORDER BY family, id LIMIT %s FOR UPDATE""", self.id, state, CHUNK_SIZE))
        if len(rows) == CHUNK_SIZE:
            # the last family may go on beyond the limit
            rows += self.env.execute_query(SQL(
                """SELECT id, family FROM crm_handover_line WHERE handover_id = %s AND state = %s
                      AND family = %s AND id > %s ORDER BY id FOR UPDATE""", self.id, state, rows[-1][1], rows[-1][0]))
        return self.env['crm.handover.line'].browse(row[0] for row in rows)
