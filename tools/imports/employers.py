"""Where a person works, as evidence about the company that the person's row names."""
from .keys import company_level, comparable_forms
from .linkage import BITS
from .names import company_name

# One name, however it is spelled. One that is merely alike may be a mistyped one, and may be the company next door.
AGREES = frozenset({'equal', 'words', 'sounds'})


def employer_evidence(named, employer, sure, present):
    """Say how much the employer of a person speaks for being the company that the person's row names.

    :param str named: the company as the row names it
    :param str employer: name of the company where the person works or worked
    :param bool sure: the person of the row is known for sure
    :param bool present: the person works there, as far as is known, instead of having worked there
    :return: (reason, bits) for `keys.score`, or None when the two are called otherwise. Only the employer of somebody who is known for
             sure, and that is called the same, is enough to take the company unasked
    """
    if not (named and employer):
        return None
    level = company_level(named, employer)
    if level == 'other':
        return None
    agrees = level in AGREES and not (
        comparable_forms(named, employer) and company_name(named).form != company_name(employer).form)
    reason = 'may_work_there' if not (sure and agrees) else 'works_there' if present else 'worked_there'
    return reason, BITS[reason]
