"""What the record rules of talks and promises need, in a form that costs one index probe per row.

A rule written as ``account_id.user_id = me`` becomes ``account_id IN (SELECT ...)``; under an OR the
planner hashes that sub-select and reads every customer (or every invoice) for a page of thirty rows.
A scalar sub-select cannot be hashed: it probes an index for the rows of the page only.
"""
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

INVOICE_TYPES = ('out_invoice', 'out_refund')


class CrmCustomerAccess(models.AbstractModel):
    """A record about a contact (``partner_id``) and the account at that time (``account_id``)."""

    _name = 'crm.customer.access'
    _description = "Access by Customer"

    is_own_customer = fields.Boolean(
        string="My Customer",
        compute='_compute_is_own_customer',
        search='_search_is_own_customer',
        compute_sudo=True,
        help="The viewer is the salesperson of the account or of the contact.",
    )
    is_invoiced_customer = fields.Boolean(
        string="Invoiced Customer",
        compute='_compute_is_invoiced_customer',
        search='_search_is_invoiced_customer',
        compute_sudo=True,
        help="The account has a posted invoice or credit note.",
    )

    # Not on the salespeople of both: such a dependency makes the host look for talks and promises of each new partner.
    # What changes them forgets the answers instead (`_forget_owners`).
    @api.depends('account_id', 'partner_id')
    @api.depends_context('uid')
    def _compute_is_own_customer(self):
        for record in self:
            record.is_own_customer = self.env.user in record.account_id.user_id | record.partner_id.user_id

    def _search_is_own_customer(self, operator, value):
        if operator != 'in':
            return NotImplemented
        uid = self.env.uid

        def to_sql(model, alias, query):
            salesperson = model.env['res.partner']._fields['user_id']
            account, contact = SQL.identifier(alias, 'account_id'), SQL.identifier(alias, 'partner_id')
            owner = "(SELECT p.user_id FROM res_partner p WHERE p.id = %s) = %s"
            return SQL(
                "(%s OR (%s <> %s AND %s)) IS TRUE",
                SQL(owner, account, uid, to_flush=salesperson), contact, account, SQL(owner, contact, uid),
            )

        return Domain.custom(to_sql=to_sql, predicate=lambda record: record.is_own_customer)

    @api.depends('account_id')
    @api.depends_context('allowed_company_ids')
    def _compute_is_invoiced_customer(self):
        groups = self.env['account.move']._read_group(
            [
                ('commercial_partner_id', 'in', self.account_id.ids),
                ('state', '=', 'posted'),
                ('move_type', 'in', INVOICE_TYPES),
                ('company_id', 'in', self.env.companies.ids),
            ],
            ['commercial_partner_id'],
        )
        invoiced = {partner.id for partner, in groups}
        for record in self:
            record.is_invoiced_customer = record.account_id.id in invoiced

    def _search_is_invoiced_customer(self, operator, value):
        if operator != 'in':
            return NotImplemented
        companies = tuple(self.env.companies.ids)

        def to_sql(model, alias, query):
            state = model.env['account.move']._fields['state']
            return SQL(
                """(SELECT TRUE FROM account_move m
                     WHERE m.commercial_partner_id = %s
                       AND m.state = 'posted' AND m.move_type IN %s AND m.company_id IN %s
                     LIMIT 1) IS TRUE""",
                SQL.identifier(alias, 'account_id'), INVOICE_TYPES, companies, to_flush=state,
            )

        return Domain.custom(to_sql=to_sql, predicate=lambda record: record.is_invoiced_customer)

    def _check_company(self, fnames=None):
        """Ask the host's check, which evaluates a domain for each field, only about what belongs to another company."""
        checked = [name for name, field in self._fields.items() if field.relational and field.check_company]
        # As superuser, as the host checks it.
        doubtful = self.filtered(lambda record: any(record.sudo()._names_other_company(name) for name in checked))
        return super(CrmCustomerAccess, doubtful)._check_company(fnames)

    def _names_other_company(self, name):
        """Whether what the field names belongs to another company than this record."""
        named = self[name]
        return 'company_id' not in named or bool(named.company_id - self.company_id)


class ResPartner(models.Model):
    """Another salesperson changes who may read talks and promises of the customer."""

    _inherit = 'res.partner'

    def write(self, vals):
        result = super().write(vals)
        if 'user_id' in vals or 'parent_id' in vals:
            self._forget_owners()
        return result

    @api.model
    def _forget_owners(self):
        """Have it decided anew in this transaction whose customers they are."""
        for name in self.env.registry.descendants(['crm.customer.access'], '_inherit'):
            self.env[name].invalidate_model(['is_own_customer'], flush=False)
