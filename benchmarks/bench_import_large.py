"""Importing 200,000 rows: what a large file takes; the host's own import of it would take the better part of an hour."""
import os
import tempfile

import import_files
from bench_import import TARGET_MEMORY, forget, measure

ROWS = 200_000


def run(env, vanilla, scale=1.0):
    """:return: rows of the benchmark table: rows per CPU second and peak memory, for .csv and .xlsx"""
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for path in import_files.write(folder, int(ROWS * scale)):
            kind, mine = os.path.splitext(path)[1], measure(env.cr.dbname, 'ours', path)
            forget(env.cr.dbname)
            results += [
                {'name': f"import {mine['rows']:,} rows {kind}, reading and matching included", 'value': round(mine['rows'] / mine['cpu']),
                 'unit': 'rows/CPU-s', 'peer': None, 'ratio': None, 'target': None, 'ok': None},
                {'name': f"import {mine['rows']:,} rows {kind}, peak memory", 'value': mine['rss'], 'unit': 'MB', 'peer': None, 'ratio': None,
                 'target': f'<= {TARGET_MEMORY} MB', 'ok': mine['rss'] <= TARGET_MEMORY},
            ]
    return results
