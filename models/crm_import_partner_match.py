from collections import defaultdict

from psycopg2.extras import Json, execute_values

from odoo import models
from odoo.tools import SQL
from odoo.tools.misc import split_every

PAIRS_PER_QUERY = 5000
MAX_CANDIDATES = 5


class CrmImportMapperPartner(models.AbstractModel):
    """Which rows are customers that the file or the database has already, and what to do with each."""

    _inherit = 'crm.import.mapper.partner'

    def _match(self, record, rows=None):
        matcher = self.env['crm.import.match'].with_user(record.user_id).with_company(record.company_id)
        self._forget_matches(record, rows)
        matcher._build_keys(record)
        matcher._find_repeated_rows(record)
        matcher._identify_companies(record)
        matcher._lead_companies(record)
        matcher._lead_persons(record)
        matcher._find_pairs(record)
        matcher._drop_hidden_pairs(record)
        self._decide(record, matcher)
        self._follow_leaders(record)
        self.env['crm.import.row'].invalidate_model(flush=False)
        record.invalidate_recordset(flush=False)

    def _forget_matches(self, record, rows):
        """Start over with every row that no person decided."""
        self.env['crm.import.row'].flush_model()
        self.env.execute_query(SQL(
            """UPDATE crm_import_row
                  SET decision = 'create', reason = NULL, candidates = NULL, match_account_id = NULL, match_partner_id = NULL,
                      account_leader_id = NULL, partner_leader_id = NULL,
                      step = CASE WHEN normalized ? 'company' THEN 0 ELSE 1 END
                WHERE import_id = %s AND state = 'pending' AND NOT decided""", record.id,
        ))

    def _decide(self, record, matcher):
        """Score the pairs, and write candidates and decisions of the rows that have any."""
        found = defaultdict(lambda: defaultdict(list))
        for row_id, part, candidate in self._candidates(record, matcher):
            found[row_id][part].append(candidate)
        for batch in split_every(PAIRS_PER_QUERY, found.items()):
            decided = [self._decision(row_id, parts) for row_id, parts in batch]
            execute_values(self.env.cr._obj, """
                UPDATE crm_import_row r
                   SET candidates = d.candidates, match_account_id = d.account, match_partner_id = d.partner,
                       decision = CASE WHEN r.decision = 'review' THEN 'review'
                                       WHEN d.decision = 'update' AND d.partner IS NULL AND r.normalized ? 'person' THEN 'create'
                                       ELSE d.decision END,
                       reason = CASE WHEN r.decision = 'review' THEN r.reason ELSE d.reason END
                  FROM (VALUES %s) AS d(id, candidates, account, partner, decision, reason)
                 WHERE r.id = d.id""",
                decided, template="(%s, %s::jsonb, %s::int, %s::int, %s, %s::jsonb)", page_size=1000)

    def _decision(self, row_id, parts):
        """:return: what to write on a row with candidates: several or doubtful ones are for a person to decide"""
        chosen, decision, reason, shown = {}, 'create', None, []
        for part in ('company', 'person'):
            candidates = sorted(parts.get(part, ()), key=lambda candidate: -candidate['score'])[:MAX_CANDIDATES]
            shown += candidates
            sure = [candidate for candidate in candidates if candidate['strength'] == 'match']
            if len(sure) == 1:
                chosen[part] = sure[0]['id']
                if decision != 'review':
                    decision, reason = 'update', ['matched', {}]
            elif candidates and (sure or candidates[0]['strength'] == 'review'):
                decision = 'review'
                reason = ['several', {}] if len(sure) > 1 else [candidates[0].get('why') or 'similar', {}]
        return (row_id, Json(shown), chosen.get('company'), chosen.get('person'), decision, Json(reason) if reason else None)

    def _follow_leaders(self, record):
        """What was found for the first row of a company or person holds for the later ones."""
        self.env.execute_query(SQL(
            """UPDATE crm_import_row r
                  SET step = 1,
                      decision = CASE WHEN leader.decision = 'review' THEN 'review'
                                      WHEN r.decision = 'review' OR r.normalized ? 'person' THEN r.decision
                                      ELSE 'update' END,
                      reason = CASE WHEN leader.decision = 'review'
                                    THEN jsonb_build_array('waits_for_row', jsonb_build_object('row', leader.row_number))
                                    WHEN r.reason IS NULL AND NOT r.normalized ? 'person'
                                    THEN jsonb_build_array('same_company_as', jsonb_build_object('row', leader.row_number))
                                    ELSE r.reason END
                 FROM crm_import_row leader
                WHERE leader.id = r.account_leader_id AND r.import_id = %(id)s AND r.state = 'pending' AND NOT r.decided
                  AND r.decision <> 'skip'""", id=record.id,
        ))
        self.env.execute_query(SQL(
            """UPDATE crm_import_row r
                  SET decision = CASE WHEN r.decision = 'review' OR leader.decision = 'review' THEN 'review' ELSE 'update' END,
                      reason = CASE WHEN r.decision = 'review' THEN r.reason
                                    WHEN leader.decision = 'review' THEN jsonb_build_array('waits_for_row', jsonb_build_object('row', leader.row_number))
                                    ELSE jsonb_build_array('same_person_as', jsonb_build_object('row', leader.row_number)) END
                 FROM crm_import_row leader
                WHERE leader.id = r.partner_leader_id AND r.import_id = %(id)s AND r.state = 'pending' AND NOT r.decided
                  AND r.decision <> 'skip'""", id=record.id,
        ))
