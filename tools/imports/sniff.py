"""What a file is, told by its first bytes; the extension only helps where bytes do not decide."""
import zipfile

OLE = b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'
# BIFF 2, 3, 4 and 5 without an OLE container start with a BOF record
BIFF = (b'\x09\x00\x04\x00', b'\x09\x02\x06\x00', b'\x09\x04\x06\x00', b'\x09\x08\x08\x00', b'\x09\x08\x10\x00')
OTHERS = [
    (b'%PDF', "a PDF document"), (b'\x89PNG', "a picture"), (b'\xff\xd8\xff', "a picture"), (b'GIF8', "a picture"),
    (b'Rar!', "a RAR archive"), (b'7z\xbc\xaf', "a 7-Zip archive"), (b'\x1f\x8b', "a gzip archive"),
    (b'MZ', "a program"), (b'\x7fELF', "a program"), (b'{\\rtf', "a text document (RTF)"),
    (b'SQLite format 3', "a database"),
]


def sniff(head, stream):
    """Tell the kind of a file.

    :param bytes head: the first 4 KB or more
    :param stream: seekable binary stream of the whole file
    :return: (kind, detail): kind in 'xlsx', 'xlsb', 'ods', 'xls', 'csv', or a code of `errors.MESSAGES`
             ('password', 'html', 'xml_2003', 'truncated', 'format'), detail for its message
    """
    if head.startswith(b'PK'):
        return _sniff_zip(stream)
    if head.startswith(OLE):
        return _sniff_ole(stream)
    if head.startswith(BIFF):
        return 'xls', ''
    for magic, name in OTHERS:
        if head.startswith(magic):
            return 'format', name
    return _sniff_text(head)


def _sniff_zip(stream):
    try:
        with zipfile.ZipFile(stream) as archive:
            names = set(archive.namelist())
            if any(info.flag_bits & 1 for info in archive.infolist()):
                return 'password', ''
            if 'mimetype' in names:
                kind = archive.read('mimetype')[:80].decode('ascii', 'replace')
                if 'spreadsheet' in kind:
                    return _sniff_ods(archive, names)
                return 'format', "an OpenDocument file without tables"
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return 'truncated', ''
    if any(name.startswith('xl/') for name in names):
        return ('xlsb', '') if 'xl/workbook.bin' in names else ('xlsx', '')
    if any(name.startswith('word/') for name in names):
        return 'format', "a text document (Word)"
    return 'format', "a ZIP archive without a workbook"


def _sniff_ods(archive, names):
    manifest = archive.read('META-INF/manifest.xml')[:1 << 20] if 'META-INF/manifest.xml' in names else b''
    return ('password', '') if b'encryption-data' in manifest else ('ods', '')


def _sniff_ole(stream):
    """An OLE container is an old workbook, an encrypted new one, or something else.

    Directory entries hold their names as UTF-16, so a search through the bytes finds them wherever the
    directory lies; the file is at most as large as the limit allows.
    """
    stream.seek(0)
    content = stream.read()
    if 'EncryptedPackage'.encode('utf-16-le') in content:
        return 'password', ''
    if any(name.encode('utf-16-le') in content for name in ('Workbook', 'Book', 'BOOK', 'WORKBOOK')):
        return 'xls', ''
    if 'WordDocument'.encode('utf-16-le') in content:
        return 'format', "a text document (Word)"
    # the directory may lie in the part that is missing
    sector = 1 << int.from_bytes(content[30:32], 'little') if len(content) > 32 else 0
    first = int.from_bytes(content[48:52], 'little') if len(content) > 52 else 0
    if not sector or (first + 2) * sector > len(content):
        return 'truncated', ''
    return 'format', "an Office file without a workbook"


def _sniff_text(head):
    start = head.lstrip(b'\xef\xbb\xbf \t\r\n')[:2048].lower()
    if start.startswith((b'<?xml', b'<workbook')):
        if b'office:spreadsheet' in start or b'progid="excel.sheet"' in start:
            return 'xml_2003', ''
        if b'<html' in start:
            return 'html', ''
        return 'format', "an XML document"
    if start.startswith((b'<!doctype html', b'<html', b'<table', b'<head', b'<meta', b'<style', b'<div', b'<body')):
        return 'html', ''
    if start.startswith((b'mime-version:', b'from: <saved by')) and b'multipart/related' in start:
        return 'html', ''
    return 'csv', ''
