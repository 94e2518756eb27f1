from datetime import timedelta

from odoo import api, fields, models

from ..tools.expectation import HORIZONS


class CrmLead(models.Model):
    """What became of deals like this one, beside what people expect of it."""

    _inherit = 'crm.lead'

    history_probability = fields.Float(
        string="Won by History (%)", compute='_compute_history', digits=(5, 1), aggregator=None,
        help="Share of the deals that once stood as long in this stage and were won within two years.")
    history_month_probability = fields.Float(
        string="Won this Month by History (%)", compute='_compute_history', digits=(5, 1), aggregator=None,
        help="Share of such deals that were won in as many days as the month still has.")
    history_revenue = fields.Monetary(
        string="Expected by History", compute='_compute_history', currency_field='company_currency', aggregator=None,
        help="Expected revenue x share of such deals that were won.")
    history_text = fields.Char(string="History says", compute='_compute_history')
    history_reason = fields.Char(string="How history says so", compute='_compute_history')

    @api.depends('stage_id', 'team_id', 'service_line_id', 'expected_revenue', 'probability')
    def _compute_history(self):
        """For all opportunities of a page together."""
        left = self._days_left_this_month()
        expected = self.env['crm.stage.statistics']._expect(self._origin, [left, HORIZONS[-1]]) if self._origin else {}
        # As superuser: numbers about all deals, none of which they name.
        statistics = self.env['crm.stage.statistics'].sudo().browse({share[-1][2] for share in expected.values()})
        classes = {line.id: line for line in statistics}
        for lead in self:
            month, ever = expected.get(lead._origin.id, [(0, 0, False, 0)] * 2)
            lead.history_probability, lead.history_month_probability = 100 * ever[0], 100 * month[0]
            lead.history_revenue = (lead.expected_revenue or 0) * ever[0]
            line = classes.get(ever[2])
            lead.history_text = line and lead._get_history_text(line)
            lead.history_reason = line and lead._get_history_reason(line)

    @api.model
    def _days_left_this_month(self):
        """:return: days until the next month begins, today included"""
        today = fields.Date.context_today(self)
        return ((today.replace(day=1) + timedelta(days=32)).replace(day=1) - today).days

    def _get_history_text(self, line):
        return self.env._(
            "History says %(history).0f %% (of %(deals)s such deals), entered are %(judged).0f %%",
            history=self.history_probability, deals=line._get_wider().reached, judged=self.probability)

    def _get_history_reason(self, line):
        """:return: in words how the share came about; of narrower classes only that they count, as their deals may be few"""
        wider = line._get_wider()
        values = {'deals': wider.reached, 'won': wider.won, 'lost': wider.lost, 'open': wider.still_open,
                  'stage': self.stage_id.name, 'days': wider.age_label}
        if wider.level == 'all':
            return self.env._(
                "No deal stood here before. Of %(deals)s deals of all stages %(won)s were won, %(lost)s lost, %(open)s are open.", **values)
        text = self.env._(
            "Of %(deals)s deals that were %(days)s days in \"%(stage)s\", %(won)s were won, %(lost)s lost, %(open)s are open.", **values)
        if line != wider:
            own = self.env._("Those of this team weigh more.") if line.level == 'team' else self.env._("Those of this service line weigh more.")
            text = f"{text} {own}"
        return text
