"""Nasty files of sources that are no spreadsheets: vCards, web pages, XML of 1C, archives, pasted text.

`cases()` yields (file name, bytes, expected). What is expected besides the keys that doc/import_core.md lists: 'kind' of the
file, 'rejected' (codes of `issues.MESSAGES` of the rows that the reader refuses, in their order), 'remarks' (codes about
cells), 'cells' ({(row number, header): text}) and 'layout' (key in `data/layouts.json`). `tests/test_import_sources.py` compares.
"""
import base64
import io
import zipfile

PNG = base64.b64decode(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==')


def card(*lines, version='3.0', end='\r\n'):
    return end.join(['BEGIN:VCARD', f'VERSION:{version}', *lines, 'END:VCARD', ''])


def vcards():
    """Cards as programs write them, and as they come damaged."""
    qp = 'CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE'
    yield 'vcf_soft_breaks.vcf', card(
        f'N;{qp}:=D0=98=D0=B2=D0=B0=D0=BD=D0=BE=D0=B2;=D0=98=D0=B2=', '=D0=B0=D0=BD;;;', 'TEL;CELL:89161234567',
        f'NOTE;{qp}:=D0=BF=D0=B5=D1=80=D0=B2=D0=B0=D1=8F=0D=0A=', '=D0=B2=D1=82=D0=BE=D1=80=D0=B0=D1=8F', version='2.1').encode(), {
            'kind': 'vcf', 'rows': 1, 'layout': 'vcard', 'cells': {(2, 'Given name'): 'Иван', (2, 'Note'): 'первая\nвторая'}}
    yield 'vcf_qp_cp1251.vcf', card(
        'N;CHARSET=windows-1251;ENCODING=QUOTED-PRINTABLE:=CF=E5=F2=F0=EE=E2;=CF=E5=F2=F0;;;', 'TEL:84951234567', version='2.1').encode(), {
            'kind': 'vcf', 'rows': 1, 'cells': {(2, 'Family name'): 'Петров'}}
    yield 'vcf_8bit_cp1251.vcf', card(
        'N:Сидорова;Анна;Петровна;;', 'ORG:ООО «Ромашка»', 'TITLE:Главный бухгалтер', version='2.1').encode('cp1251'), {
            'kind': 'vcf', 'rows': 1, 'cells': {(2, 'Organization'): 'ООО «Ромашка»', (2, 'Additional names'): 'Петровна'}}
    yield 'vcf_shift_jis.vcf', card(
        'N;CHARSET=SHIFT_JIS:表;ソ;;;', 'TEL;CELL:090-1234-5678', version='2.1').encode('shift_jis'), {
            'kind': 'vcf', 'rows': 1, 'cells': {(2, 'Family name'): '表', (2, 'Given name'): 'ソ'}}
    yield 'vcf_utf16.vcf', card('FN:Jörg Weiß', 'EMAIL:joerg@weiss.example').encode('utf-16'), {
        'kind': 'vcf', 'rows': 1, 'cells': {(2, 'Full name'): 'Jörg Weiß'}}
    yield 'vcf_bom_bare_cr.vcf', b'\xef\xbb\xbf' + card('FN:Ann Lee', 'TEL:+12025550123', end='\r').encode(), {
        'kind': 'vcf', 'rows': 1, 'cells': {(2, 'Full name'): 'Ann Lee'}}
    yield 'vcf_folded.vcf', card('FN:A Very Long', '  Name', 'NOTE:one\\, two\\; three\\nfour', ' five').encode(), {
        'kind': 'vcf', 'rows': 1, 'cells': {(2, 'Full name'): 'A Very Long Name', (2, 'Note'): 'one, two; three\nfourfive'}}
    yield 'vcf_bare_note_lines.vcf', card('FN:Ann Lee', 'NOTE:first', 'second line without a mark', '', 'TEL:+12025550123').encode(), {
        'kind': 'vcf', 'rows': 1, 'cells': {(2, 'Note'): 'first\nsecond line without a mark', (2, 'Phone'): '+12025550123'}}
    yield 'vcf_no_end.vcf', (card('FN:First One', 'TEL:+12025550123') + 'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Cut Off\r\n'
                             + card('FN:Third One', 'TEL:+12025550125') + 'BEGIN:VCARD\r\nFN:Last').encode(), {
        'kind': 'vcf', 'rows': 4, 'rejected': ['card_unfinished', 'card_unfinished'], 'cells': {(4, 'Full name'): 'Third One'}}
    yield 'vcf_empty_card.vcf', ('BEGIN:VCARD\r\n\r\nEND:VCARD\r\n' + card('FN:Ann Lee')).encode(), {
        'kind': 'vcf', 'rows': 2, 'rejected': ['card_empty']}
    yield 'vcf_agent.vcf', card('FN:The Boss', 'AGENT:', 'BEGIN:VCARD', 'VERSION:2.1', 'FN:The Assistant', 'END:VCARD', 'TEL:+12025550123',
                                version='2.1').encode(), {
        'kind': 'vcf', 'rows': 1, 'cells': {(2, 'Full name'): 'The Boss', (2, 'Phone'): '+12025550123'}}
    yield 'vcf_group.vcf', (card('FN:Friends', 'X-ADDRESSBOOKSERVER-KIND:group', 'X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:1')
                            + card('FN:Ann Lee')).encode(), {'kind': 'vcf', 'rows': 2, 'rejected': ['card_group']}
    yield 'vcf_apple_labels.vcf', card(
        'N:Lee;Ann;;;', 'ORG:Acme;', 'item1.TEL:+12025550123', 'item1.X-ABLabel:_$!<HomeFAX>!$_', 'item2.TEL:+12025550124',
        'item2.X-ABLabel:Warehouse', 'item3.ADR;type=HOME:;;1 Oak St;Salem;OR;97301;USA', 'BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-06').encode(), {
            'kind': 'vcf', 'rows': 1, 'cells': {
                (2, 'Phone'): 'fax: +12025550123\nWarehouse: +12025550124',
                (2, 'Note'): 'Birthday: --05-06\nHome address: 1 Oak St, Salem, OR, 97301, USA'}}
    yield 'vcf_4_uris.vcf', card(
        'FN:Ann Lee', 'TEL;VALUE=uri;PREF=1;TYPE="voice,home":tel:+1-202-555-0123;ext=55', 'TEL;VALUE=uri:tel:555-0124;phone-context=+1202',
        'IMPP:xmpp:ann@chat.example', 'EMAIL:mailto:ann@lee.example', version='4.0').encode(), {
            'kind': 'vcf', 'rows': 1, 'cells': {(2, 'Phone'): '+1-202-555-0123 ext. 55\n+1202555-0124', (2, 'E-mail'): 'ann@lee.example'}}
    yield 'vcf_company.vcf', card('FN:Acme Ltd', 'ORG:Acme Ltd;', 'X-ABShowAs:COMPANY', 'TEL:+12025550123').encode(), {
        'kind': 'vcf', 'rows': 1, 'cells': {(2, 'Kind'): 'company', (2, 'Organization'): 'Acme Ltd'}}
    photo = base64.b64encode(PNG).decode()
    yield 'vcf_photo_unfolded.vcf', card(
        'FN:Ann Lee', 'PHOTO;ENCODING=BASE64;TYPE=PNG:', photo[:60], photo[60:], '', 'TEL:+12025550123', version='2.1').encode(), {
            'kind': 'vcf', 'rows': 1, 'cells': {(2, 'Photo'): f'PNG, {len(PNG)} B', (2, 'Phone'): '+12025550123'}}
    svg = base64.b64encode(b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>').decode()
    yield 'vcf_photo_svg.vcf', card('FN:Ann Lee', f'PHOTO:data:image/svg+xml;base64,{svg}', version='4.0').encode(), {
        'kind': 'vcf', 'rows': 1, 'cells': {(2, 'Photo'): '?, 71 B'}}
    yield 'vcf_photo_damaged.vcf', card('FN:Ann Lee', 'PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ*not*base64').encode(), {
        'kind': 'vcf', 'rows': 1, 'remarks': ['photo_damaged']}
    yield 'vcf_one_bad_card.vcf', (
        card('FN:First One') + 'BEGIN:VCARD\r\n:::;;;===\r\n\x00\x01\x02\r\nEND:VCARD\r\n' + card('FN:Third One')).encode(), {
            'kind': 'vcf', 'rows': 3, 'rejected': ['card_empty'], 'cells': {(4, 'Full name'): 'Third One'}}
    yield 'vcf_bidi_and_nul.vcf', card('FN:Ann\u202e eeL\x00', 'TEL:\u202a+12025550123\u202c').encode(), {
        'kind': 'vcf', 'rows': 1, 'cells': {(2, 'Full name'): 'Ann eeL', (2, 'Phone'): '+12025550123'},
        'remarks': ['hidden_characters', 'hidden_characters']}
    yield 'vcf_named.csv', card('FN:Ann Lee', 'TEL:+12025550123').encode(), {'kind': 'vcf', 'rows': 1}


def pages():
    """Tables of web pages, and XML workbooks, under the names of spreadsheets."""
    yield 'page_named.xls', (
        '<html><head><meta charset="windows-1251"></head><body><table><tr><td>Наименование<td>Телефон'
        '<tr><td>Ромашка &amp; Ко<td>8&nbsp;495&nbsp;123-45-67</table>').encode('cp1251'), {
            'kind': 'html', 'rows': 1, 'cells': {(2, 'Наименование'): 'Ромашка & Ко', (2, 'Телефон'): '8 495 123-45-67'}}
    yield 'page_spans.html', (
        b'<table><tr><th rowspan=2>Company<th colspan=2>Contact<tr><th>Name<th>Phone<tr><td>Acme Ltd<td>Ann Lee<td>+12025550123'
        b'<tr><td>Beta Ltd<td>Joe Doe<td>+12025550124</table>'), {
            'kind': 'html', 'rows': 2, 'cells': {(3, 'Contact / Phone'): '+12025550123'}}
    yield 'page_huge_span.html', b'<table><tr><th colspan=99999>Name<th>Phone<tr><td rowspan=99999>Acme Ltd<td>+12025550123</table>', {'refused': 'no_header'}
    yield 'page_script.html', (
        b'<table><tr><th>Name<th>Phone<tr><td>Acme<script>alert("x")</script> Ltd<td><img src=x onerror=alert(1)>+12025550123</table>'), {
            'kind': 'html', 'rows': 1, 'cells': {(2, 'Name'): 'Acme Ltd', (2, 'Phone'): '+12025550123'}}
    yield 'page_without_table.xls', b'<html><body><p>Please log in</p></body></html>', {'refused': 'no_table'}
    yield 'page_archive.xls', b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x\r\n', {'refused': 'mhtml'}
    book = ('<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
            'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="Clients"><Table><Row><Cell><Data ss:Type="String">Name'
            '</Data></Cell><Cell><Data ss:Type="String">Phone</Data></Cell></Row><Row ss:Index="3"><Cell><Data ss:Type="String">Acme Ltd</Data>'
            '</Cell><Cell><Data ss:Type="Number">79161234567</Data></Cell></Row></Table></Worksheet></Workbook>')
    yield 'xml_2003_named.xls', book.encode(), {'kind': 'xml_2003', 'rows': 1, 'cells': {(3, 'Phone'): '79161234567'}}
    yield 'xml_2003_entities.xls', book.replace('<Workbook', '<!DOCTYPE x [<!ENTITY a "aaaa">]><Workbook').encode(), {'refused': 'bomb'}
    yield 'xml_2003_cut.xls', book[:420].encode(), {'refused': 'xml_broken'}


def counterparties(body, encoding='utf-8', head='', version='2.04'):
    return (f'<?xml version="1.0" encoding="{encoding}"?>{head}<КоммерческаяИнформация ВерсияСхемы="{version}"><Контрагенты>{body}'
            '</Контрагенты></КоммерческаяИнформация>').encode(encoding)


def commerceml():
    """Exchange files of 1C."""
    plain = '<Контрагент><Ид>aaaa-1</Ид><Наименование>Ромашка</Наименование><ИНН>7707083893</ИНН><КПП>770701001</КПП></Контрагент>'
    yield 'cml_cp1251.xml', counterparties(plain, 'windows-1251'), {
        'kind': 'commerceml', 'rows': 1, 'layout': 'commerceml', 'cells': {(2, 'Ид'): 'aaaa-1', (2, 'КПП'): '770701001'}}
    yield 'cml_deleted.xml', counterparties(plain + plain.replace('aaaa-1', 'aaaa-2').replace(
        '<ИНН>', '<ПометкаУдаления>true</ПометкаУдаления><ИНН>')), {'kind': 'commerceml', 'rows': 2, 'rejected': ['marked_deleted']}
    yield 'cml_contacts.xml', counterparties(
        '<Контрагент><Ид>b</Ид><Наименование>Вега</Наименование><Контакты>'
        '<Контакт><Тип>Телефон рабочий</Тип><Значение>84951234567</Значение></Контакт><Контакт><Тип>Почта</Тип><Значение>a@vega.example</Значение></Контакт>'
        '<Контакт><Тип>ТелефонМобильный</Тип><Значение>89161234567</Значение></Контакт><Контакт><Тип>Прочее</Тип><Значение>вход со двора</Значение></Контакт>'
        '</Контакты></Контрагент>'), {
            'kind': 'commerceml', 'rows': 1,
            'cells': {(2, 'Телефон'): '84951234567\n89161234567', (2, 'E-mail'): 'a@vega.example', (2, 'Прочие контакты'): 'Прочее: вход со двора'}}
    yield 'cml_representatives.xml', counterparties(
        plain.replace('</Контрагент>', '<Представители>' + ''.join(
            f'<Представитель><Контрагент><Отношение>Контактное лицо</Отношение><Ид>p{number}</Ид><Наименование>{name}</Наименование></Контрагент>'
            '</Представитель>' for number, name in enumerate(('Петров Пётр', 'Сидорова Анна'))) + '</Представители></Контрагент>')), {
                'kind': 'commerceml', 'rows': 2, 'cells': {(2, 'Представитель'): 'Петров Пётр', (3, 'Ид'): 'aaaa-1', (3, 'Ид представителя'): 'p1'}}
    yield 'cml_3_wrapped.xml', counterparties(
        '<Контрагент><Ид>c</Ид><Наименование>Вега ООО</Наименование><РеквизитыЮрЛица><ОфициальноеНаименование>ООО «Вега»</ОфициальноеНаименование>'
        '<ИНН>5001007329</ИНН></РеквизитыЮрЛица><Телефон><Представление>84951234567</Представление></Телефон></Контрагент>', version='3.1').replace(
            '<КоммерческаяИнформация'.encode(), '<КоммерческаяИнформация xmlns="urn:1C.ru:commerceml_3"'.encode()), {
                'kind': 'commerceml', 'rows': 1, 'cells': {(2, 'ИНН'): '5001007329', (2, 'Телефон'): '84951234567'}}
    yield 'cml_person.xml', counterparties(
        '<Контрагент><Ид>d</Ид><Наименование>Белов Денис</Наименование><ПолноеНаименование>Белов Денис Олегович</ПолноеНаименование>'
        '<Фамилия>Белов</Фамилия><Имя>Денис</Имя></Контрагент>'), {
            'kind': 'commerceml', 'rows': 1, 'cells': {(2, 'Вид'): 'Физическое лицо', (2, 'Фамилия'): 'Белов'}}
    yield 'cml_orders.xml', counterparties('').replace(
        '<Контрагенты></Контрагенты>'.encode(), f'<Документ><Ид>1</Ид><Контрагенты>{plain}</Контрагенты></Документ>'.encode()), {
            'kind': 'commerceml', 'rows': 1}
    yield 'cml_goods_only.xml', counterparties('').replace(
        '<Контрагенты></Контрагенты>'.encode(), '<Каталог><Товар><Ид>1</Ид></Товар></Каталог>'.encode()), {'refused': 'no_counterparties'}
    yield 'cml_cut.xml', counterparties(plain)[:-60], {'refused': 'xml_broken'}
    lol = '<!DOCTYPE x [<!ENTITY a "ха-ха"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    yield 'cml_entity_bomb.xml', counterparties(plain.replace('Ромашка', '&b;'), head=lol), {'refused': 'bomb'}
    yield 'cml_external_entity.xml', counterparties(
        plain.replace('Ромашка', '&f;'), head='<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'), {'refused': 'bomb'}


def pack(*members, method=zipfile.ZIP_DEFLATED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, 'w', method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return stream.getvalue()


def archives():
    """Archives: usual, mixed, and made to hurt."""
    moscow, kazan = 'Company;Phone\nAcme Ltd;+12025550123\n', 'Company;Phone\nBeta Ltd;+12025550124\nGamma Ltd;+12025550125\n'
    yield 'zip_same_columns.zip', pack(('moscow.csv', moscow), ('kazan.csv', kazan)), {
        'kind': 'zip', 'rows': 3, 'cells': {(2, 'File'): 'moscow.csv: 2', (4, 'Company'): 'Beta Ltd', (4, 'File'): 'kazan.csv: 2'}}
    yield 'zip_other_columns.zip', pack(('a.csv', kazan), ('b.csv', 'Name;E-mail\nAnn Lee;ann@lee.example\n')), {
        'kind': 'zip', 'rows': 2, 'warnings': ['archive_layouts']}
    yield 'zip_rubbish.zip', pack(('__MACOSX/._a.csv', b'\x00\x05\x16\x07'), ('a.csv', moscow), ('photo.png', PNG), ('.DS_Store', b'\x00')), {
        'kind': 'zip', 'rows': 1, 'warnings': ['archive_left_out']}
    yield 'zip_cards.zip', pack(*((f'{number}.vcf', card(f'FN:Ann Lee{number}')) for number in range(300))), {'kind': 'zip', 'rows': 300, 'layout': 'vcard'}
    yield 'zip_paths.zip', pack(('../../../../tmp/escaped.csv', moscow), ('C:\\windows\\escaped2.csv', moscow)), {
        'kind': 'zip', 'rows': 2, 'cells': {(2, 'File'): 'escaped.csv: 2'}}
    yield 'zip_nested.zip', pack(('inner.zip', pack(('a.csv', moscow))), ('a.csv', moscow)), {
        'kind': 'zip', 'rows': 1, 'warnings': ['archive_left_out']}
    yield 'zip_only_nested.zip', pack(('inner.zip', pack(('a.csv', moscow)))), {'refused': 'archive_empty'}
    yield 'zip_empty.zip', pack(), {'refused': 'archive_empty'}
    yield 'zip_ratio_bomb.zip', pack(('a.csv', moscow + 'x' * (40 << 20))), {'refused': 'bomb'}
    yield 'zip_many_files.zip', pack(*((f'{number}.csv', '') for number in range(2100))), {'refused': 'bomb'}
    yield 'zip_lzma.zip', pack(('a.csv', moscow), method=zipfile.ZIP_LZMA), {'refused': 'archive_method'}
    yield 'zip_cut.zip', pack(('moscow.csv', moscow), ('kazan.csv', kazan))[:-30], {'refused': 'truncated'}
    encrypted = bytearray(pack(('a.csv', moscow)))
    encrypted[6] |= 1
    encrypted[encrypted.index(b'PK\x01\x02') + 8] |= 1
    yield 'zip_password.zip', bytes(encrypted), {'refused': 'password'}


def pasted():
    """Text as it comes out of the clipboard."""
    yield 'pasted_excel.txt', 'Компания\tТелефон\r\nРомашка\t"8 495 123-45-67\n8 495 123-45-68"\r\n'.encode(), {
        'kind': 'csv', 'rows': 1, 'cells': {(2, 'Компания'): 'Ромашка'}}
    yield 'pasted_web.txt', b'<meta charset="utf-8"><table><tbody><tr><th>Name</th><th>Phone</th></tr><tr><td>Acme Ltd</td><td>+12025550123</td></tr></table>', {
        'kind': 'html', 'rows': 1, 'cells': {(2, 'Name'): 'Acme Ltd'}}
    yield 'list.tsv', 'Name\tPhone\nAcme, Inc.\t+12025550123\n'.encode('utf-16'), {'kind': 'csv', 'rows': 1, 'cells': {(2, 'Name'): 'Acme, Inc.'}}
    yield 'formulas.csv', b"Name;Phone;Notes\nAcme Ltd;+12025550123;'=cmd|'/C calc'!A0\nBeta Ltd;'+12025550124;'@SUM(A1)\n", {
        'kind': 'csv', 'rows': 2, 'cells': {(2, 'Notes'): "=cmd|'/C calc'!A0", (3, 'Phone'): '+12025550124', (3, 'Notes'): '@SUM(A1)'}}


def cases():
    yield from vcards()
    yield from pages()
    yield from commerceml()
    yield from archives()
    yield from pasted()
