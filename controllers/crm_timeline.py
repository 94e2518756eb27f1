import json

from werkzeug.exceptions import BadRequest, Forbidden, NotFound

from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import content_disposition, request

SHEET = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'


class CrmTimelineController(http.Controller):
    @http.route('/crm_customer_record/timeline/<string:model>/<int:res_id>/xlsx', type='http', auth='user', readonly=True)
    def export(self, model, res_id, filters='{}'):
        """Download a timeline as the user sees it; ``filters`` as JSON, as for ``crm.timeline.timeline_page``."""
        try:
            name, content = request.env['crm.timeline'].export_file(model, res_id, json.loads(filters))
        except json.JSONDecodeError as error:
            raise BadRequest from error
        except (AccessError, MissingError) as error:
            raise NotFound from error
        except UserError as error:
            raise Forbidden(str(error)) from error
        return request.make_response(content, headers=[
            ('Content-Type', SHEET), ('Content-Length', len(content)),
            ('Content-Disposition', content_disposition(name)), ('X-Content-Type-Options', 'nosniff'),
        ])
