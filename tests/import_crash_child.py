"""Writes an import in processes of its own that die on the way: `python import_crash_child.py CONFIG DATABASE WHAT`.

`load` stages the file, `clean` writes it undisturbed, `faulty` writes it in pairs of workers of which each meets a fault
at a random statement, and then lets two others finish. The registry is loaded once; workers are forks of it.
"""
import os
import random
import signal
import sys
import traceback

import psycopg2

import odoo.sql_db
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

KILLS = 30
SEED = 19
# Statements until a worker meets its fault: some die before their first chunk, most within the next ones.
REACH = 250
# What else happens to a worker: SQLSTATE that the server answers with, or a connection that is gone.
OTHER_FAULTS = ('40001', '40P01', '53100', 'lost')
FILE = 'crash.csv'
COMPANIES = 140


class Faults:
    """Counts the statements and commits of this process, and strikes at some of them."""

    def __init__(self, kinds):
        self.kinds, self.count = kinds, 0  # kinds: {number of the statement: what happens there}
        for name in ('execute', 'commit'):
            self.wrap(name)

    def wrap(self, name):
        plain = getattr(odoo.sql_db.Cursor, name)

        def with_fault(cursor, *args, **kwargs):
            self.meet(cursor)
            result = plain(cursor, *args, **kwargs)
            if name == 'commit':
                self.meet(cursor)
            return result
        setattr(odoo.sql_db.Cursor, name, with_fault)

    def meet(self, cursor):
        self.count += 1
        kind = self.kinds.get(self.count)
        if not kind:
            return
        if kind == 'kill':
            os.kill(os.getpid(), signal.SIGKILL)
        elif kind == 'lost':
            _name, options = odoo.sql_db.connection_info_for(cursor.dbname)
            with psycopg2.connect(**options) as other, other.cursor() as answer:
                answer.execute("SELECT pg_terminate_backend(%s)", [cursor._cnx.info.backend_pid])
        else:
            # Said by the server itself, so that the transaction is as broken as it would be.
            cursor._obj.execute("DO $$ BEGIN RAISE EXCEPTION 'a fault of the test' USING ERRCODE = '%s'; END $$" % kind)


def letters(number):
    return ''.join('ABCDEFGHIJ'[int(digit)] for digit in str(number)).capitalize()


def name(number, person):
    return f'Person{letters(person).lower()} Crash{letters(number).lower()}'


def lines():
    yield 'Company;Contact person;Email;Phone;City;Tags'
    for number in range(COMPANIES):
        for person in range(1 + number % 4):
            # some cells name further people, of whom some have a row of their own
            further = f', {name(number, person + 1)}, Guest {letters(number)}' if number % 7 == 0 else ''
            yield (f'Crash {number} Ltd;"{name(number, person)}{further}";p{person}@crash{number}.example;+7 916 {number:04d}{person:03d};'
                   f'City {person};Batch, Group {number % 7}')


def load(env):
    known = env['res.partner'].create([
        {'name': f'Crash {number} Ltd', 'is_company': True, 'phone': f'+7 916 {number:04d}000'} for number in range(0, COMPANIES, 9)])
    known[0].city = 'Stays as it is'
    record = env['crm.import'].load_file('partner', FILE, '\n'.join(lines()).encode(), options={'country': 'RU'})
    record.row_ids.filtered(lambda row: row.decision == 'review').decision = 'create'
    record.action_commit()


def small_chunks():
    from odoo.addons.crm_customer_record.models import crm_import_lane, crm_import_work
    crm_import_lane.CHUNK_SIZE, crm_import_lane.LANE_SIZE, crm_import_lane.WINDOW = 12, 4, 48
    crm_import_work.PAUSE = 0.02


def write(database, faults=None):
    """Fork a worker; :return: its process id"""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        if faults:
            Faults(faults)
        with Registry(database).cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env['crm.import'].search([('filename', '=', FILE)]).process()
        code = 0
    except BaseException as error:
        if faults and isinstance(error, (psycopg2.OperationalError, psycopg2.InterfaceError)):
            code = 3
        else:
            traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def main(config_path, database, what):
    config.parse_config(['-c', config_path, '-d', database, '--log-level', 'critical'], setup_logging=True)
    registry = Registry(database)
    small_chunks()
    if what == 'load':
        with registry.cursor() as cr:
            load(api.Environment(cr, api.Environment(cr, SUPERUSER_ID, {}).ref('base.user_admin').id, {}))
        return
    odoo.sql_db.close_all()
    counts = {'killed': 0, 'failed': 0}
    if what == 'faulty':
        dice = random.Random(SEED)
        workers = [{dice.randint(1, REACH): 'kill'} for _number in range(KILLS)]
        for place, kind in enumerate(OTHER_FAULTS * 2):
            # Whoever lives on after it dies a little later.
            workers.insert(place * 4, {dice.randint(1, REACH): kind, REACH + dice.randint(1, REACH): 'kill'})
        while workers:
            for child in [write(database, workers.pop()), write(database, workers.pop())]:
                status = os.waitpid(child, 0)[1]
                counts['killed'] += os.WIFSIGNALED(status)
                counts['failed'] += os.WIFEXITED(status) and os.WEXITSTATUS(status) == 3
                if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 1:
                    sys.exit("a worker gave up")
    for child in [write(database), write(database)]:
        if status := os.waitpid(child, 0)[1]:
            sys.exit(f"a worker that nothing happened to failed: {status}")
    sys.stdout.write(f"{counts['killed']} {counts['failed']}")


if __name__ == '__main__':
    main(*sys.argv[1:])
