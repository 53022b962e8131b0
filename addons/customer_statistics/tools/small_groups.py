"""Which figures of a table are not shown, so that none of so few customers can be told, or computed from the others."""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping

#: group one and group two; empty: the total of all
Key = tuple[str, str]


def hidden(customers: Mapping[Key, int], least: int, also: Iterable[Key] = ()) -> set[Key]:
    """Return which figures of a table to hide.

    Those of fewer than ``least`` customers, and ``also``; and of the others, beginning with the smallest, so many that
    none of them follows from what is shown: a row, a column and their totals add up, so of each of them two are
    missing, and no hidden figure can be computed by taking others from each other. Together, what is missing in a row
    or column is of ``least`` customers, too.

    >>> sorted(hidden({("", ""): 61, ("east", ""): 3, ("west", ""): 8, ("north", ""): 50}, 5))
    [('east', ''), ('west', '')]
    >>> hidden({("", ""): 61, ("east", ""): 11, ("west", ""): 50}, 5)
    set()

    What is of nobody is shown.
    """
    found = {key for key, count in customers.items() if 0 < count < least} | {key for key in also if key in customers}
    if found:
        table = _Table(customers, found, least)
        table.protect()
    return found


class _Table:
    """The table as a graph: rows and columns are its points, and each figure joins its row and its column.

    What is hidden can be computed exactly where it is the only way between two parts of the hidden ones: then it
    follows from the sums of all rows and columns on one side. In a circle of hidden figures none can be computed.
    """

    def __init__(self, customers: Mapping[Key, int], found: set[Key], least: int):
        self.customers, self.found, self.least = customers, found, least
        #: with one breakdown there is one sum only, that of all groups
        self.two = any(key[0] for key in customers) and any(key[1] for key in customers)
        self.edges = {key: self._points(key) for key in customers}
        self.lines = defaultdict(list)
        for key, points in self.edges.items():
            for point in points:
                self.lines[point].append(key)

    def _points(self, key: Key) -> tuple:
        return (("row", key[0]), ("column", key[1])) if self.two else (("all",), ("outside",))

    def _is_total(self, key: Key, point: tuple) -> bool:
        """Say whether a figure is the sum of the others of its row or column."""
        if not self.two:
            return key == ("", "")
        return not key[1 if point[0] == "row" else 0]

    def protect(self):
        """Hide more until nothing hidden can be computed."""
        at_risk = set(self.found)
        while True:
            before = len(self.found)
            for key in sorted(at_risk & self._bridges(), key=self._cost):
                self._close_circle(key)
            for point in self.lines:
                self._fill(point)
            if len(self.found) == before:
                return

    def _cost(self, key: Key) -> tuple[int, int, Key]:
        """Return what is hidden last: totals, then figures of many customers."""
        return (key.count("") if self.two else key == ("", "")), self.customers[key], key

    def _fill(self, point: tuple):
        """Hide one more of a row or column whose total shows what a few hidden ones are together."""
        if point == ("outside",):
            return
        total = [key for key in self.lines[point] if self._is_total(key, point)]
        inner = [key for key in self.lines[point] if key not in total]
        missing = sum(self.customers[key] for key in inner if key in self.found)
        if not 0 < missing < self.least or not total or total[0] in self.found:
            return
        free = [key for key in inner if key not in self.found and self.customers[key] > 0]
        self.found.add(min(free, key=self._cost, default=total[0]))

    def _bridges(self) -> set[Key]:
        """Return the hidden figures that no circle of hidden figures contains."""
        order, lowest, bridges = {}, {}, set()
        for start in self.lines:
            if start in order:
                continue
            order[start] = lowest[start] = len(order)
            stack = [(start, None, iter(self._hidden_at(start)))]
            while stack:
                point, came, keys = stack[-1]
                key = next(keys, None)
                if key is None:
                    stack.pop()
                    if stack:
                        above = stack[-1][0]
                        lowest[above] = min(lowest[above], lowest[point])
                        if lowest[point] > order[above]:
                            bridges.add(came)
                elif key != came:
                    other = self._other(key, point)
                    if other in order:
                        lowest[point] = min(lowest[point], order[other])
                    else:
                        order[other] = lowest[other] = len(order)
                        stack.append((other, key, iter(self._hidden_at(other))))
        return bridges

    def _hidden_at(self, point: tuple) -> list[Key]:
        return [key for key in self.lines[point] if key in self.found]

    def _other(self, key: Key, point: tuple) -> tuple:
        one, two = self.edges[key]
        return two if point == one else one

    def _close_circle(self, key: Key):
        """Hide what makes, with what is hidden, another way between row and column of ``key``, at the least cost."""
        start, end = self.edges[key]
        best, ways, queue = {start: (0, 0)}, {}, [((0, 0), start)]
        while queue:
            cost, point = heapq.heappop(queue)
            if point == end:
                break
            if cost > best[point]:
                continue
            for step in self.lines[point]:
                if step == key or not self.customers[step]:
                    continue
                totals, count, _key = (0, 0, step) if step in self.found else self._cost(step)
                new, other = (cost[0] + totals, cost[1] + count), self._other(step, point)
                if other not in best or new < best[other]:
                    best[other], ways[other] = new, (step, point)
                    heapq.heappush(queue, (new, other))
        point = end
        while point in ways:
            step, point = ways[point]
            self.found.add(step)
