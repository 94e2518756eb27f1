"""Names in CAPITALS or all small, written as names are written; mixed case is somebody's intention and stays."""
import re
from functools import lru_cache

from .names import HAN_OR_KANA, HONORIFICS

SHOUTED = re.compile(r"[^\W\d_a-zа-яё]['’]?[^\W\d_a-zа-яё]{2}|[^\W\d_a-zа-яё]{2}['’]")
# no name: markup, a path, a formula, a whole sentence
FOREIGN = re.compile(r'[<>{}=|@\\\[\]:;%]')
LONGEST = 120
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
VOWEL = re.compile('[aeiouyаеёиоуыэюяäöüéèáíóúàâêîôûõåæøіїєaeiou]', re.I)
PARTICLES = frozenset(['van', 'der', 'den', 'de', 'la', 'le', 'les', 'du', 'des', 'da', 'das', 'do', 'dos', 'di', 'del', 'della', 'dei', 'von', 'zu', 'zum', 'zur', 'ter', 'ten', 'y', 'e', 'af', 'av', 'bin', 'ibn', 'al', 'el', 'оглы', 'кызы', 'фон', 'ван', 'де', 'ла', 'ди', 'да'])
ROMAN = re.compile(r'(?:II|III|IV|VI{0,3}|IX)')
MAC = frozenset(['macdonald', 'macarthur', 'macleod', 'macgregor', 'macintyre', 'maclean', 'macmillan', 'macpherson', 'macdougall'])
# small words inside names of companies and places
SMALL = frozenset(['и', 'в', 'во', 'на', 'по', 'для', 'из', 'с', 'со', 'при', 'от', 'до', 'под', 'им', 'of', 'the', 'and', 'for', 'in', 'on', 'at', 'und', 'für', 'der', 'die', 'das', 'et', 'de', 'la', 'le', 'les', 'du', 'des', 'y', 'e', 'del', 'na', 'nad', 'an', 'am', 'im', 'über'])
FORMS = {form.casefold(): form for form in (
    'GmbH', 'mbH', 'AG', 'KG', 'OHG', 'UG', 'SE', 'e.K.', 'e.V.', 'Co', 'Ltd', 'LLC', 'LLP', 'PLC', 'Inc', 'Corp', 'SA', 'SAS', 'SARL', 'SRL', 'SpA', 'BV',
    'NV', 'AB', 'Oy', 'OyJ', 'AS', 'ApS', 'Sp', 'ООО', 'ОАО', 'ЗАО', 'ПАО', 'НАО', 'АО', 'ИП', 'НКО', 'АНО', 'ФГУП', 'ГУП', 'МУП', 'ТОО', 'ОДО', 'ЧП', 'ТСЖ',
    'ФГБУ', 'МБОУ', 'ГБУЗ', 'ГБУ', 'МБУ', 'ФКУ', 'КФХ', 'СПК', 'ТД', 'ТК', 'ПК', 'НПО', 'НПП', 'ЖКХ', 'OOO', 'ZAO', 'PAO', 'PTE', 'PTY', 'USA', 'UK', 'IT')}
# words that Russian writes small within a name
COMMON_NOUNS = re.compile(
    r'(?:дом|завод|компани|групп|фирм|город|район|област|управлени|администраци|отдел|больниц|школ|институт|университет|центр|фабрик|комбинат|магазин'
    r'|строительн|производственн|транспортн|торгов|обществ|ограниченн|ответственност|акционерн|научн|медицинск|клиник|агентств|служб|сервис|предприяти'
    r'|учреждени|муниципальн|государственн|бюджетн|детск|сад|лице|колледж)\w*')
LETTER = re.compile(r'[^\W\d_]')


@lru_cache(maxsize=4_000)
def person(text):
    """'ИВАНОВ ИВАН' -> 'Иванов Иван', 'mcdonald, ronald' -> 'McDonald, Ronald'; 'Jean DUPONT' -> 'Jean Dupont'."""
    small = text.islower()
    if (not small and not _has_capitals(text)) or _is_no_name(text):
        return text
    return WORD.sub(lambda match: _person_word(match, text, small), text)


def _is_no_name(text):
    return len(text) > LONGEST or bool(FOREIGN.search(text))


def _has_capitals(text):
    return bool(SHOUTED.search(text)) and any(len(word) > 2 and word.isupper() for word in WORD.findall(text))


def _person_word(match, text, small):
    word = match.group(0)
    folded = word.casefold()
    if not small and (not word.isupper() or ROMAN.fullmatch(word) or len(word) == 1):
        return word
    if len(word) < 3 and not text.isupper() and not small:
        return word
    first = match.start() == 0
    if folded in PARTICLES and not first and (match.end() < len(text) or folded in ('оглы', 'кызы')):
        return folded
    if (small or word.isupper()) and len(word) == 2 and not VOWEL.search(word):
        return word if not small else word.capitalize()
    if folded.startswith('mc') and len(folded) > 4:
        return 'Mc' + folded[2:].capitalize()
    if folded in MAC:
        return 'Mac' + folded[3:].capitalize()
    if folded in HONORIFICS and not first and '-' in text:
        return word
    parts = re.split("(['’])", folded)
    if len(parts) > 1:
        # O'Brien, d'Artagnan; but Mary's
        return ''.join(part.capitalize() if len(part) > 1 or place == 0 else part for place, part in enumerate(parts))
    return folded.capitalize()


@lru_cache(maxsize=4_000)
def company(text):
    """'ООО "РОМАШКА"' -> 'ООО "Ромашка"'; 'IBM', 'АО РЖД' and one short word stay, they are abbreviations."""
    if not (text.isupper() or text.islower()) or not LETTER.search(text) or HAN_OR_KANA.search(text) or _is_no_name(text):
        return text
    words = WORD.findall(text)
    if text.islower():
        if len(words) == 1 and words[0] != text.strip(' "«»\''):
            return text
        if re.search(r'\w\.\w{2,}', text):
            return text
    named = [word for word in words if word.casefold() not in FORMS]
    if text.isupper() and len(named) <= 1 and all(len(word) <= 4 for word in named):
        return text
    return WORD.sub(lambda match: _company_word(match, text, words), text)


def _company_word(match, text, words):
    word = match.group(0)
    folded = word.casefold()
    if folded in FORMS:
        return FORMS[folded]
    first = match.start() == 0 or not LETTER.search(text[:match.start()])
    if not first and folded in SMALL:
        return folded
    if text.isupper() and (not VOWEL.search(word) or len(word) == 1 or '.' + word in text or word + '.' in text[:match.end() + 1] and len(word) < 3):
        return word
    before = match.string[match.start() - 1:match.start()]
    if COMMON_NOUNS.fullmatch(folded) and not first and before not in '"«“„\'':
        return folded
    if before.isdigit():
        return word
    return folded.capitalize() if "'" not in folded and '’' not in folded else _person_word(match, text, text.islower())


@lru_cache(maxsize=4_000)
def place(text):
    """'РОСТОВ-НА-ДОНУ' -> 'Ростов-на-Дону', 'frankfurt am main' -> 'Frankfurt am Main'; 'NY' and 'СПБ' stay."""
    if not (text.isupper() or text.islower()) or len(LETTER.findall(text)) < 4:
        return text
    return WORD.sub(lambda match: match.group(0).casefold() if match.start() and match.group(0).casefold() in SMALL | {'г', 'д', 'п', 'с', 'пгт'}
                    else match.group(0).capitalize(), text)
