from freezegun import freeze_time

from odoo.tests import tagged

from .issued_common import IssuedCase

#: new customers by region and class: the total is what the regions add up to
CELLS = {("East", "A"): 10, ("East", "B"): 20, ("West", "A"): 30, ("West", "B"): 40}


@tagged("post_install", "-at_install")
class TestTotals(IssuedCase):
    """Totals and formulas of a corrected figure are proposed, and corrected only as lines of their own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.report = cls._report("2026-03-05", figures=cls._grid(cls.new))

    @classmethod
    def _grid(cls, indicator, recount=None):
        """Return the figures of a report by two breakdowns; ``recount`` is a total that is no sum."""
        sums = {}
        for (one, two), value in CELLS.items():
            for key in ((one, two), (one, ""), ("", two), ("", "")):
                sums[key] = sums.get(key, 0) + value
        sums[("", "")] = recount or sums[("", "")]
        return [(indicator, value, one, two) for (one, two), value in sums.items()]

    def _proposed(self, correction):
        return {
            line.figure_id._key(): line.new_value
            for line in correction.line_ids
            if line.origin == "total" and not line.is_open
        }

    def test_a_corrected_cell_proposes_its_three_totals(self):
        correction = self._correction(self.report, (self._at(self.report, one="East", two="A"), 7))
        correction.action_propose()
        self.assertEqual(self._proposed(correction), {("East", ""): 27, ("", "A"): 37, ("", ""): 97})
        self.assertFalse(self.report.figure_ids.filtered("is_corrected"), "nothing is corrected by itself")
        correction.action_submit()
        corrected = self.report.figure_ids.filtered("is_corrected")
        self.assertEqual(
            {figure._key(): figure.current_value for figure in corrected},
            {("East", "A"): 7, ("East", ""): 27, ("", "A"): 37, ("", ""): 97},
        )

    def test_a_removed_proposal_is_not_corrected(self):
        correction = self._correction(self.report, (self._at(self.report, one="East", two="A"), 7))
        correction.action_propose()
        correction.line_ids.filtered(lambda line: line.figure_id == self._at(self.report)).unlink()
        correction.action_submit()
        self.assertRecordValues(self._at(self.report), [{"current_value": 100, "is_corrected": False}])

    def test_two_cells_add_up_in_their_totals(self):
        correction = self._correction(
            self.report,
            (self._at(self.report, one="East", two="A"), 7),
            (self._at(self.report, one="East", two="B"), 25),
        )
        correction.action_propose()
        self.assertEqual(self._proposed(correction), {("East", ""): 32, ("", "A"): 37, ("", "B"): 65, ("", ""): 102})

    def test_what_is_entered_is_not_counted_twice(self):
        """A cell and its row are both corrected: the whole follows from the row."""
        correction = self._correction(
            self.report,
            (self._at(self.report, one="East", two="A"), 7),
            (self._at(self.report, one="East"), 27),
        )
        correction.action_propose()
        self.assertEqual(self._proposed(correction), {("", "A"): 37, ("", ""): 97})

    def test_proposing_again_follows_the_figures_and_leaves_what_was_typed(self):
        correction = self._correction(self.report, (self._at(self.report, one="East", two="A"), 7))
        correction.action_propose()
        typed = correction.line_ids.filtered(lambda line: line.figure_id._key() == ("", "A"))
        typed.new_value = 36
        correction.line_ids.filtered(lambda line: line.figure_id._key() == ("East", "A")).new_value = 8
        correction.action_propose()
        # the whole: by class it was typed that 4 are less, by region and class 2
        values = {line.figure_id._key(): line.new_value for line in correction.line_ids}
        self.assertEqual((values["East", ""], values["", "A"], values["", ""]), (28, 36, 96))

    def test_a_total_that_is_no_sum_is_left_to_be_filled_in(self):
        report = self._report("2026-03-04", figures=self._grid(self.orders, recount=90))
        correction = self._correction(report, (self._at(report, self.orders, "East", "A"), 7))
        correction.action_propose()
        self.assertEqual(self._proposed(correction), {("East", ""): 27, ("", "A"): 37})
        self.assertTrue(correction.has_open_lines)
        self.assertRefused("fill in their values or remove them", correction.action_submit)
        correction.line_ids.filtered("is_open").new_value = 88
        correction.action_submit()
        self.assertRecordValues(self._at(report, self.orders), [{"current_value": 88}])

    def test_of_an_average_numerators_are_added(self):
        """10 days of 2 invoices and 40 days of 8: 5 days on average; with 30 days of those 8 it is 4."""
        parts = [("", 50, 10), ("East", 10, 2), ("West", 40, 8)]
        figures = [
            (self.orders, days / count, one, "", {"numerator": days, "denominator": count})
            for one, days, count in parts
        ]
        report = self._report("2026-03-04")
        report._write_protected({"state": "draft"})
        for indicator, value, one, two, vals in figures:
            self._figure(report, indicator, value, one, two, **vals)
        report._write_protected({"state": "issued"})
        correction = self._correction(report, (self._at(report, self.orders, "West"), 30 / 8))
        correction.action_propose()
        self.assertEqual(self._proposed(correction), {("", ""): 4})
        correction.action_submit()
        second = self._correction(report, (self._at(report, self.orders, "East"), 10))
        second.action_propose()
        # 20 and 30 days of 10 invoices: the second stands on the first
        self.assertEqual(self._proposed(second), {("", ""): 5})


@tagged("post_install", "-at_install")
class TestFormulas(IssuedCase):
    """What a formula makes of a corrected figure is proposed as well."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        formulas = {
            "per_customer": "[orders] / [new]",
            "in_percent": "100 * [per_customer]",
            "growth": "[new] - previous([new])",
            "part": "100 * share([new])",
            "reached": "100 * [new] / plan([new])",
            "other": "2 * [orders]",
        }
        made = {
            code: cls._indicator(code, code, kind="formula", formula=text, decimals=2)
            for code, text in formulas.items()
        }
        lines = [(0, 0, {"indicator_id": one.id}) for one in (cls.new, cls.orders, *made.values())]
        cls.rates = cls._kind_of("day", "Rates", line_ids=lines)
        cls.made = made
        values = {"per_customer": 2, "in_percent": 200, "growth": 5, "part": 100, "reached": 80, "other": 80}
        cls.report = cls._report("2026-03-05", cls.rates, issue=False)
        beside = {"previous": 15, "has_previous": True, "plan": 25, "has_plan": True}
        cls._figure(cls.report, cls.new, 20, **beside)
        cls._figure(cls.report, cls.new, 8, "East")
        cls._figure(cls.report, cls.new, 12, "West")
        cls._figure(cls.report, cls.orders, 40)
        for code, value in values.items():
            cls._figure(cls.report, made[code], value)
        cls._figure(cls.report, made["part"], 40, "East")
        cls._figure(cls.report, made["part"], 60, "West")
        cls.report._write_protected({"state": "issued"})

    def test_formulas_follow_from_what_is_corrected_and_proposed(self):
        correction = self._correction(self.report, (self._at(self.report, one="East"), 4))
        correction.action_propose()
        found = {
            (line.indicator_id.code, line.figure_id._key()[0]): line.new_value
            for line in correction.line_ids
            if line.origin == "formula"
        }
        self.assertEqual(
            found,
            {
                ("per_customer", ""): 2.5,
                ("in_percent", ""): 250,
                ("growth", ""): 1,
                ("part", "East"): 25,
                ("part", "West"): 75,
                ("reached", ""): 64,
            },
        )

    def test_a_formula_that_divides_by_nothing_is_left_to_be_filled_in(self):
        correction = self._correction(self.report, (self._at(self.report), 0))
        correction.action_propose()
        self.assertEqual(set(correction.line_ids.filtered("is_open").indicator_id.mapped("code")), {
            "per_customer", "in_percent", "part",
        })  # fmt: skip


