"""Deterministic mails of every kind that goes wrong in practice, made in memory: ``corpus(2000)``.

The same number gives the same bytes. Each mail is for the dropbox; ``Sample.outcome`` says what must become of it,
None where any outcome but a loss is right.
"""

import base64
import random
import struct
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from typing import NamedTuple

DROPBOX = 'crm-log@own.example'
SELLER = 'seller@own.example'
CONTACT = 'contact{}@customer{}.example'
CONTACTS = 20
BIG = 30 * 1024 * 1024
START = datetime(2025, 3, 3, 9, 0, tzinfo=timezone.utc)

RUSSIAN = 'Здравствуйте! Направляю договор поставки и счёт, ответьте, пожалуйста, до пятницы. '
JAPANESE = 'お世話になっております。見積書をお送りしますので、ご確認をお願いいたします。'
CHINESE = '您好，合同草案已经准备好，请您查收附件并尽快回复，谢谢合作。'
TEXTS = {
    'cp1251': RUSSIAN, 'koi8-r': RUSSIAN, 'cp866': RUSSIAN, 'shift_jis': JAPANESE, 'iso-2022-jp': JAPANESE, 'euc-jp': JAPANESE,
    'gb2312': CHINESE, 'gb18030': CHINESE, 'big5': '您好，合約草案已經準備好，請您查收附件並盡快回覆。', 'utf-8': RUSSIAN + JAPANESE,
}
FORWARDS = {
    'gmail_en': "---------- Forwarded message ---------\nFrom: {name} <{address}>\nDate: Fri, Mar 7, 2025 at 10:12 AM\nSubject: {subject}\nTo: <seller@own.example>\n\n\n{text}\n",
    'gmail_ru': "---------- Forwarded message ---------\nОт: {name} <{address}>\nDate: пт, 7 мар. 2025 г. в 10:12\nSubject: {subject}\nTo: <seller@own.example>\n\n\n{text}\n",
    'gmail_ja': "---------- Forwarded message ---------\n差出人: {name} <{address}>\nDate: 2025年3月7日(金) 10:12\nSubject: {subject}\nTo: <seller@own.example>\n\n\n{text}\n",
    'gmail_zh': "---------- Forwarded message ---------\n发件人： {name} <{address}>\nDate: 2025年3月7日周五 10:12\nSubject: {subject}\nTo: <seller@own.example>\n\n\n{text}\n",
    'outlook_en': "From: {name} <{address}> \nSent: Friday, March 7, 2025 10:12 AM\nTo: Seller <seller@own.example>\nCc: x@own.example\nSubject: {subject}\n\n{text}\n",
    'outlook_ru': "________________________________\nОт: {name} <{address}>\nОтправлено: 7 марта 2025 г. 10:12\nКому: Seller\nТема: {subject}\n\n{text}\n",
    'outlook_ja': "差出人: {name} <{address}>\n送信日時: 2025年3月7日 10:12\n宛先: Seller\n件名: {subject}\n\n{text}\n",
    'outlook_zh': "发件人: {name} <{address}>\n发送时间: 2025年3月7日 10:12\n收件人: Seller\n主题: {subject}\n\n{text}\n",
    'apple_en': "Begin forwarded message:\n\nFrom: {name} <{address}>\nSubject: {subject}\nDate: March 7, 2025 at 10:12:00 AM GMT+1\nTo: seller@own.example\n\n{text}\n",
    'apple_ru': "Начало переадресованного сообщения:\n\nОт: {name} <{address}>\nТема: {subject}\nДата: 7 марта 2025 г. в 10:12:00 GMT+3\nКому: seller@own.example\n\n{text}\n",
    'apple_ja': "転送されたメッセージ：\n\n差出人: {name} <{address}>\n件名: {subject}\n日付: 2025年3月7日 10:12:00 JST\n宛先: seller@own.example\n\n{text}\n",
    'apple_zh': "开始转发的邮件：\n\n发件人: {name} <{address}>\n主题: {subject}\n日期: 2025年3月7日 GMT+8 10:12:00\n收件人: seller@own.example\n\n{text}\n",
    'thunderbird_en': "-------- Forwarded Message --------\nSubject: \t{subject}\nDate: \tFri, 7 Mar 2025 10:12:00 +0100\nFrom: \t{name} <{address}>\nTo: \tseller@own.example\n\n{text}\n",
    'thunderbird_ru': "-------- Перенаправленное сообщение --------\nТема: \t{subject}\nДата: \tFri, 7 Mar 2025 10:12:00 +0300\nОт: \t{name} <{address}>\nКому: \tseller@own.example\n\n{text}\n",
    'thunderbird_ja': "-------- 転送されたメッセージ --------\n件名: \t{subject}\n日付: \tFri, 7 Mar 2025 10:12:00 +0900\n差出人: \t{name} <{address}>\n宛先: \tseller@own.example\n\n{text}\n",
    'thunderbird_zh': "-------- 转发的消息 --------\n主题: \t{subject}\n日期: \tFri, 7 Mar 2025 10:12:00 +0800\n发件人: \t{name} <{address}>\n收件人: \tseller@own.example\n\n{text}\n",
    'yandex_ru': "-------- Пересылаемое сообщение --------\n07.03.2025, 10:12, \"{name}\" <{address}>:\n\n{text}\n-------- Конец пересылаемого сообщения --------\n",
    'mailru': "-------- Пересылаемое сообщение --------\nОт кого: {name} <{address}>\nКому: seller@own.example\nДата: пятница, 7 марта 2025, 10:12 +03:00\nТема: {subject}\n\n{text}\n",
    'qq_zh': "------------------ 原始邮件 ------------------\n发件人: \"{name}\" <{address}>;\n发送时间: 2025年3月7日(星期五) 上午10:12\n收件人: \"seller\"<seller@own.example>;\n主题: {subject}\n\n{text}\n",
}
FORWARD_PREFIXES = {'en': 'Fwd: ', 'ru': 'Пересл: ', 'ja': '転送: ', 'zh': '转发：'}


