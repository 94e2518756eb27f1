from odoo import api, fields, models
from odoo.tools import SQL, ormcache

from .crm_external_request import AWAITING


class CrmStageRequirement(models.Model):
    """A requirement that another system decides: scoring, credit limit, compliance."""

    _inherit = 'crm.stage.requirement'

    kind = fields.Selection(selection_add=[('external', "Another system approves or scores it")], ondelete={'external': 'cascade'})
    endpoint_id = fields.Many2one('crm.webhook.endpoint', string="Other System", ondelete='restrict')
    least_score = fields.Float(string="Least Score", help="From this score on it is met. An approval is met without a score.")
    answer_hours = fields.Integer(string="Hours to answer", default=24, required=True)
    on_timeout = fields.Selection(
        [('met', "counts as met"), ('unmet', "counts as not met"), ('ask', "a leader decides")], string="Without an answer", default='ask', required=True)
    ask_stage_id = fields.Many2one(
        'crm.stage', string="Asked on entering", ondelete='set null', help="Empty: only when somebody presses the button in the checklist.")

    _hours_sensible = models.Constraint('CHECK (answer_hours > 0)', "The other system needs at least an hour to answer.")

    @api.constrains('endpoint_id')
    def _check_endpoint(self):
        self._check_complete()

    @api.model
    @ormcache(cache='stable')
    def _asked_on_entering(self):
        """:return: {stage id: ids of the requirements that ask another system when it is entered}; kept in memory"""
        asked = {}
        # As superuser: the rules of all companies, each asked for its own.
        for requirement in self.sudo().search([('kind', '=', 'external'), ('ask_stage_id', '!=', False)]):
            asked.setdefault(requirement.ask_stage_id.id, []).append(requirement.id)
        return asked

    # ------------------------------------------------------------ asking
    def _is_for(self, lead):
        """:return: whether this is asked of an opportunity of this team, line and company"""
        known = lead.sudo()  # as superuser: only compared
        return ((not self.team_ids or known.team_id in self.team_ids)
                and (not self.service_line_ids or known.service_line_id in self.service_line_ids)
                and (not self.company_id or known.company_id == self.company_id))

    def _ask_external(self, lead):
        """Ask the other system about an opportunity, unless it is asked already.

        :return: the request
        """
        self.ensure_one()
        latest = self._latest_requests(lead).get(lead.id)
        request = self.env['crm.external.request'].sudo().browse(latest and latest[0])  # as superuser: written by its own methods only
        if request and request.state in AWAITING and not request.outcome:
            return request
        return self.env['crm.external.request']._queue(self.endpoint_id, lead, requirement=self)

    def _latest_requests(self, leads):
        """:return: {lead id: (request id, its outcome)}, the newest of each opportunity, in one question"""
        self.env['crm.external.request'].flush_model(['requirement_id', 'lead_id', 'outcome'])
        return {lead_id: (request_id, outcome) for lead_id, request_id, outcome in self.env.execute_query(SQL(
            """SELECT DISTINCT ON (lead_id) lead_id, id, outcome FROM crm_external_request
                WHERE requirement_id = %s AND lead_id = ANY(%s) ORDER BY lead_id, id DESC""", self.id, leads.ids))}

    def _met_external(self, leads, rule):
        # Whether another system approved may be known by whoever moves the opportunity.
        return {lead_id for lead_id, (_request, outcome) in self._latest_requests(leads).items() if outcome == 'met'}

    # ------------------------------------------------------------ words
    def _usual_name(self):
        if self.kind == 'external' and self.endpoint_id:
            return self.env._("Approved by %(system)s", system=self.endpoint_id.sudo().name)  # sudo: a name
        return super()._usual_name()

    def _describe(self, lead):
        item = super()._describe(lead)
        if self.kind == 'external':
            # As superuser: whoever reads the opportunity may know what was asked about it.
            request = self.env['crm.external.request'].sudo().browse(self._latest_requests(lead).get(lead.id, (False, False))[0])
            is_waiting = request.state in AWAITING and not request.outcome
            labels = dict(request._fields['state']._description_selection(self.env))
            item.update(
                remedy=False if is_waiting else self.env._("Ask again") if request else self.env._("Ask for it"),
                hint=self.env._("Asked %(system)s: %(state)s.", system=self.endpoint_id.name, state=labels[request.state]) if request
                else self.env._("Ask %(system)s.", system=self.endpoint_id.name))
        return item

    def _hint_external(self):
        return self.env._("Ask %(system)s.", system=self.endpoint_id.name)
