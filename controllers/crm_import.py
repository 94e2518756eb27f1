from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import content_disposition, request
from odoo.tools import file_open

SAMPLE_TYPES = {
    'customers_1c.xls': 'application/vnd.ms-excel',
    'customers.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'customers.csv': 'text/csv; charset=utf-8',
    'contacts.vcf': 'text/vcard; charset=utf-8',
    'counterparties_1c.xml': 'application/xml',
    'opportunities.csv': 'text/csv; charset=utf-8',
    'interactions.csv': 'text/csv; charset=utf-8',
    'purchases.csv': 'text/csv; charset=utf-8',
    'call_list.csv': 'text/csv; charset=utf-8',
}
# An .xml of the add-on would be taken for data that it loads.
STORED = {'counterparties_1c.xml': 'counterparties_1c.commerceml'}


class CrmImportController(http.Controller):
    @http.route('/crm_customer_record/sample/<string:name>', type='http', auth='user', readonly=True)
    def sample(self, name):
        """Download one of the sample files that the import wizard offers."""
        if name not in SAMPLE_TYPES:
            raise NotFound
        with file_open(f'crm_customer_record/demo/{STORED.get(name, name)}', 'rb') as sample:
            return self._download(sample.read(), name, SAMPLE_TYPES[name])

    @http.route('/crm_customer_record/import/<int:import_id>/rejected', type='http', auth='user', readonly=True)
    def rejected(self, import_id):
        """Download the rejected and undecided rows of an import, in the layout of its file."""
        record = request.env['crm.import'].search([('id', '=', import_id)])
        if not record:
            raise NotFound
        name = request.env._("rejected %(name)s.xlsx", name=(record.filename or '').rpartition('.')[0] or record.id)
        return self._download(record.rejected_file(), name, SAMPLE_TYPES['customers.xlsx'])

    def _download(self, content, name, content_type):
        return request.make_response(content, headers=[
            ('Content-Type', content_type), ('Content-Length', len(content)),
            ('Content-Disposition', content_disposition(name)), ('X-Content-Type-Options', 'nosniff'),
        ])
