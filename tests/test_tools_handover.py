from odoo.tests import BaseCase, tagged

from ..tools.handover import Recipient, Row, Share, assign, count, refusal, spread
from ..tools.saved_filters import read_domain

A, B, C = (Recipient(number, frozenset({1})) for number in (1, 2, 3))


def family(number, customers, others=0, companies=frozenset()):
    return [Row('customer', number * 100 + index, number, companies) for index in range(customers)] + [
        Row('activity', number * 100 + 50 + index, number, companies) for index in range(others)]


@tagged('post_install', '-at_install')
class TestToolsHandover(BaseCase):
    def loads(self, families, found):
        loads = {}
        for number, recipient in found.items():
            loads[recipient.id] = loads.get(recipient.id, 0) + sum(row.kind == 'customer' for row in families[number])
        return loads

    def test_families_of_one_are_spread_evenly(self):
        families = {number: family(number, 1) for number in range(1, 11)}
        self.assertEqual(self.loads(families, spread(families, [A, B, C])), {1: 4, 2: 3, 3: 3})

    def test_large_families_are_balanced_by_small_ones(self):
        families = {1: family(1, 6)} | {number: family(number, 1) for number in range(2, 8)}
        self.assertEqual(self.loads(families, spread(families, [A, B])), {1: 6, 2: 6})

    def test_work_without_customers_is_spread_too(self):
        families = {number: family(number, 0, 1) for number in range(1, 5)}
        found = spread(families, [A, B])
        self.assertEqual(sorted(recipient.id for recipient in found.values()), [1, 1, 2, 2])

    def test_a_family_goes_where_all_of_it_may_go(self):
        both = Recipient(9, frozenset({1, 2}))
        families = {1: family(1, 1, companies=frozenset({1})) + family(1, 1, companies=frozenset({2}))}
        self.assertEqual(spread(families, [A, both])[1], both)
        self.assertEqual(spread(families, [A])[1], A, "nobody may have all of it: what may not go is named later")

    def test_the_same_every_time(self):
        families = {number: family(number, number % 3 + 1, number % 2) for number in range(1, 40)}
        backwards = dict(reversed(families.items()))
        self.assertEqual(spread(families, [A, B, C]), spread(backwards, [A, B, C]))

    def test_first_share_takes(self):
        rows = family(1, 2) + family(2, 1) + family(-5, 0, 1)
        self.assertEqual(assign(rows, [Share([A], {2, 3}), Share([B], {1, 2}), Share([], None)]), {2: A, 1: B})
        self.assertEqual(assign(rows, [Share([A], {2}), Share([B])]), {2: A, 1: B, -5: B})

    def test_refusal(self):
        row = Row('customer', 1, 1, frozenset({2}))
        self.assertEqual(refusal(row, A), 'company')
        self.assertIsNone(refusal(row, Recipient(1, frozenset({2, 3}))))
        self.assertIsNone(refusal(Row('customer', 1, 1), A))
        self.assertEqual(refusal(Row('customer', 1, 1), A._replace(active=False)), 'archived')

    def test_count(self):
        self.assertEqual(count(family(1, 2, 3)), {'customer': 2, 'activity': 3})

    def test_saved_domains_are_read_not_run(self):
        self.assertEqual(read_domain("['&', ('a', '=', uid), ('b', 'in', [1, -2, None])]", {'uid': 7}),
                         ['&', ('a', '=', 7), ('b', 'in', [1, -2, None])])
        self.assertEqual(read_domain('', {}), [])
        for text in ("__import__('os')", "[('a', '=', uid)]", "[('a', '=', 9**9**9)]", "[", "[x for x in (1,)]"):
            with self.assertRaises(ValueError):
                read_domain(text, {})
