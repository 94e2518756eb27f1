from odoo import api, models
from odoo.tools import SQL

# Fields of opportunities whose changes the host keeps, and what a change holds them in.
TRACKED = ('stage_id', 'team_id', 'user_id', 'expected_revenue', 'active', 'won_status', 'lost_reason_id')


class CrmStageTransition(models.Model):
    """The transitions of before the add-on, from what the host tracked: a few statements for the whole history."""

    _inherit = 'crm.stage.transition'

    @api.model
    def _fill(self):
        """Write the history of all opportunities that have none yet."""
        for model in ('crm.lead', 'mail.message', 'mail.tracking.value', 'crm.stage', 'crm.team', 'res.users'):
            self.env[model].flush_model()
        self._fill_tracked()
        self.env.cr.execute(
            """CREATE TEMP TABLE crm_transition_new (lead_id int, rank int, date timestamp, message_id int, user_id int, event varchar,
                                                     from_id int, to_id int, from_text varchar, to_text varchar, merged bool) ON COMMIT DROP""")
        for select in (self._select_moves(), self._select_closed(), self._select_untracked(), self._select_begun()):
            self.env.cr.execute(SQL("INSERT INTO crm_transition_new %s", select))
        self._fill_insert()
        self.env.cr.execute("DROP TABLE crm_transition_new, crm_transition_tracked")
        self._measure(SQL("TRUE"))
        self._forget()

    @api.model
    def _fill_tracked(self):
        """All that was tracked of opportunities, in a table that can be asked for one record and field.

        The messages of merged opportunities were given a subject; others that track have none.
        """
        # As superuser: the administrator who installs the add-on need not be one of the host's settings.
        names = {name: self.env['ir.model.fields'].sudo()._get('crm.lead', name).id for name in TRACKED}
        self.env.cr.execute(SQL(
            """CREATE TEMP TABLE crm_transition_tracked ON COMMIT DROP AS
               SELECT m.res_id AS lead_id, f.name AS field, m.id AS message_id, coalesce(m.date, v.create_date) AS date, v.id,
                      coalesce(m.subject, '') <> '' AS merged, v.create_uid AS user_id,
                      v.old_value_integer AS old_id, v.new_value_integer AS new_id, v.old_value_float AS old_amount,
                      v.old_value_char AS old_text, v.new_value_char AS new_text
                 FROM mail_tracking_value v
                 JOIN mail_message m ON m.id = v.mail_message_id AND m.model = 'crm.lead'
                 JOIN unnest(%s, %s::text[]) AS f(id, name) ON f.id = v.field_id
                 JOIN crm_lead l ON l.id = m.res_id AND l.type = 'opportunity'
                WHERE NOT EXISTS (SELECT 1 FROM crm_stage_transition t WHERE t.lead_id = l.id)""",
            list(names.values()), list(names)))
        self.env.cr.execute("CREATE INDEX ON crm_transition_tracked (lead_id, field, message_id)")
        self.env.cr.execute("ANALYZE crm_transition_tracked")

    @api.model
    def _select_moves(self):
        """Tracked changes of the stage, since the record was an opportunity."""
        return SQL(
            """SELECT v.lead_id, 2, v.date, v.message_id, v.user_id, CASE WHEN s.is_won THEN 'won' ELSE 'moved' END,
                      v.old_id, v.new_id, v.old_text, v.new_text, v.merged
                 FROM crm_transition_tracked v JOIN crm_lead l ON l.id = v.lead_id LEFT JOIN crm_stage s ON s.id = v.new_id
                WHERE v.field = 'stage_id' AND coalesce(v.new_id, 0) <> 0 AND coalesce(v.old_id, 0) <> 0
                  AND (l.date_conversion IS NULL OR v.date >= l.date_conversion OR v.merged)""")

    @api.model
    def _select_closed(self):
        """Tracked losses and reopenings: an archived record is a lost one when its result or reason changed with it."""
        return SQL(
            """SELECT v.lead_id, 3, v.date, v.message_id, v.user_id, CASE WHEN v.new_id = 0 THEN 'lost' ELSE 'reopened' END,
                      stage.id, stage.id, NULL, NULL, v.merged
                 FROM crm_transition_tracked v JOIN crm_lead l ON l.id = v.lead_id,
              LATERAL (SELECT coalesce(
                          (SELECT n.to_id FROM crm_transition_new n WHERE n.lead_id = v.lead_id AND n.message_id <= v.message_id
                              AND n.merged = v.merged ORDER BY n.message_id DESC LIMIT 1),
                          (SELECT n.old_id FROM crm_transition_tracked n WHERE n.lead_id = v.lead_id AND n.field = 'stage_id'
                              AND n.message_id > v.message_id AND n.merged = v.merged ORDER BY n.message_id LIMIT 1),
                          l.stage_id) AS id) stage
                WHERE v.field = 'active' AND coalesce(v.new_id, 0) IN (0, 1)
                  AND EXISTS (SELECT 1 FROM crm_transition_tracked w WHERE w.message_id = v.message_id AND w.lead_id = v.lead_id
                                 AND w.field IN ('won_status', 'lost_reason_id'))""")

    @api.model
    def _select_untracked(self):
        """What must have happened though nobody tracked it: the stage of today, a loss."""
        return SQL(
            """SELECT l.id, 4, coalesce(l.date_last_stage_update, l.write_date), NULL::int, l.write_uid,
                      CASE WHEN s.is_won THEN 'won' ELSE 'moved' END, last.to_id, l.stage_id, last.to_text, NULL::varchar, FALSE
                 FROM crm_lead l JOIN crm_stage s ON s.id = l.stage_id
                CROSS JOIN LATERAL (SELECT n.to_id, n.to_text FROM crm_transition_new n WHERE n.lead_id = l.id AND n.rank = 2 AND NOT n.merged
                                     ORDER BY n.message_id DESC LIMIT 1) last
                WHERE last.to_id IS DISTINCT FROM l.stage_id
            UNION ALL
               SELECT l.id, 5, coalesce(l.date_closed, l.write_date), NULL::int, l.write_uid, 'lost', l.stage_id, l.stage_id, NULL::varchar, NULL::varchar, FALSE
                 FROM crm_lead l
                WHERE l.type = 'opportunity' AND l.won_status = 'lost'
                  AND NOT EXISTS (SELECT 1 FROM crm_stage_transition t WHERE t.lead_id = l.id)
                  AND 'lost' IS DISTINCT FROM (SELECT n.event FROM crm_transition_new n WHERE n.lead_id = l.id AND n.rank = 3 AND NOT n.merged
                                                ORDER BY n.message_id DESC LIMIT 1)""")

    @api.model
    def _select_begun(self):
        """The beginning of each opportunity, in the stage that its first change left, and a win without a move."""
        return SQL(
            """WITH begun AS (
               SELECT l.id, coalesce(l.date_conversion, l.create_date) AS date, l.create_uid, l.date_closed,
                      CASE WHEN l.date_conversion IS NULL THEN 'created' ELSE 'converted' END AS event,
                      coalesce(first.from_id, l.stage_id) AS stage, first.from_text, first.from_id IS NULL AS unmoved
                 FROM crm_lead l
                 LEFT JOIN LATERAL (SELECT n.from_id, n.from_text FROM crm_transition_new n WHERE n.lead_id = l.id AND n.rank = 2 AND NOT n.merged
                                     ORDER BY n.message_id LIMIT 1) first ON TRUE
                WHERE l.type = 'opportunity' AND NOT EXISTS (SELECT 1 FROM crm_stage_transition t WHERE t.lead_id = l.id))
               SELECT id, 1, date, NULL::int, create_uid, event, NULL::int, stage, NULL::varchar, from_text, FALSE FROM begun
            UNION ALL
               SELECT b.id, 2, coalesce(b.date_closed, b.date), NULL::int, b.create_uid, 'won', b.stage, b.stage, NULL::varchar, NULL::varchar, FALSE
                 FROM begun b JOIN crm_stage s ON s.id = b.stage AND s.is_won WHERE b.unmoved""")

    @api.model
    def _fill_insert(self):
        """Write the rows, with what the opportunity was worth and whose it was then.

        That is what the next change says it had been, else what it is today.
        """
        next_change = SQL(
            """(SELECT v.old_id, v.old_amount FROM crm_transition_tracked v
                 WHERE v.lead_id = n.lead_id AND NOT v.merged AND v.field = %s
                   AND CASE WHEN n.message_id IS NULL THEN v.date > n.date ELSE v.message_id > n.message_id END
                 ORDER BY v.message_id LIMIT 1)""", SQL("f.name"))
        self.env.cr.execute(SQL(
            """INSERT INTO crm_stage_transition (lead_id, event, date, user_id, from_stage_id, from_name, to_stage_id, to_name, amount,
                      currency_id, team_id, salesperson_id, company_id, merged_res_id, duration)
               SELECT l.id, n.event, n.date, n.user_id, source.id, CASE WHEN source.id IS NULL THEN n.from_text END,
                      target.id, CASE WHEN target.id IS NULL THEN n.to_text END,
                      CASE WHEN amount IS NULL THEN l.expected_revenue ELSE amount.old_amount END, coalesce(company.currency_id, %(currency)s),
                      t.id, u.id, l.company_id, CASE WHEN n.merged THEN -1 END, 0
                 FROM crm_transition_new n
                 JOIN crm_lead l ON l.id = n.lead_id
                 LEFT JOIN crm_stage source ON source.id = n.from_id
                 LEFT JOIN crm_stage target ON target.id = n.to_id
                 LEFT JOIN res_company company ON company.id = l.company_id
                 LEFT JOIN LATERAL (SELECT * FROM (VALUES ('expected_revenue')) AS f(name), LATERAL %(next)s change) amount ON TRUE
                 LEFT JOIN LATERAL (SELECT * FROM (VALUES ('team_id')) AS f(name), LATERAL %(next)s change) team ON TRUE
                 LEFT JOIN LATERAL (SELECT * FROM (VALUES ('user_id')) AS f(name), LATERAL %(next)s change) owner ON TRUE
                 LEFT JOIN crm_team t ON t.id = CASE WHEN team IS NULL THEN l.team_id ELSE team.old_id END
                 LEFT JOIN res_users u ON u.id = CASE WHEN owner IS NULL THEN l.user_id ELSE owner.old_id END
                ORDER BY n.lead_id, n.rank = 1 DESC, n.date, n.message_id, n.rank""",
            next=next_change, currency=self.env.company.currency_id.id))
