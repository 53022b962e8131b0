import ast

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools.period import period_start


class CustomerFileSnapshotRule(models.Model):
    """Which customer files are archived every so many months (S1.1-4.3.1b)."""

    _name = "customer.file.snapshot.rule"
    _description = "Periodic snapshots of customer files"
    _inherit = ["customer.policy.rule.mixin"]

    domain = fields.Char("Customer Files", default="[]", help="Which files the rule meets; empty: all.")
    interval_months = fields.Integer(
        "Interval (Months)",
        required=True,
        help="With 6, a snapshot is taken at the beginning of January and of July.",
    )

    _interval_positive = models.Constraint("CHECK(interval_months > 0)", "The interval must be one month at least.")

    @api.constrains("domain")
    def _check_domain(self):
        for rule in self:
            try:
                rule._get_domain().validate(self.env["customer.file"])
            except (ValueError, SyntaxError, TypeError) as error:
                raise ValidationError(
                    self.env._("%(rule)s: the files cannot be searched so: %(error)s", rule=rule.name, error=error)
                ) from error

    def _get_domain(self) -> Domain:
        self.ensure_one()
        return Domain(ast.literal_eval(self.domain or "[]"))

    def _period(self):
        """Return the first day of the period that it is now where the company works."""
        self.ensure_one()
        return period_start(self.company_id._policy_today(), self.interval_months)

    def _waiting_domain(self) -> Domain:
        """Return the domain of files without the snapshot of this period."""
        self.ensure_one()
        taken = self.env["customer.file.snapshot"]._search([("rule_id", "=", self.id), ("period", "=", self._period())])
        return (
            self._get_domain()
            & Domain("company_id", "=", self.company_id.id)
            & Domain("id", "not in", taken.subselect("file_id"))
        )

    @api.model
    def _cron_take(self, batch: int = 100):
        """Take the snapshots that are due, a batch per transaction; the next run goes on where one was stopped."""
        # sudo: the scheduled action takes them for all companies
        rules = self.sudo().search([("mode", "=", "enforce")])
        today = fields.Date.context_today(self)
        for rule in rules.filtered(lambda rule: not rule.effective_from or rule.effective_from <= today):
            files = self.env["customer.file"].sudo().with_company(rule.company_id)  # sudo: see above
            while waiting := files.search(rule._waiting_domain(), limit=batch, order="id"):
                waiting._take_snapshots("periodic", rule=rule)
                remaining = files.search_count(rule._waiting_domain())
                if not self.env["ir.cron"]._commit_progress(len(waiting), remaining=remaining):
                    return
