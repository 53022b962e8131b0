from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time

from odoo.addons.customer_policy.tests.common import proves

from .common import ConductCase
from .test_pack import PackCase


@freeze_time("2025-06-30 12:00:00")
class TestCase(ConductCase):
    """From the report to the decision, and what follows from it."""

    def setUp(self):
        super().setUp()
        self.rule = self._rule("late", amount=100, joint_multiple=2)

    def test_without_a_rule_that_says_who_nobody_decides(self):
        case = self._case()
        self.assertRefused("No rule in force", lambda: self._submit(case))
        self.assertIn(self.rule, self.rule._unfulfillable())
        rule = self._decided_by(mode="observe")
        self.assertRefused("No rule in force", lambda: self._submit(case))
        rule.mode = "enforce"
        self.assertFalse(self.rule._unfulfillable())
        self._decide(case)
        self.assertEqual(case.state, "decided")

    def test_a_decision_is_a_row_that_stays(self):
        self._decided_by()
        case = self._decide(self._case())
        row = case.decision_ids
        self.assertRecordValues(
            row,
            [
                {
                    "amount": 100,
                    "employee_name": "Wang",
                    "decided_by": self.manager.name,
                    "clause": "§ 5",
                    "kind": "penalty",
                }
            ],
        )
        self.assertRefused("cannot be changed", lambda: row.write({"amount": 1}))
        self.assertRefused("cannot be deleted", row.unlink)
        self.assertRefused(
            "stays as it was submitted", lambda: self.as_user(self.boss.user_id, case).write({"amount": 1})
        )
        with self.assertRaises(AccessError):
            case.unlink()

    @proves("S1.5-7.4")
    def test_whoever_decides_does_it_on_the_case(self):
        self._decided_by()
        case = self._case()
        decider = self.as_user(self.manager, case)
        self.assertFalse(decider.may_decide)
        self.assertRefused("no decision waits for you", decider.action_decide)
        self._submit(case)
        self.env.invalidate_all()
        person = self.as_user(case.employee_id.user_id, case)
        self.assertFalse(person.may_decide)
        self.assertRefused("no decision waits for you", person.action_decide)
        self.assertTrue(decider.may_decide)
        action = decider.action_decide()
        wizard = self.env[action["res_model"]].with_user(self.manager).with_context(**action["context"])
        wizard.create({"comment": "agreed"}).action_decide()
        self.env.invalidate_all()
        self.assertEqual(case.state, "decided")
        self.assertFalse(decider.may_decide)

    def test_the_head_answers_with_the_double_by_a_decision_of_its_own(self):
        self._decided_by()
        case = self._submit(self._case())
        self.assertFalse(case.follow_ids, "nothing before the employee's fine is approved")
        self._approve(case)
        joint = case.follow_ids
        self.assertRecordValues(
            joint, [{"employee_id": self.head.id, "amount": 200, "state": "proposed", "is_joint": True}]
        )
        self._decide(joint)
        self.assertEqual((joint.state, joint.decision_ids.amount), ("decided", 200))
        self.assertFalse(joint.follow_ids, "it ends there")
        own = self._decide(self._case(self.head))
        self.assertEqual(own.follow_ids.employee_id, self.director, "the head of a head is the next above")
        self.assertProposed(own, 100)

    def test_a_rejected_case_is_proposed_again(self):
        self._decided_by()
        case = self._submit(self._case())
        self.as_user(self.manager, case._current_approvals().sudo(False)).action_reject("too harsh")
        self.assertEqual((case.state, case.decision_ids.ids), ("proposed", []))

    def test_the_person_is_heard_first(self):
        self._decided_by()
        self.rule.hearing_days = 3
        case = self._case()
        self.assertRefused("statement first", lambda: self._submit(case))
        self.as_user(self.boss.user_id, case).action_hear()
        self.assertEqual(case.hearing_until, date(2025, 7, 3))
        self.assertRefused("has until", lambda: self._submit(case))
        with freeze_time("2025-07-03 12:00:00"):
            self.env.invalidate_all()
            self.assertRefused("has until", lambda: self._submit(case))
        with freeze_time("2025-07-04 12:00:00"):
            self.env.invalidate_all()
            self._submit(case)
        self.assertEqual(case.state, "requested")

    def test_a_statement_ends_the_waiting(self):
        self._decided_by()
        self.rule.hearing_days = 3
        case = self._case()
        self.as_user(self.boss.user_id, case).action_hear()
        self._say(case, "the tram stood still")
        self.assertEqual(case.statement, "the tram stood still")
        self._submit(case)
        self.assertRefused("too late", lambda: self._say(case, "and"))

    def _say(self, case, text, user=None):
        statements = self.as_user(user or self.wang.user_id, self.env["staff.conduct.statement"])
        return statements.create({"case_id": case.id, "text": text}).action_confirm()

    def test_an_appeal_is_answered_by_those_who_decide_and_changes_by_a_new_row(self):
        self._decided_by()
        self._decided_by(operation="appeal")
        self.rule.appeal_days = 5
        case = self._decide(self._case())
        self._say(case, "not me")
        self.assertEqual((case.appeal_state, case.appeal_amount), ("open", 100))
        self.assertRefused("no appeal", lambda: self._say(case, "again"))
        boss = self.as_user(self.boss.user_id, case)
        self.assertRefused("write the answer", boss.action_submit_answer)
        boss.write({"appeal_answer": "half", "appeal_amount": 50})
        boss.action_submit_answer()
        self.assertEqual(len(case.decision_ids), 1)
        self._approve(case, operation="appeal")
        self.assertEqual(case.appeal_state, "answered")
        self.assertEqual(case.decision_ids.sorted("id").mapped("amount"), [100, 50])
        self.assertEqual(case.decision_ids.sorted("id")[1].replaces_id, case.decision_ids.sorted("id")[0])
        self.assertRefused("no appeal to answer", lambda: boss.write({"appeal_amount": 1}))

    def test_the_last_day_of_an_appeal(self):
        self._decided_by()
        self.rule.appeal_days = 5
        first, second = self._decide(self._case()), self._decide(self._case(self.li))
        with freeze_time("2025-07-05 12:00:00"):
            self.env.invalidate_all()
            self._say(first, "not me")
        with freeze_time("2025-07-06 12:00:00"):
            self.env.invalidate_all()
            self.assertRefused("no appeal", lambda: self._say(second, "not me", self.li.user_id))

    def test_what_needs_hr_is_not_decided_without(self):
        dismissal = self._sanction("dismissal", needs_hr=True)
        rule = self._rule("dispute", {"count_from": 1, "sanction_id": dismissal.id})
        everybody = self._decided_by()
        case = self._case(rule=rule)
        self.assertRefused("needs human resources", lambda: self._submit(case))
        everybody.level_ids = [(0, 0, {"sequence": 5, "group_id": self.env.ref("hr.group_hr_user").id})]
        self._approve(self._submit(case))
        self.assertEqual(case.state, "requested")
        self._approve(case, self.hr)
        self.assertEqual(case.state, "decided")

    def test_a_source_is_reported_once_and_an_observing_rule_only_lists(self):
        source = self.env["res.partner"].create({"name": "Visit"})
        for _time in range(2):
            self.Conduct._report("late", self.wang, 1, source)
        self.assertEqual(len(self._cases()), 1)
        self.Conduct._report("unknown", self.wang, 1, source)
        self.Conduct._report("late", self.li, 1, source)
        self.assertEqual(len(self._cases()), 2)
        self.rule.mode = "observe"
        other = self.env["res.partner"].create({"name": "Other"})
        for _time in range(2):
            self.Conduct._report("late", self.wang, 1, other)
        self.assertEqual(len(self._cases()), 2)
        seen = self.env["customer.policy.observation"].search([("rule_code", "=", "late"), ("res_id", "=", other.id)])
        self.assertEqual(len(seen), 1)
        self.rule.mode = "off"
        self.Conduct._report("late", self.wang, 1, self.env["res.partner"].create({"name": "Third"}))
        self.assertEqual(len(self._cases()), 2)

    def _cases(self):
        return self.env["staff.conduct.case"].search([("rule_id", "=", self.rule.id)])

    def test_a_rule_not_yet_in_force_opens_nothing(self):
        self.rule.effective_from = date(2025, 7, 1)
        self.Conduct._report("late", self.wang, 1, self.env["res.partner"].create({"name": "Visit"}))
        self.assertFalse(self._cases())
        self.assertRefused("not enforced", self._case)
        self.rule.effective_from = date(2025, 6, 30)
        self.assertTrue(self._case())

    def test_the_day_is_not_in_the_future(self):
        self.assertRefused("not in the future", lambda: self._case(day=date(2025, 7, 1)))

    def test_a_fine_is_paid_once(self):
        self._decided_by()
        case = self._case()
        self.assertRefused("not possible in the state", self.as_user(self.boss.user_id, case).action_pay)
        self._decide(case)
        self.as_user(self.boss.user_id, case).action_pay()
        self.assertEqual((case.paid_by_id, case.state), (self.boss.user_id, "decided"))
        self.assertRefused("no fine to pay", self.as_user(self.boss.user_id, case).action_pay)

    def test_who_has_no_user_has_a_case_all_the_same(self):
        self._decided_by()
        worker = self.env["hr.employee"].create(
            {"name": "Zhao", "company_id": self.company.id, "department_id": self.sales.id}
        )
        self.assertEqual(self._decide(self._case(worker)).state, "decided")

    def test_others_who_answer(self):
        rule = self._rule("empty-post", amount=50, liable="head")
        self.assertEqual(self._case(rule=rule).employee_id, self.head)
        self.assertEqual(self._case(self.head, rule).employee_id, self.director)


