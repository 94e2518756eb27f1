"""Delimited text: encoding and delimiter found, records streamed, broken quotes survived."""
import codecs
import csv
import io
import re
from collections import Counter

from . import text_encoding
from .errors import ImportFileError

DELIMITERS = (';', ',', '\t', '|')
SEP_LINE = re.compile(r'sep=(.)\r?\n?')
CHUNK = 1 << 20
# a quoted cell of more lines than this is a quote that was never closed
LONGEST_CELL_LINES = 60


class TextFile:
    """One delimited text file.

    :param opener: callable that returns a fresh binary stream
    :param str filename: as shown to the user
    :param options: dict; 'encoding' and 'delimiter' are taken as told
    :ivar encoding, delimiter, lines: found properties; `lines` counts physical lines
    :ivar warnings: list of (code, params)
    """

    def __init__(self, opener, filename, options):
        self._open = opener
        self.filename = filename
        self.warnings = []
        self.lines = 0
        self._errors = 'strict'
        self._second = None  # encoding of the lines that are not in `encoding`
        self.encoding = self._told_encoding(options.get('encoding')) or self._find_encoding()
        self.delimiter = options.get('delimiter') or self._find_delimiter()
        if len(self.delimiter) != 1:
            raise ImportFileError('bad_option', file=filename, option='delimiter', value=self.delimiter)

    # -- encoding

    def _told_encoding(self, name):
        if not name:
            return None
        try:
            name = codecs.lookup(name).name
        except LookupError as error:
            raise ImportFileError('bad_option', file=self.filename, option='encoding', value=name) from error
        if not self._decodes(name):
            raise ImportFileError('encoding', file=self.filename, encoding=name, row=self.lines + 1)
        return 'utf-8-sig' if name == 'utf-8' else name

    def _find_encoding(self):
        with self._open() as stream:
            head = stream.read(64 << 10)
        name = text_encoding.from_bom(head) or text_encoding.without_bom(head)
        if name and self._decodes(name):
            return name
        if not name and b'\x00' not in head.rstrip(b'\x00') and self._decodes('utf-8'):
            return 'utf-8-sig'
        bad, good, sample = self._utf8_damage()
        if not name and good > 20 and bad * 100 <= good:
            # pasted or cut off in one place: losing one letter beats misreading every letter
            self._errors = 'replace'
            self.warnings.append(('some_characters', {'count': bad}))
            self._decodes('latin-1')
            return 'utf-8-sig'
        if not name and self._is_mixed():
            return 'utf-8-sig'
        name, confidence = text_encoding.guess(sample, self._decodes)
        if not name and self._decodes('utf-8'):
            return 'utf-8-sig'
        if not name:
            raise ImportFileError('encoding', file=self.filename, encoding='UTF-8, ' + ', '.join(
                text_encoding.CANDIDATES[:6]), row=self.lines + 1)
        if confidence < 0.5:
            self.warnings.append(('encoding_unsure', {'encoding': name}))
        self._decodes(name)
        return name

    def _decodes(self, name):
        """Whether the whole file decodes; counts lines on the way (to the damaged one if not)."""
        decoder = codecs.getincrementaldecoder(name)('strict')
        self.lines = 0
        try:
            with self._open() as stream:
                while chunk := stream.read(CHUNK):
                    text = decoder.decode(chunk)
                    self.lines += text.count('\n')
                decoder.decode(b'', True)
        except (UnicodeDecodeError, UnicodeError) as error:
            broken = getattr(error, 'object', b'')[:getattr(error, 'start', 0)]
            self.lines += broken.count(b'\n')
            return False
        return True

    def _is_mixed(self):
        """Parts of two files in one: lines of UTF-8 with letters beyond ASCII among lines of an older encoding."""
        good, letters, others = 0, 0, []
        with self._open() as stream:
            for line in stream:
                if line.isascii():
                    continue
                try:
                    text = line.decode()
                except UnicodeDecodeError:
                    others.append(line)
                    continue
                good += 1
                letters += sum(character > '\x7f' for character in text)
        # two bytes of an older encoding look like UTF-8 by chance, whole lines of words do not
        if not others or good * 20 < len(others) or letters < 6 * good:
            return False
        name, confidence = text_encoding.guess(b''.join(others)[:text_encoding.SAMPLE])
        if not name or confidence < 0.5:
            return False
        self._second = name
        self.warnings.append(('mixed_encodings', {'count': len(others), 'encoding': name}))
        self._decodes('latin-1')
        return True

    def _mixed_lines(self, stream):
        """Lines of bytes, each in the encoding that fits it; ends of lines as `TextIOWrapper` leaves them."""
        first = True
        for line in stream:
            try:
                text = line.decode('utf-8-sig' if first else 'utf-8')
            except UnicodeDecodeError:
                text = line.decode(self._second, 'replace')
            first = False
            yield text

    def _utf8_damage(self):
        """(invalid sequences, valid non-ASCII characters, lines with non-ASCII bytes as a sample)."""
        decoder = codecs.getincrementaldecoder('utf-8')('replace')
        bad = good = 0
        sample = bytearray()
        with self._open() as stream:
            while chunk := stream.read(CHUNK):
                text = decoder.decode(chunk)
                broken = text.count('\ufffd')
                bad += broken
                good += 0 if text.isascii() else sum(character > '\x7f' for character in text) - broken
                if len(sample) < text_encoding.SAMPLE:
                    sample += b''.join(line for line in chunk.splitlines(True) if not line.isascii())
        return bad, good, bytes(sample[:text_encoding.SAMPLE])

    # -- delimiter

    def _find_delimiter(self):
        lines = []
        for line in self._text_lines():
            told = SEP_LINE.fullmatch(line)
            if told and not lines:
                return told.group(1)
            if line.strip():
                lines.append(line)
            if len(lines) >= 60:
                break
        return vote(lines)

    # -- rows

    def rows(self):
        """Yield every record as a list of str, blank ones as []; the number of a record is its place."""
        pending, held = [], iter(self._text_lines())
        while True:
            line = pending.pop(0) if pending else next(held, None)
            if line is None:
                return
            if '"' not in line:
                yield self._split(line)
                continue
            record, extra = self._quoted(line, pending, held)
            pending = extra
            yield record

    def _split(self, line, quoting=csv.QUOTE_MINIMAL):
        try:
            return next(csv.reader((line,), delimiter=self.delimiter, quoting=quoting), [])
        except csv.Error:
            # a cell beyond csv's own limit, or a lone carriage return
            return line.rstrip('\r\n').replace('\r', ' ').split(self.delimiter)

    def _quoted(self, line, pending, held):
        """A record that may go over several lines; (cells, lines read ahead that do not belong to it)."""
        block = [line]
        pending = list(pending)
        while True:
            cells = self._split(''.join(block))
            if not cells or not cells[-1].endswith(('\n', '\r')):
                return cells, pending
            following = pending.pop(0) if pending else next(held, None)
            if following is None and self._closes(block):
                return cells, pending
            if following is None or len(block) >= LONGEST_CELL_LINES:
                warning = ('unclosed_quote', {'text': line[:80].strip()})
                if len(self.warnings) < 100 and warning not in self.warnings:
                    self.warnings.append(warning)
                rest = block[1:] + ([following] if following is not None else []) + pending
                return self._split(line, csv.QUOTE_NONE), rest
            block.append(following)

    def _closes(self, block):
        """At the end of the file: whether the last quote was closed after all."""
        return block[-1].rstrip('\r\n').endswith('"') and ''.join(block).count('"') % 2 == 0

    def _text_lines(self):
        """Decoded lines with their ends; a record separator inside quotes stays part of the text."""
        stream = self._open()
        if self._second:
            with stream:
                yield from self._mixed_lines(stream)
            return
        with io.TextIOWrapper(stream, encoding=self.encoding, errors=self._errors, newline='') as text:
            yield from text


def vote(lines):
    """The delimiter that cuts most lines into the same number of cells.

    :param lines: first lines of a file, blank ones left out
    :return: one of `DELIMITERS`; a comma when the file has one column
    """
    best, best_score = ',', 0.0
    for delimiter in DELIMITERS:
        widths = []
        reader = csv.reader(lines, delimiter=delimiter)
        while True:
            try:
                row = next(reader)
            except StopIteration:
                break
            except csv.Error:
                continue
            widths.append(len(row))
        counts = Counter(width for width in widths if width > 1)
        if not counts:
            continue
        score = max((share * width ** 0.5 for width, share in counts.items()), default=0) / max(1, len(widths))
        # commas stand in text, tabs, bars and semicolons hardly do
        score *= 0.8 if delimiter == ',' else 1.0
        if score > best_score:
            best, best_score = delimiter, score
    return best
