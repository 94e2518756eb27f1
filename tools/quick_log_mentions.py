"""Colleagues and templates named in a line: "@alex", "/nr"."""
import re
from dataclasses import dataclass

from .quick_log_names import WORD, match_name, same_name
from .quick_log_pieces import Hint
from .quick_log_words import IDEOGRAPHS

MENTION = re.compile(r"(?<![\w.@/])@(\w[\w'-]*(?:\.\w+)*)")
TEMPLATE = re.compile(r'(?:^|(?<=\s))/(\w[\w-]*)(?!\S*/)(?=$|[\s,.;:!?、。，；：])')
LOGIN, LOCAL_PART = 10, 9  # a login says more than any number of names
NAME_WORDS = 3


@dataclass
class Mention:
    """``text[start:end]`` names the colleague ``user``; without one ``reason`` is that of a :class:`Hint`."""

    start: int
    end: int
    user: int | None
    reason: str = ''


def mentioned_words(text):
    """Return what stands behind each "@": the words to look for among colleagues."""
    return [match[1] for match in MENTION.finditer(text)]


def find_mentions(text, users, contacts):
    """Find the colleagues named in ``text``; only who is meant without doubt counts.

    :param str text: the line
    :param list users: (id, login, name)
    :param list contacts: (id, name) of the customer's people, for "@" may name one of them, too
    :return: list of :class:`Mention`; those who can only be a person of the customer are left out
    """
    found = []
    for match in MENTION.finditer(text):
        hits = [(score, user_id, end) for user_id, login, name in users
                for score, end in [_score(match, text, login, name)] if score]
        best = max(hits, default=(0, None, match.end()))
        rival = max((hit[0] for contact in contacts for hit in [_contact(match, text, contact[1])] if hit), default=0)
        if rival > best[0] or (rival and not hits):
            continue
        same = {hit[1] for hit in hits if hit[0] == best[0]}
        if not hits:
            found.append(Mention(match.start(), match.end(), None, 'no_colleague'))
        elif len(same) > 1 or rival == best[0]:
            found.append(Mention(match.start(), match.end(), None, 'several_colleagues'))
        else:
            found.append(Mention(match.start(), best[2], best[1]))
    return found


def _score(match, text, login, name):
    """How well a colleague fits, and where the mention then ends."""
    word = match[1].casefold()
    if word == login.casefold():
        return LOGIN, match.end()
    parts = WORD.findall(name)
    if re.match(f'[{IDEOGRAPHS}]', match[1]):
        for score, written in ((2, ''.join(parts)), (1, parts[0] if parts else '')):
            if len(written) > 1 and text.startswith(written, match.start() + 1):
                return score, match.start() + 1 + len(written)
    score, end = 0, match.end()
    for other in list(WORD.finditer(text, match.start() + 1))[:NAME_WORDS]:
        part = next((part for part in parts if same_name(part, other[0])), None)
        if part is None or not re.fullmatch(r'@|\s', text[other.start() - 1]):
            break
        parts.remove(part)
        score, end = score + 1, max(end, other.end()) if score else other.end()
    if not score and '@' in login and word == login.partition('@')[0].casefold():
        return LOCAL_PART, match.end()
    return score, end


def _contact(match, text, name):
    words = list(WORD.finditer(text, match.start() + 1))[:NAME_WORDS]
    hit = match_name(name, text, match.start() + 1, words[-1].end()) if words else None
    return hit if hit and hit[1] == match.start() + 1 else None


def find_template(text, templates):
    """Find the first "/shortcut" of ``templates``, a list of (id, shortcut).

    :return: ((start, end, id) or None, list of :class:`Hint` on shortcuts at the start that nobody knows)
    """
    known = {shortcut.casefold(): template_id for template_id, shortcut in reversed(templates)}
    hints = []
    for match in TEMPLATE.finditer(text):
        if match[1].casefold() in known:
            return (match.start(), match.end(), known[match[1].casefold()]), []
        if not text[:match.start()].strip():
            hints.append(Hint('no_template', match[0]))
    return None, hints


def users_domain_words(text):
    """The beginnings to search colleagues by: of a Japanese or Chinese word its first two characters."""
    return [word[:2] if re.match(f'[{IDEOGRAPHS}]', word) else re.sub(r'[а-яё]{1,2}$', '', word) if re.match('[а-яё]{4}', word, re.IGNORECASE) else word
            for word in mentioned_words(text)]
