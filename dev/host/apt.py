"""Debian packages without root: a private apt state, the mirror taken from the machine's own sources."""
import glob
import os
import shutil

from . import settings
from .console import Failure, run

KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg'


def mirror():
    """Return ``(address, code name)`` of the machine's own main archive."""
    if not shutil.which('apt-get'):
        raise Failure("this machine has no apt-get",
                      "use Debian 12, or set ODOO_HOME=/path/to/odoo (an Odoo 19) and PGHOST of a PostgreSQL server.")
    with open('/etc/os-release', encoding='utf-8') as file:
        release = dict(line.strip().split('=', 1) for line in file if '=' in line)
    code = release.get('VERSION_CODENAME', '').strip('"')
    targets = run('apt-get', 'indextargets', '--no-release-info',
                  '--format', '$(REPO_URI)|$(RELEASE)|$(COMPONENT)', 'Created-By: Packages')
    for line in targets.splitlines():
        address, suite, component = line.split('|')
        if (suite, component) == (code, 'main'):
            return address, code
    raise Failure(f"no 'main' archive of '{code}' among the machine's package sources",
                  "add the Debian archive to /etc/apt/sources.list, or set ODOO_HOME to an Odoo 19 you have.")


def _command(state, source=None, status='/dev/null'):
    for folder in ('lists/partial', 'cache/archives/partial', 'debs'):
        os.makedirs(os.path.join(state, folder), exist_ok=True)
    config = os.path.join(state, 'apt.conf')
    with open(config, 'w', encoding='utf-8') as file:
        file.write('#clear APT::Update::Post-Invoke;\n#clear APT::Update::Post-Invoke-Success;\n'
                   '#clear DPkg::Post-Invoke;\n')
    options = {
        'Dir::State': state,
        'Dir::State::Lists': f'{state}/lists',
        'Dir::State::status': status,
        'Dir::Cache': f'{state}/cache',
        'Debug::NoLocking': '1',
        'APT::Sandbox::User': 'root' if os.getuid() == 0 else '',
        'Acquire::Languages': 'none',
        'Acquire::Retries': '3',
        'APT::Keep-Downloaded-Packages': '1',
        'Binary::apt-get::APT::Keep-Downloaded-Packages': '1',
        'Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled': 'false',
    }
    if source:
        listing = os.path.join(state, 'sources.list')
        with open(listing, 'w', encoding='utf-8') as file:
            file.write(source)
        options.update({'Dir::Etc::sourcelist': listing, 'Dir::Etc::sourceparts': '/dev/null'})
    flags = [part for key, value in options.items() for part in ('-o', f'{key}={value}')]
    return ['apt-get', '-q', '-y', *flags, '-c', config]


def download(packages, suite=None):
    """Download packages (no dependencies) of a suite, by default the machine's own.

    :return: the paths of the .deb files
    """
    address, code = mirror()
    suite = suite or code
    state = os.path.join(settings.CACHE, 'apt-' + suite)
    signed = f'[signed-by={KEYRING}] ' if os.path.exists(KEYRING) else ''
    command = _command(state, f'deb {signed}{address} {suite} main\n')
    run(*command, 'update')
    run(*command, 'download', *packages, cwd=f'{state}/debs')
    found = [path for name in packages for path in glob.glob(f'{state}/debs/{name}_*.deb')]
    if len(found) < len(packages):
        raise Failure(f"the archive did not deliver all of: {', '.join(packages)}",
                      "try again later, or set ODOO_HOME to an Odoo 19 you have.")
    return found


def download_with_dependencies(package):
    """Download a package with what the machine lacks of its dependencies; return the .deb paths."""
    state = os.path.join(settings.CACHE, 'apt-' + package)
    command = _command(state, status='/var/lib/dpkg/status')
    run(*command, 'update')
    run(*command, 'install', '--download-only', '--no-install-recommends', package)
    return glob.glob(f'{state}/cache/archives/*.deb')


def unpack(packages, folder):
    os.makedirs(folder, exist_ok=True)
    for package in packages:
        run('dpkg-deb', '-x', package, folder)


def install_as_root(packages):
    """Install programs system-wide.

    :raises Failure: when not root, naming the command to give to one who is
    """
    if os.getuid() != 0:
        raise Failure(f"programs missing: {', '.join(packages)}",
                      f"ask an administrator to run: apt-get install {' '.join(packages)}")
    environment = {**os.environ, 'DEBIAN_FRONTEND': 'noninteractive'}
    run('apt-get', '-q', 'update')
    run('apt-get', '-q', '-y', 'install', '--no-install-recommends', *packages, env=environment)
