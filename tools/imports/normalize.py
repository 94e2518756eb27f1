"""One row of a file as a company, a person, remarks and changes: `normalize_row`."""
import re
from dataclasses import dataclass, field

from . import letter_case, reach, row_company, row_person
from .changes import Ledger
from .cleaning import cell_text
from .countries import country_code
from .issues import ERROR, INFO, WARNING
from .legal_names import split_legal_form
from .names import company_name, join_person
from .places import language_code
from .targets import MULTIPLE

LONGEST_TEXT = 500
LONGEST_NOTE = 50_000
PLACEHOLDERS = frozenset((
    '-', '--', '---', '—', '–', '.', 'n/a', 'na', 'n.a.', 'none', 'null', 'nil', 'нет', 'нет данных', 'не указан', 'не указано',
    'не указана', 'отсутствует', 'неизвестно', 'なし', '無し', '無', '无', '没有', '暂无', 'unknown', 'k.a.', 'keine', '?', '??', '<пусто>',
    '(blank)', '#n/a', 'undefined', 'nan', 'пусто'))
FORMULA = re.compile(r'[=@\t\r]|[+\-](?![\d\s(.])')
LISTS = re.compile(r'[;,|\n、，；]+')
PLAIN = {
    'company': ('ref', 'website', 'street', 'street2', 'city', 'state', 'industry', 'user'),
    'person': ('function', 'last_name', 'first_name', 'middle_name', 'salutation'),
}
PLAIN = {part: [(name, f'{part}.{name}') for name in names] for part, names in PLAIN.items()}
# several cells of these are read elsewhere
GATHERED = MULTIPLE | {'person.birthdate'}


@dataclass
class NormalizedRow:
    """What a row says. `company` and `person` hold JSON values only; absent keys say nothing.

    company: name, short_name (without the legal form), full_name, is_person (a sole trader), legal_form, vat, kpp, registry, ref, website,
             street, street2, zip, city, state, state_code, country (ISO code), address (as typed), comment, category (list),
             industry, user, lang (ISO code), phones, emails (lists, see `reach`)
    person:  name, last_name, first_name, middle_name, salutation, function, birthdate (ISO date), comment, messengers (list of
             str), phones, emails, further (people named after the first: list of {name, salutation}); without a company also the
             address, website, ref, category, industry, user, vat, registry, lang
    """

    company: dict | None = None
    person: dict | None = None
    issues: list = field(default_factory=list)
    changes: list = field(default_factory=list)

    def as_dict(self):
        return {'company': self.company, 'person': self.person, 'issues': [issue.as_dict() for issue in self.issues],
                'changes': [change.as_dict() for change in self.changes]}


def normalize_row(values, region='', options=None):
    """Clean, correct and check the cells of one row.

    :param dict values: field of `targets.FIELDS` -> cell, or list of cells when several columns have the field
    :param str region: ISO code of the country of the file, else of the importing company; used where the row names none
    :param options: dict; 'longest_text' (characters of a one-line field), 'sources' (field -> places of the columns of
                    its cells), 'said' (what people said to changes, see `changes.answers`), 'home' (ISO code of the importing
                    company: numbers of another country are written internationally; None: never)
    :return: `NormalizedRow`; never raises for what stands in a cell
    """
    return _Normalizer(values, region or '', options or {}).run()


