from odoo.tests import new_test_user

from .common_interactions import ROLE, InteractionCase


class HandoverCase(InteractionCase):
    """A seller with three accounts in two countries, deals, activities, and colleagues who may take over."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={key: value for key, value in cls.env.context.items() if key != 'tracking_disable'})
        Partner = cls.env['res.partner']
        cls.germany, cls.france = cls.env.ref('base.de'), cls.env.ref('base.fr')
        cls.oak, cls.elm, cls.ash = Partner.create([
            {'name': "Oak", 'is_company': True, 'user_id': cls.seller.id, 'country_id': cls.germany.id, 'zip': '10115'},
            {'name': "Elm", 'is_company': True, 'user_id': cls.seller.id, 'country_id': cls.germany.id, 'zip': '80331'},
            {'name': "Ash", 'is_company': True, 'user_id': cls.seller.id, 'country_id': cls.france.id, 'zip': '75001'},
        ])
        cls.ann, cls.ben = Partner.create([
            {'name': "Ann", 'parent_id': cls.oak.id, 'user_id': cls.seller.id},
            {'name': "Ben", 'parent_id': cls.elm.id, 'user_id': cls.seller.id},
        ])
        cls.deal = cls._deal("Forty desks", cls.ann)
        cls.step = cls._step(cls.oak, "Call Oak")
        cls.env.flush_all()
        cls.env.cr.precommit.run()

    @classmethod
    def _deal(cls, name, partner, user=None, **values):
        return cls.env['crm.lead'].create({
            'name': name, 'type': 'opportunity', 'partner_id': partner.id, 'user_id': (user or cls.seller).id,
            'team_id': cls.team.id, **values})

    @classmethod
    def _step(cls, record, summary, user=None):
        return record.activity_schedule('mail.mail_activity_data_todo', summary=summary, user_id=(user or cls.seller).id)

    @classmethod
    def _sales(cls, name, role='user', **values):
        return new_test_user(cls.env, f'ho_{name}', f'base.group_user,{ROLE % role}', name=name.title(), **values)

    def wizard(self, by=None, to=None, **values):
        """The wizard of ``by`` (the manager) for the seller's customers."""
        if to is not None:
            values.update({'distribution': 'one', 'to_user_id': to.id})
        return self.env['crm.handover.wizard'].with_user(by or self.manager).create({
            'from_user_id': self.seller.id, 'reason': "Seller has left", **values})

    def hand_over(self, by=None, to=None, **values):
        action = self.wizard(by, to, **values).action_hand_over()
        self.env.cr.precommit.run()
        self.env.invalidate_all()
        return self.env['crm.handover'].with_user(by or self.manager).browse(action['res_id'])

    def undo(self, handover):
        handover.action_undo()
        self.env.cr.precommit.run()
        self.env.invalidate_all()

    def counts(self, wizard):
        """``{name of a colleague: {kind: number}}`` of the preview, without zeros."""
        return {row['user']['name']: {kind: number for kind, number in row['counts'].items() if number}
                for row in wizard.preview['rows']}

    def entries(self, partner, user=None):
        page = self.env['crm.timeline'].with_user(user or self.manager).timeline_page(
            partner.id, limit=200, filters={'kinds': ['handover'], 'scope': 'history'})
        return [entry['summary'] for entry in page['entries']]
