from odoo import api, fields, models
from odoo.exceptions import UserError

NOTED = {'state', 'date_due'}
REASON = 'crm_promise_reason'


class CrmPromise(models.Model):
    """What becomes of a promise, and the note of each change."""

    _inherit = 'crm.promise'

    log_ids = fields.One2many('crm.promise.log', 'promise_id', string="Changes", readonly=True, copy=False)

    def write(self, vals):
        if not NOTED & vals.keys():
            return super().write(vals)
        before = {promise: (promise.state, promise.date_due) for promise in self}
        if 'state' in vals and 'date_closed' not in vals:
            # Closed anew: on another day than the last time.
            vals = {**vals, 'date_closed': False if vals['state'] == 'open' else fields.Date.context_today(self)}
        result = super().write(vals)
        self._note_changes(before, self.env.context.get(REASON))
        return result

    def _note_changes(self, before, reason=False):
        """Note how these promises changed.

        :param dict before: for each promise its state and due date before
        :param str reason: why
        """
        changed = self.filtered(lambda promise: (promise.state, promise.date_due) != before[promise])
        # As superuser: the notes are written by the application only.
        self.env['crm.promise.log'].sudo().create([{
            'promise_id': promise.id,
            'state_from': before[promise][0], 'state_to': promise.state,
            'date_from': before[promise][1], 'date_to': promise.date_due,
            'reason': reason,
        } for promise in changed])
        changed._drop_reminders()

    def _drop_reminders(self):
        """Extension point: a promise changed, so what reminds of its former state is out of date."""

    def _close(self, state):
        """Close the open and the broken ones of these promises."""
        self.filtered(lambda promise: promise.state in ('open', 'broken') and promise.state != state).write({'state': state})

    def action_keep(self):
        """The promise was kept, also late."""
        self._close('kept')

    def action_break(self):
        """The promise was not kept."""
        self._close('broken')

    def action_cancel(self):
        """Nobody expects it any more."""
        self._close('cancelled')

    def action_reopen(self):
        """The promise is to be kept after all."""
        self.filtered(lambda promise: promise.state != 'open').write({'state': 'open', 'closed_by_payment': False})

    @api.readonly
    def action_move_date(self):
        """Ask for the new day and the reason."""
        if any(promise.state not in ('open', 'broken') for promise in self):
            raise UserError(self.env._("Only an open or broken promise gets another day. Reopen it first."))
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Move the Date"), 'res_model': 'crm.promise.move',
            'views': [[False, 'form']], 'target': 'new', 'context': {'default_promise_ids': self.ids},
        }

    def _move_date(self, day, reason):
        """Give these promises another day; a broken one is open again.

        :param date day: the new day
        :param str reason: what is noted with it
        """
        self.with_context(**{REASON: reason}).write({'date_due': day, 'state': 'open'})
