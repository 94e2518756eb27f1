import os
import subprocess
import sys

from odoo.sql_db import close_db, db_connect
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import config

CHILD = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'import_crash_child.py')
LINKS = ['id', 'parent_id', 'commercial_partner_id', 'partner_id', 'account_id', 'res_id', 'row_id', 'import_id', 'message_id',
         'match_account_id', 'match_partner_id', 'account_leader_id', 'partner_leader_id', 'candidates', 'further']
# What a database holds after the import, without what is bound to differ: ids and moments.
CONTENTS = {
    'partners': """
        SELECT p.name, parent.name, account.name, to_jsonb(p) - %(hidden)s::text[],
               ARRAY(SELECT c.name->>'en_US' FROM res_partner_res_partner_category_rel rel
                       JOIN res_partner_category c ON c.id = rel.category_id WHERE rel.partner_id = p.id ORDER BY 1)
          FROM res_partner p LEFT JOIN res_partner parent ON parent.id = p.parent_id
          JOIN res_partner account ON account.id = p.commercial_partner_id""",
    'mechanisms': """
        SELECT p.name, to_jsonb(m) - %(hidden)s::text[] FROM crm_contact_mechanism m JOIN res_partner p ON p.id = m.partner_id""",
    'tags': "SELECT name->>'en_US' FROM res_partner_category",
    'rows': """
        SELECT r.row_number, account.name, p.name, to_jsonb(r) - %(hidden)s::text[] FROM crm_import_row r
          LEFT JOIN res_partner account ON account.id = r.account_id LEFT JOIN res_partner p ON p.id = r.partner_id""",
    'changes': """
        SELECT r.row_number, c.model, c.created, p.name, m.value, c.before - %(hidden)s::text[], c.after - %(hidden)s::text[]
          FROM crm_import_change c JOIN crm_import_row r ON r.id = c.row_id
          LEFT JOIN res_partner p ON c.model = 'res.partner' AND p.id = c.res_id
          LEFT JOIN crm_contact_mechanism m ON c.model = 'crm.contact.mechanism' AND m.id = c.res_id""",
    'messages': """
        SELECT p.name, m.body, m.message_type, m.subtype_id, m.author_id FROM mail_message m
          JOIN res_partner p ON p.id = m.res_id WHERE m.model = 'res.partner'""",
    'followers': """
        SELECT p.name, f.partner_id FROM mail_followers f JOIN res_partner p ON p.id = f.res_id WHERE f.res_model = 'res.partner'""",
    'mails': "SELECT count(*) FROM mail_mail",
    'links': """
        SELECT p.name, to_jsonb(l) - %(hidden)s::text[] FROM crm_timeline_link l JOIN res_partner p ON p.id = l.partner_id""",
    'imports': "SELECT state, error, write_total FROM crm_import",
}


@tagged('post_install', '-at_install')
class TestImportCrash(BaseCase):
    """Processes that write an import die at thirty moments, and more happens to them; the result is that of a quiet run."""

    def setUp(self):
        super().setUp()
        self.quiet, self.faulty = f'{get_db_name()}_quiet', f'{get_db_name()}_faulty'
        close_db(get_db_name())  # idle connections of this process would keep the server from copying
        self.copy_database(get_db_name(), self.quiet)
        self.child(self.quiet, 'load')
        self.copy_database(self.quiet, self.faulty)

    def copy_database(self, source, target):
        self.command('dropdb', '--if-exists', '--force', target)
        self.command('createdb', '-T', source, target)
        self.addCleanup(self.command, 'dropdb', '--if-exists', '--force', target)
        self.addCleanup(close_db, target)

    def command(self, *arguments):
        values = {'PGHOST': config['db_host'], 'PGPORT': config['db_port'], 'PGUSER': config['db_user'],
                  'PGPASSWORD': config['db_password']}
        subprocess.run(arguments, check=True, capture_output=True,
                       env={**os.environ, **{name: str(value) for name, value in values.items() if value}})

    def child(self, database, what):
        """:return: what the process prints; its complaints are the test's failure"""
        done = subprocess.run([sys.executable, CHILD, config['config'], database, what], capture_output=True, text=True, check=False)
        self.assertFalse(done.returncode, done.stderr[-3000:])
        return done.stdout.split()

    def contents(self, database):
        """:return: {what: sorted list of lines}"""
        with db_connect(database).cursor() as cr:
            cr.execute("""SELECT array_agg(DISTINCT column_name::text) FROM information_schema.columns
                           WHERE table_name LIKE ANY (ARRAY['res_partner', 'crm_%'])
                             AND data_type IN ('timestamp without time zone', 'date')""")
            hidden = LINKS + cr.fetchone()[0]
            found = {}
            for what, query in CONTENTS.items():
                cr.execute(query, {'hidden': hidden})
                found[what] = sorted(map(repr, cr.fetchall()))
            return found

    def test_thirty_deaths_leave_what_a_quiet_run_leaves(self):
        self.child(self.quiet, 'clean')
        killed, failed = map(int, self.child(self.faulty, 'faulty'))
        self.assertGreaterEqual(killed, 30, "some had finished before their moment came")
        self.assertTrue(failed, "a connection was lost")
        expected, found = self.contents(self.quiet), self.contents(self.faulty)
        self.assertEqual(expected['imports'], found['imports'])
        self.assertTrue(expected['imports'][0].startswith("('done', None"))
        self.assertGreater(len([line for line in expected['messages'] if 'data-oe-model' in line]), 300)
        self.assertEqual(len([line for line in expected['partners'] if line.startswith("('Guest ")]), 20, "further people of cells")
        for what, lines in expected.items():
            self.assertEqual(found[what], lines, what)
