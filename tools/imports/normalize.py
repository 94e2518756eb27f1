"""One row of a file as a company, a person, and remarks: `normalize_row`."""
import re
from dataclasses import dataclass, field, replace

from . import reach
from .addresses import fix_zip, split_address
from .changes import Ledger
from .cleaning import cell_text
from .countries import country_code
from .dates import parse_date
from .issues import ERROR, INFO, WARNING
from .names import company_name, join_person
from .tax_ids import parse_kpp, parse_tax_id

LONGEST_TEXT = 500
LONGEST_NOTE = 50_000
PLACEHOLDERS = frozenset((
    '-', '--', '---', '—', '–', '.', 'n/a', 'na', 'n.a.', 'none', 'null', 'nil', 'нет', 'нет данных', 'не указан', 'не указано',
    'не указана', 'отсутствует', 'неизвестно', 'なし', '無し', '無', '无', '没有', '暂无', 'unknown', 'k.a.', 'keine', '?', '??', '<пусто>',
    '(blank)', '#n/a', 'undefined', 'nan', 'пусто'))
FORMULA = re.compile(r'[=@\t\r]|[+\-](?![\d\s(.])')
ADDRESS_PARTS = ('street', 'street2', 'zip', 'city', 'state', 'country')
LISTS = re.compile(r'[;,|\n、，；]+')
PLAIN = {
    'company': ('ref', 'website', 'street', 'street2', 'city', 'state', 'industry', 'user'),
    'person': ('function', 'last_name', 'first_name', 'middle_name'),
}


