from datetime import datetime

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_customer_record.tools.mail_capture import charsets, forward, headers, message, sender, text
from odoo.addons.crm_customer_record.tools.mail_capture.items import confidentiality_of

from .mail_corpus import FORWARDS, TEXTS

NOW = datetime(2026, 1, 2, 3, 4)


@tagged('post_install', '-at_install', 'mail_capture')
class TestMailCaptureCharsets(BaseCase):
    def test_declared_charsets(self):
        for charset, expected in TEXTS.items():
            self.assertEqual(charsets.decode_bytes(expected.encode(charset), charset), expected, charset)

    def test_wrongly_declared_charsets(self):
        russian, japanese, chinese = TEXTS['cp1251'], TEXTS['shift_jis'], TEXTS['gb2312']
        for expected, codec, declared in (
            (russian, 'utf-8', 'iso-8859-1'), (russian, 'utf-8', 'us-ascii'), (russian, 'utf-8', 'windows-1251'), (russian, 'utf-8', None),
            (russian, 'cp1251', 'utf-8'), (russian, 'cp1251', None), (russian, 'koi8-r', 'no-such'), (russian, 'cp1251', 'base64'),
            (japanese, 'shift_jis', 'utf-8'), (japanese, 'iso-2022-jp', None), (japanese, 'utf-8', 'shift_jis'),
            (chinese, 'gb18030', 'utf-8'), (chinese, 'gb18030', 'gb2312'), (japanese, 'euc-jp', None),
        ):
            self.assertEqual(charsets.decode_bytes(expected.encode(codec), declared), expected, (codec, declared))

    def test_few_broken_bytes_do_not_change_the_charset(self):
        data = TEXTS['gb2312'].encode('gb18030') + b'\xff' + TEXTS['gb2312'].encode('gb18030')
        self.assertIn(TEXTS['gb2312'], charsets.decode_bytes(data, 'gb2312'))

    def test_what_the_database_refuses_is_left_out(self):
        self.assertEqual(charsets.decode_bytes(b'a\0b\x1b[c\xed\xa0\x80'.replace(b'\xed\xa0\x80', b'')), 'ab[c')
        self.assertEqual(charsets.clean('x\u202ey\ud800'), 'xy')


@tagged('post_install', '-at_install', 'mail_capture')
class TestMailCaptureHeaders(BaseCase):
    def parse(self, *lines):
        return headers.read_headers('\r\n'.join(lines).encode() + b'\r\n\r\nbody')

    def test_encoded_words(self):
        for raw, expected in (
            ('=?utf-8?B?0J/RgNC40LLQtdGC?=', 'Привет'), ('=?koi8-r?Q?=F0=D2=C9=D7=C5=D4?= x', 'Привет x'),
            ('=?utf-8?B?0J/R?=\r\n =?utf-8?B?gNC4?=', 'При'), ('=?utf-8?B?0J/RgNC40LLQtdGC', '=?utf-8?B?0J/RgNC40LLQtdGC'),
            ('=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=', '日本'), ('=?utf-8?Q?a_b?= =?utf-8?Q?_c?=', 'a b c'),
            ('=?nothing?Q?=D0=9F?=', 'П'), ('=?utf-8*en?Q?x?=', 'x'), ('a=0D', 'a=0D'),
        ):
            self.assertEqual(headers.text_of(self.parse(f'Subject: {raw}'), 'Subject'), expected)

    def test_addresses(self):
        read = self.parse('To: "Last, First" <A@B.example>, =?utf-8?B?0JDQvdC90LA=?= <c@d.example> (comment),',
                         '\tgroup: e@f.example, broken, @g;, undisclosed-recipients:;, <a@b.example>')
        self.assertEqual(headers.addresses(read, 'To'), [
            ('Last, First', 'a@b.example'), ('Анна', 'c@d.example'), ('', 'e@f.example')])

    def test_dates(self):
        for raw, expected in (
            ('Fri, 7 Mar 2025 10:12:00 +0300', datetime(2025, 3, 7, 7, 12)), ('7 Mar 2025 10:12:00 GMT', datetime(2025, 3, 7, 10, 12)),
            ('Fri, 7 Mar 2525 10:12:00 +0000', NOW), ('nonsense', NOW), ('Fri, 7 Mar 1925 10:12:00 +0000', NOW),
        ):
            self.assertEqual(headers.date_of(self.parse(f'Date: {raw}'), NOW), expected, raw)
        received = self.parse('Received: from a by b; Fri, 7 Mar 2025 10:12:00 +0000', 'Subject: x')
        self.assertEqual(headers.date_of(received, NOW), datetime(2025, 3, 7, 10, 12))

    def test_references(self):
        read = self.parse('References: <a@x> <b@x>\r\n <c@x>', 'In-Reply-To: <c@x>')
        self.assertEqual(headers.references(read), ['<a@x>', '<b@x>', '<c@x>'])


