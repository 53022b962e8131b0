from odoo.exceptions import ValidationError
from odoo.tests import freeze_time

from odoo.addons.customer_policy.tests.common import proves

from .common import StatisticCase


class TestRollup(StatisticCase):
    """Figures of units and of shorter periods make up those of the company and of longer ones."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branches = cls.env["hr.department"].create(
            [{"name": name, "company_id": cls.company.id} for name in ("East", "West")]
        )

    def _submitted(self, report):
        report.flush_recordset()
        self.env.cr.execute("UPDATE customer_statistic_report SET state = 'submitted' WHERE id = %s", [report.id])
        report.invalidate_recordset()

    @proves("S0-03")
    def test_what_two_units_enter_adds_up(self):
        """40 and 60 new customers are 100; who has not submitted is named."""
        new = self._indicator("new", kind="entered")
        kind = self._report_kind(new, unit_ids=[(6, 0, self.branches.ids)])
        parts = [self._report(kind, department_id=branch.id) for branch in self.branches]
        for part, value in zip(parts, (40, 60), strict=True):
            self._enter(part, new, value)
        self._submitted(parts[0])
        company = self._report(kind)
        self.assertEqual(self.total(company, new), 40)
        self.assertEqual(company._missing_units(), self.branches[1])
        self.assertEqual(company.computed_note, "Not yet submitted: West.")
        self._submitted(parts[1])
        company.with_user(self.supervisor).action_compute()
        self.assertEqual(self.total(company, new), 100)
        self.assertFalse(company._missing_units())
        self.assertFalse(company.computed_note)

    def test_units_below_units(self):
        """Who has reporting units below it enters nothing; the company adds up the highest ones."""
        shop, other = self.env["hr.department"].create(
            [{"name": name, "company_id": self.company.id, "parent_id": self.branches[0].id} for name in ("S", "T")]
        )
        new = self._indicator("new", kind="entered")
        kind = self._report_kind(new, unit_ids=[(6, 0, (self.branches | shop | other).ids)])
        for unit, value in ((shop, 3), (other, 4), (self.branches[1], 60)):
            part = self._report(kind, department_id=unit.id)
            self._enter(part, new, value)
            self._submitted(part)
        east = self._report(kind, department_id=self.branches[0].id)
        self.assertEqual(self.total(east, new), 7)
        self._submitted(east)
        self.assertEqual(self.total(self._report(kind), new), 67)

    def test_what_belongs_to_no_unit_shows(self):
        """Known figures are counted for the whole company; where its units come to less, the report says so."""
        files = self._customers(3)
        for file, branch in zip(files, self.branches, strict=False):
            file.department_id = branch
        below = self.env["hr.department"].create({"name": "Shop", "parent_id": self.branches[0].id})
        files[0].department_id = below
        for file, price in zip(files, (100, 200, 400), strict=True):
            self._ordered(file, price)
        amount, average = self._indicator("ordered_amount"), self._indicator("order_average")
        kind = self._report_kind(amount, average, unit_ids=[(6, 0, self.branches.ids)])
        for branch, expected in zip(self.branches, (100, 200), strict=True):
            part = self._report(kind, department_id=branch.id)
            self.assertEqual(self.total(part, amount), expected)
            self._submitted(part)
        company = self._report(kind)
        self.assertEqual(self.total(company, amount), 700)
        self.assertEqual(company.computed_note, "ordered_amount: 300 in the reports of the units, 700 in all.")
        files[2].department_id = self.branches[1]
        company.with_user(self.supervisor).action_compute()
        self.assertTrue(company.computed_note, "a report that was submitted stays")

    @proves("S0-08")
    def test_a_quarter_is_the_sum_of_its_issued_months(self):
        """Also where orders changed since then; who bought is counted anew, an average by all orders."""
        one, other = self._customers(2)
        one.state_id, other.state_id = self.regions
        codes = ("ordered_amount", "order_average", "customers_ordering", "customers")
        indicators = {code: self._indicator(code) for code in codes}
        days = self._indicator("days", kind="entered")
        share = self._indicator("share", kind="formula", formula="100 * share([ordered_amount])")
        lines = [*indicators.values(), days, share]
        monthly = self._report_kind(*lines, group_one="region")
        for month, prices in ((1, (10, 20)), (2, (30,)), (3, (300,))):
            for price in prices:
                self._ordered(one, price, moment=f"2026-0{month}-10 08:00:00")
            last = ("31", "28", "31")[month - 1]
            report = self._report(monthly, f"2026-0{month}-01", f"2026-0{month}-{last}")
            self._enter(report, days, 20 + month)
            self._set_issued(report)
        self._ordered(other, 5000, moment="2026-02-11 08:00:00")  # too late for the report
        quarterly = self._report_kind(
            *lines, code="quarterly", period="quarter", base_kind_id=monthly.id, group_one="region"
        )
        report = self._report(quarterly, "2026-01-01", "2026-03-31")
        found = {code: self.total(report, indicator) for code, indicator in indicators.items()}
        self.assertEqual(found, {"ordered_amount": 360, "order_average": 90, "customers_ordering": 2, "customers": 2})
        self.assertEqual(self.total(report, days), 21 + 22 + 23)
        self.assertEqual(self.figures(report, share), {("", ""): 100, ("North", ""): 100, ("South", ""): 0})
        self.assertFalse(report.computed_note)
        self.assertEqual(
            self.figures(report, indicators["ordered_amount"]), {("", ""): 360, ("North", ""): 360, ("South", ""): 0}
        )

    def test_a_missing_month_is_counted_and_named(self):
        (file,) = self._customers(1)
        amount, customers = self._indicator("ordered_amount"), self._indicator("customers")
        monthly = self._report_kind(amount, customers)
        for month in (1, 2, 3):
            self._ordered(file, 10**month, moment=f"2026-0{month}-10 08:00:00")
        self._issued_report(monthly, "2026-01-01", "2026-01-31")
        self._report(monthly, "2026-02-01", "2026-02-28")
        quarterly = self._report_kind(amount, customers, code="q", period="quarter", base_kind_id=monthly.id)
        report = self._report(quarterly, "2026-01-01", "2026-03-31")
        self.assertEqual([self.total(report, one) for one in (amount, customers)], [1110, 1])
        self.assertEqual(
            report.computed_note,
            "Not issued and therefore counted now, without what is entered by hand: "
            "02/01/2026 – 02/28/2026, 03/01/2026 – 03/31/2026.",
        )

    def test_corrected_figures_count(self):
        (file,) = self._customers(1)
        self._ordered(file, 1200)
        amount, average = self._indicator("ordered_amount"), self._indicator("order_average")
        monthly = self._report_kind(amount, average)
        report = self._issued_report(monthly)
        report.figure_ids.flush_recordset()
        self.env.cr.execute(
            "UPDATE customer_statistic_figure SET is_corrected = TRUE, corrected_value = 1020 WHERE report_id = %s",
            [report.id],
        )
        self.env.invalidate_all()
        quarterly = self._report_kind(amount, average, code="q", period="quarter", base_kind_id=monthly.id)
        whole = self._report(quarterly, "2026-04-01", "2026-06-30")
        self.assertEqual([self.total(whole, one) for one in (amount, average)], [1020, 1020])
        june = self._report(monthly, "2026-06-01", "2026-06-30")
        self.assertEqual([self.total(june, one, "previous") for one in (amount, average)], [1020, 1020])

    def test_another_breakdown_is_counted_anew(self):
        (file,) = self._customers(1)
        file.state_id = self.regions[0]
        self._ordered(file, 10)
        amount = self._indicator("ordered_amount")
        monthly = self._report_kind(amount, group_one="kind")
        self._issued_report(monthly)
        self._ordered(file, 100)
        quarterly = self._report_kind(amount, code="q", period="quarter", base_kind_id=monthly.id, group_one="region")
        report = self._report(quarterly, "2026-04-01", "2026-06-30")
        self.assertEqual(self.figures(report, amount), {("", ""): 110, ("North", ""): 110})
        self.assertIn("Counted anew: “monthly” has other breakdowns", report.computed_note)


class TestComparison(StatisticCase):
    """The last period, the same one of last year, plans, ranks and formulas."""

    def test_last_period_and_last_year(self):
        """From what was issued, though it is another now; counted where nothing was."""
        (file,) = self._customers(1)
        amount, ratio = self._indicator("ordered_amount"), self._indicator("order_average")
        growth = self._indicator(
            "growth", kind="formula", formula="100 * ([ordered_amount] / previous([ordered_amount]) - 1)"
        )
        kind = self._report_kind(amount, ratio, growth)
        self._ordered(file, 40, moment="2026-04-10 08:00:00")
        april = self._issued_report(kind, "2026-04-01", "2026-04-30")
        self._ordered(file, 1000, moment="2026-04-11 08:00:00")
        self._ordered(file, 80, moment="2025-05-10 08:00:00")
        self._ordered(file, 50, moment="2026-05-10 08:00:00")
        report = self._report(kind)
        figure = report.figure_ids.filtered(lambda one: one.indicator_id == amount)
        self.assertEqual((figure.value, figure.previous, figure.last_year), (50, 40, 80))
        self.assertTrue(figure.has_previous and figure.has_last_year)
        self.assertEqual(self.total(report, growth), 25)
        before = april.figure_ids.filtered(lambda one: one.indicator_id == growth)
        self.assertFalse(before.has_value, "nothing was ordered in March")
        after = report.figure_ids.filtered(lambda one: one.indicator_id == growth)
        self.assertFalse(after.has_previous)
        average = report.figure_ids.filtered(lambda one: one.indicator_id == ratio)
        self.assertTrue(average.has_previous)

    def test_a_formula_of_what_the_report_does_not_show(self):
        (file,) = self._customers(1)
        for moment, price in (("2026-04-10", 200), ("2026-05-10", 50), ("2026-05-11", 100)):
            self._ordered(file, price, moment=f"{moment} 08:00:00")
        self._indicator("ordered_amount")
        self._indicator("order_count")
        self._indicator("mean", kind="formula", formula="[ordered_amount] / [order_count]")
        change = self._indicator("change", kind="formula", formula="[mean] - previous([mean])")
        report = self._report(self._report_kind(change))
        self.assertEqual(report.figure_ids.indicator_id, change)
        self.assertEqual(self.total(report, change), 75 - 200)

    def test_of_a_group_that_nothing_is_of(self):
        """Nothing ordered is 0, and no average; a formula that divides by it has no value."""
        north, south = self._customers(2)
        north.state_id, south.state_id = self.regions
        self._ordered(north, 30)
        self._ordered(south, 10, moment="2026-04-10 08:00:00")
        amount, average = self._indicator("ordered_amount"), self._indicator("order_average")
        customers = self._indicator("customers")
        self._indicator("customers_ordering")
        each = self._indicator("each", kind="formula", formula="[ordered_amount] / [customers_ordering]")
        report = self._report(self._report_kind(amount, average, customers, each, group_one="region"))
        self.assertEqual(self.figures(report, amount), {("", ""): 30, ("North", ""): 30, ("South", ""): 0})
        self.assertEqual(
            self.figures(report, average, "has_value"), {("", ""): True, ("North", ""): True, ("South", ""): False}
        )
        self.assertEqual(
            self.figures(report, each, "has_value"), {("", ""): True, ("North", ""): True, ("South", ""): False}
        )
        self.assertEqual(self.figures(report, amount, "previous"), {("", ""): 10, ("North", ""): 0, ("South", ""): 10})

    @proves("S0-19")
    def test_completion_of_the_plan(self):
        """150 of 200 planned new customers are 75 %."""
        new = self._indicator("new", kind="entered")
        left = self._indicator("left", kind="formula", formula="plan([new]) - [new]")
        kind = self._report_kind(new, left)
        plans = {(new.id, ("", "")): 200}
        self.patch(self.registry["customer.statistic.report"], "_plan_values", lambda report: plans)
        report = self._report(kind)
        figure = report.figure_ids.filtered(lambda one: one.indicator_id == new)
        self.assertFalse(figure.has_value)
        self._enter(report, new, 150)
        self.assertEqual((figure.plan, figure.completion), (200, 75))
        self.assertEqual(self.total(report, left), 50)
        report.with_user(self.supervisor).action_compute()
        self.assertEqual(report.figure_ids.filtered(lambda one: one.indicator_id == new), figure)
        self.assertEqual((figure.value, figure.completion), (150, 75))

    def test_completion_is_stored_as_it_is_computed(self):
        (file,) = self._customers(1)
        self._ordered(file, 150)
        amount = self._indicator("ordered_amount")
        plans = {(amount.id, ("", "")): 200}
        self.patch(self.registry["customer.statistic.report"], "_plan_values", lambda report: plans)
        figure = self._report(self._report_kind(amount)).figure_ids
        stored = figure.completion, figure.current_value
        figure._compute_current_value()
        figure._compute_completion()
        self.assertEqual((figure.completion, figure.current_value), stored)
        self.assertEqual(stored, (75, 150))

    @proves("S1.6-daily-28")
    def test_rates_of_two_months_and_the_last_of_six(self):
        """March and April: 40 leads, 10 deals are 25 %; the last of six consultants is marked."""
        (file,) = self._customers(1)
        people = [self._new_user("user", login=f"seller{number}") for number in range(6)]
        leads = (8, 8, 8, 6, 6, 4)
        deals = (4, 2, 1, 1, 1, 1)
        for user, led, dealt in zip(people, leads, deals, strict=True):
            for _number in range(led):
                self._contact(file, "reception", "2026-03-01 02:00:00", user)
            for _number in range(dealt):
                self._contact(file, "meeting", "2026-04-30 10:00:00", user)
        self._indicator("leads", figure="contacts", parameter="reception")
        self._indicator("deals", figure="contacts", parameter="meeting")
        rate = self._indicator("rate", kind="formula", formula="100 * [deals] / [leads]", unit="percent")
        kind = self._report_kind((rate, {"flags_last": 1}), group_one="user", period_count=2)
        report = self._report(kind, "2026-03-01", "2026-04-30")
        self.assertEqual(self.total(report, rate), 25)
        names = [user.name for user in people]
        ranks = {one[0]: rank for one, rank in self.figures(report, rate, "rank").items() if one[0]}
        self.assertEqual([ranks[name] for name in names], [1, 2, 6, 4, 4, 2])
        last = [one[0] for one, marked in self.figures(report, rate, "is_last").items() if marked]
        self.assertEqual(last, [names[2]])

    def test_where_all_are_alike_nobody_is_last(self):
        files = self._customers(2)
        for file, region in zip(files, self.regions, strict=True):
            file.state_id = region
            self._ordered(file, 10)
        amount = self._indicator("ordered_amount")
        orders = self._indicator("order_count", higher_is="worse")
        self._ordered(files[0], 0)
        kind = self._report_kind((amount, {"flags_last": 1}), (orders, {"flags_last": 1}), group_one="region")
        report = self._report(kind)
        self.assertFalse(any(self.figures(report, amount, "is_last").values()))
        self.assertEqual(
            self.figures(report, orders, "is_last"), {("", ""): False, ("North", ""): True, ("South", ""): False}
        )

    def test_circles_of_formulas_are_refused(self):
        self._indicator("x", kind="entered")
        first = self._indicator("first", kind="formula", formula="[x]")
        self._indicator("second", kind="formula", formula="[first] + 1")
        self.assertRefused("first → second → first", lambda: first.write({"formula": "2 * [second]"}), ValidationError)
        self.assertRefused("at sign 5: a value is expected", lambda: first.write({"formula": "[x]*"}), ValidationError)
        wrong = "[x] + plan([y]) + [z]"
        self.assertRefused("code y, z", lambda: first.write({"formula": wrong}), ValidationError)
        first.formula = "2 * previous([second])"

    def test_computed_again_there_are_no_doubles(self):
        (file,) = self._customers(1)
        amount, new = self._indicator("ordered_amount"), self._indicator("new", kind="entered")
        report = self._report(self._report_kind(amount, new))
        self._enter(report, new, 5)
        self._ordered(file, 10)
        report.with_user(self.supervisor).action_compute()
        self.assertEqual(self.figures(report), {("ordered_amount", "", ""): 10, ("new", "", ""): 5})

    def test_reports_of_the_same_days_elsewhere_do_not_count(self):
        """Neither another kind, nor a unit, nor what was not issued is the last period."""
        (file,) = self._customers(1)
        amount = self._indicator("ordered_amount")
        kind, other = self._report_kind(amount), self._report_kind(amount, code="other")
        with freeze_time("2026-05-01"):
            self._issued_report(other, "2026-04-01", "2026-04-30")
            self._issued_report(kind, "2026-04-01", "2026-04-30", department_id=self.department.id)
            self._report(kind, "2026-04-01", "2026-04-30")
        self._ordered(file, 7, moment="2026-04-10 08:00:00")
        self.assertEqual(self.total(self._report(kind), amount, "previous"), 7)
