"""Pipelines that are made up, the same every time: stages whose hazards change with the days spent in them and with the season.

Nothing of the add-on is used here. Each day an open deal may go on, go back, be won or be lost; how likely that is depends on its stage, the
days in it, the month, the team and a little on its amount. Sellers enter the percentages that people use for stages, each with an
optimism of their own, promise a closing date, and promise another one when it has passed.
"""
import math
import random

OPEN = 5
ENTERED = (10, 25, 50, 75, 90)
# Per day: going on, being lost, being won; what is lost in time and how the chance to go on peaks is in `hazards`.
ON = (0.050, 0.040, 0.035, 0.030, 0.0)
LOST = (0.014, 0.012, 0.010, 0.008, 0.006)
WON = (0.0, 0.001, 0.003, 0.008, 0.040)
BACK = 0.003
SEASON = (0.75, 0.85, 1.1, 1.05, 0.95, 1.15, 0.75, 0.7, 1.1, 1.15, 1.2, 1.35)
TEAM = (1.25, 1.0, 0.75)
SELLERS = 12


class Deal:
    """One deal: when it began and moved, in days; ``moves`` is a list of (day, event, stage), the last of them won or lost."""

    def __init__(self, rng, number, day):
        self.number, self.day = number, day
        self.seller = rng.randrange(SELLERS)
        self.team = self.seller % len(TEAM)
        self.amount = round(math.exp(rng.gauss(9, 1)), 2)
        self.optimism = 1 + 0.12 * (self.seller % 5 - 1.5)
        self.deadlines = [(day, day + int(rng.uniform(25, 60) + 20 * rng.random()))]
        self.moves = [(day, 'created', 0)]
        self._live(rng)

    def _live(self, rng):
        day, stage, since = self.day, 0, self.day
        while True:
            on, lost, won = self.hazards(stage, day - since, day)
            draw = rng.random()
            day += 1
            if draw < won:
                return self.moves.append((day, 'won', OPEN))
            if draw < won + lost:
                return self.moves.append((day, 'lost', stage))
            if draw < won + lost + on:
                stage, since = stage + 1, day
                self.moves.append((day, 'moved', stage))
            elif stage and draw < won + lost + on + BACK:
                stage, since = stage - 1, day
                self.moves.append((day, 'moved', stage))
            if day > self.deadlines[-1][1]:
                self.deadlines.append((day, day + rng.randrange(15, 60)))

    def hazards(self, stage, age, day):
        """:return: (going on, lost, won) on this day"""
        speed = (0.3 + 1.5 * math.exp(-(((age - 18) / 16) ** 2)) + 0.2 * math.exp(-age / 60)) * SEASON[day // 30 % 12] * TEAM[self.team]
        small = (math.exp(9) / self.amount) ** 0.1
        fading = 0.6 + min(age, 120) / 60
        return ON[stage] * speed, LOST[stage] * fading, WON[stage] * speed * small

    @property
    def end(self):
        return self.moves[-1][0]

    def at(self, day):
        """:return: (stage, entered probability, promised closing) on that day, for a deal that is open then"""
        stage = [stage for moved, _event, stage in self.moves if moved <= day][-1]
        deadline = [date for set_on, date in self.deadlines if set_on <= day][-1]
        return stage, min(max(ENTERED[min(stage, OPEN - 1)] * self.optimism, 1), 99), deadline


def deals(number, days, seed=7):
    """:return: list of `Deal` that began within so many days"""
    rng = random.Random(seed)
    return [Deal(rng, place, rng.randrange(days)) for place in range(number)]