@tagged('post_install', '-at_install', 'mail_capture')
class TestMailCaptureSender(BaseCase):
    def check(self, *values, servers=('mx.own.example',)):
        raw = ''.join(f'Authentication-Results: {value}\r\n' for value in values).encode() + b'\r\n'
        return sender.check(headers.read_headers(raw), 'own.example', servers)

    def test_verdicts(self):
        own = 'mx.own.example'
        for expected, *values in (
            ('pass', f'{own}; dmarc=pass (p=reject; (nested) x) header.from=own.example'),
            ('pass', f'{own} 1; spf=fail smtp.mailfrom=x@else.example; dkim=pass header.i=@own.example'),
            ('pass', f'{own}; dkim=pass header.d=mail.own.example'),
            ('fail', f'{own}; dmarc=fail header.from=own.example'),
            ('fail', f'{own};\r\n\tspf=pass smtp.mailfrom=own.example;\r\n\tdmarc=fail'),
            ('none', f'{own}; none'), ('none',), ('none', ''), ('none', ';;;'),
            ('none', f'{own}; dkim=pass header.d=else.example; spf=pass smtp.mailfrom=x@notown.example'),
            ('none', f'{own}; dmarc=pass header.from=else.example'),
            ('none', f'{own}; spf=softfail smtp.mailfrom=own.example; dmarc=temperror'),
            ('none', f'{own}; x="dmarc=pass header.from=own.example"'),
            ('none', f'{own}; spf=none (dmarc=pass header.from=own.example)'),
            ('none', 'mx.evil.example; dmarc=pass header.from=own.example'),
            ('fail', 'mx.evil.example; dmarc=fail header.from=own.example'),
            # only the topmost header of the trusted server counts
            ('none', f'{own}; dmarc=none', f'{own}; dmarc=pass header.from=own.example'),
            ('pass', 'mx.evil.example; dmarc=none', f'{own}; dmarc=pass header.from=own.example'),
        ):
            self.assertEqual(self.check(*values), expected, values)

    def test_server_without_a_name(self):
        value = 'spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=own.example; dmarc=pass action=none header.from=own.example;compauth=pass reason=100'
        self.assertEqual(self.check(value), 'none')
        self.assertEqual(self.check(value, servers=['*']), 'pass')


