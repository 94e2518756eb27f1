"""The tables of a web page: pasted, saved, or named .xls by the program that wrote it."""
from html.parser import HTMLParser

from preflight import Refused

WIDEST = 1_000
SILENT = {'script', 'style', 'template'}
BREAKS = {'br', 'p', 'div', 'li'}


class HtmlTables:
    """Reader of the tables of a page; each is a sheet. A table within a cell is text of that cell."""

    def __init__(self, path, task):
        parser = TableParser(task['limits'])
        with open(path, encoding=task.get('encoding') or 'utf-8', errors='replace', newline='') as stream:
            while chunk := stream.read(1 << 18):
                parser.feed(chunk)
        parser.close()
        parser.end_table()
        self.tables = parser.tables
        if not self.tables:
            raise Refused('no_table')

    def sheets(self):
        return [(f"Table {number}", False) for number in range(1, len(self.tables) + 1)]

    def height(self, index):
        return len(self.tables[index])

    def rows(self, index):
        yield from self.tables[index]


class TableParser(HTMLParser):
    """Collects the rows of all outer tables; tags that nobody closed do no harm."""

    def __init__(self, limits):
        super().__init__(convert_charrefs=True)
        self.limits = limits
        self.tables, self.rows, self.row, self.cell = [], None, None, None
        self.depth = self.silent = self.total = 0
        self.spans = {}

    def handle_starttag(self, tag, attrs):
        if tag in SILENT:
            self.silent += 1
        elif tag == 'table':
            self.depth += 1
            if self.depth == 1:
                self.rows, self.spans = [], {}
        elif self.depth == 1 and tag == 'tr':
            self._end_row()
            self.row = []
        elif self.depth == 1 and tag in ('td', 'th'):
            self._end_cell()
            if self.row is None:
                self.row = []
            self.cell = ([], dict(attrs))
        elif tag in BREAKS and self.cell:
            self.cell[0].append('\n')

    def handle_endtag(self, tag):
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag == 'table' and self.depth:
            if self.depth == 1:
                self.end_table()
            else:
                self.depth -= 1
        elif self.depth == 1 and tag in ('td', 'th'):
            self._end_cell()
        elif self.depth == 1 and tag == 'tr':
            self._end_row()

    def handle_data(self, data):
        if self.cell and not self.silent:
            self.cell[0].append(' '.join(data.split()) if data.strip() else ' ')

    def end_table(self):
        """The page or its outer table ends."""
        self._end_row()
        if self.rows:
            self.tables.append(self.rows)
        self.rows, self.depth = None, 0

    def _end_cell(self):
        if self.cell is None:
            return
        pieces, attributes = self.cell
        self.cell = None
        self._skip_spans()
        lines = (' '.join(line.split()) for line in ' '.join(pieces).split('\n'))
        width, height = (_span(attributes.get(name)) for name in ('colspan', 'rowspan'))
        if height > 1:
            self.spans.update(dict.fromkeys(range(len(self.row), len(self.row) + width), height))
        self.row.append('\n'.join(line for line in lines if line) or None)
        self.row += [None] * (min(width, WIDEST - len(self.row) + 1) - 1)

    def _skip_spans(self):
        while self.spans.get(len(self.row)) and len(self.row) < WIDEST:
            self.row.append(None)

    def _end_row(self):
        self._end_cell()
        if self.row is None or self.rows is None:
            return
        self._skip_spans()
        self.total += 1
        if self.total > self.limits['rows']:
            raise Refused('too_many_rows', limit=self.limits['rows'])
        self.rows.append(self.row[:WIDEST])
        self.spans = {place: left - 1 for place, left in self.spans.items() if left > 1}
        self.row = None


def _span(text):
    text = (text or '').strip()
    return max(1, min(int(text), WIDEST)) if text.isascii() and text.isdigit() and len(text) < 6 else 1
