"""Importing 20,000 rows against the host's own import of the same file, reading and matching included."""
import json
import os
import subprocess
import sys
import tempfile

import import_files

ROWS = 20_000
# Rows per CPU second, as a multiple of the host's.
TARGET_SPEED = {'.csv': 4.0, '.xlsx': 6.0}
TARGET_MEMORY = 300


def run(env, vanilla, scale=1.0):
    """:return: rows of the benchmark table: rows per CPU second and peak memory, for .csv and .xlsx"""
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for path in import_files.write(folder, int(ROWS * scale)):
            kind = os.path.splitext(path)[1]
            mine = measure(env.cr.dbname, 'ours', path)
            peer = measure(vanilla.cr.dbname, 'host', path)
            speed, peer_speed = (found['rows'] / found['cpu'] for found in (mine, peer))
            results += [
                {'name': f"import {mine['rows']:,} rows {kind}, reading and matching included", 'value': round(speed),
                 'unit': 'rows/CPU-s', 'peer': round(peer_speed), 'ratio': round(speed / peer_speed, 2),
                 'target': f'>= {TARGET_SPEED[kind]:g}x', 'ok': speed >= TARGET_SPEED[kind] * peer_speed},
                {'name': f'import {kind}, peak memory', 'value': mine['rss'], 'unit': 'MB', 'peer': peer['rss'],
                 'ratio': round(mine['rss'] / peer['rss'], 2), 'target': f'< {TARGET_MEMORY} MB',
                 'ok': mine['rss'] < TARGET_MEMORY},
            ]
            forget(env.cr.dbname)
            forget(vanilla.cr.dbname)
    return results


def measure(database, who, path):
    """:return: dict of what `import_child.py` prints"""
    from odoo.tools import config
    child = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'import_child.py')
    done = subprocess.run([sys.executable, child, config['config'], database, who, path], capture_output=True, text=True,
                          check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return json.loads(done.stdout.strip().splitlines()[-1])


def forget(database):
    """Empty what a run left, so that the next file meets the same database."""
    from odoo.sql_db import db_connect
    with db_connect(database).cursor() as cr:
        cr.execute("SELECT to_regclass('crm_import') IS NOT NULL")
        if cr.fetchone()[0]:
            cr.execute("DELETE FROM crm_import_change; DELETE FROM crm_import_row; DELETE FROM crm_import")
        cr.execute("""
            CREATE TEMP TABLE gone AS SELECT id FROM res_partner WHERE website LIKE 'https://company%.ru' OR email LIKE '%@company%.ru';
            SET LOCAL session_replication_role = replica;
            DELETE FROM res_partner WHERE id IN (SELECT id FROM gone);
            DELETE FROM ir_model_data WHERE model = 'res.partner' AND res_id IN (SELECT id FROM gone)""")
        cr.execute("SELECT to_regclass('crm_contact_mechanism') IS NOT NULL")
        if cr.fetchone()[0]:
            cr.execute("DELETE FROM crm_contact_mechanism WHERE partner_id IN (SELECT id FROM gone)")
            cr.execute("DELETE FROM crm_timeline_link WHERE partner_id IN (SELECT id FROM gone)")
            cr.execute("DELETE FROM mail_message WHERE model = 'res.partner' AND res_id IN (SELECT id FROM gone)")
        cr.execute("DROP TABLE gone")