@tagged('post_install', '-at_install', 'mail_capture')
class TestMailCaptureText(BaseCase):
    def test_history_is_cut_off(self):
        for below in (
            "On Fri, Mar 7, 2025 at 10:12 AM Anna <a@b.example> wrote:\n> old\n",
            "On Fri, Mar 7, 2025 at 10:12 AM Anna Petrova\n<a@b.example> wrote:\n\n> old\n",
            "пт, 7 мар. 2025 г. в 10:12, Анна <a@b.example>:\n\n> old\n", "07.03.2025 10:12, Анна пишет:\n> old\n",
            "2025年3月7日(金) 10:12 田中 <a@b.example>:\n\n> old\n", "2025/03/07 10:12、田中 <a@b.example>のメール:\n\n> old\n",
            "王芳 <a@b.example> 于2025年3月7日周五 10:12写道：\n\n> old\n",
            "-----Original Message-----\nFrom: Anna\nSent: Friday\nold", "________________________________\nFrom: Anna <a@b.example>\nSent: Friday\nTo: me\nSubject: x\n\nold",
            "От: Анна\nОтправлено: 7 марта 2025 г. 10:12\nКому: мне\nТема: x\n\nold", "差出人: 田中\n送信日時: 2025年3月7日\n宛先: 私\n件名: x\n\nold",
            "发件人: 王\n发送时间: 2025年3月7日\n收件人: 我\n主题: x\n\nold", "------------------ 原始邮件 ------------------\n发件人: x\nold",
        ):
            self.assertEqual(text.split_history(f'New text\n\n{below}')[0], 'New text', below)

    def test_text_that_only_looks_like_history(self):
        for plain in ("Hours:\n10:30 to 12:00", "Dear Anna,\nas agreed on 2025-03-07:\n48 desks", "From: the warehouse\nwe deliver", "He wrote:\nyes"):
            self.assertEqual(text.split_history(plain), (plain, ''))

    def test_answers_between_the_lines_are_kept(self):
        mail = "On Fri, Mar 7, 2025 Anna <a@b.example> wrote:\n> How many?\nTen.\n> When?\nIn May.\n"
        self.assertEqual(text.split_history(mail)[0], "Ten.\nIn May.")

    def test_signatures(self):
        for below in ('-- \nAnna\nManager', 'Sent from my iPhone', 'Отправлено с iPhone', 'iPhoneから送信', '发自我的iPhone'):
            self.assertEqual(text.without_signature(f'Text\n\n{below}'), 'Text')
        self.assertEqual(text.without_signature('a -- b\n--x'), 'a -- b\n--x')

    def test_html(self):
        self.assertEqual(text.html_to_text('<p>a&nbsp;<b>b</b></p><ul><li>c</ul><style>x</style><table><tr><td>d</td><td>e</td></tr></table>f<br>g'),
                         'a b\n\n- c\n\nd e\nf\ng')
        for source in (
            '<div>New</div><div class="gmail_quote">old</div>', 'New<blockquote type="cite">old</blockquote>',
            '<p>New</p><div id="appendonsend"></div><hr><div id="divRplyFwdMsg">From</div><div>old</div>',
            '<p>New</p><div class="moz-cite-prefix">On..</div><blockquote type="cite">old</blockquote><div class="moz-signature">me</div>',
            'New<div style="border-top:solid #E1E1E1 1.0pt"><p><b>From:</b> A &lt;a@b.example&gt;<br><b>Sent:</b> Friday<br><b>To:</b> me<br><b>Subject:</b> x</p></div><p>old</p>',
        ):
            self.assertEqual(text.new_text('', source), 'New', source)
        self.assertEqual(text.html_to_text('<div>' * 3000 + 'deep'), 'deep')

    def test_nothing_new_gives_everything(self):
        self.assertEqual(text.new_text('> only\n> quoted', ''), '> only\n> quoted')

    def test_confidentiality_tags(self):
        for subject, expected in (
            ('[private] Offer', ('private', 'Offer')), ('Re: Offer [Личное]', ('private', 'Re: Offer')), ('【機密】見積', ('private', '見積')),
            ('[team] x', ('team', 'x')), ('[normal] x', ('normal', 'x')), ('[x] private', (None, '[x] private')),
        ):
            self.assertEqual(confidentiality_of(subject), expected)


