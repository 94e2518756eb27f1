"""Where an opportunity stands in another line of stages."""


def map_stage(old_way, old, new_way):
    """Find the stage of another line that is worth the same.

    :param list old_way: the stages of the line it leaves, in order, as tuples (id, name, whether won)
    :param int old: id of the stage it is in
    :param list new_way: the stages of the line it comes into, likewise
    :return: id of a stage of the new line, or None when that has none. The same stage where it is in both; else the one of
        the same name; else a won one for a won one; else the open one at the same share of the way, rounded down, so that
        nothing counts as done that was not
    """
    if not new_way:
        return None
    if any(stage_id == old for stage_id, _name, _won in new_way):
        return old
    name, won = next(((name, won) for stage_id, name, won in old_way if stage_id == old), ('', False))
    for stage_id, other, other_won in new_way:
        if _fold(other) == _fold(name) and other_won == won:
            return stage_id
    alike = [stage_id for stage_id, _name, other_won in new_way if other_won == won]
    if won or not alike:
        return alike[0] if alike else new_way[0][0]
    came = [stage_id for stage_id, _name, other_won in old_way if not other_won]
    place = came.index(old) if old in came else 0
    return alike[min(place * len(alike) // max(len(came), 1), len(alike) - 1)]


def _fold(name):
    return ' '.join((name or '').casefold().split())
