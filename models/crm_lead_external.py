import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)


class CrmLead(models.Model):
    """Other systems are asked about an opportunity: from the checklist, or when it enters a stage."""

    _inherit = 'crm.lead'

    external_request_ids = fields.One2many('crm.external.request', 'lead_id', string="Requests to Other Systems")
    external_request_count = fields.Integer(string="Requests", compute='_compute_external_request_count')

    def _compute_external_request_count(self):
        """Costs nothing where no other system is known."""
        counts, Request = {}, self.env['crm.external.request']
        if self.env['crm.webhook.endpoint']._is_used() and Request.has_access('read'):
            groups = Request._read_group([('lead_id', 'in', self.ids)], ['lead_id'], ['__count'])
            counts = {lead.id: count for lead, count in groups}
        for lead in self:
            lead.external_request_count = counts.get(lead.id, 0)

    def action_view_external_requests(self):
        """Open what was asked and told about this opportunity."""
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id('crm_customer_record.crm_external_request_action')
        return dict(action, domain=[('lead_id', '=', self.id)], context={})

    def _remedy_external(self, requirement):
        """Ask the other system."""
        self.check_access('write')
        requirement._ask_external(self)
        return True

    @api.model
    def _wants_moves(self):
        return super()._wants_moves() or bool(self.env['crm.stage.requirement']._asked_on_entering())

    def _on_moves(self, moves):
        result = super()._on_moves(moves)
        asked = self.env['crm.stage.requirement']._asked_on_entering()
        for move in moves:
            if move.source != move.target and move.target in asked:
                requirements = self.env['crm.stage.requirement'].sudo().browse(asked[move.target])  # as superuser: the rule itself is no secret
                move.lead._ask_on_entering(requirements)
        return result

    def _ask_on_entering(self, requirements):
        """Ask other systems; what goes wrong about it keeps nobody from moving the opportunity."""
        for requirement in requirements.filtered(lambda rule: rule._is_for(self)):
            try:
                with self.env.cr.savepoint():
                    requirement._ask_external(self)
            except UserError as error:
                _logger.info("Nobody was asked about opportunity %s: %s", self.id, error)
