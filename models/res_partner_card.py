from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import format_amount, format_date

ALL_DOCUMENTS = 'sales_team.group_sale_salesman_all_leads'
# Groups that read the whole ledger of a customer.
LEDGER_READERS = ('account.group_account_readonly', 'account.group_account_invoice')
CARD_FIELDS = ('user_id', 'commercial_partner_id', 'is_company', 'company_id', 'partner_share')
OPEN_DEALS = 100  # as many are counted and summed
OPEN_STEPS = 80  # of these the earliest that the user may see is shown


class ResPartner(models.Model):
    """The strip on top of the customer card: whose, last talk, next step, deals, money."""

    _inherit = 'res.partner'

    @api.readonly
    def card_strip(self):
        """Return the tiles of the strip, as the user may see them.

        :return: a list of ``{'key', 'label', 'value', 'sub', 'tone', 'date', 'action'}``: ``tone`` is ``''``, ``'danger'``,
            ``'warning'`` or ``'success'``; ``date`` what the value is about (``YYYY-MM-DD[ HH:MM:SS]``, UTC) or ``False``;
            ``action`` an action to run on a click or ``False``. What the user may not see has no tile, and no sum counts it.
            After the tiles come the lines below them: ``{'key', 'label', 'links': [{'text', 'action'}]}``.
        :raises AccessError: when the user may not read the partner
        """
        partner = self._card_opened()
        return [part for part in partner._card_tiles() + partner._card_lines() if part]

    def _card_opened(self):
        """Return the partner, access checked, with what the card needs of it in memory, and knowing what there is of it."""
        self.ensure_one()
        # Without this the first of them to be read would bring all ninety columns along.
        self.fetch(CARD_FIELDS)
        self.check_access('read')
        return self._card_at_a_glance()

    def _card_tiles(self):
        """Return the tiles in their order; ``None`` stands for one the user may not see.

        To be extended by ``super()`` with tiles made by ``_card_tile``.
        """
        return [
            self._card_owner(),
            self._card_last_talk(),
            self._card_next_step(),
            self._card_deals(),
            self._card_money(),
        ]

    def _card_lines(self):
        """Return the lines below the tiles in their order; ``None`` stands for one there is nothing to say in.

        To be extended by ``super()`` with lines made by ``_card_line``.
        """
        return []

    def _card_line(self, key, label, links):
        return {'key': key, 'label': label, 'links': links} if links else None

    def _card_tile(self, key, label, value, sub='', tone='', date=False, action=False):
        return {
            'key': key, 'label': label, 'value': value, 'sub': sub, 'tone': tone,
            'date': fields.Datetime.to_string(date) if hasattr(date, 'hour') else date and date.isoformat(),
            'action': action,
        }

    def _card_domain(self, model):
        """Return the domain of this partner's records of a model with ``partner_id``.

        An account by the account at the time, a contact by the person.
        """
        if self.commercial_partner_id != self:
            return Domain('partner_id', '=', self.id)
        account = 'account_id' if 'account_id' in self.env[model]._fields else 'timeline_account_id'
        return Domain(account, '=', self.id)

    def _card_action(self, name, model, domain=None, record=None, context=None):
        """Return an action that opens one record, or a list."""
        action = {'type': 'ir.actions.act_window', 'name': name, 'res_model': model, 'target': 'current',
                  'context': context or {}}
        if record:
            return {**action, 'res_id': record.id, 'views': [[False, 'form']]}
        return {**action, 'domain': list(domain), 'views': [[False, 'list'], [False, 'form']]}

    # ------------------------------------------------------------
    # Tiles
    # ------------------------------------------------------------

    def _card_owner(self):
        user = self.user_id or self.commercial_partner_id.user_id
        label = self.env._("Whose")
        if not user:
            return self._card_tile('owner', label, self.env._("Nobody's"), tone='warning')
        # sudo: the name and team of the salesperson of a readable customer, shown as a related name is
        user = user.sudo()
        self.env['crm.timeline']._timeline_load_names({'res.users': set(user.ids)})
        name = self.env._("You") if user == self.env.user else user.name
        return self._card_tile(
            'owner', label, name, user.sale_team_id.name or '',
            action=self._card_action(self.env._("Customers of %(user)s", user=user.name), 'res.partner',
                                     Domain('user_id', '=', user.id)))

    def _card_last_talk(self):
        model = self.env['crm.interaction']
        if not model.has_access('read'):
            return None
        label = self.env._("Last talk")
        talk = self._card_talk()
        if not talk:
            return self._card_tile('talk', label, self.env._("Never"), self.env._("Log the first one below"))
        names = self._card_talk_names(talk)
        parts = [self.env._("with %(name)s", name=names.partner_id.name) if talk.partner_id != self else '',
                 self.env._("by you") if talk.user_id == self.env.user else names.user_id.name]
        return self._card_tile(
            'talk', label, self.env._("%(type)s, %(day)s", type=names.type_id.name, day=self._card_day(talk.date)), ' · '.join(filter(None, parts)),
            date=talk.date, action=self._card_action(names.type_id.name, model._name, record=talk))

    def _card_talk_names(self, talk):
        """Return the talk as who reads the names related to it."""
        self.env['crm.timeline']._timeline_load_names({
            'res.users': set(talk.user_id.ids), 'res.partner': set(talk.partner_id.ids),
            talk.type_id._name: set(talk.type_id.ids)})
        return talk.sudo()  # sudo: names related to a readable interaction

    def _card_talk(self, names=()):
        """Return the last talk that the user may see, with further fields."""
        model = self.env['crm.interaction']
        if not self._card_may_have('talk'):
            return model
        return model.search_fetch(
            self._card_domain(model._name), ['date', 'type_id', 'partner_id', 'user_id', *names], order='date DESC, id DESC',
            limit=1)

    def _card_next_step(self):
        label = self.env._("Next step")
        # sudo: found as the user just before; reading it again would check its document again
        activity = self._card_activities()[:1].sudo()
        if not activity:
            return self._card_tile('step', label, self.env._("Nothing planned"), tone='warning' if self.user_id else '')
        overdue = activity.date_deadline < fields.Date.context_today(self)
        self.env['crm.timeline']._timeline_load_names({'res.users': set(activity.user_id.ids)})
        who = self.env._("yours") if activity.user_id == self.env.user else activity.user_id.name
        document = self.env[activity.res_model].browse(activity.res_id) if activity.res_model else activity.sudo(False)
        return self._card_tile(
            'step', label, activity.summary or activity.activity_type_id.name or label,
            ' · '.join(filter(None, (self._card_day(activity.date_deadline), who))), 'danger' if overdue else '',
            activity.date_deadline, self._card_action(label, document._name, record=document))

    def _card_activities(self):
        """Return open activities on the partner, its contacts, deals and orders that the user may see, earliest first."""
        domains = []
        if self._card_may_have('step res.partner'):
            family = 'commercial_partner_id' if self.commercial_partner_id == self else 'id'
            domains.append(Domain('res_model', '=', self._name) & Domain(
                'res_id', 'in', self.with_context(active_test=False)._search(Domain(family, '=', self.id))))
        domains += [
            Domain('res_model', '=', model) & Domain('res_id', 'in', self.env[model]._search(self._card_domain(model)))
            for model in ('crm.lead', 'sale.order') if self._card_may_have(f'step {model}') and self.env[model].has_access('read')]
        domains += self._card_reminders()
        talks = self.env['crm.interaction']
        if self._card_may_have('step crm.interaction') and talks.has_access('read'):
            # The step of a confidential talk stands on no record; only its assignee reads it.
            own = talks._search(self._card_domain(talks._name) & Domain('activity_id', '!=', False))
            domains.append(Domain('id', 'in', own.subselect(talks._field_to_sql(talks._table, 'activity_id', own))))
        activities = self.env['mail.activity']
        if not domains:
            return activities
        return activities.browse(activities._search(Domain.OR(domains), order='date_deadline, id', limit=OPEN_STEPS))

    def _card_reminders(self):
        """Return domains of further activities that are a next step with this customer. To be extended by ``super()``."""
        return []

    def _card_deals(self):
        model = self.env['crm.lead']
        if not model.has_access('read'):
            return None
        label = self.env._("Open deals")
        deals = self._card_open_deals(OPEN_DEALS + 1)
        action = self._card_action(label, model._name, self._card_deal_domain(), context={'default_partner_id': self.id})
        if not deals:
            return self._card_tile('deals', label, self.env._("None"), action=action)
        best = deals[0]
        sub = self.env._("best: %(stage)s, %(probability).0f %%",
                         stage=self._card_stage(best), probability=best.probability)
        if len(deals) > OPEN_DEALS:
            return self._card_tile('deals', label, self.env._("more than %(number)s", number=OPEN_DEALS), sub, action=action)
        sums = {}
        for deal in deals:
            currency = (deal.company_id or self.env.company).currency_id
            sums[currency] = sums.get(currency, 0.0) + deal.expected_revenue
        return self._card_tile('deals', label, f"{len(deals)} · {self._card_sums(sums)}", sub, action=action)

    def _card_stage(self, deal):
        stages = self.env['crm.timeline']._timeline_names('crm.stage', deal.stage_id.ids)
        return stages.get(deal.stage_id.id, {}).get('name', '')

    def _card_deal_domain(self):
        return self._card_domain('crm.lead') & Domain('type', '=', 'opportunity') & Domain('won_status', '=', 'pending')

    def _card_open_deals(self, limit, names=()):
        """Return open deals that the user may see, the likeliest first, with further fields."""
        if not self._card_may_have('deal'):
            return self.env['crm.lead']
        return self.env['crm.lead'].search_fetch(
            self._card_deal_domain(), ['expected_revenue', 'probability', 'stage_id', 'company_id', *names],
            order='probability DESC, expected_revenue DESC, id', limit=limit)

    def _card_money(self):
        if not self.env['account.move.line'].has_access('read'):
            return None
        label = self._card_money_label()
        balance, overdue, oldest = self._card_receivable()
        late = {currency: amount for currency, amount in overdue.items() if currency.compare_amounts(amount, 0.0) > 0}
        balance = {currency: amount for currency, amount in balance.items() if not currency.is_zero(amount)}
        parts = []
        if late:
            value = self.env._("%(amount)s overdue", amount=self._card_sums(late))
            if balance != late:
                parts.append(self.env._("of %(amount)s open", amount=self._card_sums(balance)))
        else:
            value = self.env._("%(amount)s open", amount=self._card_sums(balance)) if balance \
                else self.env._("Nothing open")
        if payment := self._card_last_payment():
            parts.append(self.env._("paid %(amount)s, %(day)s", day=self._card_day(payment.date),
                                    amount=self._card_sums({payment.currency_id: payment.amount})))
        return self._card_tile('money', label, value, ' · '.join(parts), 'danger' if late else '', oldest if late else False,
                               self._card_invoices_action())

    def _card_money_label(self):
        """Return what the sums are of: salespeople read the receivables of invoices only, some of them just of their own."""
        if self._card_reads_ledger():
            return self.env._("Money")
        return self.env._("Invoices") if self.env.user.has_group(ALL_DOCUMENTS) else self.env._("Your invoices")

    def _card_reads_ledger(self):
        return any(self.env.user.has_group(group) for group in LEDGER_READERS)

    def _card_receivable(self):
        """Return what the user sees of the open receivable of the account, in the currencies of the companies.

        :return: ``({currency: open}, {currency: overdue}, the oldest due date in the past or False)``
        """
        domain = (
            Domain('partner_id', '=', self.commercial_partner_id.id)
            & Domain('account_id.account_type', '=', 'asset_receivable')
            & Domain('reconciled', '=', False) & Domain('parent_state', '=', 'posted')
            & Domain('company_id', 'in', self.env.companies.ids))
        today = fields.Date.context_today(self)
        balance, overdue, oldest = {}, {}, False
        for currency, due, residual in self.env['account.move.line']._read_group(
                domain, ['company_currency_id', 'date_maturity:day'], ['amount_residual:sum']):
            balance[currency] = balance.get(currency, 0.0) + residual
            if due and due < today:
                overdue[currency] = overdue.get(currency, 0.0) + residual
                oldest = min(oldest or due, due)
        return balance, overdue, oldest

    def _card_last_payment(self):
        payments = self.env['account.payment']
        if not payments.has_access('read'):
            return payments
        return payments.search_fetch(
            Domain('timeline_account_id', '=', self.commercial_partner_id.id) & Domain('partner_type', '=', 'customer')
            & Domain('payment_type', '=', 'inbound') & Domain('state', 'in', ('in_process', 'paid')),
            ['date', 'amount', 'currency_id'], order='date DESC, id DESC', limit=1)

    def _card_invoices_action(self):
        if not self.env['account.move'].has_access('read'):
            return False
        return self._card_action(
            self.env._("Invoices"), 'account.move',
            Domain('commercial_partner_id', '=', self.commercial_partner_id.id)
            & Domain('move_type', 'in', ('out_invoice', 'out_refund')), context={'default_move_type': 'out_invoice'})

    # ------------------------------------------------------------
    # Words
    # ------------------------------------------------------------

    def _card_sums(self, sums):
        """Return sums of several currencies side by side: money of different companies is not converted."""
        return ' + '.join(format_amount(self.env, amount, currency) for currency, amount in sums.items())

    def _card_day(self, moment):
        """Return a date or UTC moment as people say it."""
        day = fields.Datetime.context_timestamp(self, moment).date() if hasattr(moment, 'hour') else moment
        days = (fields.Date.context_today(self) - day).days
        if days in (0, 1, -1):
            return {0: self.env._("today"), 1: self.env._("yesterday"), -1: self.env._("tomorrow")}[days]
        if 1 < days <= 30:
            return self.env._("%(days)s days ago", days=days)
        if -7 <= days < -1:
            return self.env._("in %(days)s days", days=-days)
        return format_date(self.env, day)
