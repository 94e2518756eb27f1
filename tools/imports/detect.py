"""Where the table is: header row, columns, sheet; which rows are no data."""
import datetime
import re

from .cleaning import cell_text, fold
from .columns import suggest
from .headers import COMPANY_SCOPE, PERSON_SCOPE, from_header, is_known_header
from .value_types import guess_type, looks_like_data

HEADER_SEARCH = 60
LONGEST_HEADER = 80
SAMPLES = 5
TOTAL = re.compile(r'(?:итого|всего|total|grand total|sub-?total|合計|小計|総計|合计|总计|小计|summe|gesamt|total général)\b[\s:：]*'
                   r'(?:\(?[\d\s.,]*\)?|по .{0,40}|записей.{0,20}|[\d\s]+ .{0,30})', re.I)

PAGE = re.compile(r'(?:page|страница|стр\.|лист|seite|ページ|第)\s*\d+(?:\s*(?:из|of|von|/)\s*\d+)?\s*(?:ページ|页)?|- \d+ -', re.I)


def describe(sheet, head, told, make_column, hidden_columns=()):
    """Find the header of a sheet and describe its columns.

    :param sheet: `sheets.SheetInfo`, filled in place; `error` becomes (code, params) when there is no table
    :param list head: first rows, cleaned cells
    :param told: number of the header row from 1, 0 for none, None to find it
    :param make_column: class of a column: (index, header, samples, type_guess, hidden)
    :param hidden_columns: places from 0 of the columns that the sheet hides
    """
    sheet.error, sheet.columns, sheet.headerless = None, [], False
    filled = [number for number, row in enumerate(head, 1) if any(cell is not None for cell in row)]
    if not filled:
        sheet.error = ('empty_sheet', {})
        return
    if told is None:
        found = find_header(head)
        if found is None and not _speaks_for_itself(head, make_column):
            sheet.error = ('no_header', {'row': filled[0]})
            sheet.header_row = None
            return
        sheet.headerless = found is None
        sheet.header_row, sheet.header_rows = found or (0, 0)
    else:
        sheet.header_row, sheet.header_rows = int(told), min(1, int(told))
        if told and int(told) > len(head):
            sheet.error = ('bad_option', {'option': 'header_row', 'value': told})
            return
    sheet.print_lines = [_texts(row) for row in head[:sheet.header_row] if any(cell is not None for cell in row)]
    body = [row for row in head[sheet.header_row:] if any(cell is not None for cell in row)]
    headers = join_headers(head, sheet.header_row, sheet.header_rows)
    width = max([len(headers)] + [len(row) for row in body])
    if sheet.header_row and not any(row for row in body):
        sheet.error = ('empty_sheet', {})
    sheet.columns = _columns(headers, body, width, make_column, hidden_columns)
    while sheet.columns and not sheet.columns[-1].header and not sheet.columns[-1].samples:
        sheet.columns.pop()


def _columns(headers, body, width, make_column, hidden_columns=()):
    columns = []
    for index in range(width):
        values = [row[index] for row in body if index < len(row) and row[index] is not None]
        columns.append(make_column(
            index, headers[index] if index < len(headers) else '',
            [cell_text(value)[:100] for value in values[:SAMPLES]], guess_type(values), index in hidden_columns))
    return columns


def _speaks_for_itself(head, make_column):
    """Whether the cells tell what at least two columns are, one of them a name or a way to reach somebody."""
    body = [row for row in head if any(cell is not None for cell in row)]
    width = max(len(row) for row in body)
    if any(len([cell for cell in row if cell is not None]) < 2 for row in body[:3]):
        return False
    found = {item.field.split('.')[1] for item in suggest(_columns([], body, width, make_column))}
    return len(found) > 1 and bool(found & {'name', 'email', 'phone', 'mobile'})


def _texts(row):
    return [cell_text(cell) for cell in row if cell is not None]


def find_header(head):
    """:return: (number of the last header row, how many rows it has) or None when no row looks like a header"""
    best, best_score = None, 0.0
    width = _table_width(head)
    for index, row in enumerate(head[:HEADER_SEARCH]):
        score = _header_score(row, head[index + 1:index + 21], width)
        # the first of equals: further down stand data that happen to look like headers
        if score > best_score + 0.01:
            best, best_score = index, score
    if best is None or best_score < 1.0:
        return None
    if _is_lower_half(head, best):
        return best + 2, 2
    if best and _is_upper_half(head[best - 1], head[best]):
        return best + 1, 2
    return best + 1, 1


