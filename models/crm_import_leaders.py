from odoo import models
from odoo.tools import SQL

LEADER_ROW = SQL("jsonb_build_object('row', leader.row_number)")


class CrmImportMatch(models.AbstractModel):
    """Rows of one file that bring the same company or person: the first one leads, the others follow it."""

    _inherit = 'crm.import.match'

    def _identify_companies(self, record):
        """Find which rows bring the same company; temp table `crm_import_company` (row_id, row_number, identity, unclear).

        The tax id decides (with the branch, where the file tells several of one tax id apart); a company without one
        is the company of the same name, unless the file knows several of that name.
        """
        self.env.execute_query(SQL("DROP TABLE IF EXISTS crm_import_company"))
        self.env.execute_query(SQL(
            """CREATE TEMP TABLE crm_import_company ON COMMIT DROP AS
               WITH company AS (
                   SELECT row_id, row_number,
                          max(value) FILTER (WHERE kind = 'tax') AS tax,
                          coalesce(max(value) FILTER (WHERE kind = 'branch'), '') AS branch,
                          max(value) FILTER (WHERE kind = 'name') AS name,
                          lower(max(value) FILTER (WHERE kind = 'full_name')) AS full_name
                     FROM crm_import_key WHERE part = 'company' GROUP BY row_id, row_number),
               branches AS (SELECT tax, count(DISTINCT branch) FILTER (WHERE branch <> '') AS branches
                              FROM company WHERE tax IS NOT NULL GROUP BY tax),
               identified AS (
                   SELECT company.*, 't:' || tax || CASE WHEN branches > 1 THEN ':' || branch ELSE '' END AS tax_identity
                     FROM company LEFT JOIN branches USING (tax)),
               names AS (SELECT name, count(DISTINCT tax_identity) AS companies, min(tax_identity) AS tax_identity,
                                count(DISTINCT full_name) FILTER (WHERE full_name <> name) AS forms
                           FROM identified WHERE name IS NOT NULL GROUP BY name)
               SELECT i.row_id, i.row_number,
                      CASE WHEN i.tax_identity IS NOT NULL THEN i.tax_identity
                           WHEN n.companies = 1 THEN n.tax_identity
                           ELSE 'n:' || coalesce(i.name, i.full_name) END AS identity,
                      i.tax_identity IS NULL AND n.companies > 1 AS unclear
                 FROM identified i LEFT JOIN names n USING (name)"""
        ))
        self.env.execute_query(SQL("CREATE INDEX ON crm_import_company (row_id)"))

    def _lead_companies(self, record):
        """Point every row at the first row of the file that brings the same company."""
        self.env.execute_query(SQL(
            """WITH first_row AS (
                   SELECT c.row_id, first_value(c.row_id) OVER same AS leader
                     FROM crm_import_company c JOIN crm_import_row r ON r.id = c.row_id
                    WHERE r.decision <> 'skip' AND NOT c.unclear
                   WINDOW same AS (PARTITION BY c.identity ORDER BY c.row_number))
               UPDATE crm_import_row r SET account_leader_id = nullif(first_row.leader, r.id)
                 FROM first_row
                WHERE first_row.row_id = r.id AND NOT r.decided AND r.account_leader_id IS DISTINCT FROM nullif(first_row.leader, r.id)"""
        ))

    def _lead_persons(self, record):
        """Point every row at the first row that brings the same person; namesakes with nothing in common stay apart.

        Within a company a person is who has the name; without one, who has the name and a phone or e-mail in common. By
        windows over who has the same name, not by pairs of namesakes: of a common name there are thousands.
        """
        self.env.execute_query(SQL(
            """WITH person AS MATERIALIZED (
                   SELECT k.row_id, k.row_number, k.value AS name, coalesce(c.identity, '') AS company,
                          EXISTS (SELECT 1 FROM crm_import_key r WHERE r.row_id = k.row_id AND r.part = 'person'
                                     AND r.kind IN ('phone', 'email')) AS reachable
                     FROM crm_import_key k JOIN crm_import_row r ON r.id = k.row_id AND r.decision <> 'skip' AND NOT r.decided
                     LEFT JOIN crm_import_company c ON c.row_id = k.row_id
                    WHERE k.part = 'person' AND k.kind = 'name'),
               reach AS (
                   SELECT p.row_id, p.row_number, min(p.row_number) OVER (PARTITION BY p.name, p.company, k.kind, k.value) AS first
                     FROM person p JOIN crm_import_key k ON k.row_id = p.row_id AND k.part = 'person' AND k.kind IN ('phone', 'email')),
               shared AS (SELECT row_id, min(first) AS first FROM reach WHERE first < row_number GROUP BY row_id),
               namesake AS (
                   SELECT row_id, company, reachable, nullif(min(row_number) OVER same, row_number) AS first,
                          min(CASE WHEN NOT reachable THEN row_number END) OVER same AS first_unreachable, row_number
                     FROM person WINDOW same AS (PARTITION BY name, company)),
               best AS (
                   SELECT n.row_id, n.first, n.company, coalesce(shared.first, CASE
                              WHEN n.company = '' THEN NULL WHEN NOT n.reachable THEN n.first
                              WHEN n.first_unreachable < n.row_number THEN n.first_unreachable END) AS leader
                     FROM namesake n LEFT JOIN shared USING (row_id) WHERE n.first IS NOT NULL)
               UPDATE crm_import_row r
                  SET partner_leader_id = leader.row_id,
                      decision = CASE WHEN best.leader IS NULL THEN 'review' ELSE decision END,
                      reason = CASE WHEN best.leader IS NULL
                                    THEN jsonb_build_array('namesake', jsonb_build_object('row', best.first)) END
                 FROM best LEFT JOIN person leader ON leader.row_number = best.leader
                WHERE best.row_id = r.id AND (best.leader IS NOT NULL OR best.company <> '')"""
        ))

    def _follow_leaders(self, record):
        """What was found for the first row of a company or person holds for the later ones."""
        open_rows = SQL(
            "r.import_id = %s AND r.state = 'pending' AND NOT r.decided AND r.decision <> 'skip' AND leader.id = ", record.id)
        self.env.execute_query(SQL(
            """UPDATE crm_import_row r
                  SET step = 1,
                      decision = CASE WHEN leader.decision = 'review' THEN 'review'
                                      WHEN jsonb_exists(r.normalized, 'person') THEN r.decision ELSE 'update' END,
                      reason = CASE WHEN leader.decision = 'review' THEN jsonb_build_array('waits_for_row', %(row)s)
                                    WHEN r.reason IS NULL THEN jsonb_build_array('same_company_as', %(row)s)
                                    ELSE r.reason END
                 FROM crm_import_row leader WHERE %(open_rows)s r.account_leader_id""",
            row=LEADER_ROW, open_rows=open_rows,
        ))
        self.env.execute_query(SQL(
            """UPDATE crm_import_row r
                  SET decision = CASE WHEN 'review' IN (r.decision, leader.decision) THEN 'review' ELSE 'update' END,
                      reason = CASE WHEN r.decision = 'review' THEN r.reason
                                    WHEN leader.decision = 'review' THEN jsonb_build_array('waits_for_row', %(row)s)
                                    ELSE jsonb_build_array('same_person_as', %(row)s) END
                 FROM crm_import_row leader WHERE %(open_rows)s r.partner_leader_id""",
            row=LEADER_ROW, open_rows=open_rows,
        ))

    def _release_followers(self, leaders):
        """Rows that waited for the decision about an earlier row go on."""
        self.env['crm.import.row'].flush_model()
        self.env.execute_query(SQL(
            """UPDATE crm_import_row r
                  SET decision = CASE WHEN r.match_partner_id IS NULL AND r.partner_leader_id IS NULL
                                       AND jsonb_exists(r.normalized, 'person') THEN 'create' ELSE 'update' END,
                      reason = NULL
                WHERE (r.account_leader_id = ANY(%(ids)s) OR r.partner_leader_id = ANY(%(ids)s)) AND r.state = 'pending'
                  AND r.decision = 'review' AND r.reason->>0 = 'waits_for_row' AND NOT r.decided
                  AND NOT EXISTS (SELECT 1 FROM crm_import_row leader WHERE leader.decision = 'review'
                                     AND leader.id IN (r.account_leader_id, r.partner_leader_id))""", ids=leaders.ids,
        ))
        self.env['crm.import.row'].invalidate_model(flush=False)

    def _replace_leaders(self, record):
        """When the first row of a company or person is left out, the next one takes its place."""
        self.env['crm.import.row'].flush_model()
        for column, match, step in (('account_leader_id', 'match_account_id', SQL("0")),
                                    ('partner_leader_id', 'match_partner_id', SQL("r.step"))):
            self.env.execute_query(SQL(
                """WITH orphan AS (
                       SELECT r.id, leader.%(match)s AS match,
                              first_value(r.id) OVER (PARTITION BY leader.id ORDER BY r.row_number) AS next
                         FROM crm_import_row r JOIN crm_import_row leader ON leader.id = r.%(column)s
                        WHERE r.import_id = %(id)s AND r.state = 'pending' AND r.decision IN ('create', 'update')
                          AND (leader.decision = 'skip' OR leader.state = 'rejected'))
                   UPDATE crm_import_row r
                      SET %(column)s = nullif(orphan.next, r.id), %(match)s = coalesce(r.%(match)s, orphan.match),
                          step = CASE WHEN orphan.next = r.id THEN %(step)s ELSE r.step END
                     FROM orphan WHERE orphan.id = r.id""",
                column=SQL.identifier(column), match=SQL.identifier(match), step=step, id=record.id,
            ))
        self.env['crm.import.row'].invalidate_model(flush=False)
