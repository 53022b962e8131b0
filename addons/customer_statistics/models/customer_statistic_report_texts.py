from odoo import api, fields, models

MANAGER = "customer_policy.group_manager"
#: what a report copies from its kind
TERMS = ("text", "needs_survey", "needs_document", "needs_comment", "waits_for_units")
TERM = {"compute": "_compute_terms", "store": True, "precompute": True, "compute_sudo": True}


class CustomerStatisticReport(models.Model):
    """What is said about the figures: a text explanation, or an analysis report around the plan (S0-17 to S0-19)."""

    _inherit = "customer.statistic.report"

    # the terms it was opened with: a changed kind meets the reports that are opened then
    text = fields.Selection(
        lambda self: self.env["customer.statistic.kind"]._fields["text"]._description_selection(self.env),
        string="Needs in Writing",
        **TERM,
    )
    needs_survey = fields.Boolean(**TERM)
    needs_document = fields.Boolean(**TERM)
    needs_comment = fields.Boolean(**TERM)
    waits_for_units = fields.Boolean(**TERM)
    explanation = fields.Text("Text Explanation", help="What the figures of the period show as a whole.")
    explanation_ids = fields.One2many("customer.statistic.explanation", "report_id", string="Explanations")
    problem_ids = fields.Many2many(
        "customer.statistic.indicator",
        string="To Be Explained",
        compute="_compute_problem_ids",
        help="Main indicators that miss their plan by more than is let pass.",
    )
    plan_check = fields.Text(compute="_compute_plan_check", help="How far each plan is fulfilled.")
    reasons = fields.Text(help="Why the plan is fulfilled, or not.")
    improvement_ids = fields.One2many("customer.statistic.improvement", "report_id", string="Improvements")
    survey_form_ids = fields.Many2many(
        "customer.collection.form",
        string="Surveys It Rests On",
        check_company=True,
        help="The forms with which the data were collected in the period.",
    )
    survey_count = fields.Integer(
        "Survey Forms", readonly=True, copy=False, help="So many filled forms of the period were accepted."
    )
    survey_note = fields.Text("Other Sources", help="Surveys outside the system, and how they were made.")
    attachment_ids = fields.Many2many("ir.attachment", string="Report Document", copy=False)
    manager_comment = fields.Text("Comment of the Manager", readonly=True, copy=False)
    commented_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    commented_date = fields.Datetime("Commented On", readonly=True, copy=False)
    may_comment = fields.Boolean(compute="_compute_may_comment")

    @api.depends("kind_id")
    def _compute_terms(self):
        for report in self:
            for name in TERMS:
                report[name] = report.kind_id[name]

    @api.depends("total_ids.is_problem")
    @api.depends_context("uid")
    def _compute_problem_ids(self):
        for report in self:
            report.problem_ids = report.total_ids.filtered("is_problem").indicator_id

    @api.depends("total_ids.completion", "total_ids.plan", "total_ids.current_value", "indicator_terms")
    @api.depends_context("uid", "lang")
    def _compute_plan_check(self):
        for report in self:
            report.plan_check = "\n".join(
                self.env._(
                    "%(indicator)s: plan %(plan)g, actual %(actual)g, completion %(completion).1f %%",
                    indicator=figure.indicator_name,
                    plan=figure.plan,
                    actual=figure.current_value,
                    completion=figure.completion,
                )
                for figure in report.total_ids.filtered("has_plan")
            )

    def _count_surveys(self):
        """Count the filled forms of the period that were accepted; called with all rights."""
        self.ensure_one()
        count = self.env["customer.information.survey"].search_count(
            [
                ("form_id", "in", self.survey_form_ids.ids),
                ("date", ">=", self.date_from),
                ("date", "<=", self.date_to),
                ("state", "=", "accepted"),
            ]
        )
        self._write_protected({"survey_count": count})

    # what must be there before it is issued

    def _missing_texts(self) -> list[str]:
        """Say what the report still lacks of what its kind asks for (S0-02, S0-17, S0-18, S0-19, S4.hotel-20)."""
        self.ensure_one()
        missing = []
        if self.text == "explanation":
            missing += self._missing_explanations()
        elif self.text == "analysis":
            missing += self._missing_analysis()
        # sudo: only whether any were named
        if self.needs_survey and not (self.sudo().survey_form_ids or self.survey_note):
            missing.append(self.env._("It does not say which surveys it rests on."))
        if self.needs_document and not self.attachment_ids:
            missing.append(self.env._("The report document is not attached."))
        if self.needs_comment and not self.manager_comment:
            missing.append(self.env._("The manager has not commented on it."))
        return missing

    def _missing_explanations(self) -> list[str]:
        complete = self.explanation_ids.filtered("is_complete")
        missing = []
        if not self.explanation and not complete:
            missing.append(self.env._("The text explanation is missing."))
        if half := self.explanation_ids - complete:
            names = ", ".join(half.indicator_id.mapped("name"))
            missing.append(self.env._("Cause, effect and consequence are needed of each: %s.", names))
        if unexplained := self.problem_ids - self.explanation_ids.indicator_id:
            names = ", ".join(unexplained.mapped("name"))
            missing.append(self.env._("These main indicators are to be explained: %s.", names))
        return missing

    def _missing_analysis(self) -> list[str]:
        missing = []
        if not self.total_ids.filtered("has_plan"):
            missing.append(self.env._("The analysis checks the plan, and no figure has one."))
        if not self.reasons:
            missing.append(self.env._("The analysis gives no reasons."))
        if not self.improvement_ids:
            missing.append(self.env._("The analysis proposes no improvement."))
        return missing

    def _issue_obstacle(self) -> str:
        """Say why the report cannot be issued now."""
        if obstacle := self._part_obstacle():
            return obstacle
        if self.is_outdated:
            return self.env._(
                "Units have submitted or taken back figures since it was computed: send it back, and compute it again."
            )
        if obstacle := self._base_obstacle():
            return obstacle
        kind = self.kind_id.sudo()  # sudo: what a kind is set to is no secret
        if not self.parent_id and kind.mode == "enforce" and (missing := self._missing_texts()):
            return f"{' '.join(missing)} {kind._why()}"
        return ""

    def _needed_approvals(self, step):
        """The report of a part is issued along with the whole, which is approved."""
        return () if self.parent_id else super()._needed_approvals(step)

    def _note_missing_texts(self):
        """List what is missing where the kind only observes."""
        for report in self.filtered(lambda one: not one.parent_id):
            kind = report.kind_id.sudo()  # sudo: see above
            for message in report._missing_texts() if kind.mode == "observe" else ():
                kind._breached_by(report, f"{report.display_name}: {message}")

    # the comment of the manager

    def _comment_obstacle(self) -> str:
        """Say why the user may not comment as a manager (S4.hotel-20)."""
        if self.state not in ("computed", "submitted", "issued"):
            return self.env._("It is commented on once it is computed.")
        if self.state == "issued" and self.manager_comment:
            return self.env._("It was commented on: what was issued stays.")
        if self.env.user.has_group(MANAGER):
            return ""
        if self.env.user not in self._document_department()._get_manager_chain():
            return self.env._("A manager comments on it.")
        return ""

    @api.depends("state", "department_id", "responsible_id", "manager_comment")
    @api.depends_context("uid")
    def _compute_may_comment(self):
        for report in self:
            report.may_comment = not report._comment_obstacle()

    def action_comment(self):
        """Ask the manager for the comment."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Comment of the Manager"),
            "res_model": "customer.statistic.comment",
            "view_mode": "form",
            "target": "new",
            "context": {"default_report_id": self.id},
        }
