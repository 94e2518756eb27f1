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

    def _forget(self, record):
        """Forget the keys that an import gave to customers that were there before; those of its own go with them."""
        self.env.execute_query(SQL(
            """DELETE FROM crm_partner_external e WHERE e.import_id = %(id)s AND NOT EXISTS (
                   SELECT 1 FROM crm_import_change c WHERE c.import_id = %(id)s AND c.model = 'res.partner'
                      AND c.res_id = e.partner_id AND c.created)""", id=record.id))
        self.invalidate_model(flush=False)