class Sample(NamedTuple):
    """One mail: its kind, its bytes, what must become of it, and a text that must be found in what was logged."""

    kind: str
    raw: bytes
    outcome: str | None = None
    text: str = ''


class _Maker:
    def __init__(self, number):
        self.number = number
        self.random = random.Random(number)
        customer = number % CONTACTS
        self.contact = CONTACT.format(customer, customer)
        self.mark = f'mark{number:05d}'
        self.date = format_datetime(START + timedelta(minutes=7 * number))

    def headers(self, **changes):
        """The usual headers with changes; None leaves one out, a list writes it several times."""
        values = {
            'Delivered-To': DROPBOX,
            'Received': f'from x by mx.own.example for <{DROPBOX}>; {self.date}',
            'From': f'Seller <{SELLER}>',
            'To': f'Contact <{self.contact}>',
            'Subject': f'Subject {self.mark}',
            'Date': self.date,
            'Message-ID': f'<{self.mark}@own.example>',
            'MIME-Version': '1.0',
        }
        values.update({key.replace('_', '-'): value for key, value in changes.items()})
        lines = []
        for key, value in values.items():
            items = value if isinstance(value, list) else [value]
            lines += [key.encode() + b': ' + _bytes(item) for item in items if item is not None]
        return b'\r\n'.join(lines) + b'\r\n'

    def mail(self, body=None, content_type='text/plain; charset=utf-8', encoding='8bit', **changes):
        body = f'Text {self.mark}\r\n' if body is None else body
        body = body if isinstance(body, bytes) else body.encode('utf-8')
        return self.headers(Content_Type=content_type, Content_Transfer_Encoding=encoding, **changes) + b'\r\n' + body

    def multipart(self, *parts, subtype='mixed', close=True, **changes):
        """Parts are ``(headers, body)`` in bytes or text."""
        return self.headers(Content_Type=f'multipart/{subtype}; boundary="b-{self.mark}"', **changes) + b'\r\n' + self.body(*parts, close=close)

    def body(self, *parts, close=True):
        out = []
        for head, body in parts:
            out.append(b'--b-%s\r\n' % self.mark.encode() + _bytes(head) + b'\r\n\r\n' + _bytes(body) + b'\r\n')
        return b''.join(out) + (b'--b-%s--\r\n' % self.mark.encode() if close else b'')

    @property
    def text_part(self):
        return 'Content-Type: text/plain; charset=utf-8', f'Text {self.mark}'

    def file(self, name='offer.pdf', content=None, kind='application/pdf', extra=''):
        content = self.mark.encode() * 20 if content is None else content
        return (f'Content-Type: {kind}; name="{name}"\r\nContent-Transfer-Encoding: base64\r\n'
                f'Content-Disposition: attachment; filename="{name}"{extra}', base64.encodebytes(content))


