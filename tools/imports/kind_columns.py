"""Columns of other kinds than customers: their own headers first, what is left speaks of the customer."""
import json
import os
from functools import lru_cache

from . import columns as partner_columns
from .columns import Suggestion
from .headers import DATA, from_header, header_key
from .terms import _lt

# kind -> field -> English label; the order is the order of a selection
FIELDS = {
    'opportunity': {
        'deal.name': _lt("Opportunity: name"), 'deal.stage': _lt("Opportunity: stage"), 'deal.status': _lt("Opportunity: open, won or lost"),
        'deal.revenue': _lt("Opportunity: expected revenue"), 'deal.currency': _lt("Opportunity: currency"),
        'deal.user': _lt("Opportunity: salesperson"), 'deal.team': _lt("Opportunity: sales team"), 'deal.source': _lt("Opportunity: source"),
        'deal.tags': _lt("Opportunity: tags"), 'deal.created': _lt("Opportunity: created on"), 'deal.deadline': _lt("Opportunity: expected closing"),
        'deal.closed': _lt("Opportunity: closed on"), 'deal.lost_reason': _lt("Opportunity: reason of the loss"),
        'deal.notes': _lt("Opportunity: notes"),
    },
    'interaction': {
        'talk.date': _lt("Talk: date"), 'talk.time': _lt("Talk: time of day"), 'talk.type': _lt("Talk: type"),
        'talk.direction': _lt("Talk: direction"), 'talk.subject': _lt("Talk: subject"), 'talk.summary': _lt("Talk: summary"),
        'talk.outcome': _lt("Talk: outcome"), 'talk.duration': _lt("Talk: duration"), 'talk.user': _lt("Talk: colleague"),
        'talk.external_id': _lt("Talk: number in the other system"),
    },
    'call_list': {
        'call.due': _lt("Call: on which day"), 'call.user': _lt("Call: who calls"), 'call.subject': _lt("Call: topic"), 'call.notes': _lt("Call: notes"),
    },
    'purchase': {
        'purchase.date': _lt("Purchase: date"), 'purchase.number': _lt("Purchase: number"), 'purchase.product': _lt("Purchase: what was bought"),
        'purchase.quantity': _lt("Purchase: quantity"), 'purchase.amount': _lt("Purchase: amount"), 'purchase.currency': _lt("Purchase: currency"),
        'purchase.shop': _lt("Purchase: where"), 'purchase.notes': _lt("Purchase: notes"), 'purchase.user': _lt("Purchase: colleague"),
    },
}
# What a program works out itself, or what nobody imports, must not be taken for something else.
IGNORED = 'ignore'
SEVERAL = frozenset({'deal.notes', 'deal.tags', 'talk.summary', 'purchase.notes', 'purchase.product', 'call.notes'})


def suggest(columns, kind='partner', lang=None):
    """Propose the fields of a file's columns; see `columns.suggest`."""
    if kind not in FIELDS:
        return partner_columns.suggest(columns, kind, lang)
    found, left, taken = [], [], set()
    for column in columns:
        if column.hidden:
            continue
        field = _headers(kind).get(header_key(column.header or ''))
        if not field or (field in taken and field not in SEVERAL):
            left.append(column)
        elif field != IGNORED:
            taken.add(field)
            found.append(Suggestion(column.index, field, 0.98, 'header'))
    # Of columns without a known header only those that look like a way to reach somebody say whose they are.
    known = [column for column in left if from_header(column.header)]
    found += partner_columns.suggest(known, 'partner', lang)
    return sorted(found, key=lambda suggestion: suggestion.column_index)


@lru_cache(maxsize=len(FIELDS))
def _headers(kind):
    with open(os.path.join(DATA, f'{kind}_headers.json'), encoding='utf-8') as stream:
        table = json.load(stream)
    return {header_key(name): field for field, names in table.items() for name in names}


@lru_cache(maxsize=1)
def words():
    """:return: {what: {canonical word: set of words, folded}} of stages, states, types and directions in four languages"""
    with open(os.path.join(DATA, 'kind_words.json'), encoding='utf-8') as stream:
        table = json.load(stream)
    return {what: {name: frozenset(fold(word) for word in (name, *spellings)) for name, spellings in names.items()}
            for what, names in table.items()}


def canonical(what, text):
    """:return: the canonical word that a text says, or ''; for example ('status', 'Проиграна') -> 'lost'"""
    folded = fold(text)
    return next((name for name, spellings in words()[what].items() if folded in spellings), '')


def fold(text):
    """:return: text without case, surrounding spaces and ё"""
    return ' '.join(str(text or '').casefold().replace('ё', 'е').split())
