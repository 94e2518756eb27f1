from datetime import timedelta

from odoo import fields
from odoo.tests import TransactionCase, new_test_user

USER = 'base.group_user,crm_customer_record.group_user'


class RelationCase(TransactionCase):
    """Two companies, a person at the first, who were there before today, and people of several roles."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, no_reset_password=True, mail_create_nolog=True))
        cls.seller = cls._user('seller', USER)
        cls.colleague = cls._user('colleague', USER)
        cls.accountant = cls._user('accountant', 'base.group_user,crm_customer_record.group_accountant')
        cls.clerk = cls._user('clerk', 'base.group_user,base.group_partner_manager')
        Partner = cls.env['res.partner']
        cls.era, cls.elm = Partner.create([{'name': name, 'is_company': True} for name in ("ERA", "Elm")])
        cls.ann, cls.bob = Partner.create([
            {'name': "Ann", 'parent_id': cls.era.id, 'function': "architect"},
            {'name': "Bob", 'parent_id': cls.era.id, 'function': "engineer"}])
        cls.worked_at = cls._type('worked_at')
        cls.reports_to = cls._type('reports_to')
        cls.relative = cls._type('relative')
        cls.today = fields.Date.context_today(cls.env['res.partner'])
        cls._age(cls.era | cls.elm | cls.ann | cls.bob)

    @classmethod
    def _user(cls, login, groups, **values):
        return new_test_user(cls.env, f'relations {login}', groups, name=login.title(), **values)

    @classmethod
    def _type(cls, name):
        return cls.env.ref(f'crm_customer_record.crm_partner_relation_type_{name}')

    @classmethod
    def _age(cls, records, hours=48):
        """Make records as if they had been written some hours ago, with what the chatter keeps of them."""
        cls.env.cr.flush()  # with what the chatter writes down before the commit
        cls.env.cr.execute(
            f"UPDATE {records._table} SET create_date = create_date - %s WHERE id = ANY(%s)", [timedelta(hours=hours), records.ids])
        if records._name == 'res.partner':
            cls.env.cr.execute(
                "UPDATE mail_message SET create_date = create_date - %s WHERE model = 'res.partner' AND res_id = ANY(%s)",
                [timedelta(hours=hours), records.ids])
        cls.env.invalidate_all()

    def relations(self, *partners):
        self.env.flush_all()
        Relation = self.env['crm.partner.relation']
        return Relation.search([('partner_id', 'in', [partner.id for partner in partners])], order='id') if partners \
            else Relation.search([], order='id')

    def jobs(self, partner):
        """Return the past employments of a person: ``[(employer, function, from, until)]``."""
        return [(job.other_partner_id, job.function or '', job.date_from, job.date_to)
                for job in self.relations(partner) if job.type_id == self.worked_at]

    def relate(self, partner, relation_type, other, user=None, **values):
        return self.env['crm.partner.relation'].with_user(user or self.seller).create({
            'partner_id': partner.id, 'type_id': relation_type.id, 'other_partner_id': other.id, **values})