@tagged("post_install", "-at_install")
class TestFlagged(IssuedCase):
    """What was made from wrong figures says so until it is corrected as well."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.monthly = cls._kind_of("month", "Monthly Report")
        cls.yearly = cls._kind_of("year", "Yearly Report", base_kind_id=cls.monthly.id)
        cls.march = cls._report("2026-03-01", cls.monthly, [(cls.new, 120)])
        cls.year = cls._report("2026-03-01", cls.yearly, [(cls.new, 1000)])
        cls.last_year = cls._report("2025-03-01", cls.yearly, [(cls.new, 900)])

    @freeze_time("2026-12-31 23:00:00")
    def test_the_year_of_a_corrected_month_is_flagged_and_corrected_in_turn(self):
        correction = self._correction(self.march, (self._at(self.march), 100))
        correction.action_submit()
        self.assertEqual(correction.sudo().flagged_report_ids, self.year)
        self.assertEqual(self.year.open_base_correction_ids, correction.sudo())
        self.assertIn(self.statistician, self.year.activity_ids.user_id)
        action = self.as_user(self.statistician, self.year).action_correct_base()
        follow_up = self.as_user(self.statistician, self.Corrections).browse(action["res_id"])
        self.assertRecordValues(follow_up, [{"report_id": self.year.id, "origin_id": correction.id}])
        self.assertRecordValues(follow_up.line_ids, [{"old_value": 1000, "new_value": 980}])
        again = self.as_user(self.statistician, self.year).action_correct_base()
        self.assertEqual(again["res_id"], follow_up.id, "it is proposed once")
        self.assertTrue(self.year.open_base_correction_ids)
        follow_up.action_submit()
        self.assertFalse(self.year.open_base_correction_ids)
        self.assertRecordValues(self._at(self.year), [{"value": 1000, "current_value": 980}])

    @freeze_time("2026-12-31 23:00:00")
    def test_reports_not_issued_and_of_others_are_not_flagged(self):
        self.year._write_protected({"state": "computed"})
        correction = self._correction(self.march, (self._at(self.march), 100))
        correction.action_submit()
        self.assertFalse(correction.sudo().flagged_report_ids)

    @freeze_time("2026-12-31 23:00:00")
    def test_the_report_of_the_company_is_flagged_when_a_unit_corrects(self):
        part = self._report("2026-04-01", self.monthly, [(self.new, 40)], department_id=self.department.id, issue=False)
        whole = self._report("2026-04-01", self.monthly, [(self.new, 100)])
        part.sudo().write({"parent_id": whole.id})
        part._write_protected({"state": "issued"})
        correction = self._correction(part, (self._at(part), 39), user=self.supervisor)
        correction.action_submit()
        self.assertEqual(correction.sudo().flagged_report_ids, whole)
        action = self.as_user(self.supervisor, whole).action_correct_base()
        self.assertEqual(self.Corrections.browse(action["res_id"]).line_ids.new_value, 99)

    @freeze_time("2026-12-31 23:00:00")
    def test_what_follows_from_a_small_figure_is_proposed_to_those_who_may_see_it(self):
        """Else the difference to the year tells by how much the few of the month were miscounted."""
        month = self._report("2024-03-01", self.monthly, [(self.new, 70, "West")], issue=False)
        small, large = self._figure(month, self.new, 3, "East", is_small=True), self._at(month, self.new, "West")
        year = self._report("2024-03-01", self.yearly, [(self.new, 50, "East"), (self.new, 700, "West")])
        month._write_protected({"state": "issued"})
        self._clear(self.supervisor, self.top_secret)
        base = self._correction(month, (small, 4), (large, 71), user=self.supervisor)
        base.action_submit()
        for user, expected in ((self.statistician, {"West": 701}), (self.supervisor, {"East": 51, "West": 701})):
            vals = base.sudo()._prepare_follow_up_vals(self.as_user(user, year))
            lines = [line for _command, _id, line in vals["line_ids"]]
            figures = self.env["customer.statistic.figure"]
            with self.subTest(user=user.name):
                self.assertEqual(
                    {figures.browse(line["figure_id"]).group_one_key: line["new_value"] for line in lines}, expected
                )
        action = self.as_user(self.statistician, year).action_correct_base()
        follow_up = self.Corrections.browse(action["res_id"])
        self.assertIn("added by somebody who may see them", "".join(follow_up.message_ids.mapped("body")))

    @freeze_time("2027-01-31 10:00:00")
    def test_what_stands_at_the_end_follows_from_the_last_month_only(self):
        self.orders.rollup = "last"
        year = self._report("2025-01-01", self._kind_of("year", "Other Year", base_kind_id=self.monthly.id), [
            (self.orders, 60)
        ])  # fmt: skip
        for day, follows in (("2025-11-01", None), ("2025-12-01", 55)):
            report = self._report(day, self.monthly, [(self.orders, 50)])
            line = self._correction(report, (self._at(report, self.orders), 55)).line_ids.sudo()
            with self.subTest(day):
                self.assertEqual(line._follow_up_value(self._at(year, self.orders)), follows)
