"""Registration numbers: under what a company stands in the register of its country, where that is not its tax id."""
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec

LABEL = re.compile(
    r'(?:(?:огрнип|огрн|егрюл|егрип|ogrnip|ogrn|(?:company |business )?(?:registration |register |reg\.? ?)?(?:number|no\.?|nr\.?|nummer)'
    r'|会社法人等番号|法人番号|登記番号|登记号|注册号|№)[\s.:：№#-]*)+', re.I)
# what a spreadsheet made of a long number
ROUNDED = re.compile(r'\d(?:[.,]\d+)?E\+?\d+', re.I)
# court, register, number, and the letters that Berlin and others add
HANDELSREGISTER = re.compile(r'(?P<before>.*?)[\s,;:(]*\b(?P<register>HR ?[AB]|GnR|PR|VR)[\s.:-]*(?:Nr\.? ?)?(?P<number>\d{1,6})(?P<letters> ?[A-Z]{1,3})?\)?[\s,;]*'
                             r'(?P<after>[^\d]*)', re.I)
REGISTERS = {name.upper(): name for name in ('HRA', 'HRB', 'GnR', 'PR', 'VR')}
COURT = re.compile(r'\b(?:amtsgericht|registergericht|ag)\s+', re.I)
SEPARATED_DIGITS = re.compile(r'\d[\d\s.\-–]*\d')
LETTERS_AND_DIGITS = re.compile(r'[a-z]{1,3}\s?\d[\d\s.\-–]*', re.I)


@dataclass(frozen=True)
class Registration:
    """`number` as it is kept; `valid` None when nobody knows how to check it."""

    number: str
    valid: bool | None = None


def is_ogrn(text):
    """Whether a text is an ОГРН (13 digits) or ОГРНИП (15) with right check digit.

    Formula: order of the Ministry of Finance 165n: the number without its last digit mod 11 (13), mod 10; the first digit tells a
    record about a company (1, 5) from one about a sole trader (3).
    """
    if not (text.isascii() and text.isdigit()):
        return False
    if len(text) == 13:
        return text[0] in '15' and int(text[:-1]) % 11 % 10 == int(text[-1])
    return len(text) == 15 and text[0] == '3' and int(text[:-1]) % 13 % 10 == int(text[-1])


def is_register_entry(text):
    """Whether a text names a German register and a number in it: 'HRB 12345', 'Amtsgericht München HRA 99'."""
    found = HANDELSREGISTER.fullmatch(text)
    return bool(found and found['register'].upper().startswith('HR'))


@lru_cache(maxsize=4_000)
def parse_registration(text, region=''):
    """Read the cell of a registration number.

    :param str text: '1 027 700 132 195', 'ОГРН 1027700132195', 'AG München, HRB 12345', '01234567'
    :param str region: ISO code of the country of the row
    :return: `Registration`, or None for a text without a number

    >>> parse_registration('hrb12345 b (Amtsgericht Charlottenburg)').number
    'Charlottenburg HRB 12345 B'
    """
    text = ' '.join(text.split())
    if not any(character.isdigit() for character in text):
        return None
    if entry := HANDELSREGISTER.fullmatch(text):
        return Registration(_register_entry(entry))
    compact = LABEL.sub('', text, count=1) if LABEL.match(text) else text
    if SEPARATED_DIGITS.fullmatch(compact):
        number = re.sub(r'\D', '', compact)
        return Registration(number, _is_valid(number, region))
    if LETTERS_AND_DIGITS.fullmatch(compact):
        return Registration(re.sub(r'[\s.\-–]', '', compact).upper())
    if region == 'CN' and len(compact) == 18:
        return Registration(compact.upper(), _checked('cn', 'uscc', compact))
    return Registration(compact, False if ROUNDED.fullmatch(compact) else None)


def same_registration(one, other):
    """Whether two numbers are one; a register's number without its court fits that number of every court.

    :param str one, other: as `parse_registration` gives them, or as somebody typed them
    """
    mine, theirs = (HANDELSREGISTER.fullmatch(' '.join(text.split())) for text in (one, other))
    if not (mine and theirs):
        return _bare(one) == _bare(other)
    courts = {court for court in (_bare(_court(entry)) for entry in (mine, theirs)) if court}
    return len(courts) < 2 and _bare(mine['register'] + mine['number']) == _bare(theirs['register'] + theirs['number'])


def _register_entry(entry):
    letters = (entry['letters'] or '').strip().upper()
    register = REGISTERS[entry['register'].replace(' ', '').upper()]
    return ' '.join(filter(None, (_court(entry), register, entry['number'], letters)))


def _court(entry):
    court = COURT.sub('', LABEL.sub('', f"{entry['before']} {entry['after']}"))
    return ' '.join(re.sub(r'[(),;:.]|handelsregister\w*', ' ', court, flags=re.I).split())


def _bare(text):
    return ''.join(character for character in text.upper() if character.isalnum()).lstrip('0')


def _is_valid(number, region):
    if len(number) in (13, 15) and region in ('RU', ''):
        return is_ogrn(number) or (False if region else None)
    return _checked('jp', 'cn', number) if region == 'JP' and len(number) == 13 else None


def _checked(country, name, number):
    """:return: what `stdnum` says of a number, None without it"""
    if not find_spec('stdnum'):
        return None
    from stdnum import get_cc_module
    module = get_cc_module(country, name)
    return bool(module.is_valid(number)) if module else None
