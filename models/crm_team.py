from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmTeam(models.Model):
    _inherit = 'crm.team'
    _parent_store = True

    parent_id = fields.Many2one(
        'crm.team',
        string="Parent Team",
        index='btree_not_null',
        ondelete='restrict',
        check_company=True,
        help="The leaders of the parent team also see what this team does.",
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many('crm.team', 'parent_id', string="Sub-teams")
    leader_ids = fields.Many2many(
        'res.users',
        'crm_team_all_leader_rel',
        string="Leaders up the Hierarchy",
        compute='_compute_leader_ids',
        store=True,
        recursive=True,
        help="The leader of this team and those of the teams above it.",
    )

    @api.depends('user_id', 'parent_id.leader_ids')
    def _compute_leader_ids(self):
        for team in self:
            team.leader_ids = team.user_id | team.parent_id.leader_ids

    def write(self, vals):
        if vals.get('parent_id'):
            self._check_parent(self.browse(vals['parent_id']))
        return super().write(vals)

    def _check_parent(self, parent):
        """Refuse a parent that stands below one of these teams, before the host says so less clearly."""
        # As superuser: the hierarchy is a fact, also where it passes through teams of other companies.
        above = {int(team_id) for team_id in (parent.sudo().parent_path or '').split('/') if team_id}
        if above & set(self.ids):
            raise ValidationError(self.env._(
                "A team cannot stand below itself. Choose a parent team that is not one of its sub-teams."))
