from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import ROLES

from .test_numbers import NumberCase


@tagged("post_install", "-at_install")
class TestHealth(NumberCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # as on a server whose scheduler runs
        cls.crons = cls.env["ir.cron"].search([])
        cls.env.cr.execute("UPDATE ir_cron SET active = true, failure_count = 0, nextcall = %s", [cls._in_an_hour()])
        cls.env.invalidate_all()

    @staticmethod
    def _in_an_hour():
        return fields.Datetime.now() + timedelta(hours=1)

    def _health(self, code: str, role="rules_administrator"):
        self.env.invalidate_all()
        return self.as_role(role, self.env["customer.policy.health"]).search([("code", "=", code)])

    def _assert_health(self, code: str, state: str, count: int):
        row = self._health(code)
        self.assertEqual((row.state, row.count), (state, count))
        return row

    def test_scheduler(self):
        self._assert_health("scheduler", "ok", 0)
        cron = self.env.ref("customer_file.ir_cron_customer_file_remind", False) or self.skipTest("no action of ours")
        for vals in (
            {"active": False},
            {"active": True, "failure_count": 2},
            {"failure_count": 0, "nextcall": fields.Datetime.now() - timedelta(minutes=61)},
        ):
            cron.sudo().write(vals)
            self._assert_health("scheduler", "problem", 1)
        cron.nextcall = fields.Datetime.now() - timedelta(minutes=59)
        self._assert_health("scheduler", "ok", 0)
        # what core's actions do is not told here
        (self.crons - cron).filtered(lambda other: other.model_id.model == "res.users").active = False
        self._assert_health("scheduler", "ok", 0)

    def test_rules_nobody_can_fulfil(self):
        # what other addons ship for every company
        self.env["customer.number.rule"].search([("company_id", "=", self.company.id)]).mode = "off"
        rule = self._rule()
        self._assert_health("rules", "ok", 0)
        with patch.object(self.registry["customer.number.rule"], "_unfulfillable", lambda rules: rules):
            row = self._assert_health("rules_customer.number.rule", "problem", 1)
            self.assertIn("Numbering rule", row.sentence)
            self.assertEqual(self.env["customer.number.rule"].search(row.action_open()["domain"]), rule)
            self.assertFalse(self._health("rules"))
            rule.mode = "off"
            self._assert_health("rules", "ok", 0)

    def test_departments(self):
        self.env["hr.department"].search([]).action_archive()
        self.env["hr.department"].create({"name": "Elsewhere", "company_id": self.other_company.id})
        self._assert_health("department_lost", "ok", 0)
        vals = {"company_id": self.company.id}
        top = self.env["hr.department"].create({"name": "Top", **vals})
        below = self.env["hr.department"].create({"name": "Below", "parent_id": top.id, **vals})
        self._assert_health("department_lost", "problem", 2)
        self._assert_health("department_manager", "ok", 0)
        boss = self.env["hr.employee"].create({"name": "Boss", "user_id": self.users["manager"].id, **vals})
        top.manager_id = boss
        self._assert_health("department_lost", "ok", 0)
        row = self._assert_health("department_manager", "warning", 1)
        self.assertEqual(self.env["hr.department"].search(row.action_open()["domain"]), below)
        below.manager_id = boss
        self._assert_health("department_manager", "ok", 0)
        boss.user_id.action_archive()
        self._assert_health("department_lost", "problem", 2)

    def test_roles(self):
        self._assert_health("ladder", "ok", 0)
        self.users["general_manager"].action_archive()
        self.assertIn("General Manager", self._assert_health("ladder", "warning", 1).sentence)
        for role in ("manager", "supervisor"):
            self.users[role].action_archive()
        self._assert_health("ladder", "warning", 3)

    def test_documents_without_numbering(self):
        row = self._assert_health("numbering", "problem", 1)
        self.assertIn("Test slip", row.sentence)
        rule = self._rule(mode="observe")
        self._assert_health("numbering", "problem", 1)
        rule.mode = "enforce"
        self._assert_health("numbering", "ok", 0)

    def test_numbers(self):
        self._rule()
        with freeze_time("2025-05-15 04:00"):
            slip = self._accepted(5)[0]
            self._assert_health("numbers_missing", "ok", 0)
            self._assert_health("numbers_ended", "ok", 0)
            draws = self.env["customer.number.draw"]
            draw = draws.search([("res_id", "=", slip.id)])
            draw.create(draw.copy_data()[0] | {"number": 6, "name": "250506", "transaction": "3"})
            self._assert_health("numbers_ended", "warning", 1)
        with freeze_time("2025-06-15 04:00"):
            self._assert_health("numbers_ended", "ok", 0)
        draws._lift_register_guard()
        self.env.cr.execute("DELETE FROM customer_number_draw WHERE name IN ('250503', '250504')")
        draws._install_register_guard()
        row = self._assert_health("numbers_missing", "problem", 1)
        self.assertEqual(self.env["customer.number"].search(row.action_open()["domain"]).name, "250502")

    def test_the_worst_comes_first(self):
        states = self._health("numbering").search([]).mapped("state")
        self.assertEqual(states, sorted(states, key=["problem", "warning", "ok"].index))
        self.assertEqual(states[0], "problem")

    def test_who_reads(self):
        readers = {"supervisor", "manager", "general_manager", "rules_administrator", "security_auditor"}
        for role in ROLES:
            rows = self.as_role(role, self.env["customer.policy.health"])
            if role not in readers:
                with self.assertRaises(AccessError):
                    rows.search([])
                continue
            row = rows.search([("code", "=", "numbering")])
            self.assertTrue(row.can_open)
            for attack in (lambda row=row: row.write({"state": "ok"}), lambda rows=rows: rows.create({}), row.unlink):
                with self.assertRaises(UserError):  # which AccessError is too
                    attack()

    def test_what_may_not_be_read_is_counted_only(self):
        self.crons.failure_count = 1
        row = self._health("scheduler", "security_auditor")
        self.assertTrue(row.count)
        self.assertFalse(row.can_open)

    def test_conduct_is_a_hook_only(self):
        employee = self.env["hr.employee"].create({"name": "Clerk", "company_id": self.company.id})
        self.assertIsNone(self.env["customer.policy.conduct"]._report("late_report", employee, 1, self._slips()))
