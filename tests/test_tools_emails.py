from odoo.tests import BaseCase, tagged

from odoo.addons.crm_customer_record.tools.emails import normalize_email, parse_emails


@tagged('post_install', '-at_install')
class TestParseEmails(BaseCase):
    def assertAddresses(self, text, expected):
        self.assertEqual([email.address for email in parse_emails(text)], expected, text)

    def test_lists(self):
        for text in ('a@b.ru; c@d.ru', 'a@b.ru,c@d.ru', 'a@b.ru c@d.ru', 'a@b.ru\nC@D.ru', 'a@b.ru / c@d.ru', 'a@b.ru、c@d.ru'):
            self.assertAddresses(text, ['a@b.ru', 'c@d.ru'])

    def test_names(self):
        def read(text):
            return [(email.name, email.address) for email in parse_emails(text)]

        self.assertEqual(read('Имя <X@Y.ru>'), [('Имя', 'x@y.ru')])
        self.assertEqual(read('"Last, First" <x@y.com>, b@c.de'), [('Last, First', 'x@y.com'), ('', 'b@c.de')])
        self.assertEqual(read('А. Иванов (a@b.ru)'), [('А. Иванов', 'a@b.ru')])
        self.assertEqual(read('Anna a@b.ru; Bob b@b.ru'), [('Anna', 'a@b.ru'), ('Bob', 'b@b.ru')])

    def test_spellings_of_one_address(self):
        for text in ('X@y.ru', 'mailto:X@Y.RU?subject=1', '<x@y.ru>', 'x@y.ru.', 'e-mail: x@y.ru', 'ｘ@ｙ.ru', '\u200bx@y.ru', "'x@y.ru'"):
            self.assertAddresses(text, ['x@y.ru'])

    def test_punycode_equals_unicode(self):
        self.assertAddresses('x@xn--e1afmkfd.xn--p1ai', ['x@пример.рф'])
        self.assertAddresses('x@Пример.РФ', ['x@пример.рф'])
        self.assertAddresses('x@xn--\u00e9.ru', ['x@xn--é.ru'])

    def test_invalid_keeps_the_text(self):
        for text in ('ivan', 'a@b', 'a..b@c.ru', 'x@1.2.3.4', '.a@b.ru', 'a@-b.ru', 'a@b.c'):
            email, = parse_emails(text)
            self.assertEqual((email.raw, email.address, email.valid), (text, '', False))
        self.assertEqual([(e.raw, e.valid) for e in parse_emails('a@b.ru, ivan')], [('a@b.ru', True), ('ivan', False)])

    def test_never_raises(self):
        for value in (None, False, True, '', ' - ', 5, 5.5, b'\xff', '@' * 5000, 'a@' * 5000, '<' * 5000, 'x' * 10_000):
            self.assertFalse([email for email in parse_emails(value) if email.valid], value)

    def test_normalize(self):
        self.assertEqual(normalize_email('нет; Имя <X@Y.ru>'), 'x@y.ru')
        self.assertEqual(normalize_email('нет'), '')
