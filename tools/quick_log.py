"""The one-line form of an interaction: "called Anna 15 min, wants a quote -> send it on Friday at 10".

Pure functions without the ORM. The writer's words are never lost: what is not understood, and whatever
stands in the middle of a sentence, stays in the summary.
"""
import re
from datetime import timedelta

from . import quick_log_words as words
from .quick_log_dates import find_dates, find_time
from .quick_log_duration import find_durations
from .quick_log_mentions import find_mentions, find_template
from .quick_log_names import match_name, said_words
from .quick_log_pieces import Chip, Hint, Parsed, Vocabulary
from .quick_log_plan import Planner
from .quick_log_promises import find_promises
from .quick_log_steps import is_past, make_step

TYPE = {kind: words.alternatives(patterns) for kind, patterns in words.TYPE_WORDS.items()}
DIRECTION = {side: words.alternatives(patterns) for side, patterns in words.DIRECTION_WORDS.items()}
OUTCOME = {code: words.alternatives(patterns) for code, patterns in words.OUTCOME_WORDS.items()}
NEXT_MARKER = re.compile(words.NEXT_MARKERS, re.IGNORECASE)
ARROW = re.compile(r'\s*([<>])(?!=)')
SEPARATOR = re.compile(r'[\n;!?、。，；]|,(?!\d)|\.(?=\s|$)|[:：](?=\s|$)|\s[-–—]\s')
HEAD_WORDS = 5
HEAD_IDEOGRAPHS = 14
EMPTY = re.compile(rf'^(?:{words.whole(words.FILLERS)}|{words.FILLERS}(?=[{words.IDEOGRAPHS}])|[を|に|との|でした|[\W_])*$', re.IGNORECASE)
SUBJECT_VERB = re.compile(words.SUBJECT_VERBS, re.IGNORECASE)
INTRODUCED = re.compile(words.BEFORE_NAME, re.IGNORECASE)
ACTIVE_VERB = re.compile(words.ACTIVE_VERBS, re.IGNORECASE)
WORD = re.compile(r'\w+')
WEEKDAY_PHRASE = re.compile(
    r'(?:on\s+)?(?:mon|tue|wed|thu|fri|saturday|sunday)\w*|во?\s+\w+|\w曜日?|(?:周|週|星期|礼拜|禮拜)\w', re.IGNORECASE)


def parse(text, now, vocabulary=None, ignore=()):
    """Understand one line.

    :param str text: what was typed; at least one visible character
    :param datetime now: the writer's local time
    :param Vocabulary vocabulary: contacts, types, outcomes, colleagues and templates of the database
    :param ignore: keys of pieces to leave as text: 'type', 'direction', 'duration', 'outcome', 'contact',
        'next', 'plan', 'date', 'user', 'template', 'promise1', 'promise2' ...
    :return: :class:`Parsed`; ``values`` may hold: type (kind, or id of a type), direction, duration (hours),
        outcome (code, or id of an outcome), contact (id), next (:class:`NextStep`), date (a past day), template (id),
        user (id, also in the step), promise1, promise2 ... (:class:`Promise`). With plan (a :class:`NextStep`) nothing
        took place yet: the line says only what is to come, and ``summary`` is the whole line.
    """
    vocabulary = vocabulary or Vocabulary()
    mentions = [] if 'user' in ignore else find_mentions(text, vocabulary.users, vocabulary.contacts)
    parser = _Parser(text, now, vocabulary, frozenset(ignore), mentions)
    parsed = parser.run()
    if parser.unassigned:
        # Nobody is to do anything: the names are part of the talk. Read again with them as words.
        hints = [Hint('nothing_to_assign', text[mention.start:mention.end]) for mention in parser.unassigned]
        rest = [mention for mention in mentions if mention not in parser.unassigned]
        parsed = _Parser(text, now, vocabulary, frozenset(ignore), rest).run()
        parsed.hints += hints
    return parsed


