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
import json
import os
import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from .cleaning import fold
from .terms import _lt

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'data')
# field -> English label; the order is the order of a selection
FIELDS = {
    'company.name': _lt("Company: name"), 'company.full_name': _lt("Company: full legal name"),
    'company.vat': _lt("Company: tax ID (ИНН, VAT)"), 'company.kpp': _lt("Company: branch registration (КПП)"),
    'company.ref': _lt("Company: reference"), 'company.phone': _lt("Company: phone"), 'company.email': _lt("Company: e-mail"),
    'company.website': _lt("Company: website"), 'company.street': _lt("Address: street"), 'company.street2': _lt("Address: street 2"),
    'company.zip': _lt("Address: postal code"), 'company.city': _lt("Address: city"), 'company.state': _lt("Address: region"),
    'company.country': _lt("Address: country"), 'company.address': _lt("Address: in one cell"),
    'company.comment': _lt("Company: notes"), 'company.category': _lt("Company: tags"), 'company.industry': _lt("Company: industry"),
    'company.user': _lt("Company: salesperson"), 'company.external_id': _lt("Company: key in the other system"),
    'person.name': _lt("Person: full name"), 'person.last_name': _lt("Person: last name"),
    'person.first_name': _lt("Person: first name"), 'person.middle_name': _lt("Person: middle name"),
    'person.function': _lt("Person: job position"), 'person.phone': _lt("Person: phone"), 'person.mobile': _lt("Person: mobile"),
    'person.email': _lt("Person: e-mail"), 'person.comment': _lt("Person: notes"), 'person.birthdate': _lt("Person: date of birth"),
    'person.external_id': _lt("Person: key in the other system"), 'person.photo': _lt("Photo"),
    'person.salutation': _lt("Person: form of address"),
    'any.messenger': _lt("Messenger"), 'any.kind': _lt("Company or person"), 'any.lang': _lt("Language"),
}
# What the normaliser finds out besides.
DERIVED = {
    'company.legal_form': _lt("Company: legal form"), 'company.short_name': _lt("Company: name without legal form"),
    'company.lang': FIELDS['any.lang'], 'person.lang': FIELDS['any.lang'], 'person.further': _lt("Person: further people"),
}
MULTIPLE = frozenset({
    'company.phone', 'company.email', 'company.comment', 'company.category', 'company.address', 'company.website',
    'person.phone', 'person.mobile', 'person.email', 'person.comment', 'any.messenger'})
COMPANY_ONLY = frozenset({'company.vat', 'company.kpp', 'company.full_name', 'company.industry', 'company.ref'})
# a list with these is one of companies, with their people beside them
COMPANY_LIST = COMPANY_ONLY - {'company.industry'}
PERSON_NAMES = frozenset({'person.name', 'person.last_name', 'person.first_name'})
PERSON_SCOPE = re.compile(r'контакт|представител|сотрудник|директор|руковод|лично|contact|person|担当|联系人|聯絡人|ansprech|personal|private', re.I)
COMPANY_SCOPE = re.compile(r'организ|компан|фирм|контрагент|предприят|юр|company|organi[sz]ation|account|office|会社|法人|公司|企业|单位|firma|unternehmen', re.I)
# a word inside an unknown header that gives the kind away
WORDS_INSIDE = [
    ('generic.email', re.compile(r'e-?mail|почт[аы]|メール|邮箱|邮件|郵件|courriel', re.I)),
    ('person.mobile', re.compile(r'mobile|\bcell|мобил|сотов|携帯|手机|手機|handy', re.I)),
    ('generic.phone', re.compile(r'phone|\btel(?![a-zß-ÿ])|телефон|\bтел\b|電話|电话|telefon|téléphone|teléfono', re.I)),
    ('company.vat', re.compile(r'\bинн\b|\bvat\b|tax id|税号|法人番号|纳税人', re.I)),
    ('company.website', re.compile(r'web ?site|сайт|ホームページ|网址|网站', re.I)),
    ('company.zip', re.compile(r'postal ?code|post ?code|\bzip\b|индекс|郵便番号|邮编', re.I)),
    ('company.country', re.compile(r'\bcountry\b|страна|国名|国家', re.I)),
    ('company.city', re.compile(r'\bcity\b|\bгород\b|城市', re.I)),
    ('company.address', re.compile(r'\baddress\b|адрес|住所|地址|anschrift', re.I)),
    ('person.function', re.compile(r'job title|должност|役職|职务|职位', re.I)),
    ('person.name', re.compile(r'\bфио\b|контактн\w+ лиц|contact person|担当者名|联系人', re.I)),
    ('company.name', re.compile(r'company name|наименован|会社名|公司名', re.I)),
]
GROUPS = re.compile(r'\s+[/\-–—:]\s+|:\s+')
QUALIFIER = re.compile(
    r'(?:mailing|billing|shipping|primary|main|business|work|office|legal|person|contact|customer|client|company|organi[sz]ation|account'
    r'|основн\w+|рабоч\w+|контактн\w+|юридическ\w+|почтов\w+|会社|法人|先方|ご|公司|企业|客户|联系人)[\s_]*', re.I)
