from datetime import date

from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves
from odoo.addons.customer_policy.tests.pack_common import ShippedPackCase

HOTEL = "customer_statistics/hotel_coordination_report_004.yaml"
UPDATES = "customer_statistics/information_update_report_004.yaml"
WORK = "customer_statistics/service_work_report_004.yaml"
STATISTICS = "customer_statistics/statistics_000.yaml"
PACKS = (
    HOTEL,
    UPDATES,
    WORK,
    STATISTICS,
    "customer_statistics/customer_analysis_003.yaml",
    "customer_statistics/training_needs_004.yaml",
)


@tagged("post_install", "-at_install")
class TestReportPacks(ShippedPackCase):
    """The shipped packs: they are applied, exported again, and say what the written rules say."""

    def test_each_is_applied_to_an_empty_company_and_makes_the_round_trip(self):
        for name in PACKS:
            with self.subTest(name):
                self._check_round_trip(name)

    def test_they_stand_side_by_side(self):
        company = self._empty_company()
        for name in PACKS:
            self._apply_shipped(name, company)
        self.assertEqual(len(self._records("customer.policy.pack", company)), len(PACKS))

    @proves("S0-17")
    def test_the_month_is_explained_and_quarter_and_year_are_analysed(self):
        company = self._empty_company()
        self._apply_shipped(STATISTICS, company, enforce=True)
        kinds = self._records("customer.statistic.kind", company)
        self.assertEqual(
            {kind.period: kind.text for kind in kinds},
            {"day": "none", "month": "explanation", "quarter": "analysis", "year": "analysis"},
        )
        month = kinds.filtered(lambda kind: kind.period == "month")
        self.assertEqual(kinds.base_kind_id, month)
        self.assertTrue(all(kind.needs_survey for kind in kinds if kind.period != "day"))
        self.assertEqual({kind.late_conduct_code for kind in kinds}, {"late_report"})

    def test_figures_of_a_pack_are_computed(self):
        company = self._empty_company()
        self._apply_shipped(STATISTICS, company, enforce=True)
        kind = self._records("customer.statistic.kind", company).filtered(lambda one: one.period == "month")
        report = kind.with_context(allowed_company_ids=company.ids)._open_reports(date(2026, 5, 1))
        report._compute_figures()
        report._after_figures()
        totals = {figure.indicator_id.code: (figure.value, figure.has_value) for figure in report.total_ids}
        self.assertEqual(len(totals), 7)
        self.assertEqual(totals["gained-000"], (0, True))
        # nothing was sold: there is no rate
        self.assertFalse(totals["return-rate-000"][1])

    @proves("S4.hotel-20")
    def test_the_coordination_report_of_a_hotel_waits_for_the_comment(self):
        company = self._empty_company()
        self._apply_shipped(HOTEL, company, {"period": "month"}, enforce=True)
        kind = self._records("customer.statistic.kind", company)
        report = kind.with_context(allowed_company_ids=company.ids)._open_reports(date(2026, 5, 31))
        self.assertIn("The manager has not commented on it.", report._missing_texts())

    @proves("S4.upd-4.5")
    def test_the_report_on_updates_has_checked_changed_and_unconfirmed_files(self):
        company = self._empty_company()
        self._apply_shipped(UPDATES, company, {"period": "quarter"}, enforce=True)
        kind = self._records("customer.statistic.kind", company)
        self.assertEqual(kind.period, "quarter")
        self.assertEqual(
            kind.line_ids.indicator_id.mapped("figure"), ["files_checked", "files_changed", "checks_unconfirmed"]
        )

    @proves("S4.cs5-2.3")
    def test_the_daily_work_report_is_by_kind_of_contact(self):
        company = self._empty_company()
        self._apply_shipped(WORK, company, enforce=True)
        daily = self._records("customer.statistic.kind", company).filtered(lambda kind: kind.period == "day")
        self.assertEqual((daily.group_one, daily.line_ids.indicator_id.figure), ("contact_type", "contacts"))
