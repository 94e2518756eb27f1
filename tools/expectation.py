"""What history says about open opportunities: the classes that are counted, and the bounds of a sum.

An opportunity that stands in a stage for a number of days is compared with those that once stood there as long (the "landmark"
of van Houwelingen, Scand. J. Statist. 34, 2007): what share of them was won within h days from then, being lost as the competing
risk. Of those still open only is known that nothing happened so far; a life table by the actuarial method takes care of them
(Aalen and Johansen, Scand. J. Statist. 5, 1978; Putter and Spitoni, Stat. Methods Med. Res. 27, 2018).
"""
import math

# Days in the stage from which a class begins; the last one has no end.
AGES = (0, 7, 14, 21, 30, 45, 60, 90, 120, 180, 270, 365)
# Days from the landmark at which a step of the life table ends; who is still open after the last one counts as not won.
HORIZONS = (7, 14, 21, 30, 45, 60, 75, 90, 120, 150, 180, 240, 300, 365, 545, 730)
# The share of a class is drawn towards that of the class above it as if it were known from so many deals there.
PRIOR = 10
# Fewer closed deals than these say nothing.
ENOUGH = 30
# 8 in 10 cases lie within, if the sum is spread like the normal distribution.
Z = 1.2816


def bounds(deals, swing=0.0, months=None, z=Z):
    """Bounds between which the sum of what is won will lie in 8 of 10 cases.

    Each deal brings its amount or nothing. The variance of the sum has three parts:

    * chance: S = sum(amount^2 p (1 - p)), the wins being independent;
    * what is not known well: each p comes from ``weight`` deals only, so as the mean of a beta distribution it has the variance
      p (1 - p) / (weight + 1). Deals of a class share that error and neighbouring classes share deals, so the errors are added as if they
      were one: D = sum(amount sqrt(p (1 - p) / (weight + 1)));
    * what all deals of a month have in common: swing^2 x sum over the months of (what is expected in the month)^2.

    The bounds are mean -/+ z sqrt(S + D^2 + common), within what is possible.

    :param deals: iterable of (amount, p, weight)
    :param float swing: see `crm.stage.statistics._learn_swing`
    :param months: what is expected in each month; without, all in one
    :return: (lower, upper)
    """
    mean = spread = drift = most = 0.0
    for amount, p, weight in deals:
        doubt = max(p * (1 - p), 0)
        mean += amount * p
        most += amount
        spread += amount ** 2 * doubt
        drift += amount * math.sqrt(doubt / (weight + 1))
    common = swing ** 2 * sum(part ** 2 for part in ([mean] if months is None else months))
    width = z * math.sqrt(spread + drift ** 2 + common)
    return max(mean - width, min(most, 0)), min(mean + width, max(most, 0))
