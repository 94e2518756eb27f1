from odoo.tests import tagged

from .common_timeline import TimelineCase


@tagged('post_install', '-at_install')
class TestTimelineFiles(TimelineCase):
    """Files that people attach to a customer or a document, and short messages to a telephone."""

    def attach(self, record, user=None, **values):
        return self.env['ir.attachment'].with_user(user or self.seller).create({
            'name': "plan.pdf", 'raw': b'%PDF-1.4 plan', 'res_model': record._name, 'res_id': record.id, **values})

    def entry(self, record, user=None, **kwargs):
        key = f'{record._name},{record.id}'
        return next(entry for entry in self.entries(user, **kwargs) if entry['key'] == key)

    def test_a_file_says_what_it_is_and_opens(self):
        lead = self.lead(self.ann)
        file = self.attach(lead)
        entry = self.entry(file, kinds=['file'])
        self.assertEqual((entry['kind'], entry['title'], entry['summary'], entry['user']['name'], entry['partner']['name']),
                         ('file', "plan.pdf", "Forty desks", "Seller", "Ann"))
        self.assertEqual(entry['url'], f'/web/content/{file.id}?download=true')
        self.assertEqual(entry['link'], {'model': 'crm.lead', 'res_id': lead.id})
        self.assertShown(file, [self.manager], partner=self.ann)
        self.assertEqual(self.keys(text='plan'), [entry['key']])

    def test_a_file_is_seen_by_those_who_see_its_document(self):
        lead, order = self.attach(self.lead()), self.attach(self.order())
        card = self.attach(self.account, self.manager)
        self.assertShown(lead, [self.seller, self.manager], [self.stranger, self.accountant])
        self.assertShown(order, [self.seller, self.manager], [self.stranger])
        self.assertShown(card, [self.seller, self.stranger, self.accountant])
        self.assertEqual(self.keys(self.stranger, text='plan'), [f'ir.attachment,{card.id}'])

    def test_what_no_person_attached_is_no_entry(self):
        sent = self.account.message_post(body="The plan", attachments=[('plan.pdf', b'plan')],
                                         author_id=self.seller.partner_id.id)
        composed = self.attach(self.env['res.partner'], res_model='mail.compose.message', res_id=0)
        self.account.with_user(self.seller).message_post(body="Mine", attachment_ids=composed.ids)
        picture = self.attach(self.account, self.manager, res_field='image_1920')
        made = self.env['ir.attachment'].create({'name': "auto", 'res_model': 'res.partner', 'res_id': self.account.id})
        for file in (sent.attachment_ids, composed, picture, made):
            self.assertShown(file, [], [self.manager])

    def test_files_move_and_go_with_their_record(self):
        file, other = self.attach(self.account, self.manager), self.attach(self.account, self.manager)
        elm = self.env['res.partner'].create({'name': "Elm", 'is_company': True})
        self.assertShown(file, [self.manager])
        file.res_id = elm.id
        self.assertShown(file, [], [self.manager])
        self.assertShown(file, [self.manager], partner=elm)
        gone = other.id
        other.unlink()
        self.cr.flush()
        self.assertFalse(self.env['crm.timeline.link'].search([('source', '=', 'file'), ('res_id', '=', gone)]))

    def test_links_to_pages_open_the_page_and_nothing_else(self):
        page = self.attach(self.account, self.manager, type='url', url='https://example.com/plan', raw=False)
        trick = self.attach(self.account, self.manager, type='url', url='javascript:alert(1)', raw=False)
        self.assertEqual(self.entry(page)['url'], 'https://example.com/plan')
        self.assertFalse(self.entry(trick)['url'])

    def test_a_short_message_to_a_telephone_is_a_message(self):
        self.ann.phone = '+1 202 555 0188'
        message = self.ann.with_user(self.manager)._message_sms("Your desks are here", partner_ids=self.ann.ids)
        entry = self.entry(message, kinds=['message'])
        self.assertEqual((entry['kind'], entry['big'], entry['partner']['name']), ('message', True, "Ann"))
        self.assertIn("Your desks are here", entry['summary'])
