from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

WAYS = [
    ('file', "As the file says, else nobody"),
    ('me', "Me"),
    ('rotate', "These colleagues in turn"),
    ('team', "The members of a team in turn"),
    ('region', "By country and region"),
    ('nobody', "Nobody"),
]
FOR_ALL = ('file', 'me', 'nobody')


class CrmImport(models.Model):
    """Who gets the new customers of an import, and which tags all of them get."""

    _inherit = 'crm.import'

    assign = fields.Selection(
        WAYS, string="New customers go to", required=True, default='file',
        help="Customers that are known already stay with whom they belong to, unless a column of the file says otherwise.")
    assign_user_ids = fields.Many2many(
        'res.users', 'crm_import_assign_user_rel', string="Colleagues", domain="[('id', 'in', assignable_user_ids)]")
    assign_team_id = fields.Many2one('crm.team', string="Team", domain="[('company_id', 'in', (False, company_id))]")
    assign_rule_ids = fields.One2many('crm.import.assign.rule', 'import_id', string="Regions", copy=False)
    assign_file_first = fields.Boolean(
        string="Whom the file names goes first", default=True, help="A salesperson named in the row goes before this rule.")
    assign_others = fields.Boolean(compute='_compute_assign_others')
    assignable_user_ids = fields.Many2many('res.users', compute='_compute_assign_others')
    tag_ids = fields.Many2many(
        'res.partner.category', 'crm_import_tag_rel', string="Tags for all of them", help="New and known customers get them.")

    @api.depends_context('uid')
    @api.depends('company_id', 'user_id')
    def _compute_assign_others(self):
        for record in self:
            record.assign_others = record._may_assign_others()
            record.assignable_user_ids = record._assignable_users()

    @api.constrains('assign', 'assign_user_ids', 'assign_team_id', 'assign_rule_ids')
    def _check_assign(self):
        for record in self:
            wanted = record.assign_user_ids | record.assign_rule_ids.user_id
            if (record.assign not in FOR_ALL or wanted) and not record._may_assign_others():
                raise UserError(self.env._("You can keep the new customers yourself. Ask a team leader to distribute them among others."))
            if strangers := wanted - record._assignable_users():
                raise UserError(self.env._(
                    "%(names)s cannot get customers of this import: choose people of your teams who work in %(company)s.",
                    names=', '.join(strangers.mapped('name')), company=record.company_id.name))

    def _may_assign_others(self):
        """:return: whether who imports may give customers to others; sellers get them themselves"""
        return self.user_id.has_group('crm_customer_record.group_team_leader')

    def _assignable_users(self):
        """:return: `res.users` to whom the importing user may give customers: people of the import's company, of the
        teams that a team leader leads, of all teams for managers"""
        self.ensure_one()
        user = self.user_id
        if not self._may_assign_others():
            return user
        domain = Domain('share', '=', False) & Domain('company_ids', 'in', self.company_id.ids)
        if not user.has_group('crm_customer_record.group_manager'):
            teams = self.env['crm.team'].search([('id', 'child_of', self.env['crm.team'].search([('user_id', '=', user.id)]).ids)])
            domain &= Domain('id', 'in', (teams.member_ids | user).ids)
        return self.env['res.users'].search(domain)

    def _turn(self):
        """:return: `res.users` who get customers in turn, in this order"""
        if self.assign == 'rotate':
            return self.assign_user_ids & self._assignable_users()
        if self.assign == 'team':
            return self.assign_team_id.member_ids.sorted('id') & self._assignable_users()
        return self.user_id if self.assign == 'me' else self.env['res.users']

    def _owned_rows(self):
        """:return: SQL condition: the rows `r` of this import that bring somebody who is to belong to a colleague"""
        return SQL(
            """r.import_id = %s AND r.state = 'pending' AND r.decision IN ('create', 'update') AND r.match_account_id IS NULL
               AND r.account_leader_id IS NULL AND r.partner_leader_id IS NULL
               AND (r.match_partner_id IS NULL OR jsonb_exists(r.normalized, 'company'))""", self.id)

    def _assign_sql(self):
        """:return: SQL of (id, user_id): who gets what the rows create; one customer has one owner, so only the first row
        of a company or of a person without a company counts"""
        owned = self._owned_rows()
        if self.assign == 'region':
            return self._assign_region_sql(owned)
        users = self._turn().ids
        if not users:
            return SQL("SELECT r.id, NULL::int AS user_id FROM crm_import_row r WHERE %s", owned)
        return SQL(
            "SELECT r.id, (%s::int[])[1 + (row_number() OVER (ORDER BY r.row_number) - 1) %% %s] AS user_id FROM crm_import_row r WHERE %s",
            users, len(users), owned)

    def _assign_region_sql(self, owned):
        """:return: SQL of (id, user_id) by country and region: the first line that fits, asked once for each place of the file

        :param owned: see `_owned_rows`
        """
        # The JSON of a row is unpacked once, whatever is asked of it; no place is '', as only equal keys can be hashed.
        return SQL(
            """WITH owned AS MATERIALIZED (
                   SELECT r.id, coalesce(part.company->>'country', part.person->>'country', %(country)s) AS country,
                          lower(coalesce(part.company->>'state', part.person->>'state', '')) AS state
                     FROM crm_import_row r CROSS JOIN LATERAL jsonb_to_record(r.normalized) AS part(company jsonb, person jsonb)
                    WHERE %(owned)s),
               place AS (
                   SELECT country, state, (
                       SELECT rule.user_id FROM crm_import_assign_rule rule
                         LEFT JOIN res_country ON res_country.id = rule.country_id
                         LEFT JOIN res_country_state region ON region.id = rule.state_id
                        WHERE rule.import_id = %(id)s
                          AND (rule.country_id IS NULL OR res_country.code = country)
                          AND (rule.state_id IS NULL OR state IN (lower(region.name), lower(region.code)))
                        ORDER BY rule.state_id IS NULL, rule.country_id IS NULL, rule.id LIMIT 1) AS user_id
                     FROM owned GROUP BY country, state)
               SELECT id, user_id FROM owned JOIN place USING (country, state)""",
            country=self.country_id.code or '', owned=owned, id=self.id)

    def _assign_rows(self):
        """Write on the rows who gets their customer."""
        self.env['crm.import.row'].flush_model()
        self.env['crm.import.assign.rule'].flush_model()
        self.env.execute_query(SQL(
            """UPDATE crm_import_row r SET assigned_user_id = found.user_id FROM (%s) found
                WHERE found.id = r.id AND r.assigned_user_id IS DISTINCT FROM found.user_id""", self._assign_sql()))
        self.env['crm.import.row'].invalidate_model(['assigned_user_id'], flush=False)

    def assignment_counts(self):
        """:return: list of {'user_id', 'name', 'count'}: how many new customers each colleague would get, those that the
        file gives to a colleague included, nobody last"""
        self.ensure_one()
        self.check_access('read')
        self.env['crm.import.row'].flush_model()
        self.env['crm.import.assign.rule'].flush_model()
        place, told = self._told_users()
        lines = self.env.execute_query(
            SQL("SELECT found.user_id, trim(r.raw->>%s), count(*) FROM (%s) found JOIN crm_import_row r ON r.id = found.id GROUP BY 1, 2",
                place, self._assign_sql()) if told else
            SQL("SELECT found.user_id, NULL, count(*) FROM (%s) found GROUP BY 1", self._assign_sql()))
        counts = Counter()
        for user_id, named, count in lines:
            counts[told.get(named) or user_id or False] += count
        names = {user.id: user.name for user in self.env['res.users'].browse(filter(None, counts))}
        return [{'user_id': user_id, 'name': names.get(user_id) or self.env._("Nobody"), 'count': count}
                for user_id, count in sorted(counts.items(), key=lambda item: (not item[0], -item[1], item[0]))]

    def _told_users(self):
        """:return: (place of the column that names salespeople, {its cells: id of the user who gets the customer})"""
        column = self.column_ids.filtered(lambda column: column.field_key == 'company.user')[:1]
        if not column or not (self.assign == 'file' or self.assign_file_first):
            return None, {}
        mapper = self._as_importer()._mapper()
        users = {cell: mapper._salesperson(name) for cell, name, _count in self._distinct_values(column, 'user')}
        return column.position, {cell: user_id for cell, user_id in users.items() if user_id}

    def action_tag_batch(self):
        """Tag all customers of the import with its name and day."""
        for record in self:
            day = fields.Date.context_today(record)
            name = self.env._("Import %(name)s %(date)s", name=record.name, date=fields.Date.to_string(day))
            Tag = self.env['res.partner.category']
            record.tag_ids |= Tag.search([('name', '=', name)], limit=1) or Tag.create({'name': name})
        return True


