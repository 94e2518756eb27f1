from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.saved_filters import read_domain


class CrmHandoverCriteria(models.AbstractModel):
    """Which customers are meant. Nothing given: all; several things given: all of them must hold.

    The question is asked of families: an account counts when it or one of the leaver's contacts in it fits.
    """

    _name = 'crm.handover.criteria'
    _description = "Choice of Customers"

    team_ids = fields.Many2many(
        'crm.team', string="Sales Teams", help="Customers with a deal or a talk of these teams, sub-teams included.")
    country_ids = fields.Many2many('res.country', string="Countries")
    state_ids = fields.Many2many('res.country.state', string="Regions")
    zip_prefix = fields.Char(string="Zip starts with", help="One or several beginnings of zip codes, separated by commas.")
    category_ids = fields.Many2many('res.partner.category', string="Tags")
    filter_id = fields.Many2one(
        'ir.filters', string="Saved Filter", domain="[('model_id', '=', 'res.partner'), ('user_ids', 'in', [uid, False])]",
        help="A filter that was saved in the list of contacts.")

    def _teams(self):
        """Return the teams that are meant, sub-teams included."""
        return self.env['crm.team'].search([('id', 'child_of', self.team_ids.ids)]) if self.team_ids else self.team_ids

    def _families(self, rows):
        """Return the families of ``rows`` that are meant.

        :param list rows: of ``tools.handover.Row``
        :return: a set of families, ``None`` when no criterion is given
        """
        found = None
        for families in (self._families_of_partners(rows), self._families_of_teams(rows)):
            if families is not None:
                found = families if found is None else found & families
        return found

    def _families_of_partners(self, rows):
        address, others = self._address_domain(), self._partner_domain()
        if address.is_true() and others.is_true():
            return None
        ids = {row.family for row in rows if row.family > 0} | {row.partner for row in rows if row.partner}
        partners = self.env['res.partner'].with_context(active_test=False)
        query = partners._search(Domain('id', 'in', ids) & address & others)
        found = {family for family, in self.env.execute_query(SQL(
            "SELECT COALESCE(commercial_partner_id, id) FROM res_partner WHERE id IN %s", query.subselect()))}
        if others.is_true():
            # sudo: deals without a customer, found with the rights of the user before
            deals = self.env['crm.lead'].sudo().with_context(active_test=False)
            lonely = [-row.family for row in rows if row.family < 0]
            found |= {-lead_id for lead_id in deals._search(Domain('id', 'in', lonely) & address).get_result_ids()}
        return found

    def _address_domain(self):
        domain = Domain.TRUE
        if self.country_ids:
            domain &= Domain('country_id', 'in', self.country_ids.ids)
        if self.state_ids:
            domain &= Domain('state_id', 'in', self.state_ids.ids)
        if prefixes := [prefix.strip() for prefix in (self.zip_prefix or '').split(',') if prefix.strip()]:
            domain &= Domain.OR(
                Domain('zip', '=ilike', prefix.replace('\\', r'\\').replace('%', r'\%').replace('_', r'\_') + '%')
                for prefix in prefixes)
        return domain

    def _partner_domain(self):
        domain = Domain('category_id', 'child_of', self.category_ids.ids) if self.category_ids else Domain.TRUE
        return domain & self._filter_domain() if self.filter_id else domain

    def _filter_domain(self):
        try:
            domain = Domain(read_domain(self.filter_id.domain, {'uid': self.env.uid}))
            domain.validate(self.env['res.partner'])
        except Exception as error:  # whatever somebody saved: the sentence tells what to do
            raise UserError(self.env._(
                "The filter “%(name)s” cannot be used here. Save it again in the list of contacts, or choose another.",
                name=self.filter_id.name)) from error
        return domain

    def _families_of_teams(self, rows):
        if not self.team_ids:
            return None
        teams = self._teams()
        accounts = {row.family for row in rows if row.family > 0}
        # sudo: deals of people whose customers the user may hand over; only whether there is one
        deals = self.env['crm.lead'].sudo().with_context(active_test=False)
        queries = [
            SQL("SELECT -id FROM crm_lead WHERE id IN %s", deals._search(
                [('id', 'in', [-row.family for row in rows if row.family < 0]), ('team_id', 'in', teams.ids)]).subselect()),
            SQL("SELECT timeline_account_id FROM crm_lead WHERE id IN %s", deals._search(
                [('timeline_account_id', 'in', accounts), ('team_id', 'in', teams.ids)]).subselect()),
            SQL("SELECT account_id FROM crm_interaction WHERE id IN %s", self.env['crm.interaction']._search(
                [('account_id', 'in', accounts), ('team_id', 'in', teams.ids)]).subselect()),
        ]
        return {family for family, in self.env.execute_query(SQL(" UNION ").join(queries))}

    @api.onchange('country_ids')
    def _onchange_country_ids(self):
        if self.country_ids:
            self.state_ids = self.state_ids.filtered(lambda state: state.country_id in self.country_ids._origin)
