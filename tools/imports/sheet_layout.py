"""What a sheet hides and merges, applied to its rows."""


class SheetLayout:
    """Layout of one sheet.

    :param dict marked: what the reading process saw, see `child/preflight.check_archive`; numbers from 1
    :param bool take_hidden: hidden rows and columns are read like all others
    :ivar hidden_rows: numbers from 1 of the rows to leave out; hidden_columns: places from 0
    """

    def __init__(self, marked=None, take_hidden=False):
        marked = marked or {}
        self.seen_rows = frozenset(marked.get('hidden_rows', ()))
        self.seen_columns = frozenset(number - 1 for number in marked.get('hidden_columns', ()))
        self.taken = bool(take_hidden)
        self.hidden_rows = frozenset() if take_hidden else self.seen_rows
        self.hidden_columns = frozenset() if take_hidden else self.seen_columns
        self._starts = {}
        for row, column, last in marked.get('merged', ()):
            self._starts.setdefault(row, []).append((column - 1, last))
        self._open = {}

    def visible(self, head):
        """:return: the first rows of the sheet with those emptied that are hidden, so that no header is looked for there"""
        if not self.hidden_rows:
            return head
        return [[] if number in self.hidden_rows else row for number, row in enumerate(head, 1)]

    def open_merged(self, number, cells):
        """Remember the values of merged cells that begin in a row."""
        for column, last in self._starts.get(number, ()):
            if column < len(cells) and cells[column] is not None:
                self._open[column] = (cells[column], last)

    def fill_merged(self, number, cells):
        """Put the values of merged cells into a row that lies within them."""
        if not self._open:
            return
        for column, (value, last) in list(self._open.items()):
            if last < number:
                del self._open[column]
            elif column >= len(cells):
                cells += [None] * (column + 1 - len(cells))
                cells[column] = value
            elif cells[column] is None:
                cells[column] = value

    def warnings(self, head, rows):
        """What to say about hidden parts that hold something.

        :param list head: first rows of the sheet, nothing left out; :param int rows: how many rows the sheet has
        :return: list of (code, params)
        """
        found = []
        count = sum(number <= rows and (number > len(head) or any(cell is not None for cell in head[number - 1]))
                    for number in self.seen_rows)
        if count:
            found.append(('hidden_rows_taken' if self.taken else 'hidden_rows', {'count': count}))
        columns = [column for column in sorted(self.seen_columns) if any(
            column < len(row) and row[column] is not None for row in head)]
        if columns:
            found.append(('hidden_columns_taken' if self.taken else 'hidden_columns', {'count': len(columns)}))
        return found
