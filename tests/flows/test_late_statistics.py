from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.customer_file.tests.pack_common import PackCase
from odoo.addons.customer_policy.tests.common import proves


@tagged("post_install", "-at_install")
class TestLateStatistics(PackCase):
    """Late reports of a unit, by the packs of statistics and of their discipline together."""

    def _submit(self, kind, month: int, day: int):
        """Let the statistician submit the report of a month on a day of the next one."""
        report = kind.with_user(self.boss)._open_reports(date(2026, month, 1))
        part = report.part_ids.with_user(self.clerk)
        with freeze_time(date(2026, month + 1, day)):
            part.action_compute()
            part.action_submit()

    @proves("S0-20")
    def test_the_third_late_report_of_a_unit_suggests_repeated_lateness(self):
        for name in ("customer_statistics/statistics_000.yaml", "staff_conduct/statistics_discipline_000.yaml"):
            self._apply_shipped(name, self.company, enforce=True)
        kinds = self.env["customer.statistic.kind"].search([("company_id", "=", self.company.id)])
        kind = kinds.filtered(lambda one: one.period == "month")
        kind.unit_ids = self.department
        appointed = {"department_id": self.department.id, "user_id": self.clerk.id, "company_id": self.company.id}
        self.env["customer.statistic.statistician"].create(appointed)
        cases = self.env["staff.conduct.case"]
        repeated = [("rule_id.code", "=", "statistics-refusal-000")]
        # three days are given; April comes on the third, the others later
        for month, day, late, suggested in ((3, 4, 1, 0), (4, 3, 1, 0), (5, 4, 2, 0), (6, 20, 3, 1)):
            self._submit(kind, month, day)
            reports = self.env["staff.conduct.report"].search([("rule_id.code", "=", "late_report")])
            self.assertEqual(len(reports), late)
            self.assertEqual(cases.search_count(repeated), suggested)
