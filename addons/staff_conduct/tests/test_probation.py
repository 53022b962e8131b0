from datetime import date

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import freeze_time

from odoo.addons.customer_policy.tests.common import proves

from .test_pack import PackCase


class TestProbation(PackCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.filing = cls._new_user("employee", "filing")
        cls.company.conduct_filing_user_id = cls.filing

    def setUp(self):
        super().setUp()
        self._apply("car_sales_discipline_001_6", enforce=True)

    def _probation(self, **vals):
        probation = self.env["staff.probation"].create(
            {
                "company_id": self.company.id,
                "employee_id": self.wang.id,
                "rule_id": self._found("probation-001-6", "staff.probation.rule").id,
                "mentor_id": self.li.id,
                "date_start": date(2025, 3, 1),
                **vals,
            }
        )
        probation.action_activate()
        return probation

    def _sold(self, probation, *days):
        probation.unit_ids = [Command.create({"date": day}) for day in days]

    def _review(self, day):
        with freeze_time(f"{day} 08:00:00"):
            self.env.invalidate_all()
            self.env["staff.probation"]._cron_review()

    @proves("S1.6-hr-01a")
    def test_the_fifth_car_makes_permanent_and_the_end_without_it_is_leaving(self):
        with freeze_time("2025-03-01 08:00:00"):
            good, bad = self._probation(), self._probation(employee_id=self.li.id, mentor_id=self.wang.id)
        self.assertEqual(good.date_end, date(2025, 5, 1))
        with freeze_time("2025-04-20 12:00:00"):
            self._sold(good, *[date(2025, 4, day) for day in (1, 2, 3, 4)])
            self._sold(bad, *[date(2025, 4, day) for day in (1, 2, 3, 4)])
            self.assertFalse(good.proposal)
            self._sold(good, date(2025, 4, 20))
            self.assertEqual(good.proposal, "permanent")
        self._review("2025-04-30")
        self.assertFalse(bad.proposal, "the last day is not over")
        self._review("2025-05-01")
        self.assertEqual(bad.proposal, "leave")
        self.assertIn("4 of 5", bad.why)
        self.assertEqual((good.state, bad.state), ("active", "active"), "people decide")

    def test_other_addons_count_units(self):
        with freeze_time("2025-04-20 12:00:00"):
            probation = self._probation()
            seen = []

            def units(self, employee, date_from, date_to):
                seen.append((employee, date_from, date_to))
                return 3.0

            self.patch(self.registry["staff.probation"], "_probation_units", units)
            self._sold(probation, date(2025, 4, 1))
            self.assertEqual(probation.units, 4)
            self.assertEqual(seen[0], (self.wang, date(2025, 3, 1), date(2025, 4, 20)))

    @freeze_time("2025-04-20 12:00:00")
    @proves("S1.6-hr-01b")
    def test_the_application_counts_once_the_manager_signed_and_is_then_filed(self):
        probation = self._probation()
        trainee = self.as_user(self.wang.user_id, probation)
        self.assertRefused("Fill in the application", trainee.action_apply)
        self.assertRefused("", lambda: trainee.write({"application": "x"}), AccessError)
        trainee.write_application("I learnt a lot")
        trainee.action_apply()
        self.assertEqual(probation.state, "applied")
        self.assertEqual(probation._current_approvals().approver_ids, self.head.user_id)
        self.assertRefused(
            "not possible in the state", self.as_user(self.filing, probation.sudo()).sudo(False).action_file
        )
        self._approve(probation, self.head.user_id)
        self.assertEqual(probation.state, "permanent")
        self.assertRecordValues(
            probation.activity_ids, [{"user_id": self.filing.id, "summary": "File the application"}]
        )
        self.assertRefused("Administration files", lambda: trainee.action_file())
        self.as_user(self.hr, probation).action_file()
        self.assertEqual((probation.state, probation.filed_by_id), ("filed", self.hr))
        self.assertFalse(probation.activity_ids)

    @freeze_time("2025-04-20 12:00:00")
    def test_a_rejected_application_leaves_in_probation(self):
        probation = self._probation(application="I learnt")
        self.as_user(self.wang.user_id, probation).action_apply()
        self.as_user(self.head.user_id, probation._current_approvals().sudo(False)).action_reject("not yet")
        self.assertEqual(probation.state, "active")

    @freeze_time("2025-04-20 12:00:00")
    @proves("S1.6-hr-04")
    def test_a_mentor_is_needed_and_named_in_what_the_trainee_does(self):
        self.assertRefused("Name the mentor", lambda: self._probation(mentor_id=False))
        self._probation()
        rule = self._found("errands-001-6")
        self.assertEqual(self._case(rule=rule).mentor_id, self.li)
        self.assertFalse(self._case(self.li, rule).mentor_id)
        rule.liable = "mentor"
        self.assertEqual(self._case(rule=rule).employee_id, self.li)

    @freeze_time("2025-04-20 12:00:00")
    @proves("S1.6-hr-02")
    def test_seven_of_eight_trainings_are_on_the_application(self):
        probation = self._probation()
        for number in range(8):
            state = "absent" if number == 3 else "present"
            self.env["staff.training"].create(
                {
                    "name": str(number),
                    "company_id": self.company.id,
                    "date": date(2025, 3, 1 + number),
                    "attendance_ids": [Command.create({"employee_id": self.wang.id, "state": state})],
                }
            ).action_hold()
        self.env["staff.training"].create(
            {
                "name": "Before",
                "company_id": self.company.id,
                "date": date(2025, 2, 28),
                "attendance_ids": [Command.create({"employee_id": self.wang.id, "state": "present"})],
            }
        ).action_hold()
        self.assertEqual((probation.training_count, probation.attended_count), (8, 7))

    @freeze_time("2025-04-20 12:00:00")
    @proves("S1.6-sales-01")
    def test_badges(self):
        for code, charge in (("badge-lost-001-6", 10), ("badge-damaged-001-6", 1.5)):
            self.assertProposed(self._case(rule=self._found(code)), charge)
        probation = self._probation(application="I learnt")
        self.assertEqual(probation.badge, "probation")
        self.as_user(self.wang.user_id, probation).action_apply()
        self._approve(probation, self.head.user_id)
        self.assertEqual(probation.badge, "permanent")

    @proves("S4.cs5-6")
    def test_the_base_wage_of_a_month_with_a_complaint(self):
        self._apply("service_staff_004_cs5", enforce=True)
        rule = self._found("probation-004-cs5", "staff.probation.rule")
        with freeze_time("2025-05-20 12:00:00"):
            probation = self._probation(rule_id=rule.id)
            self.assertEqual(probation.date_end, date(2025, 6, 1))
            self._case(rule=self._found("errands-001-6"))
            self.assertTrue(probation.pay_condition_met)
            case = self._case(rule=self._found("complaint-004-cs5"))
            self.env.invalidate_all()
            self.assertFalse(probation.pay_condition_met)
            case.drop_reason = "mistaken"
            self.as_user(self.boss.user_id, case).action_drop()
            self.env.invalidate_all()
            self.assertTrue(probation.pay_condition_met)
            self._case(rule=self._found("complaint-004-cs5"))
        with freeze_time("2025-06-01 12:00:00"):
            self.env.invalidate_all()
            self.assertTrue(probation.pay_condition_met, "another month")

    @freeze_time("2025-05-01 12:00:00")
    def test_leaving_is_approved_as_well(self):
        probation = self._probation()
        self.assertEqual(probation.proposal, "leave")
        head = self.as_user(self.head.user_id, probation)
        self.assertRefused("requested first", head.action_leave)
        self.as_user(self.boss.user_id, probation).action_request_leave()
        self._approve(probation, self.head.user_id, "leave")
        self._approve(probation, self.hr, "leave")
        self.assertEqual(probation.state, "active")
        head.action_leave()
        self.assertEqual(probation.state, "left")

    @freeze_time("2025-04-20 12:00:00")
    def test_nobody_becomes_permanent_without_the_application(self):
        head = self.as_user(self.head.user_id, self._probation())
        self.assertRefused("steps", head.action_request_approval)
        self.assertFalse(head.sudo().approval_ids)

    @freeze_time("2025-04-20 12:00:00")
    def test_the_trainee_writes_nothing_but_the_application(self):
        probation = self._probation()
        trainee = self.as_user(self.wang.user_id, probation)
        for vals in ({"date_start": date(2025, 1, 1)}, {"mentor_id": False}, {"proposal": "permanent"}):
            self.assertRefused("", lambda: trainee.write(vals), AccessError)  # noqa: B023
        units = self.as_user(self.wang.user_id, self.env["staff.probation.unit"])
        self.assertRefused("", lambda: units.create({"probation_id": probation.id}), AccessError)
        self.assertFalse(self.as_user(self.users["employee"], probation).search([("id", "=", probation.id)]))
