import math

from odoo import models

from .customer_statistic_counting import TOTAL, Cell, Counted


class CustomerStatisticIndicator(models.Model):
    """How a figure of a longer period, or of several units, follows from others."""

    _inherit = "customer.statistic.indicator"

    def _is_ratio(self) -> bool:
        """Say whether the figure is a quotient: then numerators and denominators are added up."""
        self.ensure_one()
        if self.kind == "known":
            figure = self.env["customer.statistic.source"]._figures().get(self.figure)
            return bool(figure and figure.denominator)
        return self.kind == "records" and self.aggregate == "average"

    def _empty_cell(self) -> Cell:
        """Return what the figure is of a group that nothing is of."""
        self.ensure_one()
        if self._is_ratio():
            return Cell(0, 0)
        if self.kind == "known":
            figure = self.env["customer.statistic.source"]._figures().get(self.figure)
            return Cell(None if figure and figure.aggregate in ("min", "max") else 0)
        return Cell(0 if self.kind == "records" and self.aggregate not in ("min", "max") else None)

    def _added_up(self, parts: list[Counted], rollup: str = "") -> Counted:
        """Return the figure of the whole, of figures of its parts in their order.

        How many customers are behind it is not known, but no fewer than behind any part: that is what is noted, so
        that rather too much than too little counts as a small group.
        """
        self.ensure_one()
        if not parts:
            return Counted({TOTAL: Cell(None)})
        empty = self._empty_cell()
        grouped = tuple(any(one.grouped[place] for one in parts) for place in (0, 1))
        taken = parts[-1:] if (rollup or self.rollup) == "last" else parts
        keys = {key for one in taken for key in one.cells}
        return Counted({key: self._sum([one.cells.get(key, empty) for one in taken]) for key in keys}, grouped, empty)

    def _sum(self, cells: list[Cell]) -> Cell:
        customers = max(cell.customers for cell in cells)
        numerators = [cell.numerator for cell in cells if cell.numerator is not None]
        if not numerators:
            return Cell(None, None, customers)
        if not self._is_ratio():
            known = {"min": min, "max": max}.get(self._extreme(), math.fsum)
            return Cell(known(numerators), None, customers)
        return Cell(math.fsum(numerators), math.fsum(cell.denominator or 0 for cell in cells), customers)

    def _extreme(self) -> str:
        """Return min or max where the figure is the lowest or highest of its rows."""
        if self.kind == "known":
            figure = self.env["customer.statistic.source"]._figures().get(self.figure)
            return figure.aggregate if figure else ""
        return self.aggregate or "" if self.kind == "records" else ""
