"""Weighing whether two records are the same by the model of Fellegi and Sunter (1969).

Every comparison ends in one outcome. `m` is how often two records of the same customer have that outcome, `u` how often
two records of strangers do; the outcome is worth log2(m / u) bits. The bits of all comparisons are added to the
prior, the odds before anything was compared, and the sum is a probability:

    score = 1 / (1 + 2 ** -(bits - PRIOR))

Where the numbers come from: `OUTCOMES`. What is missing on one side says nothing. What is known to be rarer or more common than
usual may say so by `rarity`.
"""
import math
import re
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, JaroWinkler

from .cleaning import fold
from .name_keys import sound
from .names import HAN_OR_KANA, person_key, person_name
from .nicknames import same_first_name

# 2 ** 20: one of a million candidates is the one, as in a large customer base.
PRIOR = 20.0
# outcome: (m, u). `u` needs no truth: it was counted on 400,000 pairs drawn at random from FEBRL 4 (surname 1/285, first name 1/315,
# birth date 1/50,000, street 1/1,040, postcode 1/930, city 1/970) and made larger where customers are less spread than those people:
# cities, first names, birth dates. `m` of names, birth date and place was rounded from what expectation-maximisation finds on the
# unlabelled candidate pairs of FEBRL 4 (equal: surname 0.67, first name 0.69, birth date 0.93, street 0.88, postcode 0.84, city
# 0.80; close: 0.16, 0.11, 0.02, 0.10, 0.14, 0.15). What that set lacks (tax id, phone, e-mail, company) is set by hand and checked
# against the labelled pairs of `tests/test_import_matching.py`: a third to a half of the customers have a second number or address,
# a company's name is as rare as a million of them make it. No label of FEBRL's truth was used.
OUTCOMES = {
    'surname_equal': (0.80, 1 / 700), 'surname_sounds': (0.05, 1 / 8_000), 'surname_close': (0.10, 1 / 1_200),
    'surname_initial': (0.05, 1 / 20), 'surname_other': (0.03, 1.0),
    'first_equal': (0.75, 1 / 100), 'first_sounds': (0.05, 1 / 1_200), 'first_nickname': (0.06, 1 / 600),
    'first_close': (0.08, 1 / 350), 'first_initial': (0.20, 1 / 14), 'first_other': (0.05, 1.0),
    'swapped': (0.50, 1.0), 'patronymic_other': (0.01, 1.0), 'patronymic_equal': (0.95, 1 / 20),
    'birth_equal': (0.90, 1 / 20_000), 'birth_close': (0.07, 1 / 1_500), 'birth_other': (0.03, 1.0),
    'street_equal': (0.70, 1 / 1_000), 'street_close': (0.20, 1 / 700), 'street_other': (0.15, 1.0),
    'house_equal': (0.85, 1 / 40), 'house_close': (0.08, 1 / 8), 'house_other': (0.10, 1.0),
    'zip_equal': (0.85, 1 / 500), 'zip_close': (0.08, 1 / 90), 'zip_other': (0.10, 1.0),
    'city_equal': (0.85, 1 / 7), 'city_close': (0.10, 1 / 20), 'city_other': (0.25, 1.0),
    'vat_equal': (0.95, 1 / 16_000_000), 'vat_other': (0.00001, 1.0), 'branch_equal': (0.90, 1 / 8), 'branch_other': (0.00001, 1.0),
    'registry_equal': (0.95, 1 / 1_000_000), 'registry_other': (0.01, 1.0),
    'company_equal': (0.75, 1 / 700_000), 'company_words': (0.05, 1 / 100_000), 'company_sounds': (0.08, 1 / 2_000_000),
    'company_close': (0.08, 1 / 12_000), 'company_part': (0.05, 1 / 400), 'company_other': (0.015, 1.0),
    'form_equal': (0.95, 1 / 4), 'form_other': (0.015, 1.0),
    'employer_equal': (0.70, 1 / 2_500), 'employer_close': (0.15, 1 / 200), 'employer_part': (0.10, 1 / 100), 'employer_other': (0.18, 1.0),
    'phone_equal': (0.60, 1 / 40_000), 'phone_close': (0.05, 1 / 300), 'phone_shared': (0.60, 1 / 25), 'phone_other': (0.35, 1.0),
    'email_equal': (0.60, 1 / 400_000), 'email_close': (0.05, 1 / 10_000), 'email_shared': (0.60, 1 / 25), 'email_other': (0.30, 1.0),
    'domain_equal': (0.70, 1 / 700),
    # a company is where somebody who is known for sure works, or worked, of a million companies
    'works_there': (0.70, 1 / 1_000_000), 'worked_there': (0.15, 1 / 1_000_000), 'may_work_there': (0.50, 1 / 100),
}
BITS = {outcome: math.log2(m / u) for outcome, (m, u) in OUTCOMES.items()}
DIGITS = re.compile(r'\d+')
# words of addresses that say what kind of place follows
STREET_WORDS = re.compile(r'\b(?:ул|улица|street|str|st|strasse|straße|road|rd|avenue|ave|place|pl|пр|проспект|пер|переулок|дом|д|стр|корп|кв'
                          r'|close|circuit|crescent|court|drive|dr|lane)\b\.?')


