import base64
import json

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .deadline_common import DeadlineCase
from .test_deadline_pack import PACK

HOSTILE = {
    "customer_deadline_step_pass": {"step_id": 1},
    "customer_deadline_step_id": 1,
    "default_state": "met",
    "default_user_id": 1,
    "default_mode": "observe",
    "su": True,
    "uid": 1,
    "active_test": False,
    "install_mode": True,
}
MODELS = (
    "customer.deadline",
    "customer.deadline.step",
    "customer.deadline.event",
    "customer.deadline.slip",
    "customer.policy.pack",
    "customer.policy.pack.application",
    "customer.policy.observation",
)


@tagged("post_install", "-at_install")
class TestDeadlineAttack(DeadlineCase, HttpCase):
    """Over HTTP, as every role: no deadline, slip or pack is made, changed, run, waived or read by who may not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.slip_action = cls.env.ref("customer_policy.customer_deadline_action_reminder_slip")
        cls.rule = cls._deadline_rule(
            steps=[{"action_id": cls.slip_action.id, "recipient": "department"}, {"offset": 9}]
        )
        cls.stranger = cls._new_user("user", login="stranger")
        cls.attackers = {**cls.users, "clerk": cls.clerk, "head": cls.head, "stranger": cls.stranger}
        for user in cls.attackers.values():
            user.password = user.login

    def setUp(self):
        super().setUp()
        self.deadline = self._start()
        self._tick("2026-05-11 16:00:00")
        self.slip = self.env["customer.deadline.slip"].search([("deadline_id", "=", self.deadline.id)])
        self.assertTrue(self.slip)
        self.env["customer.policy.pack"]._apply(self.company, PACK.encode(), "test.yaml")
        self.env["customer.deadline.rule"].search([("code", "=", "confirm_domestic")])._breached_by(
            self.deadline, "noted"
        )
        self.env.flush_all()

    def _call(self, model, method, *args, context=None, **kwargs):
        """Call over JSON-RPC; return the result, or the name of the error."""
        context = {"allowed_company_ids": self.company.ids, **(context or {})}
        params = {"model": model, "method": method, "args": args, "kwargs": {**kwargs, "context": context}}
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_actions", "odoo.sql_db"):
            response = self.url_open(
                "/web/dataset/call_kw",
                data=json.dumps({"params": params}),
                headers={"Content-Type": "application/json"},
            ).json()
        self.env.invalidate_all()
        return response["error"]["data"]["name"] if "error" in response else response["result"]

    def _facts(self):
        """Return what no attack may change."""
        return {
            model: self.env[model].search([], order="id").read(load=False)
            for model in (*MODELS, "customer.deadline.rule", "customer.deadline.rule.step")
        }

    def _as_each(self, *without):
        for name, user in self.attackers.items():
            if name not in without:
                self.authenticate(user.login, user.login)
                with self.subTest(role=name):
                    yield name

    def test_nobody_writes_rows_of_the_engine(self):
        before = self._facts()
        rows = {model: self.env[model].search([], limit=1) for model in MODELS}
        for _name in self._as_each():
            for model, row in rows.items():
                for method, args in (
                    ("write", [row.ids, {"company_id": self.other_company.id}]),
                    ("write", [row.ids, {"display_name": "x"}]),
                    ("unlink", [row.ids]),
                    ("create", [{"company_id": self.company.id}]),
                    ("copy", [row.ids]),
                ):
                    for context in ({}, HOSTILE):
                        outcome = self._call(model, method, *args, context=context)
                        self.assertIn("exceptions", str(outcome), (model, method))
        self.assertEqual(self._facts(), before)

    def test_nobody_calls_what_is_private(self):
        before = self._facts()
        for _name in self._as_each():
            for model, method, args in (
                ("customer.deadline", "_close", [self.deadline.ids, "met", "2026-05-11 16:00:00"]),
                ("customer.deadline", "_waive", [self.deadline.ids, "x"]),
                ("customer.deadline", "_write_slip", [self.deadline.ids, "investigation"]),
                ("customer.deadline", "_after_approval", [self.deadline.ids, 1]),
                ("customer.deadline.step", "_cron_tick", []),
                ("customer.deadline.slip", "_issue", [self.deadline.id, "reminder", []]),
                ("customer.policy.pack", "_apply", [self.company.id, PACK, "x.yaml"]),
                ("customer.deadline", "action_request_approval", [self.deadline.ids, "waive"]),
            ):
                self.assertIn("exceptions", str(self._call(model, method, *args, context=HOSTILE)), method)
        self.assertEqual(self._facts(), before)

    def test_nobody_runs_the_action_of_a_step(self):
        before = self._facts()
        context = {
            **HOSTILE,
            "active_model": "customer.deadline",
            "active_id": self.deadline.id,
            "active_ids": self.deadline.ids,
            "customer_deadline_step_pass": {"step_id": self.deadline.step_ids[0].id},
        }
        for _name in self._as_each():
            outcome = self._call("ir.actions.server", "run", self.slip_action.ids, context=context)
            self.assertIn("exceptions", str(outcome))
            with mute_logger("odoo.http", "odoo.addons.base.models.ir_actions"):
                response = self.url_open(
                    "/web/action/run",
                    data=json.dumps({"params": {"action_id": self.slip_action.id, "context": context}}),
                    headers={"Content-Type": "application/json"},
                ).json()
            self.assertIn("error", response)
        self.env.invalidate_all()
        self.assertEqual(self._facts(), before)

    def test_a_slip_is_answered_by_whom_it_was_written_to(self):
        before = self._facts()
        for _name in self._as_each("head", "clerk"):
            for vals in ({"answer": "x"}, {"answer_date": "2020-01-01 00:00:00"}, {"user_ids": [[4, 2]]}):
                outcome = self._call("customer.deadline.slip", "write", self.slip.ids, vals, context=HOSTILE)
                self.assertIn("exceptions", str(outcome), vals)
        self.assertEqual(self._facts(), before)
        self.authenticate("head", "head")
        forged = {"answer": "Ill", "answer_user_id": self.director.id, "answer_date": "2020-01-01 00:00:00"}
        self.assertIn("AccessError", self._call("customer.deadline.slip", "write", self.slip.ids, forged))
        self.assertIs(self._call("customer.deadline.slip", "write", self.slip.ids, {"answer": "Ill"}), True)
        self.assertEqual(self.slip.answer_user_id, self.head)

    def test_strangers_read_nothing(self):
        rows = {model: self.env[model].search([]) for model in MODELS if "deadline" in model}
        for name in self._as_each("information_administrator", "supervisor", "manager", "general_manager",
                                  "security_auditor", "clerk", "head"):  # fmt: skip
            for model, row in rows.items():
                if name == "rules_administrator" and model == "customer.deadline.step":
                    continue  # who has to see what fails
                self.assertIn("AccessError", str(self._call(model, "read", row.ids, ["id"])), model)
                found = self._call(model, "search", [["id", "in", row.ids]])
                self.assertIn(found if isinstance(found, list) else "AccessError", ([], "AccessError"), model)

    def test_packs_are_applied_by_rules_administrators_only(self):
        before = self._facts()
        vals = {"origin": "upload", "upload": base64.b64encode(PACK.replace("3", "9").encode()).decode()}
        for _name in self._as_each("rules_administrator"):
            outcome = self._call("customer.policy.pack.wizard", "create", [vals])
            self.assertIn("AccessError", str(outcome))
            self.assertIn(
                "exceptions", str(self._call("customer.deadline.rule", "action_apply_to_open", self.rule.ids))
            )
            outcome = self._call("customer.deadline.rule", "write", self.rule.ids, {"mode": "off"})
            self.assertIn("AccessError", str(outcome))
        self.assertEqual(self._facts(), before)

    def test_only_managers_and_supervisors_waive(self):
        before = self._facts()
        for _name in self._as_each("head", "supervisor", "manager", "general_manager"):
            wizard = self._call(
                "customer.deadline.waive", "create", [{"deadline_ids": [[6, 0, self.deadline.ids]], "reason": "x"}]
            )
            if isinstance(wizard, list):
                self.assertIn("exceptions", str(self._call("customer.deadline.waive", "action_waive", wizard)))
        self.assertEqual(self._facts(), before)
