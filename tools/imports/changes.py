"""What the normaliser changed in the cells of a row, what it only proposes, and what people said to either."""
from dataclasses import dataclass

from .issues import Issue
from .terms import _lt

APPLIED, PROPOSED, REFUSED = 'applied', 'proposed', 'refused'
# What is shown of a text.
LONGEST = 300
# rule -> English label, translated where it is shown. The order is the order of a selection.
RULES = {
    'invisible': _lt("Invisible characters removed"),
    'spaces': _lt("Spaces and line breaks tidied"),
    'placeholder': _lt("Placeholder left empty"),
    'quote': _lt("Protecting quotation mark removed"),
    'look_alikes': _lt("Letters of another alphabet replaced"),
    'letter_case': _lt("Capital and small letters"),
    'name_order': _lt("Order of the parts of a name"),
    'salutation': _lt("Form of address taken off the name"),
    'several_people': _lt("Several people in one cell"),
    'further_people': _lt("Further people become contacts"),
    'legal_form': _lt("Legal form written the usual way"),
    'phone_area_code': _lt("Area code of the city added"),
    'phone_international': _lt("Phone number written internationally"),
    'email_spelling': _lt("E-mail address written the usual way"),
    'email_typo': _lt("Mistyped e-mail domain"),
    'tax_id_spelling': _lt("Tax ID written the usual way"),
    'tax_id_zero': _lt("Lost leading zero of the tax ID"),
    'tax_id_prefix': _lt("Country prefix of the tax ID"),
    'registry_spelling': _lt("Registration number written the usual way"),
    'branch_zero': _lt("Lost leading zero of the КПП"),
    'zip_zero': _lt("Lost leading zero of the postal code"),
    'address_split': _lt("Address taken apart"),
    'date_order': _lt("Day and month told apart"),
}
# Nobody can refuse these: the database could not keep the text, or it would deceive who reads it.
FIXED = frozenset({'invisible'})


@dataclass(slots=True)
class Change:
    """One cell, or one value in it, that differs from what the file holds.

    field: key of `targets.FIELDS`; column: place of the column in the sheet from 0, None when unknown;
    before, after: texts, `after` is '' when the value is left out; rule: key of `RULES`;
    kind: 'applied', 'proposed' (not done; a person may accept it) or 'refused' (not done, as a person said so)
    """

    field: str
    column: int | None
    before: str
    after: str
    rule: str
    kind: str = APPLIED

    def as_dict(self):
        return {'field': self.field, 'column': self.column, 'before': self.before[:LONGEST], 'after': self.after[:LONGEST],
                'rule': self.rule, 'kind': self.kind}


def answers(refused, accepted, column=None):
    """What people said, as `normalize_row` takes it.

    :param refused: list of rules, or of [column, rule] when `column` is None
    :param accepted: likewise
    :param column: place of the column from 0 that lists of plain rules are about
    :return: dict of (column, rule) -> whether the rule may be applied
    """
    said = {}
    for rules, answer in ((accepted, True), (refused, False)):
        for rule in rules or ():
            said[(column, rule) if column is not None else tuple(rule)] = answer
    return said


class Ledger:
    """What was noted and changed while one row is worked on.

    :ivar issues: list of `issues.Issue`; changes: list of `Change`; leftovers: part -> texts that belong to the notes
    """

    __slots__ = ('changes', 'issues', 'leftovers', 'said', 'sources')

    def __init__(self, sources=None, said=None):
        """:param sources: field -> places of the columns of its cells; :param said: see `answers`"""
        self.issues = []
        self.changes = []
        self.leftovers = {}
        self.sources = sources or {}
        self.said = said

    def note(self, field, level, code, **params):
        """Remark on a field; the same remark is made once."""
        issue = Issue(field, level, code, params)
        if issue not in self.issues:
            self.issues.append(issue)

    def keep(self, part, *texts):
        """Texts that have no better place than the notes of the 'company' or the 'person'."""
        if texts:
            self.leftovers.setdefault('company' if part == 'company' else 'person', []).extend(texts)

    def column(self, field, place=0):
        """:return: place in the sheet of the column that brought a cell of a field, None when unknown"""
        columns = self.sources.get(field)
        return columns[place] if columns and place < len(columns) else None

    def change(self, field, rule, before, after, place=0):
        """Change a value unless somebody refused that.

        :param place: which of the cells of the field, from 0
        :return: the value to go on with
        """
        if before == after:
            return before
        column = self.column(field, place)
        refused = bool(self.said) and self.said.get((column, rule)) is False and rule not in FIXED
        self._add(Change(field, column, before, after, rule, REFUSED if refused else APPLIED))
        return before if refused else after

    def propose(self, field, rule, before, after, place=0):
        """Change a value only if somebody accepted that; :return: (value to go on with, whether it waits for an answer)"""
        if before == after:
            return before, False
        column = self.column(field, place)
        answer = self.said.get((column, rule)) if self.said else None
        self._add(Change(field, column, before, after, rule, {True: APPLIED, False: REFUSED}.get(answer, PROPOSED)))
        return (after if answer else before), answer is None

    def _add(self, change):
        if change not in self.changes:
            self.changes.append(change)
