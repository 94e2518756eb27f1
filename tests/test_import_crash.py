import os
import subprocess
import sys
import time

from odoo.sql_db import close_db, db_connect
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import config

ROWS = 1200
WORKER = """
import sys
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config
config.parse_config(['-c', sys.argv[1], '-d', sys.argv[2], '--log-level', 'error'], setup_logging=True)
with Registry(sys.argv[2]).cursor() as cr:
    env = api.Environment(cr, SUPERUSER_ID, {})
    if sys.argv[3] == 'load':
        rows = ['Company;Contact person;Email;Phone']
        rows += ['Crash %d Ltd;Person %d;p%d@crash%d.example;+7 916 %07d' % (i, i, i, i, 1000000 + i) for i in range(int(sys.argv[4]))]
        record = env['crm.import'].load_file('partner', 'crash.csv', '\\n'.join(rows).encode(), options={'country': 'RU'})
        record.action_commit()
    else:
        env['crm.import'].search([('filename', '=', 'crash.csv')]).process()
"""


@tagged('post_install', '-at_install')
class TestImportCrash(BaseCase):
    """Kill the worker for real, on a copy of the database, and let another one go on."""

    def setUp(self):
        super().setUp()
        self.database = f'{get_db_name()}_crash'
        self.command('dropdb', '--if-exists', '--force', self.database)
        close_db(get_db_name())  # idle connections of this process would keep the server from copying
        self.command('createdb', '-T', get_db_name(), self.database)
        self.addCleanup(self.command, 'dropdb', '--if-exists', '--force', self.database)
        self.addCleanup(close_db, self.database)

    def command(self, *arguments):
        values = {'PGHOST': config['db_host'], 'PGPORT': config['db_port'], 'PGUSER': config['db_user'],
                  'PGPASSWORD': config['db_password']}
        subprocess.run(arguments, check=True, capture_output=True,
                       env={**os.environ, **{name: str(value) for name, value in values.items() if value}})

    def worker(self, *arguments):
        return subprocess.Popen([sys.executable, '-c', WORKER, config['config'], self.database, *arguments])

    def ask(self, query):
        with db_connect(self.database).cursor() as cr:
            cr.execute(query)
            return cr.fetchone()

    def done(self):
        return self.ask("SELECT count(*) FILTER (WHERE account_id IS NOT NULL) + count(*) FILTER (WHERE state = 'done') FROM crm_import_row")[0]

    def kill_after(self, count):
        """Start a worker and kill it as soon as it wrote more than `count` records, within its next chunk."""
        worker = self.worker('process')
        deadline = time.monotonic() + 120
        while self.done() <= count and worker.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.3)
        self.assertIsNone(worker.poll(), "it is still at work when it is killed")
        worker.kill()
        worker.wait()

    def test_killed_twice_nothing_is_lost_or_doubled(self):
        self.assertEqual(self.worker('load', str(ROWS)).wait(), 0)
        self.kill_after(0)
        self.kill_after(self.done())
        before = self.done()
        self.assertTrue(0 < before < 2 * ROWS, before)
        self.assertEqual(self.worker('process').wait(), 0)
        partners = """SELECT count(*), count(DISTINCT name), count(*) FILTER (WHERE is_company),
                             count(*) FILTER (WHERE parent_id IS NOT NULL)
                        FROM res_partner WHERE name LIKE 'Crash % Ltd' OR email LIKE '%@crash%.example'"""
        self.assertEqual(self.ask(partners), (2 * ROWS, 2 * ROWS, ROWS, ROWS))
        self.assertEqual(self.ask("SELECT count(*), count(DISTINCT res_id) FROM crm_import_change"), (2 * ROWS, 2 * ROWS))
        self.assertEqual(self.ask("SELECT count(*) FROM crm_contact_mechanism WHERE normalized LIKE '%@crash%.example'"), (ROWS,))
        self.assertEqual(self.ask("SELECT state FROM crm_import WHERE filename = 'crash.csv'"), ('done',))
