"""What the add-on adds to the host's own work: creating partners, posting on one, opening its form.

The same code runs on a database without the add-on, turn and turn about, so that a busy machine slows both alike.
All work is rolled back.
"""
import statistics
import time

from odoo.tests import Form

LIMIT = 1.15
FILLERS = 20_000
GROUPS = ('base.group_user', 'base.group_partner_manager', 'sales_team.group_sale_salesman_all_leads', 'account.group_account_invoice')


def run(env, vanilla, scale=1.0):
    for side in (env, vanilla):
        fill(side)
    sides = [as_clerk(env), as_clerk(vanilla)]
    rounds = max(int(160 * scale), 20)
    try:
        return [
            compare("res.partner.create, one by one", sides, create_partners, rounds, batch=1),
            compare("res.partner.create, batches of 100", sides, create_partners, rounds // 4, batch=100),
            compare("res.partner.write of another phone", sides, write_phone, rounds, limit=None),
            compare("message_post on a partner", sides, post_message, rounds),
            compare("opening a partner form (get_views + web_read)", sides, open_form, rounds // 2),
        ]
    finally:
        for side in (env, vanilla):
            side.cr.rollback()
            side.invalidate_all()


def fill(env):
    """Contacts of a company at work: on an empty table PostgreSQL plans, and keeps, sequential scans."""
    env.cr.execute("""
        INSERT INTO res_partner (name, complete_name, type, active, is_company, partner_share, phone, email, autopost_bills)
        SELECT 'Filler ' || n, 'Filler ' || n, 'contact', TRUE, FALSE, TRUE, '+7 903 ' || to_char(n, 'FM0000000'),
               'filler' || n || '@example.com', 'ask'
          FROM generate_series(1, %s) AS n""", [FILLERS])
    env.cr.execute("ANALYZE res_partner")  # before the first check of a foreign key, whose plan is kept
    env.cr.execute("UPDATE res_partner SET commercial_partner_id = id WHERE commercial_partner_id IS NULL")
    if 'crm.contact.mechanism' in env:
        env['crm.contact.mechanism']._fill_existing()
        env.cr.execute("ANALYZE crm_contact_mechanism")


def as_clerk(env):
    """A person who sells and bills, with every role of this add-on that follows from it where it is installed."""
    groups = list(GROUPS)
    if 'crm.contact.mechanism' in env:
        groups += ['crm_customer_record.group_manager', 'crm_customer_record.group_accountant']
    user = env['res.users'].with_context(no_reset_password=True).create({
        'name': "Clerk", 'login': 'bench_host_cost', 'email': 'clerk@example.com',
        'group_ids': [(6, 0, [env.ref(group).id for group in groups])],
    })
    return env(user=user.id, context={'lang': 'en_US', 'tz': 'UTC'})  # the same on both sides: a shell has a context already


def compare(name, sides, action, rounds, limit=LIMIT, **options):
    """Median milliseconds per operation on both sides, one operation each in turn; the first five only warm up."""
    partners = [create_company(side) for side in sides]
    times = ([], [])
    for number in range(rounds + 5):
        for index in ((0, 1) if number % 2 else (1, 0)):
            operation = action(sides[index], partners[index], number, **options)
            sides[index].cr.flush()
            started = time.perf_counter()
            operation()
            sides[index].cr.flush()  # all that a commit would run first, our links of messages included
            if number >= 5:
                times[index].append((time.perf_counter() - started) / options.get('batch', 1) * 1000)
    value, peer = (statistics.median(side) for side in times)
    ratio = value / peer
    row = {'name': name, 'value': value, 'unit': 'ms', 'peer': peer, 'ratio': ratio, 'target': None, 'ok': None}
    return row if limit is None else {**row, 'target': f'<= {limit:.2f} x host', 'ok': ratio <= limit}


def create_company(env):
    return env['res.partner'].create({
        'name': "Bench", 'is_company': True, 'phone': '+7 495 123-45-67', 'email': 'bench@example.com',
        'child_ids': [(0, 0, {'name': f"Contact {i}", 'phone': f'+7 495 123-45-{i:02d}'}) for i in range(5)],
    })


def values_of(number):
    digits = f'{number % 10_000_000:07d}'
    return {
        'name': f"Contact {number}", 'phone': f'+7 916 {digits[:3]}-{digits[3:5]}-{digits[5:]}',
        'email': f'contact{number}@example.com', 'street': "Street 1", 'city': "Moscow",
    }


def create_partners(env, _partner, number, batch):
    country = env.ref('base.ru').id
    vals_list = [{**values_of(number * 1000 + i), 'country_id': country} for i in range(batch)]
    return lambda: env['res.partner'].create(vals_list)


def write_phone(env, partner, number):
    phone = values_of(number)['phone']
    return lambda: partner.write({'phone': phone})


def post_message(_env, partner, number):
    return lambda: partner.message_post(body=f"Message {number}")


def open_form(env, partner, _number):
    """What the web client asks for when a form opens: the views, then the record with all the form shows."""
    view_id = env.ref('base.view_partner_form').id
    spec = Form(partner, view='base.view_partner_form')._view['fields_spec']
    env.invalidate_all()

    def read():
        env['res.partner'].get_views([(view_id, 'form'), (False, 'search')], {'toolbar': True})
        partner.web_read(spec)

    return read
