"""Finding the pieces of one clause: type, direction, outcome, duration, contact and past day."""
import re
from datetime import timedelta

from . import quick_log_words as words
from .quick_log_dates import find_dates
from .quick_log_duration import find_durations
from .quick_log_names import match_name, said_words
from .quick_log_steps import is_past

TYPE = {kind: words.alternatives(patterns) for kind, patterns in words.TYPE_WORDS.items()}
DIRECTION = {side: words.alternatives(patterns) for side, patterns in words.DIRECTION_WORDS.items()}
OUTCOME = {code: words.alternatives(patterns) for code, patterns in words.OUTCOME_WORDS.items()}
ARROW = re.compile(r'\s*([<>])(?!=)')
HEAD_WORDS = 5
HEAD_IDEOGRAPHS = 14
WEEKDAY_PHRASE = re.compile(
    r'(?:on\s+)?(?:mon|tue|wed|thu|fri|saturday|sunday)\w*|во?\s+\w+|\w曜日?|(?:周|週|星期|礼拜|禮拜)\w', re.IGNORECASE)
WORD = re.compile(r'\w+')


class ClauseReader:
    """Reads the clauses of a line for its parser, which keeps the pieces."""

    def __init__(self, parser):
        self.parser = parser
        self.text = parser.text

    def read_clause(self, start, end, head):
        """Find the pieces in ``text[start:end]``; beyond the head only what fills the whole clause counts."""
        before = len(self.parser.chips)
        if head:
            self._add_arrow(start)
        self._add_duration(start, end)
        self._add_words('outcome', self.parser.vocabulary.outcomes, OUTCOME, start, end)
        if head:
            self._add_words('direction', [], DIRECTION, start, end)
            self._add_words('type', self.parser.vocabulary.types, TYPE, start, self._head_end(start, end))
            self._add_past_day(start, end)
        self._add_contact(start, end, head)
        if head:
            self._add_past_weekday(start, end)
        if not head and not self.parser.is_understood(start, end):
            kept = [chip for chip in self.parser.chips[before:] if chip.key == 'contact']
            self.parser.chips[before:] = kept

    def _add_arrow(self, start):
        match = ARROW.match(self.text, start)
        if match:
            self.parser.add('direction', match.start(1), match.end(1), 'in' if match[1] == '<' else 'out')

    def _add_duration(self, start, end):
        for found_start, found_end, hours in find_durations(self.text, start, end):
            self.parser.add('duration', found_start, found_end, hours)

    def _add_words(self, key, own, builtin, start, end):
        """Find the first word of ``own`` (the administrator's names) or ``builtin``, the longest at one place."""
        hits = []
        for record_id, name in own:
            match = re.compile(words.whole(re.escape(name)), re.IGNORECASE).search(self.text, start, end)
            if match:
                hits.append((match.start(), -match.end(), 0, match, record_id))
        for value, pattern in builtin.items():
            match = pattern.search(self.text, start, end)
            if match:
                hits.append((match.start(), -match.end(), 1, match, value))
        for *_order, match, value in sorted(hits, key=lambda hit: hit[:3]):
            if self.parser.add(key, match.start(), match.end(), value):
                return

    def _head_end(self, start, end):
        """Only the first words of a line can say what kind of talk it was."""
        limit = end
        for number, match in enumerate(WORD.finditer(self.text, start, end)):
            if number == HEAD_WORDS:
                limit = match.start()
                break
        if re.search(f'[{words.IDEOGRAPHS}]', self.text[start:limit]):
            limit = min(limit, start + HEAD_IDEOGRAPHS)
        return limit

    def _add_past_day(self, start, end):
        today = self.parser.now.date()
        for found_start, found_end, day, past in find_dates(self.text[start:end], today):
            if past and day > today - timedelta(366):
                self.parser.add('date', start + found_start, start + found_end, day)

    def _add_past_weekday(self, start, end):
        """Read "called on Friday" as the last Friday: a weekday right beside a verb in the past."""
        chips = {chip.key: chip for chip in self.parser.inside(start, end)}
        verb = chips.get('type')
        if not verb or not is_past(self.text[verb.start:verb.end]):
            return
        behind = chips['contact'].end if 'contact' in chips and verb.end <= chips['contact'].start else verb.end
        today = self.parser.now.date()
        for found_start, found_end, day, past in find_dates(self.text[start:end], today):
            phrase = self.text[start + found_start:start + found_end]
            beside = (not self.text[behind:start + found_start].strip() if start + found_start >= behind
                      else not self.text[start:start + found_start].strip()
                      and not self.text[start + found_end:verb.start].strip())
            if not past and beside and WEEKDAY_PHRASE.fullmatch(phrase):
                self.parser.quiet.append((start + found_start, start + found_end))
                self.parser.add('date', start + found_start, start + found_end, day - timedelta(7))
                return

    def _add_contact(self, start, end, head):
        span = self._find_contact(start, end, head)
        if span and not any(span[0] < mention.end and mention.start < span[1] for mention in self.parser.doubtful):
            self.parser.add('contact', *span)

    def _find_contact(self, start, end, head):
        """The span and id of the one contact that fits best, or None when none or several do."""
        best, best_score, tie = None, 0, False
        said = said_words(self.text, start, end)
        for contact_id, name in self.parser.vocabulary.contacts:
            hit = match_name(name, self.text, start, end, said)
            if not hit:
                continue
            score, hit_start, hit_end = hit
            introduced = re.search(rf'(?:(?<!\w)|(?=[和跟与與给給@]))(?:{words.BEFORE_NAME})$', self.text[start:hit_start], re.IGNORECASE)
            suffix = re.compile(words.AFTER_NAME).match(self.text, hit_end, end)
            if not (head or introduced or suffix[0] or score > 1):
                continue
            if self.text[hit_end:hit_end + 1] == '@':
                continue  # of an e-mail address
            hit_start = start + introduced.start() if introduced else hit_start
            span = (hit_start, suffix.end(), contact_id)
            tie = score == best_score and best[2] != contact_id
            if score > best_score:
                best, best_score, tie = span, score, False
        return None if tie else best
