"""``make pot``: write ``i18n/crm_customer_record.pot`` and bring the .po files up to it."""
import glob
import os
import shutil
import subprocess
import tempfile

from . import databases, environment, settings
from .console import run, say, step

DATABASE = f'customer_record_pot_{settings.CLONE}'
UPDATE = """
import sys, polib
pot = polib.pofile(sys.argv[1])
for path in sys.argv[2:]:
    po = polib.pofile(path)
    po.merge(pot)
    for entry in po.obsolete_entries():
        po.remove(entry)
    po.save()
    print(f"{path}: {po.percent_translated()} % translated, {len(po.untranslated_entries())} open")
"""


def export(_arguments):
    """Export the terms from a copy: the tracked link to the root would be followed round and round."""
    environment.provision()
    databases.copy(databases.template(), DATABASE)
    pot = os.path.join(settings.ROOT, 'i18n', settings.ADDON + '.pot')
    os.makedirs(os.path.dirname(pot), exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, step("Translations: exporting the terms"):
        copy = os.path.join(folder, settings.ADDON)
        files = subprocess.run(['git', 'ls-files', '-zco', '--exclude-standard'], cwd=settings.ROOT, check=True,
                               capture_output=True, text=True).stdout.split('\0')
        for name in files:
            if name and not name.startswith(('dev/', 'tests/', 'benchmarks/', '.')) and os.path.isfile(
                    os.path.join(settings.ROOT, name)):
                os.makedirs(os.path.dirname(os.path.join(copy, name)), exist_ok=True)
                shutil.copy(os.path.join(settings.ROOT, name), os.path.join(copy, name))
        config = _config(folder)
        environment.odoo('-c', config, '-d', DATABASE, '-i', settings.ADDON, '--stop-after-init', '--no-http',
                         '--log-level=error')
        environment.odoo('i18n', 'export', '-c', config, '-d', DATABASE, '-l', 'pot', '-o', pot, settings.ADDON)
    databases.drop(DATABASE)
    print(run(environment.python(), '-c', UPDATE, pot, *sorted(glob.glob(os.path.join(settings.ROOT, 'i18n', '*.po')))))
    say(f"written: {os.path.relpath(pot, settings.ROOT)}")
    return 0


def _config(folder):
    """Write the configuration with ``folder`` in place of the add-ons path of the project."""
    path = os.path.join(folder, 'odoo.conf')
    with open(settings.CONFIG, encoding='utf-8') as source, open(path, 'w', encoding='utf-8') as target:
        target.write(source.read().replace(settings.ADDONS_PATH, folder))
    return path
