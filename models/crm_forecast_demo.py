from odoo import api, fields, models
from odoo.tools import SQL

from .crm_forecast_snapshot import TAKEN

# What is said of past weeks, in terms of today's row and how many weeks ago it was.
PAST = {
    'won_status': "'pending'",
    'forecast_category': """CASE forecast_category
        WHEN 'closed' THEN CASE WHEN week > 7 THEN 'pipeline' WHEN week > 4 THEN 'best_case' ELSE 'commit' END
        WHEN 'commit' THEN CASE WHEN week > 5 THEN 'best_case' ELSE 'commit' END
        WHEN 'best_case' THEN CASE WHEN week > 8 THEN 'pipeline' ELSE 'best_case' END
        ELSE forecast_category END""",
    'probability': "probability * (1 - 0.06 * week)",
    'expected_revenue': "round(expected_revenue * (1 - 0.03 * ((week + lead_id) % 5)), 2)",
    'prorated_revenue': "round(prorated_revenue * (1 - 0.06 * week), 2)",
}
WEEKS = 9


class CrmForecastSnapshot(models.Model):
    """What the demonstration data say about forecasts; nothing else calls it."""

    _inherit = 'crm.forecast.snapshot'

    @api.model
    def _fill_demo(self):
        """Two who differ about an opportunity, and past weeks: the further back, the less sure."""
        # Demonstration data come before what is done at installation.
        self.env['crm.stage']._fill_forecast_categories()
        canteen = self.env.ref('crm_customer_record.forecast_demo_lead_canteen')
        for user, category, note in (('base.user_demo', 'commit', "Their board meets on Monday"), ('base.user_admin', 'best_case', "They have postponed twice")):
            canteen.with_user(self.env.ref(user)).set_forecast(category, note=note)
        self._take()
        self.env.cr.execute(SQL(
            """INSERT INTO crm_forecast_snapshot (date, closing, %(columns)s)
               SELECT date - 7 * week, closing, %(past)s FROM crm_forecast_snapshot, generate_series(1, %(weeks)s) AS week WHERE date = %(today)s""",
            columns=SQL(', ').join(map(SQL.identifier, TAKEN)), today=fields.Date.today(), weeks=WEEKS,
            past=SQL(', ').join(SQL(PAST[name].replace('%', '%%')) if name in PAST else SQL.identifier(name) for name in TAKEN)))
        self.invalidate_model(flush=False)
