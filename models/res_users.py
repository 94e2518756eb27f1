from odoo import api, models
from odoo.tools import ormcache

# Host role -> the role of this add-on that its holders get when the add-on is installed.
INITIAL_ROLES = [
    ('sales_team.group_sale_salesman', 'group_user'),
    ('sales_team.group_sale_salesman_all_leads', 'group_manager'),
    ('sales_team.group_sale_manager', 'group_administrator'),
    ('account.group_account_invoice', 'group_accountant'),
]


class ResUsers(models.Model):
    _inherit = 'res.users'

    @api.model
    def _customer_record_grant_groups(self):
        """Give the holders of the host's sales and accounting roles the matching role of this add-on.

        Called once, at installation, so that nobody who sells today has to be switched on by hand.
        Whoever joins later is given a role on the user form like any other.
        """
        for host_role, role in INITIAL_ROLES:
            group = self.env.ref(f'crm_customer_record.{role}')
            users = self.env.ref(host_role).all_user_ids.filtered(lambda user: not user.share)
            group.write({'user_ids': [(4, user.id) for user in users]})

    def _get_interaction_teams(self):
        """The teams that an interaction of each of these users may belong to, the likeliest first.

        :return: dict of user id -> crm.team records: first the main team, then further memberships,
            then the teams led without being a member
        """
        return {
            user_id: self.env['crm.team'].browse(team_id for team_id, _company_id in self._interaction_team_keys(user_id))
            for user_id in self.ids}

    @api.model
    @ormcache('user_id')
    def _interaction_team_keys(self, user_id):
        """Return ``((team id, company id or False), ...)``, ordered as in :meth:`_get_interaction_teams`; kept in memory."""
        user = self.browse(user_id).sudo()  # as superuser: people of other companies may be named, too
        teams = user.sale_team_id | user.crm_team_ids
        teams = teams or self.env['crm.team'].sudo().search([('user_id', '=', user_id)])  # as superuser: same
        return tuple((team.id, team.company_id.id) for team in teams)
