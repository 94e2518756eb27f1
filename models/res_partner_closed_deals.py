from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import format_date

CLOSED_DEALS = 100  # as many are counted


class ResPartner(models.Model):
    """How deals with this customer ended: a line below the strip."""

    _inherit = 'res.partner'

    def _card_lines(self):
        return super()._card_lines() + [self._card_closed_deals()]

    def _card_glances(self):
        leads = self.env['crm.lead']
        kind, status, reminder = (SQL.identifier('document', name, to_flush=leads._fields[name])
                                  for name in ('type', 'won_status', 'ask_again_activity_id'))
        closed = SQL("%s = 'opportunity' AND %s IN ('won', 'lost')", kind, status)
        glances = {**super()._card_glances(), 'closed deal': self._card_glance(leads._name, 'create_date', closed)}
        if leads._asks_again():
            glances['reminder'] = self._card_glance(leads._name, 'create_date', SQL("%s IS NOT NULL", reminder))
        return glances

    def _card_reminders(self):
        """The reminders to ask again stand on lost opportunities, whose other activities are no next step any more."""
        leads, domains = self.env['crm.lead'], super()._card_reminders()
        if self._card_may_have('reminder') and leads.has_access('read'):
            lost = leads.with_context(active_test=False)._search(self._card_domain(leads._name) & Domain('ask_again_activity_id', '!=', False))
            domains.append(Domain('id', 'in', lost.subselect(leads._field_to_sql(leads._table, 'ask_again_activity_id', lost))))
        return domains

    def _card_closed_deals(self):
        """Return the line: how many were won and lost, and how the last loss came; of those that the user may see."""
        model = self.env['crm.lead']
        if not self._card_may_have('closed deal') or not model.has_access('read'):
            return None
        domain = self._card_domain(model._name) & Domain('type', '=', 'opportunity') & Domain('won_status', 'in', ('won', 'lost'))
        deals = model.with_context(active_test=False).search_fetch(
            domain, ['won_status', 'lost_reason_id', 'competitor_id', 'date_closed', 'write_date'], order='date_closed DESC, id DESC',
            limit=CLOSED_DEALS + 1)
        lost, won = (deals.filtered(lambda deal, status=status: deal.won_status == status) for status in ('lost', 'won'))
        is_more = len(deals) > CLOSED_DEALS
        return self._card_line('closed', self.env._("Closed deals"), [
            {'text': text, 'action': self._card_action(
                name, model._name, domain & Domain('won_status', '=', status), context={'active_test': False})}
            for status, name, text in (
                ('won', self.env._("Won deals"), won and self._card_won_text(won, is_more)),
                ('lost', self.env._("Lost deals"), lost and self._card_lost_text(lost, is_more)))
            if text])

    def _card_lost_text(self, lost, is_more):
        values = {'number': self._card_number(lost, is_more), 'last': self._card_last_loss(lost[0])}
        return self.env._("%(number)s lost, last: %(last)s", **values)

    def _card_won_text(self, won, is_more):
        return self.env._("%(number)s won", number=self._card_number(won, is_more))

    def _card_number(self, deals, is_more):
        return f"{len(deals)}+" if is_more else str(len(deals))

    def _card_last_loss(self, deal):
        """Return why, when and to whom a deal was lost, as far as it is known."""
        names = deal.sudo()  # sudo: names related to a readable opportunity
        self.env['crm.timeline']._timeline_load_names({
            'crm.lost.reason': set(names.lost_reason_id.ids), 'res.partner': set(names.competitor_id.ids)})
        day = fields.Datetime.context_timestamp(self, deal.date_closed or deal.write_date)
        month = format_date(self.env, day.date(), date_format='LLLL y')
        competitor = names.competitor_id.name
        return ", ".join(filter(None, (
            names.lost_reason_id.name, month, competitor and self.env._("to %(competitor)s", competitor=competitor))))
