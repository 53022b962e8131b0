from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step
from odoo.addons.customer_policy.tools import deadline_time

_lt = LazyTranslate(__name__)

SUPERVISOR = "customer_policy.group_supervisor"

#: what is wrong and how it is corrected: fixed once it was submitted
CONTENT = ("explanation", "line_ids", "is_major", "channel", "attachment_ids")


class CustomerStatisticCorrection(models.Model):
    """An error in an issued report, from the one who finds it to those who are told the right figures (S0-11, S0-12).

    What was issued stays: a figure that is corrected stands beside it. By when and how bad the error is, a rule says
    whether it is corrected by telephone, with a note on the report of the day, or with a numbered slip.
    """

    _name = "customer.statistic.correction"
    _description = "Correction of statistics"
    _inherit = [
        "customer.statistic.inside.mixin",
        "customer.record.mixin",
        "customer.secret.mixin",
        "customer.approval.mixin",
        "customer.deadline.mixin",
        "customer.form.mixin",
        "customer.attachment.mixin",
    ]
    _order = "id desc"
    _rec_names_search = ["number", "error", "report_id.kind_id.name"]
    _check_company_auto = True
    _attachment_fields = ("attachment_ids",)
    _fixed_fields = ("report_id", "reported_by_id", "reported_date")
    _final_states = ("applied", "refused")
    _workflow_steps = (
        Step("submit", _lt("Correct"), ("reported",), "submitted", "", "submitted_by_id", "submitted_date"),
        Step("apply", _lt("Apply"), ("submitted",), "applied", "", "applied_by_id", "applied_date", "read"),
        Step("take_back", _lt("Back to Work"), ("submitted",), "reported"),
        Step("refuse", _lt("No Error"), ("reported",), "refused", "", "refused_by_id", "refused_date"),
    )
    _workflow_approvals = {"apply": ("",)}

    error = fields.Char(required=True, help="In a few words, what is wrong.")
    report_id = fields.Many2one(
        "customer.statistic.report",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain=[("state", "=", "issued")],
    )
    company_id = fields.Many2one(related="report_id.company_id", store=True, precompute=True, index=True, default=None)
    kind_id = fields.Many2one(related="report_id.kind_id", store=True, precompute=True, index=True)
    department_id = fields.Many2one(
        related="report_id.department_id", string="Unit", store=True, precompute=True, index="btree_not_null"
    )
    state = fields.Selection(
        [("reported", "Reported"), ("submitted", "To Approve"), ("applied", "Corrected"), ("refused", "No Error")],
        default="reported",
        tracking=True,
        group_expand=True,
    )
    reported_by_id = fields.Many2one(
        "res.users", required=True, readonly=True, index=True, default=lambda self: self.env.user, ondelete="restrict"
    )
    reported_date = fields.Datetime(
        "Reported On", required=True, readonly=True, copy=False, default=fields.Datetime.now
    )
    # not entered: it decides the way, and whoever may choose it chooses the way
    found_date = fields.Date(
        "Found On",
        compute="_compute_found_date",
        store=True,
        precompute=True,
        help="The day it was reported, where the company works.",
    )
    responsible_id = fields.Many2one(
        "res.users",
        compute="_compute_responsible_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        help="Corrects it at once. Who answers for the report, unless somebody else is chosen.",
    )
    is_major = fields.Boolean("Major Error", tracking=True, help="Corrected in writing, however small the difference.")
    channel = fields.Selection(
        selection=lambda self: (
            self.env["customer.statistic.correction.rule"]._fields["channel"]._description_selection(self.env)
        ),
        string="Way",
        compute="_compute_channel",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        tracking=True,
    )
    rule_id = fields.Many2one(
        "customer.statistic.correction.rule",
        compute="_compute_channel",
        store=True,
        precompute=True,
        index="btree_not_null",
        ondelete="set null",
    )
    channel_is_fixed = fields.Boolean(compute="_compute_why", help="An enforced rule says the way.")
    why = fields.Char("Why?", compute="_compute_why")
    explanation = fields.Text(help="How the error came about. It is printed with the corrected figures.")
    attachment_ids = fields.Many2many("ir.attachment", string="Scans", copy=False)
    line_ids = fields.One2many("customer.statistic.correction.line", "correction_id", string="Figures")
    has_open_lines = fields.Boolean(compute="_compute_has_open_lines")
    note_report_id = fields.Many2one(
        "customer.statistic.report",
        string="Explained In",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The report that carries the note.",
    )
    origin_id = fields.Many2one(
        "customer.statistic.correction",
        string="Follows From",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The correction of a shorter report, or of a unit, from which this report was made.",
    )
    follow_up_ids = fields.One2many("customer.statistic.correction", "origin_id", string="Follow-Ups")
    flagged_report_ids = fields.Many2many(
        "customer.statistic.report",
        "customer_statistic_correction_flagged_rel",
        "correction_id",
        "report_id",
        string="Reports Made From It",
        readonly=True,
        copy=False,
        help="Issued reports that were made from the wrong figures and still say them.",
    )
    receipt_ids = fields.One2many("customer.statistic.receipt", "correction_id", string="Who Was Told")
    untold = fields.Text("Still to Tell", compute="_compute_untold", help="Who has the report and no correction yet.")
    refusal = fields.Text("Why It Is No Error", copy=False)
    submitted_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    submitted_date = fields.Datetime("Submitted On", readonly=True, copy=False)
    applied_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    applied_date = fields.Datetime("Corrected On", readonly=True, copy=False)
    refused_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    refused_date = fields.Datetime("Refused On", readonly=True, copy=False)

    @api.depends("number", "error", "report_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for correction in self:
            correction.display_name = " ".join(filter(None, (correction.number, correction.error)))

    @api.depends("reported_date", "report_id")
    def _compute_found_date(self):
        for correction in self:
            correction.found_date = correction._day_of(correction.reported_date)

    @api.depends("report_id")
    def _compute_responsible_id(self):
        for correction in self:
            # sudo: who answers for a report is no secret
            correction.responsible_id = correction.report_id.sudo().responsible_id

    @api.depends("report_id", "found_date", "is_major", "line_ids.new_value", "line_ids.figure_id")
    def _compute_channel(self):
        for correction in self:
            # what was submitted goes on as it began, whatever happens to the rules
            if correction.state == "reported" and correction.report_id:
                rule = self.env["customer.statistic.correction.rule"]._met_by(correction)._deciding()
                correction.rule_id = rule
                correction.channel = rule.channel or correction.channel or "slip"

    @api.depends("rule_id")
    def _compute_why(self):
        for correction in self:
            rule = correction.rule_id.sudo()  # sudo: rules are configuration without secrets
            correction.channel_is_fixed = rule.mode == "enforce"
            correction.why = rule._why() if rule else False

    @api.depends("line_ids.is_open")
    def _compute_has_open_lines(self):
        for correction in self:
            correction.has_open_lines = any(correction.line_ids.mapped("is_open"))

    @api.depends("receipt_ids", "state")
    def _compute_untold(self):
        for correction in self:
            # sudo: who has the report is for who corrects it
            correction.untold = "\n".join(correction.sudo()._untold_names()) or False

    @api.constrains("report_id")
    def _check_report(self):
        for correction in self:
            if correction.report_id.state != "issued":
                raise ValidationError(
                    self.env._("%s was not issued: compute it again instead.", correction.report_id.display_name)
                )

    # level, scope and rights: those of the report

    @api.model
    def _secrecy_level_depends(self):
        return [*super()._secrecy_level_depends(), "report_id.secrecy_level_id.rank"]

    def _compute_secrecy_level_id(self):
        """A correction is as secret as its report."""
        result = super()._compute_secrecy_level_id()
        for correction in self:
            levels = correction.secrecy_level_id | correction.report_id.secrecy_level_id
            correction.secrecy_level_id = levels._highest(levels)
        return result

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            # set here, since default_<field> in the context is user input
            given = {"reported_by_id": self.env.uid, "reported_date": fields.Datetime.now()}
            vals_list = [{**vals, **given} for vals in vals_list]
        corrections = super().create(vals_list)
        # who reports an error has read the report
        corrections.report_id.check_access("read")
        corrections._leave_to_responsible()
        corrections._ask_responsible()
        return corrections

    @api.model
    def _workflow_protected_fields(self):
        return {*super()._workflow_protected_fields(), "note_report_id", "flagged_report_ids", "origin_id"}

    @api.model
    def _fixed_once_begun(self):
        return CONTENT

    def _document_department(self):
        return self.department_id or self.responsible_id._department_in(self.company_id)

    @api.model
    def _number_documents(self):
        return [(self._name, self.env._("Statistics Correction Slip"))]

    def _days_after(self, counted_from: str) -> int:
        """Return how many days after the last day of the period, or after the day of issue, the error was found."""
        self.ensure_one()
        day = self.report_id.date_to
        if counted_from == "issue":
            day = self._issue_day() or day
        return (self.found_date - day).days

    def _issue_day(self):
        """Return the day on which the report was issued, where the company works; None where that is not known."""
        return self._day_of(self.report_id.issued_date)

    def _day_of(self, moment):
        """Return the day it was at ``moment`` where the company works; None without a moment."""
        company = self.company_id or self.env.company
        return deadline_time.local_day(moment, company._policy_timezone().zone) if moment else None

    def _largest_difference(self) -> float:
        """Return by how many percent the figure differs that differs most."""
        return max(self.line_ids.filtered(lambda line: not line.is_open).mapped("difference"), default=0.0)

    # approval

    @api.model
    def _approval_fields(self, operation):
        return ["report_id", "channel", "explanation", "line_ids.figure_id", "line_ids.old_value", "line_ids.new_value"]

    def _approval_author(self):
        return self.submitted_by_id or super()._approval_author()

    def _after_approval(self, approval):
        # no delay after the last decision (S0-11)
        if self.state == "submitted":
            self._run_step("apply")
        return super()._after_approval(approval)

    def _after_rejection(self, approval):
        if self.state == "submitted":
            self._run_step("take_back")
        return super()._after_rejection(approval)

    def _tell_approval_void(self, approval):
        if self.state == "submitted":
            self._run_step("take_back")
        return super()._tell_approval_void(approval)

    # steps

    @api.model
    def _allowed_steps_depends(self):
        return [*super()._allowed_steps_depends(), "responsible_id", "line_ids"]

    def _step_obstacle(self, step):
        obstacle = super()._step_obstacle(step)
        if obstacle:
            return obstacle
        if not self.env.su and not self._is_mine():
            return self.env._("It is for %s, who answers for the report.", self.responsible_id.name)
        return ""

    def action_submit(self):
        return self._run_step("submit")

    def action_apply(self):
        return self._run_step("apply")

    def action_take_back(self):
        return self._run_step("take_back")

    def action_refuse(self):
        return self._run_step("refuse")

    def _before_submit(self):
        for correction in self:
            correction._check_complete()
            correction._check_channel()
            correction.line_ids._check_differ()
        self.filtered(lambda one: one.channel == "slip")._draw_numbers_by_rule()

    def _check_complete(self):
        self.ensure_one()
        name = self.display_name
        if not self.line_ids:
            raise UserError(self.env._("%s: say which figures are wrong.", name))
        if self.has_open_lines:
            raise UserError(
                self.env._("%s: some totals do not follow from the figures; fill in their values or remove them.", name)
            )
        if not (self.explanation or "").strip():
            raise UserError(self.env._("%s: explain how the error came about.", name))

    def _check_channel(self):
        """Let the rules react to another way than theirs, and ask for the log of what is told orally (S0-12.1)."""
        self.ensure_one()
        for rule in self.env["customer.statistic.correction.rule"]._met_by(self):
            if rule.channel != self.channel:
                ways = dict(rule._fields["channel"]._description_selection(self.env))
                message = self.env._(
                    "%(correction)s: such an error is corrected so: %(way)s.",
                    correction=self.display_name,
                    way=ways[rule.channel],
                )
                rule._breached_by(self, message)
        told = self.receipt_ids.filtered(lambda receipt: receipt.way in ("phone", "oral"))
        if self.channel == "oral" and not told:
            raise UserError(self.env._("%s: log first whom you told.", self.display_name))

    def _after_submit(self):
        # where nobody has to decide, it is approved and applied at once
        self._request_approval()

    def _before_take_back(self):
        self._cancel_approvals(self.env._("The correction was taken back."))

    def _before_refuse(self):
        for correction in self:
            if not (correction.refusal or "").strip():
                raise UserError(self.env._("%s: write down why it is no error.", correction.display_name))

    def _after_refuse(self):
        self._end_work()
        for correction in self:
            body = self.env._("No error: %s", correction.refusal)
            correction.message_post(body=body, partner_ids=correction.reported_by_id.partner_id.ids)

    def action_tell(self):
        """Log whom one told of it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Log Who Was Told"),
            "res_model": "customer.statistic.tell",
            "view_mode": "form",
            "target": "new",
            "context": {"default_correction_id": self.id},
        }
