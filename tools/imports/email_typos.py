"""What an e-mail address was probably meant to be: only ever proposed, an unusual domain may be a real one."""
import re
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from ..emails import parse_emails
from .names import CYRILLIC, LATIN

# Domains of many people; others are too rare to be worth a guess.
COMMON = (
    'gmail.com', 'googlemail.com', 'hotmail.com', 'outlook.com', 'yahoo.com', 'icloud.com', 'protonmail.com', 'live.com', 'msn.com',
    'aol.com', 'mail.ru', 'yandex.ru', 'yandex.com', 'rambler.ru', 'inbox.ru', 'list.ru', 'bk.ru', 'ya.ru', 'gmx.de', 'gmx.net', 'web.de',
    't-online.de', 'yahoo.co.jp', 'docomo.ne.jp', 'ezweb.ne.jp', 'softbank.ne.jp', '163.com', '126.com', 'qq.com', 'sina.com',
    'foxmail.com', 'orange.fr', 'free.fr', 'libero.it', 'ukr.net', 'tut.by', 'hotmail.co.uk', 'yahoo.co.uk', 'yahoo.de', 'hotmail.fr', 'yahoo.fr')
# One letter away from a common one, and real.
REAL = frozenset({
    'mail.com', 'mail.de', 'email.com', 'ymail.com', 'gmx.at', 'gmx.com', 'gmx.ch', 'web.com', 'live.ru', 'live.de', 'live.fr', 'bk.com', 'inbox.com', 'inbox.lv',
    'list.com', 'outlook.de', 'outlook.fr', 'outlook.jp', 'outlook.es', 'outlook.it', 'hotmail.de', 'hotmail.it', 'hotmail.es', 'yahoo.fr', 'yahoo.it',
    'yahoo.es', 'yahoo.in', 'yahoo.ca', 'yandex.by', 'yandex.kz', 'yandex.ua', 'yandex.uz', 'yandex.net', 'rambler.com', 'me.com', 'mac.com', 'ro.ru',
    'ya.com', 'qq.ru', 'mall.ru', 'mail.su', 'mail.bg', 'mail.ee', 'mail.uk', 'free.com', 'orange.com', 'sina.cn', 'gmail.ru', 'email.ru', 'e-mail.ru', 'tut.ru',
    'aol.de', 'aol.fr', 'msn.de', 'ukr.com', 'libero.com'})
TYPOS = {
    'gmail.com': ('gmail.co', 'gmail.con', 'gmail.cm', 'gmail.om', 'gmail.comm', 'gmail', 'gmaii.com', 'gmai.com', 'gmal.com', 'gmil.com', 'gmeil.com',
                  'gmail.cpm', 'gmail.vom', 'g-mail.com', 'jmail.com', 'gmail.ru.com', 'gamil.com', 'gnail.com', 'gmailcom', 'gimail.com', 'gmaill.com'),
    'mail.ru': ('mail.ry', 'mail.tu', 'mail.r', 'mail', 'mail.ri', 'mail.rr', 'mail.ruu', 'mai.ru', 'maul.ru', 'meil.ru', 'maill.ru', 'mial.ru', 'mali.ru',
                'mailru', 'mail.eu', 'mail.rru', 'mall.r', 'mail.ru.ru', 'mail.cru'),
    'yandex.ru': ('yandex.r', 'yandex.ry', 'yandex', 'yandex.tu', 'yndex.ru', 'yadex.ru', 'yandeks.ru', 'jandex.ru', 'yandexru', 'ya.ndex.ru', 'yandx.ru',
                  'uandex.ru', 'yanex.ru', 'yandex.ri'),
    'bk.ru': ('bk.ry', 'bk.r', 'bk'), 'list.ru': ('list.ry', 'list.r', 'lis.ru', 'lits.ru'), 'inbox.ru': ('inbox.ry', 'inbox.r', 'inbx.ru'),
    'rambler.ru': ('rambler.ry', 'rambler.r', 'rambler'), 'ya.ru': ('ya.ry', 'ya.r'),
    'hotmail.com': ('hotmail.con', 'hotmail.co', 'hotmail', 'hotmai.com', 'hotmal.com', 'hotmial.com', 'homail.com'),
    'outlook.com': ('outlook.con', 'outlook.co', 'outlook', 'outlok.com', 'outllok.com'),
    'yahoo.com': ('yahoo.con', 'yahoo.co', 'yahoo', 'yaho.com', 'yhoo.com', 'yahooo.com'),
    'icloud.com': ('icloud.con', 'icloud.co', 'icloud', 'iclod.com', 'icoud.com'),
}
KNOWN = {typo: domain for domain, typos in TYPOS.items() for typo in typos}
MISTYPED = (
    (re.compile(r'\s*[\(\[{]\s*(?:at|a|собака)\s*[\)\]}]\s*', re.I), '@'), (re.compile(r'\s+(?:at|собака)\s+', re.I), '@'),
    (re.compile(r'\s*[\(\[{]\s*(?:dot|точка)\s*[\)\]}]\s*', re.I), '.'),
    (re.compile(r'\s*@+\s*'), '@'), (re.compile(r'(?<=\w)[,;]\s*(?=(?:ru|com|net|org|de|jp|cn|by|kz|ua|su|рф)\b)', re.I), '.'),
    (re.compile(r'\.{2,}'), '.'), (re.compile(r'(?<=@)\.+|\.+(?=@)'), ''), (re.compile(r'(?<=@)(?:https?://)?www\.', re.I), ''))
LONGEST = max(map(len, COMMON)) + 2
TO_LATIN = str.maketrans('асеорхукмтнвАСЕОРХУКМТНВ', 'aceopxykmthbaceopxykmthb')


@lru_cache(maxsize=4_000)
def meant(address):
    """:return: the address that a valid one probably stands for, '' when it looks right

    >>> meant('anna@gmial.com')
    'anna@gmail.com'
    """
    local, _at, domain = address.rpartition('@')
    if not address.isascii() and LATIN.search(address) and CYRILLIC.search(address):
        latin = address.translate(TO_LATIN)
        if latin.isascii():
            return meant(latin) or latin
    right = KNOWN.get(domain) or _near(domain)
    return f'{local}@{right}' if right else ''


@lru_cache(maxsize=4_000)
def _near(domain):
    """The common domain one keystroke away; short ones are too close to real others."""
    if domain in REAL or domain in COMMON or not 7 < len(domain) < LONGEST:
        return ''
    name, _dot, top = domain.partition('.')
    for common in COMMON:
        if len(common) >= 8 and abs(len(common) - len(domain)) < 2 and DamerauLevenshtein.distance(common, domain, score_cutoff=1) == 1:
            right, _dot, right_top = common.partition('.')
            # yahoo.es and outlook.cz are countries' own, gmail.con is not
            if name == right and top != right_top and len(top) == 2 and top not in ('cm', 'co'):
                return ''
            return common
    return ''


@lru_cache(maxsize=4_000)
def repaired(text):
    """The one address that a text without any was meant to be ('ivan(at)mail.ru', 'ivan@mail,ru', 'a@yandex.r'), or ''."""
    if len(text) > 200:
        return ''
    fixed = text.strip()
    for pattern, right in MISTYPED:
        fixed = pattern.sub(right, fixed)
    local, at, domain = fixed.rpartition('@')
    if at and domain.casefold() in KNOWN:
        fixed = f'{local}@{KNOWN[domain.casefold()]}'
    found = parse_emails(fixed)
    if len(found) == 1 and found[0].valid and fixed != text:
        return meant(found[0].address) or found[0].address
    return ''
