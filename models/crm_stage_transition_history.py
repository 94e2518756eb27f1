from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL


class CrmStageTransition(models.Model):
    """Histories that happened elsewhere."""

    _inherit = 'crm.stage.transition'

    @api.model
    def _replace_history(self, histories):
        """Write down how opportunities of another system moved, in place of what was written when they came; their dates follow.

        :param histories: list of (id of the opportunity, list of (days ago, event, stage id), oldest first)
        """
        self.env.flush_all()
        now = self.env.cr.now()
        ids = [lead_id for lead_id, _moves in histories]
        rows = [
            (lead_id, event, now - timedelta(days=days), moves[place - 1][2] if place else None, stage_id)
            for lead_id, moves in histories for place, (days, event, stage_id) in enumerate(moves)]
        self.env.cr.execute(SQL("DELETE FROM crm_stage_transition WHERE lead_id = ANY(%s)", ids))
        self.env.cr.execute(SQL(
            """INSERT INTO crm_stage_transition (lead_id, event, date, from_stage_id, to_stage_id, user_id, salesperson_id, team_id, company_id,
                                                 amount, currency_id, duration)
               SELECT l.id, new.event, new.date, new.source, new.target, l.create_uid, l.user_id, l.team_id, l.company_id, l.expected_revenue,
                      coalesce(c.currency_id, %s), 0
                 FROM unnest(%s::int[], %s::varchar[], %s::timestamp[], %s::int[], %s::int[]) AS new(lead_id, event, date, source, target)
                 JOIN crm_lead l ON l.id = new.lead_id LEFT JOIN res_company c ON c.id = l.company_id""",
            self.env.company.currency_id.id, *(list(column) for column in zip(*rows, strict=True))))
        self.env.cr.execute(SQL(
            """UPDATE crm_lead l SET create_date = new.begun, date_last_stage_update = new.moved,
                      date_closed = CASE WHEN l.won_status = 'pending' THEN l.date_closed ELSE new.moved END
                 FROM (SELECT lead_id, min(date) AS begun, max(date) AS moved FROM crm_stage_transition WHERE lead_id = ANY(%s) GROUP BY lead_id) new
                WHERE l.id = new.lead_id""", ids))
        self.env['crm.lead'].invalidate_model(['create_date', 'date_last_stage_update', 'date_closed'], flush=False)
        self._measure(SQL("t.lead_id = ANY(%s)", ids))
        self._forget()
