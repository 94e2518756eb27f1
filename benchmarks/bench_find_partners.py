"""Whose number is this? Asked of a million mechanisms, as a salesperson; and how fast existing partners are filled in.

Everything happens in one transaction that is rolled back. Numbers come from the row number: the same every time.
"""
import statistics
import time

from odoo.tools import SQL

PARTNERS = 500_000  # two mechanisms each
FILLED = 200_000  # of them through `_fill_existing`; the others by generate_series
PROBES = 300
LOOKUP_TARGET_MS = 2.0
FILL_TARGET_PER_S = 2_000  # a million partners in eight minutes


def run(env, vanilla, scale=1.0):
    partners, filled = int(PARTNERS * scale), int(FILLED * scale)
    Mechanism = env['crm.contact.mechanism']
    try:
        seller = create_seller(env)
        first = seed_partners(env, partners)
        fill = fill_rate(env, first, filled)
        seed_mechanisms(env, first + filled, first + partners)
        env.cr.execute("ANALYZE res_partner")
        env.cr.execute("ANALYZE crm_contact_mechanism")
        total = Mechanism.search_count([])
        return [fill, *lookups(env(user=seller.id), first, partners, total), index_row(env, first, total)]
    finally:
        env.cr.rollback()
        env.invalidate_all()


def number_of(partner_id):
    """A valid Russian mobile number per id; must equal the expression in `seed_partners`."""
    return f'+791{partner_id % 10}{partner_id % 10_000_000:07d}'


def seed_partners(env, count):
    """Insert partners as an old database has them; return the first id."""
    env.cr.execute("SELECT max(id) + 1 FROM res_partner")
    first = env.cr.fetchone()[0]
    env.cr.execute(SQL(
        """
        INSERT INTO res_partner (id, name, complete_name, active, is_company, type, commercial_partner_id, partner_share,
                                 autopost_bills, country_id, phone, phone_sanitized, email, email_normalized)
        SELECT i, 'Contact ' || i, 'Contact ' || i, TRUE, i %% 5 = 0, 'contact', i, TRUE,
               'ask', %(country)s, '8 (91' || i %% 10 || ') ' || substr(n, 1, 3) || '-' || substr(n, 4, 2) || '-' || substr(n, 6, 2),
               '+791' || i %% 10 || n, 'Contact' || i || '@Example.com', 'contact' || i || '@example.com'
          FROM (SELECT i, lpad((i %% 10000000)::text, 7, '0') AS n FROM generate_series(%(first)s, %(last)s) AS i) AS s
        """,
        country=env.ref('base.ru').id, first=first, last=first + count - 1,
    ))
    return first


def fill_rate(env, first, count):
    """Fill the first `count` partners as the installation does."""
    env.cr.execute(SQL(
        """INSERT INTO crm_contact_mechanism (partner_id, kind, value, normalized, active)
           SELECT id, 'other', '-', '', FALSE FROM res_partner WHERE id >= %s""", first + count))
    started = time.perf_counter()
    env['crm.contact.mechanism']._fill_existing()
    seconds = time.perf_counter() - started
    env.cr.execute("DELETE FROM crm_contact_mechanism WHERE kind = 'other' AND value = '-'")
    rate = count / seconds
    return {
        'name': f"installation: partners with phone and email filled in ({count:,})", 'value': rate, 'unit': 'rows/s',
        'peer': None, 'ratio': None, 'target': f'>= {FILL_TARGET_PER_S:,}', 'ok': rate >= FILL_TARGET_PER_S,
    }


def seed_mechanisms(env, start, stop):
    env.cr.execute(SQL(
        """
        INSERT INTO crm_contact_mechanism (partner_id, kind, value, normalized, extension, valid, is_primary, sequence, active)
        SELECT p.id, s.kind, s.value, s.normalized, '', TRUE, TRUE, 10, TRUE
          FROM res_partner p
         CROSS JOIN LATERAL (VALUES ('mobile', p.phone, p.phone_sanitized), ('email', p.email, p.email_normalized))
                    AS s (kind, value, normalized)
         WHERE p.id >= %s AND p.id < %s
        """, start, stop))


def median_ms(call, arguments):
    times = []
    for argument in arguments:
        started = time.perf_counter()
        call(argument)
        times.append(time.perf_counter() - started)
    return statistics.median(times) * 1000


def create_seller(env):
    return env['res.users'].with_context(no_reset_password=True).create({
        'name': "Bench seller", 'login': 'bench_find_partners',
        'group_ids': [(6, 0, [env.ref('crm_customer_record.group_user').id])],
    })


def lookups(env, first, partners, total):
    Mechanism = env['crm.contact.mechanism']
    ids = [first + i * partners // PROBES for i in range(PROBES)]
    numbers = [number_of(partner_id) for partner_id in ids]
    missed = [n for n, partner_id in zip(numbers, ids, strict=True) if Mechanism.find_partners(n).ids != [partner_id]]
    peer = median_ms(lambda n: env['res.partner'].search([('phone_sanitized', '=', n)]).ids, numbers[:10])
    cases = (
        ("known number", numbers), ("unknown number", ['+7999' + number[-7:] for number in numbers]),
        ("national spelling with extension", ['8 ' + number[2:] + ' доб. 5' for number in numbers]),
        ("without area code", [number[-7:] for number in numbers]),
    )
    rows = []
    for label, probes in cases:
        value = median_ms(lambda number: Mechanism.find_partners(number, country='RU').ids, probes)
        rows.append({
            'name': f"find_partners, {label}, {total:,} mechanisms", 'value': value, 'unit': 'ms',
            'peer': peer, 'ratio': value / peer, 'target': f'< {LOOKUP_TARGET_MS} ms',
            'ok': value < LOOKUP_TARGET_MS and not missed,
        })
    return rows


def index_row(env, first, total):
    """Scans of the table in the plan of the query itself."""
    Mechanism = env['crm.contact.mechanism']
    number = number_of(first)
    query = Mechanism._lookup_query([number], Mechanism._incomplete_forms(number), '')
    env.cr.execute(SQL("EXPLAIN (ANALYZE, BUFFERS) %s", query))
    plan = [line for line, in env.cr.fetchall()]
    scans = [line for line in plan if 'crm_contact_mechanism' in line and 'Scan' in line]
    ok = len(scans) == 1 and 'crm_contact_mechanism_normalized_idx' in scans[0]
    return {
        'name': f"find_partners: scans of {total:,} mechanisms in the plan", 'value': len(scans), 'unit': 'scans',
        'peer': None, 'ratio': None, 'target': 'one index probe', 'ok': ok,
    }
