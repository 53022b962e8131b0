from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)


class StaffProbation(models.Model):
    """The probation of an employee, to the application for a permanent post (转正) or to the end of the employment."""

    _name = "staff.probation"
    _description = "Probation"
    _inherit = ["customer.record.mixin", "customer.approval.mixin", "customer.deadline.mixin"]
    _final_states = ("filed", "left")
    _fixed_fields = ("company_id", "employee_id", "proposal")
    _order = "date_start desc, id desc"
    _rec_name = "employee_id"
    _check_company_auto = True
    _workflow_steps = (
        Step("activate", _lt("Begin"), ("draft",), "active"),
        Step("apply", _lt("Apply for a Permanent Post"), ("active",), "applied", "", "", "applied_date", "read"),
        Step("reopen", _lt("Back to Probation"), ("applied",), "active"),
        Step("file", _lt("Filed"), ("permanent",), "filed", "", "filed_by_id", "filed_date", "read"),
        Step("leave", _lt("Let Go"), ("active",), "left", "", "left_by_id", "left_date"),
    )
    _workflow_approvals = {"leave": ("leave",)}

    employee_id = fields.Many2one("hr.employee", required=True, index=True, ondelete="restrict", check_company=True)
    department_id = fields.Many2one(related="employee_id.department_id", store=True, index=True, precompute=True)
    rule_id = fields.Many2one(
        "staff.probation.rule", required=True, index=True, ondelete="restrict", check_company=True
    )
    mentor_id = fields.Many2one(
        "hr.employee", index="btree_not_null", ondelete="restrict", check_company=True, tracking=True
    )
    date_start = fields.Date("Begins on", required=True, default=fields.Date.context_today, tracking=True)
    date_end = fields.Date("Ends on", compute="_compute_date_end", help="From this day on it is over.")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("active", "On Probation"),
            ("applied", "Applied"),
            ("permanent", "Permanent, to File"),
            ("filed", "Permanent"),
            ("left", "Left"),
        ],
        tracking=True,
        group_expand=True,
    )
    unit_ids = fields.One2many("staff.probation.unit", "probation_id", "Units by Hand", copy=False)
    units = fields.Float("Units Reached", compute="_compute_units")
    units_required = fields.Float(related="rule_id.units_required")
    proposal = fields.Selection(
        [("permanent", "Permanent"), ("leave", "Leave")], readonly=True, copy=False, tracking=True, help="By the rule."
    )
    why = fields.Char("Why?", readonly=True, copy=False)
    application = fields.Text(help="What was learnt and reached on probation, by the employee.")
    training_count = fields.Integer("Trainings", compute="_compute_trainings")
    attended_count = fields.Integer("Attended", compute="_compute_trainings")
    badge = fields.Selection([("probation", "Probation"), ("permanent", "Permanent")], compute="_compute_badge")
    pay_condition_met = fields.Boolean("Base Wage This Month", compute="_compute_pay_condition")
    applied_date = fields.Datetime(readonly=True, copy=False)
    filed_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    filed_date = fields.Datetime(readonly=True, copy=False)
    left_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    left_date = fields.Datetime(readonly=True, copy=False)

    _one_running = models.UniqueIndex(
        "(employee_id) WHERE state NOT IN ('filed', 'left')", "The employee has a probation that is not over."
    )

    @api.model
    def _running_states(self) -> tuple[str, ...]:
        return ("active", "applied")

    @api.depends("date_start", "rule_id.months")
    def _compute_date_end(self):
        for probation in self:
            start = probation.date_start
            probation.date_end = start and start + relativedelta(months=probation.rule_id.months)

    @api.depends("unit_ids.quantity")
    def _compute_units(self):
        # sudo: what others count is theirs to read; the sum is for who may read the probation
        for probation in self.sudo():
            by_hand = sum(probation.unit_ids.mapped("quantity"))
            if not probation.employee_id:
                probation.units = by_hand
                continue
            last = min(probation.company_id._policy_today(), probation.date_end - relativedelta(days=1))
            probation.units = by_hand + self._probation_units(probation.employee_id, probation.date_start, last)

    @api.model
    def _probation_units(self, employee, date_from, date_to) -> float:
        """Hook: return what other addons count for ``employee``, cars delivered for example."""
        return 0.0

    @api.depends("employee_id", "date_start")
    def _compute_trainings(self):
        # sudo: how many trainings were attended is for who may read the probation
        lines = self.env["staff.training.attendance"].sudo()
        for probation in self:
            found = lines.search(
                [
                    ("employee_id", "=", probation.employee_id.id),
                    ("training_id.state", "=", "held"),
                    ("training_id.date", ">=", probation.date_start),
                ]
            )
            probation.training_count = len(found)
            probation.attended_count = len(found.filtered(lambda line: line.state == "present"))

    @api.depends("state")
    def _compute_badge(self):
        for probation in self:
            if probation.state in ("permanent", "filed"):
                probation.badge = "permanent"
            else:
                probation.badge = probation.state in self._running_states() and "probation"

    @api.depends("employee_id", "rule_id.pay_condition")
    def _compute_pay_condition(self):
        # sudo: only whether there was a case leaves this method
        cases = self.env["staff.conduct.case"].sudo()
        for probation in self:
            first = probation.company_id._policy_today().replace(day=1)
            domain = [
                ("employee_id", "=", probation.employee_id.id),
                ("rule_id.breaks_pay", "=", True),
                ("state", "!=", "dropped"),
                ("date", ">=", first),
            ]
            probation.pay_condition_met = not (probation.rule_id.pay_condition and cases.search_count(domain, limit=1))

    @api.model
    def _workflow_protected_fields(self):
        return {*super()._workflow_protected_fields(), "proposal", "why"}

    def write(self, vals):
        result = super().write(vals)
        if {"date_start", "rule_id"} & set(vals):
            self._review()
        return result

    # the proposal

    @api.model
    def _cron_review(self):
        # sudo: the scheduled action works for all companies
        self.sudo().search([("state", "=", "active")])._review()

    def _review(self):
        """Propose what the rule says at this moment: permanent once the units are there, leaving at the end without."""
        # sudo: what follows from the rule nobody writes
        for probation in self.sudo().filtered(lambda one: one.state == "active"):
            rule = probation.rule_id
            over = probation.company_id._policy_today() >= probation.date_end
            reached = probation.units >= rule.units_required
            if reached and (rule.units_required or over):
                proposal = "permanent"
            else:
                proposal = "leave" if over else False
            if rule.mode == "observe" and proposal and proposal != probation.proposal:
                label = dict(self._fields["proposal"]._description_selection(self.env))[proposal]
                rule._breached_by(probation, self.env._("It would have been proposed: %s", label))
            if rule.mode == "enforce" and proposal != probation.proposal:
                why = self.env._(
                    "%(units)g of %(required)g until %(end)s. %(rule)s",
                    units=probation.units, required=rule.units_required, end=probation.date_end, rule=rule._why(),
                )  # fmt: skip
                probation._write_protected({"proposal": proposal, "why": proposal and why})

    # steps

    @api.model
    def _allowed_steps_depends(self):
        return [*super()._allowed_steps_depends(), "mentor_id", "application", "proposal"]

    def _step_obstacle(self, step):
        obstacle = super()._step_obstacle(step)
        if obstacle:
            return obstacle
        own = self.employee_id.sudo().user_id == self.env.user  # sudo: whose user it is, is no secret
        if step.name == "activate" and self.rule_id.needs_mentor and not self.mentor_id:
            return self.env._("Name the mentor first. %s", self.rule_id._why())
        if step.name == "apply":
            if not own and not self.has_access("write"):
                return self.env._("The employee applies, or who looks after the probation.")
            if not (self.application or "").strip():
                return self.env._("Fill in the application.")
        if (
            step.name == "file"
            and self.env.user != self._filing_user()
            and not self.env.user.has_group("hr.group_hr_user")
        ):
            return self.env._("Administration files the application.")
        return ""

    def action_activate(self):
        return self._run_step("activate")

    def action_apply(self):
        return self._run_step("apply")

    def action_reopen(self):
        return self._run_step("reopen")

    def action_file(self):
        return self._run_step("file")

    def action_leave(self):
        return self._run_step("leave")

    def action_request_leave(self):
        """Have the leaving approved."""
        self.check_access("write")
        for probation in self:
            if probation.state != "active":
                raise UserError(self.env._("%s is not on probation.", probation.display_name))
        self._request_approval("leave")
        return True

    def action_request_approval(self, operation=""):
        """The steps ask for it, once there is an application."""
        raise UserError(
            self.env._("%s: the decision is requested by the steps of the probation.", self._description_label())
        )

    def _after_activate(self):
        self._review()
        self._start_deadline("apply")

    def _after_apply(self):
        # sudo: the employee was checked, who may not write the own probation
        known = self.sudo()
        known._meet_deadline("apply")
        known._request_approval()

    def _after_reopen(self):
        self._cancel_approvals(self.env._("The application was taken back."))

    def write_application(self, text: str):
        """Keep the application as the employee writes it; nothing else of the own probation is theirs to write."""
        self.ensure_one()
        self.check_access("read")
        own = self.employee_id.sudo().user_id == self.env.user  # sudo: whose user it is, is no secret
        if not own or self.state != "active":
            raise UserError(self.env._("The employee writes the application, while on probation."))
        # sudo: the person and the state were checked
        self.sudo().application = text
        return True

    # approval

    @api.model
    def _deadline_milestones(self):
        return {**super()._deadline_milestones(), "apply": self.env._("Applied")}

    def _approval_operations(self):
        return {**super()._approval_operations(), "leave": self.env._("Let Go")}

    @api.model
    def _approval_fields(self, operation):
        return ["employee_id", "rule_id", "date_start", "application"]

    def _approval_concerned(self):
        return self.employee_id.user_id

    def _approval_author(self):
        return self.env["res.users"]

    def _approval_needed(self, operation):
        return True

    def _after_approval(self, approval):
        if approval.is_observed or not approval.decision_ids or approval.operation:
            return
        self._write_protected({"state": "permanent"})
        user = self._filing_user()
        if user:
            self.activity_schedule(
                "mail.mail_activity_data_todo", summary=self.env._("File the application"), user_id=user.id
            )

    def _after_rejection(self, approval):
        if not approval.operation and self.state == "applied":
            self._write_protected({"state": "active"})
        return super()._after_rejection(approval)

    def _tell_approval_void(self, approval):
        if not approval.operation and self.state == "applied":
            self._write_protected({"state": "active"})
        return super()._tell_approval_void(approval)

    def _filing_user(self):
        return self.company_id.conduct_filing_user_id

    def _before_file(self):
        # sudo: the task is done by who files
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])
