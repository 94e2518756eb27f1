"""Which target field a column of a file is meant for, by its header and by what stands in it.

Headers like "Phone" or "Name" do not tell whether a company or a person is meant. They are read as
`generic.*` first and settled by their neighbours (`_settle`):

* a generic phone or e-mail belongs to the person when a column of a person stands before it,
  else to the company when one stands before it, else to whichever the file has;
* a generic comment is the company's in a list of companies (one with columns that only companies have),
  elsewhere it goes the way of the phones;
* a generic name is the person when another column already names the company, the company when another
  one names the person; standing alone it is the company if there are columns that only companies have
  (tax id, full name, website ...) or its samples look like companies, else the person;
* a file without any company has `person.phone`, `person.email`; addresses stay `company.*` fields and the
  normaliser gives them to the person.
Two columns may have the same field when `MULTIPLE` allows it (phones, e-mails, messengers, addresses ...).
"""
import re
from dataclasses import dataclass

from .headers import from_header
from .targets import COMPANY_LIST, COMPANY_ONLY, MULTIPLE, PERSON_NAMES

REGISTER_TOO = re.compile(r'法人番号|社会信用代码|信用代码|\bsiren\b|\bsiret\b', re.I)
SOCIAL = re.compile(r'linkedin\.com/|(?:^|/)t\.me/|wa\.me/|facebook\.com/|instagram\.com/|vk\.com/|skype:', re.I)


@dataclass
class Suggestion:
    """`field` for the column `column_index`; `confidence` 0..1; `reason`: 'header', 'similar', 'word', 'content'."""

    column_index: int
    field: str
    confidence: float
    reason: str


def suggest(columns, kind='partner', lang=None):
    """Propose the fields of a file's columns.

    :param columns: list of `sheets.ColumnInfo`
    :param str kind: kind of import; 'partner' for now
    :param lang: language of the user; accepted for later use, headers of all languages are always known
    :return: list of `Suggestion`, at most one a column, columns without a proposal left out
    """
    if kind != 'partner':
        raise ValueError(f"unknown kind of import: {kind}")
    found = {}
    for column in columns:
        if column.hidden:
            continue
        hit = from_header(column.header)
        if hit and hit[0] != 'ignore':
            found[column.index] = Suggestion(column.index, *hit)
        elif hit is None:
            by_content = _from_content(column)
            if by_content:
                found[column.index] = by_content
    _short_zips(found, columns)
    _check_content(found, {column.index: column for column in columns})
    _part_registers(found, columns)
    suggestions = _settle([found[index] for index in sorted(found)], {column.index: column for column in columns})
    return _without_rivals(suggestions)


CONTENT_FIELDS = {
    'email': 'generic.email', 'phone': 'generic.phone', 'inn': 'company.vat', 'registry': 'company.registry', 'url': 'company.website', 'zip': 'company.zip',
    'country': 'company.country', 'company': 'company.name', 'person': 'person.name', 'city': 'company.city', 'birthdate': 'person.birthdate',
}
# five digits may be anything, unless the rest of an address stands beside them
BESIDE_ZIP = frozenset({'company.city', 'company.country', 'company.street', 'company.address', 'company.state'})


def _from_content(column):
    field = CONTENT_FIELDS.get(column.type_guess)
    if not field:
        return None
    return Suggestion(column.index, field, 0.55 if column.header else 0.6, 'content')


def _short_zips(found, columns):
    if BESIDE_ZIP & {suggestion.field for suggestion in found.values()}:
        for column in columns:
            if column.type_guess == 'zip5' and column.index not in found and not column.hidden and not from_header(column.header):
                found[column.index] = Suggestion(column.index, 'company.zip', 0.5, 'content')


