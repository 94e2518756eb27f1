from odoo import fields, models
from odoo.tools import SQL

RESULTS = [
    ('moved', "Moved on"),
    ('back', "Moved back"),
    ('won', "Won"),
    ('lost', "Lost"),
    ('merged', "Merged into another"),
    ('open', "Still there"),
]
# What a share of these measures is: of the deals that left the stage.
SHARES = {'share_on': ('moved', 'won'), 'share_won': ('won',), 'share_lost': ('lost',)}
PERCENTILES = {'median_days': 0.5, 'slow_days': 0.8}


class CrmStageVelocity(models.Model):
    """One stay of an opportunity in a stage: how many days, and how it ended.

    The percentiles and shares of a group are computed for the group, from the stays in it.
    """

    _name = 'crm.stage.velocity'
    _description = "Stage Velocity"
    _inherit = ['crm.readable.by.lead']
    _auto = False
    _order = 'date desc, id desc'
    _rec_name = 'lead_id'
    _depends = {
        'crm.lead': ['stage_id', 'type', 'active', 'probability', 'won_status', 'service_line_id', 'user_id', 'company_id'],
        'crm.stage.transition': ['lead_id', 'event', 'date', 'to_stage_id', 'team_id', 'salesperson_id', 'merged_res_id'],
    }

    lead_id = fields.Many2one('crm.lead', string="Opportunity", readonly=True)
    date = fields.Datetime(string="Since", readonly=True)
    left_date = fields.Datetime(string="Until", readonly=True)
    stage_id = fields.Many2one('crm.stage', readonly=True)
    next_stage_id = fields.Many2one('crm.stage', string="Next Stage", readonly=True)
    result = fields.Selection(RESULTS, readonly=True)
    user_id = fields.Many2one('res.users', string="Salesperson", readonly=True)
    team_id = fields.Many2one('crm.team', string="Sales Team", readonly=True)
    service_line_id = fields.Many2one('crm.service.line', readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    days = fields.Float(readonly=True, digits=(16, 1), aggregator='avg', help="Days in the stage, so far if it is still there.")
    median_days = fields.Float(
        string="Days: Half are faster", readonly=True, digits=(16, 1), aggregator='avg', help="Median of the stays that have ended.")
    slow_days = fields.Float(
        string="Days: 8 in 10 are faster", readonly=True, digits=(16, 1), aggregator='avg', help="80th percentile of the stays that have ended.")
    share_on = fields.Float(
        string="Went on (%)", readonly=True, digits=(5, 1), aggregator='avg', help="Of those that have left the stage: to a later stage, or won.")
    share_won = fields.Float(string="Won from here (%)", readonly=True, digits=(5, 1), aggregator='avg', help="Of those that have left the stage.")
    share_lost = fields.Float(string="Lost from here (%)", readonly=True, digits=(5, 1), aggregator='avg', help="Of those that have left the stage.")

    @property
    def _table_query(self):
        shares = SQL(', ').join(
            SQL("CASE WHEN stay.result <> 'open' THEN 100.0 * (stay.result = ANY(%s))::int END AS %s", list(results), SQL.identifier(name))
            for name, results in SHARES.items())
        return SQL(
            """SELECT stay.*, CASE WHEN stay.result <> 'open' THEN stay.days END AS median_days,
                      CASE WHEN stay.result <> 'open' THEN stay.days END AS slow_days, %(shares)s
                 FROM (SELECT t.id, t.lead_id, t.date, t.left_date, t.to_stage_id AS stage_id, t.next_stage_id, t.salesperson_id AS user_id, t.team_id,
                              l.service_line_id, l.company_id, extract(epoch FROM coalesce(t.left_date, %(now)s) - t.date)::float8 / 86400 AS days,
                              CASE WHEN t.next_event IS NULL THEN 'open' WHEN t.next_event = 'moved' THEN
                                   CASE WHEN (later.sequence, later.id) < (stage.sequence, stage.id) THEN 'back' ELSE 'moved' END
                                   ELSE t.next_event END AS result
                         FROM (SELECT t.*, lead(t.date) OVER moves AS left_date, lead(t.event) OVER moves AS next_event,
                                      lead(t.to_stage_id) OVER moves AS next_stage_id
                                 FROM crm_stage_transition t WHERE t.merged_res_id IS NULL
                               WINDOW moves AS (PARTITION BY t.lead_id ORDER BY t.date, t.id)) t
                         JOIN crm_lead l ON l.id = t.lead_id
                         JOIN crm_stage stage ON stage.id = t.to_stage_id AND NOT coalesce(stage.is_won, FALSE)
                         LEFT JOIN crm_stage later ON later.id = t.next_stage_id
                        WHERE t.event IN ('created', 'converted', 'moved', 'reopened')
                          AND (t.next_event IS NOT NULL OR l.active AND l.won_status = 'pending')) stay""",
            shares=shares, now=self.env.cr.now())

    def _read_group_select(self, aggregate_spec, query):
        """Percentiles of a group are no averages of percentiles."""
        name = aggregate_spec.partition(':')[0]
        if name in PERCENTILES and aggregate_spec == f'{name}:avg':
            return SQL("percentile_cont(%s) WITHIN GROUP (ORDER BY %s)", PERCENTILES[name], self._field_to_sql(self._table, name, query))
        return super()._read_group_select(aggregate_spec, query)
