from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.customer_policy.tests.common import proves

from .common import ComplaintCase


class TestComplaint(ComplaintCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.procedure = cls._procedure(
            [
                cls._step("intake", 0, fields=["demand"], type="intake"),
                cls._step("cause", 10, "quality", fields=["cause_class", "investigation"]),
                cls._step("measure", 20, "manufacturing", fields=["countermeasure", "line_ids.machine_shift"]),
                cls._step("special", 30, "office", fields=["expert_opinion"], domain="[('is_special', '=', True)]"),
                cls._step("settle", 40, "sales", fields=["is_established", "action_ids"]),
                cls._step("decide", 50, "office", type="decision"),
                cls._step("reply", 60, "sales", type="reply"),
            ],
            acceptance_unit_id=cls.units["office"].id,
        )
        cls._decided_by("general_manager")

    def _accepted(self):
        complaint = self._new_complaint(demand="Take it back")
        complaint.action_submit()
        self.as_user(self.people["office"], complaint).action_accept()
        return complaint

    @proves("S1.3-04", "S1.2-09.4a", "S1.2-09.4b", "S1.2-09.4c", "S1.2-09.4d")
    def test_the_steps_come_in_their_order(self):
        complaint = self._new_complaint()
        with self.assertRaisesRegex(UserError, "Customer's Demand"):
            complaint.action_submit()
        complaint.demand = "Take it back"
        complaint.action_submit()
        self.assertEqual(complaint.state, "submitted")
        self.assertFalse(complaint.number)
        with self.assertRaisesRegex(UserError, "GM Office"):
            complaint.action_accept()
        self.as_user(self.people["office"], complaint).action_accept()
        self.assertTrue(complaint.number)
        self.assertEqual(complaint.sudo().task_ids.mapped("code"), ["cause"])
        with self.assertRaises(AccessError):
            complaint.investigation = "I know it"
        with self.assertRaisesRegex(UserError, "Investigation"):
            self._do(complaint, "cause", cause_class="quality")
        self._do(complaint, "cause", investigation="Stored outside")
        self.assertEqual(self._task(complaint, "measure").unit_id, self.units["manufacturing"])
        line = self.as_user(self.people["manufacturing"], complaint.line_ids)
        with self.assertRaisesRegex(UserError, "Machine"):
            self._do(complaint, "measure", countermeasure="A roof")
        line.machine_shift = "M3, night"
        with self.assertRaises(AccessError):
            line.quantity = 5
        self._do(complaint, "measure")
        self.assertEqual(complaint.sudo().task_ids.mapped("code"), ["cause", "measure", "settle"])
        self._do(
            complaint,
            "settle",
            is_established="yes",
            action_ids=[Command.create({"kind": "return", "line_id": complaint.line_ids.id, "quantity": 35})],
        )
        self.assertEqual(complaint.amount, 420)
        self.assertTrue(self._task(complaint, "decide"))
        reply = self.as_user(self.people["sales"], self.env["customer.complaint.reply"]).create(
            {"complaint_id": complaint.id, "body": "We take it back", "amount": 420}
        )
        with self.assertRaisesRegex(UserError, "Nothing was decided"):
            reply.action_send()
        approval = complaint.sudo()._current_approvals("decide")
        self.as_role("general_manager", approval).action_approve()
        self.assertEqual(complaint.sudo().decision_id.amount, 420)
        reply.amount = 421
        with self.assertRaisesRegex(UserError, "more than was decided"):
            reply.action_send()
        reply.amount = 420
        reply.action_send()
        self.assertFalse(complaint.sudo().task_ids.filtered(lambda task: task.state == "open"))
        self.as_role("user", complaint).action_close()
        self.assertEqual(complaint.state, "closed")
        with self.assertRaises(UserError):
            self.as_role("user", complaint).name = "Changed"
