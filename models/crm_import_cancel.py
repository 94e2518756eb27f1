from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CrmImport(models.Model):
    """Calling an import off: what is written stays or is taken back, the rest is dropped."""

    _inherit = 'crm.import'

    cancel_undo = fields.Boolean(readonly=True, copy=False, help="What was written before the import was called off is taken back.")

    def action_cancel(self, undo=False):
        """Write no further row, and drop the rows that are not written yet.

        Chunks that are being written at this moment are finished first, by whoever writes them.

        :param bool undo: take back what was written so far, as far as nobody changed or used it since
        :raises UserError: there is nothing to call off
        """
        for record in self:
            if record.state not in ('queued', 'running', 'paused', 'failed'):
                raise UserError(self.env._("Only an import that is under way can be cancelled; this one is “%(state)s”.",
                                           state=record._state_label()))
            record.write({'state': 'cancelling', 'cancel_undo': undo, 'error': False})
            if not undo:
                record._as_importer()._finish_cancel()
            record._announce(now=True)
        if self.filtered(lambda record: record.state == 'cancelling'):
            self._wake_workers()
        return True

    def action_cancel_and_undo(self):
        return self.action_cancel(undo=True)

    def _finish_cancel(self):
        """Drop the rest as soon as nobody writes any more."""
        if not self._lock():
            return
        self.env['crm.import.row'].flush_model()
        self.env.execute_query(SQL(
            "UPDATE crm_import_row SET state = 'cancelled' WHERE import_id = %s AND state = 'pending'", self.id))
        self.env['crm.import.row'].invalidate_model(['state'], flush=False)
        self.invalidate_recordset()
        # Chunk by chunk, and again from where it stopped when the process dies: the state says what is left to do.
        while self.cancel_undo and self._undo_chunk():
            self._announce()
            self._commit()
            if not self._lock():
                return
        if self.cancel_undo:
            self._finish_undo()
        self.state = 'cancelled'
        self._announce(now=True)
