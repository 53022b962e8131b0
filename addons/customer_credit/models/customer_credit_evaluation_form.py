from dateutil.relativedelta import relativedelta

from odoo import api, fields, models


class CustomerCreditEvaluationForm(models.Model):
    """What an evaluation looks at, with which weights, and how long it holds (S4.credit-2a, S4.credit-5)."""

    _name = "customer.credit.evaluation.form"
    _description = "Credit evaluation form"
    _inherit = ["customer.file.rule.mixin"]

    interval_months = fields.Integer("Evaluated Again After (Months)", help="0: no date is set.")
    history_months = fields.Integer("Past Transactions Of (Months)", help="From how far back a score is proposed.")
    late_points = fields.Float(
        "Points per Late Payment", digits=(5, 2), help="Taken off 100 for each late payment, in the proposed score."
    )
    day_points = fields.Float(
        "Points per Day Late", digits=(5, 2), help="Taken off 100 for each day that late payments were late on average."
    )
    line_ids = fields.One2many("customer.credit.evaluation.form.line", "form_id", string="Criteria", copy=True)

    _terms_positive = models.Constraint(
        "CHECK(interval_months >= 0 AND history_months >= 0 AND late_points >= 0 AND day_points >= 0)",
        "Months and points cannot be negative.",
    )

    def _next_review(self, date):
        """Return the day on which an evaluation of ``date`` is due again; none without an interval."""
        return (self.interval_months and date + relativedelta(months=self.interval_months)) or False

    def _proposed_score(self, partner, date) -> tuple[float, str]:
        """Return the score of past transactions up to ``date`` and the figures behind it."""
        self.ensure_one()
        since = date - relativedelta(months=self.history_months)
        count, late, days = self.env["customer.credit.report"]._payment_figures(self.company_id, partner, since, date)
        score = max(0.0, 100 - late * self.late_points - days * self.day_points)
        return score, self.env._(
            "%(count)s due since %(since)s, %(late)s paid late, %(days).1f days late on average",
            count=count,
            since=since,
            late=late,
            days=days,
        )

    @api.model
    def _of_file(self, company, file):
        """Return the form of ``company`` that counts for ``file``, or for a customer without one."""
        return self._counting(company, lambda form: form._matches(file))
