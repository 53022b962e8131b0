from odoo import api, fields, models
from odoo.tools import SQL, format_date
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)

SUPERVISOR = "customer_policy.group_supervisor"
#: so many customers get their grades in one transaction
BATCH = 5000


class CustomerGradingRun(models.Model):
    """All customers of a scheme scored on one day: what is proposed, approved, and takes effect."""

    _name = "customer.grading.run"
    _description = "Scoring run"
    _inherit = ["customer.record.mixin", "customer.approval.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _final_states = ("done", "cancelled")
    _workflow_steps = (
        Step("compute", _lt("Score"), ("draft", "computed"), "computed", SUPERVISOR, "computed_by_id", "computed_date"),
        Step("apply", _lt("Take Effect"), ("computed",), "applying", SUPERVISOR, "applied_by_id", "applied_date"),
        Step("finish", _lt("Finish"), ("applying",), "done"),
        Step("cancel", _lt("Cancel"), ("draft", "computed"), "cancelled", SUPERVISOR),
    )
    _workflow_approvals = {"apply": ("",)}

    company_id = fields.Many2one(related="scheme_id.company_id", store=True, precompute=True, index=True, default=None)
    scheme_id = fields.Many2one(
        "customer.grade.scheme", required=True, index=True, ondelete="restrict", check_company=True
    )
    department_id = fields.Many2one(
        "hr.department",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Only the customers of this department and those below it; empty: of all that the scheme grades.",
    )
    date = fields.Date(
        required=True,
        default=lambda self: self.env.company._policy_today(),
        help="Figures are of the periods that end on this day, and grades count from it.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("computed", "Proposed"),
            ("applying", "Taking Effect"),
            ("done", "In Effect"),
            ("cancelled", "Cancelled"),
        ],
        tracking=True,
        group_expand=True,
    )
    line_ids = fields.One2many("customer.grading.run.line", "run_id", string="Proposals", readonly=True)
    line_count = fields.Integer("Customers", compute="_compute_counts")
    change_count = fields.Integer("Changes", compute="_compute_counts")
    computed_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    computed_date = fields.Datetime("Scored On", readonly=True, copy=False)
    applied_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    applied_date = fields.Datetime("In Effect Since", readonly=True, copy=False)

    @api.depends("scheme_id", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for run in self:
            run.display_name = f"{run.scheme_id.name or ''} {format_date(self.env, run.date)}".strip()

    @api.depends("line_ids")
    @api.depends_context("uid")
    def _compute_counts(self):
        # asked anew: what is in memory may have been read with other rights
        groups = self.env["customer.grading.run.line"]._read_group(
            [("run_id", "in", self.ids)], ["run_id", "is_change"], ["__count"]
        )
        for run in self:
            counts = {changed: count for one, changed, count in groups if one == run._origin}
            run.line_count = sum(counts.values())
            run.change_count = counts.get(True, 0)

    def _fixed_once_begun(self):
        return ("scheme_id", "department_id", "date")

    # approval and steps

    def _approval_fields(self, operation):
        return ["scheme_id", "department_id", "date", "computed_date"]

    def _approval_needed(self, operation):
        return self.scheme_id.needs_approval

    def _step_obstacle(self, step):
        if obstacle := super()._step_obstacle(step):
            return obstacle
        if step.name == "apply" and self.scheme_id.mode != "enforce":
            return self.env._("The scheme “%s” only observes: its grades take no effect.", self.scheme_id.name)
        if step.name == "finish" and not self.env.su:
            return self.env._("It ends by itself once all grades are in effect.")
        return ""

    @api.model
    def _allowed_steps_depends(self):
        return [*super()._allowed_steps_depends(), "scheme_id.mode"]

    def action_compute(self):
        return self._run_step("compute")

    def action_apply(self):
        return self._run_step("apply")

    def action_cancel(self):
        return self._run_step("cancel")

    def action_open_lines(self):
        """Show the proposals."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("customer_grading.customer_grading_run_line_action"),
            "domain": [("run_id", "=", self.id)],
        }

    def _after_compute(self):
        for run in self.sudo():  # sudo: the rows are written by the run only, and grade files of all levels
            run._score()

    def _after_apply(self):
        for run in self.sudo():  # sudo: see above
            if run._pending_count(BATCH + 1) <= BATCH:
                run._apply_batch()
            else:
                self.env.ref("customer_grading.customer_grading_run_cron").sudo()._trigger()  # sudo: a scheduled job

    def _before_cancel(self):
        self._cancel_approvals(self.env._("The run was cancelled."))

    # scoring, with all rights

    def _files_sql(self) -> SQL:
        """Return the files to look at: those the scheme grades, and those that have one of its grades."""
        self.ensure_one()
        files = self.env["customer.file"].with_context(active_test=False)
        domain = self.scheme_id._files_domain()
        graded = fields.Domain("grade_ids", "any", [("scheme_id", "=", self.scheme_id.id), ("date_to", "=", False)])
        here = fields.Domain("department_id", "child_of", self.department_id.id) if self.department_id else []
        found = [files._search(one & fields.Domain(here)).select() for one in (domain, graded)]
        return SQL("(%s) UNION (%s)", *found)

    def _score(self):
        """Make the proposals anew: measure all customers in one statement, grade and store them in another."""
        self.ensure_one()
        self.env["customer.grade.figures"]._flush_sources()
        lines = self.env["customer.grading.run.line"]
        self.env.cr.execute(SQL("DELETE FROM %s WHERE run_id = %s", SQL.identifier(lines._table), self.id))
        fitting = self._measure()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_grading_run_line (
                    run_id, file_id, secrecy_level_id, grade_before_id, score_grade_id, grade_id, score, turnover,
                    figures, why, is_tied, has_benefit, position, is_change, is_applied)
                SELECT %(run)s, proposal.file_id, proposal.secrecy_level_id, present.grade_id, score_grade_id,
                       proposal.grade_id, proposal.score, proposal.turnover, proposal.figures, proposal.why, is_tied,
                       proposal.has_benefit, position, present.grade_id IS DISTINCT FROM proposal.grade_id, FALSE
                  FROM (%(proposals)s) proposal
                  LEFT JOIN customer_file_grade present ON present.file_id = proposal.file_id
                       AND present.scheme_id = %(scheme)s AND present.date_to IS NULL
                """,
                run=self.id,
                scheme=self.scheme_id.id,
                proposals=self.scheme_id._proposals_sql(fitting),
            )
        )
        self.env.cr.execute(SQL("DROP TABLE %s", fitting))
        self.env.invalidate_all()
        for grade in self.scheme_id.grade_ids.filtered("cap_category_percent"):
            lines._mark_over_categories(self, grade)

    def _measure(self) -> SQL:
        """Return the table, of this transaction only, with what was measured of every customer, and its grade."""
        fitting, scheme = SQL.identifier("customer_grading_measured"), self.scheme_id
        rows = SQL(
            "SELECT fitting.*, %s AS step_id, FALSE AS is_capped, FALSE AS is_tied FROM (%s) fitting",
            scheme._first_sql("fits", scheme.grade_ids),
            scheme._fitting_sql(self._files_sql(), self.date),
        )
        # compiling hundreds of short expressions takes longer than it saves
        self.env.cr.execute("SET LOCAL jit = off")
        # a table and no part of the INSERT: that would be read by one processor alone
        self.env.cr.execute(SQL("CREATE TEMPORARY TABLE %s ON COMMIT DROP AS %s", fitting, rows))
        scheme._keep_shares(fitting)
        return fitting

    # taking effect, with all rights

    def _pending_count(self, limit: int) -> int:
        return self.env["customer.grading.run.line"].search_count(
            [("run_id", "=", self.id), ("is_applied", "=", False)], limit=limit
        )

    def _apply_batch(self) -> int:
        """Let the next customers have their grades; return how many are left."""
        self.ensure_one()
        lines = self.env["customer.grading.run.line"]
        batch = lines.search([("run_id", "=", self.id), ("is_applied", "=", False)], order="id", limit=BATCH)
        rows = SQL(
            "SELECT file_id, grade_id, NULL::text AS reason, score, figures, has_benefit "
            "FROM customer_grading_run_line WHERE id = ANY(%s)",
            batch.ids,
        )
        self.env["customer.file.grade"]._take_effect(
            self.scheme_id, rows, "run", self.date, user_id=self.applied_by_id.id, run_id=self.id
        )
        self.env.cr.execute(SQL("UPDATE customer_grading_run_line SET is_applied = TRUE WHERE id = ANY(%s)", batch.ids))
        lines.invalidate_model(["is_applied"])
        left = self._pending_count(BATCH)
        if not left:
            self._run_step("finish")
        return left

    @api.model
    def _cron_apply(self):
        """Let approved runs take effect, each batch in a transaction of its own."""
        for run in self.search([("state", "=", "applying")], order="id"):
            left = 1
            while left:
                left = run._apply_batch()
                if not self.env["ir.cron"]._commit_progress(1, remaining=left):
                    return
