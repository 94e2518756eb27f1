"""Nasty files, made on the fly: what people really send, and what somebody might send on purpose."""
import io
import zipfile

import openpyxl
import xlwt

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>')
ROOT_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>')
WORKBOOK = (
    '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="Clients" sheetId="1" r:id="rId1"/></sheets></workbook>')
BOOK_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>')
SHEET_START = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
SHEET_END = b'</sheetData></worksheet>'


def raw_xlsx(chunks):
    """A workbook whose only sheet consists of the given bytes, streamed so that bombs stay small."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, 'w', zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr('[Content_Types].xml', CONTENT_TYPES)
        archive.writestr('_rels/.rels', ROOT_RELATIONS)
        archive.writestr('xl/workbook.xml', WORKBOOK)
        archive.writestr('xl/_rels/workbook.xml.rels', BOOK_RELATIONS)
        with archive.open('xl/worksheets/sheet1.xml', 'w', force_zip64=True) as sheet:
            for chunk in chunks:
                sheet.write(chunk)
    return stream.getvalue()


def inline(reference, text):
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'.encode()


def far_cell():
    return raw_xlsx([SHEET_START, b'<row r="1">', inline('A1', 'Name'), inline('B1', 'Phone'), b'</row><row r="1048576">',
                     inline('XFD1048576', 'x'), b'</row>', SHEET_END])


def ratio_bomb(megabytes=64):
    return raw_xlsx([SHEET_START, b'<row r="1">', inline('A1', 'Name'), b'</row><row r="2"><c r="A2" t="inlineStr"><is><t>',
                     *[b'A' * (1 << 20)] * megabytes, b'</t></is></c></row>', SHEET_END])


def entity_bomb():
    entities = b'<!ENTITY a "AAAAAAAAAAAAAAAA">' + b''.join(
        b'<!ENTITY %c "%s">' % (98 + step, (b'&%c;' % (97 + step)) * 10) for step in range(6))
    return raw_xlsx([b'<?xml version="1.0"?><!DOCTYPE x [', entities, b']>', SHEET_START[21:], b'<row r="1">',
                     inline('A1', '&g;'), b'</row>', SHEET_END])


def many_rows(count):
    return raw_xlsx([SHEET_START, b'<row r="1">', inline('A1', 'Name'), b'</row>'] + [
        b''.join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (row, row) for row in range(start, start + 10_000))
        for start in range(2, count, 10_000)] + [SHEET_END])


def xlsx(*sheets):
    """:param sheets: (name, rows) or (name, rows, 'hidden')"""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows, *state in sheets:
        sheet = book.create_sheet(name)
        sheet.sheet_state = state[0] if state else 'visible'
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def add_member(book, name, content):
    """The same workbook with one more part."""
    stream = io.BytesIO(book)
    with zipfile.ZipFile(stream, 'a', zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return stream.getvalue()


def cells_of(book):
    """Values of the first sheet of a workbook, row by row."""
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(book)).active.iter_rows()]


def xls(*sheets):
    """:param sheets: (name, rows) or (name, rows, visibility: 0 shown, 1 hidden, 2 very hidden)"""
    book = xlwt.Workbook()
    for name, rows, *state in sheets:
        sheet = book.add_sheet(name)
        if state:
            sheet.visibility = state[0]
        for line, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write(line, column, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def ods(rows):
    """:param rows: XML of the rows of the only sheet, see `ods_row`"""
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'office:version="1.2"><office:body><office:spreadsheet><table:table table:name="Sheet1">' + ''.join(rows)
        + '</table:table></office:spreadsheet></office:body></office:document-content>')
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>')
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, 'w', zipfile.ZIP_DEFLATED) as archive:
        archive.writestr('mimetype', 'application/vnd.oasis.opendocument.spreadsheet', zipfile.ZIP_STORED)
        archive.writestr('META-INF/manifest.xml', manifest)
        archive.writestr('content.xml', content)
    return stream.getvalue()


def ods_row(cells, repeated=1, columns=1):
    return f'<table:table-row table:number-rows-repeated="{repeated}">' + ''.join(
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{columns}"><text:p>{cell}</text:p></table:table-cell>'
        if cell else f'<table:table-cell table:number-columns-repeated="{columns}"/>' for cell in cells) + '</table:table-row>'


def csv_text(rows, delimiter=';'):
    return '\r\n'.join(delimiter.join('' if cell is None else str(cell) for cell in row) for row in rows) + '\r\n'
