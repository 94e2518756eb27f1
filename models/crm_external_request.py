import secrets
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

STATES = [
    ('queued', "To be sent"),
    ('sent', "Sent"),
    ('approved', "Approved"),
    ('rejected', "Rejected"),
    ('scored', "Scored"),
    ('expired', "No answer in time"),
    ('failed', "Could not be sent"),
    ('cancelled', "Cancelled"),
]
# In these an answer is still taken.
AWAITING = ('queued', 'sent', 'failed')
OUTCOMES = [('met', "Met"), ('unmet', "Not met")]


class CrmExternalRequest(models.Model):
    """One message to another system: something it is told, or a question whose answer is awaited until a time.

    Sent by a job after the transaction, never in it. The answer comes to a public address with a token of its own, signed.
    """

    _name = 'crm.external.request'
    _description = "Request to Another System"
    _inherit = ['crm.readable.by.customer']
    _order = 'id desc'
    _rec_name = 'endpoint_id'

    endpoint_id = fields.Many2one('crm.webhook.endpoint', string="Receiver", required=True, readonly=True, ondelete='cascade', index=True)
    lead_id = fields.Many2one('crm.lead', string="Opportunity", readonly=True, ondelete='cascade', index='btree_not_null')
    partner_id = fields.Many2one('res.partner', string="Customer", readonly=True, ondelete='cascade', index='btree_not_null')
    company_id = fields.Many2one('res.company', readonly=True, ondelete='cascade')
    requirement_id = fields.Many2one('crm.stage.requirement', string="Requirement", readonly=True, ondelete='cascade', index='btree_not_null')
    run_id = fields.Many2one('crm.playbook.run', string="Playbook", readonly=True, ondelete='set null', index='btree_not_null')
    asked_by_id = fields.Many2one('res.users', string="Asked by", readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True, default='queued')
    outcome = fields.Selection(OUTCOMES, readonly=True, help="What the answer, or its absence, counts as. Empty: not decided.")
    deadline = fields.Datetime(string="Answer until", readonly=True)
    sent_on = fields.Datetime(readonly=True)
    answered_on = fields.Datetime(readonly=True)
    score = fields.Float(readonly=True)
    note = fields.Text(string="What it says", readonly=True)
    attempts = fields.Integer(readonly=True)
    next_try = fields.Datetime(readonly=True, default=lambda self: fields.Datetime.now())
    http_status = fields.Integer(string="HTTP Status", readonly=True)
    error = fields.Char(readonly=True)
    decided_by_id = fields.Many2one('res.users', string="Decided by", readonly=True)
    # Whoever knows it answers, if they know the secret as well.
    token = fields.Char(groups=fields.NO_ACCESS, required=True, copy=False, default=lambda self: secrets.token_urlsafe(32))
    payload = fields.Json(groups=fields.NO_ACCESS)
    may_decide = fields.Boolean(compute='_compute_may_decide')

    _token_once = models.UniqueIndex('(token)')
    _queue_idx = models.Index("(next_try) WHERE state = 'queued'")
    _deadline_idx = models.Index("(deadline) WHERE deadline IS NOT NULL AND state IN ('queued', 'sent', 'failed')")
    _requirement_lead_idx = models.Index('(requirement_id, lead_id, id DESC) WHERE requirement_id IS NOT NULL')

    @api.depends('lead_id', 'state', 'outcome')
    @api.depends_context('uid')
    def _compute_may_decide(self):
        for request in self:
            request.may_decide = bool(
                request.requirement_id and request.state in (*AWAITING, 'expired') and not request.outcome
                and request.lead_id._may_override_requirements())

    # ------------------------------------------------------------ asking
    @api.model
    def _queue(self, endpoint, record, requirement=None, run=None):
        """Put a message about an opportunity or a customer into the queue; it leaves when the transaction is over.

        :param crm.stage.requirement requirement: awaits an answer; without, it is only told
        :param crm.playbook.run run: the event that is told
        :return: the request
        """
        # As superuser: requests are written through here only.
        requests, is_lead = self.sudo(), record._name == 'crm.lead'
        if not endpoint.sudo().active:
            raise UserError(self.env._("The receiver \"%(name)s\" is archived. Choose another one.", name=endpoint.sudo().name))
        request = requests.create({
            'endpoint_id': endpoint.id, 'lead_id': is_lead and record.id, 'partner_id': record.sudo().partner_id.id if is_lead else record.id,
            'company_id': record.sudo().company_id.id, 'requirement_id': requirement and requirement.id, 'run_id': run and run.id,
            'asked_by_id': self.env.uid,
            'deadline': requirement and fields.Datetime.now() + timedelta(hours=requirement.answer_hours),
            'payload': self._prepare_payload(record.sudo(), requirement, run),
        })
        self.env.ref('crm_customer_record.crm_external_request_cron').sudo()._trigger()  # as superuser: whoever asks lets the job begin
        return request

    @api.model
    def _prepare_payload(self, record, requirement, run):
        """:return: what is told; to be extended. Token and address of the answer are added when it leaves."""
        payload = {
            'model': record._name, 'id': record.id, 'name': record.display_name,
            'company': record.company_id.name or False, 'salesperson': record.user_id.name or False,
        }
        if record._name == 'crm.lead':
            currency = record.company_currency or self.env.company.currency_id
            payload.update(
                lead_id=record.id, stage=record.stage_id.name or False, team=record.team_id.name or False, type=record.type,
                service_line=record.service_line_id.name or False, amount=record.expected_revenue, currency=currency.name,
                customer={'id': record.partner_id.id, 'name': record.partner_id.display_name} if record.partner_id else False)
        if requirement:
            payload['question'] = requirement.display_name
        if run:
            payload.update(event=run.event, happened_on=f'{fields.Datetime.to_string(run.event_date)}Z', rule=run.playbook_id.name)
        return payload

    # ------------------------------------------------------------ outcomes
    def _answer(self, state, score=0.0, note=''):
        """Take the answer of the other system, once.

        :param str state: 'approved', 'rejected' or 'scored'
        """
        self.ensure_one()
        is_met = state == 'approved' or (state == 'scored' and score >= self.requirement_id.least_score)
        self.write({
            'state': state, 'score': score, 'note': note, 'answered_on': fields.Datetime.now(), 'outcome': 'met' if is_met else 'unmet'})
        label = dict(self._fields['state']._description_selection(self.env))[state]
        self._tell(f"{label} {score:g}" if state == 'scored' else label)

    def _expire(self):
        """The time is over: count it as the requirement says, or ask a leader."""
        for request in self:
            rule = request.requirement_id
            request.write({'state': 'expired', 'outcome': {'met': 'met', 'unmet': 'unmet'}.get(rule.on_timeout, False)})
            label = dict(self._fields['state']._description_selection(self.env))['expired']
            request._tell(label)
            if rule.on_timeout == 'ask':
                request._ask_leader()

    def _ask_leader(self):
        """Put the question into the to-do list of the team's leader, else of the salesperson."""
        lead = self.lead_id
        for user in (lead.team_id.user_id, lead.user_id):
            if user.active and lead.with_user(user).with_context(allowed_company_ids=user.company_ids.ids).has_access('read'):
                env = self.with_context(lang=user.lang).env
                lead.with_context(lang=user.lang, mail_activity_quick_update=True).activity_schedule(
                    'mail.mail_activity_data_todo', user_id=user.id,
                    summary=env._("No answer in time: decide on \"%(name)s\"", name=self.requirement_id.with_env(env).display_name))
                return

    def _tell(self, label):
        """Note the answer in the thread of the opportunity."""
        self.lead_id._message_log(body=Markup("<p>%s: %s</p><p>%s</p>") % (self.requirement_id.display_name, label, self.note or ''))

    def action_count_met(self):
        """A manager, or the leader of the team, decides without the other system."""
        self._decide('met')

    def action_count_unmet(self):
        self._decide('unmet')

    def _decide(self, outcome):
        self.lead_id.check_access('read')
        for request in self:
            if not request.may_decide:
                raise AccessError(self.env._("Only managers and the team's leader decide this, and only while there is no answer."))
        # As superuser: requests are written through their methods only.
        decided = self.sudo()
        decided.write({'outcome': outcome, 'decided_by_id': self.env.uid})
        decided.filtered(lambda request: request.state != 'expired').state = 'cancelled'
        for request in decided:
            request._tell(self.env._("%(outcome)s, decided by %(user)s",
                                     outcome=dict(self._fields['outcome']._description_selection(self.env))[outcome], user=self.env.user.name))
