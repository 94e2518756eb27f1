"""Two processes on one import against one: the same file, matched and queued, then written by real worker processes."""
import json
import os
import subprocess
import sys
import tempfile
import time

import import_files
from bench_import import forget

ROWS = 20_000
TARGET = 1.6


def run(env, vanilla, scale=1.0):
    """:return: one row of the benchmark table: rows per second of wall time of two workers, and of one"""
    with tempfile.TemporaryDirectory() as folder:
        path = next(path for path in import_files.write(folder, int(ROWS * scale)) if path.endswith('.csv'))
        speeds = {}
        for count in (1, 2):
            child(env.cr.dbname, 'load', path).communicate()
            workers = [child(env.cr.dbname, 'work') for _number in range(count)]
            for worker in workers:
                worker.stdout.readline()  # it is ready, its registry is loaded
            start = time.perf_counter()
            for worker in workers:
                worker.stdin.write('go\n')
                worker.stdin.flush()
            said = [json.loads(worker.communicate()[0]) for worker in workers]
            seconds = time.perf_counter() - start
            speeds[count] = said[0]['rows'] / seconds
            forget(env.cr.dbname)
    return [{
        'name': f'import {int(ROWS * scale):,} rows .csv, writing, two workers against one (on two idle cores)', 'value': round(speeds[2]),
        'unit': 'rows/s', 'peer': round(speeds[1]), 'ratio': round(speeds[2] / speeds[1], 2), 'target': f'>= {TARGET:g}x',
        'ok': speeds[2] >= TARGET * speeds[1],
    }]


def child(database, what, *arguments):
    from odoo.tools import config
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'import_worker_child.py')
    return subprocess.Popen([sys.executable, script, config['config'], database, what, *arguments], text=True,
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
