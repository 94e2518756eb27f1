from odoo import fields, models


class CrmImportChange(models.Model):
    """One line of the undo log: what an import did to one record."""

    _name = 'crm.import.change'
    _description = "Import Change"
    _order = 'import_id, id'

    import_id = fields.Many2one('crm.import', required=True, index=True, ondelete='cascade')
    row_id = fields.Many2one('crm.import.row', index='btree_not_null', ondelete='cascade')
    model = fields.Char(required=True)
    res_id = fields.Many2oneReference(model_field='model', string="Record", required=True)
    created = fields.Boolean(help="The import created the record; else it changed it.")
    before = fields.Json(help="Values that were replaced, by field.")
    after = fields.Json(help="Values that were written, by field.")
    written = fields.Datetime(string="Written at", help="The record's last change as the import left it.")
    undo_state = fields.Selection(
        [('queued', "To be undone"), ('reversed', "Reversed"), ('kept', "Left in place"), ('failed', "Failed")],
        string="What became of it", readonly=True)
    undo_reason = fields.Char(readonly=True, string="Why")

    _queued_idx = models.Index("(import_id) WHERE undo_state = 'queued'")
    _import_idx = models.Index('(import_id, undo_state, id DESC)')
