"""Check of a packed workbook before any reader sees it, in bounded memory.

A workbook of 1 KB with one cell at XFD1048576 aborts a reader, one of 1 MB may unpack into gigabytes, and an
entity may multiply itself: what a member declares is never believed, it is streamed and counted.
"""
import re
import zipfile
import zlib

CHUNK = 1 << 18
# the longest tag that may be cut by the border of two chunks
OVERLAP = 512
ERROR_CELLS = 10_000
# these begin with a plain letter, which makes the search several times faster
ROW = re.compile(rb'row\s[^>]{0,400}?\br\s*=\s*["\'](\d{1,9})')
REFERENCE = re.compile(rb'\sr\s*=\s*["\']([A-Z]{1,3})(\d{1,9})["\']')
FAR_REFERENCE = re.compile(rb'r\s*=\s*["\']([A-Z]{2,3})(\d{1,9})["\']')
ERROR = re.compile(rb'<(?:\w+:)?c\s[^>]{0,200}?\bt\s*=\s*["\']e["\'][^>]{0,200}>')
HIDDEN_ROW = re.compile(rb'row\s(?=[^>]{0,400}?\bhidden\s*=\s*["\'](?:1|true))[^>]{0,400}?\br\s*=\s*["\'](\d{1,9})')
HIDDEN_COLUMNS = re.compile(rb'<(?:\w+:)?col\s(?=[^>]{0,400}?\bhidden\s*=\s*["\'](?:1|true))[^>]{0,400}>')
MERGED = re.compile(rb'mergeCell\s+ref\s*=\s*["\']([A-Z]{1,3})(\d{1,9}):([A-Z]{1,3})(\d{1,9})["\']')
HIDDEN_ROWS = 1_000_000
MERGED_CELLS = 100_000
NO_RESULT = re.compile(rb'<(?:\w+:)?c\s[^>]{0,200}>(?=<f[^>]{0,200}/></c>|<f\b[^<]{0,400}</f></c>|<f\b[^<]{0,400}</f><v></v>)')


class Refused(Exception):
    """The file is refused: `code` and `params` of an import error."""

    def __init__(self, code, **params):
        super().__init__(code)
        self.code = code
        self.params = params


def check_archive(path, limits):
    """Stream every member once.

    :param path: of an .xlsx, .xlsb or .ods file
    :param limits: dict of `limits.Limits`
    :return: {sheet member: {'error': [(row, column)], 'formula': [...], 'hidden_rows': [row], 'hidden_columns': [column],
             'merged': [(row, column, last row)]}}: cells that hold an error, formulas that were saved without their result,
             what is hidden, and cells merged over several rows (rows and columns from 1)
    :raises Refused: limits passed, DTD or entity found, archive damaged
    """
    found = {}
    total = 0
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > limits['members']:
                raise Refused('bomb', detail=f"{len(members)} parts")
            for member in members:
                scan = Scan(member.filename, limits)
                total = _stream(archive, member, scan, total, limits)
                if scan.marked:
                    found[member.filename] = scan.marked
    except (zipfile.BadZipFile, EOFError, zlib.error, OSError, NotImplementedError) as error:
        raise Refused('truncated', detail=str(error)) from error
    return found


def _stream(archive, member, scan, total, limits):
    size = 0
    with archive.open(member) as stream:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            total += len(chunk)
            if total > limits['unpacked_bytes']:
                raise Refused('bomb', sheet=member.filename, detail=f"more than {limits['unpacked_bytes'] >> 20} MB")
            if size > 10 << 20 and size > limits['ratio'] * max(1, member.compress_size):
                raise Refused('bomb', sheet=member.filename, detail=f"{size // max(1, member.compress_size)} : 1")
            scan.feed(chunk)
    return total


def sheet_members(path):
    """Names of the members that hold the sheets, in the order of the workbook; [] when there is none."""
    with zipfile.ZipFile(path) as archive:
        try:
            book = archive.read('xl/workbook.xml').decode('utf-8', 'replace')
            relations = archive.read('xl/_rels/workbook.xml.rels').decode('utf-8', 'replace')
        except KeyError:
            return []
    targets = {}
    for tag in re.findall(r'<(?:\w+:)?Relationship\s[^>]*>', relations):
        attributes = dict(re.findall(r'(\w+)\s*=\s*["\']([^"\']*)', tag))
        target = attributes.get('Target', '').lstrip('/')
        targets[attributes.get('Id')] = target if target.startswith('xl/') else f'xl/{target}'
    identifiers = re.findall(r'<(?:\w+:)?sheet\s[^>]*?\b\w+:id\s*=\s*["\']([^"\']*)', book)
    return [targets.get(identifier, '') for identifier in identifiers]


