"""Moving 10,000 opportunities in one write, against the host without the add-on; with requirements, and their checklist.

Each in a transaction that is rolled back; what a commit would do first is part of the time.
"""
import time

from odoo.tools import SQL

LEADS = 10_000
ROUNDS = 2
TARGET_RATIO = 1.5


def run(env, vanilla, scale=1.0):
    number = max(int(LEADS * scale), 100)
    ours, theirs = [], []
    for _round in range(ROUNDS):
        # In turns: what slows the machine down slows both.
        theirs.append(measure(vanilla, number))
        ours.append(measure(env, number))
    host, own, checked = min(theirs), min(ours), measure(env, number, need)
    return [
        row(f"moving {number:,} opportunities in one write", own, host),
        row("the same, three requirements checked", checked, host),
    ]


def row(name, value, peer):
    ratio = value / peer
    return {'name': name, 'value': value, 'unit': 's', 'peer': peer, 'ratio': ratio, 'target': f'<= {TARGET_RATIO}x', 'ok': ratio <= TARGET_RATIO}


def measure(env, number, prepare=None):
    try:
        source, target = stages(env)
        leads = fill(env, source, number)
        if prepare:
            prepare(env, target)
        started = time.perf_counter()
        leads.write({'stage_id': target.id})
        env.cr.flush()
        seconds = time.perf_counter() - started
        check(env, leads, target)
        return seconds
    finally:
        env.cr.rollback()
        env.invalidate_all()
        env.registry.clear_cache()


def stages(env):
    return env['crm.stage'].create([{'name': f'Bench {index}', 'sequence': 500 + index} for index in range(2)])


def fill(env, stage, number):
    silent = env(context={'tracking_disable': True, 'mail_create_nosubscribe': True})
    ids = silent['crm.lead'].create([
        {'name': f'Deal {index}', 'type': 'opportunity', 'stage_id': stage.id, 'expected_revenue': index, 'user_id': env.uid}
        for index in range(number)]).ids
    env.cr.flush()
    env.invalidate_all()
    env.cr.execute(SQL("ANALYZE crm_lead"))
    return env['crm.lead'].browse(ids)


def need(env, stage):
    """What every lead of the benchmark has, asked in three ways: one in memory, two by a search."""
    env['crm.stage.requirement'].create([
        {'stage_id': stage.id, 'kind': 'field', 'field_id': env['ir.model.fields']._get('crm.lead', 'name').id},
        {'stage_id': stage.id, 'kind': 'domain', 'domain': "[('expected_revenue', '>=', 0)]"},
        {'stage_id': stage.id, 'kind': 'document', 'is_blocking': False},
    ])


def check(env, leads, target):
    """A benchmark of work that was not done would be worthless."""
    moved = env['crm.lead'].search_count([('id', 'in', leads.ids), ('stage_id', '=', target.id)])
    if moved != len(leads):
        raise RuntimeError(f"{moved} of {len(leads)} moved")
    if 'crm.stage.transition' in env:
        kept = env['crm.stage.transition'].search_count([('lead_id', 'in', leads.ids), ('to_stage_id', '=', target.id), ('event', '=', 'moved')])
        if kept != len(leads):
            raise RuntimeError(f"{kept} of {len(leads)} moves kept")
