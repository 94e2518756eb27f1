"""Which next step has worked: shares of deals that moved on with and without it, and which of them is worth saying."""
import math
from typing import NamedTuple

LEAST_CASES = 20  # fewer deals tell nothing
LEAST_EACH = 5  # neither do fewer with, or without, the step
LEAST_ADVANTAGE = 0.1
# How sure it must be that more moved on with the step than without, in standard deviations: five times out of six.
CONFIDENCE = 1.0


class Cases(NamedTuple):
    """Deals that left a stage, with regard to one kind of step."""

    step: int
    done: int  # deals with the step
    done_moved: int  # of these, those that moved on
    total: int
    total_moved: int

    @property
    def share_with(self):
        return self.done_moved / self.done

    @property
    def share_without(self):
        return (self.total_moved - self.done_moved) / (self.total - self.done)


def best_step(all_cases):
    """Choose the step that makes the surest difference.

    :param all_cases: list of :class:`Cases`, one for each kind of step
    :return: one of them, or None when none is worth saying
    """
    worth = [cases for cases in all_cases if is_worth_saying(cases)]
    return max(worth, key=lambda cases: (lower_bound(cases.done_moved, cases.done) - cases.share_without, -cases.step), default=None)


def is_worth_saying(cases):
    """Tell whether there are enough deals, and whether the step makes a difference that is no chance."""
    if cases.total < LEAST_CASES or min(cases.done, cases.total - cases.done) < LEAST_EACH:
        return False
    return (cases.share_with - cases.share_without >= LEAST_ADVANTAGE
            and lower_bound(cases.done_moved, cases.done) > cases.share_without)


def lower_bound(successes, number, confidence=CONFIDENCE):
    """Return the share that is at least to be expected of so many cases: the lower end of Wilson's interval.

    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference (1927).
    """
    share, z2 = successes / number, confidence ** 2
    centre = share + z2 / (2 * number)
    spread = confidence * math.sqrt(share * (1 - share) / number + z2 / (4 * number ** 2))
    return (centre - spread) / (1 + z2 / number)
