from psycopg2.extras import Json, execute_values

from odoo import models
from odoo.tools import SQL

# A value that more partners than this have says little about who somebody is; blocks beyond it are not searched.
MAX_BLOCK = 60
BOTH = ('company', 'person')
MAX_CANDIDATES = 5
LEADER_ROW = SQL("jsonb_build_object('row', leader.row_number)")
# A row whose company is known and whose person is new creates somebody.
WRITE_DECISIONS = """
    UPDATE crm_import_row r
       SET candidates = d.candidates, match_account_id = d.account, match_partner_id = d.partner,
           decision = CASE WHEN r.decision = 'review' THEN 'review'
                           WHEN d.decision = 'update' AND d.partner IS NULL AND jsonb_exists(r.normalized, 'person') THEN 'create'
                           ELSE d.decision END,
           reason = CASE WHEN r.decision = 'review' THEN r.reason ELSE d.reason END
      FROM (VALUES %s) AS d(id, candidates, account, partner, decision, reason)
     WHERE r.id = d.id"""


class CrmImportMatch(models.AbstractModel):
    """The set-based half of matching: a handful of queries, however many rows and partners there are.

    Works on temporary tables that live as long as the transaction:
    `crm_import_key` (row_id, part, kind, value) - the comparable keys of all rows, and
    `crm_import_pair` (row_id, part, partner_id, kinds, uses) - whom a row may be and by which keys.
    """

    _name = 'crm.import.match'
    _description = "Import Matching"

    def _build_keys(self, record):
        """Fill the table of keys from the rows; names get the key that partners are indexed by."""
        self.env['crm.import.row'].flush_model()
        for query in (
            SQL("DROP TABLE IF EXISTS crm_import_key"),
            SQL("""CREATE TEMP TABLE crm_import_key ON COMMIT DROP AS
                   SELECT r.id AS row_id, r.row_number, k.key->>0 AS part, k.key->>1 AS kind, k.key->>2 AS value
                     FROM crm_import_row r CROSS JOIN LATERAL jsonb_array_elements(r.match_keys) AS k(key)
                    WHERE r.import_id = %s AND r.state = 'pending' AND jsonb_typeof(r.match_keys) = 'array'""", record.id),
            SQL("""INSERT INTO crm_import_key
                   SELECT row_id, row_number, part, 'name', crm_customer_record_name_key(value) FROM crm_import_key
                    WHERE kind = 'full_name' AND crm_customer_record_name_key(value) IS NOT NULL"""),
            SQL("""INSERT INTO crm_import_key
                   SELECT row_id, row_number, part, 'tax', crm_customer_record_tax_key(value) FROM crm_import_key
                    WHERE kind = 'tax_id' AND crm_customer_record_tax_key(value) IS NOT NULL"""),
            SQL("CREATE INDEX ON crm_import_key (row_id, part, kind)"),
            SQL("CREATE INDEX ON crm_import_key (kind, value)"),
            SQL("ANALYZE crm_import_key"),
        ):
            self.env.execute_query(query)

    def _find_repeated_rows(self, record):
        """Leave out rows that say exactly what an earlier row says."""
        self.env.execute_query(SQL(
            """WITH repeated AS (
                   SELECT id, row_number, first_value(row_number) OVER same AS first
                     FROM crm_import_row WHERE import_id = %s AND state = 'pending'
                   WINDOW same AS (PARTITION BY md5(normalized::text) ORDER BY row_number))
               UPDATE crm_import_row r
                  SET decision = 'skip', reason = jsonb_build_array('repeated_row', jsonb_build_object('row', repeated.first))
                 FROM repeated WHERE repeated.id = r.id AND repeated.first <> repeated.row_number AND NOT r.decided""",
            record.id,
        ))

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
                 FROM first_row WHERE first_row.row_id = r.id AND NOT r.decided"""
        ))

    def _lead_persons(self, record):
        """Point every row at the first row that brings the same person; namesakes with nothing in common stay apart.

        Within a company a person is who has the name; without one, who has the name and a phone or e-mail in common.
        """
        self.env.execute_query(SQL(
            """WITH person AS (
                   SELECT k.row_id, k.row_number, k.value AS name, c.identity AS company,
                          EXISTS (SELECT 1 FROM crm_import_key r WHERE r.row_id = k.row_id AND r.part = 'person'
                                     AND r.kind IN ('phone', 'email')) AS reachable
                     FROM crm_import_key k JOIN crm_import_row r ON r.id = k.row_id AND r.decision <> 'skip' AND NOT r.decided
                     LEFT JOIN crm_import_company c ON c.row_id = k.row_id
                    WHERE k.part = 'person' AND k.kind = 'name'),
               namesakes AS (
                   SELECT later.row_id, earlier.row_id AS leader, earlier.row_number AS leader_number,
                          EXISTS (SELECT 1 FROM crm_import_key a JOIN crm_import_key b USING (part, kind, value)
                                   WHERE a.row_id = later.row_id AND b.row_id = earlier.row_id AND a.part = 'person'
                                     AND a.kind IN ('phone', 'email')) AS shared,
                          later.company IS NOT NULL AND NOT (later.reachable AND earlier.reachable) AS nothing_against
                     FROM person later
                     JOIN person earlier ON earlier.name = later.name AND earlier.row_number < later.row_number
                      AND earlier.company IS NOT DISTINCT FROM later.company),
               best AS (SELECT DISTINCT ON (row_id) * FROM namesakes
                         ORDER BY row_id, shared DESC, nothing_against DESC, leader_number)
               UPDATE crm_import_row r
                  SET partner_leader_id = CASE WHEN shared OR nothing_against THEN leader END,
                      decision = CASE WHEN shared OR nothing_against OR company IS NULL THEN decision ELSE 'review' END,
                      reason = CASE WHEN NOT (shared OR nothing_against) AND company IS NOT NULL
                                    THEN jsonb_build_array('namesake', jsonb_build_object('row', leader_number)) END
                 FROM best JOIN person USING (row_id)
                WHERE best.row_id = r.id"""
        ))

    def _find_shared(self):
        """Fill `crm_import_shared` (part, value): phones and e-mails that several companies or people of the file have."""
        self.env.execute_query(SQL("DROP TABLE IF EXISTS crm_import_shared"))
        self.env.execute_query(SQL(
            """CREATE TEMP TABLE crm_import_shared ON COMMIT DROP AS
               SELECT k.part, k.value FROM crm_import_key k JOIN crm_import_key n USING (row_id, part)
                WHERE k.kind IN ('phone', 'email') AND n.kind = 'name'
                GROUP BY k.part, k.value HAVING count(DISTINCT n.value) > 1"""
        ))

    def _find_pairs(self, record):
        """Fill `crm_import_pair`: partners that share a key with the first row of each company and person."""
        self._find_shared()
        rows = SQL(
            """SELECT k.* FROM crm_import_key k JOIN crm_import_row r ON r.id = k.row_id
                WHERE NOT r.decided AND r.decision <> 'skip'
                  AND CASE k.part WHEN 'company' THEN r.account_leader_id IS NULL ELSE r.partner_leader_id IS NULL END"""
        )
        self.env.execute_query(SQL("DROP TABLE IF EXISTS crm_import_pair"))
        self.env.execute_query(SQL(
            """CREATE TEMP TABLE crm_import_pair ON COMMIT DROP AS
               WITH key AS MATERIALIZED (%(rows)s),
               hit AS (
                   SELECT k.row_id, k.part, k.kind, k.value, m.partner_id
                     FROM key k JOIN crm_contact_mechanism m ON m.normalized = k.value AND m.active
                    WHERE k.kind IN ('phone', 'email')
                    UNION
                   SELECT k.row_id, k.part, 'tax', k.value, p.id
                     FROM key k JOIN res_partner p ON crm_customer_record_tax_key(p.vat) = k.value AND p.vat IS NOT NULL
                    WHERE k.kind IN ('tax', 'tax_prefixed') AND p.commercial_partner_id = p.id
                    UNION
                   SELECT k.row_id, k.part, k.kind, k.value, p.id
                     FROM key k JOIN res_partner p ON crm_customer_record_name_key(p.name) = k.value AND p.name IS NOT NULL
                    WHERE k.kind = 'name' AND p.is_company IS TRUE = (k.part = 'company')),
               -- A telephone of somebody in the company speaks for the company, not for the person.
               target AS (
                   SELECT DISTINCT h.row_id, h.part, h.kind, h.value, p.id AS partner_id
                     FROM hit h JOIN res_partner found ON found.id = h.partner_id
                     JOIN res_partner p ON p.id = CASE h.part WHEN 'company' THEN found.commercial_partner_id ELSE found.id END
                    WHERE p.is_company IS TRUE = (h.part = 'company')
                      AND (h.part = 'company' OR h.kind <> 'name' OR NOT EXISTS (
                               SELECT 1 FROM crm_import_key c WHERE c.row_id = h.row_id AND c.part = 'company' AND c.kind = 'name'
                                  AND c.value IS DISTINCT FROM crm_customer_record_name_key(p.commercial_company_name)))),
               block AS (SELECT row_id, part, kind, value, count(*) AS uses FROM target GROUP BY 1, 2, 3, 4)
               SELECT t.row_id, t.part, t.partner_id,
                      coalesce(jsonb_agg(DISTINCT t.value) FILTER (
                          WHERE b.uses > 1 AND t.kind IN ('phone', 'email') OR s.value IS NOT NULL), '[]') AS shared
                 FROM target t JOIN block b USING (row_id, part, kind, value)
                 LEFT JOIN crm_import_shared s ON s.part = t.part AND s.value = t.value
                WHERE b.uses <= %(max_block)s
                GROUP BY 1, 2, 3""",
            rows=rows, max_block=MAX_BLOCK,
        ))
        self.env.execute_query(SQL("CREATE INDEX ON crm_import_pair (row_id)"))

    def _drop_hidden_pairs(self):
        """Keep only partners that the importing user may see, archived ones included."""
        found = SQL("(SELECT partner_id FROM crm_import_pair)")
        visible = self.env['res.partner'].with_context(active_test=False)._search([('id', 'in', found)])
        self.env.execute_query(SQL("DELETE FROM crm_import_pair WHERE partner_id NOT IN %s", visible.subselect()))

    def _write_decisions(self, found):
        """Write what was decided for a batch of rows.

        :param found: {row id: {part: [candidate]}}
        """
        execute_values(
            self.env.cr._obj, WRITE_DECISIONS, [self._decision(row_id, parts) for row_id, parts in found.items()],
            template="(%s, %s::jsonb, %s::int, %s::int, %s, %s::jsonb)", page_size=1000)

    def _decision(self, row_id, parts):
        """:return: what to write on a row with candidates: several or doubtful ones are for a person to decide"""
        chosen, decision, reason, shown = {}, 'create', None, []
        persons = [candidate for candidate in parts.get('person', ()) if candidate['strength'] == 'match']
        for part in BOTH:
            candidates = sorted(parts.get(part, ()), key=lambda candidate: -candidate['score'])[:MAX_CANDIDATES]
            shown += candidates
            sure = [candidate for candidate in candidates if candidate['strength'] == 'match']
            if part == 'company' and not sure and len(persons) == 1:
                # Who is known for sure vouches for the company that was only likely.
                sure = [candidate for candidate in candidates if candidate['id'] == persons[0]['account_id']]
            if len(sure) == 1:
                chosen[part] = sure[0]['id']
                if decision != 'review':
                    decision, reason = 'update', ['matched', {}]
            elif candidates:
                decision, reason = 'review', ['several', {}] if len(candidates) > 1 else candidates[0]['why']
        return (row_id, Json(shown), chosen.get('company'), chosen.get('person'), decision, Json(reason) if reason else None)

    def _forget_matches(self, record):
        """Start over with every row that no person decided."""
        self.env['crm.import.row'].flush_model()
        self.env.execute_query(SQL(
            """UPDATE crm_import_row
                  SET decision = 'create', reason = NULL, candidates = NULL, match_account_id = NULL, match_partner_id = NULL,
                      account_leader_id = NULL, partner_leader_id = NULL,
                      step = CASE WHEN jsonb_exists(normalized, 'company') THEN 0 ELSE 1 END
                WHERE import_id = %s AND state = 'pending' AND NOT decided""", record.id,
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
