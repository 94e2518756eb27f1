import base64

from odoo import api, fields, models
from odoo.tools import SQL, hmac

from ..tools.imports.cleaning import cell_text
from ..tools.imports.corrections import CorrectedFile, find_mark, make_mark, sheet_name
from ..tools.imports.errors import ImportFileError
from ..tools.imports.export import rejected_file

BATCH_SIZE = 2000
PROOF_DIGITS = 24
# Rows that did not get in: refused, undecided, left out or dropped, unless they came in by another file; those that the choice for
# the whole import left out only where that is wanted.
LEFT = SQL("""state <> 'done' AND (state IN ('rejected', 'cancelled') OR decision IN ('review', 'skip'))
              AND coalesce(reason->>0, '') NOT IN ('taken_over', 'same_as_before', 'corrected_before')
              AND (coalesce(reason->>0, '') NOT IN ('only_new', 'only_known') OR import_id IN (SELECT id FROM crm_import WHERE give_back))""")


class CrmImport(models.Model):
    """Rows that did not get in go back as a file; corrected, they come in once, whoever brings the file how often."""

    _inherit = 'crm.import'

    origin_id = fields.Many2one(
        'crm.import', string="Corrects", readonly=True, copy=False, index='btree_not_null', ondelete='set null',
        help="The import whose refused rows this file brings again.")
    correction_ids = fields.One2many('crm.import', 'origin_id', string="Corrected by", readonly=True)
    left_count = fields.Integer(compute='_compute_left_count', string="Rows that did not get in")

    @api.depends('row_ids.state', 'row_ids.decision', 'give_back')
    def _compute_left_count(self):
        self.env['crm.import.row'].flush_model()
        self.env['crm.import'].flush_model(['give_back'])
        counts = dict(self.env.execute_query(SQL(
            "SELECT import_id, count(*) FROM crm_import_row WHERE import_id IN %s AND %s GROUP BY 1", tuple(self.ids) or (0,), LEFT)))
        for record in self:
            record.left_count = counts.get(record.id, 0)

    # Giving the rows back

    def rejected_file(self):
        """Write the rows that did not get in, in the layout of the file and with its values, and why.

        :return: bytes of an .xlsx file, which can be corrected and imported again
        """
        self.ensure_one()
        self.check_access('read')
        headers = self.column_ids.sorted('position').mapped('header')
        problem = self.env._("Problem")
        name = self.sheet or (self.filename or '').rpartition('.')[0]
        return rejected_file(
            headers, self._rows_given_back(), problem, mark=make_mark(self.id, self._proof(), problem),
            sheet_name=sheet_name(name))

    def _proof(self):
        """:return: digits that only this database can make for this import"""
        # The secret of the database is nobody's to read; what is made of it tells nothing.
        return hmac(self.env(su=True), 'crm_customer_record.import', self.id)[:PROOF_DIGITS]

    def _rows_given_back(self):
        """:return: iterator of (number of the row, cells, why it did not get in)"""
        originals = self._original_rows()
        number, cells = 0, []
        for row_number, raw, text in self._left_rows():
            while number < row_number:
                number, cells = next(originals, (float('inf'), []))
            said = list(cells) if number == row_number else []
            # What the file holds has its type; what a person typed since goes before it.
            yield row_number, [
                said[place] if place < len(said) and cell_text(said[place]) == (cell or '') else cell
                for place, cell in enumerate(raw or [])
            ], self.env._("Row %(row)s: %(problem)s", row=row_number, problem=text)

    def _left_rows(self):
        """:return: iterator of (number of the row, its cells as text, why it did not get in), in the order of the file"""
        Row = self.env['crm.import.row']
        Row.flush_model()
        self.flush_recordset(['give_back'])
        ids = [row_id for row_id, in self.env.execute_query(SQL(
            "SELECT id FROM crm_import_row WHERE import_id = %s AND %s ORDER BY row_number", self.id, LEFT))]
        for start in range(0, len(ids), BATCH_SIZE):
            for row in Row.browse(ids[start:start + BATCH_SIZE]):
                texts = (row.issue_text, row.reason_text if row.decision in ('review', 'skip') else False)
                yield row.row_number, row.raw, '\n'.join(text for text in texts if text) or self.env._("Not imported")
            Row.invalidate_model(flush=False)

    def _original_rows(self):
        """:return: iterator of (number of the row, cells with their types); empty when the file can no longer be read"""
        data = base64.b64decode(self.with_context(bin_size=False).file or b'')
        try:
            with self._open_source(data, ()) as source:
                yield from source.iter_rows()
        except ImportFileError:
            return

    # Taking them again

    def _open_source(self, data, reread):
        source = super()._open_source(data, reread)
        found = find_mark(source)
        if not found:
            return source
        source = CorrectedFile(source, found)
        # The hidden column is the mark that was put there: nothing that anybody could miss.
        source.warnings[:] = [warning for warning in source.warnings if warning != ('hidden_columns', {'count': 1})]
        origin = self.search([('id', '=', source.origin), ('id', '!=', self.id), ('kind', '=', self.kind)])
        if not origin or origin._proof() != source.proof:
            source.warnings.append(('foreign_correction', {}))
        else:
            source.trusted = True
            source.warnings.append(('correction', {'file': origin.name}))
        return source

    def _remember_reading(self, source):
        super()._remember_reading(source)
        origin = self.browse(source.origin if getattr(source, 'trusted', False) else ())
        if origin == self.origin_id:
            return
        asked = self.options or {}
        settings = {name: origin[name] for name in ('update_policy', 'address_policy') if origin and not asked.get(name)}
        if origin and not asked.get('country'):
            settings['country_id'] = origin.country_id.id
        self.write({'origin_id': origin.id, **settings})

    def _set_country(self, mapper, sheet):
        return None if self.origin_id else super()._set_country(mapper, sheet)

    def _set_columns(self, source):
        before = self.column_ids
        super()._set_columns(source)
        if not self.origin_id or self.column_ids == before:
            return
        # The columns mean what they meant the first time, and the keys are those of the same system.
        self.write({'layout': self.origin_id.layout, 'source': self.origin_id.source})
        known = {(column.position, column.header): column for column in self.origin_id.column_ids}
        for column in self.column_ids:
            if same := known.get((column.position, column.header)):
                column.write({name: same[name] for name in ('field_key', 'policy', 'refused_rules', 'accepted_rules')})

    def _copy_rows(self, mapper, source, said):
        result = super()._copy_rows(mapper, source, said)
        if getattr(source, 'trusted', False) and self.origin_id:
            keys = source.keys
            self.env['crm.import.row'].flush_model()
            self.env.execute_query(SQL(
                """UPDATE crm_import_row r SET origin_row_id = origin.id
                     FROM unnest(%s, %s) AS pair(row_number, origin_number)
                     JOIN crm_import_row origin ON origin.import_id = %s AND origin.row_number = pair.origin_number
                    WHERE r.import_id = %s AND r.row_number = pair.row_number""",
                list(keys), list(keys.values()), self.origin_id.id, self.id))
            self._leave_out_taken()
        return result

    def _leave_out_taken(self):
        """Leave out rows that came in meanwhile: decided in the first import, or by another corrected file."""
        self.env['crm.import.row'].flush_model()
        self.env.execute_query(SQL(
            """UPDATE crm_import_row r
                  SET decision = 'skip', decided = TRUE, reason = '["corrected_before", {}]'
                 FROM crm_import_row origin
                WHERE r.import_id = %(id)s AND origin.id = r.origin_row_id AND r.state IN ('pending', 'rejected')
                  AND (origin.state = 'done' OR EXISTS (
                       SELECT FROM crm_import_row other JOIN crm_import i ON i.id = other.import_id
                        WHERE other.origin_row_id = origin.id AND other.import_id <> %(id)s AND i.state <> 'undone'
                          AND (other.state = 'done' OR (other.state = 'pending' AND other.decision IN ('create', 'update')
                                                        AND i.state IN ('queued', 'running', 'paused')))))""", id=self.id))
        self.env['crm.import.row'].invalidate_model(flush=False)
        self.invalidate_recordset()

    def action_commit(self):
        corrections = self.filtered('origin_id')
        # Whose rows are closed by this one: nobody else's.
        corrections.origin_id.check_access('write')
        for record in corrections:
            record._leave_out_taken()
        result = super().action_commit()
        for record in corrections:
            record._take_over()
        return result

    def _take_over(self):
        """The rows that come in by this file are no longer open in the first import."""
        self.env['crm.import.row'].flush_model()
        self.env.execute_query(SQL(
            """UPDATE crm_import_row origin
                  SET decision = 'skip', decided = TRUE, state = 'skipped',
                      reason = jsonb_build_array('taken_over', jsonb_build_object('file', %s::text, 'reason', origin.reason))
                 FROM crm_import_row r
                WHERE r.import_id = %s AND r.origin_row_id = origin.id AND origin.import_id = %s AND r.decision IN ('create', 'update')
                  AND origin.state IN ('pending', 'rejected', 'skipped', 'cancelled')""", self.name, self.id, self.origin_id.id))
        self._rows_changed()

    def _give_back(self):
        """What this file brought was taken back: its rows are open again in the first import."""
        if not self.origin_id:
            return
        self.env['crm.import.row'].flush_model()
        self.env.execute_query(SQL(
            """UPDATE crm_import_row origin
                  SET decision = 'skip', state = 'rejected', reason = nullif(origin.reason->1->'reason', 'null'), decided = FALSE
                 FROM crm_import_row r
                WHERE r.import_id = %s AND r.origin_row_id = origin.id AND origin.import_id = %s AND r.state = 'undone'
                  AND origin.state = 'skipped' AND origin.reason->>0 = 'taken_over'""", self.id, self.origin_id.id))
        self._rows_changed()

    def _rows_changed(self):
        self.env['crm.import.row'].invalidate_model(flush=False)
        (self | self.origin_id).invalidate_recordset()

    def action_show_corrections(self):
        """Open the files that brought rows of this import again."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Corrected rows"), 'res_model': 'crm.import',
            'view_mode': 'list,kanban,form', 'domain': [('origin_id', '=', self.id)],
        }


class CrmImportRow(models.Model):
    _inherit = 'crm.import.row'

    origin_row_id = fields.Many2one(
        'crm.import.row', string="Corrects", readonly=True, index='btree_not_null', ondelete='set null',
        help="The refused row of an earlier import that this row brings again.")
    is_left = fields.Boolean(string="Did not get in", compute='_compute_is_left', search='_search_is_left')

    @api.depends('state', 'decision', 'reason', 'import_id.give_back')
    def _compute_is_left(self):
        left = self.search([('id', 'in', self.ids), ('is_left', '=', True)])
        for row in self:
            row.is_left = row in left

    def _search_is_left(self, operator, value):
        if operator != 'in':
            return NotImplemented
        self.env['crm.import'].flush_model(['give_back'])
        return [('id', 'in' if True in value else 'not in', SQL("(SELECT id FROM crm_import_row WHERE %s)", LEFT))]
