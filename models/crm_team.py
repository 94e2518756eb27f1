from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache


class CrmTeam(models.Model):
    _name = 'crm.team'
    _inherit = ['crm.team', 'crm.kept.in.memory']
    _parent_store = True

    # What decides which teams the talks of a colleague may belong to, see res.users._interaction_team_keys.
    _kept_fields = frozenset({'user_id', 'company_id', 'active', 'sequence', 'member_ids', 'crm_team_member_ids'})

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

    @api.model
    @ormcache('team_id')
    def _company_id_of(self, team_id):
        """Return the id of the company that a team belongs to, or False; kept in memory."""
        return self.browse(team_id).sudo().company_id.id  # as superuser: compared, not shown

    def _check_parent(self, parent):
        """Refuse a parent that stands below one of these teams, before the host says so less clearly."""
        # As superuser: the hierarchy is a fact, also where it passes through teams of other companies.
        above = {int(team_id) for team_id in (parent.sudo().parent_path or '').split('/') if team_id}
        if above & set(self.ids):
            raise ValidationError(self.env._(
                "A team cannot stand below itself. Choose a parent team that is not one of its sub-teams."))
