"""Outlook's winmail.dat: the files and the text inside. Pure Python, no ORM."""

import logging
from typing import NamedTuple

from .charsets import clean, decode_bytes

_logger = logging.getLogger(__name__)

MAX_SIZE = 50 * 1024 * 1024
MAX_EMBEDDED = 5  # messages within messages: each level copies the rest
MAX_FILES = 200

try:
    import tnefparse
    from tnefparse.mapi import IMESSAGE_SIG
except ImportError:  # the file is then kept as it is
    tnefparse = None
else:
    logging.getLogger('tnefparse').setLevel(logging.WARNING)  # it tells about every file


class Unpacked(NamedTuple):
    """What a winmail.dat held: files as ``(name, bytes)``, the plain text, the HTML."""

    files: list
    text: str
    html: str


def unpack(data):
    """Return :class:`Unpacked`, or None when the file is broken, too large or holds nothing to show."""
    if tnefparse is None or len(data) > MAX_SIZE or data.count(IMESSAGE_SIG) > MAX_EMBEDDED:
        return None
    try:
        content = tnefparse.TNEF(data, do_checksum=False)
        files = [(_text(file.long_filename()) or 'file', bytes(file.data)) for file in content.attachments[:MAX_FILES] if file.data]
        unpacked = Unpacked(files, _text(content.body), _text(content.htmlbody))
    except Exception:  # whatever the library raises on hostile bytes, the file itself is kept
        _logger.info("A winmail.dat of %d bytes could not be unpacked, it is kept as it is", len(data), exc_info=True)
        return None
    return unpacked if unpacked.files or unpacked.text or unpacked.html else None


def _text(value):
    return clean(decode_bytes(value) if isinstance(value, bytes) else str(value or '')).strip()
