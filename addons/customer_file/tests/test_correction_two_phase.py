from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .test_correction import CorrectionCase


@tagged("post_install", "-at_install")
class TestTwoPhases(CorrectionCase):
    """Remedy plan, execution by departments, report: each end is approved by the manager, then the general manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager, cls.director = cls.users["manager"], cls.users["general_manager"]
        cls.storeman = cls._new_user("employee", login="storeman")
        cls.accountant = cls._new_user("employee", login="accountant")
        cls.departments = cls.env["hr.department"].create(
            [{"name": name, "company_id": cls.company.id} for name in ("Store", "Finance")]
        )
        for department, user in zip(cls.departments, (cls.storeman, cls.accountant), strict=True):
            department.manager_id = cls._employ(user, department_id=department.id)
        cls._rule("customer.file.correction.rule", flow="two_phase", clause="002/1 例")
        cls.file = cls._filed(need="carton")

    def _approvals(self):
        for operation in ("plan", "report"):
            self._rule(
                "customer.approval.rule",
                document_model="customer.file.correction",
                operation=operation,
                level_ids=[
                    (0, 0, {"group_id": self.env.ref(f"customer_policy.group_{role}").id, "sequence": number})
                    for number, role in enumerate(("manager", "general_manager"))
                ],
            )

    def _planned(self):
        correction = self._correction(self.file, need="paper")
        correction.plan = "Call the customer, take the wrong carton back"
        for department in self.departments:
            correction.task_ids = [(0, 0, {"department_id": department.id, "name": "Remedy"})]
        correction.action_submit()
        return correction

    def _approve(self, correction, operation, *users):
        for user in users:
            approval = self.env["customer.approval"].search(
                [("res_model", "=", correction._name), ("res_id", "=", correction.id), ("operation", "=", operation)],
                limit=1,
            )
            self.as_user(user, approval).action_approve()

    def _executing(self):
        correction = self._planned()
        self._approve(correction, "plan", self.manager, self.director)
        correction.action_execute()
        return correction

    def _feedback(self, correction, *users):
        for user in users:
            task = self.as_user(user, correction.task_ids.filtered(lambda task, user=user: task.user_id == user))
            wizard = self.as_user(user, self.env["customer.file.correction.feedback"])
            wizard.with_context(active_ids=task.ids).create({"feedback": "Done"}).action_done()

    @proves("S2.1-10a")
    def test_a_plan_is_executed_with_both_approvals_only(self):
        self._approvals()
        correction = self._planned()
        self.assertEqual(correction.state, "planned")
        with self.assertRaisesRegex(UserError, "waits for"):
            correction.action_execute()
        self._approve(correction, "plan", self.manager)
        with self.assertRaisesRegex(UserError, "waits for.*General Manager"):
            correction.action_execute()
        self.assertEqual(self.file.need, "carton")
        self._approve(correction, "plan", self.director)
        correction.action_execute()
        self.assertEqual((correction.state, self.file.need), ("executing", "paper"))
        self.assertEqual(self._events(self.file)[-1], ("Needs and Intentions", "carton", "paper"))

    def test_without_a_rule_nobody_approves_and_the_plan_stays(self):
        with self.assertRaisesRegex(UserError, "no rule says whose"):
            self._planned()
        self.assertEqual(self.file.need, "carton")

    def test_the_short_way_is_closed(self):
        self._approvals()
        correction = self._correction(self.file, need="paper")
        with self.assertRaisesRegex(UserError, "write the remedy plan"):
            correction.action_submit()
        with self.assertRaisesRegex(UserError, "another flow"):
            correction._run_step("submit")

    @proves("S2.1-10b")
    def test_two_departments_get_tasks_and_the_plan_stays_open_until_both_gave_feedback(self):
        self._approvals()
        correction = self._executing()
        self.assertEqual(correction.activity_ids.user_id, self.storeman | self.accountant)
        correction.report = "Remedied"
        with self.assertRaisesRegex(UserError, "feedback is missing: Store: Remedy, Finance: Remedy"):
            correction.action_report()
        self._feedback(correction, self.storeman)
        with self.assertRaisesRegex(UserError, "feedback is missing: Finance: Remedy"):
            correction.action_report()
        self._feedback(correction, self.accountant)
        correction.action_report()
        self.assertEqual(correction.state, "reporting")
        self.assertFalse(correction.activity_ids.filtered("active"))

    @proves("S2.1-10c")
    def test_it_is_archived_after_the_second_approval_of_the_report_only(self):
        self._approvals()
        correction = self._executing()
        self._feedback(correction, self.storeman, self.accountant)
        with self.assertRaisesRegex(UserError, "write the report"):
            correction.action_report()
        correction.report = "Remedied"
        with self.assertRaisesRegex(UserError, "not possible"):
            correction.action_archive_correction()
        correction.action_report()
        for approver in (self.manager, self.director):
            with self.assertRaisesRegex(UserError, "waits for"):
                correction.action_archive_correction()
            self._approve(correction, "report", approver)
        correction.action_archive_correction()
        self.assertEqual(correction.state, "done")

    def test_a_report_is_reworked_and_approved_anew(self):
        self._approvals()
        correction = self._executing()
        self._feedback(correction, self.storeman, self.accountant)
        correction.report = "Short"
        correction.action_report()
        self._approve(correction, "report", self.manager)
        correction.action_rework()
        correction.report = "Long"
        correction.action_report()
        self._approve(correction, "report", self.manager)
        with self.assertRaisesRegex(UserError, "waits for.*General Manager"):
            correction.action_archive_correction()

    def test_a_task_is_done_by_its_department_with_feedback(self):
        self._approvals()
        correction = self._executing()
        task = correction.task_ids[0]
        with self.assertRaises(AccessError):
            self.as_user(self.accountant, task)._done("x")
        with self.assertRaisesRegex(AccessError, "somebody else"):
            self.as_user(self.clerk, task)._done("x")
        mine = self.as_user(self.storeman, task)
        with self.assertRaisesRegex(UserError, "write what was done"):
            mine._done(" ")
        for forged in ({"done_date": "2026-01-01 10:00:00"}, {"feedback": "x"}):
            with self.assertRaisesRegex(AccessError, "with the buttons"):
                self.as_user(self.head, task).write(forged)
        with self.assertRaisesRegex(UserError, "was submitted"):
            self.as_user(self.head, task).name = "Nothing"
        with self.assertRaises(AccessError):
            mine.check_access("write")
        self._feedback(correction, self.storeman)
        with self.assertRaisesRegex(UserError, "nothing to be done"):
            mine._done("again")

    def test_the_report_is_written_while_the_plan_is_executed(self):
        self._approvals()
        correction = self._planned()
        with self.assertRaisesRegex(UserError, "while the plan is executed"):
            correction.report = "Done already"

    def test_a_stale_plan_is_not_executed(self):
        self._approvals()
        correction = self._planned()
        self._approve(correction, "plan", self.manager, self.director)
        self.file.need = "foil"
        correction.line_ids.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "nothing is applied"):
            correction.action_execute()
        self.assertEqual((self.file.need, correction.state), ("foil", "planned"))
