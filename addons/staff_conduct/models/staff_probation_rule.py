from odoo import fields, models


class StaffProbationRule(models.Model):
    """How long probation lasts and what makes an employee permanent (S1.6-hr-01a, S4.cs5-6)."""

    _name = "staff.probation.rule"
    _description = "Probation rule"
    _inherit = ["customer.policy.rule.mixin"]

    months = fields.Integer("Months of Probation", required=True)
    units_required = fields.Float(
        "Units to Reach", help="Who reaches them becomes permanent, also before the end. 0: none."
    )
    unit = fields.Char(translate=True, help="What is counted, cars sold for example.")
    needs_mentor = fields.Boolean("Mentor Required", help="No probation begins without a mentor.")
    pay_condition = fields.Boolean(
        "Base Wage on Condition", help="The base wage is paid in months without cases of the rules that say so."
    )

    _months_positive = models.Constraint(
        "CHECK(months > 0 AND units_required >= 0)", "Probation lasts a month or more."
    )
