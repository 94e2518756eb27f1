"""Runs inside ``odoo shell``: every benchmark in turn, a table on the screen, JSON in ``benchmarks/results/``.

A benchmark is a module ``bench_<name>.py`` with ``run(env, vanilla, scale) -> list[dict]``; ``env`` belongs to a
database with the add-on, ``vanilla`` to one without. A row: ``name, value, unit, peer, ratio, target, ok``.
"""
import importlib
import json
import os
import platform
import sys
import traceback

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry

NAMES = ('timeline', 'find_partners', 'quick_log', 'host_cost', 'import', 'import_large', 'import_workers', 'mail_capture', 'handover', 'linkage', 'match', 'stages', 'forecast')
FOLDER = os.path.join(os.getcwd(), 'benchmarks')


def number(value):
    if value is None or isinstance(value, str):
        return value or ''
    return f'{value:,.3g}' if abs(value) < 100 else f'{value:,.0f}'


def show(rows):
    line = '{:<66} {:>10} {:<9} {:>10} {:>7} {:>16} {}'
    print(line.format('what', 'measured', 'unit', 'peer', 'ratio', 'target', ''))
    for row in rows:
        print(line.format(row['name'][:66], number(row['value']), row.get('unit', ''), number(row.get('peer')),
                          number(row.get('ratio')), str(row.get('target') or ''),
                          {True: 'ok', False: 'MISSED'}.get(row.get('ok'), '')))
    sys.stdout.flush()


def measure(env, vanilla, names, scale):
    rows, broken = [], []
    sys.path.insert(0, FOLDER)
    for name in names:
        print(f'\n== {name}', flush=True)
        try:
            found = importlib.import_module('bench_' + name).run(env, vanilla, scale=scale)
        except Exception:  # the other benchmarks go on; the exit code tells
            traceback.print_exc()
            broken.append(name)
            env.cr.rollback()
            continue
        rows += [{'benchmark': name, **row} for row in found]
        show(found)
    return rows, broken


def main(env):
    names = [name for name in os.environ.get('BENCH_ONLY', '').split(',') if name] \
        or [name for name in NAMES if name != os.environ.get('BENCH_SKIP')]
    with Registry(os.environ['BENCH_WITHOUT']).cursor() as cr:
        rows, broken = measure(env, api.Environment(cr, SUPERUSER_ID, {}), names, float(os.environ.get('SCALE') or 1))
    os.makedirs(os.path.join(FOLDER, 'results'), exist_ok=True)
    path = os.path.join(FOLDER, 'results', 'bench.json')
    if os.environ.get('BENCH_MERGE') and os.path.exists(path):
        with open(path, encoding='utf-8') as file:
            before = json.load(file)
        rows, broken = before['rows'] + rows, before['broken'] + broken
    with open(path, 'w', encoding='utf-8') as file:
        json.dump({'python': platform.python_version(), 'rows': rows, 'broken': broken}, file, indent=1)
    print(f'\nwritten: {os.path.relpath(path)}')
    missed = [row['name'] for row in rows if row.get('ok') is False]
    if missed:
        print('targets missed: ' + '; '.join(missed))
    return 1 if broken or not rows else 0


code = main(env)  # noqa: F821  (the shell provides `env`)
sys.stdout.flush()
os._exit(code)  # the shell itself always ends with 0
