from odoo import api, models
from odoo.tools import SQL
from odoo.tools.mail import html2plaintext

from ..tools.imports.reach import reach_text
from .crm_import_row import NO_REFUSAL

RESULTS_SHOWN = 100
REASONS_SHOWN = 20
CHANGES_SHOWN = 8


class CrmImport(models.Model):
    """What would happen, before anything is written: what stays outside and why, and how the results will look."""

    _inherit = 'crm.import'

    @api.readonly
    def preview_summary(self):
        """Everything that a person should know before the import starts.

        :return: dict of `counts` (see `summary`), `left_out` (see `left_out`), `problems` (see `value_problems`), `changes` (see
            `crm.import.column.change_summary`), `owners` (see `assignment_counts`) and `open` (rows can still be changed)
        """
        self.ensure_one()
        self.check_access('read')
        counts = self.summary()
        return {
            'counts': counts, 'left_out': self.left_out(), 'problems': self.value_problems(),
            'changes': self.column_ids.change_summary(), 'owners': self.assignment_counts() if self.kind in ('partner', 'call_list') else [],
            'open': self.state in ('preview', 'paused', 'done') and any(counts['state'][state] for state in ('pending', 'rejected')),
        }

    @api.readonly
    def left_out(self):
        """What of the file will not become a field of a customer, in words.

        :return: list of dicts `text`, `detail`, `count` (rows; False for what is not counted in rows) and `domain` of the rows
        """
        self.ensure_one()
        self.check_access('read')
        self.env['crm.import.row'].flush_model()
        return [*self._left_out_columns(), *self._left_out_rows(), *self._left_out_values()]

    def _left_out_columns(self):
        lines = []
        if unmapped := self.column_ids.filtered(lambda column: not column.field_key):
            lines.append({
                'text': self.env._("Columns that go nowhere: %(count)s", count=len(unmapped)),
                'detail': ', '.join(unmapped.mapped('header')), 'count': False, 'domain': False})
        kept = self.column_ids.filtered(
            lambda column: column.field_key and (column.policy or self.update_policy) == 'keep')
        if kept and self.update_count:
            lines.append({
                'text': self.env._("Customers that are known keep what they have in these columns"),
                'detail': ', '.join(kept.mapped('header')), 'count': self.update_count, 'domain': [('decision', '=', 'update')]})
        return lines

    def _left_out_rows(self):
        """Rows that stay outside, by what is said of them."""
        messages = self.env['crm.import.message']
        groups = self.env.execute_query(SQL(
            """SELECT decision, state, reason->>0, CASE WHEN state = 'rejected' AND coalesce(reason->>0 = ANY(%s), TRUE) THEN error END,
                      count(*), (array_agg(row_number ORDER BY row_number))[1:5], (array_agg(reason->1 ORDER BY row_number))[1]
                 FROM crm_import_row
                WHERE import_id = %s AND (decision IN ('skip', 'review') OR state = 'rejected')
                GROUP BY 1, 2, 3, 4 ORDER BY 5 DESC LIMIT %s""", list(NO_REFUSAL), self.id, REASONS_SHOWN))
        lines = []
        for decision, state, code, error, count, numbers, params in groups:
            shown = ', '.join(map(str, numbers)) + ('…' if count > len(numbers) else '')
            domain = [('decision', '=', decision), ('state', '=', state), *([('reason_code', '=', code)] if code else ()),
                      *([('error', '=', error)] if error else ())]
            if state == 'rejected':
                text = error or messages.text(code or 'rejected', params)
            elif decision == 'review':
                text = self.env._("Unclear, wait for your decision: %(reason)s", reason=messages.text(code, params)) if code \
                    else self.env._("Unclear, wait for your decision")
            elif code == 'repeated_row':
                text = self.env._("Say the same as an earlier row")
            elif code == 'chosen' or not code:
                text = self.env._("Left out by you")
            else:
                text = messages.text(code, params)
            detail = self.env._("Rows %(numbers)s", numbers=shown) if count > 1 else self.env._("Row %(row)s", row=shown)
            lines.append({'text': text, 'detail': detail, 'count': count, 'domain': domain})
        return lines

    def _left_out_values(self):
        return self._mapper()._left_out_values(self)

    def preview_results(self, limit=RESULTS_SHOWN):
        """Write the first rows for a trial, read what came of them, and take all of it back.

        The trial goes the way of the import itself, with the rights of who imports; so what it shows is what will be.

        :param int limit: how many rows, at most 100
        :return: list of dicts `row_id`, `row_number`, `decision`, `error` (why Odoo would refuse the row) and what
            `crm.import.mapper._show_results` says of the kind
        """
        self.ensure_one()
        self.check_access('write')
        self._check_fixable()
        worker = self._as_importer()
        savepoint = self.env.cr.savepoint()
        try:
            return worker._try_rows(max(1, min(limit, RESULTS_SHOWN)))
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all(flush=False)

    def _try_rows(self, limit):
        mapper = self._mapper()
        mapper._prepare_commit(self)
        rows = self.env['crm.import.row'].search(
            [('import_id', '=', self.id), ('state', '=', 'pending'), ('decision', 'in', ('create', 'update'))],
            order='row_number', limit=limit)
        # Rows of a company bring it in the row that has it first.
        tried = rows | (rows.account_leader_id | rows.partner_leader_id).filtered(lambda row: row.state == 'pending')
        while pending := tried.filtered(lambda row: row.state == 'pending'):
            step = min(pending.mapped('step'))
            before = [(row.id, row.step, row.state) for row in pending]
            self._write_rows(step, pending.grouped('step')[step].sorted('row_number'))
            self.env.flush_all()
            self.env['crm.import.row'].invalidate_model()
            if before == [(row.id, row.step, row.state) for row in pending]:
                break
        shown = mapper._show_results(self, rows)
        return [{'row_id': row.id, 'row_number': row.row_number, 'decision': row.decision, 'error': row._refusal_text() or False,
                 **shown.get(row.id, {})} for row in rows]


