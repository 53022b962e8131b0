from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import format_date
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)

SUPERVISOR = "customer_policy.group_supervisor"


class DealerVisitPlan(models.Model):
    """The visits of a period: who visits which customer on which day, and who cannot be visited in time and why.

    The plan proposes visits; once it takes effect they stand in the calendars of the visitors. A visit that somebody
    moves stays where it was put, and of the others only those move that must.
    """

    _name = "dealer.visit.plan"
    _description = "Visit plan"
    _inherit = ["customer.record.mixin", "customer.approval.mixin"]
    _order = "date_from desc, id desc"
    _check_company_auto = True
    _fixed_fields = ("company_id", "create_uid", "failure")
    _final_states = ("cancelled",)
    _workflow_steps = (
        Step("generate", _lt("Propose Visits"), ("draft", "computed"), "computing", SUPERVISOR, "", "computed_date"),
        Step("ready", _lt("Ready"), ("computing",), "computed"),
        Step("apply", _lt("Take Effect"), ("computed",), "applying", SUPERVISOR, "applied_by_id", "applied_date"),
        Step("finish", _lt("Finish"), ("applying",), "applied"),
        Step("cancel", _lt("Cancel"), ("draft", "computed"), "cancelled", SUPERVISOR),
    )
    _workflow_approvals = {"apply": ("",)}

    department_id = fields.Many2one(
        "hr.department",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Only the customers of this department and those below it; empty: of the whole company.",
    )
    date_from = fields.Date(required=True, default=lambda self: self.env.company._policy_today())
    date_to = fields.Date(
        required=True, default=lambda self: self.env.company._policy_today() + relativedelta(months=3, days=-1)
    )
    user_ids = fields.Many2many(
        "res.users",
        string="Visitors",
        compute="_compute_user_ids",
        store=True,
        readonly=False,
        domain=[("share", "=", False)],
        check_company=True,
        help="Who visits. Customers whose responsible is none of them are shared out only when nobody is responsible.",
    )
    visits_per_day = fields.Integer(default=4, required=True, help="So many visits can one person make in a day.")
    first_hour = fields.Float("First Visit at", default=9.0, required=True)
    visit_hours = fields.Float(
        "Hours per Visit", default=1.5, required=True, help="From the beginning of one visit to that of the next."
    )
    place_by = fields.Selection(
        [("zip", "Postcode"), ("city", "City")],
        string="One Day for",
        default="zip",
        required=True,
        help="Customers of one postcode or city are visited on one day, as far as intervals and the time of the "
        "visitors allow.",
    )
    earliest_percent = fields.Integer(
        "Not before (%)",
        default=50,
        help="So much of the interval has passed before a customer is visited again, where there is a choice.",
    )
    purpose_id = fields.Many2one(
        "dealer.visit.purpose",
        default=lambda self: self.env["dealer.visit.purpose"]._in_force(self.env.company)[:1],
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("computing", "Being Planned"),
            ("computed", "Proposed"),
            ("applying", "Taking Effect"),
            ("applied", "In Effect"),
            ("cancelled", "Cancelled"),
        ],
        tracking=True,
        group_expand=True,
    )
    visit_ids = fields.One2many("dealer.visit", "plan_id", string="Visits", readonly=True)
    issue_ids = fields.One2many("dealer.visit.plan.issue", "plan_id", string="Not in Time", readonly=True)
    visit_count = fields.Integer("Visits Planned", compute="_compute_counts")
    issue_count = fields.Integer("Not Visited in Time", compute="_compute_counts")
    expected_count = fields.Integer(readonly=True, copy=False)
    progress = fields.Integer(compute="_compute_counts", help="Percent of the visits that are written.")
    computed_date = fields.Datetime("Planned on", readonly=True, copy=False)
    applied_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    applied_date = fields.Datetime("In Effect Since", readonly=True, copy=False)
    failure = fields.Text("Why It Does Not Go On", readonly=True, copy=False)

    _days_in_order = models.Constraint("CHECK(date_to >= date_from)", "The period cannot end before it begins.")
    _numbers_positive = models.Constraint(
        "CHECK(visits_per_day > 0 AND first_hour >= 0 AND visit_hours > 0 AND earliest_percent BETWEEN 0 AND 100)",
        "Visits per day and hours are more than nothing, a share lies between 0 and 100 percent.",
    )

    @api.depends("department_id")
    def _compute_user_ids(self):
        for plan in self:
            # sudo: who works in a department is no secret
            employees = self.env["hr.employee"].sudo()
            if plan.department_id and plan.state == "draft":
                found = employees.search([("department_id", "child_of", plan.department_id.id)]).user_id
                plan.user_ids = found.filtered(lambda user: user.has_group("customer_policy.group_user")).ids
            else:
                plan.user_ids = plan.user_ids

    @api.depends("number", "date_from", "date_to", "department_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for plan in self:
            days = f"{format_date(self.env, plan.date_from)} – {format_date(self.env, plan.date_to)}"
            plan.display_name = " ".join(filter(None, (plan.number, days, plan.department_id.name)))

    @api.depends("visit_ids.state", "issue_ids", "expected_count", "state")
    @api.depends_context("uid")
    def _compute_counts(self):
        # asked anew: what is in memory may have been read with other rights
        groups = self.env["dealer.visit"]._read_group(
            [("plan_id", "in", self.ids), ("state", "!=", "cancelled")], ["plan_id", "state"], ["__count"]
        )
        issues = dict(
            self.env["dealer.visit.plan.issue"]._read_group([("plan_id", "in", self.ids)], ["plan_id"], ["__count"])
        )
        for plan in self:
            counts = {state: count for one, state, count in groups if one == plan._origin}
            plan.visit_count = sum(counts.values())
            plan.issue_count = issues.get(plan._origin, 0)
            written = plan.visit_count - (counts.get("draft", 0) if plan.state == "applying" else 0)
            total = plan.visit_count if plan.state == "applying" else plan.expected_count
            plan.progress = min(100, 100 * written // total) if total else 0

    @api.constrains("first_hour", "visit_hours", "visits_per_day")
    def _check_hours(self):
        for plan in self:
            if plan.first_hour + plan.visit_hours * plan.visits_per_day > 24:
                raise ValidationError(
                    self.env._("%s: the last visit of a day would end on the next.", plan.display_name)
                )

    def _fixed_once_begun(self):
        return ("department_id", "date_from", "date_to", "purpose_id")

    def _check_begun(self, vals):
        super()._check_begun(vals)
        # sudo is used by our own methods only, which know what they may change
        if self.env.su or {"user_ids", "visits_per_day"}.isdisjoint(vals):
            return
        for plan in self.filtered(lambda one: one.state not in ("draft", "computed")):
            raise AccessError(
                self.env._(
                    "%s: who visits, and how many a day, stays as it was when it took effect.", plan.display_name
                )
            )

    # approval and steps

    def _approval_fields(self, operation):
        return ["department_id", "date_from", "date_to", "user_ids", "visits_per_day", "purpose_id", "computed_date"]

    def _step_obstacle(self, step):
        if obstacle := super()._step_obstacle(step):
            return obstacle
        if step.name == "generate" and not self.user_ids:
            return self.env._("Say who visits.")
        if step.name == "generate" and self.date_from and self.date_to and self._first_day() > self.date_to:
            return self.env._("Its days are over.")
        if step.name in ("ready", "finish") and not self.env.su:
            return self.env._("It goes on by itself once all visits are written.")
        return ""

    @api.model
    def _allowed_steps_depends(self):
        return [*super()._allowed_steps_depends(), "user_ids", "date_from", "date_to"]

    def action_generate(self):
        return self._run_step("generate")

    def action_apply(self):
        return self._run_step("apply")

    def action_cancel(self):
        return self._run_step("cancel")

    def _after_generate(self):
        self._draw_numbers_by_rule()
        self._work_on()

    def _after_apply(self):
        self._work_on()

    def _before_cancel(self):
        self._cancel_approvals(self.env._("The plan was cancelled."))

    def _after_cancel(self):
        # sudo: proposals of the plan go with it, also those closed to the user; what stands in calendars stays
        for plan in self.sudo():
            proposals = plan._proposals()
            files, people = proposals.file_id, proposals.user_id
            proposals.unlink()
            # other plans counted on them
            plan._fill_gaps(files, people)

    def action_view_visits(self):
        """Show the visits of the plan in the calendar: they are moved there with the mouse."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("dealer_visit.dealer_visit_action_of_plan")
        first = self.env["dealer.visit"].search([("plan_id", "=", self.id)], order="date_begin", limit=1)
        day = max(first._planned_day() if first else self.date_from, self.date_from)
        context = {"search_default_filter_coming": 1, "initial_date": fields.Date.to_string(day)}
        return {**action, "domain": [("plan_id", "=", self.id)], "context": context}

    def action_view_issues(self):
        """Show the customers who are not visited in time."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("dealer_visit.dealer_visit_plan_issue_action")
        return {**action, "domain": [("plan_id", "=", self.id)]}
