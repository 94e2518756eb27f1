from odoo import api, models


class CrmTeamMember(models.Model):
    """Memberships are kept in memory, see res.users._interaction_team_keys."""

    _inherit = 'crm.team.member'

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
