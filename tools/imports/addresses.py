"""An address in one cell, taken apart as far as it is sure; what is not sure stays in the street."""
import re

from .countries import country_code

# countries whose postal codes may begin with a zero, and their length
ZIP_LENGTH = {'US': 5, 'DE': 5, 'FR': 5, 'IT': 5, 'ES': 5, 'FI': 5, 'JP': 7, 'KR': 5, 'EE': 5, 'UA': 5, 'TR': 5, 'MX': 5, 'LT': 5, 'PR': 5, 'NO': 4, 'AU': 4,
              'CN': 6, 'RO': 6, 'KZ': 6, 'SG': 6}
# at the end of an address; two other letters may be a state
SHORT_COUNTRIES = frozenset({'USA', 'US', 'UK', 'GB', 'UAE', 'РФ', 'США', 'РБ'})
US_ZIP_4 = re.compile(r'\d{4}-\d{4}')
# 'D-10115 Berlin', '75008 Paris', '1012 AB Amsterdam'
ZIP_CITY = re.compile(r'(?:[A-Z]{1,2}-)?(?P<zip>\d{4} ?[A-Z]{2}(?=\s)|\d{4,5})\s+(?P<city>[^\W\d_][^\d,]*)')
STATE_ZIP = re.compile(r'(?:(?P<city>[^\W\d_][^\d,]*?)\s+)?(?P<state>[A-Z]{2})\.?\s+(?P<zip>\d{5}(?:-\d{4})?)')
UK_ZIP = re.compile(r'(?:(?P<city>[^\W\d_][^\d,]*?)\s+)?(?P<zip>[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})', re.I)
# 'Musterstr. 5 10115 Berlin'
NO_COMMA = re.compile(r'(?P<street>[^\d,]+\d+ ?[a-z]?)\s+(?P<zip>\d{5})\s+(?P<city>[^\W\d_][^\d,]*)')
RU_CITY = re.compile(r'^(?:г(?:\.|ород)?\s+|г\.)(?P<a>.+)$|^(?P<b>.+?)\s+г\.?$', re.I)
RU_STATE = re.compile(r'\b(?:обл(?:асть|\.)?|край|респ(?:ублика|\.)?|автономный округ|ао)\b', re.I)
RU_FEDERAL = re.compile(r'^(?:г\.?\s*)?(москва|санкт-петербург|севастополь)(?:\s+г\.?)?$', re.I)
JP = re.compile(r'^(?P<state>東京都|北海道|(?:京都|大阪)府|[^\s\d]{2,3}県)\s*(?P<city>(?:[^\s\d]{1,6}?郡)?[^\s\d]{1,8}?[市区町村](?:[^\s\d市]{1,4}区)?)?(?P<street>.*)$')
CN = re.compile(r'^(?:中国)?(?P<state>[^\s\d]{2,8}?(?:省|自治区))?(?P<city>[^\s\d]{2,8}?市)(?P<street>.*)$')
ZIP_START = re.compile(r'^〒?\s*(\d{3}-\d{4}|\d{6}|\d{5}(?:-\d{4})?)(?=[\s,，]|$|[^\d\s-])[\s,，]*')


def split_address(text, region=''):
    """Take an address apart.

    :param str text: '119019, Москва, ул. Арбат, д. 1', '〒100-0001 東京都千代田区千代田1-1'
    :return: dict with some of 'zip', 'country', 'state', 'city', 'street'
    """
    text = ' '.join(text.split())
    if region == 'CN' and CN.match(text.replace('〒', '')):
        return _asian(CN, text)
    match = ZIP_START.match(text)
    found = {}
    if match:
        found['zip'] = match.group(1)
        text = text[match.end():]
    for pattern in (JP, CN):
        if pattern.match(text):
            return {**found, **_asian(pattern, text)}
    russian = bool(re.search('[а-яё]', text, re.I))
    whole = None if russian or found else NO_COMMA.fullmatch(text)
    return whole.groupdict() if whole else {**found, **_by_commas(text, russian)}


def _asian(pattern, text):
    return {key: value.strip() for key, value in pattern.match(text).groupdict().items() if value and value.strip()}


def _by_commas(text, russian):
    found, street = {}, []
    for part in (part.strip() for part in text.split(',')):
        if not part:
            continue
        if re.fullmatch(r'\d{6}', part) and 'zip' not in found:
            found['zip'] = part
        elif 'country' not in found and len(part) > 1 and not street and country_code(part):
            found['country'] = country_code(part)
        elif russian and not street:
            _russian_part(part, found, street)
        elif russian or not street or not _western_part(part, found, street):
            street.append(part)
    last = country_code(street[-1]) if len(street) > 1 and (len(street[-1]) > 3 or street[-1] in SHORT_COUNTRIES) else ''
    if last and 'country' not in found:
        found['country'] = last
        street.pop()
    if street:
        found['street'] = ', '.join(street)
    return found


def _russian_part(part, found, street):
    city = RU_CITY.match(part)
    federal = RU_FEDERAL.match(part)
    if federal and 'city' not in found:
        found['city'] = federal.group(1)
    elif city and 'city' not in found:
        found['city'] = city.group('a') or city.group('b')
    elif 'state' not in found and RU_STATE.search(part):
        found['state'] = part
    else:
        street.append(part)


def _western_part(part, found, street):
    """A part behind the street that holds the postal code; :return: whether it was one"""
    match = 'zip' not in found and (STATE_ZIP.fullmatch(part) or UK_ZIP.fullmatch(part) or ZIP_CITY.fullmatch(part))
    if not match:
        return False
    values = {key: value for key, value in match.groupdict().items() if value}
    if 'city' not in values and len(street) > 1 and not re.search(r'\d', street[-1]):
        values['city'] = street.pop()
    found.update({key: value.strip() for key, value in values.items()})
    return True


def fix_zip(text, country):
    """Postal code with the zero that a spreadsheet dropped; (text, whether it was restored)."""
    length = ZIP_LENGTH.get(country)
    if country == 'US' and US_ZIP_4.fullmatch(text):
        return '0' + text, True
    if length and text.isdigit() and len(text) == length - 1:
        text = '0' + text
        return (f"{text[:3]}-{text[3:]}" if country == 'JP' else text), True
    return text, False
