from odoo import api, models
from odoo.tools import SQL

from ..tools.expectation import AGES, ENOUGH, HORIZONS, PRIOR

WINDOW = 24  # months
WINDOW_PARAMETER = 'crm_customer_record.history_months'
# Ranks of the levels that follow the classes of days.
LINE, TEAM = len(AGES) + 1, len(AGES) + 2


class CrmStageStatistics(models.Model):
    """Learning from the transitions: a few statements over the whole history."""

    _inherit = 'crm.stage.statistics'

    @api.model
    def _cron_learn(self):
        """Learn anew, every night."""
        # As superuser: all deals count, only numbers are kept.
        self.sudo()._learn()

    @api.model
    def _learn(self):
        """Count what became of the deals of the last months and replace what was learned before."""
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM crm_stage_statistics")
        self._learn_visits()
        self._learn_ends()
        self._learn_classes()
        self._learn_steps()
        for rank in range(TEAM + 1):
            self._learn_rates(rank)
        self._learn_curves()
        self._learn_swing()
        self._learn_usual_days()
        self.env.cr.execute("DROP TABLE crm_history_end, crm_history_visit")
        self.env['crm.stage.statistics.step'].invalidate_model(flush=False)
        self.invalidate_model(flush=False)
        self.env['crm.lead'].invalidate_model(['history_probability'], flush=False)

    @api.model
    def _get_window(self):
        """:return: how many months count"""
        return int(self.env['ir.config_parameter'].sudo().get_param(WINDOW_PARAMETER) or WINDOW)  # as superuser: a setting

    @api.model
    def _learn_visits(self):
        """When each opportunity was in which stage, and how it ended.

        Histories of merged opportunities, and archived ones that were not lost, are left out; the team is that of the time.
        """
        self.env.cr.execute(
            """CREATE TEMP TABLE crm_history_visit ON COMMIT DROP AS
          WITH steps AS (
               SELECT t.lead_id, t.date, t.event, t.to_stage_id, t.team_id,
                      lead(t.date) OVER moves AS left_at,
                      (array_agg(t.date) FILTER (WHERE t.event IN ('won', 'lost')) OVER later)[1] AS closed_at,
                      (array_agg(t.event) FILTER (WHERE t.event IN ('won', 'lost')) OVER later)[1] AS result
                 FROM crm_stage_transition t
                WHERE t.merged_res_id IS NULL
               WINDOW moves AS (PARTITION BY t.lead_id ORDER BY t.date, t.id),
                      later AS (PARTITION BY t.lead_id ORDER BY t.date, t.id ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING))
               SELECT s.date, s.left_at, s.closed_at, s.result, s.to_stage_id AS stage, coalesce(s.team_id, 0) AS team,
                      coalesce(l.company_id, 0) AS company, coalesce(l.service_line_id, 0) AS line
                 FROM steps s
                 JOIN crm_lead l ON l.id = s.lead_id AND (l.active OR l.won_status <> 'pending')
                 JOIN crm_stage stage ON stage.id = s.to_stage_id AND NOT coalesce(stage.is_won, FALSE)
                WHERE s.event IN ('created', 'converted', 'moved', 'reopened')""")
        self.env.cr.execute("ANALYZE crm_history_visit")

    @api.model
    def _learn_ends(self):
        """How long after each landmark which deals were won, lost or last seen: counted by class and step of the life table.

        A landmark is an opportunity that stands in a stage at the beginning of a class of days.
        """
        self.env.cr.execute(SQL(
            """CREATE TEMP TABLE crm_history_end ON COMMIT DROP AS
               SELECT v.company, v.stage, (ages.number - 1)::int AS age, v.line, v.team,
                      width_bucket(extract(epoch FROM coalesce(v.closed_at, %(now)s) - landmark.at)::float8 / 86400, %(horizons)s::float8[]) + 1 AS step,
                      count(*) FILTER (WHERE v.result = 'won') AS won, count(*) FILTER (WHERE v.result = 'lost') AS lost,
                      count(*) FILTER (WHERE v.result IS NULL) AS unknown, count(*) AS number
                 FROM crm_history_visit v
                CROSS JOIN unnest(%(ages)s::int[]) WITH ORDINALITY AS ages(days, number)
                CROSS JOIN LATERAL (SELECT v.date + ages.days * interval '1 day' AS at) landmark
                WHERE landmark.at < coalesce(v.left_at, %(now)s) AND landmark.at >= %(now)s - %(months)s * interval '1 month'
                GROUP BY 1, 2, 3, 4, 5, 6""",
            ages=list(AGES), horizons=list(HORIZONS), now=self.env.cr.now(), months=self._get_window()))
        # A handful of deals says nothing about others; who has no history is shown none.
        self.env.cr.execute(SQL(
            """DELETE FROM crm_history_end WHERE company NOT IN (
                      SELECT company FROM crm_history_end WHERE age = 0 GROUP BY company HAVING sum(won + lost) >= %s)""", ENOUGH))
        self.env.cr.execute("ANALYZE crm_history_end")

    @api.model
    def _learn_classes(self):
        """One row for each class. All days of a stage that was ever used have one, narrower classes where they hold deals."""
        for select in (
            SQL("SELECT DISTINCT 'all', 0, nullif(company, 0), NULL::int, NULL::int, NULL::int, NULL::int FROM crm_history_end"),
            SQL("""SELECT 'age', 1 + age, nullif(company, 0), stage, age, NULL::int, NULL::int
                     FROM (SELECT DISTINCT company, stage FROM crm_history_end) used, generate_series(0, %s) age""", len(AGES) - 1),
            SQL("SELECT DISTINCT 'line', %s, nullif(company, 0), stage, age, line, NULL::int FROM crm_history_end WHERE line <> 0", LINE),
            SQL("""SELECT DISTINCT 'team', %s, nullif(company, 0), stage, age, nullif(line, 0), team
                     FROM crm_history_end WHERE team <> 0""", TEAM),
        ):
            self.env.cr.execute(SQL(
                "INSERT INTO crm_stage_statistics (level, rank, company_id, stage_id, age, service_line_id, team_id) %s", select))
        # The database would take the tables for empty, and choose its ways accordingly.
        self.env.cr.execute("ANALYZE crm_stage_statistics")
        for condition in (
            "c.level = 'age' AND c.age = 0 AND p.level = 'all'",
            "c.level = 'age' AND p.level = 'age' AND p.stage_id = c.stage_id AND p.age = c.age - 1",
            "c.level = 'line' AND p.level = 'age' AND p.stage_id = c.stage_id AND p.age = c.age",
            """c.level = 'team' AND p.level = CASE WHEN c.service_line_id IS NULL THEN 'age' ELSE 'line' END
               AND p.stage_id = c.stage_id AND p.age = c.age AND coalesce(p.service_line_id, 0) = coalesce(c.service_line_id, 0)""",
        ):
            self.env.cr.execute(SQL(
                """UPDATE crm_stage_statistics c SET parent_id = p.id FROM crm_stage_statistics p
                    WHERE coalesce(p.company_id, 0) = coalesce(c.company_id, 0) AND %s""", SQL(condition)))

    @api.model
    def _learn_steps(self):
        """The life table of each class, as counted."""
        self.env.cr.execute(SQL(
            """WITH ends AS (
               SELECT c.id, e.step, e.won, e.lost, e.unknown, e.number
                 FROM crm_history_end e JOIN crm_stage_statistics c
                   ON c.level = 'all' AND e.age = 0 AND coalesce(c.company_id, 0) = e.company
            UNION ALL
               SELECT c.id, e.step, e.won, e.lost, e.unknown, e.number
                 FROM crm_history_end e JOIN crm_stage_statistics c
                   ON c.stage_id = e.stage AND c.age = e.age AND coalesce(c.company_id, 0) = e.company
                  AND (c.level = 'age' OR coalesce(c.service_line_id, 0) = e.line AND (c.level = 'line' OR c.team_id = e.team)))
               INSERT INTO crm_stage_statistics_step (statistics_id, step, days_from, days_to, reached, won, lost, unknown)
               SELECT c.id, h.step, h.days_from, h.days_to, coalesce(sum(e.number), 0),
                      coalesce(sum(e.won) FILTER (WHERE e.step = h.step), 0), coalesce(sum(e.lost) FILTER (WHERE e.step = h.step), 0),
                      coalesce(sum(e.unknown) FILTER (WHERE e.step = h.step), 0)
                 FROM crm_stage_statistics c
                CROSS JOIN unnest(%s::int[], %s::int[]) WITH ORDINALITY AS h(days_from, days_to, step)
                 LEFT JOIN ends e ON e.id = c.id AND e.step >= h.step
                GROUP BY c.id, h.step, h.days_from, h.days_to""", [0, *HORIZONS[:-1]], list(HORIZONS)))
        self.env.cr.execute("ANALYZE crm_stage_statistics_step")

    @api.model
    def _learn_rates(self, rank):
        """The share that is won, and lost, in each step of the life tables of one rank, of those open at its begin.

        rate = (events + PRIOR x rate of the wider class) / (open at its begin - followed no further / 2 + PRIOR): the mean of a
        beta distribution whose prior is the wider class, worth PRIOR deals. ``weight`` counts whose fate is known by the end of the
        step, and at most PRIOR of the wider class.
        """
        self.env.cr.execute(SQL(
            """UPDATE crm_stage_statistics_step s
                  SET won_rate = new.won, lost_rate = new.lost, weight = new.weight
                 FROM (SELECT s.id,
                              (s.won + prior.deals * coalesce(p.won_rate, 0)) / nullif(s.reached - s.unknown / 2.0 + prior.deals, 0) AS won,
                              (s.lost + prior.deals * coalesce(p.lost_rate, 0)) / nullif(s.reached - s.unknown / 2.0 + prior.deals, 0) AS lost,
                              first_value(s.reached) OVER life - sum(s.unknown) OVER life + least(%(prior)s, coalesce(p.weight, 0)) AS weight
                         FROM crm_stage_statistics_step s
                         JOIN crm_stage_statistics c ON c.id = s.statistics_id AND c.rank = %(rank)s
                         LEFT JOIN crm_stage_statistics_step p ON p.statistics_id = c.parent_id AND p.step = s.step
                        CROSS JOIN LATERAL (SELECT CASE WHEN c.parent_id IS NULL THEN 0.0 ELSE %(prior)s END::float8 AS deals) prior
                       WINDOW life AS (PARTITION BY s.statistics_id ORDER BY s.step)) new
                WHERE new.id = s.id""", prior=float(PRIOR), rank=rank))

    @api.model
    def _learn_curves(self):
        """What share is won by the end of each step: the sum over the steps of (still open at its begin) x (won rate)."""
        self.env.cr.execute(
            """UPDATE crm_stage_statistics_step s SET probability = curve.won, before = curve.won - curve.here
                 FROM (SELECT id, here, sum(here) OVER (PARTITION BY statistics_id ORDER BY step) AS won
                         FROM (SELECT id, statistics_id, step, coalesce(won_rate, 0) * exp(coalesce(sum(
                                      ln(greatest(1 - coalesce(won_rate, 0) - coalesce(lost_rate, 0), 1e-9))) OVER (
                                      PARTITION BY statistics_id ORDER BY step ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)) AS here
                                 FROM crm_stage_statistics_step) open) curve
                WHERE curve.id = s.id""")
        self.env.cr.execute(SQL(
            """UPDATE crm_stage_statistics c
                  SET reached = life.reached, won = life.won, lost = life.lost, still_open = life.reached - life.won - life.lost,
                      probability = 100 * life.probability
                 FROM (SELECT statistics_id, max(reached) AS reached, sum(won) AS won, sum(lost) AS lost, max(probability) AS probability
                         FROM crm_stage_statistics_step GROUP BY statistics_id) life
                WHERE life.statistics_id = c.id"""))

    @api.model
    def _learn_swing(self):
        """How far whole months were off, beyond what chance explains: seasons, campaigns, the market.

        For each period of 30 days of the window: O deals were won of those open at its begin, E = sum(p) were to be, by what is learned
        now, with the variance V = sum(p (1 - p)). The swing is the square root of sum((O - E)^2 - V) / sum(E^2), at least zero: the method of
        moments for the variance of a factor that all deals of a month have in common.
        """
        self.env.cr.execute(SQL(
            """WITH standing AS (
               SELECT v.*, period.number, period.begins,
                      width_bucket(extract(epoch FROM period.begins - v.date)::float8 / 86400, %(ages)s::float8[]) - 1 AS age
                 FROM crm_history_visit v
                 JOIN (SELECT number, %(now)s - number * interval '30 days' AS begins FROM generate_series(1, %(periods)s) number) period
                   ON v.date <= period.begins AND period.begins < coalesce(v.left_at, %(now)s)),
               months AS (
               SELECT l.company, l.number, sum(s.probability) AS expected, sum(s.probability * (1 - s.probability)) AS variance,
                      count(*) FILTER (WHERE l.result = 'won' AND l.closed_at <= l.begins + interval '30 days') AS won
                 FROM standing l
                 JOIN crm_stage_statistics age
                   ON age.level = 'age' AND coalesce(age.company_id, 0) = l.company AND age.stage_id = l.stage AND age.age = l.age
                 LEFT JOIN crm_stage_statistics line
                   ON line.level = 'line' AND coalesce(line.company_id, 0) = l.company AND line.stage_id = l.stage AND line.age = l.age
                  AND line.service_line_id = l.line
                 LEFT JOIN crm_stage_statistics team
                   ON team.level = 'team' AND coalesce(team.company_id, 0) = l.company AND team.stage_id = l.stage AND team.age = l.age
                  AND coalesce(team.service_line_id, 0) = l.line AND team.team_id = l.team
                 JOIN crm_stage_statistics_step s ON s.statistics_id = coalesce(team.id, line.id, age.id) AND s.days_to = 30
                GROUP BY l.company, l.number)
               UPDATE crm_stage_statistics c SET swing = off.swing
                 FROM (SELECT company, sqrt(greatest(sum(power(won - expected, 2) - variance), 0) / nullif(sum(power(expected, 2)), 0)) AS swing
                         FROM months GROUP BY company) off
                WHERE c.level = 'all' AND coalesce(c.company_id, 0) = off.company""",
            ages=list(AGES), now=self.env.cr.now(), periods=int(self._get_window() * 365.25 / 12 // 30)))

    @api.model
    def _learn_usual_days(self):
        """The median of the days in each stage, of the stays that ended in the window."""
        self.env.cr.execute(SQL(
            """UPDATE crm_stage_statistics c SET usual_days = stays.days
                 FROM (SELECT company, stage, percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM left_at - date)::float8 / 86400) AS days
                         FROM crm_history_visit
                        WHERE left_at >= %s - %s * interval '1 month' GROUP BY company, stage HAVING count(*) >= %s) stays
                WHERE c.level = 'age' AND c.age = 0 AND c.stage_id = stays.stage AND coalesce(c.company_id, 0) = stays.company""",
            self.env.cr.now(), self._get_window(), PRIOR))
