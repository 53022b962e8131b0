from datetime import timedelta

from odoo import api, fields, models


class CustomerStatisticReport(models.Model):
    """When a report is due, how late it is, and what that leads to (S0-01, S0-20, S1.2-09.10).

    A unit is in time when it first submits until its day; the company when it issues until its day.
    """

    _inherit = "customer.statistic.report"

    due_date = fields.Date(
        "Due", readonly=True, copy=False, index="btree_not_null", help="The last day that is in time."
    )
    reached_date = fields.Date(
        "Done", readonly=True, copy=False, help="The day a unit first submitted, or the company issued."
    )
    late_days = fields.Integer("Days Late", compute="_compute_late_days", help="Until today where it is still missing.")
    is_overdue = fields.Boolean("Missing", compute="_compute_late_days", search="_search_is_overdue")

    @api.depends("due_date", "reached_date", "state")
    def _compute_late_days(self):
        due = self.filtered(lambda report: report.due_date and report.state != "cancelled")
        missing = due.filtered(lambda report: not report.reached_date)
        todays = {company: company._policy_today() for company in missing.company_id}
        for report in self:
            late = 0
            if report in due:
                until = report.reached_date or todays[report.company_id]
                late = max((until - report.due_date).days, 0)
            report.late_days = late
            report.is_overdue = bool(late) and not report.reached_date

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return fields.Domain.OR(
            fields.Domain("company_id", "=", company.id)
            & fields.Domain("due_date", "<", company._policy_today())
            & fields.Domain("reached_date", "=", False)
            & fields.Domain("state", "!=", "cancelled")
            for company in self.env.companies
        )

    @api.model
    def _deadline_milestones(self):
        return {
            **super()._deadline_milestones(),
            "submit": self.env._("Submitted"),
            "issue": self.env._("Issued"),
        }

    def _due_milestone(self) -> str:
        """Return the milestone by which the report is in time or late."""
        return "submit" if self.department_id else "issue"

    def _start_terms(self):
        """Let the terms begin when the period is over; the day of the kind counts where it comes first."""
        # sudo: whoever opens a report need not be cleared for it, nor read the rules
        for report in self.sudo():
            milestone = report._due_milestone()
            days = report.kind_id.unit_due_days if report.department_id else report.kind_id.due_days
            agreed = report.date_to + timedelta(days=days) if days else None
            over = report.company_id._policy_moments(report.date_to, report.date_to)[1]
            # the last moment of the period: the day on which a term begins does not count
            start = over - timedelta(seconds=1)
            deadlines = report._start_deadline(milestone, start, agreed)
            if not report.department_id:
                report._start_deadline("submit", start)
            last_days = deadlines.filtered(lambda one: one.mode == "enforce").mapped("last_day")
            report._write_protected({"due_date": min([*last_days, *([agreed] if agreed else [])], default=False)})

    def _after_submit(self):
        self._meet_deadline("submit")
        self.filtered("department_id")._reach()

    def _reach(self):
        """Note that the reports are there, the first time, and report those that are late."""
        for report in self.sudo().filtered(lambda one: not one.reached_date):  # sudo: set by the steps only
            report._write_protected({"reached_date": report.company_id._policy_today()})
            if report.late_days:
                report._report_late()

    def _report_late(self):
        """Report a late report to staff conduct, where its kind says so (S0-20); called with all rights."""
        self.ensure_one()
        kind = self.kind_id
        if kind.mode == "observe":
            days = self.late_days
            kind._breached_by(self, self.env._("%(report)s: %(days)s days late.", report=self.display_name, days=days))
        elif kind.late_conduct_code:
            self._report_conduct(kind.late_conduct_code, self.responsible_id)

    def _report_conduct(self, code: str, user):
        """Report what ``user`` did to staff conduct, of which cases may come."""
        self.ensure_one()
        # sudo: which employee a user is, to report
        employee = user.sudo().with_company(self.company_id).employee_id
        self.env["customer.policy.conduct"]._report(code, employee, 1, self)

    def action_report_offence(self):
        """Ask what was done wrong, to report it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Report an Offence"),
            "res_model": "customer.statistic.offence",
            "view_mode": "form",
            "target": "new",
            "context": {"default_report_id": self.id},
        }
