"""Cells as people see them: invisible characters go, typed cells come back from the reading process."""
import base64
import datetime
import re
import unicodedata
from dataclasses import dataclass

from .formulas import restore
from .limits import human_size

INVISIBLE = re.compile(
    '[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff'
    '\ufff9-\ufffb\ud800-\udfff]')
SPACES = re.compile('[\x85\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]')
# joiners belong to emoji and to some scripts; between ordinary letters they are rubbish
JOINERS = re.compile('(?<=[\x00-\u05ff\u3000-\u9fff])[\u200c\u200d]|^[\u200c\u200d]')
LINE_ENDS = re.compile('\r\n?|[\u2028\u2029]')
# what can hide something from whoever looks at the cell; a byte order mark or a soft hyphen cannot
HIDDEN = re.compile('[\x00\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]')
ERROR_TEXT = re.compile(r'#(?:N/A|VALUE!|REF!|DIV/0!|NUM!|NAME\?|NULL!|SPILL!|CALC!|GETTING_DATA|Н/Д|ЗНАЧ!|ССЫЛКА!|ДЕЛ/0!'
                        r'|ЧИСЛО!|ИМЯ\?|ПУСТО!|NV|WERT!|BEZUG!)')
PICTURES = ((b'\xff\xd8\xff', 'JPEG'), (b'\x89PNG\r\n', 'PNG'), (b'GIF8', 'GIF'), (b'BM', 'BMP'), (b'RIFF', 'WEBP'))


@dataclass(frozen=True)
class Picture:
    """A picture in a cell; `data` is only its beginning where no more is needed, `size` counts all bytes."""

    data: bytes
    size: int

    @property
    def kind(self):
        """'JPEG', 'PNG', 'GIF', 'BMP', 'WEBP', or '' for anything else (never an SVG, which can hold a program)."""
        kind = next((kind for magic, kind in PICTURES if self.data.startswith(magic)), '')
        return kind if kind != 'WEBP' or self.data[8:12] == b'WEBP' else ''

    def __str__(self):
        return f"{self.kind or '?'}, {human_size(self.size)}"


def clean_text(text):
    """Text without control, zero-width and direction characters, spaces made plain, ends stripped.

    >>> clean_text(' Ro\\u200bmashka\\xa0Ltd\\x00 ')
    'Romashka Ltd'
    """
    if not text.isprintable():
        text = LINE_ENDS.sub('\n', text)
        text = SPACES.sub(' ', text)
        text = JOINERS.sub('', INVISIBLE.sub('', text))
    return text.strip()


def clean_cell(value):
    """One cell of a file: str cleaned, '' and NaN made None; (value, error text or None)."""
    if isinstance(value, str):
        text = clean_text(value)
        if text[:1] == "'":
            text = restore(text).strip()
        if text[:1] == '#' and ERROR_TEXT.fullmatch(text):
            return None, text
        return text or None, None
    if isinstance(value, list):
        return _typed(value)
    if isinstance(value, float) and value != value:
        return None, '#NUM!'
    return value, None


def _typed(value):
    kind, text, *size = value
    try:
        if kind == 'p':
            return Picture(base64.b64decode(text), size[0]), None
        if kind == 'd':
            return datetime.date.fromisoformat(text), None
        if kind == 't':
            return datetime.datetime.fromisoformat(text), None
    except ValueError:
        return text, None
    return None, text


def cell_text(value):
    """A cell as a user would type it: 79161234567.0 becomes '79161234567', a date ISO, None ''.

    Numbers up to 10**15 are exact in a spreadsheet; longer ones keep what is left of them.
    """
    if value is None:
        return ''
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return 'TRUE' if value else 'FALSE'
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e18 else repr(value)
    if isinstance(value, datetime.datetime):
        return value.isoformat(' ', 'minutes') if value.time() != datetime.time() else value.date().isoformat()
    return str(value)


def fold(text):
    """Text for comparison: NFKC, case-folded, ё as е."""
    return unicodedata.normalize('NFKC', text).casefold().replace('ё', 'е')
