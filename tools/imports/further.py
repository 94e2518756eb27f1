"""Who of the people around a row a further person of its cell is."""
from .blocking import person_blocks
from .keys import score
from .name_keys import plain_key

CREATED, KNOWN, UNCLEAR = 'created', 'known', 'noted'
# Around a company of more people than this only those are weighed who share a key.
WEIGHED = 200


def find_person(incoming, people, auto, review):
    """Tell whether somebody of a name is there already.

    :param incoming: `keys.Profile` of the further person
    :param people: list of (whatever names the person, `keys.Profile`); with a company on both sides all of one company
    :param float auto, review: thresholds of the import, see `keys.score`
    :return: (who it is or may be, or None, one of `CREATED` (nobody: to be created), `KNOWN`, `UNCLEAR`)
    """
    if incoming.company:
        # within one company a person is who has the name
        key = plain_key(incoming.name)
        for who, other in people:
            if plain_key(other.name) == key:
                return who, KNOWN
    if len(people) > WEIGHED:
        blocks = person_blocks(incoming.name, incoming.company)
        people = [(who, other) for who, other in people if blocks & person_blocks(other.name, other.company)]
    scores = [score(incoming, other, auto, review)[0] for _who, other in people]
    best = max(scores, default=0.0)
    if best < review:
        return None, CREATED
    return people[scores.index(best)][0], KNOWN if best >= auto else UNCLEAR
