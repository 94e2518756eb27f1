from odoo import Command
from odoo.tests import TransactionCase, new_test_user

USER = 'base.group_user,crm_customer_record.group_user'


class TimelineCase(TransactionCase):
    """An account with two contacts, two salespeople who see their own documents only, and a manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, no_reset_password=True, mail_create_nolog=True))
        cls.seller = cls._user('seller', USER)
        cls.stranger = cls._user('stranger', USER)
        cls.manager = cls._user('manager', 'base.group_user,crm_customer_record.group_manager')
        cls.accountant = cls._user('accountant', 'base.group_user,crm_customer_record.group_accountant')
        cls.account = cls.env['res.partner'].create({'name': "Oak", 'is_company': True})
        cls.ann, cls.bob = cls.env['res.partner'].create(
            [{'name': name, 'parent_id': cls.account.id, 'email': f'{name}@example.com'} for name in ("Ann", "Bob")])
        cls.call = cls.env['crm.interaction.type'].create({'name': "Telephone", 'kind': 'call'})
        cls.visit = cls.env['crm.interaction.type'].create({'name': "Showroom", 'kind': 'visit'})

    @classmethod
    def _user(cls, login, groups, **values):
        return new_test_user(cls.env, f'timeline {login}', groups, name=login.title(), **values)

    def page(self, user=None, partner=None, limit=200, cursor=None, **filters):
        timeline = self.env['crm.timeline'].with_user(user or self.manager)
        return timeline.timeline_page((partner or self.account).id, cursor=cursor, limit=limit, filters=filters)

    def entries(self, user=None, partner=None, **kwargs):
        return self.page(user, partner, **kwargs)['entries']

    def keys(self, user=None, partner=None, **kwargs):
        return [entry['key'] for entry in self.entries(user, partner, **kwargs)]

    def assertShown(self, record, users=(), hidden_from=(), partner=None, **kwargs):
        """``record`` has its entry on the timeline of exactly these users."""
        for user in users:
            self.assertIn(f'{record._name},{record.id}', self.keys(user, partner, **kwargs), user.name)
        for user in hidden_from:
            self.assertNotIn(f'{record._name},{record.id}', self.keys(user, partner, **kwargs), user.name)

    def log(self, date='2026-03-02 10:00:00', partner=None, user=None, **values):
        return self.env['crm.interaction'].create({
            'type_id': self.call.id, 'partner_id': (partner or self.ann).id, 'date': date, 'summary': "talked",
            'user_id': (user or self.seller).id, **values})

    def order(self, date='2026-03-02 10:00:00', partner=None, user=None, **values):
        return self.env['sale.order'].create({
            'partner_id': (partner or self.account).id, 'date_order': date, 'user_id': (user or self.seller).id, **values})

    def lead(self, partner=None, user=None, **values):
        return self.env['crm.lead'].create({
            'name': "Forty desks", 'type': 'opportunity', 'partner_id': (partner or self.ann).id,
            'user_id': (user or self.seller).id, **values})

    def comment(self, record, body="Hello", author=None, **values):
        values = {'message_type': 'comment', 'subtype_xmlid': 'mail.mt_comment',
                  'author_id': (author or self.seller.partner_id).id, **values}
        return record.message_post(body=body, **values)

    def meet(self, partners=None, user=None, **values):
        return self.env['calendar.event'].create({
            'name': "Showroom", 'start': '2026-03-02 10:00:00', 'stop': '2026-03-02 11:00:00',
            'user_id': (user or self.seller).id,
            'partner_ids': [Command.set((partners or self.ann).ids + (user or self.seller).partner_id.ids)], **values})
