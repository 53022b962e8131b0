from odoo import models

from ..tools import formula


class CustomerStatisticIndicator(models.Model):
    _inherit = "customer.statistic.indicator"

    def _formulas_using(self, changed):
        """Return those of these indicators that are formulas with one of ``changed``, or with a formula that is."""
        found = self.browse()
        codes = {one.code for one in changed}
        formulas = self.filtered(lambda one: one.kind == "formula")
        needs = {one: {part.code for part in formula.references(one._parsed_formula())} for one in formulas}
        while more := formulas.filtered(lambda one, codes=codes: needs[one] & codes) - found:
            found |= more
            codes = codes | set(more.mapped("code"))
        return found
