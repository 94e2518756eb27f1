"""``make bench``: runs ``benchmarks/run.py`` on two databases of its own, one with the add-on and one without."""
import os
import subprocess

from . import databases, environment, linkage, optional, settings
from .console import step

WITH = f'customer_record_bench_{settings.CLONE}'
WITHOUT = f'customer_record_bench_host_{settings.CLONE}'
WITH_APPLICATIONS = f'customer_record_bench_all_{settings.CLONE}'
# Measured with every application installed that brings the timeline a source: all sources on.
WITH_ALL_SOURCES = 'timeline'


def bench(arguments):
    """Measure; the arguments name the benchmarks (default: all)."""
    environment.provision()
    template = databases.template(demo=False)
    databases.copy(template, WITHOUT)
    others = [name for name in arguments if name != WITH_ALL_SOURCES]
    code = 0
    if not arguments or WITH_ALL_SOURCES in arguments:
        everything = databases.template(f'{settings.HOST_MODULES},{optional.BEFORE},{optional.AFTER}', demo=False)
        code = _run(WITH_APPLICATIONS, everything, {'BENCH_ONLY': WITH_ALL_SOURCES})
    if not arguments or others:
        chosen = {'BENCH_ONLY': ','.join(others)} if others else {'BENCH_SKIP': WITH_ALL_SOURCES}
        code = _run(WITH, template, {**chosen, 'BENCH_MERGE': '' if arguments == others else '1'}) or code
    databases.drop(WITHOUT)
    return code


def _run(database, template, choice):
    databases.copy(template, database)
    with step("Database: installing the add-on"):
        environment.odoo('-d', database, '-i', settings.ADDON, '--stop-after-init', '--no-http', '--log-level=warn')
    values = {**environment.environment(), 'BENCH_WITHOUT': WITHOUT, 'BENCH_FEBRL': linkage.ensure(), **choice}
    with open(os.path.join(settings.ROOT, 'benchmarks', 'run.py'), encoding='utf-8') as script:
        code = subprocess.run(environment.odoo_command('shell', '-d', database, '--no-http', '--log-level=error'),
                              env=values, cwd=settings.ROOT, stdin=script, check=False).returncode
    databases.drop(database)
    return code
