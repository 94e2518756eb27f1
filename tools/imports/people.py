"""Names of people as they stand in one cell: several people, forms of address, the order of the parts."""
import re
from functools import lru_cache
from typing import NamedTuple

from .cleaning import fold
from .names import CYRILLIC, HAN_OR_KANA, HONORIFICS, PATRONYMIC, SURNAME
from .value_types import given_names

# Forms of address and titles that stand before a name; a full stop after them does not matter.
TITLES = HONORIFICS | frozenset(
    ['д-р', 'доктор', 'проф', 'профессор', 'акад', 'академик', 'инж', 'доц', 'доцент', 'dipl-ing', 'dipl', 'ing', 'mag', 'hr', 'fr', 'fru', 'señor', 'señora', 'sr', 'sra', 'srta', 'dott', 'dott.ssa', 'ing.', 'rev', 'hon', 'capt', 'col', 'lt', 'maj', 'sgt', 'mgr', 'pan', 'pani', 'monsieur', 'madame', 'mlle', 'maître', 'me', 'dra', 'messrs'])
CJK_TITLES = re.compile(r'(?P<name>.+?)\s*(?P<title>様|さん|殿|氏|先生|女士|小姐|さま)$')
SUFFIXES = frozenset(['jr', 'sr', 'ii', 'iii', 'iv', 'phd', 'ph.d', 'md', 'm.d', 'mba', 'cpa', 'esq', 'dds'])
SEPARATORS = re.compile(r'\s*[;\n|、；/]\s*')
COMMA = re.compile(r'\s*[,，]\s*')
AND = re.compile(r'\s+(?:и|and|und|et|y|&)\s+', re.I)
# most cells hold none of these
PERHAPS_SEVERAL = re.compile(r'[;\n|、；/,，&]|\s(?:и|and|und|et|y)\s', re.I)
HAS_DIGIT = re.compile(r'\d')
GLUED_INITIALS = re.compile(r'(?:[^\W\d_]\.){1,3}')
PLURAL = re.compile(r'[а-яё]+(?:овы|евы|ины|ские|цкие)$', re.I)
FAMILY_FIRST = frozenset({'HU', 'VN'})
MOST = 10


class Person(NamedTuple):
    """One person: `name` as shown, the parts where they are known, `title` as typed (form of address), else ''."""

    name: str
    last: str = ''
    first: str = ''
    middle: str = ''
    title: str = ''


@lru_cache(maxsize=4_000)
def split_people(text):
    """Names of several people in one cell; a cell of one person (or of something else) comes back as it is.

    >>> split_people('Иванов И.И., Петров П.П.')
    ('Иванов И.И.', 'Петров П.П.')
    >>> split_people('Anna and Peter Smith')
    ('Anna Smith', 'Peter Smith')
    >>> split_people('Smith, John')
    ('Smith, John',)
    """
    if not PERHAPS_SEVERAL.search(text):
        return (text,)
    pieces = [piece for piece in SEPARATORS.split(text) if piece]
    if len(pieces) == 1:
        pieces = _by_commas(text)
    if len(pieces) > 1 and not all(map(_is_person, pieces)):
        return (text,)
    found = [name for piece in pieces for name in _joined(piece)]
    return tuple(found[:MOST]) if 1 < len(found) <= MOST else (text,)


def _by_commas(text):
    pieces = [piece for piece in COMMA.split(text) if piece]
    return pieces if len(pieces) > 1 and all(len(_words(piece)) > 1 for piece in pieces) else [text]


def _is_person(piece):
    """Two to five words of letters, initials included, none of them a number; a family of one language alone."""
    title, untitled = _take_title(piece)
    words = _words(untitled)
    if HAN_OR_KANA.search(piece):
        return 2 <= len(piece.replace(' ', '')) <= 8 and not re.search(r'\d', piece)
    return ((1 if title else 2) <= len(words) <= 6 and not re.search(r'[\d@«»"]', piece)
            and all(word[:1].isupper() or fold(word) in ('и', 'and', 'und', 'van', 'de', 'der', 'von', 'di', 'da', 'la', 'оглы') for word in words))


def _words(text):
    return [word for word in text.split() if word.strip('.,-')]


def _joined(piece):
    """'Anna and Peter Smith' -> both with the family name; 'Anna Smith and Peter Jones' -> both."""
    parts = AND.split(piece)
    if len(parts) != 2 or not _is_name_list(parts):
        return [piece]
    left, right = (_words(part) for part in parts)
    if len(left) > 1:
        return parts if _is_person(parts[0]) and _is_person(parts[1]) else [piece]
    if len(right) < 2 or PLURAL.search(right[-1]):
        return [piece]
    return [f"{parts[0]} {right[-1]}", parts[1]]


def _is_name_list(parts):
    """'Sales and Marketing' is nobody: at least one word is a given name, a surname, or has a patronymic."""
    words = [fold(word).strip('.') for part in parts for word in _words(part)]
    return (len(_words(parts[0])) >= 1 and len(_words(parts[1])) > 1
            and any(word in given_names()[0] or PATRONYMIC.fullmatch(word) for word in words))


