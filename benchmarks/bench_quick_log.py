"""Logging a talk with its next step: the one line against the host's "log note" and "schedule activity".

Both run as the same salesperson on the same database, turn and turn about, each with all that a commit would run first.
The line does more: it is parsed, and makes a talk, an activity and, in the second row, two promises. All is rolled back.
"""
import statistics
import time
from datetime import timedelta

from odoo import fields

FILLERS = 20_000
CONTACTS = 30
TARGET_MS = 30.0
LINE = "called {name} 10 min interested -> send the offer in 3 days"
PROMISES = "call 10m interested, we: send samples by tomorrow, they: pay in 2 weeks, next: offer in 3 days"


def run(env, vanilla, scale=1.0):
    rounds = max(int(200 * scale), 20)
    try:
        seller = create_seller(env)
        company = create_customer(seller, int(FILLERS * scale))
        cases = {
            'line': lambda number: log_line(seller, company, LINE.format(name=f"Contact{number % CONTACTS}")),
            'promises': lambda number: log_line(seller, company, PROMISES),
            'preview': lambda number: seller['crm.interaction'].quick_log_preview(company.id, LINE.format(name="Contact7")),
            'plan': lambda number: log_line(seller, company, "call back in 3 days"),
            'host': lambda number: host_note_and_activity(seller, company),
        }
        times = measure(env, cases, rounds)
        host = times.pop('host')
        labels = {
            'line': "quick_log: talk with contact, outcome and next step", 'promises': "quick_log: talk, two promises, next step",
            'preview': "quick_log_preview: while typing", 'plan': "quick_log: a plan",
        }
        # Promises have no counterpart in the host's two steps.
        return [row(labels[key], value, host, below_host=key != 'promises') for key, value in times.items()]
    finally:
        env.cr.rollback()
        env.invalidate_all()


def row(name, value, host, below_host):
    return {
        'name': name, 'value': value, 'unit': 'ms', 'peer': host, 'ratio': value / host,
        'target': f'< {TARGET_MS:.0f} ms' + (', < host' if below_host else ''),
        'ok': value < TARGET_MS and (value < host or not below_host),
    }


def measure(env, cases, rounds):
    """Median milliseconds of each case, one of each in turn; the first five rounds only warm up."""
    times = {key: [] for key in cases}
    for number in range(rounds + 5):
        for key, case in cases.items():
            env.cr.flush()
            env.invalidate_all()  # as at the beginning of a request
            started = time.perf_counter()
            case(number)
            env.cr.flush()
            if number >= 5:
                times[key].append((time.perf_counter() - started) * 1000)
    return {key: statistics.median(values) for key, values in times.items()}


def create_seller(env):
    groups = ('base.group_user', 'crm_customer_record.group_user')
    user = env['res.users'].with_context(no_reset_password=True).create({
        'name': "Bench seller", 'login': 'bench_quick_log', 'email': 'seller@example.com', 'tz': 'Europe/Berlin',
        'group_ids': [(6, 0, [env.ref(group).id for group in groups])],
    })
    env['crm.team'].create({'name': "Bench team", 'member_ids': [(6, 0, user.ids)]})
    return env(user=user.id, context={'lang': 'en_US', 'tz': 'Europe/Berlin'})


def create_customer(env, fillers):
    env.cr.execute("""
        INSERT INTO res_partner (name, complete_name, type, active, is_company, partner_share, autopost_bills)
        SELECT 'Filler ' || n, 'Filler ' || n, 'contact', TRUE, FALSE, TRUE, 'ask' FROM generate_series(1, %s) AS n""", [fillers])
    env.cr.execute("UPDATE res_partner SET commercial_partner_id = id WHERE commercial_partner_id IS NULL")
    env.cr.execute("ANALYZE res_partner")
    return env['res.partner'].sudo().create({
        'name': "Bench", 'is_company': True, 'user_id': env.uid,
        'child_ids': [(0, 0, {'name': f"Contact{number} Bench"}) for number in range(CONTACTS)],
    }).with_env(env)


def log_line(env, company, text):
    return env['crm.interaction'].quick_log(company.id, text)


def host_note_and_activity(env, company):
    """What the chatter's "Log note" and "Activity" do on the server."""
    partner = env['res.partner'].browse(company.id)
    partner.message_post(body="Called Anna, 10 min, interested", message_type='comment', subtype_xmlid='mail.mt_note')
    env['mail.activity'].create({
        'activity_type_id': env.ref('mail.mail_activity_data_todo').id,
        'summary': "send the offer",
        'date_deadline': fields.Date.today() + timedelta(days=3),
        'user_id': env.uid,
        'res_model_id': env['ir.model']._get_id('res.partner'),
        'res_id': partner.id,
    })
