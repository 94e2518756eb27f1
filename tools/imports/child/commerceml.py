"""Counterparties of a CommerceML file, as 1C and web shops exchange them, as a table.

CommerceML 2.0x writes the requisites straight into `Контрагент`, version 3 wraps them; a counterparty may stand in a
list of its own or within each order. Representatives become rows of their own beside their company.
"""
import re

from preflight import Refused
from xml_stream import local, stream

COLUMNS = (
    'Ид', 'Вид', 'Наименование', 'Официальное наименование', 'ИНН', 'КПП', 'ОКПО', 'Фамилия', 'Имя', 'Отчество', 'Дата рождения',
    'Адрес регистрации', 'Фактический адрес', 'Почтовый адрес', 'Индекс', 'Страна', 'Регион', 'Город', 'Улица', 'Телефон',
    'E-mail', 'Сайт', 'Мессенджер', 'Прочие контакты', 'Роль', 'Комментарий', 'Представитель', 'Ид представителя', 'Должность',
    'Телефон представителя', 'E-mail представителя')
WRAPPERS = {'РеквизитыЮрЛица', 'РеквизитыФизЛица', 'ЮридическоеЛицо', 'ФизическоеЛицо'}
ADDRESSES = {
    'АдресРегистрации': 'Адрес регистрации', 'ЮридическийАдрес': 'Адрес регистрации', 'Адрес': 'Фактический адрес',
    'ФактическийАдрес': 'Фактический адрес', 'ПочтовыйАдрес': 'Почтовый адрес'}
ADDRESS_PARTS = {
    'Почтовый индекс': 'Индекс', 'Индекс': 'Индекс', 'Страна': 'Страна', 'Регион': 'Регион', 'Город': 'Город',
    'Населенный пункт': 'Город', 'Населённый пункт': 'Город'}
NAME_PARTS = ('Фамилия', 'Имя', 'Отчество')
CITY_MARK = re.compile(r'\s+г\.?$|^г(?:\.|ород)\s*|^г\s+', re.I)
# what stands before a bare number in an address
STREET_MARKS = {'Дом': 'д. ', 'Корпус': 'корп. ', 'Строение': 'стр. ', 'Квартира': 'кв. ', 'Офис': 'оф. '}
STREET = ('Улица', 'Дом', 'Корпус', 'Строение', 'Квартира', 'Офис')
CONTACTS = (
    ('E-mail', re.compile(r'почта|e-?mail|эл\. ?адрес', re.I)), ('Сайт', re.compile(r'сайт|web|www', re.I)),
    ('Мессенджер', re.compile(r'icq|jabber|skype|telegram|whatsapp|viber|телеграм|скайп|мессендж', re.I)),
    ('Телефон', re.compile(r'телефон|факс|моб|тел\b', re.I)))
POST = re.compile(r'почтовый', re.I)
FAX = re.compile(r'факс', re.I)
LEGAL_FORM = re.compile(r'(?:^|[\s"«])(?:ООО|ОАО|ЗАО|ПАО|АО|ИП|НКО|ГУП|МУП|ФГУП|ТОО)(?:$|[\s"»,])', re.I)
YES = {'true', '1', 'да', 'истина'}


class CommerceML:
    """Reader of the counterparties of a file; an element at a time."""

    def __init__(self, path, task):
        self.path = path
        self.count, used = 0, set()
        for row in self._rows():
            self.count += 1
            used.update(name for name in COLUMNS if row['values'].get(name))
            if self.count > task['limits']['rows']:
                raise Refused('too_many_rows', limit=task['limits']['rows'])
        if not self.count:
            raise Refused('no_counterparties')
        self.columns = [name for name in COLUMNS if name in used]

    def sheets(self):
        return [('Контрагенты', False)]

    def height(self, _index):
        return self.count + 1

    def rows(self, _index):
        yield self.columns
        for row in self._rows():
            yield {'cells': [row['values'].get(name) or None for name in self.columns], 'refused': row['refused']}

    def _rows(self):
        for element in stream(self.path, {'Контрагент'}):
            yield from read_counterparty(element)


def read_counterparty(element):
    """:return: iterator of {'values': {column: text}, 'refused': [code, params] or None}: one row, and one more for
    each further representative"""
    values, fields = {}, {}
    for child in _requisites(element):
        name = local(child.tag)
        if name in ADDRESSES:
            _read_address(child, ADDRESSES[name], values)
        elif name == 'Контакты' or name.startswith(('Телефон', 'Факс', 'Email', 'ЭлектроннаяПочта')):
            _read_contacts(child, values)
        elif name not in ('Представители', 'РасчетныеСчета') and not len(child):
            fields.setdefault(name, _text(child))
            if name == 'Роль':
                _add(values, 'Роль', _text(child), ', ')
    official = fields.get('ОфициальноеНаименование') or fields.get('ПолноеНаименование') or ''
    values.update({
        'Ид': fields.get('Ид'), 'Наименование': fields.get('Наименование') or official, 'ИНН': fields.get('ИНН'),
        'КПП': fields.get('КПП'), 'ОКПО': fields.get('ОКПО'), 'Комментарий': fields.get('Комментарий')})
    if _is_person(fields, values['Наименование']):
        values.update({'Вид': "Физическое лицо", 'Дата рождения': (fields.get('ДатаРождения') or '')[:10],
                       **{name: fields.get(name) for name in NAME_PARTS}})
        if fields.get('Фамилия'):
            # the order of its parts is settled by the language
            values['Наименование'] = ''
    else:
        values['Вид'] = "Юридическое лицо"
        values['Официальное наименование'] = official if official != values['Наименование'] else ''
    deleted = any((fields.get(name) or '').lower() in YES for name in ('ПометкаУдаления', 'Удален'))
    deleted = deleted or element.get('Статус') == 'Удален'
    refused = ['marked_deleted', {}] if deleted else None
    representatives = list(_representatives(element))
    yield {'values': {**values, **(representatives[0] if representatives else {})}, 'refused': refused}
    known = {name: values.get(name) for name in ('Ид', 'Вид', 'Наименование', 'ИНН', 'КПП')}
    for representative in representatives[1:]:
        yield {'values': {**known, **representative}, 'refused': refused}


