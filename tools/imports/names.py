"""Names of companies and people: the same name told from its many spellings; what is shown stays as typed."""
import json
import os
import re
from dataclasses import dataclass
from functools import lru_cache

from .cleaning import fold

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'data')
# letters that look the same; in a word that also has Cyrillic ones the Latin ones were mistyped
LOOK_ALIKES = str.maketrans('aceopxykmthbaceopxykmthb', 'асеорхукмтнвасеорхукмтнв')
TO_LATIN = str.maketrans('асеорхукмтнв', 'aceopxykmthb')
CYRILLIC = re.compile('[а-я]')
LATIN = re.compile('[a-z]')
HAN_OR_KANA = re.compile('[\u3040-\u30ff\u3400-\u9fff]')
CJK_FORMS = re.compile(r'株式会社|有限会社|合同会社|\(株\)|\(有\)|\(同\)|股份有限公司|股份公司|有限责任公司|有限責任公司|有限公司')
NOT_WORD = re.compile(r'[^\w&]+')
ACRONYM = re.compile(r'\b((?:\w\.){2,}\w?)(?=\W|$)')
HONORIFICS = frozenset((
    'mr', 'mrs', 'ms', 'miss', 'dr', 'prof', 'herr', 'frau', 'm', 'mme',
    'г-н', 'г-жа', 'господин', 'госпожа', 'гн', 'гжа', 'уважаемый', 'mx', 'sir', 'madam'))
CJK_HONORIFICS = re.compile(r'(?:様|さん|殿|氏|先生|女士|小姐)$')
PATRONYMIC = re.compile(r'[а-я]+(?:ович|евич|ьич|овна|евна|ична|инична|оглы|кызы)')
INITIALS = re.compile(r'^[^\W\d_]$')
SURNAME = re.compile(r'[а-я-]+(?:ов|ев|ин|ын|ова|ева|ина|ына|ский|ская|цкий|цкая|ко|ук|юк|ян|дзе|швили|их|ых)')
# forms in Latin letters that stand before the name
LEADING = frozenset({'ooo', 'zao', 'pao', 'ao', 'jsc', 'sarl', 'sas', 'pt'})
# people who sign as a company
PERSON_FORMS = frozenset({'ИП', 'EK'})


@dataclass(frozen=True)
class CompanyName:
    """`key` for comparison (without the legal form), `form` the canonical legal form or ''."""

    key: str
    form: str = ''

    @property
    def is_person(self):
        """A sole trader, or a person in the place of a company."""
        return self.form in PERSON_FORMS or bool(self.key and PATRONYMIC.fullmatch(self.key.split()[-1])
                                                 and len(self.key.split()) == 3)


def company_key(name):
    """Key under which all spellings of a company meet; the legal form is left to `company_name`.

    >>> company_key('Ромашка, ООО') == company_key('ООО «РОМАШКА»') == 'ромашка'
    True
    """
    return company_name(name).key


@lru_cache(maxsize=4_000)
def company_name(name):
    """Take a company's name apart.

    'Acme Inc' and 'Acme GmbH' have one key and different forms: they meet as candidates and part in the score.
    :return: `CompanyName`
    """
    folded = fold(name)
    found = []
    forms = _forms()

    def take_cjk(match):
        found.append(forms[match.group(0)])
        return ' '

    text = CJK_FORMS.sub(take_cjk, folded)
    text = ACRONYM.sub(lambda match: match.group(1).replace('.', ''), text)
    words = [unify(word) for word in NOT_WORD.sub(' ', text).split()]
    words, form = _strip_forms(words)
    form = form or (found[0] if found else '')
    key = ' '.join(word for word in words if word != '&')
    if HAN_OR_KANA.search(key):
        key = key.replace(' ', '')
    return CompanyName(key, form) if key else CompanyName(' '.join(NOT_WORD.sub(' ', folded).split()), '')


def _strip_forms(words):
    """Cut the legal form off the end, or off the start where only Russian ones stand; the longest phrase wins."""
    longest = 5
    form = ''
    first, last = _form_ends()
    for from_start in (True, False):
        # most words begin or end no form: then no phrase needs to be put together
        if not words or (words[0] not in first and words[0].translate(LOOK_ALIKES) not in first if from_start else words[-1] not in last):
            continue
        for size in range(min(longest, len(words) - 1), 0, -1):
            canonical = legal_form(' '.join(words[:size] if from_start else words[-size:]), words, from_start)
            if not canonical:
                continue
            words = words[size:] if from_start else words[:-size]
            form = form or canonical
            break
    return words, form


def legal_form(phrase, words, from_start):
    """:return: canonical legal form that a folded phrase at the start or the end of a name is, or None"""
    canonical = _forms().get(phrase) or (_typed_in_latin(phrase, words) if from_start else None)
    if from_start and canonical and not CYRILLIC.search(phrase) and phrase not in LEADING:
        return None
    return canonical


