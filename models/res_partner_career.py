from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

CORRECTION = 'crm_career_correction'  # context: what is written takes back a mistake; see `_remember_positions`
LATER = 'crm_career_later'  # context: the caller took `_positions` before many writes, and calls `_remember_positions`
CORRECTED_WITHIN = timedelta(hours=1)


class Position(NamedTuple):
    """Where somebody works and as what: the account (0: none) and the job position as typed."""

    employer_id: int
    function: str

    def same(self, other):
        """Tell whether two positions are the same but for capitals and spaces."""
        return self.employer_id == other.employer_id and _plain(self.function) == _plain(other.function)


def _plain(text):
    return ' '.join(text.split()).casefold()


class ResPartner(models.Model):
    """A contact who changes company or job position leaves the past employment behind, whatever wrote the change.

    **What counts as held**: a position that the same user entered less than an hour ago was not held; changing it is a
    correction and leaves nothing. Entered it was by creating the contact, or by the last change of company or position.
    A past employment that the same user caused within that hour is taken back when it turns out to be the present one.
    """

    _inherit = 'res.partner'

    # The host keeps track of the company only: a career has steps within one company, too.
    function = fields.Char(tracking=3)

    def write(self, vals):
        if ('parent_id' not in vals and 'function' not in vals) or self.env.context.get(LATER):
            return super().write(vals)
        before = self._career_persons('parent_id' in vals)._positions()
        result = super().write(vals)
        self._remember_positions(before)
        return result

    # ------------------------------------------------------------ positions
    def _career_persons(self, with_contacts=False):
        """Return those who have a career: persons, not addresses; with the contacts who follow them to a new company."""
        persons = self.sudo().filtered(lambda partner: not partner.is_company)  # sudo: facts to compare, not to show
        if with_contacts and (below := persons.child_ids - persons):
            persons |= below._career_persons(with_contacts)
        return persons.filtered(lambda partner: partner.type == 'contact')

    def _positions(self):
        """Return where everybody works: ``{id: Position}``."""
        return {partner.id: Position(partner._employer().id or 0, partner.function or '') for partner in self.sudo()}

    def _employer(self):
        """Return the company that a person works for: the account, unless that is a private person."""
        self.ensure_one()
        account = self.commercial_partner_id
        # sudo: a fact about the account of a readable contact; whoever shows more of it checks whether it may be read
        return account if account != self and account.sudo().is_company else self.browse()

    # ------------------------------------------------------------ past employments
    @api.model
    def _remember_positions(self, before):
        """Write what became of positions: past employments for those who left one, set-based.

        With the context key `crm_career_correction` nothing is written, and what was written when the restored position
        was left is taken back, however long ago: for whoever takes back a mistake, like the undo of an import.

        :param dict before: ``{id of the person: Position before the change}``
        """
        # Who turned out to be a company or an address never was employed.
        after = self.browse(before)._career_persons()._positions()
        changed = [partner_id for partner_id, now in after.items() if not before[partner_id].same(now)]
        if not changed:
            return
        # sudo: whoever may change a contact's company leaves the trace of it, also without a role of this add-on
        Relation = self.env['crm.partner.relation'].sudo()
        history = Relation.search_fetch(
            [('partner_id', 'in', changed), ('type_id.is_employment', '=', True)],
            ['partner_id', 'other_partner_id', 'function', 'date_to', 'is_automatic', 'create_uid', 'create_date'], order='id')
        history = history.grouped('partner_id')
        history = {partner.id: relations for partner, relations in history.items()}
        corrected = self._corrected(changed, before, history)
        new, wrong = [], Relation.browse()
        for partner_id in changed:
            past = history.get(partner_id, Relation.browse())
            if partner_id in corrected:
                wrong |= past.filtered(lambda relation, now=after[partner_id]: relation.is_automatic
                                       and self._is_fresh(relation) and relation._position().same(now))[-1:]
            elif values := self._past_employment_values(before[partner_id], after[partner_id], past):
                new.append({'partner_id': partner_id, **values})
        wrong.unlink()
        if new:
            worked_at = self.env['crm.partner.relation.type']._past_employment().id
            Relation.create([{'type_id': worked_at, **values} for values in new])

    @api.model
    def _past_employment_values(self, former, now, past):
        """Return the values of the past employment that ``former`` became; nothing when there is none to speak of."""
        if not former.employer_id or (former.employer_id == now.employer_id and not former.function):
            return None
        today = fields.Date.context_today(self)
        ends = [relation.date_to for relation in past if relation.date_to and relation.date_to <= today]
        values = {
            'other_partner_id': former.employer_id, 'function': former.function or False,
            'date_from': max(ends, default=False), 'date_to': today, 'is_automatic': True,
        }
        doubled = any(relation._position() == former and relation.date_to == today for relation in past)
        return None if doubled else values

    # ------------------------------------------------------------ corrections
    @api.model
    def _is_fresh(self, record):
        """Tell whether the user wrote a record less than an hour ago; anything is when a mistake is taken back."""
        return self.env.context.get(CORRECTION) or (
            record.create_uid.id == self.env.uid and record.create_date > self.env.cr.now() - CORRECTED_WITHIN)

    @api.model
    def _corrected(self, changed, before, history):
        """Return those whose position before the change was not held, as a set of ids: see the class."""
        if self.env.context.get(CORRECTION):
            return set(changed)
        persons = self.sudo().browse(changed)  # sudo: as in _positions
        corrected = {partner.id for partner in persons if self._is_fresh(partner)}
        corrected |= {partner_id for partner_id, past in history.items()
                      if any(relation.is_automatic and self._is_fresh(relation) for relation in past)}
        return corrected | self._entered_lately(
            [partner_id for partner_id in changed if partner_id not in corrected and before[partner_id].employer_id])

    @api.model
    def _entered_lately(self, ids):
        """Return those whose company or position the user entered within the hour, by what the chatter keeps track of."""
        if not ids:
            return set()
        field_ids = self.env['ir.model.fields']._get_ids('res.partner')
        return {partner_id for partner_id, in self.env.execute_query(SQL(
            """SELECT message.res_id FROM mail_message message
                 JOIN mail_tracking_value change ON change.mail_message_id = message.id
                WHERE message.model = 'res.partner' AND message.res_id = ANY(%s)
                  AND message.message_type = 'notification' AND message.create_uid = %s AND message.create_date > %s
                  AND change.field_id = ANY(%s)""",
            ids, self.env.uid, self.env.cr.now() - CORRECTED_WITHIN, [field_ids['parent_id'], field_ids['function']]))}


class CrmPartnerRelation(models.Model):
    _inherit = 'crm.partner.relation'

    def _position(self):
        """Return the position that a past employment was."""
        self.ensure_one()
        return Position(self.other_partner_id.id, self.function or '')
