from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .crm_import import REREADABLE_STATES

SCOPES = [('all', "Everything"), ('new', "Only what is new"), ('known', "Only what is known")]
# Why a row is left out: what it would be otherwise is kept with the reason.
CODES = ('only_new', 'only_known')
OPEN_STATES = (*REREADABLE_STATES, 'paused')
DECIDING = {'decision', 'match_account_id', 'match_partner_id'}
LATER = 'crm_import_scope_later'
BY_HAND = ['chosen', {'by_hand': True}]


class CrmImport(models.Model):
    """Everything of a file, only what is new, or only what is known: a choice over the decisions about the rows."""

    _inherit = 'crm.import'

    scope = fields.Selection(
        SCOPES, string="Take", required=True, default='all',
        help="Only what is new: what is known stays as it is. Only what is known: nothing new is created; of talks, purchases and calls "
        "those of customers that are known. Rows that you take by hand come in all the same.")
    scope_left_count = fields.Integer(compute='_compute_scope_left_count', string="Rows left out by this choice")
    give_back = fields.Boolean(
        string="Also the rows left out by choice", copy=False,
        help="The file of the rows that did not get in holds those that were left out as new or known, too.")

    @api.depends('scope', 'row_ids.decision', 'row_ids.state')
    def _compute_scope_left_count(self):
        for record in self:
            record.scope_left_count = record._count_out_of_scope()

    def _count_out_of_scope(self):
        return self.env['crm.import.row'].search_count([('import_id', '=', self.id), ('reason_code', 'in', CODES)]) if self.scope != 'all' else 0

    def summary(self):
        return {**super().summary(), 'left_by_choice': self._count_out_of_scope()}

    def write(self, vals):
        if 'scope' in vals and any(record.state not in OPEN_STATES and record.scope != vals['scope'] for record in self):
            raise UserError(self.env._("The rows are being written or were written: which of them are taken can no longer be changed."))
        result = super().write(vals)
        if 'scope' in vals and not self.env.context.get('crm_import_staging'):
            for record in self.filtered(lambda record: record.state in ('preview', 'paused')):
                record._take_scope()
        return result

    def _match_rows(self, rows=None):
        if self.scope == 'all':
            return super()._match_rows(rows)
        # What was left out takes part in the search for whom the rows are, and is left out again.
        self._restore_scope()
        result = super()._match_rows(rows)
        self._take_scope()
        return result

    def action_take_new(self):
        result = super().action_take_new()
        for record in self:
            record._take_scope()
        return result

    def _set_columns(self, source):
        before = self.column_ids
        result = super()._set_columns(source)
        if self.origin_id and self.column_ids != before and not (self.options or {}).get('scope'):
            # Who brings rows again wants them.
            self.scope = 'all'
        return result

    def _scope_rows(self, rows):
        """:return: SQL condition on the table `r`: open rows of this import; of some rows, these and the ones that follow them"""
        own = SQL("r.import_id = %s AND r.state = 'pending'", self.id)
        if rows is None:
            return own
        return SQL("%(own)s AND (r.id = ANY(%(ids)s) OR r.account_leader_id = ANY(%(ids)s) OR r.partner_leader_id = ANY(%(ids)s))",
                   own=own, ids=rows.ids)

    def _restore_scope(self, rows=None):
        """Take rows in again that the choice left out: each is what it was."""
        self.env['crm.import.row'].flush_model()
        self.env.execute_query(SQL(
            """UPDATE crm_import_row r
                  SET decision = r.reason->1->>'decision', decided = (r.reason->1->>'decided')::boolean,
                      reason = nullif(r.reason->1->'reason', 'null'::jsonb)
                WHERE %s AND r.decision = 'skip' AND r.reason->>0 = ANY(%s)""", self._scope_rows(rows), list(CODES)))
        self._scope_changed()

    def _take_scope(self, rows=None):
        """Leave out what the choice leaves out, and nothing else; rows that wait for a person are decided first.

        :param rows: only these `crm.import.row` and those that follow them, or None for all
        """
        self._restore_scope(rows)
        if self.scope == 'all':
            return
        self.env.execute_query(SQL(
            """UPDATE crm_import_row r
                  SET decision = 'skip', reason = jsonb_build_array(%(code)s, jsonb_build_object(
                          'decision', r.decision, 'decided', coalesce(r.decided, FALSE), 'reason', r.reason))
                 FROM crm_import_row own
                 LEFT JOIN crm_import_row a ON a.id = own.account_leader_id
                 LEFT JOIN crm_import_row p ON p.id = own.partner_leader_id
                WHERE own.id = r.id AND %(rows)s AND r.decision IN ('create', 'update')
                  AND coalesce(r.reason->1->>'by_hand', '') <> 'true' AND %(out)s""",
            code=f'only_{self.scope}', rows=self._scope_rows(rows), out=self._mapper()._out_of_scope(self.scope)))
        self._scope_changed()

    def _scope_changed(self):
        self.env['crm.import.row'].invalidate_model(flush=False)
        self.invalidate_recordset()