def probability(bits):
    """:return: how likely two records are the same customer, 0..1"""
    return 1 / (1 + 2 ** -max(min(bits - PRIOR, 60), -60))


def compare_person_names(one, other, rarity=None):
    """Compare two names of people, surname first or last.

    :param str one, other: names as written
    :param rarity: see `_worth`
    :return: list of (reason, bits); empty when one of them is missing
    """
    mine, theirs = person_name(one or ''), person_name(other or '')
    if not (mine.last and theirs.last):
        return []
    if HAN_OR_KANA.search(mine.last) and HAN_OR_KANA.search(theirs.last):
        # where no space parts them, nobody knows where the surname ends
        heard = [sound(person_key(name).replace(' ', '')) for name in (one, other)]
        level = 'equal' if heard[0] == heard[1] else 'other'
        return [(f'{"same" if level == "equal" else "other"}_name', BITS[f'surname_{level}'] + BITS[f'first_{level}'])]
    straight = _name_outcomes(mine.last, mine.first, theirs.last, theirs.first)
    crossed = _name_outcomes(mine.last, mine.first, theirs.first, theirs.last)
    values = {'surname': mine.last, 'first': mine.first}
    bits, crossed_bits = (sum(_worth(outcome, values, rarity) for outcome in found) for found in (straight, crossed))
    if crossed_bits + BITS['swapped'] > bits and not (mine.first and theirs.first and straight[0] == 'surname_equal'):
        reason = _name_reason(crossed)
        found = [('swapped_name' if reason == 'same_name' and len(crossed) > 1 else reason, crossed_bits + BITS['swapped'])]
        straight = crossed
    else:
        found = [(_name_reason(straight), bits)]
    if mine.middle and theirs.middle and straight[0] != 'surname_other':
        found += _middle_evidence(mine.middle, theirs.middle)
    return found


def _name_outcomes(last, first, other_last, other_first):
    outcomes = []
    if last and other_last:
        outcomes.append('surname_' + compare_words(last, other_last))
    if first and other_first:
        outcomes.append('first_' + compare_words(first, other_first, first=True))
    return outcomes


def _name_reason(outcomes):
    """:return: the words for what was found of surname and first name"""
    found = {outcome.partition('_')[2] for outcome in outcomes}
    if found <= {'equal'}:
        return 'same_name'
    if 'other' in found:
        return 'other_name' if found == {'other'} or 'surname_other' in outcomes else 'other_first_name'
    if 'initial' in found:
        return 'initials_fit'
    if 'nickname' in found:
        return 'nickname'
    return 'similar_name' if 'close' in found else 'same_sound'


def _middle_evidence(one, other):
    if one == other:
        return [('same_patronymic', BITS['patronymic_equal'])] if len(one) > 1 else []
    if len(one) > 1 and len(other) > 1 and compare_words(one, other) == 'other':
        return [('other_patronymic', BITS['patronymic_other'])]
    return [('other_patronymic', BITS['patronymic_other'])] if one[:1] != other[:1] and sound(one)[:1] != sound(other)[:1] else []


@lru_cache(maxsize=20_000)
def compare_words(one, other, first=False):
    """:return: 'equal', 'sounds', 'nickname', 'close', 'initial' or 'other' for two folded words of a name"""
    if one == other:
        return 'equal' if len(one) > 1 else 'initial'
    heard, there = sound(one), sound(other)
    shorter = min(len(one), len(other))
    if shorter == 1:
        return 'initial' if one[0] == other[0] or heard[:1] == there[:1] else 'other'
    if heard == there:
        return 'sounds'
    if first and same_first_name(one, other):
        return 'nickname'
    if shorter >= 4 and OSA.distance(one, other) <= 1:
        return 'close'
    shorter = min(len(heard), len(there))
    if shorter >= 4 and (JaroWinkler.similarity(heard, there) >= 0.9 or OSA.distance(heard, there) <= (2 if shorter >= 7 else 1)):
        return 'close'
    return 'other'


