import logging
import random
import time
from datetime import timedelta

import psycopg2
import psycopg2.errors
from markupsafe import Markup
from psycopg2.extras import Json, execute_values

from odoo import api, fields, models, modules
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from .crm_import import WORKING
from .crm_import_message import RowRefused

_logger = logging.getLogger(__name__)

CONCURRENCY_RETRIES = 5
# How long a worker waits for the others before it leaves, and how often it looks, in seconds.
PATIENCE = 20
PAUSE = 0.2
# When the database had no room or no connection, the import goes on by itself after so many minutes.
RETRY_MINUTES = 2
# How many of the scheduled jobs work on imports together; as many processor cores as imports may use.
WORKERS_PARAMETER = 'crm_customer_record.import_workers'
WORKERS = 2
WORKER_CRONS = ('crm_import_cron', 'crm_import_cron_2', 'crm_import_cron_3', 'crm_import_cron_4')
# What speaks of the statement, although it comes as an error of operation: a value too long for an index, for example.
PROGRAM_LIMITS = (psycopg2.errors.ProgramLimitExceeded, psycopg2.errors.StatementTooComplex, psycopg2.errors.TooManyColumns,
                  psycopg2.errors.TooManyArguments)


class CrmImport(models.Model):
    """Writing the rows: chunks of one transaction each, so that nothing is lost or doubled whenever the process dies."""

    _inherit = 'crm.import'

    def process(self):
        """Write the rows of queued imports, chunk by chunk, until none is left; several processes may do so together.

        Each chunk is one transaction: records, states of the rows and undo log together. Called again after a
        crash it goes on where the last complete chunk ended. Inside a test's transaction nothing is committed.

        :return: True
        """
        for record in self:
            worker = record._as_importer()
            while worker._process_chunk_safely() or worker._wait_for_others():
                pass
        return True

    @api.model
    def _cron_process(self):
        """Work off queued imports, and those whose worker died; runs in several jobs at a time."""
        cron = self.env['ir.cron']
        until = time.monotonic() + PATIENCE
        while True:
            waiting = False
            for record in self.search([('state', 'in', WORKING)], order='id'):
                worker = record._as_importer()
                while written := worker._process_chunk_safely():
                    until = time.monotonic() + PATIENCE
                    # The exact number would be a count of all rows for every chunk.
                    if not cron._commit_progress(written, remaining=1):
                        return
                waiting = waiting or not worker.error and worker.state in WORKING
            cron._commit_progress(0, remaining=0)
            if not waiting or self._in_test() or time.monotonic() > until:
                return
            time.sleep(PAUSE)

    def _wake_workers(self, at=None):
        """Let the scheduler start as many workers as the administrator allows.

        :param at: when, instead of at once
        """
        allowed = self.env['ir.config_parameter'].sudo().get_param(WORKERS_PARAMETER)  # a number of the add-on's own
        count = int(allowed) if allowed and allowed.isdecimal() else WORKERS
        for name in WORKER_CRONS[:max(1, count)]:
            # Starting jobs of the add-on's own; the rows themselves are written with the rights of the user.
            if job := self.env.ref(f'crm_customer_record.{name}', raise_if_not_found=False):
                job.sudo()._trigger(at)

    def _as_importer(self):
        """:return: the import with the rights, companies and language of who imports, and nobody told about it"""
        self.ensure_one()
        return self.with_user(self.user_id).with_context(
            allowed_company_ids=self.company_id.ids,
            lang=self.user_id.lang,
            tracking_disable=True,
            mail_create_nolog=True,
            mail_create_nosubscribe=True,
            mail_auto_subscribe_no_notify=True,
            mail_notrack=True,
            no_vat_validation=True,
            crm_import_staging=True,
        )

    def _process_chunk_safely(self):
        """Write one chunk and commit it; try again when another transaction was in the way.

        :return: number of rows written; 0 when there is nothing left, or other workers have the rest
        """
        for attempt in range(CONCURRENCY_RETRIES):
            try:
                written = self._process_chunk()
                self._commit()
                return written
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as error:
                if self._in_test():
                    raise
                self.env.cr.rollback()
                if attempt == CONCURRENCY_RETRIES - 1:
                    self._interrupt(error)
                time.sleep(0.1 * 2 ** attempt * (1 + random.random()))  # workers that met shall not meet again
            except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
                if self._in_test() or self.env.cr._cnx.closed:
                    # Without its connection a process can say nothing; the next worker goes on.
                    raise
                self._interrupt(error)
                return 0
            except Exception as error:
                if self._in_test():
                    raise
                _logger.exception("import %s", self.id)
                self._stop(error)
                return 0
        return 0

    def _interrupt(self, error):
        """Say why the import waits, and let it go on by itself later: no row is to blame."""
        self.env.cr.rollback()
        reason = (error.diag.message_primary or str(error)).strip()
        _logger.warning("import %s waits: %s", self.id, reason)
        self._keep({'error': self.env._(
            "The database could not go on: %(reason)s. Nothing is lost: the import tries again every %(minutes)s "
            "minutes. If this stays, tell your administrator.", reason=reason.rstrip('.'), minutes=RETRY_MINUTES,
        )}, again=fields.Datetime.now() + timedelta(minutes=RETRY_MINUTES))

    def _stop(self, error):
        """End an import that cannot go on, and say why; what was written stays and can be undone."""
        self.env.cr.rollback()
        reason = str(error) if isinstance(error, UserError) else self.env._("Unexpected error: %(error)s", error=error)
        self._keep({'state': 'failed', 'error': reason})

    def _keep(self, values, again=None):
        """Write what became of the import, if the database takes it; else the scheduler's next round finds out again.

        :param again: when the workers are to try again
        """
        try:
            # As superuser: the user may have lost the right to change even the import.
            if (record := self.sudo()).state in WORKING:
                record.write(values)
            if again:
                self._wake_workers(again)
            self._announce(now=True)
            self.env.cr.commit()  # pylint: disable=invalid-commit
        except psycopg2.Error:
            _logger.warning("import %s: the reason could not be kept", self.id, exc_info=True)
            if not self.env.cr._cnx.closed:
                self.env.cr.rollback()

    def _wait_for_others(self):
        """:return: whether other workers may still leave rows to write, after a little while"""
        if self._in_test():
            return False
        self.env.cr.commit()  # a new look at the database; pylint: disable=invalid-commit
        self.invalidate_recordset()
        if self.error or self.state not in WORKING:
            return False
        time.sleep(PAUSE)
        return True

    def _in_test(self):
        return bool(modules.module.current_test)

    def _commit(self):
        if not self._in_test():
            # A chunk is a transaction of its own: what was written stays written when the process dies later.
            self.env.cr.commit()  # pylint: disable=invalid-commit

    def _process_chunk(self):
        self.ensure_one()
        self.invalidate_recordset(['state', 'error'])
        if self.state == 'cancelling':
            self._finish_cancel()
        if self.state not in ('queued', 'running'):
            return 0
        self._check_importer()
        if self.state == 'queued' or self.error:
            # By itself: two workers that write one row of the table would stand in each other's way.
            self.write({'state': 'running', 'error': False})
            self._commit()
        if not self._join():
            return 0
        step, rows = self._claim_rows()
        if rows:
            self._write_rows(step, rows)
            self._announce()
        elif step is None and self._lock():
            self._finish()
        return len(rows)

    def _check_importer(self):
        """The rights of the user hold for what is written later, too."""
        # As superuser: who it is has to be known even when nothing may be read any more.
        user = self.user_id.sudo()
        if not user._is_superuser() and (not user.active or self.company_id not in user.company_ids):
            raise UserError(self.env._(
                "%(user)s, who started this import, may no longer work in %(company)s. A colleague may import the file anew; "
                "what is there already will be recognised.", user=user.name, company=self.company_id.sudo().name))

    def _finish(self):
        self.write({'state': 'done', 'error': False})
        self.env.execute_query(SQL(
            "UPDATE crm_import_row SET state = 'skipped' WHERE import_id = %s AND state = 'pending' AND decision = 'skip'",
            self.id,
        ))
        self.env['crm.import.row'].invalidate_model(['state'], flush=False)
        self.invalidate_recordset()
        self._announce(now=True)

    def _write_rows(self, step, rows):
        """Write rows; when some of them cannot be written, find and reject just those."""
        try:
            with self.env.cr.savepoint():
                self._mapper()._write_step(self, step, rows)
        except Exception as error:  # any add-on may refuse a record in its own way; the other rows go on
            if _is_interruption(error):
                raise
            if len(rows) == 1:
                self._reject(rows, error)
                return
            half = len(rows) // 2
            self._write_rows(step, rows[:half])
            self._write_rows(step, rows[half:])

    def _reject(self, row, error):
        """Say why a row is not written: in a code that everybody reads in their own language, or in the words of who refused it."""
        if isinstance(error, RowRefused):
            reason = error.reason
        elif isinstance(error, UserError) and str(error):
            reason = ['rejected', {}]
        elif isinstance(error, psycopg2.Error):
            reason = ['database_refused', {'reason': (error.diag.message_primary or str(error)).strip()}]
        else:
            _logger.warning("import %s, row %s", self.id, row.row_number, exc_info=error)
            reason = ['not_written', {'reason': str(error)}]
        self.env.execute_query(SQL(
            "UPDATE crm_import_row SET state = 'rejected', problem = TRUE, error = %s, reason = %s WHERE id = %s",
            str(error) if reason[0] == 'rejected' else self.env['crm.import.message'].text(*reason), Json(reason), row.id,
        ))
        row.invalidate_recordset(['state', 'problem', 'error', 'reason'], flush=False)

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
        self._log_origin(changes)

    def _log_origin(self, changes):
        """Say on every created record, once, where it comes from; nobody is told."""
        created = {}
        for _row_id, model, res_id, is_created, _before, _after in changes:
            if is_created and isinstance(self.env[model], self.pool['mail.thread']):
                created.setdefault(model, []).append(res_id)
        if not created:
            return
        body = Markup("<p>%s</p>") % self.env._("Created by the import %(name)s", name=self._get_html_link())
        for model, ids in created.items():
            first = self.env[model].browse(ids[0])
            self._copy_message(first._message_log_batch(bodies={first.id: body}), ids[1:])
            self.env[model].browse(ids).invalidate_recordset(['message_ids'], flush=False)

    def _copy_message(self, message, ids):
        """Give other records the note that one has: the host makes one, the others differ in their record only.

        By SQL: made one by one, the notes would take a third of the time of an import.
        """
        if not ids:
            return
        self.env.flush_all()
        columns = SQL(', ').join(SQL.identifier(name) for name, field in message._fields.items()
                                 if field.store and field.column_type and name not in ('id', 'res_id'))
        copies = self.env.execute_query(SQL(
            """INSERT INTO mail_message (res_id, %(columns)s)
               SELECT record, %(columns)s FROM mail_message CROSS JOIN unnest(%(ids)s) AS record
                WHERE mail_message.id = %(message)s RETURNING id""",
            columns=columns, ids=ids, message=message.id))
        self.env['crm.timeline.link']._enqueue('add', message._name, [copy_id for copy_id, in copies])


def _is_interruption(error):
    """:return: whether the database could not go on, whatever the row says: no room, no connection, others in the way"""
    if isinstance(error, psycopg2.OperationalError):
        return not isinstance(error, PROGRAM_LIMITS)
    return isinstance(error, (psycopg2.InterfaceError, MemoryError))
