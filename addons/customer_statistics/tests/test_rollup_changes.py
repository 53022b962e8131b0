from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time

from .common import StatisticCase


class TestRollupChanges(StatisticCase):
    """What a longer period is made of changes while it is drawn up: reports are issued, kinds are set anew."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.new = cls._indicator("new", kind="entered")
        cls.twice = cls._indicator("twice", kind="formula", formula="2 * [new]")

    def test_what_is_issued_later_counts_when_it_is_computed_again(self):
        """Sums of what was entered in months are no entries of the quarter."""
        monthly = self._report_kind(self.new, self.twice)
        kind = self._report_kind(self.new, self.twice, code="q", period="quarter", base_kind_id=monthly.id)
        quarter = self._report(kind, "2026-04-01", "2026-06-30")
        entered = quarter.figure_ids.filtered(lambda one: one.indicator_id == self.new)
        entered.with_user(self.supervisor).value = 5
        self.assertEqual(self.total(quarter, self.twice), 10, "no month was issued: it is entered here")
        self._issued_report(monthly, "2026-04-01", "2026-04-30", entered={self.new: 40})
        quarter.with_user(self.supervisor).action_compute()
        self.assertEqual([self.total(quarter, one) for one in (self.new, self.twice)], [40, 80])
        self._issued_report(monthly, "2026-05-01", "2026-05-31", entered={self.new: 2})
        quarter.with_user(self.supervisor).action_compute()
        self.assertEqual([self.total(quarter, one) for one in (self.new, self.twice)], [42, 84])
        entered = quarter.figure_ids.filtered(lambda one: one.indicator_id == self.new)
        with self.assertRaisesRegex(AccessError, "follows from the issued reports “monthly”"):
            entered.with_user(self.supervisor).value = 50

    def test_what_is_corrected_meanwhile_is_not_issued_wrong(self):
        monthly = self._report_kind(self.new)
        kind = self._report_kind(self.new, code="q", period="quarter", base_kind_id=monthly.id)
        april = self._issued_report(monthly, "2026-04-01", "2026-04-30", entered={self.new: 40})
        with freeze_time("2026-07-01 08:00:00"):
            quarter = self._report(kind, "2026-04-01", "2026-06-30").with_user(self.supervisor)
        with freeze_time("2026-07-01 09:00:00"):
            quarter.action_submit()
            correction = self.env["customer.statistic.correction"].create(
                {
                    "error": "x",
                    "explanation": "x",
                    "report_id": april.id,
                    "line_ids": [(0, 0, {"figure_id": april.figure_ids.id, "new_value": 41})],
                }
            )
            correction.action_submit()
            self.assertEqual(correction.state, "applied")
        with self.assertRaisesRegex(UserError, "2026-04 was issued or corrected since"):
            quarter.action_issue()
        quarter.action_send_back()
        with self.assertRaisesRegex(UserError, "2026-04 was issued or corrected since"):
            quarter.action_submit()
        with freeze_time("2026-07-01 10:00:00"):
            quarter.action_compute()
        quarter.action_submit()
        quarter.action_issue()
        self.assertEqual(self.total(quarter, self.new), 41)

    def test_another_breakdown_of_the_kind_is_not_taken_for_the_old_one(self):
        """The region with the number 7 is not the department with the number 7."""
        north, south = self._customers(2)
        north.state_id, south.state_id = self.regions
        department = self.env["hr.department"].create({"name": "East", "company_id": self.company.id})
        self.env.flush_all()
        self.env.cr.execute("UPDATE customer_file SET department_id = NULL WHERE id IN %s", [(north.id, south.id)])
        self.env.invalidate_all()
        amount = self._indicator("ordered_amount")
        monthly = self._report_kind(amount, group_one="region")
        self._ordered(north, 40, moment="2026-04-10 08:00:00")
        april = self._issued_report(monthly, "2026-04-01", "2026-04-30")
        self.env.cr.execute(
            "UPDATE customer_statistic_figure SET group_one_key = %s WHERE report_id = %s AND group_one_key != ''",
            [str(department.id), april.id],
        )
        self.env.invalidate_all()
        monthly.group_one = "department"
        north.department_id = department
        self._ordered(north, 50)
        may = self._report(monthly)
        self.assertEqual(self.figures(may, amount), {("", ""): 50, ("East", ""): 50})
        self.assertEqual(self.figures(may, amount, "previous"), {("", ""): 40, ("East", ""): 0})
        self.assertFalse(may.figure_ids.filtered("group_one_key").has_previous)
        self._ordered(north, 1, moment="2026-04-11 08:00:00")
        kind = self._report_kind(amount, code="q", period="quarter", base_kind_id=monthly.id, group_one="department")
        quarter = self._report(kind, "2026-04-01", "2026-06-30")
        self.assertEqual(self.figures(quarter, amount), {("", ""): 91, ("East", ""): 91})
        self.assertIn("another breakdown and therefore counted now: 04/01/2026 – 04/30/2026", quarter.computed_note)
        (grid,) = april._sheet().grids
        self.assertEqual(grid.head, "Region", "what was issued is called as it was")

    def test_figures_open_as_the_report_was_broken_down(self):
        broken_down = self._report_kind(self.new, code="by", group_one="region")
        whole = self._report_kind(self.new, code="all")
        expected = {broken_down: {"search_default_filter_breakdown": 1}, whole: {}}
        reports = {kind: self._report(kind) for kind in expected}
        broken_down.group_one, whole.group_one = False, "region"
        for kind, context in expected.items():
            self.assertEqual(reports[kind].action_view_figures()["context"], context)

    def test_an_entry_keeps_what_a_formula_has_of_another_period(self):
        """Also of an indicator that the report does not show."""
        (file,) = self._customers(1)
        self._ordered(file, 200, moment="2026-04-10 08:00:00")
        self._indicator("ordered_amount")
        sold = self._indicator("more", kind="formula", formula="[new] + previous([ordered_amount])")
        report = self._report(self._report_kind(self.new, sold))
        report.figure_ids.filtered(lambda one: one.indicator_id == self.new).with_user(self.supervisor).value = 5
        self.assertEqual(self.total(report, sold), 205)

    def test_a_renamed_kind_is_no_forgery(self):
        report = self._report(self._report_kind(self.twice)).with_user(self.supervisor)
        report.action_submit()
        report.action_issue()
        report.sudo().kind_id.code = "another"
        self.assertTrue(report._is_intact())

    def test_what_stands_at_the_end_is_missing_without_the_last_part(self):
        """The stock of May is not that of June; what can be counted is counted at the end."""
        stock = self._indicator("stock", kind="entered", rollup="last")
        customers = self._indicator("customers")
        monthly = self._report_kind(stock, customers)
        kind = self._report_kind(stock, customers, code="q", period="quarter", base_kind_id=monthly.id)
        self._customers(3)
        self._issued_report(monthly, "2026-04-01", "2026-04-30", entered={stock: 40})
        self._issued_report(monthly, "2026-05-01", "2026-05-31", entered={stock: 50})
        quarter = self._report(kind, "2026-04-01", "2026-06-30")
        self.assertEqual(self.total(quarter, stock, "has_value"), False)
        self.assertEqual(self.total(quarter, customers), 3)
        self.assertIn("06/01/2026 – 06/30/2026", quarter.computed_note)
        self.assertEqual(quarter.with_user(self.supervisor).obstacle, "Not entered yet: stock.")
        with self.assertRaisesRegex(UserError, "Not entered yet: stock"):
            quarter.with_user(self.supervisor).action_submit()
        self._issued_report(monthly, "2026-06-01", "2026-06-30", entered={stock: 60})
        quarter.with_user(self.supervisor).action_compute()
        self.assertEqual((self.total(quarter, stock), self.total(quarter, stock, "has_value")), (60, True))
        self.assertFalse(quarter.with_user(self.supervisor).obstacle)


class TestSums(StatisticCase):
    """What is added up, over periods and over units."""

    def test_averages_quotients_and_highest_are_no_sums(self):
        records = {"kind": "records", "res_model": "sale.order", "date_field": "date_order", "file_path": "partner_id"}
        sums = [
            self._indicator("ordered_amount"),
            self._indicator("order_count"),
            self._indicator("less", kind="formula", formula="[ordered_amount] - 2 * [order_count]", unit="amount"),
        ]
        others = [
            self._indicator("order_average"),
            self._indicator("each", kind="formula", formula="[ordered_amount] / [order_count]", unit="amount"),
            self._indicator("of_average", kind="formula", formula="2 * [order_average]", unit="amount"),
            self._indicator("top", aggregate="max", measure="amount_untaxed", unit="amount", rollup="sum", **records),
        ]
        self.assertTrue(all(one._adds_up() for one in sums))
        self.assertFalse(any(one._adds_up() for one in others))
        (file,) = self._customers(1)
        self._ordered(file, 10)
        self._ordered(file, 30, moment="2026-06-10 08:00:00")
        kind = self._report_kind(*sums, *others)
        reports = self._report(kind) | self._report(kind, "2026-06-01", "2026-06-30")
        found = self.env["customer.statistic.figure"]._read_group(
            [("report_id", "in", reports.ids)], ["indicator_id"], ["current_value:sum"]
        )
        found = {indicator.code: value or None for indicator, value in found}
        self.assertEqual([found[one.code] for one in sums], [40, 2, 36])
        self.assertEqual([found[one.code] for one in others], [None] * 4)

    def test_the_plan_of_a_unit_within_another_is_part_of_that(self):
        """East plans 100, of which its shop has 30; West plans nothing, and its two shops 20 and 5."""
        east, west = self.env["hr.department"].create(
            [{"name": name, "company_id": self.company.id} for name in ("East", "West")]
        )
        shops = self.env["hr.department"].create(
            [{"name": "S", "company_id": self.company.id, "parent_id": one.id} for one in (east, west, west)]
        )
        new = self._indicator("new", kind="entered")
        plans = self.env["customer.statistic.plan"]
        for unit, value in zip(shops | east, (30, 20, 5, 100), strict=True):
            plans.create(
                {
                    "company_id": self.company.id,
                    "indicator_id": new.id,
                    "department_id": unit.id,
                    "date_from": "2026-05-01",
                    "date_to": "2026-05-31",
                    "value": value,
                }
            )
        report = self._report(self._report_kind(new))
        self.assertEqual(report.figure_ids.plan, 125)
