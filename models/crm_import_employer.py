from odoo import models
from odoo.tools import SQL

from ..tools.imports.employers import employer_evidence


class CrmImportMatch(models.AbstractModel):
    """Who is known vouches for the company: where a person works or worked is looked for among the companies of the rows, too.

    An address, phone or site that changed makes a company hard to find by what its row says. The people whom the rows of the
    company name, the first row or a later one, say which it is.
    """

    _inherit = 'crm.import.match'

    def _find_employers(self, record, row=None):
        """Fill `crm_import_employer`, like `crm_import_pair`: companies that are not known yet, and where their people work; and rows
        that follow another one, whose person works for a company other than that one's.

        `sure`: one of these people is known for sure; `present`: one of them works there still. Left out is where the person of the
        row itself works if it was compared with that: it was weighed with the row (`_candidate`).

        :param row: only the company of this `crm.import.row`, which a person is about to decide
        """
        leads = SQL("lead.id = %s", row.id) if row else SQL("NOT lead.decided")
        weighed = SQL("FALSE") if row else SQL(
            """person.own AND EXISTS (SELECT FROM crm_import_pair pair WHERE pair.row_id = person.row_id AND pair.part = 'company'
                                         AND pair.partner_id = partner.commercial_partner_id)""")
        self.env.execute_query(SQL("DROP TABLE IF EXISTS crm_import_employer"))
        self.env.execute_query(SQL(
            """CREATE TEMP TABLE crm_import_employer ON COMMIT DROP AS
               WITH named AS MATERIALIZED (
                   SELECT lead.id AS row_id, lead.id = r.id AS own, r.match_partner_id AS partner_id, r.candidates
                     FROM crm_import_row r JOIN crm_import_row lead ON lead.id = coalesce(r.account_leader_id, r.id)
                    WHERE r.import_id = %(id)s AND r.state = 'pending' AND r.decision <> 'skip'
                      AND (r.match_partner_id IS NOT NULL OR r.candidates IS NOT NULL)
                      AND lead.state = 'pending' AND lead.decision <> 'skip' AND lead.match_account_id IS NULL AND %(leads)s
                      AND jsonb_exists(lead.normalized, 'company')
                    UNION ALL
                   SELECT r.id, TRUE, r.match_partner_id, NULL
                     FROM crm_import_row r JOIN crm_import_row lead ON lead.id = r.account_leader_id
                     JOIN res_partner person ON person.id = r.match_partner_id
                    WHERE r.import_id = %(id)s AND r.state = 'pending' AND r.decision <> 'skip' AND NOT r.decided AND %(followers)s
                      AND lead.match_account_id <> person.commercial_partner_id),
               person AS (
                   SELECT row_id, own, partner_id, TRUE AS sure FROM named WHERE partner_id IS NOT NULL
                    UNION ALL
                   SELECT row_id, own, (candidate->>'id')::int, FALSE
                     FROM named CROSS JOIN LATERAL jsonb_array_elements(candidates) candidate
                    WHERE partner_id IS NULL AND jsonb_typeof(candidates) = 'array' AND candidate->>'part' = 'person'),
               employer AS (
                   SELECT person.row_id, partner.commercial_partner_id AS partner_id, person.sure, TRUE AS present
                     FROM person JOIN res_partner partner ON partner.id = person.partner_id
                    WHERE NOT (%(weighed)s)
                    UNION ALL
                   SELECT person.row_id, relation.other_partner_id, person.sure, FALSE
                     FROM person JOIN crm_partner_relation relation USING (partner_id)
                     JOIN crm_partner_relation_type type ON type.id = relation.type_id AND type.is_employment)
               SELECT employer.row_id, 'company' AS part, employer.partner_id, '[]'::jsonb AS shared, NULL::jsonb AS remembered,
                      bool_or(sure) AS sure, bool_or(present) AS present
                 FROM employer JOIN res_partner company ON company.id = employer.partner_id AND company.is_company
                GROUP BY 1, 3""", id=record.id, leads=leads, weighed=weighed, followers=SQL("FALSE") if row else SQL("TRUE")))
        self._drop_hidden_pairs('crm_import_employer')

    def _drop_refused_employers(self):
        """Keep what a person decided: which company it is, and which it is not."""
        self.env.execute_query(SQL(
            """DELETE FROM crm_import_employer e USING crm_import_recalled d
                WHERE d.row_id = e.row_id AND d.part = e.part AND (d.partner_id IS NOT NULL OR d.refused_ids @> to_jsonb(e.partner_id))"""))
        # Phones and addresses that several have count as little as when they were weighed first.
        self.env.execute_query(SQL(
            """UPDATE crm_import_employer e SET shared = p.shared FROM crm_import_pair p
                WHERE p.row_id = e.row_id AND p.part = e.part AND p.partner_id = e.partner_id"""))

    def _let_go_followers(self):
        """Rows whose own company was found follow nobody: two companies of one name are told apart by who works there."""
        self.env.execute_query(SQL(
            """UPDATE crm_import_row r SET account_leader_id = NULL FROM crm_import_employer e
                WHERE e.row_id = r.id AND r.match_account_id = e.partner_id AND r.account_leader_id IS NOT NULL"""))

    def _with_candidates(self, found):
        """:return: `found`, {row id: {part: [candidate]}}, with the candidates that the rows have already"""
        merged = {}
        for row_id, candidates in self.env.execute_query(SQL(
                "SELECT id, candidates FROM crm_import_row WHERE id = ANY(%s)", list(found))):
            parts = {part: list(items) for part, items in found[row_id].items()}
            new = {(part, item['id']) for part, items in parts.items() for item in items}
            for item in candidates or ():
                if (item['part'], item['id']) not in new:
                    parts.setdefault(item['part'], []).append(item)
            merged[row_id] = parts
        return merged


