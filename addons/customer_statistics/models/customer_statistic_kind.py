from odoo import fields, models


class CustomerStatisticKind(models.Model):
    """A report that a company draws up again and again: which figures, for what period, by whom, until when."""

    _name = "customer.statistic.kind"
    _description = "Kind of statistics report"
    _inherit = ["customer.policy.rule.mixin"]

    period = fields.Selection(
        [("day", "Day"), ("week", "Week"), ("month", "Month"), ("quarter", "Quarter"), ("year", "Year")],
        required=True,
        default="month",
    )
    period_count = fields.Integer("Periods", default=1, required=True, help="2 with months: every two months.")
    line_ids = fields.One2many("customer.statistic.kind.line", "kind_id", string="Indicators", copy=True)
    base_kind_id = fields.Many2one(
        "customer.statistic.kind",
        string="Made from",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Its issued reports of the period are added up, a year from twelve months; what is missing is counted.",
    )
    unit_ids = fields.Many2many(
        "hr.department",
        string="Reporting Units",
        check_company=True,
        help="Each draws up its own report and submits it; that of the company adds them up.",
    )
    unit_due_days = fields.Integer("Units Submit within", help="Days after the end of the period; 0: no day is set.")
    due_days = fields.Integer("Issued within", help="Days after the end of the period; 0: no day is set.")
    group_one = fields.Selection(
        lambda self: self.env["customer.statistic.source"]._group_selection(), string="By", help="First breakdown."
    )
    group_two = fields.Selection(
        lambda self: self.env["customer.statistic.source"]._group_selection(), string="And by", help="Second breakdown."
    )
    text = fields.Selection(
        [("none", "Nothing"), ("explanation", "Explanation"), ("analysis", "Analysis Report")],
        string="Needs in Writing",
        required=True,
        default="none",
        help="Explanation: cause, effect and consequence for the main indicators that have a problem. "
        "Analysis: how far the plan is fulfilled, the reasons, and improvements.",
    )
    needs_survey = fields.Boolean("Needs Its Survey", help="Not issued without saying which surveys it rests on.")
    least_customers = fields.Integer(
        "Smallest Group",
        help="Figures of fewer customers are shown only to those who may open all of their files; 0: no limit.",
    )
    secret_customers = fields.Selection(
        [("counted", "Counted"), ("left_out", "Left Out")],
        required=True,
        default="counted",
        help="Whether customers whose files have a level of secrecy are part of the figures.",
    )
    own_secrecy_level_id = fields.Many2one(
        "customer.secrecy.level",
        string="Level of the Reports",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    recipient_ids = fields.Many2many(
        "res.users", string="Recipients", domain=[("share", "=", False)], help="Each issued report is sent to them."
    )
    runs_in_background = fields.Boolean(help="Computed by a scheduled job, with progress, while one goes on working.")

    def _period_of(self, day):
        """Return the first and the last day of the period that ``day`` is in."""
        self.ensure_one()
        return fields.Date.start_of(day, self.period), fields.Date.end_of(day, self.period)
