"""Files from a folder of the server or from a web address, without opening either to what is nobody's business.

Folders stay within roots that the caller names; web addresses lead to public hosts only, unless the caller allows others.
Pure Python, no ORM.
"""
import fnmatch
import http.client
import ipaddress
import os
import re
import socket
import ssl
import stat
import time
from email.message import Message
from urllib.parse import unquote, urljoin, urlsplit

from .imports.terms import _lt

REDIRECTS = 3
CHUNK = 1 << 16
# Files that changed a moment ago may still be written.
SETTLED = 10
MESSAGES = {
    'no_root': _lt("The folder “%(name)s” is not within the folders that the system administrator opened for imports."),
    'no_folder': _lt("The folder “%(name)s” does not exist or cannot be read."),
    'too_big': _lt("“%(name)s” is larger than the %(limit)s MB that are allowed."),
    'unreadable': _lt("“%(name)s” cannot be read: %(detail)s."),
    'address': _lt("“%(name)s” is no web address of the form https://server/file."),
    'insecure': _lt("“%(name)s” is not encrypted. Use an address that begins with https://."),
    'private': _lt("“%(name)s” leads into a private network. The system administrator can allow that."),
    'unknown_host': _lt("The server “%(name)s” was not found."),
    'answer': _lt("The server %(name)s answered: %(detail)s."),
    'redirects': _lt("“%(name)s” leads from one address to the next without end."),
    'timeout': _lt("The server %(name)s took longer than %(limit)s seconds."),
    'connection': _lt("The server %(name)s could not be reached: %(detail)s."),
}


class FetchError(Exception):
    """A source that gives no file: `code` a key of `MESSAGES`, `params` its values."""

    def __init__(self, code, name, detail='', limit=''):
        super().__init__(code)
        self.code = code
        self.params = {'name': name, 'detail': detail, 'limit': limit}

    def __str__(self):
        return MESSAGES[self.code] % self.params


# -- folders

def check_folder(folder, roots):
    """Find the real place of a folder.

    :param str folder: absolute path
    :param roots: absolute paths; links are followed before they are compared
    :return: real path; raises FetchError when it lies outside of all roots
    """
    real = os.path.realpath(folder or '')
    for root in roots:
        root = os.path.realpath(root)
        # The whole disk is no root, whoever wrote it.
        if os.path.isabs(folder or '') and root != os.path.sep and os.path.commonpath((real, root)) == root:
            return real
    raise FetchError('no_root', folder)


def read_folder(folder, roots, patterns, limit, now=None):
    """Read the files of a folder, sub-folders and links left out, oldest first.

    :param patterns: names as `*.xlsx`; none: all files
    :param int limit: bytes that a file may have
    :return: iterator of (name, bytes); raises FetchError
    """
    place = check_folder(folder, roots)
    now = time.time() if now is None else now
    try:
        with os.scandir(place) as entries:
            files = [entry for entry in entries if _wanted(entry, patterns, now)]
    except OSError as error:
        raise FetchError('no_folder', folder) from error
    for entry in sorted(files, key=lambda entry: (entry.stat(follow_symlinks=False).st_mtime, entry.name)):
        yield entry.name, _read(entry.path, entry.name, limit)


def is_wanted(name, patterns):
    """Tell whether the name of a file fits one of the patterns, or there are none."""
    return not patterns or any(fnmatch.fnmatch(name.casefold(), pattern.casefold()) for pattern in patterns)


def _wanted(entry, patterns, now):
    if entry.name.startswith(('.', '~$')) or not entry.is_file(follow_symlinks=False):
        return False
    if now - entry.stat(follow_symlinks=False).st_mtime < SETTLED:
        return False
    return is_wanted(entry.name, patterns)


def _read(path, name, limit):
    try:
        # Not blocking, and not through a link that was put there meanwhile.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(descriptor, 'rb') as stream:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise FetchError('unreadable', name, '-')
            data = stream.read(limit + 1)
    except OSError as error:
        raise FetchError('unreadable', name, error.strerror or str(error)) from error
    if len(data) > limit:
        raise FetchError('too_big', name, limit=limit >> 20)
    return data


# -- web addresses

class _Pinned:
    """Connect to the address that was checked, not to what the name means a moment later."""

    def __init__(self, host, port, address, timeout):
        super().__init__(host, port, timeout=timeout)
        self._address = address

    def connect(self):
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if isinstance(self, http.client.HTTPSConnection):
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


