"""Which Odoo is used, and how it is called: one somebody has already, else the provisioned one."""
import fcntl
import os
import shutil
import sys

from . import odoo_source, postgres, programs, python_env, settings
from .console import Failure, run

NEEDED = ('odoo', 'phonenumbers', 'xlrd', 'python_calamine', 'charset_normalizer', 'rapidfuzz', 'stdnum', 'openpyxl',
          'xlsxwriter')
NEEDED_BY_TESTS = ('pytest', 'pytest_odoo', 'websocket')
_host = {}


def provision(for_tests=False):
    """Provide host, Python, programs, database server and configuration; write the configuration file."""
    settings.prepare_cache()
    with open(os.path.join(settings.CACHE, '.lock'), 'w', encoding='utf-8') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two commands at once: the second waits for the first
        _host.update(_own_host(for_tests) or _provisioned_host())
        programs.ensure(for_tests)
        postgres.ensure()
    _write_config()


def _provisioned_host():
    folder = odoo_source.ensure()
    python_env.ensure(folder)
    return {'python': python_env.PYTHON, 'command': [python_env.PYTHON, f'{settings.PREFIX}/usr/bin/odoo'], 'path': None}


def _own_host(for_tests):
    """An Odoo 19 that is on the machine: ``ODOO_HOME``, or an active virtual environment that imports it."""
    home, active = os.environ.get('ODOO_HOME'), os.environ.get('VIRTUAL_ENV')
    candidates = [os.path.join(folder, 'bin', 'python') for folder in
                  (os.path.join(home or '', 'venv'), os.path.join(home or '', '.venv'), active or '')]
    candidates = [path for path in candidates if os.path.exists(path)] + [sys.executable]
    if not home:
        if active and not _missing(candidates[0], None, ('odoo',)):
            script = "import sys, odoo.cli; sys.argv[0] = 'odoo'; odoo.cli.main()"
            return {'python': candidates[0], 'command': [candidates[0], '-c', script], 'path': None}
        return None
    program = next((path for path in (os.path.join(home, 'odoo-bin'), os.path.join(home, 'usr/bin/odoo'))
                    if os.path.exists(path)), None)
    if not program:
        raise Failure(f"there is no odoo-bin in ODOO_HOME={home}",
                      "set ODOO_HOME to the folder of an Odoo 19 source, or unset it to have one downloaded.")
    needed = NEEDED + (NEEDED_BY_TESTS if for_tests else ())
    for python in candidates:
        if not _missing(python, home, needed):
            return {'python': python, 'command': [python, program], 'path': home}
    python = candidates[0]
    raise Failure(f"{python} lacks: {', '.join(_missing(python, home, needed))}",
                  "install them there (pip install -r dev/requirements.in) or activate the environment of your Odoo.")


def _missing(python, home, modules):
    code = ("import importlib.util as u, sys; "
            "print(' '.join(m for m in sys.argv[1:] if u.find_spec(m) is None))")
    environment = {**os.environ, **({'PYTHONPATH': home} if home else {})}
    return run(python, '-c', code, *modules, env=environment).split()


def environment():
    """The environment variables that every call of the host gets."""
    values = {**os.environ, 'ODOO_RC': settings.CONFIG}
    if _host['path']:
        values['PYTHONPATH'] = _host['path']
    return values


def python():
    return _host['python']


def odoo_command(*arguments):
    return [*_host['command'], *[str(argument) for argument in arguments]]


def odoo(*arguments, **options):
    """Run the host's command line to its end.

    Of what it prints only warnings and errors are shown.

    :raises Failure: when it ends with an error, with the last lines it printed
    """
    output = run(*odoo_command(*arguments), env=environment(), **options)
    for line in output.splitlines():
        if ' WARNING ' in line or ' ERROR ' in line:
            print(line, flush=True)


def _write_config():
    addons = [settings.ADDONS_PATH]
    if _host['path'] and os.path.isdir(os.path.join(_host['path'], 'addons')):
        addons.append(os.path.join(_host['path'], 'addons'))
    values = {
        'addons_path': ','.join(addons),
        'data_dir': settings.DATA,
        'db_host': os.environ['PGHOST'],
        'db_port': os.environ['PGPORT'],
        'db_user': os.environ['PGUSER'],
        'http_interface': '127.0.0.1',
        'http_port': settings.HTTP_PORT,
        'screenshots': os.path.join(settings.CLONE_FOLDER, 'screenshots'),
    }
    if os.environ.get('PGPASSWORD'):
        values['db_password'] = os.environ['PGPASSWORD']
    lines = ''.join(f'{key} = {value}\n' for key, value in values.items())
    with open(settings.CONFIG, 'w', encoding='utf-8', opener=lambda p, f: os.open(p, f, 0o600)) as file:
        file.write('[options]\n' + lines)


def chromium_path():
    return next((path for path in map(shutil.which, programs.CHROMIUM) if path), None)