class CrmImportMapper(models.AbstractModel):
    _inherit = 'crm.import.mapper'

    def _left_out_values(self, record):
        """:return: list like `crm.import.left_out`: values of mapped columns that get no field of their own"""
        return []

    def _show_results(self, record, rows):
        """Describe what rows became, within the trial of `crm.import.preview_results`.

        :return: dict of row id -> dict with `cards`: list of {'part', 'new', 'known', 'name', 'lines': [{'icon', 'text'}], 'tags',
            'changes': [{'label', 'before', 'after'}]}
        """
        found = {row.id: {'cards': []} for row in rows}
        changes = self.env['crm.import.change'].search(
            [('import_id', '=', record.id), ('row_id', 'in', rows.ids), ('created', '=', True)])
        for (row, model), created in changes.grouped(lambda change: (change.row_id, change.model)).items():
            for item in self.env[model].browse(created.mapped('res_id')).exists()._filtered_access('read'):
                found[row.id]['cards'].append({
                    'part': f'{model},{item.id}', 'name': item.display_name, 'new': True, 'known': False, 'tags': [], 'notes': '',
                    'lines': [{'icon': 'fa-file-o', 'text': item._description}], 'changes': []})
        return found


class CrmImportMapperPartner(models.AbstractModel):
    _inherit = 'crm.import.mapper.partner'

    def _left_out_values(self, record):
        keys = {key: column.header for column in record.column_ids if (key := column.field_key)}
        lines = []
        for key, part, name in (('company.full_name', 'company', 'full_name'), ('person.birthdate', 'person', 'birthdate')):
            if key in keys and (count := self._count_rows_with(record, part, name)):
                lines.append({'text': self.env._("“%(column)s” goes to the notes: Odoo has no field for it", column=keys[key]),
                              'detail': '', 'count': count, 'domain': False})
        unknown = {}
        for line in record._unknown_values():
            if line['code'].endswith('_new'):
                continue
            unknown.setdefault((line['header'], line['code']), []).append(line)
        for (header, code), values in unknown.items():
            text = (self.env._("“%(column)s”: these regions are unknown and are left out", column=header) if code == 'state_unknown'
                    else self.env._("“%(column)s”: nobody and nothing in Odoo is called so; it goes to the notes", column=header))
            lines.append({'text': text, 'detail': ', '.join(line['value'] for line in values[:10]),
                          'count': sum(line['count'] for line in values), 'domain': False})
        return lines

    def _count_rows_with(self, record, part, name):
        return self.env.execute_query(SQL(
            """SELECT count(*) FROM crm_import_row WHERE import_id = %s AND state = 'pending'
                  AND decision IN ('create', 'update') AND normalized->%s->>%s IS NOT NULL""", record.id, part, name))[0][0]

    def _show_results(self, record, rows):
        changes = {}
        for change in self.env['crm.import.change'].search([('import_id', '=', record.id), ('row_id', 'in', rows.ids)]):
            changes.setdefault((change.model, change.res_id), []).append(change)
        partners = rows.account_id | rows.partner_id
        reach = {}
        for mechanism in self.env['crm.contact.mechanism'].search([('partner_id', 'in', partners.ids)]):
            reach.setdefault(mechanism.partner_id.id, []).append(mechanism)
        found, item_model = {}, getattr(self, '_item_model', None)
        created = super()._show_results(record, rows) if item_model else {}
        for row in rows:
            items = [card for card in created.get(row.id, {}).get('cards', ()) if card['part'].startswith(f'{item_model},')]
            cards = [(part, partner) for part, partner in (('person', row.partner_id), ('company', row.account_id)) if partner]
            found[row.id] = {'cards': items + [
                self._card(part, partner, reach.get(partner.id, ()), changes.get(('res.partner', partner.id), ()),
                           part == 'company' and bool(row.account_leader_id))
                for part, partner in cards]}
        return found

    def _card(self, part, partner, reach, changes, shown_before=False):
        """:param shown_before: an earlier row shows this company: its name is enough"""
        if shown_before:
            return {'part': part, 'name': partner.name, 'new': False, 'known': False, 'lines': [], 'tags': [], 'notes': '',
                    'changes': []}
        lines = [{'icon': 'fa-phone' if mechanism.kind != 'email' else 'fa-envelope-o',
                  'text': reach_text({'value': mechanism.value, 'extension': mechanism.extension})} for mechanism in reach]
        # A contact has the address and the terms of its company: they are said there.
        account = partner.parent_id
        for icon, text, inherited in (
            ('fa-briefcase', partner.function, ''), ('fa-map-marker', self._address_text(partner), self._address_text(account)),
            ('fa-id-card-o', partner.vat, account.vat), ('fa-university', partner.company_registry, account.company_registry), ('fa-globe', partner.website, account.website),
            ('fa-user', partner.user_id.name, account.user_id.name),
        ):
            if text and text != inherited:
                lines.append({'icon': icon, 'text': text})
        new = any(change.created for change in changes)
        return {
            'part': part, 'name': partner.name, 'new': new, 'known': not new, 'lines': lines,
            'tags': partner.category_id.mapped('name'), 'notes': html2plaintext(partner.comment or '').strip()[:300],
            'changes': [line for change in changes if not change.created for line in self._changed(partner, change)][:CHANGES_SHOWN],
        }

    def _address_text(self, partner):
        return ', '.join(filter(None, (
            partner.zip, partner.city, partner.street, partner.street2, partner.state_id.name, partner.country_id.name)))

    def _changed(self, partner, change):
        """:return: list of {'label', 'before', 'after'}: what an update would change, in words"""
        lines = []
        for name, after in (change.after or {}).items():
            field = partner._fields.get(name)
            if field is None or field.type == 'html':
                continue
            texts = [self._words(field, value) for value in ((change.before or {}).get(name), after)]
            if texts[0] != texts[1]:
                lines.append({'label': field._description_string(self.env), 'before': texts[0], 'after': texts[1]})
        return lines

    def _words(self, field, value):
        if field.relational:
            ids = value if isinstance(value, list) else [value] if value else []
            records = self.env[field.comodel_name].browse(item for item in ids if isinstance(item, int))
            return ', '.join(records.mapped('display_name'))
        return str(value) if value else ''
