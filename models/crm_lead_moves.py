from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

AWAITED = 'crm_customer_record.moves'
# Key of the cursor's memory: number of the last transition that was told; those of later transactions are greater.
TOLD = 'crm_customer_record.moves_told'


class Move(NamedTuple):
    """What happened to an opportunity: the events are those of `crm.stage.transition`."""

    lead: models.BaseModel
    source: int  # id of the stage it left, or False
    target: int  # id of the stage it is in, or False
    event: str


class CrmLead(models.Model):
    """What follows when opportunities have moved: done before the transaction is committed, for all of them together.

    The host assigns and converts thousands one by one and computes their stages together at the end; asking after each would
    compute them one by one. What moved is what the trigger wrote down.
    """

    _inherit = 'crm.lead'

    @api.model
    def _wants_moves(self):
        """Tell whether `_on_moves` has anything to do.

        Asked at each change of an opportunity, so it must be answered from memory (see `crm.kept.in.memory`). To be extended by
        ``super() or ...``.
        """
        return False

    def _on_moves(self, moves):
        """Do what is to be done after opportunities moved; only if `_wants_moves`.

        Called as who moved them, when the transaction is about to be committed or enters a savepoint, each move once; a test calls
        ``env.cr.flush()``. An error takes the moves back, so raise none for what is only a help. To be extended.

        :param list[Move] moves: in the order in which they happened
        """

    def _await_moves(self):
        """Have the moves of these opportunities looked at before the transaction is committed."""
        if AWAITED in self.env.cr.precommit.data or not (self._wants_moves() or self._may_be_recommended()):
            return
        self.env.cr.precommit.data[AWAITED] = True
        self.env.cr.precommit.add(self.browse()._settle_moves)

    def _may_be_recommended(self):
        """:return: whether anything is recommended to the service lines of these opportunities, as far as is known in memory"""
        Requirement = self.env['crm.stage.requirement']
        if not Requirement._recommended_stages():
            return False
        lines = Requirement._recommended_lines()
        return (lines is None or any(self._fields['service_line_id']._cache_missing_ids(self))
                or not lines.isdisjoint(self.sudo().service_line_id.ids))  # as superuser: lines are only compared

    def _settle_moves(self):
        """Look at the moves of this transaction that nobody has looked at yet."""
        # What is moved from here on is looked at next.
        self.env.cr.precommit.data.pop(AWAITED, None)
        for user_id, moves in self._untold_moves().items():
            leads = self if user_id == self.env.uid else self.with_user(user_id)
            moves = [move._replace(lead=move.lead.with_env(leads.env)) for move in moves]
            leads._recommend_requirements([move for move in moves if move.source != move.target])
            if leads._wants_moves():
                leads.browse({move.lead.id for move in moves})._on_moves(moves)

    def _untold_moves(self):
        """:return: {id of who moved them: [Move, ...]}; told once only"""
        self.env['crm.stage.transition']._flush_moves()
        # Moves of imported histories have other dates: they are not of today. The moment is the trigger's, not that of the cursor,
        # which in a test of the browser is another one.
        rows = self.env.execute_query(SQL(
            """SELECT t.id, t.lead_id, t.from_stage_id, t.to_stage_id, t.event, coalesce(t.user_id, %s)
                 FROM crm_stage_transition t WHERE t.date = now() AT TIME ZONE 'UTC' AND t.id > %s AND t.merged_res_id IS NULL
                ORDER BY t.id""", self.env.uid, self.env.cr.cache.get(TOLD, 0)))
        moves = {}
        for _id, lead_id, source, target, event, user_id in rows:
            moves.setdefault(user_id, []).append(Move(self.browse(lead_id), source or False, target or False, event))
        if rows:
            self.env.cr.cache[TOLD] = rows[-1][0]
        return moves
