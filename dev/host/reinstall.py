"""Install, uninstall, install again: removal must leave the host's database as it was."""
import re

from . import databases, environment, settings
from .console import Failure, run, say, step

DATABASE = f'customer_record_reinstall_{settings.CLONE}'
# A line of the log that an administrator would worry about.
COMPLAINT = r' (?:WARNING|ERROR|CRITICAL) |^Traceback'
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
# What users made has no external id: the host does not delete it, and what it names must go all the same.
USE = """
partner = env['res.partner'].create({'name': "Reinstall"})
for kind in env['crm.interaction.type'].search([]):
    env['crm.interaction'].create({'type_id': kind.id, 'partner_id': partner.id, 'summary': kind.name})
for outcome in env['crm.interaction.outcome'].search([]):
    env['crm.interaction'].create({
        'type_id': (outcome.type_ids or kind)[0].id, 'outcome_id': outcome.id, 'partner_id': partner.id, 'summary': outcome.name})
for relation in env['crm.partner.relation.type'].search([]):
    person, other = env['res.partner'].create([
        {'name': relation.name, 'is_company': side == 'company'} for side in (relation.partner_kind, relation.other_kind)])
    env['crm.partner.relation'].create({'type_id': relation.id, 'partner_id': person.id, 'other_partner_id': other.id})
line = env['crm.service.line'].create({'name': "Reinstall", 'stage_ids': [(6, 0, env['crm.stage'].search([], limit=2).ids)]})
lead = env['crm.lead'].create({'name': "Reinstall", 'type': 'opportunity', 'service_line_id': line.id})
requirement = env['crm.stage.requirement'].create({
    'stage_id': lead.stage_id.id, 'kind': 'approval', 'group_id': env.ref('crm_customer_record.group_manager').id, 'service_line_ids': [(6, 0, line.ids)]})
env['crm.stage.requirement'].create({
    'stage_id': lead.stage_id.id, 'kind': 'interaction', 'interaction_type_ids': [(6, 0, env['crm.interaction.type'].search([]).ids)]})
env['crm.stage.approval']._ask(lead, requirement)
system = env['crm.webhook.endpoint'].create({'name': "Reinstall", 'url': 'https://example.com/'})
asked = env['crm.stage.requirement'].create({'stage_id': lead.stage_id.id, 'kind': 'external', 'endpoint_id': system.id})
asked._ask_external(lead)
playbook = env['crm.playbook'].create({
    'name': "Reinstall", 'event': 'new_lead', 'service_line_ids': [(6, 0, line.ids)], 'source_ids': [(6, 0, env['utm.source'].search([], limit=1).ids)],
    'action_ids': [(0, 0, {'kind': 'activity', 'summary': "Reinstall"}), (0, 0, {'kind': 'webhook', 'endpoint_id': system.id})]})
playbook.action_switch_on()
env['crm.lead'].create({'name': "Reinstall too", 'type': 'lead', 'service_line_id': line.id, 'source_id': playbook.source_ids.id})
env['crm.playbook']._cron_run()
assert playbook.run_count == 1
env.cr.commit()
"""
UNINSTALL = "env.ref('base.module_crm_customer_record').button_immediate_uninstall()\n"


def check():
    """Raise ``Failure`` naming what an uninstallation left behind or took away."""
    databases.copy(databases.template(), DATABASE)
    before = _schema()
    with step("Reinstall: install"):
        _install()
    with step("Reinstall: use"):
        _shell(USE)
    with step("Reinstall: uninstall"):
        complaints = [line for line in _shell(UNINSTALL).splitlines() if re.search(COMPLAINT, line)]
    if complaints:
        raise Failure("uninstalling is not quiet:\n    " + '\n    '.join(complaints[:40]),
                      "let go in uninstall_hook of what the host is refused to delete.")
    after = _schema()
    differences = [f'left: {row}' for row in sorted(after - before)] + [f'lost: {row}' for row in sorted(before - after)]
    if differences:
        raise Failure("uninstalling does not restore the database:\n    " + '\n    '.join(differences[:40]),
                      "remove it in uninstall_hook, or let the ORM own it.")
    with step("Reinstall: install again"):
        _install()
    databases.drop(DATABASE)
    say("uninstalls cleanly and installs again")


def _shell(script):
    """Run a script in the host's shell; return what it logged of warnings and errors."""
    command = environment.odoo_command('shell', '-d', DATABASE, '--no-http', '--log-level=warn')
    return run(*command, env=environment.environment(), input=script)


def _install():
    environment.odoo('-d', DATABASE, '-i', settings.ADDON, '--stop-after-init', '--no-http', '--log-level=error')


def _schema():
    return set(databases.sql(DATABASE, SCHEMA).splitlines())
