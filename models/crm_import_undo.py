from collections import defaultdict

from odoo import Command, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .res_partner_career import CORRECTION

CHUNK_SIZE = 500
# Tables whose rows go with a partner or an opportunity and do not count as use of it; a move since is an edit.
OWN_TABLES = {
    'crm_import_row', 'crm_contact_mechanism', 'crm_timeline_link', 'res_partner_res_partner_category_rel',
    'crm_partner_external', 'crm_stage_transition',
}


class CrmImport(models.Model):
    """What taking an import back does to each record: what nobody touched since is reversed, the rest is kept and said why."""

    _inherit = 'crm.import'

    def _undo_chunk(self):
        """Undo some changes, the last ones first; :return: whether there may be more"""
        if not self._lock():
            raise UserError(self.env._("The rows of this import are being written. Pause it and wait a moment."))
        changes = self.env['crm.import.change'].search(self._undo_domain(), order='id desc', limit=CHUNK_SIZE)
        # Contacts before their companies: one model and one kind of change at a time, in the order of the log.
        for (model, created), group in changes.grouped(lambda change: (change.model, change.created)).items():
            if model not in self.env:
                self._mark(group, 'failed', self.env._("The application it belongs to was removed."))
            elif created:
                self._undo_created(model, group)
            else:
                self._undo_updated(model, group)
        return bool(changes)

    def _mark(self, changes, state, reason=False):
        # As superuser: the log is written by imports only, else it could be forged to delete what is not theirs.
        changes.sudo().write({'undo_state': state, 'undo_reason': reason})

    def _undo_created(self, model, changes):
        records = self.env[model].with_context(active_test=False).browse(changes.mapped('res_id')).exists()
        gone = changes.filtered(lambda change: change.res_id not in records._ids)
        self._mark(gone, 'kept', self.env._("It was merged or deleted since."))
        changes -= gone
        edited = self._edited(model, changes)
        self._mark(edited, 'kept', self.env._("It was edited since."))
        changes -= edited
        used_ids = self._used_ids(model, changes.mapped('res_id'))
        used = changes.filtered(lambda change: change.res_id in used_ids)
        self._mark(used, 'kept', self.env._("It is in use: documents, talks, contacts or messages were added since."))
        self._delete(model, changes - used)

    def _delete(self, model, changes):
        """Delete the records of the changes; when one cannot be deleted, find and name just that one."""
        if not changes:
            return
        records = self.env[model].browse(changes.mapped('res_id'))
        try:
            with self.env.cr.savepoint():
                # A seller may not delete customers, yet may take back what the own import created and nobody used:
                # the rules of reading and writing are checked as the user, the deletion itself is not.
                records.check_access('write')
                records.sudo().unlink()
        except Exception as error:  # any add-on may forbid it in its own way; the others go on
            if len(changes) == 1:
                self._mark(changes, 'failed', str(error))
                return
            half = len(changes) // 2
            self._delete(model, changes[:half])
            self._delete(model, changes[half:])
        else:
            self._mark(changes, 'reversed')

    def _undo_updated(self, model, changes):
        for change in changes:
            record = self.env[model].browse(change.res_id).exists()
            if not record:
                self._mark(change, 'kept', self.env._("It was merged or deleted since."))
                continue
            current = self._values(record, change.after)
            restore = {name: value for name, value in (change.before or {}).items() if current[name] == change.after[name]}
            kept = [name for name in change.after if name not in restore]
            try:
                with self.env.cr.savepoint():
                    if restore:
                        record.with_context(**{CORRECTION: True}).write({name: [Command.set(value)] if isinstance(value, list) else value
                                      for name, value in restore.items()})
            except Exception as error:  # as above
                self._mark(change, 'failed', str(error))
                continue
            labels = ', '.join(record._fields[name]._description_string(self.env) for name in kept)
            self._mark(change, 'kept' if kept else 'reversed',
                       self.env._("Changed since, left as it is: %(fields)s", fields=labels) if kept else False)

    def _values(self, record, names):
        """:return: dict of the present values of some fields, as JSON keeps them"""
        result = {}
        for name in names:
            field = record._fields[name]
            if field.type == 'many2many':
                result[name] = sorted(record[name]._ids)
                continue
            value = field.convert_to_write(record[name], record)
            result[name] = str(value) if field.type in ('html', 'date', 'datetime') and value else value
        return result

    def _edited(self, model, changes):
        """:return: those changes whose record no longer is as the import left it"""
        if not changes:
            return changes
        # The import itself may have come back to a record: its last word counts.
        last_words = defaultdict(dict)
        for change in self.env['crm.import.change'].search(
            [('import_id', '=', self.id), ('model', '=', model), ('res_id', 'in', changes.mapped('res_id'))], order='id',
        ):
            known = last_words[change.res_id]
            known['written'] = max(known.get('written', change.written), change.written)
            known['after'] = {**known.get('after', {}), **(change.after or {})}
            known['restored'] = known.get('restored') or change.undo_state == 'reversed'
        edited = changes.browse()
        for change in changes:
            record = self.env[model].browse(change.res_id)
            known = last_words[change.res_id]
            if known['restored']:
                # Its later changes were just taken back by us.
                continue
            if record.write_date > known['written'] or self._values(record, known['after']) != known['after']:
                edited += change
        return edited

    def _used_ids(self, model, ids):
        """Find the records that something else refers to.

        Asked of the database, not of the rules of the user: what others built on a record counts even where the
        user does not see it. Only the fact is told, never by what.

        :return: set of ids
        """
        if not ids:
            return set()
        table = self.env[model]._table
        used = set()
        for other, column in self._references(table):
            if other in OWN_TABLES or (other, column) == ('res_partner', 'commercial_partner_id'):
                continue
            not_itself = SQL("AND id NOT IN %s", tuple(ids)) if other == table else SQL()
            rows = self.env.execute_query(SQL(
                "SELECT DISTINCT %(column)s FROM %(other)s WHERE %(column)s IN %(ids)s %(not_itself)s",
                column=SQL.identifier(column), other=SQL.identifier(other), ids=tuple(ids), not_itself=not_itself,
            ))
            used.update(row[0] for row in rows)
        return used | self._documented_ids(model, ids)

    def _references(self, table):
        """:return: list of (table, column) of all foreign keys to a table"""
        return self.env.execute_query(SQL(
            """SELECT c.conrelid::regclass::text, a.attname
                 FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
                WHERE c.contype = 'f' AND c.confrelid = %s::regclass""", table,
        ))

    def _documented_ids(self, model, ids):
        """:return: ids of records on which somebody wrote, planned or filed something"""
        rows = self.env.execute_query(SQL(
            """SELECT res_id FROM mail_message WHERE model = %(model)s AND res_id IN %(ids)s
                  AND message_type IN ('comment', 'email', 'email_outgoing', 'sms')
               UNION SELECT res_id FROM mail_activity WHERE res_model = %(model)s AND res_id IN %(ids)s
               UNION SELECT res_id FROM ir_attachment
                      WHERE res_model = %(model)s AND res_id IN %(ids)s AND res_field IS NULL""",
            model=model, ids=tuple(ids),
        ))
        return {row[0] for row in rows}
