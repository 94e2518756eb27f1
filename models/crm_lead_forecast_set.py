from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from .crm_forecast_judgement import CHOICES


class CrmLead(models.Model):
    """Who says what is to be expected of an opportunity: its seller and a manager, each on their own side."""

    _inherit = 'crm.lead'

    @api.depends('user_id', 'team_id', 'won_status')
    @api.depends_context('uid')
    def _compute_may_forecast(self):
        """Whose word the user may give; whether the opportunity may be written at all is asked when it is."""
        for lead in self:
            is_open = lead.won_status not in ('won', 'lost')
            lead.may_forecast_as_manager = is_open and lead._may_forecast('manager')
            lead.may_forecast_as_seller = is_open and lead._may_forecast('seller')

    def _may_forecast(self, side):
        """:return: whether the user gives the word of this side on all of these

        A manager that of all teams, a leader of the teams led; the seller's is given by who sells it, or works on it without
        being above them.
        """
        if self.env.su:
            return True
        if side == 'manager':
            return self._may_override_requirements()
        return all(lead.user_id == self.env.user or not lead._may_override_requirements() for lead in self)

    def _own_forecast_side(self):
        """:return: the side on which the user speaks about this opportunity"""
        return 'manager' if self.user_id != self.env.user and self._may_override_requirements() else 'seller'

    # ------------------------------------------------------------
    # Saying it
    # ------------------------------------------------------------

    def set_forecast(self, category, side=None, note=None):
        """Say what is to be expected of these opportunities, as a seller or as a manager.

        :param category: ``'pipeline'``, ``'best_case'``, ``'commit'``, ``'omitted'``, or False to say nothing any more
        :param str side: ``'seller'`` or ``'manager'``; by default the user's own: a manager's word on the opportunities of
            others, the seller's on the own ones
        :param note: why; None leaves what is noted, an empty text removes it
        :raise AccessError: when that word is not the user's to give, or an opportunity not theirs to write
        :raise UserError: when an opportunity is won or lost, or the category is closed
        """
        given = {'category': category} if note is None else {'category': category, 'note': note}
        for own_side, leads in ({side: self} if side else self.grouped(lambda lead: lead._own_forecast_side())).items():
            leads._put_forecast(own_side, given)
        return True

    def _put_forecast(self, side, given):
        """Check and keep what one side says of these; what they say already is left alone.

        :param dict given: ``category`` or ``note`` or both, False for nothing
        """
        given = {name: (value or '').strip() or False for name, value in given.items()}

        def told(lead):
            judgement = lead.sudo().forecast_judgement_ids[:1]  # as superuser: asked for writing below
            return tuple(judgement[f'{side}_{name}'] for name in given)
        changed = self.filtered(lambda lead: told(lead) != tuple(given.values()))
        if changed:
            changed.check_access('write')
            changed._check_forecast(side, given)
            for before, leads in changed.grouped(told).items():
                leads._tell_forecast(side, dict(zip(given, before, strict=True)), given)
            self.env['crm.forecast.judgement']._put(changed, side, given)

    def _check_forecast(self, side, given):
        """:raise AccessError, UserError: when this may not be said of these"""
        category = given.get('category')
        if category == 'closed':
            raise UserError(self.env._("Only what is won counts as closed. Mark the opportunity as won instead."))
        if category and category not in dict(CHOICES):
            raise UserError(self.env._("\"%(category)s\" is no category of the forecast.", category=category))
        for lead in self:
            if lead.won_status in ('won', 'lost'):
                raise UserError(self.env._(
                    "\"%(lead)s\" is closed already, so there is nothing to forecast. Reopen it first.", lead=lead.name))
        if not self._may_forecast(side):
            raise AccessError(
                self.env._("Only managers and the leader of the team give the manager's forecast. Give your own as the seller.")
                if side == 'manager' else self.env._("The seller's forecast is the seller's own. Give yours as the manager."))

    def _tell_forecast(self, side, before, given):
        """Keep in the thread what was said; the judgement itself holds the latest only."""
        parts = []
        if 'category' in given and given['category'] != before['category']:
            names = dict(self._fields['forecast_category']._description_selection(self.env))
            nothing = self.env._("as the stage says")
            values = {'before': names.get(before['category'], nothing), 'after': names.get(given['category'], nothing)}
            parts.append(self.env._("Forecast of the seller: %(before)s → %(after)s", **values) if side == 'seller' else
                         self.env._("Forecast of the manager: %(before)s → %(after)s", **values))
        if given.get('note'):
            parts.append(self.env._("Note on the forecast: %(note)s", note=given['note']))
        if parts:
            body = Markup().join(Markup("<p>%s</p>") % part for part in parts)
            self._message_log_batch(bodies=dict.fromkeys(self.ids, body))

    # ------------------------------------------------------------
    # In views
    # ------------------------------------------------------------

    def _inverse_forecast_category(self):
        """Dragged or chosen: the word on the user's own side; where it would not count, they are told."""
        for lead in self.filtered(lambda lead: lead.forecast_category != lead._effective_forecast()):
            judgement = lead.sudo().forecast_judgement_ids[:1]  # as superuser: who reads the opportunity reads this
            if lead._own_forecast_side() == 'seller' and judgement.manager_category and lead.forecast_category:
                raise UserError(self.env._(
                    "%(manager)s gave the forecast of \"%(lead)s\" that counts. Note yours beside it: open the opportunity, page Forecast.",
                    manager=judgement.manager_user_id.name or self.env._("A manager"), lead=lead.name))
        for category, leads in self.filtered(lambda lead: lead.forecast_category != lead._effective_forecast()).grouped('forecast_category').items():
            leads.set_forecast(category)

    def _inverse_forecast_seller_category(self):
        self._inverse_forecast_judgement('seller', 'category')

    def _inverse_forecast_seller_note(self):
        self._inverse_forecast_judgement('seller', 'note')

    def _inverse_forecast_manager_category(self):
        self._inverse_forecast_judgement('manager', 'category')

    def _inverse_forecast_manager_note(self):
        self._inverse_forecast_judgement('manager', 'note')

    def _inverse_forecast_judgement(self, side, name):
        for value, leads in self.grouped(f'forecast_{side}_{name}').items():
            leads._put_forecast(side, {name: value})
