"""A column that says of each row whether it is a company or a person."""
from .cleaning import cell_text, fold
from .targets import PERSON_NAMES

KIND = 'any.kind'
COMPANIES = frozenset((
    'company', 'org', 'organization', 'organisation', 'account', 'true', '1', 'yes', 'x', 'да', 'истина', 'компания', 'организация',
    'юридическое лицо', 'юр. лицо', 'юр.лицо', 'юрлицо', 'юл', 'индивидуальный предприниматель', 'ип', 'обособленное подразделение',
    'государственный орган', 'firma', 'unternehmen', 'ja', '会社', '法人', '公司', '企业'))
PERSONS = frozenset((
    'person', 'individual', 'contact', 'false', '0', 'no', 'нет', 'ложь', 'контакт', 'человек', 'частное лицо', 'физическое лицо',
    'физ. лицо', 'физ.лицо', 'физлицо', 'фл', 'privatperson', 'nein', '個人', '个人'))
# what of a person a company has too
SHARED = {'person.name': 'company.name', 'person.phone': 'company.phone', 'person.mobile': 'company.phone',
          'person.email': 'company.email', 'person.comment': 'company.comment', 'person.external_id': 'company.external_id'}
NAME_PARTS = ('person.last_name', 'person.first_name', 'person.middle_name')


def settle_kind(values, sources):
    """Move the cells of a row to the company or the person that the row says it is.

    A row that names both is a person of a company, whatever it says.

    :param dict values: field of `targets.FIELDS` -> list of cells; changed in place
    :param dict sources: field -> list of the places of these cells; changed alike
    """
    cells = values.pop(KIND, None)
    word = fold(cell_text(cells[0])).strip() if cells else ''
    has_person = any(values.get(name) for name in PERSON_NAMES)
    if word in COMPANIES and not (has_person and values.get('company.name')):
        names = [name for name in NAME_PARTS if name in values]
        if names and not values.get('person.name'):
            values['person.name'] = [' '.join(cell_text(values[name][0]) for name in names)]
            sources['person.name'] = sources.get(names[0], [])[:1]
        for name in names:
            values.pop(name)
        for source, target in SHARED.items():
            _move(source, target, values, sources)
    elif word in PERSONS and not (has_person and values.get('company.name')):
        _move('company.name', 'person.name', values, sources)
        values.pop('company.full_name', None)


def _move(source, target, values, sources):
    for table in (values, sources):
        if source in table:
            table[target] = table.get(target, []) + table.pop(source)
