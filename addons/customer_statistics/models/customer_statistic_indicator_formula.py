from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import formula as reading


class CustomerStatisticIndicator(models.Model):
    """Indicators that follow from others."""

    _inherit = "customer.statistic.indicator"

    formula = fields.Char(
        help="Codes of indicators in square brackets, numbers, + - * / and parentheses: 100 * [deals] / [leads]. "
        "previous([code]), last_year([code]): its value in the last period, or in the same period of last year; "
        "share([code]): its part in the total, from 0 to 1; plan([code]): its planned value. "
        "Where something is divided by zero or not known there is no value."
    )

    @api.constrains("formula", "kind", "code", "active", "company_id")
    def _check_formula(self):
        for company in self.company_id:
            formulas = self.with_context(active_test=False).search(
                [("company_id", "=", company.id), ("kind", "=", "formula")]
            )
            nodes = {indicator.code: indicator._parsed_formula() for indicator in formulas}
            known = set(self.with_context(active_test=False).search([("company_id", "=", company.id)]).mapped("code"))
            for indicator in formulas & self:
                missing = sorted({one.code for one in reading.references(nodes[indicator.code])} - known)
                if missing:
                    raise ValidationError(
                        self.env._(
                            "%(indicator)s: there is no indicator with the code %(codes)s.",
                            indicator=indicator.name,
                            codes=", ".join(missing),
                        )
                    )
            try:
                reading.in_order(nodes)
            except reading.CycleError as error:
                raise ValidationError(
                    self.env._("These indicators follow from each other: %s.", " → ".join(error.codes))
                ) from error

    def _parsed_formula(self) -> reading.Node:
        """Return the formula, read.

        :raises ValidationError: naming the indicator, what is wrong and where
        """
        self.ensure_one()
        try:
            return reading.parse(self.formula or "")
        except reading.FormulaError as error:
            raise ValidationError(
                self.env._(
                    "%(indicator)s: the formula is wrong at sign %(position)s: %(reason)s.",
                    indicator=self.name,
                    position=error.position,
                    reason=self._formula_reason(error),
                )
            ) from error

    @api.model
    def _formula_reason(self, error: reading.FormulaError) -> str:
        reasons = {
            reading.UNKNOWN_SIGN: self.env._("“%s” is not understood", error.found),
            reading.VALUE_EXPECTED: self.env._("a value is expected"),
            reading.UNKNOWN_FUNCTION: self.env._("there is no function “%s”", error.found),
            reading.INDICATOR_EXPECTED: self.env._("the code of an indicator in square brackets is expected"),
            reading.OPENING_EXPECTED: self.env._("“(” is expected"),
            reading.CLOSING_EXPECTED: self.env._("“)” is expected"),
            reading.END_EXPECTED: self.env._("the end is expected, or a sign between two values"),
            reading.TOO_DEEP: self.env._("parentheses are nested too deeply"),
        }
        return reasons[error.reason]

    def _with_operands(self):
        """Return these indicators and all that their formulas need, other periods included."""
        found, new = self, self
        while new:
            codes = {
                (one.company_id.id, reference.code)
                for one in new.filtered(lambda one: one.kind == "formula")
                for reference in reading.references(one._parsed_formula())
            }
            needed = self.with_context(active_test=False).search(
                [("code", "in", [code for _company, code in codes]), ("company_id", "in", self.company_id.ids)]
            )
            new = needed.filtered(lambda one, codes=codes: (one.company_id.id, one.code) in codes) - found
            found |= new
        return found
