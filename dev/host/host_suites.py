"""``make test-host``: the host's own tests, without and with the add-on. Installing us must not change a result."""
import os
import subprocess
import xml.etree.ElementTree as ElementTree

from . import databases, environment, lint, settings
from .console import Failure, say, step

# Whole suites; then the stated parts of `mail`: all but chat and calls, and of `account`: what concerns partners, invoices
# and payments.
SUITES = {
    'crm': ['crm/tests', 'sale_crm/tests', 'phone_validation/tests', 'contacts/tests'],
    'mail': ['mail/tests/' + name for name in (
        'test_fetchmail.py', 'test_ir_mail_server.py', 'test_ir_ui_menu.py', 'test_link_preview.py', 'test_mail_activity.py',
        'test_mail_composer.py', 'test_mail_mail.py', 'test_mail_message.py', 'test_mail_message_translate.py',
        'test_mail_presence.py', 'test_mail_render.py', 'test_mail_template.py', 'test_mail_tools.py', 'test_res_partner.py',
        'test_res_role.py', 'test_res_users.py', 'test_update_notification.py')],
    'account': ['account/tests/' + name for name in (
        'test_account_partner.py', 'test_account_payment.py', 'test_account_payment_register.py',
        'test_account_move_out_invoice.py', 'test_account_move_out_refund.py', 'test_account_move_reconcile.py',
        'test_res_partner_merge.py', 'test_account_inalterable_hash.py', 'test_audit_trail.py',
        'test_portal_invoice.py', 'test_digest.py', 'test_account_move_payments_widget.py')],
}
REPEATS = 3  # a test whose results differ is run again on both sides: some of the host's own are unsteady


def test_host(arguments):
    """Run the suites or test files named by the arguments (default: all suites); return 1 when a result differs."""
    unknown = [name for name in arguments if name not in SUITES and not os.path.exists(_path(name))]
    if unknown:
        raise Failure(f"unknown suite: {', '.join(unknown)}",
                      f"use {', '.join(SUITES)} or a path such as crm/tests/test_crm_ui.py")
    environment.provision(for_tests=True)
    without, with_addon = (f'customer_record_host_{side}_{settings.CLONE}' for side in ('without', 'with'))
    databases.copy(databases.template(), without)
    databases.copy(databases.template(), with_addon)
    with step("Database: installing the add-on"):
        environment.odoo('-d', with_addon, '-i', settings.ADDON, '--stop-after-init', '--no-http', '--log-level=warn')
    for database in (without, with_addon):
        databases.generate_bundles(database)
    changed = []
    for suite in arguments or SUITES:
        changed += _compare(suite, without, with_addon)
    for database in (without, with_addon):
        databases.drop(database)
    if changed:
        raise Failure("the add-on changes results of the host:\n    " + '\n    '.join(changed),
                      "find the side effect; the host's tests are the contract.")
    say("the host's suites give the same results with the add-on as without")
    return 0


def _compare(suite, without, with_addon):
    results = {}
    for name, database in (('without', without), ('with', with_addon)):
        with step(f"Host suite '{suite}' {name} the add-on"):
            results[name] = _run(database, [_path(part) for part in SUITES.get(suite, [suite])], workers=2)
        outcomes = list(results[name].values())
        say(f"  {len(outcomes)} tests, {outcomes.count('passed')} passed, {outcomes.count('failed')} failed, "
            f"{outcomes.count('skipped')} skipped")
        if not outcomes:
            raise Failure(f"no test of '{suite}' was executed", "see the messages above.")
    keys = sorted(set(results['without']) | set(results['with']))
    differing = [key for key in keys if results['without'].get(key) != results['with'].get(key)]
    failing = [key for key in keys if results['without'].get(key) == results['with'].get(key) == 'failed']
    for key in failing:
        say(f"  fails without and with: {key}")
    return [key for key in differing if not _is_unsteady(key, without, with_addon)]


def _is_unsteady(key, without, with_addon):
    """Whether the same outcome occurs on both sides when the test is repeated on its own."""
    path, name = key.split('::', 1)
    outcomes = [set(), set()]
    for _turn in range(REPEATS):
        for side, database in enumerate((without, with_addon)):
            results = _run(database, [f"{_path(path)}::{name}"], workers=0)
            outcomes[side].update(results.values())
        if outcomes[0] & outcomes[1]:
            say(f"  unsteady, not ours: {key} {outcomes}")
            return True
    say(f"  differs: {key}: without {outcomes[0]}, with {outcomes[1]}")
    return False


def _path(part):
    return os.path.join(lint.host_addons(), part)


def _run(database, paths, workers):
    """Run tests of the host on a database; return ``{'crm/tests/test_x.py::Class::method': outcome}``."""
    report = os.path.join(settings.CLONE_FOLDER, f'{database}.xml')
    if os.path.exists(report):
        os.remove(report)
    command = [environment.python(), '-m', 'pytest', '-p', 'no:cacheprovider', '-q', '--no-header', '--tb=no',
               '-W', 'ignore', f'--odoo-config={settings.CONFIG}', f'--odoo-database={database}', '--odoo-http',
               f'--odoo-addons-path={settings.ADDONS_PATH}', '--rootdir', lint.host_addons(),
               '-c', os.devnull, f'--junitxml={report}', *(['-n', str(workers)] if workers else []), *paths]
    log = os.path.join(settings.CLONE_FOLDER, f'{database}.log')
    with open(log, 'w', encoding='utf-8') as output:
        subprocess.run(command, env=environment.environment(), cwd=settings.CLONE_FOLDER, check=False,
                       stdout=output, stderr=subprocess.STDOUT)
    if not os.path.exists(report):
        raise Failure(f"the host's tests did not run, see {log}", "the end of that file names the cause.")
    return {_key(case): _outcome(case) for case in ElementTree.parse(report).getroot().iter('testcase')}


def _key(case):
    parts = case.get('classname', '').split('.')
    start = parts.index('addons') + 1 if 'addons' in parts else 0
    class_index = next((i for i, part in enumerate(parts) if part[:1].isupper()), len(parts))
    path = '/'.join(parts[start:class_index]) + '.py'
    return '::'.join([path, *parts[class_index:], case.get('name')])


def _outcome(case):
    for tag, outcome in (('failure', 'failed'), ('error', 'failed'), ('skipped', 'skipped')):
        if case.find(tag) is not None:
            return outcome
    return 'passed'
