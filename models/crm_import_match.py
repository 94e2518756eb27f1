from odoo import models
from odoo.tools import SQL

# A value that more partners than this have says little about who somebody is; blocks beyond it are not searched.
MAX_BLOCK = 60
BOTH = ('company', 'person')


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
            """WITH leading AS (
                   SELECT c.row_id, first_value(c.row_id) OVER same AS leader
                     FROM crm_import_company c JOIN crm_import_row r ON r.id = c.row_id
                    WHERE r.decision <> 'skip' AND NOT c.unclear
                   WINDOW same AS (PARTITION BY c.identity ORDER BY c.row_number))
               UPDATE crm_import_row r SET account_leader_id = nullif(leading.leader, r.id)
                 FROM leading WHERE leading.row_id = r.id AND NOT r.decided"""
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

    def _find_pairs(self, record):
        """Fill `crm_import_pair`: partners that share a key with the first row of each company and person."""
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
                   SELECT k.row_id, k.part, k.kind, k.value, p.id
                     FROM key k JOIN res_partner p ON crm_customer_record_tax_key(p.vat) = k.value AND p.vat IS NOT NULL
                    WHERE k.kind IN ('tax', 'tax_prefixed') AND p.commercial_partner_id = p.id
                    UNION
                   SELECT k.row_id, k.part, k.kind, k.value, p.id
                     FROM key k JOIN res_partner p ON crm_customer_record_name_key(p.name) = k.value AND p.name IS NOT NULL
                    WHERE k.kind = 'name' AND p.is_company = (k.part = 'company')),
               counted AS (SELECT *, count(*) OVER (PARTITION BY row_id, part, kind, value) AS uses FROM hit)
               SELECT c.row_id, c.part, p.id AS partner_id,
                      jsonb_object_agg(replace(c.kind, 'tax_prefixed', 'tax'), c.uses) AS kinds
                 FROM counted c JOIN res_partner found ON found.id = c.partner_id
                 -- A telephone of somebody in the company speaks for the company, not for the person.
                 JOIN res_partner p ON p.id = CASE c.part WHEN 'company' THEN found.commercial_partner_id ELSE found.id END
                WHERE c.uses <= %(max_block)s AND p.is_company = (c.part = 'company')
                GROUP BY 1, 2, 3""",
            rows=rows, max_block=MAX_BLOCK,
        ))

    def _drop_hidden_pairs(self, record):
        """Keep only partners that the importing user may see, archived ones included."""
        Partner = self.env['res.partner'].with_context(active_test=False)
        visible = Partner._search([])
        if visible.where_clause:
            self.env.execute_query(SQL("DELETE FROM crm_import_pair WHERE partner_id NOT IN %s", visible.subselect()))
