from odoo import fields, models


class CrmWonReason(models.Model):
    """Why opportunities are won: the counterpart of the host's reasons for losses."""

    _name = 'crm.won.reason'
    _description = "Won Reason"
    _order = 'sequence, id'

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
