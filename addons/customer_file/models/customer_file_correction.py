from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)

#: what the proposal says; nobody changes it once it was submitted
PROPOSED = {"line_ids", "task_ids", "reason", "plan", "found_by_id", "found_date", "attachment_ids", "responsible_id"}


class CustomerFileCorrection(models.Model):
    """An error in customer information (客户信息错误), from its report to the corrected file.

    Nobody changes protected data of a filed file alone. The values that are applied are those that were proposed and
    approved, and only as long as the file still says what was found wrong.
    """

    _name = "customer.file.correction"
    _description = "Correction of a customer file"
    _inherit = [
        "customer.record.mixin",
        "customer.file.line.mixin",
        "customer.approval.mixin",
        "customer.deadline.mixin",
        "customer.attachment.mixin",
    ]
    _attachment_fields = ("attachment_ids",)
    _fixed_fields = ("file_id",)
    _final_states = ("done", "refused")
    _order = "id desc"
    _check_company_auto = True
    _workflow_steps = (
        Step("submit", _lt("Submit"), ("draft",), "to_check", "", "proposed_by_id", "proposed_date"),
        Step("check", _lt("Apply"), ("to_check",), "done", "", "checked_by_id", "checked_date", "read"),
        Step("plan", _lt("Submit the Plan"), ("draft",), "planned", "", "proposed_by_id", "proposed_date"),
        Step("execute", _lt("Execute"), ("planned",), "executing", "", "executed_by_id", "executed_date"),
        Step("report", _lt("Submit the Report"), ("executing",), "reporting", "", "reported_by_id", "reported_date"),
        Step("rework", _lt("Rework the Report"), ("reporting",), "executing"),
        Step("archive", _lt("Archive"), ("reporting",), "done", "", "archived_by_id", "archived_date"),
        Step("renew", _lt("Back to Draft"), ("to_check", "planned"), "draft"),
        Step("refuse", _lt("Refuse"), ("to_check", "planned"), "refused", "", "refused_by_id", "refused_date", "read"),
    )
    _workflow_approvals = {"execute": ("plan",), "archive": ("report",)}

    name = fields.Char("Error", required=True, help="In a few words, what is wrong.")
    file_id = fields.Many2one(ondelete="restrict")
    file_state = fields.Selection(related="file_id.state", string="State of the File")
    # that of its file, as of every row under one
    company_id = fields.Many2one(related="file_id.company_id", store=True, precompute=True, default=None)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("to_check", "To Check"),
            ("planned", "Plan to Approve"),
            ("executing", "In Execution"),
            ("reporting", "Report to Approve"),
            ("done", "Corrected"),
            ("refused", "Refused"),
        ],
        tracking=True,
        group_expand=True,
    )
    flow = fields.Selection(
        lambda self: self.env["customer.file.correction.rule"]._fields["flow"]._description_selection(self.env),
        compute="_compute_flow",
        store=True,
        precompute=True,
        help="As the rule for the file and these data said when it was submitted.",
    )
    responsible_id = fields.Many2one(
        "res.users",
        string="Handled by",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    found_by_id = fields.Many2one(
        "res.users", string="Found by", default=lambda self: self.env.user, ondelete="restrict"
    )
    found_date = fields.Date("Found on", default=fields.Date.context_today)
    survey_id = fields.Many2one(
        "customer.information.survey", string="From the Survey", readonly=True, copy=False, ondelete="restrict"
    )
    reason = fields.Text(help="How the error came about and how it was found.")
    line_ids = fields.One2many("customer.file.correction.line", "correction_id", string="Values", copy=True)
    is_stale = fields.Boolean(compute="_compute_is_stale", help="The file changed after the proposal.")
    attachment_ids = fields.Many2many("ir.attachment", string="Scans", copy=False)
    plan = fields.Text("Remedy Plan", help="What is done about the error and its consequences (补救处理方案).")
    task_ids = fields.One2many("customer.file.correction.task", "correction_id", string="Tasks of Departments")
    report = fields.Text(help="What was done and what it brought, for the manager and the general manager.")
    refusal = fields.Text("Reason of the Refusal", readonly=True, copy=False)
    why = fields.Char("Why?", readonly=True, copy=False)

    proposed_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    proposed_date = fields.Datetime(readonly=True, copy=False)
    checked_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    checked_date = fields.Datetime(readonly=True, copy=False)
    executed_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    executed_date = fields.Datetime(readonly=True, copy=False)
    reported_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    reported_date = fields.Datetime(readonly=True, copy=False)
    archived_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    archived_date = fields.Datetime(readonly=True, copy=False)
    refused_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    refused_date = fields.Datetime(readonly=True, copy=False)

    @api.depends("number", "name")
    def _compute_display_name(self):
        for correction in self:
            correction.display_name = " ".join(filter(None, (correction.number, correction.name)))

    @api.depends("file_id.kind_id", "line_ids.field_id", "line_ids.data")
    def _compute_flow(self):
        for correction in self:
            # a submitted one goes on as it began, whatever happens to the rules
            if correction.state == "draft" and correction.file_id:
                correction.flow = correction._rule().flow or "short"

    def _renew_flow(self):
        """Take the flow from the rules as they are now: it was computed when the draft was written."""
        self.check_access("write")
        # sudo: what follows from the rules nobody writes
        self.env.add_to_compute(self._fields["flow"], self.sudo())

    @api.depends("line_ids.is_stale")
    def _compute_is_stale(self):
        for correction in self:
            correction.is_stale = any(line.is_stale for line in correction.line_ids)

    def _rule(self):
        """Return the rule for this file and these data; without one a superior checks."""
        self.ensure_one()
        names = {line.data or line.field_name for line in self.line_ids}
        return self.env["customer.file.correction.rule"]._protecting(self.file_id, names - {False})

    @api.model
    def _propose_answers(self, file, survey, lines):
        """Draft a correction of ``file`` with answers of a survey that was accepted."""
        correction = self.create(
            {
                "name": self.env._("Survey: %s", survey.name),
                "file_id": file.id,
                "found_by_id": survey.collector_id.id,
                "found_date": survey.date,
                "reason": self.env._("The answers of a survey that was accepted differ from the file."),
                "line_ids": [(0, 0, {"field_id": line.field_id.id, "value": line.value}) for line in lines],
            }
        )
        correction._write_protected({"survey_id": survey.id})
        if correction.flow == "short":
            correction.action_submit()
        return correction

    # what others ask

    @api.model
    def _deadline_milestones(self):
        return {
            **super()._deadline_milestones(),
            "check": self.env._("Checked, or plan approved"),
            "close": self.env._("Closed"),
        }

    def _approval_operations(self):
        return {"plan": self.env._("Remedy Plan"), "report": self.env._("Report")}

    @api.model
    def _approval_fields(self, operation):
        lines = ["line_ids.field_id", "line_ids.value", "attachment_ids", "attachment_ids.checksum"]
        if operation == "plan":
            return ["reason", "plan", *lines, "task_ids.name", "task_ids.department_id"]
        return ["report", "task_ids.feedback", *lines]

    def _approval_author(self):
        return self.proposed_by_id or super()._approval_author()

    def _approval_needed(self, operation):
        return self.flow == "two_phase"

    # changes

    def write(self, vals):
        if not self.env.su:
            if PROPOSED & set(vals):
                self._check_open()
            if "report" in vals and any(correction.state != "executing" for correction in self):
                raise UserError(self.env._("The report is written while the plan is executed."))
        return super().write(vals)

    @api.model
    def _workflow_protected_fields(self):
        return {*super()._workflow_protected_fields(), "refusal", "why", "survey_id"}

    def _changes_nothing(self, vals):
        # a merge of two files takes what was decided along
        return super()._changes_nothing(vals) or (self.env.su and set(vals) == {"file_id"})

    def _check_open(self):
        for correction in self:
            if correction.state != "draft":
                raise UserError(
                    self.env._("%s was submitted: take it back to change what it proposes.", correction.display_name)
                )

    # steps

    def action_submit(self):
        """Hand the proposal in: by the short way or, where the rule says so, with its remedy plan."""
        self._renew_flow()
        for correction in self:
            correction._run_step("plan" if correction.flow == "two_phase" else "submit")
        return True

    def action_check(self):
        return self._run_step("check")

    def action_execute(self):
        return self._run_step("execute")

    def action_report(self):
        return self._run_step("report")

    def action_rework(self):
        return self._run_step("rework")

    def action_archive_correction(self):
        return self._run_step("archive")

    def action_renew(self):
        return self._run_step("renew")

    def action_refuse(self):
        """Ask for the reason."""
        return self.env["ir.actions.act_window"]._for_xml_id("customer_file.customer_file_correction_refuse_action")

    def _refuse(self, reason: str):
        """Refuse the corrections, as a superior, and keep why."""
        step = next(step for step in self._workflow_steps if step.name == "refuse")
        for correction in self:
            correction._check_step(step)
        self.check_access("read")
        # sudo: the person was checked above, and only reads the correction
        self.sudo()._write_protected({"refusal": reason})
        self._run_step("refuse")
        for correction in self:
            correction.message_post(body=self.env._("Refused: %s", reason))

    @api.model
    def _allowed_steps_depends(self):
        return [*super()._allowed_steps_depends(), "flow", "proposed_by_id", "task_ids.done_date"]

    def _step_obstacle(self, step):
        obstacle = super()._step_obstacle(step)
        if obstacle:
            return obstacle
        if step.name in ("submit", "plan"):
            return self._flow_obstacle(step.name)
        if step.name in ("check", "refuse"):
            return self._superior_obstacle()
        if step.name == "report":
            return self._feedback_obstacle()
        return ""

    def _flow_obstacle(self, name: str) -> str:
        if (name == "plan") != (self.flow == "two_phase"):
            return self.env._("The rule for these data has another flow.")
        return ""

    def _superior_obstacle(self) -> str:
        """Say why the user is not the superior who checks this (S2.4-4)."""
        user = self.env.user
        if user in self.proposed_by_id | self.responsible_id:
            return self.env._("Nobody checks the own correction.")
        managers = self._document_department()._get_manager_chain()
        if user not in managers and not user.has_group("customer_policy.group_supervisor"):
            return self.env._("A superior checks it: a manager of the department, or a supervisor.")
        return ""

    def _feedback_obstacle(self) -> str:
        waiting = self.task_ids.filtered(lambda task: not task.done_date)
        if waiting:
            return self.env._("The feedback is missing: %s.", ", ".join(waiting.mapped("display_name")))
        return ""

    def _before_submit(self):
        for correction in self:
            correction._check_proposal()

    def _before_plan(self):
        for correction in self:
            correction._check_proposal()
            if not (correction.plan or "").strip():
                raise UserError(self.env._("%s: write the remedy plan first.", correction.display_name))

    def _check_proposal(self):
        """See whether the proposal is complete, number it and keep what the file says now."""
        if not self.line_ids:
            raise UserError(self.env._("%s: say which data are wrong.", self.display_name))
        if not (self.reason or "").strip():
            raise UserError(self.env._("%s: give the reason.", self.display_name))
        self.line_ids._freeze()
        self._draw_numbers_by_rule()
        rule = self._rule()
        self._write_protected({"why": rule._why() if rule else False})

    def _after_submit(self):
        self._start_deadline("check")
        for correction in self:
            superior = (correction._document_department()._get_manager_chain() - correction.proposed_by_id)[:1]
            if superior:
                correction.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=self.env._("Check the correction"),
                    user_id=superior.id,
                )

    def _after_plan(self):
        self._start_deadline("check")
        self._start_deadline("close")
        self._request_approval("plan")

    def _before_check(self):
        for correction in self:
            correction._apply()

    def _after_check(self):
        # sudo: the superior may close what was asked of others
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        self._meet_deadline("check")

    def _before_execute(self):
        for correction in self:
            correction._apply()

    def _after_execute(self):
        self._meet_deadline("check")
        for correction in self:
            for task in correction.task_ids.filtered("user_id"):
                correction.activity_schedule(
                    "mail.mail_activity_data_todo", summary=task.display_name, user_id=task.user_id.id
                )

    def _after_task(self, task):
        """A department gave its feedback; called with all rights."""
        self.message_post(
            body=self.env._("%(task)s: %(feedback)s", task=task.display_name, feedback=task.feedback),
            author_id=self.env.user.partner_id.id,
        )
        self.activity_feedback(["mail.mail_activity_data_todo"], user_id=task.user_id.id)

    def _before_report(self):
        for correction in self:
            if not (correction.report or "").strip():
                raise UserError(self.env._("%s: write the report first.", correction.display_name))

    def _after_report(self):
        self._request_approval("report")

    def _before_rework(self):
        self._cancel_approvals(self.env._("The report is written anew."))

    def _before_archive(self):
        self._meet_deadline("close")

    def _before_renew(self):
        self._cancel_approvals(self.env._("The proposal was taken back."))
        self._cancel_deadlines(self.env._("The proposal was taken back."))

    def _before_refuse(self):
        self._cancel_approvals(self.env._("The correction was refused."))
        self._cancel_deadlines(self.env._("The correction was refused."))
