from odoo import fields, models
from odoo.tools import SQL


class CustomerStatisticPunctuality(models.Model):
    """A row per report that has a last day: whether it came in time, for the punctuality of units (S0-01)."""

    _name = "customer.statistic.punctuality"
    _description = "Punctuality of statistics reports"
    _auto = False
    _order = "date_from desc, id desc"
    _rec_name = "report_id"
    _depends = {
        "customer.statistic.report": [
            "kind_id", "company_id", "department_id", "responsible_id", "date_from", "due_date", "reached_date",
            "state",
        ],
    }  # fmt: skip

    report_id = fields.Many2one("customer.statistic.report", readonly=True)
    kind_id = fields.Many2one("customer.statistic.kind", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    department_id = fields.Many2one("hr.department", string="Unit", readonly=True)
    responsible_id = fields.Many2one("res.users", readonly=True)
    date_from = fields.Date("Period", readonly=True)
    due_date = fields.Date("Due", readonly=True)
    reached_date = fields.Date("Done", readonly=True)
    reports = fields.Integer(readonly=True)
    late_reports = fields.Integer("Late", readonly=True)
    late_days = fields.Integer("Days Late", readonly=True, aggregator="avg")
    punctuality = fields.Float(
        "Punctuality (%)",
        digits=(5, 1),
        readonly=True,
        aggregator="avg",
        help="Share of the reports that came in time.",
    )

    @property
    def _table_query(self) -> SQL:
        # a day ends where the company works
        companies = self.env["res.company"].sudo().search([])  # sudo: which day it is there is no secret
        todays = SQL(", ").join(SQL("(%s, %s::date)", company.id, company._policy_today()) for company in companies)
        return SQL(
            """
            SELECT id, id AS report_id, kind_id, company_id, department_id, responsible_id, date_from, due_date,
                   reached_date, 1 AS reports, (late_days > 0)::integer AS late_reports, late_days,
                   CASE WHEN late_days > 0 THEN 0.0 ELSE 100.0 END AS punctuality
              FROM (
                SELECT report.*, greatest(coalesce(report.reached_date, today.day) - report.due_date, 0) AS late_days
                  FROM customer_statistic_report report
                  JOIN (VALUES %(todays)s) AS today (company_id, day) ON today.company_id = report.company_id
                 WHERE report.due_date IS NOT NULL AND report.state != 'cancelled'
                   AND (report.reached_date IS NOT NULL OR report.due_date < today.day)
              ) dated
            """,
            todays=todays,
        )
