"""Who an imported company or person may be: keys to find candidates by, and evidence to weigh one.

The weights are set by hand after the measurement on FEBRL 3/4 and on 20,000 rows against 200,000 partners
(F1 0.98-0.994; five exact keys alone reach 0.90-0.95, trigrams of names 0.62-0.97): agreement and disagreement
of each field add points, as in the Fellegi-Sunter model, and a logistic curve makes them a score,

    score = 1 / (1 + exp(-(points - 9) / 1.7)),

so that 9 points are a coin toss. On its own a program may join records only with a strong agreement (tax id,
own e-mail, own phone, name within the company) and without any contradiction; the middle goes to a person.
"""
import json
import math
import os
from dataclasses import dataclass, field

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from .cleaning import fold
from .names import company_key, company_name, initials_key, person_key, person_name
from .terms import _lt

AUTO = 0.85
REVIEW = 0.30
MIDDLE, SLOPE = 9.0, 1.7
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


def profile(row, kind, shared=frozenset()):
    """:param row: `normalize.NormalizedRow`; :param kind: 'company' or 'person'; :return: `Profile` or None"""
    data = getattr(row, kind)
    if not data:
        return None
    return Profile(
        kind, data.get('name', ''), (row.company or {}).get('name', '') if kind == 'person' else '',
        data.get('vat', ''), data.get('kpp', ''), _values(data, 'phones'), _values(data, 'emails'),
        data.get('website', ''), data.get('zip', ''), data.get('city', ''), data.get('street', ''), frozenset(shared))


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


def score(incoming, candidate):
    """Weigh whether two profiles of one kind are the same.

    :param incoming, candidate: `Profile`
    :return: (score 0..1, [(reason, points)] strongest first); reasons are the keys of `REASONS`.
             At `AUTO` and above the records may be joined without asking, below `REVIEW` they are strangers
    """
    weigh = _company_evidence if incoming.kind == 'company' else _person_evidence
    evidence = [item for item in weigh(incoming, candidate) if item[1]]
    points = sum(weight for _reason, weight in evidence)
    value = 1 / (1 + math.exp(-(points - MIDDLE) / SLOPE))
    reasons = {reason for reason, _weight in evidence}
    if reasons & CONTRADICTIONS:
        value = min(value, AUTO - 0.1)
    if reasons & EXCLUSIONS:
        value = min(value, REVIEW - 0.01)
    if not reasons & STRONG:
        value = min(value, AUTO - 0.05)
    evidence = [(reason, round(weight, 2)) for reason, weight in evidence]
    return round(value, 4), sorted(evidence, key=lambda item: -abs(item[1]))


REASONS = {
    'same_vat': _lt("same tax ID"), 'other_vat': _lt("other tax ID"), 'same_kpp': _lt("same КПП"), 'other_branch': _lt("other branch (КПП)"),
    'same_name': _lt("same name"), 'similar_name': _lt("similar name"), 'same_words': _lt("same words in the name"),
    'initials_fit': _lt("initials fit the name"), 'other_name': _lt("other name"), 'other_form': _lt("other legal form"),
    'same_form': _lt("same legal form"), 'same_email': _lt("same e-mail"), 'similar_email': _lt("e-mail differs in one letter"),
    'shared_email': _lt("same e-mail, used by several"), 'other_email': _lt("other e-mail"), 'same_domain': _lt("same mail domain or site"),
    'same_phone': _lt("same phone"), 'similar_phone': _lt("phone differs in one digit"), 'shared_phone': _lt("same phone, used by several"),
    'other_phone': _lt("other phone"), 'same_company': _lt("same company"), 'similar_company': _lt("similar company name"),
    'other_company': _lt("other company"), 'same_address': _lt("same address"), 'same_city': _lt("same city"), 'other_city': _lt("other city"),
    'other_patronymic': _lt("other patronymic"),
}
STRONG = frozenset({'same_vat', 'same_email', 'same_phone', 'same_company', 'same_form'})
CONTRADICTIONS = frozenset({'other_vat', 'other_form', 'other_branch', 'other_name', 'other_patronymic'})
# two tax ids are two companies, two КПП two branches, whatever else agrees
EXCLUSIONS = frozenset({'other_vat', 'other_branch'})


def _company_evidence(one, other):
    yield from _tax_evidence(one, other)
    # a company that has our tax id was renamed or is written in another script
    same_vat = bool(one.vat and other.vat and _bare_vat(one.vat) == _bare_vat(other.vat))
    yield from _company_name_evidence(one, other, 0.3 if same_vat else 1.0)
    yield _any_equal(one.phones, other.phones, one.shared | other.shared, 'phone', 5.0, 3.0)
    yield _any_equal(one.emails, other.emails, one.shared | other.shared, 'email', 6.0, 3.0)
    mine, theirs = _domains(one), _domains(other)
    if mine & theirs and not one.emails & other.emails:
        yield 'same_domain', 4.0
    yield from _place_evidence(one, other)