def compare_births(one, other):
    """:param str one, other: ISO dates, `--05-17` without the year; :return: list of (reason, bits)"""
    if not (one and other):
        return []
    if one.startswith('--') or other.startswith('--'):
        same = one[-5:] == other[-5:]
        return [('same_birthday', 8.0)] if same else [('other_birth', BITS['birth_other'])]
    if one == other:
        return [('same_birth', BITS['birth_equal'])]
    mine, theirs = DIGITS.findall(one), DIGITS.findall(other)
    if OSA.distance(one, other) <= 1 or sorted(mine) == sorted(theirs) or sum(a == b for a, b in zip(mine, theirs, strict=False)) == 2:
        return [('similar_birth', BITS['birth_close'])]
    return [('other_birth', BITS['birth_other'])]


def compare_places(one, other, rarity=None):
    """Compare two addresses.

    :param one, other: have street, street2, zip, city
    :return: list of (reason, bits)
    """
    bits = 0.0
    outcomes = [*_street_outcomes(one, other), *_simple_outcomes(one, other)]
    values = {'street': plain(one.street), 'zip': one.zip, 'city': plain(one.city)}
    found = []
    for outcome in outcomes:
        worth = _worth(outcome, values, rarity)
        kind, _gap, level = outcome.partition('_')
        if kind == 'city':
            found.append(('same_city' if level != 'other' else 'other_city', worth))
            continue
        bits += worth
    if bits:
        same = {'street_equal', 'street_close'} & set(outcomes) and 'house_equal' in outcomes
        found.append(('same_address' if same and bits > 0 else 'near_address' if bits > 0 else 'other_address', bits))
    return found


def _street_outcomes(one, other):
    mine, theirs = (_street(address) for address in (one, other))
    if not (mine and theirs):
        return
    best = max((_street_level(a, b) for a in mine for b in theirs), key=('other', 'close', 'equal').index)
    yield 'street_' + best
    if best == 'other':
        return
    numbers, others = (set(DIGITS.findall(f'{address.street} {address.street2}')) for address in (one, other))
    if numbers and others:
        close = any(OSA.distance(a, b) <= 1 for a in numbers for b in others)
        yield 'house_' + ('equal' if numbers & others else 'close' if close else 'other')


@lru_cache(maxsize=10_000)
def words_of_street(text):
    return ''.join(sound(word) for word in STREET_WORDS.sub(' ', DIGITS.sub(' ', fold(text))).replace('.', ' ').split())


def _street(address):
    return [words for words in (words_of_street(address.street or ''), words_of_street(address.street2 or '')) if words]


@lru_cache(maxsize=10_000)
def _street_level(one, other):
    if one == other:
        return 'equal'
    close = min(len(one), len(other)) > 3 and (fuzz.ratio(one, other) >= 78 or JaroWinkler.similarity(one, other) >= 0.9)
    return 'close' if close else 'other'


def _simple_outcomes(one, other):
    if one.zip and other.zip:
        close = one.zip[:2] == other.zip[:2] and OSA.distance(one.zip, other.zip) <= 1
        yield 'zip_' + ('equal' if one.zip == other.zip else 'close' if close or sorted(one.zip) == sorted(other.zip) else 'other')
    if one.city and other.city:
        mine, theirs = plain(one.city), plain(other.city)
        yield 'city_' + ('equal' if mine == theirs else 'close' if JaroWinkler.similarity(mine, theirs) >= 0.88 else 'other')


@lru_cache(maxsize=4_000)
def plain(text):
    return ''.join(sound(word) for word in re.sub(r'[\W_]+', ' ', fold(text or '')).split())


def _worth(outcome, values, rarity):
    """Bits of an outcome; where two values are equal, a rare value is worth more.

    :param rarity: function of (kind, value) -> share of the records that have it, or None where that is not known
    """
    kind, _gap, level = outcome.partition('_')
    if rarity and level == 'equal':
        share = rarity(kind, values.get(kind))
        if share:
            return math.log2(OUTCOMES[outcome][0] / share)
    return BITS[outcome]