class _PinnedHTTP(_Pinned, http.client.HTTPConnection):
    pass


class _PinnedHTTPS(_Pinned, http.client.HTTPSConnection):
    pass


def fetch_url(url, limit, seconds=60, private=False, insecure=False):
    """Fetch a file.

    :param str url: https; http only if `insecure`
    :param int limit: bytes; `seconds` for everything together
    :param bool private: hosts of private networks are allowed
    :return: (name, bytes); raises FetchError
    """
    deadline = time.monotonic() + seconds
    for _hop in range(REDIRECTS + 1):
        parts = check_url(url, insecure)
        address = _public_address(parts, private)
        try:
            answer = _ask(parts, address, limit, deadline, seconds)
        except FetchError:
            raise
        except TimeoutError as error:
            raise FetchError('timeout', parts.hostname, limit=seconds) from error
        except (OSError, http.client.HTTPException) as error:
            raise FetchError('connection', parts.hostname, str(error)[:200]) from error
        if isinstance(answer, tuple):
            return answer
        url = urljoin(url, answer)
    raise FetchError('redirects', url)


def check_url(url, insecure=False):
    """:return: the parts of a web address; raises FetchError when it is none, or not encrypted"""
    try:
        parts = urlsplit((url or '').strip())
        port = parts.port
    except ValueError as error:
        raise FetchError('address', url) from error
    if parts.scheme not in ('https', 'http') or not parts.hostname or parts.username or parts.password or port == 0:
        raise FetchError('address', url)
    if re.search(r'[\x00-\x20\x7f]', parts.geturl()):
        raise FetchError('address', url)
    if parts.scheme == 'http' and not insecure:
        raise FetchError('insecure', url)
    return parts


def _public_address(parts, private):
    """:return: an address of the host; raises FetchError when any of them is not public"""
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or parts.scheme, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError('unknown_host', parts.hostname) from error
    addresses = [item[4][0].partition('%')[0] for item in found]
    if not private and not all(is_public(address) for address in addresses):
        raise FetchError('private', parts.hostname)
    return addresses[0]


def is_public(address):
    """Tell whether an IP address is one of the open Internet.

    >>> is_public('10.0.0.1'), is_public('::ffff:127.0.0.1'), is_public('93.184.216.34')
    (False, False, True)
    """
    number = ipaddress.ip_address(address)
    if number.version == 6:
        inner = number.ipv4_mapped or number.sixtofour or (number.teredo or (None,))[-1]
        if number in ipaddress.ip_network('64:ff9b::/96'):
            inner = ipaddress.ip_address(int(number) & 0xFFFFFFFF)
        if inner is not None and not is_public(str(inner)):
            return False
    return number.is_global and not number.is_multicast and not number.is_reserved


def _ask(parts, address, limit, deadline, seconds):
    """:return: (name, bytes), or the address that the server sends us to"""
    secure = parts.scheme == 'https'
    connection = (_PinnedHTTPS if secure else _PinnedHTTP)(parts.hostname, parts.port, address, _left(deadline, parts, seconds))
    try:
        path = (parts.path or '/') + (f'?{parts.query}' if parts.query else '')
        connection.request('GET', path, headers={'Accept-Encoding': 'identity', 'User-Agent': 'Odoo-Customer-Record'})
        response = connection.getresponse()
        if response.status in (301, 302, 303, 307, 308) and response.getheader('Location'):
            return response.getheader('Location')
        if response.status != 200:
            raise FetchError('answer', parts.hostname, f'{response.status} {response.reason}'[:100])
        data = bytearray()
        while chunk := response.read1(CHUNK):
            data += chunk
            if len(data) > limit:
                raise FetchError('too_big', parts.geturl(), limit=limit >> 20)
            left = _left(deadline, parts, seconds)
            if connection.sock:
                connection.sock.settimeout(left)
        return _file_name(response, parts), bytes(data)
    finally:
        connection.close()


def _left(deadline, parts, seconds):
    left = deadline - time.monotonic()
    if left <= 0:
        raise FetchError('timeout', parts.hostname, limit=seconds)
    return left


def _file_name(response, parts):
    header = Message()
    header['Content-Disposition'] = response.getheader('Content-Disposition') or ''
    name = header.get_filename() or unquote(parts.path.rpartition('/')[2]) or parts.hostname
    return re.sub(r'[\x00-\x1f\x7f/\\]+', ' ', name).strip()[:200]
