from odoo import fields, models

from ..tools.imports.limits import MEGABYTE, Limits
from .crm_import_source import MAX_MEGABYTES, MAX_ROWS


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    import_max_megabytes = fields.Integer(
        string="Largest File", config_parameter=MAX_MEGABYTES, default=Limits.file_bytes // MEGABYTE,
        help="Megabytes that a file to be imported may have, unpacked files of an archive each. 0: the usual limit.")
    import_max_rows = fields.Integer(
        string="Most Rows", config_parameter=MAX_ROWS, default=Limits.rows,
        help="Rows that a file to be imported may have. 0: the usual limit.")