@dataclass
class NormalizedRow:
    """What a row says. `company` and `person` hold JSON values only; absent keys say nothing.

    company: name, full_name, is_person (a sole trader), legal_form, vat, kpp, ref, website, street, street2, zip,
             city, state, country (ISO code), address (as typed), comment, category (list), industry, user,
             phones, emails (lists, see `reach`)
    person:  name, last_name, first_name, middle_name, function, birthdate (ISO date), comment, messengers (list of str),
             phones, emails; without a company also the address, website, ref, category, industry, user, vat
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

    :param dict values: field of `columns.FIELDS` -> cell, or list of cells when several columns have the field
    :param str region: ISO code of the country of the importing company; used where the row names none
    :param options: dict; 'longest_text' (characters of a one-line field), 'sources' (field -> places of the columns of
                    its cells), 'said' (what people said to changes, see `changes.answers`)
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
        company, person = self._company(), self._person()
        if company and not company.get('name'):
            company, person = self._without_company_name(company, person)
        if person is not None:
            self._name_person(person, company)
            if not person.get('name'):
                person = None
        if not company and not person:
            self._note('person.name', ERROR, 'name_missing')
        return NormalizedRow(_filled(company), _filled(person), self.ledger.issues, self.ledger.changes)

    # -- parts

    def _company(self):
        company = self._plain('company')
        company['name'] = self._text('company.name') or self._text('company.full_name')
        full_name = self._text('company.full_name')
        if full_name and full_name != company['name']:
            company['full_name'] = full_name
        if company['name']:
            parts = company_name(company['name'])
            form = parts.form or (company_name(full_name).form if full_name else '')
            company['legal_form'] = form
            company['is_person'] = parts.is_person
        self._tax_id(company)
        self._address(company)
        self._reachable('company', company)
        company['category'] = [part.strip() for cell in self.cells.get('company.category', ())
                               for part in LISTS.split(cell_text(cell)) if part.strip()]
        return company if any(value for key, value in company.items()) else None

    def _person(self):
        person = self._plain('person')
        person['name'] = self._text('person.name')
        if not person['name'] and (person.get('last_name') or person.get('first_name')):
            person['name'] = join_person(person.get('last_name') or '', person.get('first_name') or '',
                                         person.get('middle_name') or '', self.region)
        self._reachable('person', person)
        person['messengers'] = [self._cut(cell_text(cell), 'any.messenger') for cell in self.cells.get('any.messenger', ())]
        self._birthdate(person)
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
            elif value and key not in ('is_person', 'legal_form'):
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
            notes = [person.get('comment'), person.get('function'), *(person.get('messengers') or ())]
            company['comment'] = '\n'.join(note for note in [company.get('comment'), *notes] if note)
            return
        phone = next((item['value'] for item in person.get('phones') or ()), '')
        person['name'] = (email and (email['note'] or email['value'])) or phone
        if person['name']:
            self._note('person.name', WARNING, 'name_from_email', value=person['name'])

    # -- fields

    def _plain(self, part):
        found = {name: self._text(f'{part}.{name}') for name in PLAIN[part]}
        notes = [self._cut(cell_text(cell), f'{part}.comment', LONGEST_NOTE) for cell in self.cells.get(f'{part}.comment', ())]
        found['comment'] = '\n'.join(note for note in notes if note)
        if part == 'company' and len(self.cells.get('company.website', ())) > 1:
            found['comment'] = '\n'.join(filter(None, [found['comment'], *map(cell_text, self.cells['company.website'][1:])]))
        return found

    def _tax_id(self, company):
        text = self._text('company.vat')
        kpp = self._text('company.kpp')
        tax_id = parse_tax_id(text, self.region) if text else None
        if tax_id:
            if tax_id.repaired:
                number = self.ledger.change('company.vat', 'tax_id_zero', tax_id.number[1:], tax_id.number)
                tax_id = replace(tax_id, number=number, repaired=number == tax_id.number, valid=number == tax_id.number)
            company['vat'] = tax_id.number
            company['kpp'] = tax_id.kpp
            if tax_id.repaired:
                self._note('company.vat', WARNING, 'vat_zero_restored', value=tax_id.number)
            elif tax_id.valid is False:
                self._note('company.vat', WARNING, 'vat_invalid', value=tax_id.number)
        if kpp:
            company['kpp'] = parse_kpp(kpp) or company.get('kpp') or ''
            if not company['kpp']:
                self._note('company.kpp', WARNING, 'kpp_invalid', value=kpp[:40])

    def _country(self):
        text = self._text('company.country')
        if not text:
            return ''
        code = country_code(text)
        if not code:
            self._note('company.country', WARNING, 'country_unknown', value=text[:60])
        return code

    def _address(self, company):
        addresses = [self._cut(cell_text(cell), 'company.address', 2000) for cell in self.cells.get('company.address', ())]
        distinct = list(dict.fromkeys(' '.join(address.split()) for address in addresses))
        company['country'] = self.country
        typed = self._text('company.zip')
        zip_code, restored = fix_zip(typed, self.region)
        company['zip'] = self.ledger.change('company.zip', 'zip_zero', typed, zip_code) if restored else typed
        if company['zip'] != typed:
            self._note('company.zip', WARNING, 'zip_zero_restored', value=zip_code)
        if not distinct:
            return
        company['address'] = distinct[0]
        parts = split_address(distinct[0], self.region)
        shown = ' | '.join(parts[key] for key in ADDRESS_PARTS if parts.get(key))
        if self.ledger.change('company.address', 'address_split', distinct[0], shown) == shown:
            for key, value in parts.items():
                company[key] = company.get(key) or value
        rest = distinct[1:]
        if rest:
            company['comment'] = '\n'.join(filter(None, [company['comment'], *rest]))
            self._note('company.address', INFO, 'several_values', value=rest[0][:60])

    def _reachable(self, part, found):
        phones, stray_emails = [], []
        for name in (f'{part}.phone', f'{part}.mobile'):
            items, strays = reach.read_phones(self.cells.get(name, ()), name, self.region, self.ledger)
            phones, stray_emails = reach.merge(phones, items), stray_emails + strays
        name = f'{part}.email'
        emails, stray_phones = reach.read_emails(self.cells.get(name, ()), name, self.region, self.ledger)
        found['phones'] = reach.merge(phones, stray_phones)
        found['emails'] = reach.merge(emails, stray_emails)

    def _birthdate(self, person):
        cell = next(iter(self.cells.get('person.birthdate', ())), None)
        if cell is None:
            return
        date, ambiguous = parse_date(cell, self.region)
        if date is None:
            self._note('person.birthdate', WARNING, 'date_invalid', value=cell_text(cell)[:40])
            return
        person['birthdate'] = date.isoformat()
        if ambiguous:
            self._note('person.birthdate', WARNING, 'date_ambiguous', value=cell_text(cell), date=person['birthdate'])

    # -- texts

    def _text(self, name):
        """The first cell of a field as one line of text, '' when there is none."""
        cells = self.cells.get(name)
        if not cells:
            return ''
        typed = cell_text(cells[0]).strip()
        text = ' '.join(typed.split())
        if text != typed:
            text = self.ledger.change(name, 'spaces', typed, text)
        if FORMULA.match(text):
            self._note(name, INFO, 'formula_text')
        return self._cut(text, name)

    def _cut(self, text, name, limit=None):
        limit = limit or self.limit
        if text[:1] == "'" and text[1:2] in ('=', '+', '-', '@'):
            # one layer of what exports put before formulas
            text = self.ledger.change(name, 'quote', text, text[1:])
        if len(text) <= limit:
            return text
        self._note(name, WARNING, 'truncated', length=len(text), limit=limit)
        return text[:limit]

    def _note(self, name, level, code, **params):
        self.ledger.note(name, level, code, **params)


def _is_nothing(cell):
    if cell is None or cell is False:
        return True
    return isinstance(cell, str) and (not cell.strip() or cell.strip().casefold() in PLACEHOLDERS)


def _filled(part):
    return {key: value for key, value in part.items() if value not in (None, '', [])} if part else None