def _requisites(element):
    for child in element:
        if local(child.tag) in WRAPPERS:
            yield from child
        else:
            yield child


def _is_person(fields, name):
    if fields.get('КПП') or fields.get('ОфициальноеНаименование') or LEGAL_FORM.search(name):
        return False
    return bool(fields.get('Фамилия') or fields.get('Имя')) or len(fields.get('ИНН') or '') == 12


def _representatives(element):
    for child in element:
        if local(child.tag) != 'Представители':
            continue
        for representative in child.iter():
            if local(representative.tag) != 'Представитель':
                continue
            fields, contacts = {}, {}
            for item in representative.iter():
                name = local(item.tag)
                if name == 'Контакты':
                    _read_contacts(item, contacts)
                elif not len(item) and name not in ('Тип', 'Значение', 'Представление', 'Комментарий'):
                    fields.setdefault(name, _text(item))
            person = ' '.join(filter(None, (fields.get(name) for name in NAME_PARTS)))
            name = person or fields.get('Наименование') or fields.get('ПолноеНаименование')
            if name:
                yield {'Представитель': name, 'Ид представителя': fields.get('Ид'),
                       'Должность': fields.get('Должность') or _position(fields.get('Отношение')),
                       'Телефон представителя': contacts.get('Телефон'), 'E-mail представителя': contacts.get('E-mail')}


def _position(relation):
    """1C writes "contact person" of everybody, which is no position."""
    return '' if (relation or '').lower() in ('контактное лицо', 'представитель') else relation


def _read_address(element, column, values):
    parts = {}
    for child in element:
        name = local(child.tag)
        if name == 'Представление':
            _add(values, column, _text(child), '\n')
        elif name == 'АдресноеПоле':
            kind, text = _pair(child)
            parts.setdefault(kind, text)
    if not len(element):
        _add(values, column, _text(element), '\n')
    if any(values.get(name) for name in ('Город', 'Улица')):
        return
    street = ', '.join((STREET_MARKS.get(name, '') if parts[name][:1].isdigit() else '') + parts[name]
                       for name in STREET if parts.get(name))
    for kind, text in parts.items():
        if kind in ADDRESS_PARTS and text:
            place = ADDRESS_PARTS[kind]
            values.setdefault(place, CITY_MARK.sub('', text) if place == 'Город' else text)
    if street:
        values['Улица'] = street
    if not values.get(column) and parts and not street:
        # parts without a street: the whole is kept as it is
        values[column] = ', '.join(text for text in parts.values() if text)


def _read_contacts(element, values):
    if not any(local(child.tag).startswith('Контакт') for child in element):
        # version 3 and some configurations: <Телефон><Представление>, <Email>
        texts = [_text(child) for child in element.iter() if local(child.tag) in ('Представление', 'Значение')]
        _contact(local(element.tag), next(filter(None, texts), '') or _text(element), values)
    for child in element:
        if local(child.tag).startswith('Контакт'):
            _contact(*_pair(child), values)


def _contact(kind, text, values):
    if not text:
        return
    spaced = re.sub(r'(?<=[а-я])(?=[А-Я])', ' ', kind)
    column = next((name for name, pattern in CONTACTS if pattern.search(spaced)), None)
    if '@' in text and column in (None, 'Телефон'):
        column = 'E-mail'
    if column == 'E-mail' and '@' not in text:
        column = 'Почтовый адрес' if POST.search(spaced) else None
    if column is None:
        _add(values, 'Прочие контакты', f"{spaced}: {text}" if spaced else text, '\n')
    elif column == 'Телефон' and FAX.search(spaced) and 'телефон' not in spaced.lower():
        _add(values, column, f"факс: {text}", '\n')
    else:
        _add(values, column, text, '\n')


def _pair(element):
    """Type and value of a contact or a field of an address."""
    found = {local(child.tag): _text(child) for child in element}
    return found.get('Тип') or found.get('Вид') or '', found.get('Значение') or found.get('Представление') or ''


def _text(element):
    return ' '.join((element.text or '').split())


def _add(values, column, text, separator):
    known = (values.get(column) or '').split(separator)
    if text and text not in known:
        values[column] = separator.join(filter(None, [*known, text]))