def _bytes(value):
    return value if isinstance(value, bytes) else value.encode('utf-8')


def tnef(files, body=''):
    """Return a winmail.dat with a text and files ``{name: bytes}``."""
    def attribute(level, name, kind, data):
        return struct.pack('<BHHI', level, name, kind, len(data)) + data + struct.pack('<H', sum(data) & 0xFFFF)

    out = struct.pack('<IH', 0x223E9F78, 1) + attribute(1, 0x9006, 8, struct.pack('<I', 0x10000))
    out += attribute(1, 0x9007, 6, struct.pack('<II', 1252, 0))
    if body:
        out += attribute(1, 0x800C, 2, body.encode('cp1252', 'replace') + b'\0')
    for name, content in files.items():
        out += attribute(2, 0x9002, 6, b'\0' * 14)
        out += attribute(2, 0x8010, 1, name.encode('cp1252', 'replace') + b'\0')
        out += attribute(2, 0x800F, 6, content)
    return out


# ---------------------------------------------------------------- kinds
def _simple(m):
    yield 'plain', m.mail(), 'done', m.mark
    yield 'html', m.mail(f'<html><body><p>Text <b>{m.mark}</b></p><script>alert(1)</script></body></html>', 'text/html; charset=utf-8'), 'done', m.mark
    yield 'alternative', m.multipart(m.text_part, ('Content-Type: text/html; charset=utf-8', f'<p>Text {m.mark}</p>'), subtype='alternative'), 'done', m.mark
    yield 'file', m.multipart(m.text_part, m.file()), 'done', m.mark
    yield 'files', m.multipart(m.text_part, *(m.file(f'f{n}.bin', m.mark.encode() + bytes([n])) for n in range(12))), 'done', m.mark
    yield 'reply', m.mail(f'Text {m.mark}\n\nOn Fri, Mar 7, 2025 at 10:12 AM Anna <a@b.example> wrote:\n> old text\n> more\n'), 'done', m.mark
    yield 'two_parts_html', m.multipart(('Content-Type: text/html', f'<p>{m.mark}'), ('Content-Type: text/html', '<p>second')), 'done', m.mark
    yield 'unknown', m.mail(To=f'x{m.number}@unknown.example'), 'review', ''
    yield 'unknown_and_known', m.mail(Cc=f'y{m.number}@unknown.example'), 'review', m.mark
    yield 'to_nobody', m.mail(To='undisclosed-recipients:;'), 'review', ''
    yield 'to_colleague', m.mail(To='boss@own.example'), 'ignored', ''
    yield 'empty', m.mail(b''), 'done', m.mark
    yield 'headers_only', m.headers().rstrip(b'\r\n'), 'done', m.mark
    yield 'again', _Maker(m.number).mail(), None, ''
    yield 'emoji_rtl', m.mail(f'Text {m.mark} 😀 مرحبا \u202eevil', Subject=f'😀 {m.mark} שלום \u202e gnp.exe'), 'done', m.mark
    yield 'private', m.mail(Subject=f'[private] {m.mark}'), 'done', m.mark


def _charsets(m):
    for charset, text in TEXTS.items():
        body = f'{text}\r\n{m.mark}'.encode(charset, 'replace')
        yield f'declared_{charset}', m.mail(body, f'text/plain; charset={charset}'), 'done', m.mark
    wrong = ('utf-8', 'us-ascii', 'iso-8859-1', 'x-unknown', 'unicode-1-1-utf-7', '"', 'base64', 'punycode', 'idna', '\xff')
    for charset in wrong:
        name, text = m.random.choice([item for item in TEXTS.items() if item[0] not in ('iso-2022-jp',)])
        body = f'{m.mark}\r\n{text}'.encode(name, 'replace')
        yield f'wrong_{charset}', m.mail(body, f'text/plain; charset={charset}'), None, m.mark
    yield 'no_charset', m.mail(f'{m.mark} {RUSSIAN}', 'text/plain'), 'done', m.mark
    yield 'no_type', m.headers() + f'\r\n{m.mark} {RUSSIAN}'.encode(), 'done', m.mark
    yield 'utf16', m.mail(f'{m.mark} текст'.encode('utf-16'), 'text/plain; charset=utf-16'), 'done', m.mark
    yield 'utf7', m.mail(f'{m.mark} +BBAEMQ-', 'text/plain; charset=utf-7', '7bit'), 'done', m.mark
    yield 'bom', b'\xef\xbb\xbf' + m.mail(), None, ''
    yield 'nul', m.mail(f'a\0b {m.mark}\0', Subject=f'a\0b {m.mark}'), 'done', m.mark
    yield 'controls', m.mail(f'\x01\x08\x0b\x1b[31m {m.mark} \x7f\ufffe'), 'done', m.mark
    yield 'surrogates', m.mail(b'\xed\xa0\x80 ' + m.mark.encode()), 'done', m.mark


