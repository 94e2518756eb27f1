"""What history says of open deals against "stage probability x amount", on made-up pipelines of four years.

Learned once, from what was known at the end of the second year; asked at the beginning of each of the next 24 months, with what was
known then. Learning, shares and bounds are the product's own SQL on tables of the host; the dates are shifted so that the day asked about
is today. What then happened, to the end of each deal, is known to the generator alone. All of it is rolled back.
"""
import math
import time
from datetime import timedelta

from forecast_data import OPEN, deals

from odoo.tools import SQL

from odoo.addons.crm_customer_record.tools.expectation import HORIZONS, bounds

DEALS, DAYS, MONTH = 8000, 1440, 30
SEEDS = (7, 11, 23)


def run(env, vanilla, scale=1.0):
    """:return: rows of the benchmark table: log-loss, error of the sum of a month, coverage of the bounds; means over three pipelines"""
    measured = [one(env, max(int(DEALS * scale), 2000), seed) for seed in SEEDS]

    def mean(name):
        return sum(result[name] for result in measured) / len(measured)
    for seed, result in zip(SEEDS, measured, strict=True):
        print(f'pipelines {seed}: ' + ', '.join(f'{name} {value:.3g}' for name, value in result.items()))
    rows = [
        line("log-loss of won or not, learned from the first half", mean('loss'), mean('loss_entered'), ''),
        line("error of the sum of a month / mean (stage probability, promised for it)", mean('error'), mean('error_promised'), ''),
        line("the same, stage probability of all that is promised until then", mean('error'), mean('error_until'), ''),
        line("error of what the open deals bring in all / mean", mean('error_ever'), mean('error_ever_entered'), ''),
    ]
    for name, what in (('covered', "months within their bounds"), ('covered_ever', "pipelines within the bounds of all they bring")):
        covered = mean(name)
        rows.append({'name': what, 'value': round(covered, 3), 'unit': 'share', 'peer': None, 'ratio': None, 'target': '0.8 nominal', 'ok': covered >= 0.7})
    rows.append({'name': f"expectation of {round(mean('open')):,} open deals, one statement", 'value': round(1000 * mean('seconds'), 1), 'unit': 'ms',
                 'peer': None, 'ratio': None, 'target': None, 'ok': None})
    return rows


def line(name, value, peer, unit):
    ratio = value / peer
    return {'name': name, 'value': round(value, 4), 'unit': unit, 'peer': round(peer, 4), 'ratio': round(ratio, 3), 'target': '< 1x', 'ok': ratio < 1}


def one(env, number, seed):
    """One set of pipelines: learn at the end of the first half, ask in each month of the second."""
    found = deals(number, DAYS, seed)
    half = DAYS // 2
    try:
        place = Place(env)
        place.load([deal for deal in found if deal.day < half], half)
        env['crm.stage.statistics']._learn()
        return judge([month(place, [deal for deal in found if deal.day < day < deal.end], day) for day in range(half, DAYS, MONTH)])
    finally:
        env.cr.rollback()
        env.invalidate_all()
        env.registry.clear_cache()


def month(place, found, day):
    """:return: what was said on that day, what came, of the deals that were open"""
    place.load(found, day)
    started = time.perf_counter()
    expected = place.env['crm.stage.statistics']._expect(place.leads, [MONTH, HORIZONS[-1]])
    seconds = time.perf_counter() - started
    total = place.env['crm.expectation.report']._read_group([('lead_id', 'in', place.leads.ids)], [], ['history:sum', 'history_low:sum', 'history_high:sum'])[0]
    cases = []
    for deal in found:
        soon, ever = expected[place.ids[deal.number]]
        _stage, entered, deadline = deal.at(day)
        won = deal.moves[-1][1] == 'won'
        cases.append((deal.amount, soon, ever, entered / 100, deadline, won, won and deal.end <= day + MONTH))
    return day, cases, total, seconds


