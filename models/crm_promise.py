from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

SIDES = [('ours', "We"), ('theirs', "They")]
STATES = [('open', "Outstanding"), ('kept', "Kept"), ('broken', "Broken"), ('cancelled', "Cancelled")]


class CrmPromise(models.Model):
    """A dated obligation, ours or theirs: send samples by Friday, deliver papers, pay an invoice.

    Made in a talk it takes customer, colleague, company and confidentiality from there, so that a name, a side and
    a day are all that has to be given. Like a talk it is no mail.thread: followers would carry it to people outside.
    """

    _name = 'crm.promise'
    _description = "Promise"
    _inherit = ['crm.customer.access']
    _order = 'date_due, id'
    _check_company_auto = True

    name = fields.Char(string="Promised", required=True, help="What is to be done, such as: send samples.")
    side = fields.Selection(
        SIDES, string="Side", compute='_compute_side', store=True, precompute=True, readonly=False, required=True,
        help="We: we owe it to the customer. They: the customer owes it.")
    kind = fields.Selection(
        [('other', "Other"), ('payment', "Payment")], required=True, default='other',
        help="A payment names invoices. It is kept when they are paid and broken when its day has passed.")
    state = fields.Selection(STATES, string="Status", required=True, default='open', copy=False)
    date = fields.Datetime(
        string="Made on", compute='_compute_date', store=True, readonly=False, precompute=True, required=True, copy=False)
    date_due = fields.Date(string="Due", required=True, copy=False)
    date_closed = fields.Date(
        string="Closed on", compute='_compute_date_closed', store=True, readonly=False, copy=False)
    is_overdue = fields.Boolean(string="Overdue", compute='_compute_is_overdue', search='_search_is_overdue')
    interaction_id = fields.Many2one(
        'crm.interaction', string="Talk", ondelete='cascade', index='btree_not_null', check_company=True,
        help="The talk in which it was made.")
    lead_id = fields.Many2one(
        'crm.lead', string="Opportunity", compute='_compute_lead_id', store=True, precompute=True, readonly=False,
        ondelete='set null', index='btree_not_null', check_company=True)
    partner_id = fields.Many2one(
        'res.partner', string="Contact", compute='_compute_partner_id', store=True, precompute=True, readonly=False,
        required=True, ondelete='restrict', check_company=True, help="The person or company the promise is between us and.")
    account_id = fields.Many2one(
        'res.partner', string="Account", compute='_compute_account_id', store=True, precompute=True, ondelete='restrict',
        help="The company or private person behind the contact at that time.")
    user_id = fields.Many2one(
        'res.users', string="Responsible", compute='_compute_user_id', store=True, precompute=True, readonly=False,
        domain=[('share', '=', False)], help="The colleague who keeps it, or sees to it that it is kept.")
    team_id = fields.Many2one(
        'crm.team', string="Sales Team", compute='_compute_team_id', store=True, precompute=True,
        help="That of the talk, else that of the opportunity or of the responsible colleague.")
    confidentiality = fields.Selection(
        [('normal', "Normal"), ('team', "Team"), ('private', "Private")], compute='_compute_confidentiality', store=True,
        precompute=True, readonly=False, required=True, help="That of the talk, when it was made in one.")
    company_id = fields.Many2one(
        'res.company', compute='_compute_company_id', store=True, readonly=False, precompute=True, index=True)
    currency_id = fields.Many2one(
        'res.currency', compute='_compute_currency_id', store=True, precompute=True, readonly=False)
    move_ids = fields.Many2many(
        'account.move', 'crm_promise_account_move_rel', 'promise_id', 'move_id', string="Invoices", copy=False,
        check_company=True)

    _account_date_idx = models.Index('(account_id, date DESC, id DESC)')
    _partner_date_idx = models.Index('(partner_id, date DESC, id DESC)')
    _account_due_idx = models.Index("(account_id, date_due) WHERE state IN ('open', 'broken')")
    _user_due_idx = models.Index("(user_id, date_due)")
    _team_due_idx = models.Index("(team_id, date_due)")
    _payment_due_idx = models.Index("(date_due) WHERE kind = 'payment' AND state = 'open'")

    # The talk is read as superuser below: only who may read it adds a promise to it, see _check_references.

    @api.depends('kind')
    def _compute_side(self):
        for promise in self:
            promise.side = 'theirs' if promise.kind == 'payment' else promise.side or 'ours'

    @api.depends('interaction_id.date')
    def _compute_date(self):
        for promise in self:
            promise.date = promise.interaction_id.sudo().date or promise.date or fields.Datetime.now()

    @api.depends('state')
    def _compute_date_closed(self):
        today = fields.Date.context_today(self)
        for promise in self:
            promise.date_closed = False if promise.state == 'open' else promise.date_closed or today

    @api.depends('state', 'date_due')
    @api.depends_context('tz')
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for promise in self:
            promise.is_overdue = promise.state == 'open' and bool(promise.date_due) and promise.date_due < today

    def _search_is_overdue(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return Domain('state', '=', 'open') & Domain('date_due', '<', fields.Date.context_today(self))

    @api.depends('interaction_id.lead_id')
    def _compute_lead_id(self):
        for promise in self:
            promise.lead_id = promise.interaction_id.sudo().lead_id or promise.lead_id

    @api.depends('interaction_id.partner_id', 'lead_id')
    def _compute_partner_id(self):
        for promise in self:
            # As superuser: an accountant does not read opportunities; only their customer is taken.
            promise.partner_id = (
                promise.interaction_id.sudo().partner_id or promise.partner_id or promise.lead_id.sudo().partner_id)

    @api.depends('partner_id', 'interaction_id')
    def _compute_account_id(self):
        # Depends on the contact only: who changes employer leaves the history where it happened.
        for promise in self:
            talk = promise.interaction_id.sudo()
            promise.account_id = (
                talk.account_id if talk and talk.partner_id == promise.partner_id
                else promise.partner_id.commercial_partner_id)

    @api.depends('interaction_id')
    def _compute_user_id(self):
        for promise in self:
            promise.user_id = promise.user_id or promise.interaction_id.sudo().user_id or self.env.user

    @api.depends('interaction_id.team_id', 'user_id', 'lead_id')
    def _compute_team_id(self):
        alone = self.filtered(lambda promise: not promise.interaction_id)
        for promise in self - alone:
            promise.team_id = promise.interaction_id.sudo().team_id
        teams_by_user = alone.user_id._get_interaction_teams()
        for promise in alone:
            # As superuser: an accountant does not read opportunities; only their team is taken.
            teams = promise.lead_id.sudo().team_id or teams_by_user.get(promise.user_id.id, self.env['crm.team'])
            promise.team_id = teams.filtered_domain([('company_id', 'in', [False, *promise.company_id.ids])])[:1]

    @api.depends('interaction_id.confidentiality')
    def _compute_confidentiality(self):
        for promise in self:
            promise.confidentiality = (
                promise.interaction_id.sudo().confidentiality or promise.confidentiality or 'normal')

    @api.depends('interaction_id.company_id', 'lead_id', 'partner_id', 'move_ids')
    def _compute_company_id(self):
        for promise in self:
            # As superuser: an accountant does not read opportunities; only their company is taken.
            promise.company_id = (
                promise.interaction_id.sudo().company_id or promise.move_ids.sudo().company_id[:1]
                or promise.lead_id.sudo().company_id or promise.partner_id.company_id
                or promise.company_id or self.env.company)

    @api.depends('company_id', 'move_ids')
    def _compute_currency_id(self):
        for promise in self:
            # As superuser: the currency of an invoice is no secret of the promise to pay it.
            promise.currency_id = promise.move_ids.sudo().currency_id[:1] or promise.company_id.sudo().currency_id
        # As superuser, as above. Amounts are rounded by these columns; the host would read the currency as a whole.
        self.sudo().currency_id.fetch(['rounding', 'decimal_places'])

    @api.constrains('name')
    def _check_name(self):
        if any(not (promise.name or '').strip() for promise in self):
            raise ValidationError(self.env._("Write in a few words what is promised."))

    @api.constrains('confidentiality', 'interaction_id')
    def _check_confidentiality(self):
        for promise in self:
            # As superuser: only compared.
            talk = promise.interaction_id.sudo()
            if talk and promise.confidentiality != talk.confidentiality:
                raise ValidationError(self.env._(
                    "A promise is as confidential as the talk it was made in. Change the confidentiality of the talk."))

    @api.constrains('lead_id', 'partner_id')
    def _check_lead_id(self):
        for promise in self.filtered('lead_id'):
            # As superuser: an accountant does not read opportunities; only their customer is compared.
            customer = promise.lead_id.sudo().partner_id
            customers = customer | customer.commercial_partner_id
            if customer and not customers & (promise.partner_id | promise.account_id) and not promise.interaction_id:
                raise ValidationError(self.env._(
                    "The opportunity \"%(lead)s\" belongs to %(other)s, the promise is about %(contact)s. "
                    "Choose an opportunity of the same customer or leave it empty.",
                    lead=promise.lead_id.sudo().display_name,
                    other=customer.display_name,
                    contact=promise.partner_id.display_name,
                ))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_earlier_days(self):
        # A slip of today may go; the history is corrected, not erased. Managers answer for exceptions.
        if self.env.su or self.env.user.has_group('crm_customer_record.group_manager'):
            return
        today = fields.Date.context_today(self)
        if any(fields.Datetime.context_timestamp(self, promise.create_date).date() < today for promise in self):
            raise UserError(self.env._(
                "Only what was entered today can be deleted. Cancel the promise, or ask a manager to delete it."))
