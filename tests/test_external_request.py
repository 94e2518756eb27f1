import json
from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.crm_customer_record.tools.webhooks import SIGNATURE_HEADER, TOKEN_HEADER, is_signed, sign

from .common_playbooks import PlaybookCase
from .common_webhooks import OtherSystem

SECRET = 'known to both sides'


class ExternalCase(PlaybookCase):
    """A stage that another system opens."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.endpoint = cls.env(user=cls.administrator)['crm.webhook.endpoint'].create(
            {'name': "Scoring", 'url': 'http://127.0.0.1:9/', 'secret': SECRET, 'timeout': 5})
        cls.endpoint.sudo().allow_private = True
        cls.rule = cls.env(user=cls.administrator)['crm.stage.requirement'].create({
            'stage_id': cls.second.id, 'kind': 'external', 'endpoint_id': cls.endpoint.id, 'least_score': 70})
        cls.mine = cls.lead.with_user(cls.seller)

    def ask(self):
        """Press the button in the checklist.

        :return: the request, as the system sees it
        """
        self.mine.action_requirement_remedy(self.rule.id)
        return self.env['crm.external.request'].search([('lead_id', '=', self.lead.id)], limit=1)

    def send(self):
        """Let the job run, without its commits."""
        self._settle()
        with patch.object(type(self.env['ir.cron']), '_commit_progress', lambda *args, **kwargs: 60.0):
            self.env['crm.external.request']._cron_send()

    def status(self):
        return self.mine.requirement_status(self.second.id)[0]

    def moves(self):
        self.mine.invalidate_recordset()
        self.mine.write({'stage_id': self.second.id})
        return self.lead.stage_id == self.second

    def receive(self, request, secret=SECRET, **answer):
        body = json.dumps(answer).encode()
        return self.env['crm.external.request']._receive(request.token, body, sign(secret, request.token, body))


@tagged('post_install', '-at_install')
class TestExternalRequest(ExternalCase):
    """Asked, awaited, answered, or not."""

    def test_nobody_enters_before_it_is_approved(self):
        self.assertEqual((self.status()['met'], self.status()['remedy'], self.status()['name']), (False, "Ask for it", "Approved by Scoring"))
        with self.assertRaises(UserError):
            self.moves()
        request = self.ask()
        self.assertEqual((self.status()['met'], self.status()['remedy'], self.status()['hint']), (False, False, "Asked Scoring: To be sent."))
        self.assertEqual(self.ask(), request, "asked once")
        self.assertTrue(self.receive(request, result='approved', note="Good customer"))
        self.assertEqual((request.state, request.outcome, request.note), ('approved', 'met', "Good customer"))
        self.assertTrue(self.status()['met'])
        self.assertTrue(self.moves())
        self.assertIn("Good customer", "".join(self.lead.message_ids.mapped('body')))

    def test_rejected_and_asked_again(self):
        request = self.ask()
        self.receive(request, result='rejected')
        self.assertEqual((self.status()['met'], self.status()['remedy']), (False, "Ask again"))
        again = self.ask()
        self.assertNotEqual(again, request)
        self.receive(again, score=71.5)
        self.assertEqual((again.state, again.score, again.outcome), ('scored', 71.5, 'met'))
        self.assertTrue(self.moves())

    def test_a_score_too_low(self):
        request = self.ask()
        self.receive(request, result='score', score=69)
        self.assertEqual(request.outcome, 'unmet')
        with self.assertRaises(UserError):
            self.moves()

    def test_what_an_answer_may_say(self):
        request = self.ask()
        for answer in ({}, {'result': 'maybe'}, {'result': 'score'}, {'score': 'high'}, {'score': float('nan')}, {'result': ['approved']}):
            self.assertIs(self.receive(request, **answer), False, answer)
        body = b'[1]'
        self.assertIs(self.env['crm.external.request']._receive(request.token, body, sign(SECRET, request.token, body)), False)
        self.assertEqual(request.state, 'queued')
        self.receive(request, result='approved', note="<script>" * 1000)
        self.assertEqual(len(request.note), 2000)
        self.assertNotIn("<script", str(self.lead.message_ids[:1].body))

    def test_one_answer_signed_and_in_time(self):
        request = self.ask()
        self.assertIsNone(self.receive(request, secret='another secret', result='approved'))
        self.assertTrue(self.receive(request, result='rejected'))
        self.assertIsNone(self.receive(request, result='approved'), "one-time")
        self.assertEqual(request.outcome, 'unmet')
        late = self.ask()
        late.deadline = fields.Datetime.now() - timedelta(minutes=1)
        self.assertIsNone(self.receive(late, result='approved'))

    # Without an answer

    def expire(self, on_timeout):
        self.rule.sudo().on_timeout = on_timeout
        request = self.ask()
        request.write({'deadline': fields.Datetime.now() - timedelta(minutes=1), 'next_try': fields.Datetime.now() + timedelta(hours=1)})
        self.send()
        return request

    def test_no_answer_counts_as_met(self):
        self.assertEqual((self.expire('met').state, self.moves()), ('expired', True))

    def test_no_answer_counts_as_not_met(self):
        self.assertEqual(self.expire('unmet').outcome, 'unmet')
        with self.assertRaises(UserError):
            self.moves()

    def test_no_answer_and_a_leader_decides(self):
        request = self.expire('ask')
        self.assertFalse(request.outcome)
        asked = self.env['mail.activity'].search([('res_id', '=', self.lead.id), ('res_model', '=', 'crm.lead')])
        self.assertEqual((asked.user_id, asked.summary), (self.leader, 'No answer in time: decide on "Approved by Scoring"'))
        with self.assertRaises(AccessError):
            request.with_user(self.seller).action_count_met()
        self.assertEqual([request.with_user(user).may_decide for user in (self.seller, self.leader, self.manager)], [False, True, True])
        request.with_user(self.leader).action_count_met()
        self.assertEqual((request.decided_by_id, self.moves()), (self.leader, True))
        with self.assertRaises(AccessError):
            request.with_user(self.leader).action_count_unmet()

    def test_a_manager_decides_while_it_waits(self):
        request = self.ask()
        request.with_user(self.manager).action_count_unmet()
        self.assertEqual((request.state, request.outcome), ('cancelled', 'unmet'))
        self.assertIsNone(self.receive(request, result='approved'))

    # On entering a stage

    def test_asked_on_entering_a_stage(self):
        self.rule.ask_stage_id = self.third
        self.mine.write({'stage_id': self.third.id})
        self._settle()
        request = self.env['crm.external.request'].search([('lead_id', '=', self.lead.id)])
        self.assertEqual((request.requirement_id.id, request.state), (self.rule.id, 'queued'))
        self.rule.team_ids = self.other_team
        other = self._lead()
        other.stage_id = self.third
        self._settle()
        self.assertFalse(self.env['crm.external.request'].search([('lead_id', '=', other.id)]))

    def test_an_archived_receiver_keeps_nobody_from_moving(self):
        self.rule.ask_stage_id = self.third
        self.endpoint.active = False
        self.mine.write({'stage_id': self.third.id})
        self._settle()
        self.assertEqual(self.lead.stage_id, self.third)
        with self.assertRaisesRegex(UserError, "Choose another"):
            self.ask()

    # Out

    def test_what_is_sent(self):
        with OtherSystem() as system:
            self.endpoint.sudo().with_context(active_test=False).write({'url': system.url})
            request = self.ask()
            self.assertFalse(system.received, "not in the transaction of the user")
            self.send()
        headers, body = system.received[0]
        payload = json.loads(body)
        self.assertEqual((request.state, request.http_status, request.attempts), ('sent', 200, 1))
        self.assertTrue(is_signed(SECRET, request.token, body, headers[SIGNATURE_HEADER]))
        self.assertEqual((headers[TOKEN_HEADER], payload['token']), (request.token, request.token))
        self.assertEqual(
            {key: payload[key] for key in ('lead_id', 'name', 'amount', 'stage', 'team', 'salesperson', 'question')},
            {'lead_id': self.lead.id, 'name': "Kitchen", 'amount': 1000.0, 'stage': "First", 'team': "Town", 'salesperson': "Seller",
             'question': "Approved by Scoring"})
        self.assertEqual(payload['currency'], self.lead.company_currency.name or self.env.company.currency_id.name)
        self.assertTrue(payload['answer_url'].endswith(f'/crm_customer_record/answer/{request.token}'))
        self.assertNotIn(SECRET, body.decode())

    def test_it_is_tried_again_later_and_later(self):
        with OtherSystem() as system:
            system.status = 503
            self.endpoint.sudo().url = system.url
            request = self.ask()
            waits = []
            for _attempt in range(3):
                before = fields.Datetime.now()
                self.send()
                waits.append(round((request.next_try - before).total_seconds() / 60))
                self.send()
                self.assertEqual(request.state, 'queued')
                request.next_try = before
            self.assertEqual((len(system.received), waits, request.error), (3, [1, 5, 30], "it answered 503"))
            system.status = 404
            self.send()
            self.assertEqual(request.state, 'failed')
        self.assertTrue(self.receive(request, result='approved'), "an answer is an answer")

    def test_it_gives_up(self):
        request = self.ask()
        for _attempt in range(10):
            request.next_try = fields.Datetime.now() - timedelta(seconds=1)
            self.send()
        self.assertEqual((request.state, request.attempts), ('failed', 6))

    def test_an_answer_that_comes_before_the_message_has_left(self):
        request = self.ask()

        def answer(payload):
            request.write({'state': 'approved', 'outcome': 'met'})
            self.env.flush_all()
        with OtherSystem() as system:
            self.endpoint.sudo().url = system.url
            with patch('odoo.addons.crm_customer_record.tools.webhooks.send', lambda **message: answer(message) or 200):
                self.send()
        self.assertEqual((request.state, request.http_status), ('approved', 200))

    def test_the_internal_network_only_with_leave(self):
        with OtherSystem() as system:
            self.endpoint.with_user(self.administrator).url = system.url
            self.assertFalse(self.endpoint.sudo().allow_private, "another address, another decision")
            request = self.ask()
            self.send()
            self.assertEqual((request.state, system.received), ('failed', []))
            self.assertIn("internal network", request.error)
        with self.assertRaises(AccessError):
            self.endpoint.with_user(self.administrator).allow_private = True
        self.administrator.group_ids |= self.env.ref('base.group_system')
        self.endpoint.with_user(self.administrator).allow_private = True

    def test_a_playbook_tells_another_system(self):
        self._rule('stage', [{'kind': 'webhook', 'endpoint_id': self.endpoint.id}], stage_ids=[Command.set(self.third.ids)])
        with OtherSystem() as system:
            self.endpoint.sudo().url = system.url
            self.mine.write({'stage_id': self.third.id})
            self.send()
        payload = json.loads(system.received[0][1])
        self.assertEqual((payload['event'], payload['rule'], payload['lead_id'], payload['stage']), ('stage', "Rule on stage", self.lead.id, "Third"))
        self.assertNotIn('answer_url', payload)
        request = self.env['crm.external.request'].search([('lead_id', '=', self.lead.id)])
        self.assertIsNone(self.receive(request, result='approved'), "nobody asked")
        self.assertEqual(request.state, 'sent')

    # Who

    def test_who_reads_what(self):
        request = self.ask()
        Request = self.env['crm.external.request']
        domain = [('id', '=', request.id)]
        self.assertEqual(Request.with_user(self.seller).search(domain), request)
        self.assertEqual(self.mine.external_request_count, 1)
        self.assertFalse(Request.with_user(self.stranger).search(domain))
        for user in (self.employee, self.accountant, self.portal):
            with self.assertRaises(AccessError):
                Request.with_user(user).search(domain)
        for user in (self.seller, self.administrator):
            with self.assertRaises(AccessError):
                request.with_user(user).read(['token'])
            with self.assertRaises(AccessError):
                request.with_user(user).write({'outcome': 'met'})
        with self.assertRaises(AccessError):
            self.endpoint.with_user(self.administrator).read(['secret_stored'])
        self.assertEqual(self.endpoint.with_user(self.administrator).read(['secret', 'has_secret'])[0]['secret'], False)
        with self.assertRaises(AccessError):
            self.endpoint.with_user(self.seller).read(['url'])
        with self.assertRaises(AccessError):
            self.lead.with_user(self.stranger).action_requirement_remedy(self.rule.id)

    def test_receivers_are_checked(self):
        for values in ({'url': 'ftp://a.example'}, {'url': 'javascript:alert(1)'}, {'secret': 'short'}):
            with self.assertRaises(ValidationError):
                self.endpoint.with_user(self.administrator).write(values)

    def test_secrets_are_in_no_log(self):
        with OtherSystem() as system, self.assertNoLogs('odoo.addons.crm_customer_record', level='DEBUG'):
            self.endpoint.sudo().url = system.url
            request = self.ask()
            system.status = 500
            self.send()
            self.receive(request, secret='wrong' * 5, result='approved')


@tagged('post_install', '-at_install')
class TestExternalAnswer(ExternalCase, HttpCase):
    """The public address, by HTTP."""

    def post(self, token, body, signature=None, **headers):
        if signature is None:
            signature = sign(SECRET, token, body)
        return self.url_open(f'/crm_customer_record/answer/{token}', data=body, headers={
            'Content-Type': 'application/json', SIGNATURE_HEADER: signature, **headers})

    def test_the_way_there_and_back(self):
        with OtherSystem() as system:
            self.endpoint.sudo().url = system.url
            request = self.ask()
            self.send()
        payload = json.loads(system.received[0][1])
        response = self.post(payload['answer_url'].rpartition('/')[2], b'{"result": "score", "score": 88, "note": "Fine"}')
        self.assertEqual((response.status_code, response.json()), (200, {'status': 'ok'}))
        request.invalidate_recordset()
        self.assertEqual((request.state, request.score, request.note), ('scored', 88, "Fine"))
        self.assertTrue(self.moves())

    def test_whatever_is_wrong_looks_the_same(self):
        request = self.ask()
        body = b'{"result": "approved"}'
        with mute_logger('odoo.http'):
            answers = [
                self.post('no-such-token', body), self.post(request.token, body, 'sha256=00'), self.post(request.token, body, ''),
                self.post(request.token, body + b' ' * 70000), self.post('x' * 500, body)]
        self.receive(request, result='rejected')
        answers.append(self.post(request.token, body))
        seen = {(answer.status_code, answer.text, answer.headers['Content-Type']) for answer in answers}
        self.assertEqual(seen, {(404, '{"error": "not found"}', 'application/json')})
        self.assertFalse(any('session_id' in answer.cookies for answer in answers))
        self.assertEqual(request.state, 'rejected')

    def test_what_cannot_be_read(self):
        request = self.ask()
        self.assertEqual(self.post(request.token, b'{"result": "perhaps"}').status_code, 400)
        self.assertEqual(self.post(request.token, b'\xff').status_code, 400)
        self.assertEqual(self.post(request.token, b'{"result": "approved"}').status_code, 200)
