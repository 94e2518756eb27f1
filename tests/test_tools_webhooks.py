import threading

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_customer_record.tools.webhooks import SendError, is_public, is_signed, parse_url, send, sign

from .common_webhooks import OtherSystem


@tagged('post_install', '-at_install')
class TestToolsWebhooks(BaseCase):
    def test_signature(self):
        # echo -n 'token.{"a": 1}' | openssl dgst -sha256 -hmac secret
        expected = 'sha256=4850e57df8724bcfea92eb24b5c02d133974e2eb4e939c93f0934a5d024912e5'
        signature = sign('secret', 'token', b'{"a": 1}')
        self.assertEqual(signature, expected)
        self.assertTrue(is_signed('secret', 'token', b'{"a": 1}', signature))
        for secret, token, body in (('Secret', 'token', b'{"a": 1}'), ('secret', 'tokem', b'{"a": 1}'), ('secret', 'token', b'{"a": 2}')):
            self.assertFalse(is_signed(secret, token, body, signature))
        for wrong in ('', None, 'sha256=', 'sha256=é', signature[:-1]):
            self.assertFalse(is_signed('secret', 'token', b'{"a": 1}', wrong))

    def test_addresses(self):
        self.assertEqual(parse_url('https://a.example/b?c=1'), ('https', 'a.example', 443, '/b?c=1'))
        self.assertEqual(parse_url('http://a.example:8080'), ('http', 'a.example', 8080, '/'))
        for url in ('ftp://a.example', 'file:///etc/passwd', 'a.example', 'http://', 'http://u:p@a.example', 'http://a.example/a b', '', None):
            with self.assertRaises(ValueError, msg=url):
                parse_url(url)

    def test_what_is_public(self):
        for address in ('93.184.216.34', '2606:2800:220:1::1'):
            self.assertTrue(is_public(address), address)
        for address in ('127.0.0.1', '10.1.2.3', '192.168.0.1', '172.16.0.1', '169.254.169.254', '0.0.0.0', '100.64.0.1', '224.0.0.1',
                        '255.255.255.255', '::1', 'fe80::1%eth0', 'fc00::1', '::ffff:127.0.0.1', '::', '64:ff9b::7f00:1', '2002:7f00:1::'):
            self.assertFalse(is_public(address), address)

    def test_it_is_delivered(self):
        with OtherSystem() as system:
            self.assertEqual(send(system.url, b'{}', {'X-A': 'b'}, allow_private=True), 200)
        headers, body = system.received[0]
        self.assertEqual((body, headers['X-A']), (b'{}', 'b'))

    def test_the_internal_network_is_out_of_bounds(self):
        with OtherSystem() as system:
            for url in (system.url, system.url.replace('127.0.0.1', 'localhost')):
                with self.assertRaisesRegex(SendError, "internal network") as caught:
                    send(url, b'{}', {})
                self.assertTrue(caught.exception.is_final)
            self.assertFalse(system.received)

    def test_redirects_are_not_followed(self):
        with OtherSystem() as system, OtherSystem() as elsewhere:
            system.status, system.location = 302, elsewhere.url
            with self.assertRaisesRegex(SendError, "redirects") as caught:
                send(system.url, b'{}', {}, allow_private=True)
            self.assertTrue(caught.exception.is_final)
            self.assertFalse(elsewhere.received)

    def test_what_is_tried_again(self):
        with OtherSystem() as system:
            for status, is_final in ((500, False), (503, False), (429, False), (400, True), (404, True)):
                system.status = status
                with self.assertRaises(SendError) as caught:
                    send(system.url, b'{}', {}, allow_private=True)
                self.assertEqual((caught.exception.status, caught.exception.is_final), (status, is_final))
            url = system.url
        with self.assertRaises(SendError) as caught:
            send(url, b'{}', {}, allow_private=True)
        self.assertFalse(caught.exception.is_final, "nobody listens")

    def test_who_never_answers_is_cut_off(self):
        with OtherSystem() as system:
            system.drips = threading.Event()
            with self.assertRaises(SendError) as caught:
                send(system.url, b'{}', {}, timeout=0.5, allow_private=True)
            self.assertFalse(caught.exception.is_final)
