import contextlib
import http.server
import os
import socket
import tempfile
import threading
from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from ..tools import fetching
from ..tools.fetching import FetchError, check_folder, check_url, fetch_url, is_public, read_folder

LIMIT = 1 << 20


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path.startswith('/go/'):
            self.send_response(302)
            self.send_header('Location', self.path.removeprefix('/go/'))
            self.end_headers()
            return
        body = b'x' * (LIMIT + 5) if self.path == '/big' else b'Name\nAnna\n'
        self.send_response(404 if self.path == '/none' else 200)
        if self.path == '/named':
            self.send_header('Content-Disposition', 'attachment; filename="../../list.csv"')
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            self.wfile.write(body)

    def log_message(self, *_arguments):
        """A test is quiet."""


@tagged('post_install', '-at_install')
class TestFetchFolder(BaseCase):
    def setUp(self):
        super().setUp()
        self.place = os.path.realpath(self.enterContext(tempfile.TemporaryDirectory()))
        self.root = os.path.join(self.place, 'open')
        os.makedirs(os.path.join(self.root, 'sub'))
        self.put('secret.csv', b'secret', self.place)

    def put(self, name, data=b'Name\nAnna\n', folder=None):
        path = os.path.join(folder or self.root, name)
        with open(path, 'wb') as stream:
            stream.write(data)
        os.utime(path, (1_700_000_000, 1_700_000_000))
        return path

    def found(self, *patterns):
        return dict(read_folder(self.root, [self.root], patterns, LIMIT))

    def refused(self, code, call, *arguments, **options):
        with self.assertRaises(FetchError) as caught:
            result = call(*arguments, **options)
            list(result)
        self.assertEqual(caught.exception.code, code)
        self.assertTrue(str(caught.exception))

    def test_only_folders_within_the_roots_are_read(self):
        self.assertEqual(check_folder(os.path.join(self.root, 'sub'), [self.root]), os.path.join(self.root, 'sub'))
        for folder in (self.place, os.path.join(self.root, '..'), self.root + 'er', '/etc', '/', '', None, 'open', '.'):
            self.refused('no_root', check_folder, folder, [self.root])
        self.refused('no_root', check_folder, self.root, [])
        self.refused('no_root', check_folder, '/etc', ['/'])

    def test_links_do_not_lead_out(self):
        os.symlink(self.place, os.path.join(self.root, 'way'))
        self.refused('no_root', check_folder, os.path.join(self.root, 'way'), [self.root])
        os.symlink(os.path.join(self.place, 'secret.csv'), os.path.join(self.root, 'list.csv'))
        self.assertEqual(self.found(), {})
        with self.assertRaises(FetchError):
            fetching._read(os.path.join(self.root, 'list.csv'), 'list.csv', LIMIT)

    def test_files_that_fit_and_are_complete_are_read(self):
        self.put('a.CSV')
        self.put('b.txt')
        self.put('.hidden.csv')
        self.put('~$a.csv')
        os.mkfifo(os.path.join(self.root, 'pipe.csv'))
        os.utime(self.put('fresh.csv'))
        self.assertEqual(self.found('*.csv', '*.xlsx'), {'a.CSV': b'Name\nAnna\n'})
        self.assertEqual(set(self.found()), {'a.CSV', 'b.txt'})

    def test_size_and_absence_are_said(self):
        self.put('big.csv', b'x' * (LIMIT + 1))
        self.refused('too_big', read_folder, self.root, [self.root], (), LIMIT)
        self.refused('no_folder', read_folder, os.path.join(self.root, 'gone'), [self.root], (), LIMIT)


