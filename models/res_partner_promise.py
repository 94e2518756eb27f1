from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .crm_promise_payment import OPEN_INVOICE

SHOWN = 20  # as many are counted in the strip
BROKEN_DAYS = 90  # so long a broken promise to pay, still unpaid, stays in the strip


class ResPartner(models.Model):
    """Promises on the customer card."""

    _inherit = 'res.partner'

    def _card_tiles(self):
        tiles = super()._card_tiles()
        return [*tiles[:3], self._card_promises(), *tiles[3:]]

    def _card_glances(self):
        self.env['crm.promise'].flush_model(['state'])
        return {**super()._card_glances(), 'promise': self._card_glance(
            'crm.promise', 'date', SQL("document.state IN ('open', 'broken')"))}

    def _card_promises(self):
        """Return the tile of the open promises; none when there are none."""
        model = self.env['crm.promise']
        if not self._card_may_have('promise') or not model.has_access('read'):
            return None
        today = fields.Date.context_today(self)
        name = 'account_id' if self.commercial_partner_id == self else 'partner_id'
        domain = Domain(name, '=', self.id) & Domain('state', 'in', ('open', 'broken')) & (
            Domain('state', '=', 'open')
            | Domain('payment_status', '=', 'due') & Domain('date_due', '>=', today - timedelta(days=BROKEN_DAYS)))
        promises = model.search_fetch(domain, ['name', 'side', 'state', 'date_due'], order='date_due, id', limit=SHOWN + 1)
        if not promises:
            return None
        first = promises[0]
        late = first.state == 'broken' or first.date_due < today
        sub = [self._card_promise_day(first, late)]
        if len(promises) > SHOWN:
            sub.append(self.env._("more than %(number)s", number=SHOWN))
        elif len(promises) > 1:
            sub.append(self.env._("%(number)s more", number=len(promises) - 1))
        label = self.env._("Promises")
        return self._card_tile(
            'promises', label,
            self.env._("We: %(what)s", what=first.name) if first.side == 'ours'
            else self.env._("They: %(what)s", what=first.name),
            ' · '.join(sub), 'danger' if late else '', first.date_due,
            self._card_action(label, model._name, domain, record=first if len(promises) == 1 else None,
                              context={'default_partner_id': self.id}))

    def _card_promise_day(self, promise, late):
        day = self._card_day(promise.date_due)
        if promise.state == 'broken':
            return self.env._("broken, was due %(day)s", day=day)
        return self.env._("was due %(day)s", day=day) if late else self.env._("due %(day)s", day=day)

    def action_view_promises(self):
        """Open the promises between us and this customer: all of an account, or those of a contact.

        There is no counter on the button: what is open stands in the strip.
        """
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id('crm_customer_record.crm_promise_action')
        name = 'account_id' if self == self.commercial_partner_id else 'partner_id'
        return dict(action, domain=[(name, '=', self.id)], context={'default_partner_id': self.id})

    def action_promise_payment(self):
        """Take a promise to pay what is overdue, or else what is open.

        :raises UserError: when nothing is open
        """
        self.ensure_one()
        invoices = self.env['account.move'].search(
            Domain(OPEN_INVOICE) & Domain('commercial_partner_id', '=', self.commercial_partner_id.id))
        today = fields.Date.context_today(self)
        overdue = invoices.filtered(lambda move: move.invoice_date_due and move.invoice_date_due < today)
        # A promise is in one currency: that of the oldest invoice.
        chosen = (overdue or invoices).sorted('invoice_date_due')
        return chosen.filtered(lambda move: move.currency_id == chosen[0].currency_id).action_promise_payment()
