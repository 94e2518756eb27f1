import time

from odoo import api, fields, models
from odoo.tools import SQL

from .crm_import_lane import READY

BUS = 'crm_customer_record.import'
CHANNEL = 'crm_customer_record.import_%s'
# Seconds between two messages of one worker about one import.
PACE = 2
# (database, import id) -> when this process told about it last
_told = {}


class CrmImport(models.Model):
    """How far an import is: told to every open page that shows it, and the same after a reload."""

    _name = 'crm.import'
    _inherit = ['crm.import', 'bus.listener.mixin']

    write_total = fields.Integer(readonly=True, copy=False, help="Rows to be written, counted when the import was started.")

    def _remaining(self):
        """:return: rows left to write; one whose company is written already counts half"""
        return self.env.execute_query(SQL(
            """SELECT coalesce(sum(CASE WHEN account_id IS NULL THEN 1 ELSE 0.5 END), 0)::float FROM crm_import_row
                WHERE %s""", SQL(READY, self.id)))[0][0]

    def _percent(self):
        """:return: percentage of the rows to be written that are written"""
        if not self.write_total:
            return 100.0
        self.env['crm.import.row'].flush_model()
        return min(100.0, max(0.0, 100.0 * (1 - self._remaining() / self.write_total)))

    def _announce(self, now=False):
        """Tell the open pages how far the import is, with the transaction that brought it there.

        :param now: tell it even if something was told a moment ago
        """
        key = (self.env.cr.dbname, self.id)
        if not now and time.monotonic() - _told.get(key, -PACE) < PACE:
            return
        _told[key] = time.monotonic()
        if self.state not in ('queued', 'running'):
            del _told[key]
        self.invalidate_recordset(['undo_left_count'])
        self._bus_send(BUS, {'id': self.id, 'state': self.state, 'progress': self._percent(), 'total': self.write_total,
                             'left': self.undo_left_count})


class IrWebsocket(models.AbstractModel):
    _inherit = 'ir.websocket'

    @api.model
    def _build_bus_channel_list(self, channels):
        """Pages that show an import hear of it, as far as their user may read it."""
        prefix = CHANNEL % ''
        ids = [int(name.removeprefix(prefix)) for name in channels
               if isinstance(name, str) and name.startswith(prefix) and name.removeprefix(prefix).isdecimal()]
        channels = [name for name in channels if not (isinstance(name, str) and name.startswith(prefix))]
        if ids and self.env['crm.import'].has_access('read'):
            channels.extend(self.env['crm.import'].search([('id', 'in', ids)]))
        return super()._build_bus_channel_list(channels)
