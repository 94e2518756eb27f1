from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.mail import generate_tracking_message_id

from ..tools.handover import CUSTOMER

SUBTYPE = 'crm_customer_record.mt_handover'


class CrmHandover(models.Model):
    """What the histories tell of a hand-over: one entry for each account, and a note on each deal. Nobody is notified."""

    _inherit = 'crm.handover'

    def _write_entries(self, lines, back):
        """Write the notes on accounts and deals.

        :param lines: those that were moved, whole families
        :param bool back: they were given back
        """
        if not lines:
            return
        facts, deals = {}, []
        for line in lines:
            fact = facts.setdefault(line.family, {'owner': line.to_user_id, 'counts': {}, 'contacts': []})
            fact['counts'][line.kind] = fact['counts'].get(line.kind, 0) + (not line.is_private)
            if line.kind == CUSTOMER and line.res_id != line.family:
                fact['contacts'].append(line.res_id)
            if line.kind == 'opportunity':
                deals.append((line.res_id, line.to_user_id))
        labels = dict(self.env['crm.handover.line']._fields['kind']._description_selection(self.env))
        notes = [self._note('res.partner', family, self._sentence(fact['owner'], back, labels, fact['counts']), fact['contacts'])
                 for family, fact in facts.items() if family > 0]
        notes += [self._note('crm.lead', lead_id, self._sentence(owner, back)) for lead_id, owner in deals]
        self.env['res.partner']._message_create(notes)

    def _sentence(self, owner, back, labels=None, counts=None):
        """Return what happened as HTML: who gave what to whom, and why."""
        names = {'old': owner.name if back else self.from_user_id.name, 'by': self.env.user.name,
                 'new': self.from_user_id.name if back else owner.name}
        if back:
            day = fields.Date.to_string(fields.Datetime.context_timestamp(self, self.date).date())
            text = self.env._("Given back from %(old)s to %(new)s by %(by)s: the hand-over of %(day)s was undone", day=day, **names)
        elif self.reason:
            text = self.env._("Handed over from %(old)s to %(new)s by %(by)s: %(reason)s", reason=self.reason, **names)
        else:
            text = self.env._("Handed over from %(old)s to %(new)s by %(by)s", **names)
        what = ' · '.join(f"{labels[key]}: {number}" for key, number in (counts or {}).items() if number)
        return Markup("<p>%s</p>") % (f"{text} ({what})" if what else text)

    def _note(self, model, res_id, body, partner_ids=()):
        """Return the values of a note as of ``mail.thread._message_log_batch``, with a subtype of its own.

        :param partner_ids: contacts on whose own timeline it shows, too; they are not written to
        """
        author = self.env.user.partner_id
        return {
            'author_id': author.id,
            'email_from': author.email_formatted,
            'model': model,
            'res_id': res_id,
            'record_alias_domain_id': False,
            'record_company_id': False,
            'body': body,
            'message_type': 'notification',
            'is_internal': True,
            'subtype_id': self.env['ir.model.data']._xmlid_to_res_id(SUBTYPE),
            'email_add_signature': False,
            'message_id': generate_tracking_message_id('message-notify'),
            'partner_ids': partner_ids,
            'reply_to': author.email_formatted,
        }


class CrmTimelineLink(models.Model):
    """A hand-over is one entry of the account: its notes on deals are for the deals' own chatter."""

    _inherit = 'crm.timeline.link'

    @api.model
    def _is_untold(self, message):
        on_deal = message.model != 'res.partner' and message.subtype_id.id == self._handover_subtype()
        return on_deal or super()._is_untold(message)

    @api.model
    def _kind_of_new(self, message, tracked):
        return 'handover' if message.subtype_id.id == self._handover_subtype() else super()._kind_of_new(message, tracked)

    @api.model
    def _message_kind(self, tracked):
        return SQL("CASE WHEN record.subtype_id = %s THEN 'handover' ELSE %s END",
                   self._handover_subtype(), super()._message_kind(tracked))

    @api.model
    def _message_select(self, partners, tracked):
        return SQL("%s AND (record.subtype_id IS DISTINCT FROM %s OR record.model = 'res.partner')",
                   super()._message_select(partners, tracked), self._handover_subtype())

    @api.model
    def _handover_subtype(self):
        return self.env['ir.model.data']._xmlid_to_res_id(SUBTYPE)
