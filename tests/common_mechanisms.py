from odoo.tests import TransactionCase


class MechanismCase(TransactionCase):
    """A company in Russia and shorthands to read and write mechanisms."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True, no_reset_password=True))
        cls.russia = cls.env.ref('base.ru')
        cls.env.company.country_id = cls.russia
        cls.Partner = cls.env['res.partner']
        cls.Mechanism = cls.env['crm.contact.mechanism']

    @classmethod
    def _partner(cls, name="Anna", **values):
        return cls.Partner.create({'name': name, **values})

    def _lines(self, partner, kinds=None, archived=False):
        """Return [(kind, normalized or value, extension, primary)] in the order of the contact."""
        self.env.flush_all()
        self.env.invalidate_all()
        lines = self.Mechanism.with_context(active_test=not archived).search(
            [('partner_id', '=', partner.id)], order='sequence, id'
        )
        return [
            (line.kind, line.normalized or line.value, line.extension or '', line.is_primary)
            for line in lines
            if not kinds or line.kind in kinds
        ]

    def assertLines(self, partner, expected, **kwargs):
        self.assertEqual(self._lines(partner, **kwargs), expected)

    def assertOneFound(self, number, partner, **kwargs):
        self.assertEqual(self.Mechanism.find_partners(number, **kwargs), partner, number)
