from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools.misc import format_date

from ..tools.timeline import shorten
from .mail_thread import SILENT

# What loses, wins or brings back an opportunity, and why. At the first three the host looks at what is won and lost itself: to look
# again costs no query; to look when opportunities are assigned or converted would compute the stages of thousands one by one.
CLOSING = frozenset({'active', 'probability', 'stage_id', 'lost_reason_id'})
TODO = 'mail.mail_activity_data_todo'
# As long is the name of an opportunity in the words of a reminder.
NAME_LENGTH = 60


class CrmLead(models.Model):
    """Lost, but not for ever: after some reasons the salesperson is reminded to ask again.

    The activity stands on the lost opportunity: whoever may read that reads it, the host shows activities of lost opportunities among one's own,
    and the button that restores it is next to it. The customer's card shows it as the next step.
    """

    _inherit = 'crm.lead'

    ask_again_activity_id = fields.Many2one(
        'mail.activity', string="Reminder to ask again", copy=False, readonly=True, ondelete='set null', index='btree_not_null')

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        if self._asks_again():
            leads._follow_ask_again({})
        return leads

    def write(self, vals):
        if CLOSING.isdisjoint(vals) or not self._asks_again():
            return super().write(vals)
        before = self._ask_again_states()
        result = super().write(vals)
        self._follow_ask_again(before)
        return result

    def unlink(self):
        if self._asks_again():
            self._withdraw_ask_again()
        return super().unlink()

    def _merge_dependences(self, opportunities):
        """A reminder of what is merged away would go over to what remains open."""
        if self._asks_again():
            opportunities._withdraw_ask_again()
        return super()._merge_dependences(opportunities)

    @api.model
    def _asks_again(self):
        """:return: whether any loss is to be asked about again; a history that is imported is not"""
        return bool(self.env['crm.lost.reason']._months_to_ask_again()) and not self.env.context.get(SILENT)

    def _ask_again_states(self):
        """:return: {lead id: (its event or None, id of the reason it was lost for)}"""
        # As superuser: who loses an opportunity may have given it away in the same breath.
        return {lead.id: (lead._closing_event(), lead.lost_reason_id.id) for lead in self.sudo()}

    def _follow_ask_again(self, before):
        """Plan reminders for what was lost just now, withdraw those of what is not lost any more, and of customers who bought.

        :param dict before: as `_ask_again_states` gave it; empty for what was created just now
        """
        months, lost, back, won = self.env['crm.lost.reason']._months_to_ask_again(), [], [], []
        for lead_id, (event, reason_id) in self._ask_again_states().items():
            old_event, old_reason_id = before.get(lead_id, (None, False))
            if (event, reason_id) == (old_event, old_reason_id):
                continue
            if old_event == 'lost':
                back.append(lead_id)
            if event == 'lost' and reason_id in months:
                lost.append(lead_id)
            elif event == 'won' and old_event != 'won':
                won.append(lead_id)
        if back:
            self.browse(back)._withdraw_ask_again()
        if won:
            self.browse(won)._find_lost_elsewhere()._withdraw_ask_again()
        for lead in self.browse(lost):
            lead._plan_ask_again(months[lead.sudo().lost_reason_id.id])

    def _withdraw_ask_again(self):
        # As superuser: the reminder may be a colleague's; withdrawn is only what nobody has done yet.
        activities = self.sudo().ask_again_activity_id.filtered('active')
        if activities:
            activities.unlink()
            self.sudo().invalidate_recordset(['ask_again_activity_id'])

    def _find_lost_elsewhere(self):
        """:return: lost opportunities of the same customers with a reminder, whoever reads them"""
        accounts = self.sudo().timeline_account_id  # as superuser: a customer who buys need not be asked again, whoever sold it
        if not accounts:
            return self.browse()
        return self.sudo().with_context(active_test=False).search(
            [('timeline_account_id', 'in', accounts.ids), ('ask_again_activity_id', '!=', False), ('id', 'not in', self.ids)])

    def _plan_ask_again(self, months):
        """Plan the reminder for the salesperson, else for who lost it.

        :param int months: after how many
        """
        lead = self.sudo()  # as superuser: the system reminds, also of what was given away in the same breath
        user = lead.user_id if lead.user_id.active else self.env.user
        if user._is_superuser() or user.share:
            return
        lead = lead.with_context(lang=user.lang, mail_activity_quick_update=True)
        day = fields.Datetime.context_timestamp(lead, lead.date_closed or fields.Datetime.now()).date()
        lead.ask_again_activity_id = lead.activity_schedule(TODO, day + relativedelta(months=months), lead._ask_again_words(day), user_id=user.id)

    def _ask_again_words(self, day):
        """:return: what the reminder of a loss on a day says, in the language of the context; to be extended"""
        values = {
            'lead': shorten(self.name, NAME_LENGTH), 'reason': self.lost_reason_id.name, 'competitor': self.competitor_id.name,
            'month': format_date(self.env, day, date_format='LLLL y'),
        }
        if self.competitor_id:
            return self.env._("Ask again: \"%(lead)s\" was lost, %(month)s, %(reason)s, to %(competitor)s", **values)
        return self.env._("Ask again: \"%(lead)s\" was lost, %(month)s, %(reason)s", **values)
