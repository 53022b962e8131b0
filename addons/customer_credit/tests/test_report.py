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
