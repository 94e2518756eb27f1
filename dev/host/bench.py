"""``make bench``: runs ``benchmarks/run.py`` on two databases of its own, one with the add-on and one without."""
import os
import subprocess

from . import databases, environment, settings
from .console import step

WITH = f'customer_record_bench_{settings.CLONE}'
WITHOUT = f'customer_record_bench_host_{settings.CLONE}'


def bench(arguments):
    """Measure; the arguments name the benchmarks (default: all)."""
    environment.provision()
    template = databases.template(demo=False)
    databases.copy(template, WITHOUT)
    databases.copy(template, WITH)
    with step("Database: installing the add-on"):
        environment.odoo('-d', WITH, '-i', settings.ADDON, '--stop-after-init', '--no-http', '--log-level=warn')
    values = {**environment.environment(), 'BENCH_WITHOUT': WITHOUT, 'BENCH_ONLY': ','.join(arguments)}
    with open(os.path.join(settings.ROOT, 'benchmarks', 'run.py'), encoding='utf-8') as script:
        code = subprocess.run(environment.odoo_command('shell', '-d', WITH, '--no-http', '--log-level=error'),
                              env=values, cwd=settings.ROOT, stdin=script, check=False).returncode
    for database in (WITH, WITHOUT):
        databases.drop(database)
    return code
