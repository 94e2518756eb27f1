import logging
import time

import psycopg2
from psycopg2.extras import Json, execute_values

from odoo import api, models, modules
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

CHUNK_SIZE = 500
CONCURRENCY_RETRIES = 5
# First half of the advisory lock's key; the second is the id of the import.
LOCK_CLASS = 1_930_001


class CrmImport(models.Model):
    """Writing the rows: chunks of one transaction each, so that nothing is lost or doubled whenever the process dies."""

    _inherit = 'crm.import'

    def process(self):
        """Write the rows of queued imports, chunk by chunk, until none is left.

        Each chunk is one transaction: records, states of the rows and undo log together. Called again after a
        crash it goes on where the last complete chunk ended. Inside a test's transaction nothing is committed.

        :return: True
        """
        for record in self:
            worker = record._as_importer()
            while worker._process_chunk_safely():
                pass
        return True

    @api.model
    def _cron_process(self):
        """Work off queued imports, and those whose worker died."""
        for record in self.search([('state', 'in', ('queued', 'running'))], order='id'):
            worker = record._as_importer()
            while written := worker._process_chunk_safely():
                remaining = record.summary()['to_write']
                if not self.env['ir.cron']._commit_progress(written, remaining=remaining):
                    return

    def _as_importer(self):
        """:return: the import with the rights, companies and language of who imports, and nobody told about it"""
        self.ensure_one()
        return self.with_user(self.user_id).with_context(
            allowed_company_ids=self.company_id.ids,
            lang=self.user_id.lang,
            tracking_disable=True,
            mail_create_nolog=True,
            mail_create_nosubscribe=True,
            mail_notrack=True,
            no_vat_validation=True,
            crm_import_staging=True,
        )

    def _process_chunk_safely(self):
        """Write one chunk and commit it; try again when another transaction was in the way.

        :return: number of rows written; 0 when there is nothing left, or another worker has this import
        """
        for attempt in range(CONCURRENCY_RETRIES):
            try:
                written = self._process_chunk()
                self._commit()
                return written
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                if self._in_test() or attempt == CONCURRENCY_RETRIES - 1:
                    raise
                self.env.cr.rollback()
                time.sleep(0.1 * 2 ** attempt)
        return 0

    def _in_test(self):
        return bool(modules.module.current_test)

    def _commit(self):
        if not self._in_test():
            # A chunk is a transaction of its own: what was written stays written when the process dies later.
            self.env.cr.commit()  # pylint: disable=invalid-commit

    def _process_chunk(self):
        self.ensure_one()
        if not self._lock():
            return 0
        self.invalidate_recordset(['state'])
        if self.state not in ('queued', 'running'):
            return 0
        if self.state == 'queued':
            self.state = 'running'
        step, rows = self._claim_rows()
        if not rows:
            self._finish()
            return 0
        self._write_rows(step, rows)
        return len(rows)

    def _finish(self):
        self.state = 'done'
        self.env.execute_query(SQL(
            "UPDATE crm_import_row SET state = 'skipped' WHERE import_id = %s AND state = 'pending' AND decision = 'skip'",
            self.id,
        ))
        self.env['crm.import.row'].invalidate_model(['state'], flush=False)
        self.invalidate_recordset()

    def _lock(self):
        """One worker per import at a time; PostgreSQL releases the lock with the transaction, also of a killed process."""
        return self.env.execute_query(SQL("SELECT pg_try_advisory_xact_lock(%s, %s)", LOCK_CLASS, self.id))[0][0]

    def _claim_rows(self):
        """:return: number of the step and the next rows to write in it, locked; all of one step go before the next"""
        self.env['crm.import.row'].flush_model()
        ready = SQL("import_id = %s AND state = 'pending' AND decision IN ('create', 'update')", self.id)
        rows = self.env.execute_query(SQL(
            """SELECT id, step FROM crm_import_row
                WHERE %(ready)s AND step = (SELECT min(step) FROM crm_import_row WHERE %(ready)s)
                ORDER BY row_number LIMIT %(limit)s FOR UPDATE SKIP LOCKED""",
            ready=ready, limit=CHUNK_SIZE,
        ))
        return rows[0][1] if rows else 0, self.env['crm.import.row'].browse(row_id for row_id, _step in rows)

    def _write_rows(self, step, rows):
        """Write rows; when some of them cannot be written, find and reject just those."""
        try:
            with self.env.cr.savepoint():
                self._mapper()._write_step(self, step, rows)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:  # any add-on may refuse a record in its own way; the other rows go on
            if len(rows) == 1:
                self._reject(rows, error)
                return
            half = len(rows) // 2
            self._write_rows(step, rows[:half])
            self._write_rows(step, rows[half:])

    def _reject(self, row, error):
        if isinstance(error, UserError):
            reason = str(error)
        elif isinstance(error, psycopg2.Error):
            reason = self.env._("The database refused the row: %(reason)s",
                                reason=(error.diag.message_primary or str(error)).strip())
        else:
            _logger.warning("import %s, row %s", self.id, row.row_number, exc_info=error)
            reason = self.env._("The row could not be written: %(reason)s", reason=error)
        self.env.execute_query(SQL(
            "UPDATE crm_import_row SET state = 'rejected', problem = TRUE, error = %s WHERE id = %s", reason, row.id,
        ))
        row.invalidate_recordset(['state', 'problem', 'error'], flush=False)

    def _log_changes(self, changes):
        """Write the undo log.

        :param changes: list of (row id, model, record id, whether it was created, values before, values after)
        """
        if not changes:
            return
        now = self.env.cr.now()
        execute_values(
            self.env.cr._obj,
            """INSERT INTO crm_import_change (import_id, row_id, model, res_id, created, before, after, written) VALUES %s""",
            [(self.id, row_id, model, res_id, created, Json(before), Json(after), now)
             for row_id, model, res_id, created, before, after in changes],
            page_size=1000,
        )
        self.env['crm.import.change'].invalidate_model(flush=False)
