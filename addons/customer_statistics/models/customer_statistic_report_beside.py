from collections import defaultdict

from odoo import models

from .customer_statistic_counting import TOTAL, Cell, Key
from .customer_statistic_report_computing import Table


class CustomerStatisticReport(models.Model):
    """What a figure tells together with those of other reports on the same days.

    Taken from that of the company, the figures of its units leave what is of no unit, and of those that are not shown.
    A report that leaves secret customers out, taken from one that counts them, leaves these. Where that is of too few,
    the figure that is drawn up last is not shown.
    """

    _inherit = "customer.statistic.report"

    def _given_away(self, table: Table) -> dict[int, set[Key]]:
        """Return which figures of ``table`` give small groups away, by the id of the indicator."""
        found = defaultdict(set)
        for indicator_id, key in self._given_away_by_units(table) | self._given_away_by_kinds(table):
            found[indicator_id].add(key)
        return found

    def _given_away_by_units(self, table: Table) -> set[tuple[int, Key]]:
        parts = self._part_reports().filtered(lambda part: part._is_broken_down_as(self.kind_id))
        tables, found = self._stored(parts).values(), set()
        for indicator_id, counted in table.items():
            same = [part[indicator_id] for part in tables if indicator_id in part]
            for key, cell in counted.cells.items():
                cells = [part.at(key) for part in same]
                if None not in cells and self._leaves_few(cell, cells):
                    found.add((indicator_id, key))
        return found

    def _leaves_few(self, whole: Cell, parts: list[Cell]) -> bool:
        """Say whether ``whole`` without those of ``parts`` that are shown is of too few customers, or of one part."""
        closed = [part.customers for part in parts if part.is_small]
        others = whole.customers - sum(part.customers for part in parts)
        unseen = closed + ([others] if others > 0 else [])
        is_one_part = bool(closed) and len(unseen) == 1
        return is_one_part or 0 < sum(unseen) < self.kind_id.least_customers

    def _given_away_by_kinds(self, table: Table) -> set[tuple[int, Key]]:
        others = self.search(
            [
                ("id", "!=", self.id),
                ("company_id", "=", self.company_id.id),
                ("department_id", "=", self.department_id.id),
                ("date_from", "=", self.date_from),
                ("date_to", "=", self.date_to),
                ("state", "in", ("computed", "submitted", "issued")),
            ]
        )
        stored, found = self._stored(others), set()
        for other in others:
            is_alike = other._is_broken_down_as(self.kind_id)
            leaves_out = other.secret_customers != self.kind_id.secret_customers
            for indicator_id in table.keys() & stored.get(other.id, {}).keys():
                theirs = stored[other.id][indicator_id]
                for key, cell in table[indicator_id].cells.items():
                    there = theirs.cells.get(key) if is_alike or key == TOTAL else None
                    if there and (there.is_small or (leaves_out and self._differs_by_few(cell, there))):
                        found.add((indicator_id, key))
        return found

    def _differs_by_few(self, one: Cell, other: Cell) -> bool:
        """Say whether what is in one of two figures only is of too few customers, or of nobody knows how many."""
        if other.customers:
            return 0 < abs(one.customers - other.customers) < self.kind_id.least_customers
        return one.numerator != other.numerator
