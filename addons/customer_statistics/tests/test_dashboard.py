from datetime import date

from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .dashboard_common import DashboardCase


@tagged("post_install", "-at_install")
class TestDashboard(DashboardCase):
    def _page(self, user=None, **chosen):
        reports = self.as_user(user or self.boss, self.env["customer.statistic.report"])
        return reports.get_dashboard(**{f"{name}_id": record.id for name, record in chosen.items()})

    def _tile(self, page, indicator):
        return next(tile for tile in page["tiles"] if tile["id"] == indicator.id)

    @proves("S4.infoflow-4")
    def test_tiles_and_four_charts_of_the_chosen_quarter(self):
        page = self._page()
        self.assertEqual(page["kind_id"], self.kind.id)
        self.assertEqual(page["report"]["id"], self.spring.id, "the latest issued one")
        new = self._tile(page, self.new)
        self.assertEqual((new["value"], new["plan"], new["completion"]), (150, 200, 75))
        self.assertEqual(new["change"], {"value": 50, "percent": 50})
        self.assertEqual(new["change_last_year"], {"value": -50, "percent": -25})
        self.assertEqual(
            [(row["label"], row["value"], row["is_last"]) for row in page["by_one"]["rows"]],
            [("East", 90, False), ("South", 40, False), ("North", 20, True)],
        )
        self.assertEqual([(row["label"], row["value"]) for row in page["by_two"]["rows"]],
                         [("Dealer", 120), ("Factory", 30)])  # fmt: skip
        self.assertEqual([row["value"] for row in page["periods"]], [100, 150])
        self.assertEqual([tile["completion"] for tile in page["tiles"]], [75, 110, None])
        winter = self._page(report=self.winter)
        self.assertEqual(self._tile(winter, self.new)["value"], 100)
        self.assertEqual([row["value"] for row in winter["periods"]], [100], "nothing of later periods")

    @proves("S0-19")
    def test_a_problem_is_a_plan_missed_by_more_than_allowed(self):
        # 75 % of what was to be reached, 80 are needed; 110 % of what was not to be reached, up to 110 is allowed
        page = self._page()
        self.assertTrue(self._tile(page, self.new)["is_problem"])
        self.assertFalse(self._tile(page, self.complaints)["is_problem"])
        self.kind.line_ids.filtered(lambda line: line.indicator_id == self.new).completion_needed = 75
        self.kind.line_ids.filtered(lambda line: line.indicator_id == self.complaints).completion_needed = 109
        self.env.invalidate_all()
        page = self._page()
        self.assertFalse(self._tile(page, self.new)["is_problem"])
        self.assertTrue(self._tile(page, self.complaints)["is_problem"])

    def test_shares_only_of_what_adds_up(self):
        self.assertTrue(self._page()["by_two"]["is_share"])
        rates = self._page(indicator=self.rate)
        self.assertEqual(rates["indicator_id"], self.rate.id)
        self.assertEqual([row["value"] for row in rates["by_two"]["rows"]], [30, 20])
        self.assertFalse(rates["by_two"]["is_share"])

    def test_a_period_without_a_figure_is_a_gap(self):
        self.assertEqual([row["value"] for row in self._page(indicator=self.rate)["periods"]], [None, 25])
        winter = self._tile(self._page(report=self.winter), self.rate)
        self.assertEqual((winter["value"], winter["change"]), (None, None), "no figure is not 0")

    def test_what_was_divided_by_zero_has_no_value(self):
        summer = self._report(date(2026, 7, 1), date(2026, 9, 30))
        self._figure(summer, self.rate, 0, has_value=False)
        for name, has_value in (("East", True), ("North", False)):
            self._figure(summer, self.rate, 0, has_value=has_value, group_one_key=name, group_one_label=name)
        summer._write_protected({"state": "computed"})
        page = self._page(report=summer, indicator=self.rate)
        self.assertIsNone(self._tile(page, self.rate)["value"])
        self.assertEqual([(row["label"], row["value"]) for row in page["by_one"]["rows"]], [("East", 0)])
        self.assertEqual([row["value"] for row in page["periods"]], [None, 25, None])

    def test_what_was_corrected_counts(self):
        figure = self.spring.figure_ids.filtered(lambda one: one.indicator_id == self.complaints)
        self.env.cr.execute(
            "UPDATE customer_statistic_figure SET corrected_value = 20, current_value = 20, is_corrected = TRUE "
            "WHERE id = %s",
            [figure.id],
        )
        self.env.invalidate_all()
        tile = self._tile(self._page(), self.complaints)
        self.assertEqual((tile["value"], tile["is_corrected"]), (20, True))

    def test_the_latest_issued_report_before_a_newer_one_that_is_not(self):
        summer = self._report(date(2026, 7, 1), date(2026, 9, 30))
        self.assertNotIn(summer.id, [one["id"] for one in self._page()["reports"]], "it has no figures yet")
        summer._write_protected({"state": "computed"})
        page = self._page()
        self.assertEqual([one["id"] for one in page["reports"]], [summer.id, self.spring.id, self.winter.id])
        self.assertEqual(page["report"]["id"], self.spring.id)
        chosen = self._page(report=summer)
        self.assertEqual((chosen["report"]["id"], chosen["report"]["state"]), (summer.id, "computed"))

    def test_nothing_of_reports_one_may_not_read(self):
        clerk = self._new_user("user", login="statistics clerk")
        page = self._page(user=clerk, kind=self.kind, report=self.spring, indicator=self.new)
        self.assertEqual((page["kinds"], page["reports"], page["report"]), ([], [], None))
        self.assertNotIn("tiles", page)

    def test_a_figure_that_is_closed_shows_as_none(self):
        rule = self.env["ir.rule"].create(
            {
                "name": "no complaints",
                "model_id": self.env["ir.model"]._get_id("customer.statistic.figure"),
                "domain_force": f"[('indicator_id', '!=', {self.complaints.id})]",
            }
        )
        self.assertFalse(rule.groups)
        tile = self._tile(self._page(), self.complaints)
        self.assertEqual((tile["value"], tile["completion"], tile["change"]), (None, None, None))

    def test_more_regions_than_a_chart_tells_apart(self):
        summer = self._report(date(2026, 7, 1), date(2026, 9, 30))
        for number in range(32):
            key = f"R{number}"
            self._figure(summer, self.new, number, group_one_key=key, group_one_label=key)
        summer._write_protected({"state": "computed"})
        groups = self._page(report=summer)["by_one"]
        self.assertEqual((len(groups["rows"]), groups["more"]), (30, 2))
        self.assertEqual(groups["rows"][0]["value"], 31)

    def test_the_page_of_a_large_report_takes_no_more_queries(self):
        def queries(report):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._page(report=report)
            return self.env.cr.sql_log_count - before

        queries(self.spring)
        small = queries(self.spring)
        kind = self.kind.copy({"code": "large"})
        report = self._report(date(2026, 7, 1), date(2026, 9, 30), kind_id=kind.id)
        for number in range(40):
            indicator = self.new.copy({"code": f"I{number}"})
            kind.line_ids = [(0, 0, {"indicator_id": indicator.id})]
            self._figure(report, indicator, number)
            for group in range(12):
                self._figure(report, indicator, group, group_one_key=f"G{group}", group_one_label=f"G{group}")
        report._write_protected({"state": "computed"})
        queries(report)
        large = queries(report)
        self.assertLess(large, 30)
        self.assertLessEqual(large, small)
