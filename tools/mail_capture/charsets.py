"""Bytes of a mail to text, whatever the mail says its charset is. Pure Python, no ORM."""

import codecs
import re

from ..imports import text_encoding

GUESS_LENGTH = 20_000  # bytes: more does not make the guess better, only slower

# What mail programs write -> what Python calls a superset of it.
_ALIASES = {
    'gb2312': 'gb18030', 'gbk': 'gb18030', 'x-gbk': 'gb18030', 'cp936': 'gb18030',
    'shift_jis': 'cp932', 'shift-jis': 'cp932', 'x-sjis': 'cp932', 'sjis': 'cp932', 'windows-31j': 'cp932',
    'ks_c_5601-1987': 'cp949', 'euc-kr': 'cp949', 'big5': 'big5hkscs',
    'iso-2022-jp': 'iso2022_jp_ext', 'cp50220': 'iso2022_jp_ext', 'cp50221': 'iso2022_jp_ext',
    'iso-8859-1': 'cp1252', 'latin1': 'cp1252', 'latin-1': 'cp1252', 'us-ascii': 'ascii', 'ansi': 'cp1252',
    'iso-8859-8-i': 'iso-8859-8', 'iso-8859-9': 'cp1254', 'koi8': 'koi8-r', 'utf-8mb4': 'utf-8', 'unicode': 'utf-16',
}
# Text encodings of Python that no mail has and that are slow or surprising on hostile bytes.
_REFUSED = {'punycode', 'idna', 'unicode_escape', 'raw_unicode_escape', 'undefined', 'unicode-escape', 'raw-unicode-escape'}
_MULTIBYTE = re.compile(r'^(?:utf|gb|cp9|big5|euc|iso2022|shift|johab|hz)', re.IGNORECASE)
# Without them PostgreSQL refuses the text or a reader is misled: NUL, other control characters, directional overrides.
_CONTROLS = re.compile('[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\u202a-\u202e\u2066-\u2069\ud800-\udfff]')


def decode_bytes(data, charset=None):
    """Return the text of ``data``.

    Valid UTF-8 wins over a declared one-byte charset, which fits any bytes; a declared charset that does not fit
    gives way to a guess. Never raises, never returns NUL, control characters or lone surrogates.

    :param bytes data: as transferred, transfer encoding undone
    :param charset: what the mail declares, or None
    """
    return clean(_decode(data or b'', charset))


def clean(text):
    """Return ``text`` without what the database refuses or what turns the direction of what follows."""
    return _CONTROLS.sub('', text or '')


def _decode(data, charset):
    codec = _codec(charset)
    if data.isascii() and b'\x1b$' not in data:
        return _try(data, codec if codec and codec.startswith(('utf', 'hz')) else 'ascii') or data.decode('latin-1')
    if b'\x1b$' in data:
        codec = codec or 'iso2022_jp_ext'
    utf8 = _try(data, 'utf-8')
    if utf8 is not None and not (codec and _MULTIBYTE.match(codec) and _try(data, codec) is not None):
        return utf8
    text = _try(data, codec) if codec and codec != 'ascii' else None
    return text if text is not None else _guess(data, codec)


def _codec(charset):
    name = (charset or '').strip().strip('"\'').lower()
    name = _ALIASES.get(name, name)
    try:
        info = codecs.lookup(name) if name and '\x00' not in name else None
    except (LookupError, ValueError, UnicodeError):
        return None
    if not info or info.name in _REFUSED or not getattr(info, '_is_text_encoding', True):
        return None
    return info.name


def _try(data, codec):
    try:
        return data.decode(codec)
    except (UnicodeError, LookupError, ValueError):
        return None


def _guess(data, codec):
    """The declared multi-byte charset with its few broken bytes marked, else the likeliest charset."""
    if codec and codec != 'ascii':
        text = data.decode(codec, 'replace')
        if text.count('\ufffd') * 20 <= len(text):
            return text
    name, _confidence = text_encoding.guess(data[:GUESS_LENGTH])
    return data.decode(name or 'cp1252', 'replace')