def judge(months):
    loss = entered_loss = number = 0.0
    errors = dict.fromkeys(('error', 'error_promised', 'error_until', 'error_ever', 'error_ever_entered'), 0.0)
    covered = covered_ever = came_all = came_ever_all = seconds = 0.0
    for day, cases, (history, low, high), spent in months:
        seconds += spent
        came = sum(amount for amount, *_rest, soon_won in cases if soon_won)
        came_ever = sum(case[0] for case in cases if case[5])
        promised = sum(amount * p for amount, _s, _e, p, deadline, *_rest in cases if day < deadline <= day + MONTH)
        until = sum(amount * p for amount, _s, _e, p, deadline, *_rest in cases if deadline <= day + MONTH)
        said = sum(case[0] * case[1][0] for case in cases)
        soon_low, soon_high = bounds([(case[0], *case[1][:2]) for case in cases], cases[0][1][3])
        for name, forecast, truth in (('error', said, came), ('error_promised', promised, came), ('error_until', until, came),
                                      ('error_ever', history, came_ever), ('error_ever_entered', sum(c[0] * c[3] for c in cases), came_ever)):
            errors[name] += abs(forecast - truth)
        covered += soon_low <= came <= soon_high
        covered_ever += low <= came_ever <= high
        came_all += came
        came_ever_all += came_ever
        number += len(cases)
        loss += sum(surprise(case[2][0], case[5]) for case in cases)
        entered_loss += sum(surprise(case[3], case[5]) for case in cases)
    result = {name: error / (came_ever_all if 'ever' in name else came_all) for name, error in errors.items()}
    return {**result, 'loss': loss / number, 'loss_entered': entered_loss / number, 'covered': covered / len(months),
            'covered_ever': covered_ever / len(months), 'open': number / len(months), 'seconds': seconds / len(months)}


def surprise(p, won):
    return -math.log(min(max(p if won else 1 - p, 1e-6), 1))


class Place:
    """Tables of the host with the deals as they stood on a day, which is today."""

    def __init__(self, env):
        self.env = env
        stages = env['crm.stage'].create([{'name': f'Bench {place}', 'sequence': 700 + place, 'is_won': place == OPEN} for place in range(OPEN + 1)])
        self.stage_ids = stages.ids
        self.team_ids = env['crm.team'].create([{'name': f'Bench {place}', 'company_id': False} for place in range(3)]).ids
        env.flush_all()
        self.ids, self.leads = {}, env['crm.lead']

    def load(self, found, day):
        """Replace the deals in the database by these, as far as they were known on that day."""
        cr, env = self.env.cr, self.env
        cr.execute("DELETE FROM crm_stage_transition")
        cr.execute("DELETE FROM crm_lead")
        start = cr.now() - timedelta(days=day)
        rows = [self._lead(deal, day, start) for deal in found]
        cr.execute(SQL(
            """INSERT INTO crm_lead (name, type, active, stage_id, team_id, expected_revenue, probability, prorated_revenue, date_deadline, won_status,
                                     create_date, date_last_stage_update, user_id)
               SELECT name, 'opportunity', status <> 'lost', stage, team, amount, probability, amount * probability / 100, deadline::date, status,
                      begun, begun, %s
                 FROM unnest(%s::text[], %s::int[], %s::int[], %s::numeric[], %s::float8[], %s::timestamp[], %s::text[], %s::timestamp[])
                   AS new(name, stage, team, amount, probability, deadline, status, begun)
            RETURNING name, id""", env.uid, *(list(column) for column in zip(*rows, strict=True))))
        self.ids = {int(name): lead_id for name, lead_id in cr.fetchall()}
        # Sometime in the course of the day. Triggers may have written moves of today.
        cr.execute("DELETE FROM crm_stage_transition")
        moves = [(self.ids[deal.number], event, self.stage_ids[stage], self.team_ids[deal.team], start + timedelta(days=moved - 0.5))
                 for deal in found for moved, event, stage in deal.moves if moved <= day]
        cr.execute(SQL(
            """INSERT INTO crm_stage_transition (lead_id, event, to_stage_id, team_id, date)
               SELECT * FROM unnest(%s::int[], %s::text[], %s::int[], %s::int[], %s::timestamp[])""", *(list(column) for column in zip(*moves, strict=True))))
        cr.execute("ANALYZE crm_lead, crm_stage_transition")
        env.invalidate_all(flush=False)
        self.leads = env['crm.lead'].browse(self.ids.values())

    def _lead(self, deal, day, start):
        ended = deal.end <= day
        status = deal.moves[-1][1] if ended else 'pending'
        stage, probability, deadline = deal.at(day)
        if ended:
            probability = 100 if status == 'won' else 0
        return (str(deal.number), self.stage_ids[stage], self.team_ids[deal.team], deal.amount, probability, start + timedelta(days=deadline),
                status, start + timedelta(days=deal.day))
