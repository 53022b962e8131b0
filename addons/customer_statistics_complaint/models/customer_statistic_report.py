from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL


class CustomerStatisticReport(models.Model):
    """The monthly sheet of closed cases is a report that lists them (S1.2-09.10)."""

    _inherit = "customer.statistic.report"

    case_ids = fields.One2many("customer.statistic.case", "report_id", string="Closed Cases")
    # as its kind said when it was opened, like its other terms
    case_sheet = fields.Selection(
        lambda self: self.env["customer.statistic.kind"]._fields["case_sheet"]._description_selection(self.env),
        string="Lists Closed Cases",
        compute="_compute_case_sheet",
        store=True,
        precompute=True,
        compute_sudo=True,
    )

    @api.depends("kind_id")
    def _compute_case_sheet(self):
        for report in self:
            report.case_sheet = report.kind_id.case_sheet

    def _after_figures(self):
        result = super()._after_figures()
        self._list_cases()
        return result

    def _issued_parts(self):
        return [
            *super()._issued_parts(),
            SQL(
                """
                SELECT complaint_id, number, name, partner_name, product_name, cause_class, cause_name, liability,
                       measures, improvement, check_result, received_date::text, closed_date::text, days::text,
                       amount::text, loss_amount::text
                  FROM customer_statistic_case WHERE report_id = %s ORDER BY complaint_id
                """,
                self.id,
            ),
        ]

    def _list_cases(self):
        """Draw up the rows of the cases closed in the period; texts that were written stay."""
        # sudo: the sheet lists every case, whoever draws it up; record rules say who reads which row
        Rows = self.env["customer.statistic.case"].sudo()
        for report in self.filtered(lambda one: one.case_sheet != "none"):
            cases = Rows.env["customer.complaint"].search(report._closed_cases_domain(), order="closed_date, id")
            rows = Rows.search([("report_id", "=", report.id)])
            rows.filtered(lambda row, cases=cases: row.complaint_id not in cases).unlink()
            by_case = rows.exists().grouped("complaint_id")
            for case in cases:
                facts = Rows._facts_of(case)
                if case in by_case:
                    by_case[case].write(facts)
                else:
                    Rows.create({"report_id": report.id, "complaint_id": case.id, **facts, **Rows._proposals_of(case)})

    def _closed_cases_domain(self) -> Domain:
        """Return the cases closed on the days of this report where the company works, handled by its unit."""
        self.ensure_one()
        begin, end = self.company_id._policy_moments(self.date_from, self.date_to)
        domain = Domain("company_id", "=", self.company_id.id) & Domain("state", "=", "closed")
        domain &= Domain("closed_date", ">=", begin) & Domain("closed_date", "<", end)
        if self.department_id:
            domain &= Domain("department_id", "child_of", self.department_id.id)
        return domain

    def _sheet_texts(self):
        rows = self.env["customer.statistic.case"].search([("report_id", "=", self.id)])
        return [*super()._sheet_texts(), *((row._sheet_title(), row._sheet_text()) for row in rows)]

    def _before_submit(self):
        result = super()._before_submit()
        self._check_cases()
        return result

    def _check_cases(self):
        """Refuse a sheet on which a case lacks its improvement, or the result of its check.

        :raises UserError: naming the cases by their numbers
        """
        # sudo: what is closed to who submits counts as well; the number of a case is no secret
        Rows = self.env["customer.statistic.case"].sudo()
        for report in self.filtered(lambda one: one.case_sheet != "none"):
            missing = Rows.search([("report_id", "=", report.id)]).filtered(lambda row: not row._is_complete())
            numbers = ", ".join(row.number or f"#{row.complaint_id.id}" for row in missing)
            names = {"report": report.display_name, "cases": numbers}
            if missing and report.case_sheet == "checked":
                raise UserError(self.env._("%(report)s: the check of its measures is missing for %(cases)s.", **names))
            if missing:
                raise UserError(self.env._("%(report)s: no improvement is proposed yet for %(cases)s.", **names))
