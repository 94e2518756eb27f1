"""Name and date of birth of the person of a row."""
from . import letter_case, look_alikes
from .cleaning import cell_text
from .dates import parse_date
from .issues import WARNING
from .name_keys import plain_key
from .people import Person, read_person, split_people

NAME = 'person.name'


def spelled(ledger, name, text, in_case):
    """A name with the letters of one alphabet, neither shouted nor whispered.

    :param str name: the field; :param in_case: function of `letter_case`
    """
    if not text:
        return ''
    if not text.isascii():
        text = ledger.change(name, 'look_alikes', text, look_alikes.replace(text))
    return ledger.change(name, 'letter_case', text, in_case(text))


def read_name(ledger, text, region, person):
    """The name of the first person of a cell; sets its parts in `person`, and `further` of the people named after it.

    :param dict person: values of the person so far
    :return: the name to show, '' for an empty cell
    """
    if not text:
        return ''
    people = split_people(text)
    further = ()
    if len(people) > 1 and ledger.change(NAME, 'several_people', text, ' | '.join(people)) != text:
        text, further = people[0], people[1:]
    # columns of their own may tell the parts
    found = _read_one(ledger, text, region, in_order=not (person['last_name'] or person['first_name']))
    if found.title:
        person['salutation'] = person.get('salutation') or found.title
    if found.last:
        person.update(last_name=found.last, first_name=found.first, middle_name=found.middle or person['middle_name'])
    if further:
        _read_further(ledger, further, region, found.name, person)
    return found.name


def _read_further(ledger, names, region, first, person):
    """Each further person of a cell becomes a contact, listed under `further`; refused, they go to the notes."""
    text = ', '.join(names)
    if ledger.change(NAME, 'further_people', text, f'+ {text}') == text:
        ledger.keep('person', *names)
        ledger.note(NAME, WARNING, 'several_people', value=text[:100])
        return
    found = {plain_key(first): None}
    for name in names:
        read = _read_one(ledger, name, region)
        found.setdefault(plain_key(read.name), {'name': read.name, **({'salutation': read.title} if read.title else {})})
    person['further'] = list(filter(None, found.values()))


def _read_one(ledger, text, region, in_order=True):
    """Spell one name, take its form of address off, and put its parts in order, as far as nobody refused that.

    :return: `people.Person`; its parts are empty where they are not known
    """
    text = spelled(ledger, NAME, text, letter_case.person)
    found = read_person(text, region)
    if found.title:
        untitled = text.removeprefix(found.title).removesuffix(found.title).strip(' ,')
        if ledger.change(NAME, 'salutation', text, untitled) == text:
            return Person(text)
        text = untitled
    if not in_order:
        return Person(text, title=found.title)
    shown = ledger.change(NAME, 'name_order', text, found.name)
    return found if shown == found.name else Person(shown, title=found.title)


def read_birthdate(ledger, cell, region, person):
    """Set the ISO date of birth; day and month that could be either are told, refusing that turns them."""
    name, text = 'person.birthdate', cell_text(cell)
    date, ambiguous = parse_date(cell, region)
    if date is None:
        ledger.note(name, WARNING, 'date_invalid', value=text[:40])
        ledger.keep('person', text)
        return
    if ambiguous:
        if ledger.change(name, 'date_order', text, date.isoformat()) == text:
            date = date.replace(month=date.day, day=date.month)
        else:
            ledger.note(name, WARNING, 'date_ambiguous', value=text, date=date.isoformat())
    person['birthdate'] = date.isoformat()
