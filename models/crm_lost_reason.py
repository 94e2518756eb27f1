from odoo import api, fields, models
from odoo.tools import ormcache


class CrmLostReason(models.Model):
    """Some losses are not for ever: who lost on price may ask again next year."""

    _name = 'crm.lost.reason'
    _inherit = ['crm.lost.reason', 'crm.kept.in.memory']
    _kept_in = 'stable'

    _kept_fields = frozenset({'ask_again_months'})

    ask_again_months = fields.Integer(
        string="Ask again after (months)",
        help="So many months after a loss for this reason the salesperson is reminded to ask again. 0: nobody is.")

    _ask_again_months_positive = models.Constraint('CHECK (ask_again_months >= 0)', "The number of months cannot be negative.")

    @api.model
    @ormcache(cache='stable')
    def _months_to_ask_again(self):
        """:return: {reason id: after how many months to ask again}, of those after which anybody does; kept in memory"""
        # As superuser: how a reason is set up is no secret. Archived ones too: their losses stay.
        reasons = self.sudo().with_context(active_test=False).search_fetch([('ask_again_months', '>', 0)], ['ask_again_months'])
        return {reason.id: reason.ask_again_months for reason in reasons}
