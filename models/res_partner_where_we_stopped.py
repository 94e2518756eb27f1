from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.timeline import shorten

SUMMARY_LENGTH = 160
OPEN_PROMISES = 50


class ResPartner(models.Model):
    """Where did we stop? One paragraph, computed from what the viewer may see.

    The strip above it says when and how much, and that there is nothing; the paragraph says what.
    """

    _inherit = 'res.partner'

    @api.readonly
    def where_we_stopped(self):
        """Return the sentences of the paragraph on top of the card.

        :return: a list of ``{'key', 'text', 'action'}``: ``action`` is what a click opens or ``False``. What the user may not
            see is not spoken of, nor is what does not exist.
        :raises AccessError: when the user may not read the partner
        """
        return [sentence for sentence in self._card_opened()._stopped_sentences() if sentence]

    def _stopped_sentences(self):
        """Return the sentences in their order, ``None`` for what there is nothing to say of. To be extended by ``super()``."""
        return [
            self._stopped_talk(),
            *self._stopped_promises(),
            self._stopped_step(),
            self._stopped_deal(),
            self._stopped_money(),
        ]

    def _stopped_sentence(self, key, text, action=False):
        return {'key': key, 'text': text, 'action': action}

    # ------------------------------------------------------------
    # Sentences: whole ones, as languages order their words differently
    # ------------------------------------------------------------

    def _stopped_talk(self):
        if not self.env['crm.interaction'].has_access('read'):
            return None
        talk = self._card_talk(['summary'])
        if not talk:
            return None
        names = self._card_talk_names(talk)
        values = {'type': names.type_id.name, 'day': self._card_day(talk.date), 'user': names.user_id.name,
                  'contact': names.partner_id.name}
        alone = talk.partner_id == self
        if talk.user_id == self.env.user:
            text = self.env._("Last talk: %(type)s by you, %(day)s.", **values) if alone \
                else self.env._("Last talk: %(type)s with %(contact)s by you, %(day)s.", **values)
        else:
            text = self.env._("Last talk: %(type)s by %(user)s, %(day)s.", **values) if alone \
                else self.env._("Last talk: %(type)s with %(contact)s by %(user)s, %(day)s.", **values)
        if talk.summary:
            text = self.env._("%(sentence)s “%(summary)s”.", sentence=text,
                              summary=' '.join(shorten(talk.summary, SUMMARY_LENGTH).split()).rstrip(' .'))
        return self._stopped_sentence('talk', text, self._card_action(values['type'], talk._name, record=talk))

    def _stopped_promises(self):
        model = self.env['crm.promise']
        if not self._card_may_have('promise') or not model.has_access('read'):
            return []
        domain = self._card_domain(model._name) & Domain('state', '=', 'open')
        promises = model.search_fetch(domain, ['name', 'side', 'date_due'], order='date_due, id', limit=OPEN_PROMISES)
        return [self._stopped_promise(side, mine, domain & Domain('side', '=', side))
                for side in ('ours', 'theirs') if (mine := promises.filtered(lambda promise, side=side: promise.side == side))]

    def _stopped_promise(self, side, promises, domain):
        first = promises[0]
        values = {'what': first.name.rstrip(' .'), 'day': self._card_day(first.date_due), 'more': len(promises) - 1}
        if side == 'ours':
            text = self.env._("We promised “%(what)s”, due %(day)s.", **values) if len(promises) == 1 \
                else self.env._("We promised “%(what)s”, due %(day)s, and %(more)s more.", **values)
        else:
            text = self.env._("They promised “%(what)s”, due %(day)s.", **values) if len(promises) == 1 \
                else self.env._("They promised “%(what)s”, due %(day)s, and %(more)s more.", **values)
        name = self.env._("Open promises")
        action = self._card_action(name, first._name, record=first) if len(promises) == 1 \
            else self._card_action(name, first._name, domain)
        return self._stopped_sentence(side, text, action)

    def _stopped_step(self):
        # sudo: found as the user just before; reading it again would check its document again
        activity = self._card_activities()[:1].sudo()
        if not activity:
            return None
        self.env['crm.timeline']._timeline_load_names({'res.users': set(activity.user_id.ids)})
        values = {'what': (activity.summary or activity.activity_type_id.name or '').rstrip(' .'),
                  'day': self._card_day(activity.date_deadline), 'user': activity.user_id.name or ''}
        if activity.user_id == self.env.user:
            text = self.env._("Your next step: %(what)s, %(day)s.", **values)
        elif activity.user_id:
            text = self.env._("Next step: %(what)s, %(day)s, %(user)s.", **values)
        else:
            text = self.env._("Next step: %(what)s, %(day)s.", **values)
        document = self.env[activity.res_model].browse(activity.res_id) if activity.res_model else activity.sudo(False)
        return self._stopped_sentence(
            'step', text, self._card_action(self.env._("Next step"), document._name, record=document))

    def _stopped_deal(self):
        if not self.env['crm.lead'].has_access('read'):
            return None
        deals = self._card_open_deals(2, ['name'])
        if not deals:
            return None
        deal = deals[0]
        currency = (deal.company_id or self.env.company).currency_id
        values = {'name': deal.name, 'stage': self._card_stage(deal),
                  'amount': self._card_sums({currency: deal.expected_revenue})}
        text = self.env._("Open deal: %(name)s, %(stage)s, %(amount)s.", **values) if len(deals) == 1 \
            else self.env._("Likeliest open deal: %(name)s, %(stage)s, %(amount)s.", **values)
        return self._stopped_sentence('deal', text, self._card_action(deal.name, deal._name, record=deal))

    def _stopped_money(self):
        if not self.env['account.move.line'].has_access('read'):
            return None
        balance, overdue, oldest = self._card_receivable()
        late = {currency: amount for currency, amount in overdue.items() if currency.compare_amounts(amount, 0.0) > 0}
        balance = {currency: amount for currency, amount in balance.items() if not currency.is_zero(amount)}
        if late:
            values = {'late': self._card_sums(late), 'days': (fields.Date.context_today(self) - oldest).days,
                      'all': self._card_sums(balance)}
            text = self.env._("%(late)s is overdue, the oldest for %(days)s days.", **values) if late == balance \
                else self.env._("%(late)s is overdue, the oldest for %(days)s days; %(all)s is open in all.", **values)
        elif balance:
            text = self.env._("%(all)s is to be paid, nothing overdue.", all=self._card_sums(balance))
        else:
            return None
        if not self._card_reads_ledger():
            text = self.env._("%(label)s: %(sentence)s", label=self._card_money_label(), sentence=text)
        return self._stopped_sentence('money', text, self._card_invoices_action())
