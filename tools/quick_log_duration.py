"""How long a talk took, in four languages."""
import re

from .quick_log_words import IDEOGRAPHS

LONGEST = 12
HALF_HOUR = re.compile(r'(?<!\w)(?:half an hour|half hour|полчаса)(?!\w)|半小时|半小時|半時間', re.IGNORECASE)
HOURS = r'(?:hours?|hrs?|h|час(?:ов|а)?|ч\.?|時間|小时|小時|个小时)'
MINUTES = r'(?:minutes?|mins?|минут[ыу]?|мин\.?|分钟|分鐘|分間|分)'
DURATION = re.compile(
    rf'(?<![\w.,:])(?:(?P<h>\d{{1,2}}(?:[.,]\d)?)\s*{HOURS}(?:\s*(?P<hm>\d{{1,2}})(?:\s*{MINUTES})?)?(?!\w*[a-zа-я])'
    rf'|(?P<m>\d{{1,3}})(?:\s*{MINUTES}(?![a-zа-я])|(?-i:m)(?!\w)))', re.IGNORECASE)
# Without a Latin or Cyrillic neighbour a number may follow an ideograph directly: 田中さんと15分.
DURATION_CJK = re.compile(rf'(?<=[{IDEOGRAPHS}])(?P<m>\d{{1,3}})(?:分钟|分鐘|分間|分)|'
                          rf'(?<=[{IDEOGRAPHS}])(?P<h>\d{{1,2}})(?:時間|小时|小時)(?P<hm>\d{{1,2}})?分?')
NOT_A_DURATION = re.compile(r'(?<!\w)(?:in|after|within|every|через|за|каждые)\s+$', re.IGNORECASE)


def find_durations(text, start, end):
    """Find the durations in ``text[start:end]``; "in 15 min" is a moment to come, not a duration.

    :return: generator of (start, end, hours)
    """
    for match in HALF_HOUR.finditer(text, start, end):
        yield match.start(), match.end(), 0.5
    for pattern in (DURATION, DURATION_CJK):
        for match in pattern.finditer(text, start, end):
            hours = float((match['h'] or '0').replace(',', '.')) + int(match['hm'] or match['m'] or 0) / 60
            if 0 < hours <= LONGEST and not NOT_A_DURATION.search(text[:match.start()]):
                yield match.start(), match.end(), round(hours, 4)
