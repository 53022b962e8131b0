from odoo.exceptions import AccessError

from odoo.addons.customer_file.tests.secrecy_common import SecrecyCase

from .common import StatisticCase


class TestSmallGroups(StatisticCase, SecrecyCase):
    """No customer with secrets can be told from a total."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.amount = cls._indicator("ordered_amount")
        cls.files = cls._customers(11)
        for number, file in enumerate(cls.files):
            file.state_id = cls.regions[0] if number < 3 else cls.regions[1]
            cls._ordered(file, 10)
        cls.files[0]._classify(cls.secret, "Test")
        cls._ordered(cls.files[0], 500)

    def _shown(self, user, report):
        self.env.invalidate_all()
        self.env.cr.cache.clear()
        figures = self.as_user(user, self.env["customer.statistic.figure"]).search([("report_id", "=", report.id)])
        return {figure.group_one_label or "": figure.value for figure in figures}

    def test_figures_of_few_are_for_those_cleared_for_all(self):
        """Three customers of the north are too few; the south is not shown either, since it gives them away."""
        kind = self._report_kind(self.amount, group_one="region", least_customers=5)
        report = self._report(kind)
        self.assertEqual(
            self.figures(report, self.amount, "customers"), {("", ""): 11, ("North", ""): 3, ("South", ""): 8}
        )
        self.assertEqual(
            self.figures(report, self.amount, "is_small"), {("", ""): False, ("North", ""): True, ("South", ""): True}
        )
        everything = {"": 610, "North": 530, "South": 80}
        self.assertEqual(self._shown(self.supervisor, report), {"": 610})
        small = report.figure_ids.filtered("is_small")
        with self.assertRaises(AccessError):
            self.as_user(self.supervisor, small).read(["value"])
        totals = self.as_user(self.supervisor, small.browse())._read_group(
            [("report_id", "=", report.id)], ["group_one_label"], ["numerator:sum", "__count"]
        )
        self.assertEqual(totals, [(False, 610, 1)])
        self._clear(self.supervisor, self.secret)
        self.assertEqual(self._shown(self.supervisor, report), {"": 610}, "cleared for some of the files only")
        self._clear(self.supervisor, self.top_secret)
        self.assertEqual(self._shown(self.supervisor, report), everything)
        elsewhere = self._new_user("supervisor", login="elsewhere", company=self.other_company)
        elsewhere.company_ids |= self.company
        self.assertFalse(self._shown(elsewhere, report))

    def test_no_limit_and_no_levels_hide_nothing(self):
        report = self._report(self._report_kind(self.amount, group_one="region"))
        self.assertFalse(any(self.figures(report, self.amount, "is_small").values()))
        limited = self._report(self._report_kind(self.amount, code="b", group_one="region", least_customers=3))
        self.assertFalse(any(self.figures(limited, self.amount, "is_small").values()), "3 are not fewer than 3")
        few = self._report(self._report_kind(self.amount, code="c", group_one="region", least_customers=4))
        (self.internal | self.secret | self.top_secret).mode = "observe"
        self.assertEqual(len(self._shown(self.supervisor, few)), 3)

    def test_levels_of_another_company_close_nothing_here(self):
        (self.internal | self.secret | self.top_secret).mode = "off"
        self.env["customer.secrecy.level"].create(
            {"name": "x", "rank": 1, "company_id": self.other_company.id, "mode": "enforce"}
        )
        few = self._report(self._report_kind(self.amount, group_one="region", least_customers=4))
        self.assertEqual(len(self._shown(self.supervisor, few)), 3)

    def test_a_formula_hides_what_its_parts_hide(self):
        self._indicator("order_count")
        average = self._indicator("average", kind="formula", formula="[ordered_amount] / [order_count]")
        fixed = self._indicator("fixed", kind="entered")
        double = self._indicator("double", kind="formula", formula="2 * [fixed]")
        kind = self._report_kind(average, fixed, double, group_one="region", least_customers=5)
        report = self._report(kind)
        self.assertEqual(
            self.figures(report, average, "is_small"), {("", ""): False, ("North", ""): True, ("South", ""): True}
        )
        self.assertEqual(self.figures(report, double, "is_small"), {("", ""): False})

    def test_what_was_of_few_does_not_stand_beside(self):
        """Neither the value of the last period nor a formula over it, be it issued or counted now."""
        others = self._customers(4)
        others.state_id = self.regions[0]
        growth = self._indicator("growth", kind="formula", formula="[ordered_amount] - previous([ordered_amount])")
        for code, issue in (("issued", True), ("counted", False)):
            kind = self._report_kind(self.amount, growth, code=code, group_one="region", least_customers=5)
            if issue:
                self._issued_report(kind)
        for file in self.files | others:
            self._ordered(file, 1, moment="2026-06-10 08:00:00")
        for kind in self.env["customer.statistic.kind"].search([("code", "in", ("issued", "counted"))]):
            report = self._report(kind, "2026-06-01", "2026-06-30")
            self.assertEqual(
                self.figures(report, self.amount, "is_small"),
                {("", ""): False, ("North", ""): False, ("South", ""): False},
            )
            self.assertEqual(
                self.figures(report, self.amount, "has_previous"),
                {("", ""): True, ("North", ""): False, ("South", ""): False},
                kind.code,
            )
            self.assertEqual(
                self.figures(report, self.amount, "previous"), {("", ""): 610, ("North", ""): 0, ("South", ""): 0}
            )
            self.assertEqual(
                self.figures(report, growth, "is_small"), {("", ""): False, ("North", ""): True, ("South", ""): True}
            )

    def test_months_that_did_not_count_customers_make_no_year(self):
        monthly = self._report_kind(self.amount, code="m", group_one="region")
        self._issued_report(monthly)
        yearly = self._report_kind(
            self.amount, code="y", period="year", base_kind_id=monthly.id, group_one="region", least_customers=5
        )
        report = self._report(yearly, "2026-01-01", "2026-12-31")
        self.assertTrue(self.figures(report, self.amount, "is_small")["North", ""])
        self.assertEqual(report.computed_note, "Counted anew: “m” does not count customers.")

    def test_what_units_do_not_have_may_be_of_few(self):
        """The report says that something is missing in its units, and not how much of which customer."""
        unit = self.env["hr.department"].create({"name": "Unit", "company_id": self.company.id})
        self.files[1:].department_id = unit
        self.files[0].department_id = False
        kind = self._report_kind(self.amount, unit_ids=[(6, 0, unit.ids)], least_customers=5)
        part = self._report(kind, department_id=unit.id)
        part.flush_recordset()
        self.env.cr.execute("UPDATE customer_statistic_report SET state = 'submitted' WHERE id = %s", [part.id])
        part.invalidate_recordset()
        report = self._report(kind)
        self.assertEqual(report.computed_note, "ordered_amount: the reports of the units come to something else.")

    def test_secret_customers_left_out(self):
        kind = self._report_kind(self.amount, group_one="region", secret_customers="left_out")
        report = self._report(kind)
        self.assertEqual(self.figures(report, self.amount), {("", ""): 100, ("North", ""): 20, ("South", ""): 80})
        stranger = self._partner("No file")
        self._ordered(stranger, 7)
        report.with_user(self.supervisor).action_compute()
        self.assertEqual(self.total(report, self.amount), 107)

    def test_customers_are_counted_once_behind_a_figure(self):
        """By salesperson a customer may stand behind two figures, and is one of all."""
        people = [self._new_user("user", login=f"s{number}") for number in range(2)]
        for user in people:
            for _twice in range(2):
                self._ordered(self.files[0], 1, user_id=user.id)
        contacts = self._indicator("contacts")
        self._contact(self.files[0], user=people[0])
        kind = self._report_kind(self.amount, contacts, group_one="user", least_customers=1)
        report = self._report(kind)
        customers = self.figures(report, self.amount, "customers")
        self.assertEqual(customers["", ""], 11)
        self.assertEqual([customers[user.name, ""] for user in people], [1, 1])
        self.assertEqual(self.figures(report, contacts, "customers")["", ""], 1)

    def test_what_was_a_small_group_then_is_not_shown_beside_a_large_one_now(self):
        """Three of the north bought in April, eleven in May: what the three bought is no last period for May."""
        kind = self._report_kind(self.amount, group_one="region", least_customers=5)
        growth = self._indicator("growth", kind="formula", formula="[ordered_amount] - previous([ordered_amount])")
        kind.line_ids = [(0, 0, {"indicator_id": growth.id})]
        self.files[3:].state_id = self.regions[0]
        for file in self.files[:3]:
            self._ordered(file, 7, moment="2026-04-10 08:00:00")
        more = self._customers(9)
        more.state_id = self.regions[1]
        for file in more:
            self._ordered(file, 10, moment="2026-04-10 08:00:00")
            self._ordered(file, 10)
        may = self._report(kind)
        expected = {("", ""): True, ("North", ""): False, ("South", ""): False}
        self.assertFalse(any(self.figures(may, self.amount, "is_small").values()))
        self.assertEqual(self.figures(may, self.amount, "has_previous"), expected)
        self.assertEqual(
            self.figures(may, self.amount, "previous"), {("", ""): 111, ("North", ""): 0, ("South", ""): 0}
        )
        hidden = {key: not shown for key, shown in expected.items()}
        self.assertEqual(self.figures(may, growth, "is_small"), hidden, "nor what follows from it")
        april = self._issued_report(kind, "2026-04-01", "2026-04-30")
        self.assertEqual(self.figures(april, self.amount, "is_small"), hidden)
        may.with_user(self.supervisor).action_compute()
        self.assertEqual(self.figures(may, self.amount, "has_previous"), expected, "nor from what was issued")

    def test_what_is_of_no_unit_is_not_told_by_the_remark(self):
        unit = self.env["hr.department"].create({"name": "East", "company_id": self.company.id})
        self.files[1:].department_id = unit
        kind = self._report_kind(self.amount, least_customers=5, unit_ids=[(6, 0, unit.ids)])
        part = self._report(kind, department_id=unit.id)
        part.flush_recordset()
        self.env.cr.execute("UPDATE customer_statistic_report SET state = 'submitted' WHERE id = %s", [part.id])
        part.invalidate_recordset()
        self.assertEqual(
            self._report(kind).computed_note, "ordered_amount: the reports of the units come to something else."
        )


class TestBeside(StatisticCase, SecrecyCase):
    """No small group is what two reports on the same days differ by."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.amount = cls._indicator("ordered_amount")
        cls.files = cls._customers(20)
        cls.files.department_id = False
        for file in cls.files:
            cls._ordered(file, 10)
        cls.units = cls.env["hr.department"].create(
            [{"name": name, "company_id": cls.company.id} for name in ("East", "West", "North")]
        )

    def _cancel_all(self):
        self.env["customer.statistic.report"].search([])._write_protected({"state": "cancelled"})

    def _units(self, *counts, group_one=False):
        """Let units with so many customers each report, and return the report of the company with them."""
        self._cancel_all()
        self.files.department_id = False
        rest, units = self.files, self.units[: len(counts)]
        for unit, count in zip(units, counts, strict=True):
            rest[:count].department_id = unit
            rest = rest[count:]
        self.env.flush_all()
        code = f"units{counts}"
        kind = self._report_kind(
            self.amount, code=code, least_customers=5, unit_ids=[(6, 0, units.ids)], group_one=group_one
        )
        for unit in units:
            part = self._report(kind, department_id=unit.id)
            part.flush_recordset()
            self.env.cr.execute("UPDATE customer_statistic_report SET state = 'submitted' WHERE id = %s", [part.id])
            part.invalidate_recordset()
        return self._report(kind)

    def test_the_company_without_its_units_leaves_no_small_group(self):
        """Of no unit are 4, 5, none; or of one unit that is not shown alone, or of several."""
        for counts, expected in (
            ((8, 8), True),
            ((8, 7), False),
            ((10, 10), False),
            ((4, 16), True),
            ((4, 11), False),
            ((3, 2, 15), False),
            ((3, 1, 16), True),
        ):
            with self.subTest(customers=counts):
                report = self._units(*counts)
                self.assertEqual(self.total(report, self.amount, "customers"), 20)
                self.assertEqual(self.total(report, self.amount, "is_small"), expected)

    def test_what_one_unit_does_not_show_is_not_told_by_the_company_and_the_others(self):
        """East hides 8 of the south, since they tell of 2 in the north: all others are northern."""
        self.files.state_id = self.regions[0]
        self.files[2:10].state_id = self.regions[1]
        report = self._units(10, 5, group_one="region")
        self.assertEqual(
            self.figures(report, self.amount, "is_small"), {("", ""): False, ("North", ""): True, ("South", ""): True}
        )

    def _hides(self, secret: int, least: int) -> bool:
        """Say whether a total with so many secret customers is hidden beside that of a kind that leaves them out."""
        self._cancel_all()
        for file in self.files[:secret] - self.files.filtered("secrecy_level_id"):
            file._classify(self.secret, "Test")
        self.env.flush_all()
        code = f"{secret}_{least}"
        left_out = {"secret_customers": "left_out", "least_customers": least}
        self._report(self._report_kind(self.amount, code=f"open{code}", **left_out))
        counted = self._report(self._report_kind(self.amount, code=code, least_customers=5))
        return self.total(counted, self.amount, "is_small")

    def test_two_kinds_do_not_differ_by_a_few_secret_customers(self):
        self.assertFalse(self._hides(0, 5))
        self.assertTrue(self._hides(4, 5))
        self.assertFalse(self._hides(5, 5))
        self.assertTrue(self._hides(5, 0), "who does not count customers does not say how few they are")

    def test_what_one_kind_does_not_show_another_does_not_either(self):
        self.files.state_id = self.regions[1]
        self.files[:6].state_id = self.regions[0]
        self._report(self._report_kind(self.amount, code="a", least_customers=7, group_one="region"))
        other = self._report(self._report_kind(self.amount, code="b", least_customers=5, group_one="region"))
        self.assertEqual(
            self.figures(other, self.amount, "is_small"), {("", ""): False, ("North", ""): True, ("South", ""): True}
        )
        # a group of another breakdown is another one, whatever its key
        self.env.flush_all()
        self.env.cr.execute("UPDATE customer_statistic_figure SET group_one_key = '-' WHERE group_one_label = 'North'")
        self.env.invalidate_all()
        elsewhere = self._report_kind(self.amount, code="c", least_customers=5, group_one="kind")
        self.assertFalse(any(self.figures(self._report(elsewhere), self.amount, "is_small").values()))
