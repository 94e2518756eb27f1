"""What an .ods workbook hides and merges."""
import re
import zipfile
from xml.etree import ElementTree

TABLE = '{urn:oasis:names:tc:opendocument:xmlns:table:1.0}'
INTERESTING = re.compile(rb'visibility="(?:collapse|filter)"|number-rows-spanned="(?!1")')
MOST = 100_000
CHUNK = 1 << 18


def marks(path):
    """Look through the content; the check of the archive has refused entities before.

    :return: {sheet index: dict as of `preflight.check_archive`}, numbers from 1; {} when nothing is hidden or merged
    """
    with zipfile.ZipFile(path) as archive:
        if 'content.xml' not in archive.namelist() or not _is_interesting(archive):
            return {}
        with archive.open('content.xml') as stream:
            return _walk(stream)


def _is_interesting(archive):
    with archive.open('content.xml') as stream:
        tail = b''
        while chunk := stream.read(CHUNK):
            if INTERESTING.search(tail + chunk):
                return True
            tail = chunk[-100:]
    return False


def _walk(stream):
    found, sheet, row, column = {}, -1, 0, 0
    for event, element in ElementTree.iterparse(stream, ('start', 'end')):
        tag = element.tag
        if event == 'start':
            if tag == TABLE + 'table':
                sheet, row, column = sheet + 1, 0, 0
                found[sheet] = {'hidden_rows': [], 'hidden_columns': [], 'merged': []}
            elif tag == TABLE + 'table-row':
                column = 0
            continue
        hidden = element.get(TABLE + 'visibility') in ('collapse', 'filter')
        if tag == TABLE + 'table-column':
            repeated = min(int(element.get(TABLE + 'number-columns-repeated') or 1), 1000)
            found[sheet]['hidden_columns'] += [column + place for place in range(1, repeated + 1)] if hidden else []
            column += repeated
        elif tag in (TABLE + 'table-cell', TABLE + 'covered-table-cell'):
            spanned = int(element.get(TABLE + 'number-rows-spanned') or 1)
            if spanned > 1:
                found[sheet]['merged'].append((row + 1, column + 1, row + spanned))
            column += int(element.get(TABLE + 'number-columns-repeated') or 1)
        elif tag == TABLE + 'table-row':
            repeated = int(element.get(TABLE + 'number-rows-repeated') or 1)
            if hidden and len(found[sheet]['hidden_rows']) < MOST:
                found[sheet]['hidden_rows'] += range(row + 1, row + min(repeated, MOST) + 1)
            row += repeated
            element.clear()
    return {index: {kind: numbers for kind, numbers in kinds.items() if numbers} for index, kinds in found.items()}
