import base64

from odoo import api, fields, models

from ..tools.imports.errors import ImportFileError
from ..tools.imports.files import open_file
from ..tools.imports.layouts import known
from ..tools.imports.limits import MEGABYTE, Limits
from .ir_attachment import NO_INDEX

MAX_MEGABYTES = 'crm_customer_record.import_max_megabytes'
MAX_ROWS = 'crm_customer_record.import_max_rows'


class CrmImport(models.Model):
    """Where rows come from: a file or a pasted table, the system that wrote it, and how large it may be."""

    _inherit = 'crm.import'

    pasted = fields.Text(string="Or paste a table", copy=False, help="Copied from a spreadsheet or a web page, column names included.")
    layout = fields.Char(readonly=True, copy=False, help="Key of the known export that the columns are those of.")
    layout_name = fields.Char(string="Recognised", compute='_compute_layout_name')
    source = fields.Char(
        string="System it comes from", readonly=True, copy=False,
        help="The keys of customers in this system are remembered, so that its next export brings them up to date.")

    @api.depends('layout')
    def _compute_layout_name(self):
        layouts = known()
        for record in self:
            layout = layouts.get(record.layout)
            record.layout_name = layout.name if layout else False

    @api.model_create_multi
    def create(self, vals_list):
        # The host would keep every word of a text file once more in the database, and several times in memory.
        return super(CrmImport, self.with_context(**{NO_INDEX: True})).create(vals_list).with_env(self.env)

    def write(self, vals):
        if vals.get('file') and not self.env.context.get('crm_import_staging'):
            # A file chosen by hand takes the place of what was pasted, also when the page still sends the old text.
            vals = {**vals, 'pasted': False}
        if 'file' in vals:
            return super(CrmImport, self.with_context(**{NO_INDEX: True})).write(vals)
        return super().write(vals)

    def action_read(self):
        for record in self:
            if record.pasted and not record.file:
                record.with_context(crm_import_staging=True).write({
                    'file': record._pasted_file(), 'filename': self.env._("pasted table") + '.txt'})
        return super().action_read()

    def action_back(self):
        result = super().action_back()
        for record in self.filtered('pasted'):
            record.write({'file': False, 'filename': False})
        return result

    def _pasted_file(self):
        """:return: the pasted text as the field of a file holds it"""
        self.ensure_one()
        return base64.b64encode(self.pasted.encode())

    def _open_source(self, data, reread):
        try:
            return super()._open_source(data, reread)
        except ImportFileError as error:
            if error.code != 'no_header' or not self.pasted:
                raise
        # Who pastes some rows often leaves out the names of the columns.
        source = open_file(self.filename, data, {**self._reader_options(reread), 'header_row': 0})
        source.warnings.append(('no_header_used', {}))
        return source

    @api.model
    def _limits(self):
        """How large a file may be; administrators set it (Settings > CRM > Customer Record: Import).

        :return: dict with `file_bytes` and `rows`
        """
        # Parameters are readable by administrators only; these two tell nothing.
        parameters = self.env['ir.config_parameter'].sudo()
        megabytes = _positive(parameters.get_param(MAX_MEGABYTES)) or Limits.file_bytes // MEGABYTE
        return {'file_bytes': megabytes * MEGABYTE, 'rows': _positive(parameters.get_param(MAX_ROWS)) or Limits.rows}

    def _reader_options(self, reread):
        """Whoever calls may ask for less than what is allowed, never for more."""
        options = super()._reader_options(reread)
        allowed = {**Limits().as_dict(), **self._limits()}
        for name, limit in allowed.items():
            asked = options.get(name)
            options[name] = min(asked, limit) if type(asked) is int and asked > 0 else limit
        return options


def _positive(text):
    """:return: a number above zero, or 0"""
    return int(text) if text and str(text).isdigit() else 0
