from odoo.tests import HttpCase, tagged


@tagged('post_install', '-at_install', 'mail_capture')
class TestMailCaptureTour(HttpCase):
    def test_create_a_contact_from_the_review_list(self):
        dropbox = self.env['crm.mail.dropbox'].search([], limit=1)
        demo = self.env.ref('base.user_demo')
        dropbox._receive((
            f'From: {demo.email}\nTo: Olga Tour <olga.tour@tour.example>\nSubject: Question of the tour\n'
            'Date: Fri, 7 Mar 2025 09:12:00 +0000\nMessage-ID: <tour@own.example>\n\nThe answer is yes.\n').encode())
        self.start_tour('/odoo', 'crm_customer_record_mail_review_tour', login='demo')
        contact = self.env['res.partner'].search([('email', '=', 'olga.tour@tour.example')])
        self.assertEqual(contact.name, "Olga Tour")
        talk = self.env['crm.interaction'].search([('partner_id', '=', contact.id)])
        self.assertEqual(talk.summary, "Question of the tour\n\nThe answer is yes.")
        self.assertEqual(talk.create_uid, demo)
