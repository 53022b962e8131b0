import doctest
import itertools
import unittest
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.customer_statistics.tools import formula, period, small_groups


class TestExamples(unittest.TestCase):
    def test_the_examples_in_the_docstrings_hold(self):
        for module in (formula, period, small_groups):
            with self.subTest(module=module.__name__):
                result = doctest.testmod(module, optionflags=doctest.IGNORE_EXCEPTION_DETAIL)
                self.assertEqual(result.failed, 0)
                self.assertGreater(result.attempted, 0)


class TestFormula(unittest.TestCase):
    def _wrong(self, text, reason, position):
        with self.assertRaises(formula.FormulaError) as caught:
            formula.parse(text)
        self.assertEqual((caught.exception.reason, caught.exception.position), (reason, position))

    def test_what_is_no_formula(self):
        self._wrong("", formula.VALUE_EXPECTED, 1)
        self._wrong("[a] [b]", formula.END_EXPECTED, 5)
        self._wrong("2 3", formula.END_EXPECTED, 3)
        self._wrong("(1 + 2", formula.CLOSING_EXPECTED, 7)
        self._wrong("1 + 2)", formula.END_EXPECTED, 6)
        self._wrong("previous [a]", formula.OPENING_EXPECTED, 10)
        self._wrong("previous(3)", formula.INDICATOR_EXPECTED, 10)
        self._wrong("previous([a]", formula.CLOSING_EXPECTED, 13)
        self._wrong("[a].real", formula.UNKNOWN_SIGN, 4)
        self._wrong("[a] ** 2", formula.VALUE_EXPECTED, 6)
        self._wrong("exec([a])", formula.UNKNOWN_FUNCTION, 1)
        self._wrong("[]", formula.UNKNOWN_SIGN, 1)
        self._wrong("[[a]]", formula.UNKNOWN_SIGN, 1)
        self._wrong("deals / leads", formula.UNKNOWN_FUNCTION, 1)
        self._wrong("(" * 60 + "1" + ")" * 60, formula.TOO_DEEP, 52)
        self._wrong("-" * 100 + "1", formula.TOO_DEEP, 52)

    def test_a_long_formula_is_read(self):
        self.assertEqual(formula.evaluate(formula.parse("+".join(["1"] * 500)), {}.get), 500)

    def test_what_is_too_large_has_no_value(self):
        text = "*".join(["1" + "0" * 300] * 2)
        self.assertIsNone(formula.evaluate(formula.parse(text), {}.get))
        self.assertIsNone(formula.evaluate(formula.parse(f"1 / ({text})"), {}.get))

    def test_each_comes_after_what_it_needs(self):
        nodes = {code: formula.parse(text) for code, text in
                 {"a": "[b] + [c]", "b": "[c] * 2", "c": "[x]", "d": "plan([a])"}.items()}  # fmt: skip
        order = formula.in_order(nodes)
        self.assertEqual(sorted(order), ["a", "b", "c", "d"])
        self.assertLess(order.index("c"), order.index("b"))
        self.assertLess(order.index("b"), order.index("a"))

    def test_a_circle_names_its_indicators_only(self):
        nodes = {code: formula.parse(text) for code, text in
                 {"start": "[a]", "a": "[b]", "b": "[c] + 1", "c": "[a]"}.items()}  # fmt: skip
        with self.assertRaises(formula.CycleError) as caught:
            formula.in_order(nodes)
        self.assertEqual(caught.exception.codes, ["a", "b", "c", "a"])

    @settings(max_examples=200, deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from("+-"),
                st.lists(st.tuples(st.sampled_from("*/"), st.integers(0, 9), st.booleans()), min_size=1, max_size=4),
            ),
            min_size=1,
            max_size=4,
        ),
        st.sampled_from(["", " "]),
    )
    def test_products_come_before_sums_from_left_to_right(self, terms, space):
        """Compared with exact fractions, added up one by one."""
        text, expected = "0", Fraction(0)
        for sign, factors in terms:
            text += f"{space}{sign}{space}1"
            product = Fraction(1)
            for operation, number, negative in factors:
                value = -number if negative else number
                text += f"{space}{operation}{space}" + (f"(0 - {number})" if negative else f"{number}")
                if operation == "/" and not value:
                    product = None
                if product is not None:
                    product = product * value if operation == "*" else product / value
            if product is None or expected is None:
                expected = None
            else:
                expected += product if sign == "+" else -product
        found = formula.evaluate(formula.parse(text), {}.get)
        if expected is None:
            self.assertIsNone(found)
        else:
            self.assertAlmostEqual(found, float(expected), places=6)