def _table_width(head):
    widths = sorted(sum(cell is not None for cell in row) for row in head if any(cell is not None for cell in row))
    return widths[len(widths) * 3 // 4] if widths else 0


def _header_score(row, below, width):
    """Known names weigh most; else short distinct texts above something different."""
    cells = [cell for cell in row if cell is not None]
    if not cells or any(not isinstance(cell, str) and not _is_ordinal(cell) for cell in cells):
        return 0.0
    texts = [cell_text(cell) for cell in cells]
    data = sum(looks_like_data(text) for text in texts)
    known = sum(len(text) <= LONGEST_HEADER and is_known_header(text) for text in texts)
    if data > known or (len(cells) == 1 and width > 1):
        return 0.0
    if not any(cell is not None for row in below for cell in row):
        # nothing below: a header of an empty table only if it is sure
        return 1.0 + known if known > 1 or (known and width == 1) else 0.0
    fill = len(cells) / max(width, len(cells))
    score = 2.0 * known * (known / len(cells)) ** 0.5
    distinct = len({fold(text) for text in texts}) / len(texts)
    short = sum(len(text) <= 40 for text in texts) / len(texts)
    if not known:
        return 1.2 * fill * distinct * short if fill > 0.6 and _contrast(row, below) else 0.0
    return score + fill * distinct


def _is_ordinal(cell):
    return isinstance(cell, (int, float)) and not isinstance(cell, bool) and 1900 <= cell <= 2100


def _contrast(row, below):
    """Whether at least one column changes from words to data right under the row."""
    columns = 0
    for index, cell in enumerate(row):
        values = [line[index] for line in below if index < len(line) and line[index] is not None]
        if cell is None or not values:
            continue
        data = sum(isinstance(value, (int, float, datetime.date)) or looks_like_data(cell_text(value))
                   for value in values)
        columns += data >= 0.7 * len(values)
    return columns >= 1


def _is_lower_half(head, index):
    """Whether the row below goes on with the header: it names parts of groups named above."""
    if index + 1 >= len(head):
        return False
    upper, lower = head[index], head[index + 1]
    texts = [cell for cell in lower if cell is not None]
    if not texts or not all(isinstance(cell, str) and len(cell) <= 40 and not looks_like_data(cell) for cell in texts):
        return False
    known = sum(is_known_header(text) for text in texts)
    under_nothing = any(cell is not None and (place >= len(upper) or upper[place] is None)
                        for place, cell in enumerate(lower))
    holes = any(cell is not None and (place >= len(lower) or lower[place] is None) for place, cell in enumerate(upper))
    return bool(known >= 1 and known * 2 >= len(texts) and (under_nothing or holes))


def _is_upper_half(upper, lower):
    """Whether the row above names groups of the columns below, as merged cells do."""
    texts = [cell for cell in upper if cell is not None]
    if not texts or not all(isinstance(cell, str) and len(cell) <= 40 and not looks_like_data(cell) for cell in texts):
        return False
    gaps = sum(place < len(upper) and upper[place] is None for place in range(len(lower)))
    starts = [place for place, cell in enumerate(upper) if cell is not None]
    named = sum(is_known_header(text) or bool(
        PERSON_SCOPE.search(text) or COMPANY_SCOPE.search(text)) for text in texts)
    # a title stands in the first cell alone
    return len(upper) <= len(lower) + 1 and named * 2 >= len(texts) and (gaps > 0 or len(texts) > 1) and (
        len(starts) > 1 or starts[0] > 0)


def join_headers(head, header_row, header_rows):
    """Texts of the header; two rows become 'Contact / Phone', the upper one reaching over empty cells."""
    if not header_row:
        return []
    lower = [_header_text(cell) for cell in head[header_row - 1]]
    if header_rows < 2:
        return lower
    upper = [_header_text(cell) for cell in head[header_row - 2]]
    width = max(len(upper), len(lower))
    upper += [''] * (width - len(upper))
    lower += [''] * (width - len(lower))
    group, joined = '', []
    for above, below in zip(upper, lower, strict=True):
        group = above or (group if below else '')
        joined.append(f"{group} / {below}" if group and below else group or below)
    return joined


def _header_text(cell):
    return ' '.join(cell_text(cell).split())


def best_sheet(sheets):
    """The sheet to import: the largest visible one with a header, a hidden one only when there is no other."""
    def rank(sheet):
        known = sum(bool(from_header(column.header)) for column in sheet.columns)
        return (sheet.error is None, not sheet.hidden, known > 1, not (sheet.error and sheet.error.code == 'empty_sheet'),
                known * min(sheet.rows_estimate, 1000), -sheet.index)
    return max(sheets, key=rank, default=None)


def skip_reason(cells, header, distance, print_lines=()):
    """Why a row is no data, or None.

    :param list cells: of the row, cleaned
    :param list header: texts of the header
    :param int distance: rows below the header, from 1
    :param list print_lines: texts of each line above the data, see `sheets.SheetInfo`
    :return: 'empty', 'total', 'repeated_header', 'column_numbers', 'page' (what a print-out repeats on each page) or None
    """
    first = next((cell for cell in cells if cell is not None), None)
    if first is None:
        return 'empty'
    if not isinstance(first, str):
        if distance == 1 and first == 1 and _counts_up(cells):
            return 'column_numbers'
        return None
    if distance == 1 and first == '1' and _counts_up(cells):
        return 'column_numbers'
    if len(first) < 80 and TOTAL.fullmatch(first) and not _has_identity(cells):
        return 'total'
    if first in header and [cell for cell in cells if cell] == [text for text in header if text]:
        return 'repeated_header'
    if print_lines and (len(first) < 200 and (PAGE.fullmatch(first) and len(_texts(cells)) == 1 or any(
            first == line[0] and _texts(cells) == line for line in print_lines))):
        return 'page'
    return None


def _counts_up(cells):
    values = [cell_text(cell) for cell in cells if cell is not None]
    return len(values) > 2 and values == [str(number) for number in range(1, len(values) + 1)]


def _has_identity(cells):
    """A customer may be called Total: a row with an e-mail or letters elsewhere is data."""
    texts = [cell for cell in cells if isinstance(cell, str)]
    return sum(any(character.isalpha() for character in text) for text in texts) > 1