@freeze_time("2025-06-30 12:00:00")
class TestReward(ConductCase):
    @proves("S4.upd-5.1")
    def test_a_violation_on_the_first_of_march_blocks_rewards_until_the_first_of_september(self):
        self._decided_by()
        late = self._rule("information_not_entered", block_months=6)
        bonus = self._rule("bonus", kind="merit", amount=500)
        case = self._case(rule=late, day=date(2025, 3, 1))
        free = self._case(rule=bonus)
        self._decide(free)
        self.assertEqual(free.state, "decided", "what is only proposed blocks nothing")
        submitted = self._submit(self._case(rule=bonus))
        self._decide(case)
        self.assertEqual(case.block_until, date(2025, 9, 1))
        self.assertRefused("no reward before", lambda: self._approve(submitted))
        for day, blocked in (("2025-08-31", True), ("2025-09-01", False)):
            with freeze_time(f"{day} 12:00:00"):
                self.env.invalidate_all()
                if blocked:
                    self.assertRefused("no reward before", lambda: self._submit(self._case(rule=bonus)))
                else:
                    self._decide(self._case(rule=bonus))
        self._decide(self._case(self.li, bonus))

    @proves("S4.dept-11")
    def test_praise_and_sanction_are_cases_of_their_kind(self):
        praise = self._sanction("praise", kind="merit")
        with self.assertRaisesRegex(UserError, "not the other"):
            self._rule("mixed", {"count_from": 1, "sanction_id": praise.id})
        self.assertEqual(self._case(rule=self._rule("praise", {"sanction_id": praise.id}, kind="merit")).kind, "merit")


