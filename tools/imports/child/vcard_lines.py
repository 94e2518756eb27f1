"""From the bytes of a .vcf to cards of content lines, whatever phone or mail program wrote it.

Programs break the rules of vCard 2.1, 3.0 and 4.0 in the same few ways: soft breaks of quoted-printable that look
like folding, pictures that are not indented, notes that go over several bare lines, an END that is missing, two
encodings in one file. A strict parser loses a third of such files, so lines are put together here, tolerantly.
"""
import base64
import binascii
import quopri
import re
from dataclasses import dataclass, field

LONGEST_CARD = 24 << 20
BEGIN = re.compile(rb'\s*BEGIN\s*:\s*VCARD\s*', re.I)
END = re.compile(rb'\s*END\s*:\s*VCARD\s*', re.I)
NAME = re.compile(rb'\s*(?:[\w-]+\.)?[A-Za-z][\w-]*\s*(?:;[^:"]*(?:"[^"]*"[^:"]*)*)?:')
BASE64_LINE = re.compile(rb'[A-Za-z0-9+/=\s]+')
PART = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
UNESCAPED_SEMICOLON = re.compile(r'(?<!\\);')
ESCAPE = re.compile(r'\\([\\,;:nN])')
# names of parameters whose values 2.1 writes bare: TEL;CELL;VOICE
ENCODINGS = {'QUOTED-PRINTABLE', 'BASE64', 'B', '8BIT', '7BIT', 'Q'}


class CardError(Exception):
    """A card that cannot be read: `args[0]` is the code of a message."""


@dataclass
class Line:
    """One property: name in capitals without its group, types in capitals, value still undecoded bytes."""

    name: str
    group: str = ''
    types: list = field(default_factory=list)
    params: dict = field(default_factory=dict)
    raw: bytes = b''
    version: str = '3.0'
    fallback: str = 'utf-8'

    @property
    def is_base64(self):
        return self.params.get('ENCODING') in ('BASE64', 'B')

    def data(self):
        """Decoded bytes of a binary value, b'' when they are damaged."""
        try:
            return base64.b64decode(re.sub(rb'\s+', b'', self.raw), validate=True)
        except (binascii.Error, ValueError):
            return b''

    def text(self):
        """The value as text, escapes undone."""
        return self._unescape(self._decoded(self.raw)).strip()

    def parts(self):
        """Components of a structured value (N, ORG, ADR), escapes undone."""
        if self.params.get('ENCODING') in ('QUOTED-PRINTABLE', 'Q'):
            # separators are written bare, an encoded semicolon belongs to the text
            return [self._unescape(self._decoded(part)).strip() for part in re.split(rb'(?<!\\);', self.raw)]
        return [self._unescape(part).strip() for part in UNESCAPED_SEMICOLON.split(self._decoded(self.raw))]

    def _decoded(self, value):
        if self.params.get('ENCODING') in ('QUOTED-PRINTABLE', 'Q'):
            value = quopri.decodestring(value)
        elif self.is_base64:
            value = self.data() or value
        for name in (self.params.get('CHARSET'), 'utf-8', self.fallback):
            try:
                return value.decode(name)
            except (LookupError, UnicodeDecodeError, TypeError):
                continue
        return value.decode('utf-8', 'replace')

    def _unescape(self, text):
        if '\\' not in text:
            return text
        # 2.1 has no escaped line break: C:\new means what it says
        keep = self.version == '2.1'
        return ESCAPE.sub(lambda match: match.group(0) if keep and match.group(1) in 'nN'
                          else '\n' if match.group(1) in 'nN' else match.group(1), text)


def read_lines(path, encoding):
    """Lines of a file as bytes of an encoding that keeps ASCII, without their ends; a lone CR ends a line too."""
    if encoding.replace('_', '-').startswith(('utf-16', 'utf-32')):
        with open(path, encoding=encoding, errors='replace', newline=None) as stream:
            for line in stream:
                yield line.rstrip('\n').encode()
        return
    with open(path, 'rb') as stream:
        for line in stream:
            line = line.rstrip(b'\r\n')
            if b'\r' in line:
                yield from line.split(b'\r')
            else:
                yield line


