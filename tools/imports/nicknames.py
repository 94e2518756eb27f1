"""Forms of one first name: Саша and Александр, Bob and Robert, Michael and Михаил."""
import json
import os
from functools import lru_cache

from .name_keys import sound

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'data', 'nicknames.json')


def same_first_name(one, other):
    """Whether two folded first names may be forms of one."""
    forms = _forms()
    return bool(forms.get(sound(one), frozenset()) & forms.get(sound(other), frozenset()))


@lru_cache(maxsize=1)
def _forms():
    """:return: dict of a first name as it sounds -> names that it may stand for"""
    with open(DATA, encoding='utf-8') as stream:
        table = json.load(stream)
    forms = {}
    for name, short in table.items():
        for spelling in (name, *short):
            forms.setdefault(sound(spelling), set()).add(name)
    return {heard: frozenset(names) for heard, names in forms.items()}
