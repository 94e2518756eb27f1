from contextlib import nullcontext

from odoo import api, models

from .crm_lead_moves import Move

# What moves, loses or brings back an opportunity, or may: the stage is computed from team, type and line, the team from the salesperson.
MOVING = frozenset({'stage_id', 'type', 'team_id', 'user_id', 'service_line_id', 'active', 'probability'})
# Those that may bring it into a stage without naming it.
INDIRECT = frozenset({'type', 'team_id', 'user_id', 'service_line_id'})


class CrmLead(models.Model):
    """The one place where opportunities may be kept from entering a stage: every path of the host and of this add-on comes through here.

    That they moved is written down by a trigger of the database, see `crm_stage_transition_trigger`. What may refuse a move is asked
    at once; what only recommends or reacts is done once for the whole transaction, see `crm_lead_moves`. As long as nothing is asked
    of them, creating and writing costs nothing here.
    """

    _inherit = 'crm.lead'

    @api.model_create_multi
    def create(self, vals_list):
        if self.env['crm.stage.requirement']._guarded_stages():
            with self._stage_guard(vals_list, MOVING):
                leads = super().create(vals_list)
                leads._check_moves({})
        else:
            leads = super().create(vals_list)
        self._await_moves()
        return leads

    def write(self, vals):
        if MOVING.isdisjoint(vals):
            return super().write(vals)
        if self.env['crm.stage.requirement']._guarded_stages():
            before = self._stage_positions()
            with self._stage_guard([vals], INDIRECT.intersection(vals)):
                result = super().write(vals)
                self._check_moves(before)
        else:
            result = super().write(vals)
        self._await_moves()
        return result

    def _stage_guard(self, vals_list, indirect):
        """What is refused after it was written must not stay, not even when somebody catches the error.

        :param indirect: whether values that name no stage may bring a record into one
        :return: a savepoint where a requirement may refuse, else nothing
        """
        guarded = self.env['crm.stage.requirement']._guarded_stages()
        if guarded and any(vals['stage_id'] in guarded if vals.get('stage_id') else indirect for vals in vals_list):
            return self.env.cr.savepoint()
        return nullcontext()

    def _stage_positions(self):
        """:return: {lead id: (id of its stage or False, whether it is an opportunity)}"""
        return {lead.id: (lead.stage_id.id, lead.type == 'opportunity') for lead in self}

    def _check_moves(self, before):
        """Check what has entered a stage, and keep what was missing.

        :param dict before: as `_stage_positions` gave it; empty for what was created just now
        :raise StageRequirementError: when some may not be where they are
        """
        entered = []
        for lead in self.filtered(lambda lead: lead.type == 'opportunity'):
            stage_id, is_opportunity = before.get(lead.id, (False, False))
            if event := lead._get_entry(stage_id, is_opportunity, lead.id not in before):
                entered.append(Move(lead, stage_id if is_opportunity else False, lead.stage_id.id, event))
        if entered:
            # Each move is kept on its own: the next one may depend on where the opportunity has been.
            self.env['crm.stage.transition']._flush_moves()
            self.env['crm.stage.transition']._remark(self._check_requirements(entered))

    def _get_entry(self, stage_id, is_opportunity, is_new):
        """:return: the event of entering the present stage from another one, or None"""
        if is_new:
            return 'created'
        if not is_opportunity:
            return 'converted'
        if stage_id != self.stage_id.id:
            return 'won' if self.stage_id.is_won else 'moved'
        return None
