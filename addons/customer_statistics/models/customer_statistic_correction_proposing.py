from odoo import models
from odoo.exceptions import UserError


class CustomerStatisticCorrection(models.Model):
    """What else is wrong when a figure is: totals that it is part of, formulas made with it.

    Nothing is corrected by itself. Each total and formula is proposed as a line, which people look at,
    change or remove.
    """

    _inherit = "customer.statistic.correction"

    def action_propose(self):
        """Propose the totals and formulas that depend on the figures entered; earlier proposals give way."""
        self.check_access("write")
        for correction in self:
            if correction.state != "reported":
                raise UserError(self.env._("%s was submitted: its figures stay.", correction.display_name))
            correction.line_ids.filtered(lambda line: line.origin != "entered").unlink()
            correction._propose_totals()
            correction._propose_formulas()
        return True

    def _propose_totals(self):
        self.ensure_one()
        entered = self.line_ids.filtered(lambda line: line.origin == "entered")
        totals = self.env["customer.statistic.figure"]
        for line in entered:
            # searched with the rights of who corrects: a total that is closed is corrected by who may see it
            totals |= totals.search(line.figure_id._total_domain())
        # formulas follow from other figures, not from their parts
        totals = (totals - entered.figure_id).filtered(lambda total: total.indicator_id.kind != "formula")
        self._add_proposals("total", {total: self._new_total(total, entered) for total in totals})

    def _new_total(self, total, entered) -> float | None:
        """Return the total after the correction of its parts; None when it does not follow from them."""
        parts = entered.filtered(lambda line: total._covers(line.figure_id))
        # what is part of a part counts in that
        parts = parts.filtered(lambda line: not any(other.figure_id._covers(line.figure_id) for other in parts))
        whole = not total.group_one_key and not total.group_two_key
        along = {bool(line.figure_id.group_one_key) for line in parts if whole}
        if len(along) > 1 or not total._adds_up():
            return None
        return total._shifted((line.figure_id, line.old_value, line.new_value) for line in parts)

    def _propose_formulas(self):
        """Propose the formulas of the report that use a corrected figure."""
        self.ensure_one()
        # sudo: formulas are computed with all they need, and those proposed that are open to who corrects
        known = self.sudo()
        changes = {line.figure_id: line.new_value for line in known.line_ids if not line.is_open}
        values = known.report_id._formulas_after(changes)
        figures = self.env["customer.statistic.figure"].search([("id", "in", [one.id for one in values])])
        self._add_proposals("formula", {figure: values[figure] for figure in figures})

    def _add_proposals(self, origin: str, values: dict):
        """Add a line for each figure whose value differs; one without a value is left to be filled in."""
        # sudo: where a line comes from is written by this method only
        lines = self.env["customer.statistic.correction.line"].sudo()
        lines.create(
            [
                {
                    "correction_id": self.id,
                    "figure_id": figure.id,
                    "new_value": figure.current_value if value is None else value,
                    "origin": origin,
                    "is_open": value is None,
                }
                for figure, value in values.items()
                if value is None or abs(value - figure.current_value) > 1e-9 * max(1, abs(value))
            ]
        )