class Scan:
    """Counts rows and cells of one member while it streams by."""

    def __init__(self, name, limits):
        self.name = name
        self.limits = limits
        self.is_xml = name.endswith(('.xml', '.rels'))
        self.is_sheet = name.startswith('xl/worksheets/') and self.is_xml
        self.tail = b''
        self.rows = self.cells = self.last_row = self.last_column = 0
        self.marked = {}

    def feed(self, chunk):
        """Count what begins in this chunk; the overlap is seen twice but counted once."""
        if not self.is_xml:
            return
        data = self.tail + chunk
        if b'<!DOCTYPE' in data or b'<!ENTITY' in data:
            raise Refused('bomb', sheet=self.name, detail="document type definition")
        if self.is_sheet:
            self._count(data)
            self._check()
        self.tail = data[-OVERLAP:]

    def _count(self, data):
        before = self.tail
        self.rows += data.count(b'<row') + data.count(b':row ') - before.count(b'<row') - before.count(b':row ')
        self.cells += data.count(b'<c ') + data.count(b':c ') - before.count(b'<c ') - before.count(b':c ')
        for row in ROW.findall(data):
            self.last_row = max(self.last_row, int(row))
        for letters, row in FAR_REFERENCE.findall(data):
            self.last_row = max(self.last_row, int(row))
            self.last_column = max(self.last_column, column_number(letters))
        last = REFERENCE.search(data, max(0, data.rfind(b' r=')))
        if last:
            self.last_row = max(self.last_row, int(last.group(2)))
        # a cell that needs more than the overlap is marked in neither chunk: only its notice is lost
        if b'hidden=' in data or b'mergeCell ' in data:
            self._look(data)
        if b't="e"' in data:
            self._mark('error', ERROR.finditer(data))
        if b'</f></c>' in data or b'/></c>' in data or b'<v></v>' in data:
            self._mark('formula', NO_RESULT.finditer(data))

    def _look(self, data):
        """What the sheet hides, and cells that are one over several rows; the overlap is seen twice."""
        for kind, numbers, most in (
            ('hidden_rows', (int(row) for row in HIDDEN_ROW.findall(data)), HIDDEN_ROWS),
            ('hidden_columns', hidden_columns(data), self.limits['columns']),
            ('merged', merged_rows(data), MERGED_CELLS),
        ):
            found = self.marked.setdefault(kind, [])
            known = set(found[-100:])
            found += [number for number in numbers if number not in known][:max(0, most - len(found))]
            if not found:
                del self.marked[kind]

    def _mark(self, kind, matches):
        marked = self.marked.setdefault(kind, [])
        for match in matches:
            reference = REFERENCE.search(match.group(0))
            if reference and len(marked) < ERROR_CELLS:
                marked.append((int(reference.group(2)), column_number(reference.group(1))))

    def _check(self):
        limits = self.limits
        if self.rows > limits['rows']:
            raise Refused('too_many_rows', sheet=self.name, limit=limits['rows'])
        if self.cells > limits['cells']:
            raise Refused('too_big', size=f"{self.cells} cells", limit=f"{limits['cells']} cells")
        area = self.last_row * max(self.last_column, 26)
        if area > limits['cells'] and area > 50 * max(1, self.cells):
            raise Refused('far_cell', sheet=self.name, cells=self.cells,
                          cell=f"{column_letters(max(self.last_column, 1))}{self.last_row}")


def hidden_columns(data):
    """Numbers of the columns that a sheet hides; a tail of hidden columns without cells is only its margin."""
    for tag in HIDDEN_COLUMNS.findall(data):
        first, last = (re.search(rb'\b%s\s*=\s*["\'](\d{1,5})' % name, tag) for name in (b'min', b'max'))
        if first and last:
            yield from range(int(first.group(1)), min(int(last.group(1)), int(first.group(1)) + 1000) + 1)


def merged_rows(data):
    """(row, column, last row) of cells merged over several rows; over several columns the first one keeps the value."""
    for letters, row, _letters, last in MERGED.findall(data):
        if last != row:
            yield int(row), column_number(letters), int(last)


def column_number(letters):
    """27 for b'AA'."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def column_letters(number):
    """'AA' for 27."""
    name = ''
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name
