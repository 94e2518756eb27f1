"""Recognising a person in a line: Russian cases, Japanese family names, parts in any order."""
import re

from .quick_log_words import IDEOGRAPHS

WORD = re.compile(r'\w+')


def match_name(name, text, start, end):
    """Find a person's name in ``text[start:end]``, in any case of Russian and any order of its parts.

    :return: (number of parts found, start, end), or None
    """
    spans = []
    for part in WORD.findall(name):
        if re.search(f'[{IDEOGRAPHS}]', part):
            found = _find_ideographs(part, text, start, end)
        else:
            found = next((m.span() for m in WORD.finditer(text, start, end) if same_name(part, m[0])), None)
        if found:
            spans.append(found)
    if not spans:
        return None
    spans.sort()
    joined = [spans[0]]
    for span in spans[1:]:
        if re.fullmatch(r'[\s.]*', text[joined[-1][1]:span[0]]) and span[0] >= joined[-1][1]:
            joined.append(span)
    return len(joined), joined[0][0], joined[-1][1]


def _find_ideographs(part, text, start, end):
    """A Chinese name is written in one; of a Japanese one the family name stands alone."""
    position = text.find(part, start, end) if len(part) > 1 else -1
    return (position, position + len(part)) if position >= 0 else None


def same_name(name, word):
    """Whether ``word`` is ``name`` or a Russian case of it: Анна - Анной, Пётр - Петром."""
    name, word = (value.casefold().replace('ё', 'е') for value in (name, word))
    if name == word:
        return len(name) > 1
    if not re.match('[а-я]', name) or len(name) < 3:
        return False
    stem = re.sub('[аяьйеиоыу]$', '', name)
    return len(stem) >= 3 and word.startswith(stem) and len(word) - len(stem) <= 3
