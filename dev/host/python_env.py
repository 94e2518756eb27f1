"""The Python environment of the host: one virtual environment for each state of ``dev/requirements.lock``."""
import ast
import glob
import hashlib
import os
import shutil
import sys

from . import settings
from .console import Failure, run, step

UV = 'uv==0.13.9'
with open(settings.LOCK, 'rb') as lock:
    # Clones with different locks do not pull the packages from under each other.
    VENV = os.path.join(settings.CACHE, 'venv-' + hashlib.sha256(lock.read()).hexdigest()[:8])
PYTHON = os.path.join(VENV, 'bin', 'python')


def ensure(packages_folder):
    """Create the environment once; ``packages_folder`` (the host's) becomes importable in it."""
    mark = os.path.join(VENV, '.done')
    if os.path.exists(mark):
        return
    if sys.version_info[:2] != (3, 11) and not shutil.which('python3.11'):
        raise Failure(f"Python 3.11 is needed, this is {sys.version.split()[0]}",
                      "install python3.11 and call make with PYTHON=python3.11.")
    with step("Python environment: installing the locked packages", VENV):
        uv = shutil.which('uv') or _own_uv()
        environment = {**_sources_of_pip(), **os.environ, 'UV_CACHE_DIR': os.path.join(settings.CACHE, 'uv-cache')}
        run(uv, 'venv', '-q', '--allow-existing', '-p', '3.11', VENV, env=environment)
        run(uv, 'pip', 'sync', '-q', '-p', PYTHON, '--require-hashes', '--compile-bytecode', settings.LOCK,
            env=environment)
        site = glob.glob(f'{VENV}/lib/python3*/site-packages')[0]
        with open(os.path.join(site, 'odoo-host.pth'), 'w', encoding='utf-8') as file:
            file.write(packages_folder + '\n')
        with open(mark, 'w', encoding='utf-8'):
            pass


def _sources_of_pip():
    """Return the machine's package sources and certificates, as pip is told them, in the words of uv."""
    names = {'index-url': 'UV_DEFAULT_INDEX', 'extra-index-url': 'UV_INDEX', 'find-links': 'UV_FIND_LINKS', 'cert': 'SSL_CERT_FILE'}
    # Companies sign what passes their proxy themselves; hashes are locked, so any source may give a package.
    found = {'UV_SYSTEM_CERTS': 'true', 'UV_NATIVE_TLS': 'true', 'UV_INDEX_STRATEGY': 'unsafe-best-match'}
    for line in run(sys.executable, '-m', 'pip', 'config', 'list').splitlines():
        key, _separator, value = line.partition('=')
        name = names.get(key.rsplit('.', 1)[-1])
        if name:
            found[name] = ' '.join(ast.literal_eval(value).split())
    return found


def _own_uv():
    tools = os.path.join(settings.CACHE, 'tools')
    program = os.path.join(tools, 'bin', 'uv')
    if not os.path.exists(program):
        try:
            run(sys.executable, '-m', 'pip', 'install', '-q', '--target', tools, UV)
        except Failure as failure:
            raise Failure(failure.problem, "pip must be able to reach its package index; "
                                           "or put 'uv' on the PATH yourself.") from failure
    return program
