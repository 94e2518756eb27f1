from odoo import api, models


class CrmLead(models.Model):
    """Rules that begin when an opportunity enters a stage."""

    _inherit = 'crm.lead'

    @api.model
    def _wants_moves(self):
        return super()._wants_moves() or bool(self.env['crm.playbook']._in_memory())

    def _on_moves(self, moves):
        result = super()._on_moves(moves)
        entered = [move for move in moves if move.source != move.target]
        if entered:
            leads = self.browse({move.lead.id for move in entered})
            self.env['crm.playbook']._on_moves(
                leads, {move.target for move in entered}, any(move.event == 'created' for move in entered))
        return result
