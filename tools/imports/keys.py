"""Who an imported company or person may be: evidence that weighs one candidate, and what is shared by spelling.

The weights are those of `linkage`, in bits. On its own a program may join records only with a strong agreement (tax id,
own e-mail, own phone, name within the company, name at one address) and without any contradiction; the middle goes to a
person.
"""
import json
import os
from dataclasses import dataclass, field

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from .cleaning import fold
from .linkage import BITS, compare_births, compare_person_names, compare_places, probability
from .name_keys import company_sound
from .names import company_key, company_name, initials_key, person_key
from .registry import same_registration
from .terms import _lt

AUTO = 0.85
REVIEW = 0.30
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'data', 'mailboxes.json'), encoding='utf-8') as stream:
    _mailboxes = json.load(stream)
# mailboxes that belong to an office, not to somebody; domains that tell nothing about the company
ROLE_MAILBOXES = frozenset(_mailboxes['role'])
FREE_MAIL = frozenset(_mailboxes['free'])


@dataclass
class Profile:
    """What is compared of a company or a person; built by `profile` or from a database row.

    `phones` are E.164, `emails` lower case; `shared` holds those of them that several contacts of the database or of
    the file have; `company` is the name of a person's company.
    """

    kind: str
    name: str = ''
    company: str = ''
    vat: str = ''
    kpp: str = ''
    phones: frozenset = frozenset()
    emails: frozenset = frozenset()
    website: str = ''
    zip: str = ''
    city: str = ''
    street: str = ''
    shared: frozenset = field(default_factory=frozenset)
    street2: str = ''
    registry: str = ''
    birth: str = ''


def profile(row, kind, shared=frozenset()):
    """:param row: `normalize.NormalizedRow`; :param kind: 'company' or 'person'; :return: `Profile` or None"""
    data = getattr(row, kind)
    if not data:
        return None
    return Profile(
        kind, data.get('name', ''), (row.company or {}).get('name', '') if kind == 'person' else '',
        data.get('vat', ''), data.get('kpp', ''), _values(data, 'phones'), _values(data, 'emails'),
        data.get('website', ''), data.get('zip', ''), data.get('city', ''), data.get('street', ''), frozenset(shared),
        data.get('street2', ''), data.get('registry', ''), data.get('birthdate', ''))


def _values(data, key):
    return frozenset(item['normalized'] for item in data.get(key, ()) if item['normalized'])


def match_keys(row):
    """Keys by which candidates are looked up, all of them equality.

    :param row: `normalize.NormalizedRow`
    :return: {'company': {...} or None, 'person': {...} or None}; company: phones, emails, vat, kpp, company_key,
             mail_domain ('' for free mail); person: phones, emails, person_key, initials_key, company_key
    """
    company, person = row.company, row.person
    found = {'company': None, 'person': None}
    name = company_key(company['name']) if company and company.get('name') else ''
    if company:
        emails = sorted(_values(company, 'emails'))
        found['company'] = {
            'phones': sorted(_values(company, 'phones')), 'emails': emails, 'vat': company.get('vat', ''),
            'kpp': company.get('kpp', ''), 'company_key': name, 'mail_domain': mail_domain(emails)}
    if person:
        found['person'] = {
            'phones': sorted(_values(person, 'phones')), 'emails': sorted(_values(person, 'emails')),
            'person_key': person_key(person.get('name', '')), 'initials_key': initials_key(person.get('name', '')),
            'company_key': name}
    return found


def mail_domain(emails):
    """The domain of the first address that is not a free mailbox, or ''."""
    return next((domain for domain in (email.rpartition('@')[2] for email in emails) if domain not in FREE_MAIL), '')


def score(incoming, candidate, auto=AUTO, review=REVIEW, rarity=None, known=()):
    """Weigh whether two profiles of one kind are the same.

    :param incoming, candidate: `Profile`
    :param float auto, review: thresholds; contradictions keep the score below them
    :param rarity: see `linkage._worth`
    :param known: further evidence [(reason, bits)], which neither of the two holds itself
    :return: (score 0..1, [(reason, bits)] strongest first); reasons are the keys of `REASONS`.
             At `auto` and above the records may be joined without asking, below `review` they are strangers
    """
    evidence = [*weigh(incoming, candidate, rarity), *known]
    value = probability(sum(bits for _reason, bits in evidence))
    reasons = {reason for reason, _bits in evidence}
    strong = reasons & STRONG
    if reasons & ALIKE:
        # two of one surname at one place are a family, two alike names within a company two colleagues
        strong -= TOGETHER
    if reasons & CONTRADICTIONS:
        value = min(value, auto - 0.1)
    if reasons & EXCLUSIONS or (incoming.kind == 'person' and reasons & OTHERS and not strong):
        value = min(value, review - 0.01)
    if not strong:
        value = min(value, auto - 0.05)
    evidence = [(reason, round(bits, 2)) for reason, bits in evidence]
    return round(max(value, 0.0), 4), sorted(evidence, key=lambda item: -abs(item[1]))


