"""The life tables and shares of `crm.stage.statistics`, computed deal by deal in plain Python: what the tests compare SQL with."""


def life_tables(deals, ages, horizons, prior, window):
    """Count and compute every class anew.

    :param deals: list of dicts: line, team, company (ids or None), moves as list of (days ago, event, stage id), oldest first
    :param window: days; landmarks before are left out
    :return: {(level, company, stage, age, line, team): list of dicts ``counts`` (reached, won, lost, unknown), ``probability``, ``weight``}
    """
    ends = {}
    companies, stages = set(), set()
    for deal in deals:
        for keys, after, result in _landmarks(deal, ages, window):
            companies.add(deal['company'])
            for key in keys:
                ends.setdefault(key, []).append((after, result))
                if key[0] == 'age':
                    stages.add((key[1], key[2]))
    for company, stage in stages:
        for age in range(len(ages)):
            ends.setdefault(('age', company, stage, age, None, None), [])
    tables = {}
    order = {'all': 0, 'age': 1, 'line': 2, 'team': 3}
    for key in sorted(ends, key=lambda key: (order[key[0]], key[3] or 0)):
        tables[key] = _table(ends[key], tables.get(_parent(key)), horizons, prior)
    return tables


def _landmarks(deal, ages, window):
    """Yield (keys of the classes, days until the end or until now, 'won', 'lost' or None)."""
    moves = deal['moves']
    for place, (began, event, stage) in enumerate(moves):
        if event in ('won', 'lost'):
            continue
        left = moves[place + 1][0] if place + 1 < len(moves) else 0
        closing = next(((ago, event) for ago, event, _stage in moves[place + 1:] if event in ('won', 'lost')), (0, None))
        for age, days in enumerate(ages):
            landmark = began - days
            if landmark <= left or landmark > window:
                continue
            head = (deal['company'], stage, age)
            keys = [('age', *head, None, None), ('team', *head, deal['line'], deal['team'])]
            if deal['line']:
                keys.append(('line', *head, deal['line'], None))
            if not age:
                keys.append(('all', deal['company'], None, None, None, None))
            yield keys, landmark - closing[0], closing[1]


def _parent(key):
    level, company, stage, age, line, _team = key
    if level == 'all':
        return None
    if level == 'age':
        return ('age', company, stage, age - 1, None, None) if age else ('all', company, None, None, None, None)
    if level == 'team' and line:
        return ('line', company, stage, age, line, None)
    return ('age', company, stage, age, None, None)


def _table(ends, wider, horizons, prior):
    rows, still, won_so_far, low = [], 1.0, 0.0, 0
    known = len(ends)
    for step, high in enumerate(horizons):
        reached = [result for after, result in ends if after >= low]
        here = [result for after, result in ends if low <= after < high]
        won, lost, unknown = here.count('won'), here.count('lost'), here.count(None)
        known -= unknown
        exposed = len(reached) - unknown / 2
        if wider:
            won_rate = (won + prior * wider[step]['won_rate']) / (exposed + prior)
            lost_rate = (lost + prior * wider[step]['lost_rate']) / (exposed + prior)
        else:
            won_rate, lost_rate = (won / exposed, lost / exposed) if exposed else (0.0, 0.0)
        won_so_far += still * won_rate
        still *= max(1 - won_rate - lost_rate, 1e-9)
        rows.append({'counts': (len(reached), won, lost, unknown), 'won_rate': won_rate, 'lost_rate': lost_rate, 'probability': won_so_far,
                     'weight': known + (min(prior, wider[step]['weight']) if wider else 0)})
        low = high
    return rows


def expected_share(tables, deal, days, ages, horizons):
    """:return: (share, weight) of an open deal for so many days from now"""
    began, _event, stage = deal['moves'][-1]
    age = max(place for place, first in enumerate(ages) if first <= began)
    company = deal['company']
    candidates = [('team', company, stage, age, deal['line'], deal['team']), ('line', company, stage, age, deal['line'], None),
                  ('age', company, stage, age, None, None), ('all', company, None, None, None, None)]
    table = next(tables[key] for key in candidates if key in tables)
    step = next(place for place, high in enumerate(horizons) if days <= high)
    low = horizons[step - 1] if step else 0
    before = table[step - 1]['probability'] if step else 0
    share = before + (table[step]['probability'] - before) * (days - low) / (horizons[step] - low)
    return share, table[step]['weight']


def swing(tables, deals, periods, ages, horizons):
    """:return: how far whole periods of 30 days were off, beyond what chance explains; of the deals of one company"""
    above = below = 0.0
    for number in range(1, periods + 1):
        begins, shares, won = number * 30, [], 0
        for deal in deals:
            for place, (began, event, stage) in enumerate(deal['moves']):
                left = deal['moves'][place + 1][0] if place + 1 < len(deal['moves']) else 0
                if event not in ('won', 'lost') and began >= begins > left:
                    now = {**deal, 'moves': [(began - begins, event, stage)]}
                    shares.append(expected_share(tables, now, 30, ages, horizons)[0])
                    last, result, _stage = deal['moves'][-1]
                    won += result == 'won' and last >= begins - 30
        above += (won - sum(shares)) ** 2 - sum(p * (1 - p) for p in shares)
        below += sum(shares) ** 2
    return (max(above, 0) / below) ** 0.5
