from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import freeze_time

from odoo.addons.customer_policy.tests.common import proves

from .test_pack import PackCase

MONDAY = date(2025, 5, 5)


class TestCheck(PackCase):
    def setUp(self):
        super().setUp()
        self._apply("car_sales_discipline_001_6", enforce=True)
        for rule in self.env["staff.check.rule"].search([("company_id", "=", self.company.id)]):
            rule.department_ids = self.sales

    def _expect(self, code, day="2025-05-05"):
        """Let the day begin for this check only."""
        rule = self._found(code, "staff.check.rule")
        (self.env["staff.check.rule"].search([("company_id", "=", self.company.id)]) - rule).mode = "off"
        self._at(f"{day} 08:00:00")
        return self.env["staff.check"].search([("rule_id", "=", rule.id), ("date", "=", day)])

    def _at(self, moment):
        with freeze_time(moment):
            self.env.invalidate_all()
            self.env["staff.check.rule"]._cron_day()

    def _complete(self, check, user=None):
        with freeze_time("2025-05-05 18:00:00"):
            self.as_user(user or self.head.user_id, check).action_complete()

    def _cases(self, code):
        return self.env["staff.conduct.case"].search([("rule_id.code", "=", code)])

    @proves("S1.6-daily-24")
    def test_five_of_six_consultants_evaluated(self):
        for number in range(4):
            self._employee(f"consultant{number}", self.sales)
        checks = self._expect("evening-evaluation-001-6")
        self.assertEqual(len(checks), 6, "the head is not evaluated by himself")
        self.assertEqual({len(check.line_ids) for check in checks}, {8})
        self.assertEqual(checks.checker_id, self.head)
        for check in checks[:5]:
            self._complete(check)
        self._at("2025-05-05 23:59:00")
        self.assertEqual(checks[5].state, "expected", "the day is not over")
        self._at("2025-05-06 00:00:00")
        self.assertEqual(checks.mapped("state"), ["done"] * 5 + ["missing"])
        case = self._cases("evaluation-missed-001-6")
        self.assertRecordValues(case, [{"employee_id": self.head.id, "amount": 100, "date": MONDAY}])
        self._at("2025-05-06 01:00:00")
        self.assertEqual(len(self._cases("evaluation-missed-001-6")), 1)

    @proves("S1.6-daily-30")
    def test_two_items_missing_from_the_tool_bag(self):
        check = self._expect("tool-bag-001-6").filtered(lambda one: one.subject_id == self.wang)
        self.assertEqual(len(check.line_ids), 8)
        self.as_user(self.head.user_id, check.line_ids[:2]).is_failed = True
        self._complete(check)
        self.assertRecordValues(
            self._cases("tool-bag-001-6"), [{"employee_id": self.wang.id, "quantity": 2, "amount": 40}]
        )
        self.assertRefused(
            "stays", lambda: self.as_user(self.head.user_id, check.line_ids[:1]).write({"is_failed": False})
        )

    @proves("S1.6-daily-33")
    def test_one_of_two_self_checks_a_day(self):
        checks = self._expect("5s-001-6")
        self.assertEqual(checks.mapped("number"), [1, 2])
        self._complete(checks[0])
        self._at("2025-05-06 00:00:00")
        missing = self.env["staff.check"].search([("state", "=", "missing")])
        self.assertEqual(missing, checks[1])

    @proves("S1.6-daily-34")
    def test_the_diary_not_handed_in_is_listed_and_a_false_one_costs_fifty(self):
        checks = self._expect("diary-001-6")
        wang, li = (checks.filtered(lambda one, who=who: one.subject_id == who) for who in (self.wang, self.li))
        self.as_user(self.head.user_id, wang.line_ids).is_failed = True
        self._complete(wang)
        self._at("2025-05-05 23:59:00")
        self.assertEqual(li.state, "expected")
        self._at("2025-05-06 00:00:00")
        self.assertEqual(self.env["staff.check"].search([("state", "=", "missing")]), li)
        self.assertRecordValues(self._cases("diary-false-001-6"), [{"employee_id": self.wang.id, "amount": 50}])

    @proves("S1.6-daily-27")
    def test_a_roster_needs_two_and_an_empty_post_costs_fifty(self):
        slot = self._expect("duty-roster-001-6")
        planner = self.as_user(self.head.user_id, slot)
        self.assertRefused("at least 2", lambda: planner.write({"people_ids": self.wang.user_id.ids}))
        planner.people_ids = (self.wang | self.li).user_id
        slot.rule_id.mode = "observe"
        planner.people_ids = self.wang.user_id
        seen = self.env["customer.policy.observation"].search([("rule_code", "=", slot.rule_id.code)])
        self.assertEqual(len(seen), 1)
        planner.line_ids.is_failed = True
        planner.people_ids = (self.wang | self.li).user_id
        self._complete(slot)
        self.assertRecordValues(self._cases("reception-empty-001-6"), [{"employee_id": self.head.id, "amount": 50}])

    @proves("S1.6-daily-08")
    def test_cleaning_is_a_checklist_of_the_group_that_the_leader_makes(self):
        check = self._expect("cleaning-001-6")
        self.assertEqual(check.department_id, self.sales)
        self.assertEqual(
            check.line_ids.mapped("name"),
            ["Begun within five minutes after the meeting", "Finished within an hour", "By the 5S standard"],
        )
        self.assertRefused("makes this check|not allowed", lambda: self._complete(check, self.wang.user_id), Exception)
        self._complete(check)
        self.assertEqual((check.state, check.done_by_id), ("done", self.head.user_id))

    def test_no_check_is_expected_on_a_day_without_work(self):
        self.assertFalse(self._expect("5s-001-6", "2025-05-04"), "a Sunday")

    def test_expected_once(self):
        self._expect("5s-001-6")
        self._at("2025-05-05 09:00:00")
        self.assertEqual(self.env["staff.check"].search_count([("date", "=", MONDAY)]), 2)

    def test_who_is_checked_reads_and_writes_nothing(self):
        check = self._expect("tool-bag-001-6").filtered(lambda one: one.subject_id == self.wang)
        seen = self.as_user(self.wang.user_id, check)
        self.assertTrue(seen.search([("id", "=", check.id)]))
        self.assertRefused("", lambda: seen.write({"note": "x"}), AccessError)
        self.assertRefused("", lambda: seen.line_ids[:1].write({"is_failed": False}), AccessError)
        self.assertRefused("", seen.action_complete, Exception)
        self.assertFalse(self.as_user(self.li.user_id, check).search([("id", "=", check.id)]))

    def test_a_check_that_nobody_makes_is_on_the_health_page(self):
        rule = self._found("tool-bag-001-6", "staff.check.rule")
        self.assertFalse(rule._unfulfillable())
        self.env["hr.department"].search([("company_id", "=", self.company.id)]).manager_id = False
        self.assertEqual(rule._unfulfillable(), rule)
