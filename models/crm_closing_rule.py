from collections import namedtuple

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

EVENTS = [('lost', "Lost"), ('won', "Won")]
# The field of an opportunity that answers a question, for either event.
ANSWERS = {
    'lost': {'asks_reason': 'lost_reason_id', 'asks_competitor': 'competitor_id', 'asks_note': 'closing_note'},
    'won': {'asks_reason': 'won_reason_id', 'asks_competitor': 'competitor_id', 'asks_note': 'closing_note'},
}

Asked = namedtuple('Asked', 'event company_id team_ids line_ids reason_ids names is_required')


class CrmClosingRule(models.Model):
    """What is asked when an opportunity is lost or won: the reason, the competitor, a note.

    Kept in memory: a database without such rules pays nothing for them.
    """

    _name = 'crm.closing.rule'
    _description = "Question at the Closing"
    _inherit = ['crm.kept.in.memory']
    _kept_in = 'stable'
    _order = 'event, sequence, id'
    _check_company_auto = True

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    event = fields.Selection(EVENTS, string="When it is", required=True, default='lost')
    asks_reason = fields.Boolean(string="Reason")
    asks_competitor = fields.Boolean(
        string="Competitor", help="Who won it instead, or who was beaten.")
    asks_note = fields.Boolean(string="Closing Note")
    is_required = fields.Boolean(
        string="Required", default=True,
        help="Nobody closes an opportunity without the answer, managers included. Otherwise it is asked for and may stay empty.")
    lost_reason_ids = fields.Many2many(
        'crm.lost.reason', string="Lost Reasons", ondelete='restrict', help="Only for losses for these reasons. Empty: whatever the reason.")
    team_ids = fields.Many2many(
        'crm.team', string="Sales Teams", ondelete='restrict', check_company=True,
        help="Only for opportunities of these teams. Empty: for all.")
    service_line_ids = fields.Many2many(
        'crm.service.line', string="Service Lines", ondelete='restrict', help="Only for opportunities of these lines. Empty: for all.")
    company_id = fields.Many2one('res.company', index=True, help="Only for opportunities of this company. Empty: for all.")

    @api.depends('event', 'asks_reason', 'asks_competitor', 'asks_note')
    @api.depends_context('lang')
    def _compute_display_name(self):
        events = dict(self._fields['event']._description_selection(self.env))
        for rule in self:
            asked = [self._fields[name]._description_string(self.env) for name in ANSWERS['lost'] if rule[name]]
            rule.display_name = f"{events.get(rule.event, '')}: {', '.join(asked)}"

    @api.constrains('event', 'asks_reason', 'asks_competitor', 'asks_note', 'lost_reason_ids')
    def _check_asks_something(self):
        for rule in self:
            if not any(rule[name] for name in ANSWERS['lost']):
                raise ValidationError(self.env._("Choose what is asked: the reason, the competitor or a note."))
            if rule.event == 'lost' and rule.lost_reason_ids and rule.asks_reason:
                raise ValidationError(self.env._(
                    "A rule for some lost reasons applies when the reason is known, so it cannot ask for the reason. Make a rule of its own for that."))
            if rule.event == 'won' and rule.lost_reason_ids:
                raise ValidationError(self.env._("What is won has no lost reason. Take the lost reasons out of the rule."))

    @api.model
    @ormcache(cache='stable')
    def _in_memory(self):
        """:return: list of ``Asked``, in order; kept in memory"""
        # As superuser: the rules of all companies, each asked for its own.
        return [Asked(
            rule.event, rule.company_id.id, frozenset(rule.team_ids.ids), frozenset(rule.service_line_ids.ids),
            frozenset(rule.lost_reason_ids.ids), frozenset(ANSWERS[rule.event][name] for name in ANSWERS['lost'] if rule[name]),
            rule.is_required) for rule in self.sudo().search([])]

    @api.model
    def _is_binding(self):
        """:return: whether any rule may refuse a closing"""
        return any(asked.is_required for asked in self._in_memory())

    @api.model
    def _asked(self, lead, event, reason_id):
        """Tell what is asked of an opportunity.

        :param str event: 'lost' or 'won'
        :param reason_id: why it was lost, or False as long as nobody knows
        :return: (names of the fields that are asked for, those among them that are required), frozensets
        """
        known = lead.sudo()  # as superuser: team, line and company of the opportunity are only compared
        team_id, line_id, company_id = known.team_id.id, known.service_line_id.id, known.company_id.id
        applying = [asked for asked in self._in_memory()
                    if asked.event == event and (not asked.company_id or asked.company_id == company_id)
                    and (not asked.team_ids or team_id in asked.team_ids) and (not asked.line_ids or line_id in asked.line_ids)
                    and (not asked.reason_ids or reason_id in asked.reason_ids)]
        return (frozenset().union(*(asked.names for asked in applying)),
                frozenset().union(*(asked.names for asked in applying if asked.is_required)))
