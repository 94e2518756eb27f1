import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

# A file may be read again (other sheet, other mapping) until its first row was written.
REREADABLE_STATES = ('draft', 'preview')
# Changing one of these changes what the rows say, so the file is staged again.
READING_FIELDS = {'sheet', 'header_row', 'encoding', 'delimiter', 'column_ids', 'country_id', 'take_hidden'}
# Changing one of these changes only what will be done with the rows, so they are matched again.
POLICY_FIELDS = {'update_policy', 'address_policy', 'match_auto', 'match_review'}
# States in which workers write rows or take them back.
WORKING = ('queued', 'running', 'cancelling')
EMPTY_SUMMARY = {'decision': {}, 'state': {}, 'total': 0, 'problems': 0, 'to_write': 0}


class CrmImport(models.Model):
    """One file being brought in: from the upload through preview and commit to the report and the undo."""

    _name = 'crm.import'
    _description = "Import"
    _order = 'id desc'
    _check_company_auto = True

    name = fields.Char(compute='_compute_name', store=True, readonly=False, precompute=True)
    kind = fields.Selection(
        [
            ('partner', "Customers and contacts"),
            ('opportunity', "Opportunities"),
            ('interaction', "Interactions"),
            ('purchase', "Purchases made elsewhere"),
            ('call_list', "Call list"),
        ],
        required=True,
        default='partner',
    )
    file = fields.Binary(attachment=True, copy=False, help="An .xlsx, .xls, .ods, .csv, .txt, .vcf, .xml or .zip file.")
    filename = fields.Char()
    state = fields.Selection(
        [
            ('draft', "File"),
            ('preview', "Preview"),
            ('queued', "Queued"),
            ('running', "Running"),
            ('paused', "Paused"),
            ('cancelling', "Being cancelled"),
            ('cancelled', "Cancelled"),
            ('done', "Done"),
            ('undoing', "Being undone"),
            ('undone', "Undone"),
            ('failed', "Failed"),
        ],
        required=True,
        default='draft',
        readonly=True,
        copy=False,
        index=True,
    )
    sheet = fields.Char(help="The sheet of the workbook that is read.")
    sheet_names = fields.Json(readonly=True, copy=False)
    header_row = fields.Integer(help="Number of the row that holds the column names, as the spreadsheet shows it.")
    encoding = fields.Char()
    delimiter = fields.Char()
    take_hidden = fields.Boolean(
        string="Hidden rows and columns too", help="What the sheet hides, for example by a filter, is read like all the rest.",
    )
    warnings = fields.Json(readonly=True, copy=False)
    warning_text = fields.Text(compute='_compute_warning_text')
    profile_id = fields.Many2one('crm.import.profile', string="Import Profile", index='btree_not_null', ondelete='set null', copy=False)
    column_ids = fields.One2many('crm.import.column', 'import_id', string="Columns", copy=False)
    row_ids = fields.One2many('crm.import.row', 'import_id', string="Rows", copy=False)
    change_ids = fields.One2many('crm.import.change', 'import_id', string="Changes", copy=False)
    update_policy = fields.Selection(
        [
            ('fill', "Fill what is empty"),
            ('overwrite', "Overwrite"),
            ('keep', "Keep what is there"),
            ('ask', "Ask me"),
        ],
        string="When the customer is known already",
        required=True,
        default='fill',
    )
    address_policy = fields.Selection(
        [
            ('company', "They share their company's address"),
            ('own', "They keep an address of their own"),
        ],
        string="Address of contacts",
        required=True,
        default='company',
    )
    match_auto = fields.Integer(
        string="Known for sure from", default=85, required=True, aggregator=None,
        help="From this likelihood in percent a row is taken for a known customer without asking, where something strong agrees "
        "and nothing contradicts.",
    )
    match_review = fields.Integer(
        string="Unclear from", default=30, required=True, aggregator=None,
        help="Below this likelihood in percent a row is somebody new; between the two somebody has to decide.",
    )
    country_id = fields.Many2one(
        'res.country',
        string="Country of the numbers",
        default=lambda self: self.env.company.country_id,
        help="Telephone numbers without a country code are read as numbers of this country.",
    )
    options = fields.Json(copy=False)
    error = fields.Text(readonly=True, copy=False)
    user_id = fields.Many2one(
        'res.users', string="Imported by", required=True, default=lambda self: self.env.user, readonly=True, index=True,
    )
    company_id = fields.Many2one(
        'res.company', required=True, default=lambda self: self.env.company, readonly=True, index=True,
    )
    row_count = fields.Integer(compute='_compute_counts')
    create_count = fields.Integer(compute='_compute_counts')
    update_count = fields.Integer(compute='_compute_counts')
    review_count = fields.Integer(compute='_compute_counts')
    skip_count = fields.Integer(compute='_compute_counts')
    problem_count = fields.Integer(compute='_compute_counts')
    pending_count = fields.Integer(compute='_compute_counts')
    done_count = fields.Integer(compute='_compute_counts')
    to_write_count = fields.Integer(compute='_compute_counts')
    rejected_count = fields.Integer(compute='_compute_counts')
    progress = fields.Float(compute='_compute_counts', help="Percentage of the rows to be written that are written.")
    undo_reversed_count = fields.Integer(compute='_compute_undo_counts')
    undo_kept_count = fields.Integer(compute='_compute_undo_counts')
    undo_failed_count = fields.Integer(compute='_compute_undo_counts')

    _match_order = models.Constraint(
        'CHECK (match_review > 0 AND match_review < match_auto AND match_auto <= 100)',
        "The likelihood from which a row is unclear must be above 0 and below the one from which it is known for sure (at most 100).",
    )

    @api.depends('filename', 'kind')
    def _compute_name(self):
        kinds = dict(self._fields['kind']._description_selection(self.env))
        for record in self:
            record.name = record.filename or kinds.get(record.kind)

    @api.depends_context('lang')
    @api.depends('warnings')
    def _compute_warning_text(self):
        messages = self.env['crm.import.message']
        for record in self:
            record.warning_text = '\n'.join(messages.text(code, params) for code, params in record.warnings or [])

    @api.depends('row_ids.state', 'row_ids.decision', 'row_ids.problem')
    def _compute_counts(self):
        for record in self:
            counts = record.summary() if record.id else {'decision': {}, 'state': {}, 'total': 0, 'problems': 0, 'to_write': 0}
            record.row_count = counts['total']
            record.problem_count = counts['problems']
            for decision in ('create', 'update', 'review', 'skip'):
                record[f'{decision}_count'] = counts['decision'].get(decision, 0)
            for state in ('pending', 'done', 'rejected'):
                record[f'{state}_count'] = counts['state'].get(state, 0)
            record.to_write_count = counts['to_write']
            record.progress = record._percent() if record.id else 0.0

    @api.depends('change_ids.undo_state')
    def _compute_undo_counts(self):
        groups = self.env['crm.import.change']._read_group(
            [('import_id', 'in', self.ids)], ['import_id', 'undo_state'], ['__count'],
        )
        counts = {(record.id, state): count for record, state, count in groups}
        for record in self:
            record.undo_reversed_count = counts.get((record.id, 'reversed'), 0)
            record.undo_kept_count = counts.get((record.id, 'kept'), 0)
            record.undo_failed_count = counts.get((record.id, 'failed'), 0)

    def write(self, vals):
        reread = READING_FIELDS & vals.keys()
        rematch = POLICY_FIELDS & vals.keys()
        if (reread or rematch) and any(record.state not in (*REREADABLE_STATES, 'paused') for record in self):
            raise UserError(self.env._(
                "The rows of this import are being written or were written: its columns and rules can no longer be "
                "changed. Undo it, or start a new import with the same file."
            ))
        result = super(CrmImport, self.with_context(crm_import_staging=True)).write(vals)
        if not self.env.context.get('crm_import_staging'):
            previews = self.filtered(lambda record: record.state == 'preview')
            if reread:
                previews._restage(vals.keys())
            elif rematch:
                previews._match()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_running(self):
        if any(record.state in (*WORKING, 'undoing') for record in self):
            raise UserError(self.env._("This import is running. Pause it before you delete it."))

    # Entry points

    @api.model
    def load_file(self, kind, filename, data, profile=None, options=None):
        """Read a file, map its columns, stage and match its rows, without writing anything to the customers.

        :param str kind: one of the keys of the field `kind`
        :param str filename: shown to the user; its extension is a hint, the content decides
        :param bytes data: the file
        :param profile: `crm.import.profile` record whose mapping is used; found by the header when left out
        :param dict options: `sheet`, `header_row` (1-based), `encoding`, `delimiter`, `take_hidden`, `country` (ISO code), `update_policy`,
            `address_policy`, `scope` ('all', 'new', 'known')
        :return: the `crm.import` record, in state `preview`
        :raises UserError: the file cannot be used; names file, sheet and row and what to do. Nothing is left behind.
        """
        options = dict(options or {})
        values = {name: options.pop(name) for name in ('sheet', 'header_row', 'encoding', 'delimiter', 'take_hidden') if options.get(name)}
        values.update({name: options[name] for name in (*POLICY_FIELDS, 'scope') if options.get(name)})
        if country := options.get('country'):
            values['country_id'] = self.env['res.country'].search([('code', '=', country)], limit=1).id
        with self.env.cr.savepoint():
            record = self.create({
                **values, 'kind': kind, 'filename': filename, 'file': base64.b64encode(data), 'options': options,
                'profile_id': profile.id if profile else False,
            })
            # It is kept; the copy in memory is half as large again as the file.
            self.invalidate_model(['file'], flush=False)
            record._stage_file(data)
        return record

    def summary(self):
        """Count the rows of one import.

        :return: dict with `total`, `problems`, `to_write` (rows a commit would still write), and the dicts `decision`
            (create, update, skip, review) and `state` (pending, done, rejected, skipped, and cancelled if any) with the
            number of rows of each; `left_by_choice`: rows left out because only new or only known ones are taken
        """
        self.ensure_one()
        result = {'total': 0, 'problems': 0, 'to_write': 0,
                  'decision': dict.fromkeys(('create', 'update', 'skip', 'review'), 0),
                  'state': dict.fromkeys(('pending', 'done', 'rejected', 'skipped'), 0)}
        groups = self.env['crm.import.row']._read_group(
            [('import_id', '=', self.id)], ['decision', 'state', 'problem'], ['__count'],
        )
        for decision, state, problem, count in groups:
            result['total'] += count
            result['decision'][decision] += count
            result['state'][state] = result['state'].get(state, 0) + count
            result['problems'] += count if problem or state == 'rejected' else 0
            result['to_write'] += count if state == 'pending' and decision in ('create', 'update') else 0
        return result

    def action_read(self):
        """Read the uploaded file and show what would happen."""
        for record in self:
            if not record.file:
                raise UserError(self.env._("Choose a file first, or paste a table."))
            record._stage_file(base64.b64decode(record.with_context(bin_size=False).file))

    def action_commit(self):
        """Queue the rows for writing; the scheduler works them off in chunks."""
        for record in self:
            if record.state not in ('preview', 'paused', 'done', 'failed'):
                raise UserError(self.env._("Only an import in preview can be started; this one is “%(state)s”.",
                                           state=record._state_label()))
            record._mapper()._check_may_write(record)
            record._mapper()._prepare_commit(record)
            record._assign_lanes()
            record.profile_id = record.env['crm.import.profile']._remember(record)
            counts = record.summary()
            record.write({'state': 'queued', 'error': False, 'write_total': counts['state']['done'] + counts['to_write']})
            record._announce(now=True)
        self._wake_workers()

    def action_pause(self):
        """Stop after the chunk that is being written."""
        for record in self.filtered(lambda record: record.state in ('queued', 'running')):
            record.write({'state': 'paused', 'error': False})
            record._announce(now=True)

    def action_back(self):
        """Take another file, or read this one anew."""
        if any(record.state != 'preview' for record in self):
            raise UserError(self.env._("Only an import in preview can start over."))
        for record in self:
            record._clear_staging()
            record.write({'state': 'draft', 'sheet': False, 'header_row': 0, 'encoding': False, 'delimiter': False})

    def _state_label(self):
        self.ensure_one()
        return dict(self._fields['state']._description_selection(self.env))[self.state]
