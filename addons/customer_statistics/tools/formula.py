"""Formulas over indicators: read and computed here, never run as a program.

A formula consists of numbers, ``+ - * / ( )``, codes of indicators in square brackets, since a code may hold any sign,
and functions of one indicator: ``100 * [deals] / [leads]``, ``[orders] - previous([orders])``.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

#: the value of the last period, of the same period of last year, the part in the total, the planned value
FUNCTIONS = ("previous", "last_year", "share", "plan")
#: parentheses within parentheses, and signs before signs
DEPTH = 50

UNKNOWN_SIGN = "sign not understood"
VALUE_EXPECTED = "value expected"
UNKNOWN_FUNCTION = "unknown function"
INDICATOR_EXPECTED = "indicator expected"
OPENING_EXPECTED = "( expected"
CLOSING_EXPECTED = ") expected"
END_EXPECTED = "end expected"
TOO_DEEP = "nested too deeply"

_TOKEN = re.compile(r"\s*(?:(?P<number>\d+(?:\.\d+)?)|\[(?P<code>[^\[\]]+)\]|(?P<name>[A-Za-z_]+)|(?P<sign>[-+*/()]))")


class FormulaError(ValueError):
    """What is wrong with a formula, one of the reasons above, and where: ``position`` counts from 1."""

    def __init__(self, reason: str, position: int, found: str = ""):
        super().__init__(f"{reason} ({position})")
        self.reason, self.position, self.found = reason, position, found


class CycleError(ValueError):
    """Indicators that follow from themselves: their ``codes``, in the order in which each needs the next."""

    def __init__(self, codes: list[str]):
        super().__init__(" -> ".join(codes))
        self.codes = codes


class Number(NamedTuple):
    value: float


class Reference(NamedTuple):
    """An indicator; ``function`` is empty or one of ``FUNCTIONS``."""

    function: str
    code: str


class Negation(NamedTuple):
    operand: "Node"


class Operation(NamedTuple):
    sign: str
    left: "Node"
    right: "Node"


Node = Number | Reference | Negation | Operation


def parse(text: str) -> Node:
    """Read a formula.

    >>> parse("100 * [deals] / [leads]")  # doctest: +NORMALIZE_WHITESPACE
    Operation(sign='/', left=Operation(sign='*', left=Number(value=100.0), right=Reference(function='', code='deals')),
              right=Reference(function='', code='leads'))
    >>> parse("previous([new.customers-1])")
    Reference(function='previous', code='new.customers-1')

    :raises FormulaError: saying what is wrong and where

    >>> parse("[a] +")
    Traceback (most recent call last):
    ...
    odoo.addons.customer_statistics.tools.formula.FormulaError: value expected (6)
    >>> parse("__import__('os')")
    Traceback (most recent call last):
    ...
    odoo.addons.customer_statistics.tools.formula.FormulaError: unknown function (1)
    """
    return _Reader(text).whole()


class _Reader:
    """Reads one formula, from left to right."""

    def __init__(self, text: str):
        self.text = text
        self.tokens = list(self._tokens())
        self.place = 0

    def _tokens(self) -> Iterable[tuple[str, str, int]]:
        """Give kind, text and position of each token, at last one of the kind "end"."""
        text, start = self.text.rstrip(), 0
        while start < len(text):
            match = _TOKEN.match(text, start)
            if not match:
                start += len(text[start:]) - len(text[start:].lstrip())
                raise FormulaError(UNKNOWN_SIGN, start + 1, text[start])
            spaces = len(match[0]) - len(match[0].lstrip())
            yield match.lastgroup, match[match.lastgroup].strip(), start + spaces + 1
            start = match.end()
        yield "end", "", len(text) + 1

    def whole(self) -> Node:
        node = self._sum(0)
        self._expect("end", "")
        return node

    def _next(self) -> tuple[str, str, int]:
        token = self.tokens[self.place]
        self.place += 1
        return token

    def _is(self, *signs: str) -> bool:
        kind, text, _position = self.tokens[self.place]
        return kind == "sign" and text in signs

    def _expect(self, kind: str, text: str):
        found, found_text, position = self._next()
        if found != kind or (text and found_text != text):
            reasons = {"(": OPENING_EXPECTED, ")": CLOSING_EXPECTED}
            raise FormulaError(reasons.get(text, END_EXPECTED), position, found_text)

    def _sum(self, depth: int) -> Node:
        node = self._product(depth)
        while self._is("+", "-"):
            node = Operation(self._next()[1], node, self._product(depth))
        return node

    def _product(self, depth: int) -> Node:
        node = self._factor(depth)
        while self._is("*", "/"):
            node = Operation(self._next()[1], node, self._factor(depth))
        return node

    def _factor(self, depth: int) -> Node:
        kind, text, position = self._next()
        if depth > DEPTH:
            raise FormulaError(TOO_DEEP, position, text)
        if kind == "number":
            return Number(float(text))
        if kind == "code":
            return Reference("", text)
        if kind == "name":
            return self._call(text, position)
        if (kind, text) == ("sign", "-"):
            return Negation(self._factor(depth + 1))
        if (kind, text) == ("sign", "("):
            node = self._sum(depth + 1)
            self._expect("sign", ")")
            return node
        raise FormulaError(VALUE_EXPECTED, position, text)

    def _call(self, name: str, position: int) -> Reference:
        if name not in FUNCTIONS:
            raise FormulaError(UNKNOWN_FUNCTION, position, name)
        self._expect("sign", "(")
        kind, code, position = self._next()
        if kind != "code":
            raise FormulaError(INDICATOR_EXPECTED, position, code)
        self._expect("sign", ")")
        return Reference(name, code)


def references(node: Node) -> set[Reference]:
    """Return what a formula needs.

    >>> sorted(references(parse("[a] / previous([a]) - 1")))
    [Reference(function='', code='a'), Reference(function='previous', code='a')]
    """
    match node:
        case Reference():
            return {node}
        case Negation(operand):
            return references(operand)
        case Operation(_sign, left, right):
            return references(left) | references(right)
    return set()


def is_sum(node: Node) -> bool:
    """Say whether the formula of a whole is the sum of that of its parts, where its indicators are.

    >>> [is_sum(parse(text)) for text in ("[a] - 2 * [b]", "-[a] / 100")]
    [True, True]
    >>> [is_sum(parse(text)) for text in ("[a] / [b]", "[a] * [b]", "[a] + 1", "100 * share([a])", "previous([a])")]
    [False, False, False, False, False]
    """
    match node:
        case Reference(function, _code):
            return not function
        case Negation(operand):
            return is_sum(operand)
        case Operation("+" | "-", left, right):
            return is_sum(left) and is_sum(right)
        case Operation("*", left, right):
            return (is_sum(left) and not references(right)) or (not references(left) and is_sum(right))
        case Operation("/", left, right):
            return is_sum(left) and not references(right)
    return False


def evaluate(node: Node, value_of: Callable[[Reference], float | None]) -> float | None:
    """Compute a formula; None where a value it needs is missing, or where it divides by zero.

    >>> evaluate(parse("100 * [deals] / [leads]"), {("", "deals"): 10, ("", "leads"): 40}.get)
    25.0
    >>> evaluate(parse("-(1 - 3) * 2"), {}.get)
    4.0
    >>> evaluate(parse("[deals] / [leads]"), {("", "deals"): 10, ("", "leads"): 0}.get) is None
    True
    >>> evaluate(parse("1 + [unknown]"), {}.get) is None
    True
    """
    match node:
        case Number(value):
            return value
        case Reference():
            return value_of(node)
        case Negation(operand):
            value = evaluate(operand, value_of)
            return None if value is None else -value
    left, right = evaluate(node.left, value_of), evaluate(node.right, value_of)
    if left is None or right is None or (node.sign == "/" and not right):
        return None
    match node.sign:
        case "+":
            result = left + right
        case "-":
            result = left - right
        case "*":
            result = left * right
        case _:
            result = left / right
    return result if math.isfinite(result) else None


def in_order(formulas: Mapping[str, Node]) -> list[str]:
    """Return the codes of ``formulas`` so that each comes after those it needs.

    >>> in_order({"margin_rate": parse("[margin] / [sales]"), "margin": parse("[sales] - [cost]")})
    ['margin', 'margin_rate']

    :raises CycleError: of formulas that need each other; the value of another period is no such need

    >>> in_order({"a": parse("[b] + 1"), "b": parse("2 * share([a])")})
    Traceback (most recent call last):
    ...
    odoo.addons.customer_statistics.tools.formula.CycleError: a -> b -> a
    >>> in_order({"a": parse("[b] + previous([a])")})
    ['a']
    """
    needs = {
        code: sorted({one.code for one in references(node) if one.function in ("", "share")} & set(formulas))
        for code, node in formulas.items()
    }
    done: list[str] = []
    for start in needs:
        path = [start] if start not in done else []
        while path:
            following = next((code for code in needs[path[-1]] if code not in done), None)
            if following is None:
                done.append(path.pop())
            elif following in path:
                raise CycleError([*path[path.index(following) :], following])
            else:
                path.append(following)
    return done
