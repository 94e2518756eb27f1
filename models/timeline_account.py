from odoo import api, fields, models


class CrmTimelineAccount(models.AbstractModel):
    """A document that stays on the timeline of the account it was made for.

    ``_inherit`` it in a model with a ``partner_id`` and add the indexes ``(timeline_account_id, date DESC, id DESC)`` and
    ``(partner_id, date DESC, id DESC)``, with the model's own date.
    """

    _name = 'crm.timeline.account'
    _description = "Document on the Timeline of an Account"

    timeline_account_id = fields.Many2one(
        'res.partner',
        string="Account at that time",
        compute='_compute_timeline_account_id',
        store=True,
        precompute=True,
        copy=False,
        ondelete='set null',
        help="The company or private person this was made for. It stays when the contact changes employer.",
    )

    @api.depends('partner_id')
    def _compute_timeline_account_id(self):
        # Depends on the partner only: who changes employer leaves the history where it happened.
        for record in self:
            record.timeline_account_id = record.partner_id.commercial_partner_id

    def write(self, vals):
        result = super().write(vals)
        if 'partner_id' in vals:
            self.env['crm.timeline.link']._enqueue('document', self._name, self.ids)
        return result
