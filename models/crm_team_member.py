from odoo import models


class CrmTeamMember(models.Model):
    """Memberships are kept in memory, see res.users._interaction_team_keys."""

    _name = 'crm.team.member'
    _inherit = ['crm.team.member', 'crm.kept.in.memory']
