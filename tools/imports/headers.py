"""What the header of a column says: synonyms in many languages, scopes ("Contact / Phone"), words inside a longer text."""
import json
import os
import re
from functools import lru_cache

from rapidfuzz import fuzz, process

from .cleaning import fold

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'data')
PERSON_SCOPE = re.compile(r'контакт|представител|сотрудник|директор|руковод|лично|contact|person|担当|联系人|聯絡人|ansprech|personal|private', re.I)
COMPANY_SCOPE = re.compile(r'организ|компан|фирм|контрагент|предприят|юр|company|organi[sz]ation|account|office|会社|法人|公司|企业|单位|firma|unternehmen', re.I)
# a word inside an unknown header that gives the kind away
WORDS_INSIDE = [
    ('generic.email', re.compile(r'e-?mail|почт[аы]|メール|邮箱|邮件|郵件|courriel', re.I)),
    ('person.mobile', re.compile(r'mobile|\bcell|мобил|сотов|携帯|手机|手機|handy', re.I)),
    ('generic.phone', re.compile(r'phone|\btel(?![a-zß-ÿ])|телефон|\bтел\b|電話|电话|telefon|téléphone|teléfono', re.I)),
    ('company.vat', re.compile(r'\bинн\b|\bvat\b|tax id|税号|法人番号|纳税人', re.I)),
    ('company.registry', re.compile(r'огрн|handelsreg|(?<!tax )(?<!vat )registration (?:number|no\b)|登记号|注册号|登記番号', re.I)),
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
FAX = re.compile(r'^(?:business |home |раб\w* )?(?:fax|факс)|ファックス|传真', re.I)


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
