from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import ormcache


class CrmServiceLine(models.Model):
    """A type of sale: a long corporate cycle, a retail application, a renewal; with stages of its own where it needs them.

    Kept in memory: a database without service lines pays nothing for them.
    """

    _name = 'crm.service.line'
    _description = "Service Line"
    _inherit = ['crm.kept.in.memory']
    _kept_in = 'stable'
    _order = 'sequence, id'

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one('res.company', index=True, help="Empty: for all companies.")
    stage_ids = fields.Many2many(
        'crm.stage', 'crm_service_line_stage_rel', 'line_id', 'stage_id', string="Own Stages", ondelete='restrict',
        help="Opportunities of this line go through these stages only. Empty: through the stages that belong to no line.")
    lead_count = fields.Integer(string="Open Opportunities", compute='_compute_lead_count')

    @api.depends_context('uid')
    def _compute_lead_count(self):
        """What the viewer reads of it."""
        Lead, counts = self.env['crm.lead'], {}
        if Lead.has_access('read'):
            counts = {line.id: count for line, count in Lead._read_group(
                [('service_line_id', 'in', self.ids), ('type', '=', 'opportunity'), ('won_status', '=', 'pending')], ['service_line_id'], ['__count'])}
        for line in self:
            line.lead_count = counts.get(line.id, 0)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # As superuser: whether a line is used does not depend on who asks.
        used = self.env['crm.lead'].sudo().with_context(active_test=False).search([('service_line_id', 'in', self.ids)], limit=1).service_line_id
        if used:
            raise UserError(self.env._(
                "There are opportunities of the service line \"%(name)s\", so it cannot be deleted. Archive it instead.", name=used.name))

    @api.model
    @ormcache(cache='stable')
    def _own_stages(self):
        """:return: {line id: ids of its own stages}, of lines that have some, archived ones too; kept in memory"""
        lines = self.sudo().with_context(active_test=False).search_fetch([], ['stage_ids'])  # as superuser: those of all companies
        return {line.id: frozenset(line.stage_ids.ids) for line in lines if line.stage_ids}

    @api.model
    @ormcache(cache='stable')
    def _is_used(self):
        """:return: whether there is any line to choose; kept in memory"""
        return bool(self.sudo().search([], limit=1))  # as superuser: of any company

    def action_open_leads(self):
        """Open the pipeline of this line, with its columns only."""
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id('crm.crm_lead_action_pipeline')
        return dict(action, name=self.name, domain=[('type', '=', 'opportunity'), ('service_line_id', '=', self.id)],
                    context={'default_type': 'opportunity', 'default_service_line_id': self.id})
