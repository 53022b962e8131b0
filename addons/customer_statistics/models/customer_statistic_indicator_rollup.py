import math
from typing import NamedTuple

from odoo import models

from .customer_statistic_counting import TOTAL, Cell, Counted


class Shape(NamedTuple):
    """How figures of one indicator are put together."""

    #: whether it is a quotient: then numerators and denominators are added up
    is_ratio: bool = False
    #: how those of parts make one: sum, min or max
    combine: str = "sum"
    #: what it is of a group that nothing is of
    empty: Cell = Cell(None)

    def added_up(self, parts: list[Counted]) -> Counted:
        """Return the figure of the whole, of figures of its parts; no value without any.

        How many customers are behind it is not known, but no fewer than behind any part: that is what is noted, so
        that rather too much than too little counts as a small group.
        """
        if not parts:
            return Counted({TOTAL: Cell(None)})
        grouped = tuple(any(one.grouped[place] for one in parts) for place in (0, 1))
        keys = {key for one in parts for key in one.cells}
        cells = {key: self._one([one.cells.get(key, self.empty) for one in parts]) for key in keys}
        return Counted(cells, grouped, self.empty)

    def _one(self, cells: list[Cell]) -> Cell:
        customers = max(cell.customers for cell in cells)
        numerators = [cell.numerator for cell in cells if cell.numerator is not None]
        if not numerators:
            return Cell(None, None, customers)
        numerator = {"min": min, "max": max}.get(self.combine, math.fsum)(numerators)
        return Cell(numerator, math.fsum(cell.denominator or 0 for cell in cells) if self.is_ratio else None, customers)


class CustomerStatisticIndicator(models.Model):
    """How a figure of a longer period, or of several units, follows from others."""

    _inherit = "customer.statistic.indicator"

    def _shapes(self) -> dict[int, Shape]:
        """Return how figures of each of these indicators are put together, by id."""
        figures, found = self.env["customer.statistic.source"]._figures(), {}
        for indicator in self:
            known = figures.get(indicator.figure) if indicator.kind == "known" else None
            if indicator.kind == "records":
                known = indicator._records_figure()
            if not known:
                found[indicator.id] = Shape()
            elif known.denominator:
                found[indicator.id] = Shape(True, "sum", Cell(0, 0))
            elif known.aggregate in ("min", "max"):
                found[indicator.id] = Shape(False, known.aggregate)
            else:
                found[indicator.id] = Shape(empty=Cell(0))
        return found
