from odoo import api, fields, models


class CrmInteraction(models.Model):
    """One talk with a customer."""

    _name = 'crm.interaction'
    _description = "Interaction"
    _order = 'date desc, id desc'
    _check_company_auto = True

    type_id = fields.Many2one('crm.interaction.type', required=True, ondelete='restrict')
    kind = fields.Selection(related='type_id.kind', store=True)
    direction = fields.Selection([('in', "Incoming"), ('out', "Outgoing")])
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    duration = fields.Float()
    partner_id = fields.Many2one('res.partner', string="Contact", required=True, index=True, ondelete='restrict')
    account_id = fields.Many2one(
        'res.partner',
        string="Account",
        compute='_compute_account_id',
        store=True,
        precompute=True,
        ondelete='restrict',
    )
    participant_ids = fields.Many2many('res.partner', string="Participants")
    user_id = fields.Many2one('res.users', string="Colleague", default=lambda self: self.env.user)
    team_id = fields.Many2one('crm.team', string="Sales Team")
    lead_id = fields.Many2one('crm.lead', string="Opportunity", index='btree_not_null')
    summary = fields.Text(required=True)
    confidentiality = fields.Selection(
        [('normal', "Normal"), ('team', "Team"), ('private', "Private")],
        required=True,
        default='normal',
    )
    company_id = fields.Many2one('res.company', default=lambda self: self.env.company)

    _account_date_idx = models.Index('(account_id, date DESC, id DESC)')
    _partner_date_idx = models.Index('(partner_id, date DESC, id DESC)')

    @api.depends('partner_id')
    def _compute_account_id(self):
        # Depends on the contact only: who changes employer leaves the history where it happened.
        for interaction in self:
            interaction.account_id = interaction.partner_id.commercial_partner_id
