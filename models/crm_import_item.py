import pytz

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.imports.kind_columns import FIELDS

ITEMS = 3
ITEM = 'item'


class CrmImportRow(models.Model):
    _inherit = 'crm.import.row'

    match_res_id = fields.Integer(string="Known record", readonly=True, help="Record of the import's kind that the row is.")
    res_id = fields.Integer(string="Written record", readonly=True, help="Record of the import's kind that the row became.")


class CrmImport(models.Model):
    _inherit = 'crm.import'

    @api.model
    def _mappers(self):
        return super()._mappers() | {
            'opportunity': 'crm.import.mapper.opportunity',
            'interaction': 'crm.import.mapper.interaction',
            'purchase': 'crm.import.mapper.purchase',
        }


class CrmImportMapperItem(models.AbstractModel):
    """Records about a customer: a row holds one record, and company and person whose it is.

    Company and person are found, and created where they are new, by the mapper of customers; the records are the step
    after companies and people. A kind is a class that inherits this one, names its fields in
    `tools.imports.kind_columns.FIELDS` and its headers in `tools/imports/data/<kind>_headers.json`, and implements
    `_read_item`, `_write_items`, and `_known_items` or `_leave_out_known`.
    """

    _name = 'crm.import.mapper.item'
    _inherit = 'crm.import.mapper.partner'
    _description = "Import Mapper: Records about Customers"

    # Key in `crm.import.kind`, and the model of its records.
    _kind = ''
    _item_model = ''
    # What stands in the way of two workers at once is left to one.
    _steps_of_one_worker = frozenset({ITEMS})

    def _field_labels(self):
        messages = self.env['crm.import.message']
        return {key: messages.label(label) for key, label in FIELDS[self._kind].items()} | super()._field_labels()

    def _state_after_partners(self):
        return 'pending', ITEMS

    def _check_may_write(self, record):
        self.env[self._item_model].with_user(record.user_id).check_access('create')
        return super()._check_may_write(record)

    def _normalize(self, record, values, context):
        context.setdefault('region', record.country_id.code or '')
        own = {key.partition('.')[2]: cells for key, cells in values.items() if key in FIELDS[self._kind]}
        others = {key: cells for key, cells in values.items() if key not in FIELDS[self._kind]}
        if others:
            result = super()._normalize(record, others, context)
        else:
            result = {'normalized': {}, 'name': '', 'issues': [], 'keys': [], 'problem': False, 'error': None}
        if result['error'] and result['error'][0] == 'name_missing':
            result['error'] = None
        item, issues, error = self._read_item(record, own, result['normalized'], context)
        result['normalized'][ITEM] = item
        result['issues'] += issues
        result['problem'] = result['problem'] or bool(issues)
        result['error'] = result['error'] or error
        result['name'] = ': '.join(filter(None, (result['name'], item.get('name'))))
        return result

    def _read_item(self, record, cells, partners, context):
        """Understand the part of a row that is of this kind.

        :param dict cells: field, without its prefix -> list of cells
        :param dict partners: what the row says about `company` and `person`
        :param dict context: anything to keep between rows; `region` is there
        :return: (JSON values with `name`, list of issues [[code, params]], code and params of what makes the row unusable or None)
        """
        raise NotImplementedError

    def _match(self, record, rows=None):
        result = super()._match(record, rows)
        self.env['crm.import.row'].flush_model()
        # Whether the customer is known says nothing about the record itself.
        self.env.execute_query(SQL(
            """UPDATE crm_import_row SET decision = 'create', match_res_id = NULL
                WHERE import_id = %s AND state = 'pending' AND decision IN ('create', 'update') AND NOT decided""", record.id))
        found = self.with_user(record.user_id).with_context(allowed_company_ids=record.company_id.ids)._known_items(record)
        self._decide_items(found, 'update', 'item_known')
        return result

    def _decide_items(self, found, decision, reason):
        """Write what was found out about rows.

        :param found: list of (row id, id of the record it is or None)
        """
        if found:
            ids, records = zip(*found, strict=True)
            self.env.execute_query(SQL(
                """UPDATE crm_import_row r
                      SET match_res_id = found.res_id, decision = %s, reason = jsonb_build_array(%s, '{}'::jsonb)
                     FROM unnest(%s, %s::int[]) AS found(id, res_id)
                    WHERE r.id = found.id AND r.decision IN ('create', 'update') AND NOT r.decided""",
                decision, reason, list(ids), list(records)))
        self.env['crm.import.row'].invalidate_model(flush=False)

    def _known_items(self, record):
        """:return: list of (row id, id of the record it is) of rows that are there already and bring it up to date"""
        return []

    def _describe(self, normalized):
        messages = self.env['crm.import.message']
        lines = []
        for key, label in FIELDS[self._kind].items():
            value = (normalized.get(ITEM) or {}).get(key.partition('.')[2])
            if value not in (None, '', []):
                lines.append({'label': messages.label(label), 'value': ', '.join(value) if isinstance(value, list) else str(value)})
        return lines + super()._describe(normalized)

    def _write_step(self, record, step, rows):
        if step < ITEMS:
            super()._write_step(record, step, rows)
            return
        data = {row_id: values[ITEM] for row_id, values in self._data(rows).items()}
        written, changes = self._write_items(record, rows, data)
        record._log_changes(changes)
        self.env.flush_all()
        self.env.execute_query(SQL(
            """UPDATE crm_import_row r SET state = 'done', error = NULL, res_id = written.res_id
                 FROM unnest(%s, %s) AS written(id, res_id) WHERE r.id = written.id""", list(written), list(written.values())))
        self.env['crm.import.row'].invalidate_model(['state', 'error', 'res_id'], flush=False)

    def _write_items(self, record, rows, data):
        """Create or change the records of some rows; their companies and people are there.

        :param dict data: {row id: what `_read_item` understood}
        :return: ({row id: record id}, list for `crm.import._log_changes`)
        """
        raise NotImplementedError

    # What kinds have in common

    def _text(self, cells, name):
        """:return: the cells of a field as one text"""
        return '\n'.join(filter(None, (str(cell).strip() for cell in cells.get(name, ()))))

    def _colleague(self, name):
        """:return: id of the user of a name, login or e-mail; False when there is none or several"""
        return bool(name) and self._user(name)

    def _customer(self, row):
        return row.partner_id or row.account_id

    def _to_utc(self, record, moment):
        """:return: text of a local moment of the importing user as the database keeps it"""
        zone = pytz.timezone(record.user_id.tz or 'UTC')
        return fields.Datetime.to_string(zone.localize(moment).astimezone(pytz.utc).replace(tzinfo=None))
