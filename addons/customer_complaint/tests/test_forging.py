"""What is written by the case itself is given by nobody, whatever the role and the way."""

from contextlib import suppress

from odoo.exceptions import UserError
from odoo.fields import Command

from .outcome_common import OutcomeCase


class TestForging(OutcomeCase):
    """What the case and its register say is written by their own methods only."""

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
        cls.attacker = cls.users["general_manager"]

    def _settled(self):
        case = self._accepted()
        self._do(
            case, "settle", is_established="yes", action_ids=[Command.create({"kind": "compensation", "amount": 100})]
        )
        return case

    def _refused(self, call):
        with self.assertRaises(UserError), self.env.cr.savepoint():
            call()
            self.env.flush_all()

    def test_the_decision_waits_for_its_turn(self):
        """Nobody has a decision made beside the procedure, before the opinions it asks for."""
        draft, begun = self._new_complaint(), self._accepted()
        for case in (draft, begun):
            self.as_role("supervisor", case).write({"opinion": "x"})
            seen = self.as_role("supervisor", case)
            for operation in ("decide", "", "close"):
                self._refused(lambda: seen.action_request_approval(operation))  # noqa: B023
            self.assertFalse(case.sudo()._current_approvals("decide"))

    def test_rows_of_the_register_are_not_forged(self):
        case = self._settled()
        self._decide(case)
        decision = case.sudo().decision_id
        vals = {
            "complaint_id": case.id, "number": "X", "is_established": "yes", "amount": 1000000,
            "currency_id": self.company.currency_id.id, "approval_id": decision.approval_id.id,
        }  # fmt: skip
        for role in ("supervisor", "general_manager", "rules_administrator", "security_administrator"):
            user = self.users[role]
            rows = self.as_user(user, decision.browse())
            mine = self.as_user(user, decision.sudo(False))
            for context in ({}, {"install_mode": True, "su": True, "customer_register_pass": True}):
                self._refused(lambda: rows.with_context(**context).create(vals))  # noqa: B023
                self._refused(lambda: mine.with_context(**context).write({"amount": 1}))  # noqa: B023
                self._refused(mine.with_context(**context).unlink)
                self._refused(mine.with_context(**context).copy)
        mine = self.as_user(self.attacker, case)
        for command in (
            Command.create(vals), Command.update(decision.id, {"amount": 1}), Command.delete(decision.id),
            Command.unlink(decision.id), Command.clear(), Command.set([]),
        ):  # fmt: skip
            for name in ("decision_ids", "approval_ids", "task_ids"):
                if name == "decision_ids" or command[0] in (Command.CLEAR, Command.SET):
                    before = len(case.sudo()[name])
                    with suppress(UserError), self.env.cr.savepoint():
                        mine.write({name: [command]})
                        self.env.flush_all()
                    self.env.invalidate_all()
                    self.assertEqual(len(case.sudo()[name]), before, (name, command))
        self.assertEqual(decision.amount, 100)

    def test_what_the_procedure_keeps_is_not_given(self):
        case = self._settled()
        other = self._accepted()
        task = case.sudo().task_ids.filtered(lambda one: one.state == "open")
        forged = {
            "state": "closed", "number": "1", "plan": [], "procedure_id": False, "why": "x", "step_id": False,
            "accepted_date": "2020-01-01 00:00:00", "closed_date": "2020-01-01 00:00:00", "is_waiting": True,
            "accepted_by_id": self.attacker.id, "submitted_by_id": self.attacker.id, "merged_into_id": other.id,
            "origin_id": other.id, "customer_answer": "accepted", "void_reason": "x", "customer_token": "x",
            "company_id": self.other_company.id, "amount": 5, "file_id": False, "secrecy_rank": 0, "create_uid": 1,
            "liability_total": 100, "loss_amount": 1, "decision_id": False, "stand_in_id": False, "mailbox_id": 1,
        }  # fmt: skip
        mine = self.as_user(self.attacker, case)
        known = [name for name in forged if name in case._fields]
        for name in known:
            before = case.sudo()[name]
            for context in ({}, {"customer_workflow_pass": True, "install_mode": True}):
                with suppress(UserError, ValueError), self.env.cr.savepoint():
                    mine.with_context(**context).write({name: forged[name]})
                    self.env.flush_all()
                self.env.invalidate_all()
                self.assertEqual(case.sudo()[name], before, name)
        # neither when a case is made, by values, defaults or a copy
        plain = self._new_complaint(user=self.attacker).sudo()
        ignored = {"company_id", "mailbox_id", "create_uid"}
        for name in set(known) - ignored:
            vals = {"name": "x", "partner_id": self.partner.id}
            for values, context in (({name: forged[name]}, {}), ({}, {f"default_{name}": forged[name]})):
                cases = self.as_user(self.attacker, self.env["customer.complaint"]).with_context(**context)
                with suppress(UserError, ValueError), self.env.cr.savepoint():
                    made = cases.create({**vals, **values})
                    self.env.flush_all()
                    self.assertEqual(made.sudo()[name] or False, plain[name] or False, (name, context))
        copied = mine.copy().sudo()
        self.assertEqual((copied.state, copied.number, copied.plan), ("draft", False, False))
        self.assertFalse(copied.task_ids | copied.task_ids.browse())
        self.assertFalse(copied.decision_ids or copied.reply_ids or copied.action_ids)
        # tasks
        for user in (self.attacker, self.users["supervisor"], self.people["office"], self.people["sales"]):
            seen = self.as_user(user, task)
            for vals in (
                {"state": "done"}, {"user_id": user.id}, {"terms": {}}, {"complaint_id": other.id}, {"code": "x"},
                {"type": "work"}, {"unit_id": False}, {"is_superseded": True}, {"in_order": False},
                {"done_by_id": user.id}, {"department_id": self.departments["sales"].id}, {"step_id": False},
            ):  # fmt: skip
                self._refused(lambda: seen.write(vals))  # noqa: B023
                self._refused(lambda: seen.with_context(customer_workflow_pass=True).write(vals))  # noqa: B023
            self._refused(
                lambda: seen.browse().create(  # noqa: B023
                    {"complaint_id": case.id, "step_id": task.step_id.id, "code": "x", "type": "work"}
                )
            )
            self._refused(seen.copy)
            self._refused(seen.unlink)
        # rows stay with their case
        line = case.sudo().line_ids
        for user in (self.attacker, self.people["sales"]):
            self._refused(lambda: self.as_user(user, line).write({"complaint_id": other.id}))  # noqa: B023
            self._refused(lambda: self.as_user(user, case.sudo().action_ids).write({"decision_id": 1}))  # noqa: B023
        rows = self.as_user(self.attacker, self.env["customer.complaint.reply"])
        for vals in ({"state": "sent"}, {"sent_date": "2020-01-01 00:00:00"}, {"sent_by_id": self.attacker.id}):
            base = {"complaint_id": case.id, "body": "x", "kind": "interim"}
            self._refused(lambda: rows.create({**base, **vals}))  # noqa: B023
            context = {f"default_{name}": value for name, value in vals.items()}
            with suppress(UserError), self.env.cr.savepoint():
                made = rows.with_context(**context).create(base)
                self.assertEqual((made.state, made.sent_date, made.sent_by_id.id), ("draft", False, False))