@lru_cache(maxsize=4_000)
def read_person(text, region=''):
    """Take the form of address off a name, put 'Surname, First' in order, and tell the parts.

    :param str text: name of one person; :param str region: ISO code of the country of the row
    :return: `Person`; its `name` keeps every word but the form of address

    >>> read_person('Dr. Smith, John')
    Person(name='John Smith', last='Smith', first='John', middle='', title='Dr.')
    >>> read_person('Иван Иванович Иванов')
    Person(name='Иван Иванович Иванов', last='Иванов', first='Иван', middle='Иванович', title='')
    """
    title, name = _take_title(text)
    if not name:
        return Person(text)
    if HAN_OR_KANA.search(name):
        return _east_asian(name, title, region)
    if ',' not in name and '，' not in name:
        return _from_words(name, title, region)
    pieces = COMMA.split(name)
    suffix = ''
    if len(pieces) > 1 and fold(pieces[-1]).strip('. ') in SUFFIXES:
        suffix = pieces.pop()
    if len(pieces) == 2 and len(_words(pieces[0])) <= 3 and 1 <= len(_words(pieces[1])) <= 2 and not re.search(r'\d', name):
        last, rest = pieces[0], _words(pieces[1])
        if len(_words(last)) == 1 or fold(_words(last)[0]) in ('van', 'von', 'de', 'der', 'di', 'da', 'la', 'le', 'mc', 'o', 'st'):
            return _surname_first(last, rest, suffix, title)
    if len(pieces) > 1:
        return Person(name, title=title)
    return _from_words(name, title, region)


def _surname_first(last, rest, suffix, title):
    first, middle = rest[0], ' '.join(rest[1:])
    order = [last, first, middle] if CYRILLIC.search(fold(last)) else [first, middle, last]
    name = ' '.join(part for part in order if part)
    return Person(f"{name}, {suffix}" if suffix else name, last, first, middle, title)


def _take_title(text):
    """:return: (form of address, the rest)"""
    match = CJK_TITLES.fullmatch(text) if HAN_OR_KANA.search(text) else None
    if match and len(match['name']) > 1:
        return match['title'], match['name']
    words, taken = text.split(' '), []
    while len(words) > 1 and fold(words[0]).strip('.,') in TITLES and (len(words[0]) > 2 or words[0].endswith('.') or len(words) > 2):
        if len(words[0].strip('.')) == 1:
            # M. Dupont is a man, M. J. Smith an initial
            break
        taken.append(words.pop(0))
        if len(words) > 2 and fold(words[0]) in ('and', 'и', 'und', '&', 'et') and fold(words[1]).strip('.,') in TITLES:
            # Mr. and Mrs. Smith
            taken.append(words.pop(0))
    return ' '.join(taken), ' '.join(words).strip(' ,')


def _east_asian(name, title, region):
    words = name.split()
    if len(words) == 2:
        return Person(name, words[0], words[1], '', title)
    _words_of_names, chinese, japanese = given_names()
    if len(words) == 1 and len(name) in (3, 4, 5) and region != 'CN':
        surname = next((item for item in japanese if name.startswith(item)), '')
        if surname and len(name) > len(surname):
            return Person(name, surname, name[len(surname):], '', title)
    if len(words) == 1 and 2 <= len(name) <= 3 and name[0] in chinese and region in ('CN', 'TW', 'HK', 'SG', 'MO'):
        return Person(name, name[0], name[1:], '', title)
    return Person(name, title=title)


def _from_words(name, title, region):
    if HAS_DIGIT.search(name):
        return Person(name, title=title)
    words = _words(name)
    folded = fold(' '.join(words)).split(' ')
    folded = [word.strip('.') for word in folded] if '.' in name else folded
    if len(words) > 2 and folded[-1] in SUFFIXES:
        words, folded = words[:-1], folded[:-1]
    core = words
    if len(core) < 2 or len(core) > 5 or len(folded) != len(core):
        return Person(name, title=title)
    cyrillic = CYRILLIC.search(folded[0])
    middle = next((place for place, word in enumerate(folded) if place and len(core) > 2 and PATRONYMIC.fullmatch(word)), None) if cyrillic else None
    if middle == 1:
        return Person(name, ' '.join(core[2:]), core[0], core[1], title)
    if middle is not None:
        return Person(name, ' '.join(core[:middle - 1]), core[middle - 1], ' '.join(core[middle:]), title)
    if len(core) == 2 and '.' in name:
        if GLUED_INITIALS.fullmatch(core[1]):
            return Person(name, core[0], *_initials(core[1]), title)
        if GLUED_INITIALS.fullmatch(core[0]):
            return Person(name, core[1], *_initials(core[0]), title)
    if region in FAMILY_FIRST and not cyrillic:
        return Person(name, core[0], ' '.join(core[1:]), '', title)
    if cyrillic:
        if len(core) == 2:
            turned = SURNAME.fullmatch(folded[1]) and not SURNAME.fullmatch(folded[0])
            return Person(name, core[1] if turned else core[0], core[0] if turned else core[1], '', title)
        if all(len(word) == 1 for word in folded[1:3]):
            return Person(name, core[0], core[1], ' '.join(core[2:]), title)
        return Person(name, title=title)
    place = next((place for place, word in enumerate(folded) if place and word in ('van', 'von', 'de', 'der', 'di', 'da', 'la', 'le', 'ten', 'ter', 'zu')),
                 len(core) - 1)
    return Person(name, ' '.join(core[place:]), core[0], ' '.join(core[1:place]), title)


def _initials(text):
    letters = [part + '.' for part in text.split('.') if part]
    return letters[0], ' '.join(letters[1:])
