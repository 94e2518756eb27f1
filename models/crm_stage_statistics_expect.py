from odoo import api, models
from odoo.tools import SQL

from ..tools.expectation import AGES

# Columns of opportunities that the statement below reads, or whose change the database keeps as a move.
READ = ('type', 'active', 'probability', 'won_status', 'company_id', 'stage_id', 'team_id', 'service_line_id', 'date_last_stage_update')


class CrmStageStatistics(models.Model):
    """What history says about open opportunities: one statement for all of them."""

    _inherit = 'crm.stage.statistics'

    @api.model
    def _expectation_sql(self, scope, horizons):
        """The share of deals like each open opportunity that was won within some days from where it stands now.

        The narrowest class that was learned counts: of its team and service line, else of its service line, else of its stage and days,
        else of all stages. Between two steps of a life table the share rises evenly.

        :param SQL scope: condition on the opportunities ``l``
        :param list[int] horizons: days from now, each above 0 and at most the last one of the life tables
        :return: SQL of a query: ``lead_id``, ``place`` (of the horizon, from 1), ``probability`` (0 to 1), ``weight`` (how many deals it is
            known from), ``statistics_id``, ``swing`` (see `_learn_swing`); no rows for opportunities without history
        """
        return SQL(
            """WITH curves AS MATERIALIZED (
               SELECT s.statistics_id, h.place, s.weight,
                      s.before + (s.probability - s.before) * (h.days - s.days_from) / (s.days_to - s.days_from) AS probability
                 FROM crm_stage_statistics_step s
                 JOIN unnest(%(horizons)s::int[]) WITH ORDINALITY AS h(days, place) ON h.days > s.days_from AND h.days <= s.days_to),
               standing AS (
               SELECT l.id, coalesce(l.company_id, 0) AS company, l.stage_id, coalesce(l.service_line_id, 0) AS line, l.team_id,
                      width_bucket(greatest(extract(epoch FROM %(now)s - coalesce(entered.date, l.date_last_stage_update, l.create_date))::float8 / 86400, 0),
                                   %(ages)s::float8[]) - 1 AS age
                 FROM crm_lead l
                 LEFT JOIN LATERAL (SELECT t.date FROM crm_stage_transition t WHERE t.lead_id = l.id AND t.merged_res_id IS NULL
                                     ORDER BY t.date DESC, t.id DESC LIMIT 1) entered ON TRUE
                WHERE l.type = 'opportunity' AND l.active AND l.won_status = 'pending' AND %(scope)s)
               SELECT l.id AS lead_id, curves.place, curves.probability, curves.weight, curves.statistics_id, coalesce(whole.swing, 0) AS swing
                 FROM standing l
                 JOIN crm_stage_statistics whole ON whole.level = 'all' AND coalesce(whole.company_id, 0) = l.company
                 LEFT JOIN crm_stage_statistics age
                   ON age.level = 'age' AND coalesce(age.company_id, 0) = l.company AND age.stage_id = l.stage_id AND age.age = l.age
                 LEFT JOIN crm_stage_statistics line
                   ON line.level = 'line' AND coalesce(line.company_id, 0) = l.company AND line.stage_id = l.stage_id AND line.age = l.age
                  AND line.service_line_id = l.line
                 LEFT JOIN crm_stage_statistics team
                   ON team.level = 'team' AND coalesce(team.company_id, 0) = l.company AND team.stage_id = l.stage_id AND team.age = l.age
                  AND coalesce(team.service_line_id, 0) = l.line AND team.team_id = l.team_id
                 JOIN curves ON curves.statistics_id = coalesce(team.id, line.id, age.id, whole.id)""",
            horizons=list(horizons), now=self.env.cr.now(), ages=list(AGES), scope=scope)

    @api.model
    def _expect(self, leads, horizons):
        """:return: {lead id: [(probability, weight, id of the statistics, swing), one for each horizon]}; see `_expectation_sql`"""
        self.env['crm.lead'].flush_model(READ)
        found = {}
        for lead_id, _place, *share in self.env.execute_query(SQL(
                "SELECT * FROM (%s) expected ORDER BY lead_id, place", self._expectation_sql(SQL("l.id = ANY(%s)", list(leads.ids)), horizons))):
            found.setdefault(lead_id, []).append(tuple(share))
        return found

    @api.model
    def _get_usual_days(self, stages):
        """:return: {(company id or None, stage id): median of the days in the stage}, where it is known"""
        return {(company_id, stage_id): days for company_id, stage_id, days in self.env.execute_query(SQL(
            "SELECT company_id, stage_id, usual_days FROM crm_stage_statistics WHERE usual_days IS NOT NULL AND stage_id = ANY(%s)", list(stages.ids)))}
