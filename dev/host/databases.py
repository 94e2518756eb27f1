"""Databases: a template with the host's modules and demo data, and quick copies of it with the add-on."""
import contextlib
import fcntl
import hashlib
import os
import shutil

from . import settings
from .console import run, step
from .environment import odoo

DIGEST_KEY = 'crm_customer_record.dev_digest'
# Folders whose content decides what an installed database looks like.
SOURCES = ('__manifest__.py', '__init__.py', 'hooks.py', 'models', 'wizards', 'report', 'controllers', 'tools',
           'views', 'security', 'data', 'demo', 'i18n', 'static', 'migrations')
BUNDLES = """
wanted = {'web.assets_web', 'web.assets_tests', 'web.assets_unit_tests', 'web.assets_unit_tests_setup',
          'web.assets_frontend', 'web.assets_frontend_minimal', 'web.assets_frontend_lazy'}
qweb = env['ir.qweb']
scripts, styles = qweb._get_bundles_to_pregenarate()
for bundle in sorted(scripts & wanted):
    qweb._get_asset_bundle(bundle, css=False, js=True).js()
for bundle in sorted(styles & wanted):
    qweb._get_asset_bundle(bundle, css=True, js=False).css()
env.cr.commit()
"""


def sql(database, query):
    return run('psql', '-XAtd', database, '-c', query).strip()


def exists(database):
    return bool(sql('postgres', f"select 1 from pg_database where datname = '{database}'"))


def drop(database):
    run('dropdb', '--if-exists', '--force', database)
    shutil.rmtree(os.path.join(settings.DATA, 'filestore', database), ignore_errors=True)


@contextlib.contextmanager
def alone():
    """Wait until no other command of this machine builds or copies a template: the server refuses two at once."""
    os.makedirs(settings.DATA, exist_ok=True)
    with open(os.path.join(settings.DATA, 'templates.lock'), 'w', encoding='utf-8') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def copy(source, target):
    """Copy a database in well under a second: a file copy by the server, hard links for the attachments."""
    drop(target)
    with alone():
        run('createdb', '-T', source, target)
    files = os.path.join(settings.DATA, 'filestore', source)
    if os.path.isdir(files):
        shutil.copytree(files, os.path.join(settings.DATA, 'filestore', target), copy_function=os.link)


def template(modules=settings.HOST_MODULES, demo=True):
    """Return the name of a database with the host's modules (and demo data), made once."""
    name = 'customer_record_tpl_' + hashlib.sha256(f'{modules}|{demo}'.encode()).hexdigest()[:8]
    with alone():
        _build(name, modules, demo)
    return name


def _build(name, modules, demo):
    if not exists(name):
        building = name + '_building'
        drop(building)
        with step("Database: installing the host's applications with demo data (about a minute)"):
            odoo('-d', building, '-i', modules, *(['--with-demo'] if demo else ['--without-demo']),
                 '--stop-after-init', '--no-http', '--log-level=error')
        sql('postgres', f'alter database {building} rename to {name}')
        files = os.path.join(settings.DATA, 'filestore')
        if os.path.isdir(os.path.join(files, building)):
            os.rename(os.path.join(files, building), os.path.join(files, name))


def digest():
    """A fingerprint of all that an installation of the add-on depends on."""
    total = hashlib.sha256()
    for source in SOURCES:
        path = os.path.join(settings.ROOT, source)
        files = [path] if os.path.isfile(path) else sorted(
            os.path.join(root, name) for root, _dirs, names in os.walk(path)
            for name in names if not name.endswith('.pyc'))
        for file in files:
            total.update(os.path.relpath(file, settings.ROOT).encode())
            with open(file, 'rb') as content:
                total.update(content.read())
    return total.hexdigest()


def ensure_with_addon(database, assets=False, keep_data=False):
    """Make ``database`` hold the add-on as it is on disk.

    :param assets: also generate the web client's bundles, which browser tests would otherwise wait for
    :param keep_data: upgrade an existing database instead of starting from a fresh copy
    """
    if is_current(database):
        return
    if keep_data and exists(database):
        with step("Database: upgrading the add-on"):
            odoo('-d', database, '-u', settings.ADDON, '--stop-after-init', '--no-http', '--log-level=warn')
    else:
        copy(template(), database)
        with step("Database: installing the add-on"):
            odoo('-d', database, '-i', settings.ADDON, '--stop-after-init', '--no-http', '--log-level=warn')
    if assets:
        generate_bundles(database)
    mark_current(database)


def is_current(database):
    """Tell whether a database exists and holds the add-on as it is on disk."""
    query = f"select value from ir_config_parameter where key = '{DIGEST_KEY}'"
    return exists(database) and sql(database, query) == digest()


def mark_current(database):
    """Note that a database holds the add-on as it is on disk."""
    sql(database, f"delete from ir_config_parameter where key = '{DIGEST_KEY}'")
    sql(database, f"insert into ir_config_parameter (key, value) values ('{DIGEST_KEY}', '{digest()}')")


def generate_bundles(database):
    """Have the web client's bundles made once, which every browser test would otherwise wait for."""
    with step("Database: generating the web client's bundles"):
        odoo('shell', '-d', database, '--no-http', '--log-level=warn', input=BUNDLES)
