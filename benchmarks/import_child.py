"""One import in a process of its own, so that its memory and CPU are its own: `python import_child.py CONFIG DB WHO FILE`.

Prints one line of JSON: rows, wall seconds, CPU seconds (this process, its children, its database connection), peak
resident memory in MB.
"""
import json
import os
import resource
import sys
import time

CONFIG, DATABASE, WHO, PATH = sys.argv[1:5]
HOST_BATCH = 2000  # as the host's own dialog sends it


def database_cpu(pid):
    with open(f'/proc/{pid}/stat', encoding='utf-8') as stat:
        fields = stat.read().rpartition(')')[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')


def cpu(pid):
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime + database_cpu(pid)


def ours(env, path):
    with open(path, 'rb') as file:
        data = file.read()
    record = env['crm.import'].load_file('partner', os.path.basename(path), data)
    del data
    env.cr.commit()
    record.action_commit()
    env.cr.commit()
    record.process()
    return record.summary()['state']['done']


def hosts(env, path):
    from import_files import HEADER, HOST_FIELDS
    types = {'.csv': 'text/csv', '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'}
    with open(path, 'rb') as file:
        data = file.read()
    dialog = env['base_import.import'].create({
        'res_model': 'res.partner', 'file': data, 'file_name': os.path.basename(path), 'file_type': types[os.path.splitext(path)[1]],
    })
    del data
    options = {'has_headers': True, 'quoting': '"', 'separator': ',', 'encoding': 'utf-8', 'headers': True, 'advanced': False,
               'keep_matches': False, 'name_create_enabled_fields': {}, 'import_set_empty_fields': [], 'import_skip_records': [],
               'fallback_values': {}, 'float_thousand_separator': ',', 'float_decimal_separator': '.', 'date_format': '',
               'datetime_format': '', 'sheet': 'Sheet1', 'sheets': ['Sheet1'], 'tracking_disable': True}
    done, skip = 0, 0
    while True:
        result = dialog.execute_import(HOST_FIELDS, HEADER, {**options, 'limit': HOST_BATCH, 'skip': skip})
        errors = [message for message in result['messages'] if message['type'] == 'error']
        if errors:
            raise RuntimeError(errors[:3])
        done += len(result['ids'])
        env.cr.commit()
        skip = result.get('nextrow') or 0
        if not skip:
            return done


def main():
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.tools import config
    config.parse_config(['-c', CONFIG, '-d', DATABASE, '--log-level', 'error'], setup_logging=True)
    with Registry(DATABASE).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        env = api.Environment(cr, env.ref('base.user_admin').id, {'lang': 'en_US', 'tracking_disable': True})
        pid = cr._cnx.info.backend_pid
        wall, before = time.perf_counter(), cpu(pid)
        done = {'ours': ours, 'host': hosts}[WHO](env, PATH)
        spent = cpu(pid) - before
        cr.commit()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(json.dumps({'rows': done, 'wall': round(time.perf_counter() - wall, 1), 'cpu': round(spent, 2),
                      'rss': round(max(memory, children))}))


main()
