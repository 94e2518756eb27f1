from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..tools.forecast import stage_category
from .crm_forecast_judgement import CATEGORIES

# From how many closed opportunities on what became of them says more than the place of the stage.
KNOWN_FROM = 20


class CrmStage(models.Model):
    """What the opportunities of a stage stand for in the forecast, unless a seller or manager knows better."""

    _inherit = 'crm.stage'

    forecast_category = fields.Selection(
        CATEGORIES, compute='_compute_forecast_category', store=True, readonly=False, precompute=True,
        help="What opportunities in this stage count as, as long as neither seller nor manager says otherwise. A won stage is closed.")

    @api.depends('is_won')
    def _compute_forecast_category(self):
        for stage in self:
            if stage.is_won:
                stage.forecast_category = 'closed'
            elif not stage.forecast_category or stage.forecast_category == 'closed':
                stage.forecast_category = 'pipeline'

    @api.constrains('forecast_category', 'is_won')
    def _check_forecast_category(self):
        for stage in self:
            if stage.is_won != (stage.forecast_category == 'closed'):
                raise ValidationError(self.env._(
                    "\"%(stage)s\": won stages are forecast as closed, and only these. Choose another category, or make it a won stage.",
                    stage=stage.name))

    @api.model
    def _fill_forecast_categories(self):
        """Say, once at installation, what each stage stands for: by what became of its opportunities, else by its place."""
        known = self._won_shares()
        stages = self.search([('is_won', '=', False)])
        for stage in stages:
            way = [other.id for other in stages if not other.team_ids or not stage.team_ids or other.team_ids & stage.team_ids]
            stage.forecast_category = stage_category(known.get(stage.id), way.index(stage.id), len(way))

    @api.model
    def _won_shares(self):
        """:return: {stage id: share won of the closed opportunities that had been in it}, where enough are known"""
        self.env['crm.stage.transition'].flush_model()
        self.env['crm.lead'].flush_model(['won_status'])
        return {stage_id: float(share) for stage_id, share in self.env.execute_query(SQL(
            """SELECT t.to_stage_id, avg((l.won_status = 'won')::int)
                 FROM (SELECT DISTINCT lead_id, to_stage_id FROM crm_stage_transition WHERE merged_res_id IS NULL) t
                 JOIN crm_lead l ON l.id = t.lead_id AND l.won_status IN ('won', 'lost')
                GROUP BY t.to_stage_id HAVING count(*) >= %s""", KNOWN_FROM))}