def tables(names_one="abcd", names_two="xyz"):
    """Tables of customers with one or two breakdowns and their totals."""

    def complete(drawn):
        counts, two = drawn
        cells = {}
        for one, other in itertools.product(names_one, names_two if two else ("",)):
            count = counts.get((one, other), 0)
            for key in {(one, other), (one, ""), ("", other), ("", "")}:
                cells[key] = cells.get(key, 0) + count
        return cells

    keys = st.tuples(st.sampled_from(names_one), st.sampled_from(names_two))
    counts = st.integers(0, 12)
    return st.one_of(
        st.tuples(st.dictionaries(keys, counts), st.just(True)),
        st.tuples(st.dictionaries(st.sampled_from(names_one).map(lambda one: (one, "")), counts), st.just(False)),
    ).map(complete)


def equations(cells):
    """Return the sums that a reader knows: each as the keys of the parts and, last, that of the total."""
    ones, twos = ({key[place] for key in cells} for place in (0, 1))
    found = [[(one, two) for one in sorted(ones - {""})] + [("", two)] for two in sorted(twos) if ("", two) in cells]
    if twos != {""}:
        found += [[(one, two) for two in sorted(twos - {""})] + [(one, "")] for one in sorted(ones)]
    return [[key for key in keys if key in cells] for keys in found]


def computable(cells, hidden):
    """Return which hidden figures follow from the shown ones: by elimination in the system of all sums."""
    unknown = sorted(hidden)
    rows = []
    for keys in equations(cells):
        row = [Fraction(0)] * len(unknown)
        for key in keys:
            if key in hidden:
                row[unknown.index(key)] += -1 if key == keys[-1] else 1
        rows.append(row)
    pivots, place = [], 0
    for column in range(len(unknown)):
        pivot = next((number for number in range(place, len(rows)) if rows[number][column]), None)
        if pivot is None:
            continue
        rows[place], rows[pivot] = rows[pivot], rows[place]
        rows[place] = [value / rows[place][column] for value in rows[place]]
        for number, row in enumerate(rows):
            if number != place and row[column]:
                rows[number] = [a - row[column] * b for a, b in zip(row, rows[place], strict=True)]
        pivots.append(column)
        place += 1
    return {unknown[column] for row, column in zip(rows, pivots, strict=False) if sum(map(bool, row)) == 1}


class TestSmallGroups(unittest.TestCase):
    @settings(max_examples=200, deadline=None)
    @given(tables(), st.integers(2, 6))
    def test_no_small_figure_can_be_computed(self, cells, least):
        hidden = small_groups.hidden(cells, least)
        small = {key for key, count in cells.items() if 0 < count < least}
        self.assertLessEqual(small, hidden)
        self.assertFalse(small & computable(cells, hidden))
        self.assertFalse([key for key in hidden if not cells[key]], "what is of nobody is shown")
        if not small:
            self.assertFalse(hidden)

    @settings(max_examples=200, deadline=None)
    @given(tables(), st.integers(2, 6))
    def test_what_is_missing_of_a_line_is_not_of_too_few_together(self, cells, least):
        hidden = small_groups.hidden(cells, least)
        for *parts, total in equations(cells):
            missing = sum(cells[key] for key in parts if key in hidden)
            if total not in hidden:
                self.assertFalse(0 < missing < least, (parts, total))

    def test_next_smallest_goes_with_it(self):
        cells = {("", ""): 100, ("a", ""): 4, ("b", ""): 30, ("c", ""): 9, ("d", ""): 57, ("e", ""): 0}
        self.assertEqual(small_groups.hidden(cells, 5), {("a", ""), ("c", "")})
        self.assertEqual(small_groups.hidden(cells, 4), set())

    def test_two_small_ones_that_are_small_together(self):
        cells = {("", ""): 53, ("a", ""): 1, ("b", ""): 2, ("c", ""): 20, ("d", ""): 30}
        self.assertEqual(small_groups.hidden(cells, 5), {("a", ""), ("b", ""), ("c", "")})

    def test_of_two_breakdowns_a_rectangle(self):
        cells = {("", ""): 80, ("a", ""): 23, ("b", ""): 57, ("", "x"): 33, ("", "y"): 47}
        cells |= {("a", "x"): 3, ("a", "y"): 20, ("b", "x"): 30, ("b", "y"): 27}
        self.assertEqual(small_groups.hidden(cells, 5), {("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")})

    def test_what_a_part_of_a_formula_hides(self):
        cells = {("", ""): 80, ("a", ""): 40, ("b", ""): 30, ("c", ""): 10}
        self.assertEqual(small_groups.hidden(cells, 5, {("b", "")}), {("b", ""), ("c", "")})

    def test_many_groups_are_quick(self):
        cells = {(str(one), str(two)): (one * two) % 7 for one in range(1, 200) for two in range(1, 30)}
        for (one, two), count in list(cells.items()):
            for key in ((one, ""), ("", two), ("", "")):
                cells[key] = cells.get(key, 0) + count
        hidden = small_groups.hidden(cells, 3)
        self.assertTrue(all(key in hidden for key, count in cells.items() if 0 < count < 3))
