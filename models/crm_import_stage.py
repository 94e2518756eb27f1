import base64
import csv
import io
import json
from itertools import islice

from odoo import api, models
from odoo.exceptions import UserError

from ..tools.imports.changes import answers
from ..tools.imports.cleaning import Picture, cell_text
from ..tools.imports.errors import ImportFileError
from ..tools.imports.files import open_file
from ..tools.imports.kind_columns import FIELDS as KIND_FIELDS
from ..tools.imports.kind_columns import suggest
from ..tools.imports.layouts import known, recognise, suggest_fields
from ..tools.imports.targets import MULTIPLE

BATCH_SIZE = 2000
# Kinds of files that hold one table without a name.
ONE_TABLE = ('csv', 'vcf', 'commerceml')
STAGED_COLUMNS = (
    'import_id', 'row_number', 'name', 'raw', 'normalized', 'match_keys', 'issues', 'problem', 'decision', 'reason',
    'decided', 'state', 'step', 'lane', 'error', 'changes', 'refused_rules', 'accepted_rules',
)
COPY_ROWS = f"COPY crm_import_row ({', '.join(STAGED_COLUMNS)}) FROM STDIN WITH (FORMAT csv)"


class CrmImport(models.Model):
    """Reading the file into staged rows: streamed, so that a large file never sits in memory."""

    _inherit = 'crm.import'

    @api.model
    def _mappers(self):
        """Mapper of each kind; a bridge that brings a kind extends the dict of `super()`.

        :return: dict of the key in the field `kind` -> name of the abstract model that inherits `crm.import.mapper`
        """
        return {'partner': 'crm.import.mapper.partner'}

    def _mapper(self):
        """:return: the mapper of the import's kind; raises UserError when nothing can import that kind yet"""
        self.ensure_one()
        name = self._mappers().get(self.kind)
        if name is None or name not in self.env:
            kinds = dict(self._fields['kind']._description_selection(self.env))
            raise UserError(self.env._(
                "“%(kind)s” cannot be imported yet. Choose “%(other)s”.", kind=kinds.get(self.kind, self.kind),
                other=kinds['partner'],
            ))
        return self.env[name]

    @api.model
    def _all_field_labels(self):
        """:return: list of (key, label) of everything that a column can go to, of all kinds"""
        labels = {}
        for name in self._mappers().values():
            labels.update(self.env[name]._field_labels())
        return list(labels.items())

    def _stage_file(self, data=None, reread=()):
        """Read the file into rows and match them; the import is in preview afterwards.

        :param bytes data: the file, when the caller has it at hand
        :param reread: names of the reading fields that the user changed since the last time
        :raises UserError: the file or a choice of the user cannot be used
        """
        self.ensure_one()
        mapper = self._mapper()
        mapper._check_may_write(self)
        staging = self.with_context(crm_import_staging=True)
        if data is None:
            data = base64.b64decode(self.with_context(bin_size=False).file or b'')
        try:
            with self._open_source(data, reread) as source:
                staging._remember_reading(source)
                staging._set_columns(source)
                if 'take_hidden' in reread:
                    staging._map_hidden_columns(source)
                staging._check_required(mapper)
                if self.state == 'draft' and not (self.options or {}).get('country'):
                    staging._set_country(mapper, source.sheet)
                said = {} if 'sheet' in reread else staging._said_of_rows()
                staging._clear_staging()
                staging._copy_rows(mapper, source, said)
        except ImportFileError as error:
            raise UserError(self.env['crm.import.message'].file_error(error)) from error
        staging._match_rows()
        staging.state = 'preview'

    def _open_source(self, data, reread):
        """:return: the opened `tools.imports.source_file.SourceFile`; raises ImportFileError"""
        return open_file(self.filename or '', data, self._reader_options(reread))

    def _restage(self, changed=()):
        """Stage again after a change of mapping or reading; decisions about single rows start over, what people said to
        the changes of a row stays."""
        for record in self:
            record._stage_file(reread=changed)

    def _match(self):
        """Match again after a change of policy; decisions of people stay."""
        for record in self:
            record.with_context(crm_import_staging=True)._match_rows()

    def _match_rows(self, rows=None):
        """Find whom the rows are and what to do with each; extended by what applies to the decisions afterwards.

        :param rows: only these `crm.import.row`, or None for all that no person decided
        """
        self._mapper()._match(self, rows)

    def _clear_staging(self):
        self.env['crm.import.row'].sudo().search([('import_id', 'in', self.ids)]).unlink()

    def _reader_options(self, reread):
        options = {**(self.options or {}), 'hidden': self.take_hidden}
        if self.state != 'draft' and 'sheet' not in reread:
            options['header_row'] = self.header_row
        options.update({name: self[name] for name in ('sheet', 'encoding', 'delimiter') if self[name]})
        return options

    def _remember_reading(self, source):
        self.write({
            'sheet': source.sheet.name if source.kind not in ONE_TABLE else False,
            'sheet_names': [sheet.name for sheet in source.sheets],
            'header_row': source.sheet.header_row,
            'encoding': source.encoding,
            'delimiter': source.delimiter,
            'warnings': [[code, params] for code, params in source.warnings],
        })

    def _set_columns(self, source):
        """Keep the user's mapping when the columns are the same, else map by profile, known layout or suggestion."""
        sheet = source.sheet
        headers = [column.label for column in sheet.columns]
        if self.column_ids.sorted('position').mapped('header') == headers:
            return
        profile = self.profile_id or self.env['crm.import.profile']._find(self.kind, headers)
        # Known exports are those of customers.
        layout = None if self.kind in KIND_FIELDS else recognise(headers, source.content_kind)
        self.write({'layout': layout.key if layout else False, 'source': layout.source if layout else False})
        mapping = {item.column_index: item for item in self._suggestions(sheet.columns, layout)}
        if profile and len(profile.mapping) == len(headers):
            # What the caller asked for goes before what was right last time.
            asked = self.options or {}
            self.write({name: value for name, value in profile._reading_values().items() if not asked.get(name)})
        else:
            profile = profile.browse()
        lines = []
        for place, column in enumerate(sheet.columns):
            item = mapping.get(column.index)
            line = {'import_id': self.id, 'position': column.index, 'header': column.label,
                    'samples': ' | '.join(list(dict.fromkeys(map(cell_text, column.samples)))[:3]),
                    'field_key': item.field if item else False, 'confidence': item.confidence if item else 0.0}
            if profile:
                line.update(profile._column_values(place))
            lines.append(line)
        self.column_ids.unlink()
        self.env['crm.import.column'].create(lines)

    def _suggestions(self, columns, layout):
        """:return: list of `columns.Suggestion`: what the columns of a sheet mean in an import of this kind"""
        if self.kind in KIND_FIELDS:
            return suggest(columns, self.kind, self.env.lang)
        return suggest_fields(columns, self.kind, self.env.lang, layout)

    def _map_hidden_columns(self, source):
        """Propose fields for columns that were hidden until now, or let go of those that are hidden again."""
        columns = source.sheet.columns
        layout = recognise([column.label for column in columns], source.content_kind)
        hidden = {column.index for column in columns if column.hidden}
        self.column_ids.filtered(lambda column: column.position in hidden).field_key = False
        taken = set(self.column_ids.mapped('field_key'))
        proposed = {item.column_index: item.field for item in self._suggestions(columns, layout)}
        for column in self.column_ids.filtered(lambda column: not column.field_key):
            if proposed.get(column.position) and (proposed[column.position] not in taken or proposed[column.position] in MULTIPLE):
                column.field_key = proposed[column.position]

    def _set_country(self, mapper, sheet):
        """Read the numbers as those of the country that fits the file best."""
        keys = {column.position: column.field_key for column in self.column_ids}
        region = mapper._guess_region(self, [(keys.get(column.index), column.samples) for column in sheet.columns])
        if region and region != self.country_id.code:
            self.country_id = self.env['res.country'].search([('code', '=', region)], limit=1)

    def _check_required(self, mapper):
        mapped = {key for key in self.column_ids.mapped('field_key') if key}
        labels = mapper._field_labels()
        for keys in mapper._required():
            if not keys & mapped:
                raise UserError(self.env._(
                    "No column of “%(file)s”%(sheet)s was recognised as %(fields)s (row %(row)s was read as the column names). "
                    "Give the column a clear name, or choose its row and its meaning by hand.",
                    file=self.filename, sheet=self.sheet and self.env._(", sheet “%(sheet)s”,", sheet=self.sheet) or '',
                    fields=self.env._(" or ").join(labels[key] for key in labels if key in keys), row=self.header_row,
                ))

    def _copy_rows(self, mapper, source, said):
        """Normalise and stage all rows in batches.

        :param dict said: row number -> what people said to changes of the row, see `_said_of_rows`
        """
        columns, context = self._mapped_columns(), self._staging_context()
        pictures = {}
        staged = (self._staged_row(mapper, columns, context, number, self._without_pictures(number, cells, pictures),
                                   source.take_issues(number), said.get(number), source.take_refusal(number))
                  for number, cells in source.iter_rows())
        self.flush_recordset()
        count = 0
        while batch := list(islice(staged, BATCH_SIZE)):
            buffer = io.StringIO()
            csv.writer(buffer).writerows(batch)
            buffer.seek(0)
            self.env.cr.copy_expert(COPY_ROWS, buffer)
            count += len(batch)
            self._keep_pictures(pictures)
        if not count:
            raise ImportFileError('empty_sheet', file=self.filename, sheet=source.sheet.name)
        self.env['crm.import.row'].invalidate_model()
        self.invalidate_recordset(['row_ids'])

    def _without_pictures(self, number, cells, pictures):
        """Set the picture of a row aside.

        :param dict pictures: number of the row -> `Picture`; filled
        :return: the cells, with words in place of the picture
        """
        for place, cell in enumerate(cells):
            if isinstance(cell, Picture):
                pictures.setdefault(number, cell)
                cells[place] = str(cell)
        return cells

    def _mapped_columns(self):
        """:return: list of (place from 0, key) of the columns that go somewhere"""
        return [(column.position, column.field_key) for column in self.column_ids if column.field_key]

    def _staging_context(self):
        """:return: what the mapper keeps between rows; `said` holds the answers to the rules of whole columns"""
        said = {}
        for column in self.column_ids:
            said.update(answers(column.refused_rules, column.accepted_rules, column.position))
        layout = known().get(self.layout)
        headers = {column.position: column.header for column in self.column_ids} if layout else {}
        return {'said': said, 'column_said': said, 'layout': layout, 'headers': headers}

    def _said_of_rows(self):
        """:return: dict of row number -> (refused, accepted): what people said to changes of single rows"""
        rows = self.env['crm.import.row'].search_fetch(
            [('import_id', '=', self.id), '|', ('refused_rules', '!=', False), ('accepted_rules', '!=', False)],
            ['row_number', 'refused_rules', 'accepted_rules'])
        return {row.row_number: (row.refused_rules, row.accepted_rules) for row in rows}

    def _values_by_key(self, columns, context, cells):
        """:return: (key -> cells, key -> their places) of one row; a known layout may hold several values in a cell"""
        values, sources, layout = {}, {}, context['layout']
        for position, key in columns:
            if position < len(cells) and cells[position] not in (None, ''):
                cell = cells[position]
                parts = layout.values(context['headers'].get(position), cell) if layout else (cell,)
                values.setdefault(key, []).extend(parts)
                sources.setdefault(key, []).extend([position] * len(parts))
        return values, sources

    def _staged_row(self, mapper, columns, context, number, cells, cell_issues=(), said=None, refusal=None):
        """:return: tuple in the order of `STAGED_COLUMNS`"""
        values, sources = self._values_by_key(columns, context, cells)
        refused, accepted = said or (None, None)
        # A person who looked at the row knows better than one who looked at the column.
        context['said'] = {**context['column_said'], **answers(refused, accepted)} if said else context['column_said']
        context['sources'] = sources
        row = mapper._normalize(self, values, context)
        issues = [[issue.code, {**issue.params, 'column': issue.column}] for issue in cell_issues] + row['issues']
        raw = [cell_text(cell) for cell in cells]
        error = list(refusal) if refusal else row['error']
        context['staged'] = {'normalized': row['normalized'], 'issues': issues, 'changes': row.get('changes'), 'rejected': bool(error)}
        return (
            self.id, number, row['name'], _json(raw), _json(row['normalized']), _json(row['keys']), _json(issues),
            bool(row['problem'] or error), 'skip' if error else 'create', _json(error) if error else None, False,
            'rejected' if error else 'pending', 0, 0,
            self.env['crm.import.message'].text(*error) if error else None,
            *(_json(value) if value else None for value in (row.get('changes'), refused, accepted)),
        )

    def _reread_rows(self, rows):
        """Read rows anew from their cells, after a cell was corrected or a change refused, and match them again.

        :param rows: `crm.import.row` of this import
        """
        mapper, columns, context = self._mapper(), self._mapped_columns(), self._staging_context()
        names = ('raw', 'normalized', 'match_keys', 'issues', 'changes', 'reason')
        for row in rows:
            said = (row.refused_rules, row.accepted_rules)
            staged = dict(zip(STAGED_COLUMNS, self._staged_row(
                mapper, columns, context, row.row_number, row.raw, said=said if any(said) else None), strict=True))
            values = {name: json.loads(staged[name]) if staged[name] else False for name in names}
            values.update({name: staged[name] for name in ('name', 'problem', 'state', 'error', 'decision')})
            # Not a decision of the user: this is the row itself, seen anew.
            row.with_context(crm_import_row_anew=True).write({
                **values, 'decided': False, 'candidates': False, 'match_account_id': False, 'match_partner_id': False,
            })
        pending = rows.filtered(lambda row: row.state == 'pending')
        if pending:
            self.with_context(crm_import_staging=True)._match_rows(pending)


def _json(value):
    return json.dumps(value, ensure_ascii=False, separators=(',', ':'), default=str)
