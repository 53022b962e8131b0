from odoo import fields, models


class CustomerFileStaffingRule(models.Model):
    """How many people keep contact with an important customer (S1.7-5, S2.1-06)."""

    _name = "customer.file.staffing.rule"
    _description = "Contact staff of important customers"
    _inherit = ["customer.file.rule.mixin"]

    minimum_staff = fields.Integer(required=True, help="The responsible counts as one of them.")

    _minimum_staff_positive = models.Constraint(
        "CHECK(minimum_staff > 0)", "The number of contact staff must be one at least."
    )

    def _matches(self, file) -> bool:
        return file.is_important and super()._matches(file)
