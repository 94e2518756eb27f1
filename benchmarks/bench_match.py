"""Matching the rows of a file into a large customer base: SCALE=1 is 200,000 rows into a million partners.

The partners and the staged rows are made by SQL and by the mapper; measured are the refresh of the partners' keys, once all are
new and once nothing changed, and `_match` of the import. Nothing is kept.
"""
import json
import time

ROWS, PARTNERS = 200_000, 1_000_000
TARGET = 180
WORDS = ['Ромашка', 'Вектор', 'Орион', 'Полюс', 'Север', 'Гранит', 'Маяк', 'Кристалл', 'Зенит', 'Алмаз', 'Импульс', 'Родник', 'Acme', 'Globex', 'Initech', 'Umbrella', 'Горизонт', 'Прогресс']
LATIN = {'Ромашка': 'Romashka', 'Вектор': 'Vektor', 'Север': 'Sever', 'Алмаз': 'Almaz', 'Родник': 'Rodnik', 'Гранит': 'Granit'}
FIRST = ['Иван', 'Анна', 'Олег', 'Мария', 'Пётр', 'Ольга', 'Сергей', 'Елена', 'Дмитрий', 'Наталья', 'Юрий', 'Вера', 'Андрей', 'Ирина', 'Максим', 'Светлана', 'Роман', 'Татьяна']
LAST = ['Иванов', 'Петров', 'Сидоров', 'Кузнецов', 'Волков', 'Морозов', 'Лебедев', 'Козлов', 'Новиков', 'Зайцев', 'Соболев', 'Голубев', 'Тихонов', 'Белов', 'Чернов']
CITIES = ['Москва', 'Казань', 'Тверь', 'Омск', 'Пермь', 'Тула', 'Самара', 'Уфа']


def run(env, vanilla, scale=1.0):
    """:return: rows of the benchmark table: seconds of each step"""
    rows, partners = int(ROWS * scale), int(PARTNERS * scale)
    try:
        fill(env, partners)
        keys = env['crm.partner.key']
        first, _count = measure(keys._refresh)
        again, _count = measure(keys._refresh)
        record = stage(env, rows, partners)
        seconds, _result = measure(lambda: record._mapper()._match(record))
        summary = record.summary()['decision']
        print(f'{rows:,} rows: {summary}')
        return [
            line(f'keys of {partners:,} new partners', first, None), line(f'keys of {partners:,} partners, nothing changed', again, None),
            line(f'matching {rows:,} rows into {partners:,} partners', seconds, TARGET * scale),
        ]
    finally:
        env.cr.rollback()
        env.invalidate_all()


def line(name, value, target):
    return {'name': name, 'value': round(value, 1), 'unit': 's', 'peer': None, 'ratio': None,
            'target': target and f'< {target:g} s', 'ok': value < target if target else None}


def measure(action):
    started = time.perf_counter()
    result = action()
    return time.perf_counter() - started, result


