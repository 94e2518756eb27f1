from contextlib import nullcontext

from odoo import api, models

from .crm_lead import MERGED_LEADS

# What moves, loses or brings back an opportunity, or may: the stage is computed from team, type and line, the team from the salesperson.
MOVING = frozenset({'stage_id', 'type', 'team_id', 'user_id', 'service_line_id', 'active', 'probability'})
# Those that may bring it into a stage without naming it.
INDIRECT = frozenset({'type', 'team_id', 'user_id', 'service_line_id'})


class CrmLead(models.Model):
    """The one place where opportunities enter stages: every path of the host and of this add-on comes through here."""

    _inherit = 'crm.lead'

    @api.model_create_multi
    def create(self, vals_list):
        with self._stage_guard(vals_list, MOVING):
            leads = super().create(vals_list)
            leads._follow_moves({})
        return leads

    def write(self, vals):
        if MOVING.isdisjoint(vals):
            return super().write(vals)
        before = self._stage_positions()
        with self._stage_guard([vals], INDIRECT.intersection(vals)):
            result = super().write(vals)
            self._follow_moves(before)
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
        """:return: {lead id: (id of its stage or False, whether it is an opportunity, whether it is lost)}"""
        return {lead.id: (lead.stage_id.id, lead.type == 'opportunity', lead.won_status == 'lost') for lead in self}

    def _follow_moves(self, before):
        """Check and keep what has changed about the stage of these records.

        :param dict before: as `_stage_positions` gave it; empty for what was created just now
        :raise StageRequirementError: when some may not be where they are
        """
        reopened, moved, closed = [], [], []
        for lead in self:
            stage_id, is_opportunity, is_lost = before.get(lead.id, (False, False, False))
            if lead.type != 'opportunity':
                continue
            now_lost = lead.won_status == 'lost'
            if is_lost and not now_lost:
                reopened.append((lead, stage_id, stage_id, 'reopened'))
            if event := lead._get_move(stage_id, is_opportunity, lead.id not in before):
                moved.append((lead, stage_id if is_opportunity else False, lead.stage_id.id, event))
            if now_lost and not is_lost:
                closed.append((lead, lead.stage_id.id, lead.stage_id.id, 'lost'))
            elif lead.id not in before and lead.stage_id.is_won:
                closed.append((lead, lead.stage_id.id, lead.stage_id.id, 'won'))
        remarks = self._check_requirements(moved)
        # One after the other: each knows how long the state before it lasted.
        for moves in (reopened, moved, closed):
            self._record_moves(moves, remarks if moves is moved else {})

    def _get_move(self, stage_id, is_opportunity, is_new):
        """:return: the event of entering the present stage from another one, or None"""
        if is_new:
            return 'created'
        if not is_opportunity:
            return 'converted'
        if stage_id != self.stage_id.id:
            return 'won' if self.stage_id.is_won else 'moved'
        return None

    def _record_moves(self, moves, remarks):
        """Write the transitions.

        :param moves: list of (opportunity, id of the stage it left or False, id of the stage it is in, event)
        :param dict remarks: {lead id: further columns of its transition}
        """
        self.env['crm.stage.transition']._record([
            {**lead._prepare_transition(), 'from_stage_id': source or None, 'to_stage_id': target or None, 'event': event,
             **remarks.get(lead.id, {})}
            for lead, source, target, event in moves])

    def _prepare_transition(self):
        """:return: what a transition of this moment keeps of the opportunity; to be extended with columns of `_record`"""
        currency = self.company_id.currency_id or self.env.company.currency_id
        return {
            'lead_id': self.id, 'amount': self.expected_revenue, 'currency_id': currency.id, 'team_id': self.team_id.id or None,
            'salesperson_id': self.user_id.id or None, 'company_id': self.company_id.id or None,
        }

    def _move_merged_interactions(self):
        """The history of an opportunity goes over to the one it was merged into."""
        merged = self.env.cr.precommit.data.get(MERGED_LEADS)
        if merged:
            self.env['crm.stage.transition']._move_merged(merged)
        return super()._move_merged_interactions()
