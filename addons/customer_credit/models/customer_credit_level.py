from odoo import api, fields, models
from odoo.tools import float_compare

from .customer_credit_terms_mixin import TERMS


class CustomerCreditLevel(models.Model):
    """A level of credit (信用等级): from which score, with which limit, terms and measures.

    Rules S4.credit-2b, S4.credit-3, S4.credstand-3.3, S4.credstand-3.6.
    """

    _name = "customer.credit.level"
    _description = "Credit level"
    _inherit = ["customer.policy.rule.mixin", "customer.credit.terms.mixin"]
    _order = "score_from desc, sequence, id"

    score_from = fields.Float(
        "From This Score", digits=(5, 2), help="The level of evaluations with this score or more."
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    default_limit = fields.Monetary(
        "Credit Limit", help="The limit a customer of the level gets, unless an approved evaluation says more. 0: none."
    )
    cut_percent = fields.Float(
        "Cut When Overdue (%)",
        digits=(5, 2),
        help="By so much the limit is cut where a step on overdue amounts says so.",
    )

    _score_range = models.Constraint("CHECK(score_from >= 0 AND score_from <= 100)", "A score lies between 0 and 100.")
    _cut_range = models.Constraint("CHECK(cut_percent >= 0 AND cut_percent <= 100)", "A cut lies between 0 and 100.")

    def _credit_limit(self):
        return self.default_limit

    @api.model
    def _of_score(self, company, score: float):
        """Return the level of ``company`` for a score from 0 to 100; empty when none reaches down to it."""
        levels = self._in_force(company).filtered(
            lambda level: float_compare(level.score_from, score, precision_digits=2) <= 0
        )
        return levels.sorted("score_from")[-1:]

    def _prepare_terms_vals(self) -> dict:
        """Return what a standing takes over, so that a changed level does not change it."""
        self.ensure_one()
        return {name: self._fields[name].convert_to_write(self[name], self) for name in TERMS}
