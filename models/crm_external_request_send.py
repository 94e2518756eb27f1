import json
import logging
from datetime import timedelta

from odoo import api, fields, models

from ..tools import webhooks
from .crm_external_request import AWAITING

_logger = logging.getLogger(__name__)
BATCH = 100
NOTE = 2000  # characters of what the other system says
# Compared with where there is nothing to compare with, so that it takes as long.
NO_SECRET = 'no request has this token, but it takes as long to find out'


class CrmExternalRequest(models.Model):
    """Out by a job, in by a public address."""

    _inherit = 'crm.external.request'

    @api.model
    def _cron_send(self):
        """Send what is in the queue, one by one, each attempt written down before it is made; then close what is out of time."""
        due = [('state', '=', 'queued'), ('next_try', '<=', fields.Datetime.now())]
        self.env['ir.cron']._commit_progress(remaining=self.search_count(due))
        for request in self.search(due, limit=BATCH, order='next_try, id'):
            # What another worker holds is left to it.
            request.try_lock_for_update(allow_referencing=True)._send()
            if not self.env['ir.cron']._commit_progress(1):
                return
        self._close_late()

    @api.model
    def _close_late(self):
        while late := self.search([('state', 'in', AWAITING), ('deadline', '<', fields.Datetime.now())], limit=BATCH).try_lock_for_update(allow_referencing=True):
            late._expire()
            if not self.env['ir.cron']._commit_progress(len(late)):
                return

    def _send(self):
        """Make one attempt. The other system may answer before it returns."""
        if not self or self.state != 'queued' or self.next_try > fields.Datetime.now():
            return
        attempts = self.attempts + 1
        minutes = webhooks.BACK_OFF[min(attempts, len(webhooks.BACK_OFF)) - 1]
        self.write({'attempts': attempts, 'next_try': fields.Datetime.now() + timedelta(minutes=minutes)})
        message = self._prepare_message()
        # Not in a transaction: the answer, which comes in another one, finds the request, and nothing is locked meanwhile.
        self.env['ir.cron']._commit_progress()
        values = {'http_status': 0, 'error': False}
        try:
            values['http_status'] = webhooks.send(**message)
            values.update(state='sent', sent_on=fields.Datetime.now())
        except webhooks.SendError as error:
            values.update(http_status=error.status, error=str(error))
            if error.is_final or attempts > len(webhooks.BACK_OFF):
                values['state'] = 'failed'
        self.invalidate_recordset()
        if self.state != 'queued':  # answered meanwhile
            values.pop('state', None)
        self.write(values)

    def _prepare_message(self):
        """:return: arguments of `tools.webhooks.send`"""
        endpoint = self.endpoint_id
        payload = {**self.payload, 'token': self.token}
        if self.requirement_id:
            payload.update(
                answer_url=f'{self.get_base_url()}/crm_customer_record/answer/{self.token}', answer_until=f'{fields.Datetime.to_string(self.deadline)}Z')
        body = json.dumps(payload, ensure_ascii=False).encode()
        return {
            'url': endpoint.url, 'body': body, 'timeout': endpoint.timeout, 'allow_private': endpoint.allow_private,
            'headers': {
                'Content-Type': 'application/json; charset=utf-8', 'User-Agent': 'crm_customer_record', webhooks.TOKEN_HEADER: self.token,
                webhooks.SIGNATURE_HEADER: webhooks.sign(endpoint.secret_stored, self.token, body),
            },
        }

    @api.model
    def _receive(self, token, body, signature):
        """Take an answer from outside.

        :param str token: from the address
        :param bytes body: JSON ``{"result": "approved" | "rejected" | "score", "score": number, "note": text}``
        :param str signature: from the header
        :return: None when there is no such question, or not any more, or the signature is wrong: which of them, nobody learns.
            Else whether the answer could be read; if so, the question is answered, and the next answer finds none
        """
        # As superuser: the other system is nobody here; token and signature say that it may.
        request = self.sudo().search([
            ('token', '=', token), ('requirement_id', '!=', False), ('state', 'in', AWAITING), ('deadline', '>', fields.Datetime.now())])
        request = request.try_lock_for_update(allow_referencing=True)
        secret = request.endpoint_id.secret_stored or NO_SECRET
        if not webhooks.is_signed(secret, token, body, signature) or not request:
            return None
        answer = self._parse_answer(body)
        if answer:
            request._answer(*answer)
        return bool(answer)

    @api.model
    def _parse_answer(self, body):
        """:return: (state, score, note), or None when it cannot be read"""
        try:
            data = json.loads(body)
            result, note = data.get('result'), data.get('note') or ''
            score = float(data.get('score', 0))
        except (ValueError, TypeError, AttributeError):
            return None
        if result in (None, 'score') and 'score' in data and abs(score) < 1e15:
            return 'scored', score, str(note)[:NOTE]
        return (result, 0.0, str(note)[:NOTE]) if result in ('approved', 'rejected') else None
