import json

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.customer_policy.models.customer_approval_decision import _DecisionPass

from .common import ApprovalCase

HOSTILE = {
    "default_state": "approved",
    "default_ended": False,
    "default_terms": [],
    "default_fingerprint": "x",
    "default_requested_by_id": 1,
    "default_four_eyes": False,
    "default_several_levels": True,
    "customer_approval_decision_pass": {"vals": {}},
    "customer_workflow_pass": True,
    "skip_approval": True,
    "su": True,
    "uid": 1,
    "install_mode": True,
    "module": "x",
    "active_test": False,
    "tracking_disable": True,
}


@tagged("post_install", "-at_install")
class TestApprovalAttack(ApprovalCase, HttpCase):
    """Over HTTP, as every role: no decision is made, changed, deleted, skipped or made for another person."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._rule(1)
        cls.root = cls._new_user("base.group_system,base.group_erp_manager", "root")
        cls.attackers = {**cls.users, "clerk": cls.clerk, "system": cls.root}
        for user in cls.attackers.values():
            user.password = user.login

    def setUp(self):
        super().setUp()
        self.document = self._document()
        self.approval = self._request(self.document)
        self.decided = self._request()
        self._approve(self.head, self.decided)
        self.decision = self.decided.decision_ids
        self.env.flush_all()

    def _call(self, model, method, *args, context=None, **kwargs):
        """Call over JSON-RPC; return the result, or the name of the error."""
        context = {"allowed_company_ids": self.company.ids, **(context or {})}
        response = self.url_open(
            "/web/dataset/call_kw",
            data=json.dumps(
                {
                    "params": {
                        "model": model,
                        "method": method,
                        "args": args,
                        "kwargs": {**kwargs, "context": context},
                    }
                }
            ),
            headers={"Content-Type": "application/json"},
        ).json()
        self.env.invalidate_all()
        return response.get("error", {}).get("data", {}).get("name") or response.get("result")

    def _each_role(self):
        for role, user in self.attackers.items():
            self.authenticate(user.login, user.login)
            with self.subTest(role=role), mute_logger("odoo.http"):
                yield user
        self.assertRecordValues(
            self.approval | self.decided,
            [{"state": "pending", "decision_count": 0}, {"state": "approved", "decision_count": 1}],
        )
        self.assertEqual(
            len(
                self.env["customer.approval.decision"].search(
                    [("approval_id", "in", (self.approval | self.decided).ids)]
                )
            ),
            1,
        )
        self.assertRecordValues(self.decision, [{"user_id": self.head.id, "decision": "approve", "comment": "fine"}])
        self.assertEqual(self.approval.approver_ids, self.head)

    def assertRefused(self, outcome, what):
        self.assertIn(
            outcome,
            (
                "odoo.exceptions.AccessError",
                "odoo.exceptions.UserError",
                "builtins.AttributeError",
                "builtins.TypeError",
            ),
            what,
        )

    def test_no_decision_is_created(self):
        vals = {
            "approval_id": self.approval.id,
            "level": 1,
            "user_id": self.head.id,
            "decision": "approve",
            "date": "2026-01-01 00:00:00",
        }
        for _user in self._each_role():
            for context in ({}, HOSTILE):
                for method, args in (
                    ("create", [vals]),
                    ("create", [[vals]]),
                    ("web_save", [[], vals, {}]),
                    ("load", [["approval_id/.id", "level", "decision"], [[str(self.approval.id), "1", "approve"]]]),
                    ("_record", [vals]),
                    ("name_create", ["x"]),
                ):
                    outcome = self._call("customer.approval.decision", method, *args, context=context)
                    if method == "load" and isinstance(outcome, dict):
                        self.assertFalse(outcome["ids"], method)
                    else:
                        self.assertRefused(outcome, method)

    def test_no_decision_is_changed_or_deleted(self):
        for user in self._each_role():
            for method, args in (
                ("write", [self.decision.ids, {"comment": "forged"}]),
                ("web_save", [self.decision.ids, {"user_id": user.id}, {}]),
                ("unlink", [self.decision.ids]),
                ("copy", [self.decision.ids]),
                ("action_archive", [self.decision.ids]),
                ("_lift_register_guard", []),
            ):
                for context in ({}, HOSTILE):
                    outcome = self._call("customer.approval.decision", method, *args, context=context)
                    # archiving what has no field "active" does nothing
                    self.assertTrue(method == "action_archive" or self.assertRefused(outcome, method) is None)

    def test_no_approval_is_written(self):
        ids = self.approval.ids
        for user in self._each_role():
            for vals in (
                {"state": "approved"},
                {"terms": []},
                {"ended": "cancelled"},
                {"approver_ids": [[4, user.id, 0]]},
                {"decision_ids": [[0, 0, {"level": 1, "decision": "approve", "user_id": user.id}]]},
                {"four_eyes": False},
                {"fingerprint": "x"},
                {"requested_by_id": user.id},
                {"res_id": self.decided.res_id},
            ):
                for context in ({}, HOSTILE):
                    outcome = self._call("customer.approval", "write", ids, vals, context=context)
                    self.assertRefused(outcome, vals)
            for method, args in (
                ("create", [{"res_model": "test.customer.document", "res_id": self.document.id}]),
                ("copy", [ids]),
                ("unlink", [ids]),
                ("_decide", [ids, "approve", "x"]),
                ("_go_on", [ids]),
                ("_end", [ids, "void", "x"]),
                ("_engine", [ids]),
            ):
                outcome = self._call("customer.approval", method, *args, context=HOSTILE)
                self.assertRefused(outcome, method)

    def test_nobody_decides_for_another_person(self):
        for _user in self._each_role():
            for method in ("action_approve", "action_reject"):
                for context in ({}, HOSTILE):
                    outcome = self._call("customer.approval", method, self.approval.ids, "x", context=context)
                    self.assertRefused(outcome, method)
            outcome = self._call(
                "customer.approval.decide",
                "create",
                {"approval_id": self.approval.id, "decision": "approve"},
                context=HOSTILE,
            )
            if isinstance(outcome, int):
                self.assertRefused(self._call("customer.approval.decide", "action_decide", [outcome]), "wizard")
            else:
                self.assertRefused(outcome, "wizard")

    def test_a_document_does_not_take_its_approval_along(self):
        """The lines of a document are written with it; its approvals are not."""
        forged = {"res_model": "test.customer.document", "state": "approved", "document_name": "x"}
        for _user in self._each_role():
            for vals in (
                {"approval_ids": [[0, 0, forged]]},
                {"approval_ids": [[1, self.approval.id, {"ended": "cancelled"}]]},
                {"approval_ids": [[2, self.approval.id, 0]]},
                {"approval_state": "approved", "state": "confirmed"},
            ):
                outcome = self._call("test.customer.document", "write", self.document.ids, vals, context=HOSTILE)
                self.assertRefused(outcome, vals)
            outcome = self._call("test.customer.document", "action_confirm", self.document.ids, context=HOSTILE)
            self.assertRefused(outcome, "confirm")

    def test_a_hostile_context_does_not_pass_the_request(self):
        self.authenticate("clerk", "clerk")
        document = self._document(name="hostile")
        self.env.flush_all()
        self.assertIs(
            self._call("test.customer.document", "action_request_approval", document.ids, context=HOSTILE), True
        )
        approval = self.env["customer.approval"].search([("res_id", "=", document.id)])
        self.assertRecordValues(
            approval,
            [{"state": "pending", "requested_by_id": self.clerk.id, "four_eyes": True, "approver_ids": self.head.ids}],
        )

    def test_the_one_whose_turn_it_is_decides_over_http(self):
        self.head.password = "head"
        self.authenticate("head", "head")
        self.assertIs(self._call("customer.approval", "action_approve", self.approval.ids, "x", context=HOSTILE), True)
        self.assertRecordValues(
            self.approval.decision_ids, [{"user_id": self.head.id, "on_behalf_of_id": False, "comment": "x"}]
        )
        self.assertEqual(self.approval.state, "approved")

    def test_not_even_the_superuser_forges_a_decision(self):
        vals = {"approval_id": self.approval.id, "level": 1, "user_id": self.head.id, "decision": "approve"}
        decisions = self.env["customer.approval.decision"]
        self.assertTrue(decisions.env.su)
        for context in ({}, {"customer_approval_decision_pass": True}):
            with self.assertRaises(AccessError):
                decisions.with_context(**context).create(vals)
        with self.assertRaises(AccessError):
            decisions.with_context(customer_approval_decision_pass=_DecisionPass({})).create(vals)
        with self.assertRaises(AccessError):
            self.as_user(self.root, self.env["customer.approval"]).create({"res_model": "x", "res_id": 1})

    def test_users_write_no_rule(self):
        rule = self.approval.rule_id
        for user in self._each_role():
            outcome = self._call("customer.approval.rule", "write", rule.ids, {"clause": "x"})
            level = self._call("customer.approval.rule.level", "write", rule.level_ids.ids, {"manager_rank": 1})
            if user == self.users["rules_administrator"]:
                self.assertEqual((outcome, level), (True, True))
            else:
                self.assertRefused(outcome, "rule")
                self.assertRefused(level, "level")
