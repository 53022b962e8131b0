from datetime import date

from odoo.tests import freeze_time

from odoo.addons.customer_policy.tests.common import proves

from .common import ConductCase


@freeze_time("2025-06-30 12:00:00")
class TestProposal(ConductCase):
    """What a rule proposes, and what earlier cases have to do with it."""

    def setUp(self):
        super().setUp()
        self.dismissal = self._sanction("dismissal", needs_hr=True)

    def _doubling(self, code="work-rule", **vals):
        stages = ({"count_from": 1, "multiple": 1}, {"count_from": 2, "multiple": 2})
        return self._rule(code, *stages, {"count_from": 3, "sanction_id": self.dismissal.id}, amount=100, **vals)

    @proves("S1.5-5.1")
    def test_double_the_second_time_dismissal_the_third_and_another_rule_starts_again(self):
        rule, other = self._doubling(), self._doubling("other")
        self.assertProposed(self._case(rule=rule), 100)
        self.assertProposed(self._case(rule=rule), 200)
        self.assertProposed(self._case(rule=other), 100)
        self.assertProposed(self._case(self.li, rule), 100)
        self.assertProposed(self._case(rule=rule), 0, self.dismissal)

    @proves("S1.6-daily-05")
    def test_the_counter_of_a_month_is_back_to_zero_on_the_first(self):
        stages = [{"count_from": 2, "amount": 40}, {"count_from": 3, "sanction_id": self.dismissal.id}]
        rule = self._rule("late", *stages, amount=20, period="month")
        for day, amount, sanction in ((1, 20, None), (12, 40, None), (20, 0, self.dismissal)):
            self.assertProposed(self._case(rule=rule, day=date(2025, 5, day)), amount, sanction)
        self.assertProposed(self._case(rule=rule, day=date(2025, 6, 1)), 20)

    def test_twelve_months_end_the_day_before_a_year_is_over(self):
        rule = self._rule("update", {"count_from": 2, "amount": 5}, period="months", period_months=12)
        self._case(rule=rule, day=date(2024, 3, 1))
        self.assertProposed(self._case(rule=rule, day=date(2025, 3, 1)), 0)
        self.assertProposed(self._case(rule=rule, day=date(2025, 2, 28)), 5)

    def test_a_case_before_others_is_counted_by_them(self):
        rule = self._doubling()
        second = self._case(rule=rule, day=date(2025, 6, 10))
        self.assertProposed(second, 100)
        self._case(rule=rule, day=date(2025, 6, 9))
        self.assertProposed(second, 200)

    def test_a_dropped_case_no_longer_counts_for_those_not_decided(self):
        self._decided_by()
        rule = self._doubling()
        first, second, third = (self._case(rule=rule, day=date(2025, 6, day)) for day in (1, 2, 3))
        self._decide(second)
        self.assertEqual((second.state, second.amount), ("decided", 200))
        self.assertProposed(third, 0, self.dismissal)
        first.drop_reason = "mistaken"
        self.as_user(self.boss.user_id, first).action_drop()
        self.assertEqual(second.amount, 200, "what was decided stays")
        self.assertProposed(third, 200)

    def test_a_submitted_case_that_is_proposed_anew_must_be_submitted_again(self):
        self._decided_by()
        rule = self._doubling()
        first, second = (self._case(rule=rule, day=date(2025, 6, day)) for day in (1, 2))
        self._submit(second)
        first.drop_reason = "mistaken"
        self.as_user(self.boss.user_id, first).action_drop()
        self.assertEqual((second.state, second.amount), ("proposed", 100))
        self.assertFalse(second._current_approvals())

    def test_units_above_the_allowance(self):
        rule = self._rule("smoking", amount=20, allowance=8)
        self.assertRefused("not more than", lambda: self._case(rule=rule, quantity=8))
        self.assertProposed(self._case(rule=rule, quantity=9), 20)
        self.assertProposed(self._case(rule=rule, quantity=11), 20)
        bag = self._rule("tool-bag", amount=20, per_unit=True)
        self.assertProposed(self._case(rule=bag, quantity=2), 40)

    @proves("S1.6-ka-02a")
    def test_units_add_up_to_a_stage(self):
        stage = {"count_from": 6, "multiple": 1, "sanction_id": self.dismissal.id}
        rule = self._rule("key-account", stage, amount=20, per_unit=True, counts="quantity")
        for quantity, amount, sanction in ((3, 60, None), (2, 40, None), (1, 20, self.dismissal)):
            self.Conduct._report("key-account", self.wang, quantity, self._some_source())
            self.assertProposed(self.env["staff.conduct.case"].search([], order="id desc", limit=1), amount, sanction)
        self.assertTrue(rule)

    def _some_source(self):
        return self.env["res.partner"].create({"name": "Visit"})

    def test_false_data_twice(self):
        rule = self._rule("false", {"count_from": 2, "sanction_id": self.dismissal.id}, amount=100)
        self.assertProposed(self._case(rule=rule), 100)
        self.assertProposed(self._case(rule=rule), 0, self.dismissal)

    def test_a_month_of_wage(self):
        self.wang.wage = 6000
        stage = {"count_from": 1, "sanction_id": self.dismissal.id}
        self.assertProposed(self._case(rule=self._rule("quarrel", stage, wage_months=1)), 6000, self.dismissal)

    def test_a_second_case_follows_and_goes_when_its_reason_goes(self):
        hr_case = self._rule("hr-case")
        rule = self._rule("update", {"count_from": 3, "follow_rule_id": hr_case.id}, period="months", period_months=12)
        cases = [self._case(rule=rule, day=date(2025, 6, day)) for day in (1, 2, 3)]
        self.assertFalse(cases[0].follow_ids | cases[1].follow_ids)
        follow = cases[2].follow_ids
        self.assertEqual((follow.rule_id, follow.employee_id), (hr_case, self.wang))
        cases[0].drop_reason = "mistaken"
        self.as_user(self.boss.user_id, cases[0]).action_drop()
        self.assertEqual(follow.state, "dropped")

    def test_what_the_department_did_counts_together(self):
        rule = self._rule("late-report", {"count_from": 2, "amount": 7}, amount=1, count_for="department")
        self.assertProposed(self._case(self.wang, rule), 1)
        self.assertProposed(self._case(self.li, rule), 7)
        self.assertProposed(self._case(self.boss, rule), 1)

    def test_why(self):
        case = self._case(rule=self._doubling())
        self.assertIn("§ 5", case.why)
        self.assertIn("Case 1", case.why)
