import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.imports.cleaning import cell_text
from .crm_import_row_problem import REMARKS
from .crm_import_stage import STAGED_COLUMNS

RAW = STAGED_COLUMNS.index('raw')
VALUES_SHOWN = 100
CHOICES_SHOWN = 300


class CrmImport(models.Model):
    """One wrong value in many rows is put right once; what people corrected holds when the file is read again."""

    _inherit = 'crm.import'

    corrections = fields.Json(copy=False, readonly=True, help="Cells that people corrected: sheet -> row -> column from 0 -> text.")

    def _columns_by_key(self):
        """:return: dict of key -> places of the columns that go there, from 0"""
        found = {}
        for column in self.column_ids.sorted('position'):
            if column.field_key:
                found.setdefault(column.field_key, []).append(column.position)
        return found

    def _keep_corrections(self, rows, corrections):
        """Remember corrected cells, for when the file is read again."""
        kept = {sheet: dict(by_row) for sheet, by_row in (self.corrections or {}).items()}
        sheet = kept.setdefault(self.sheet or '', {})
        for row in rows:
            number = str(row.row_number)
            sheet[number] = {**sheet.get(number, {}), **{str(place): text for place, text in corrections.items()}}
        self.with_context(crm_import_staging=True).corrections = kept

    def _staging_context(self):
        replaced = {column.position: column.replacements for column in self.column_ids if column.replacements}
        corrected = (self.corrections or {}).get(self.sheet or '') or {}
        return {**super()._staging_context(), 'replaced': replaced, 'corrected': corrected}

    def _staged_row(self, mapper, columns, context, number, cells, *args, **kwargs):
        corrected, replaced = context.get('corrected'), context.get('replaced')
        if corrected and (texts := corrected.get(str(number))):
            cells = list(cells) + [''] * (max(map(int, texts)) + 1 - len(cells))
            for place, text in texts.items():
                cells[int(place)] = text
        if not replaced:
            return super()._staged_row(mapper, columns, context, number, cells, *args, **kwargs)
        read = list(cells)
        for place, texts in replaced.items():
            if place < len(read) and (text := texts.get(cell_text(read[place]).strip())) is not None:
                read[place] = text
        staged = super()._staged_row(mapper, columns, context, number, read, *args, **kwargs)
        # The row goes on showing what the file says.
        raw = json.dumps([cell_text(cell) for cell in cells], ensure_ascii=False, separators=(',', ':'))
        return (*staged[:RAW], raw, *staged[RAW + 1:])

    def value_problems(self):
        """Which values of the file are wrong, however many rows have them.

        :return: list of dicts, most frequent first: `column_id`, `position`, `header`, `key`, `value` (as in the file), `code`,
            `text` (what is wrong), `count` (rows), `replacement` (what a person chose instead, or False), `suggestion` (what was
            probably meant, or False)
        """
        self.ensure_one()
        self.check_access('read')
        self.env['crm.import.row'].flush_model()
        found = [line for line in (*self._wrong_values(), *self._unknown_values()) if line['value']]
        return sorted(self._replaced_values() + found, key=lambda line: (bool(line['replacement']), -line['count']))[:VALUES_SHOWN]

    def _wrong_values(self):
        """Values with an issue; one line for each column, value and code."""
        columns = {}
        for column in self.column_ids.sorted('position', reverse=True):
            columns[column.field_key or ''] = column
        places = {column.position: column for column in self.column_ids}
        lines = self.env.execute_query_dict(SQL(
            """WITH issue AS (
                   SELECT r.id, r.raw, issue->>0 AS code, issue->1->>'field' AS key, (issue->1->>'column')::int AS place
                     FROM crm_import_row r, jsonb_array_elements(r.issues) issue
                    WHERE r.import_id = %(id)s AND r.state IN ('pending', 'rejected') AND issue->>0 <> ALL(%(remarks)s))
               SELECT issue.code, coalesce(c.position, issue.place) AS place, c.field_key AS key,
                      trim(issue.raw->>coalesce(c.position, issue.place)) AS value,
                      count(DISTINCT issue.id) AS count, min(issue.id) AS row_id
                 FROM issue LEFT JOIN crm_import_column c ON c.import_id = %(id)s AND c.field_key = issue.key
                WHERE coalesce(issue.raw->>coalesce(c.position, issue.place), '') <> ''
                GROUP BY 1, 2, 3, 4 ORDER BY 5 DESC LIMIT %(limit)s""",
            id=self.id, remarks=list(REMARKS), limit=VALUES_SHOWN))
        rows = self.env['crm.import.row'].browse(line['row_id'] for line in lines)
        texts = {row.id: dict(row.issues) for row in rows}
        return [
            self._wrong_line(places[line['place']], line['value'], line['code'], line['count'], texts[line['row_id']].get(line['code']))
            for line in lines if line['place'] in places
        ]

    def _wrong_line(self, column, value, code, count, params):
        meant = (params or {}).get('meant') if (params or {}).get('value') == value else False
        line = self._value_line(column, value, code, count, self.env['crm.import.message'].text(code, params))
        return {**line, 'suggestion': meant}

    def _unknown_values(self):
        """Names that nobody in the database has: they would go to the notes, or be created."""
        lines, mapper = [], self._as_importer()._mapper()
        messages, looked_up = self.env['crm.import.message'], mapper._looked_up()
        for column in self.column_ids:
            if column.field_key in looked_up:
                name, finder, code = looked_up[column.field_key]
                lines += [
                    self._value_line(column, value, code, count, messages.text(code, {'value': text}))
                    for value, text, count in self._distinct_values(column, name) if not getattr(mapper, finder)(text)
                ]
            elif column.field_key == 'company.state':
                lines += self._unknown_states(column, mapper)
        return lines

    def _unknown_states(self, column, mapper):
        text = self.env['crm.import.message'].text
        return [
            self._value_line(column, value, 'state_unknown', count, text('state_unknown', {'value': value}))
            for value, state, count, country in self._distinct_values(column, 'state', 'country')
            if not mapper._state(mapper._country(country) or 0, state)
        ]

    def _distinct_values(self, column, name, further=None):
        """:return: list of (cell of the file, what was understood, number of rows[, another field])"""
        # Without a company its columns speak of the person; a record about a customer is the part `item`.
        of_customer = column.field_key.partition('.')[0] == 'company'
        part = SQL("coalesce(normalized->%(part)s->>%(name)s, normalized->'person'->>%(name)s)" if of_customer else "normalized->%(part)s->>%(name)s",
                   part='company' if of_customer else 'item', name=name)
        more = SQL(", coalesce(normalized->'company'->>%(name)s, normalized->'person'->>%(name)s)", name=further) if further else SQL()
        grouped = SQL(", 4") if further else SQL()
        return self.env.execute_query(SQL(
            """SELECT trim(raw->>%(position)s), %(part)s, count(*) %(more)s FROM crm_import_row
                WHERE import_id = %(id)s AND state = 'pending' AND %(part)s <> '' AND raw->>%(position)s <> ''
                GROUP BY 1, 2 %(grouped)s ORDER BY 3 DESC LIMIT %(limit)s""",
            position=column.position, part=part, more=more, grouped=grouped, id=self.id, limit=VALUES_SHOWN))

    def _replaced_values(self):
        """Values that people replaced already, so that it can be taken back."""
        return [
            self._value_line(column, value, 'replaced', self._count_cell(column.position, value), '', replacement)
            for column in self.column_ids for value, replacement in (column.replacements or {}).items()
        ]

    def _count_cell(self, position, value):
        return self.env.execute_query(SQL(
            "SELECT count(*) FROM crm_import_row WHERE import_id = %s AND trim(raw->>%s) = %s", self.id, position, value))[0][0]

    def _value_line(self, column, value, code, count, text, replacement=False):
        return {'column_id': column.id, 'position': column.position, 'header': column.header, 'key': column.field_key or '',
                'value': value, 'code': code, 'text': text, 'count': count, 'replacement': replacement, 'suggestion': False}

    @api.model
    def _check_fixable(self):
        if any(record.state not in ('preview', 'paused', 'done') for record in self):
            raise UserError(self.env._("The rows are being written or were written: they can no longer be changed."))


