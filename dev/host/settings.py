"""Folders, names and ports of the project's commands. Every one can be set from the environment."""
import hashlib
import os
import shutil

from .console import Failure

ADDON = 'crm_customer_record'
ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), '..', '..'))
ADDONS_PATH = os.path.join(ROOT, 'dev', 'addons')
LOCK = os.path.join(ROOT, 'dev', 'requirements.lock')
# Two clones on one machine share the host, not the databases.
CLONE = hashlib.sha256(ROOT.encode()).hexdigest()[:6]
HTTP_PORT = int(os.environ.get('HTTP_PORT') or 8069)
MINIMUM_FREE_DISK = 4 << 30
# Of the host, what every database of the project starts from.
HOST_MODULES = 'crm,sale_management,sale_crm,account,contacts,phone_validation,base_import,spreadsheet_dashboard_sale'


def cache_folder():
    """The one folder that holds all that is provisioned; never inside the add-on.

    root takes /var/cache: the database server runs as another account and must be able to reach it.
    """
    folder = os.environ.get('CUSTOMER_RECORD_CACHE')
    if not folder and os.getuid() == 0:
        folder = '/var/cache/' + ADDON
    if not folder:
        base = os.environ.get('XDG_CACHE_HOME') or os.path.join(os.path.expanduser('~'), '.cache')
        folder = os.path.join(base, ADDON)
    return os.path.realpath(folder)


CACHE = cache_folder()
PREFIX = os.path.join(CACHE, 'odoo')  # where the packages of the host are unpacked
CLONE_FOLDER = os.path.join(CACHE, 'clones', CLONE)
CONFIG = os.path.join(CLONE_FOLDER, 'odoo.conf')
DATA = os.path.join(CACHE, 'data')
DEMO_DATABASE = f'customer_record_demo_{CLONE}'
TEST_DATABASE = os.environ.get('TEST_DB') or f'customer_record_test_{CLONE}'


def prepare_cache():
    """Create the cache folder and check that the machine can hold it."""
    if CACHE == ROOT or CACHE.startswith(ROOT + os.sep):
        raise Failure(f"the cache folder {CACHE} lies inside the add-on",
                      "set CUSTOMER_RECORD_CACHE to a folder elsewhere; Odoo would scan and package it.")
    try:
        os.makedirs(CLONE_FOLDER, exist_ok=True)
    except OSError as error:
        raise Failure(f"cannot create {CACHE}: {error.strerror}",
                      "set CUSTOMER_RECORD_CACHE to a folder you may write to.") from error
    free = shutil.disk_usage(CACHE).free
    if free < MINIMUM_FREE_DISK and not os.path.exists(os.path.join(PREFIX, '.done')):
        raise Failure(f"only {free >> 20} MB are free at {CACHE}; {MINIMUM_FREE_DISK >> 20} MB are needed",
                      "free some space or set CUSTOMER_RECORD_CACHE to a folder on another disk.")
    os.environ.setdefault('LC_ALL', 'C.UTF-8')
    # Compiled modules save seconds at every start.
    os.environ.pop('PYTHONDONTWRITEBYTECODE', None)
