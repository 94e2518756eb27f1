from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.imports.changes import FIXED

# Reasons of rejected rows that do not say why: their `error` does.
NO_REFUSAL = ('rejected', 'matched', 'same_company_as', 'same_person_as', 'chosen', 'remembered', 'item_known')


class CrmImportRow(models.Model):
    """One staged row of a file: what it says, what was understood, whom it may be, and what will become of it."""

    _name = 'crm.import.row'
    _description = "Import Row"
    _order = 'import_id, row_number, id'
    _rec_name = 'name'

    import_id = fields.Many2one('crm.import', required=True, index=True, readonly=True, ondelete='cascade')
    row_number = fields.Integer(string="Row", readonly=True, aggregator=None, help="As the spreadsheet numbers it.")
    name = fields.Char(readonly=True)
    # Large, and read from JSON each time: only who asks for one of these gets it.
    raw = fields.Json(readonly=True, prefetch=False, help="The cells as the file holds them.")
    normalized = fields.Json(readonly=True, prefetch=False, help="What was understood: values by part (company, person) and field.")
    match_keys = fields.Json(readonly=True, prefetch=False, help="Comparable keys: lists of [part, kind, value].")
    issues = fields.Json(readonly=True, prefetch=False, help="What was corrected or could not be understood: lists of [code, params].")
    changes = fields.Json(readonly=True, prefetch=False, help="What was changed, proposed or refused: see doc/import_core.md.")
    refused_rules = fields.Json(readonly=True, prefetch=False, help="Rules that a person refused for this row: lists of [column, rule].")
    accepted_rules = fields.Json(readonly=True, prefetch=False, help="Proposals that a person accepted for this row: lists of [column, rule].")
    candidates = fields.Json(readonly=True, prefetch=False, help="Records this row may be, best first, with score and reasons.")
    problem = fields.Boolean(readonly=True, help="Something in this row should be looked at.")
    decision = fields.Selection(
        [('create', "New"), ('update', "Known already"), ('review', "Unclear"), ('skip', "Left out")],
        required=True, default='create',
    )
    reason = fields.Json(readonly=True, help="Why this decision: [code, params].")
    decided = fields.Boolean(readonly=True, help="A person decided; matching leaves the row alone.")
    state = fields.Selection(
        [('pending', "To do"), ('done', "Done"), ('rejected', "Rejected"), ('skipped', "Left out"),
         ('cancelled', "Cancelled"), ('undone', "Taken back")],
        required=True, default='pending', readonly=True,
    )
    # Which part of the row is to be written next; see the mapper's `_steps`.
    step = fields.Integer(readonly=True)
    # Rows of one lane are written one after the other, whoever writes them; see `crm.import._assign_lanes`.
    lane = fields.Integer(readonly=True, default=0)
    error = fields.Text(readonly=True, help="Why the row was refused, in the language of who imports; see `_refusal_text`.")
    match_account_id = fields.Many2one(
        'res.partner', string="Known company", index='btree_not_null', ondelete='set null',
    )
    match_partner_id = fields.Many2one(
        'res.partner', string="Known contact", index='btree_not_null', ondelete='set null',
    )
    # The row of the same file that brings the same company or person first.
    account_leader_id = fields.Many2one('crm.import.row', readonly=True, index='btree_not_null', ondelete='set null')
    partner_leader_id = fields.Many2one('crm.import.row', readonly=True, index='btree_not_null', ondelete='set null')
    account_id = fields.Many2one(
        'res.partner', string="Company", readonly=True, index='btree_not_null', ondelete='set null',
    )
    partner_id = fields.Many2one(
        'res.partner', string="Contact", readonly=True, index='btree_not_null', ondelete='set null',
    )
    import_state = fields.Selection(related='import_id.state', string="State of the import")
    issue_text = fields.Text(compute='_compute_texts', string="Problems")
    reason_text = fields.Char(compute='_compute_texts', string="Why")
    raw_values = fields.Json(compute='_compute_raw_values', string="In the file")
    normalized_values = fields.Json(compute='_compute_normalized_values', string="Understood as")
    candidate_values = fields.Json(compute='_compute_candidate_values', string="May be")

    _row_unique = models.UniqueIndex('(import_id, row_number)')
    # Counts of a large import come from here alone, once the table was vacuumed.
    _count_idx = models.Index('(import_id, decision, state, problem)')
    _work_idx = models.Index(
        "(import_id, step, lane, row_number) WHERE state = 'pending' AND decision IN ('create', 'update')")

    @api.depends_context('lang')
    @api.depends('issues', 'reason', 'error', 'state')
    def _compute_texts(self):
        messages = self.env['crm.import.message']
        for row in self:
            lines = [messages.text(code, params) for code, params in row.issues or []]
            refusal = row._refusal_text()
            row.issue_text = '\n'.join([refusal, *lines] if refusal else lines)
            row.reason_text = messages.text(*row.reason) if row.reason and row.state != 'rejected' else False

    def _refusal_text(self):
        """:return: why the row was refused, in the language of the user; in that of who imports where another application refused it"""
        if self.state == 'rejected' and self.reason and self.reason[0] not in NO_REFUSAL:
            return self.env['crm.import.message'].text(*self.reason)
        return self.error or ''

    @api.depends('raw', 'import_id.column_ids')
    def _compute_raw_values(self):
        for record, rows in self.grouped('import_id').items():
            headers = {column.position: column.header for column in record.column_ids}
            for row in rows:
                row.raw_values = [
                    {'label': headers.get(position) or str(position + 1), 'value': value, 'position': position}
                    for position, value in enumerate(row.raw or []) if value not in (None, '')
                ]

    @api.depends_context('lang')
    @api.depends('normalized')
    def _compute_normalized_values(self):
        for record, rows in self.grouped('import_id').items():
            for row in rows:
                row.normalized_values = record._mapper()._describe(row.normalized or {}) if record else []

    @api.depends_context('lang', 'uid')
    @api.depends('candidates')
    def _compute_candidate_values(self):
        messages = self.env['crm.import.message']
        ids = {candidate['id'] for row in self for candidate in row.candidates or []}
        # What the importing user could see may be hidden from who looks now.
        visible = self.env['res.partner'].with_context(active_test=False).search_fetch([('id', 'in', list(ids))], ['display_name'])
        names = {partner.id: partner.display_name for partner in visible}
        for row in self:
            row.candidate_values = [
                {**candidate, 'name': names[candidate['id']],
                 'reasons': [messages.text(code, params) for code, params in candidate['reasons']]}
                for candidate in row.candidates or [] if candidate['id'] in names
            ]

    def _is_open(self):
        """:return: whether what the row says and becomes can still be changed"""
        self.ensure_one()
        return self.state in ('pending', 'rejected') and self.import_id.state in ('preview', 'paused', 'done')

    def _check_open(self):
        for row in self:
            if not row._is_open():
                raise UserError(self.env._("Row %(row)s can no longer be changed: it was written or is being written.",
                                           row=row.row_number))

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise UserError(self.env._("Rows come from a file; use Import to read one."))

    def write(self, vals):
        if self.env.context.get('crm_import_row_anew'):
            return super().write(vals)
        if {'decision', 'normalized', 'match_account_id', 'match_partner_id'} & vals.keys():
            self._check_open()
            vals = {**vals, 'decided': True, 'reason': ['chosen', {}]}
        result = super().write(vals)
        if 'decision' in vals:
            self.env['crm.import.match']._release_followers(self.filtered(lambda row: row.decision != 'review'))
        return result

    def action_use(self, part, partner_id):
        """Decide that this row is a known customer.

        :param str part: 'company' or 'person'
        :param int partner_id: the `res.partner` it is
        """
        self._check_open()
        partner = self.env['res.partner'].browse(partner_id)
        partner.check_access('write')
        field = 'match_account_id' if part == 'company' else 'match_partner_id'
        for row in self:
            row.write({field: partner.id, 'decision': 'update', 'state': 'pending', 'error': False})
            row._settle(part)
        return True

    def action_answer_change(self, column, rule, accept):
        """Refuse or accept one rule for one column of these rows; they are read and matched anew.

        :param int column: place of the column from 0, as the change names it
        :param str rule: as the change names it
        :param bool accept: False refuses a change, True accepts a proposal, None takes an earlier answer back
        """
        self._check_open()
        if rule in FIXED:
            raise UserError(self.env._("Invisible characters are always removed: they cannot be kept."))
        for row in self:
            kept = {name: [item for item in row[name] or [] if item != [column, rule]] for name in ('refused_rules', 'accepted_rules')}
            if accept is not None:
                kept['accepted_rules' if accept else 'refused_rules'].append([column, rule])
            row.with_context(crm_import_row_anew=True).write({name: rules or False for name, rules in kept.items()})
        for record, rows in self.grouped('import_id').items():
            record._reread_rows(rows)
        return True

    def action_create_new(self):
        """Decide that this row is someone new, whatever it resembles."""
        for row in self:
            row.write({'decision': 'create', 'match_account_id': False, 'match_partner_id': False, 'state': 'pending',
                       'error': False})
        return True

    def action_skip(self):
        """Decide to leave this row out."""
        self.write({'decision': 'skip'})
        return True

    def action_choose(self):
        """Decide what the form shows: nothing changes but that matching leaves the row alone from now on."""
        self.write({'decided': True})
        return True

    def action_open_partner(self):
        """Open what the row became."""
        self.ensure_one()
        partner = self.partner_id or self.account_id
        return {'type': 'ir.actions.act_window', 'res_model': 'res.partner', 'res_id': partner.id, 'view_mode': 'form',
                'views': [(False, 'form')]}

    def _settle(self, part):
        """When one part was decided, a person may still have to decide the other.

        A row whose company is chosen and whose person is new creates the person.
        """
        self.ensure_one()
        data = self.normalized or {}
        other = {'company': 'person', 'person': 'company'}[part]
        chosen = self.match_partner_id if other == 'person' else self.match_account_id
        if data.get(other) and not chosen and any(candidate['part'] == other for candidate in self.candidates or []):
            self.decision = 'review'
        elif part == 'company' and data.get('person') and not self.match_partner_id:
            self.decision = 'create'