def _headers(m):
    for name in ('Message-ID', 'Date', 'Subject', 'MIME-Version', 'Received'):
        yield f'no_{name}', m.mail(**{name.replace('-', '_'): None}), 'done', m.mark
    yield 'no_From', m.mail(From=None), 'refused', ''
    yield 'no_To', m.mail(To=None), 'review', ''
    yield 'no_headers', m.mail(From=None, To=None, Subject=None, Date=None, Message_ID=None, Received=None), 'refused', ''
    yield 'two_From', m.mail(From=[f'<{SELLER}>', '<evil@else.example>']), 'refused', ''
    yield 'two_senders', m.mail(From=f'{SELLER}, evil@else.example'), 'refused', ''
    yield 'two_of_all', m.mail(Subject=[f'One {m.mark}', 'Two'], Date=[m.date, 'never'], Message_ID=[f'<{m.mark}a@x>', '<b@x>'],
                               To=[m.contact, m.contact.upper()]), 'done', m.mark
    yield 'raw_utf8', m.mail(Subject=f'{RUSSIAN} {m.mark}', To=f'Анна Петрова <{m.contact}>'), 'done', m.mark
    yield 'raw_cp1251', m.mail(Subject=f'{RUSSIAN} {m.mark}'.encode('cp1251'), To=f'Анна <{m.contact}>'.encode('cp1251')), 'done', m.mark
    yield 'raw_sjis', m.mail(Subject=f'{JAPANESE} {m.mark}'.encode('shift_jis')), 'done', m.mark
    yield 'split_word', m.mail(Subject=_split_word(f'{RUSSIAN} {m.mark}')), 'done', m.mark
    yield 'bad_word', m.mail(Subject=f'=?utf-8?B?not base64!?= =?x-none?Q?=C3=28?= =?utf-8?X?a?= {m.mark}'), 'done', m.mark
    yield 'injection', m.mail(Subject=f'=?utf-8?Q?a=0D=0ABcc:_victim@else.example=0D=0A?= {m.mark}'), 'done', m.mark
    yield 'long_subject', m.mail(Subject=f'{m.mark} ' + 'word ' * 20_000), 'done', m.mark
    yield 'folded', m.mail(Subject=f'a\r\n\t{m.mark}\r\n  b'), 'done', m.mark
    yield 'long_id', m.mail(Message_ID='<' + m.mark + 'x' * 3000 + '@y>'), 'done', m.mark
    yield 'odd_id', m.mail(Message_ID=f'  no brackets {m.mark} '), 'done', m.mark
    yield 'empty_id', m.mail(f'Empty id {m.mark}', Message_ID='<>'), 'done', m.mark
    yield 'broken_header', m.headers(**{'X-Broken': None}) + b'this is no header\r\n: neither\r\n\r\nText', None, ''
    yield 'mbox_line', b'From seller@own.example Fri Mar  7 10:12:00 2025\n' + m.mail(), 'done', m.mark
    yield 'lf', m.mail().replace(b'\r\n', b'\n'), 'done', m.mark
    yield 'cr', m.mail().replace(b'\r\n', b'\r'), None, ''
    yield 'references', m.mail(References=' '.join(f'<{n}@x>' for n in range(3000)), In_Reply_To='<nonsense'), 'done', m.mark


def _split_word(text):
    data = text.encode('utf-8')
    return '\r\n '.join(
        '=?utf-8?B?' + base64.b64encode(data[start:start + 31]).decode() + '?='  # cuts characters in two
        for start in range(0, len(data), 31))


def _dates(m):
    for date in ('Fri, 7 Mar 2525 10:12:00 +0000', 'Thu, 1 Jan 1970 00:00:00 +0000', 'garbage', '', '7/3/25', 'Fri, 7 Mar 2025 10:12:00 +9999',
                 'Fri, 31 Feb 2025 25:61:61 GMT', 'Fri, 7 Mar 25 10:12:00 EST', '0000-00-00', 'Fri, 07 Mar 2025 10:12:00 -0000 (MSK)'):
        yield f'date_{date[:12]}', m.mail(Date=date), 'done', m.mark


