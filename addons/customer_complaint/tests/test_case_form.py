from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ComplaintCase


@tagged("post_install", "-at_install")
class TestCaseForm(ComplaintCase):
    """What the form and the cards of a case show: where it stands, who has it, and what runs out first."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.departments["sales"].manager_id = cls.people["office"].employee_id
        cls.procedure = cls._procedure(
            [
                cls._step("intake", 0, type="intake"),
                cls._step("long", 10, "quality"),
                cls._step("short", 10, "quality"),
                cls._step("review", 20, "sales", manager_rank=1),
                cls._step("opinion", 30, "sales", fields=["is_established"]),
                cls._step("decide", 40, "sales", type="decision"),
            ],
            acceptance_unit_id=cls.units["office"].id,
        )
        cls._decided_by("general_manager")
        for code, hours in (("long", 48), ("short", 2)):
            cls.env["customer.deadline.rule"].create(
                {
                    "name": code,
                    "code": code,
                    "company_id": cls.company.id,
                    "milestone": "customer.complaint.task/done",
                    "domain": f"[('code', '=', '{code}')]",
                    "duration": hours,
                    "unit": "hour",
                    "mode": "enforce",
                }
            )

    def _accepted(self):
        complaint = self._new_complaint()
        complaint.action_submit()
        self.as_user(self.people["office"], complaint).action_accept()
        return complaint

    def _late(self, complaint):
        """Return what the figure "Overdue" of the dashboard counts."""
        figures = self.env["customer.complaint.dashboard"].with_env(complaint.env)._figures()
        overdue = next(figure for figure in figures if figure.code == "overdue")
        return complaint.search(list(overdue.domain))

    def _step_of(self, complaint):
        return complaint.sudo().step_id.code

    def test_what_waits_to_be_accepted_stands_under_the_first_step(self):
        complaint = self._new_complaint()
        complaint.action_submit()
        self.assertEqual(self._step_of(complaint), "intake")
        self.assertEqual(complaint.acceptance_unit_id, self.units["office"])
        self.as_user(self.people["office"], complaint).action_accept()
        self.assertEqual(self._step_of(complaint), "long")

    def test_of_two_tasks_the_one_that_runs_out_first_comes_first(self):
        complaint = self.as_user(self.people["quality"], self._accepted())
        self.assertEqual(complaint.my_task_id.code, "short")
        self.assertEqual(complaint.clock_date, complaint.my_task_id.next_due_date)
        self.assertFalse(complaint.is_late)
        past = fields.Datetime.now() - timedelta(hours=3)
        self._task(complaint, "short")._move_deadline("done", past, "Asked earlier")
        self.env.invalidate_all()
        self.assertTrue(complaint.is_late)
        self.assertFalse(complaint.has_overdue_deadline, "the case itself has time")
        self.assertEqual(self._late(complaint), complaint)
        self._do(complaint, "short", self.people["quality"])
        self.env.invalidate_all()
        self.assertFalse(complaint.is_late)
        self.assertFalse(self._late(complaint))
        self.assertEqual(complaint.clock_date, self._task(complaint, "long").next_due_date)

    def test_a_reminder_ends_with_its_task(self):
        complaint = self._accepted()
        for code in ("short", "long"):
            self._do(complaint, code, self.people["quality"])
        head = self.people["office"]
        self.assertEqual(complaint.sudo().activity_ids.user_id, head)
        self._do(complaint, "review", head)
        self.assertFalse(complaint.sudo().activity_ids)

    def test_whoever_decides_does_it_on_the_case(self):
        complaint = self._accepted()
        for code, user in (("short", "quality"), ("long", "quality"), ("review", "office")):
            self._do(complaint, code, self.people[user])
        general_manager = self.as_role("general_manager", complaint)
        self.assertFalse(general_manager.may_decide)
        with self.assertRaisesRegex(UserError, "no decision is asked for"):
            general_manager.action_decide()
        self._do(complaint, "opinion", self.people["sales"], is_established="no")
        self.env.invalidate_all()
        sales = self.as_user(self.people["sales"], complaint)
        self.assertEqual(sales.decider_ids, self.users["general_manager"])
        self.assertFalse(sales.may_decide)
        self.assertFalse(sales.my_task_id, "the unit of the decision does not make it")
        self.assertTrue(general_manager.may_decide)
        action = general_manager.action_decide()
        wizard = general_manager.env[action["res_model"]].with_context(**action["context"]).create({})
        wizard.action_decide()
        self.env.invalidate_all()
        self.assertFalse(general_manager.decider_ids)
        self.assertEqual(complaint.sudo().decision_id.create_uid, self.users["general_manager"])
