from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)

USER = "customer_policy.group_user"
SUPERVISOR = "customer_policy.group_supervisor"
#: what is still written of a report that was issued
NOT_FIXED = {"responsible_id", "own_secrecy_level_id"}


class CustomerStatisticReport(models.Model):
    """The figures of one period, of a unit or of the company: drawn up, approved, issued, and then fixed for good.

    What was issued stays as it is, whoever writes; a correction stands beside it.
    """

    _name = "customer.statistic.report"
    _description = "Statistics report"
    _inherit = [
        "customer.record.mixin",
        "customer.secret.mixin",
        "customer.approval.mixin",
        "customer.deadline.mixin",
        "customer.form.mixin",
        "customer.attachment.mixin",
    ]
    _order = "date_from desc, department_id nulls first, id desc"
    _rec_names_search = ["number", "kind_id.name"]
    _check_company_auto = True
    _secrecy_registers = True
    _attachment_fields = ("attachment_ids",)
    _fixed_fields = ("company_id", "kind_id", "department_id", "parent_id", "date_from", "date_to")
    _final_states = ("issued", "cancelled")
    _workflow_steps = (
        Step("compute", _lt("Compute"), ("draft", "computed"), "computed", USER, "computed_by_id", "computed_date"),
        Step("submit", _lt("Submit"), ("computed",), "submitted", USER, "submitted_by_id", "submitted_date"),
        Step("send_back", _lt("Send Back"), ("submitted",), "computed", SUPERVISOR),
        Step("issue", _lt("Issue"), ("submitted",), "issued", SUPERVISOR, "issued_by_id", "issued_date"),
        Step("cancel", _lt("Cancel"), ("draft", "computed", "submitted"), "cancelled", SUPERVISOR),
    )
    _workflow_approvals = {"issue": ("",)}

    kind_id = fields.Many2one(
        "customer.statistic.kind", required=True, index=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one(related="kind_id.company_id", store=True, precompute=True, index=True, default=None)
    date_from = fields.Date("From", required=True, index=True)
    date_to = fields.Date("Until", required=True)
    period = fields.Char(compute="_compute_period", help="What the period is called.")
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
    figure_ids = fields.One2many("customer.statistic.figure", "report_id", string="All Figures", readonly=True)
    total_ids = fields.One2many(
        "customer.statistic.figure",
        "report_id",
        string="Figures",
        domain=[("group_one_key", "=", False), ("group_two_key", "=", False)],
    )
    figure_count = fields.Integer(compute="_compute_figure_count")
    main_figures = fields.Json(
        compute="_compute_main_figures", help="Name, value and, where it was corrected, what was issued."
    )
    corrected_count = fields.Integer(
        "Corrected Figures",
        compute="_compute_figure_count",
        help="How many were corrected after the report was issued.",
    )
    computed_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    computed_date = fields.Datetime("Computed On", readonly=True, copy=False)
    submitted_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    submitted_date = fields.Datetime("Submitted On", readonly=True, copy=False)
    issued_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    issued_date = fields.Datetime("Issued On", readonly=True, copy=False)
    fingerprint = fields.Char(readonly=True, copy=False, help="Hash of what was issued.")

    _one_per_period = models.UniqueIndex(
        "(kind_id, date_from, COALESCE(department_id, 0)) WHERE state != 'cancelled'",
        "There is a report of this kind for the period already.",
    )

    @api.depends("kind_id", "date_from", "date_to")
    def _compute_period(self):
        for report in self:
            # sudo: the names of kinds are no secret
            kind = report.kind_id.sudo()
            dated = kind and report.date_from and report.date_to
            report.period = kind._period_label(report.date_from, report.date_to) if dated else False

    @api.depends("kind_id", "period", "department_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        # no figure in the name: approvals, deadlines and links show it
        for report in self:
            # sudo: names of kinds and departments are no secret
            known = report.sudo()
            report.display_name = " ".join(filter(None, (known.kind_id.name, report.period, known.department_id.name)))

    @api.depends("figure_ids")
    @api.depends_context("uid")
    def _compute_figure_count(self):
        # asked anew: what is in memory may have been read with other rights
        groups = self.env["customer.statistic.figure"]._read_group(
            [("report_id", "in", self.ids)], ["report_id", "is_corrected"], ["__count"]
        )
        for report in self:
            counts = {corrected: count for one, corrected, count in groups if one == report._origin}
            report.figure_count = sum(counts.values())
            report.corrected_count = counts.get(True, 0)

    @api.depends("total_ids.value", "total_ids.current_value")
    @api.depends_context("uid", "lang")
    def _compute_main_figures(self):
        for report in self:
            # sudo: how a kind is set is no secret; figures are those the user reads
            lines = report.kind_id.sudo().line_ids
            main = (lines.filtered("is_main") or lines).indicator_id
            report.main_figures = [
                [
                    figure.indicator_name,
                    figure._shown(figure.current_value) if figure.has_value or figure.is_corrected else "–",
                    figure._issued_text() if figure.is_corrected else False,
                ]
                for figure in report.total_ids.filtered(lambda one, main=main: one.indicator_id in main)
            ]

    @api.constrains("kind_id", "date_from", "date_to")
    def _check_period(self):
        for report in self:
            period = report.kind_id._period_of(report.date_from)
            if (report.date_from, report.date_to) != period:
                raise ValidationError(
                    self.env._(
                        "%(report)s: its period is from %(first)s to %(last)s.",
                        report=report.kind_id.name,
                        first=period.first,
                        last=period.last,
                    )
                )

    @api.onchange("kind_id", "date_from")
    def _onchange_date_from(self):
        if self.kind_id and self.date_from:
            self.date_from, self.date_to = self.kind_id._period_of(self.date_from)

    @api.model_create_multi
    def create(self, vals_list):
        reports = super().create(vals_list)
        for report in reports:
            # sudo: what a kind is set to is no secret
            level = report.kind_id.sudo().own_secrecy_level_id
            if level:
                report._classify(level, self.env._("The level of all reports of this kind."))
        reports._start_terms()
        return reports

    @api.model
    def _workflow_protected_fields(self):
        ours = {
            "fingerprint",
            "due_date",
            "reached_date",
            "survey_count",
            "manager_comment",
            "commented_by_id",
            "commented_date",
        }
        return {*super()._workflow_protected_fields(), *ours}

    @api.model
    def _fixed_once_begun(self):
        return ("kind_id", "department_id", "date_from", "date_to")

    def _changes_nothing(self, vals):
        """Say whether these values are none of what was issued; states and stamps have a guard of their own."""
        return super()._changes_nothing(vals) or set(vals) <= {
            *self._workflow_protected_fields(),
            *NOT_FIXED,
            *(name for name in vals if name.startswith(("message_", "activity_"))),
        }

    def _document_department(self):
        return self.department_id or super()._document_department()

    # approval

    def _approval_fields(self, operation):
        return [
            "kind_id",
            "department_id",
            "date_from",
            "date_to",
            # the figures only change before it is submitted
            "submitted_date",
            "explanation",
            "reasons",
            "explanation_ids.cause",
            "explanation_ids.effect",
            "explanation_ids.consequence",
            "improvement_ids.proposal",
        ]

    def _approval_author(self):
        return self.submitted_by_id or super()._approval_author()

    # steps

    def _step_obstacle(self, step):
        if obstacle := super()._step_obstacle(step):
            return obstacle
        if step.name == "compute" and not (self.env.su or self.env.user.has_group(SUPERVISOR)):
            return self._drawing_obstacle()
        if step.name == "submit":
            return (not self.env.su and self._drawing_obstacle()) or self._submit_obstacle()
        if step.name == "issue":
            return self._issue_obstacle()
        if step.name in ("send_back", "cancel"):
            return self._taking_back_obstacle()
        return ""

    def _drawing_obstacle(self) -> str:
        """Say why the user may not draw up this report: a unit's is drawn up by its statisticians (S0-04)."""
        # sudo: what a unit is called and who is its statistician is no secret
        unit = self.department_id.sudo()
        if not unit or self.env.user in unit.statistician_ids:
            return ""
        return self.env._(
            "The statisticians of %(unit)s draw it up: %(names)s.",
            unit=unit.name,
            names=", ".join(unit.statistician_ids.mapped("name")) or "–",
        )

    @api.model
    def _allowed_steps_depends(self):
        return [
            *super()._allowed_steps_depends(),
            "department_id",
            "part_ids.state",
            "parent_id.state",
            "total_ids.has_value",
            "explanation",
            "explanation_ids.is_complete",
            "reasons",
            "improvement_ids",
            "survey_form_ids",
            "survey_note",
            "attachment_ids",
            "manager_comment",
        ]

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
            report._after_figures()

    def _compute_figures(self):
        """Hook: count the figures of this report anew, with all rights."""

    def _after_figures(self):
        """Bring what follows from the figures to date; called with all rights."""
        self.ensure_one()
        self.env["customer.statistic.figure"].flush_model()
        self.invalidate_recordset(["figure_ids", "total_ids"])
        self._count_surveys()

    def _after_send_back(self):
        # also what was granted: other figures may be submitted next time
        self._current_approvals()._end("void", self.env._("It was sent back."))

    def _before_cancel(self):
        self._cancel_approvals(self.env._("The report was cancelled."))

    def _after_cancel(self):
        self._cancel_deadlines(self.env._("The report was cancelled."))
        waiting = self.part_ids.filtered(lambda part: part.state not in ("issued", "cancelled"))
        if waiting:
            waiting._run_step("cancel")

    # what is shown

    def action_view_figures(self):
        """Show all figures with their breakdown."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_statistics.customer_statistic_figure_action")
        return {
            **action,
            "name": self.display_name,
            "domain": [("report_id", "=", self.id)],
            "context": {"search_default_filter_breakdown": 1} if self.group_one else {},
        }

    def action_view_parts(self):
        """Show the reports of the units."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_statistics.customer_statistic_report_action")
        return {**action, "domain": [("parent_id", "=", self.id)], "context": {}}
