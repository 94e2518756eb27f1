from odoo import api, models

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
        teams = dict.fromkeys(self.ids, self.env['crm.team'])
        if not self:
            return teams
        for user in self.sudo():  # as superuser: people of other companies may be named, too
            teams[user.id] = (user.sale_team_id | user.crm_team_ids).sudo(self.env.su)
        leaders = [user_id for user_id, found in teams.items() if not found]
        led = self.env['crm.team'].search([('user_id', 'in', leaders)]) if leaders else self.env['crm.team']
        for team in led:
            teams[team.user_id.id] |= team
        return teams
