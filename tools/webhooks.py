"""Messages to other systems: signed, to public addresses only, without following redirects, within a time limit."""
import contextlib
import hashlib
import hmac
import http.client
import ipaddress
import socket
import ssl
import threading
from typing import NamedTuple
from urllib.parse import urlsplit

SIGNATURE_HEADER = 'X-CRM-Signature'
TOKEN_HEADER = 'X-CRM-Token'
PREFIX = 'sha256='
READ = 2048  # bytes of the answer that are looked at
# Minutes until the next attempt, after the first, the second ...
BACK_OFF = (1, 5, 30, 120, 480)
# Answers that may be others next time; all other refusals are final.
RETRIED = frozenset({408, 425, 429})
# IPv6 addresses that stand for those of IPv4 (RFC 6052).
TRANSLATED = ipaddress.ip_network('64:ff9b::/96')


class SendError(Exception):
    """A message could not be delivered; ``is_final``: nor will it be when tried again."""

    def __init__(self, message, is_final=False, status=0):
        super().__init__(message)
        self.is_final = is_final
        self.status = status


class Target(NamedTuple):
    scheme: str
    host: str
    port: int
    path: str


def sign(secret, token, body):
    """Sign a message.

    :param str secret: shared with the other system
    :param str token: of this message; a signature is good for no other
    :param bytes body: as sent
    :return: value of the signature's header: ``sha256=`` and the HMAC-SHA256, in hex, of token, full stop, body
    """
    return PREFIX + hmac.new(secret.encode(), token.encode() + b'.' + body, hashlib.sha256).hexdigest()


def is_signed(secret, token, body, signature):
    """Tell in constant time whether a signature is that of a message."""
    return hmac.compare_digest(sign(secret, token, body).encode(), (signature or '').strip().encode())


def parse_url(url):
    """Split an address.

    :raises ValueError: it is none this module sends to
    """
    parts = urlsplit((url or '').strip())
    if parts.scheme not in ('http', 'https') or not parts.hostname:
        raise ValueError("only http:// and https:// addresses")
    if parts.username or parts.password:
        raise ValueError("no user name or password in the address")
    port = parts.port or (443 if parts.scheme == 'https' else 80)
    path = (parts.path or '/') + (f'?{parts.query}' if parts.query else '')
    if any(ord(character) <= 32 or ord(character) == 127 for character in path):
        raise ValueError("no spaces in the address")
    return Target(parts.scheme, parts.hostname, port, path)


def is_public(address):
    """Tell whether an IP address is one of the internet, not of this machine or its network."""
    ip = ipaddress.ip_address(address.partition('%')[0])
    ip = getattr(ip, 'ipv4_mapped', None) or getattr(ip, 'sixtofour', None) or ip
    if ip.version == 6 and ip in TRANSLATED:
        ip = ipaddress.ip_address(int(ip) & 0xFFFFFFFF)
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def resolve(target, allow_private):
    """Find the IP address to connect to: looked up once, so that it cannot become another one after it was checked.

    :raises SendError: there is none, or one of them is not public
    """
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise SendError(f"the name {target.host} cannot be resolved") from error
    addresses = [entry[4][0] for entry in found]
    if not allow_private and not all(is_public(address) for address in addresses):
        raise SendError(f"{target.host} is an address of the internal network", is_final=True)
    return addresses[0]


def send(url, body, headers, timeout=10, allow_private=False):
    """Post a message.

    :param str url: http or https
    :param bytes body:
    :param dict headers:
    :param float timeout: seconds for all of it
    :param bool allow_private: whether the address may be of the internal network
    :return: HTTP status, 2xx
    :raises SendError: otherwise
    """
    try:
        target = parse_url(url)
    except ValueError as error:
        raise SendError(str(error), is_final=True) from error
    address = resolve(target, allow_private)
    connection = http.client.HTTPConnection(target.host, target.port, timeout=timeout)
    try:
        connection.sock = socket.create_connection((address, target.port), timeout=timeout)
        # Who answers a byte at a time is cut off all the same.
        watch = threading.Timer(timeout, _cut, [connection])
        watch.daemon = True
        watch.start()
        try:
            if target.scheme == 'https':
                connection.sock = ssl.create_default_context().wrap_socket(connection.sock, server_hostname=target.host)
            connection.request('POST', target.path, body, {**headers, 'Connection': 'close'})
            response = connection.getresponse()
            response.read(READ)
        finally:
            watch.cancel()
            connection.close()
    except (OSError, http.client.HTTPException) as error:
        raise SendError(f"no answer: {type(error).__name__}") from error
    if 200 <= response.status < 300:
        return response.status
    if 300 <= response.status < 400:
        raise SendError("it redirects, which is not followed", is_final=True, status=response.status)
    raise SendError(
        f"it answered {response.status}", status=response.status, is_final=response.status < 500 and response.status not in RETRIED)


def _cut(connection):
    with contextlib.suppress(OSError, AttributeError):
        connection.sock.shutdown(socket.SHUT_RDWR)
