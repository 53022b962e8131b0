"""Whoever a complaint is about has no hand in it, on whatever way."""

from unittest.mock import MagicMock

from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.customer_policy.tests.sweep import SweepMixin

from .outcome_common import OutcomeCase


class TestAbout(SweepMixin, OutcomeCase):
    """The salesperson the complaint is about is even a supervisor, manages the department, and would decide."""

    # what is said in the chatter is no handling
    sweep_tables = ("customer_complaint", "customer_approval", "customer_deadline", "customer_access", "customer_form")
    sweep_words = ("decide", "opinion")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._procedure(
            [
                cls._step("settle", 10, "sales", fields=["is_established", "action_ids"]),
                cls._step("decide", 20, "sales", type="decision"),
                cls._step("reply", 30, "sales", type="reply"),
                cls._step("opinion", 40, "sales", start="demand"),
            ]
        )
        cls.about = cls.people["sales"]
        cls.departments["sales"].manager_id = cls.about.employee_id
        cls.about.group_ids += cls.env.ref("customer_policy.group_general_manager")
        cls.colleague = cls._new_user("customer_policy.group_supervisor", login="colleague")
        cls.env["hr.employee"].create(
            {
                "name": "Colleague",
                "user_id": cls.colleague.id,
                "company_id": cls.company.id,
                "department_id": cls.departments["sales"].id,
            }
        )

    def _case(self, **values):
        values = {"employee_id": self.about.sudo().employee_id.id, "user_id": self.colleague.id, **values}
        return self._new_complaint(user=self.colleague, **values)

    def _settled(self, **values):
        case = self._case(**values)
        case.action_submit()
        action = Command.create({"kind": "compensation", "amount": 100})
        self._do(case, "settle", self.colleague, is_established="yes", action_ids=[action])
        return case

    def _refused(self, call, message="about you: somebody else handles it"):
        with self.assertRaisesRegex(UserError, message), self.env.cr.savepoint():
            call()
            self.env.flush_all()

    def test_no_button_of_the_case_works(self):
        draft, settled, decided = self._case(), self._settled(), self._settled()
        self._decide_as(self.users["general_manager"], decided)
        for case in (draft, settled, decided):
            with self.subTest(state=case.state):
                changed, tried = self._sweep(self.about, case.sudo(), known=("action_submit",))
                self.assertFalse(changed)
                self.assertGreater(tried, 100)

    def test_the_sweep_would_notice(self):
        changed, _tried = self._sweep(self.colleague, self._settled().sudo())
        self.assertIn("customer.complaint.action_wait_for_customer", changed)
        self.assertIn("customer.complaint.action_ask_for_step", changed)

    def test_no_button_of_its_rows_works(self):
        case = self._settled()
        self._measure(case, self.colleague, user_id=self.about.id)
        self._decide_as(self.users["general_manager"], case)
        reply = self.as_user(self.colleague, self.env["customer.complaint.reply"]).create(
            {"complaint_id": case.id, "body": "x"}
        )
        for records in (case.sudo().task_ids, case.sudo().measure_ids, case.sudo().action_ids, reply.sudo()):
            with self.subTest(records._name):
                self.assertTrue(records)
                self.assertEqual(self._sweep(self.about, records)[0], [])

    def _decide_as(self, user, case):
        approval = case.sudo()._current_approvals("decide")
        self.as_user(user, approval.sudo(False)).action_approve("x")

    def test_does_not_decide(self):
        case = self._settled()
        approval = case.sudo()._current_approvals("decide")
        self.assertEqual(approval.concerned_id, self.about)
        self.assertNotIn(self.about, approval.approver_ids)
        mine = self.as_user(self.about, approval.sudo(False))
        self._refused(lambda: mine.action_approve("fine"), "the decision is not yours")
        self._refused(lambda: mine.action_reject("no"), "the decision is not yours")
        self._decide_as(self.users["general_manager"], case)
        self.assertTrue(case.sudo().decision_id)

    def test_does_not_decide_for_somebody_absent(self):
        case = self._settled()
        self.env["customer.approval.substitution"].create(
            {
                "user_id": self.users["general_manager"].id,
                "substitute_id": self.about.id,
                "date_from": "2020-01-01",
                "date_to": "2099-12-31",
                "company_id": self.company.id,
            }
        )
        approval = case.sudo()._current_approvals("decide")
        self._refused(
            lambda: self.as_user(self.about, approval.sudo(False)).action_approve("fine"), "the decision is not yours"
        )

    def test_it_turns_out_later_whom_it_is_about(self):
        """What was asked for then is asked for anew, so that the one concerned does not decide."""
        case = self._settled(employee_id=False)
        first = case.sudo()._current_approvals("decide")
        self.assertIn(self.about, first.approver_ids)
        self.as_user(self.colleague, case).employee_id = self.about.sudo().employee_id
        self._refused(lambda: self.as_user(self.about, first.sudo(False)).action_approve("fine"), "no longer pending")
        self.assertEqual(first.state, "void")

    def test_fills_nothing_in(self):
        case = self._case()
        mine = self.as_user(self.about, case)
        for name, value in (
            ("name", "x"), ("employee_id", False), ("user_id", self.about.id), ("unit_id", False), ("severity", "1"),
            ("first_contact_id", self.about.id), ("main_case_id", False), ("demand", "x"), ("needs_inspection", True),
            ("attachment_ids", [Command.create({"name": "x", "raw": b"x"})]),
            ("line_ids", [Command.clear()]), ("reply_ids", [Command.create({"body": "x"})]),
        ):  # fmt: skip
            self._refused(lambda: mine.write({name: value}))  # noqa: B023
        for name in ("line", "action", "reply", "liability", "loss", "finding", "measure"):
            rows = self.as_user(self.about, self.env[f"customer.complaint.{name}"])
            vals = {
                "complaint_id": case.id, "product_id": self.product.id, "kind": "compensation", "body": "x",
                "name": "x",
                "department_id": self.departments["sales"].id, "due_date": "2030-01-01", "share": 100, "amount": 1,
            }  # fmt: skip
            vals = {key: value for key, value in vals.items() if key in rows._fields}
            if name == "measure":
                vals["kind"] = "corrective"
            if name == "reply":
                vals["kind"] = "interim"
            if name in ("finding", "loss"):
                vals.pop("kind", None)
            with self.assertRaises(UserError), self.env.cr.savepoint():
                rows.create(vals)
        self._refused(lambda: case.sudo().line_ids.with_user(self.about).write({"defective_quantity": 1}))

    def test_a_draft_about_oneself_is_not_deleted(self):
        case = self._case()
        self._refused(lambda: self.as_user(self.about, case).unlink())
        self.as_user(self.colleague, case).unlink()

    def test_gives_the_case_to_nobody(self):
        case = self._settled()
        self._refused(lambda: self.as_user(self.about, case)._assign(self.users["user"]))
        task = case.sudo().task_ids.filtered(lambda one: one.state == "open")
        self._refused(lambda: self.as_user(self.about, task)._reassign(self.users["user"]))
        for model, active in (("customer.complaint", case), ("customer.complaint.task", task)):
            wizard = (
                self.as_user(self.about, self.env["customer.complaint.assign"])
                .with_context(active_model=model, active_ids=active.ids)
                .create({"user_id": self.users["user"].id})
            )
            self._refused(wizard.action_assign)
        self.as_user(self.colleague, case)._assign(self.users["user"])

    def test_is_never_responsible(self):
        case = self._case()
        with self.assertRaisesRegex(UserError, "somebody else"):
            self.as_user(self.colleague, case).user_id = self.about
        with self.assertRaisesRegex(UserError, "somebody else"):
            self._case(user_id=self.about.id)

    def test_neither_voids_nor_merges(self):
        case, other = self._case(), self._case(employee_id=False)
        for ended, kept in ((case, other), (other, case)):
            wizard = self.as_user(self.about, self.env["customer.complaint.merge"]).create(
                {"complaint_id": ended.id, "into_id": kept.id, "reason": "x"}
            )
            self._refused(wizard.action_merge)
        wizard = self.as_user(self.about, self.env["customer.complaint.void"])
        self._refused(wizard.create({"complaint_ids": case.ids, "reason": "x"}).action_void)
        self._refused(self.as_user(self.about, case).action_refused_by_customer)

    def test_hands_over_no_case_about_oneself(self):
        case = self._settled(employee_id=False, user_id=self.about.id)
        # who it is about came out, and a supervisor has not yet given it to somebody else
        self.env.cr.execute(
            "UPDATE customer_complaint SET employee_id = %s WHERE id = %s", [self.about.employee_id.id, case.id]
        )
        self.env.invalidate_all()
        absence = self.as_user(self.about, self.env["customer.complaint.stand_in"]).create(
            {"user_id": self.about.id, "stand_in_id": self.users["user"].id, "date_to": "2099-12-31"}
        )
        self.assertEqual(absence.state, "running")
        self.assertEqual(case.sudo().user_id, self.about)
        self.assertTrue(absence.note)

    def test_nobody_hands_such_a_case_over_to_him(self):
        case = self._settled(first_contact_id=self.users["user"].id)
        tasks = case.sudo().task_ids.filtered(lambda one: one.state == "open")
        tasks.user_id = self.colleague
        handover = self.env["customer.handover"].create(
            {"leaver_id": self.colleague.id, "successor_id": self.about.id, "company_id": self.company.id}
        )
        for transfer, model in ((handover._transfer_complaint, case), (handover._transfer_complaint_task, tasks)):
            lines = MagicMock()
            lines._records.return_value = model.sudo()
            with self.assertRaisesRegex(UserError, "somebody else"), self.env.cr.savepoint():
                transfer(lines, self.about)

    def test_answers_no_objection(self):
        self._rule(
            "customer.complaint.objection.rule", "memo", route="memo",
            group_id=self.env.ref("customer_policy.group_general_manager").id,
        )  # fmt: skip
        case = self._settled()
        self._decide_as(self.users["general_manager"], case)
        objections = self.as_user(self.people["manufacturing"], self.env["customer.complaint.objection"])
        objection = objections.create({"complaint_id": case.id, "text": "No"})
        self.assertIn(self.users["general_manager"], objection.addressee_ids)
        self.assertNotIn(self.about, objection.addressee_ids)
        objection.sudo().addressee_ids += self.about
        mine = self.as_user(self.about, objection)
        self._refused(lambda: mine.write({"answer": "x"}), "stays as it was filed")
        objection.sudo().answer = "x"
        self._refused(mine.action_uphold)
        self._refused(mine.action_revise)

    def test_a_manager_above_answers_instead(self):
        self._rule(
            "customer.complaint.objection.rule", "memo", route="memo", unit_id=self.units["sales"].id, manager_rank=1
        )
        self.departments["office"].manager_id = self.people["office"].employee_id
        self.departments["sales"].parent_id = self.departments["office"]
        case = self._settled()
        self._decide_as(self.users["general_manager"], case)
        objections = self.as_user(self.people["manufacturing"], self.env["customer.complaint.objection"])
        objection = objections.create({"complaint_id": case.id, "text": "No"})
        self.assertEqual(objection.addressee_ids, self.people["office"])

    def test_says_nothing_about_a_joint_inspection(self):
        self.env["customer.complaint.procedure"].search(
            [("company_id", "=", self.company.id)]
        ).inspection_unit_ids = self.units["sales"]
        case = self._case(needs_inspection=True)
        participant = case.sudo().inspection_ids.participant_ids
        mine = self.as_user(self.about, participant)
        self._refused(lambda: mine.write({"reason": "no time"}))
        self.as_user(self.colleague, participant).write({"reason": "no time"})
        self._refused(lambda: mine.write({"appointed_id": self.about.id}))
