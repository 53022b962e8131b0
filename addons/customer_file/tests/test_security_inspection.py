from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .common import FileCase


@tagged("post_install", "-at_install")
class TestInspection(FileCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Inspections = cls.env["customer.security.inspection"]
        cls.Rules = cls.env["customer.security.inspection.rule"]

    def _plan(self, day):
        with freeze_time(f"{day} 10:00:00"):
            self.Rules._cron_plan()
        return self.Inspections.search([("company_id", "=", self.company.id)], order="planned_date")

    def _inspection_rule(self, kind, months):
        supervisors = self.env.ref("customer_policy.group_supervisor")
        return self._rule(
            "customer.security.inspection.rule", kind=kind, interval_months=months, group_id=supervisors.id
        )

    def _done(self, inspection, *risks):
        inspection = self.as_user(self.boss, inspection)
        inspection.finding_ids = [Command.create({"name": risk, "due_date": due}) for risk, due in risks]
        inspection.action_inspect()
        return inspection

    @proves("S1.8-27")
    def test_each_quarter_is_inspected_and_a_risk_shows_until_it_was_removed(self):
        self._inspection_rule("self", 3)
        first = self._plan("2026-01-10")
        self.assertEqual(len(first), 1)
        self.assertEqual(first.activity_ids.user_id, first.inspector_id)
        self.assertTrue(first.inspector_id.has_group("customer_policy.group_supervisor"))
        self.assertEqual(self._plan("2026-06-10"), first, "an open one is done first")
        inspection = self._done(first, ("The file room is not locked", "2026-01-20"))
        with self.assertRaisesRegex(UserError, "1 findings are open"):
            inspection.action_close()
        findings = self.env["customer.security.inspection.finding"]
        self.assertTrue(findings.search([("closed_date", "=", False), ("inspection_id", "=", inspection.id)]))
        with self.assertRaisesRegex(UserError, "write what was done"):
            inspection.finding_ids.action_close()
        inspection.finding_ids.measure = "A lock was built in"
        inspection.finding_ids.action_close()
        inspection.action_close()
        self.assertEqual(len(self._plan("2026-04-09")), 1)
        self.assertEqual(len(self._plan("2026-04-10")), 2)
        with self.assertRaisesRegex(UserError, "closed"):
            inspection.scope = "x"

    @proves("S1.8-33")
    def test_an_audit_each_half_year_and_what_is_past_due(self):
        self._inspection_rule("audit", 6)
        audit = self._done(
            self._plan("2026-01-10"),
            ("Shared password", "2026-02-01"),
            ("No backup", "2026-02-01"),
            ("Desk", "2026-03-01"),
        )
        findings = self.env["customer.security.inspection.finding"]
        for day, count in (("2026-02-01", 0), ("2026-02-02", 2), ("2026-03-02", 3)):
            with freeze_time(f"{day} 10:00:00"):
                found = findings.search([("is_overdue", "=", True), ("inspection_id", "=", audit.id)])
                self.assertEqual(len(found), count)
                audit.finding_ids.invalidate_recordset()
                self.assertEqual(audit.finding_ids.filtered("is_overdue"), found)
        self.assertEqual(len(self._plan("2026-07-09")), 1)
        self.assertEqual(len(self._plan("2026-07-10")), 2)

    def test_only_an_enforced_rule_plans(self):
        self._inspection_rule("self", 3).mode = "observe"
        self.assertFalse(self._plan("2026-01-10"))

    @proves("S1.8-08")
    def test_a_department_without_somebody_responsible_is_found_and_a_score_stays(self):
        empty = self.env["hr.department"].create({"name": "Empty", "company_id": self.company.id})
        self.department.customer_security_responsible_id = self.boss
        domain = [("customer_security_responsible_id", "=", False), ("company_id", "=", self.company.id)]
        self.assertEqual(self.env["hr.department"].search(domain), empty)
        score = self.as_user(self.head, self.env["customer.security.appraisal"]).create(
            {"department_id": self.department.id, "user_id": self.boss.id, "year": "2026", "score": 87.5}
        )
        self.assertEqual(score.score, 87.5)
        with self.assertRaisesRegex((UserError), "cannot be changed"):
            score.sudo().score = 90  # sudo: to show that it does not help
        with self.assertRaises(AccessError):
            self.as_user(self.boss, score).create(
                {"department_id": empty.id, "user_id": self.boss.id, "year": "2026", "score": 1}
            )
