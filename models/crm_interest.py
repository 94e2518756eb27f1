from random import randint

from odoo import fields, models


class CrmInterest(models.Model):
    """Something a contact cares about: sailing, wine, football. What one talks about before the business."""

    _name = 'crm.interest'
    _description = "Interest"
    _order = 'name'

    name = fields.Char(required=True, translate=True)
    color = fields.Integer(default=lambda self: randint(1, 11))
    active = fields.Boolean(default=True)

    _name_uniq = models.UniqueIndex('(name)', "This interest is already in the list.")
