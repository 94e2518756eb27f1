"""Is the sender who he says? What the receiving server noted about it (RFC 8601). Pure Python, no ORM."""

import re
from typing import NamedTuple

from .headers import raw_values

ANY_SERVER = '*'

_RESULT = re.compile(r'^\s*([a-z0-9-]+)\s*(?:/\s*\d+)?\s*=\s*([a-z]+)', re.IGNORECASE)
_PROPERTY = re.compile(r'([a-z0-9-]+\.[a-z0-9-]+)\s*=\s*("[^"]*"|[^\s;]+)', re.IGNORECASE)
_AUTOMATIC = ('bulk', 'junk', 'list', 'auto_reply')


class Result(NamedTuple):
    """One finding: the method ('dmarc', 'dkim', 'spf' ...), its result, its properties ('header.from': ...)."""

    method: str
    result: str
    properties: dict


def check(message, domain, servers):
    """Return 'pass', 'fail' or 'none' (not proven): is a mail really of ``domain``?

    Only the topmost header of a trusted server counts; what stands below may come from the sender. A failure is
    believed from whoever stands on top: nobody forges a failure of his own mail.

    :param str domain: of the From address
    :param servers: names (authserv-id) of the servers that are believed; ``*``: whichever header is the topmost
    """
    headers = [parse_results(value) for value in raw_values(message, 'Authentication-Results')]
    servers = {server.strip().lower() for server in servers}
    trusted = next((results for server, results in headers if server in servers or ANY_SERVER in servers), None)
    if trusted is not None:
        return _verdict(trusted, domain)
    if headers and any(finding.method == 'dmarc' and finding.result == 'fail' for finding in headers[0][1]):
        return 'fail'
    return 'none'


def _verdict(results, domain):
    dmarc = [finding for finding in results if finding.method == 'dmarc']
    if any(finding.result == 'fail' for finding in dmarc):
        return 'fail'
    if any(finding.result == 'pass' and _aligned(finding.properties.get('header.from', domain), domain) for finding in dmarc):
        return 'pass'
    # A domain without a DMARC policy: the same proof, made here.
    for finding in results:
        if finding.result != 'pass':
            continue
        if finding.method == 'dkim':
            proof = finding.properties.get('header.d') or finding.properties.get('header.i', '')
        elif finding.method == 'spf':
            proof = finding.properties.get('smtp.mailfrom', '')
        else:
            continue
        if _aligned(proof.rpartition('@')[2], domain):
            return 'pass'
    return 'none'


def _aligned(proof, domain):
    return '.' in proof and (proof == domain or proof.endswith(f'.{domain}') or domain.endswith(f'.{proof}'))


def parse_results(value):
    """Return ``(server, [Result])`` of an Authentication-Results header.

    ``server`` is '' for a header that names none, as Microsoft's.
    """
    first, *rest = _without_comments(value).lower().split(';')
    server = ''
    if '=' in first:
        rest.insert(0, first)
    else:
        server = (first.split() or [''])[0]
    results = []
    for piece in rest[:100]:
        match = _RESULT.match(piece)
        if match:
            properties = {key: text.strip('"') for key, text in _PROPERTY.findall(piece[match.end():])}
            results.append(Result(match[1], match[2], properties))
    return server, results


def _without_comments(value):
    """Return ``value`` without comments in brackets, nested ones included; what is quoted stays."""
    out, depth, quoted, escaped = [], 0, False, False
    for char in value[:20_000]:
        if escaped:
            escaped = False
        elif char == '\\':
            escaped = True
            continue
        elif char == '"' and not depth:
            quoted = not quoted
        elif char == '(' and not quoted:
            depth += 1
            continue
        elif char == ')' and not quoted and depth:
            depth -= 1
            continue
        if not depth:
            out.append(char)
    return ''.join(out)


def is_automatic(message):
    """Tell whether a machine wrote the mail: an automatic answer, a mailing list, a bulk mailing, a returned mail."""
    submitted = next(iter(raw_values(message, 'Auto-Submitted')), 'no').split(';')[0].strip().lower()
    precedence = next(iter(raw_values(message, 'Precedence')), '').strip().lower()
    return_path = next(iter(raw_values(message, 'Return-Path')), '').strip()
    content_type = next(iter(raw_values(message, 'Content-Type')), '').lower()
    return (
        (submitted or 'no') != 'no'
        or precedence in _AUTOMATIC
        or any(raw_values(message, name) for name in ('List-Id', 'List-Unsubscribe', 'X-Autoreply', 'X-Autorespond'))
        or return_path == '<>'
        or 'report-type=delivery-status' in content_type.replace('"', '')
        or content_type.startswith('multipart/report')
    )
