from odoo import fields, models
from odoo.tools.float_utils import float_compare


class CustomerGrade(models.Model):
    """A grade of a scheme: who gets it, how many may have it, and what follows from it."""

    _name = "customer.grade"
    _description = "Customer grade"
    _inherit = ["customer.policy.rule.line.mixin", "customer.grade.domain.mixin"]
    _order = "scheme_id, rank, id"
    _rec_names_search = ["name", "code"]

    scheme_id = fields.Many2one("customer.grade.scheme", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="scheme_id.company_id", store=True, precompute=True, index=True)
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    rank = fields.Integer(required=True, default=1, help="1 is the best grade, and looked at first.")
    color = fields.Integer()
    minimum_score = fields.Float(help="The grade needs at least this score.")
    domain = fields.Char("Condition", default="[]", help="Only customers whose file fulfils this get the grade.")
    condition_ids = fields.One2many("customer.grade.condition", "grade_id", string="Conditions", copy=True)
    needs_evidence = fields.Boolean(
        "Complete Materials", help="Key grade: all materials must be complete and valid (S1.1-5.1)."
    )
    cap_percent = fields.Float(
        "At Most (%)", digits=(5, 2), help="Of the customers of a department; 0: as many as earn it (S1.11-5.2.2d)."
    )
    cap_category_percent = fields.Float(
        "At Most (%), by Product",
        digits=(5, 2),
        help="Of the customers who buy a product category, in principle: what is above is only told. 0: no limit.",
    )
    contact_interval_days = fields.Integer("Contact Every (Days)", help="0: not said (S4.dl-9).")
    benefit = fields.Text(translate=True, help="Discount, priority, service that such customers get.")
    benefit_positions = fields.Integer(
        "Benefit for the First", help="So many customers by score, who meet the conditions on it; 0: all of them."
    )
    service_ids = fields.One2many("customer.grade.service", "grade_id", string="Personal Plan", copy=True)

    _code_unique = models.Constraint("UNIQUE(scheme_id, code)", "Two grades of a scheme have the same code.")
    _rank_unique = models.Constraint("UNIQUE(scheme_id, rank)", "Two grades of a scheme have the same rank.")
    _percent = models.Constraint(
        "CHECK(COALESCE(cap_percent, 0) BETWEEN 0 AND 100 AND COALESCE(cap_category_percent, 0) BETWEEN 0 AND 100)",
        "A share lies between 0 and 100 percent.",
    )

    def _next_better(self):
        """Return the grade above this one; empty for the best."""
        return self.scheme_id.grade_ids.filtered(lambda grade: grade.rank < self.rank)[-1:]

    def _worse(self):
        """Return the grades below this one, the next one first."""
        return self.scheme_id.grade_ids.filtered(lambda grade: grade.rank > self.rank)

    def _quota(self, customers: int) -> int | None:
        """Return how many of so many customers of a department may have the grade; None: all.

        15 % of 20 are 3, of 7 are 1: never more than the share.
        """
        self.ensure_one()
        if float_compare(self.cap_percent, 0, 2) <= 0:
            return None
        # in hundredths of a percent, so that no rounding of binary fractions gives or takes one
        return round(self.cap_percent * 100) * customers // 10_000
