import functools

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.stages import map_stage


class CrmLead(models.Model):
    """Opportunities of a service line go through its stages."""

    _inherit = 'crm.lead'

    service_line_id = fields.Many2one(
        'crm.service.line', tracking=True, ondelete='set null', index='btree_not_null',
        domain="[('company_id', 'in', [company_id, False])]",
        help="The type of sale. Another one brings the opportunity into the stage of that line that is worth the same.")
    stage_line_id = fields.Many2one(
        'crm.service.line', string="Line with own Stages", compute='_compute_stage_line_id', compute_sudo=True,
        help="The service line, if it has stages of its own.")
    has_service_lines = fields.Boolean(compute='_compute_has_service_lines')

    @api.depends('service_line_id')
    def _compute_stage_line_id(self):
        own = self.env['crm.service.line']._own_stages()
        for lead in self:
            lead.stage_line_id = lead.service_line_id if lead.service_line_id._origin.id in own else False

    def _compute_has_service_lines(self):
        self.has_service_lines = self.env['crm.service.line']._is_used()

    @api.depends('service_line_id')
    def _compute_stage_id(self):
        """The host chooses by type and team; a stage of another line is mapped."""
        own = self.env['crm.service.line']._own_stages()
        strangers = self.filtered(lambda lead: lead.stage_id and not lead._stands_in_line(own)) if own else self.browse()
        for lead in strangers:
            lead.stage_id = lead._map_stage() or lead.stage_id
        return super()._compute_stage_id()

    def _stands_in_line(self, own):
        """:return: whether its stage is one of its service line, or of none where the line has no own ones"""
        line_id, stage_id = self.service_line_id._origin.id, self.stage_id._origin.id
        if line_id in own:
            return stage_id in own[line_id]
        return not any(stage_id in stages for stages in own.values())

    def _map_stage(self):
        """:return: id of the stage of its line and team that is worth as much as the present one"""
        own = self.env['crm.service.line']._own_stages()
        new_way = self._stage_ways()[self.id]
        left = next((line_id for line_id, stages in own.items() if self.stage_id._origin.id in stages), False)
        old_way = self.env['crm.stage'].search_fetch([], ['name', 'sequence', 'team_ids', 'is_won']).filtered(
            functools.partial(self._is_stage_of, (self.team_id._origin.id, left)))

        def told(way):
            return [(stage.id, stage.name, stage.is_won) for stage in way]
        return map_stage(told(old_way), self.stage_id._origin.id, told(new_way))

    def _stage_key(self):
        return (*super()._stage_key(), self.service_line_id._origin.id)

    @api.model
    def _is_stage_of(self, key, stage):
        own, line_id = self.env['crm.service.line']._own_stages(), key[1]
        if own and not (stage.id in own[line_id] if line_id in own else not any(stage.id in stages for stages in own.values())):
            return False
        return super()._is_stage_of(key, stage)

    def _stage_find(self, team_id=False, domain=None, order='sequence, id', limit=1):
        own = self.env['crm.service.line']._own_stages()
        if own:
            lines = {lead.service_line_id._origin.id for lead in self} or {self.env.context.get('default_service_line_id', False)}
            domain = Domain(domain or Domain.TRUE) & Domain('id', 'in', self._stages_of_lines(lines))
        return super()._stage_find(team_id=team_id, domain=domain, order=order, limit=limit)

    @api.model
    def _stages_of_lines(self, line_ids):
        """:return: ids of the stages of these lines; of those without own ones, and of no line (False), all that belong to none"""
        own = self.env['crm.service.line']._own_stages()
        ids = set().union(*(own[line_id] for line_id in line_ids if line_id in own))
        if any(line_id not in own for line_id in line_ids):
            taken = frozenset().union(*own.values())
            ids.update(self.env['crm.stage'].sudo()._search([('id', 'not in', list(taken))]))  # as superuser: as the host finds stages
        return list(ids)

    def action_set_won(self):
        """Each line has its own won stage."""
        if not self.env['crm.service.line']._own_stages():
            return super().action_set_won()
        for leads in self.grouped('stage_line_id').values():
            super(CrmLead, leads).action_set_won()
        return True

    @api.model
    def _read_group_stage_ids(self, stages, domain):
        """Columns of the kanban: those of other lines only where opportunities stand in them."""
        result = super()._read_group_stage_ids(stages, domain)
        if not self.env['crm.service.line']._own_stages():
            return result
        allowed = set(self._stages_of_lines({self.env.context.get('default_service_line_id', False)}))
        return result.filtered(lambda stage: stage in stages or stage.id in allowed)