def _check_content(found, columns):
    """A header that its own cells contradict is worth less: e-mails under "Phone" are e-mails."""
    has_tax_id = any(suggestion.field == 'company.vat' for suggestion in found.values())
    for suggestion in found.values():
        kind = columns[suggestion.column_index].type_guess
        wanted = suggestion.field.split('.')[1]
        samples = columns[suggestion.column_index].samples
        if wanted == 'website' and samples and all(SOCIAL.search(text) for text in samples):
            suggestion.field = 'any.messenger'
        elif kind == 'email' and wanted in ('phone', 'mobile', 'website', 'name'):
            suggestion.field, suggestion.confidence, suggestion.reason = 'generic.email', 0.6, 'content'
        elif kind == 'phone' and wanted in ('email', 'name', 'website'):
            suggestion.field, suggestion.confidence, suggestion.reason = 'generic.phone', 0.6, 'content'
        elif kind == 'registry' and wanted == 'vat':
            suggestion.field = 'company.registry'
        elif kind == 'inn' and wanted == 'registry' and not has_tax_id:
            # in many countries one number is both
            suggestion.field = 'company.vat'
        elif kind == 'url' and wanted in ('email', 'phone'):
            suggestion.field, suggestion.confidence, suggestion.reason = 'company.website', 0.6, 'content'


def _part_registers(found, columns):
    """A number that is the tax id where it stands alone is that of the register beside a column of tax ids."""
    taxes = {index for index, suggestion in found.items() if suggestion.field == 'company.vat'}
    for column in columns:
        if len(taxes) > 1 and column.index in taxes and REGISTER_TOO.search(column.header):
            found[column.index].field = 'company.registry'
            taxes.remove(column.index)


def _settle(suggestions, columns):
    fields = [suggestion.field for suggestion in suggestions]
    _settle_names(suggestions, fields, columns)
    fields = [suggestion.field for suggestion in suggestions]
    has_person = any(field in PERSON_NAMES or field in ('person.function', 'person.middle_name') for field in fields)
    has_company = any(field == 'company.name' or field in COMPANY_ONLY for field in fields)
    if 'company.name' in fields and fields.index('company.name') == 0 and not has_person:
        has_company = True
    before = set()
    for suggestion in suggestions:
        scope, kind = suggestion.field.split('.')
        if scope == 'generic':
            about_company = kind == 'comment' and bool(COMPANY_LIST & set(fields))
            suggestion.field = f"{'company' if about_company else _scope(before, has_person, has_company)}.{kind}"
            continue
        if suggestion.field in PERSON_NAMES or suggestion.field == 'person.function':
            before.add('person')
        elif suggestion.field == 'company.name' or suggestion.field in COMPANY_ONLY:
            before.add('company')
    return suggestions


def _scope(before, has_person, has_company):
    if 'person' in before:
        return 'person'
    if 'company' in before:
        return 'company'
    return 'person' if has_person or not has_company else 'company'


def _settle_names(suggestions, fields, columns):
    names = [suggestion for suggestion in suggestions if suggestion.field == 'generic.name']
    for suggestion in names:
        fields = [other.field for other in suggestions if other is not suggestion]
        if 'company.name' in fields:
            suggestion.field = 'person.name' if not PERSON_NAMES & set(fields) else 'ignore'
        elif PERSON_NAMES & set(fields):
            # "Name" beside "First name": the same person once more, unless companies stand there
            duplicate = {'person.last_name', 'person.first_name'} & set(fields)
            looks = columns[suggestion.column_index].type_guess
            suggestion.field = 'person.name' if duplicate and looks == 'person' else 'company.name'
        else:
            looks = columns[suggestion.column_index].type_guess
            company = looks == 'company' or (looks != 'person' and bool(COMPANY_ONLY & set(fields)))
            known_person = {'person.function', 'person.mobile', 'person.birthdate'} & set(fields)
            suggestion.field = 'company.name' if company or (looks != 'person' and not known_person) else 'person.name'
        if suggestion.reason == 'header' and suggestion.confidence > 0.9:
            suggestion.confidence = 0.9
    suggestions[:] = [suggestion for suggestion in suggestions if suggestion.field != 'ignore']


def _without_rivals(suggestions):
    """A field that takes one value goes to the surest column, the first of equals."""
    taken = {}
    for suggestion in suggestions:
        rival = taken.get(suggestion.field)
        if suggestion.field in MULTIPLE:
            taken[(suggestion.field, suggestion.column_index)] = suggestion
        elif rival is None or suggestion.confidence > rival.confidence:
            taken[suggestion.field] = suggestion
    return sorted(taken.values(), key=lambda suggestion: suggestion.column_index)
