"""Install, uninstall, install again: removal must leave the host's database as it was."""
from . import databases, environment, settings
from .console import Failure, say, step

DATABASE = f'customer_record_reinstall_{settings.CLONE}'
# Everything of the schema that an add-on can leave behind.
SCHEMA = """
    select 'column ' || table_name || '.' || column_name || ' ' || data_type
      from information_schema.columns where table_schema = 'public'
    union all select 'index ' || indexname from pg_indexes where schemaname = 'public'
    union all select 'constraint ' || conname || ' on ' || conrelid::regclass
      from pg_constraint where connamespace = 'public'::regnamespace
    union all select 'function ' || proname from pg_proc p where pronamespace = 'public'::regnamespace
      and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
    union all select 'trigger ' || tgname from pg_trigger where not tgisinternal
    union all select 'sequence ' || sequencename from pg_sequences where schemaname = 'public'
    union all select 'data of the add-on: ' || name from ir_model_data where module = 'crm_customer_record'
    union all select 'cron ' || cron_name from ir_cron
    union all select 'parameter ' || key from ir_config_parameter
"""
UNINSTALL = "env.ref('base.module_crm_customer_record').button_immediate_uninstall()\n"


def check():
    """Raise ``Failure`` naming what an uninstallation left behind or took away."""
    databases.copy(databases.template(), DATABASE)
    before = _schema()
    with step("Reinstall: install"):
        _install()
    with step("Reinstall: uninstall"):
        environment.odoo('shell', '-d', DATABASE, '--no-http', '--log-level=error', input=UNINSTALL)
    after = _schema()
    differences = [f'left: {row}' for row in sorted(after - before)] + [f'lost: {row}' for row in sorted(before - after)]
    if differences:
        raise Failure("uninstalling does not restore the database:\n    " + '\n    '.join(differences[:40]),
                      "remove it in uninstall_hook, or let the ORM own it.")
    with step("Reinstall: install again"):
        _install()
    databases.drop(DATABASE)
    say("uninstalls cleanly and installs again")


def _install():
    environment.odoo('-d', DATABASE, '-i', settings.ADDON, '--stop-after-init', '--no-http', '--log-level=error')


def _schema():
    return set(databases.sql(DATABASE, SCHEMA).splitlines())
