import json

from odoo import http
from odoo.http import request

from ..tools.webhooks import SIGNATURE_HEADER

MOST = 64 * 1024  # bytes
JSON = [('Content-Type', 'application/json')]


class CrmExternalController(http.Controller):
    """The public address to which other systems answer."""

    # Nobody is logged in: token and signature are looked at instead. No session is kept, so none can be misused.
    @http.route('/crm_customer_record/answer/<string:token>', type='http', auth='public', methods=['POST'], csrf=False, save_session=False)
    def answer(self, token):
        """Take the answer to a question; whatever is wrong about token or signature looks the same from outside."""
        raw = request.httprequest
        answered = None
        if raw.content_length is not None and raw.content_length <= MOST and len(token) <= 100:
            answered = request.env['crm.external.request']._receive(token, raw.get_data(), raw.headers.get(SIGNATURE_HEADER, ''))
        if answered is None:
            return request.make_response(json.dumps({'error': 'not found'}), headers=JSON, status=404)
        if not answered:
            return request.make_response(json.dumps({'error': 'result must be approved, rejected or score'}), headers=JSON, status=400)
        return request.make_response(json.dumps({'status': 'ok'}), headers=JSON)
