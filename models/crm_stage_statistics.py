from odoo import api, fields, models

from ..tools.expectation import AGES

LEVELS = [
    ('all', "All stages"),
    ('age', "Stage and days"),
    ('line', "Service line"),
    ('team', "Sales team"),
]


class CrmStageStatistics(models.Model):
    """What became of the deals that once stood for so many days in a stage: numbers only, learned every night.

    Narrower classes (a service line, a team of it) are drawn towards the wider one (``parent_id``), the less they hold the more.
    """

    _name = 'crm.stage.statistics'
    _description = "What Stages led to"
    _order = 'stage_id, age, rank, id'
    _rec_name = 'stage_id'
    _log_access = False

    level = fields.Selection(LEVELS, required=True, readonly=True)
    rank = fields.Integer(readonly=True, help="Wider classes are learned before those that are drawn towards them.")
    parent_id = fields.Many2one('crm.stage.statistics', string="Drawn towards", readonly=True, ondelete='cascade', index='btree_not_null')
    company_id = fields.Many2one('res.company', readonly=True, ondelete='cascade')
    stage_id = fields.Many2one('crm.stage', readonly=True, ondelete='cascade', index='btree_not_null')
    age = fields.Integer(string="Class of days", readonly=True, aggregator=None)
    age_label = fields.Char(string="Days in the stage", compute='_compute_age_label')
    service_line_id = fields.Many2one('crm.service.line', readonly=True, ondelete='cascade', index='btree_not_null')
    team_id = fields.Many2one('crm.team', string="Sales Team", readonly=True, ondelete='cascade', index='btree_not_null')
    reached = fields.Integer(string="Deals", readonly=True, help="Deals that stood in the stage for so many days.")
    won = fields.Integer(readonly=True)
    lost = fields.Integer(readonly=True)
    still_open = fields.Integer(string="Still Open", readonly=True)
    probability = fields.Float(
        string="Won (%)", readonly=True, digits=(5, 1), aggregator='avg', help="Share that is won within two years, drawn towards the wider class.")
    swing = fields.Float(
        string="Swing of months", readonly=True, digits=(5, 3), aggregator=None,
        help="How far the number that is won in a month is off, beyond what chance explains: seasons, campaigns, the market. 0.2: by a fifth.")
    usual_days = fields.Float(
        string="Usual Days", readonly=True, digits=(16, 1), aggregator=None,
        help="Half of the deals that left the stage in this time had left it by then; of the class of the first days only.")
    step_ids = fields.One2many('crm.stage.statistics.step', 'statistics_id', readonly=True)

    @api.depends('age', 'level')
    def _compute_age_label(self):
        for line in self:
            line.age_label = False if line.level == 'all' else self._get_age_label(line.age)

    @api.model
    def _get_age_label(self, age):
        """:return: the days of a class in words, ``21-29``"""
        last = age + 1 == len(AGES)
        return f"{AGES[age]}+" if last else f"{AGES[age]}-{AGES[age + 1] - 1}"

    def _get_wider(self):
        """:return: the class of the whole company that this one belongs to"""
        line = self
        while line.level in ('line', 'team'):
            line = line.parent_id
        return line


class CrmStageStatisticsStep(models.Model):
    """One step of the life table of a class: what happened between two horizons."""

    _name = 'crm.stage.statistics.step'
    _description = "Step of a Stage's Statistics"
    _order = 'statistics_id, step'
    _log_access = False

    statistics_id = fields.Many2one('crm.stage.statistics', required=True, readonly=True, ondelete='cascade', index=True)
    company_id = fields.Many2one(related='statistics_id.company_id')
    step = fields.Integer(readonly=True, aggregator=None)
    days_from = fields.Integer(string="From day", readonly=True, aggregator=None)
    days_to = fields.Integer(string="To day", readonly=True, aggregator=None)
    reached = fields.Integer(string="Open at its begin", readonly=True)
    unknown = fields.Integer(string="Followed no further", readonly=True, help="Still open, and not older than this.")
    won = fields.Integer(readonly=True)
    lost = fields.Integer(readonly=True)
    won_rate = fields.Float(readonly=True, digits=(16, 6), aggregator=None)
    lost_rate = fields.Float(readonly=True, digits=(16, 6), aggregator=None)
    weight = fields.Float(
        string="Known from", readonly=True, digits=(16, 1), aggregator=None, help="Of how many deals is known whether they were won by then.")
    before = fields.Float(string="Won before", readonly=True, digits=(16, 6), aggregator=None)
    probability = fields.Float(string="Won by then", readonly=True, digits=(16, 6), aggregator=None)

    _step_unique = models.UniqueIndex('(statistics_id, step)')