@tagged('post_install', '-at_install')
class TestFetchUrl(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        thread = threading.Thread(target=cls.server.serve_forever)
        thread.start()
        cls.addClassCleanup(thread.join)
        cls.addClassCleanup(cls.server.server_close)
        cls.addClassCleanup(cls.server.shutdown)
        cls.base = f'http://127.0.0.1:{cls.server.server_port}'

    def setUp(self):
        super().setUp()
        # The host's tests forbid connections; here one to ourselves is what is tested.
        connect = type(self)._connect
        self.enterContext(patch.object(fetching.socket, 'create_connection', connect))

    @staticmethod
    def _connect(address, timeout=None):
        stream = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        stream.settimeout(timeout)
        stream.connect(address)
        return stream

    def refused(self, code, url, **options):
        with self.assertRaises(FetchError) as caught:
            fetch_url(url, LIMIT, **options)
        self.assertEqual(caught.exception.code, code, caught.exception)
        self.assertTrue(str(caught.exception))

    def get(self, path, **options):
        return fetch_url(self.base + path, LIMIT, private=True, insecure=True, **options)

    def test_a_file_comes_with_its_name(self):
        self.assertEqual(self.get('/a/list%20one.csv?x=1'), ('list one.csv', b'Name\nAnna\n'))
        self.assertEqual(self.get('/named')[0].replace(' ', ''), '....list.csv')

    def test_private_networks_are_closed(self):
        for host in ('127.0.0.1', 'localhost', '10.1.2.3', '192.168.0.1', '169.254.169.254', '[::1]', '[::ffff:127.0.0.1]',
                     '[fe80::1]', '[fd00::1]', '0.0.0.0', '100.64.0.1', '[64:ff9b::7f00:1]', '2130706433', '0x7f.1'):
            self.refused('private', f'https://{host}/list.csv')
        self.assertTrue(is_public('93.184.216.34') and is_public('2606:2800:220:1::1'))

    def test_a_name_with_one_private_address_is_closed(self):
        both = [(socket.AF_INET, socket.SOCK_STREAM, 6, '', (address, 443)) for address in ('93.184.216.34', '10.0.0.1')]
        with patch.object(fetching.socket, 'getaddrinfo', lambda *args, **kwargs: both):
            self.refused('private', 'https://example.com/list.csv')

    def test_the_address_that_was_checked_is_the_one_that_is_asked(self):
        answers = [[(socket.AF_INET, socket.SOCK_STREAM, 6, '', (address, self.server.server_port))] for address in ('127.0.0.1', '10.9.9.9')]
        with patch.object(fetching.socket, 'getaddrinfo', lambda *args, **kwargs: answers.pop(0)):
            name, _data = fetch_url(f'http://rebind.example:{self.server.server_port}/list.csv', LIMIT, private=True, insecure=True)
        self.assertEqual((name, len(answers)), ('list.csv', 1))

    def test_other_schemes_are_no_addresses(self):
        for url in ('file:///etc/passwd', 'ftp://example.com/a', 'gopher://x/', 'https://user:pw@example.com/', 'https:///a', '', None,
                    'https://exa mple.com/', 'https://example.com:99999/', 'list.csv'):
            with self.assertRaises(FetchError, msg=url) as caught:
                check_url(url)
            self.assertEqual(caught.exception.code, 'address')
        self.refused('insecure', 'http://example.com/list.csv')

    def test_redirects_are_checked_like_the_first_address(self):
        self.assertEqual(self.get(f'/go/{self.base}/list.csv')[0], 'list.csv')
        for target, code in (('file:///etc/passwd', 'address'), ('ftp://example.com/x', 'address')):
            self.refused(code, f'{self.base}/go/{target}', private=True, insecure=True)
        self.refused('redirects', f'{self.base}/go/' * 5 + 'list.csv', private=True, insecure=True)

    def test_a_public_server_cannot_send_us_into_the_private_network(self):
        # The first host is taken for a public one; the second, the same address by its number, is not.
        find = socket.getaddrinfo
        with patch.object(fetching, 'is_public', side_effect=[True, False]), \
                patch.object(fetching.socket, 'getaddrinfo', lambda host, *args, **kwargs: find('127.0.0.1', *args, **kwargs)):
            self.refused('private', f'http://public.example:{self.server.server_port}/go/{self.base}/list.csv', insecure=True)

    def test_size_time_and_answers(self):
        self.refused('too_big', self.base + '/big', private=True, insecure=True)
        self.refused('answer', self.base + '/none', private=True, insecure=True)
        self.refused('timeout', self.base + '/list.csv', private=True, insecure=True, seconds=0)
        with patch.object(fetching.socket, 'getaddrinfo', side_effect=socket.gaierror):
            self.refused('unknown_host', 'https://nobody.example/list.csv')
