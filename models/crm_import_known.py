import base64
import hashlib

from odoo import api, fields, models
from odoo.tools import SQL, format_date

# So many of the latest imports of a layout are compared.
COMPARED = 20
SAME_PRINT = SQL("md5(r.raw::text)")


class CrmImport(models.Model):
    """A file that comes again is recognised: by its bytes, or by its rows when some of them were changed."""

    _inherit = 'crm.import'

    file_print = fields.Char(readonly=True, copy=False, index='btree_not_null', help="Fingerprint of the file.")
    layout_print = fields.Char(readonly=True, copy=False, index='btree_not_null', help="Fingerprint of the column names.")
    known_exact = fields.Boolean(readonly=True, copy=False, help="This very file was imported before.")
    known_user_id = fields.Many2one('res.users', readonly=True, copy=False, string="Imported before by")
    known_date = fields.Date(readonly=True, copy=False, string="Imported before on")
    known_count = fields.Integer(readonly=True, copy=False, help="Rows that an earlier import brought already, letter by letter.")
    known_answer = fields.Selection([('new', "Only what is new"), ('all', "All rows")], readonly=True, copy=False)
    known_text = fields.Char(compute='_compute_known_text')
    known_new_count = fields.Integer(compute='_compute_known_text')

    @api.depends_context('lang')
    @api.depends('known_exact', 'known_count', 'known_date', 'known_user_id')
    def _compute_known_text(self):
        for record in self:
            total = sum(record.summary()['decision'].values()) if record.known_date else 0
            record.known_new_count = total - record.known_count
            # Everybody of the company may know the colleague's name.
            values = {'name': record.known_user_id.sudo().name, 'new': record.known_new_count, 'total': total,
                      'date': format_date(self.env, record.known_date) if record.known_date else ''}
            if not record.known_date:
                record.known_text = False
            elif not record.known_count:
                record.known_text = self.env._("This very file was imported by %(name)s on %(date)s.", **values)
            elif record.known_exact and not values['new']:
                record.known_text = self.env._("This very file was imported by %(name)s on %(date)s: no row is new or changed.", **values)
            else:
                record.known_text = self.env._(
                    "These rows were imported by %(name)s on %(date)s; %(new)s of %(total)s rows are new or changed.", **values)

    def _stage_file(self, data=None, reread=()):
        self.ensure_one()
        if data is None:
            data = base64.b64decode(self.with_context(bin_size=False).file or b'')
        result = super()._stage_file(data, reread)
        staging = self.with_context(crm_import_staging=True)
        columns = self.column_ids.sorted('position').mapped('header')
        staging.write({'file_print': hashlib.sha256(data).hexdigest(), 'known_exact': False, 'known_count': 0,
                       'known_date': False, 'known_user_id': False,
                       'layout_print': self.env['crm.import.profile']._signature(columns)})
        if not self.origin_id:
            staging._recognise()
            if self.known_answer == 'new':
                self.action_take_new()
        return result

    def _recognise(self):
        """Look whether the file, or most of its rows, came in before."""
        same = self._same_rows()
        exact = self._same_file()
        best = max(same, key=lambda item: item[1], default=None)
        count = sum(rows for _import, rows in same)
        if not exact and 2 * count < self.row_count:
            return
        known = exact or self.browse(best[0])
        self.write({'known_exact': bool(exact), 'known_count': count, 'known_user_id': known.user_id.id,
                    'known_date': fields.Datetime.context_timestamp(self, known.create_date).date()})

    def _same_file(self):
        """:return: the latest import of the same bytes that wrote something, as superuser, or none"""
        # As superuser: who holds the file of a colleague may know that it was imported, by whom and when. Nothing else is told.
        return self.sudo().search([
            ('file_print', '=', self.file_print), ('kind', '=', self.kind), ('company_id', '=', self.company_id.id),
            ('id', '!=', self.id), ('row_ids.state', '=', 'done')], limit=1)

    def _earlier(self):
        """:return: the latest imports with these columns that the user may see"""
        return self.search([
            ('layout_print', '=', self.layout_print), ('kind', '=', self.kind), ('company_id', '=', self.company_id.id),
            ('id', '!=', self.id), ('state', 'not in', ('draft', 'preview', 'undone'))], limit=COMPARED)

    def _same_rows(self):
        """:return: list of (id of an earlier import, number of rows that say the same as one that it brought)"""
        earlier = self._earlier()
        if not earlier:
            return []
        self.env['crm.import.row'].flush_model()
        return self.env.execute_query(SQL(
            """WITH before AS (SELECT %(same)s AS print, max(r.import_id) AS import_id FROM crm_import_row r
                                WHERE r.import_id = ANY(%(earlier)s) AND r.state = 'done' GROUP BY 1)
               SELECT before.import_id, count(*) FROM crm_import_row r JOIN before ON before.print = %(same)s
                WHERE r.import_id = %(id)s GROUP BY 1""", same=SAME_PRINT, earlier=earlier.ids, id=self.id))

    def action_take_new(self):
        """Take only the rows that are new or changed since an earlier import; the others are left out."""
        for record in self:
            self.env['crm.import.row'].flush_model()
            ids = [row_id for row_id, in self.env.execute_query(SQL(
                """WITH before AS (SELECT DISTINCT ON (1) %(same)s AS print, r.row_number FROM crm_import_row r
                                    WHERE r.import_id = ANY(%(earlier)s) AND r.state = 'done' ORDER BY 1, r.import_id DESC)
                   UPDATE crm_import_row r
                      SET decision = 'skip', decided = TRUE,
                          reason = jsonb_build_array('same_as_before', jsonb_build_object('row', before.row_number))
                     FROM before
                    WHERE r.import_id = %(id)s AND r.state = 'pending' AND before.print = %(same)s RETURNING r.id""",
                same=SAME_PRINT, earlier=record._earlier().ids, id=record.id))]
            record._answer('new')
            self.env['crm.import.match']._release_followers(self.env['crm.import.row'].browse(ids))
            record.invalidate_recordset()

    def action_take_all(self):
        """Take all rows of a file that came before: known customers are brought up to date, nothing is doubled."""
        for record in self:
            self.env['crm.import.row'].flush_model()
            changed = self.env.execute_query(SQL(
                """UPDATE crm_import_row SET decision = 'create', decided = FALSE, reason = NULL
                    WHERE import_id = %s AND state = 'pending' AND decision = 'skip' AND reason->>0 = 'same_as_before'
                RETURNING id""", record.id))
            record._answer('all')
            if changed:
                record._match()

    def _answer(self, answer):
        self.env['crm.import.row'].invalidate_model(flush=False)
        self.with_context(crm_import_staging=True).known_answer = answer
        self.invalidate_recordset()
