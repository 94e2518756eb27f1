from odoo import api, fields, models
from odoo.exceptions import UserError

from .crm_lead_requirement import NAMED

# What is known of a closed opportunity.
ANSWERED = ('lost_reason_id', 'won_reason_id', 'competitor_id', 'closing_note')
# What closes an opportunity, may do so, or takes an answer away again.
CLOSING = frozenset({'active', 'probability', 'stage_id', 'type', 'team_id', 'user_id', 'service_line_id', *ANSWERED})
# Context key: the questions were put already, their answers are in what follows.
ASKED = 'crm_closing_asked'


class ClosingError(UserError):
    """An opportunity may not be closed yet; `context` lets the web client ask what is missing."""

    def __init__(self, message, context):
        super().__init__(message)
        self.context = context


class CrmLead(models.Model):
    """Why opportunities are lost and won, and to whom: asked where an administrator says so, whichever way they are closed."""

    _inherit = 'crm.lead'

    competitor_id = fields.Many2one(
        'res.partner', copy=False, ondelete='set null', index='btree_not_null', check_company=True, domain="[('is_company', '=', True)]",
        help="Who competes with us for it: who won it instead of us, or who was beaten.")
    won_reason_id = fields.Many2one('crm.won.reason', copy=False, ondelete='restrict', index='btree_not_null')
    closing_note = fields.Text(copy=False, prefetch=False, help="What was said when it was lost or won.")
    asks_competitor = fields.Boolean(compute='_compute_asks_competitor')

    def _compute_asks_competitor(self):
        self.asks_competitor = any('competitor_id' in asked.names for asked in self.env['crm.closing.rule']._in_memory())

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env['crm.closing.rule']._is_binding():
            return super().create(vals_list)
        with self.env.cr.savepoint():
            leads = super().create(vals_list)
            leads._check_closing({})
        return leads

    def write(self, vals):
        if CLOSING.isdisjoint(vals) or not self.env['crm.closing.rule']._is_binding():
            return super().write(vals)
        before = self._closing_gaps()
        # What is refused after it was written must not stay, not even when somebody catches the error.
        with self.env.cr.savepoint():
            result = super().write(vals)
            self._check_closing(before)
        return result

    def action_set_lost(self, **additional_values):
        """The answers go first: to archive what has no probability loses it at once."""
        if not additional_values or not self.env['crm.closing.rule']._is_binding():
            return super().action_set_lost(**additional_values)
        with self.env.cr.savepoint():
            self.write(additional_values)
            return super().action_set_lost(**additional_values)

    def action_set_won_rainbowman(self):
        """Ask why, where that is wanted, before the win is celebrated."""
        if not self.env.context.get(ASKED) and any(not self[name] for name in self._closing_asked('won')):
            return self._closing_dialog('won')
        return super().action_set_won_rainbowman()

    def _merge_get_fields(self):
        return [*super()._merge_get_fields(), 'competitor_id', 'won_reason_id']

    def _known_competitor(self):
        """:return: the one competitor of these opportunities; of several, none, as each keeps its own"""
        return self.competitor_id if len(self.competitor_id) == 1 else self.competitor_id.browse()

    def _closing_event(self):
        """:return: 'lost' or 'won' for an opportunity that is closed, else None"""
        return self.won_status if self.type == 'opportunity' and self.won_status in ('lost', 'won') else None

    def _closing_asked(self, event, is_required=False):
        """:return: names of the fields that are asked for, or required, when these opportunities are lost or won"""
        rule = self.env['crm.closing.rule']
        if not rule._in_memory():
            return frozenset()
        return frozenset().union(*(
            rule._asked(lead, event, lead.lost_reason_id.id)[is_required] for lead in self if lead.type == 'opportunity'))

    def _closing_gaps(self):
        """:return: {lead id: (its event or None, frozenset of the required fields that are empty)}"""
        rule, gaps = self.env['crm.closing.rule'], {}
        for lead in self.sudo():  # as superuser: who closes an opportunity may have given it away in the same breath
            event = lead._closing_event()
            required = rule._asked(lead, event, lead.lost_reason_id.id)[1] if event else frozenset()
            gaps[lead.id] = (event, frozenset(name for name in required if not lead[name]))
        return gaps

    def _check_closing(self, before):
        """Refuse what is closed without an answer that is required, and what takes such an answer away.

        :param dict before: as `_closing_gaps` gave it; empty for what was created just now
        :raise ClosingError:
        """
        refused = {}
        for lead_id, (event, gaps) in self._closing_gaps().items():
            old_event, old_gaps = before.get(lead_id, (None, frozenset()))
            # What lacked an answer when the rule came stays as it is.
            if new_gaps := gaps - (old_gaps if event == old_event else frozenset()):
                refused.setdefault(event, {})[lead_id] = new_gaps
        if refused:
            event, gaps = next(iter(refused.items()))
            raise self._closing_error(event, gaps, is_new=not before)

    def _closing_error(self, event, gaps, is_new):
        """:return: the error that names what is missing; its context holds what the web client asks"""
        leads = self.browse(gaps)
        lacking = [name for name in ANSWERED if any(name in names for names in gaps.values())]
        names = ", ".join(leads[:NAMED].sudo().mapped('name')) + (", …" if len(leads) > NAMED else "")  # as superuser: as in _closing_gaps
        labels = ", ".join(self._fields[name]._description_string(self.env) for name in lacking)
        if event == 'lost':
            title = self.env._("Before \"%(leads)s\" can be lost, say: %(fields)s.", leads=names, fields=labels)
            remedy = self.env._("Use the button \"Lost\", or \"Mark Lost\" in a list.")
        else:
            title = self.env._("Before \"%(leads)s\" can be won, say: %(fields)s.", leads=names, fields=labels)
            remedy = self.env._("Open it and press \"Won\".")
        return ClosingError(f"{title} {remedy}", {'crm_closing': {
            # What was created just now is gone with the error.
            'event': event, 'title': title, 'lead_ids': [] if is_new else leads.ids, 'fields': lacking}})

    @api.readonly
    def action_ask_closing(self, event):
        """Open the dialog that asks what is to be known of a closing.

        :param str event: 'lost' or 'won'
        :return: an action
        """
        return self._closing_dialog('won' if event == 'won' else 'lost')

    def _closing_dialog(self, event):
        if event == 'lost':
            action = self.env['ir.actions.act_window']._for_xml_id('crm.crm_lead_lost_action')
            return dict(action, context={'dialog_size': 'medium', 'default_lead_ids': self.ids})
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Why was it won?"), 'res_model': 'crm.lead.won', 'views': [(False, 'form')],
            'target': 'new', 'context': {'dialog_size': 'medium', 'default_lead_ids': self.ids},
        }
