from odoo import fields, models
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)

USER = "customer_policy.group_user"
SUPERVISOR = "customer_policy.group_supervisor"


class CustomerStatisticReport(models.Model):
    """The figures of one period, of a unit or of the company: drawn up, approved, issued, and then fixed for good."""

    _name = "customer.statistic.report"
    _description = "Statistics report"
    _inherit = [
        "customer.record.mixin",
        "customer.secret.mixin",
        "customer.approval.mixin",
        "customer.deadline.mixin",
        "customer.form.mixin",
    ]
    _order = "date_from desc, id desc"
    _check_company_auto = True
    _fixed_fields = ("company_id", "kind_id", "department_id", "date_from", "date_to")
    _final_states = ("cancelled",)
    _workflow_steps = (
        Step("compute", _lt("Compute"), ("draft", "computed"), "computed", USER, "computed_by_id", "computed_date"),
        Step("submit", _lt("Submit"), ("computed",), "submitted", USER, "submitted_by_id", "submitted_date"),
        Step("send_back", _lt("Send Back"), ("submitted",), "computed", SUPERVISOR),
        Step("issue", _lt("Issue"), ("submitted",), "issued", SUPERVISOR, "issued_by_id", "issued_date"),
        Step("cancel", _lt("Cancel"), ("draft", "computed", "submitted"), "cancelled", SUPERVISOR),
    )

    kind_id = fields.Many2one(
        "customer.statistic.kind", required=True, index=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one(related="kind_id.company_id", store=True, precompute=True, index=True, default=None)
    date_from = fields.Date("From", required=True, index=True)
    date_to = fields.Date("Until", required=True)
    department_id = fields.Many2one(
        "hr.department",
        string="Unit",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Empty: the whole company.",
    )
    parent_id = fields.Many2one(
        "customer.statistic.report",
        string="Part of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    part_ids = fields.One2many("customer.statistic.report", "parent_id", string="Reports of the Units")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("computed", "Computed"),
            ("submitted", "Submitted"),
            ("issued", "Issued"),
            ("cancelled", "Cancelled"),
        ],
        tracking=True,
        group_expand=True,
    )
    responsible_id = fields.Many2one(
        "res.users", required=True, index=True, default=lambda self: self.env.user, ondelete="restrict", tracking=True
    )
    figure_ids = fields.One2many("customer.statistic.figure", "report_id", string="Figures")
    computed_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    computed_date = fields.Datetime("Computed On", readonly=True, copy=False)
    submitted_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    submitted_date = fields.Datetime("Submitted On", readonly=True, copy=False)
    issued_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    issued_date = fields.Datetime("Issued On", readonly=True, copy=False)
    fingerprint = fields.Char(readonly=True, copy=False, help="Hash of what was issued.")

    def action_compute(self):
        return self._run_step("compute")

    def action_submit(self):
        return self._run_step("submit")

    def action_send_back(self):
        return self._run_step("send_back")

    def action_issue(self):
        return self._run_step("issue")

    def action_cancel(self):
        return self._run_step("cancel")

    def _after_compute(self):
        for report in self.sudo():  # sudo: figures are written by the report only, and count customers of all levels
            report._compute_figures()

    def _compute_figures(self):
        """Hook: count the figures of this report anew, with all rights."""