@freeze_time("2025-06-30 12:00:00")
class TestInformationUpdate(PackCase):
    def setUp(self):
        super().setUp()
        self._apply("information_update_004_upd", enforce=True)
        self.service = self._employee("service", role="manager")

    def _decide_by_manager(self, case):
        return self._approve(self._submit(case), self.users["manager"])

    @proves("S4.upd-5.2")
    def test_criticism_and_training_within_fourteen_days(self):
        case = self._case(rule=self._found("information_not_checked"))
        self.assertEqual(case.sanction_id.name, "Circulated criticism")
        trainings = self.env["staff.training"].search([("company_id", "=", self.company.id)])
        self.assertFalse(trainings, "not before it is decided")
        self._decide_by_manager(case)
        training = self.env["staff.training"].search([("case_id", "=", case.id)])
        self.assertEqual((training.date, training.attendance_ids.employee_id), (date(2025, 7, 14), self.wang))
        self.assertRecordValues(
            training.activity_ids, [{"user_id": self.head.user_id.id, "date_deadline": date(2025, 7, 14)}]
        )
        self.assertTrue(case.decision_ids.is_published)

    @proves("S4.upd-5.3")
    def test_the_third_within_twelve_months_is_a_case_for_human_resources(self):
        rule = self._found("information_not_checked")
        cases = [self._case(rule=rule, day=day) for day in (date(2024, 7, 1), date(2025, 1, 1), date(2025, 6, 30))]
        self.assertFalse(cases[0].follow_ids | cases[1].follow_ids)
        follow = cases[2].follow_ids
        self.assertEqual(follow.rule_id.code, "information-repeated-004")
        self._submit(follow)
        self.assertEqual(follow._current_approvals().approver_ids, self.hr)
        other = [self._case(self.li, rule, day) for day in (date(2024, 6, 30), date(2025, 1, 1), date(2025, 6, 30))]
        self.assertFalse(other[2].follow_ids, "the first is more than twelve months ago")
