from odoo import fields, models
from odoo.tools import SQL

# Legal forms say little about who somebody is: they are left out of the key and weighed afterwards.
LEGAL_FORMS = (
    'ооо', 'оао', 'зао', 'пао', 'ао', 'ип', 'нко', 'ано', 'гуп', 'муп', 'фгуп', 'тоо', 'чп',
    'ltd', 'limited', 'llc', 'inc', 'corp', 'co', 'company', 'plc', 'gmbh', 'ag', 'kg', 'ohg', 'ug', 'sa', 'sas', 'sarl', 'bv',
    'nv', 'oy', 'ab', 'as', 'spa', 'srl', 'kk',
)
CJK_LEGAL_FORMS = '株式会社|有限会社|合同会社|合資会社|股份有限公司|有限责任公司|有限公司'

# Schema-qualified by nature: only functions of pg_catalog are called, so that a dump restores. The cost keeps the
# planner from computing it for every partner where the index can be asked. PL/pgSQL, for its plans live as long as the
# session: a function in plain SQL is planned anew by every statement that writes one partner (0.11 against 0.03 ms).
NAME_KEY_FUNCTION = SQL(
    """CREATE OR REPLACE FUNCTION crm_customer_record_name_key(text) RETURNS text
       LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $function$
       BEGIN RETURN (
           SELECT left(string_agg(word, ' ' ORDER BY word COLLATE "C"), 200)
             FROM regexp_split_to_table(regexp_replace(translate(lower(normalize($1, NFKC)), 'ё', 'е'),
                                                       '""" + CJK_LEGAL_FORMS + """', ' ', 'g'), '[^[:alnum:]]+') word
            WHERE word <> '' AND word <> ALL ('{""" + ','.join(LEGAL_FORMS) + """}'::text[]));
       END $function$""")
TAX_KEY_FUNCTION = SQL(
    """CREATE OR REPLACE FUNCTION crm_customer_record_tax_key(text) RETURNS text
       LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $function$
       BEGIN RETURN left(nullif(upper(regexp_replace($1, '[^[:alnum:]]+', '', 'g')), ''), 100); END $function$""")


class ResPartner(models.Model):
    """Comparable keys of partners, as indexed expressions.

    PostgreSQL keeps them true whoever writes a name or tax id: the ORM, SQL, a merge. A stored field would be blind
    to raw SQL and cost a recomputation; comparing in Python would read every partner.
    """

    _inherit = 'res.partner'

    crm_import_row_ids = fields.One2many(
        'crm.import.row', 'partner_id', string="Imported as contact", groups='crm_customer_record.group_user', copy=False)
    crm_import_account_row_ids = fields.One2many(
        'crm.import.row', 'account_id', string="Imported as company", groups='crm_customer_record.group_user', copy=False)

    def init(self):
        result = super().init()
        for query in (
            NAME_KEY_FUNCTION,
            TAX_KEY_FUNCTION,
            SQL("""CREATE INDEX IF NOT EXISTS crm_customer_record_partner_name_key
                       ON res_partner (crm_customer_record_name_key(name)) WHERE name IS NOT NULL"""),
            SQL("""CREATE INDEX IF NOT EXISTS crm_customer_record_partner_tax_key
                       ON res_partner (crm_customer_record_tax_key(vat)) WHERE vat IS NOT NULL"""),
        ):
            self.env.cr.execute(query)
        return result
