from odoo import api, fields, models
from odoo.tools import SQL

# In the order of certainty; `closed` is what was won, nobody chooses it.
CATEGORIES = [
    ('pipeline', "Pipeline"),
    ('best_case', "Best Case"),
    ('commit', "Commit"),
    ('closed', "Closed"),
    ('omitted', "Omitted"),
]
CHOICES = [choice for choice in CATEGORIES if choice[0] != 'closed']
SIDES = ('seller', 'manager')
# The types of the columns of a side, in the database.
TYPES = {'category': 'varchar', 'note': 'varchar', 'user_id': 'int4', 'date': 'timestamp'}


class CrmForecastJudgement(models.Model):
    """What the seller and the manager expect of an opportunity, side by side; where neither says anything, its stage does.

    One row for each opportunity that somebody judged; written through `crm.lead.set_forecast` only. A table of its own, so
    that opportunities of which nobody forecasts anything cost nothing.
    """

    _name = 'crm.forecast.judgement'
    _description = "Forecast Judgement"
    _inherit = ['crm.readable.by.lead']
    _rec_name = 'lead_id'
    _log_access = False

    lead_id = fields.Many2one('crm.lead', string="Opportunity", required=True, readonly=True, ondelete='cascade', index=True)
    seller_category = fields.Selection(CHOICES, string="Forecast of the Seller", readonly=True)
    seller_note = fields.Char(string="Note of the Seller", readonly=True)
    seller_user_id = fields.Many2one('res.users', string="Seller's by", readonly=True, ondelete='set null')
    seller_date = fields.Datetime(string="Seller's on", readonly=True)
    manager_category = fields.Selection(CHOICES, string="Forecast of the Manager", readonly=True)
    manager_note = fields.Char(string="Note of the Manager", readonly=True)
    manager_user_id = fields.Many2one('res.users', string="Manager's by", readonly=True, ondelete='set null')
    manager_date = fields.Datetime(string="Manager's on", readonly=True)

    _lead_uniq = models.UniqueIndex('(lead_id)')

    @api.model
    def _effective_sql(self, lead, stage, judgement):
        """The category that counts, as :meth:`crm.lead._compute_forecast_category` says it.

        :param str lead: alias of crm_lead
        :param str stage: alias of its crm_stage
        :param str judgement: alias of its crm_forecast_judgement; both joined on the left
        :return: SQL expression, never null
        """
        def column(model, alias, name):
            return SQL.identifier(alias, name, to_flush=self.env[model]._fields[name])
        return SQL(
            """(CASE %(status)s WHEN 'won' THEN 'closed' WHEN 'lost' THEN 'omitted'
                     ELSE coalesce(%(manager)s, %(seller)s, nullif(%(stage)s, 'closed'), 'pipeline') END)""",
            status=column('crm.lead', lead, 'won_status'), stage=column('crm.stage', stage, 'forecast_category'),
            seller=column(self._name, judgement, 'seller_category'), manager=column(self._name, judgement, 'manager_category'))

    @api.model
    def _put(self, leads, side, given):
        """Write what one side says of some opportunities, in one statement however many they are.

        :param str side: one of ``SIDES``
        :param dict given: ``category`` (one of ``CHOICES``) or ``note`` or both, False for nothing
        """
        values = {**given, 'user_id': self.env.uid, 'date': self.env.cr.now()}
        columns = [f'{side}_{name}' for name in values]
        self.env.cr.execute(SQL(
            """INSERT INTO crm_forecast_judgement (lead_id, %(columns)s)
               SELECT id, %(values)s FROM unnest(%(leads)s) AS new(id)
               ON CONFLICT (lead_id) DO UPDATE SET %(changes)s""",
            columns=SQL(', ').join(map(SQL.identifier, columns)), leads=leads.ids,
            values=SQL(', ').join(SQL("%s::%s", value or None, SQL.identifier(TYPES[name])) for name, value in values.items()),
            changes=SQL(', ').join(SQL("%s = %s", SQL.identifier(column), SQL.identifier('excluded', column)) for column in columns)))
        self.invalidate_model(flush=False)
        leads.invalidate_recordset(leads._forecast_fields(), flush=False)

    @api.model
    def _merge_words(self):
        """What was said of opportunities merged away is said of those that remain, where nobody said anything of these: the latest.

        :return: SQL: a common table expression ``word``, after one named ``merged`` (tail, head)
        """
        return SQL(
            """word AS (UPDATE crm_forecast_judgement record SET lead_id = chosen.head
                          FROM (SELECT DISTINCT ON (merged.head) merged.head, said.id
                                  FROM merged JOIN crm_forecast_judgement said ON said.lead_id = merged.tail
                                 WHERE NOT EXISTS (SELECT FROM crm_forecast_judgement kept WHERE kept.lead_id = merged.head)
                                 ORDER BY merged.head, greatest(said.seller_date, said.manager_date) DESC, said.id DESC) chosen
                         WHERE record.id = chosen.id RETURNING record.id)""")