def _typed_in_latin(phrase, words):
    """'AO Ромашка': the form is Russian when the rest of the name is."""
    return _forms().get(phrase.translate(LOOK_ALIKES)) if any(map(CYRILLIC.search, words)) else None


@lru_cache(maxsize=1)
def _forms():
    with open(os.path.join(DATA, 'legal_forms.json'), encoding='utf-8') as stream:
        table = json.load(stream)
    return {unify_phrase(fold(spelling)): form for form, spellings in table.items() for spelling in spellings}


@lru_cache(maxsize=1)
def _form_ends():
    """:return: (words that a legal form begins with, words that one ends with)"""
    phrases = [phrase.split() for phrase in _forms() if phrase]
    return frozenset(words[0] for words in phrases), frozenset(words[-1] for words in phrases)


def unify_phrase(text):
    return ' '.join(unify(word) for word in text.split())


def unify(word):
    """A word that mixes scripts, in one: Latin look-alikes among Cyrillic letters (and the other way round)."""
    if word.isascii() or not LATIN.search(word) or not CYRILLIC.search(word):
        return word
    if len(CYRILLIC.findall(word)) >= len(LATIN.findall(word)):
        return word.translate(LOOK_ALIKES)
    return word.translate(TO_LATIN)


@dataclass(frozen=True)
class PersonName:
    """Parts of a person's name, folded; any may be ''. `first` may be an initial."""

    last: str = ''
    first: str = ''
    middle: str = ''


@lru_cache(maxsize=4_000)
def person_name(name):
    """Take a person's name apart as far as it can be known.

    'Иванов И.И.' -> (иванов, и, и); 'Иван Иванович Иванов' by its patronymic; 'Doe, John'; 'John Doe'.
    Two words without a hint are (second, first) in Latin and (first, second) in Cyrillic script; `person_key`
    does not depend on their order.
    """
    folded = CJK_HONORIFICS.sub('', fold(name).strip())
    comma = ',' in folded
    words = [unify(word) for word in re.sub(r"[^\w\s'’-]", ' ', folded.replace(',', ' ')).split()]
    words = [word for word in words if word.strip('-') and word not in HONORIFICS]
    if not words:
        return PersonName()
    if len(words) == 1:
        return PersonName(last=words[0])
    patronymic = next((place for place, word in enumerate(words) if PATRONYMIC.fullmatch(word) and len(words) > 2), None)
    if patronymic == 1:
        return PersonName(' '.join(words[2:]), words[0], words[1])
    if patronymic is not None and patronymic >= 2:
        return PersonName(words[0], words[1], words[2])
    single = [len(word) == 1 and not HAN_OR_KANA.search(word) for word in words]
    if any(single) and not all(single):
        last = next(word for word in words if len(word) > 1)
        rest = [word for word in words if word != last]
        return PersonName(last, rest[0] if rest else '', rest[1] if len(rest) > 1 else '')
    if not comma and len(words) == 2 and SURNAME.fullmatch(words[1]) and not SURNAME.fullmatch(words[0]):
        return PersonName(words[1], words[0])
    if comma or CYRILLIC.search(words[0]) or HAN_OR_KANA.search(words[0]):
        return PersonName(words[0], words[1], ' '.join(words[2:]))
    return PersonName(words[-1], words[0], ' '.join(words[1:-1]))


def person_key(name):
    """Key of a person that neither the order of the names nor a patronymic changes.

    >>> person_key('Иванов Иван Иванович') == person_key('Иван Иванов')
    True
    """
    parts = person_name(name)
    words = [parts.last, parts.first]
    if not CYRILLIC.search(parts.last) and parts.middle and len(parts.middle) > 1:
        words.append(parts.middle)
    words = sorted(word for word in words if word)
    if words and HAN_OR_KANA.search(words[0]):
        # 山田 太郎 and 山田太郎 are one; here the order carries meaning
        return ''.join((parts.last, parts.first, parts.middle)).replace(' ', '')
    return ' '.join(words)


def initials_key(name):
    """Surname and first initial: where 'Иванов И.И.' meets 'Иванов Иван'; '' without a first name."""
    parts = person_name(name)
    return f"{parts.last} {parts.first[:1]}" if parts.first and parts.last else ''


def join_person(last, first, middle='', region=''):
    """Full name in the order of its script: 'Иванов Иван Иванович', 'John Doe', '山田 太郎', '王小明'."""
    letters = f"{last}{first}"
    if HAN_OR_KANA.search(letters):
        gap = '' if region in ('CN', 'TW', 'HK', 'SG') else ' '
        return gap.join(part for part in (last, first) if part)
    if CYRILLIC.search(letters.lower()):
        return ' '.join(part for part in (last, first, middle) if part)
    return ' '.join(part for part in (first, middle, last) if part)
