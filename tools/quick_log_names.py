"""Recognising a person in a line: Russian cases, Japanese family names, parts in any order."""
import re

from .quick_log_words import IDEOGRAPHS

WORD = re.compile(r'\w+')
IDEOGRAPH = re.compile(f'[{IDEOGRAPHS}]')


def said_words(text, start, end):
    """The words of ``text[start:end]`` as :func:`match_name` compares them: (word, (start, end))."""
    return [(_folded(match[0]), match.span()) for match in WORD.finditer(text, start, end)]


def match_name(name, text, start, end, said=None):
    """Find a person's name in ``text[start:end]``, in any case of Russian and any order of its parts.

    :param list said: :func:`said_words` of the span, for whoever looks for many names in it
    :return: (number of parts found, start, end), or None
    """
    said = said_words(text, start, end) if said is None else said
    spans = []
    for part in WORD.findall(name):
        if IDEOGRAPH.search(part):
            found = _find_ideographs(part, text, start, end)
        else:
            part = _folded(part)
            found = next((span for word, span in said if word[0] == part[0] and _same(part, word)), None)
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
    return _same(_folded(name), _folded(word))


def _folded(word):
    return word.casefold().replace('ё', 'е')


def _same(name, word):
    if name == word:
        return len(name) > 1
    if not re.match('[а-я]', name) or len(name) < 3:
        return False
    stem = re.sub('[аяьйеиоыу]$', '', name)
    return len(stem) >= 3 and word.startswith(stem) and len(word) - len(stem) <= 3
