"""What a file is, told by its first bytes; the extension only helps where bytes do not decide."""
import re
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
VCARD = re.compile(rb'begin\s*:\s*vcard\s')
MARKUP = re.compile(rb'<(?:html|table|head|meta|style|div|body|!--|thead|tbody|tr|span|google-sheets)\b|<!--', re.I)
COMMERCEML = [word.encode(encoding) for word in ("КоммерческаяИнформация", "<Контрагент")
              for encoding in ('utf-8', 'cp1251', 'utf-16-le', 'utf-16-be')]


def sniff(head, stream):
    """Tell the kind of a file.

    :param bytes head: the first 4 KB or more
    :param stream: seekable binary stream of the whole file
    :return: (kind, detail): kind in 'xlsx', 'xlsb', 'ods', 'xls', 'csv', 'vcf', 'commerceml', 'html', 'xml_2003', 'zip',
             or a code of `errors.MESSAGES` ('password', 'mhtml', 'truncated', 'format'), detail for its message
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
    if any(name in names for name in ('AndroidManifest.xml', 'META-INF/MANIFEST.MF')):
        return 'format', "a program"
    return 'zip', ''


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
    text = _ascii(head)
    start = text[:2048]
    if VCARD.match(start):
        return 'vcf', ''
    if start.startswith((b'<?xml', b'<!doctype', b'<workbook')) or MARKUP.match(start):
        return _sniff_markup(text, head)
    if start.startswith((b'mime-version:', b'from: <saved by')) and b'multipart/related' in start:
        return 'mhtml', ''
    return 'csv', ''


def _sniff_markup(text, head):
    if any(mark in head for mark in COMMERCEML):
        return 'commerceml', ''
    if b'office:spreadsheet' in text or b'progid="excel.sheet"' in text:
        return 'xml_2003', ''
    if not text.startswith(b'<?xml') or b'<html' in text or b'<table' in text:
        return 'html', ''
    return 'format', "an XML document"


def _ascii(head):
    """The beginning in lower case, as ASCII also where every other byte is zero."""
    text = head.lstrip(b'\xef\xbb\xbf')
    if text[:2] in (b'\xff\xfe', b'\xfe\xff') or b'\x00' in text[:4]:
        text = text.lstrip(b'\xff\xfe').replace(b'\x00', b'')
    return text.lstrip().lower()
