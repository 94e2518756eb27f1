from psycopg2.extras import Json, execute_values

from odoo import models
from odoo.tools import SQL

# A value that more partners than this have says little about who somebody is; blocks beyond it are not searched.
MAX_BLOCK = 60
# The same for keys that only catch what is mistyped, see `tools/imports/blocking.py`.
MAX_WEAK_BLOCK = 8
BOTH = ('company', 'person')
# Kilobytes for one sort or hash.
WORK_MEMORY = 65_536
MAX_CANDIDATES = 5
# A row whose company is known and whose person is new creates somebody.
WRITE_DECISIONS = """
    UPDATE crm_import_row r
       SET candidates = d.candidates, match_account_id = d.account, match_partner_id = d.partner,
           decision = CASE WHEN r.reason->>0 = 'namesake' THEN 'review'
                           WHEN d.decision = 'update' AND d.partner IS NULL AND jsonb_exists(r.normalized, 'person') THEN 'create'
                           ELSE d.decision END,
           reason = CASE WHEN r.reason->>0 = 'namesake' THEN r.reason ELSE d.reason END
      FROM (VALUES %s) AS d(id, candidates, account, partner, decision, reason)
     WHERE r.id = d.id"""


class CrmImportMatch(models.AbstractModel):
    """The set-based half of matching: a handful of queries, however many rows and partners there are.

    Works on temporary tables that live as long as the transaction:
    `crm_import_key` (row_id, part, kind, value) - the comparable keys of all rows, but those that only find partners, and
    `crm_import_pair` (row_id, part, partner_id, shared, remembered) - whom a row may be.
    """

    _name = 'crm.import.match'
    _description = "Import Matching"

    def _build_keys(self, record):
        """Fill the table of keys from the rows."""
        self.env['crm.import.row'].flush_model()
        # Sorts and hashes of this transaction stay in memory, and no time goes into compiling plans that run once.
        self.env.execute_query(SQL(
            """SELECT set_config('jit', 'off', TRUE), set_config('work_mem', %s || 'kB', TRUE)
                WHERE pg_size_bytes(current_setting('work_mem')) < %s * 1024""", WORK_MEMORY, WORK_MEMORY))
        for query in (
            SQL("DROP TABLE IF EXISTS crm_import_key"),
            SQL("""CREATE TEMP TABLE crm_import_key ON COMMIT DROP AS
                   SELECT r.id AS row_id, r.row_number, k.key->>0 AS part, k.key->>1 AS kind, k.key->>2 AS value
                     FROM crm_import_row r CROSS JOIN LATERAL jsonb_array_elements(r.match_keys) AS k(key)
                    WHERE r.import_id = %s AND r.state = 'pending' AND jsonb_typeof(r.match_keys) = 'array'
                      AND k.key->>1 <> 'block'""", record.id),
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

    def _find_shared(self):
        """Fill `crm_import_shared` (part, value): phones and e-mails that several companies or people of the file have."""
        self.env.execute_query(SQL("DROP TABLE IF EXISTS crm_import_shared"))
        self.env.execute_query(SQL(
            """CREATE TEMP TABLE crm_import_shared ON COMMIT DROP AS
               SELECT k.part, k.value FROM crm_import_key k JOIN crm_import_key n USING (row_id, part)
                WHERE k.kind IN ('phone', 'email') AND n.kind = 'name'
                GROUP BY k.part, k.value HAVING count(DISTINCT n.value) > 1"""
        ))

    def _find_blocks(self, record):
        """Fill `crm_import_block_key` (row_id, of_company, value), the block keys of the rows that are compared, and
        `crm_import_block` (value, account_id, person_id), who has them.

        Numbers only, and a key of too many finds nobody: it is left as soon as there is one partner too many.
        """
        for query in (
            SQL("DROP TABLE IF EXISTS crm_import_block_key, crm_import_block"),
            SQL("""CREATE TEMP TABLE crm_import_block_key ON COMMIT DROP AS
                   SELECT r.id AS row_id, k.key->>0 = 'company' AS of_company, (k.key->>2)::bigint AS value
                     FROM crm_import_row r CROSS JOIN LATERAL jsonb_array_elements(r.match_keys) AS k(key)
                    WHERE r.import_id = %s AND r.state = 'pending' AND jsonb_typeof(r.match_keys) = 'array'
                      AND k.key->>1 = 'block' AND %s""", record.id, _compared(SQL("k.key->>0"))),
            SQL("ANALYZE crm_import_block_key"),
            SQL("""CREATE TEMP TABLE crm_import_block ON COMMIT DROP AS
                   SELECT block.value, account.id AS account_id, CASE WHEN found.is_company IS NOT TRUE THEN found.id END AS person_id
                     FROM (SELECT k.value, unnest(p.ids) AS partner_id
                             FROM (SELECT DISTINCT value, CASE value & 1 WHEN 1 THEN %(max_weak)s ELSE %(max_block)s END AS most
                                     FROM crm_import_block_key) k
                            CROSS JOIN LATERAL (SELECT array_agg(partner_id) AS ids
                                                  FROM (SELECT DISTINCT partner_id FROM %(partner_keys)s AS found
                                                         WHERE found.value = k.value LIMIT k.most + 1) AS first) p
                            WHERE cardinality(p.ids) <= k.most) AS block
                     JOIN res_partner found ON found.id = block.partner_id
                     LEFT JOIN res_partner account ON account.id = found.commercial_partner_id AND account.is_company""",
                partner_keys=self.env['crm.partner.key']._overlay(), max_block=MAX_BLOCK, max_weak=MAX_WEAK_BLOCK),
            SQL("ANALYZE crm_import_block"),
        ):
            self.env.execute_query(query)

    def _find_pairs(self, record):
        """Fill `crm_import_pair`: partners that share a key with the first row of each company and person."""
        self._find_shared()
        self._find_blocks(record)
        self.env.execute_query(SQL("DROP TABLE IF EXISTS crm_import_pair"))
        self.env.execute_query(SQL(
            """CREATE TEMP TABLE crm_import_pair ON COMMIT DROP AS
               WITH block AS (
                   SELECT k.row_id, 'company' AS part, b.account_id AS partner_id
                     FROM crm_import_block_key k JOIN crm_import_block b USING (value) WHERE k.of_company AND b.account_id IS NOT NULL
                    GROUP BY 1, 3
                    UNION ALL
                   SELECT k.row_id, 'person', b.person_id
                     FROM crm_import_block_key k JOIN crm_import_block b USING (value) WHERE NOT k.of_company AND b.person_id IS NOT NULL
                    GROUP BY 1, 3),
               -- A telephone of somebody in the company speaks for the company, not for the person.
               hit AS (
                   SELECT DISTINCT k.row_id, k.part, k.value, p.id AS partner_id
                     FROM crm_import_key k JOIN crm_import_row r ON r.id = k.row_id AND %(compared)s
                     JOIN crm_contact_mechanism m ON m.normalized = k.value AND m.active
                     JOIN res_partner found ON found.id = m.partner_id
                     JOIN res_partner p ON p.id = CASE k.part WHEN 'company' THEN found.commercial_partner_id ELSE found.id END
                    WHERE k.kind IN ('phone', 'email') AND p.is_company IS TRUE = (k.part = 'company')),
               used AS (SELECT *, count(*) OVER (PARTITION BY row_id, part, value) AS uses FROM hit),
               reach AS (
                   SELECT u.row_id, u.part, u.partner_id,
                          jsonb_agg(u.value ORDER BY u.value) FILTER (WHERE u.uses > 1 OR s.value IS NOT NULL) AS shared
                     FROM used u LEFT JOIN crm_import_shared s USING (part, value) WHERE u.uses <= %(max_block)s GROUP BY 1, 2, 3)
               SELECT row_id, part, partner_id, coalesce(shared, '[]') AS shared, NULL::jsonb AS remembered
                 FROM block FULL JOIN reach USING (row_id, part, partner_id)""",
            compared=_compared(SQL("k.part")), max_block=MAX_BLOCK,
        ))
        self.env.execute_query(SQL("CREATE INDEX ON crm_import_pair (row_id)"))
        self.env.execute_query(SQL("ANALYZE crm_import_pair"))

    def _drop_hidden_pairs(self, table='crm_import_pair'):
        """Keep only partners that the importing user may see, archived ones included."""
        pairs = SQL.identifier(table)
        visible = self.env['res.partner'].with_context(active_test=False)._search([('id', 'in', SQL("(SELECT partner_id FROM %s)", pairs))])
        # Who is visible may be more than fits in memory, where NOT IN would look through all of them for each pair.
        self.env.execute_query(SQL(
            "DELETE FROM %s AS pair WHERE NOT EXISTS (SELECT FROM %s AS visible WHERE visible.id = pair.partner_id)", pairs, visible.subselect()))

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
        for part in BOTH:
            candidates = sorted(parts.get(part, ()), key=lambda candidate: -candidate['score'])[:MAX_CANDIDATES]
            shown += candidates
            sure = [candidate for candidate in candidates if candidate['strength'] == 'match']
            if len(sure) == 1:
                chosen[part] = sure[0]['id']
                if decision != 'review':
                    decision, reason = 'update', sure[0]['why'] if sure[0]['why'][0] == 'remembered' else ['matched', {}]
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
                WHERE import_id = %s AND state = 'pending' AND NOT decided
                  AND (decision <> 'create' OR reason IS NOT NULL OR candidates IS NOT NULL OR account_leader_id IS NOT NULL
                       OR partner_leader_id IS NOT NULL OR match_account_id IS NOT NULL OR match_partner_id IS NOT NULL
                       OR step <> CASE WHEN jsonb_exists(normalized, 'company') THEN 0 ELSE 1 END)""", record.id,
        ))


def _compared(part):
    """:return: SQL condition on a row `r`: one that nobody decided, and the first of the file to bring this part of it

    :param part: SQL of 'company' or 'person'
    """
    return SQL(
        "NOT r.decided AND r.decision <> 'skip' AND CASE %s WHEN 'company' THEN r.account_leader_id IS NULL ELSE r.partner_leader_id IS NULL END",
        part)
