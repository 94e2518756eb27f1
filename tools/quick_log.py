"""The one-line form of an interaction: "called Anna 15 min, wants a quote -> send it on Friday at 10".

Pure functions without the ORM. The writer's words are never lost: what is not understood, and whatever
stands in the middle of a sentence, stays in the summary.
"""
import re

from . import quick_log_words as words
from .quick_log_clauses import ClauseReader
from .quick_log_dates import find_dates, find_time
from .quick_log_mentions import find_mentions, find_template
from .quick_log_pieces import Chip, Hint, Parsed, Vocabulary
from .quick_log_plan import Planner
from .quick_log_promises import find_promises
from .quick_log_steps import make_step

NEXT_MARKER = re.compile(words.NEXT_MARKERS, re.IGNORECASE)
SEPARATOR = re.compile(r'[\n;!?、。，；]|,(?!\d)|\.(?=\s|$)|[:：](?=\s|$)|\s[-–—]\s')
EMPTY = re.compile(rf'^(?:{words.whole(words.FILLERS)}|{words.FILLERS}(?=[{words.IDEOGRAPHS}])|[を|に|との|でした|[\W_])*$', re.IGNORECASE)
SUBJECT_VERB = re.compile(words.SUBJECT_VERBS, re.IGNORECASE)
INTRODUCED = re.compile(words.BEFORE_NAME, re.IGNORECASE)
ACTIVE_VERB = re.compile(words.ACTIVE_VERBS, re.IGNORECASE)
WORD = re.compile(r'\w+')


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
        head, reader = True, ClauseReader(self)
        for start, end in self._clauses():
            reader.read_clause(start, end, head)
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

    def add(self, key, start, end, value):
        """Keep one piece per key; a piece may not overlap another."""
        if key in self.ignore or any(chip.key == key for chip in self.chips):
            return False
        if start < end and any(chip.start < end and start < chip.end for chip in self.chips):
            return False
        self.chips.append(Chip(key, start, end, value))
        return True

    # What leaves the line as a whole

    def _take_template(self):
        found, hints = (None, []) if 'template' in self.ignore else find_template(self.text, self.vocabulary.templates)
        self.hints += hints
        if found:
            self.add('template', *found)
            self._take(found[0], found[1])

    def _take(self, start, end):
        self.taken.append((start, end))
        self.dropped.append((start, end))

    def _take_promises(self):
        found, hints = find_promises(self.text, self.now.date())
        self.hints += hints
        for number, (start, end, promise) in enumerate(found, start=1):
            if not self.add(f'promise{number}', start, end, promise):
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
            self.add('next', match.start(), end, make_step(segment, self.now))
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
                    self.add('next', start + hit[0], start + behind, make_step(self._unchipped(start, end), self.now, hit, at))
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

    def inside(self, start, end):
        """The visible pieces within a span."""
        return [chip for chip in self.chips if start <= chip.start < chip.end <= end]

    def is_understood(self, start, end):
        """Whether the clause holds nothing but understood pieces and empty words."""
        rest = self.text[start:end]
        inside = self.inside(start, end)
        for chip in sorted(inside, key=lambda chip: -chip.start):
            rest = rest[:chip.start - start] + ' ' + rest[chip.end - start:]
        return bool(inside) and bool(EMPTY.match(rest))

    def _drop_understood(self, start, end, head):
        """Let understood pieces leave the summary: whole clauses, and those at the edges of the head.

        Return whether the whole clause went, so that the next one is the head.
        """
        if self.is_understood(start, end):
            self.dropped.append((start, end))
            return True
        run, position = [], start
        for chip in sorted(self.inside(start, end), key=lambda chip: chip.start):
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
            self.add('direction', verb.start, verb.start, 'in')

    def _stands_alone(self, chip):
        """Whether nothing but understood pieces is before it in its clause."""
        start = next((start for start, end in self._clauses() if start <= chip.start < end), chip.start)
        return not self.text[start:chip.start].strip() or self.is_understood(start, chip.start)

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
