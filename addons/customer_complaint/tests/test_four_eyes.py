from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .outcome_common import OutcomeCase


@tagged("post_install", "-at_install")
class TestFourEyes(OutcomeCase):
    """Who asks for the decision on a case: the procedure does, for whoever submitted it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._procedure(
            [
                cls._step("settle", 10, "office", fields=["is_established", "action_ids"]),
                cls._step("decide", 20, "office", type="decision"),
            ]
        )
        cls.people["office"].group_ids += cls.env.ref("customer_policy.group_general_manager")

    def _settled(self):
        complaint = self._accepted()
        action = Command.create({"kind": "return", "line_id": complaint.line_ids.id, "quantity": 35})
        self._do(complaint, "settle", is_established="yes", action_ids=[action])
        return complaint

    def test_who_ends_the_step_before_may_decide(self):
        complaint = self._settled()
        approval = complaint.sudo()._current_approvals("decide")
        self.assertEqual(approval.requested_by_id, self.people["sales"], "who submitted the case")
        self.as_user(self.people["office"], approval).action_approve()
        self.assertEqual(approval.state, "approved")
        self.assertEqual(complaint.sudo().decision_id.create_uid, self.people["office"])

    def test_who_submitted_the_case_does_not_decide(self):
        self.people["sales"].group_ids += self.env.ref("customer_policy.group_general_manager")
        approval = self._settled().sudo()._current_approvals("decide")
        with self.assertRaises(UserError):
            self.as_user(self.people["sales"], approval).action_approve()

    def test_who_asks_anew_with_the_button_does_not_decide(self):
        complaint = self._settled()
        complaint.sudo()._current_approvals("decide")._end("void", "Changed")
        self.as_user(self.people["office"], complaint).action_ask_for_decision()
        approval = complaint.sudo()._current_approvals("decide")
        self.assertEqual(approval.requested_by_id, self.people["office"])
        with self.assertRaises(UserError):
            self.as_user(self.people["office"], approval).action_approve()

    def test_a_decision_waits_for_whom_the_amount_calls_for(self):
        """Not for every member of the unit."""
        complaint = self._settled()
        colleague = self._new_user("customer_policy.group_viewer", login=f"colleague@{self.company.id}")
        self.env["hr.employee"].create(
            {
                "name": "Colleague",
                "user_id": colleague.id,
                "company_id": self.company.id,
                "department_id": self.departments["office"].id,
            }
        )
        for user, waiting in ((self.people["office"], 1), (colleague, 0)):
            tasks = self.as_user(user, self.env["customer.complaint.task"])
            self.assertEqual(
                tasks.search_count([("is_mine", "=", True), ("complaint_id", "=", complaint.id)]), waiting, user.name
            )
