from odoo import api, models
from odoo.exceptions import AccessError

# Whose rights an import has, and whose an import is: said once, when it begins.
IDENTITY = {
    'crm.import': {'user_id', 'company_id'},
    'crm.import.row': {'import_id', 'origin_row_id', 'account_id', 'partner_id'},
    'crm.import.column': {'import_id'},
}


def _check_identity(records, vals):
    """Rows are written with the rights of the user of their import, so nobody may put them under somebody else's name."""
    if not records.env.su and IDENTITY[records._name] & vals.keys():
        raise AccessError(records.env._("Whose import this is cannot be changed. Start a new import with the same file."))


class CrmImport(models.Model):
    _inherit = 'crm.import'

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(vals.get('user_id', self.env.uid) != self.env.uid for vals in vals_list):
            raise AccessError(self.env._("An import runs with the rights of who starts it: start it yourself."))
        return super().create(vals_list)

    def write(self, vals):
        _check_identity(self, vals)
        return super().write(vals)


class CrmImportRow(models.Model):
    _inherit = 'crm.import.row'

    def write(self, vals):
        _check_identity(self, vals)
        return super().write(vals)


class CrmImportColumn(models.Model):
    _inherit = 'crm.import.column'

    def write(self, vals):
        _check_identity(self, vals)
        return super().write(vals)