class _Parser:
    def __init__(self, text, now, vocabulary, ignore, mentions):
        self.original = text
        self.now = now
        self.vocabulary = vocabulary
        self.ignore = ignore
        self.chips = []
        self.dropped = []  # spans that leave the summary
        self.taken = []  # spans that are no part of what was said: template, promises, next step
        self.quiet = []  # spans whose days mean nothing
        self.mentions = [mention for mention in mentions if mention.user]
        self.doubtful = [mention for mention in mentions if not mention.user]
        self.unassigned = []
        self.hints = [Hint(mention.reason, text[mention.start:mention.end]) for mention in self.doubtful]
        # A colleague's name is nothing but a name: out of the way, and every position stays what it was.
        self.text = text
        for mention in self.mentions:
            self.text = self.text[:mention.start] + ' ' * (mention.end - mention.start) + self.text[mention.end:]

    def run(self):
        self._take_template()
        self._take_promises()
        self._take_marked_step()
        head = True
        for start, end in self._clauses():
            self._read_clause(start, end, head)
            head = head and self._drop_understood(start, end, head)
        if 'next' not in self._values() and 'next' not in self.ignore:
            self._take_unmarked_step()
        self._infer()
        if 'plan' not in self.ignore:
            Planner(self).run()
        # "Tomorrow" says when, not what.
        if [chip.key for chip in self.chips] == ['next'] and not self.chips[0].value.note:
            self.chips = []
        self._assign()
        return Parsed(
            sorted(self.chips, key=lambda chip: (chip.start, chip.end)), self._summary(), self._values(), self.hints)

    # Finding

    def _clauses(self):
        """The spans between punctuation of what was said."""
        position = 0
        for taken_start, taken_end in [*sorted(self.taken), (len(self.text), len(self.text))]:
            start = position
            for match in SEPARATOR.finditer(self.text, position, taken_start):
                if self.text[start:match.start()].strip():
                    yield start, match.start()
                start = match.end()
            if self.text[start:taken_start].strip():
                yield start, taken_start
            position = max(position, taken_end)

    def _read_clause(self, start, end, head):
        """Find the pieces in one clause; beyond the head only what fills the whole clause counts."""
        before = len(self.chips)
        if head:
            self._add_arrow(start)
        self._add_duration(start, end)
        self._add_words('outcome', self.vocabulary.outcomes, OUTCOME, start, end)
        if head:
            self._add_words('direction', [], DIRECTION, start, end)
            self._add_words('type', self.vocabulary.types, TYPE, start, self._head_end(start, end))
            self._add_past_day(start, end)
        self._add_contact(start, end, head)
        if head:
            self._add_past_weekday(start, end)
        if not head and not self._is_understood(start, end):
            kept = [chip for chip in self.chips[before:] if chip.key == 'contact']
            self.chips[before:] = kept

    def _add(self, key, start, end, value):
        """Keep one piece per key; a piece may not overlap another."""
        if key in self.ignore or any(chip.key == key for chip in self.chips):
            return False
        if start < end and any(chip.start < end and start < chip.end for chip in self.chips):
            return False
        self.chips.append(Chip(key, start, end, value))
        return True

    def _add_arrow(self, start):
        match = ARROW.match(self.text, start)
        if match:
            self._add('direction', match.start(1), match.end(1), 'in' if match[1] == '<' else 'out')

    def _add_duration(self, start, end):
        for found_start, found_end, hours in find_durations(self.text, start, end):
            self._add('duration', found_start, found_end, hours)

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
            if self._add(key, match.start(), match.end(), value):
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
        today = self.now.date()
        for found_start, found_end, day, past in find_dates(self.text[start:end], today):
            if past and day > today - timedelta(366):
                self._add('date', start + found_start, start + found_end, day)

    def _add_past_weekday(self, start, end):
        """Read "called on Friday" as the last Friday: a weekday right beside a verb in the past."""
        chips = {chip.key: chip for chip in self._inside(start, end)}
        verb = chips.get('type')
        if not verb or not is_past(self.text[verb.start:verb.end]):
            return
        behind = chips['contact'].end if 'contact' in chips and verb.end <= chips['contact'].start else verb.end
        today = self.now.date()
        for found_start, found_end, day, past in find_dates(self.text[start:end], today):
            phrase = self.text[start + found_start:start + found_end]
            beside = (not self.text[behind:start + found_start].strip() if start + found_start >= behind
                      else not self.text[start:start + found_start].strip()
                      and not self.text[start + found_end:verb.start].strip())
            if not past and beside and WEEKDAY_PHRASE.fullmatch(phrase):
                self.quiet.append((start + found_start, start + found_end))
                self._add('date', start + found_start, start + found_end, day - timedelta(7))
                return

    def _add_contact(self, start, end, head):
        span = self._find_contact(start, end, head)
        if span and not any(span[0] < mention.end and mention.start < span[1] for mention in self.doubtful):
            self._add('contact', *span)

    def _find_contact(self, start, end, head):
        """The span and id of the one contact that fits best, or None when none or several do."""
        best, best_score, tie = None, 0, False
        said = said_words(self.text, start, end)
        for contact_id, name in self.vocabulary.contacts:
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

    # What leaves the line as a whole

    def _take_template(self):
        found, hints = (None, []) if 'template' in self.ignore else find_template(self.text, self.vocabulary.templates)
        self.hints += hints
        if found:
            self._add('template', *found)
            self._take(found[0], found[1])

    def _take(self, start, end):
        self.taken.append((start, end))
        self.dropped.append((start, end))

    def _take_promises(self):
        found, hints = find_promises(self.text, self.now.date())
        self.hints += hints
        for number, (start, end, promise) in enumerate(found, start=1):
            if not self._add(f'promise{number}', start, end, promise):
                self.quiet.append((start, end))  # text by wish: its day is no next step either
                continue
            self._take(start, end)
            named = next((mention for mention in self.mentions if start <= mention.start < end), None)
            if named and promise.side == 'ours':
                promise.user = named.user

    # The next step

    def _take_marked_step(self):
        """Take all behind "->", "next:", "далее:" ... up to a promise as the next step."""
        match = None if 'next' in self.ignore else self._next_marker()
        if not match:
            return
        end = min([start for start, _end in self.taken if start >= match.end()], default=len(self.text))
        segment = self.text[match.end():end]
        if segment.strip():
            self._add('next', match.start(), end, make_step(segment, self.now))
            self._take(match.start(), end)

    def _next_marker(self):
        return next((match for match in NEXT_MARKER.finditer(self.text)
                     if not any(start <= match.start() < end for start, end in self.taken)), None)

    def _take_unmarked_step(self):
        """Take the first coming day mentioned; what stands around it in its clause is what to do."""
        for start, end in self._clauses():
            clause = self.text[start:end]
            for hit in find_dates(clause, self.now.date()):
                behind, at = find_time(clause, hit[1])
                is_today_without_time = hit[2] == self.now.date() and (at is None or at <= self.now.time())
                is_quiet = any(first < start + hit[1] and start + hit[0] < last for first, last in self.quiet)
                if not hit[3] and not is_today_without_time and not is_quiet:
                    self._add('next', start + hit[0], start + behind, make_step(self._unchipped(start, end), self.now, hit, at))
                    return

    def _assign(self):
        """Give the step to the colleague named; who is named for nothing is left to the caller."""
        step = self._values().get('plan') or self._values().get('next')
        for mention in self.mentions:
            promise = next((chip.value for chip in self.chips if chip.key.startswith('promise')
                            and chip.start <= mention.start < chip.end), None)
            if promise:
                assigned = promise.user == mention.user
            elif assigned := bool(step and not step.user):
                step.user = mention.user
                self.chips.append(Chip('user', mention.start, mention.end, mention.user))
            if not assigned:
                self.unassigned.append(mention)

    def _unchipped(self, start, end):
        """The clause without what was understood otherwise: "called Anna, send offer" -> "send offer"."""
        result = self.text[start:end]
        for chip in sorted(self.chips, key=lambda chip: -chip.start):
            if start <= chip.start and chip.end <= end and self._is_dropped(chip):
                result = result[:chip.start - start] + result[chip.end - start:]
        return result

    def _is_dropped(self, chip):
        return any(start <= chip.start and chip.end <= end for start, end in self.dropped)

    # The rest

    def _inside(self, start, end):
        """The visible pieces within a span."""
        return [chip for chip in self.chips if start <= chip.start < chip.end <= end]

    def _is_understood(self, start, end):
        """Whether the clause holds nothing but understood pieces and empty words."""
        rest = self.text[start:end]
        inside = self._inside(start, end)
        for chip in sorted(inside, key=lambda chip: -chip.start):
            rest = rest[:chip.start - start] + ' ' + rest[chip.end - start:]
        return bool(inside) and bool(EMPTY.match(rest))

    def _drop_understood(self, start, end, head):
        """Let understood pieces leave the summary: whole clauses, and those at the edges of the head.

        Return whether the whole clause went, so that the next one is the head.
        """
        if self._is_understood(start, end):
            self.dropped.append((start, end))
            return True
        run, position = [], start
        for chip in sorted(self._inside(start, end), key=lambda chip: chip.start):
            between = self.text[position:chip.start]
            if re.search(r'\w', between) if not run else not EMPTY.match(between):
                break
            run.append(chip)
            position = chip.end
        # "call center is late": one word directly before others may mean something else, so it stays.
        separated = run and re.match(rf'[{words.IDEOGRAPHS}]', self.text[run[0].start]) and self.text[position].isspace()
        if len(run) > 1 or separated:
            self.dropped.append((start, position))
        return False

    def _infer(self):
        """Draw what follows: the kind from the outcome, the direction from who stands before the verb."""
        values = self._values()
        self.chips = [chip for chip in self.chips if chip.key != 'duration' or self._is_of_the_talk(chip)]
        # "Call, interested" is an outcome, "may be interested" is not.
        self.chips = [chip for chip in self.chips if chip.value != 'interested' or self._stands_alone(chip)]
        kind = words.KIND_OF_OUTCOME.get(values.get('outcome'))
        chips = {chip.key: chip for chip in self.chips}
        if kind and 'type' not in values and 'type' not in self.ignore:
            self.chips.append(Chip('type', chips['outcome'].start, chips['outcome'].start, kind))
        verb, contact = chips.get('type'), chips.get('contact')
        if verb and contact and 'direction' not in values and self._is_subject(verb, contact):
            self._add('direction', verb.start, verb.start, 'in')

    def _stands_alone(self, chip):
        """Whether nothing but understood pieces is before it in its clause."""
        start = next((start for start, end in self._clauses() if start <= chip.start < end), chip.start)
        return not self.text[start:chip.start].strip() or self._is_understood(start, chip.start)

    def _is_of_the_talk(self, duration):
        """Whether it says how long the talk took: "delivery takes 2 hours" does not."""
        start = max((match.end() for match in SEPARATOR.finditer(self.text, 0, duration.start)), default=0)
        after_the_talk = any(
            chip.key in ('type', 'contact') and start <= chip.start and chip.end <= duration.start for chip in self.chips)
        return after_the_talk or self._is_dropped(duration) or not self.text[start:duration.start].strip()

    def _is_subject(self, verb, contact):
        """Whether the contact is who called or came: "Anna called", "позвонил Иван"."""
        name, action = self.text[contact.start:contact.end], self.text[verb.start:verb.end]
        if INTRODUCED.match(name):
            return False
        if contact.end <= verb.start:
            return not self.text[contact.end:verb.start].strip() and bool(ACTIVE_VERB.fullmatch(action))
        nominative = {part.casefold() for _id, full in self.vocabulary.contacts for part in WORD.findall(full)}
        return (
            bool(SUBJECT_VERB.fullmatch(action))
            and not self.text[verb.end:contact.start].strip()
            and all(part.casefold() in nominative for part in WORD.findall(name))
        )

    def _summary(self):
        if 'plan' in self._values() or not self.dropped:
            return self.original.strip()
        rest = self._without(self.dropped)
        rest = re.sub(r'^(?:[\s,.;:!?、。，；：-])+', '', rest)
        rest = re.sub(r'[\s,;:、，；：]+$', '', rest)
        # Where everything was understood, the words of the talk itself are its summary.
        return next(text for text in (rest, self._without(self.taken).strip(' ,;、，；'), self.original.strip()) if re.search(r'\w', text) or text == self.original.strip())

    def _without(self, spans):
        text, position = '', 0
        for start, end in sorted(spans):
            text += self.text[position:start] if start > position else ''
            position = max(position, end)
        return re.sub(r'(?<=\S) {2,}', ' ', text + self.text[position:]) if spans or self.mentions else self.text

    def _values(self):
        return {chip.key: chip.value for chip in self.chips}
