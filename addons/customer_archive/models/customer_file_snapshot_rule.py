from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.period import period_start


class CustomerFileSnapshotRule(models.Model):
    """Which customer files are archived every so many months (S1.1-4.3.1b)."""

    _name = "customer.file.snapshot.rule"
    _description = "Periodic snapshots of customer files"
    _inherit = ["customer.policy.condition.mixin"]

    domain = fields.Char("Customer Files", help="Which files the rule meets; empty: all.")
    interval_months = fields.Integer(
        "Interval (Months)",
        required=True,
        help="With 6, a snapshot is taken at the beginning of January and of July.",
    )

    retention_id = fields.Many2one(
        "customer.retention.class",
        ondelete="restrict",
        check_company=True,
        help="How long the snapshots are kept, counted from the day they are taken.",
    )

    _interval_positive = models.Constraint("CHECK(interval_months > 0)", "The interval must be one month at least.")

    def _condition_model(self):
        return "customer.file"

    def _period(self):
        """Return the first day of the period that it is now where the company works."""
        self.ensure_one()
        return period_start(self.company_id._policy_today(), self.interval_months)

    def _files_domain(self) -> Domain:
        """Return the domain of the files that the rule meets."""
        self.ensure_one()
        return self._get_domain() & Domain("company_id", "=", self.company_id.id)

    def _taken_domain(self) -> Domain:
        """Return the domain of the snapshots of this period."""
        self.ensure_one()
        return Domain("rule_id", "=", self.id) & Domain("period", "=", self._period())

    def _waiting_domain(self) -> Domain:
        """Return the domain of files without the snapshot of this period."""
        taken = self.env["customer.file.snapshot"]._search(self._taken_domain())
        return self._files_domain() & Domain("id", "not in", taken.subselect("file_id"))

    @api.model
    def _cron_take(self, batch: int = 100):
        """Take the snapshots that are due, a batch per transaction; the next run goes on where one was stopped."""
        # sudo: the scheduled action takes them for all companies
        for company in self.env["res.company"].sudo().search([]):
            for rule in self._in_force(company).filtered(lambda rule: rule.mode == "enforce"):
                if not rule._take_waiting(batch):
                    return

    def _take_waiting(self, batch: int) -> bool:
        """Take the snapshots of this rule that are due; return False when time is up.

        What waits is looked for once. From there on each batch looks at its own files only, so that a run over a
        million of them does not grow with what it did already.
        """
        # sudo: see _cron_take
        files = self.env["customer.file"].sudo().with_company(self.company_id)
        snapshots = self.env["customer.file.snapshot"].sudo()  # sudo: see _cron_take
        waiting = self._waiting_domain()
        remaining = files.search_count(waiting)
        last_id = files.search(waiting, limit=1, order="id").id - 1 if remaining else 0
        while remaining > 0:
            found = files.search(self._files_domain() & Domain("id", ">", last_id), limit=batch, order="id")
            if not found:
                return True
            last_id = found[-1].id
            due = found - snapshots.search(self._taken_domain() & Domain("file_id", "in", found.ids)).file_id
            due._take_snapshots("periodic", rule=self)
            remaining -= len(due)
            if not self.env["ir.cron"]._commit_progress(len(due), remaining=max(remaining, 0)):
                return False
        return True
