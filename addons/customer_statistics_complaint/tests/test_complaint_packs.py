from datetime import date

from odoo.tests import tagged

from odoo.addons.customer_file.tests.pack_common import PackCase
from odoo.addons.customer_policy.tests.common import proves

PROPERTY = "customer_statistics_complaint/property_evaluation_001_10.yaml"
PACKS = (
    "customer_statistics_complaint/complaint_case_sheet_001_2.yaml",
    "customer_statistics_complaint/complaint_case_sheet_001_3.yaml",
    PROPERTY,
)


@tagged("post_install", "-at_install")
class TestPacks(PackCase):
    def test_each_is_applied_to_an_empty_company_and_makes_the_round_trip(self):
        for name in PACKS:
            with self.subTest(name):
                self._check_round_trip(name)

    @proves("S1.2-09.10")
    def test_the_two_policies_stand_side_by_side(self):
        company = self._empty_company()
        for name in PACKS:
            self._apply_shipped(name, company, enforce=True)
        kinds = self._records("customer.statistic.kind", company).filtered(lambda one: one.case_sheet != "none")
        self.assertEqual(
            {kind.code: (kind.case_sheet, kind.period, kind.due_days) for kind in kinds},
            {"sheet-001-2": ("proposed", "month", 10), "sheet-001-3": ("checked", "month", 10)},
        )

    @proves("S1.10-9")
    def test_seven_cases_of_a_week_and_31_of_a_month(self):
        company = self._empty_company()
        self._apply_shipped(PROPERTY, company, enforce=True)
        weekly, monthly = self._records("customer.statistic.kind", company).sorted("sequence")
        self.assertEqual((weekly.period, monthly.period), ("week", "month"))
        # week 19 of 2026 are the days from 4 to 10 May
        days = [*range(4, 11), *([1] * 24)]
        cases = self.env["customer.complaint"].create(
            [
                {
                    "name": "The lift is out of order",
                    "company_id": company.id,
                    "partner_id": self._partner("Owner").id,
                    "received_date": f"2026-05-{day:02} 04:00:00",
                }
                for day in days
            ]
        )
        for case in cases:
            case._write_protected({"state": "open", "accepted_date": case.received_date})
        for kind, day, count in ((weekly, date(2026, 5, 6), 7), (monthly, date(2026, 5, 6), 31)):
            report = kind.with_context(allowed_company_ids=company.ids)._open_reports(day)
            report._compute_figures()
            report._after_figures()
            received = report.total_ids.filtered(lambda one: one.indicator_id.code == "received-001-10")
            self.assertEqual(received.value, count)