class _Normalizer:
    """State while one row is worked on."""

    def __init__(self, values, region, options):
        self.limit = options.get('longest_text') or LONGEST_TEXT
        self.ledger = Ledger(options.get('sources'), options.get('said'))
        self.cells = {}
        for name, cell in values.items():
            cells = cell if isinstance(cell, (list, tuple)) else [cell]
            if kept := self._without_placeholders(name, cells):
                self.cells[name] = kept
        self.country = self._country()
        self.region = self.country or region
        home = options.get('home')
        self.abroad = home is not None and not self.country and self.region != home

    def _without_placeholders(self, name, cells):
        """Cells that say something; columns that bring the others are forgotten, so that places stay right."""
        if not any(map(_is_nothing, cells)):
            return list(cells)
        kept = []
        for place, cell in enumerate(cells):
            text = cell_text(cell).strip() if isinstance(cell, str) else ''
            if not _is_nothing(cell) or (text and self.ledger.change(name, 'placeholder', text, '', place)):
                kept.append((place, cell))
        columns = self.ledger.sources.get(name)
        if columns and len(kept) < len(cells):
            self.ledger.sources = {**self.ledger.sources, name: [columns[place] for place, _cell in kept if place < len(columns)]}
        return [cell for _place, cell in kept]

    def run(self):
        company = self._company()
        person = self._person(company)
        if company and not company.get('name'):
            company, person = self._without_company_name(company, person)
        if person is not None:
            self._name_person(person, company)
            if not person.get('name'):
                person = None
        if not company and not person:
            self._note('person.name', ERROR, 'name_missing')
        self._keep_leftovers(company, person)
        return NormalizedRow(_filled(company), _filled(person), self.ledger.issues, self.ledger.changes)

    # -- parts

    def _company(self):
        cells = self.cells
        company = self._plain('company')
        company['name'] = self._company_name()
        full_name = self._text('company.full_name')
        if full_name and full_name != company['name']:
            company['full_name'] = full_name
        if company['name']:
            parts = company_name(company['name'])
            company['legal_form'] = parts.form or (company_name(full_name).form if full_name else '')
            company['is_person'] = parts.is_person
            if parts.form and not parts.is_person:
                company['short_name'] = split_legal_form(company['name']).bare
        if 'company.vat' in cells or 'company.kpp' in cells:
            row_company.read_tax_id(self.ledger, self._text('company.vat'), self._text('company.kpp'), self.region, company)
        if 'company.registry' in cells:
            row_company.read_registration(self.ledger, self._text('company.registry'), self.region, company)
        company['country'] = self.country
        if company['city']:
            company['city'] = self.ledger.change('company.city', 'letter_case', company['city'], letter_case.place(company['city']))
        addresses = [self._cut(cell_text(cell), 'company.address', 2000) for cell in cells.get('company.address', ())]
        row_company.read_address(self.ledger, self._text('company.zip'), addresses, self.region, company)
        self.city = company['city']
        self._reachable('company', company)
        company['category'] = [part.strip() for cell in cells.get('company.category', ())
                               for part in LISTS.split(cell_text(cell)) if part.strip()]
        company['lang'] = self._language()
        return company if any(company.values()) else None

    def _company_name(self):
        field_name = 'company.name' if 'company.name' in self.cells else 'company.full_name'
        name = row_person.spelled(self.ledger, field_name, self._text(field_name), letter_case.company)
        if name and (usual := split_legal_form(name).usual):
            name, _waits = self.ledger.propose(field_name, 'legal_form', name, usual)
        return name

    def _person(self, company):
        person = self._plain('person')
        person['name'] = row_person.read_name(self.ledger, self._text('person.name'), self.region, person)
        if not person['name'] and (person.get('last_name') or person.get('first_name')):
            for part in ('last_name', 'first_name', 'middle_name'):
                person[part] = row_person.spelled(self.ledger, f'person.{part}', person[part], letter_case.person)
            person['name'] = join_person(person['last_name'], person['first_name'], person['middle_name'], self.region)
        self._reachable('person', person)
        person['messengers'] = [self._cut(cell_text(cell), 'any.messenger') for cell in self.cells.get('any.messenger', ())]
        if days := self.cells.get('person.birthdate'):
            self._keep_further('person.birthdate', days)
            row_person.read_birthdate(self.ledger, days[0], self.region, person)
        return person if any(person.values()) else None

    def _without_company_name(self, company, person):
        """No company after all: what stood in its columns is the person's; a tax id alone is a defect."""
        if company.get('vat') and not (person and person.get('name')):
            self._note('company.name', ERROR, 'company_name_missing')
            return company, person
        person = person or {}
        for key, value in company.items():
            if key in ('phones', 'emails'):
                person[key] = reach.merge(person.get(key) or [], value)
            elif key == 'comment' and value and person.get('comment'):
                person['comment'] += '\n' + value
            elif value and key not in ('is_person', 'legal_form', 'short_name'):
                person.setdefault(key, value)
                person[key] = person[key] or value
        return None, person

    def _name_person(self, person, company):
        """A person needs a name: that of the mailbox, the address itself; a bare phone belongs to the company."""
        if person.get('name'):
            return
        email = next(iter(person.get('emails') or ()), None)
        if company:
            # without a name they are further ways to reach the company
            for key in ('phones', 'emails'):
                company[key] = reach.merge(company.get(key) or [], person.pop(key, None) or [])
            notes = [person.get(key) for key in ('comment', 'function', 'salutation', 'middle_name', 'birthdate')]
            self.ledger.keep('company', *filter(None, notes), *(person.get('messengers') or ()))
            return
        phone = next((item['value'] for item in person.get('phones') or ()), '')
        person['name'] = (email and (email['note'] or email['value'])) or phone
        if person['name']:
            self._note('person.name', WARNING, 'name_from_email', value=person['name'])

    def _keep_leftovers(self, company, person):
        """What was understood as nothing else goes to the notes: nothing of a row is lost."""
        for part, texts in self.ledger.leftovers.items():
            target = (company, person) if part == 'company' else (person, company)
            found = next((data for data in target if data and data.get('name')), None)
            if found is not None:
                lines = [text for text in texts if text not in (found.get('comment') or '')]
                found['comment'] = '\n'.join(filter(None, [found.get('comment'), *lines]))[:LONGEST_NOTE]

    # -- fields

    def _plain(self, part):
        cells = self.cells
        found = {key: self._text(name) if name in cells else '' for key, name in PLAIN[part]}
        notes = [self._cut(cell_text(cell), f'{part}.comment', LONGEST_NOTE) for cell in cells.get(f'{part}.comment', ())]
        found['comment'] = '\n'.join(note for note in notes if note)
        if part == 'company' and len(self.cells.get('company.website', ())) > 1:
            found['comment'] = '\n'.join(filter(None, [found['comment'], *map(cell_text, self.cells['company.website'][1:])]))
        return found

    def _country(self):
        text = self._text('company.country')
        if not text:
            return ''
        code = country_code(text)
        if not code:
            self._note('company.country', WARNING, 'country_unknown', value=text[:60])
            self.ledger.keep('company', text)
        return code

    def _language(self):
        text = self._text('any.lang')
        code = language_code(text) if text else ''
        if text and not code:
            self.ledger.keep('company', text)
        return code

    def _reachable(self, part, found):
        cells = self.cells
        phones, stray_emails = [], []
        for name in (f'{part}.phone', f'{part}.mobile'):
            if name in cells:
                items, strays = reach.read_phones(cells[name], name, self.region, self.ledger, self.city, self.abroad)
                phones, stray_emails = reach.merge(phones, items), stray_emails + strays
        name = f'{part}.email'
        emails, stray_phones = reach.read_emails(cells[name], name, self.region, self.ledger) if name in cells else ([], [])
        found['phones'] = reach.merge(phones, stray_phones) if stray_phones else phones
        found['emails'] = reach.merge(emails, stray_emails) if stray_emails else emails

    # -- texts

    def _text(self, name):
        """The first cell of a field as one line of text, '' when there is none."""
        cells = self.cells.get(name)
        if not cells:
            return ''
        if len(cells) > 1 and name not in GATHERED:
            self._keep_further(name, cells)
        typed = cell_text(cells[0]).strip()
        text = ' '.join(typed.split())
        if text != typed:
            text = self.ledger.change(name, 'spaces', typed, text)
        if FORMULA.match(text):
            self._note(name, INFO, 'formula_text')
        return self._cut(text, name)

    def _keep_further(self, name, cells):
        further = [cell_text(cell).strip() for cell in cells[1:] if cell != cells[0]]
        for text in further:
            self._note(name, INFO, 'several_values', value=text[:60])
        self.ledger.keep(name.split('.')[0], *further)

    def _cut(self, text, name, limit=None):
        limit = limit or self.limit
        if text[:1] == "'" and text[1:2] in ('=', '+', '-', '@'):
            # one layer of what exports put before formulas
            text = self.ledger.change(name, 'quote', text, text[1:])
        if len(text) <= limit:
            return text
        self._note(name, WARNING, 'truncated', length=len(text), limit=limit)
        if limit < LONGEST_NOTE:
            self.ledger.keep(name.split('.')[0], text)
        return text[:limit]

    def _note(self, name, level, code, **params):
        self.ledger.note(name, level, code, **params)


def _is_nothing(cell):
    if cell is None or cell is False:
        return True
    return isinstance(cell, str) and (not cell.strip() or cell.strip().casefold() in PLACEHOLDERS)


def _filled(part):
    return {key: value for key, value in part.items() if value not in (None, '', [])} if part else None