class CrmImportMapperPartner(models.AbstractModel):
    _inherit = 'crm.import.mapper.partner'

    def _decide_employers(self, record):
        matcher = self._matcher(record)
        matcher._find_employers(record)
        matcher._drop_refused_employers()
        for found in self._weigh(record, 'crm_import_employer'):
            if found := {row_id: parts for row_id, parts in found.items() if parts}:
                matcher._write_decisions(matcher._with_candidates(found))
        matcher._let_go_followers()

    def _employer_candidates(self, row):
        """:return: list of candidates: where the chosen person of a row works or worked, if that may be the row's company"""
        self._matcher(row.import_id)._find_employers(row.import_id, row)
        return [candidate for found in self._weigh(row.import_id, 'crm_import_employer')
                for candidate in found.get(row.id, {}).get('company', ())]

    def _candidate(self, record, pair, policies):
        if pair['part'] != 'company':
            return super()._candidate(record, pair, policies)
        if looked_up := 'sure' in pair:
            sure, present = pair['sure'], pair['present']
        else:
            people = [candidate['account_id'] for candidate in pair['people'] if candidate['strength'] == 'match']
            sure, present = people == [pair['id']], True
            if not sure and all(candidate['account_id'] != pair['id'] for candidate in pair['people']):
                return super()._candidate(record, pair, policies)
        known = employer_evidence(pair['profile'].name, pair['name'], sure, present)
        if known:
            return super()._candidate(record, {**pair, 'known': (known,)}, policies)
        return None if looked_up else super()._candidate(record, pair, policies)


class CrmImportRow(models.Model):
    _inherit = 'crm.import.row'

    def _settle(self, part):
        """Who chose the person has said which company it is, where that is called as the row says and nothing contradicts."""
        if part == 'person' and not self.match_account_id and not self.account_leader_id and (self.normalized or {}).get('company'):
            self._settle_company()
        return super()._settle(part)

    def _settle_company(self):
        self.env['crm.import.row'].flush_model()
        found = self.import_id._mapper()._employer_candidates(self)
        sure = [candidate for candidate in found if candidate['strength'] == 'match']
        others = [candidate for candidate in self.candidates or () if candidate['part'] == 'person']
        if len(sure) == 1:
            self.match_account_id = sure[0]['id']
        elif found:
            # One more question, about the company: said before it is created a second time.
            known = {candidate['id'] for candidate in found}
            kept = [candidate for candidate in self.candidates or ()
                    if candidate['part'] == 'company' and candidate['id'] not in known]
            self.with_context(crm_import_row_anew=True).candidates = [
                *({**candidate, 'strength': 'review'} for candidate in found), *kept, *others]
