import time

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from .crm_import_work import CONCURRENCY_RETRIES

# More changes than this are undone in the background.
AT_ONCE = 2000
UNDOABLE = ('done', 'paused', 'failed', 'cancelled', 'undone')


class CrmImport(models.Model):
    """Which changes are undone, and when: all of an import or those of chosen rows, at once or in the background.

    What is to be undone stands in the database before the first record is touched, so that the scheduler goes on after a
    crash: the state `undoing` for a whole import, the mark `queued` on the changes of chosen rows.
    """

    _inherit = 'crm.import'

    undo_left_count = fields.Integer(compute='_compute_undo_left_count', string="Changes still to be undone")

    @api.depends('state', 'change_ids.undo_state')
    def _compute_undo_left_count(self):
        for record in self:
            asked = record.state == 'undoing' or record.state == 'cancelling' and record.cancel_undo or record.id in self._queued_ids()
            record.undo_left_count = self.env['crm.import.change'].search_count(record._undo_domain()) if asked else 0

    def _queued_ids(self):
        """:return: set of ids of those imports, of all, of which chosen rows are being undone"""
        return {record_id for record_id, in self.env.execute_query(SQL(
            "SELECT DISTINCT import_id FROM crm_import_change WHERE undo_state = 'queued'"))}

    def _undo_domain(self):
        """:return: domain of the changes that are still to be undone"""
        states = [('undo_state', '=', 'queued')]
        if self.state in ('undoing', 'cancelling'):
            states = ['|', *states, ('undo_state', '=', False)]
        return [('import_id', '=', self.id), *states]

    def action_undo(self):
        """Reverse what the import did, last change first; a large one in the background.

        Records that it created are deleted unless somebody edited or used them since; values that it replaced are
        restored unless somebody changed them since. Called again it tries again what had been left in place.

        :return: True; the result is in `change_ids.undo_state` and `undo_reason`
        :raises UserError: nothing was written yet, or rows are being written
        """
        for record in self:
            record._check_undoable()
            record._queue_undo(SQL("TRUE"))
            record.state = 'undoing'
            record._start_undo()
        return True

    def _undo_rows(self, rows):
        """Reverse what some rows of this import did; companies they left behind in an earlier go are tried again.

        :param rows: `crm.import.row` of this import
        """
        self.ensure_one()
        self._check_undoable()
        self._queue_undo(SQL(
            "(row_id = ANY(%s) OR created AND undo_state IS NOT NULL AND model = 'res.partner' AND res_id = ANY(%s))",
            rows.ids, rows.account_id.ids))
        if not self.env['crm.import.change'].search_count(self._undo_domain(), limit=1):
            raise UserError(self.env._("These rows changed nothing, or were taken back already."))
        self._start_undo()

    def _check_undoable(self):
        self.check_access('write')
        if self.state not in UNDOABLE:
            raise UserError(self.env._("Only an import that is done or paused can be undone; this one is “%(state)s”.",
                                       state=self._state_label()))
        if not self._lock():
            raise UserError(self.env._("The rows of this import are being written. Pause it and wait a moment."))

    def _queue_undo(self, which):
        """Mark changes to be undone: those not undone yet, and created records that were left in place before.

        :param SQL which: condition
        """
        self.env['crm.import.change'].flush_model()
        self.env.execute_query(SQL(
            """UPDATE crm_import_change SET undo_state = 'queued', undo_reason = NULL
                WHERE import_id = %s AND (undo_state IS NULL OR created AND undo_state IN ('kept', 'failed')) AND %s""", self.id, which))
        self._changes_changed()

    def _start_undo(self):
        if self.env['crm.import.change'].search_count(self._undo_domain(), limit=AT_ONCE + 1) > AT_ONCE:
            # Starting a job of the add-on's own; the records are taken back with the rights of the user.
            self.env.ref('crm_customer_record.crm_import_undo_cron').sudo()._trigger()
        else:
            self._as_importer()._undo_all()

    def _undo_all(self, pace=None):
        """Work off what is to be undone, a transaction for each chunk.

        :param pace: called after each chunk with the number of changes done and left; ends the work when it returns a false value
        :return: whether everything was worked off
        """
        while self._undo_chunk_safely():
            if pace and not pace(1, self.undo_left_count):
                return False
        self._finish_undo()
        self._commit()
        return True

    def _undo_chunk_safely(self):
        """Undo a chunk and commit; try again when another transaction was in the way; :return: whether there may be more"""
        for attempt in range(CONCURRENCY_RETRIES):
            try:
                more = self._undo_chunk()
                self.env.flush_all()
                if more:
                    self._announce()
                    self._commit()
                return more
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                if self._in_test() or attempt == CONCURRENCY_RETRIES - 1:
                    raise
                self.env.cr.rollback()
                time.sleep(0.1 * 2 ** attempt)
        return False

    def _finish_undo(self):
        """Say of each row whether it is taken back, and of the import whether it is."""
        whole = self.state in ('undoing', 'cancelling')
        self.env['crm.import.change'].flush_model()
        self.env.execute_query(SQL(
            """UPDATE crm_import_row r SET state = 'undone'
                WHERE r.import_id = %s AND r.state = 'done'
                  AND NOT EXISTS (SELECT FROM crm_import_change c WHERE c.row_id = r.id AND c.undo_state IS DISTINCT FROM 'reversed')
                  AND (%s OR EXISTS (SELECT FROM crm_import_change c WHERE c.row_id = r.id))""", self.id, whole))
        self._changes_changed()
        if self.state == 'undoing':
            self.state = 'undone'
        self._undo_finished(whole)
        self._announce(now=True)

    def _undo_finished(self, whole):
        """Called once when everything that was to be undone is worked off; bridges add what else goes.

        :param bool whole: the whole import was undone, not only chosen rows
        """
        self._give_back()

    def _changes_changed(self):
        self.env['crm.import.row'].invalidate_model(flush=False)
        self.env['crm.import.change'].invalidate_model(flush=False)
        self.invalidate_recordset()

    @api.model
    def _cron_undo(self):
        """Go on with what is to be undone, also after a crash."""
        commit = self.env['ir.cron']._commit_progress
        for record in self.search(['|', ('state', '=', 'undoing'), ('id', 'in', list(self._queued_ids()))], order='id'):
            worker = record._as_importer()
            try:
                if not worker._lock():
                    continue
                if not worker._undo_all(lambda done, left: commit(done, remaining=left)):
                    return
            except AccessError as error:
                self.env.cr.rollback()
                record._give_undo_up(str(error))
                commit(1)

    def _give_undo_up(self, reason):
        """Who imported may do so no longer: say it at each change, instead of trying for ever."""
        self.env['crm.import.change'].search(self._undo_domain()).write({'undo_state': 'failed', 'undo_reason': reason})
        self._finish_undo()

    def process(self):
        """Work off what is queued: rows to be written, or changes to be undone."""
        result = super().process()
        for record in self:
            if record.state == 'undoing' or record.undo_left_count:
                record._as_importer()._undo_all()
        return result


class CrmImportRow(models.Model):
    _inherit = 'crm.import.row'

    change_ids = fields.One2many('crm.import.change', 'row_id', string="What it did")
    kept_text = fields.Char(compute='_compute_kept_text', string="Not taken back")

    @api.depends('change_ids.undo_reason')
    def _compute_kept_text(self):
        for row in self:
            reasons = row.change_ids.filtered(lambda change: change.undo_state in ('kept', 'failed')).mapped('undo_reason')
            row.kept_text = ' '.join(dict.fromkeys(filter(None, reasons)))

    def action_undo(self):
        """Take back what these rows did, as far as nobody changed or used it since.

        :return: True, or the action that shows what was left in place, and why
        """
        for record, rows in self.grouped('import_id').items():
            record._undo_rows(rows)
        kept = self.env['crm.import.change'].search([('row_id', 'in', self.ids), ('undo_state', 'in', ('kept', 'failed'))])
        if not kept:
            return True
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Left in place"), 'res_model': 'crm.import.change',
            'view_mode': 'list,kanban', 'mobile_view_mode': 'kanban', 'domain': [('id', 'in', kept.ids)],
        }