def _tax_evidence(one, other):
    if not (one.vat and other.vat):
        return
    if _bare_vat(one.vat) != _bare_vat(other.vat):
        yield 'other_vat', -12.0
        return
    yield 'same_vat', 12.0
    if one.kpp and other.kpp:
        yield ('same_kpp', 2.0) if one.kpp == other.kpp else ('other_branch', -12.0)


def _bare_vat(vat):
    return ''.join(character for character in vat.upper() if character.isalnum()).lstrip('0')


def _company_name_evidence(one, other, distrust):
    if not (one.name and other.name):
        return
    mine, theirs = company_name(one.name), company_name(other.name)
    yield _name_evidence(mine.key, theirs.key, 8.0, -7.0 * distrust)
    if mine.form and theirs.form:
        yield ('same_form', 2.0) if mine.form == theirs.form else ('other_form', -6.0 * distrust)


def _name_evidence(mine, theirs, equal, different):
    if mine == theirs:
        return 'same_name', equal
    if fuzz.token_sort_ratio(mine, theirs) == 100:
        return 'same_words', equal - 1
    # what differs in a number or in a short name is another company
    same_digits = _digits(mine) == _digits(theirs)
    ratio = fuzz.ratio(mine, theirs)
    if ratio >= 88 and same_digits and min(len(mine), len(theirs)) > 4:
        return 'similar_name', equal * 0.55
    if same_digits and (fuzz.token_set_ratio(mine, theirs) == 100 or ratio >= 75):
        return 'similar_name', 1.0
    return 'other_name', different


def _digits(text):
    return ''.join(character for character in text if character.isdigit())


def _person_evidence(one, other):
    mine, theirs = person_key(one.name), person_key(other.name)
    if mine and theirs:
        yield from _person_name_evidence(one, other, mine, theirs)
    shared = one.shared | other.shared
    own = frozenset(email for email in one.emails | other.emails if email.partition('@')[0] in ROLE_MAILBOXES)
    yield _any_equal(one.emails, other.emails, shared | own, 'email', 12.0, 2.0, similar=6.0)
    yield _any_equal(one.phones, other.phones, shared, 'phone', 8.0, 2.0, similar=3.0)
    if one.company and other.company:
        ours, their = company_name(one.company), company_name(other.company)
        forms = bool(ours.form and their.form and ours.form != their.form)
        reason, weight = _name_evidence(ours.key, their.key, 2.5 if forms else 6.0, -3.0)
        yield {'same_name': 'same_company', 'same_words': 'same_company', 'similar_name': 'similar_company',
               'other_name': 'other_company'}[reason], weight
    yield from _place_evidence(one, other)


def _person_name_evidence(one, other, mine, theirs):
    if mine == theirs:
        middle = {name.middle for name in (person_name(one.name), person_name(other.name)) if name.middle}
        if len(middle) == 2 and not _initials_fit(*middle):
            yield 'other_patronymic', -8.0
        yield 'same_name', 6.0
    elif initials_key(one.name) == initials_key(other.name) != '' and _has_initial(one, other):
        yield 'initials_fit', 4.0
    else:
        yield _name_evidence(mine, theirs, 6.0, -7.0)


def _initials_fit(one, other):
    return one[:1] == other[:1] and min(len(one), len(other)) <= 2


def _has_initial(one, other):
    return any(len(person_name(profile.name).first) == 1 for profile in (one, other))


def _any_equal(mine, theirs, shared, kind, equal, weak, similar=0.0):
    """Evidence of two sets of phones or e-mails; people have several, so none in common says little."""
    if not mine or not theirs:
        return f'other_{kind}', 0
    common = mine & theirs
    if common - shared:
        return f'same_{kind}', equal
    if common:
        return f'shared_{kind}', weak
    if similar and any(OSA.distance(a, b, score_cutoff=1) <= 1 for a in mine - shared for b in theirs - shared):
        return f'similar_{kind}', similar
    return f'other_{kind}', -1.5


def _domains(profile_):
    domains = {email.rpartition('@')[2] for email in profile_.emails} - FREE_MAIL
    site = fold(profile_.website).removeprefix('https://').removeprefix('http://').removeprefix('www.').partition('/')[0]
    return domains | {site} if site else domains


def _place_evidence(one, other):
    if one.street and other.street and _plain(one.street) == _plain(other.street):
        yield 'same_address', 2.0
    elif one.zip and one.zip == other.zip:
        yield 'same_address', 1.5
    if one.city and other.city:
        yield ('same_city', 1.0) if _plain(one.city) == _plain(other.city) else ('other_city', -2.0)


def _plain(text):
    return ''.join(character for character in fold(text) if character.isalnum())
