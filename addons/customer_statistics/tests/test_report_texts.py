from datetime import date

from odoo.exceptions import AccessError, UserError

from odoo.addons.customer_policy.tests.common import proves

from .report_common import MAY, ReportCase


class TestTexts(ReportCase):
    """What must be said about the figures before they are issued."""

    def _explain(self, report, indicator=None, **texts):
        vals = {"cause": "Fair", "effect": "Sales", "consequence": "Fewer orders", **texts}
        explanations = self.as_user(self.supervisor, self.env["customer.statistic.explanation"])
        return explanations.create({"report_id": report.id, "indicator_id": (indicator or self.new).id, **vals})

    def _improve(self, report, **values):
        improvements = self.as_user(self.supervisor, self.env["customer.statistic.improvement"])
        return improvements.create({"report_id": report.id, "proposal": "Visit the fair", **values})

    @proves("S0-17")
    def test_a_month_needs_a_text_explanation(self):
        report = self._submitted(self._kind(text="explanation", clause="000 17"))
        with self.assertSays("text explanation is missing.*000 17"):
            report.action_issue()
        self.assertNotIn("issue", report.allowed_steps)
        report.explanation = "A quiet month"
        self.assertIn("issue", report.allowed_steps)
        report.action_issue()

    @proves("S0-17")
    def test_a_quarter_needs_an_analysis_even_where_it_is_explained(self):
        self._plan(200, date(2026, 4, 1), date(2026, 6, 30))
        report = self._submitted(self._kind(period="quarter", text="analysis"))
        report.explanation = "A quiet quarter"
        self._explain(report)
        with self.assertSays("gives no reasons.*proposes no improvement"):
            report.action_issue()

    def test_a_changed_kind_meets_the_reports_that_are_opened_then(self):
        kind = self._kind()
        report = self._submitted(kind)
        kind.write({"text": "explanation", "needs_survey": True})
        self.env.flush_all()
        self.env.invalidate_all()
        report.action_issue()
        later = self._submitted(kind, date(2026, 6, 1))
        with self.assertSays("text explanation is missing.*which surveys"):
            later.action_issue()

    @proves("S0-18")
    def test_cause_effect_and_consequence_are_all_needed(self):
        report = self._submitted(self._kind(text="explanation"))
        report.explanation = "A quiet month"
        explanation = self._explain(report, consequence=False)
        with self.assertSays("Cause, effect and consequence are needed of each: New Customers"):
            report.action_issue()
        explanation.consequence = "  "
        with self.assertSays("Cause, effect and consequence"):
            report.action_issue()
        explanation.consequence = "Fewer orders"
        report.action_issue()

    @proves("S0-18")
    def test_main_indicators_with_a_problem_are_explained(self):
        lines = {code: {"is_main": True, "completion_needed": 80} for code in ("new", "lost")}
        self._plan(200)
        self._plan(10, indicator=self.lost)
        # 160 of 200 are just enough, 10 of at most 10 too many
        self.counted = {"new": 160, "lost": 10}
        report = self._submitted(self._kind(text="explanation", lines=lines))
        self.assertEqual(report.problem_ids, self.lost)
        report.explanation = "A quiet month"
        self._explain(report)
        with self.assertSays("to be explained: Lost Customers"):
            report.action_issue()
        self._explain(report, self.lost)
        report.action_issue()

    @proves("S0-19")
    def test_an_analysis_checks_the_plan_and_gives_reasons_and_improvements(self):
        report = self._submitted(self._kind(text="analysis"))
        with self.assertSays("checks the plan, and no figure has one"):
            report.action_issue()
        report.action_send_back()
        self._plan(200)
        report.action_compute()
        report.action_submit()
        self.assertEqual(self._figure(report).completion, 75)
        self.assertEqual(report.plan_check, "New Customers: plan 200, actual 150, completion 75.0 %")
        with self.assertSays("gives no reasons.*proposes no improvement"):
            report.action_issue()
        report.reasons = "The fair was cancelled"
        with self.assertSays("proposes no improvement"):
            report.action_issue()
        self._improve(report)
        report.action_issue()

    @proves("S0-02")
    def test_figures_alone_are_not_issued_three_parts_are_there(self):
        self._plan(200)
        report = self._submitted(self._kind(text="analysis", needs_survey=True, needs_document=True))
        with self.assertSays("gives no reasons.*which surveys it rests on.*document is not attached"):
            report.action_issue()
        report.reasons = "The fair was cancelled"
        self._improve(report)
        with self.assertSays("which surveys it rests on"):
            report.action_issue()
        report.survey_note = "Calls to all customers of the region"
        with self.assertSays("document is not attached"):
            report.action_issue()
        scans = self.as_user(self.supervisor, self.env["ir.attachment"])
        report.attachment_ids = scans.create({"name": "report.pdf", "raw": b"%PDF"})
        report.action_issue()
        self.assertEqual(report.attachment_ids.res_id, report.id)

    @proves("S0-02")
    def test_filled_survey_forms_of_the_period_are_counted(self):
        method = self.env["customer.collection.method"].search([("company_id", "=", self.company.id)], limit=1)
        form = self.env["customer.collection.form"].create(
            {"name": "Survey", "company_id": self.company.id, "method_id": method.id}
        )
        surveys = self.env["customer.information.survey"]
        for day in (MAY[0], MAY[1], date(2026, 6, 1)):
            survey = surveys.create({"name": "x", "form_id": form.id, "date": day})
            survey._write_protected({"state": "accepted"})
        surveys.create({"name": "refused", "form_id": form.id, "date": MAY[0]})
        report = self._report()
        report.survey_form_ids = form
        report.action_compute()
        self.assertEqual(report.survey_count, 2)

    def test_a_kind_that_observes_lists_what_is_missing_and_issues(self):
        self._issued(self._kind(text="explanation", needs_survey=True, mode="observe"))
        messages = self.env["customer.policy.observation"].search([("res_model", "=", self.Reports._name)])
        self.assertEqual(len(messages), 2)

    @proves("S4.hotel-20")
    def test_the_manager_comments_on_the_report(self):
        report = self._submitted(self._kind(needs_comment=True))
        with self.assertSays("manager has not commented"):
            report.action_issue()
        wizards = self.env["customer.statistic.comment"]
        vals = {"report_id": report.id, "comment": "Call the four customers"}
        with self.assertSays("A manager comments on it", AccessError):
            self.as_user(self.supervisor, wizards).create(vals).action_comment()
        with self.assertRaises(AccessError):
            self.as_user(self.clerk, wizards).create(vals).action_comment()
        with self.assertSays("Write the comment"):
            self.as_role("manager", wizards).create({**vals, "comment": "  "}).action_comment()
        self.as_role("manager", wizards).create(vals).action_comment()
        self.assertEqual((report.manager_comment, report.commented_by_id), (vals["comment"], self.users["manager"]))
        report.action_issue()

    @proves("S4.hotel-20")
    def test_who_manages_the_unit_comments_also_on_what_was_issued(self):
        manager = self._new_user("user", login="manager@stat")
        self.units["East"].manager_id = self._employ(manager, self.units["East"])
        report = self._report(self._kind(units=("East",)))
        part = self.as_user(self.statisticians["East"], report.part_ids)
        part.action_compute()
        part.action_submit()
        report.action_compute()
        report.action_submit()
        report.action_issue()
        self.env.flush_all()
        wizard = self.as_user(manager, self.env["customer.statistic.comment"])
        wizard.create({"report_id": part.id, "comment": "Good"}).action_comment()
        self.assertEqual((part.manager_comment, part.commented_by_id), ("Good", manager))
        with self.assertSays("what was issued stays", AccessError):
            wizard.create({"report_id": part.id, "comment": "Better"}).action_comment()
        with self.assertRaises(AccessError):
            self.as_user(manager, part).write({"manager_comment": "Better"})

    def test_comments_are_not_written_past_their_window(self):
        report = self._report(responsible_id=self.clerk.id)
        with self.assertSays("set by the steps", AccessError):
            self.as_user(self.clerk, report).write({"manager_comment": "All fine", "commented_by_id": self.boss.id})
        with self.assertSays("set by the steps", AccessError):
            self.as_user(self.supervisor, self.Reports).create(
                {
                    "kind_id": self._kind(code="other").id,
                    "date_from": MAY[0],
                    "date_to": MAY[1],
                    "manager_comment": "All fine",
                }
            )

    @proves("S4.core-4")
    def test_an_improvement_is_carried_out_by_whom_it_names(self):
        self._plan(200)
        report = self._submitted(self._kind(text="analysis"))
        report.reasons = "The fair was cancelled"
        improvement = self._improve(report, responsible_id=self.clerk.id, due_date="2026-06-30")
        report.action_issue()
        mine = self.as_user(self.clerk, improvement)
        self.assertEqual(mine.search([]), mine)
        with self.assertSays("Say what came of it"):
            mine.action_done()
        mine.result = "12 new customers"
        with self.assertSays("with its button", AccessError):
            mine.done_date = "2026-06-01"
        with self.assertRaises(AccessError):
            mine.proposal = "Do nothing"
        with self.assertSays("closed: nothing of it changes", UserError):
            self.as_user(self.supervisor, improvement).proposal = "Do nothing"
        mine.action_done()
        self.assertTrue(improvement.done_date)


