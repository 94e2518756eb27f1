from datetime import timedelta

from odoo import Command, fields

from .common_interactions import InteractionCase


class PromiseCase(InteractionCase):
    """The people of the interactions, and shorthands to make promises."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        cls.friday = cls.today + timedelta(days=4)

    @classmethod
    def _promise(cls, user=None, **values):
        """Promise samples to the contact, as ``user`` (the seller)."""
        return cls.env(user=user or cls.seller)['crm.promise'].create(
            {'name': "Send samples", 'partner_id': cls.contact.id, 'date_due': cls.friday, **values})

    @classmethod
    def _talk(cls, user=None, name="Send samples", side='ours', **values):
        """Log a talk in which one promise is made, as the quick-log line does it."""
        return cls._log(user, promise_ids=[Command.create({'name': name, 'side': side, 'date_due': cls.friday})], **values)
