from odoo import fields, models
from odoo.tools import SQL


class CrmPartnerExternal(models.Model):
    """The key of a customer in another system, such as the `Ид` of 1C.

    Its next export finds the customer by it, whatever was renamed since. One customer may have several keys (two
    records of 1C became one here), and one key several customers where companies keep their customers apart.
    """

    _name = 'crm.partner.external'
    _description = "Key in Another System"
    _order = 'source, external_id, id'
    _rec_name = 'external_id'

    partner_id = fields.Many2one('res.partner', required=True, index=True, ondelete='cascade', readonly=True)
    source = fields.Char(required=True, readonly=True)
    external_id = fields.Char(string="Key", required=True, readonly=True)
    import_id = fields.Many2one('crm.import', index='btree_not_null', ondelete='set null', readonly=True)

    _key_unique = models.UniqueIndex('(source, external_id, partner_id)')

    def _remember(self, record, rows):
        """Remember the keys that written rows name.

        By SQL: a table of the add-on's own that users do not write; their right to the partner was proven by writing it.

        :param record: the `crm.import`
        :param rows: list of (row id, account id or None, partner id or None)
        """
        self.env.execute_query(SQL(
            """INSERT INTO crm_partner_external (partner_id, source, external_id, import_id, create_uid, write_uid,
                                                 create_date, write_date)
               SELECT DISTINCT ON (target.id, target.key) target.id, %(source)s, target.key, %(import_id)s, %(uid)s, %(uid)s,
                      now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                 FROM unnest(%(rows)s::int[], %(accounts)s::int[], %(partners)s::int[]) AS done(row_id, account_id, partner_id)
                 JOIN crm_import_row r ON r.id = done.row_id
                CROSS JOIN LATERAL (VALUES (done.account_id, r.normalized->'company'->>'external_id'),
                                           (done.partner_id, r.normalized->'person'->>'external_id')) AS target(id, key)
                WHERE target.id IS NOT NULL AND target.key IS NOT NULL
                   ON CONFLICT DO NOTHING""",
            source=record.source, import_id=record.id, uid=self.env.uid, rows=[row[0] for row in rows],
            accounts=[row[1] for row in rows], partners=[row[2] for row in rows],
        ))
        self.invalidate_model(flush=False)

    def _forget_rows(self, record):
        """Forget the keys that rows brought which are taken back, unless a row that stays names them as well."""
        self.env['crm.import.row'].flush_model(['state'])
        conditions = {state: SQL(" OR ").join(SQL(
            """EXISTS (SELECT FROM crm_import_row r WHERE r.import_id = e.import_id AND r.state = %(state)s
                  AND r.%(column)s = e.partner_id AND r.normalized->%(part)s->>'external_id' = e.external_id)""",
            state=state, column=SQL.identifier(column), part=part,
        ) for column, part in (('account_id', 'company'), ('partner_id', 'person'))) for state in ('undone', 'done')}
        self.env.execute_query(SQL(
            "DELETE FROM crm_partner_external e WHERE e.import_id = %(id)s AND (%(undone)s) AND NOT (%(done)s)", id=record.id, **conditions))
        self.invalidate_model(flush=False)

    def _rows_with_key_only(self, record, rows):
        """:return: those of some written rows that changed nothing, yet brought a key"""
        self.env['crm.import.row'].flush_model()
        self.env['crm.import.change'].flush_model()
        return rows.browse(row_id for row_id, in self.env.execute_query(SQL(
            """SELECT r.id FROM crm_import_row r
                WHERE r.id = ANY(%(rows)s) AND r.state = 'done' AND NOT EXISTS (SELECT FROM crm_import_change c WHERE c.row_id = r.id)
                  AND EXISTS (SELECT FROM crm_partner_external e WHERE e.import_id = %(id)s
                                 AND (e.partner_id = r.account_id AND e.external_id = r.normalized->'company'->>'external_id'
                                      OR e.partner_id = r.partner_id AND e.external_id = r.normalized->'person'->>'external_id'))""",
            rows=rows.ids, id=record.id)))

    def _forget(self, record):
        """Forget the keys that an import gave to customers that were there before; those of its own go with them."""
        self.env.execute_query(SQL(
            """DELETE FROM crm_partner_external e WHERE e.import_id = %(id)s AND NOT EXISTS (
                   SELECT 1 FROM crm_import_change c WHERE c.import_id = %(id)s AND c.model = 'res.partner'
                      AND c.res_id = e.partner_id AND c.created)""", id=record.id))
        self.invalidate_model(flush=False)
