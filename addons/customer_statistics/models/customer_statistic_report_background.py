import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)

#: what was stopped waits five minutes, then ten, twenty ... at most about a day
DELAY = timedelta(minutes=5)
LONGEST_DELAY_EXPONENT = 8


class CustomerStatisticReport(models.Model):
    """Reports that take long are computed by a scheduled job, source by source; one goes on working meanwhile.

    Nothing is stored before all is counted: a job that was stopped in between begins again, and leaves no half. Each
    attempt is committed before it begins, so that a report which kills the worker is tried later, after all others.
    """

    _inherit = "customer.statistic.report"

    compute_state = fields.Selection(
        [("queued", "Waiting"), ("running", "Running"), ("failed", "Failed")],
        string="Computation",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    compute_progress = fields.Integer("Progress (%)", readonly=True, copy=False)
    compute_user_id = fields.Many2one(
        "res.users", string="Computed for", readonly=True, copy=False, ondelete="restrict", index="btree_not_null"
    )
    compute_error = fields.Char("Why It Failed", readonly=True, copy=False)
    compute_attempts = fields.Integer(
        "Attempts", readonly=True, copy=False, help="More than one: the job was stopped while it computed this report."
    )
    compute_next_date = fields.Datetime("Tried Again", readonly=True, copy=False, help="If the job is stopped again.")

    @api.model
    def _workflow_protected_fields(self):
        return {
            *super()._workflow_protected_fields(),
            "compute_state",
            "compute_progress",
            "compute_user_id",
            "compute_error",
            "compute_attempts",
            "compute_next_date",
        }

    def _step_obstacle(self, step):
        if step.name in ("submit", "issue") and self.compute_state in ("queued", "running"):
            return self.env._("Its figures are being computed.")
        return super()._step_obstacle(step)

    @api.model
    def _allowed_steps_depends(self):
        return [*super()._allowed_steps_depends(), "compute_state"]

    def action_compute(self):
        queued = self.filtered("kind_id.runs_in_background")
        if queued:
            queued._queue_computation()
        rest = self - queued
        return rest._run_step("compute") if rest else True

    def _queue_computation(self):
        step = next(step for step in self._workflow_steps if step.name == "compute")
        for report in self:
            report._check_step(step)
        self.check_access(step.access)
        self._write_protected(
            {
                "compute_state": "queued",
                "compute_progress": 0,
                "compute_user_id": self.env.uid,
                "compute_error": False,
                "compute_attempts": 0,
                "compute_next_date": fields.Datetime.now(),
            }
        )
        self._wake_cron()

    @api.model
    def _wake_cron(self, moment=None):
        # sudo: a scheduled job
        self.env.ref("customer_statistics.customer_statistic_report_cron").sudo()._trigger(moment)

    @api.model
    def _cron_compute(self):
        """Compute the reports that wait, and those whose job was stopped, when their time comes again."""
        waiting = self.search(
            [
                ("compute_state", "in", ("queued", "running")),
                "|",
                ("compute_next_date", "=", False),
                ("compute_next_date", "<=", fields.Datetime.now()),
            ],
            order="compute_attempts, compute_next_date, id",
        )
        for number, report in enumerate(waiting):
            report._note_attempt()
            report._compute_in_background()
            if not self.env["ir.cron"]._commit_progress(remaining=len(waiting) - number - 1):
                return

    def _note_attempt(self):
        """Commit that this report is tried, and when it is tried again if nothing comes of it."""
        self.ensure_one()
        moment = fields.Datetime.now() + DELAY * 2 ** min(self.compute_attempts, LONGEST_DELAY_EXPONENT)
        self._write_protected(
            {
                "compute_state": "running",
                "compute_progress": 0,
                "compute_attempts": self.compute_attempts + 1,
                "compute_next_date": moment,
            }
        )
        self._wake_cron(moment)
        # counts as progress before anything can go wrong: else stopped jobs would put the scheduled job off
        self.env["ir.cron"]._commit_progress(1)

    def _compute_in_background(self):
        """Compute this report for who asked for it, and commit how far it is."""
        self.ensure_one()
        report_id = self.id
        report = self.with_user(self.compute_user_id).with_company(self.company_id)
        try:
            step = next(step for step in self._workflow_steps if step.name == "compute")
            report._check_step(step)
            report.check_access(step.access)
            sheet = self._draw_up(self._tell_progress())
            self._store_sheet(sheet)
            # what was entered while it was counted stayed, and counts in what follows from it
            self._refresh_formulas()
            report._run_step("compute")
            self._write_protected({"compute_state": False, "compute_progress": 100})
        except Exception as error:
            self.env.cr.rollback()
            _logger.warning("Statistics report %s could not be computed", report_id, exc_info=True)
            text = str(error) if isinstance(error, UserError) else type(error).__name__
            self._write_protected({"compute_state": "failed", "compute_error": text})

    def _tell_progress(self):
        """Return what is called after each statement: it commits which part of them is done."""
        done, expected = 0, self._expected_statements()

        def told():
            nonlocal done
            done += 1
            self._write_protected({"compute_progress": min(99, 100 * done // expected)})
            self.env["ir.cron"]._commit_progress()

        return told

    def _expected_statements(self) -> int:
        """Return about how many statements the report takes."""
        needed = self.kind_id.line_ids.indicator_id._with_operands()
        sources = self.env["customer.statistic.source"]
        asked = sources._asked(self.company_id, self.date_from, self.date_to)
        return max(1, len(sources._statements(asked, needed)))

    def _compute_figures(self):
        if self.compute_state == "running":
            return None  # the job has stored them; it alone sets this state
        return super()._compute_figures()