def split_cards(lines):
    """Cut a file into cards.

    :param lines: iterable of bytes
    :return: iterator of (lines of a card without BEGIN and END, code of what is wrong with it or None)
    """
    card, depth, size = None, 0, 0
    for line in lines:
        if line[:3] == b'\xef\xbb\xbf':
            line = line[3:]
        if BEGIN.fullmatch(line):
            if card is None:
                card, size = [], 0
            elif _holds_agent(card):
                depth += 1
            else:
                yield card, 'card_unfinished'
                card, depth, size = [], 0, 0
        elif card is not None and END.fullmatch(line):
            if depth:
                depth -= 1
                continue
            yield card, 'card_too_long' if size > LONGEST_CARD else None
            card = None
        elif card is not None and not depth:
            size += len(line)
            if size <= LONGEST_CARD:
                card.append(line)
    if card is not None:
        yield card, 'card_unfinished'


def _holds_agent(card):
    """2.1 writes the card of an assistant inside the card, after AGENT with an empty value."""
    return any(line.upper().startswith(b'AGENT') and line.rstrip().endswith(b':') for line in card[-2:])


def parse_card(lines, fallback):
    """Content lines of one card.

    :param list lines: bytes, as `split_cards` gives them
    :param str fallback: encoding of what is neither declared nor UTF-8
    :return: list of `Line`
    """
    version = next((line.partition(b':')[2].strip().decode('ascii', 'replace') for line in lines
                    if line.upper().startswith(b'VERSION')), '3.0')
    properties, open_line = [], None
    for line in lines:
        if open_line is not None and _continues(open_line, line):
            continue
        open_line = _parse_line(line, version, fallback)
        if open_line is not None:
            properties.append(open_line)
    if not properties:
        raise CardError('card_empty')
    return properties


def _continues(last, line):
    """Add a physical line to the property it belongs to; :return: whether it was one that goes on."""
    if last.params.get('ENCODING') in ('QUOTED-PRINTABLE', 'Q') and last.raw.endswith(b'='):
        last.raw = last.raw[:-1] + (line[1:] if line[:1] in (b' ', b'\t') and line[1:2] == b'=' else line)
        return True
    if line[:1] in (b' ', b'\t') and not (line.strip() and last.is_base64 and NAME.match(line)):
        last.raw += line[1:] if not last.is_base64 else line.strip()
        return True
    if last.is_base64 and BASE64_LINE.fullmatch(line):
        last.raw += line.strip()
        return True
    if line.strip() and not NAME.match(line):
        # a note that goes over bare lines
        last.raw += (b'=0A' if last.params.get('ENCODING') in ('QUOTED-PRINTABLE', 'Q') else b'\n') + line
        return True
    return not line.strip()


def _parse_line(line, version, fallback):
    match = NAME.match(line)
    if not match:
        return None
    head = match.group(0)[:-1].decode('utf-8', 'replace').strip()
    name, *params = PART.split(head)
    group, _dot, name = name.rpartition('.')
    found = Line(name.strip().upper(), group.strip().upper(), version=version, fallback=fallback, raw=line[match.end():])
    for param in params:
        key, equals, value = param.partition('=')
        key, value = key.strip().upper(), value.strip().strip('"')
        if not equals:
            if key in ENCODINGS:
                found.params['ENCODING'] = key
            else:
                found.types.append(key)
        elif key == 'TYPE':
            found.types += [item.strip().strip('"').upper() for item in value.split(',') if item.strip()]
        elif key == 'ENCODING':
            found.params[key] = value.upper()
        else:
            found.params[key] = value
    if found.params.get('PREF'):
        found.types.append('PREF')
    return found
