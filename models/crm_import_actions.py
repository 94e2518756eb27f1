from odoo import models
from odoo.tools import SQL


class CrmImport(models.Model):
    """The screens an import leads to."""

    _inherit = 'crm.import'

    def _action_rows(self, name, filters=None, domain=None):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': name,
            'res_model': 'crm.import.row',
            'view_mode': 'list,kanban,form',
            'views': [(False, 'list'), (False, 'kanban'), (False, 'form')],
            'mobile_view_mode': 'kanban',
            'domain': [('import_id', '=', self.id), *(domain or [])],
            'context': {**{f'search_default_{key}': 1 for key in filters or ()}, **self._row_list_context()},
        }

    def _row_list_context(self):
        """:return: dict of what the list of rows shows: counts of which import, cells of which columns"""
        names = self.env['crm.import.row']._cell_fields()
        return {'crm_import_id': self.id, 'crm_import_kind': self.kind, 'crm_import_begun': self.state not in ('draft', 'preview'),
                'crm_import_cells': [names[key] for key in self._columns_by_key() if key in names]}

    def action_show_rows(self):
        return self._action_rows(self.env._("All rows"))

    def action_show_create(self):
        return self._action_rows(self.env._("New customers and contacts"), ['create'])

    def action_show_update(self):
        return self._action_rows(self.env._("Known already"), ['update'])

    def action_show_review(self):
        return self._action_rows(self.env._("Unclear: please decide"), ['review'])

    def action_show_skip(self):
        return self._action_rows(self.env._("Left out"), ['skip'])

    def action_show_problems(self):
        return self._action_rows(self.env._("Problems"), ['problems'])

    def action_show_rejected(self):
        return self._action_rows(self.env._("Rejected rows"), ['rejected'])

    def action_show_kept(self):
        """Open what the undo left in place, and why."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Left in place"),
            'res_model': 'crm.import.change',
            'view_mode': 'list,kanban',
            'mobile_view_mode': 'kanban',
            'domain': [('import_id', '=', self.id), ('undo_state', 'in', ('kept', 'failed'))],
        }

    def action_show_partners(self):
        """Open the customers and contacts that came in with this file, or the records of its kind."""
        self.ensure_one()
        if model := getattr(self._mapper(), '_item_model', None):
            return {
                'type': 'ir.actions.act_window',
                'name': self.env._("Imported: %(file)s", file=self.name),
                'res_model': model,
                'view_mode': 'list,form',
                'domain': [('id', 'in', self._written_ids())],
                'context': {'active_test': False},
            }
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Imported: %(file)s", file=self.name),
            'res_model': 'res.partner',
            'view_mode': 'list,kanban,form',
            'mobile_view_mode': 'kanban',
            'domain': ['|', ('crm_import_account_row_ids.import_id', '=', self.id),
                       ('crm_import_row_ids.import_id', '=', self.id)],
        }

    def _written_ids(self):
        """:return: list of ids of the records of the import's kind that the rows became"""
        self.env['crm.import.row'].flush_model(['import_id', 'res_id'])
        return [res_id for res_id, in self.env.execute_query(SQL(
            "SELECT DISTINCT res_id FROM crm_import_row WHERE import_id = %s AND res_id > 0 ORDER BY res_id", self.id))]

    def action_again(self):
        """Bring the same file in anew, after it was taken back or called off.

        :return: the action that opens the new import, in preview
        """
        self.ensure_one()
        again = self.create({'kind': self.kind, 'filename': self.filename, 'file': self.with_context(bin_size=False).file})
        again.action_read()
        return {'type': 'ir.actions.act_window', 'res_model': 'crm.import', 'res_id': again.id, 'views': [(False, 'form')]}

    def action_download_rejected(self):
        self.ensure_one()
        return {'type': 'ir.actions.act_url', 'url': f'/crm_customer_record/import/{self.id}/rejected', 'target': 'download'}
