import io
import json

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.crm_customer_record.models import crm_timeline_print

from .common_timeline import TimelineCase


@tagged('post_install', '-at_install')
class TestTimelinePrint(TimelineCase):
    """On paper and in a sheet stands what the screen shows to the same user with the same filters."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager.group_ids += cls.env.ref('base.group_allow_export')
        cls.seller.group_ids += cls.env.ref('base.group_allow_export')

    def sheet(self, user=None, record=None, **filters):
        record = record or self.account
        name, content = self.env['crm.timeline'].with_user(user or self.manager).export_file(record._name, record.id, filters)
        self.assertTrue(name.endswith('.xlsx'))
        rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows())
        return [[cell.value for cell in row] for row in rows], rows

    def html(self, user=None, record=None, **filters):
        record = record or self.account
        action = self.env['crm.timeline'].with_user(user or self.manager).print_action(record._name, record.id, filters)
        report = self.env['ir.actions.report'].with_user(user or self.manager)
        return report._render_qweb_html(action['report_name'], None, data=action['data'])[0].decode()

    def test_the_sheet_has_what_the_screen_shows(self):
        self.manager.tz = 'Asia/Tokyo'
        self.log(summary="Likes the oak sample", duration=0.5, direction='out')
        self.order()
        self.log('2026-03-04 10:00:00', type_id=self.visit.id)
        values, _rows = self.sheet(kinds=['call', 'quotation'])
        header, *lines = values
        self.assertEqual(header[:5], ["Date", "Kind", "Title", "Text", "Colleague"])
        self.assertEqual([line[1] for line in lines], [entry['kind'].title() for entry in self.entries(kinds=['call', 'quotation'])])
        call = lines[0]
        self.assertEqual((str(call[0]), call[3], call[4], call[5], call[8], call[9]),
                         ('2026-03-02 19:00:00', "Likes the oak sample", "Seller", "Ann", "Outgoing", 0.5))

    def test_paper_and_sheet_say_once_whose_it_is(self):
        self.log('2026-03-04 10:00:00', partner_id=self.account.id, summary="Likes it", duration=1.5,
                 next_step_date='2026-12-24', next_step_note="Send offer", next_step_user_id=self.seller.id)
        header, line = self.sheet(self.seller)[0][:2]
        own_title = self.env['crm.timeline']._timeline_own_title
        talk = {'title': f"INV/1, {self.ann.name}", 'partner': {'name': self.ann.name}, 'account': False}
        self.assertEqual(own_title(talk, "Invoice", self.account), '')
        self.assertEqual(own_title({**talk, 'title': self.account.display_name}, "E-mail", self.account), '')
        self.assertEqual(own_title({**talk, 'title': "Desks"}, "E-mail", self.account), "Desks")
        self.assertEqual(line[header.index("Next Step")], "Send offer · 12/24/2026 · Seller")
        html = ' '.join(self.html(self.seller).split())
        self.assertIn("· Seller · 1 h 30 min", html)
        self.assertIn("→ Send offer · 12/24/2026 · Seller", html)

    def test_nothing_in_the_sheet_is_a_formula_or_a_link(self):
        for text in ('=cmd|"/c calc"!A1', '+1+1', '-1', '@SUM(A1)', '\t=1', 'https://example.com'):
            self.log(summary=text)
        _values, rows = self.sheet()
        cells = [row[3] for row in rows[1:]]
        self.assertEqual({cell.data_type for cell in cells}, {'s'})
        self.assertFalse(any(cell.hyperlink for cell in cells))
        self.assertIn('\'=cmd|"/c calc"!A1', [cell.value for cell in cells], "an apostrophe keeps it text when the sheet is saved as .csv")

    def test_confidential_entries_are_absent(self):
        self.log(summary="Secret merger", confidentiality='private')
        self.log(summary="Open talk")
        for read in (lambda user: str(self.sheet(user)[0]), self.html):
            self.assertIn("Secret merger", read(self.seller))
            self.assertNotIn("Secret merger", read(self.manager))
            self.assertIn("Open talk", read(self.manager))

    def test_it_says_when_there_is_more(self):
        self.patch(crm_timeline_print, 'PRINTED', 3)
        self.patch(crm_timeline_print, 'EXPORTED', 3)
        for number in range(1, 4):
            self.log(summary=f"Talk {number}")
        self.assertNotIn("There are more", self.html() + str(self.sheet()[0]))
        self.log(summary="Talk 4")
        html, values = self.html(), self.sheet()[0]
        self.assertIn("There are more", html)
        self.assertIn("There are more", values[-1][0])
        self.assertEqual(html.count("Talk "), 3)

    def test_the_print_out_says_what_was_filtered(self):
        self.log(summary="<b>oak</b> & elm")
        html = self.html(kinds=['call'], text='oak', date_from='2026-01-01', user_ids=self.seller.ids, scope='all')
        for text in ("&lt;b&gt;oak&lt;/b&gt; &amp; elm", "Everything", "Call", "Seller", "“oak”", "01/01/2026", "Oak", self.manager.name):
            self.assertIn(text, html)
        self.assertIn("Nothing here matches", self.html(text='mahogany'))

    def test_a_deal_is_printed_and_exported_too(self):
        deal = self.lead()
        self.log(summary="About the deal", lead_id=deal.id)
        self.log(summary="About nothing")
        for text in (self.html(record=deal), str(self.sheet(record=deal)[0])):
            self.assertIn("About the deal", text)
            self.assertNotIn("About nothing", text)

    def test_rights(self):
        self.stranger.group_ids -= self.env.ref('base.group_allow_export')
        with self.assertRaises(UserError):
            self.sheet(self.stranger)
        self.assertFalse(self.env['crm.timeline'].with_user(self.stranger).timeline_page(self.account.id)['may_export'])
        with self.assertRaises(AccessError):
            self.html(self.stranger, self.lead())
        with self.assertRaises(UserError):
            self.env['crm.timeline'].print_action('res.users', 1)


@tagged('post_install', '-at_install')
class TestTimelineDownload(HttpCase):
    def test_the_sheet_comes_by_its_address_and_the_paper_as_pdf(self):
        partner = self.env['res.partner'].create({'name': "Oak", 'is_company': True})
        self.authenticate('admin', 'admin')
        url = f'/crm_customer_record/timeline/res.partner/{partner.id}/xlsx'
        answer = self.url_open(url, data=None)
        self.assertEqual((answer.status_code, answer.content[:2]), (200, b'PK'))
        self.assertIn('Timeline%20of%20Oak.xlsx', answer.headers['Content-Disposition'])
        self.assertEqual(self.url_open(f'{url}?filters=nonsense').status_code, 400)
        self.assertEqual(self.url_open(url.replace('res.partner', 'res.users')).status_code, 403)
        action = self.env['crm.timeline'].print_action('res.partner', partner.id, {})
        options = json.dumps(action['data'])
        answer = self.url_open(f'/report/pdf/{action["report_name"]}?options={options}'
                               '&context={"force_report_rendering": true}')
        self.assertEqual((answer.status_code, answer.content[:5]), (200, b'%PDF-'))
        self.authenticate('demo', 'demo')
        self.assertEqual(self.url_open(f'/crm_customer_record/timeline/crm.lead/{2**31 - 1}/xlsx').status_code, 404)
