"""Name and date of birth of the person of a row."""
from . import letter_case, look_alikes
from .cleaning import cell_text
from .dates import parse_date
from .issues import WARNING
from .people import read_person, split_people


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
    """The name of the first person of a cell; sets its parts in `person`, further people go to the notes.

    :param dict person: values of the person so far
    :return: the name to show, '' for an empty cell
    """
    name = 'person.name'
    if not text:
        return ''
    people = split_people(text)
    if len(people) > 1 and ledger.change(name, 'several_people', text, ' | '.join(people)) != text:
        text = people[0]
        ledger.keep('person', *people[1:])
        ledger.note(name, WARNING, 'several_people', value=', '.join(people[1:])[:100])
    text = spelled(ledger, name, text, letter_case.person)
    found = read_person(text, region)
    if found.title:
        untitled = text.removeprefix(found.title).removesuffix(found.title).strip(' ,')
        if ledger.change(name, 'salutation', text, untitled) == text:
            return text
        person['salutation'] = person.get('salutation') or found.title
        text = untitled
    if person['last_name'] or person['first_name']:
        # columns of their own tell the parts
        return text
    shown = ledger.change(name, 'name_order', text, found.name)
    if shown == found.name and found.last:
        person.update(last_name=found.last, first_name=found.first, middle_name=found.middle)
    return shown


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
