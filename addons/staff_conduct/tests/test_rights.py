from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time

from odoo.addons.customer_policy.models.customer_workflow_mixin import _StepPass

from .common import ConductCase

#: what an employee is never told of a case, wherever it is looked for
SECRET = "ZQ8 seen by the neighbour"


@freeze_time("2025-06-30 12:00:00")
class TestRights(ConductCase):
    """The person reads the own case, and can say something. Nobody does anything in the own matter."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls._rule("late", amount=100, appeal_days=5)
        cls._decided_by()

    def _reported(self, employee=None, by=None):
        reports = self.as_user(by or self.li.user_id, self.env["staff.conduct.report"])
        report = reports.create(
            {"employee_id": (employee or self.wang).id, "rule_id": self.rule.id, "facts": "Late", "remark": SECRET}
        )
        return report, report.sudo().case_id

    def _may_read(self, user, records):
        return self.as_user(user, records).search([("id", "in", records.ids)])

    def test_who_reads_a_case(self):
        case = self._case()
        readers = (
            self.wang.user_id, self.head.user_id, self.director.user_id, self.boss.user_id, self.hr, self.manager
        )  # fmt: skip
        for user in readers:
            self.assertTrue(self._may_read(user, case), user.name)
        auditor, rules = self.users["security_auditor"], self.users["rules_administrator"]
        for user in (self.li.user_id, auditor, rules, self.users["user"], self.users["employee"]):
            self.assertFalse(self._may_read(user, case), user.name)
        self.assertTrue(self._may_read(auditor, self._decide(case).decision_ids))

    def test_who_may_do_what_as_employee(self):
        case = self._case()
        own = self.as_user(self.wang.user_id, case)
        for vals in ({"amount": 100}, {"facts": "x"}, {"drop_reason": "x"}, {"statement": "x"}, {"state": "dropped"}):
            with self.subTest(vals):
                self.assertRefused("", lambda: own.write(vals), AccessError)  # noqa: B023
        for step in ("action_hear", "action_submit", "action_drop", "action_revise", "action_request_approval"):
            with self.subTest(step):
                self.assertRefused("", getattr(own, step), (AccessError, UserError))
        self.assertEqual(own.allowed_steps, [""])
        with self.assertRaises(AccessError):
            own.unlink()
        with self.assertRaises(AccessError):
            own.message_post(body="not me")
        with self.assertRaises(AccessError):
            own.copy()
        create = self.as_user(self.wang.user_id, self.env["staff.conduct.case"]).create
        self.assertRefused("", lambda: create({"employee_id": self.li.id, "rule_id": self.rule.id}), AccessError)
        self.assertEqual(case.state, "proposed")

    def test_a_statement_is_written_by_the_person_only(self):
        case = self._case()
        for user in (self.li.user_id, self.head.user_id, self.boss.user_id):
            statement = self.as_user(user, self.env["staff.conduct.statement"]).create(
                {"case_id": case.id, "text": "x"}
            )
            self.assertRefused("Only the person|top-secret", statement.action_confirm, AccessError)
        self.assertFalse(case.statement)

    def test_a_head_does_nothing_in_the_own_matter(self):
        """As the head of the department and as a supervisor: neither prepares, drops, decides nor answers it."""
        for person in (self.head, self.boss):
            case = self._case(person)
            own = self.as_user(person.user_id, case)
            self.assertRefused("", lambda: own.write({"drop_reason": "x"}), AccessError)  # noqa: B023
            for step in ("action_hear", "action_submit", "action_drop"):
                self.assertRefused("own matter|is dropped", getattr(own, step))
            self.assertEqual(own.allowed_steps, [""])
        case = self._case(self.wang)
        self.as_user(self.head.user_id, case).write({"facts": "by the head"})
        self._submit(case, self.head.user_id)
        self.assertEqual(case.state, "requested")

    def test_who_decides_does_not_decide_on_himself(self):
        """Neither by the group, nor for somebody absent, nor where the rule asks for no four eyes."""
        manager = self.env["hr.employee"].create(
            {
                "name": "Manager",
                "user_id": self.manager.id,
                "company_id": self.company.id,
                "department_id": self.office.id,
            }
        )
        self.env["customer.approval.rule"].search([("document_model", "=", "staff.conduct.case")]).four_eyes = False
        second = self._new_user("general_manager", "second")
        case = self._submit(self._case(manager))
        approval = case._current_approvals()
        self.assertEqual(approval.approver_ids, second)
        self.env["customer.approval.substitution"].create(
            {
                "user_id": second.id,
                "substitute_id": self.manager.id,
                # the substitution is looked for by the clock of PostgreSQL, which stands still for nobody
                "date_from": "2025-06-01",
                "date_to": "2099-12-31",
                "company_id": self.company.id,
            }
        )
        self.env.flush_all()
        mine = self.as_user(self.manager, approval.sudo(False))
        self.assertRefused("not yours", lambda: mine.action_approve("fine"))
        self.assertFalse(mine.search([("can_decide", "=", True)]))
        self._approve(case, second)
        self.assertEqual(case.state, "decided")

    def test_the_reporter_is_told_to_nobody_below_the_supervisors(self):
        report, case = self._reported()
        self.assertEqual(self._may_read(self.li.user_id, report), report, "the own report")
        self.assertFalse(self._may_read(self.li.user_id, case), "but not what came of it")
        for user in (
            self.wang.user_id,
            self.head.user_id,
            self.users["security_auditor"],
            self.users["rules_administrator"],
        ):
            self.assertFalse(self._may_read(user, report), user.name)
        for user in (self.boss.user_id, self.hr, self.manager):
            self.assertTrue(self._may_read(user, report), user.name)

    def test_a_supervisor_does_not_learn_who_reported_about_him(self):
        for employee in (self.boss, self.wang):
            report, case = self._reported(employee)
            seen = self.as_user(self.boss.user_id, case)
            seen.invalidate_recordset()
            self.assertEqual(len(seen.report_ids), employee == self.wang)
            self.assertEqual(bool(self._may_read(self.boss.user_id, report)), employee == self.wang)
        # nor of what he answers for
        self.rule.liable = "head"
        report, case = self._reported(self.wang, self.wang.user_id)
        self.head.user_id.group_ids += self.env.ref("customer_policy.group_supervisor")
        self.assertEqual(case.employee_id, self.head)
        self.assertFalse(self._may_read(self.head.user_id, report))

    def test_nothing_of_a_case_tells_who_reported(self):
        """Not its stamps, its messages, its activities, its followers, its approvals, nor what it is called."""
        _report, case = self._reported()
        reporter = self.li.user_id
        own = self.as_user(self.wang.user_id, case)
        for name, field in own._fields.items():
            if field.type == "many2one" and field.comodel_name == "res.users" and own.has_access("read"):
                self.assertNotEqual(own[name], reporter, name)
        for name in ("display_name", "facts", "why"):
            self.assertNotIn(SECRET, own[name] or "")
        for model, domain in (
            ("mail.message", [("model", "=", case._name), ("res_id", "=", case.id)]),
            ("mail.activity", [("res_model", "=", case._name), ("res_id", "=", case.id)]),
        ):
            rows = self.env[model].search(domain)
            self.assertNotIn(reporter, rows.create_uid | rows.mapped("write_uid"), model)
        self.assertNotIn(reporter.partner_id, case.message_partner_ids)
        self.assertFalse(
            case._current_approvals().filtered(lambda one: reporter in one.requested_by_id | one.author_id)
        )

    def test_the_conversation_about_a_case_is_not_read_by_the_person(self):
        case = self._case()
        note = self.as_user(self.boss.user_id, case).message_post(body=SECRET)
        self.assertFalse(self._may_read(self.wang.user_id, note.sudo(False)))
        with self.assertRaises(AccessError):
            self.as_user(self.wang.user_id, note.sudo(False)).read(["body"])
        self.assertTrue(self._may_read(self.head.user_id, note.sudo(False)))

    def test_what_a_client_may_not_give(self):
        other = self._case()
        reports = self.as_user(self.li.user_id, self.env["staff.conduct.report"])
        vals = {"employee_id": self.wang.id, "rule_id": self.rule.id}
        for given in ({"case_id": other.id}, {"res_model": "res.partner", "res_id": 1}, {"source_name": "x"}):
            self.assertRefused("filled in by the system", lambda: reports.create({**vals, **given}), AccessError)  # noqa: B023
            context = {f"default_{name}": value for name, value in given.items()}
            report = reports.with_context(**context).create(vals)
            self.assertFalse(report.sudo().res_id)
            self.assertNotEqual(report.sudo().case_id, other)
        report = reports.create(vals)
        self.assertRefused("cannot be changed", lambda: report.sudo().write({"remark": "x"}))
        boss = self.as_user(self.boss.user_id, other)
        for given in ({"proposed_amount": 0}, {"amount_min": 0}, {"employee_id": self.li.id}, {"block_until": False}):
            self.assertRefused("", lambda: boss.write({**given, "why": "x"}), AccessError)  # noqa: B023
        forged = boss.with_context(customer_workflow_pass={"state": "decided"})
        self.assertRefused("", lambda: forged.write({"state": "decided"}), AccessError)
        self.assertTrue(_StepPass)

    def test_no_decision_is_asked_for_beside_the_steps(self):
        """Or what the rule asks for first, a statement for example, would be passed over."""
        self.rule.hearing_days = 3
        case = self._case()
        boss = self.as_user(self.boss.user_id, case)
        self.assertRefused("steps", boss.action_request_approval)
        self.assertRefused("steps", lambda: boss.action_request_approval("appeal"))
        self.assertFalse(case.approval_ids)
        self.rule.hearing_days = 0
        self._decide(case)
        self.assertRefused("steps", lambda: boss.action_request_approval("appeal"))
        self.assertRefused("steps", boss.action_request_approval)

    def test_the_person_hands_over_no_copies(self):
        report = self.env.ref("staff_conduct.report_staff_conduct_notice")
        rule = self.env["customer.form.rule"].create(
            {
                "name": "Notice",
                "company_id": self.company.id,
                "mode": "enforce",
                "report_id": report.id,
                "copy_ids": [Command.create({"name": "First copy", "keeper": "Finance"})],
            }
        )
        case = self._decide(self._case())
        forms = self.env["customer.form.issue"]
        own = self.as_user(self.wang.user_id, case)
        hand_over = self.as_user(self.wang.user_id, forms)._hand_over
        self.assertRefused("", lambda: hand_over(own, rule.copy_ids, to_name="x"), AccessError)
        boss = self.as_user(self.boss.user_id, case)
        self.assertTrue(self.as_user(self.boss.user_id, forms)._hand_over(boss, rule.copy_ids, to_name="Finance"))

    def test_another_company_is_closed(self):
        case = self._case()
        elsewhere = self._new_user("general_manager", "elsewhere", self.other_company)
        self.assertFalse(self._may_read(elsewhere, case))
        reports = self.as_user(elsewhere, self.env["staff.conduct.report"])
        vals = {"employee_id": self.wang.id, "rule_id": self.rule.id}
        self.assertRefused("", lambda: reports.create(vals), (UserError, AccessError))

    def test_registers_and_totals_are_read_by_whom_they_concern(self):
        case = self._decide(self._case())
        totals = self.env["staff.conduct.total"].search([("employee_id", "=", self.wang.id)])
        for records in (case.decision_ids, totals):
            self.assertTrue(records)
            for user, seen in (
                (self.wang.user_id, True), (self.head.user_id, True), (self.boss.user_id, True), (self.hr, True),
                (self.li.user_id, False), (self.users["user"], False),
            ):  # fmt: skip
                self.assertEqual(bool(self._may_read(user, records)), seen, (records._name, user.name))
        with self.assertRaises(AccessError):
            self.as_user(self.boss.user_id, case.decision_ids).copy()

    def test_appraisals_and_probation_of_oneself(self):
        scheme = self.env["staff.appraisal.scheme"].create(
            {
                "name": "Service",
                "company_id": self.company.id,
                "indicator_ids": [Command.create({"name": "All", "weight": 100})],
            }
        )
        vals = {"scheme_id": scheme.id, "date_from": "2025-01-01", "date_to": "2025-06-30"}
        head = self.as_user(self.head.user_id, self.env["staff.appraisal"])
        mine = head.create({**vals, "employee_id": self.wang.id})
        self.assertRefused("", lambda: head.create({**vals, "employee_id": self.head.id}), AccessError)
        self.assertFalse(self._may_read(self.wang.user_id, mine), "not before it is confirmed")
        mine.line_ids.value = 70
        mine.action_confirm()
        self.assertTrue(self._may_read(self.wang.user_id, mine))
        self.assertFalse(self._may_read(self.li.user_id, mine))
        self.assertRefused("closed", lambda: mine.line_ids.write({"value": 1}))