def _addresses(m):
    for to in (f'"Last, First" <{m.contact}>', f'{m.contact} (comment (nested))', f'Group: {m.contact}, x;', f'=?utf-8?B?0JDQvdC90LA=?= <{m.contact}>',
               f'<{m.contact}', f'{m.contact};', f'Name <{m.contact}>, broken@, @nothing, "unclosed'):
        yield f'to_{to[:8]}', m.mail(To=to), None, m.mark
    yield 'idn', m.mail(To='info@почта.example, x@xn--80a1acny.example'), 'review', ''
    yield 'many', m.mail(To=', '.join(f'Person {n} <p{n}.{m.number}@unknown.example>' for n in range(200))), 'review', ''
    yield 'many_known', m.mail(To=', '.join(CONTACT.format(n, n) for n in range(CONTACTS))), 'done', m.mark
    yield 'long_address', m.mail(To='a' * 300 + '@x.example, ' + m.contact), 'done', m.mark
    yield 'address_bomb', m.mail(To='(' * 5000 + m.contact), None, ''
    yield 'quoted_local', m.mail(To='"a b"@x.example'), None, ''


def _mime(m):
    text = m.text_part
    yield 'broken_base64', m.multipart(text, ('Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64', 'AAAA$$$=B=C\n!!!')), 'done', m.mark
    yield 'cut_base64', m.multipart(text, m.file(), close=False)[:-40], 'done', m.mark
    yield 'qp', m.mail(f'=D0=9F=D1=80 {m.mark} =\r\nx =ZZ = =\r\n', encoding='quoted-printable'), 'done', m.mark
    yield 'uu', m.mail(f'{m.mark}\nbegin 644 a.txt\n#0V%T\n`\nend\n', encoding='x-uuencode'), None, ''
    yield 'unknown_encoding', m.mail(encoding='7-bits-or-so'), 'done', m.mark
    yield 'no_boundary', m.mail(content_type='multipart/mixed'), 'done', m.mark
    yield 'wrong_boundary', m.mail(f'--other\r\n\r\n{m.mark}\r\n', 'multipart/mixed; boundary="b"'), 'done', m.mark
    yield 'unclosed', m.multipart(text, m.file(), close=False), 'done', m.mark
    yield 'empty_multipart', m.multipart(), 'done', m.mark
    yield 'deep', _nest(m, 60), 'done', m.mark
    yield 'too_deep', _nest(m, 1500), 'review', ''
    yield 'bad_type', m.mail(content_type='text/////plain;;;=;charset'), None, ''
    yield 'star_type', m.multipart(text, ('Content-Type: */*; name=a.bin', 'x'), ('Content-Type: binary/octet-stream; name=b.bin', 'y')), 'done', m.mark
    yield 'no_name', m.multipart(text, ('Content-Type: application/zip\r\nContent-Disposition: attachment', 'PK')), 'done', m.mark
    yield 'paths', m.multipart(text, m.file('../../../etc/passwd'), m.file('C:\\\\temp\\\\a.exe'), m.file('a\tb<c>:d|e.txt')), 'done', m.mark
    yield 'long_name', m.multipart(text, m.file('n' * 5000 + '.pdf')), 'done', m.mark
    yield 'rfc2231', m.multipart(text, ("Content-Type: application/pdf\r\nContent-Disposition: attachment; filename*0*=bogus''%D0%9F; filename*1*=%D1; filename*x=1", 'x')), 'done', m.mark
    yield 'name_cp1251', m.multipart(text, (b'Content-Type: application/pdf; name="' + 'Счёт.pdf'.encode('cp1251') + b'"', 'x')), 'done', m.mark
    yield 'many_parts', m.multipart(text, *(('Content-Type: text/plain', f'part {n}') for n in range(300))), 'done', m.mark
    yield 'calendar', m.multipart(text, ('Content-Type: text/calendar; method=REQUEST; charset=utf-8', 'BEGIN:VCALENDAR\r\nEND:VCALENDAR'), subtype='alternative'), 'done', m.mark
    yield 'calendar_only', m.mail('BEGIN:VCALENDAR\r\nEND:VCALENDAR', 'text/calendar; method=REPLY'), 'done', m.mark
    yield 'signed', m.multipart(text, m.file('smime.p7s', b'0\x80', 'application/pkcs7-signature'), subtype='signed; protocol="application/pkcs7-signature"'), 'done', m.mark
    yield 'encrypted', m.mail(base64.encodebytes(b'0\x80' * 50), 'application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m', 'base64'), 'done', m.mark
    yield 'pgp', m.multipart(('Content-Type: application/pgp-encrypted', 'Version: 1'), ('Content-Type: application/octet-stream; name=encrypted.asc', '-----BEGIN PGP MESSAGE-----'), subtype='encrypted'), 'done', m.mark
    yield 'inline', m.multipart(
        ('Content-Type: text/html', f'<p>{m.mark}<img src="cid:logo@x"><img src="cid:photo@x">'),
        ('Content-Type: image/png; name=logo.png\r\nContent-ID: <logo@x>\r\nContent-Disposition: inline', b'\x89PNG' + b'l' * 500),
        ('Content-Type: image/jpeg; name=photo.jpg\r\nContent-ID: <photo@x>\r\nContent-Disposition: inline', b'\xff\xd8' + b'p' * 30_000), subtype='related'), 'done', m.mark
    yield 'image_only', m.mail(base64.encodebytes(b'\x89PNG' + m.mark.encode()), 'image/png; name=scan.png', 'base64'), 'done', m.mark
    yield 'partial', m.mail('x', 'message/partial; id="a"; number=1; total=2'), 'done', m.mark
    yield 'external', m.mail('Content-Type: text/plain\r\n\r\nx', 'message/external-body; access-type=URL'), 'done', m.mark