class CrmImportAssignRule(models.Model):
    """Who gets the customers of one country or region."""

    _name = 'crm.import.assign.rule'
    _description = "Import: Who Gets a Region"
    _order = 'import_id, id'

    import_id = fields.Many2one('crm.import', required=True, index=True, ondelete='cascade')
    country_id = fields.Many2one('res.country', ondelete='cascade')
    state_id = fields.Many2one('res.country.state', string="Region", domain="[('country_id', '=?', country_id)]", ondelete='cascade')
    user_id = fields.Many2one('res.users', string="Goes to", required=True, domain="[('id', 'in', parent.assignable_user_ids)]")

    @api.constrains('user_id', 'import_id')
    def _check_user(self):
        self.import_id._check_assign()


class CrmImportRow(models.Model):
    _inherit = 'crm.import.row'

    assigned_user_id = fields.Many2one('res.users', string="Gets the customer", readonly=True, index='btree_not_null', ondelete='set null')


class CrmImportMapperPartner(models.AbstractModel):
    _inherit = 'crm.import.mapper.partner'

    def _prepare_commit(self, record):
        result = super()._prepare_commit(record)
        record._assign_rows()
        return result

    def _data(self, rows):
        data = super()._data(rows)
        for row in rows:
            if row.assigned_user_id and row.id in data:
                # Of a row with both, the company is the customer; the person follows it.
                part = 'company' if 'company' in data[row.id] else 'person'
                data[row.id][part]['assigned_user'] = row.assigned_user_id.id
        return data

    def _partner_values(self, record, data, is_company=False, parent=None, address=None):
        values = super()._partner_values(record, data, is_company=is_company, parent=parent, address=address)
        if not parent and data.get('assigned_user') and not (record.assign_file_first and values.get('user_id')):
            values['user_id'] = data['assigned_user']
        elif not parent and record.assign == 'nobody' and not record.assign_file_first:
            values.pop('user_id', None)
        return values

    def _plain_values(self, record, data):
        values = super()._plain_values(record, data)
        if record.tag_ids:
            values['category_id'] = [*values.get('category_id', ()), *record.tag_ids._ids]
        return values

    def _salesperson(self, name):
        """Whom the file names gets the customer, if the importing user may give it to them; a seller keeps it."""
        user_id = super()._salesperson(name)
        if not user_id:
            return user_id
        users = self._memo('assignable')
        if not users:
            found = self.env['crm.import'].new({'user_id': self.env.uid, 'company_id': self.env.company.id})
            users['ids'] = set(found._assignable_users().ids)
            users['others'] = found._may_assign_others()
        if user_id in users['ids']:
            return user_id
        return False if users['others'] else self.env.uid
