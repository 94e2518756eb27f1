from odoo import api, fields, models


class CrmImportColumn(models.Model):
    """One column of the file and the field it goes to."""

    _name = 'crm.import.column'
    _description = "Import Column"
    _order = 'import_id, position, id'

    import_id = fields.Many2one('crm.import', required=True, index=True, ondelete='cascade')
    position = fields.Integer(required=True, help="Place of the column in the sheet, counted from 0.")
    header = fields.Char(string="Your column", readonly=True)
    field_key = fields.Selection('_selection_field_key', string="Goes to")
    samples = fields.Char(string="For example", readonly=True)
    confidence = fields.Float(readonly=True, help="How sure the suggestion is, from 0 to 1.")
    policy = fields.Selection(
        [
            ('fill', "Fill what is empty"),
            ('overwrite', "Overwrite"),
            ('keep', "Keep what is there"),
            ('ask', "Ask me"),
        ],
        string="If different",
        help="What happens when the customer is known and already has another value. Empty: as chosen for the whole import.",
    )

    _position_unique = models.UniqueIndex('(import_id, position)')

    @api.model
    def _selection_field_key(self):
        return self.env['crm.import']._all_field_labels()

    def write(self, vals):
        result = super().write(vals)
        if not self.env.context.get('crm_import_staging'):
            previews = self.import_id.filtered(lambda record: record.state == 'preview')
            if 'field_key' in vals:
                previews._restage()
            elif 'policy' in vals:
                previews._match()
        return result
