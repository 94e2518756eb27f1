"""A PostgreSQL server: the one named by ``PGHOST``, else a private cluster of the project."""
import glob
import os
import pwd
import shutil
import subprocess

from . import apt, settings
from .console import Failure, run, step

PORT = '5432'
BASE = os.path.join(settings.CACHE, 'pg')
MINIMUM_VERSION = 13
MAXIMUM_SOCKET_PATH = 100
# Nothing here must survive a power cut: safety is traded for speed. Never for databases of users.
FAST = {'fsync': 'off', 'synchronous_commit': 'off', 'full_page_writes': 'off', 'wal_level': 'minimal',
        'max_wal_senders': '0', 'max_wal_size': '4GB'}


def ensure():
    """Make a server answer and put its address into the environment (PGHOST, PGPORT, PGUSER)."""
    if os.environ.get('PGHOST'):
        _use_given_server()
        return
    binaries, library = _binaries()
    os.environ['PATH'] = binaries + os.pathsep + os.environ['PATH']
    if library:
        os.environ['LD_LIBRARY_PATH'] = library
    account = _account()
    data = os.path.join(BASE, 'data')
    socket = _socket_folder(account)
    if not os.path.exists(os.path.join(data, 'PG_VERSION')):
        with step("PostgreSQL: creating the project's cluster"):
            _create(binaries, data, socket, account)
    status = subprocess.run([f'{binaries}/pg_ctl', '-D', data, 'status'], capture_output=True, check=False, **account)
    if status.returncode:
        with step("PostgreSQL: starting"):
            log = os.path.join(BASE, 'server.log')
            subprocess.run([f'{binaries}/pg_ctl', '-D', data, '-l', log, '-w', '-s', 'start'],
                           stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                           check=False, **account)
            if subprocess.run([f'{binaries}/pg_ctl', '-D', data, 'status'], capture_output=True, check=False,
                              **account).returncode:
                raise Failure(f"the database server does not start, see {log}",
                              f"remove {BASE} to start with an empty cluster, or set PGHOST to a server you have.")
    os.environ.update(PGHOST=socket, PGPORT=PORT, PGUSER='odoo')


def _use_given_server():
    os.environ.setdefault('PGPORT', PORT)
    os.environ.setdefault('PGUSER', pwd.getpwuid(os.getuid()).pw_name)
    if os.environ['PGUSER'] == 'postgres':
        raise Failure("Odoo refuses to work as the database role 'postgres'",
                      "create a role (createuser --createdb odoo) and set PGUSER=odoo.")
    try:
        run('psql', '-XAtd', 'postgres', '-c', 'select 1')
    except (Failure, FileNotFoundError) as error:
        raise Failure(f"the PostgreSQL server at PGHOST={os.environ['PGHOST']} does not answer: {error}",
                      "check PGHOST, PGPORT, PGUSER, PGPASSWORD, or unset PGHOST for a private server.") from error


def _binaries():
    """Return the folder of the server's programs and the library path they need, if any."""
    found = [path for path in glob.glob('/usr/lib/postgresql/*/bin/postgres')
             if int(path.split('/')[4]) >= MINIMUM_VERSION]
    if found:
        return os.path.dirname(max(found, key=lambda path: int(path.split('/')[4]))), None
    folder = os.path.join(settings.CACHE, 'postgresql')
    if not glob.glob(f'{folder}/usr/lib/postgresql/*/bin/postgres'):
        with step("PostgreSQL: downloading the server", folder):
            apt.unpack(apt.download_with_dependencies('postgresql-15'), folder)
    libraries = sorted({os.path.dirname(path) for path in glob.glob(f'{folder}/usr/lib/*/*.so*')})
    return os.path.dirname(glob.glob(f'{folder}/usr/lib/postgresql/*/bin/postgres')[0]), os.pathsep.join(libraries)


def _account():
    """The server refuses to run as root: name the account to run it as (options of ``subprocess``)."""
    options = {'cwd': '/', 'env': {**os.environ, 'LC_ALL': 'C.UTF-8', 'TZ': 'UTC'}}
    if os.getuid() != 0:
        return options
    for name in ('postgres', 'nobody'):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {**options, 'user': entry.pw_uid, 'group': entry.pw_gid, 'extra_groups': []}
    raise Failure("PostgreSQL refuses to run as root and there is no account 'postgres' or 'nobody'",
                  "run make as an ordinary user, or set PGHOST to a server you have.")


def _socket_folder(account):
    folder = os.path.join(BASE, 's')
    if len(folder) > MAXIMUM_SOCKET_PATH:  # the kernel allows 107 characters, the file name included
        folder = f'/tmp/customer_record_pg_{os.getuid()}'
    os.makedirs(folder, exist_ok=True)
    os.makedirs(BASE, exist_ok=True)
    if 'user' in account:
        for path in (BASE, folder):
            os.chown(path, account['user'], account['group'])
    return folder


def _create(binaries, data, socket, account):
    shutil.rmtree(data, ignore_errors=True)
    os.chmod(BASE, 0o700)
    run(f'{binaries}/initdb', '-D', data, '-U', 'odoo', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync',
        **account)
    values = {'listen_addresses': '', 'unix_socket_directories': socket, 'port': PORT, 'shared_buffers': '512MB',
              'work_mem': '16MB', 'jit': 'off', 'timezone': 'UTC', 'log_timezone': 'UTC', **FAST}
    with open(os.path.join(data, 'postgresql.conf'), 'a', encoding='utf-8') as file:
        file.writelines(f"{key} = '{value}'\n" for key, value in values.items())


def stop():
    """Stop the project's own cluster, if it runs."""
    binaries, _library = _binaries()
    run(f'{binaries}/pg_ctl', '-D', os.path.join(BASE, 'data'), '-m', 'fast', '-s', 'stop', **_account())