class CrmImportRow(models.Model):
    _inherit = 'crm.import.row'

    reason_code = fields.Char(compute='_compute_reason_code', search='_search_reason_code')

    @api.depends('reason')
    def _compute_reason_code(self):
        for row in self:
            row.reason_code = row.reason[0] if row.reason else False

    def _search_reason_code(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL("%s->>0 = ANY(%s)", SQL.identifier(alias, 'reason'), [code for code in value if code]),
            predicate=lambda row: row.reason_code in value)

    def write(self, vals):
        if not DECIDING & vals.keys() or self.env.context.get('crm_import_row_anew'):
            return super().write(vals)
        rows = self.with_context(**{LATER: True})
        return self._within_scope(lambda: super(CrmImportRow, rows).write(vals))

    def action_use(self, part, partner_id):
        rows = self.with_context(**{LATER: True})
        return self._within_scope(lambda: super(CrmImportRow, rows).action_use(part, partner_id))

    def action_create_new(self):
        rows = self.with_context(**{LATER: True})
        return self._within_scope(lambda: super(CrmImportRow, rows).action_create_new())

    def action_decide_new(self):
        rows = self.with_context(**{LATER: True})
        return self._within_scope(lambda: super(CrmImportRow, rows).action_decide_new())

    def _within_scope(self, decide):
        """Let a person decide, then let the choice for the whole import apply; a row that it had left out and that is taken
        by hand stays in.

        :param decide: what they decide, with the choice put off
        """
        if self.env.context.get(LATER):
            return decide()
        left_out = self.filtered(lambda row: row.reason_code in CODES or row.reason == BY_HAND)
        result = decide()
        taken = left_out.filtered(lambda row: row.decision in ('create', 'update'))
        taken.with_context(crm_import_row_anew=True).reason = BY_HAND
        for record, rows in self.grouped('import_id').items():
            if any(row.decision == 'review' for row in rows):
                # One question of two was answered: the rows that follow wait on.
                self.env['crm.import.match']._follow_leaders(record)
            if record.scope != 'all':
                record._take_scope(rows)
        return result

    def action_undo_decision(self):
        for record, rows in self.grouped('import_id').items():
            record._restore_scope(rows)
        result = super().action_undo_decision()
        for record in self.import_id:
            record._take_scope()
        return result


class CrmImportMapper(models.AbstractModel):
    _inherit = 'crm.import.mapper'

    def _out_of_scope(self, scope):
        """Say which rows a choice leaves out.

        :param str scope: 'new' or 'known'
        :return: SQL condition on a row `r` that is to be written, its `a` (row that brings the company first) and `p` (the person)
        """
        return SQL("r.decision <> 'create'" if scope == 'new' else "r.decision <> 'update'")


class CrmImportMapperPartner(models.AbstractModel):
    _inherit = 'crm.import.mapper.partner'

    def _out_of_scope(self, scope):
        """A row that merely says more about somebody whom an earlier row creates is as new as that one."""
        known = SQL(
            """(r.decision = 'update' AND CASE WHEN jsonb_exists(r.normalized, 'person') THEN coalesce(r.match_partner_id, p.match_partner_id)
                                               ELSE coalesce(r.match_account_id, a.match_account_id) END IS NOT NULL)""")
        return known if scope == 'new' else SQL("NOT %s", known)

    def _update(self, record, row, data, part, partner, reach, account=None):
        if record.scope == 'new' and row.decision != 'update' and self._was_known(row, part):
            # Somebody new of a known company: the company stays as it is, but for the tags of the whole import.
            data, account = {}, None
        return super()._update(record, row, data, part, partner, reach, account)

    def _was_known(self, row, part):
        """:return: whether the company or person of a row was there before the import"""
        if part == 'company':
            return bool(row.match_account_id or row.account_leader_id.match_account_id)
        return bool(row.match_partner_id or row.partner_leader_id.match_partner_id)


class CrmImportMapperItem(models.AbstractModel):
    _inherit = 'crm.import.mapper.item'

    def _out_of_scope(self, scope):
        return SQL("r.match_res_id IS NOT NULL") if scope == 'new' else SQL("r.match_res_id IS NULL")

    def _of_new_customer(self):
        """:return: SQL condition for `_out_of_scope`: nobody whom the row names was there before"""
        return SQL("coalesce(r.match_partner_id, p.match_partner_id, r.match_account_id, a.match_account_id) IS NULL")


class CrmImportMapperInteraction(models.AbstractModel):
    _inherit = 'crm.import.mapper.interaction'

    def _out_of_scope(self, scope):
        """A talk is never changed by an import: what can be known of it is whose it is."""
        return super()._out_of_scope(scope) if scope == 'new' else self._of_new_customer()


class CrmImportProfile(models.Model):
    _inherit = 'crm.import.profile'

    scope = fields.Char()

    @api.model
    def _remember(self, record):
        profile = super()._remember(record)
        profile.scope = record.scope
        return profile

    def _reading_values(self):
        values = super()._reading_values()
        return {**values, 'scope': self.scope} if self.scope else values


class CrmImportSchedule(models.Model):
    _inherit = 'crm.import.schedule'

    scope = fields.Selection(
        SCOPES, string="Take", required=True, default='all', compute='_compute_scope', store=True, readonly=False,
        help="Rows that wait for a decision are decided first.")

    @api.depends('profile_id')
    def _compute_scope(self):
        for record in self:
            record.scope = record.profile_id.scope or record.scope or 'all'

    def _import_options(self):
        return {**super()._import_options(), 'scope': self.scope}
