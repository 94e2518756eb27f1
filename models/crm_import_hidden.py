from odoo import api, fields, models


class CrmImportProfile(models.Model):
    _inherit = 'crm.import.profile'

    take_hidden = fields.Boolean(string="Hidden rows and columns too", help="What the sheet hides is read like all the rest.")

    @api.model
    def _remember(self, record):
        profile = super()._remember(record)
        profile.take_hidden = record.take_hidden
        return profile


class CrmImport(models.Model):
    """Whether what a sheet hides is taken is remembered with the mapping."""

    _inherit = 'crm.import'

    def _open_source(self, data, reread):
        source = super()._open_source(data, reread)
        if self.state != 'draft' or self.take_hidden:
            return source
        columns = [column.label for column in source.sheet.columns]
        profile = self.profile_id or self.env['crm.import.profile']._find(self.kind, columns)
        if not profile.take_hidden:
            return source
        # Only a file that was opened tells which mapping fits it.
        source.close()
        self.with_context(crm_import_staging=True).take_hidden = True
        return super()._open_source(data, reread)
