from odoo import models
from odoo.tools import SQL

from ..tools.imports.keys import Profile, profile, score
from ..tools.imports.normalize import NormalizedRow
from ..tools.imports.tax_ids import parse_kpp

ROWS_PER_QUERY = 2000
REASONS_SHOWN = 6
# Fields whose differences the policy "ask" shows: of the partner -> of the file.
COMPARED = ('name', 'vat', 'company_registry', 'ref', 'website', 'function', 'street', 'city', 'zip')


class CrmImportMapperPartner(models.AbstractModel):
    """Which rows are customers that the file or the database has already, and what to do with each."""

    _inherit = 'crm.import.mapper.partner'

    def _match(self, record, rows=None):
        matcher = self._matcher(record)
        matcher._forget_matches(record)
        matcher._build_keys(record)
        matcher._find_repeated_rows(record)
        self._leave_out_known(record)
        matcher._identify_companies(record)
        matcher._lead_companies(record)
        matcher._lead_persons(record)
        matcher._find_pairs(record)
        matcher._drop_hidden_pairs()
        self._decide(record)
        self._decide_employers(record)
        matcher._explain_recalled(record)
        matcher._follow_leaders(record)
        self.env['crm.import.row'].invalidate_model(flush=False)
        record.invalidate_recordset()

    def _matcher(self, record):
        """:return: `crm.import.match` as who imports: customers that they may not see are nobody"""
        return self.env['crm.import.match'].with_user(record.user_id).with_context(allowed_company_ids=record.company_id.ids)

    def _leave_out_known(self, record):
        """Leave out rows that are there already whoever their customer is, before they lead others."""

    def _decide(self, record):
        """Score the pairs, and write candidates and decisions."""
        for found in self._weigh(record, 'crm_import_pair'):
            self.env['crm.import.match']._write_decisions(found)

    def _decide_employers(self, record):
        """Look at the companies that are not known yet once more, now that it is known who their people are."""

    def _weigh(self, record, table):
        """Score pairs of rows and partners, a batch of rows at a time.

        :param str table: temporary table like `crm_import_pair`
        :return: iterator of {row id: {part: [candidate]}}; rows whose pairs are all strangers are there, without a part
        """
        policies, limits = self._policies(record), (record.match_auto / 100, record.match_review / 100)
        last_id = 0
        while pairs := self._next_pairs(table, last_id):
            found, profiles = {}, {}
            for pair in pairs:
                key = (pair['row_id'], pair['part'], *pair['shared'])
                if key not in profiles:
                    normalized = NormalizedRow(pair['normalized'].get('company'), pair['normalized'].get('person'))
                    profiles[key] = profile(normalized, pair['part'], frozenset(pair['shared']))
                pair['profile'] = profiles[key]
                parts = found.setdefault(pair['row_id'], {})
                # Of a row the person comes first: who that is says something about the company.
                pair['people'], pair['limits'] = parts.get('person', ()), limits
                candidate = self._candidate(record, pair, policies)
                if candidate:
                    parts.setdefault(pair['part'], []).append(candidate)
            yield found
            last_id = pairs[-1]['row_id']

    def _next_pairs(self, table, last_id):
        """:return: list of dicts: the pairs of the next rows, with what is compared; all pairs of a row come together

        Tax id and registration number of a contact are those of its company: they say for whom somebody works, not who somebody is.
        """
        # Each by its index, whatever the planner thinks of the size of a table that was just made.
        row_ids = [row_id for row_id, in self.env.execute_query(SQL(
            "SELECT DISTINCT row_id FROM %s WHERE row_id > %s ORDER BY row_id LIMIT %s", SQL.identifier(table), last_id, ROWS_PER_QUERY))]
        pairs = self.env.execute_query_dict(SQL(
            "SELECT * FROM %s WHERE row_id = ANY(%s) ORDER BY row_id, part DESC", SQL.identifier(table), row_ids))
        # Once for each row, as reading JSON takes longer than weighing a pair.
        normalized = dict(self.env.execute_query(SQL("SELECT id, normalized FROM crm_import_row WHERE id = ANY(%s)", row_ids)))
        partners = self._compared_partners({pair['partner_id'] for pair in pairs})
        return [{**pair, **partners[pair['partner_id']], 'normalized': normalized[pair['row_id']]} for pair in pairs]

    def _compared_partners(self, ids):
        """:return: dict of id -> what is compared of a partner"""
        return {partner['id']: partner for partner in self.env.execute_query_dict(SQL(
            """SELECT p.id, p.name, p.website, p.zip,
                      CASE WHEN p.commercial_partner_id = p.id THEN p.vat END AS vat,
                      CASE WHEN p.commercial_partner_id = p.id THEN p.company_registry END AS company_registry,
                      p.city, p.street, p.street2, p.birthday, p.ref, p.function, p.active, p.commercial_company_name AS company,
                      p.commercial_partner_id AS account_id,
                      EXISTS (SELECT 1 FROM res_users u WHERE u.partner_id = p.id AND u.active AND NOT u.share) AS is_user,
                      ARRAY(SELECT m.kind || ':' || m.normalized FROM crm_contact_mechanism m
                             WHERE m.partner_id = p.id AND m.active AND m.normalized <> '') AS reach
                 FROM res_partner p WHERE p.id = ANY(%s)""", list(ids)))}

    def _candidate(self, record, pair, policies):
        """Weigh one pair.

        :return: what the row keeps of the candidate, or None when they are strangers
        """
        auto, review = pair['limits']
        known = pair.get('known', ())
        value, evidence = score(pair['profile'], self._profile(pair), auto, review, known=known)
        reasons = [reason for reason, _points in evidence]
        if {'same_vat', 'same_registry'} & set(reasons) and 'other_branch' not in reasons:
            # Whatever else differs: somebody has to look before a second record gets the same tax id or registration number.
            value = max(value, review)
        if known:
            # So has somebody before the company of a known person is created a second time.
            value = max(value, review)
        if pair['remembered']:
            # Somebody looked at it: only what they could not know yet is asked about again.
            value, reasons = max(value, auto), [*reasons[:REASONS_SHOWN - 1], 'remembered']
        if value < review:
            return None
        doubt = self._doubt(pair, [] if pair['remembered'] else reasons)
        conflicts = [] if doubt or value < auto else self._conflicts(record, pair, policies)
        if conflicts:
            doubt = ['conflict', {'fields': ', '.join(conflicts)}]
        return {
            'part': pair['part'], 'id': pair['id'], 'account_id': pair['account_id'], 'score': round(value, 2),
            'strength': 'match' if value >= auto and not doubt else 'review',
            'why': doubt or (['remembered', pair['remembered']] if pair['remembered'] else ['similar', {}]),
            'reasons': [[reason, pair['remembered'] if reason == 'remembered' else {}] for reason in reasons[:REASONS_SHOWN]],
        }

    def _profile(self, pair):
        reach = [item.split(':', 1) for item in pair['reach']]
        emails = frozenset(value for kind, value in reach if kind == 'email')
        kpp = parse_kpp(pair['company_registry'] or '')
        return Profile(
            pair['part'], pair['name'] or '', pair['company'] or '', pair['vat'] or '', kpp,
            frozenset(value for _kind, value in reach) - emails, emails, pair['website'] or '', pair['zip'] or '',
            pair['city'] or '', pair['street'] or '', frozenset(pair['shared']), pair['street2'] or '',
            '' if kpp else pair['company_registry'] or '', pair['birthday'] or '',
        )

    def _doubt(self, pair, reasons):
        """:return: why even a good candidate is for a person to decide, or None"""
        if not pair['active']:
            return ['archived', {}]
        if pair['is_user']:
            return ['is_user', {}]
        if pair['part'] == 'person' and 'other_company' in reasons:
            return ['other_employer', {}]
        return None

    def _conflicts(self, record, pair, policies):
        """:return: labels of the fields that differ and are to be asked about"""
        data, fields = pair['normalized'][pair['part']], self.env['res.partner']._fields
        return [
            fields[name]._description_string(self.env) for name in COMPARED
            if (policies.get(self._key_of(pair['part'], name)) or record.update_policy) == 'ask'
            and (said := data.get(name) or name == 'company_registry' and (data.get('kpp') or data.get('registry')))
            and pair.get(name) and said != pair[name]
        ]
