from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# Of the opportunities that moved on, so many did within the usual time.
USUAL_SHARE = 0.75
LEAST_MOVES = 20  # fewer tell nothing
# As many moves out of a stage are looked at, the latest first: the answer must not become slow with the years.
LOOKED_AT = 300
# Entries into a stage.
ENTRIES = ('created', 'converted', 'moved', 'won')


class CrmLead(models.Model):
    """How long an opportunity has been in its stage, and whether that is longer than usual.

    What is usual is where the host's stage says after how many days opportunities rot, else what the history of those shows that the
    user reads: three of four that moved on did so in that time.
    """

    _inherit = 'crm.lead'

    stage_days = fields.Integer(
        string="Days in Stage", compute='_compute_stage_days', aggregator=None, help="Days since the opportunity came into its present stage.")
    is_stuck = fields.Boolean(
        string="Stuck", compute='_compute_is_stuck', search='_search_is_stuck',
        help="In its stage for longer than the stage allows, or than three of four opportunities that moved on from there.")

    @api.depends('stage_id', 'type')
    def _compute_stage_days(self):
        """For all opportunities of a page in one statement."""
        now, began = fields.Datetime.now(), {}
        saved = self._origin.filtered(lambda lead: lead.type == 'opportunity')
        if saved:
            self.env['crm.stage.transition']._flush_moves()
            began = dict(self.env.execute_query(SQL(
                """SELECT DISTINCT ON (lead_id) lead_id, date FROM crm_stage_transition
                    WHERE lead_id = ANY(%s) AND event = ANY(%s) AND merged_res_id IS NULL
                    ORDER BY lead_id, date DESC, id DESC""", saved.ids, list(ENTRIES))))
        for lead in self:
            since = began.get(lead._origin.id)
            lead.stage_days = max((now - since).days, 0) if since else 0

    @api.depends('stage_days', 'won_status', 'active')
    @api.depends_context('uid', 'allowed_company_ids')
    def _compute_is_stuck(self):
        is_open = self.filtered(lambda lead: lead._needs_next_step())
        limits = self._usual_days(is_open.stage_id._origin)
        for lead in self:
            limit = limits.get(lead.stage_id._origin.id)
            lead.is_stuck = lead in is_open and limit is not None and lead.stage_days > limit

    def _search_is_stuck(self, operator, value):
        if operator != 'in':
            return NotImplemented
        limits = self._usual_days(self.env['crm.stage'].search_fetch([], ['rotting_threshold_days']))
        if not limits:
            return Domain.FALSE
        self.env['crm.stage.transition']._flush_moves()
        # A moment later than the days alone: days are counted whole.
        begun = SQL(
            """(SELECT entry.lead_id FROM unnest(%s::int[], %s::timestamp[]) AS late(stage_id, since)
                  JOIN crm_lead lead ON lead.stage_id = late.stage_id AND lead.type = 'opportunity' AND lead.active
                 CROSS JOIN LATERAL (SELECT t.lead_id, t.date FROM crm_stage_transition t
                                      WHERE t.lead_id = lead.id AND t.event = ANY(%s) AND t.merged_res_id IS NULL
                                      ORDER BY t.date DESC, t.id DESC LIMIT 1) entry
                 WHERE entry.date <= late.since)""",
            list(limits), [fields.Datetime.now() - timedelta(days=limit + 1) for limit in limits.values()], list(ENTRIES))
        return self._next_step_domain() & Domain('id', 'in', begun)

    @api.model
    def _usual_days(self, stages):
        """:return: {id of a stage: whole days after which an opportunity is stuck there}, of those of which it is known"""
        limits = {stage.id: stage.rotting_threshold_days for stage in stages if stage.rotting_threshold_days}
        unknown = [stage.id for stage in stages if stage.id not in limits]
        if not unknown:
            return limits
        readable = self.with_context(active_test=False)._search([('type', '=', 'opportunity')])
        self.env['crm.stage.transition']._flush_moves()
        limits.update(self.env.execute_query(SQL(
            """SELECT stage.id, ceil(percentile_cont(%(share)s) WITHIN GROUP (ORDER BY past.duration))::int
                 FROM unnest(%(stages)s::int[]) AS stage(id)
                CROSS JOIN LATERAL (SELECT t.duration FROM crm_stage_transition t
                                     WHERE t.from_stage_id = stage.id AND t.event IN ('moved', 'won') AND t.from_stage_id <> t.to_stage_id
                                       AND t.merged_res_id IS NULL AND t.lead_id IN %(readable)s
                                     ORDER BY t.date DESC LIMIT %(limit)s) past
                GROUP BY stage.id HAVING count(*) >= %(least)s""",
            share=USUAL_SHARE, stages=unknown, readable=readable.subselect(), limit=LOOKED_AT, least=LEAST_MOVES)))
        return limits