def weigh(incoming, candidate, rarity=None):
    """:return: list of (reason, bits) of two profiles of one kind, whatever follows from it"""
    found = _company_evidence(incoming, candidate) if incoming.kind == 'company' else _person_evidence(incoming, candidate, rarity)
    return [item for item in found if item[1]]


REASONS = {
    'same_vat': _lt("same tax ID"), 'other_vat': _lt("other tax ID"), 'same_kpp': _lt("same КПП"), 'other_branch': _lt("other branch (КПП)"),
    'same_registry': _lt("same registration number"), 'other_registry': _lt("other registration number"),
    'same_name': _lt("same name"), 'similar_name': _lt("similar name"), 'same_words': _lt("same words in the name"),
    'same_sound': _lt("same name in another spelling or script"), 'nickname': _lt("another form of the first name"),
    'swapped_name': _lt("surname and first name the other way round"), 'other_first_name': _lt("other first name"),
    'initials_fit': _lt("initials fit the name"), 'other_name': _lt("other name"), 'other_form': _lt("other legal form"),
    'same_form': _lt("same legal form"), 'same_email': _lt("same e-mail"), 'similar_email': _lt("e-mail differs in one letter"),
    'shared_email': _lt("same e-mail, used by several"), 'other_email': _lt("other e-mail"), 'same_domain': _lt("same mail domain or site"),
    'same_phone': _lt("same phone"), 'similar_phone': _lt("phone differs in one digit"), 'shared_phone': _lt("same phone, used by several"),
    'other_phone': _lt("other phone"), 'same_company': _lt("same company"), 'similar_company': _lt("similar company name"),
    'other_company': _lt("other company"), 'same_address': _lt("same address"), 'near_address': _lt("similar address"),
    'other_address': _lt("other address"), 'same_city': _lt("same city"), 'other_city': _lt("other city"),
    'same_patronymic': _lt("same patronymic"), 'other_patronymic': _lt("other patronymic"), 'same_birth': _lt("same birth date"),
    'same_birthday': _lt("same birthday"), 'similar_birth': _lt("similar birth date"), 'other_birth': _lt("other birth date"),
    'works_there': _lt("a contact of the file works there"), 'worked_there': _lt("a contact of the file worked there"),
    'may_work_there': _lt("a contact of the file may work there"),
}
STRONG = frozenset({
    'same_vat', 'same_registry', 'same_email', 'same_phone', 'same_domain', 'same_company', 'same_address', 'same_birth',
    'works_there', 'worked_there'})
CONTRADICTIONS = frozenset({
    'other_vat', 'other_form', 'other_branch', 'other_registry', 'other_name', 'other_first_name', 'other_patronymic', 'other_birth'})
# two tax ids are two companies, two КПП two branches, whatever else agrees
EXCLUSIONS = frozenset({'other_vat', 'other_branch'})
OTHERS = frozenset({'other_name', 'other_first_name'})
ALIKE = OTHERS | {'similar_name'}
TOGETHER = frozenset({'same_company', 'same_address'})
# How much a tax id that agrees takes from a name that does not: the company was renamed or is written in a foreign language.
RENAMED = 0.3


def _company_evidence(one, other):
    yield from _tax_evidence(one, other)
    same_vat = bool(one.vat and other.vat and _bare_vat(one.vat) == _bare_vat(other.vat))
    yield from _company_name_evidence(one, other, RENAMED if same_vat else 1.0)
    yield _reach_evidence('phone', one.phones, other.phones, one.shared | other.shared)
    yield _reach_evidence('email', one.emails, other.emails, one.shared | other.shared)
    mine, theirs = _domains(one), _domains(other)
    if mine & theirs and not one.emails & other.emails:
        yield 'same_domain', BITS['domain_equal']
    yield from compare_places(one, other)


