import io
from collections import defaultdict

import xlsxwriter

from odoo import api, fields, models
from odoo.exceptions import UserError


class StaffConductPayroll(models.TransientModel):
    """The decisions of a month as a spreadsheet for payroll. Nothing is deducted by it."""

    _name = "staff.conduct.payroll"
    _description = "Conduct sheet for payroll"
    _inherit = ["customer.download.mixin"]

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    month = fields.Date(required=True, default=lambda self: fields.Date.context_today(self).replace(day=1))

    def action_export(self):
        """Write the sheet, and download it."""
        self.ensure_one()
        month = self.month.replace(day=1)
        totals = self.env["staff.conduct.total"].search(
            [("company_id", "=", self.company_id.id), ("month", "=", month)], order="employee_id, rule_id"
        )
        if not totals:
            raise UserError(self.env._("Nothing was decided in %s.", f"{month:%Y-%m}"))
        return self._download(self._xlsx(totals), f"{self.env._('staff_conduct')}_{month:%Y-%m}.xlsx")

    @api.model
    def _xlsx(self, totals) -> bytes:
        """Write a sheet with a row per person, and one with all rules. Text is text: nothing becomes a formula."""
        output = io.BytesIO()
        with xlsxwriter.Workbook(output, {"in_memory": True}) as workbook:
            head = workbook.add_format({"bold": True, "bg_color": "#E7EDF3", "border": 1, "text_wrap": True})
            money = workbook.add_format({"num_format": "#,##0.00"})
            env = self.env
            people = defaultdict(lambda: [0, 0.0, 0.0])
            for total in totals:
                sums = people[total.employee_id, total.department_id]
                sums[0] += total.case_count
                sums[1] += total.penalty
                sums[2] += total.merit
            self._sheet(
                workbook.add_worksheet(env._("Totals")),
                [env._("Person"), env._("Department"), env._("Decisions"), env._("Fines"), env._("Bonuses")],
                [(who.name, where.complete_name, *sums) for (who, where), sums in people.items()],
                head,
                money,
            )
            self._sheet(
                workbook.add_worksheet(env._("By Rule")),
                [
                    env._("Person"), env._("Department"), env._("Rule"), env._("Clause"),
                    env._("Decisions"), env._("Fines"), env._("Bonuses"),
                ],
                [
                    (
                        one.employee_id.name, one.department_id.complete_name, one.rule_id.name, one.rule_id.clause,
                        one.case_count, one.penalty, one.merit,
                    )
                    for one in totals
                ],
                head,
                money,
            )  # fmt: skip
        return output.getvalue()

    @api.model
    def _sheet(self, sheet, titles: list[str], rows: list[tuple], head, money):
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(titles) - 1, 18)
        for column, title in enumerate(titles):
            sheet.write_string(0, column, title, head)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                if isinstance(value, float):
                    sheet.write_number(number, column, value, money)
                elif isinstance(value, int) and not isinstance(value, bool):
                    sheet.write_number(number, column, value)
                else:
                    sheet.write_string(number, column, value or "")
