"""A company's name apart from its legal form, both as they are shown."""
import re
from functools import lru_cache
from typing import NamedTuple

from .cleaning import fold
from .names import CJK_FORMS, company_name, legal_form, unify

WORD = re.compile(r'[\w&]+')
EDGES = ' \t"«»“”„\'‘’`,;:-–—/.'
# what a form is called in a name, where the canonical key is not what people write
SHOWN = {
    'GMBHCOKG': 'GmbH & Co. KG', 'GMBH': 'GmbH', 'LTD': 'Ltd', 'INC': 'Inc.', 'CORP': 'Corp.', 'CO': 'Co.', 'EK': 'e.K.', 'SARL': 'SARL', 'SPA': 'S.p.A.',
    'SRL': 'S.r.l.', 'SPZOO': 'Sp. z o.o.', 'KK': '株式会社', 'YK': '有限会社', 'GK': '合同会社', 'OY': 'Oy', 'APS': 'ApS', 'AS': 'AS'}
RUSSIAN = frozenset({'ООО', 'ОАО', 'ЗАО', 'ПАО', 'НАО', 'АО', 'ОДО', 'ТОО', 'НКО'})
LONGEST = 5


class LegalName(NamedTuple):
    """`form` as people write it ('ООО', 'GmbH & Co. KG', '株式会社') or ''; `bare` the name without form and outer quotes;
    `usual`: the whole name in the usual layout of its form, '' when it has that already or the layout is free."""

    form: str = ''
    bare: str = ''
    usual: str = ''


@lru_cache(maxsize=4_000)
def split_legal_form(name):
    """Take a company's name apart for showing; `names.company_name` does so for comparing.

    >>> split_legal_form('Ромашка, ООО')
    LegalName(form='ООО', bare='Ромашка', usual='ООО «Ромашка»')
    >>> split_legal_form('株式会社山田')
    LegalName(form='株式会社', bare='山田', usual='')
    """
    canonical = company_name(name).form
    if not canonical:
        return LegalName()
    text = re.sub(r'㈱|（株）', '(株)', re.sub(r'㈲|（有）', '(有)', name))
    match = CJK_FORMS.search(text)
    if match:
        bare = (text[:match.start()] + ' ' + text[match.end():]).strip(EDGES + '　')
        return LegalName(SHOWN.get(canonical, canonical), bare) if bare else LegalName()
    words = list(WORD.finditer(text))
    folded = [unify(fold(word.group(0))) for word in words]
    front = _edge(folded, True)
    back = _edge(folded[front:], False)
    if not front and not back:
        return LegalName(SHOWN.get(canonical, canonical), '')
    rest = words[front:len(words) - back]
    start, end = rest[0].start(), rest[-1].end()
    # a closing quote or bracket inside the name stays with it
    bare = _trim(text[start:end] + re.match(r'[)»"”!?+]*', text[end:]).group(0))
    form = SHOWN.get(canonical, canonical)
    return LegalName(form, bare, _usual(form, bare, name, front, back, words))


def _edge(folded, front):
    """How many words at one end are the legal form; the longest phrase wins."""
    for size in range(min(LONGEST, len(folded) - 1), 0, -1):
        phrase = folded[:size] if front else folded[-size:]
        if legal_form(' '.join(phrase), folded, front):
            return size
    return 0


def _trim(text):
    text = text.strip(' \t,;')
    if text.count('»') > text.count('«') or text.count('”') > text.count('“') + text.count('„'):
        text = text.rstrip('»” ')
    if text.count('"') % 2:
        text = text[:-1] if text.endswith('"') else text + '"'
    return text.rstrip(')') if text.count(')') > text.count('(') else text


def _usual(form, bare, name, front, back, words):
    """Russian forms stand before the name; one behind it or spelled out is how registers sort."""
    if form not in RUSSIAN or (front and words[0].group(0).casefold() == form.casefold() and front == 1):
        return ''
    if not bare or (front and back) or '«' in bare or '"' in bare:
        return ''
    usual = f"{form} «{bare}»"
    return usual if usual != name else ''
