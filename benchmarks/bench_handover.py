"""A leaver's 5,000 customers, each with an opportunity and an activity, go to three colleagues and back.

As a manager, through the wizard, with preview, log and timeline entries; in one transaction that is rolled back.
"""
import time

from odoo import Command, fields
from odoo.tools import SQL

CUSTOMERS = 5_000
TARGET_S = 60.0
PREVIEW_TARGET_S = 3.0  # it follows each change in the wizard
ROLES = {'leaver': 'user', 'anna': 'user', 'boris': 'user', 'clara': 'user', 'boss': 'manager'}


def run(env, vanilla, scale=1.0):
    number = int(CUSTOMERS * scale)
    try:
        users = {name: create_user(env, name, role) for name, role in ROLES.items()}
        fill(env, users['leaver'], number)
        wizard, preview = timed(lambda: open_wizard(env, users))
        handover, there = timed(lambda: hand_over(env, wizard))
        check(env, handover, users['leaver'], 'moved', 3 * number, 0)
        _nothing, back = timed(lambda: give_back(env, handover, users['boss']))
        check(env, handover, users['leaver'], 'returned', 3 * number, 3 * number)
        what = f"{number:,} customers with a deal and an activity each"
        return [
            row(f"preview of a hand-over: {what}", preview, PREVIEW_TARGET_S),
            row(f"hand-over of {what}, three colleagues", there, TARGET_S),
            row(f"giving them back: {what}", back, TARGET_S),
        ]
    finally:
        env.cr.rollback()
        env.invalidate_all()


def row(name, value, target):
    return {'name': name, 'value': value, 'unit': 's', 'peer': None, 'ratio': None, 'target': f'< {target:g} s', 'ok': value < target}


def timed(action):
    started = time.perf_counter()
    result = action()
    return result, time.perf_counter() - started


def create_user(env, name, role):
    return env['res.users'].with_context(no_reset_password=True).create({
        'name': name.title(), 'login': f'bench_handover_{name}', 'email': f'{name}@example.com',
        'group_ids': [Command.set([env.ref('base.group_user').id, env.ref(f'crm_customer_record.group_{role}').id])]})


def fill(env, leaver, number):
    """Create the customers through the ORM in one batch, silently, as an import does."""
    env = env(context={'tracking_disable': True, 'mail_activity_quick_update': True, 'mail_create_nosubscribe': True})
    partners = env['res.partner'].create([
        {'name': f'Customer {index}', 'is_company': True, 'user_id': leaver.id, 'zip': f'{index % 90000 + 10000}'}
        for index in range(number)])
    env['crm.lead'].create([
        {'name': f'Deal {index}', 'type': 'opportunity', 'partner_id': partner.id, 'user_id': leaver.id}
        for index, partner in enumerate(partners)])
    model_id, type_id = env['ir.model']._get_id('res.partner'), env.ref('mail.mail_activity_data_todo').id
    env['mail.activity'].create([
        {'res_model_id': model_id, 'res_id': partner.id, 'user_id': leaver.id, 'activity_type_id': type_id,
         'date_deadline': fields.Date.today()} for partner in partners])
    settle(env)
    for table in ('res_partner', 'crm_lead', 'mail_activity', 'mail_followers', 'crm_timeline_link'):
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))


def settle(env):
    """All that a commit would do first."""
    env.cr.flush()
    env.invalidate_all()


def open_wizard(env, users):
    wizard = env['crm.handover.wizard'].with_user(users['boss']).create({
        'from_user_id': users['leaver'].id, 'reason': "has left", 'distribution': 'even',
        'to_user_ids': [Command.set([users[name].id for name in ('anna', 'boris', 'clara')])]})
    if not wizard.total:
        raise RuntimeError("nothing to hand over")
    return wizard


def hand_over(env, wizard):
    """What the request and then the background do."""
    handover = env['crm.handover'].browse(wizard.action_hand_over()['res_id'])
    handover._process()
    settle(env)
    return handover


def give_back(env, handover, boss):
    handover.with_user(boss).action_undo()
    handover._process()
    settle(env)


def check(env, handover, leaver, state, moved, owned):
    """A benchmark of work that was not done would be worthless."""
    done = env['crm.handover.line'].search_count([('handover_id', '=', handover.id), ('state', '=', state)])
    left = sum(env[model].search_count([('user_id', '=', leaver.id)]) for model in ('res.partner', 'crm.lead', 'mail.activity'))
    if (done, left) != (moved, owned):
        raise RuntimeError(f"{done} lines {state} of {moved}; {left} records with the leaver, expected {owned}")
