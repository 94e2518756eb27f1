"""What an .xls workbook hides and merges: its reader tells that only when it reads all formats, which costs thrice the time."""
import struct

ROW, COLINFO, MERGED, EOF, BOF = 0x0208, 0x007D, 0x00E5, 0x000A, 0x0809
ROW_HIDDEN = 0x20
MOST = 100_000


def marks(book, index):
    """Look through the records of one sheet.

    :param book: `xlrd.Book`; :param int index: of the sheet
    :return: dict as of `preflight.check_archive`, numbers from 1; {} for workbooks older than Excel 97
    """
    if book.biff_version < 80:
        return {}
    found = {'hidden_rows': [], 'hidden_columns': [], 'merged': []}
    memory, place = book.mem, book._sh_abs_posn[index]
    depth = 0
    while place + 4 <= len(memory):
        code, size = struct.unpack_from('<HH', memory, place)
        body = place + 4
        if code == BOF:
            depth += 1
        elif code == EOF:
            depth -= 1
            if depth <= 0:
                break
        elif depth == 1:
            _read(found, code, memory, body, size)
        place = body + size
    return {kind: numbers[:MOST] for kind, numbers in found.items() if numbers}


def _read(found, code, memory, body, size):
    if code == ROW and size >= 16:
        number, = struct.unpack_from('<H', memory, body)
        if memory[body + 12] & ROW_HIDDEN:
            found['hidden_rows'].append(number + 1)
    elif code == COLINFO and size >= 10:
        first, last, _width, _format, options = struct.unpack_from('<HHHHH', memory, body)
        if options & 1:
            found['hidden_columns'].extend(range(first + 1, min(last, first + 1000) + 2))
    elif code == MERGED and size >= 2:
        count, = struct.unpack_from('<H', memory, body)
        for place in range(body + 2, min(body + 2 + 8 * count, body + size - 7), 8):
            top, bottom, left, _right = struct.unpack_from('<HHHH', memory, place)
            if bottom > top:
                found['merged'].append((top + 1, left + 1, bottom + 1))
