"""A mail as a whole: its text and its files. Pure Python, no ORM."""

import email
import email.policy
import mimetypes
import os
import re
from dataclasses import dataclass, field
from email.message import Message
from typing import NamedTuple

from .charsets import clean, decode_bytes
from .headers import decode_text, raw_values
from .tnef import unpack

MAX_PARTS = 2000
MAX_FILES = 500
MAX_NESTED = 50
# A picture within the text that is smaller is an icon of a signature or a tracking dot.
DECORATION_SIZE = 10 * 1024
SIGNATURE_TYPES = {'application/pkcs7-signature', 'application/x-pkcs7-signature', 'application/pgp-signature'}
TNEF_TYPES = {'application/ms-tnef', 'application/vnd.ms-tnef'}
_NAME = re.compile(r'\b(?:file)?name\s*=\s*"?([^";]+)', re.IGNORECASE)
_UNSAFE_NAME = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')


class File(NamedTuple):
    """One attachment."""

    name: str
    content: bytes
    mimetype: str


@dataclass
class Content:
    """What a mail contains: texts, files, and the mails attached to it (parsed, not read)."""

    text: str = ''
    html: str = ''
    files: list[File] = field(default_factory=list)
    nested: list[Message] = field(default_factory=list)
    is_encrypted: bool = False


def parse(raw):
    """Return the bytes of a mail as a message. Raises on nothing but nesting beyond Python's recursion limit."""
    return email.message_from_bytes(raw, policy=email.policy.compat32)


def read_content(message):
    """Return the :class:`Content` of a parsed message."""
    content, texts, sources, pictures = Content(), [], [], []
    for part in _leaves(message):
        kind = part.get_content_type()
        name = _filename(part)
        if kind in SIGNATURE_TYPES:
            continue
        if kind == 'message/rfc822':
            _read_nested(part, name, content)
        elif kind in TNEF_TYPES or name.lower() == 'winmail.dat':
            _read_tnef(_payload(part), name, content, texts, sources)
        elif _is_text(part, kind, name):
            text = decode_bytes(_payload(part), _charset(part))
            (sources if kind == 'text/html' else texts).append(text)
        else:
            content.is_encrypted |= kind in ('application/pkcs7-mime', 'application/x-pkcs7-mime', 'application/pgp-encrypted')
            file = File(name or _default_name(kind), _payload(part), kind)
            if _content_id(part) and kind.startswith('image/'):
                pictures.append((_content_id(part), file))
            else:
                content.files.append(file)
    content.text, content.html = '\n\n'.join(filter(str.strip, texts)), '\n'.join(filter(str.strip, sources))
    content.files += [file for cid, file in pictures if len(file.content) >= DECORATION_SIZE or cid not in content.html]
    del content.files[MAX_FILES:]
    return content


def _leaves(message):
    """Yield the parts that hold something, without recursion; attached mails are not entered."""
    stack, count = [message], 0
    while stack and count < MAX_PARTS:
        part = stack.pop()
        count += 1
        if part.get_content_maintype() == 'multipart' and part.is_multipart():
            stack += [child for child in reversed(part.get_payload()) if isinstance(child, Message)]
        else:
            yield part


def _is_text(part, kind, name):
    """Tell whether a part is text to be read, not a file."""
    if part.get_content_maintype() == 'multipart':
        return True  # without a boundary: what it holds is read as text
    disposition = next(iter(raw_values(part, 'Content-Disposition')), '').strip().lower()
    return kind in ('text/plain', 'text/html') and not name and not disposition.startswith('attachment')


def _payload(part):
    """Return the bytes of a part; broken base64 gives what can be read of it."""
    try:
        data = part.get_payload(decode=True)
    except Exception:  # codecs of the standard library on hostile input
        data = None
    return _as_bytes(part) if data is None else data


def _as_bytes(message):
    try:
        return message.as_bytes()
    except Exception:  # the generator of the standard library refuses some malformed headers
        return '\n'.join(f'{key}: {value}' for key, value in message.raw_items()).encode('utf-8', 'replace')


def _read_nested(part, name, content):
    payload = part.get_payload() if part.is_multipart() else []
    inner = payload[0] if payload and isinstance(payload[0], Message) else None
    if inner is None:
        content.files.append(File(name or 'message.eml', _payload(part), 'message/rfc822'))
        return
    if len(content.nested) < MAX_NESTED:
        content.nested.append(inner)
    subject = next((decode_text(value) for value in raw_values(inner, 'Subject')), '')
    content.files.append(File(name or f'{_safe(subject) or "message"}.eml', _as_bytes(inner), 'message/rfc822'))


def _read_tnef(data, name, content, texts, sources):
    unpacked = unpack(data)
    if unpacked is None:
        content.files.append(File(name or 'winmail.dat', data, 'application/ms-tnef'))
        return
    content.files += [File(_safe(file) or 'file', inside, mimetypes.guess_type(file)[0] or 'application/octet-stream')
                      for file, inside in unpacked.files]
    if not any(texts) and unpacked.text:
        texts.append(unpacked.text)
    if not any(sources) and unpacked.html:
        sources.append(unpacked.html)


def _charset(part):
    try:
        return part.get_content_charset()
    except Exception:  # a charset parameter in a charset that does not exist
        return None


def _content_id(part):
    return next((value.strip(' <>') for value in raw_values(part, 'Content-ID')), '')


def _filename(part):
    """Return a safe file name of a part, or ''."""
    try:
        name = part.get_filename()
    except Exception:  # RFC 2231 parameters written wrongly
        name = None
    if name is None or '\ufffd' in str(name):
        # The library has lost what is neither ASCII nor encoded.
        values = [value for header in ('Content-Disposition', 'Content-Type') for value in raw_values(part, header)]
        name = next((match[1] for match in map(_NAME.search, values) if match), '')
    return _safe(decode_text(str(name)))


def _safe(name):
    name = _UNSAFE_NAME.sub('_', os.path.basename(clean(name).replace('\\', '/'))).strip(' ._')
    stem, extension = os.path.splitext(name)
    return stem[:150] + extension[:20]


def _default_name(kind):
    if kind == 'text/calendar':
        return 'invitation.ics'
    return 'attachment' + (mimetypes.guess_extension(kind) or '')
