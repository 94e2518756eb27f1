"""2,000 mails of every kind that goes wrong through the dropbox: none lost, how long each takes, how much memory.

The peer is the host's own gateway that makes an opportunity of a plain mail. Everything is rolled back.
"""
import logging
import os
import resource
import statistics
import sys
import time

sys.path.insert(0, os.path.join(os.getcwd(), 'tests'))
import mail_corpus

MAILS = 2_000
BIG_ONES = 4
PEERS = 100
MEDIAN_RATIO = 1.0  # of the host's time for a plain mail
BIG_SECONDS = 10.0
BIG_MEGABYTES = 600  # above what the process had before: the mail itself has 41


def run(env, vanilla, scale=1.0):
    logging.disable(logging.WARNING)
    try:
        _prepare(env)
        plain = [mail for mail in mail_corpus.corpus(MAILS * 2, 0) if mail.kind == 'plain'][:PEERS]
        peer = _host(vanilla, plain)
        own = [_process(env, mail.raw.replace(b'<mark', b'<own.mark'))[0] for mail in plain]
        return [
            _row("a plain mail to the dropbox, median (peer: the host makes an opportunity)", _ms(own), 'ms', MEDIAN_RATIO, _ms(peer)),
            *_corpus(env, max(200, int(MAILS * scale))), *_big(env)]
    finally:
        logging.disable(logging.NOTSET)
        for each in (env, vanilla):
            each.cr.rollback()
            each.invalidate_all()


def _row(name, value, unit, target=None, peer=None):
    ratio = peer and value / peer
    return {'name': name, 'value': value, 'unit': unit, 'peer': peer, 'ratio': ratio,
            'target': target if target is None else f'<= {target:g}' + ('x' if peer else ''),
            'ok': None if target is None else (ratio if peer else value) <= target}


def _ms(times):
    return statistics.median(times) * 1000


def _prepare(env):
    domain = env['mail.alias.domain'].create({'name': 'own.example'})
    env['crm.mail.dropbox'].search([], limit=1).write({
        'alias_name': 'crm-log', 'alias_domain_id': domain.id, 'trusted_servers': 'mx.own.example'})
    users = env['res.users'].with_context(no_reset_password=True).create([
        {'name': name, 'login': f'bench_{name}', 'email': f'{name}@own.example',
         'group_ids': [(4, env.ref('crm_customer_record.group_user').id)]} for name in ('seller', 'gone')])
    users[1].active = False
    env['res.partner'].create([
        {'name': f'Contact {number}', 'email': mail_corpus.CONTACT.format(number, number)} for number in range(mail_corpus.CONTACTS)])
    env.flush_all()


def _host(env, mails):
    """Times of the host's gateway: the same mails to an alias of opportunities."""
    domain = env['mail.alias.domain'].create({'name': 'own.example'})
    env['mail.alias'].create({
        'alias_name': 'crm-log', 'alias_domain_id': domain.id, 'alias_model_id': env['ir.model']._get_id('crm.lead')})
    env['ir.config_parameter'].set_param('mail.gateway.loop.threshold', 1_000_000)
    return [_process(env, mail.raw)[0] for mail in mails]


def _process(env, raw):
    """Return ``(seconds, None or what was raised)`` of one mail, written to the database."""
    started, error = time.perf_counter(), None
    try:
        env['mail.thread'].message_process(None, raw)
        env.flush_all()
    except Exception as raised:  # counted
        error = raised
    env.invalidate_all()
    return time.perf_counter() - started, error


def _corpus(env, count):
    times, raised, lost = [], [], 0
    for sample in mail_corpus.corpus(count, 0):
        before = _deliveries(env)
        seconds, error = _process(env, sample.raw)
        times.append(seconds)
        raised += [sample.kind] if error else []
        lost += _deliveries(env) <= before
    return [
        _row(f"mails of every kind, {len(times):,}: lost", lost, 'mails', 0),
        _row("mails of every kind: exceptions", len(raised), 'mails', 0),
        _row("mails of every kind: median", _ms(times), 'ms'),
        _row("mails of every kind: 99 of 100 below", sorted(times)[int(len(times) * .99)] * 1000, 'ms'),
        _row("mails of every kind: slowest", max(times), 's', BIG_SECONDS),
    ]


def _deliveries(env):
    env.cr.execute("SELECT COALESCE(SUM(deliveries), 0) FROM crm_mail_capture")
    return env.cr.fetchone()[0]


def _big(env):
    times, kept = [], 0
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(BIG_ONES):
        sample = mail_corpus.big(2_000_000 + number)
        times.append(_process(env, sample.raw)[0])
        talk = env['crm.interaction'].search([], order='id desc', limit=1)
        kept += len(talk.attachment_ids.raw or b'') == mail_corpus.BIG
        env.invalidate_all()
    peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return [
        _row("file of 30 MB: mails without it", BIG_ONES - kept, 'mails', 0),
        _row("file of 30 MB: median", statistics.median(times), 's', BIG_SECONDS),
        _row("file of 30 MB: memory above", peak, 'MB', BIG_MEGABYTES),
    ]
