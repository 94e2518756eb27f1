"""Letters of one alphabet typed among those of another: 'Pомашка' with a Latin P."""
import re
from functools import lru_cache

LATIN = 'ABCEHKMOPTXYaceopxykm'
CYRILLIC = 'АВСЕНКМОРТХУасеорхукм'
TO_CYRILLIC = str.maketrans(LATIN, CYRILLIC)
TO_LATIN = str.maketrans(CYRILLIC, LATIN)
WORD = re.compile('[A-Za-zА-Яа-яЁё]+')
HAS_LATIN = re.compile('[A-Za-z]')
HAS_CYRILLIC = re.compile('[А-Яа-яЁё]')
# 'OOO Ромашка' typed on a Latin keyboard
FORMS = {form: form.translate(TO_CYRILLIC) for form in ('OOO', 'AO', 'OAO', '3AO', 'HKO', 'TOO')}


@lru_cache(maxsize=4_000)
def replace(text):
    """Text in which every word has the letters of one alphabet; words that cannot be told stay.

    >>> replace('Pомашка'), replace('Honda-Центр')
    ('Ромашка', 'Honda-Центр')
    """
    if not HAS_LATIN.search(text) or not HAS_CYRILLIC.search(text):
        return text
    return WORD.sub(lambda match: _word(match.group(0)), text)


def _word(word):
    latin, cyrillic = len(HAS_LATIN.findall(word)), len(HAS_CYRILLIC.findall(word))
    if not latin:
        return word
    if not cyrillic:
        return FORMS.get(word, word)
    if cyrillic >= latin:
        turned = word.translate(TO_CYRILLIC)
        return word if HAS_LATIN.search(turned) else turned
    turned = word.translate(TO_LATIN)
    return word if HAS_CYRILLIC.search(turned) else turned
