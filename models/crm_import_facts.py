import json

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.imports.changes import FIXED, RULES
from ..tools.imports.cleaning import cell_text
from ..tools.imports.facts import Facts
from .crm_import_fix import RAW, VALUES_SHOWN
from .crm_import_row_problem import REMARKS

COUNTING, COUNTED = 'crm_import_facts', 'crm_import_counted'


class CrmImport(models.Model):
    """What the preview says of all rows together is counted while they are read, and kept up when some are read anew.

    A look at the JSON of each row would take seconds where there are many. Imports without such counts (rows were staged
    by an earlier version, pictures were refused) and those that are written already look at the rows.
    """

    _inherit = 'crm.import'

    facts = fields.Json(readonly=True, copy=False, prefetch=False, help="Changes, wrong values and names of all rows: see tools/imports/facts.py.")

    def _counted(self):
        """:return: what was counted, or None where the rows themselves have to be asked"""
        self.ensure_one()
        if self.state != 'preview':
            return None
        return self.env.context.get(COUNTED) or self.facts or None

    @api.readonly
    def preview_summary(self):
        # A JSON field is read anew whenever it is asked.
        return super(CrmImport, self.with_context(**{COUNTED: self._counted()})).preview_summary()

    def _new_facts(self, kept=None):
        looked_up, lookups = self._mapper()._looked_up(), []
        for column in self.column_ids:
            if column.field_key in looked_up:
                part = column.field_key.partition('.')[0]
                lookups.append((column.position, part if part == 'company' else 'item', looked_up[column.field_key][0], None))
            elif column.field_key == 'company.state':
                lookups.append((column.position, 'company', 'state', 'country'))
        return Facts(self._columns_by_key(), lookups, frozenset(REMARKS), kept)

    def _staging_context(self):
        return {**super()._staging_context(), COUNTING: self.env.context.get(COUNTING)}

    def _copy_rows(self, mapper, source, said):
        facts = self._new_facts()
        result = super(CrmImport, self.with_context(**{COUNTING: facts}))._copy_rows(mapper, source, said)
        self.facts = facts.as_json()
        return result

    def _keep_pictures(self, pictures):
        if pictures and (facts := self.env.context.get(COUNTING)):
            facts.usable = False
        return super()._keep_pictures(pictures)

    def _staged_row(self, mapper, columns, context, number, cells, *args, **kwargs):
        staged = super()._staged_row(mapper, columns, context, number, cells, *args, **kwargs)
        if facts := context.get(COUNTING):
            facts.add(number, _cell_of(json.loads(staged[RAW]) if str(number) in context['corrected'] else cells), context['staged'])
        return staged

    def _reread_rows(self, rows):
        kept = self._counted()
        if not kept:
            return super()._reread_rows(rows)
        facts = self._new_facts(kept)
        # As they were counted: what was typed since is not in the database yet.
        for number, raw, normalized, issues, changes, state in self.env.execute_query(SQL(
                "SELECT row_number, raw, normalized, issues, changes, state FROM crm_import_row WHERE id = ANY(%s)", rows.ids)):
            row = {'normalized': normalized or {}, 'issues': issues, 'changes': changes, 'rejected': state == 'rejected'}
            facts.add(number, _cell_of(raw or []), row, -1)
        result = super(CrmImport, self.with_context(**{COUNTING: facts}))._reread_rows(rows)
        self.with_context(crm_import_staging=True).facts = facts.as_json()
        return result

    # What is asked of them

    def _wrong_values(self):
        if not (counted := self._counted()):
            return super()._wrong_values()
        columns = {column.position: column for column in self.column_ids}
        lines = sorted((line for line in counted['issues'] if line[1] in columns), key=lambda line: -line[3])[:VALUES_SHOWN]
        return [self._wrong_line(columns[place], value, code, count, params) for code, place, value, count, params in lines]

    def _distinct_values(self, column, name, further=None):
        if not (counted := self._counted()):
            return super()._distinct_values(column, name, further)
        lines = sorted((line for line in counted['values'] if line[0] == column.position), key=lambda line: -line[4])[:VALUES_SHOWN]
        return [(value, text, count, more) if further else (value, text, count) for _place, value, text, more, count in lines]


class CrmImportColumn(models.Model):
    _inherit = 'crm.import.column'

    def change_summary(self):
        if len(self.import_id) != 1 or not (counted := self.import_id._counted()):
            return super().change_summary()
        columns = {column.position: column for column in self}
        label = self.env['crm.import.message'].label
        lines = [line for line in counted['changes'] if line[0] in columns and line[1] in RULES]
        return [
            {'column_id': columns[position].id, 'position': position, 'header': columns[position].header, 'rule': rule, 'label': label(RULES[rule]),
             'kind': kind, 'count': count, 'fixed': rule in FIXED, 'examples': [[before, after] for _number, before, after in sorted(examples)]}
            for position, rule, kind, count, examples in sorted(lines, key=lambda line: (line[0], -line[3], line[1]))
        ]


class CrmImportMapperPartner(models.AbstractModel):
    _inherit = 'crm.import.mapper.partner'

    def _count_rows_with(self, record, part, name):
        counted = record._counted()
        return dict(counted['noted']).get(name, 0) if counted else super()._count_rows_with(record, part, name)


def _cell_of(cells):
    """:return: function of a place from 0 -> the cell as a text, as the database trims it"""
    return lambda place: cell_text(cells[place]).strip(' ') if place is not None and place < len(cells) else ''
