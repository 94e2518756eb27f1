"""Which encoding a text file has: BOM, strict UTF-8, then how much each decoding looks like language.

Statistics of `charset-normalizer` need more text than a short address list has; its opinion decides only
between decodings that look equally well.
"""
import codecs
import re

BOMS = [(codecs.BOM_UTF8, 'utf-8-sig'), (codecs.BOM_UTF32_LE, 'utf-32'), (codecs.BOM_UTF32_BE, 'utf-32'),
        (codecs.BOM_UTF16_LE, 'utf-16'), (codecs.BOM_UTF16_BE, 'utf-16')]
CYRILLIC = ('cp1251', 'cp866', 'koi8-r', 'mac-cyrillic')
ASIAN = ('cp932', 'gb18030', 'euc-jp', 'euc-kr', 'big5')
LATIN = ('cp1252', 'cp1250', 'cp1254')
CANDIDATES = CYRILLIC + ASIAN + LATIN
# letters of running Russian text, most frequent first: two thirds of it are the first ten
COMMON_RUSSIAN = frozenset('оеаинтсрвлОЕАИНТСРВЛ')
WORDS = re.compile(r'[^\W\d_]+')
KANA = re.compile('[\u3041-\u30ff]')
HAN = re.compile('[\u4e00-\u9fff]')
HANGUL = re.compile('[\uac00-\ud7af]')
HALF_KANA = re.compile('[\uff61-\uff9f]')
RUBBISH = re.compile('[\u2500-\u25ff\x80-\x9f\ue000-\uf8ff\ufffd\u0400-\u040f\u0450\u0452-\u045f\u0490-\u04ff]')
SAMPLE = 64 << 10


def from_bom(head):
    """:return: name of the encoding that a byte order mark tells, or None"""
    return next((name for mark, name in BOMS if head.startswith(mark)), None)


def without_bom(head):
    """UTF-16 saved without a mark: every other byte of its ASCII characters is zero."""
    sample = head[:4096]
    if len(sample) < 8 or sample.count(0) < len(sample) // 6:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > 8 * even:
        return 'utf-16-le'
    return 'utf-16-be' if even > 8 * odd else None


def guess(sample, accept=lambda name: True):
    """The most plausible encoding of bytes that are no UTF-8.

    :param bytes sample: a part with as many non-ASCII bytes as possible, cut at line ends
    :param accept: called with a name, tells whether the whole file decodes with it
    :return: (name or None, confidence 0..1)
    """
    scores = {name: plausibility(sample, name) for name in CANDIDATES}
    ranked = sorted((name for name in scores if scores[name] > 0), key=scores.get, reverse=True)
    ranked = [name for name in ranked[:5] if accept(name)]
    if not ranked:
        return None, 0.0
    best = ranked[0]
    # encodings that read these bytes alike are no rivals: the first, most usual one stands for them
    texts = {}
    for name in ranked:
        if scores[best] - scores[name] < 0.03:
            texts.setdefault(sample.decode(name, 'replace'), name)
    rivals = list(texts.values())
    best = rivals[0]
    if len(rivals) > 1:
        best = _opinion(sample, rivals) or best
    return best, scores[best]


def plausibility(sample, name):
    """0..1: how much the non-ASCII part of the decoded text looks like something people write."""
    try:
        text = sample.decode(name)
    except UnicodeDecodeError as error:
        # a character cut by the end of the sample
        if error.start < len(sample) - 4:
            return 0.0
        text = sample[:error.start].decode(name)
    foreign = [character for character in text if character > '\x7f']
    if not foreign:
        return 0.0
    joined = ''.join(foreign)
    rubbish = len(RUBBISH.findall(joined)) / len(joined)
    if name in CYRILLIC:
        return max(0.0, _cyrillic(text, joined) - 3 * rubbish)
    if name in ASIAN:
        return max(0.0, _asian(name, joined) - 3 * rubbish)
    return max(0.0, _latin(text) - 3 * rubbish)


def _cyrillic(text, foreign):
    letters = [character for character in foreign if 'а' <= character.lower() <= 'я' or character in 'ёЁ']
    if not letters:
        return 0.0
    common = sum(character in COMMON_RUSSIAN for character in letters) / len(letters)
    words = [word for word in WORDS.findall(text) if any(character > '\x7f' for character in word)]
    orderly = sum(word.islower() or word.isupper() or word.istitle() for word in words) / max(1, len(words))
    share = len(letters) / len(foreign)
    # two thirds of the letters of Russian are common ones, a third when the bytes mean something else
    return share * min(1.0, common / 0.6) * (0.3 + 0.7 * orderly)


def _asian(name, foreign):
    kana, han = len(KANA.findall(foreign)), len(HAN.findall(foreign))
    hangul, half = len(HANGUL.findall(foreign)), len(HALF_KANA.findall(foreign))
    total = len(foreign)
    level = _common_han(name, foreign) if han else 1.0
    if name in ('cp932', 'euc-jp'):
        # a Japanese table has kana somewhere; half-width ones in long runs are single bytes misread
        return max(0.0, (kana + han * level) / total * (0.97 if kana else 0.6) - half / total)
    if name == 'euc-kr':
        return hangul / total
    if kana * 3 > han and kana > 3:
        return 0.5 * (kana + han) / total
    return han / total * level * 0.95


def _common_han(name, foreign):
    """Share of characters in the level of everyday use of the national standard."""
    codec, first, last = {
        'cp932': ('cp932', 0x889F, 0x9872), 'euc-jp': ('euc-jp', 0xB0A1, 0xCFD3),
        'gb18030': ('gb2312', 0xB0A1, 0xD7F9), 'big5': ('big5', 0xA440, 0xC67E)}.get(name, ('euc-kr', 0, 0xFFFF))
    characters = HAN.findall(foreign)
    everyday = 0
    for character in characters:
        code = character.encode(codec, 'ignore')
        everyday += len(code) == 2 and first <= int.from_bytes(code, 'big') <= last
    return (everyday / len(characters)) ** 2


def _latin(text):
    words = [word for word in WORDS.findall(text) if any(character > '\x7f' for character in word)]
    if not words:
        return 0.3
    # in western words most letters are ASCII; a word of accents only is another script misread
    western = sum(sum(character < '\x80' for character in word) * 2 >= len(word) for word in words) / len(words)
    orderly = sum(word.islower() or word.isupper() or word.istitle() for word in words) / len(words)
    return 0.9 * western * (0.3 + 0.7 * orderly)


def _opinion(sample, rivals):
    from charset_normalizer import from_bytes
    best = from_bytes(sample[:8192], cp_isolation=list(rivals)).best()
    found = best.encoding.replace('_', '-') if best else None
    return next((name for name in rivals if name.replace('_', '-') == found), None)
