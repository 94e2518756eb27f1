"""``make lint``: ruff, pylint-odoo, the host's own checkers and lint suite, XML and manifest checks."""
import os
import re
import shutil
import socket
import subprocess
import tempfile

from . import databases, environment, odoo_source, settings
from .console import Failure, say, step

LINT_DATABASE = f'customer_record_lint_{settings.CLONE}'
# The checkers that the host runs on itself; its own TestPyLint would spend minutes on the host's code.
HOST_CHECKERS = ('_odoo_checker_sql_injection', '_odoo_checker_gettext', '_odoo_checker_unlink_override')
HOST_MESSAGES = ('used-before-assignment', 'undefined-variable', 'eval-used', 'unreachable', 'function-redefined',
                 'sql-injection', 'missing-gettext', 'gettext-variable', 'gettext-placeholders', 'gettext-repr',
                 'raise-unlink-override')


def lint(_arguments):
    """Run every check even when one fails; return 1 when any did."""
    environment.provision()
    checks = [('ruff', _ruff), ('pylint-odoo', _pylint_odoo), ("the host's pylint checkers", _host_checkers),
              ('XML, CSV and manifest', _module_checks), ("the host's lint suite", _host_lint)]
    failed = []
    for name, check in checks:
        with step(f"Lint: {name}"):
            if not check():
                failed.append(name)
    if failed:
        raise Failure(f"lint found something: {', '.join(failed)}", "mend what the lines above name.")
    say("lint is clean")
    return 0


def _call(*command, **variables):
    values = {**environment.environment(), **variables}
    return subprocess.run(command, cwd=settings.ROOT, env=values, check=False).returncode == 0


def _program(name):
    return os.path.join(os.path.dirname(environment.python()), name)


def _files(*patterns):
    listing = subprocess.run(['git', 'ls-files', '-zco', '--exclude-standard', *patterns], cwd=settings.ROOT,
                             capture_output=True, text=True, check=False)
    if listing.returncode:
        raise Failure("the project is not a git checkout", "run lint in a clone of the repository.")
    return [name for name in listing.stdout.split('\0') if os.path.isfile(os.path.join(settings.ROOT, name))]


def _ruff():
    return _call(_program('ruff'), 'check', '--quiet', '.')


def _pylint_odoo():
    # missing-readme knows README.rst only, the project has README.md; attribute-string-redundant: a label that
    # users read is stated, also where it happens to equal today's field name; unknown-option-value: some comments
    # are for the host's checkers, which run next.
    return _call(environment.python(), '-m', 'pylint', '--rcfile=dev/pylintrc',
                 '--disable=missing-readme,attribute-string-redundant,unknown-option-value', '.')


def _host_checkers():
    import_path = os.path.join(host_addons(), 'test_lint', 'tests')
    files = [name for name in _files('*.py') if not name.startswith(('dev/', 'benchmarks/'))]
    return _call(environment.python(), '-m', 'pylint', f'--rcfile={os.devnull}', '--score=n',
                 '--disable=all,unknown-option-value',
                 '--enable=' + ','.join(HOST_MESSAGES), '--load-plugins=' + ','.join(HOST_CHECKERS), *files,
                 PYTHONPATH=import_path)


def host_addons():
    home = os.environ.get('ODOO_HOME')
    return os.path.join(home, 'addons') if home else os.path.join(odoo_source.PACKAGES_FOLDER, 'odoo', 'addons')


def _module_checks():
    """Run on a copy: the checker takes a module's name from its folder and does not look at a repository's root."""
    with tempfile.TemporaryDirectory() as folder:
        copy = os.path.join(folder, settings.ADDON)
        for name in _files():
            # Sample files for users are no data of the module, though one of them ends in .csv.
            if not name.startswith(('dev/', '.')) and not re.fullmatch(r'demo/[^/]+\.csv', name):
                os.makedirs(os.path.dirname(os.path.join(copy, name)), exist_ok=True)
                shutil.copy(os.path.join(settings.ROOT, name), os.path.join(copy, name))
        return _call(_program('oca-checks-odoo-module'), copy)


def _host_lint():
    """The host's ``test_lint`` in a database of its own. Only findings about this add-on count.

    The host listens whenever it tests, though nothing here asks it: on any free port.
    """
    databases.copy(databases.template(), LINT_DATABASE)
    command = environment.odoo_command(
        '-d', LINT_DATABASE, '-i', f'{settings.ADDON},test_lint', '--stop-after-init', '--log-level=warn',
        f'--http-port={_free_port()}',
        '--test-tags', '/test_lint,-/test_lint:TestPyLint,-/test_lint:TestESLint')
    result = subprocess.run(command, env=environment.environment(), cwd=settings.ROOT, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, text=True, check=False)
    databases.drop(LINT_DATABASE)
    print(result.stdout)
    ran = re.search(r'(\d+) failed, (\d+) error\(s\) of (\d+) tests', result.stdout)
    return result.returncode == 0 and not ran


def _free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]
