"""The same name in another script or spelling: Иванов, Ivanov and Iwanow; ヤマダ, ﾔﾏﾀﾞ and やまだ.

`sound` is for comparing one word with another: what remains of a word when everything is taken away in which the
common transliterations (GOST, passport, ISO 9, German, French, English) differ. It is lossy on purpose: it makes
candidates meet, and the score says how much that is worth. Kanji keep their characters; see doc/decisions.md.
"""
import re
import unicodedata
from functools import lru_cache

from .cleaning import fold
from .names import NOT_WORD, company_name, person_name, unify

CYRILLIC = str.maketrans({
    'а': 'a', 'б': 'b', 'в': 'v', 'г': 'g', 'ґ': 'g', 'ғ': 'g', 'д': 'd', 'е': 'e', 'є': 'e', 'ё': 'e', 'ж': 'zh', 'з': 'z',
    'и': 'i', 'і': 'i', 'ї': 'i', 'й': 'i', 'к': 'k', 'қ': 'k', 'л': 'l', 'м': 'm', 'н': 'n', 'ң': 'n', 'о': 'o', 'ө': 'o',
    'п': 'p', 'р': 'r', 'с': 's', 'т': 't', 'у': 'u', 'ў': 'u', 'ұ': 'u', 'ү': 'u', 'ф': 'f', 'х': 'kh', 'һ': 'kh', 'ц': 'ts',
    'ч': 'ch', 'ш': 'sh', 'щ': 'shch', 'ъ': '', 'ы': 'y', 'ь': '', 'э': 'e', 'ә': 'a', 'ю': 'yu', 'я': 'ya', 'ј': 'y', 'љ': 'l',
    'њ': 'n', 'ћ': 'ch', 'ђ': 'dj', 'џ': 'dzh'})
# letters that lose no accent by decomposition
LATIN = str.maketrans({'ß': 'ss', 'ø': 'o', 'ł': 'l', 'đ': 'd', 'ð': 'd', 'þ': 'th', 'æ': 'e', 'œ': 'e', 'ı': 'i', 'ħ': 'h'})
# katakana has its hiragana 0x60 before it
HIRAGANA = str.maketrans({chr(code): chr(code - 0x60) for code in range(0x30a1, 0x30f7)})
KANA = re.compile('[\u3041-\u3096\u30a1-\u30fa]')
# In this order; capitals are single sounds. Each line makes spellings of one sound equal.
SOUNDS = [(re.compile(pattern), sound) for pattern, sound in (
    ('shch|schtsch|sch?tsch|shtsh', 'C'), ('tsch|tch|tsh|dsch|dzh|dj', 'C'), ('sch|sh|sz', 'S'), ('ch|cz|č', 'C'),
    ('zh', 'z'), ('kh', 'h'), ('ph', 'f'), ('th', 't'), ('ff$', 'v'), ('w', 'v'), ('x', 'ks'), ('c(?=[eiy])', 's'), ('ck|c|q', 'k'),
    ('ts|tz|z', 's'), ('(?<=.)ae', 'a'), ('(?<=[^q])oe', 'o'), ('(?<=[^aeq])ue', 'u'),
    ('[jy]', 'i'), ('i+(?=[aueo])', 'I'), ('Io', 'e'), ('I', ''), ('ii+', 'i'), (r'(?<=.)ei|ai|oi', 'i'),
    ('(?<=.)h', ''), (r'(.)\1+', r'\1'),
)]
NOT_LATIN = re.compile('[^a-z]')
VOWELS = str.maketrans('', '', 'aeiou')


@lru_cache(maxsize=20_000)
def sound(word):
    """One word of a name as it sounds; words of other scripts than Latin, Cyrillic and kana stay as they are.

    >>> sound('Иванов') == sound('Ivanov') == sound('Iwanow')
    True
    """
    word = unify(fold(word))
    if not word.isascii():
        if KANA.search(word):
            return word.translate(HIRAGANA)
        word = word.translate(CYRILLIC).translate(LATIN)
        if not word.isascii():
            word = ''.join(letter for letter in unicodedata.normalize('NFD', word) if not unicodedata.combining(letter))
    if not word.isascii() or NOT_LATIN.search(word):
        return word
    for pattern, replacement in SOUNDS:
        word = pattern.sub(replacement, word)
    return word


def bones(word):
    """Consonants of a word as it sounds, the first letter kept: what mistyped vowels do not change."""
    heard = sound(word)
    return heard[:1] + heard[1:].translate(VOWELS) if heard.isascii() else heard


@lru_cache(maxsize=4_000)
def company_sound(name):
    """Key under which a company's spellings in several scripts meet, without its legal form, words in any order."""
    return ' '.join(sorted(filter(None, map(sound, company_name(name).key.split()))))


@lru_cache(maxsize=4_000)
def person_sound(name):
    """Surname and first name as they sound, in any order; without a patronymic or second name."""
    parts = person_name(name)
    return ' '.join(sorted(sound(word) for word in f'{parts.last} {parts.first}'.split()))


def plain_key(name):
    """All words of a name, in any order: what is one name within a file."""
    return ' '.join(sorted(unify(word) for word in NOT_WORD.sub(' ', fold(name)).split()))[:200]


def plain_company_key(name):
    """All words of a company's name but its legal form, in any order: what is one company within a file."""
    return ' '.join(sorted(company_name(name).key.split()))[:200]
