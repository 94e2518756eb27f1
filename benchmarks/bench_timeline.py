"""First page of the timeline against the host's chatter, on the same account, as the same salesperson."""
import json
import statistics
import time

import timeline_data

from odoo.addons.mail.tools.discuss import Store

SIZES = (15, 1_000, 50_000, 200_000)
RUNS = 21
PAGE = 30


def run(env, vanilla, scale=1.0):
    """Return the rows of the report.

    :param scale: of the histories, for a quick look
    """
    sizes = [max(15, round(size * scale)) for size in SIZES]
    started = time.perf_counter()
    seller, accounts = timeline_data.build(env, sizes)
    print(f'   data: {time.perf_counter() - started:.0f} s', flush=True)
    rows, flat = [], {}
    for size, account in zip(sizes, accounts, strict=True):
        first, following, chatter = _medians(env, seller, account)
        flat[size] = first
        rows.append(_row(f'timeline, first page at {size:,} events / chatter', first, chatter,
                         1.0 if size >= 1000 else None))
        rows.append(_row(f'timeline, a page in the middle at {size:,} events / chatter', following, chatter, None))
    rows.append(_row(f'timeline, first page at {sizes[3]:,} events / at {sizes[1]:,}', flat[sizes[3]], flat[sizes[1]], 1.3))
    rows += [_queries(env, seller, size, account) for size, account in zip(sizes, accounts, strict=True)]
    rows += _filters(env, seller, accounts[3], sizes[3])
    return rows


def _queries(env, seller, size, account):
    """The queries of a first page, against those of the chatter."""
    timeline = env['crm.timeline'].with_user(seller)
    numbers = []
    for call in (lambda: timeline.timeline_page(account.id, limit=PAGE), lambda: chatter(env(user=seller.id), account.id)):
        clock(env, call)
        before = env.cr.sql_log_count
        clock(env, call)
        numbers.append(env.cr.sql_log_count - before)
    return {**_row(f'timeline, queries of a first page at {size:,} events / chatter', *numbers, None), 'unit': 'queries'}


def _row(name, value, peer, target):
    ratio = value / peer if peer else None
    return {'name': name, 'value': value, 'unit': 'ms', 'peer': peer, 'ratio': ratio,
            'target': target and f'<= {target:g}x', 'ok': ratio <= target if target else None}


def _medians(env, seller, account):
    """Return the medians of a first page, a page in the middle, and the chatter, taken in turn."""
    timeline = env['crm.timeline'].with_user(seller)
    middle = {'date_to': '2022-06-30'}
    calls = (
        lambda: timeline.timeline_page(account.id, limit=PAGE),
        lambda: timeline.timeline_page(account.id, limit=PAGE, filters=middle),
        lambda: chatter(env(user=seller.id), account.id),
    )
    times = [[] for _call in calls]
    for turn in range(RUNS + 2):
        for call, taken in zip(calls, times, strict=True):
            elapsed = clock(env, call)
            if turn >= 2:  # the first two fill the caches of the process
                taken.append(elapsed)
    return [statistics.median(taken) for taken in times]


def clock(env, call):
    """Return the milliseconds of one request: cold records, warm process, the answer as JSON."""
    env.flush_all()
    env.invalidate_all()
    started = time.perf_counter()
    json.dumps(call(), default=str)
    return (time.perf_counter() - started) * 1000


def chatter(env, partner_id):
    """What the host does for the web client's request ``/mail/thread/messages``."""
    thread = env['res.partner'].browse(partner_id)
    thread.check_access('read')
    messages = env['mail.message']._message_fetch(domain=None, thread=thread, limit=PAGE)['messages']
    messages.set_message_done()
    return {'data': Store().add(messages).get_result(), 'messages': messages.ids}


def _filters(env, seller, account, size):
    """What filters cost on the largest history."""
    timeline = env['crm.timeline'].with_user(seller)
    cases = {
        'calls only': {'kinds': ['call']},
        'one colleague': {'user_ids': seller.ids},
        'colleague without entries': {'user_ids': [env.ref('base.user_admin').id]},
        'scope all': {'scope': 'all'},
        'oldest first': {'order': 'oldest'},
        'text found often': {'text': 'oak'},
        'text found nowhere, 12 months': {'text': 'mahogany'},
        'text found nowhere, all years, to the first stop': {'text': 'mahogany', 'date_from': '1900-01-01'},
    }
    rows = []
    for name, filters in cases.items():
        taken = [clock(env, lambda wanted=filters: timeline.timeline_page(account.id, limit=PAGE, filters=wanted))
                 for _turn in range(7)]
        rows.append(_row(f'timeline at {size:,} events, {name}', statistics.median(taken[2:]), None, None))
    taken = [clock(env, account.with_user(seller).card_strip) for _turn in range(9)]
    rows.append(_row(f'card strip at {size:,} events', statistics.median(taken[2:]), None, None))
    return rows
