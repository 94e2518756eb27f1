"""The commands: run, test, lint, bench, test-host, odoo, stop."""
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
import xml.etree.ElementTree as ElementTree

from . import bench, databases, environment, host_suites, lint, optional, postgres, reinstall, settings, translations
from .console import Failure, say, step

WHAT_TO_CLICK = """
  Customer Record is ready:  {address}
  Log in as                  admin / admin     (a salesperson: demo / demo)

  What to click first
   1. Customer Record > Customers, open a company: the strip says whose it is, the Timeline page tells its story.
   2. On the card press Alt+Shift+Q, type "called Anna, wants a quote tomorrow" and press Enter.
   3. Customer Record > Import: download a sample file in the wizard, drop it back in, look, commit, undo.

  Ctrl+C stops the server; the database server stays up ('make stop' ends it).
"""


def call(arguments):
    """Run the command named by the first argument; return its exit code."""
    known = {'run': run_server, 'test': test, 'odoo': odoo, 'stop': stop, 'provision': provision,
             'lint': lint.lint, 'bench': bench.bench, 'test-host': host_suites.test_host,
             'pot': translations.export}
    name = arguments[0] if arguments else ''
    if name not in known:
        raise Failure(f"unknown command '{name}'", f"use one of: {', '.join(known)}")
    return known[name](arguments[1:])


def provision(_arguments):
    environment.provision(for_tests=True)
    return 0


def stop(_arguments):
    postgres.stop()
    return 0


def odoo(arguments):
    """The host's own command line with this project's configuration, add-ons path and database server."""
    environment.provision()
    command = environment.odoo_command(*arguments)
    os.execve(command[0], command, environment.environment())


def run_server(_arguments):
    """Serve the demo database until interrupted."""
    _check_port(settings.HTTP_PORT)
    environment.provision()
    database = os.environ.get('DB') or settings.DEMO_DATABASE
    databases.ensure_with_addon(database, keep_data=True)
    command = environment.odoo_command('-d', database, '--db-filter', f'^{database}$', '--max-cron-threads=1',
                                       '--log-level=warn')
    address = f'http://127.0.0.1:{settings.HTTP_PORT}'
    server = subprocess.Popen(command, env=environment.environment())
    try:
        _wait_until_served(server, address)
        print(WHAT_TO_CLICK.format(address=address), flush=True)
        return server.wait()
    except KeyboardInterrupt:
        server.wait()  # the interrupt reached the server too: let it end its work
        return 0
    finally:
        if server.poll() is None:
            server.terminate()


def _wait_until_served(server, address):
    with step("Server: starting"):
        while server.poll() is None:
            try:
                with urllib.request.urlopen(address + '/web/login', timeout=60):
                    return
            except urllib.error.HTTPError as error:
                raise Failure(f"the server answers with error {error.code}", "its messages above name the cause.") from error
            except OSError:
                time.sleep(0.2)
    raise Failure("the server ended while starting", "its messages above name the cause.")


def _check_port(port):
    with socket.socket() as probe:
        if probe.connect_ex(('127.0.0.1', port)) == 0:
            raise Failure(f"port {port} is taken by another program",
                          "stop that program, or choose another port: make run HTTP_PORT=8070")


def test(arguments):
    """Run the tests with a live HTTP server and a headless Chromium; fail on skipped ones and on none."""
    environment.provision(for_tests=True)
    if any('tests_optional' in argument for argument in arguments):
        optional.ensure()
        return _pytest(optional.DATABASE, arguments)
    databases.ensure_with_addon(settings.TEST_DATABASE, assets=True)
    code = _pytest(settings.TEST_DATABASE, arguments)
    if code or arguments:
        return code
    reinstall.check()
    optional.ensure()
    code = _pytest(optional.DATABASE, [optional.TESTS])
    if not code:
        optional.check_removal()
    return code


def _pytest(database, arguments):
    report = os.path.join(settings.CLONE_FOLDER, f'{database}.xml')
    command = [
        environment.python(), '-m', 'pytest', '-p', 'no:cacheprovider', '-q', '-rfE', '--durations=10',
        '-W', 'ignore::DeprecationWarning', f'--odoo-config={settings.CONFIG}',
        f'--odoo-database={database}', f'--odoo-addons-path={settings.ADDONS_PATH}', '--odoo-http',
        f'--confcutdir={settings.ADDONS_PATH}', f'--junitxml={report}', *arguments,
    ]
    values = {**environment.environment(), 'PYTHONWARNINGS': 'ignore::DeprecationWarning'}
    code = subprocess.run(command, env=values, cwd=settings.ROOT, check=False).returncode
    return code or _judge(report)


def _judge(report):
    """A run proves nothing when no test ran, or when a browser test was skipped for want of a browser."""
    cases = list(ElementTree.parse(report).getroot().iter('testcase'))
    skipped = [case for case in cases if case.find('skipped') is not None]
    if not cases:
        raise Failure("no test was executed", "check the paths given to make test.")
    if skipped:
        names = '\n    '.join(f"{case.get('name')}: {case.find('skipped').get('message')}" for case in skipped)
        raise Failure(f"{len(skipped)} tests were skipped:\n    {names}", "install what they need; skipping is failing.")
    say(f"{len(cases)} tests passed")
    return 0

