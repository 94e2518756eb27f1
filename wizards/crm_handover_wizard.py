from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmHandoverWizard(models.TransientModel):
    """Who hands over what to whom: shows what would happen, then leaves it to ``crm.handover``."""

    _name = 'crm.handover.wizard'
    _description = "Hand-over Wizard"
    _inherit = 'crm.handover.criteria'

    handover_id = fields.Many2one('crm.handover', readonly=True)
    from_user_id = fields.Many2one('res.users', string="From Whom", required=True, domain="from_user_domain")
    from_user_domain = fields.Binary(compute='_compute_user_domains')
    to_user_domain = fields.Binary(compute='_compute_user_domains')
    reason = fields.Char(help="Shown on every timeline: why the customer has a new contact person.")
    with_customers = fields.Boolean(string="Customers", default=True)
    with_opportunities = fields.Boolean(string="Open opportunities", default=True)
    with_activities = fields.Boolean(string="Open activities", default=True)
    with_promises = fields.Boolean(string="Open promises", default=True)
    distribution = fields.Selection(
        [('one', "All to one colleague"), ('even', "Evenly among several"), ('rules', "By rules")],
        string="Distribution", required=True, default='one',
        help="What belongs to one account stays together, whichever way it goes.")
    to_user_id = fields.Many2one('res.users', string="To Whom", domain="to_user_domain")
    to_user_ids = fields.Many2many(
        'res.users', string="Colleagues", domain="to_user_domain", context={'active_test': False})
    to_team_id = fields.Many2one('crm.team', string="Add the people of", store=False)
    rule_ids = fields.One2many('crm.handover.wizard.rule', 'wizard_id', string="Rules")
    preview = fields.Json(compute='_compute_preview')
    total = fields.Integer(compute='_compute_preview')

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        user = self.env['res.users'].browse(values.get('from_user_id'))
        if user and 'reason' in fields and not values.get('reason') and not user.active:
            values['reason'] = self.env._("%(user)s has left", user=user.sudo().name)  # sudo: a name
        return values

    @api.depends_context('uid')
    def _compute_user_domains(self):
        people = [('share', '=', False)]
        if not self.env.user.has_group('crm_customer_record.group_manager'):
            # sudo: ids of people only, of whom the right is asked again when it counts
            everybody = self.env['res.users'].sudo().with_context(active_test=False).search(people)
            people = [('id', 'in', self.env['crm.handover']._people_of_user(everybody.sudo(False)).ids)]
        for wizard in self:
            wizard.from_user_domain = people
            wizard.to_user_domain = [*people, ('id', '!=', wizard.from_user_id.id or 0)]

    @api.onchange('to_team_id')
    def _onchange_to_team_id(self):
        if self.to_team_id:
            self.to_user_ids |= self.to_team_id.member_ids - self.from_user_id
            self.to_team_id = False

    @api.depends('from_user_id', 'with_customers', 'with_opportunities', 'with_activities', 'with_promises', 'distribution',
                 'to_user_id', 'to_user_ids', 'team_ids', 'country_ids', 'state_ids', 'zip_prefix', 'category_ids', 'filter_id',
                 'rule_ids.sequence', 'rule_ids.to_user_ids', 'rule_ids.team_ids', 'rule_ids.country_ids', 'rule_ids.state_ids',
                 'rule_ids.zip_prefix', 'rule_ids.category_ids', 'rule_ids.filter_id')
    def _compute_preview(self):
        handovers = self.env['crm.handover']
        for wizard in self:
            user = wizard.from_user_id._origin
            wizard.preview = False
            if user and user in handovers._people_of_user(user):
                wizard.preview = handovers._preview(user, wizard._kinds(), wizard, wizard._shares())
            wizard.total = wizard.preview['total'] if wizard.preview else 0

    def _kinds(self):
        chosen = {'customer': self.with_customers, 'opportunity': self.with_opportunities,
                  'activity': self.with_activities, 'promise': self.with_promises}
        return {kind.key for kind in self.env['crm.handover']._kinds() if chosen.get(kind.key, True)}

    def _shares(self):
        """Return ``[(criteria or None, colleagues)]`` as ``crm.handover`` wants it."""
        self.ensure_one()
        if self.distribution == 'one':
            return [(None, self.to_user_id._origin)]
        if self.distribution == 'even':
            return [(None, self.to_user_ids._origin)]
        return [(rule, rule.to_user_ids._origin) for rule in self.rule_ids.sorted('sequence')]

    def action_hand_over(self):
        """Hand over as previewed and show the result.

        :raises UserError: when no colleague is chosen, or nothing would change hands
        """
        self.ensure_one()
        shares = self._shares()
        if not any(users for _criteria, users in shares):
            raise UserError(self.env._("Choose who takes over."))
        handover = self.env['crm.handover']._begin(
            self.from_user_id, self._kinds(), self, shares, self.reason or '', self.handover_id)
        return handover._action_self()


class CrmHandoverWizardRule(models.TransientModel):
    """One rule: these customers go to these colleagues. The first rule that fits takes a customer."""

    _name = 'crm.handover.wizard.rule'
    _description = "Hand-over Rule"
    _inherit = 'crm.handover.criteria'
    _order = 'sequence, id'

    wizard_id = fields.Many2one('crm.handover.wizard', required=True, ondelete='cascade')
    sequence = fields.Integer(default=10)
    to_user_ids = fields.Many2many(
        'res.users', string="To Whom", required=True, domain="to_user_domain", context={'active_test': False})
    to_user_domain = fields.Binary(compute='_compute_to_user_domain')

    @api.depends('wizard_id')
    def _compute_to_user_domain(self):
        for rule in self:
            rule.to_user_domain = rule.wizard_id.to_user_domain
