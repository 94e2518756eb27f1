"""Exports of other systems that are known by their columns: what each column means, told instead of guessed.

`data/layouts.json` has one entry a layout:
    name    what users call it
    signs   lists of headers; the layout is recognised when all headers of one list are there ('#' stands for a number)
    kind    kind of file that always has this layout, instead of signs
    source  system the file comes from; its keys of customers are remembered under this name
    fields  header -> field of `targets.FIELDS`, null for a column that is left out
    rest    false: headers that are not listed are left out; else they are read like those of any file
    split   separates several values in one cell;  split_only  headers of the cells that are split, all when left out
    drop    values that say nothing ('*' at the end: whatever follows)
    strip   header -> beginning of its cells that goes
"""
import json
import os
import re
from dataclasses import dataclass, field
from functools import lru_cache

from .cleaning import fold
from .columns import Suggestion, suggest
from .headers import DATA
from .targets import MULTIPLE

NUMBER = re.compile(r'\d+')
SURE = 0.99


@dataclass(frozen=True)
class Layout:
    """One known layout; see the module."""

    key: str
    name: str
    fields: dict
    signs: tuple = ()
    kind: str = ''
    source: str = ''
    rest: bool = True
    split: str = ''
    split_only: tuple = ()
    drop: tuple = ()
    strip: dict = field(default_factory=dict)

    def field_of(self, header):
        """:return: (whether the layout knows the header, its field or None)"""
        for key in (_key(header), _key(header, numbers=False)):
            if key in self.fields:
                return True, self.fields[key]
        return not self.rest, None

    def values(self, header, cell):
        """The values of one cell: taken apart, without those that say nothing.

        >>> known()['google'].values('Labels', '* myContacts ::: Work')
        ['Work']
        """
        if not isinstance(cell, str):
            return [cell]
        start = self.strip.get(header)
        if start and cell.startswith(start):
            cell = cell[len(start):]
        is_split = self.split and (not self.split_only or header in self.split_only)
        parts = cell.split(self.split) if is_split else [cell]
        return [part.strip() for part in parts if part.strip() and not self._is_dropped(part.strip())]

    def _is_dropped(self, text):
        return any(text == word or (word.endswith('*') and text.startswith(word[:-1])) for word in self.drop)


@lru_cache(maxsize=1)
def known():
    """:return: dict of key -> `Layout`"""
    with open(os.path.join(DATA, 'layouts.json'), encoding='utf-8') as stream:
        entries = json.load(stream)
    return {key: Layout(key, **{
        **entry, 'fields': {_key(header): name for header, name in entry['fields'].items()},
        'signs': tuple(frozenset(_key(header, numbers='#' not in header) for header in sign) for sign in entry['signs']),
        'drop': tuple(entry.get('drop', ())), 'split_only': tuple(entry.get('split_only', ())),
    }) for key, entry in entries.items()}


def recognise(headers, kind=''):
    """Tell the layout of a file.

    :param headers: texts of its columns
    :param str kind: kind of the file, see `sniff`
    :return: the `Layout` with the most telling sign, or None
    """
    keys = {key for header in headers for key in (_key(header), _key(header, numbers=False))}
    best, most = None, 0
    for layout in known().values():
        if layout.kind and layout.kind == kind:
            return layout
        size = max((len(sign) for sign in layout.signs if sign <= keys), default=0)
        # of equals the one that knows more of the columns
        size += size and sum(layout.field_of(header)[1] is not None for header in headers) / 100
        if size > most:
            best, most = layout, size
    return best


def suggest_fields(sheet_columns, kind, lang, layout):
    """Fields of the columns of a file: those of its layout, the others read by header and content.

    :param sheet_columns: list of `sheets.ColumnInfo`
    :param str kind: kind of import
    :param lang: language of the user
    :param layout: `Layout` or None
    :return: list of `columns.Suggestion`
    """
    if layout is None:
        return suggest(sheet_columns, kind, lang)
    told, others = [], []
    for column in sheet_columns:
        if column.hidden:
            continue
        is_known, name = layout.field_of(column.header)
        if name and (name in MULTIPLE or all(item.field != name for item in told)):
            told.append(Suggestion(column.index, name, SURE, 'layout'))
        elif not is_known:
            others.append(column)
    taken = {item.field for item in told} - MULTIPLE
    # the neighbours decide what a column like "Phone" means, so all columns are read and the open ones taken
    open_places = {column.index for column in others}
    told += [item for item in suggest(sheet_columns, kind, lang) if item.column_index in open_places and item.field not in taken]
    return sorted(told, key=lambda item: item.column_index)


def _key(header, numbers=True):
    text = ' '.join(fold(header or '').split())
    return text if numbers else NUMBER.sub('#', text)
