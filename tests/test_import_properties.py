import csv
import io
import os
import re
import tempfile

import xlsxwriter
from hypothesis import HealthCheck, assume, configuration, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_customer_record.tools.imports.changes import APPLIED, RULES
from odoo.addons.crm_customer_record.tools.imports.cleaning import cell_text, clean_cell, fold
from odoo.addons.crm_customer_record.tools.imports.dates import parse_date
from odoo.addons.crm_customer_record.tools.imports.detect import skip_reason
from odoo.addons.crm_customer_record.tools.imports.files import open_file
from odoo.addons.crm_customer_record.tools.imports.issues import ERROR, MESSAGES
from odoo.addons.crm_customer_record.tools.imports.normalize import normalize_row
from odoo.addons.crm_customer_record.tools.imports.people import split_people
from odoo.addons.crm_customer_record.tools.imports.targets import FIELDS

# Not into the folder of the add-on.
configuration.set_hypothesis_home_dir(os.path.join(tempfile.gettempdir(), 'hypothesis'))
# The same examples on every run: what fails here fails everywhere.
FIXED = settings(derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
MANY, SOME = settings(FIXED, max_examples=200), settings(FIXED, max_examples=25)
SAMPLES = (
    'ООО "Ромашка"', 'Ромашка, ООО', 'ООО «РОМАШКА»', 'OOO Pомашка', 'Acme, Inc.', 'ACME TRADING LTD', 'Müller GmbH & Co. KG', '株式会社山田', '北京示例科技有限公司', 'IBM',
    'Иванов Иван Иванович', 'ИВАНОВ И.И.', 'Иванов И.И., Петров П.П.', 'Anna and Peter Smith', 'Smith, John', 'Dr. Smith, John', 'г-н Иванов', '山田太郎様', 'Jean DUPONT',
    'Mr. and Mrs. Smith', "O'BRIEN", 'van der berg, jan', 'Garcia Lopez, Maria', 'Отдел продаж', '8 (495) 123-45-67 доб. 12', '123-45-67', '12-34-56', '+7 916 123-45-67', '7.916E+10',
    '8-10-49-30-901820', 'тел. 8 916 123-45-67, факс 8 495 765-43-21', 'спросить Анну', 'info@gmial.com', 'info@mail.ry', 'a@yandex.r', 'ivan(at)mail.ru', 'Анна <Anna@Mail.ru>',
    'a@b.example; c@d.example', 'нет почты', '7707083893', '7707083893/770701001', '274000002', 'ИНН 7707083894', 'DE 136 695 976', '00743110157', '770701001', '27401001', '1 027 700 132 195', 'ОГРН 1027700132196', 'AG München, HRB 12345', '119019',
    '2110', '127006, г. Москва, ул. Тверская, д. 1', 'Musterstr. 5, 10115 Berlin', '123 Main St, Springfield, IL 62704, USA', '〒150-0001 東京都渋谷区神宮前1-1-1', 'Москва', 'ТУЛА',
    'Казань', 'Berlin', 'Россия', 'РФ', 'Germany', 'Atlantis', 'Тульская обл', 'русский', 'klingon', '03/04/1980', '31.12.75', 'soon', '-', 'n/a', "'=1+1", "=cmd|' /C calc'!A0",
    '<img src=x onerror=alert(1)>', 'a\nb', 'two  spaces', 'x' * 600, '0', "'", '@', ',', '"', '()', 'https://acme.example', 'VIP; Retail')
TEXTS = st.one_of(st.sampled_from(SAMPLES), st.sampled_from(SAMPLES), st.text(max_size=30), st.text('0123456789+-() ./,;@', max_size=20),
                  st.text("АБВИваноDoe JSmith.,;-«»\"'@", max_size=25))
# Keys of other systems, pictures and the mark of a company: the mapper takes them from the cells themselves.
KEPT_AS_THEY_ARE = {'person.photo', 'company.photo', 'any.kind', 'person.external_id', 'company.external_id'}
CELLS = st.one_of(TEXTS, TEXTS, TEXTS, st.integers(-10**6, 10**12), st.floats(allow_nan=False), st.dates(), st.datetimes(), st.booleans())
ROWS = st.dictionaries(st.sampled_from(sorted(set(FIELDS) - KEPT_AS_THEY_ARE)), st.lists(CELLS, min_size=1, max_size=2), min_size=1, max_size=9)
REGIONS = st.sampled_from(['RU', 'DE', 'JP', 'US', 'CN', ''])
# What a spreadsheet can hold; the rest of control characters is not text.
PLAIN = st.text(st.characters(exclude_categories=['Cc', 'Cs', 'Cn', 'Co']), max_size=20)
TABLES = st.lists(st.lists(PLAIN, min_size=1, max_size=5), min_size=1, max_size=8)
ADDRESS = ('website', 'street', 'street2', 'zip', 'city', 'state', 'country', 'industry', 'user', 'ref', 'vat', 'kpp', 'registry')


def normalize(values, region='RU'):
    """As staging calls it: empty cells are left out before."""
    values = {field: [cleaned for cell in cells if (cleaned := clean_cell(cell)[0]) not in (None, '')] for field, cells in values.items()}
    return normalize_row({field: cells for field, cells in values.items() if cells}, region)


def as_cells(row):
    """What a row says, as the cells of a tidy file."""
    cells = {}
    company, person = dict(row.company or {}), dict(row.person or {})
    for part, data in (('company', company), ('person', person)):
        for name in ('name', 'full_name', 'function', 'last_name', 'first_name', 'middle_name', 'salutation', 'birthdate', 'comment'):
            if data.get(name):
                cells[f'{part}.{name}'] = [data[name]]
        for name in ADDRESS:
            if data.get(name):
                cells[f'company.{name}'] = [data[name]]
        if data.get('lang'):
            cells['any.lang'] = [data['lang']]
        if data.get('category'):
            cells['company.category'] = ['; '.join(data['category'])]
        if data.get('messengers'):
            cells['any.messenger'] = data['messengers']
        for item in data.get('phones') or ():
            cells.setdefault(f"{part}.{'mobile' if item['kind'] == 'mobile' and part == 'person' else 'phone'}", []).append(item['value'])
        for item in data.get('emails') or ():
            cells.setdefault(f'{part}.email', []).append(f"{item['note']} <{item['value']}>" if item['note'] else item['value'])
    return cells


def comparable(data):
    """What counts for a second reading: the address as typed and how a number was labelled are history, further people records of
    their own."""
    data = {key: value for key, value in (data or {}).items() if key not in ('address', 'further')}
    for key in ('phones', 'emails'):
        if key in data:
            data[key] = sorted((item['value'], item['normalized'], item['extension']) for item in data[key])
    return data


@tagged('post_install', '-at_install')
class TestImportProperties(BaseCase):
    """What holds for every row and every table, whatever stands in it."""

    @MANY
    @given(ROWS, REGIONS)
    def test_normalising_never_raises_and_speaks_only_in_known_words(self, values, region):
        row = normalize(values, region)
        self.assertLessEqual({issue.code for issue in row.issues}, set(MESSAGES))
        self.assertLessEqual({change.rule for change in row.changes}, set(RULES))
        for issue in row.issues:
            self.assertTrue(issue.message % issue.params)

    @MANY
    @given(ROWS, REGIONS)
    def test_normalising_what_is_normal_changes_nothing(self, values, region):
        first = normalize(values, region)
        if any(issue.level == ERROR for issue in first.issues) or len(split_people((first.person or {}).get('name', ''))) > 1:
            return  # parts of names that hold several people each are joined as they are
        again = normalize(as_cells(first), region)
        self.assertEqual(comparable(again.company), comparable(first.company))
        self.assertEqual(comparable(again.person), comparable(first.person))
        self.assertEqual([change for change in again.changes if change.kind == APPLIED], [])

    @MANY
    @given(ROWS, REGIONS)
    def test_no_cell_is_lost(self, values, region):
        row = normalize(values, region)
        if any(issue.level == ERROR for issue in row.issues):
            return  # rejected with all its cells
        said = words([row.company, row.person, [issue.params for issue in row.issues], [[change.before, change.after] for change in row.changes]])
        read = {'company.country': 'country', 'any.lang': 'lang', 'person.birthdate': 'birthdate'}
        for field, cells in values.items():
            if field in read and any((data or {}).get(read[field]) for data in (row.company, row.person)):
                continue
            for cell in cells:
                if cell is False:
                    continue  # an unticked box
                if field == 'person.birthdate' and (day := parse_date(cell, region)[0]) and day.isoformat() in said:
                    continue  # a day, whether as a number or in words
                text = cell_text(clean_cell(cell)[0])
                missing = [word for word in re.findall(r'\w+', fold(text))[:40] if word not in said]
                self.assertFalse(missing, (field, cell, row.as_dict()))

    @MANY
    @given(ROWS)
    def test_refusing_every_change_leaves_the_texts_as_they_were(self, values):
        sources = {field: list(range(10 * place, 10 * place + len(cells))) for place, (field, cells) in enumerate(sorted(values.items()))}
        columns = [column for places in sources.values() for column in places]
        said = {(column, rule): False for column in columns for rule in RULES}
        row = normalize_row(values, 'RU', {'sources': sources, 'said': said})
        self.assertFalse([change for change in row.changes if change.kind == APPLIED and change.column is not None])

    @SOME
    @given(TABLES)
    def test_a_text_file_gives_back_its_cells(self, table):
        stream = io.StringIO()
        csv.writer(stream, delimiter=';', quoting=csv.QUOTE_ALL).writerows(table)
        self.check(table, 'table.csv', stream.getvalue().encode('utf-8-sig'), delimiter=';')

    @SOME
    @given(TABLES)
    def test_a_workbook_gives_back_its_cells(self, table):
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream, {'in_memory': True}) as book:
            sheet = book.add_worksheet()
            for line, row in enumerate(table):
                for column, text in enumerate(row):
                    sheet.write_string(line, column, text)
        self.check(table, 'table.xlsx', stream.getvalue())

    def check(self, table, name, data, **options):
        wanted = [[clean_cell(text)[0] for text in row] for row in table]
        assume(any(cell is not None for row in wanted for cell in row))
        # an error value is told, a total left out: other tests have them
        assume(not any(skip_reason(row, [], distance) not in (None, 'empty') for distance, row in enumerate(wanted, 1)))
        with open_file(name, data, {'header_row': 0, **options}) as source:
            found = {number: trimmed(cells) for number, cells in source.iter_rows()}
        self.assertEqual(found, {number: trimmed(row) for number, row in enumerate(wanted, 1) if trimmed(row)})


def trimmed(cells):
    cells = list(cells)
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def words(data):
    """All texts of a structure as one, letters and digits only between spaces."""
    if isinstance(data, dict):
        return ' '.join(map(words, data.values()))
    if isinstance(data, (list, tuple)):
        return ' '.join(map(words, data))
    return fold(str(data))
