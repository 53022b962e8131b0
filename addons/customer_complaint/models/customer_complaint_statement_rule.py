from datetime import timedelta

from odoo import api, fields, models


class CustomerComplaintStatementRule(models.Model):
    """That the closed cases of each month are totalled, by whom, and who confirms it (S1.2-09.10).

    By which day is a deadline rule, counted from the last day of the month.
    """

    _name = "customer.complaint.statement.rule"
    _description = "Monthly statement of complaints"
    _inherit = ["customer.policy.rule.mixin"]

    unit_id = fields.Many2one(
        "customer.complaint.unit",
        string="Made By",
        required=True,
        check_company=True,
        ondelete="restrict",
        help="The unit checks the figures and presents them.",
    )
    unit_ids = fields.Many2many(
        "customer.complaint.unit",
        string="Confirmed By",
        check_company=True,
        help="The head of each of these units confirms liability and ratios.",
    )

    @api.model
    def _cron_open(self):
        """Open the statement of the month that ended, with its clock, for each company whose rule asks for one."""
        # sudo: the scheduler works for all companies
        for company in self.env["res.company"].sudo().search([]):
            for rule in self._in_force(company).filtered(lambda rule: rule.mode == "enforce")[:1]:
                rule.with_company(company)._open()

    def _open(self):
        """Open the statements that are missing: of the last month that ended, and of those since the latest one."""
        self.ensure_one()
        last_month = (self.company_id._policy_today().replace(day=1) - timedelta(days=1)).replace(day=1)
        statements = self.env["customer.complaint.statement"]
        latest = statements.search([("company_id", "=", self.company_id.id)], order="month desc", limit=1)
        month = fields.Date.add(latest.month, months=1) if latest else last_month
        while month <= last_month:
            statement = statements.create({"company_id": self.company_id.id, "rule_id": self.id, "month": month})
            statement._fill()
            # the last moment of the month: its last day is the day the term is counted from
            statement._start_deadline("confirm", statement._period()[1] - timedelta(seconds=1))
            month = fields.Date.add(month, months=1)
