"""Installation and removal: set-based work on data that existed before the add-on."""
from odoo.tools import SQL
from odoo.tools.sql import drop_constraint

ADDON = 'crm_customer_record'
# Tables of the host that get the account at the time of the event.
TIMELINE_DOCUMENTS = ('crm_lead', 'sale_order', 'account_payment')


def pre_init_hook(env):
    """Create and fill, by SQL, the columns added to tables of the host.

    The ORM would otherwise recompute them record by record over the whole history.
    """
    # timeline
    for table in TIMELINE_DOCUMENTS:
        _add_timeline_account(env, table)


def post_init_hook(env):
    """Fill the add-on's own tables from what the database already holds."""
    env['res.users']._customer_record_grant_groups()
    # contact mechanisms
    env['crm.contact.mechanism']._fill_existing()
    # timeline
    env['crm.timeline.link']._fill()
    # import
    env['crm.partner.key']._fill()
    # stages
    env['crm.stage.transition']._fill()
    # forecast: after the transitions, which it asks
    env['crm.stage']._fill_forecast_categories()
    # expectation by history
    env['crm.stage.statistics']._learn()


def uninstall_hook(env):
    """Remove what the ORM does not remove by itself."""
    # birthdays: activities outlive their type, which could not be deleted otherwise
    env['crm.birthday.reminder']._release()
    _let_go(env)
    _drop_functions(env)
    # import: the ORM owns one table of the keys of partners, this is the other
    env.cr.execute("DROP TABLE IF EXISTS crm_partner_key_stamp")


def _add_timeline_account(env, table):
    """Add the account column to a table; history so far belongs to the account the contact has today."""
    table = SQL.identifier(table)
    env.cr.execute(SQL("ALTER TABLE %s ADD COLUMN IF NOT EXISTS timeline_account_id integer", table))
    env.cr.execute(SQL(
        """UPDATE %s document SET timeline_account_id = partner.commercial_partner_id
             FROM res_partner partner
            WHERE partner.id = document.partner_id AND document.timeline_account_id IS NULL""", table))


def _let_go(env):
    """Drop the foreign keys by which tables of the add-on keep types, colleagues or customers from being deleted.

    The tables go anyway, but only after all records; until then the host would be refused, and say so in its log.
    """
    tables = [model._table for model in env.registry.values() if model._auto and model._original_module == ADDON]
    keys = env.execute_query(SQL(
        """SELECT source.relname, fk.conname FROM pg_constraint fk JOIN pg_class source ON source.oid = fk.conrelid
            WHERE fk.contype = 'f' AND fk.confdeltype = 'r' AND source.relname = ANY(%s)
              AND source.relnamespace = current_schema::regnamespace""", tables))
    for table, key in keys:
        drop_constraint(env.cr, table, key)


def _drop_functions(env):
    """Drop what the add-on put into tables of the host: its functions, and with them the triggers that call them."""
    functions = env.execute_query(SQL(
        "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = current_schema::regnamespace AND starts_with(proname::text, %s)",
        f'{ADDON}_'))
    for function, in functions:
        env.cr.execute(SQL("DROP FUNCTION IF EXISTS %s CASCADE", SQL(function)))