def _nest(m, depth):
    out = [m.headers(Content_Type='multipart/mixed; boundary="n0"').decode()]
    out += [f'\r\n--n{level - 1}\r\nContent-Type: multipart/mixed; boundary="n{level}"\r\n' for level in range(1, depth)]
    out.append(f'\r\n--n{depth - 1}\r\nContent-Type: text/plain\r\n\r\nText {m.mark}\r\n')
    return ''.join(out).encode()


def _html(m):
    yield 'html_deep', m.mail('<div>' * 5000 + m.mark, 'text/html'), 'done', m.mark
    yield 'html_broken', m.mail(f'<table><tr><p><b>{m.mark}</table></i><a href=javascript:alert(1)>x<!-- <![endif]', 'text/html'), 'done', m.mark
    yield 'html_declaration', m.mail(f'<?xml version="1.0" encoding="utf-16"?><html xmlns="http://www.w3.org/1999/xhtml"><body>{m.mark}</body></html>', 'text/html; charset=utf-8'), 'done', m.mark
    yield 'html_empty', m.mail('<html></html>', 'text/html'), 'done', m.mark
    yield 'html_comment', m.mail('<!-- only -->', 'text/html'), 'done', m.mark
    yield 'html_large', m.mail(f'<p>{m.mark}</p>' + '<p>line of text</p>' * 60_000, 'text/html'), 'done', m.mark
    yield 'long_line', m.mail(m.mark + 'x' * 1_000_000), 'done', m.mark
    yield 'many_lines', m.mail(m.mark + '\n> quoted' * 50_000), 'done', m.mark


def _tnef(m):
    good = tnef({'drawing.dwg': m.mark.encode() * 10, 'offer.txt': b'text'}, f'Text {m.mark}')
    name = 'winmail.dat'
    yield 'winmail', m.multipart(m.text_part, m.file(name, good, 'application/ms-tnef')), 'done', m.mark
    yield 'winmail_text', m.multipart(m.file(name, good, 'application/ms-tnef')), 'done', m.mark
    yield 'winmail_cut', m.multipart(m.text_part, m.file(name, good[:60], 'application/ms-tnef')), 'done', m.mark
    yield 'winmail_noise', m.multipart(m.text_part, m.file(name, good[:30] + m.random.randbytes(400), 'application/ms-tnef')), 'done', m.mark
    yield 'winmail_empty', m.multipart(m.text_part, m.file(name, b'', 'application/ms-tnef')), 'done', m.mark
    yield 'winmail_octets', m.multipart(m.text_part, m.file('WINMAIL.DAT', good, 'application/octet-stream')), 'done', m.mark


