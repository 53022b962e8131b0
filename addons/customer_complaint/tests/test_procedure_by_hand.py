from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.customer_policy.tests.common import proves

from .flow_common import FlowCase


@tagged("post_install", "-at_install")
class TestProcedureByHand(FlowCase):
    """A third procedure, of a cannery that nobody wrote code for: a consultant sets it up through the models."""

    UNITS = {"laboratory": "Laboratory", "shop": "Shop", "owner": "Owner"}

    @classmethod
    def _apply_pack(cls, name, **options):
        """No pack at all."""

    def _as_consultant(self, model):
        return self.as_role("rules_administrator", self.env[model])

    def _set_up(self):
        unit = {
            code: self._as_consultant("customer.complaint.unit").create(
                {"name": name, "code": code, "department_id": self.departments[code].id}
            )
            for code, name in self.UNITS.items()
        }
        kind = self._as_consultant("customer.complaint.type").create(
            {"name": "Swollen can", "code": "swollen", "unit_id": unit["laboratory"].id, "urgency": "urgent"}
        )
        procedure = self._as_consultant("customer.complaint.procedure").create(
            {
                "name": "Cannery",
                "code": "cannery",
                "domain": "[('type_id.code', '=', 'swollen')]",
                "investigation_slips": True,
                "step_ids": [
                    Command.create(
                        {
                            "code": "intake", "name": "Call", "type": "intake", "sequence": 0,
                            "field_ids": [Command.create({"name": "phone"})],
                        }
                    ),
                    Command.create(
                        {
                            "code": "stop", "name": "Stop selling", "sequence": 10, "unit_id": unit["shop"].id,
                            "needs_result": True,
                        }
                    ),
                    Command.create(
                        {
                            "code": "test", "name": "Test the can", "sequence": 10, "done_by": "case",
                            "field_ids": [Command.create({"name": "test_result"})],
                            "outcome_ids": [
                                Command.create({"code": "good", "name": "It is good"}),
                                Command.create({"code": "bad", "name": "It is bad", "next_steps": "recall"}),
                            ],
                        }
                    ),
                    Command.create(
                        {
                            "code": "recall", "name": "Recall the lot", "sequence": 90, "start": "demand",
                            "unit_id": unit["owner"].id, "manager_rank": 1, "needs_result": True, "holds_next": True,
                        }
                    ),
                    Command.create(
                        {
                            "code": "decide", "name": "Decide", "sequence": 20, "type": "decision",
                            "unit_id": unit["owner"].id,
                        }
                    ),
                ],
            }
        )  # fmt: skip
        self._as_consultant("customer.deadline.rule").create(
            {
                "name": "Four hours in the laboratory",
                "milestone": "customer.complaint.task/done",
                "domain": "[('code', '=', 'test')]",
                "duration": 4,
                "unit": "hour",
                "mode": "enforce",
            }
        )
        self._as_consultant("customer.approval.rule").create(
            {
                "name": "The owner",
                "four_eyes": False,
                "document_model": "customer.complaint",
                "operation": "decide",
                "mode": "enforce",
                "level_ids": [Command.create({"decided_by": "manager", "manager_rank": 1})],
            }
        )
        self._as_consultant("customer.number.rule").create(
            {
                "name": "Cases",
                "document": "customer.complaint",
                "pattern": "K-{year}-{number}",
                "width": 3,
                "reset": "year",
                "mode": "enforce",
            }
        )
        return kind, procedure

    def test_it_runs_by_configuration_alone(self):
        kind, procedure = self._set_up()
        with freeze_time("2026-05-05 02:00:00"):
            complaint = self._new_complaint(self.users["user"], type_id=kind.id)
            with self.assertRaisesRegex(UserError, "Phone"):
                complaint.action_submit()
            complaint.phone = "138 0000 0000"
            complaint.action_submit()
            self.assertEqual((complaint.number, complaint.procedure_id), ("K-2026-001", procedure))
            self._do(complaint, "stop", self.people["shop"], result="Stopped")
            complaint.is_established = "yes"
        with freeze_time("2026-05-05 07:00:00"):
            self._do(complaint, "test", self.people["laboratory"], outcome="bad", test_result="fail")
            self.assertFalse(self._task(complaint, "decide"))
            self._do(complaint, "recall", self.heads["owner"], result="All called back")
            approval = complaint.sudo()._current_approvals("decide")
            self.as_user(self.heads["owner"], approval).action_approve()
            self.as_role("user", complaint).action_close()
        slip = self._slips(complaint, "investigation")
        self.assertEqual(slip.department_id, self.departments["laboratory"])
        self.assertIn("exceeded by 1 h 0 min", slip.text)
        self.assertFalse(slip.number, "no rule numbers slips here")
        other = self._new_complaint(self.users["user"])
        other.action_submit()
        self.assertFalse(other.procedure_id, "another type is no business of it")

    @proves("S4.csmain-7")
    def test_each_step_is_somebodys(self):
        _kind, procedure = self._set_up()
        with self.assertRaisesRegex(IntegrityError, "unit_given"), mute_logger("odoo.sql_db"):
            procedure.write({"step_ids": [Command.create({"code": "nobody", "name": "Nobody's", "sequence": 50})]})

    def test_a_step_that_ends_with_another_names_one(self):
        _kind, procedure = self._set_up()
        step = procedure.step_ids.filtered(lambda one: one.code == "stop")
        for code in ("nothing", "stop"):
            with self.assertRaisesRegex(ValidationError, "does not exist"):
                step.ends_with = code
        step.ends_with = "test"

    def test_steps_that_cases_follow_stay(self):
        kind, procedure = self._set_up()
        complaint = self._new_complaint(self.users["user"], type_id=kind.id, phone="1")
        complaint.action_submit()
        recall = procedure.step_ids.filtered(lambda one: one.code == "recall")
        test = procedure.step_ids.filtered(lambda one: one.code == "test")
        test.outcome_ids.filtered("next_steps").next_steps = False
        procedure.step_ids = [Command.delete(recall.id)]
        self.assertTrue(recall.exists())
        self.assertFalse(recall.active)
        self.assertNotIn(recall, procedure.step_ids)
        self._do(complaint, "stop", self.people["shop"], result="Stopped")
        self._do(complaint, "test", self.people["laboratory"], outcome="bad", test_result="fail")
        self.assertTrue(self._task(complaint, "recall"), "the case keeps its plan")
        unused = procedure.copy({"code": "unused"}).step_ids[-1:]
        unused.unlink()
        self.assertFalse(unused.exists())