SOCIAL = re.compile(r'linkedin\.com/|(?:^|/)t\.me/|wa\.me/|facebook\.com/|instagram\.com/|vk\.com/|skype:', re.I)
FAX = re.compile(r'^(?:business |home |раб\w* )?(?:fax|факс)|ファックス|传真', re.I)


@dataclass
class Suggestion:
    """`field` for the column `column_index`; `confidence` 0..1; `reason`: 'header', 'similar', 'word', 'content'."""

    column_index: int
    field: str
    confidence: float
    reason: str


def suggest(columns, kind='partner', lang=None):
    """Propose the fields of a file's columns.

    :param columns: list of `files.ColumnInfo`
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
    suggestions = _settle([found[index] for index in sorted(found)], {column.index: column for column in columns})
    return _without_rivals(suggestions)


def from_header(header):
    """:return: (field or 'generic.*' or 'ignore', confidence, reason) or None when the header says nothing"""
    if not header or not header.strip():
        return None
    whole = _lookup(header)
    if whole:
        return whole
    parts = [part.strip() for part in GROUPS.split(header) if part.strip()] or [header]
    # "Contact / Phone", "Organization - Address", "Person - Phone - Work", "Mailing State/Province"
    for place in range(len(parts) - 1, 0, -1):
        hit = _lookup(parts[place])
        if hit:
            return _scoped(hit, ' '.join(parts[:place]))
    qualified = QUALIFIER.match(header)
    if qualified:
        hit = _lookup(header[qualified.end():])
        if hit:
            return _scoped((hit[0], min(hit[1], 0.85), hit[2]), qualified.group(0))
    return _inside(parts[-1]) or _inside(header)


def is_known_header(text):
    """Whether a text is the header of some known field; 'ignore' counts as well."""
    return _lookup(text) is not None


def header_key(text, digits=False):
    """'E-mail 1 - Value' -> 'emailvalue': letters of all scripts, without punctuation and, unless asked, numbers."""
    pattern = r'[^\W_]+|〒|#|№' if digits else r'[^\W\d_]+|〒|#|№'
    return ''.join(re.findall(pattern, fold(text))) or ''.join(text.split())


@lru_cache(maxsize=1)
def _synonyms():
    """(field by key, keys of weak headers); 'Street 2' has its number in the key, 'Phone 2' is a further phone."""
    with open(os.path.join(DATA, 'partner_headers.json'), encoding='utf-8') as stream:
        table = json.load(stream)
    weak = frozenset(header_key(name) for name in table.pop('weak'))
    named = [(name, field) for field, names in table.items() for name in names]
    keys = {header_key(name): field for name, field in named if header_key(name) == header_key(name, digits=True)}
    for name, field in named:
        keys[header_key(name, digits=True)] = field
        if '1' in name:
            keys.setdefault(header_key(name), field)
    return keys, weak


def _lookup(header):
    synonyms, weak = _synonyms()
    key = header_key(header)
    for exact in (header_key(header, digits=True), key):
        if exact in synonyms:
            return synonyms[exact], 0.85 if key in weak else 0.98, 'header'
    # "Телефон (рабочий)", "Company name *"
    bare = header_key(re.sub(r'[\(\[（【].*?[\)\]）】]', ' ', header))
    if bare and bare in synonyms:
        return _scoped((synonyms[bare], 0.9, 'header'), header)
    if FAX.search(header.strip()):
        return 'ignore', 0.9, 'header'
    if len(key) >= 6:
        similar = process.extractOne(key, synonyms.keys(), scorer=fuzz.ratio, score_cutoff=88)
        if similar:
            return synonyms[similar[0]], round(0.8 * similar[1] / 100, 2), 'similar'
    return None


def _inside(header):
    text = fold(header)
    for field, pattern in WORDS_INSIDE:
        if pattern.search(text):
            return _scoped((field, 0.6, 'word'), header)
    return None


def _scoped(hit, context):
    """A generic field made definite by a word of its surroundings."""
    field, confidence, reason = hit
    if not field.startswith('generic.'):
        return hit
    kind = field.split('.')[1]
    if PERSON_SCOPE.search(context):
        return f'person.{kind}', confidence, reason
    if COMPANY_SCOPE.search(context):
        return f'company.{kind}', confidence, reason
    return hit


CONTENT_FIELDS = {
    'email': 'generic.email', 'phone': 'generic.phone', 'inn': 'company.vat', 'url': 'company.website', 'zip': 'company.zip',
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
        elif kind == 'url' and wanted in ('email', 'phone'):
            suggestion.field, suggestion.confidence, suggestion.reason = 'company.website', 0.6, 'content'


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