def company(number):
    one, two = WORDS[number % len(WORDS)], WORDS[number // len(WORDS) % len(WORDS)]
    return f'{one} {two} {number // len(WORDS) ** 2}'


def person(number):
    return f'{LAST[number % len(LAST)]} {FIRST[number // len(LAST) % len(FIRST)]}'


def fill(env, count):
    """A quarter companies, the others their people; names, phones and addresses as in a base that grew for years."""
    cr, companies = env.cr, count // 4
    cr.execute("CREATE TEMP TABLE filler (id integer, name text, parent integer, phone text, email text, city text, zip text, vat text)")
    names = (
        [(number, f'ООО "{company(number)}"', None, f'+7495{number:07d}', f'info@firm{number}.example', CITIES[number % 8],
          f'{100000 + number % 90000}', f'77{number:08d}') for number in range(companies)],
        [(companies + number, person(number), number % companies, f'+7916{number:07d}', f'p{number}@firm{number % companies}.example',
          CITIES[number % companies % 8], f'{100000 + number % companies % 90000}', None) for number in range(count - companies)])
    for part in names:
        for begin in range(0, len(part), 50_000):
            cr.execute("INSERT INTO filler SELECT * FROM jsonb_to_recordset(%s) AS r(id integer, name text, parent integer, phone text, "
                       "email text, city text, zip text, vat text)",
                       [json.dumps([dict(zip(('id', 'name', 'parent', 'phone', 'email', 'city', 'zip', 'vat'), row, strict=True))
                                    for row in part[begin:begin + 50_000]])])
    cr.execute("SELECT coalesce(max(id), 0) + 1 FROM res_partner")
    base = cr.fetchone()[0]
    cr.execute("""
        SET LOCAL session_replication_role = replica;
        INSERT INTO res_partner (id, name, complete_name, type, active, is_company, partner_share, autopost_bills, parent_id,
                                 commercial_partner_id, commercial_company_name, phone, email, city, zip, vat)
        SELECT %(base)s + f.id, f.name, f.name, 'contact', TRUE, f.parent IS NULL, TRUE, 'ask', %(base)s + f.parent,
               %(base)s + coalesce(f.parent, f.id), coalesce(c.name, f.name), f.phone, f.email, f.city, f.zip, f.vat
          FROM filler f LEFT JOIN filler c ON c.id = f.parent;
        INSERT INTO crm_contact_mechanism (partner_id, kind, value, normalized, valid, is_primary, sequence, active)
        SELECT %(base)s + id, kind, value, value, TRUE, TRUE, 10, TRUE
          FROM filler CROSS JOIN LATERAL (VALUES ('phone', phone), ('email', email)) AS reach(kind, value);
        SET LOCAL session_replication_role = origin;
        ANALYZE res_partner; ANALYZE crm_contact_mechanism""", {'base': base})


def stage(env, count, partners):
    """:return: a `crm.import` with staged rows: known by phone or e-mail, in another script, mistyped, by name alone, and new ones"""
    record = env['crm.import'].create({'kind': 'partner', 'filename': 'bench.csv', 'state': 'preview'})
    mapper, context, companies = record._mapper(), {'region': 'RU', 'elsewhere': False}, partners // 4
    columns = ('import_id', 'row_number', 'name', 'normalized', 'match_keys', 'decision', 'state', 'step', 'decided', 'problem')
    batch = []
    for number in range(count):
        values = row_values(number * 7919 % (partners - companies), number, companies)
        found = mapper._normalize(record, values, context)
        batch.append(dict(zip(columns, (record.id, number + 2, found['name'], found['normalized'], found['keys'], 'create', 'pending', 0,
                                        False, False), strict=True)))
        if len(batch) == 20_000 or number == count - 1:
            env.cr.execute("INSERT INTO crm_import_row (import_id, row_number, name, normalized, match_keys, decision, state, step, decided, "
                           "problem) SELECT * FROM jsonb_to_recordset(%s) AS r(import_id integer, row_number integer, name text, "
                           "normalized jsonb, match_keys jsonb, decision text, state text, step integer, decided boolean, problem boolean)",
                           [json.dumps(batch)])
            batch = []
    return record


def row_values(known, number, companies):
    kind = number % 5
    values = {'company.name': f'{company(known % companies)}, ООО', 'company.city': CITIES[known % companies % 8], 'person.name': person(known)}
    if kind == 0:
        values['person.phone'] = f'8 916 {known:07d}'
    elif kind == 1:
        values['person.email'] = f'p{known}@firm{known % companies}.example'
    elif kind == 2:
        values['company.name'] = ' '.join(LATIN.get(word, word) for word in company(known % companies).split()) + ' LLC'
        values['company.vat'] = f'77{known % companies:08d}'
    elif kind == 3:
        values['person.name'] = person(known)[:4] + person(known)[5:]
    else:
        values = {'company.name': f'Новая фирма {number}', 'person.name': person(known), 'person.email': f'new{number}@elsewhere{number}.example'}
    return values