@tagged('post_install', '-at_install', 'mail_capture')
class TestMailCaptureForward(BaseCase):
    def test_blocks_of_all_programs(self):
        for program, block in FORWARDS.items():
            with self.subTest(program=program):
                found = forward.read_forwarded('My comment\n\n' + block.format(
                    name='Anna Petrova', address='anna@x.example', subject='Question', text='What it says'))
                self.assertEqual((found.name, found.address, found.comment), ('Anna Petrova', 'anna@x.example', 'My comment'))
                self.assertTrue(found.text.startswith('What it says'), found.text)
                if program != 'yandex_ru':
                    self.assertEqual(found.subject, 'Question')
                self.assertEqual(found.date.date(), datetime(2025, 3, 7).date())
                if not found.is_utc:
                    self.assertEqual((found.date.hour, found.date.minute), (10, 12))

    def test_dates(self):
        for printed, expected in (
            ('Friday, March 7, 2025 10:12 PM', (datetime(2025, 3, 7, 22, 12), False)), ('7 мая 2025 г., 9:05', (datetime(2025, 5, 7, 9, 5), False)),
            ('2025年3月7日 下午3:05', (datetime(2025, 3, 7, 15, 5), False)), ('3/7/2025 12:05 AM', (datetime(2025, 3, 7, 0, 5), False)),
            ('31/12/2024 10:00', (datetime(2024, 12, 31, 10, 0), False)), ('7 March 2025 at 10:12:00 GMT+3', (datetime(2025, 3, 7, 7, 12), True)),
            ('Fri, 7 Mar 2025 10:12:00 +0530', (datetime(2025, 3, 7, 4, 42), True)), ('2025-03-07', (datetime(2025, 3, 7), False)),
            ('yesterday', (None, False)), ('31.02.2025 10:00', (None, False)), ('', (None, False)),
        ):
            self.assertEqual(forward.read_date(printed), expected, printed)

    def test_subjects(self):
        for subject in ('Fwd: x', 'FW: x', 'Fw[2]: x', 'Пересл: x', '転送: x', '转发：x', 'Fwd: FW: x', '[list] Fwd: x'):
            self.assertTrue(forward.is_forward(subject), subject)
            self.assertEqual(forward.without_prefix(subject), 'x')
        for subject in ('Re: x', 'Forward march', 'x Fwd: y', ''):
            self.assertFalse(forward.is_forward(subject), subject)

    def test_no_block(self):
        for plain in ('', 'text', 'From: me\nwith love', 'From: a@b.example', 'Date: today\nSubject: x', 'Subject: x\nTo: y'):
            self.assertIsNone(forward.read_forwarded(plain), plain)

    def test_label_and_value_on_two_lines(self):
        found = forward.read_forwarded('*From:* Anna <a@b.example>\n*Sent:*\nFriday, March 7, 2025 10:12 AM\n*To:* x;\n  y;\n  z\n*Subject:* s\n\ntext')
        self.assertEqual((found.address, found.subject, found.text), ('a@b.example', 's', 'text'))


@tagged('post_install', '-at_install', 'mail_capture')
class TestMailCaptureMessage(BaseCase):
    def parse(self, raw):
        return message.read_content(message.parse(raw))

    def test_file_names(self):
        def name(value):
            content = self.parse(b'Content-Type: application/pdf\r\nContent-Disposition: attachment; ' + value + b'\r\n\r\nx')
            return content.files[0].name

        for value, expected in (
            (b'filename="../../etc/passwd"', 'passwd'), (b'filename="C:\\\\x\\\\a.pdf"', 'a.pdf'), (b"filename*=utf-8''%D0%90.pdf", 'А.pdf'),
            (b'filename="=?utf-8?B?0JAucGRm?="', 'А.pdf'), (b'filename="' + 'Счёт на оплату.pdf'.encode('cp1251') + b'"', 'Счёт на оплату.pdf'),
            (b'filename=""', 'attachment.pdf'), (b'filename=".."', 'attachment.pdf'), (b'filename="a\tb:c.pdf"', 'a b_c.pdf'),
        ):
            self.assertEqual(name(value), expected, value)
        self.assertEqual(len(name(b'filename="' + b'n' * 4000 + b'.pdf"')), 154)

    def test_small_inline_pictures_are_decoration(self):
        def mail(size, cid=b'c'):
            return self.parse(b'Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<img src="cid:c">\r\n'
                             b'--b\r\nContent-Type: image/png; name=a.png\r\nContent-ID: <' + cid + b'>\r\n\r\n' + b'x' * size + b'\r\n--b--')

        self.assertFalse(mail(100).files)
        self.assertTrue(mail(20_000).files)
        self.assertTrue(mail(100, b'other').files, "not shown in the text: a file")