def _forwarded(m):
    for key, block in FORWARDS.items():
        known = m.random.random() < 0.7
        address = m.contact if known else f'z{m.number}@unknown.example'
        language = key.rpartition('_')[2]
        text = block.format(name='Анна Петрова' if language == 'ru' else 'Anna Petrova', address=address, subject=f'Question {key} {m.mark}', text=f'Said {m.mark}')
        yield f'forward_{key}', m.mail(
            text, To=DROPBOX, Subject=FORWARD_PREFIXES.get(language, 'Fwd: ') + f'Question {m.mark}',
        ), 'done' if known else 'review', m.mark if known else ''
    inner = _Maker(m.number).mail(From=f'Anna <{m.contact}>', To=SELLER, Delivered_To=None, Received=None, Message_ID=f'<inner-{m.mark}@x>')
    attached = ('Content-Type: message/rfc822', inner)
    yield 'attached', m.multipart(m.text_part, attached, To=DROPBOX), 'done', m.mark
    two = inner.replace(b'<inner-', b'<second-')
    yield 'attached_two', m.multipart(attached, ('Content-Type: message/rfc822', two), To=DROPBOX), 'done', m.mark
    yield 'attached_to_customer', m.multipart(m.text_part, attached), 'done', m.mark
    yield 'attached_empty', m.multipart(m.text_part, ('Content-Type: message/rfc822', ''), To=DROPBOX), 'review', ''
    nested = inner
    for _level in range(8):
        nested = m.headers(Content_Type='message/rfc822', To=DROPBOX, Message_ID=f'<level{_level}-{m.mark}@x>') + b'\r\n' + nested
    yield 'attached_deep', nested, None, ''
    yield 'digest', m.multipart(('Content-Type: message/rfc822', inner.replace(b'<inner-', b'<digest-')), subtype='digest', To=DROPBOX), 'done', m.mark
    yield 'forward_nobody', m.mail('---------- Forwarded message ---------\nFrom: Anna\nSubject: x\n\ntext', To=DROPBOX, Subject='Fwd: x'), 'review', ''


def _refused(m):
    yield 'stranger', m.mail(From=f'Somebody <s{m.number}@else.example>'), 'refused', ''
    yield 'customer', m.mail(From=m.contact, To=SELLER, Cc=DROPBOX), 'refused', ''
    yield 'archived', m.mail(From='gone@own.example'), 'refused', ''
    yield 'dmarc', m.mail(Authentication_Results='mx.own.example; dmarc=fail header.from=own.example'), 'refused', ''
    yield 'automatic', m.mail(Auto_Submitted='auto-replied'), 'refused', ''
    yield 'list', m.mail(List_Id='<all.own.example>'), 'refused', ''
    yield 'bounce', m.mail(From='MAILER-DAEMON@own.example', Return_Path='<>'), 'refused', ''
    yield 'report', m.multipart(m.text_part, ('Content-Type: message/delivery-status', 'Status: 5.1.1'), subtype='report; report-type=delivery-status'), 'refused', ''
    yield 'dmarc_pass', m.mail(Authentication_Results='mx.own.example; dmarc=pass header.from=own.example'), 'done', m.mark
    yield 'dmarc_noise', m.mail(Authentication_Results=';;;===(((', ARC_Seal='x'), 'done', m.mark


KINDS = (_simple, _charsets, _headers, _dates, _addresses, _mime, _html, _tnef, _forwarded, _refused)


def big(number):
    """Return a mail with a file of 30 MB."""
    m = _Maker(number)
    content = m.random.randbytes(1 << 20) * (BIG >> 20)
    return Sample('big', m.multipart(m.text_part, m.file('video.mp4', content, 'video/mp4')), 'done', m.mark)


def corpus(count, big_ones=2):
    """Yield ``count`` samples, ``big_ones`` of them with a file of 30 MB, the others by turns of every kind."""
    number = made = 0
    while made < count - big_ones:
        for make in KINDS:
            for kind, raw, outcome, text in make(_Maker(number)):
                if made >= count - big_ones:
                    break
                made += 1
                # A kind's mails of one turn are different mails.
                fresh = raw if kind in ('again', 'empty_id', 'no_Message-ID', 'no_headers') else raw.replace(
                    f'{_Maker(number).mark}@own.example'.encode(), f'{_Maker(number).mark}.{made}@own.example'.encode())
                yield Sample(kind, fresh, outcome, text)
        number += 1
    for turn in range(big_ones):
        yield big(1_000_000 + turn)
