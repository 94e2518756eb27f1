"""A worker in a process of its own: `python import_worker_child.py CONFIG DATABASE load FILE | work`.

`work` says when it is ready, waits for a line, writes what is queued, and prints the rows that are done in the end.
"""
import json
import os
import sys

CONFIG, DATABASE, WHAT = sys.argv[1:4]


def main():
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.tools import config
    config.parse_config(['-c', CONFIG, '-d', DATABASE, '--log-level', 'error'], setup_logging=True)
    with Registry(DATABASE).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        env = api.Environment(cr, env.ref('base.user_admin').id, {'lang': 'en_US', 'tracking_disable': True})
        if WHAT == 'load':
            with open(sys.argv[4], 'rb') as file:
                env['crm.import'].load_file('partner', os.path.basename(sys.argv[4]), file.read()).action_commit()
            return
        env['crm.import.mapper.partner']  # loaded before the clock starts
        cr.rollback()
        sys.stdout.write('ready\n')
        sys.stdout.flush()
        sys.stdin.readline()
        record = env['crm.import'].search([], order='id desc', limit=1)
        record.process()
        sys.stdout.write(json.dumps({'rows': record.summary()['state']['done']}))


main()
