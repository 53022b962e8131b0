from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.customer_policy.tests.common import proves

from .outcome_common import OutcomeCase


class TestObjection(OutcomeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._procedure(
            [
                cls._step("settle", 10, "sales", fields=["is_established", "action_ids"]),
                cls._step("decide", 20, "office", type="decision"),
                cls._step("reply", 30, "sales", type="reply"),
            ]
        )

    def _memo(self, **values):
        return self._rule(
            "customer.complaint.objection.rule", "memo", route="memo", unit_id=self.units["office"].id, **values
        )

    def _decided(self, quantity=35):
        complaint = self._accepted()
        self._settle(complaint, quantity)
        self._decide(complaint)
        return complaint

    def _settle(self, complaint, quantity):
        line = complaint.line_ids
        action = Command.create({"kind": "return", "line_id": line.id, "quantity": quantity})
        self._do(complaint, "settle", is_established="yes", action_ids=[Command.clear(), action])

    def _object(self, complaint, code="manufacturing"):
        objections = self.as_user(self.people[code], self.env["customer.complaint.objection"])
        return objections.create({"complaint_id": complaint.id, "text": "The goods were fine"})

    def _reply(self, complaint):
        reply = self.as_user(self.people["sales"], self.env["customer.complaint.reply"]).create(
            {"complaint_id": complaint.id, "body": "We take it back"}
        )
        reply.action_send()
        return reply

    def test_what_was_decided_is_not_learned_on_a_screen_that_is_not_saved(self):
        decision = self._decided().decision_id
        for user, told in (
            (self.users["supervisor"], True),
            (self._new_user("user", "far", self.other_company), False),
        ):
            self.env.invalidate_all()
            objections = self.env["customer.complaint.objection"].with_user(user)
            objections = objections.with_context(allowed_company_ids=user.company_ids.ids)
            answer = objections.onchange({"decision_id": decision.id}, ["decision_id"], {"decided": {}})
            with self.subTest(user.login):
                self.assertEqual(bool(answer["value"].get("decided")), told)

    def test_amounts_are_not_learned_on_a_screen_that_is_not_saved(self):
        complaint = self._decided()
        self.env.flush_all()
        self.env.cr.execute("UPDATE customer_complaint SET loss_amount = 4711 WHERE id = %s", [complaint.id])
        self.env.cr.execute(
            "UPDATE customer_complaint_line SET price_unit = 47 WHERE complaint_id = %s", [complaint.id]
        )
        asked = (
            ("action", {"line_id": complaint.line_ids.id, "kind": "return", "quantity": 1}, "line_id"),
            ("liability", {"complaint_id": complaint.id, "share": 100}, "complaint_id"),
        )
        far = self._new_user("user", "far", self.other_company)
        for name, values, changed in asked:
            for user, told in ((self.users["supervisor"], True), (far, False)):
                self.env.invalidate_all()
                rows = self.env[f"customer.complaint.{name}"].with_user(user)
                rows = rows.with_context(allowed_company_ids=user.company_ids.ids)
                answer = rows.onchange(dict(values), [changed], {"amount": {}})
                with self.subTest(name, user=user.login):
                    self.assertEqual(bool(answer["value"].get("amount")), told)

    @proves("S1.2-09.12")
    def test_a_revised_decision_is_made_anew(self):
        self.departments["office"].manager_id = self.people["office"].employee_id
        self._memo(manager_rank=1)
        complaint = self._decided()
        first = complaint.sudo().decision_id
        objection = self._object(complaint)
        self.assertEqual(objection.state, "open")
        self.assertEqual(objection.addressee_ids, self.people["office"])
        self.assertEqual(objection.department_id, self.departments["manufacturing"])
        with self.assertRaisesRegex(UserError, "It is addressed to: office@"):
            self.as_user(self.people["manufacturing"], objection).action_revise()
        answer = self.as_user(self.people["office"], objection)
        with self.assertRaisesRegex(UserError, "answer"):
            answer.action_revise()
        answer.answer = "Ten less"
        answer.action_revise()
        with self.assertRaisesRegex(UserError, "Nothing was decided"):
            self._reply(complaint)
        self._settle(complaint, 25)
        with self.assertRaisesRegex(UserError, "Nothing was decided"):
            self._reply(complaint)
        self._decide(complaint)
        second = complaint.sudo().decision_id
        self.assertEqual((first.amount, second.amount), (420, 300))
        self.assertEqual(second.replaces_id, first)
        self._reply(complaint)
        self._close(complaint)
        self.assertEqual((objection.text, objection.answer), ("The goods were fine", "Ten less"))
        self.assertEqual(objection.decision_id.sudo(), first)

    @proves("S1.2-09.12")
    def test_an_open_objection_holds_the_case_back_and_an_upheld_decision_stands(self):
        rule = self._rule("customer.complaint.objection.rule", "unit", route="unit", unit_id=self.units["quality"].id)
        complaint = self._decided()
        self._reply(complaint)
        objection = self._object(complaint)
        self.assertEqual((objection.route, objection.why), ("unit", rule._why()))
        with self.assertRaisesRegex(UserError, "Objections are not answered"):
            self.as_role("user", complaint).action_close()
        with self.assertRaises(AccessError):
            self.as_user(self.people["manufacturing"], objection).text = "Something else"
        with self.assertRaises(AccessError):
            self.as_user(self.people["manufacturing"], objection).answer = "Agreed"
        answer = self.as_user(self.people["quality"], objection)
        answer.answer = "They were not"
        answer.action_uphold()
        with self.assertRaises(AccessError):
            answer.answer = "They were"
        self.assertEqual(len(complaint.sudo().decision_ids), 1)
        self._close(complaint)

    def test_nobody_objects_where_no_rule_says_how(self):
        with self.assertRaisesRegex(UserError, "no rule"):
            self._object(self._decided())

    def test_there_is_nothing_to_object_to_before_the_decision(self):
        self._memo()
        with self.assertRaisesRegex(UserError, "no decision"):
            self._object(self._accepted())

    def test_nobody_files_for_others_or_chooses_who_answers(self):
        self.departments["office"].manager_id = self.people["office"].employee_id
        self._memo()
        objections = self.as_user(self.people["manufacturing"], self.env["customer.complaint.objection"])
        objection = objections.with_context(default_state="upheld").create(
            {
                "complaint_id": self._decided().id,
                "text": "No",
                "state": "upheld",
                "answer": "Right",
                "department_id": self.departments["sales"].id,
                "addressee_ids": [Command.set(self.people["manufacturing"].ids)],
            }
        )
        self.assertEqual((objection.state, objection.answer), ("open", False))
        self.assertEqual(objection.department_id, self.departments["manufacturing"])
        self.assertEqual(objection.addressee_ids, self.people["office"])

    def test_an_answer_has_its_term(self):
        self.departments["office"].manager_id = self.people["office"].employee_id
        self._memo()
        self._rule("customer.deadline.rule", "answer", milestone="customer.complaint.objection/decide", duration=3)
        with freeze_time("2025-06-02 08:00"):
            objection = self._object(self._decided())
        self.assertEqual(objection.sudo().deadline_ids.due_date.isoformat(), "2025-06-06T00:00:00")
        answer = self.as_user(self.people["office"], objection)
        answer.answer = "No"
        answer.action_uphold()
        self.assertEqual(objection.sudo().deadline_ids.state, "late")
