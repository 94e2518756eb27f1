from odoo import fields, models


class CrmPromiseMove(models.TransientModel):
    """Ask for another day for promises, and for the reason."""

    _name = 'crm.promise.move'
    _description = "Move the Date of Promises"

    promise_ids = fields.Many2many('crm.promise', required=True)
    date_due = fields.Date(string="New Date", required=True)
    reason = fields.Char(required=True, help="Kept with the promise.")

    def action_move(self):
        """Move the promises, as the user."""
        self.ensure_one()
        self.promise_ids._move_date(self.date_due, self.reason)
        return {'type': 'ir.actions.act_window_close'}
