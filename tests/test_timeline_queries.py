from datetime import timedelta

from odoo import SUPERUSER_ID, Command, fields
from odoo.tests import new_test_user, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from .common_timeline import USER

# As many as a first page with all sources of the add-on takes, each with records. Before adding to it, look whether what
# is to be known can be told by a statement that is there already: `_timeline_glance`, `_timeline_found`, `_timeline_facts`,
# `_timeline_load_names`.
FIRST_PAGE = 23
ONE_TALK = 9


@tagged('post_install', '-at_install')
class TestTimelineQueries(AccountTestInvoicingCommon):
    """What a first page costs does not grow unnoticed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data['company']
        cls.env = cls.env(user=SUPERUSER_ID, context={
            'allowed_company_ids': cls.company.ids, 'no_reset_password': True, 'mail_create_nolog': True})
        cls.user = new_test_user(
            cls.env, 'queries', f'{USER},account.group_account_invoice,sales_team.group_sale_salesman_all_leads',
            company_id=cls.company.id)
        cls.account = cls.env['res.partner'].create({'name': "Oak", 'is_company': True})
        cls.ann = cls.env['res.partner'].create({'name': "Ann", 'parent_id': cls.account.id})
        cls.call = cls.env['crm.interaction.type'].create({'name': "Telephone", 'kind': 'call'})

    def talk(self, **values):
        return self.env['crm.interaction'].create({
            'type_id': self.call.id, 'partner_id': self.ann.id, 'summary': "talked", 'user_id': self.user.id, **values})

    def everything(self, number):
        """Create ``number`` records of each source, with all that shows beside them."""
        today = fields.Date.today()
        file = {'name': "plan.pdf", 'raw': b'plan'}
        attach = self.env['ir.attachment'].with_user(self.user).create
        for day in range(number):
            moment = fields.Datetime.now() - timedelta(days=day)
            talk = self.talk(date=moment, participant_ids=[Command.set(self.account.ids)])
            talk.attachment_ids = attach({**file, 'res_model': talk._name, 'res_id': talk.id})
            self.env['crm.promise'].create({
                'name': "a price", 'side': 'ours', 'partner_id': self.ann.id, 'user_id': self.user.id, 'date_due': today})
            lead = self.env['crm.lead'].create({
                'name': "Forty desks", 'type': 'opportunity', 'partner_id': self.ann.id, 'user_id': self.user.id})
            order = self.env['sale.order'].create({
                'partner_id': self.ann.id, 'user_id': self.user.id, 'date_order': moment})
            for document in (self.account, self.ann, lead, order):
                document.message_post(body="Hello", message_type='comment', subtype_xmlid='mail.mt_comment',
                                      author_id=self.user.partner_id.id, attachments=[('note.txt', b'note')])
                attach({**file, 'res_model': document._name, 'res_id': document.id})
            self.env['calendar.event'].create({
                'name': "Showroom", 'start': moment, 'stop': moment, 'user_id': self.user.id,
                'partner_ids': [Command.set((self.ann | self.user.partner_id).ids)]})
            self.env['account.move'].create({
                'move_type': 'out_invoice', 'partner_id': self.ann.id, 'invoice_date': today - timedelta(days=day),
                'invoice_line_ids': [Command.create({'name': "Desk", 'price_unit': 100.0, 'tax_ids': []})]}).action_post()
            self.env['account.payment'].create({
                'partner_id': self.ann.id, 'amount': 40.0, 'date': today - timedelta(days=day)}).action_post()
        self.env.flush_all()
        self.cr.precommit.run()

    def page(self):
        timeline = self.env['crm.timeline'].with_user(self.user)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        page = timeline.timeline_page(self.account.id)
        return self.cr.sql_log_count - before, page

    def test_a_first_page_with_every_source(self):
        self.everything(1)
        pinned = self.page()[1]['entries'][0]['key']
        queries, page = self.page()
        self.assertEqual({entry['model'] for entry in page['entries']}, {
            'crm.interaction', 'crm.promise', 'mail.message', 'calendar.event', 'ir.attachment', 'crm.lead', 'sale.order',
            'account.move', 'account.payment'})
        self.assertLessEqual(queries, FIRST_PAGE)
        self.env['crm.timeline'].with_user(self.user).timeline_pin(self.account.id, pinned)
        self.page()
        with_pin, page = self.page()
        self.assertEqual(len(page['pinned']), 1)
        self.assertLessEqual(with_pin, queries + 5)

    def test_more_of_everything_takes_no_more_queries(self):
        self.everything(1)
        self.page()
        few, _page = self.page()
        self.everything(4)
        self.assertLessEqual(self.page()[0], few)

    def test_a_source_without_records_is_not_asked(self):
        self.talk()
        self.page()
        queries, page = self.page()
        self.assertEqual([entry['model'] for entry in page['entries']], ['crm.interaction'])
        self.assertLessEqual(queries, ONE_TALK)
        asked = []
        model = type(self.env['crm.promise'])
        search = model._search
        self.patch(model, '_search', lambda *args, **kwargs: asked.append(1) or search(*args, **kwargs))
        self.page()
        self.assertFalse(asked)
