from odoo import models
from odoo.tools import SQL

from ..tools.imports.cleaning import cell_text
from ..tools.imports.row_kinds import settle_kind

LONGEST_KEY = 200
PARTS = ('company', 'person')
# Where the pairs that a key tells are kept within the transaction of one matching: {(row id, part): {partner id}}.
KNOWN = 'crm_import_known'


class CrmImport(models.Model):
    """Keys of customers in other systems: taken from the file, found again, forgotten by the undo."""

    _inherit = 'crm.import'

    def _undo_finished(self, whole):
        if whole:
            self.env['crm.partner.external']._forget(self)
        else:
            self.env['crm.partner.external']._forget_rows(self)
        return super()._undo_finished(whole)

    def _undo_rows(self, rows):
        """Rows that brought nothing but a key are taken back, too."""
        bare = self.env['crm.partner.external']._rows_with_key_only(self, rows)
        if not bare:
            return super()._undo_rows(rows)
        self._check_undoable()
        bare.with_context(crm_import_row_anew=True).state = 'undone'
        bare.flush_recordset(['state'])
        left = rows - bare
        if self.env['crm.import.change'].search_count(
                [('row_id', 'in', left.ids), ('undo_state', 'not in', ('reversed', 'queued'))], limit=1):
            return super()._undo_rows(left)
        return self.env['crm.partner.external']._forget_rows(self)


class CrmImportMatch(models.AbstractModel):
    _inherit = 'crm.import.match'

    def _find_pairs(self, record):
        """Add the customers whose key a row names to those that are compared."""
        result = super()._find_pairs(record)
        known = {}
        for row_id, part, partner_id in self._pairs_by_key(record) if record.source else ():
            known.setdefault((row_id, part), set()).add(partner_id)
        self.env.cr.precommit.data[KNOWN] = known
        return result

    def _pairs_by_key(self, record):
        """:return: list of (row id, part, partner id) of rows whose key in the other system is known"""
        return self.env.execute_query(SQL(
            """WITH known AS (
                   SELECT DISTINCT k.row_id, k.part, p.id AS partner_id
                     FROM crm_import_key k JOIN crm_import_row r ON r.id = k.row_id
                     JOIN crm_partner_external e ON e.source = %s AND e.external_id = k.value
                     JOIN res_partner p ON p.id = e.partner_id AND p.is_company IS TRUE = (k.part = 'company')
                    WHERE k.kind = 'external' AND NOT r.decided AND r.decision <> 'skip'
                      -- What a person decided about the row goes before what a system calls it.
                      AND NOT EXISTS (SELECT FROM crm_import_recalled d WHERE d.row_id = k.row_id AND d.part = k.part
                                         AND (d.partner_id <> p.id OR d.refused_ids @> to_jsonb(p.id)))
                      AND CASE k.part WHEN 'company' THEN r.account_leader_id IS NULL ELSE r.partner_leader_id IS NULL END),
               added AS (
                   INSERT INTO crm_import_pair (row_id, part, partner_id, shared)
                   SELECT row_id, part, partner_id, '[]' FROM known
                    WHERE NOT EXISTS (SELECT 1 FROM crm_import_pair p WHERE p.row_id = known.row_id AND p.part = known.part
                                         AND p.partner_id = known.partner_id))
               SELECT row_id, part, partner_id FROM known""", record.source))


class CrmImportMapperPartner(models.AbstractModel):
    _inherit = 'crm.import.mapper.partner'

    def _normalize(self, record, values, context):
        settle_kind(values, context.get('sources', {}))
        names = [(part, values.pop(f'{part}.external_id', None)) for part in PARTS]
        row = super()._normalize(record, values, context)
        for part, cells in names:
            key = cell_text(cells[0]).strip()[:LONGEST_KEY] if cells else ''
            # A row without a company, or without a person, has the key of what it is.
            target = part if part in row['normalized'] else next(iter(row['normalized']), None)
            if key and target and 'external_id' not in row['normalized'][target]:
                row['normalized'][target]['external_id'] = key
                row['keys'].append([target, 'external', key])
        return row

    def _candidate(self, record, pair, policies):
        known = self.env.cr.precommit.data.get(KNOWN, {}).get((pair['row_id'], pair['part']))
        if not known or pair['remembered']:
            return super()._candidate(record, pair, policies)
        # Others may look alike; the key says who it is.
        return self._known_candidate(record, pair, policies) if pair['id'] in known else None

    def _known_candidate(self, record, pair, policies):
        """:return: the candidate whose key the row names: no evidence is needed, yet doubts and conflicts count"""
        doubt = ['archived', {}] if not pair['active'] else None
        conflicts = [] if doubt else self._conflicts(record, pair, policies)
        if conflicts:
            doubt = ['conflict', {'fields': ', '.join(conflicts)}]
        return {
            'part': pair['part'], 'id': pair['id'], 'account_id': pair['account_id'], 'score': 1.0,
            'strength': 'review' if doubt else 'match', 'why': doubt or ['matched', {}], 'reasons': [['same_key', {}]],
        }

    def _finish(self, record, rows, changes):
        result = super()._finish(record, rows, changes)
        if record.source and {'company.external_id', 'person.external_id'} & set(record.column_ids.mapped('field_key')):
            self.env['crm.partner.external']._remember(record, [row[:3] for row in rows])
        return result
