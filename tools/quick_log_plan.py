"""Telling a plan from the record of a talk: a line that says only what is to come."""
import re

from .quick_log_dates import find_dates, find_time
from .quick_log_steps import KIND_OF_TYPE, SUFFIX, cut, is_past, is_statement, make_step

# What can only be said of a talk that took place.
TOOK_PLACE = {'date', 'direction', 'template'}


class Planner:
    """Turns the next step of a parsed line into a plan when nothing else is in the line.

    A plan it is, when a coming day is named, no word tells of the past (an outcome, "called", "yesterday" ...), and
    what stands before the day is at most a contact. "Call Anna tomorrow" plans; "call 10 min, offer tomorrow" logs.
    """

    def __init__(self, parser):
        self.parser = parser
        self.text = parser.text

    def run(self):
        chips = {chip.key: chip for chip in self.parser.chips}
        if 'next' not in chips or not TOOK_PLACE.isdisjoint(chips) or any(key.startswith('promise') for key in chips):
            return
        if is_past(self.text.lstrip()) or not self._may_be_planned(chips.get('outcome')):
            return
        step = chips['next']
        plan = self._of_marked(step) if (step.start, step.end) in self.parser.taken else self._of_unmarked(chips)
        if plan and re.search(r'\w', plan.note):
            self._replace(chips, plan)

    def _may_be_planned(self, outcome):
        """Of the outcomes only "call back" can be a plan, where a language does not tell the one from the other."""
        return not outcome or (outcome.value == 'call_back' and not re.search('[a-zа-я]', self.text[outcome.start:outcome.end], re.IGNORECASE))

    def _of_marked(self, step):
        """Behind an arrow: a plan, when there is nothing before it but whom it is about."""
        clauses = list(self.parser._clauses())
        return step.value if all(self._is_address(start, end) for start, end in clauses) else None

    def _of_unmarked(self, chips):
        clauses = list(self.parser._clauses())
        place = next(index for index, (start, end) in enumerate(clauses) if start <= chips['next'].start < end)
        first = place
        if place and not self._rest(*clauses[place], chips['next']):
            first -= 1  # "call Anna, tomorrow": the day stands alone
        if not all(self._is_address(start, end) for start, end in clauses[:first]):
            return None
        planned = [chip for chip in self.parser.chips if chip.key in ('type', 'duration')]
        if any(chip.start >= clauses[place][1] for chip in planned):
            return None
        start, end = clauses[first][0], clauses[-1][1]
        planned = [chip for chip in self.parser.chips if chip.key in ('type', 'duration')]
        if any(chip.start >= clauses[place][1] for chip in planned):
            return None
        start, end = clauses[first][0], clauses[-1][1]
        if is_statement(self.text[start:end]):
            return None
        hit = next(hit for hit in find_dates(self.text[start:end], self.parser.now.date())
                   if start + hit[0] == chips['next'].start)
        behind, at = find_time(self.text, start + hit[1])
        behind = SUFFIX.match(self.text, behind, end).end()
        spans = [(start + hit[0], behind), *((chip.start, chip.end) for chip in planned if chip.key == 'duration')]
        words = self.text[start:end]
        for span_start, span_end in sorted(spans, reverse=True):
            words = cut(words, span_start - start, span_end - start)
        if is_statement(words):
            return None
        plan = make_step(words, self.parser.now, hit, at)
        duration = chips.get('duration')
        plan.hours = duration.value if duration else 0
        return plan

    def _rest(self, start, end, chip):
        return re.sub(r'\W', '', self.text[start:chip.start] + self.text[chip.end:end])

    def _is_address(self, start, end):
        """Whether a clause names a contact and nothing else."""
        inside = [chip for chip in self.parser.chips if start <= chip.start < chip.end <= end]
        return bool(inside) and all(chip.key == 'contact' for chip in inside) and self.parser.is_understood(start, end)

    def _replace(self, chips, plan):
        kind = chips['type'].value if 'type' in chips else None
        if plan.kind == 'todo':
            plan.kind = KIND_OF_TYPE.get(kind, 'todo')
        if plan.kind != 'meeting' and 'duration' in chips:
            plan.hours = 0
            plan.note = f"{plan.note} {self.text[chips['duration'].start:chips['duration'].end]}"
        kept = [chip for chip in self.parser.chips if chip.key == 'contact' or (chip.key == 'duration' and plan.hours)]
        step = chips['next']
        step.key, step.value = 'plan', plan
        self.parser.chips = [*kept, step]
        self.parser.dropped = []
