from odoo import fields
from odoo.tests import TransactionCase, new_test_user

ROLE = 'crm_customer_record.group_%s'


class InteractionCase(TransactionCase):
    """Two teams, one below the other, a stranger team, and one person in each role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True, no_reset_password=True))
        cls.seller = cls._user('seller', 'user')
        cls.mate = cls._user('mate', 'user')
        cls.stranger = cls._user('stranger', 'user')
        cls.leader = cls._user('leader', 'team_leader')
        cls.head = cls._user('head', 'team_leader')
        cls.manager = cls._user('manager', 'manager')
        cls.administrator = cls._user('administrator', 'administrator')
        cls.accountant = cls._user('accountant', 'accountant')
        cls.director = cls._user('director', 'confidential')
        cls.employee = new_test_user(cls.env, 'cr_employee', groups='base.group_user')
        cls.portal = new_test_user(cls.env, 'cr_portal', groups='base.group_portal')
        Team = cls.env['crm.team']
        cls.upper_team = Team.create({'name': "Country", 'user_id': cls.head.id, 'company_id': False})
        cls.team = Team.create({
            'name': "Town", 'user_id': cls.leader.id, 'parent_id': cls.upper_team.id, 'company_id': False,
            'member_ids': [(6, 0, (cls.seller | cls.mate).ids)],
        })
        cls.other_team = Team.create({
            'name': "Elsewhere", 'user_id': False, 'company_id': False, 'member_ids': [(6, 0, cls.stranger.ids)]})
        cls.company = cls.env['res.partner'].create({'name': "Romashka", 'is_company': True})
        cls.contact = cls.env['res.partner'].create({'name': "Anna Petrova", 'parent_id': cls.company.id})
        cls.call = cls.env.ref('crm_customer_record.interaction_type_call')
        cls.meeting = cls.env.ref('crm_customer_record.interaction_type_meeting')
        cls.note = cls.env.ref('crm_customer_record.interaction_type_note')

    @classmethod
    def _user(cls, name, role):
        return new_test_user(cls.env, f'cr_{name}', groups=f'base.group_user,{ROLE % role}', name=name.title())

    @classmethod
    def _log(cls, user=None, summary="Asked for a quote", **values):
        """Log a talk of ``user`` (the seller) with the contact, as that user."""
        env = cls.env(user=user or cls.seller)
        return env['crm.interaction'].create(
            {'type_id': cls.call.id, 'partner_id': cls.contact.id, 'summary': summary, **values})

    def _post_invoice(self, partner):
        invoice = self.env['account.move'].create({
            'move_type': 'out_invoice',
            'partner_id': partner.id,
            'invoice_date': fields.Date.today(),
            'invoice_line_ids': [(0, 0, {'name': "Goods", 'quantity': 1, 'price_unit': 100})],
        })
        invoice.action_post()
        return invoice
