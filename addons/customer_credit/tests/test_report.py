from odoo.tests import freeze_time

from odoo.addons.customer_policy.tests.common import proves

from .common import CreditCase


class TestReport(CreditCase):
    @freeze_time("2025-12-31 04:00:00")
    @proves("S4.credit-7")
    def test_late_payments(self):
        for month, late in ((3, 3), (5, 9), (7, 15), (9, 0)):
            invoice = self._invoice(100, due=f"2025-{month:02}-10", day="2025-01-15")
            self._pay(invoice, f"2025-{month:02}-{10 + late}")
        self._invoice(70, due="2025-11-30", day="2025-01-15")
        self._invoice(50, due="2025-12-31", day="2025-01-15")
        self._evaluated()
        Report = self.as_role("supervisor", self.env["customer.credit.report"])
        rows = Report._read_group(
            [("partner_id", "=", self.partner.id)],
            ["level_id"],
            [
                "late_count:sum",
                "days_late:avg",
                "open_amount:sum",
                "overdue_amount:sum",
                "overdue_60:sum",
                "overdue_30:sum",
            ],
        )
        self.assertEqual(rows, [(self.levels["medium"].sudo(False).with_env(Report.env), 3, 9.0, 120, 70, 70, 0)])

    @freeze_time("2025-12-31 04:00:00")
    @proves("S4.credstand-1")
    def test_bad_debt(self):
        """12,000 written off of 1,000,000 invoiced is 1.2 %, whatever the size of the invoices."""
        lost, _other = self._invoice(12000, day="2025-01-15"), self._invoice(988000, day="2025-01-15")
        loss = self.env["account.account"].create(
            {"code": "670100", "name": "Bad debt", "account_type": "expense", "company_ids": self.company.ids}
        )
        receivable = lost.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        sales = lost.journal_id.copy({"name": "Other", "code": "MISC", "type": "general"})
        entry = self.env["account.move"].create(
            {
                "journal_id": sales.id,
                "date": "2025-12-01",
                "line_ids": [
                    (0, 0, {"account_id": loss.id, "debit": 12000}),
                    (0, 0, {"account_id": receivable.account_id.id, "credit": 12000, "partner_id": self.partner.id}),
                ],
            }
        )
        entry.action_post()
        (receivable | entry.line_ids.filtered("credit")).reconcile()
        report = self.as_role("supervisor", self.env["customer.credit.report"])
        mine = [("partner_id", "=", self.partner.id)]
        rows = report._read_group(mine, [], ["lost_amount:sum", "amount:sum", "lost_percent:avg"])
        self.assertEqual([tuple(map(float, row)) for row in rows], [(12000, 1000000, 1.2)])
        self.assertEqual(report.search([*mine, ("lost_amount", "!=", 0)]).lost_percent, 100)
