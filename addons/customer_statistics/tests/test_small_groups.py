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
        self.assertEqual(report.computed_note, "Counted anew: “m” has other breakdowns, or counts other customers.")

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