def _tax_evidence(one, other):
    if one.vat and other.vat:
        if _bare_vat(one.vat) != _bare_vat(other.vat):
            yield 'other_vat', BITS['vat_other']
        else:
            yield 'same_vat', BITS['vat_equal']
            if one.kpp and other.kpp:
                yield ('same_kpp', BITS['branch_equal']) if one.kpp == other.kpp else ('other_branch', BITS['branch_other'])
    if one.registry and other.registry:
        same = same_registration(one.registry, other.registry)
        yield ('same_registry', BITS['registry_equal']) if same else ('other_registry', BITS['registry_other'])


def _bare_vat(vat):
    return ''.join(character for character in vat.upper() if character.isalnum()).lstrip('0')


def _company_name_evidence(one, other, distrust):
    if not (one.name and other.name):
        return
    mine, theirs = company_name(one.name), company_name(other.name)
    level = company_level(one.name, other.name)
    reason = {'equal': 'same_name', 'words': 'same_words', 'sounds': 'same_sound', 'close': 'similar_name', 'part': 'similar_name',
              'other': 'other_name'}[level]
    yield reason, BITS[f'company_{level}'] * (distrust if level == 'other' else 1.0)
    if comparable_forms(one.name, other.name):
        yield ('same_form', BITS['form_equal']) if mine.form == theirs.form else ('other_form', BITS['form_other'] * distrust)


def comparable_forms(one, other):
    """Whether two names have legal forms of one language: that an ООО calls itself LLC abroad says nothing."""
    return bool(company_name(one).form and company_name(other).form and one.isascii() == other.isascii())


def company_level(one, other):
    """:return: 'equal', 'words' (in another order), 'sounds', 'close', 'part' or 'other' for two names of companies"""
    mine, theirs = company_name(one).key, company_name(other).key
    if mine == theirs:
        return 'equal'
    if fuzz.token_sort_ratio(mine, theirs) == 100:
        return 'words'
    heard, there = company_sound(one), company_sound(other)
    # what differs in a number or in a short name is another company
    if _digits(mine) != _digits(theirs):
        return 'other'
    if heard == there:
        return 'sounds'
    ratio = max(fuzz.ratio(mine, theirs), fuzz.ratio(heard, there))
    if ratio >= 88 and min(len(mine), len(theirs)) > 4:
        return 'close'
    return 'part' if fuzz.token_set_ratio(mine, theirs) == 100 or ratio >= 75 else 'other'


def _digits(text):
    return ''.join(character for character in text if character.isdigit())


def _person_evidence(one, other, rarity):
    yield from compare_person_names(one.name, other.name, rarity)
    yield from _tax_evidence(one, other)
    yield from compare_births(one.birth, other.birth)
    shared = one.shared | other.shared
    office = frozenset(email for email in one.emails | other.emails if email.partition('@')[0] in ROLE_MAILBOXES)
    yield _reach_evidence('email', one.emails, other.emails, shared | office, similar=True)
    yield _reach_evidence('phone', one.phones, other.phones, shared, similar=True)
    if one.company and other.company:
        yield _employer_evidence(one.company, other.company)
    yield from compare_places(one, other, rarity)


def _employer_evidence(one, other):
    level = company_level(one, other)
    if level == 'other':
        return 'other_company', BITS['employer_other']
    if level in ('close', 'part'):
        return 'similar_company', BITS[f'employer_{level}']
    other_form = comparable_forms(one, other) and company_name(one).form != company_name(other).form
    return ('similar_company', BITS['employer_close']) if other_form else ('same_company', BITS['employer_equal'])


def _reach_evidence(kind, mine, theirs, shared, similar=False):
    """Evidence of two sets of phones or e-mails; people have several, so none in common says little."""
    if not mine or not theirs:
        return f'other_{kind}', 0
    common = mine & theirs
    if common - shared:
        return f'same_{kind}', BITS[f'{kind}_equal']
    if common:
        return f'shared_{kind}', BITS[f'{kind}_shared']
    if similar and any(OSA.distance(a, b, score_cutoff=1) <= 1 for a in mine - shared for b in theirs - shared):
        return f'similar_{kind}', BITS[f'{kind}_close']
    return f'other_{kind}', BITS[f'{kind}_other']


def _domains(profile_):
    domains = {email.rpartition('@')[2] for email in profile_.emails} - FREE_MAIL
    site = fold(profile_.website).removeprefix('https://').removeprefix('http://').removeprefix('www.').partition('/')[0]
    return domains | {site} if site else domains