class TestPlan(ReportCase):
    """Plans of months make up those of quarters and years, plans of units that of the company."""

    def _planned(self, first, last, **values):
        plans = self.env["customer.statistic.plan"]._planned(self.company, first, last, **values)
        return {self.env["customer.statistic.indicator"].browse(key[0]).code: value for key, value in plans.items()}

    def _months(self, first: int, last: int, value: float, **values):
        for month in range(first, last + 1):
            until = date(2026 + month // 12, month % 12 + 1, 1).toordinal() - 1
            self._plan(value, date(2026, month, 1), date.fromordinal(until), **values)

    QUARTER = (date(2026, 4, 1), date(2026, 6, 30))

    def test_months_make_up_quarters_and_years(self):
        self._months(1, 12, 200)
        self.assertEqual(self._planned(*MAY), {"new": 200})
        self.assertEqual(self._planned(*self.QUARTER), {"new": 600})
        self.assertEqual(self._planned(date(2026, 1, 1), date(2026, 12, 31)), {"new": 2400})

    def test_a_gap_makes_no_plan(self):
        self._months(4, 5, 200)
        self.assertEqual(self._planned(*self.QUARTER), {})

    def test_a_plan_of_the_period_itself_counts(self):
        self._months(4, 6, 200)
        self._plan(700, *self.QUARTER)
        self.assertEqual(self._planned(*self.QUARTER), {"new": 700})
        self._months(1, 3, 200)
        self.assertEqual(self._planned(date(2026, 1, 1), date(2026, 6, 30)), {"new": 1300})

    def test_what_stands_at_the_end_does_not_add_up(self):
        standing = self._indicator("standing", rollup="last")
        anew = self._indicator("anew", rollup="recount")
        rate = self._indicator("rate", unit="percent")
        for number, month in enumerate((4, 5, 6)):
            for indicator in (standing, anew, rate):
                self._months(month, month, 100 + number, indicator=indicator)
        self.assertEqual(self._planned(*self.QUARTER), {"standing": 102})

    def test_units_make_up_the_company_unless_it_has_its_own(self):
        for name, value in (("East", 40), ("West", 60)):
            self._plan(value, department_id=self.units[name].id)
            self._plan(5, indicator=self._indicator(f"rate {name}", unit="percent"), department_id=self.units[name].id)
        self.assertEqual(self._planned(*MAY), {"new": 100})
        self.assertEqual(self._planned(*MAY, department=self.units["East"]), {"new": 40, "rate East": 5})
        self._plan(120)
        self.assertEqual(self._planned(*MAY), {"new": 120})

    def test_plans_that_overlap_are_refused(self):
        self._plan(200)
        with self.assertSays("overlaps with"):
            self._plan(200, date(2026, 5, 15), date(2026, 6, 14))
        self._plan(50, date(2026, 5, 1), date(2026, 5, 7))
        self._plan(200, date(2026, 5, 15), date(2026, 6, 14), department_id=self.units["East"].id)

    def test_units_see_their_own_plans(self):
        mine = self._plan(40, department_id=self.units["East"].id)
        self._plan(60, department_id=self.units["West"].id)
        self._plan(100)
        seen = self.as_user(self.statisticians["East"], self.env["customer.statistic.plan"]).search([])
        self.assertEqual(seen.ids, mine.ids)
        self.assertFalse(seen.has_access("write"))
