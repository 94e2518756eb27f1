"""Who is who in the public FEBRL sets, found by the blocking keys and weights that imports use.

FEBRL 4: 5,000 people, each once more with mistakes. FEBRL 3: 2,000 people with up to five more records each. The social-security id is
not looked at, the truth (in the record's own id) only to count: a pair is joined when its bits exceed the odds against it, log2 of the
number of records. How rare a name, postcode or suburb is comes from the records themselves. Pairs are judged as they
are: neither "each only once" nor "the same as the same" is used to repair them; with that it would be more.
"""
import csv
import io
import math
import os
import time
from collections import Counter, defaultdict

from odoo.addons.crm_customer_record.tools.imports.blocking import person_blocks
from odoo.addons.crm_customer_record.tools.imports.keys import Profile, weigh
from odoo.addons.crm_customer_record.tools.imports.linkage import plain
from odoo.addons.crm_customer_record.tools.imports.names import person_name

TARGET = 0.995
MAX_BLOCK = 100
SETS = (('FEBRL 4', 'dataset4a.csv', 'dataset4b.csv'), ('FEBRL 3', 'dataset3.csv', None))


def run(env, vanilla, scale=1.0):
    """:return: rows of the benchmark table: F1 of each set, and what of the true pairs blocking finds"""
    results = []
    for name, first, second in SETS:
        started = time.process_time()
        records = read(first)
        others = read(second) if second else None
        found, candidates = link(env, records, others)
        true = true_pairs(records, others)
        precision, recall = len(found & true) / len(found), len(found & true) / len(true)
        f1 = 2 * precision * recall / (precision + recall)
        print(f'{name}: precision {precision:.4f}, recall {recall:.4f}, F1 {f1:.4f}; {len(candidates):,} candidates hold '
              f'{len(candidates & true) / len(true):.4f} of {len(true):,} true pairs; {time.process_time() - started:.1f} CPU s')
        results.append({'name': f'{name} without the social-security id, F1', 'value': round(f1, 4), 'unit': '', 'peer': None,
                        'ratio': None, 'target': f'>= {TARGET}', 'ok': f1 >= TARGET})
    return results


def read(name):
    """:return: list of (id of the person, `Profile`)"""
    with open(os.path.join(os.environ['BENCH_FEBRL'], name), encoding='utf-8', newline='') as file:
        return [(row['rec_id'].split('-')[1], as_profile(row)) for row in csv.DictReader(file, skipinitialspace=True)]


def as_profile(row):
    born = row['date_of_birth'].strip()
    return Profile(
        'person', f"{row['given_name']} {row['surname']}".strip(), birth=f'{born[:4]}-{born[4:6]}-{born[6:]}' if born else '',
        street=f"{row['street_number']} {row['address_1']}".strip(), street2=row['address_2'], zip=row['postcode'], city=row['suburb'])


def link(env, records, others):
    """:return: (pairs that are joined, pairs that were compared), of positions in `records` and `others`"""
    everybody = records + (others or [])
    rarity = rarities([profile for _person, profile in everybody])
    threshold = math.log2(len(others or records))
    candidates = set(blocked(env, records, others))
    theirs = others or records
    found = {(one, other) for one, other in candidates
             if sum(bits for _reason, bits in weigh(records[one][1], theirs[other][1], rarity)) > threshold}
    return found, candidates


def blocked(env, records, others):
    """:return: pairs that share a key that is not too common, found by the database as for an import"""
    for table, found in (('bench_one', records), ('bench_other', others or records)):
        env.cr.execute(f'DROP TABLE IF EXISTS {table}; CREATE TEMP TABLE {table} (record integer, value bigint)')
        lines = (f'{number}\t{key}\n' for number, (_person, one) in enumerate(found)
                 for key in person_blocks(one.name, '', (), one.birth, vars(one)))
        env.cr.copy_from(io.StringIO(''.join(lines)), table, columns=('record', 'value'))
    env.cr.execute("""
        SELECT DISTINCT one.record, other.record FROM bench_one one JOIN bench_other other USING (value)
         WHERE (%(both)s OR one.record < other.record)
           AND value IN (SELECT value FROM bench_other GROUP BY value HAVING count(*) <= %(max_block)s)""",
                   {'both': others is not None, 'max_block': MAX_BLOCK})
    return env.cr.fetchall()


def rarities(profiles):
    """:return: function of (kind, value) -> share of the records with that value, for what the weights ask about"""
    counts = defaultdict(Counter)
    for profile in profiles:
        name = person_name(profile.name)
        for kind, value in (('surname', name.last), ('first', name.first), ('zip', profile.zip), ('city', plain(profile.city))):
            counts[kind][value] += 1
    return lambda kind, value: counts[kind][value] / len(profiles) if kind in counts else None


def true_pairs(records, others):
    places = defaultdict(list)
    for number, (person, _profile) in enumerate(others or records):
        places[person].append(number)
    return {(one, other) for one, (person, _profile) in enumerate(records) for other in places[person] if others or one < other}