class CrmImportColumn(models.Model):
    _inherit = 'crm.import.column'

    replacements = fields.Json(readonly=True, help="Values that people put right for the whole column: as in the file -> instead.")

    def action_replace(self, value, instead):
        """Read a value of this column as another one, in every row that has it; kept for the next file of this layout.

        :param str value: the cell as the file holds it, without spaces around it
        :param instead: the text to read instead ('' leaves it out), or None to take an earlier replacement back
        """
        self.ensure_one()
        self.import_id._check_fixable()
        kept = {text: other for text, other in (self.replacements or {}).items() if text != value}
        if instead is not None and instead.strip() != value:
            kept[value] = instead.strip()
        self.with_context(crm_import_staging=True).replacements = kept or False
        self.env['crm.import.row'].flush_model()
        ids = self.env.execute_query(SQL(
            """SELECT id FROM crm_import_row
                WHERE import_id = %s AND state IN ('pending', 'rejected') AND trim(raw->>%s) = %s ORDER BY row_number""",
            self.import_id.id, self.position, value))
        self.import_id._reread_rows(self.env['crm.import.row'].browse(row_id for row_id, in ids))
        return True

    def replacement_choices(self):
        """What can stand in this column, to choose from.

        :return: list of {'value', 'label'}: countries, regions, salespeople, industries; else the most frequent cells
        """
        self.ensure_one()
        self.import_id.check_access('read')
        finder = getattr(self, '_choices_' + (self.field_key or '').rpartition('.')[2], None)
        return finder() if finder else self._choices_of_cells()

    def _choices_country(self):
        return [{'value': country.code, 'label': country.name} for country in self.env['res.country'].search([])]

    def _choices_state(self):
        domain = [('country_id', '=', self.import_id.country_id.id)] if self.import_id.country_id else []
        return [{'value': state.name, 'label': state.display_name}
                for state in self.env['res.country.state'].search(domain, limit=CHOICES_SHOWN)]

    def _choices_industry(self):
        return [{'value': industry.name, 'label': industry.name} for industry in self.env['res.partner.industry'].search([])]

    def _choices_user(self):
        return [{'value': user.login, 'label': user.name} for user in self.import_id._assignable_users()]

    def _choices_of_cells(self):
        rows = self.env.execute_query(SQL(
            """SELECT trim(raw->>%(place)s) FROM crm_import_row WHERE import_id = %(id)s AND trim(raw->>%(place)s) <> ''
                GROUP BY 1 HAVING count(*) > 1 ORDER BY count(*) DESC LIMIT 50""", place=self.position, id=self.import_id.id))
        return [{'value': value, 'label': value} for value, in rows]


class CrmImportProfile(models.Model):
    _inherit = 'crm.import.profile'

    replacements = fields.Json(help="Values put right, for each column, in the order of the sheet.")

    @api.model
    def _remember(self, record):
        profile = super()._remember(record)
        profile.replacements = [column.replacements or {} for column in record.column_ids.sorted('position')]
        return profile

    def _column_values(self, place):
        replacements = self.replacements or []
        kept = replacements[place] if place < len(replacements) else False
        return {**super()._column_values(place), 'replacements': kept or False}
