"""Keys of partners leave the host's table for one of their own."""
from psycopg2.extras import Json, execute_values

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL

CHUNK = 5000


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    # with the functions go the indexes on res_partner that use them
    for key in ('name', 'tax'):
        cr.execute(SQL("DROP FUNCTION IF EXISTS %s(text) CASCADE", SQL.identifier(f'crm_customer_record_{key}_key')))
    cr.execute("DROP INDEX IF EXISTS crm_contact_mechanism_domain_idx")
    env['crm.partner.key']._fill()
    _renew_keys_of_rows(env)


def _renew_keys_of_rows(env):
    """Rows that wait in a preview get the keys that partners are found by now."""
    mapper, last_id = env['crm.import.mapper.partner'], 0
    while rows := env.execute_query(SQL(
            "SELECT id, normalized FROM crm_import_row WHERE state = 'pending' AND normalized IS NOT NULL AND id > %s ORDER BY id LIMIT %s",
            last_id, CHUNK)):
        execute_values(
            env.cr._obj, "UPDATE crm_import_row r SET match_keys = v.keys FROM (VALUES %s) AS v(id, keys) WHERE v.id = r.id",
            [(row_id, Json(mapper._keys(normalized))) for row_id, normalized in rows], template='(%s, %s::jsonb)')
        last_id = rows[-1][0]
