from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

UNITS = [("day", "Days"), ("week", "Weeks"), ("month", "Months"), ("year", "Years")]


class DealerVisitRule(models.Model):
    """How often customers are visited (S1.1-4.2.2, S1.1-4.2.3), and how often by top management (S1.1-4.2.4b).

    Of the rules of a kind that meet a customer the first counts: what is out of town comes before the grades.
    """

    _name = "dealer.visit.rule"
    _description = "Visit rule"
    _inherit = ["customer.policy.condition.mixin"]

    kind = fields.Selection(
        [("interval", "Visits by All"), ("senior", "Visits by Top Management")], required=True, default="interval"
    )
    scheme_id = fields.Many2one(
        "customer.grade.scheme", check_company=True, index="btree_not_null", ondelete="restrict", string="Grade Scheme"
    )
    grade_codes = fields.Char(
        "Grades", help="Codes with commas: the rule meets customers with one of these grades, in the scheme if one is "
        "chosen; empty: all customers."
    )  # fmt: skip
    interval = fields.Integer(default=6, help="The next visit is due so long after the last one.")
    interval_unit = fields.Selection(UNITS, required=True, default="month")
    project_window_days = fields.Integer(
        "Project Within (Days)", help="With a project planned so near, visits are more frequent; 0: no difference."
    )
    project_percent = fields.Integer(
        "Interval before a Project (%)", default=100, help="So much of the interval is left when a project is near."
    )
    visits_per_year = fields.Integer(default=1)
    senior_group_id = fields.Many2one(
        "res.groups",
        string="Top Management",
        ondelete="restrict",
        default=lambda self: self.env.ref("customer_policy.group_general_manager", raise_if_not_found=False),
    )

    _numbers_positive = models.Constraint(
        "CHECK(interval > 0 AND project_window_days >= 0 AND visits_per_year > 0 "
        "AND project_percent BETWEEN 1 AND 100)",
        "Intervals and visits per year are more than nothing, a share lies between 1 and 100 percent.",
    )

    def _condition_model(self):
        return "customer.file"
