from odoo import api, fields, models
from odoo.tools import SQL

BOTH = ('company', 'person')


class CrmImportDecision(models.Model):
    """What a person decided about a row that was unclear; it holds for the same row of the next file from the same source.

    The source is the file's columns, the row who it speaks of: its code there, else its tax id, else names, phones and
    e-mails. Who deletes a decision is asked again.
    """

    _name = 'crm.import.decision'
    _description = "Import Decision"
    _order = 'decided_on desc, id desc'

    name = fields.Char(string="In the File", readonly=True, help="The company or person as the file names them.")
    kind = fields.Selection(lambda self: self.env['crm.import']._fields['kind'].selection, required=True, readonly=True)
    source = fields.Char(required=True, readonly=True, help="Fingerprint of the column names.")
    source_name = fields.Char(string="Decided For", readonly=True, help="The file in which it was decided.")
    part = fields.Selection([('company', "Company"), ('person', "Person")], required=True, readonly=True)
    identity = fields.Char(required=True, readonly=True)
    partner_id = fields.Many2one(
        'res.partner', string="Is", readonly=True, index='btree_not_null', ondelete='cascade', help="Empty: none of those it was likened to.")
    outcome = fields.Char(compute='_compute_outcome', string="Was Decided To Be")
    refused_ids = fields.Json(readonly=True, help="Records that it is not.")
    decided_on = fields.Date(required=True, readonly=True, default=fields.Date.context_today)
    user_id = fields.Many2one('res.users', string="Decided By", required=True, readonly=True, default=lambda self: self.env.user, index=True)
    company_id = fields.Many2one('res.company', required=True, readonly=True, default=lambda self: self.env.company, index=True)

    _identity_unique = models.UniqueIndex('(identity, source, part, company_id, user_id)')

    @api.depends_context('lang')
    @api.depends('partner_id')
    def _compute_outcome(self):
        for decision in self:
            decision.outcome = decision.partner_id.display_name or self.env._("Somebody new")

    @api.model
    def _source_of(self, record):
        return self.env['crm.import.profile']._signature(record.column_ids.sorted('position').mapped('header'))

    @api.model
    def _remember(self, record):
        """Keep what people decided about the rows of an import that is being committed.

        :param record: one `crm.import`
        """
        source = self._source_of(record)
        rows = self.env['crm.import.row'].search([
            ('import_id', '=', record.id), ('decided', '=', True), ('state', '=', 'pending'), ('candidates', '!=', False),
            # What the choice for the whole import leaves out was decided all the same.
            '|', ('decision', 'in', ('create', 'update')), ('reason_code', 'in', ('only_new', 'only_known'))])
        found = {}
        for row in rows:
            for part, identity in self._identities(row).items():
                if values := self._prepare_decision(row, part):
                    found[part, identity] = {
                        **values, 'part': part, 'identity': identity, 'source': source, 'kind': record.kind,
                        'company_id': record.company_id.id, 'source_name': record.name}
        known = {(decision.part, decision.identity): decision for decision in self.search([
            ('identity', 'in', [identity for _part, identity in found]), ('source', '=', source), ('user_id', '=', self.env.uid),
            ('company_id', '=', record.company_id.id)])}
        for key in found.keys() & known.keys():
            known[key].write({**found[key], 'decided_on': fields.Date.context_today(self)})
        self.create([found[key] for key in found.keys() - known.keys()])

    def _identities(self, row):
        """:return: dict of part -> who the row speaks of"""
        return {part: value for part, kind, value in row.match_keys or [] if kind == 'identity'}

    def _prepare_decision(self, row, part):
        """:return: values of what was decided about one part of a row, or None when nothing about it was unclear"""
        candidates = [candidate for candidate in row.candidates or [] if candidate['part'] == part]
        chosen = row.match_account_id if part == 'company' else row.match_partner_id
        if not candidates or (len(candidates) == 1 and candidates[0]['strength'] == 'match' and candidates[0]['id'] == chosen.id):
            return None
        refused = [candidate['id'] for candidate in candidates if candidate['id'] != chosen.id]
        return {'partner_id': chosen.id, 'refused_ids': refused, 'name': ((row.normalized or {}).get(part) or {}).get('name') or row.name}


class CrmImport(models.Model):
    _inherit = 'crm.import'

    def action_commit(self):
        result = super().action_commit()
        for record in self:
            self.env['crm.import.decision']._remember(record)
        return result


class CrmImportMatch(models.AbstractModel):
    _inherit = 'crm.import.match'

    def _find_pairs(self, record):
        """Who was decided to be somebody is compared with nobody else, nor with whom they were decided not to be."""
        result = super()._find_pairs(record)
        self._recall_decisions(record)
        self.env.execute_query(SQL(
            "DELETE FROM crm_import_pair p USING crm_import_recalled d WHERE d.row_id = p.row_id AND d.part = p.part"
            " AND (d.partner_id IS NOT NULL OR p.partner_id IN (SELECT jsonb_array_elements_text(d.refused_ids)::int))"))
        self.env.execute_query(SQL(
            """INSERT INTO crm_import_pair (row_id, part, partner_id, shared, remembered)
               SELECT row_id, part, partner_id, '[]', remembered FROM crm_import_recalled WHERE partner_id IS NOT NULL"""))
        return result

    def _recall_decisions(self, record):
        """Fill `crm_import_recalled` (row_id, part, partner_id, refused_ids, remembered): the last decision about each row."""
        Decision = self.env['crm.import.decision']
        # as the importing user: a decision that they may not see decides nothing
        visible = Decision._search([
            ('source', '=', Decision._source_of(record)), ('kind', '=', record.kind), ('company_id', '=', record.company_id.id)])
        self.env.execute_query(SQL("DROP TABLE IF EXISTS crm_import_recalled"))
        self.env.execute_query(SQL(
            """CREATE TEMP TABLE crm_import_recalled ON COMMIT DROP AS
               SELECT DISTINCT ON (k.row_id, k.part) k.row_id, k.part, d.partner_id, coalesce(d.refused_ids, '[]') AS refused_ids,
                      jsonb_build_object('user', coalesce(person.name, ''), 'date', d.decided_on::text) AS remembered
                 FROM crm_import_key k JOIN crm_import_row r ON r.id = k.row_id AND NOT r.decided AND r.decision <> 'skip'
                 JOIN crm_import_decision d ON d.identity = k.value AND d.part = k.part AND d.id IN %s
                 JOIN res_users u ON u.id = d.user_id JOIN res_partner person ON person.id = u.partner_id
                WHERE k.kind = 'identity'
                  AND CASE k.part WHEN 'company' THEN r.account_leader_id IS NULL ELSE r.partner_leader_id IS NULL END
                ORDER BY k.row_id, k.part, d.decided_on DESC, d.id DESC""", visible.subselect()))

    def _explain_recalled(self, record):
        """Rows that are new because somebody decided so say who did."""
        self.env.execute_query(SQL(
            """UPDATE crm_import_row r SET reason = jsonb_build_array('remembered', d.remembered)
                 FROM crm_import_recalled d
                WHERE d.row_id = r.id AND r.import_id = %s AND NOT r.decided AND r.decision = 'create' AND r.reason IS NULL
                  AND d.partner_id IS NULL""", record.id))
