import ast

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .flow_common import ManufacturerCase


@tagged("post_install", "-at_install")
class TestFlow1520(ManufacturerCase):
    """The manufacturer's procedure of 001/3 and 001/14, by its pack alone."""

    PACK = "manufacturer_complaint_15_20_001_3"
    ANSWERS = {"duration": "2", "decide-1-001-3.amount_to": "10000", "decide-2-001-3.amount_to": "50000"}
    ORIGIN = {
        "production_unit": "Hall 2",
        "machine_shift": "M3, night",
        "operators": "Li, Wang",
        "production_date": "2025-04-12",
    }

    @proves("S1.2-07.4b", "S1.2-09.4a", "S1.2-09.5", "S1.2-09.6b", "S1.2-09.11a", "S1.2-09.13")
    def test_from_the_first_call_to_the_closed_case(self):
        complaint = self._accepted(is_special=True)
        self._investigate(complaint, fault="supplier")
        self._do(complaint, "report", result="Report")
        line = self.as_user(self.people["manufacturing"], complaint.line_ids)
        line.write({**self.ORIGIN, "machine_shift": False})
        with self.assertRaisesRegex(UserError, "Machine and Shift"):
            self._do(complaint, "measure", countermeasure="A roof", result="It leaks")
        line.machine_shift = "M3, night"
        self._do(complaint, "measure", result="It leaks")
        self.assertEqual(set(complaint.sudo().open_task_ids.mapped("code")), {"special", "joint", "joint_purchasing"})
        self._do(complaint, "special", self.people["research"], expert_opinion="Glue")
        with self.assertRaisesRegex(UserError, "Liable Third Party"):
            self._do(complaint, "joint", self.people["office"], result="Agreed")
        supplier = self.env["res.partner"].create({"name": "Glue Works"})
        self._do(complaint, "joint", liable_partner_id=supplier.id, claim_amount=300)
        self.assertFalse(self._task(complaint, "check"), "Purchasing has not said its part")
        self._do(complaint, "joint_purchasing", self.people["purchasing"], result="They pay")
        self.assertEqual(complaint.claim_amount, 300)
        self._do(complaint, "check", result="Seen")
        self._do(complaint, "handle", self.people["sales"], handling_opinion="5 % less")
        discount = Command.create({"kind": "allowance", "line_id": complaint.line_ids.id, "quantity": 35, "percent": 5})
        self._do(complaint, "negotiate", self.people["sales"], negotiation="Agreed", action_ids=[discount])
        self._do(complaint, "review", self.heads["sales"])
        self._do(
            complaint,
            "opinion",
            self.people["office"],
            comprehensive_opinion="Grant it",
            is_established="yes",
            needs_tracking="no",
        )
        with self.assertRaisesRegex(UserError, "Nothing was decided"):
            self._reply(complaint, self.people["sales"], percent=5, amount=21)
        approval = complaint.sudo()._current_approvals("decide")
        self.as_user(self.heads["sales"], approval).action_approve()
        self.assertEqual(complaint.sudo().decision_id.amount, 21)
        with self.assertRaisesRegex(UserError, "more than was decided"):
            self._reply(complaint, self.people["sales"], percent=10, amount=21)
        self._reply(complaint, self.people["sales"], percent=5, amount=21)
        self.as_user(self.people["sales"], complaint).action_close()
        self.assertEqual(complaint.state, "closed")

    @proves("S1.2-09.6b")
    def test_who_decides_follows_from_the_amount(self):
        """Below 10,000 the Sales Manager, below 50,000 the deputy or who is above, from there the General Manager."""
        for amount, deciding in (
            (9999, ["sales"]),
            (10000, ["deputy", "gm"]),
            (49999, ["deputy", "gm"]),
            (50000, ["gm"]),
        ):
            with self.subTest(amount):
                complaint = self._accepted()
                approval = self._to_decision(complaint, amount / 35)
                self.assertEqual(complaint.amount, amount)
                self.assertEqual(self._may_decide(approval), deciding)
                if "sales" not in deciding:
                    with self.assertRaises(UserError):
                        self.as_user(self.heads["sales"], approval).action_approve()

    @proves("S1.3-11")
    def test_a_changed_limit_meets_new_cases_only(self):
        decided, asked = self._accepted(), self._accepted()
        approval = self._to_decision(decided, 9000 / 35)
        self.as_user(self.heads["sales"], approval).action_approve()
        pending = self._to_decision(asked, 9000 / 35)
        rule = self.env["customer.approval.rule"].search(
            [("code", "=", "decide-1-001-3"), ("company_id", "=", self.company.id)]
        )
        rule.amount_to = 8000
        new = self._to_decision(self._accepted(), 9000 / 35)
        self.assertEqual(self._may_decide(new), ["deputy", "gm"])
        self.assertEqual(self._may_decide(pending), ["sales"], "asked by the limit of then")
        self.assertEqual((approval.state, decided.sudo().decision_id.amount), ("approved", 9000))

    @proves("S1.2-10.1")
    def test_the_case_has_15_days_at_home_and_20_abroad(self):
        with freeze_time("2026-05-01 07:00:00"):
            complaint = self._accepted()
        deadline = self._deadline(complaint, "close")
        self.assertEqual(str(deadline.last_day), "2026-05-16")
        self.partner.country_id = self.env.ref("base.de")
        self.assertEqual(str(deadline.last_day), "2026-05-21")
        self.assertTrue(complaint.is_foreign)
        self.partner.country_id = self.env.ref("base.cn")
        self.assertEqual(str(deadline.last_day), "2026-05-16")
        with freeze_time("2026-05-16 15:59:59"):
            deadline.invalidate_recordset()
            self.assertFalse(deadline.is_overdue)
        with freeze_time("2026-05-16 16:00:00"):
            deadline.invalidate_recordset()
            self.assertTrue(deadline.is_overdue)

    @proves("S1.2-07.3a")
    def test_the_register_lists_each_case_with_its_age(self):
        with freeze_time("2026-05-01 07:00:00"):
            old = self._accepted()
        with freeze_time("2026-05-16 07:00:00"):
            new = self._accepted()
        action = self.env.ref("customer_complaint.customer_complaint_action_register")
        register = self.as_user(self.people["office"], self.env[action.res_model])
        cases = register.search([*ast.literal_eval(action.domain or "[]"), ("company_id", "=", self.company.id)])
        self.assertEqual(cases.ids, (new | old).ids)
        with freeze_time("2026-05-17 07:00:00"):
            cases.invalidate_recordset()
            self.assertEqual(cases.mapped("age"), [1, 16])
            self.assertEqual(cases.mapped("has_overdue_deadline"), [False, True])

    @proves("S1.3-10.2")
    def test_each_step_has_a_limit_of_its_own(self):
        with freeze_time("2026-05-03 07:00:00"):
            complaint = self._accepted()
        deadline = self._deadline(self._task(complaint, "cause"))
        self.assertEqual(str(deadline.last_day), "2026-05-05")
        with freeze_time("2026-05-05 15:59:00"):
            deadline.invalidate_recordset()
            self.assertFalse(deadline.is_overdue)
        with freeze_time("2026-05-06 01:00:00"):
            deadline.invalidate_recordset()
            self.assertTrue(deadline.is_overdue)
            self.assertFalse(self._deadline(complaint, "close").is_overdue)
        self.assertEqual(deadline.department_id, self.departments["quality"])

    @proves("S1.2-13a")
    def test_an_overdue_case_brings_one_numbered_reminder_slip_a_day(self):
        with freeze_time("2026-05-01 07:00:00"):
            complaint = self._accepted()
        self._tick("2026-05-03 16:00:00")
        of_task = self._slips(complaint)
        self.assertEqual(of_task.department_id, self.departments["quality"], "its step is overdue")
        self._tick("2026-05-16 15:59:00")
        self.assertEqual(self._slips(complaint), of_task)
        self._tick("2026-05-16 16:00:00")
        slip = self._slips(complaint) - of_task
        self.assertEqual(
            (slip.department_id, slip.user_ids, slip.number),
            (self.departments["quality"], self.heads["quality"], "CB260502"),
        )
        self.assertIn("overdue since", slip.text)
        deadline = self._deadline(complaint, "close")
        with freeze_time("2026-05-17 15:59:00"):
            deadline._write_slip("reminder")
        self.assertEqual(len(self._slips(complaint)), 2)
        with freeze_time("2026-05-17 16:00:00"):
            deadline._write_slip("reminder")
        self.assertEqual(len(self._slips(complaint)), 3)

    @proves("S1.2-13b")
    def test_each_late_department_is_asked_why_after_closing(self):
        with freeze_time("2026-05-03 07:00:00"):
            complaint = self._accepted()
        with freeze_time("2026-05-08 07:00:00"):
            self._investigate(complaint)
        with freeze_time("2026-05-09 07:00:00"):
            # everything else in one day
            self._do(complaint, "report", result="Report")
            self.as_user(self.people["manufacturing"], complaint.line_ids).write(self.ORIGIN)
            self._do(complaint, "measure", countermeasure="A roof", result="It leaks")
            self._do(complaint, "check", result="Seen")
            self._do(complaint, "handle", self.people["sales"], handling_opinion="None")
            self._do(complaint, "negotiate", self.people["sales"], negotiation="Agreed")
            self._do(complaint, "review", self.heads["sales"])
            self._do(
                complaint,
                "opinion",
                self.people["office"],
                comprehensive_opinion="None",
                is_established="no",
                needs_tracking="no",
            )
            self.as_user(self.heads["sales"], complaint.sudo()._current_approvals("decide")).action_approve()
            self._reply(complaint, self.people["sales"])
            self.assertFalse(self._slips(complaint, "investigation"), "not before it is closed")
            self.as_user(self.people["sales"], complaint).action_close()
        self.assertEqual(self._deadline(complaint, "close").state, "met", "the case was in time")
        slip = self._slips(complaint, "investigation")
        self.assertEqual((slip.department_id, slip.number), (self.departments["quality"], "ZB260501"))
        self.assertIn("exceeded by 3 days", slip.text)
        with self.assertRaisesRegex(UserError, "not empty"):
            self.as_user(self.heads["quality"], slip).answer = " "
        self.as_user(self.heads["quality"], slip).answer = "Two were ill"
        self.assertEqual(slip.answer_user_id, self.heads["quality"])

    @proves("S1.3-09.1c")
    def test_an_undetermined_quantity_is_named_so(self):
        line = self._line(defective_quantity=0)
        complaint = self._draft(line_ids=[line])
        with self.assertRaisesRegex(UserError, "Defective"):
            complaint.action_submit()
        complaint.is_undetermined = True
        complaint.action_submit()
        self.assertEqual(complaint.state, "submitted")
        self.as_user(self.people["office"], complaint).action_accept()
        self._investigate(complaint)
        self._do(complaint, "report", result="Report")
        self.as_user(self.people["manufacturing"], complaint.line_ids).write(self.ORIGIN)
        self._do(complaint, "measure", countermeasure="A roof", result="It leaks")
        self._do(complaint, "check", result="Seen")
        back = Command.create({"kind": "return", "line_id": complaint.line_ids.id, "quantity": 35})
        self._do(complaint, "handle", self.people["sales"], handling_opinion="Take it back", action_ids=[back])
        self._do(complaint, "negotiate", self.people["sales"], negotiation="Agreed")
        self._do(complaint, "review", self.heads["sales"])
        opinion = {"comprehensive_opinion": "Grant it", "is_established": "yes", "needs_tracking": "no"}
        with self.assertRaisesRegex(UserError, "undetermined"):
            self._do(complaint, "opinion", self.people["office"], **opinion)
