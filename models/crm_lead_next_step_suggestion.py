from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.next_step import Cases, best_step

WITHIN = 7  # days after the beginning of the stage in which a step counts
LOOK_BACK = timedelta(days=730)
# As many opportunities are looked at, the latest first: the answer must not become slow with the years.
LOOKED_AT = 2000


class CrmLead(models.Model):
    """The next step that has worked in this stage before.

    Only of opportunities that the user reads: a share over those of others would tell how their deals go, and who sees few learns
    nothing from it rather than something about strangers.
    """

    _inherit = 'crm.lead'

    @api.readonly
    def suggest_next_step(self):
        """Tell which kind of activity has brought opportunities out of this stage.

        :return: False when too few are known or none makes a difference, else ``{'activity_type_id', 'name', 'text'}``: the
            kind of activity, what it is called, and why, in words
        """
        self.ensure_one()
        if not self.stage_id or self.stage_id.is_won:
            return False
        best = best_step(self._next_step_cases(self.stage_id))
        if not best:
            return False
        step = self.env['mail.activity.type'].browse(best.step)
        return {'activity_type_id': step.id, 'name': step.name, 'text': self.env._(
            "In \"%(stage)s\", %(with_it)s %% of the deals moved on after \"%(step)s\" within %(days)s days, %(without)s %% without (%(count)s deals).",
            stage=self.stage_id.name, step=step.name, days=WITHIN, count=best.total,
            with_it=round(best.share_with * 100), without=round(best.share_without * 100))}

    @api.model
    def _next_step_cases(self, stage):
        """Count, in one statement, how opportunities left a stage, with and without each kind of activity.

        A stay is from the entry into the stage to the next move, win or loss; those that last still are not counted.

        :return: list of :class:`Cases`
        """
        readable = self.with_context(active_test=False)._search([('type', '=', 'opportunity')])
        self.env['crm.stage.transition']._flush_moves()
        self.env['mail.activity'].flush_model(['active', 'activity_type_id', 'date_done', 'res_id', 'res_model'])
        rows = self.env.execute_query(SQL(
            """WITH entry AS (
                   SELECT t.id, t.lead_id, t.date FROM crm_stage_transition t
                    WHERE t.to_stage_id = %(stage)s AND t.event IN ('created', 'converted', 'moved') AND t.merged_res_id IS NULL
                      AND t.date >= %(since)s AND t.lead_id IN %(readable)s
                    ORDER BY t.date DESC LIMIT %(limit)s),
               stay AS (
                   SELECT entry.id, entry.lead_id, entry.date AS began, leaving.date AS ended,
                          leaving.event = 'won' OR (leaving.event = 'moved' AND (next.sequence, next.id) > (here.sequence, here.id)) AS moved_on
                     FROM entry
                     JOIN crm_stage here ON here.id = %(stage)s
                     JOIN LATERAL (SELECT t.date, t.event, t.to_stage_id FROM crm_stage_transition t
                                    WHERE t.lead_id = entry.lead_id AND (t.date, t.id) > (entry.date, entry.id)
                                      AND t.event IN ('moved', 'won', 'lost') AND t.merged_res_id IS NULL
                                    ORDER BY t.date, t.id LIMIT 1) leaving ON TRUE
                     LEFT JOIN crm_stage next ON next.id = leaving.to_stage_id
                    WHERE next.id IS NOT NULL),
               done AS (
                   SELECT DISTINCT stay.id, stay.moved_on, step.activity_type_id
                     FROM stay
                     JOIN mail_activity step ON step.res_model = 'crm.lead' AND step.res_id = stay.lead_id AND NOT step.active
                      AND step.date_done BETWEEN stay.began::date AND least(stay.ended::date, stay.began::date + %(within)s)
                     JOIN mail_activity_type kind ON kind.id = step.activity_type_id AND kind.active)
               SELECT done.activity_type_id, count(*), count(*) FILTER (WHERE done.moved_on),
                      (SELECT count(*) FROM stay), (SELECT count(*) FROM stay WHERE moved_on)
                 FROM done GROUP BY 1""",
            stage=stage.id, since=fields.Datetime.now() - LOOK_BACK, readable=readable.subselect(), limit=LOOKED_AT, within=WITHIN))
        return [Cases(*row) for row in rows]
